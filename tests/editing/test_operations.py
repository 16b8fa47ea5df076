"""Mask operations look no further than they say, on whole masks, parts and smaller planes alike."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.histogram import brightness_counts, otsu, starting_range
from inpaint_studio.editing.operations import OPERATIONS, Part, reduced
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.editing.snapping import snapped
from inpaint_studio.options import options_of


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


def photograph(height: int = 400, width: int = 520) -> Pixels:
    rng = np.random.default_rng(4)
    soft = ndimage.gaussian_filter(rng.standard_normal((height, width, 3)), (9, 9, 0))
    return np.clip(120 + 60 * soft / soft.std(), 0, 255).astype(np.uint8)


@pytest.mark.parametrize("key", OPERATIONS)
def test_a_part_with_its_reach_becomes_what_it_becomes_in_the_whole(key):
    operation, mask, pixels = OPERATIONS[key], strokes(), photograph()
    options = operation.options()
    whole = operation.work(Part(mask, lambda: pixels), options)
    rect = Rect(130, 90, 200, 180)
    window = rect.grow(int(operation.reach(options))).intersect(Rect(0, 0, 520, 400))
    part = operation.work(Part(mask[window.slices], lambda: pixels[window.slices]), options)
    got = part[rect.inside(window).slices].astype(int)
    assert np.abs(got - whole[rect.slices]).max() <= 1  # a Gaussian's last digit depends on where its tile begins
    assert options_of(operation.options)


@pytest.mark.parametrize(("key", "off"), [("grow", 0.01), ("shrink", 0.01), ("feather", 0.01), ("smooth", 0.02)])
def test_a_smaller_plane_shows_what_comes_to_within_a_pixel_of_it(key, off):
    operation, mask = OPERATIONS[key], strokes()
    options = operation.options(pixels=12)
    exact = operation.work(Part(mask, photograph), options)
    small = operation.work(Part(reduced(mask, 4, operation.reduction), photograph, 4), options)
    wide = ndimage.maximum_filter(small, 3), ndimage.minimum_filter(small, 3)
    seen = reduced(exact, 4, "most") >= 128
    assert (seen & (wide[0] < 128)).mean() < off
    assert (~seen & (wide[1] >= 128)).mean() < off


def test_planes_are_reduced_to_the_most_the_mean_and_the_least():
    mask = np.zeros((5, 6), np.uint8)
    mask[0, 0], mask[2:4, 2:4] = 200, 255
    assert reduced(mask, 2, "most").tolist() == [[200, 0, 0], [0, 255, 0], [0, 0, 0]]
    assert reduced(mask, 2, "mean").tolist() == [[50, 0, 0], [0, 255, 0], [0, 0, 0]]
    assert reduced(mask, 2, "least").tolist() == [[0, 0, 0], [0, 255, 0], [0, 0, 0]]
    assert reduced(mask, 1, "most") is mask


def test_the_range_to_begin_with_is_the_small_class_that_stands_apart():
    light = np.full((100, 100, 1), 90, np.uint8)
    light[:, ::2] = 110
    stamped = light.copy()
    stamped[:4] = 240
    low, high = starting_range(brightness_counts(stamped))
    assert 110 < low <= 240
    assert high == 255
    holed = light.copy()
    holed[:4] = 3
    low, high = starting_range(brightness_counts(holed))
    assert low == 0
    assert 3 <= high < 90


def test_where_no_class_stands_apart_it_is_the_bright_tail():
    ramp = np.repeat(np.arange(256, dtype=np.uint8)[None, :, None], 40, axis=0)
    counts = brightness_counts(ramp)
    low, high = starting_range(counts)
    assert (low, high) == (250, 255)
    assert otsu(counts) in range(120, 136)
    assert otsu(brightness_counts(np.full((9, 9, 3), 70, np.uint8))) is None


def test_every_depth_is_counted_alike_and_no_number_as_black():
    pixels = photograph()
    counts = brightness_counts(pixels)
    assert counts.sum() == pixels.shape[0] * pixels.shape[1]
    deep = brightness_counts(pixels.astype(np.uint16) * np.uint16(257))
    assert np.abs(deep - counts).sum() < 0.01 * counts.sum()
    light = pixels.astype(np.float32) / 255
    light[0] = np.nan
    assert brightness_counts(light)[0] >= pixels.shape[1]


def test_a_border_snaps_alike_in_every_depth():
    rng = np.random.default_rng(3)
    rows, columns = np.mgrid[0:300, 0:520]
    light = np.where(np.hypot(columns - 200, rows - 150) < 90, 200, 60) + rng.normal(0, 3, (300, 520))
    pixels = np.repeat(np.clip(light, 0, 255).astype(np.uint8)[..., None], 3, axis=2)
    mask = ((np.hypot(columns - 203, rows - 147) < 86) * 255).astype(np.uint8)
    mask[20:40, 430:500] = 255  # near no edge: it stays
    moved = snapped(mask, lambda: pixels, 8, 0.12)
    disc = np.hypot(columns - 200, rows - 150) < 90
    assert np.count_nonzero((moved >= 128)[:, :400] != disc[:, :400]) < 0.2 * np.count_nonzero(
        (mask >= 128)[:, :400] != disc[:, :400]
    )
    assert np.array_equal(moved[:, 400:], mask[:, 400:])
    for other in (pixels.astype(np.uint16) * 257, pixels.astype(np.float32) / 255):
        here = snapped(mask, lambda other=other: other, 8, 0.12)  # rounding decides between edges that are alike
        assert np.count_nonzero(np.abs(here.astype(int) - moved) > 1) < 20
