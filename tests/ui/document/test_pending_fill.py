"""What of the mask is still to be filled, what the engine is asked for, and where its answer goes."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, HandStroke, Recipe
from inpaint_studio.editing.findings import Finding, Review
from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.guidance import Guide
from inpaint_studio.editing.history import fills_step
from inpaint_studio.editing.marks import Mark as SeeThrough
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.filling.request import FillResult
from inpaint_studio.ui.document.pending_fill import (
    PendingFill,
    hole_left,
    marked_part,
    pixels_marked,
    request_of,
    step_of,
)

SIZE = Size(61, 43)
RECT = Rect(5, 5, 10, 10)

_rects = st.builds(
    lambda x, y, width, height: Rect(x, y, width, height).clip(SIZE),
    st.integers(0, 60),
    st.integers(0, 42),
    st.integers(1, 40),
    st.integers(1, 40),
)


def _document() -> Document:
    return Document(Picture(np.zeros((SIZE.height, SIZE.width, 3), np.uint8)))


def _full(rect: Rect, value: int = 255) -> Mask:
    return np.full((rect.height, rect.width), value, np.uint8)


def _pending(rect: Rect = RECT, mask: Mask | None = None, **changes) -> PendingFill:
    return PendingFill(_document(), rect, _full(rect) if mask is None else mask, "membrane", 0, **changes)


def _fill(name: str, rect: Rect = RECT, **changes) -> Fill:
    pixels = np.full((rect.height, rect.width, 3), 9, np.uint8)
    return Fill(name, rect, pixels, _full(rect), Recipe("membrane"), **changes)


def _marked(rects: list[tuple[Rect, int]]) -> Mask:
    mask = np.zeros((SIZE.height, SIZE.width), np.uint8)
    for rect, value in rects:
        mask[rect.slices] = value
    return mask


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(_rects, st.integers(1, 255)), max_size=5))
def test_the_marked_part_is_the_smallest_rectangle_whatever_is_marked(rects):
    mask = _marked(rects)
    rows, columns = np.nonzero(mask)
    expected = NOWHERE
    if rows.size:
        expected = Rect.of_edges(columns.min(), rows.min(), columns.max() + 1, rows.max() + 1)
    matches = marked_part(MaskLevels(mask))
    assert matches == expected or (matches.is_empty and expected.is_empty)


@settings(max_examples=100, deadline=None)
@given(st.lists(st.tuples(_rects, st.integers(1, 255)), max_size=4), st.lists(_rects, max_size=3))
def test_what_is_left_is_all_that_no_pending_fill_has_as_it_is(rects, taken):
    mask = _marked(rects)
    pending = tuple(_pending(rect, mask[rect.slices].copy()) for rect in taken)
    expected = mask.copy()
    for rect in taken:
        expected[rect.slices] = 0
    levels = MaskLevels(mask)
    left = hole_left(levels, pending)
    if left is None:
        assert not expected.any()
        return
    rect, hole = left
    whole = np.zeros_like(mask)
    whole[rect.slices] = hole
    assert np.array_equal(whole, expected)
    assert hole[0].any()  # as small as can be
    assert hole[:, -1].any()
    hole[:] = 1
    assert np.array_equal(levels.mask, _marked(rects))  # a copy: painting goes on


def test_of_a_sparse_mask_only_what_is_marked_is_read_and_nothing_is_missing():
    mask = np.zeros((1100, 1300), np.uint8)
    for rect in (Rect(3, 5, 40, 9), Rect(1290, 1090, 10, 10), Rect(600, 300, 1, 1)):
        mask[rect.slices] = 200
    levels = MaskLevels(mask)
    assert pixels_marked(levels) < mask.size / 16
    left = hole_left(levels, ())
    assert left is not None
    assert left[0] == Rect(3, 5, 1297, 1095)
    assert np.array_equal(left[1], mask[left[0].slices])


def test_what_was_marked_more_firmly_since_is_filled_again():
    mask = _marked([(RECT, 128)])
    pending = _pending(RECT, mask[RECT.slices].copy())
    mask[8, 8] = 255
    left = hole_left(MaskLevels(mask), (pending,))
    assert left is not None
    assert left[0] == Rect(8, 8, 1, 1)
    assert left[1] == 255


# requests


def test_the_engine_is_asked_for_the_document_as_it_is_now():
    pending = _pending()
    document = pending.document
    guide = Guide(((0.0, 0.0), (9.0, 9.0)))
    document.lay(replace(document.state, guidance=document.state.guidance.with_guides((guide,))))
    document.commit(fills_step(document, (_fill("one"),), "Fill"))
    sources = np.full((43, 61), 255, np.uint8)
    request = request_of(pending, sources, {"reach": 3}, None)
    assert [fill.id for fill in request.fills] == ["one"]
    assert request.guides == (guide,)
    assert request.sources is sources
    assert request.settings == {"reach": 3}


def test_what_the_review_is_certain_of_is_no_source():
    pending = _pending()
    document = pending.document
    crack = Finding(Rect(1, 1, 9, 3), np.full((3, 9), 255, np.uint8), "crack", 0.8, "damage")
    guess = replace(crack, confidence=0.3)
    document.lay(replace(document.state, review=Review((crack, guess))))
    assert request_of(pending, None, {}, None).flaws == (crack,)


def test_a_fill_is_made_anew_on_what_lies_below_it_and_by_its_own_recipe():
    guide = Guide(((0.0, 0.0), (9.0, 9.0)))
    area = PackedTiles.of_mask(_marked([(Rect(0, 0, 20, 20), 255)]))
    recipe = Recipe("exemplar", guides=(guide,), sources=area)
    pending = _pending(remakes="two", recipe=recipe)
    document = pending.document
    document.commit(fills_step(document, tuple(_fill(name) for name in ("one", "two", "three")), "Fill"))
    request = request_of(pending, np.full((43, 61), 7, np.uint8), {}, None)
    assert [fill.id for fill in request.fills] == ["one"]
    assert request.guides == (guide,)
    assert np.array_equal(request.sources, area.unpack())


@pytest.mark.parametrize(("method", "has_strokes"), [("clone", True), ("membrane", False)])
def test_strokes_are_laid_anew_only_where_they_are_asked_for(method, has_strokes):
    stroke = HandStroke(3, 0, PackedTiles.of_mask(_marked([(RECT, 255)])), 4.0, 1.0, 1.0)
    pending = replace(_pending(remakes="one", recipe=Recipe("clone", strokes=(stroke,))), method=method)
    assert request_of(pending, None, {}, None).strokes == ((stroke,) if has_strokes else ())


@pytest.mark.parametrize(("method", "has_mark"), [("unblend", True), ("membrane", False)])
def test_a_mark_is_taken_off_anew_only_where_that_is_asked_for(method, has_mark):
    samples = np.full((3, 4, 4), 30000, np.uint16)
    planes = SeeThrough(samples, Rect(1, 1, 4, 3), Size(64, 48)).packed
    pending = replace(_pending(remakes="one", recipe=Recipe("unblend", mark=planes)), method=method)
    assert request_of(pending, None, {}, None).mark == (planes if has_mark else ())


def test_a_recipe_of_before_guides_were_written_down_has_none():
    pending = _pending(remakes="one", recipe=Recipe("membrane"))
    document = pending.document
    guidance = document.state.guidance.with_guides((Guide(((0.0, 0.0), (9.0, 9.0))),))
    document.lay(replace(document.state, guidance=guidance))
    request = request_of(pending, np.full((43, 61), 255, np.uint8), {}, None)
    assert request.guides == ()
    assert request.sources is None


# answers


def test_a_new_fill_lies_on_top_and_takes_its_hole_out_of_the_mask():
    pending = _pending()
    document = pending.document
    document.mask[:] = 200
    document.commit(fills_step(document, (_fill("one"),), "Fill"))
    pending = replace(pending, mask=_full(RECT, 200))
    step = step_of(pending, FillResult((_fill("two"),), 0.0), document)
    assert step is not None
    document.commit(step)
    assert [fill.id for fill in document.fills] == ["one", "two"]
    assert not document.mask[RECT.slices].any()
    assert np.count_nonzero(document.mask) == SIZE.area - RECT.area


def test_a_fill_that_was_made_anew_stands_in_its_place_as_it_was_shown_and_keeps_its_name():
    pending = _pending(remakes="two", recipe=Recipe("membrane"))
    document = pending.document
    old = (_fill("one"), _fill("two", visible=False, strength=0.25), _fill("three"))
    document.commit(fills_step(document, old, "Fill"))
    result = FillResult((_fill("new"), _fill("beside it", Rect(30, 5, 4, 4))), 0.0)
    step = step_of(pending, result, document)
    assert step is not None
    document.commit(step)
    assert [fill.id for fill in document.fills] == ["one", "two", "beside it", "three"]
    assert [(fill.visible, fill.strength) for fill in document.fills[1:3]] == [(False, 0.25)] * 2
    assert document.fills[0] is old[0]
    document.undo()
    assert document.fills == old


@pytest.mark.parametrize("gone", ["the fill", "the answer"])
def test_where_the_old_fill_is_gone_or_nothing_came_nothing_is_done(gone):
    pending = _pending(remakes="two", recipe=Recipe("membrane"))
    document = pending.document
    document.commit(fills_step(document, (_fill("one" if gone == "the fill" else "two"),), "Fill"))
    result = FillResult((_fill("new"),) if gone == "the fill" else (), 0.0)
    assert step_of(pending, result, document) is None
