"""The ring is where the pointer is and nowhere else: what is on the screen is what a fresh paint would show."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QFocusEvent, QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.ui.kit.pixels import array_of

NONE, PLAIN = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file)
    made.settings.set(radius=20, hardness=0.5)
    made.canvas.set_dark(False)
    QApplication.processEvents()
    return made


def _move(canvas, x, y) -> None:
    at = QPointF(x, y)
    event = QMouseEvent(QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), NONE, NONE, PLAIN)
    QApplication.sendEvent(canvas, event)


def _on_screen(window) -> np.ndarray:
    """What was painted, piece by piece, and is seen now; the canvas alone."""
    QApplication.processEvents()
    QApplication.processEvents()
    canvas = window.canvas
    at = canvas.mapTo(window, canvas.rect().topLeft())
    shot = window.screen().grabWindow(window.winId(), at.x(), at.y(), canvas.width(), canvas.height())
    return array_of(shot.toImage()).copy()


def _fresh(window) -> np.ndarray:
    window.canvas.update()
    return _on_screen(window)


def test_the_ring_leaves_nothing_behind(window):
    canvas, random = window.canvas, np.random.default_rng(8)
    for turn in range(40):
        _move(canvas, *random.uniform((0, 0), (canvas.width(), canvas.height())))
        QApplication.processEvents()
        match turn % 8:
            case 0:
                canvas.pan(float(random.integers(-90, 90)), float(random.integers(-90, 90)))
            case 1:
                canvas.pan(40, 0)
                canvas.pan(0, -25)
            case 2:
                canvas.zoom_to(float(random.uniform(0.5, 4)), QPointF(80, 90))
            case 3:
                QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
            case 4:
                QTest.keyClick(window, Qt.Key.Key_BracketLeft)
            case 5:
                canvas.pan(30, 30)
                QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
            case 6:
                QTest.keyClick(canvas, Qt.Key.Key_Right)
            case 7:
                canvas.pointer.outline._timer.timeout.emit()
                canvas.pan(0, 60)
                _move(canvas, 200, 200)
        seen = _on_screen(window)
        # A smoothly enlarged picture that is painted in pieces differs by a level of rounding.
        different = (np.abs(seen.astype(int) - _fresh(window)) > 4).any(axis=2)
        assert not different.any(), f"turn {turn}: {np.count_nonzero(different)} pixels"


def test_the_ring_is_gone_once_the_pointer_has_left(window):
    canvas = window.canvas
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    without = _on_screen(window)
    _move(canvas, 20, 30)  # on the surround, half outside
    assert (_on_screen(window) != without).any()
    canvas.pan(16, 0)
    canvas.pan(-16, 0)
    QApplication.sendEvent(canvas, QEvent(QEvent.Type.Leave))
    assert (_on_screen(window) == without).all()


def test_the_size_beside_the_ring_darkens_nothing_where_keys_have_the_canvas(window):
    canvas = window.canvas
    QApplication.sendEvent(canvas, QFocusEvent(QEvent.Type.FocusIn, Qt.FocusReason.TabFocusReason))
    _move(canvas, 60, 60)
    without = _on_screen(window)
    canvas.pointer.show_size()
    look = canvas.pointer.outline.look()
    seen = _fresh(window)
    where = look.words_box
    seen[where.top() : where.bottom() + 1, where.left() : where.right() + 1] = 0
    without[where.top() : where.bottom() + 1, where.left() : where.right() + 1] = 0
    assert look.words
    assert (seen == without).all()
