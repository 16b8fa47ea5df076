"""The discriminator as a judge: it ranks, and `auto` listens only where its checkpoint says that it may."""

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest
import torch

from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.judge import TRUST, is_trusted, naturalness
from inpaint_studio.filling.request import FillRequest, FillResult
from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import GeneratorConfig
from inpaint_studio.model.nets.discriminator import Discriminator

SMALL = GeneratorConfig(channels=(8, 8, 8), down_blocks=(1, 1), up_blocks=(1, 1), middle=(1,), gate_channels=8)
BETTER = {"difference": -0.01, "low": -0.02, "high": -0.005, "holes": 40.0}


def lover_of(light: bool) -> Discriminator:
    """A discriminator that finds light pictures natural, or dark ones."""
    judge = Discriminator((4, 4, 4, 4))
    with torch.no_grad():
        for layer in (*judge.layers, judge.last):
            layer.weight.zero_()
            layer.bias.zero_()
        # The mean of the picture, then on and on in the first channel; the leaky slope keeps the order of dark values.
        judge.layers[0].weight[0, :3] = (1 if light else -1) / 48
        for layer in (*judge.layers[1:], judge.last):
            layer.weight[0, 0] = 1 / layer.weight[0, 0].numel()
    return judge


def saved(path: Path, light: bool, judged: dict[str, float] | None = None) -> Path:
    torch.manual_seed(0)
    description = Description(SMALL, scores={} if judged is None else {TRUST: judged})
    checkpoint.save(path, build(SMALL).state_dict(), description, lover_of(light))
    return path


def rough() -> Pixels:
    """Dark random texture with a light rim round the hole, so that a smooth fill is light and a copied one dark."""
    texture = np.random.default_rng(0).integers(20, 90, (160, 200, 1), np.uint8)
    texture[42:118, 62:138] += 140
    return texture.repeat(3, axis=2)


def hole() -> Mask:
    mask = np.zeros((160, 200), np.uint8)
    mask[50:110, 70:130] = 255
    return mask


def fill(path: Path, method: str = "auto", seed: int = 0) -> FillResult:
    picture = Picture(rough())
    request = FillRequest(picture, (), picture.rect, hole(), method=method, checkpoint=path, seed=seed)
    *_, result = Engine(device="cpu", threads=1).fill(request)
    assert isinstance(result, FillResult)
    return result


def test_a_judge_prefers_what_it_was_taught_to_find_natural():
    inside = hole() > 0
    dark, light = (np.full((160, 200, 3), level, np.float32) for level in (0.2, 0.8))
    assert naturalness(lover_of(light=True), light, inside) > naturalness(lover_of(light=True), dark, inside)
    assert naturalness(lover_of(light=False), light, inside) < naturalness(lover_of(light=False), dark, inside)


def test_only_a_measured_gain_on_enough_holes_is_trusted():
    plain = Description(SMALL)
    assert not is_trusted(plain)
    assert is_trusted(replace(plain, scores={TRUST: BETTER}))
    assert not is_trusted(replace(plain, scores={TRUST: BETTER | {"high": 0.001}}))
    assert not is_trusted(replace(plain, scores={TRUST: BETTER | {"holes": 12.0}}))


@pytest.mark.parametrize("light", [True, False])
def test_the_engine_ranks_candidates_by_the_checkpoints_discriminator(tmp_path: Path, light: bool):
    path = saved(tmp_path / "judge.safetensors", light)
    picture = Picture(rough())
    request = FillRequest(picture, (), picture.rect, hole(), checkpoint=path)
    engine = Engine(device="cpu", threads=1)
    (one,) = fill(path, "membrane").fills
    bright, dim = (replace(one, pixels=np.full_like(one.pixels, level)) for level in (230, 10))
    scores = engine.rank(request, [(bright,), (dim,)])
    assert scores is not None
    assert (scores[0] > scores[1]) == light


def test_a_checkpoint_without_a_discriminator_ranks_nothing(tmp_path: Path):
    path = tmp_path / "alone.safetensors"
    checkpoint.save(path, build(SMALL).state_dict(), Description(SMALL))
    picture = Picture(rough())
    request = FillRequest(picture, (), picture.rect, hole(), checkpoint=path)
    assert Engine(device="cpu", threads=1).rank(request, [fill(path, "membrane").fills]) is None


def test_auto_passes_over_a_judge_that_nobody_measured(tmp_path: Path):
    light, dark = (fill(saved(tmp_path / f"{taste}.safetensors", taste)) for taste in (True, False))
    np.testing.assert_array_equal(light.fills[0].pixels, dark.fills[0].pixels)


def test_auto_takes_the_choice_of_a_judge_that_was_measured_to_be_better(tmp_path: Path):
    light, dark = (fill(saved(tmp_path / f"{taste}.safetensors", taste, BETTER)) for taste in (True, False))
    assert light.fills[0].pixels.mean() > dark.fills[0].pixels.mean()
    assert {fill.recipe.method for fill in (*light.fills, *dark.fills)} <= {"generator", "hybrid", "exemplar"}
