"""Rectangles obey the algebra that their callers rely on."""

import numpy as np
from hypothesis import given
from hypothesis import strategies as st

from inpaint_studio.editing.geometry import NOWHERE, Rect, Size

edges = st.integers(-40, 40)
rects = st.builds(Rect, edges, edges, st.integers(0, 30), st.integers(0, 30))


def cells(rect: Rect) -> set[tuple[int, int]]:
    return {(x, y) for x in range(rect.x, rect.right) for y in range(rect.y, rect.bottom)}


@given(rects, rects)
def test_intersect_holds_exactly_the_common_pixels(a: Rect, b: Rect) -> None:
    assert cells(a.intersect(b)) == cells(a) & cells(b)
    assert a.intersects(b) == bool(cells(a) & cells(b))


@given(rects, rects)
def test_unite_holds_both_and_is_no_larger_than_needed(a: Rect, b: Rect) -> None:
    both = cells(a) | cells(b)
    united = a.unite(b)
    assert both <= cells(united)
    if both:
        xs, ys = zip(*both, strict=True)
        assert united == Rect.of_edges(min(xs), min(ys), max(xs) + 1, max(ys) + 1)


@given(rects, st.integers(0, 20))
def test_clip_inside_grow_gives_back_the_clip(rect: Rect, margin: int) -> None:
    size = Size(25, 20)
    assert cells(rect.clip(size)) <= cells(rect.grow(margin).clip(size))
    assert rect.grow(margin).grow(-margin) == rect


@given(rects, rects)
def test_inside_is_undone_by_translate(a: Rect, b: Rect) -> None:
    assert a.inside(b).translate(b.x, b.y) == a


@given(rects)
def test_slices_index_the_same_pixels(rect: Rect) -> None:
    plane = np.zeros((20, 25), bool)
    plane[rect.clip(Size(25, 20)).slices] = True
    ys, xs = np.nonzero(plane)
    assert set(zip(xs.tolist(), ys.tolist(), strict=True)) == cells(rect.clip(Size(25, 20)))


def test_shrinking_past_nothing_is_empty() -> None:
    assert Rect(3, 4, 5, 6).grow(-4).is_empty
    assert NOWHERE.is_empty
    assert Rect(0, 0, 4, 4).contains(Rect(1, 1, 3, 3))
    assert not Rect(0, 0, 4, 4).contains(Rect(1, 1, 4, 3))
