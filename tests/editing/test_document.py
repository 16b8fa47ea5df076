"""A document: what a snapshot of it holds, and whose results it takes."""

import numpy as np
import pytest

from inpaint_studio.editing.brush import Brush
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import mask_step
from inpaint_studio.editing.picture import Picture


@pytest.fixture
def document() -> Document:
    return Document(Picture(np.zeros((200, 300, 3), np.uint8), "small.png"))


def _mark(document: Document, x: int, name: str = "Mark") -> None:
    rect = Rect(x, 20, 40, 40)
    document.commit(mask_step(document, name, rect, np.full((40, 40), 255, np.uint8)))


def test_a_snapshot_stays_as_it_was_whatever_is_done_to_the_document(document: Document) -> None:
    _mark(document, 20, "first")
    document.put_mask("one", document.mask)
    snapshot = document.snapshot()
    mask = document.mask.copy()
    _mark(document, 120, "second")
    document.undo()
    document.undo()
    _mark(document, 200, "third")
    document.remove_mask("one")
    document.put_mask("two", document.mask)
    assert np.array_equal(snapshot.mask, mask)
    assert [step.name for step in snapshot.history.steps] == ["first"]
    assert snapshot.history.position == 1
    assert list(snapshot.named_masks) == ["one"]
    assert np.array_equal(snapshot.named_masks["one"], mask)
    with pytest.raises(ValueError, match="read-only"):
        snapshot.mask[0, 0] = 255


def test_a_document_of_a_state_shows_it_and_goes_its_own_way(document: Document) -> None:
    _mark(document, 20, "first")
    _mark(document, 120, "second")
    document.undo()
    other = Document.of(document.snapshot())
    assert np.array_equal(other.mask, document.mask)
    assert not other.is_modified
    other.redo()
    assert other.mask[30, 130]
    assert not document.mask[30, 130]
    other.undo()
    other.undo()
    assert not other.mask.any()


def test_a_history_that_forgets_its_oldest_steps_leaves_the_value_whole(document: Document) -> None:
    document.limit_history(2000)
    _mark(document, 20, "first")
    history = document.history
    for number in range(8):
        _mark(document, 30 * number, f"further {number}")
    assert "first" not in [step.name for step in document.history.steps]
    assert [step.name for step in history.steps] == ["first"]
    assert history.position == 1


def test_a_snapshot_in_mid_stroke_holds_nothing_of_the_stroke(document: Document) -> None:
    _mark(document, 20)
    mask = document.mask.copy()
    stroke = document.begin_stroke(Brush(9, 0.5))
    stroke.begin(30, 30)
    stroke.extend(280, 150)
    assert not np.array_equal(document.mask, mask)
    assert np.array_equal(document.snapshot().mask, mask)
    step = document.end_stroke()
    assert step is not None
    document.commit(step)
    assert np.array_equal(document.snapshot().mask, document.mask)


def test_a_result_for_another_document_is_refused(document: Document) -> None:
    other = Document(document.picture)
    done: list[str] = []
    assert not document.take(other.ticket(), lambda: done.append("other"))
    assert document.take(document.ticket(), lambda: done.append("own"))
    assert done == ["own"]


def test_a_result_for_a_document_that_was_closed_is_refused(document: Document) -> None:
    ticket, done = document.ticket(), []
    document.close()
    assert not document.take(ticket, lambda: done.append(1))
    assert done == []


@pytest.mark.parametrize("what", ["change", "stroke", "abandoned stroke"])
def test_a_result_for_a_state_that_is_past_is_refused_where_that_matters(document: Document, what: str) -> None:
    ticket, done = document.ticket(), []
    assert document.take(ticket, lambda: done.append("at once"), unmoved=True)
    if what == "change":
        _mark(document, 20)
    else:
        document.begin_stroke(Brush(9, 0.5)).begin(30, 30)
        if what == "abandoned stroke":
            document.abandon_stroke()
    assert not document.take(ticket, lambda: done.append("late"), unmoved=True)
    assert document.take(ticket, lambda: done.append("wherever"))
    assert done == ["at once", "wherever"]


def test_closing_takes_the_open_stroke_back(document: Document) -> None:
    _mark(document, 20)
    mask = document.mask.copy()
    document.begin_stroke(Brush(9, 0.5)).begin(150, 100)
    document.close()
    assert document.stroke is None
    assert np.array_equal(document.mask, mask)
    assert document.end_stroke() is None
