"""The files of a run: who may write them, and what stays of them."""

import sys
from dataclasses import replace
from itertools import pairwise
from pathlib import Path

import pytest

from inpaint_studio.model.training import running, state
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.loop import TrainingError, train
from inpaint_studio.model.training.report import Finished, StepDone, Validated, Warned
from inpaint_studio.model.training.run_files import keep_snapshot


def test_snapshots_kept_are_thinned_evenly(tmp_path: Path) -> None:
    path = tmp_path / "latest.safetensors"
    for images_seen in range(0, 1000, 10):
        path.unlink(missing_ok=True)
        path.write_bytes(str(images_seen).encode())
        keep_snapshot(path, tmp_path / "snapshots", images_seen, 5)
    remaining = sorted(int(p.stem) for p in (tmp_path / "snapshots").iterdir())
    assert len(remaining) == 5
    assert remaining[0] == 0
    assert remaining[-1] == 990
    assert max(b - a for a, b in pairwise(remaining)) <= 640
    assert (tmp_path / "snapshots" / "00000990.safetensors").read_bytes() == b"990"


@pytest.mark.parametrize("there", [False, True])
def test_a_run_that_cannot_begin_leaves_nothing_behind(config: TrainingConfig, tmp_path: Path, there: bool) -> None:
    empty = tmp_path / "empty"
    empty.mkdir()
    (empty / "letter.jpg").write_text("no picture")
    if there:
        config.run.mkdir()
        (config.run / "mine.txt").write_text("stays")
    with pytest.raises(TrainingError, match="can be used as a photograph"):
        list(train(replace(config, photographs=empty)))
    assert [path.name for path in config.run.iterdir()] == ["mine.txt"] if there else not config.run.exists()


def test_two_runs_in_one_folder_are_refused(config: TrainingConfig) -> None:
    first = train(replace(config, images=10_000_000, report_every=0.0))
    next(report for report in first if isinstance(report, StepDone))
    running.request(config.run, "pause")
    with pytest.raises(TrainingError, match="going on in another process"):
        list(train(replace(config, images=2)))
    assert running.pending(config.run) == "pause", "that was asked of the first one"
    first.close()  # type: ignore[attr-defined]
    assert state.read(config.run)[1]["images_seen"] > 0


def test_a_full_disk_is_a_sentence(config: TrainingConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    def full(*_: object) -> None:
        raise OSError(28, "No space left on device")

    monkeypatch.setattr(state, "write", full)
    reports = list(train(replace(config, images=4, state_minutes=1e-9)))
    ended = reports[-1]
    assert isinstance(ended, Finished)
    assert ended.failed
    assert "No space left on device" in ended.why


def test_tensorboard_gets_what_the_log_has(config: TrainingConfig) -> None:
    accumulator = pytest.importorskip(
        "tensorboard.backend.event_processing.event_accumulator", reason="the extra `tensorboard` is not installed"
    )
    reports = list(train(replace(config, images=6, tensorboard=True, report_every=0.0, sample_every=4)))
    (events,) = (config.run / "tensorboard").iterdir()
    board_events = accumulator.EventAccumulator(str(events))
    board_events.Reload()
    steps = [report for report in reports if isinstance(report, StepDone) and "l1" in report.losses]
    logged = board_events.Scalars("loss/l1")
    assert [event.step for event in logged] == [report.images_seen for report in steps]
    assert [event.value for event in logged] == pytest.approx([report.losses["l1"] for report in steps])
    scores = next(report for report in reports if isinstance(report, Validated)).scores
    assert board_events.Scalars("psnr/scratch")[0].value == pytest.approx(scores["scratch"]["psnr"], rel=1e-5)
    assert board_events.Images("samples")


def test_without_tensorboard_the_run_says_so_and_goes_on(
    config: TrainingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setitem(sys.modules, "torch.utils.tensorboard", None)
    reports = list(train(replace(config, images=2, tensorboard=True)))
    assert any(isinstance(report, Warned) and "TensorBoard is not installed" in report.message for report in reports)
    assert reports[-1].images_seen == 2  # type: ignore[union-attr]
