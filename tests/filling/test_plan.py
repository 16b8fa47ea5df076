"""The plan: every hole pixel in one region, far holes apart, near ones together, and quickly on large masks."""

import time

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.filling.plan import NET_SIDE, TILE, Region, plan, split
from inpaint_studio.filling.request import FillRequest


def disc(mask: Mask, x: int, y: int, radius: float) -> None:
    rows, columns = np.ogrid[: mask.shape[0], : mask.shape[1]]
    mask[(rows - y) ** 2 + (columns - x) ** 2 <= radius**2] = 255


def scratches(mask: Mask, count: int, rng: np.random.Generator, width: int = 4, length: int = 600) -> None:
    for _ in range(count):
        x, y, angle = rng.uniform(0, mask.shape[1]), rng.uniform(0, mask.shape[0]), rng.uniform(0, np.pi)
        steps = np.arange(0, length, 0.5)
        for dx in range(width):
            columns = (x + np.cos(angle) * steps + dx).astype(int)
            rows = (y + np.sin(angle) * steps).astype(int)
            inside = (columns >= 0) & (columns < mask.shape[1]) & (rows >= 0) & (rows < mask.shape[0])
            mask[rows[inside], columns[inside]] = 255


def regions_of(mask: Mask) -> tuple[Region, ...]:
    size = Size(mask.shape[1], mask.shape[0])
    return split(mask, Rect.of_size(size), size)


def test_an_empty_mask_makes_no_region():
    assert regions_of(np.zeros((300, 300), np.uint8)) == ()


@settings(max_examples=40, deadline=None)
@given(seed=st.integers(0, 10_000), width=st.integers(20, 900), height=st.integers(20, 900))
def test_every_hole_pixel_belongs_to_exactly_one_region(seed: int, width: int, height: int):
    rng = np.random.default_rng(seed)
    mask = np.zeros((height, width), np.uint8)
    scratches(mask, 3, rng, width=3, length=300)
    for _ in range(4):
        disc(mask, int(rng.integers(width)), int(rng.integers(height)), rng.uniform(1, 70))
    mask[rng.integers(height), rng.integers(width)] = 1  # a hardly covered pixel counts as well
    rect = Rect(7, 11, width, height)
    size = Size(width + 20, height + 30)
    times = np.zeros(mask.shape, int)
    for region in split(mask, rect, size):
        coverage = region.coverage_in(mask, rect) > 0
        times[region.core.inside(rect).slices] += coverage
        assert coverage.sum() == region.hole
        assert coverage.any(axis=0)[[0, -1]].all()
        assert coverage.any(axis=1)[[0, -1]].all()
        covered = np.zeros(coverage.shape, bool)
        for tile in region.tiles:
            assert tile.crop.contains(tile.core)
            assert Rect.of_size(size).contains(tile.crop)
            covered[tile.core.inside(region.core).slices] = True
        assert covered[coverage].all()
        assert Rect.of_size(size).contains(region.reach)
    np.testing.assert_array_equal(times, mask > 0)


def test_a_scratch_is_thin_and_seen_at_native_size():
    mask = np.zeros((2000, 2000), np.uint8)
    scratches(mask, 5, np.random.default_rng(0))
    for region in regions_of(mask):
        assert region.kind == "thin"
        assert region.scale == 1
        assert max(region.tiles[0].crop[2:]) <= TILE


def test_a_disc_is_classed_by_its_radius():
    for radius, kind in ((7, "thin"), (20, "small"), (60, "small"), (300, "large")):
        mask = np.zeros((3000, 3000), np.uint8)
        disc(mask, 1500, 1500, radius)
        (region,) = regions_of(mask)
        assert region.kind == kind
        if kind != "thin":
            assert region.radius == pytest.approx(radius, rel=0.05)
        assert max(region.tiles[0].crop[2:]) / region.scale <= NET_SIDE + 1


def test_a_radius_is_exact_wherever_chunks_of_the_mask_meet():
    mask = np.zeros((600, 700), np.uint8)
    for x, y, radius in ((256, 256, 40), (520, 90, 23), (690, 400, 30), (60, 590, 45)):
        disc(mask, x, y, radius)
    deepest = ndimage.distance_transform_edt(mask)
    for region in regions_of(mask):
        assert region.radius == pytest.approx(float(deepest[region.core.slices].max()))


