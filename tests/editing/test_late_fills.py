"""The place of a fill in the history that comes when more was painted since it was asked for."""

from dataclasses import replace
from weakref import ref

import numpy as np
import pytest

from inpaint_studio.editing.adjustments import AdjustmentStep
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import fill_step, fills_step, mask_step
from inpaint_studio.editing.late_fills import LateFill, in_its_place, latest, without_marks
from inpaint_studio.editing.picture import Picture

HERE, ACROSS, APART = Rect(10, 10, 40, 30), Rect(30, 20, 60, 40), Rect(300, 200, 30, 30)


@pytest.fixture
def document():
    return Document(Picture(np.full((300, 400, 3), 200, np.uint8)))


def _mark(document, rect: Rect, value: int = 255):
    pixels = np.maximum(document.mask[rect.slices], np.uint8(value))
    step = mask_step(document, "Brush", rect, pixels)
    document.commit(step)
    return step


def _late(document, mark, rect: Rect, request):
    grey = np.full((rect.height, rect.width, 3), 90, np.uint8)
    fill = Fill("one", rect, grey, request, Recipe("membrane"))
    step = replace(fill_step(document, (fill,), request, rect), marks=(ref(mark),))
    return in_its_place(document.history, document, step, rect, request)


def _commit(document, late) -> None:
    document.commit(late.step, document.precompute(late.step), late=late)


def _request(document, rect: Rect):
    return document.mask[rect.slices].copy()


def test_a_fill_with_nothing_painted_since_is_on_top(document):
    mark = _mark(document, HERE)
    step = _late(document, mark, HERE, _request(document, HERE))
    assert not isinstance(step, LateFill)


@pytest.mark.parametrize("soft", [90, 255])
@pytest.mark.parametrize("since", [(APART,), (ACROSS,), (ACROSS, APART, HERE), (Rect(0, 0, 400, 300),)])
def test_what_is_painted_since_stays_painted_and_each_undo_leaves_a_clean_mask(document, since, soft):
    mark = _mark(document, HERE, soft)
    request = _request(document, HERE)
    marks = [_mark(document, rect, 255) for rect in since]
    late = _late(document, mark, HERE, request)
    assert isinstance(late, LateFill)
    on_top = document.precompute(late.step).mask
    _commit(document, late)
    assert np.array_equal(document.mask, on_top)
    assert [step.name for step in document.history.steps] == ["Brush", "Fill", *["Brush"] * len(since)]
    assert len(document.fills) == 1
    for step in reversed(marks):
        assert document.history.top is latest(step, document.replaced)
        document.undo()
    assert not document.mask.any()
    assert len(document.fills) == 1
    document.undo()
    assert np.array_equal(document.mask[HERE.slices], request)
    assert np.count_nonzero(document.mask) == HERE.area
    for _ in range(1 + len(since)):
        document.redo()
    assert np.array_equal(document.mask, on_top)


def test_steps_that_do_not_touch_the_hole_stay_the_same_values(document):
    mark = _mark(document, HERE)
    request = _request(document, HERE)
    other = _mark(document, APART)
    late = _late(document, mark, HERE, request)
    assert late.steps == (late.step, other)
    assert late.replaced(document.history) == {}


def test_an_adjustment_made_since_is_no_hindrance(document):
    mark = _mark(document, HERE)
    request = _request(document, HERE)
    document.commit(AdjustmentStep("Fade", (), ()))
    assert isinstance(_late(document, mark, HERE, request), LateFill)


def test_a_fill_stays_on_top_of_what_changed_the_fills_and_where_its_marks_are_undone(document):
    mark = _mark(document, HERE)
    request = _request(document, HERE)
    document.commit(fills_step(document, (), "Delete fill"))
    assert not isinstance(_late(document, mark, HERE, request), LateFill)
    document.jump_to(0)
    assert not isinstance(_late(document, mark, HERE, request), LateFill)


def test_the_bytes_and_names_of_the_history_are_right_after_it(document):
    mark = _mark(document, HERE)
    request = _request(document, HERE)
    _mark(document, ACROSS)
    before = document.history
    _commit(document, _late(document, mark, HERE, request))
    history = document.history
    assert history.nbytes == sum(step.nbytes for step in history.steps)
    assert len(set(history.serials)) == len(history.serials) == 3
    assert history.serials[0] == before.serials[0]
    assert history.serial not in before.serials


def test_marks_are_taken_out_of_the_mask_below_other_steps(document):
    mark = _mark(document, HERE, 120)
    across = _mark(document, ACROSS, 60)
    document.commit(fills_step(document, (), "Delete fill"))
    document.commit(without_marks(document.history, document, [mark], "Take mark back"))
    assert not document.mask[12, 12]
    assert np.all(document.mask[ACROSS.slices][25:] == 60)
    document.commit(without_marks(document.history, document, [across], "Take mark back"))
    assert not document.mask[ACROSS.slices][25:].any()
    assert without_marks(document.history, document, [across], "Take mark back") is None


def test_marks_that_are_undone_are_not_taken_out(document):
    mark = _mark(document, HERE)
    document.undo()
    assert without_marks(document.history, document, [mark], "Take mark back") is None
