import numpy as np
import pytest

from inpaint_studio.editing.lucas_kanade import (
    IDENTITY,
    coarse_to_fine,
    composed,
    inverted,
    moved,
    refined,
    smoothed,
)

from .moving_planes import at, shown, texture

ALL = np.ones((96, 128), bool)


def error(result, true):
    corners = np.array([[0, 0], [127, 0], [0, 95], [127, 95.0]])
    return float(np.abs(moved(result, corners) - moved(true, corners)).max())


def test_a_zoom_and_a_shift_are_found_to_a_fiftieth_of_a_pixel():
    source = texture()
    a, b = shown(source, at(30, 25)), shown(source, at(28.3, 26.1, 1.02))
    true = composed(inverted(at(28.3, 26.1, 1.02)), at(30, 25))
    result = coarse_to_fine(a, b, ALL, ALL, ALL, IDENTITY)
    result = refined(smoothed(a, ALL), smoothed(b, ALL), ALL, ALL, result)
    assert error(result, true) < 0.05


def test_what_lies_in_a_hole_and_other_light_do_not_pull():
    source = texture(1)
    a, b = shown(source, at(30, 25)), shown(source, at(33.4, 24)) * 0.8 + 0.1
    known = ALL.copy()
    known[30:60, 40:90] = False
    a[~known] = b[~known] = 1.0  # a mark that stands still
    result = coarse_to_fine(a, b, known, known, known, IDENTITY)
    assert error(result, at(-3.4, 1.0)) < 0.1


def test_a_thing_that_moves_by_itself_does_not_pull_either():
    source, thing = texture(2), texture(3)
    a, b = shown(source, at(30, 25)), shown(source, at(31.5, 25))
    a[10:40, 10:50], b[10:40, 16:56] = thing[:30, :40], thing[:30, :40]
    result = coarse_to_fine(a, b, ALL, ALL, ALL, IDENTITY)
    assert error(result, at(-1.5, 0)) < 0.1


@pytest.mark.parametrize("flat", [np.zeros((96, 128), np.float32), np.full((96, 128), 0.5, np.float32)])
def test_where_nothing_is_seen_nothing_is_found(flat):
    assert refined(flat, flat, ALL, ALL, IDENTITY) is None
    assert refined(texture()[:96, :128], flat, np.zeros_like(ALL), ALL, IDENTITY) is None
