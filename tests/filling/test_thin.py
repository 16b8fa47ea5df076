"""Thin holes: what is predicted, what is copied, and what needs no copy at all."""

import numpy as np
import pytest

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.filling import thin
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.prediction import predicted

from .small_fills import Grey, request_of, run, texture
from .test_prediction import grey, scratch, slanted


def test_a_fill_is_drawn_to_the_prediction_near_the_border_only():
    hole = scratch(16)
    generated = np.zeros((*hole.shape, 3), np.float32)
    prediction = predicted(np.ones_like(generated), hole)
    drawn = thin.interpolated(generated, prediction, hole)[64, :, 0]
    assert drawn[62] == pytest.approx(0.48, abs=0.02)  # a pixel from the border
    assert drawn[69] < 0.05
    assert (np.diff(drawn[62:70]) < 0).all()
    assert not drawn[:62].any()  # outside it is as it was


def test_texture_is_copied_where_the_surroundings_leave_it_open():
    hole = scratch()
    noise = grey(np.random.default_rng(0).uniform(0.2, 0.8, hole.shape))
    half = np.where(np.arange(hole.shape[0])[:, None, None] < 64, slanted(40), noise).astype(np.float32)
    share = thin.copied_share(predicted(half, hole), hole)
    assert share[:30][hole[:30]].mean() < 0.1
    assert share[100:][hole[100:]].mean() > 0.5
    assert not share[~hole].any()
    assert thin.lacks_texture(predicted(noise, hole), hole)
    assert not thin.lacks_texture(predicted(slanted(), hole), hole)


def _outline() -> Pixels:
    """An edge across smooth ground with a little grain, as a nose has."""
    grain = np.random.default_rng(1).normal(0, 1 / 255, (128, 128, 1))
    return np.rint(np.clip(slanted() + grain, 0, 1) * 255).astype(np.uint8)


def test_an_outline_across_a_scratch_is_not_copied(engine: Engine):
    mask = scratch().astype(np.uint8) * 255
    _, result = run(engine, request_of(_outline(), mask))
    assert {fill.recipe.method for fill in result.fills} == {"generator"}


def test_little_of_a_copy_reaches_an_outline_though_texture_lies_around():
    """Where the edge crosses, a copy would leave a stair."""
    hole = scratch()
    share = thin.copied_share(predicted((_outline() / np.float32(255)), hole), hole)
    assert share[58:70][hole[58:70]].max() < 0.2


def test_a_thin_fill_has_grain_once(engine: Engine):
    """The generator's tiles are left without, and the whole gets it at the end."""
    rng = np.random.default_rng(2)
    pixels = np.rint(np.clip(128 + rng.normal(0, 4, (160, 160, 1)), 0, 255)).astype(np.uint8).repeat(3, axis=2)
    mask = np.zeros((160, 160), np.uint8)
    mask[:, 78:84] = 255
    _, result = run(engine, request_of(pixels, mask))
    inside = result.fills[0].pixels[:, :, 0].astype(float)
    assert 2 < inside.std() < 5  # of 4 around: where copied pieces meet they are blended


def test_where_there_is_no_generator_a_thin_hole_is_copied_into():
    pixels, mask = texture(120, 120, 3, "uint8"), np.zeros((120, 120), np.uint8)
    mask[50:53, 10:110] = 255
    engine = Engine(device="cpu", threads=1, generator=Grey())
    _, result = run(engine, request_of(pixels, mask, "exemplar"))
    assert {fill.recipe.method for fill in result.fills} == {"exemplar"}
