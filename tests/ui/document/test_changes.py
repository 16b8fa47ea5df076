"""Changes come in the order they were asked for, however large they are and whatever is painted meanwhile."""

import threading
from dataclasses import replace

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.editing import mask as masks
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.files.reading import read_picture
from inpaint_studio.filling.request import FillResult
from inpaint_studio.ui.document import jobs

GREY = 128  # what the tests' engine paints
CONTROL = Qt.KeyboardModifier.ControlModifier
NONE = Qt.KeyboardModifier.NoModifier


@pytest.fixture
def large(monkeypatch):
    """Every change counts as one of many megapixels."""
    monkeypatch.setattr(jobs, "AT_ONCE", -1)


class Gate:
    """Holds back what is worked out until it is opened; `reached` tells that a worker stands before it."""

    def __init__(self) -> None:
        self.reached, self.opened = threading.Event(), threading.Event()

    def __call__(self, *arguments, through):
        answer = through(*arguments)
        self.reached.set()
        assert self.opened.wait(20)
        return answer


@pytest.fixture
def gate(monkeypatch):
    made = Gate()
    through = jobs.precompute
    monkeypatch.setattr(jobs, "precompute", lambda *arguments: made(*arguments, through=through))
    yield made
    made.opened.set()


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file)
    made.canvas.zoom_to(1.0)
    made.settings.set(radius=10, hardness=1.0)
    return made


def _levels_agree(window) -> bool:
    document, levels = window.session.document, window.session.mask_levels
    afresh = MaskLevels(document.mask)
    return levels.mask is document.mask and all(
        np.array_equal(levels.plane(level), afresh.plane(level)) for level in range(2, levels.coarsest + 1)
    )


def test_a_large_change_is_worked_out_apart_and_put_in_place_whole(large, window, drag, settle):
    document = window.session.document
    drag(window, (100, 100), (200, 100))
    painted, array = document.mask.copy(), document.mask
    window.masks.invert()
    assert np.array_equal(document.mask, painted)  # nothing of it is to be seen yet
    settle(window)
    assert np.array_equal(document.mask, ~painted)
    assert np.array_equal(array, painted)  # nobody wrote into the mask that was on screen
    assert _levels_agree(window)
    window.session.changes.undo()
    assert np.array_equal(document.mask, ~painted)
    settle(window)
    assert np.array_equal(document.mask, painted)
    assert _levels_agree(window)
    window.session.changes.redo()
    settle(window)
    assert np.array_equal(document.mask, ~painted)
    window.session.changes.jump_to(0)
    settle(window)
    assert not document.mask.any()
    assert document.history.position == 0
    assert _levels_agree(window)


def test_a_held_undo_key_goes_as_far_as_it_was_pressed(large, gate, window, drag, qtbot, settle):
    document = window.session.document
    states = [document.mask.copy()]
    for y in (40, 80, 120, 160, 200):
        drag(window, (60, y), (200, y))
        states.append(document.mask.copy())
    for _ in range(4):
        window.session.changes.undo()
    window.session.changes.redo()
    assert gate.reached.wait(20)
    gate.opened.set()
    settle(window)
    assert document.history.position == 2
    assert np.array_equal(document.mask, states[2])
    for _ in range(9):
        window.session.changes.undo()
    window.session.changes.redo()  # from the beginning, not from nine before it
    settle(window)
    assert document.history.position == 1


def _press(canvas, kind, x, y):
    at = QPointF(canvas.to_widget(x, y).toPoint())
    button = Qt.MouseButton.LeftButton
    held = Qt.MouseButton.NoButton if kind == QEvent.Type.MouseButtonRelease else button
    event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, held, NONE)
    QApplication.sendEvent(canvas, event)


def test_what_is_painted_while_an_undo_is_worked_out_lies_on_what_it_leaves(large, gate, window, drag, settle):
    document = window.session.document
    drag(window, (60, 60), (200, 60))
    window.session.changes.undo()
    assert gate.reached.wait(20)
    drag(window, (60, 160), (200, 160))
    assert document.history.undo_name == "Brush"
    assert document.mask[60, 100] == 255  # the undo has not come yet, and the stroke waits for it
    assert document.mask[160, 100] == 0
    gate.opened.set()
    settle(window)
    assert document.mask[60, 100] == 0
    assert document.mask[160, 100] == 255
    assert len(document.history.steps) == 1
    assert document.history.redo_name is None


