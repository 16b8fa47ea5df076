"""The outline is every border between inside and outside that can be seen, and nothing else."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.outline import Segments, outline
from inpaint_studio.editing.picture import Mask

Edge = tuple[int, int, int, int]


def unit_edges(segments: Segments) -> list[Edge]:
    """Segments cut into pieces of one pixel."""
    edges: list[Edge] = []
    for x0, y0, x1, y1 in segments.tolist():
        assert (x0 == x1) != (y0 == y1)
        edges += [(x, y0, x + 1, y0) for x in range(x0, x1)] + [(x0, y, x0, y + 1) for y in range(y0, y1)]
    return edges


def by_hand(inside: np.ndarray) -> set[Edge]:
    padded = np.pad(inside, 1)
    edges: set[Edge] = set()
    for y in range(inside.shape[0] + 1):
        for x in range(inside.shape[1] + 1):
            if padded[y, x + 1] != padded[y + 1, x + 1] and x < inside.shape[1]:
                edges.add((x, y, x + 1, y))
            if padded[y + 1, x] != padded[y + 1, x + 1] and y < inside.shape[0]:
                edges.add((x, y, x, y + 1))
    return edges


def random_mask(seed: int, width: int, height: int) -> Mask:
    rng = np.random.default_rng(seed)
    mask = np.kron(rng.integers(0, 256, (height // 3 + 1, width // 3 + 1)), np.ones((3, 3)))
    return mask[:height, :width].astype(np.uint8)


@given(st.integers(0, 2**32 - 1), st.integers(1, 25), st.integers(1, 25))
def test_it_is_every_border_once(seed: int, width: int, height: int) -> None:
    mask = random_mask(seed, width, height)
    edges = unit_edges(outline(mask))
    assert len(edges) == len(set(edges))
    assert set(edges) == by_hand(mask >= 128)


@given(st.integers(0, 2**32 - 1), st.integers(0, 20), st.integers(0, 20), st.integers(1, 20), st.integers(1, 20))
def test_a_view_shows_the_same_borders_and_none_of_its_own(seed: int, x: int, y: int, width: int, height: int) -> None:
    mask = random_mask(seed, 24, 22)
    view = Rect(x, y, width, height).clip(Size(24, 22))
    visible = set(unit_edges(outline(mask, Rect(x, y, width, height))))
    every = by_hand(mask >= 128)
    assert visible <= every

    def within(edge: Edge) -> bool:
        return view.x <= edge[0] and edge[2] <= view.right and view.y <= edge[1] and edge[3] <= view.bottom

    if not view.is_empty:
        assert {edge for edge in every if within(edge)} <= visible


@settings(deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(1, 40), st.integers(1, 40), st.integers(2, 7))
def test_a_coarse_outline_is_that_of_the_highest_pixels(seed: int, width: int, height: int, step: int) -> None:
    mask = random_mask(seed, width, height)
    cells = np.zeros((-(-height // step), -(-width // step)), np.uint8)
    for y in range(cells.shape[0]):
        for x in range(cells.shape[1]):
            cells[y, x] = mask[y * step : (y + 1) * step, x * step : (x + 1) * step].max()
    big = np.repeat(np.repeat(cells, step, axis=0), step, axis=1)[:height, :width]
    assert set(unit_edges(outline(mask, step=step))) == by_hand(big >= 128)


def test_a_scratch_of_one_pixel_keeps_its_outline_when_zoomed_out() -> None:
    mask = np.zeros((400, 400), np.uint8)
    mask[:, 201] = 255
    segments = outline(mask, step=8)
    assert segments.tolist() == [[200, 0, 208, 0], [200, 400, 208, 400], [200, 0, 200, 400], [208, 0, 208, 400]]


def test_neighbours_on_a_line_are_one_segment() -> None:
    mask = np.zeros((100, 100), np.uint8)
    mask[10:60, 20:90] = 255
    assert outline(mask).tolist() == [[20, 10, 90, 10], [20, 60, 90, 60], [20, 10, 20, 60], [90, 10, 90, 60]]


@pytest.mark.parametrize("rect", [None, Rect(3, 3, 4, 4), Rect(50, 50, 4, 4)])
def test_nothing_has_no_outline(rect: Rect | None) -> None:
    assert outline(np.zeros((20, 30), np.uint8), rect).shape == (0, 4)
