"""Snapping: a border moves onto the edge that is near, and stays where none is."""

import numpy as np
import pytest

from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.snapping import snapped


def strokes(height: int = 400, width: int = 520) -> Mask:
    mask = np.zeros((height, width), np.uint8)
    rng = np.random.default_rng(3)
    for _ in range(8):
        stroke = Stroke(mask, Brush(rng.uniform(3, 20), rng.uniform(0.2, 1.0)))
        x, y = rng.uniform(0, width), rng.uniform(0, height)
        stroke.begin(x, y)
        stroke.extend(x + rng.uniform(-150, 150), y + rng.uniform(-150, 150))
        stroke.finish()
    return mask


def disc(radius: float, x: float = 200, y: float = 150) -> np.ndarray:
    rows, columns = np.mgrid[0:300, 0:400]
    return (columns - x) ** 2 + (rows - y) ** 2 < radius**2


@pytest.mark.parametrize("astray", [-6, -3, 3, 4])
def test_a_border_moves_onto_the_edge_that_is_near(astray):
    truth = disc(80)
    light = np.where(truth, 170, 90) + np.random.default_rng(5).normal(0, 4, truth.shape)
    pixels = light.astype(np.uint8)[..., None]
    mask = disc(80 + astray, 201) * np.uint8(255)
    moved = snapped(mask, lambda: pixels, 8, 0.12) >= 128
    assert (moved != truth).sum() < 0.2 * ((mask > 0) != truth).sum()


@pytest.mark.parametrize("grain", [0, 6])
def test_a_border_stays_where_no_edge_is_in_reach(grain):
    light = 90 + np.random.default_rng(6).normal(0, grain, (300, 400))
    pixels = light.astype(np.uint8)[..., None]
    mask = strokes(300, 400)
    np.testing.assert_array_equal(snapped(mask, lambda: pixels, 8, 0.12), mask)


def test_a_wide_line_over_a_scratch_becomes_the_scratch_and_does_not_vanish():
    light = np.full((200, 200), 90, np.uint8)
    light[:, 98:103] = 200
    mask = np.zeros((200, 200), np.uint8)
    mask[20:180, 93:108] = 255
    columns = np.flatnonzero(snapped(mask, lambda: light[..., None], 8, 0.12)[100] >= 128)
    assert {98, 99, 100, 101, 102} <= set(columns) <= set(range(97, 104))


def _step(column: int, low: float = 90, high: float = 180, shape: tuple[int, int] = (80, 120)) -> np.ndarray:
    light = np.full((*shape, 1), low)
    light[:, column:] = high
    return light


@pytest.mark.parametrize(("dtype", "top"), [("uint8", 255), ("uint16", 65535), ("float32", 1.0)])
@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_a_border_snaps_alike_at_every_depth_and_alpha_is_no_edge(dtype, top, channels):
    pixels = np.zeros((80, 120, channels), dtype)
    pixels[..., :1] = (_step(60) / 255 * top).astype(dtype)
    if channels in (2, 4):
        pixels[:, 56:, -1] = top  # a nearer edge that nobody sees
    mask = np.zeros((80, 120), np.uint8)
    mask[10:70, 20:55] = 255
    moved = snapped(mask, lambda: pixels, 8, 0.1)
    assert (np.abs(np.argmax(moved[30:50, 21:] < 128, axis=1) + 21 - 60) <= 1).all()


def test_an_edge_beyond_the_reach_or_below_the_contrast_moves_nothing():
    mask = np.zeros((80, 120), np.uint8)
    mask[10:70, 20:55] = 255
    pixels = _step(60).astype(np.uint8)
    for reach, contrast in ((3, 0.1), (8, 0.6)):
        assert np.array_equal(snapped(mask, lambda: pixels, reach, contrast), mask)


@pytest.mark.parametrize("value", [0, 255])
def test_without_a_border_the_picture_is_not_looked_at(value):
    mask = np.full((40, 50), value, np.uint8)
    moved = snapped(mask, lambda: pytest.fail("looked"), 8, 0.1)
    assert np.array_equal(moved, mask)
    assert moved is not mask


def test_what_is_no_number_is_no_edge_and_the_mask_handed_in_stays():
    pixels = _step(60, 0.3, 0.7).astype(np.float32)
    pixels[:, 100:] = np.nan
    mask = np.zeros((80, 120), np.uint8)
    mask[10:70, 20:57] = 255
    before = mask.copy()
    moved = snapped(mask, lambda: pixels, 8, 0.1)
    assert (np.abs(np.argmax(moved[30:50, 21:] < 128, axis=1) + 21 - 60) <= 1).all()
    assert np.array_equal(mask, before)
