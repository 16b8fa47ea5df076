"""Training runs: exact when resumed, honest about what stops them."""

import json
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.nets.config import PRESETS
from inpaint_studio.model.training import clock, losses, run, running, state
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.loop import TrainingError, train
from inpaint_studio.model.training.report import (
    CheckpointSaved,
    Finished,
    Paused,
    Reading,
    Samples,
    Started,
    StateSaved,
    StepDone,
    Validated,
)
from inpaint_studio.model.training.run import Run


def weights(run: Path) -> dict[str, torch.Tensor]:
    return state.read(run)[0]


def assert_same(a: dict[str, torch.Tensor], b: dict[str, torch.Tensor]) -> None:
    assert a.keys() == b.keys()
    different = [k for k in a if not torch.equal(a[k], b[k])]
    assert different == []


def stop_after(config: TrainingConfig, steps: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """Walk the run for so many steps, then close it, as a window does."""
    begun = state.read(config.run)[1]["steps"] if config.resume else 0
    with monkeypatch.context() as patched:
        patched.setattr(Run, "report_due", lambda run: run.learner.steps - begun >= steps)
        reports = train(config)
        for report in reports:
            if isinstance(report, StepDone):
                break
        reports.close()


def test_a_run_stopped_and_resumed_three_times_is_the_unbroken_one(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(config))
    broken = replace(config, run=tmp_path / "broken")
    stop_after(broken, 3, monkeypatch)
    stop_after(replace(broken, resume=True), 1, monkeypatch)
    stop_after(replace(broken, resume=True), 4, monkeypatch)
    position = state.read(broken.run)[1]["images_seen"]
    assert 8 < position < 24
    list(train(replace(broken, resume=True)))
    assert state.read(broken.run)[1]["images_seen"] == state.read(config.run)[1]["images_seen"]
    assert_same(weights(config.run), weights(broken.run))
    assert any(k.startswith("discriminator_adam.second") for k in weights(config.run)), "the adversarial part was run"


def test_the_same_config_gives_the_same_run_and_another_seed_another(config: TrainingConfig, tmp_path: Path) -> None:
    short = replace(config, images=6)
    list(train(short))
    list(train(replace(short, run=tmp_path / "again")))
    list(train(replace(short, run=tmp_path / "other", seed=1)))
    assert_same(weights(short.run), weights(tmp_path / "again"))
    name = "generator.stem.weight"
    assert not torch.equal(weights(short.run)[name], weights(tmp_path / "other")[name])


def test_a_run_tells_a_story_that_begins_and_ends(config: TrainingConfig) -> None:
    reports = list(train(replace(config, images=8, report_every=0.0, sample_every=4, state_minutes=1e-9)))
    assert reports[0] == Reading(6, 6)
    started = reports[1]
    assert isinstance(started, Started)
    assert (started.photographs, started.skipped, started.images) == (5, 0, 8)
    assert isinstance(reports[-1], Finished)
    assert not reports[-1].failed
    assert reports[-1].why == "All 8 images are seen."
    steps = [r for r in reports if isinstance(r, StepDone)]
    assert steps[-1].images_seen == 8
    assert all(np.isfinite(v) for s in steps for v in s.losses.values())
    assert {"l1", "adversarial", "matching", "discriminator"} <= {name for s in steps for name in s.losses}
    for kind in (Samples, Validated, CheckpointSaved, StateSaved):
        assert any(isinstance(r, kind) for r in reports), kind
    lines = [json.loads(line) for line in (config.run / "log.jsonl").read_text().splitlines()]
    assert [line["report"] for line in lines] == [type(r).__name__ for r in reports]
    sheet = next(r for r in reports if isinstance(r, Samples))
    with Image.open(sheet.path) as opened:
        assert np.array_equal(np.asarray(opened), sheet.sheet)


def test_minutes_stop_cleanly_with_everything_saved(config: TrainingConfig) -> None:
    reports = list(train(replace(config, images=10_000_000, minutes=1e-6)))
    ended = reports[-1]
    assert isinstance(ended, Finished)
    assert "minutes are over" in ended.why
    assert not ended.failed
    assert state.read(config.run)[1]["images_seen"] == ended.images_seen > 0
    assert ended.checkpoint is not None
    assert ended.checkpoint.exists()


def test_a_run_that_is_asked_to_stop_saves_everything(config: TrainingConfig, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(clock, "REQUEST_INTERVAL", 0.0)
    monkeypatch.setattr(run, "REQUEST_INTERVAL", 0.0)
    reports = []
    for report in train(replace(config, images=10_000_000, report_every=0.0)):
        reports.append(report)
        if isinstance(report, StepDone):
            running.request(config.run, "stop")
    ended = reports[-1]
    assert isinstance(ended, Finished)
    assert not ended.failed
    assert "was stopped" in ended.why
    assert state.read(config.run)[1]["images_seen"] == ended.images_seen > 0
    assert ended.checkpoint is not None
    assert checkpoint.load(ended.checkpoint).description.images_seen == ended.images_seen
    assert not running.is_held(config.run)
    images_seen = ended.images_seen
    reports = list(train(replace(config, images=images_seen + 2, resume=True)))
    assert reports[-1].images_seen == images_seen + 2, "the old question does not stop the resumed run"  # type: ignore[union-attr]


def test_a_run_that_is_asked_to_stand_still_does_and_is_the_same_run(
    config: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    short = replace(config, images=8)
    list(train(short))
    monkeypatch.setattr(clock, "REQUEST_INTERVAL", 0.0)
    monkeypatch.setattr(run, "REQUEST_INTERVAL", 0.0)
    paused = replace(short, run=tmp_path / "paused", report_every=0.0)
    polls: list[object] = []

    def pending(folder: Path) -> object:
        polls.append(folder)
        return "pause" if 2 <= len(polls) < 6 else None

    monkeypatch.setattr(running, "pending", pending)
    reports = list(train(paused))
    at = next(i for i, report in enumerate(reports) if isinstance(report, Paused))
    assert reports[at] == Paused(reports[at - 1].images_seen)  # type: ignore[union-attr]
    assert isinstance(reports[at - 1], StateSaved), "a crash while it stands loses nothing"
    assert len(polls) >= 6
    assert_same(weights(short.run), weights(paused.run))


def test_a_question_left_by_a_crash_is_not_asked_of_the_next_run(config: TrainingConfig) -> None:
    config.run.mkdir()
    running.request(config.run, "stop")
    reports = list(train(replace(config, images=4, report_every=0.0)))
    assert reports[-1].images_seen == 4  # type: ignore[union-attr]


def test_as_many_images_are_seen_as_were_asked_for(config: TrainingConfig) -> None:
    reports = list(train(replace(config, images=4, batch=2, crop=64, crop_later=(96,))))
    assert reports[-1].images_seen == 4  # type: ignore[union-attr]


def test_numbers_that_are_none_stop_the_run_and_keep_what_was_good(
    config: TrainingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(replace(config, images=4)))
    good = weights(config.run)
    snapshot = (config.run / "latest.safetensors").read_bytes()
    honest = losses.masked_l1

    def poisoned(*tensors: torch.Tensor) -> torch.Tensor:
        return honest(*tensors) * float("nan")

    monkeypatch.setattr(losses, "masked_l1", poisoned)
    reports = list(train(replace(config, resume=True)))
    ended = reports[-1]
    assert isinstance(ended, Finished)
    assert ended.failed
    assert "no longer a number" in ended.why
    assert (config.run / "latest.safetensors").read_bytes() == snapshot
    assert_same(good, weights(config.run))


@pytest.mark.parametrize("what", ["nothing", "none", "no state", "another run", "device", "batch", "weights"])
def test_a_run_that_cannot_begin_says_why(config: TrainingConfig, tmp_path: Path, what: str) -> None:
    match what:
        case "nothing":
            (tmp_path / "empty").mkdir()
            config = replace(config, photographs=tmp_path / "empty")
        case "none":
            config = replace(config, photographs=tmp_path / "gone")
        case "no state":
            config = replace(config, resume=True)
        case "another run":
            list(train(replace(config, images=2)))
        case "device":
            config = replace(config, device="cuda:99")
        case "batch":
            list(train(replace(config, images=2)))
            config = replace(config, batch=6, resume=True)
        case "weights":
            config = replace(config, perceptual_weights=tmp_path / "vgg.safetensors")
    with pytest.raises(TrainingError) as caught:
        list(train(config))
    assert str(caught.value).endswith((".", "!"))


def test_a_run_does_not_go_on_from_a_state_of_another_net(
    config: TrainingConfig, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(replace(config, images=2)))
    monkeypatch.setitem(PRESETS, "standard", replace(PRESETS["standard"], gate_channels=12))
    with pytest.raises(TrainingError, match="does not fit this run"):
        list(train(replace(config, resume=True)))
