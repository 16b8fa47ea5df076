"""A run between its steps: what it reads, how it is judged."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch
from PIL import Image

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.training import run, state
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.loop import TrainingError, train
from inpaint_studio.model.training.report import Finished, Looked, Samples, Started, Validated, Warned


def weights(run: Path) -> dict[str, torch.Tensor]:
    return state.read(run)[0]


def test_photographs_of_several_folders_are_told_apart(
    config: TrainingConfig, photographs: Path, tmp_path: Path
) -> None:
    other = tmp_path / "other"
    other.mkdir()
    (other / "0.png").write_bytes((photographs / "0.png").read_bytes())
    (other / "torn.png").write_bytes(b"torn")
    reports = list(train(replace(config, images=2, more_photographs=(other,))))
    started = next(report for report in reports if isinstance(report, Started))
    assert (started.photographs, started.skipped) == (6, 1)
    assert any(isinstance(report, Warned) and "other/torn.png" in report.message for report in reports)
    assert f"{photographs.name}, other" in checkpoint.load(config.run / "latest.safetensors").description.data


def test_bad_photographs_are_counted_and_not_fatal(config: TrainingConfig, photographs: Path, tmp_path: Path) -> None:
    mixed = tmp_path / "mixed"
    mixed.mkdir()
    for path in photographs.iterdir():
        (mixed / path.name).write_bytes(path.read_bytes())
    (mixed / "broken.jpg").write_bytes(b"\xff\xd8 and then nothing")
    Image.new("RGB", (8, 8)).save(mixed / "tiny.png")
    reports = list(train(replace(config, photographs=mixed, images=4)))
    started = next(r for r in reports if isinstance(r, Started))
    assert started.skipped == 2
    assert any(isinstance(r, Warned) and "2 files were skipped" in r.message for r in reports)


def test_the_persons_own_hole_is_filled_at_every_score(config: TrainingConfig, tmp_path: Path) -> None:
    watched = tmp_path / "look"
    watched.mkdir()
    Image.new("RGB", (50, 40), (90, 20, 200)).save(watched / "picture.png")
    mask = np.zeros((40, 50), np.uint8)
    mask[10:20, 10:30] = 255
    Image.fromarray(mask).save(watched / "mask.png")
    reports = list(train(replace(config, images=8, sample_every=4, look_at=watched)))
    watched_reports = [report for report in reports if isinstance(report, Looked)]
    assert [report.images_seen for report in watched_reports] == [
        r.images_seen for r in reports if isinstance(r, Samples)
    ]
    with Image.open(watched_reports[-1].path) as sheet:
        assert sheet.size == (100, 40)
    (watched / "mask.png").unlink()
    with pytest.raises(TrainingError, match="can be read"):
        list(train(replace(config, run=tmp_path / "other", look_at=watched)))


@pytest.mark.parametrize(("gains", "best_at"), [([1.0, 0.5, 0.2, 0.1], 0), ([1.0, 2.0, 1.5, 1.2, 9.0], 4)])
def test_a_run_that_gets_worse_puts_its_best_back(
    config: TrainingConfig, monkeypatch: pytest.MonkeyPatch, gains: list[float], best_at: int
) -> None:
    left = iter(gains)
    monkeypatch.setattr(run, "gain", lambda scores: next(left))
    reports = list(train(replace(config, images=40, sample_every=4, patience=2, learning_rate=1e-3)))
    ended = reports[-1]
    assert isinstance(ended, Finished)
    assert not ended.failed
    assert "put back" in ended.why
    assert ended.images_seen == best_at + 8
    assert ended.checkpoint == config.run / "latest.safetensors"
    back = checkpoint.load(ended.checkpoint)
    assert back.description.images_seen == best_at
    assert ended.checkpoint.read_bytes() == (config.run / "best.safetensors").read_bytes()
    description = weights(config.run)
    for name, value in back.generator.state_dict().items():
        assert torch.equal(description[f"average.{name}"], value)
        assert torch.equal(description[f"generator.{name}"], value)
    tried = checkpoint.load(config.run / "snapshots" / f"{best_at + 8:08}.safetensors")
    assert not torch.equal(tried.generator.state_dict()["stem.weight"], back.generator.state_dict()["stem.weight"])


def test_a_generator_learns_from_the_undamaged_part_of_one_picture(config: TrainingConfig, tmp_path: Path) -> None:
    rng = np.random.default_rng(1)
    Image.fromarray(rng.integers(0, 200, (420, 400, 3), np.uint8)).save(tmp_path / "old.png")
    mask = np.zeros((420, 400), np.uint8)
    mask[100:110] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    tuned = replace(config, photographs=tmp_path / "old.png", damage=tmp_path / "mask.png", images=8, short_side=2048)
    reports = list(train(tuned))
    assert next(report for report in reports if isinstance(report, Validated)).scores["brush"]["psnr"] > 0
    assert not any(isinstance(r, Warned) and "only one photograph" in r.message for r in reports)
    assert checkpoint.load(config.run / "latest.safetensors").description.data == "the undamaged part of old.png"
    mask[40:] = 255  # more than 90 % would not be believed to be a mask
    mask[:40] = 0
    mask[40:, ::12] = 0
    Image.fromarray(mask).save(tmp_path / "mask.png")
    with pytest.raises(TrainingError, match="Too little of the picture is whole"):
        list(train(replace(tuned, run=tmp_path / "other")))