def test_a_long_thick_stroke_is_seen_in_native_tiles_not_shrunken():
    mask = np.zeros((1200, 3000), np.uint8)
    mask[500:560, 200:2800] = 255
    (region,) = regions_of(mask)
    assert region.kind == "large"
    assert region.scale == 1
    assert len(region.tiles) > 5
    assert all(max(tile.crop[2:]) <= NET_SIDE for tile in region.tiles)


def test_far_apart_holes_are_never_filled_through_one_box():
    mask = np.zeros((4000, 6000), np.uint8)
    disc(mask, 300, 300, 40)
    disc(mask, 5700, 3700, 40)
    mask[3500:3503, 100:200] = 255
    regions = regions_of(mask)
    assert len(regions) == 3
    assert all(max(tile.crop[2:]) <= NET_SIDE for region in regions for tile in region.tiles)


def test_near_holes_share_a_crop():
    mask = np.zeros((1000, 1000), np.uint8)
    for x in (450, 500, 550):
        disc(mask, x, 500, 15)
    (region,) = regions_of(mask)
    assert len(region.tiles) == 1


def test_close_scratches_share_tiles():
    mask = np.zeros((2000, 2000), np.uint8)
    for x in range(500, 680, 20):
        mask[500:650, x : x + 3] = 255
    assert len(regions_of(mask)) == 1


def test_the_letters_of_a_word_are_one_region_of_several_tiles():
    mask = np.zeros((1000, 2000), np.uint8)
    for x in range(500, 950, 40):
        mask[500:530, x : x + 6] = 255
    (region,) = regions_of(mask)
    assert len(region.tiles) >= 3


def test_the_largest_hole_comes_first():
    mask = np.zeros((2000, 2000), np.uint8)
    disc(mask, 300, 300, 20)
    disc(mask, 1500, 1500, 80)
    sizes = [region.hole for region in regions_of(mask)]
    assert sizes == sorted(sizes, reverse=True)


def test_a_hole_at_the_pictures_edge_is_as_thick_as_what_is_unknown():
    """A strip of 12 pixels along the edge has no known pixel beyond it: it is not a scratch of radius 6."""
    mask = np.zeros((1000, 1000), np.uint8)
    mask[:, :12] = 255
    assert {region.kind for region in regions_of(mask)} != {"thin"}


def test_a_scratch_on_a_blob_keeps_its_own_tiles():
    mask = np.zeros((1500, 3000), np.uint8)
    disc(mask, 300, 700, 60)
    mask[698:702, 300:2900] = 255
    regions = regions_of(mask)
    assert [region.kind for region in regions].count("small") == 1
    thin = [region for region in regions if region.kind == "thin"]
    assert sum(len(region.tiles) for region in thin) >= 10
    assert all(max(tile.crop[2:]) <= TILE for region in thin for tile in region.tiles)


def test_all_of_a_picture_can_be_hole():
    regions = regions_of(np.full((700, 900), 255, np.uint8))
    assert sum(region.hole for region in regions) == 700 * 900


def test_a_plan_says_what_it_will_do():
    mask = np.zeros((1000, 1000), np.uint8)
    disc(mask, 500, 500, 30)
    request = FillRequest(Picture(np.zeros((1000, 1000, 3), np.uint8)), (), Rect(0, 0, 1000, 1000), mask)
    text = str(plan(request))
    assert "1 region" in text
    assert "small" in text
    assert " s and " in text
    assert " MB " in text


def test_planning_a_large_mask_costs_less_than_copying_it_as_floats():
    """24 megapixels with 80 scratches. The reference is one float copy of the plane, which the plan must never make."""
    mask = np.zeros((4000, 6000), np.uint8)
    scratches(mask, 80, np.random.default_rng(1))
    before = time.thread_time()
    for _ in range(3):
        mask.astype(np.float64).sum()
    reference = time.thread_time() - before
    before = time.thread_time()
    regions_of(mask)
    assert time.thread_time() - before < 8 * reference
