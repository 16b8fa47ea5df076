"""Runs of pixels and the regions they form, against scipy's labels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from inpaint_studio.editing.regions import Runs, enclosed


@settings(max_examples=60, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 40), st.floats(0, 1))
def test_runs_are_joined_as_pixels_are(seed: int, width: int, height: int, density: float) -> None:
    plane = np.random.default_rng(seed).random((height, width)) < density
    runs = Runs.of(plane)
    np.testing.assert_array_equal(runs.draw(), plane * np.uint8(255))
    labels, count = ndimage.label(plane)
    run_labels = runs.labels()
    assert len(set(run_labels.tolist())) == count
    for number in range(count):
        drawn = runs.chosen(run_labels == number).draw() > 0
        assert len(np.unique(labels[drawn])) == 1
        assert drawn.sum() == (labels == labels[drawn][0]).sum()
    for y, x in np.argwhere(np.ones_like(plane))[:: max(1, width * height // 50)]:
        run = runs.at(int(x), int(y))
        assert (run is not None) == plane[y, x]
    np.testing.assert_array_equal(enclosed(plane) > 0, ndimage.binary_fill_holes(plane) & ~plane)


def test_pixels_that_touch_at_a_corner_are_of_different_regions() -> None:
    runs = Runs.of(np.eye(5, dtype=bool))
    assert len(set(runs.labels().tolist())) == 5
    both = np.eye(5, dtype=bool) | np.eye(5, k=1, dtype=bool)
    assert len(set(Runs.of(both).labels().tolist())) == 1


def test_runs_do_not_continue_from_the_end_of_one_row_into_the_next() -> None:
    plane = np.array([[0, 1], [1, 0], [1, 1], [1, 1]], bool)
    runs = Runs.of(plane)
    assert (runs.start.tolist(), runs.end.tolist()) == ([1, 3, 6, 9], [2, 4, 8, 11])
    assert len(set(runs.labels().tolist())) == 2


@pytest.mark.parametrize("plane", [np.zeros((3, 4), bool), np.ones((3, 4), bool), np.ones((1, 1), bool)])
def test_nothing_and_everything_are_drawn_as_they_are(plane: np.ndarray) -> None:
    runs = Runs.of(plane)
    assert np.array_equal(runs.draw() > 0, plane)
    assert not enclosed(plane).any()
    assert len(runs.labels()) == (len(plane) if plane.any() else 0)


@pytest.mark.parametrize("cut", [1, 4, 9])
def test_two_halves_are_linked_where_pixels_touch_across_the_cut(cut: int) -> None:
    plane = np.random.default_rng(cut).random((10, 30)) < 0.6
    upper, lower = Runs.of(plane[:cut]), Runs.of(plane[cut:])
    links = set(zip(*(one.tolist() for one in upper.links(lower)), strict=True))
    expected = set()
    for column in np.flatnonzero(plane[cut - 1] & plane[cut]):
        expected.add((upper.at(int(column), cut - 1), lower.at(int(column), 0)))
    assert links == expected


@pytest.mark.parametrize("sides", ["left", "top", "right", "bottom", "left bottom", ""])
def test_a_run_at_a_side_is_one_that_has_a_pixel_there(sides: str) -> None:
    plane = np.random.default_rng(3).random((7, 9)) < 0.5
    runs = Runs.of(plane)
    edges = {"left": np.s_[:, 0], "right": np.s_[:, -1], "top": np.s_[0], "bottom": np.s_[-1]}
    for number, touches in enumerate(runs.at_edges(sides)):
        drawn = runs.chosen(np.arange(len(runs.start)) == number).draw() > 0
        assert touches == any(drawn[edges[side]].any() for side in sides.split())


def test_a_hole_in_an_island_in_a_hole_is_enclosed_and_the_island_is_not_a_part_of_it() -> None:
    plane = np.ones((11, 11), bool)
    plane[1:10, 1:10] = False
    plane[3:8, 3:8] = True
    plane[5, 5] = False
    made = enclosed(plane) > 0
    assert np.array_equal(made, ~plane)
    plane[0, 5] = False  # a way out for the outer one
    assert np.argwhere(enclosed(plane)).tolist() == [[5, 5]]
