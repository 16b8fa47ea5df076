"""Nothing goes on with no button down, whatever order presses, releases, dialogs and windows come in."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QInputDevice, QMouseEvent, QPointingDevice, QTabletEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QDialog

from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.canvas.pointing import Device, PointerMachine, Touch

NONE, LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.NoButton,
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
PRESS, MOVE, RELEASE = QEvent.Type.MouseButtonPress, QEvent.Type.MouseMove, QEvent.Type.MouseButtonRelease


class _Noted:
    """A drag that notes what it hears, and fails where it hears anything after its end."""

    def __init__(self) -> None:
        self.heard: list[str] = []

    def start(self, _: Touch) -> None:
        assert self.heard == []
        self.heard.append("start")

    def move(self, _: Touch) -> None:
        assert self.heard[0] == "start"
        assert self.heard[-1] != "end"
        self.heard.append("move")

    def end(self, _: Touch | None) -> None:
        assert self.heard[-1] != "end"
        self.heard.append("end")


_buttons = st.sampled_from([NONE, LEFT, RIGHT, MIDDLE, LEFT | MIDDLE, LEFT | RIGHT])
_touches = st.builds(
    Touch, st.sampled_from(Device), st.just(QPointF()), st.sampled_from([NONE, LEFT, RIGHT, MIDDLE]), _buttons
)
_events = st.lists(
    st.tuples(st.sampled_from(["press", "move", "release", "interrupt", "discard", "sync"]), _touches), max_size=40
)


@given(_events, st.sampled_from(["move", "release"]), st.sampled_from(Device))
def test_every_order_of_events_ends_with_nothing_pressed_once_no_button_is_down(events, last, device):
    drags: list[_Noted] = []

    def begin(touch: Touch) -> _Noted | None:
        if touch.button == RIGHT:
            return None
        drags.append(_Noted())
        return drags[-1]

    machine = PointerMachine(begin)
    discarded = 0
    for kind, touch in events:
        match kind:
            case "interrupt":
                machine.interrupt()
            case "discard":
                discarded += machine.drag is not None
                machine.discard()
            case "sync":
                machine.sync_buttons(touch.device, touch.buttons)
            case _:
                getattr(machine, kind)(touch)
        assert sum(drag.heard[-1] != "end" for drag in drags) - discarded == (machine.drag is not None)
    getattr(machine, last)(Touch(device, QPointF(), LEFT if last == "release" else NONE, NONE))
    assert machine.drag is None
    assert sum(drag.heard[-1] != "end" for drag in drags) == discarded


def test_a_press_that_opens_something_does_not_stay_pressed():
    machine = PointerMachine(lambda touch: drag)

    class Opens(_Noted):
        def start(self, touch: Touch) -> None:
            super().start(touch)
            machine.interrupt()  # as a dialog does, that takes the keyboard

    drag = Opens()
    machine.press(Touch(Device.MOUSE, QPointF(), LEFT, LEFT))
    assert machine.drag is None
    assert drag.heard == ["start", "end"]


@pytest.fixture
def window(open_window, picture_file):
    return open_window(picture_file)


def _mouse(window, kind, x, y, button, buttons) -> None:
    canvas = window.canvas
    at = canvas.to_widget(x, y)
    event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, buttons, Qt.KeyboardModifier.NoModifier)
    QApplication.sendEvent(canvas, event)


_PEN = QPointingDevice(
    "pen",
    1,
    QInputDevice.DeviceType.Stylus,
    QPointingDevice.PointerType.Pen,
    QInputDevice.Capability.Pressure,
    1,
    1,
)


def _pen(window, kind, x, y, button=NONE, buttons=NONE) -> None:
    canvas = window.canvas
    at = canvas.to_widget(x, y)
    modifiers = Qt.KeyboardModifier.NoModifier
    event = QTabletEvent(kind, _PEN, at, canvas.mapToGlobal(at), 0.5, 0, 0, 0, 0, 0, modifiers, button, buttons)
    QApplication.sendEvent(canvas, event)


def _nothing_goes_on(window, settle) -> None:
    """A move with no button down marks nothing and moves nothing."""
    settle(window)
    assert not window.canvas.pointer.is_pressed
    assert not window.session.changes.stroke_is_open
    mask, view = window.session.document.mask.copy(), window.canvas.view
    _mouse(window, MOVE, 250, 200, NONE, NONE)
    _mouse(window, MOVE, 280, 220, NONE, NONE)
    settle(window)
    assert np.array_equal(window.session.document.mask, mask)
    assert window.canvas.view == view


def test_left_middle_left_middle_leaves_one_stroke(window, settle):
    _mouse(window, PRESS, 50, 50, LEFT, LEFT)
    _mouse(window, MOVE, 60, 50, NONE, LEFT)
    _mouse(window, PRESS, 60, 50, MIDDLE, LEFT | MIDDLE)
    _mouse(window, MOVE, 70, 50, NONE, LEFT | MIDDLE)
    _mouse(window, RELEASE, 70, 50, LEFT, MIDDLE)
    _mouse(window, MOVE, 80, 60, NONE, MIDDLE)
    _mouse(window, RELEASE, 80, 60, MIDDLE, NONE)
    _nothing_goes_on(window, settle)
    assert [step.name for step in window.session.document.history.steps] == ["Brush"]


@pytest.mark.parametrize("button", [LEFT, RIGHT, MIDDLE])
def test_a_release_that_was_never_seen_ends_at_the_next_move(window, settle, button):
    _mouse(window, PRESS, 50, 50, button, button)
    _mouse(window, MOVE, 60, 50, NONE, button)
    mask = window.session.document.mask.copy()
    _mouse(window, MOVE, 150, 150, NONE, NONE)
    assert np.array_equal(window.session.document.mask, mask)  # it ended where it was last seen
    _nothing_goes_on(window, settle)


def test_a_split_line_without_a_button_stays(window, settle):
    canvas = window.canvas
    canvas.set_compare(Compare.SPLIT)
    middle, y = canvas.width() / 2, canvas.height() / 2

    def send(kind, x, button, buttons) -> None:
        at = QPointF(x, y)
        event = QMouseEvent(kind, at, canvas.mapToGlobal(at), button, buttons, Qt.KeyboardModifier.NoModifier)
        QApplication.sendEvent(canvas, event)

    send(PRESS, middle, LEFT, LEFT)
    send(MOVE, middle + 80, NONE, LEFT)
    moved = canvas._split
    assert moved > 0.5
    send(MOVE, middle - 100, NONE, NONE)
    assert canvas._split == moved
    _nothing_goes_on(window, settle)


@pytest.mark.parametrize(
    "kind",
    [
        QEvent.Type.FocusOut,
        QEvent.Type.WindowDeactivate,
        QEvent.Type.WindowBlocked,
        QEvent.Type.UngrabMouse,
        QEvent.Type.ApplicationDeactivate,
    ],
)
def test_what_takes_the_keyboard_or_the_window_ends_a_stroke_and_keeps_it(window, settle, kind):
    _mouse(window, PRESS, 50, 50, LEFT, LEFT)
    _mouse(window, MOVE, 60, 50, NONE, LEFT)
    QApplication.sendEvent(window.canvas, QEvent(kind))
    assert window.session.document.history.undo_name == "Brush"
    _nothing_goes_on(window, settle)


def test_a_dialog_in_mid_stroke_ends_it(window, settle, qtbot):
    window.activateWindow()
    window.canvas.setFocus()
    _mouse(window, PRESS, 50, 50, LEFT, LEFT)
    dialog = QDialog(window)
    dialog.open()
    qtbot.waitUntil(dialog.isVisible)
    QApplication.processEvents()
    assert not window.canvas.pointer.is_pressed
    dialog.reject()
    _nothing_goes_on(window, settle)


@pytest.mark.parametrize("gone", ["hidden", "other tool", "no tool", "before", "closed"])
def test_what_happens_to_the_canvas_in_mid_stroke_leaves_nothing_pressed(window, settle, gone):
    _mouse(window, PRESS, 50, 50, LEFT, LEFT)
    _mouse(window, MOVE, 60, 50, NONE, LEFT)
    match gone:
        case "hidden":
            window.stack.setCurrentWidget(window.start_page.page)
            window.stack.setCurrentWidget(window.ruled)
        case "other tool":
            window.set_tool("rectangle")
        case "no tool":
            window.canvas.pointer.set_tool(None)
        case "before":  # the key for before, held until after the button is let go
            window.canvas.hold_before(True)
            _mouse(window, RELEASE, 60, 50, LEFT, NONE)
            window.canvas.hold_before(False)
        case "closed":
            window.session.close_document()
            assert not window.canvas.pointer.is_pressed
            assert not window.session.changes.stroke_is_open
            return
    assert window.session.document.history.undo_name == "Brush"
    _nothing_goes_on(window, settle)


def test_entering_and_leaving_look_at_the_buttons_too(window, settle):
    for last in ("enter", "leave"):
        _mouse(window, PRESS, 50, 50, LEFT, LEFT)
        assert window.canvas.pointer.is_pressed
        if last == "enter":
            at = QPointF(5, 5)
            QApplication.sendEvent(window.canvas, QEnterEvent(at, at, window.canvas.mapToGlobal(at)))
        else:
            QApplication.sendEvent(window.canvas, QEvent(QEvent.Type.Leave))
        _nothing_goes_on(window, settle)


def test_the_pen_takes_the_ring_back_from_the_arrow_keys(window):
    canvas = window.canvas
    QTest.keyClick(canvas, Qt.Key.Key_Right)
    _pen(window, QEvent.Type.TabletMove, 30, 40)
    assert canvas.pointer.pen.point is None
    assert canvas.to_picture(canvas.pointer.place) == pytest.approx((30, 40))
    assert canvas.to_picture(canvas.pointer.outline.shown.box.center()) == pytest.approx((30, 40))


def test_a_mouse_that_moves_ends_what_the_keys_or_a_pen_out_of_reach_hold(window, settle):
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    QTest.keyClick(window.canvas, Qt.Key.Key_Insert)
    assert window.canvas.pointer.is_pressed
    _nothing_after_a_move(window, settle)
    _pen(window, QEvent.Type.TabletPress, 60, 60, LEFT, LEFT)
    assert window.canvas.pointer.is_pressed
    _nothing_after_a_move(window, settle)


def _nothing_after_a_move(window, settle) -> None:
    _mouse(window, MOVE, 200, 200, NONE, NONE)
    _nothing_goes_on(window, settle)


def test_the_arrow_keys_wait_while_a_button_is_down(window, settle):
    _mouse(window, PRESS, 50, 50, LEFT, LEFT)
    QTest.keyClick(window.canvas, Qt.Key.Key_Insert)
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    assert window.canvas.pointer.is_pressed
    assert window.canvas.pointer.pen.point is None
    _mouse(window, RELEASE, 50, 50, LEFT, NONE)
    _nothing_goes_on(window, settle)


def test_random_events_leave_the_window_with_nothing_pressed(window, settle):
    random = np.random.default_rng(11)
    kinds = ["press", "move", "release", "pen press", "pen move", "pen release", "insert", "arrow", "tool", "focus"]
    for _ in range(150):
        x, y = random.integers(0, 320), random.integers(0, 240)
        button = (LEFT, RIGHT, MIDDLE)[random.integers(3)]
        buttons = (NONE, LEFT, RIGHT, MIDDLE, LEFT | RIGHT, LEFT | MIDDLE)[random.integers(6)]
        match kinds[random.integers(len(kinds))]:
            case "press":
                _mouse(window, PRESS, x, y, button, buttons | button)
            case "move":
                _mouse(window, MOVE, x, y, NONE, buttons)
            case "release":
                _mouse(window, RELEASE, x, y, button, buttons & ~button)
            case "pen press":
                _pen(window, QEvent.Type.TabletPress, x, y, LEFT, LEFT)
            case "pen move":
                _pen(window, QEvent.Type.TabletMove, x, y, NONE, buttons & LEFT)
            case "pen release":
                _pen(window, QEvent.Type.TabletRelease, x, y, LEFT, NONE)
            case "insert":
                QTest.keyClick(window.canvas, Qt.Key.Key_Insert)
            case "arrow":
                QTest.keyClick(window.canvas, Qt.Key.Key_Right)
            case "tool":
                window.set_tool(("brush", "rectangle", "lasso", "hand")[random.integers(4)])
            case "focus":
                QApplication.sendEvent(window.canvas, QEvent(QEvent.Type.FocusOut))
    _mouse(window, MOVE, 10, 10, NONE, NONE)
    _nothing_goes_on(window, settle)
