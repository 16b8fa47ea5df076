"""Crops: what of a picture the methods see, and how what they make becomes its own samples again."""

import numpy as np
import pytest
from numpy.typing import NDArray

from inpaint_studio.editing.fills import Fill, Recipe, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.filling.crops import Before, Crop
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.methods import METHODS
from inpaint_studio.filling.request import FillRequest, FillResult, mask_in

from .small_fills import request_of, run, texture


def test_alpha_stays_opaque_inside_and_is_not_touched_outside(engine: Engine):
    pixels = texture(120, 120, 4, "uint8")
    pixels[:, :40, 3] = 90
    mask = np.zeros((120, 120), np.uint8)
    mask[50:70, 80:100] = 255
    request = request_of(pixels, mask, "generator")
    _, result = run(engine, request)
    out = composite(request.picture, result.fills, request.picture.rect)
    assert (out[50:70, 80:100, 3] > 200).all()
    np.testing.assert_array_equal(out[:, :40, 3], 90)


def test_floats_beyond_one_are_filled_in_their_own_range(engine: Engine):
    pixels = np.full((100, 100, 3), 4.0, np.float32)
    pixels[:, 50:] = 6.0
    mask = np.zeros((100, 100), np.uint8)
    mask[40:60, 10:20] = 255
    request = request_of(pixels, mask, "membrane")
    _, result = run(engine, request)
    out = composite(request.picture, result.fills, request.picture.rect)
    np.testing.assert_allclose(out[40:60, 10:20], 4.0, atol=1e-3)


HEIGHT, WIDTH = 150, 180


@pytest.fixture(scope="module")
def shipped() -> Engine:
    """With the shipped generator."""
    return Engine(device="cpu", threads=1)


def hole() -> Mask:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[50:100, 60:120] = 255
    return mask


def filled(engine: Engine, pixels: Pixels, mask: Mask, method: str) -> Pixels:
    picture = Picture(pixels.copy())
    request = FillRequest(picture, (), picture.rect, mask.copy(), method=method)
    *_, result = engine.fill(request)
    assert isinstance(result, FillResult)
    return composite(picture, result.fills, picture.rect)


def spoilt(value: float) -> tuple[Pixels, NDArray[np.bool_]]:
    """A picture of 0.2..0.8 with that value in the hole, at its rim and elsewhere; and where it is."""
    pixels = np.random.default_rng(0).uniform(0.2, 0.8, (HEIGHT, WIDTH, 3)).astype(np.float32)
    where = np.zeros((HEIGHT, WIDTH), bool)
    where[60:70, 70:80] = where[70:90, 118:124] = where[::29, ::31] = True
    pixels[where] = value
    return pixels, where


@pytest.mark.parametrize("method", [one.key for one in METHODS.values() if not one.needs.planes])
@pytest.mark.parametrize("value", [np.nan, np.inf, -np.inf])
def test_what_is_not_a_number_is_neither_filled_with_nor_changed(shipped: Engine, method: str, value: float):
    pixels, where = spoilt(value)
    out = filled(shipped, pixels, hole(), method)
    inside = out[hole() > 0]
    assert np.isfinite(inside).all()
    if method != "patchmatch":  # which reaches beyond on pure noise with nothing unknown in sight, too
        assert inside.min() > 0.1
        assert inside.max() < 0.9
    np.testing.assert_array_equal(out[hole() == 0], pixels[hole() == 0])
    other, _ = spoilt(np.nan)
    np.testing.assert_array_equal(filled(shipped, other, hole(), method)[hole() > 0], inside)
    assert where[hole() == 0].any()


