"""Undo takes back a fill with its marks, and redo and the list of steps stop where undo does."""

from dataclasses import replace
from weakref import ref

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import FillStep, Step, fills_step, mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.undo_groups import has_marks, position_after, position_before, stops


def _mark() -> Step:
    document = Document(Picture(np.zeros((20, 30, 3), np.uint8)))
    return mask_step(document, "Brush", Rect(2, 3, 4, 5), np.full((5, 4), 255, np.uint8))


def _fill(*marks: Step, is_of_release: bool = True) -> FillStep:
    document = Document(Picture(np.zeros((20, 30, 3), np.uint8)))
    return replace(fills_step(document, (), "Fill"), marks=tuple(map(ref, marks)) if is_of_release else None)


A, B, C = _mark(), _mark(), _mark()
CASES = {
    "nothing": ((), (0,)),
    "marks alone": ((A, B), (0, 1, 2)),
    "a mark and its fill": ((A, _fill(A)), (0, 2)),
    "two marks of one fill": ((A, B, _fill(A, B)), (0, 3)),
    "a mark that was filled by Enter": ((A, _fill(is_of_release=False)), (0, 1, 2)),
    "one after the other": ((A, _fill(A), B, _fill(B)), (0, 2, 4)),
    "a mark that is not filled yet": ((A, _fill(A), B), (0, 2, 3)),
    "a mark that is of no fill lies between": ((A, B, C, _fill(C, A)), (0, 1, 2, 4)),
    "fills above both marks": ((A, B, _fill(A), _fill(B)), (0, 3, 4)),
    "a fill whose marks are forgotten": ((_fill(_mark()), B), (0, 1, 2)),
}


@pytest.mark.parametrize("case", CASES)
def test_undo_and_redo_stop_at_the_same_positions(case):
    steps, expected = CASES[case]
    assert stops(steps) == expected
    position, walked = len(steps), [len(steps)]
    while position:
        position = position_before(steps, position)
        walked.append(position)
    assert tuple(reversed(walked)) == expected
    for stop in expected[1:]:
        position = position_after(steps, position)
        assert position == stop
    assert position_after(steps, len(steps)) == len(steps)
    assert position_before(steps, 0) == 0


def test_a_fill_that_was_asked_for_by_itself_has_no_marks():
    assert has_marks(_fill())
    assert not has_marks(_fill(is_of_release=False))
    assert not has_marks(A)
