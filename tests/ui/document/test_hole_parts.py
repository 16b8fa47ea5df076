"""Parts of a hole: strokes that lie near each other or overlap, each pixel in one of them, the newest mark last."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import fills_step, mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.document.hole_parts import parts_of

WHOLE = Rect(0, 0, 60, 40)
_rects = st.builds(Rect, st.integers(0, 50), st.integers(0, 30), st.integers(1, 10), st.integers(1, 10))


def _marked(rects):
    document = Document(Picture(np.zeros((40, 60, 3), np.uint8)))
    steps = []
    for rect in rects:
        step = mask_step(document, "Brush", rect, np.full((rect.height, rect.width), 255, np.uint8))
        document.commit(step)
        steps.append(step)
    return document, steps


@settings(max_examples=60, deadline=None)
@given(st.lists(_rects, min_size=1, max_size=7), _rects)
def test_parts_are_the_hole_once_each_with_the_marks_that_made_it(rects, unasked):
    document, steps = _marked([unasked, *rects])
    mask, marks = document.mask.copy(), [step for step in steps[1:] if not step.change.is_empty]
    parts = parts_of(WHOLE, mask, marks, most=200)
    counts = np.zeros(mask.shape, int)
    for part in parts:
        counts[part.rect.slices] += part.mask > 0
        assert part.mask.shape == (part.rect.height, part.rect.width)
    assert np.array_equal(counts, (mask > 0).astype(int))
    owned = [mark for part in parts for mark in part.marks]
    assert len(owned) == len(set(owned))
    if marks:
        assert parts[-1].marks[-1] is marks[-1]


def test_strokes_far_from_each_other_are_parts_and_near_ones_are_one():
    document, steps = _marked([Rect(0, 0, 4, 4), Rect(50, 30, 4, 4), Rect(6, 2, 4, 4)])
    parts = parts_of(WHOLE, document.mask, steps, most=100)
    assert [part.marks for part in parts] == [(steps[1],), (steps[0], steps[2])]
    assert [part.rect for part in parts] == [Rect(50, 30, 4, 4), Rect(0, 0, 10, 6)]


def test_what_is_small_stays_whole_and_so_does_what_is_not_of_strokes():
    document, steps = _marked([Rect(0, 0, 4, 4), Rect(50, 30, 4, 4)])
    assert len(parts_of(WHOLE, document.mask, steps, most=WHOLE.area)) == 1
    assert len(parts_of(WHOLE, document.mask, (), most=1)) == 1
    pixels = np.zeros((4, 4, 3), np.uint8)
    fill = Fill("1", Rect(0, 0, 4, 4), pixels, np.full((4, 4), 255, np.uint8), Recipe("membrane"))
    other = fills_step(document, (fill,), "Fill")
    assert len(parts_of(WHOLE, document.mask, (*steps, other), most=1)) == 1