def test_esc_forgets_a_stroke_that_waits(large, gate, window, drag, settle):
    document = window.session.document
    drag(window, (60, 60), (200, 60))
    window.session.changes.undo()
    assert gate.reached.wait(20)
    _press(window.canvas, QEvent.Type.MouseButtonPress, 60, 160)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    gate.opened.set()
    settle(window)
    assert not document.mask.any()


def test_a_change_counts_what_was_painted_while_it_was_worked_out(large, gate, window, drag, settle):
    document = window.session.document
    drag(window, (60, 60), (200, 60))
    window.masks.invert()
    assert gate.reached.wait(20)
    drag(window, (60, 160), (200, 160))
    painted = document.mask.copy()
    gate.opened.set()
    settle(window)
    assert np.array_equal(document.mask, ~painted)
    assert [step.name for step in document.history.steps] == ["Brush", "Brush", "Invert"]


def test_a_stroke_that_was_given_up_leaves_no_trace_in_what_was_worked_out_beside_it(large, gate, window, drag, settle):
    document = window.session.document
    drag(window, (60, 60), (200, 60))
    painted = document.mask.copy()
    canvas = window.canvas
    _press(canvas, QEvent.Type.MouseButtonPress, 60, 160)
    _press(canvas, QEvent.Type.MouseMove, 200, 160)
    window.masks.invert()  # waits: the mask is being painted
    assert not gate.reached.is_set()
    QTest.keyClick(canvas, Qt.Key.Key_Escape)
    gate.opened.set()
    settle(window)
    assert np.array_equal(document.mask, ~painted)
    _press(canvas, QEvent.Type.MouseButtonRelease, 200, 160)
    assert np.array_equal(document.mask, ~painted)


def test_undo_gives_up_a_change_that_is_still_worked_out(large, gate, window, drag, settle):
    document = window.session.document
    drag(window, (60, 60), (200, 60))
    painted = document.mask.copy()
    window.masks.invert()
    assert gate.reached.wait(20)
    window.session.changes.undo()
    gate.opened.set()
    settle(window)
    assert np.array_equal(document.mask, painted)
    assert [step.name for step in document.history.steps] == ["Brush"]


def test_a_fill_asked_for_after_a_change_fills_what_that_leaves(large, gate, window, drag, settle):
    document = window.session.document
    drag(window, (60, 60), (200, 60))
    window.session.changes.change("Grow", lambda mask: (Rect(0, 0, 320, 240), masks.grow(mask, 10)))
    assert gate.reached.wait(20)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    gate.opened.set()
    settle(window)
    assert len(document.fills) == 1
    assert document.fills[0].coverage.shape[0] >= 38  # 20 across and 10 more on either side
    assert not document.mask.any()


def test_a_fill_that_arrives_in_a_stroke_waits_for_its_end_and_undo_is_exact(
    open_window, picture_file, slow_engine, drag, qtbot, settle
):
    window = open_window(picture_file, slow_engine)
    window.canvas.zoom_to(1.0)
    window.settings.set(radius=10, hardness=1.0)
    document = window.session.document
    drag(window, (60, 60), (100, 60))
    first = document.mask.copy()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(slow_engine.requests))
    canvas = window.canvas
    _press(canvas, QEvent.Type.MouseButtonPress, 80, 60)  # over the hole itself
    slow_engine.may_finish.set()
    assert slow_engine.was_closed.wait(20)
    qtbot.waitUntil(lambda: len(window.session.workers) == 0)
    assert document.fills == ()
    _press(canvas, QEvent.Type.MouseMove, 80, 120)
    _press(canvas, QEvent.Type.MouseButtonRelease, 80, 120)
    settle(window)
    assert [step.name for step in document.history.steps] == ["Brush", "Brush", "Fill"]
    assert document.mask[110, 80] == 255
    assert document.mask[60, 62] == 0
    window.session.changes.undo()
    window.session.changes.undo()
    assert np.array_equal(document.mask, first)
    window.session.changes.undo()
    assert not document.mask.any()


