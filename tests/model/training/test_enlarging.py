"""Runs that enlarge: the same trainer, whose batches have no holes."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.model.nets import config as nets
from inpaint_studio.model.nets.config import DENOISE, EnlargeConfig
from inpaint_studio.model.photographs.reading import read_all
from inpaint_studio.model.training.batches import Batches
from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.loop import TrainingError, train
from inpaint_studio.model.training.processes import Processes
from inpaint_studio.model.training.report import Finished, Samples, StepDone, Validated
from inpaint_studio.model.training.run import Run
from inpaint_studio.model.training.schedule import Schedule
from inpaint_studio.model.training.validation import gain


@pytest.fixture
def enlarging(config: TrainingConfig, monkeypatch: pytest.MonkeyPatch) -> TrainingConfig:
    """Twelve steps of a tiny net."""
    monkeypatch.setattr(nets, "_ENLARGERS", dict.fromkeys((1, 2, 3, 4), (8, 1)))
    return replace(config, task="enlarge", factor=2, learning_rate=2e-3, warmup=0)


def tensors(path: Path) -> dict[str, torch.Tensor]:
    return checkpoint.load_enlarger(path).generator.state_dict()


def test_a_run_says_what_it_gained_on_bicubic_interpolation(enlarging: TrainingConfig) -> None:
    reports = list(train(enlarging))
    scores = next(report.scores for report in reports[::-1] if isinstance(report, Validated))
    assert set(scores) == {"x2"}
    assert gain(scores) == pytest.approx(scores["x2"]["psnr"] - scores["x2"]["psnr_bicubic"])
    sheet = next(report for report in reports if isinstance(report, Samples))
    assert sheet.columns == ("bicubic", "generator", "original")
    assert sheet.sheet.shape[1] == 3 * 192
    finished = reports[-1]
    assert isinstance(finished, Finished)
    assert finished.checkpoint is not None
    opened = checkpoint.load_enlarger(finished.checkpoint)
    assert opened.factor == 2
    assert opened.description.preset == "faithful"
    assert opened.description.losses == ("L1", "L1 of luma")
    assert "on bicubic interpolation" in opened.description.text()
    assert any(bool(value.any()) for name, value in tensors(finished.checkpoint).items() if name == "last.weight")


def test_texture_is_learnt_from_a_faithful_net_with_a_discriminator(
    enlarging: TrainingConfig, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    list(train(enlarging))
    begun = enlarging.run / "latest.safetensors"
    textured = replace(enlarging, run=tmp_path / "texture", texture=True, start_from=begun, adversarial_from=0.0)
    monkeypatch.setattr(Run, "report_due", lambda run: True)
    steps = [report for report in train(textured) if isinstance(report, StepDone)]
    assert {"discriminator", "adversarial", "matching"} <= set(steps[0].losses)
    opened = checkpoint.load_enlarger(textured.run / "latest.safetensors")
    assert opened.description.preset == "texture"
    assert opened.discriminator is not None
    before, after = tensors(begun), opened.generator.state_dict()
    apart = max(float((after[name] - before[name]).abs().max()) for name in before)
    assert 0 < apart < 0.2, "it goes on from where the faithful one ended"


def test_noise_is_learnt_to_be_reduced_at_the_same_size(enlarging: TrainingConfig) -> None:
    denoising = replace(enlarging, factor=DENOISE, degraded=0.8)
    reports = list(train(denoising))
    scores = next(report.scores for report in reports[::-1] if isinstance(report, Validated))
    assert set(scores) == {"degraded"}
    assert gain(scores) == pytest.approx(scores["degraded"]["psnr"] - scores["degraded"]["psnr_degraded"])
    sheet = next(report for report in reports if isinstance(report, Samples))
    assert sheet.columns == ("degraded", "generator", "original")
    opened = checkpoint.load_enlarger(denoising.run / "latest.safetensors")
    assert (opened.factor, opened.description.preset) == (1, "denoise")
    assert "dB on the degraded picture" in opened.description.text()
    assert bool(opened.generator.state_dict()["last.weight"].any())


def test_degraded_pictures_take_part_and_are_scored_apart(enlarging: TrainingConfig) -> None:
    blind = replace(enlarging, degraded=0.5)
    reports = list(train(blind))
    scores = next(report.scores for report in reports[::-1] if isinstance(report, Validated))
    assert set(scores) == {"x2", "degraded"}
    assert scores["degraded"]["psnr_bicubic"] < scores["x2"]["psnr_bicubic"]
    assert blind != enlarging
    with pytest.raises(TrainingError, match=r"has degraded 0\.5: it cannot go on with 0\.0"):
        list(train(replace(enlarging, resume=True)))


def test_a_run_is_resumed_for_its_own_task_and_factor_alone(enlarging: TrainingConfig) -> None:
    list(train(enlarging))
    list(train(replace(enlarging, resume=True, images=26)))
    for other in (replace(enlarging, factor=3), replace(enlarging, texture=True), replace(enlarging, task="fill")):
        with pytest.raises(TrainingError, match="it cannot go on with"):
            list(train(replace(other, resume=True)))


def test_a_net_of_another_factor_or_task_is_no_beginning(enlarging: TrainingConfig, tmp_path: Path) -> None:
    list(train(enlarging))
    begun = enlarging.run / "latest.safetensors"
    for other in (replace(enlarging, factor=4), replace(enlarging, task="fill")):
        with pytest.raises(TrainingError, match="cannot be started from"):
            list(train(replace(other, run=tmp_path / "other", start_from=begun)))


def test_each_task_refuses_the_checkpoints_of_the_other(enlarging: TrainingConfig, config: TrainingConfig) -> None:
    list(train(replace(enlarging, images=2)))
    with pytest.raises(CheckpointError, match="enlarges pictures: it cannot fill holes"):
        checkpoint.load(enlarging.run / "latest.safetensors")
    list(train(replace(config, run=config.run.with_name("fills"), images=2)))
    with pytest.raises(CheckpointError, match="fills holes: it cannot enlarge pictures"):
        checkpoint.load_enlarger(config.run.with_name("fills") / "latest.safetensors")


def test_crops_are_of_shrunk_photographs_as_they_are_in_every_orientation(
    enlarging: TrainingConfig, photographs: Path
) -> None:
    read = read_all(photographs)
    config = replace(enlarging, crop=32, batch=8)
    batches = Batches(read, (), Schedule(config), Processes(), torch.device("cpu"))
    drawing = batches._drawing
    own_size = {levels[0].width for levels in drawing.levels}
    places = np.concatenate([drawing.plan(0, first, 16, 32, banked=True).places for first in (0, 16, 32)])
    assert not own_size & set(places[:, 1].tolist())
    assert 0.3 < places[:, 5].mean() < 0.7, "upside down as often as not"
    assert drawing.plan(0, 0, 4, 32, banked=True).appearances is None
    batch = batches.draw(0)
    assert batch.real.shape == (8, 3, 32, 32)
    assert bool((batch.mask == 1).all())
    turned = [Schedule(config).is_turned(first) for first in range(0, 400, 8)]
    assert 10 < sum(turned) < 40


def test_what_has_no_part_in_enlarging_is_a_sentence(config: TrainingConfig, tmp_path: Path) -> None:
    for wrong in (
        {"task": "paint"},
        {"task": "enlarge", "factor": 5},
        {"task": "enlarge", "holes": tmp_path},
        {"texture": True},
        {"degraded": 0.5},
        {"task": "enlarge", "degraded": 1.5},
        {"task": "enlarge", "factor": 1},
        {"task": "enlarge", "factor": 1, "degraded": 0.5, "texture": True},
    ):
        with pytest.raises(ValueError, match=r"\.$"):
            replace(config, **wrong)
    assert replace(config, task="enlarge", factor=4).generator == EnlargeConfig.of(4)