def test_a_soft_brush_covers_what_is_not_a_number(shipped: Engine):
    pixels, _ = spoilt(np.nan)
    out = filled(shipped, pixels, hole() // 2, "membrane")
    assert np.isfinite(out[hole() > 0]).all()
    np.testing.assert_array_equal(out[hole() == 0], pixels[hole() == 0])


def test_an_alpha_that_is_not_a_number_does_not_spread(shipped: Engine):
    pixels = np.full((HEIGHT, WIDTH, 4), 0.5, np.float32)
    pixels[:, :90, 3] = 0.25
    pixels[40:50, 50:130, 3] = np.nan
    out = filled(shipped, pixels, hole(), "generator")
    assert np.isfinite(out[hole() > 0]).all()


def noise(channels: int = 3, dtype: str = "uint8") -> Picture:
    return Picture(texture(40, 50, channels, dtype))


def marked(picture: Picture, rect: Rect, fills: tuple[Fill, ...] = ()) -> FillRequest:
    return FillRequest(picture, fills, rect, np.full((rect.height, rect.width), 255, np.uint8), "membrane")


def test_a_crop_shows_the_fills_below_and_all_holes_that_reach_into_it():
    picture, place = noise(), Rect(5, 6, 8, 4)
    pixels, coverage = np.full((4, 8, 3), 9, np.uint8), np.full((4, 8), 255, np.uint8)
    below = Fill("a", place, pixels, coverage, Recipe("membrane"))
    crop = Crop.of(marked(picture, Rect(10, 8, 12, 9), (below,)), Rect(2, 3, 20, 12))
    assert (crop.pixels[place.inside(crop.rect).slices] == 9).all()
    hole = np.zeros((12, 20), bool)
    hole[5:12, 8:20] = True
    np.testing.assert_array_equal(crop.hole, hole)
    np.testing.assert_allclose(crop.colours, crop.pixels / 255, atol=1e-6)
    assert crop.tones.are_plain


def test_what_was_filled_before_counts_as_picture_and_what_was_not_stays_a_hole():
    picture, rect = noise(), Rect(0, 0, 30, 20)
    done = Rect(12, 8, 6, 5)
    filled = np.zeros((5, 6), bool)
    filled[:3] = True
    before = Before(done, np.full((5, 6, 3), 7, np.uint8), filled)
    elsewhere = Before(Rect(40, 30, 5, 5), np.zeros((5, 5, 3), np.uint8), np.ones((5, 5), bool))
    crop = Crop.of(marked(picture, Rect(10, 8, 12, 9)), rect, before, elsewhere)
    assert (crop.pixels[8:11, 12:18] == 7).all()
    assert not crop.hole[8:11, 12:18].any()
    assert crop.hole[11:13, 12:18].all()
    np.testing.assert_array_equal(crop.pixels[11:13, 12:18], picture.pixels[11:13, 12:18])


def test_what_is_transparent_is_unknown_and_is_no_hole_to_fill():
    picture = noise(4)
    pixels = picture.pixels.copy()
    pixels[:4, :, 3] = 0
    crop = Crop.of(marked(Picture(pixels), Rect(10, 20, 5, 5)), Rect(0, 0, 50, 40))
    assert crop.hole[:4].all()
    assert crop.hole.sum() == 4 * 50 + 25


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_what_a_method_leaves_comes_back_to_the_bit_and_what_it_makes_within_a_step(dtype: str, channels: int):
    picture, rect = noise(channels, dtype), Rect(4, 4, 30, 30)
    request = marked(picture, Rect(10, 8, 12, 9))
    crop = Crop.of(request, rect)
    core = Rect(8, 6, 20, 16)
    made = crop.samples(crop.colours, core, request)
    hole = crop.hole[core.inside(rect).slices]
    own = picture.pixels[core.slices]
    assert made.dtype == own.dtype
    np.testing.assert_array_equal(made[~hole], own[~hole])
    step = 1e-4 if dtype == "float32" else 1
    assert np.abs(made.astype(float) - own)[hole].max() <= step


def test_the_mask_of_a_request_is_seen_where_it_lies_and_is_nothing_beyond():
    mask = np.arange(1, 13, dtype=np.uint8).reshape(3, 4)
    request = FillRequest(noise(), (), Rect(10, 20, 4, 3), mask, "membrane")
    seen = mask_in(request, Rect(8, 21, 4, 4))
    assert seen.tolist() == [[0, 0, 5, 6], [0, 0, 9, 10], [0, 0, 0, 0], [0, 0, 0, 0]]
    assert not mask_in(request, Rect(30, 30, 5, 5)).any()


def test_a_part_of_a_crop_is_the_crop_of_that_rectangle():
    mask = np.zeros((90, 120), np.uint8)
    mask[20:60, 30:70] = 255
    request = request_of(texture(90, 120, 3, "uint8"), mask)
    rect = Rect(25, 10, 60, 44)
    part, own = Crop.of(request, request.picture.rect).part(rect), Crop.of(request, rect)
    assert part.rect == rect
    for name in ("pixels", "colours", "hole"):
        np.testing.assert_array_equal(getattr(part, name), getattr(own, name))