@pytest.fixture
def landing(gate, window, drag, qtbot):
    """A fill of a stroke at 60 down that has come, and whose step a worker has made and holds back."""
    drag(window, (60, 60), (200, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(gate.reached.is_set, timeout=20_000)
    return window


def _shows_grey(window, x: int, y: int) -> bool:
    """Whether the fill, or its preview, is seen there."""
    fills = (fill for fill in window.session.display.fills if fill.rect.contains(Rect(x, y, 1, 1)))
    return any((fill.pixels == GREY).all() for fill in fills)


def test_a_fill_that_lands_clears_its_hole_and_leaves_what_was_painted_meanwhile(landing, gate, drag, settle):
    document = landing.session.document
    hole = document.mask.copy()
    assert document.fills == ()
    assert _shows_grey(landing, 100, 60)  # it is seen while it is on its way
    drag(landing, (60, 160), (200, 160))  # elsewhere
    drag(landing, (100, 60), (100, 110))  # from within the hole
    painted = document.mask.copy()
    gate.opened.set()
    settle(landing)
    assert [step.name for step in document.history.steps] == ["Brush", "Brush", "Brush", "Fill"]
    assert np.array_equal(document.mask, np.where(painted == hole, 0, painted))
    assert document.mask[160, 100] == 255
    assert document.mask[105, 100] == 255
    assert document.mask[60, 80] == 0
    assert _levels_agree(landing)
    assert _shows_grey(landing, 100, 60)
    landing.session.changes.undo()
    settle(landing)
    assert document.fills == ()
    assert not _shows_grey(landing, 100, 60)
    assert np.array_equal(document.mask, painted)
    landing.session.changes.redo()
    settle(landing)
    assert len(document.fills) == 1
    assert np.array_equal(document.mask, np.where(painted == hole, 0, painted))
    landing.session.changes.jump_to(0)
    settle(landing)
    assert not document.mask.any()


def test_a_fill_waits_for_a_stroke_that_began_while_it_was_on_its_way(landing, gate, settle, qtbot):
    document, canvas = landing.session.document, landing.canvas
    _press(canvas, QEvent.Type.MouseButtonPress, 60, 160)
    gate.opened.set()
    qtbot.waitUntil(lambda: len(landing.session.workers) == 0)
    assert document.fills == ()
    _press(canvas, QEvent.Type.MouseMove, 200, 160)
    _press(canvas, QEvent.Type.MouseButtonRelease, 200, 160)
    settle(landing)
    assert [step.name for step in document.history.steps] == ["Brush", "Brush", "Fill"]
    assert document.mask[160, 100] == 255
    landing.session.changes.undo()
    landing.session.changes.undo()
    settle(landing)
    assert document.mask[60, 100] == 255
    assert document.mask[160, 100] == 0


def test_undo_asked_while_a_fill_is_on_its_way_takes_the_fill_back(landing, gate, settle):
    document = landing.session.document
    landing.session.changes.undo()
    assert document.history.undo_name == "Brush"
    gate.opened.set()
    settle(landing)
    assert document.fills == ()
    assert document.history.redo_name == "Fill"
    assert document.mask[60, 100] == 255
    landing.session.changes.redo()
    settle(landing)
    assert len(document.fills) == 1


def test_esc_gives_up_a_fill_that_is_on_its_way(landing, gate, settle):
    QTest.keyClick(landing.canvas, Qt.Key.Key_Escape)
    gate.opened.set()
    settle(landing)
    document = landing.session.document
    assert document.fills == ()
    assert not _shows_grey(landing, 100, 60)
    assert document.mask[60, 100] == 255
    QTest.keyClick(landing.canvas, Qt.Key.Key_Return)  # and another may follow
    settle(landing)
    assert len(document.fills) == 1


def test_what_is_saved_while_a_fill_is_on_its_way_holds_it(landing, gate, settle, qtbot, tmp_path):
    landing.session.saving.save(tmp_path / "out.png")
    with qtbot.waitSignal(landing.session.saving.saved, timeout=20_000):
        gate.opened.set()
    settle(landing)
    assert np.array_equal(read_picture(tmp_path / "out.png").pixels, landing.session.document.composite())
    assert not landing.session.has_unsaved_work


def test_the_person_who_closes_while_a_fill_is_on_its_way_is_asked_about_it(landing, gate, settle, qtbot):
    landing.close()
    assert landing.isVisible()
    gate.opened.set()
    qtbot.waitUntil(lambda: landing.files.question is not None)
    assert landing.session.document.has_unsaved_fills
    assert landing.files._save_button is not None
    with qtbot.waitSignal(landing.closed, timeout=20_000):
        landing.files._discard_button.click()


def test_closing_forgets_a_fill_that_is_on_its_way(landing, gate, settle):
    document = landing.session.document
    landing.session.close_document()
    gate.opened.set()
    settle(landing)
    assert landing.session.document is None
    assert document.fills == ()


def test_a_fill_that_cannot_be_put_in_place_is_told_and_the_next_goes_on(
    open_window, picture_file, grey_engine, drag, settle
):
    def fails_first(request):
        for value in grey_engine(request):
            if isinstance(value, FillResult) and request.seed == 0:
                outside = request.rect.translate(10_000, 0)
                value = replace(value, fills=tuple(replace(fill, rect=outside) for fill in value.fills))
            yield value

    window = open_window(picture_file, fails_first)
    drag(window, (60, 60), (200, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    assert "lies outside" in window.messages.text
    assert window.session.document.fills == ()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    assert len(window.session.document.fills) == 1


def test_a_fill_made_anew_while_it_is_deleted_stays_deleted(landing, gate, settle, qtbot):
    gate.opened.set()
    settle(landing)
    document = landing.session.document
    (first,) = document.fills
    gate.reached.clear()
    gate.opened.clear()
    landing.session.filling.remake(first.id, "exemplar")
    qtbot.waitUntil(gate.reached.is_set, timeout=20_000)
    landing.session.fills.delete(first.id)
    gate.opened.set()
    settle(landing)
    assert document.fills == ()
    assert document.history.undo_name == "Delete fill"
    assert not landing.session.is_filling


def test_a_candidate_is_seen_from_its_choice_until_it_is_a_fill(gate, window, drag, settle):
    document = window.session.document
    drag(window, (60, 60), (200, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return, CONTROL)
    settle(window)
    assert window.session.candidates.accept(1)
    assert gate.reached.wait(20)
    assert window.session.candidates.offered == ()
    assert document.fills == ()
    assert _shows_grey(window, 100, 60)
    assert window.session.has_unsaved_work
    assert window.session.candidates.begin([("membrane", 0), ("exemplar", 0)])  # of what it leaves: nothing
    drag(window, (60, 160), (200, 160))
    gate.opened.set()
    settle(window)
    assert len(document.fills) == 1
    assert len(window.session.display.fills) == 1 + len(window.session.candidates.offered[0].fills)
    assert {candidate.fills[0].rect.y for candidate in window.session.candidates.offered} == {150}
    assert document.mask[60, 100] == 0


def test_what_is_marked_on_a_large_picture_is_copied_apart_and_filled(large, window, drag, settle):
    document = window.session.document
    drag(window, (60, 60), (200, 60))
    hole = document.mask.copy()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert window.session.changes.is_busy
    assert not window.session.is_filling
    settle(window)
    (fill,) = document.fills
    assert np.array_equal(fill.coverage, hole[fill.rect.slices])
    assert not document.mask.any()


def test_enter_again_says_that_all_is_being_filled(open_window, picture_file, slow_engine, drag, settle, qtbot):
    window = open_window(picture_file, slow_engine)
    drag(window, (60, 60), (200, 60))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: bool(slow_engine.requests))
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert window.messages.text == "All that is marked is being filled already."
    slow_engine.may_finish.set()
    settle(window)
    assert len(window.session.document.fills) == 1


def test_a_change_that_fails_is_told_and_the_next_goes_on(large, window, drag, settle):
    document = window.session.document

    def fails(_):
        raise ValueError("This cannot be done.")

    window.session.changes.change("Broken", fails)
    window.masks.select_all()
    settle(window)
    assert window.messages.text == "This cannot be done."
    assert (document.mask == 255).all()


def test_another_document_forgets_what_was_asked_for_the_last(large, gate, window, settle):
    window.masks.select_all()
    assert gate.reached.wait(20)
    window.session.close_document()
    gate.opened.set()
    settle(window)
    assert window.session.document is None
