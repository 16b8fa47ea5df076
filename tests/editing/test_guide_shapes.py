"""Handles of guide lines, and their course once one was moved."""

from itertools import pairwise

import pytest

from inpaint_studio.editing.guide_shapes import handles, moved

LONG = tuple((float(x), 0.0) for x in range(101))


def test_few_points_are_all_handles_and_move_alone():
    corner = ((0.0, 0.0), (10.0, 0.0), (10.0, 20.0))
    assert handles(corner) == (0, 1, 2)
    assert moved(corner, 1, 12, -3) == ((0.0, 0.0), (12, -3), (10.0, 20.0))


def test_of_many_points_ends_and_quarters_are_handles():
    assert handles(LONG) == (0, 25, 50, 75, 100)
    assert handles(((0.0, 0.0),) * 9) == (0, 8)  # no length


@pytest.mark.parametrize("end", [0, 100])
def test_a_straight_line_stays_straight_when_pulled_at_an_end(end):
    x = LONG[end][0]
    shape = moved(LONG, end, x, 50)
    assert shape[end] == (x, 50)
    assert shape[100 - end] == LONG[100 - end]
    assert shape[50] == pytest.approx((50, 25))
    assert shape[25][1] == pytest.approx(12.5 if end else 37.5)


def test_a_point_between_pulls_the_line_softly_and_leaves_the_ends():
    shape = moved(LONG, 25, 25, 8)
    assert shape[0] == LONG[0]
    assert shape[100] == LONG[100]
    assert shape[25] == (25, 8)
    assert all(one[1] <= other[1] for one, other in pairwise(shape[:26]))
    assert all(one[1] >= other[1] for one, other in pairwise(shape[25:]))
    assert abs(shape[1][1]) < 0.1  # no kink at the ends
