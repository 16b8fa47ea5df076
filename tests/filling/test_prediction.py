"""The prediction of thin holes: outlines and periods go on, and it is known how much remains open."""

import numpy as np
import pytest
from numpy.typing import NDArray

from inpaint_studio.filling.prediction import predicted

SIDE = 128


def scratch(width: int = 4) -> NDArray[np.bool_]:
    """A vertical one."""
    hole = np.zeros((SIDE, SIDE), bool)
    hole[:, 62 : 62 + width] = True
    return hole


def grey(plane: NDArray[np.floating]) -> NDArray[np.float32]:
    return np.repeat(plane.astype(np.float32)[:, :, None], 3, axis=2)


def slanted(shift: float = 0.0) -> NDArray[np.float32]:
    """A dark half below an edge that rises by one pixel in two."""
    rows, columns = np.mgrid[:SIDE, :SIDE]
    return grey(0.8 - 0.6 / (1 + np.exp(-(rows - 64 + (columns - 64) / 2 + shift))))


def error(picture: NDArray[np.float32], hole: NDArray[np.bool_]) -> float:
    holed = picture.copy()
    holed[hole] = 0
    return float(np.abs(predicted(holed, hole).colours - picture)[hole].max())


@pytest.mark.parametrize("width", [1, 3, 6])
def test_a_slanted_edge_goes_on_without_a_stair(width: int):
    picture, hole = slanted(), scratch(width)
    holed = picture.copy()
    holed[hole] = 0
    filled = predicted(holed, hole).colours
    crossing = np.argmax(filled[:, :, 0] < 0.5, axis=0).astype(float)
    assert np.abs(crossing - np.argmax(picture[:, :, 0] < 0.5, axis=0))[61 : 63 + width].max() <= 1
    assert np.abs(filled - picture)[hole].mean() < 0.01


def test_a_slope_goes_on():
    rows, columns = np.mgrid[:SIDE, :SIDE]
    assert error(grey(0.2 + 0.4 * (rows + columns) / (2 * SIDE)), scratch()) < 0.02


def test_a_weave_goes_on_where_a_smooth_fill_would_be_flat():
    rows, columns = np.mgrid[:SIDE, :SIDE]
    assert error(grey(0.5 + 0.3 * np.sin(2 * np.pi * columns / 9) * np.sin(2 * np.pi * rows / 8)), scratch()) < 0.12


def test_doubt_is_small_on_outlines_and_large_in_noise():
    rng = np.random.default_rng(0)
    hole = scratch()
    noise = grey(rng.uniform(0.2, 0.8, (SIDE, SIDE)))
    sure, open_ = predicted(slanted(), hole), predicted(noise, hole)
    assert np.median(sure.doubt[hole]) < 0.1
    assert np.median(open_.doubt[hole]) > 0.7
    assert open_.deviation[hole].mean() == pytest.approx(noise[~hole].std(), rel=0.1)
    assert not sure.doubt[~hole].any()


def test_the_holes_own_values_and_hidden_ones_are_never_read():
    hole, hidden = scratch(), np.zeros((SIDE, SIDE), bool)
    hidden[40:50, 70:80] = True
    picture = slanted()
    one = predicted(picture, hole, hidden)
    picture[hole | hidden] = 7
    other = predicted(picture, hole, hidden)
    assert np.array_equal(one.colours[hole], other.colours[hole])
    assert np.array_equal(one.doubt, other.doubt)
    assert np.array_equal(other.colours[~hole], picture[~hole])


def test_what_is_far_from_everything_known_is_left_as_it_is():
    hole = np.ones((SIDE, SIDE), bool)
    hole[:, :20] = False
    picture = np.full((SIDE, SIDE, 3), 0.5, np.float32)
    picture[:, 60:] = 0.25
    filled = predicted(picture, hole)
    assert (filled.colours[:, 60:] == 0.25).all()
    assert (filled.doubt[:, 60:] == 1).all()
    assert np.abs(filled.colours[:, 20:30] - 0.5).max() < 0.01


def test_flat_colours_stay_what_they_are():
    hole = scratch(6)
    filled = predicted(np.full((SIDE, SIDE, 3), (0.2, 0.5, 0.7), np.float32), hole)
    assert np.abs(filled.colours - np.float32((0.2, 0.5, 0.7))).max() < 1e-5


def test_a_picture_without_a_hole_and_one_of_few_pixels():
    picture = slanted()
    assert np.array_equal(predicted(picture, np.zeros((SIDE, SIDE), bool)).colours, picture)
    tiny, hole = picture[:3, :5].copy(), np.zeros((3, 5), bool)
    hole[1, 2] = True
    assert np.isfinite(predicted(tiny, hole).colours).all()
