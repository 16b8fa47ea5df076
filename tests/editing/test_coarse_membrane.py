"""The coarse membrane of a heal stroke: exact sums and weights, and a correction that follows what is known."""

import numpy as np
import pytest

from inpaint_studio.editing.coarse_membrane import CoarseMembrane, cell_for, enlarged, enlarged_pixels, summed
from inpaint_studio.editing.geometry import Rect, Size


def test_what_the_membrane_adds_lies_between_what_the_border_tells():
    membrane = CoarseMembrane(Size(512, 512), 1, cell_for(60))
    rows = np.linspace(0, 100, 512, dtype=np.float32)
    away = np.repeat(rows[:, None], 512, axis=1)[:, :, None]
    for y in (0, 256):
        for x in (0, 256):
            membrane.know(Rect(x, y, 256, 256), away[None, y : y + 256, x : x + 256, 0], np.ones((256, 256), bool), 1)
    coverage = np.zeros((512, 512), np.uint8)
    spot = Rect(200, 200, 120, 120)
    coverage[spot.slices] = 255
    membrane.follow(spot, coverage)
    matches = membrane.at(spot)[0]
    assert np.abs(matches - away[spot.slices][:, :, 0]).max() < 8  # a slope is harmonic


def test_cells_are_enlarged_between_their_centres():
    cells = np.arange(12, dtype=np.float32).reshape(1, 3, 4)
    whole = enlarged(cells, Rect(0, 0, 32, 24), 8)
    assert whole.shape == (1, 24, 32)
    assert np.isclose(whole[0, 11:13, 11:13].mean(), 5)
    assert np.array_equal(enlarged(cells, Rect(5, 9, 20, 10), 8), whole[:, 9:19, 5:25])


def test_many_cells_are_enlarged_tile_by_tile_to_the_same_pixels():
    cells = np.random.default_rng(0).random((3, 50, 70), np.float32)
    for rect in (Rect(0, 0, 280, 200), Rect(13, 7, 201, 140), Rect(-9, -6, 150, 190)):
        assert np.allclose(enlarged_pixels(cells, rect, 4), enlarged(cells, rect, 4).transpose(1, 2, 0), atol=1e-6)


@pytest.mark.parametrize(("radius", "cell"), [(1, 1), (7.9, 1), (8, 2), (16, 4), (60, 8), (512, 64), (10_000, 64)])
def test_a_brush_is_at_least_eight_cells_wide_up_to_the_largest_cell(radius, cell):
    assert cell_for(radius) == cell


@pytest.mark.parametrize("cell", [1, 2, 4])
def test_sums_of_cells_are_those_of_their_pixels_at_the_edge_too(cell):
    values = np.random.default_rng(0).integers(0, 9, (2, 7, 10)).astype(np.float32)
    sums = summed(values, cell)
    assert sums.shape == (2, -(-7 // cell), -(-10 // cell))
    for row in range(sums.shape[1]):
        for column in range(sums.shape[2]):
            part = values[:, row * cell : (row + 1) * cell, column * cell : (column + 1) * cell]
            assert np.array_equal(sums[:, row, column], part.sum(axis=(1, 2)))


def test_enlarging_an_even_plane_gives_it_back_and_a_slope_stays_one():
    assert np.allclose(enlarged(np.full((1, 3, 4), 7, np.float32), Rect(3, 2, 20, 15), 8), 7)
    slope = np.repeat(np.arange(4, dtype=np.float32)[None], 3, axis=0)[None]
    middle = enlarged(slope, Rect(4, 4, 24, 16), 8)[0]
    assert np.allclose(np.diff(middle, axis=1), 1 / 8, atol=1e-6)


def _known(size, cell, value, unusable=None):
    membrane = CoarseMembrane(size, 1, cell)
    usable = np.ones((size.height, size.width), bool)
    if unusable is not None:
        usable[unusable.slices] = False
    difference = np.full((1, size.height, size.width), value, np.float32)
    difference[:, ~usable] = 1e6
    membrane.know(Rect(0, 0, size.width, size.height), difference, usable, 1)
    return membrane


def test_an_even_difference_is_the_correction_everywhere():
    size, spot = Size(64, 48), Rect(16, 16, 24, 16)
    membrane = _known(size, 4, -12.5)
    coverage = np.zeros((48, 64), np.uint8)
    coverage[spot.slices] = 255
    membrane.follow(spot, coverage)
    assert np.allclose(membrane.at(Rect(0, 0, 64, 48)), -12.5, atol=1e-3)


def test_what_may_not_be_believed_tells_nothing():
    size, bad = Size(64, 48), Rect(24, 16, 16, 16)
    membrane = _known(size, 4, 3.0, bad)
    coverage = np.zeros((48, 64), np.uint8)
    coverage[10:38, 18:46] = 255
    membrane.follow(Rect(16, 8, 32, 32), coverage)
    assert np.allclose(membrane.at(Rect(16, 8, 32, 32)), 3.0, atol=1e-2)


def test_only_cells_whose_middle_is_painted_are_solved_anew():
    size = Size(32, 32)
    membrane = CoarseMembrane(size, 1, 8)
    noise = np.random.default_rng(2).normal(0, 20, (1, 32, 32)).astype(np.float32)
    membrane.know(Rect(0, 0, 32, 32), noise, np.ones((32, 32), bool), 1)
    before = membrane.at(Rect(0, 0, 32, 32)).copy()
    coverage = np.zeros((32, 32), np.uint8)
    coverage[8:12, 8:12] = 255  # of a cell that reaches from 8 to 16 without its middle
    membrane.follow(Rect(8, 8, 8, 8), coverage)
    assert np.array_equal(membrane.at(Rect(0, 0, 32, 32)), before)
    coverage[8:16, 8:16] = 255
    membrane.follow(Rect(8, 8, 8, 8), coverage)
    assert not np.array_equal(membrane.at(Rect(8, 8, 8, 8)), before[:, 8:16, 8:16])
    assert np.array_equal(membrane.at(Rect(28, 28, 4, 4)), before[:, 28:, 28:])
