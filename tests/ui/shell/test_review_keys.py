"""Keys and clicks of the review: they are its own while it is open, and everybody's else."""

import numpy as np
import pytest
import shiboken6
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QAction, QInputDevice, QKeySequence, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QMainWindow, QSpinBox, QVBoxLayout, QWidget

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.shell.review_keys import FindingPicker, ReviewKeys

KEY, NONE, SHIFT = Qt.Key, Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ShiftModifier
LEFT = Qt.MouseButton.LeftButton
SPOT = Finding(Rect(40, 30, 10, 10), np.full((10, 10), 255, np.uint8), "dust")


@pytest.fixture
def keyed(qtbot):
    """A window with an action on X, a strip with a number field, and keys that can be switched on."""
    window, strip = QMainWindow(), QWidget()
    qtbot.addWidget(window)
    field = QSpinBox(strip)
    QVBoxLayout(strip).addWidget(field)
    window.setCentralWidget(strip)
    heard = []
    action = QAction(window)
    action.setShortcut(QKeySequence("X"))
    action.triggered.connect(lambda: heard.append("shortcut"))
    window.addAction(action)
    window.is_open = True
    chords = {(KEY.Key_X, False): lambda: heard.append("X"), (KEY.Key_A, True): lambda: heard.append("Shift+A")}
    ReviewKeys(window, strip, chords, lambda: window.is_open)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    return window, field, heard


def test_they_come_before_shortcuts_and_before_number_fields(keyed):
    window, field, heard = keyed
    QTest.keyClick(window, KEY.Key_X)
    field.setFocus()
    QTest.keyClick(field, KEY.Key_X)
    QTest.keyClick(field, KEY.Key_A, SHIFT)
    assert heard == ["X", "X", "Shift+A"]


@pytest.mark.parametrize("modifiers", [Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.AltModifier, SHIFT])
def test_with_other_keys_held_they_mean_something_else(keyed, modifiers):
    window, _, heard = keyed
    QTest.keyClick(window, KEY.Key_X, modifiers)
    assert heard == []


def test_while_no_review_is_open_they_are_shortcuts(keyed):
    window, _, heard = keyed
    window.is_open = False
    QTest.keyClick(window, KEY.Key_X)
    QTest.keyClick(window, KEY.Key_A, SHIFT)
    assert heard == ["shortcut"]


@pytest.fixture
def picked(qtbot):
    """A canvas that shows a picture, and the findings that clicks choose; a press that it sees itself is noted."""

    class Noting(Canvas):
        def event(self, event):
            if isinstance(event, QMouseEvent | QTabletEvent):
                self.seen.append((event.type(), event.position()))
            return super().event(event)

    Noting.seen = []
    canvas = Noting()
    qtbot.addWidget(canvas)
    canvas.resize(400, 300)
    pixels = np.full((90, 120, 3), 90, np.uint8)
    canvas.show_picture(Display(Picture(pixels)), MaskLevels(np.zeros((90, 120), np.uint8)))
    chosen = []

    def find(x, y, reach):
        near = SPOT.rect.grow(round(reach))
        return SPOT if near.x <= x < near.right and near.y <= y < near.bottom else None

    FindingPicker(canvas, find, chosen.append)
    return canvas, chosen


def test_a_click_on_a_finding_chooses_it_and_the_tool_hears_nothing(picked):
    canvas, chosen = picked
    QTest.mouseClick(canvas, LEFT, NONE, canvas.to_widget(45, 35).toPoint())
    assert chosen == [SPOT]
    assert QEvent.Type.MouseButtonPress not in [kind for kind, _ in canvas.seen]


