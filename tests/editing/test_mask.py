"""Whole-mask operations against their definitions, pixel by pixel."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from inpaint_studio.editing import mask as masks
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import DEPTHS, Mask, Pixels
from inpaint_studio.editing.tiles import spots


def scattered(seed: int, width: int = 70, height: int = 60) -> Mask:
    """Soft and hard blobs and single pixels, some of them at the edges."""
    rng = np.random.default_rng(seed)
    noise = ndimage.gaussian_filter(rng.standard_normal((height, width)), rng.uniform(1, 6))
    soft = np.clip(noise / noise.std() * rng.uniform(80, 400), 0, 255).astype(np.uint8)
    soft[rng.integers(0, height, 5), rng.integers(0, width, 5)] = 255
    return soft


def disc(radius: float) -> np.ndarray:
    reach = int(radius)
    y, x = np.mgrid[-reach : reach + 1, -reach : reach + 1]
    return x * x + y * y <= radius * radius


seeds = st.integers(0, 2**32 - 1)
radii = st.one_of(st.integers(0, 12), st.floats(0, 12))


@settings(max_examples=40, deadline=None)
@given(seeds, radii)
def test_growing_takes_the_largest_within_the_disc(seed: int, radius: float) -> None:
    mask = scattered(seed)
    expected = ndimage.grey_dilation(mask, footprint=disc(radius), mode="constant", cval=0)
    np.testing.assert_array_equal(masks.grow(mask, radius), expected)


@settings(max_examples=40, deadline=None)
@given(seeds, radii)
def test_shrinking_takes_the_smallest_within_the_disc(seed: int, radius: float) -> None:
    mask = scattered(seed)
    expected = ndimage.grey_erosion(mask, footprint=disc(radius), mode="constant", cval=255)
    np.testing.assert_array_equal(masks.shrink(mask, radius), expected)


@pytest.mark.parametrize("radius", [1, 20, 64])
def test_growing_a_sharp_mask_across_tiles_is_the_euclidean_distance(rng: np.random.Generator, radius: int) -> None:
    mask = np.zeros((700, 900), np.uint8)
    for _ in range(6):
        x, y = rng.integers(0, 800), rng.integers(0, 600)
        mask[y : y + 40, x : x + 15] = 255
    distance = ndimage.distance_transform_edt(mask == 0)
    np.testing.assert_array_equal(masks.grow(mask, radius), (distance <= radius) * np.uint8(255))
    np.testing.assert_array_equal(masks.shrink(~mask, radius), (distance > radius) * np.uint8(255))


@pytest.mark.parametrize("radius", [65, 100, 200, 330])
def test_growing_far_stays_within_a_hundredth_of_the_circle(radius: int) -> None:
    mask = np.zeros((700, 700), np.uint8)
    mask[350, 350] = 255
    y, x = np.mgrid[:700, :700]
    distance = np.hypot(x - 350, y - 350)
    grown = masks.grow(mask, radius) > 0
    assert distance[grown].max() <= radius
    assert distance[~grown].min() > 0.99 * radius - 0.1
    np.testing.assert_array_equal(masks.shrink(~mask, radius) < 255, grown)


@settings(max_examples=30, deadline=None)
@given(seeds, radii)
def test_grow_then_shrink_contains_and_shrink_then_grow_is_contained(seed: int, radius: float) -> None:
    mask = scattered(seed)
    assert (masks.shrink(masks.grow(mask, radius), radius) >= mask).all()
    assert (masks.grow(masks.shrink(mask, radius), radius) <= mask).all()
    np.testing.assert_array_equal(masks.shrink(mask, radius), ~masks.grow(~mask, radius))


@given(seeds)
def test_inverting_twice_changes_nothing(seed: int) -> None:
    mask = scattered(seed)
    np.testing.assert_array_equal(masks.invert(masks.invert(mask)), mask)
    np.testing.assert_array_equal(masks.invert(mask), 255 - mask)


@pytest.mark.parametrize("sigma", [0.6, 3.0, 11.5])
def test_feathering_is_a_gaussian_to_one_grey_level(sigma: float) -> None:
    mask = np.zeros((420, 600), np.uint8)
    mask[:150, 100:290], mask[250:, 400:] = 255, 190
    mask[100:200, 20:60] = scattered(3, 40, 100)
    expected = ndimage.gaussian_filter(mask.astype(float), sigma, mode="nearest", truncate=6)
    assert np.abs(masks.feather(mask, sigma) - expected).max() <= 0.55


@pytest.mark.parametrize("sigma", [31.0, 32.0, 50.0, 90.0])
def test_a_wide_feather_is_a_gaussian_too(sigma: float) -> None:
    mask = np.zeros((421, 603), np.uint8)
    mask[:150, 100:290], mask[250:, 400:] = 255, 190
    mask[100:300, 20:60] = scattered(3, 40, 200)
    expected = ndimage.gaussian_filter(mask.astype(float), sigma, mode="nearest", truncate=5)
    assert np.abs(masks.feather(mask, sigma) - expected).max() <= 1.2


def test_feathering_far_away_changes_nothing() -> None:
    mask = np.zeros((600, 900), np.uint8)
    mask[:, 450:] = 255
    soft = masks.feather(mask, 5)
    np.testing.assert_array_equal(soft[:, :430], mask[:, :430])
    np.testing.assert_array_equal(soft[:, 470:], mask[:, 470:])
    assert soft[300, 449] == 117  # 255 Phi(-0.5 / 5)


def test_smoothing_leaves_straight_edges_and_rounds_what_is_narrow() -> None:
    mask = np.zeros((300, 400), np.uint8)
    mask[50:250, 60:340] = 255
    mask[48:50, 150] = 255  # a burr
    mask[150:152, 60:64] = 0  # a notch
    smoothed = masks.smooth(mask, 8)
    assert smoothed[48, 150] < 20
    assert smoothed[151, 62] > 200
    assert (smoothed[60:140, 59] < 80).all()
    assert (smoothed[60:140, 60] > 175).all()
    assert (smoothed[60:140, :58] == 0).all()
    assert (smoothed[60:140, 62:200] == 255).all()
    assert smoothed[50, 60] < 128  # the corner
    distance = np.abs(smoothed.astype(int) - mask).astype(bool)
    assert not distance[100:140, 100:300].any()


@pytest.mark.parametrize("name", ["feather", "smooth", "grow", "shrink"])
@pytest.mark.parametrize("value", [0, 90, 255])
def test_an_even_mask_stays_as_it_is(name: str, value: int) -> None:
    mask = np.full((300, 280), value, np.uint8)
    np.testing.assert_array_equal(getattr(masks, name)(mask, 4), mask)


@pytest.mark.parametrize("name", ["grow", "shrink", "feather", "smooth", "fill_holes", "invert", "clear"])
def test_what_is_handed_in_is_not_written_to(name: str) -> None:
    mask = scattered(5)
    mask.flags.writeable = False
    result = getattr(masks, name)(mask) if name in ("fill_holes", "invert", "clear") else getattr(masks, name)(mask, 3)
    assert result.flags.writeable
    assert not np.shares_memory(result, mask)


@settings(max_examples=30, deadline=None)
@given(seeds)
def test_filling_holes_of_a_sharp_mask_is_the_textbooks(seed: int) -> None:
    rng = np.random.default_rng(seed)
    plane = rng.random((40, 55)) < 0.55
    expected = ndimage.binary_fill_holes(plane) * np.uint8(255)
    np.testing.assert_array_equal(masks.fill_holes(plane * np.uint8(255)), expected)


def test_a_ring_with_soft_edges_is_filled_without_a_seam() -> None:
    y, x = np.mgrid[:120, :120]
    ring = np.clip(10.5 - np.abs(np.hypot(x - 60, y - 60) - 40) * 1.2, 0, 1) * 255
    filled = masks.fill_holes(ring.astype(np.uint8))
    assert (filled[np.hypot(x - 60, y - 60) < 40] == 255).all()
    half = masks.fill_holes((ring / 255 * 128).astype(np.uint8))
    assert (half[np.hypot(x - 60, y - 60) < 40] == 128).all()


def test_what_touches_the_pictures_edge_is_no_hole() -> None:
    mask = np.zeros((20, 20), np.uint8)
    mask[:10, 9:11] = mask[9:11, :10] = 255
    np.testing.assert_array_equal(masks.fill_holes(mask), mask)
    assert not masks.fill_holes(np.zeros((5, 5), np.uint8)).any()


@pytest.mark.parametrize("dtype", DEPTHS)
def test_brightness_is_the_same_at_every_depth(rng: np.random.Generator, dtype: np.dtype[np.generic]) -> None:
    eight = rng.integers(0, 256, (80, 90, 3), dtype=np.uint8)
    pixels: Pixels = {
        "uint8": eight,
        "uint16": eight.astype(np.uint16) * np.uint16(257),
        "float32": eight.astype(np.float32) / np.float32(255),
    }[dtype.name]
    bright = eight @ np.array([0.2126, 0.7152, 0.0722]) / 255
    chosen = masks.by_brightness(pixels, 0.3, 0.6)
    clear = np.minimum(np.abs(bright - 0.3), np.abs(bright - 0.6)) > 0.002
    np.testing.assert_array_equal(chosen[clear], (((bright >= 0.3) & (bright <= 0.6)) * np.uint8(255))[clear])
    soft = masks.by_brightness(pixels, 0.3, 0.6, 0.2)
    expected = np.clip(1 - np.maximum(0.3 - bright, bright - 0.6) / 0.2, 0, 1) * 255
    assert np.abs(soft - expected).max() <= 0.6


def test_brightness_limits_are_included_and_alpha_is_not_looked_at() -> None:
    ramp = np.stack([np.arange(256, dtype=np.uint8), np.zeros(256, np.uint8)], axis=1)[None]
    chosen = masks.by_brightness(ramp, 51 / 255, 102 / 255)
    assert np.flatnonzero(chosen[0]).tolist() == list(range(51, 103))


@given(seeds)
def test_bounds_hold_every_pixel_and_no_empty_border(seed: int) -> None:
    mask = scattered(seed)
    mask[np.random.default_rng(seed).random(mask.shape) < 0.9] = 0
    box = masks.bounds(mask)
    outside = mask.copy()
    outside[box.slices] = 0
    assert not outside.any()
    if not box.is_empty:
        part = mask[box.slices]
        assert part[0].any()
        assert part[-1].any()
        assert part[:, 0].any()
        assert part[:, -1].any()


def test_bounds_of_nothing_are_empty() -> None:
    assert masks.bounds(np.zeros((4, 5), np.uint8)) == Rect(0, 0, 0, 0)


def test_pasting_joins_and_cuts_off_what_falls_outside() -> None:
    mask = np.full((6, 8), 100, np.uint8)
    out = masks.paste(mask, np.array([[255, 50], [255, 50]], np.uint8), 7, -1)
    assert out[0, 7] == 255
    assert (np.delete(out.ravel(), 7) == 100).all()
    np.testing.assert_array_equal(masks.paste(mask, np.full((3, 3), 255, np.uint8), 20, 20), mask)


@pytest.mark.parametrize("reach", [1, 40, 300])
def test_no_tile_near_different_values_is_left_out(reach: int) -> None:
    mask = np.zeros((1100, 1300), np.uint8)
    mask[:, 600:] = 70
    mask[1000, 100] = 255
    matches = set(masks.edge_tiles(mask, reach))
    for spot in spots(Rect(0, 0, 1300, 1100)):
        rect = spot.rect(Size(1300, 1100))
        window = mask[rect.grow(reach).clip(Size(1300, 1100)).slices]
        assert (rect in matches) == (window.min() != window.max())


def test_growing_specks_all_over_is_the_same_as_growing_each() -> None:
    rng = np.random.default_rng(4)
    mask = np.zeros((600, 900), np.uint8)
    ys, xs = rng.integers(0, 600, 300), rng.integers(0, 900, 300)
    mask[ys, xs] = rng.integers(1, 256, 300)
    expected = np.zeros_like(mask)
    for dy in range(-3, 4):
        for dx in range(-3, 4):
            if dy * dy + dx * dx <= 9:
                y, x = ys + dy, xs + dx
                good = (y >= 0) & (y < 600) & (x >= 0) & (x < 900)
                np.maximum.at(expected, (y[good], x[good]), mask[ys[good], xs[good]])
    assert np.array_equal(masks.grow(mask, 3), expected)


@pytest.mark.parametrize("shape", [(1, 1), (1, 9), (40, 53)])
def test_neighbours_are_those_of_a_dilation(shape: tuple[int, int]) -> None:
    inside = np.random.default_rng(3).random(shape) < 0.1
    assert np.array_equal(masks.with_neighbours(inside), ndimage.binary_dilation(inside, np.ones((3, 3))))
