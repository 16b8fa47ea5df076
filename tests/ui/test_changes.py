"""Changes come in the order they were asked for, however large they are and whatever is painted meanwhile."""

import threading

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.ui import jobs
from inpaint_studio.ui.display import MaskLevels

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
    through = jobs.foresee
    monkeypatch.setattr(jobs, "foresee", lambda *arguments: made(*arguments, through=through))
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
    window.session.undo()
    assert np.array_equal(document.mask, ~painted)
    settle(window)
    assert np.array_equal(document.mask, painted)
    assert _levels_agree(window)
    window.session.redo()
    settle(window)
    assert np.array_equal(document.mask, ~painted)
    window.session.jump_to(0)
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
        window.session.undo()
    window.session.redo()
    assert gate.reached.wait(20)
    gate.opened.set()
    settle(window)
    assert document.history.position == 2
    assert np.array_equal(document.mask, states[2])
    for _ in range(9):
        window.session.undo()
    window.session.redo()  # from the beginning, not from nine before it
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
    window.session.undo()
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
    window.session.undo()
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
    window.session.undo()
    gate.opened.set()
    settle(window)
    assert np.array_equal(document.mask, painted)
    assert [step.name for step in document.history.steps] == ["Brush"]


def test_a_fill_asked_for_after_a_change_fills_what_that_leaves(large, gate, window, drag, settle):
    document = window.session.document
    drag(window, (60, 60), (200, 60))
    window.masks.grow(10)
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
    window.session.undo()
    window.session.undo()
    assert np.array_equal(document.mask, first)
    window.session.undo()
    assert not document.mask.any()


def test_a_change_that_fails_is_told_and_the_next_goes_on(large, window, drag, settle):
    document = window.session.document

    def fails(_):
        raise ValueError("This cannot be done.")

    window.session.change_mask("Broken", fails)
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