def test_a_drag_that_begins_on_one_is_the_tools_from_its_first_point(picked):
    canvas, chosen = picked
    start = canvas.to_widget(45, 35).toPoint()
    QTest.mousePress(canvas, LEFT, NONE, start)
    at = QPointF(start.x() + 30, start.y())
    move = QMouseEvent(QEvent.Type.MouseMove, at, canvas.mapToGlobal(at), Qt.MouseButton.NoButton, LEFT, NONE)
    QApplication.sendEvent(canvas, move)
    QTest.mouseRelease(canvas, LEFT, NONE, at.toPoint())
    assert chosen == []
    kinds = [kind for kind, _ in canvas.seen if kind != QEvent.Type.MouseMove]
    assert kinds == [QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonRelease]
    assert canvas.seen[0][1].toPoint() == start


@pytest.mark.parametrize(("button", "modifiers"), [(Qt.MouseButton.RightButton, NONE), (LEFT, SHIFT)])
def test_other_buttons_and_held_keys_are_the_tools(picked, button, modifiers):
    canvas, chosen = picked
    QTest.mouseClick(canvas, button, modifiers, canvas.to_widget(45, 35).toPoint())
    assert chosen == []
    assert QEvent.Type.MouseButtonPress in [kind for kind, _ in canvas.seen]


def test_beside_all_findings_a_click_is_the_tools(picked):
    canvas, chosen = picked
    QTest.mouseClick(canvas, LEFT, NONE, canvas.to_widget(100, 80).toPoint())
    assert chosen == []
    assert canvas.seen


def make_pen(tip):
    return QPointingDevice("pen", 1, QInputDevice.DeviceType.Stylus, tip, QInputDevice.Capability.Pressure, 1, 1)


# Events point at their device, and the picker holds a press until the next event: devices outlive every test.
PENS = {tip: make_pen(tip) for tip in (QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser)}


def pen(canvas, kind, x, y, tip, device=None):
    is_down = kind != QEvent.Type.TabletRelease
    device = device or PENS[tip]
    at = canvas.to_widget(x, y)
    buttons = LEFT if is_down else Qt.MouseButton.NoButton
    button = Qt.MouseButton.NoButton if kind == QEvent.Type.TabletMove else LEFT
    event = QTabletEvent(kind, device, at, canvas.mapToGlobal(at), 0.5, 0, 0, 0, 0, 0, NONE, button, buttons)
    QApplication.sendEvent(canvas, event)
    return event


def test_a_tap_of_the_pen_on_a_finding_chooses_it_and_paints_nothing(picked):
    canvas, chosen = picked
    tip = QPointingDevice.PointerType.Pen
    pressed = pen(canvas, QEvent.Type.TabletPress, 45, 35, tip)
    pen(canvas, QEvent.Type.TabletMove, 45.2, 35, tip)
    pen(canvas, QEvent.Type.TabletRelease, 45.2, 35, tip)
    assert pressed.isAccepted()  # else a mouse event would follow
    assert chosen == [SPOT]
    assert canvas.seen == []


def test_a_stroke_of_the_pen_from_a_finding_and_its_other_end_are_the_tools(picked):
    canvas, chosen = picked
    tip, rubber = QPointingDevice.PointerType.Pen, QPointingDevice.PointerType.Eraser
    pen(canvas, QEvent.Type.TabletPress, 45, 35, tip)
    pen(canvas, QEvent.Type.TabletMove, 70, 35, tip)
    pen(canvas, QEvent.Type.TabletRelease, 70, 35, tip)
    assert [kind for kind, _ in canvas.seen][:2] == [QEvent.Type.TabletPress, QEvent.Type.TabletMove]
    pen(canvas, QEvent.Type.TabletPress, 45, 35, rubber)
    pen(canvas, QEvent.Type.TabletRelease, 45, 35, rubber)
    assert chosen == []


def test_a_press_of_a_pen_that_is_unplugged_is_not_sent_again(picked):
    canvas, chosen = picked
    tip = QPointingDevice.PointerType.Pen
    device = make_pen(tip)
    pen(canvas, QEvent.Type.TabletPress, 45, 35, tip, device)
    shiboken6.delete(device)
    pen(canvas, QEvent.Type.TabletMove, 70, 35, tip)
    assert [kind for kind, _ in canvas.seen] == [QEvent.Type.TabletMove]
    assert chosen == []
