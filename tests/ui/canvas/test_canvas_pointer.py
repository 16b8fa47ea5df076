"""Events of mouse, pen, wheel, touchpad and keys become drags of the tool, of the picture or of the split line."""

from dataclasses import replace

import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QEnterEvent, QGuiApplication, QNativeGestureEvent, QPointingDevice

from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.kit.gestures import SIZE_DRAG, SIZE_WHEEL, trigger

from .board import ERASER, Board, Hand, NotingTool, Size

NONE, LEFT, RIGHT, MIDDLE = (
    Qt.MouseButton.NoButton,
    Qt.MouseButton.LeftButton,
    Qt.MouseButton.RightButton,
    Qt.MouseButton.MiddleButton,
)
PLAIN, SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.NoModifier,
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
PRESS, MOVE, RELEASE, DOUBLE = (
    QEvent.Type.MouseButtonPress,
    QEvent.Type.MouseMove,
    QEvent.Type.MouseButtonRelease,
    QEvent.Type.MouseButtonDblClick,
)
PEN_PRESS, PEN_MOVE, PEN_RELEASE = QEvent.Type.TabletPress, QEvent.Type.TabletMove, QEvent.Type.TabletRelease
SYNTHESIZED = Qt.MouseEventSource.MouseEventSynthesizedByQt


@pytest.fixture
def hand(qapp) -> Hand:
    return Hand(Board(), NotingTool())


# presses, moves and releases


def test_a_stroke_is_heard_once_from_press_to_release_in_picture_pixels(hand):
    hand.mouse(MOVE, 60, 50)
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    hand.mouse(MOVE, 75.5, 60.25, NONE, LEFT)
    hand.mouse(RELEASE, 80, 70, LEFT, NONE)
    hand.mouse(MOVE, 90, 80)
    assert hand.tool.heard == [
        ("hover", 10, 10),
        ("press", 10, 10),
        ("drag", 25.5, 20.25),
        ("release", 30, 30),
        ("hover", 40, 40),
    ]
    assert hand.moved == [(10, 10), (10, 10), (25.5, 20.25), (30, 30), (40, 40)]


def test_a_stroke_goes_on_under_the_pointer_while_the_view_zooms(hand):
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    hand.wheel(QPoint(0, 360), buttons=LEFT, at=QPointF(60, 50))  # twice as large about the pointer
    hand.mouse(MOVE, 70, 50, NONE, LEFT)
    assert hand.pointer.is_pressed
    assert hand.tool.heard == [("press", 10, 10), ("drag", 15, 10)]


@pytest.mark.parametrize(("button", "erases"), [(LEFT, False), (RIGHT, True)])
def test_the_right_button_erases_from_press_to_release(hand, button, erases):
    hand.mouse(PRESS, 60, 50, button, button)
    hand.mouse(MOVE, 70, 50, NONE, button)
    hand.mouse(RELEASE, 70, 50, button, NONE)
    assert [pointer.erases for pointer in hand.tool.pointers] == [erases] * 3


def test_a_second_button_neither_begins_anything_nor_ends_the_stroke(hand):
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    for other in (RIGHT, MIDDLE):
        hand.mouse(PRESS, 60, 50, other, LEFT | other)
        hand.mouse(RELEASE, 60, 50, other, LEFT)
    hand.mouse(RELEASE, 70, 50, LEFT, NONE)
    assert hand.tool.words == ["press", "release"]
    assert hand.board.view == Board().view


def test_a_double_click_is_heard_between_its_press_and_its_release(hand):
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    hand.mouse(RELEASE, 60, 50, LEFT, NONE)
    hand.mouse(DOUBLE, 60, 50, LEFT, LEFT)
    hand.mouse(RELEASE, 60, 50, LEFT, NONE)
    assert hand.tool.words == ["press", "release", "press", "double click", "release"]


def test_a_disabled_canvas_leaves_its_events_to_others_and_ends_what_was_pressed(hand):
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    hand.board.is_enabled = False
    hand.send(QEvent.Type.EnabledChange)
    assert not hand.mouse(MOVE, 90, 50, NONE, LEFT)
    assert not hand.wheel(QPoint(0, 120))
    assert hand.tool.heard == [("press", 10, 10), ("release", 10, 10)]
    assert hand.board.view == Board().view


def test_without_a_picture_nothing_begins(hand):
    hand.board.display = None
    assert hand.mouse(PRESS, 60, 50, LEFT, LEFT)  # it is not handed on to what lies below
    assert hand.wheel(QPoint(0, 120))
    assert not hand.key(Qt.Key.Key_Right)
    assert not hand.pen(PEN_PRESS, 60, 50, LEFT, LEFT).isAccepted()  # Qt may make a mouse event of it
    assert not hand.pointer.is_pressed
    assert (hand.tool.heard, hand.moved, hand.board.view) == ([], [], Board().view)


# leaves, lost releases and lost focus


@pytest.mark.parametrize("is_down", [True, False])
def test_a_stroke_that_leaves_the_canvas_goes_on_as_long_as_its_button_is_down(hand, monkeypatch, is_down):
    monkeypatch.setattr(QGuiApplication, "mouseButtons", lambda: LEFT if is_down else NONE)
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    hand.send(QEvent.Type.Leave)
    assert hand.moved[-1] is None
    assert hand.tool.other == ["leave"]
    if is_down:
        hand.mouse(MOVE, 250, 50, NONE, LEFT)  # the widget has the mouse until the button is let go
        assert hand.tool.heard == [("press", 10, 10), ("drag", 200, 10)]
    else:
        assert hand.tool.heard == [("press", 10, 10), ("release", 10, 10)]


@pytest.mark.parametrize("buttons", [NONE, RIGHT])
@pytest.mark.parametrize("by", ["enter", "wheel", "move"])
def test_a_release_that_went_elsewhere_is_noticed_by_whatever_comes_next(hand, by, buttons):
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    hand.mouse(MOVE, 80, 60, NONE, LEFT)
    at = QPointF(90, 90)
    match by:
        case "enter":
            event = QEnterEvent(at, at, at, QPointingDevice.primaryPointingDevice())
            assert event.buttons() == NONE
            hand.pointer.handle(event)
        case "wheel":
            hand.wheel(QPoint(0, 120), buttons=buttons)
        case "move":
            hand.mouse(MOVE, 90, 90, NONE, buttons)
    assert not hand.pointer.is_pressed
    assert hand.tool.heard[2] == ("release", 30, 20)  # where it was seen last


@pytest.mark.parametrize(
    "kind",
    [
        QEvent.Type.FocusOut,
        QEvent.Type.WindowDeactivate,
        QEvent.Type.WindowBlocked,
        QEvent.Type.ApplicationDeactivate,
        QEvent.Type.UngrabMouse,
        QEvent.Type.Hide,
    ],
)
def test_whatever_takes_the_keyboard_ends_a_stroke_once_and_lets_the_space_bar_go(hand, kind):
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    hand.pointer.set_space_held(True)
    assert not hand.send(kind)  # the widget has its own part in it
    assert not hand.send(kind)
    assert not hand.pointer.space_held
    hand.mouse(RELEASE, 90, 90, LEFT, NONE)
    assert hand.tool.heard == [("press", 10, 10), ("release", 10, 10)]


def test_a_context_menu_event_does_not_end_what_the_right_button_draws(hand):
    hand.mouse(PRESS, 60, 50, RIGHT, RIGHT)
    assert not hand.send(QEvent.Type.ContextMenu)
    hand.mouse(MOVE, 70, 50, NONE, RIGHT)
    assert hand.tool.words == ["press", "drag"]


def test_another_tool_in_mid_stroke_hears_nothing_of_it(hand):
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    other = NotingTool()
    hand.pointer.set_tool(other)
    hand.mouse(MOVE, 70, 50, NONE, LEFT)
    hand.mouse(RELEASE, 70, 50, LEFT, NONE)
    assert hand.tool.heard == [("press", 10, 10), ("release", 10, 10)]
    assert hand.tool.other == ["put down after 2"]  # what was drawn is kept before the tool goes
    assert other.words == ["hover"]


def test_what_is_drawn_on_a_picture_that_is_gone_is_discarded_and_not_released(hand):
    hand.key(Qt.Key.Key_Right)
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    hand.pointer.discard()
    hand.mouse(MOVE, 70, 50, NONE, LEFT)
    hand.mouse(RELEASE, 70, 50, LEFT, NONE)
    assert hand.tool.other == ["cancel"]
    assert "release" not in hand.tool.words
    assert "drag" not in hand.tool.words


# the picture, the split line, before and after


def test_space_and_the_middle_button_move_the_picture_and_not_the_tool(hand):
    hand.pointer.set_space_held(True)
    assert hand.board.cursor().shape() == Qt.CursorShape.OpenHandCursor
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    assert hand.board.cursor().shape() == Qt.CursorShape.ClosedHandCursor
    hand.pointer.set_space_held(False)  # let go first: the drag goes on until the button is
    hand.mouse(MOVE, 75, 45, NONE, LEFT)
    hand.mouse(RELEASE, 75, 45, LEFT, NONE)
    assert hand.board.cursor().shape() == Qt.CursorShape.CrossCursor
    hand.mouse(PRESS, 60, 50, MIDDLE, MIDDLE)
    hand.mouse(MOVE, 55, 50, NONE, MIDDLE)
    hand.mouse(RELEASE, 55, 50, MIDDLE, NONE)
    assert hand.board.viewport.to_widget(0, 0) == QPointF(60, 35)
    assert hand.tool.heard == []


def test_the_split_line_is_taken_where_it_is_seen_and_by_the_mouse_alone(hand):
    hand.board.compare = Compare.SPLIT
    hand.mouse(MOVE, 103, 50)
    assert hand.board.cursor().shape() == Qt.CursorShape.SplitHCursor
    hand.mouse(PRESS, 103, 50, LEFT, LEFT)
    hand.mouse(MOVE, 150, 50, NONE, LEFT)
    hand.mouse(RELEASE, 150, 50, LEFT, NONE)
    assert hand.board.split == 0.75
    hand.mouse(MOVE, 100, 50)
    assert hand.board.cursor().shape() == Qt.CursorShape.CrossCursor
    assert "press" not in hand.tool.words
    hand.mouse(MOVE, 150, 80)
    hand.key(Qt.Key.Key_Up)  # on the line: the keys press the tool all the same
    hand.pointer.pen.press()
    assert hand.tool.words[-1] == "press"


def test_nothing_is_painted_on_what_is_not_there_any_more(hand):
    hand.board.compare = Compare.BEFORE
    hand.mouse(MOVE, 60, 50)
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    assert hand.board.held_before == [False]  # a press asks for the picture as it is now
    assert not hand.pointer.is_pressed
    assert hand.tool.heard == []


def test_a_stroke_across_two_panes_stays_in_the_one_where_it_was_pressed(hand):
    hand.board.compare = Compare.SIDE_BY_SIDE
    left = hand.board.viewport.pane_of("picture")
    at = hand.board.viewport.transform(left).map(QPointF(90, 40))
    hand.mouse(PRESS, at.x(), at.y(), LEFT, LEFT)
    hand.mouse(MOVE, at.x() + 30, at.y(), NONE, LEFT)  # over the other pane
    assert hand.tool.heard == [("press", 90, 40), ("drag", 120, 40)]
    assert hand.moved[-1] == pytest.approx((120, 40))
    assert hand.pointer.pane.layer == "picture"
    hand.mouse(RELEASE, at.x() + 30, at.y(), LEFT, NONE)
    assert hand.pointer.pane.layer == "composite"


# the wheel and the touchpad


def test_the_wheel_zooms_at_the_pointer_and_pans_across_with_shift(hand):
    at = QPointF(130, 60)
    under = hand.board.viewport.to_picture(at, hand.board.viewport.main_pane)
    hand.wheel(QPoint(0, 360), at=at)
    assert hand.board.view.scale == 2
    assert hand.board.viewport.to_picture(at, hand.board.viewport.main_pane) == pytest.approx(under, abs=0.5)
    before = hand.board.viewport.to_widget(0, 0)
    hand.wheel(QPoint(0, 120), SHIFT)
    assert hand.board.viewport.to_widget(0, 0) - before == QPointF(60, 0)
    view = hand.board.view
    hand.wheel(QPoint())  # the phases of a touchpad turn nothing
    assert hand.board.view == view


def test_the_wheel_sizes_by_half_a_pixel_at_least_and_never_in_mid_stroke(hand):
    hand.pointer.gestures = {SIZE_WHEEL.key: trigger("Alt+Wheel")}
    size = hand.tool.size = Size(1.0)
    hand.wheel(QPoint(120, 0), ALT)  # with Alt, Qt turns the wheel sideways
    assert size.radius == 1.5
    hand.wheel(QPoint(-120, 0), ALT)
    assert size.radius == 1.0
    hand.wheel(QPoint(0, 0), ALT)
    assert size.radius == 1.0
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    hand.wheel(QPoint(1200, 0), ALT, buttons=LEFT)
    assert size == Size(1.0)
    assert hand.board.view == Board().view
    hand.tool.size = None  # a tool without a size has its wheel for the zoom
    hand.wheel(QPoint(120, 0), ALT, buttons=LEFT)
    assert hand.board.view.scale > 1


def test_two_fingers_zoom_by_as_much_as_they_have_moved_apart(hand):
    device, at = QPointingDevice.primaryPointingDevice(), QPointF(50, 40)

    def gesture(kind: Qt.NativeGestureType, value: float) -> bool:
        return hand.pointer.handle(QNativeGestureEvent(kind, device, 2, at, at, at, value, QPointF()))

    assert gesture(Qt.NativeGestureType.ZoomNativeGesture, 0.5)
    assert hand.board.view.scale == 1.5
    assert hand.board.viewport.to_widget(0, 0) == at
    assert not gesture(Qt.NativeGestureType.RotateNativeGesture, 0.5)
    assert hand.board.view.scale == 1.5


# the pen


def test_a_pen_presses_as_hard_as_it_says_and_its_other_end_erases(hand):
    assert hand.pen(PEN_PRESS, 60, 50, LEFT, LEFT, 0.25).isAccepted()  # else Qt makes a mouse event of it
    hand.pen(PEN_MOVE, 70, 50, NONE, LEFT, 0.75)
    hand.pen(PEN_RELEASE, 70, 50, LEFT, NONE, 0.0)
    assert [(one.pressure, one.erases) for one in hand.tool.pointers] == [(0.25, False), (0.75, False), (0, False)]
    hand.pen(PEN_PRESS, 60, 50, LEFT, LEFT, device=ERASER)
    assert hand.tool.pointers[-1].erases


def test_the_mouse_that_the_system_makes_of_a_pen_is_not_heard_beside_it(hand):
    hand.pen(PEN_PRESS, 60, 50, LEFT, LEFT, 0.25)
    assert hand.mouse(PRESS, 60, 50, LEFT, LEFT, source=SYNTHESIZED)
    assert hand.mouse(MOVE, 70, 50, NONE, LEFT, source=SYNTHESIZED)
    hand.pen(PEN_MOVE, 70, 50, NONE, LEFT, 0.5)
    assert [pointer.pressure for pointer in hand.tool.pointers] == [0.25, 0.5]
    hand.mouse(MOVE, 90, 50)  # the mouse itself, with no button down: the pen is out of reach
    assert not hand.pointer.is_pressed


def test_the_application_is_listened_to_only_while_a_pen_presses(hand):
    watch = hand.pointer._proximity
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    assert not watch._is_on
    hand.mouse(RELEASE, 60, 50, LEFT, NONE)
    hand.pen(PEN_PRESS, 60, 50, LEFT, LEFT)
    assert watch._is_on
    hand.pen(PEN_RELEASE, 60, 50, LEFT, NONE)
    assert not watch._is_on


# keys


@pytest.mark.parametrize(("angle", "mirrored"), [(0, False), (90, False), (0, True), (180, True)])
def test_an_arrow_key_moves_the_pointer_that_way_on_the_screen_however_the_view_is_turned(hand, angle, mirrored):
    hand.board.view = replace(hand.board.view, angle=angle, mirrored=mirrored, scale=2.0)
    places = {Qt.Key.Key_Right: (10, 0), Qt.Key.Key_Left: (-10, 0), Qt.Key.Key_Up: (0, -10), Qt.Key.Key_Down: (0, 10)}
    for key, (dx, dy) in places.items():
        hand.pointer.pen.press()  # it is in the middle at first
        before = hand.pointer.place
        assert hand.key(key, SHIFT)
        hand.let_go(key)
        moved = hand.pointer.place - before
        assert (moved.x(), moved.y()) == pytest.approx((dx, dy))
    before = hand.pointer.pen.point
    hand.key(Qt.Key.Key_Right, CONTROL)
    after = hand.pointer.pen.point
    assert abs(after[0] - before[0]) + abs(after[1] - before[1]) == pytest.approx(1)  # one picture pixel


def test_the_arrow_keys_begin_where_the_mouse_was_and_the_mouse_takes_the_pointer_back(hand):
    hand.mouse(MOVE, 60, 50)
    hand.key(Qt.Key.Key_Down, SHIFT)
    assert hand.pointer.pen.point == pytest.approx((10, 20))
    assert hand.moved[-1] == pytest.approx((10, 20))
    hand.mouse(MOVE, 70, 50)
    assert hand.pointer.pen.point is None
    assert hand.pointer.place == QPointF(70, 50)


def test_shift_changes_what_hovering_shows_once_and_not_while_something_is_pressed(hand):
    hand.shift(QEvent.Type.KeyPress)  # the pointer is not there yet
    hand.mouse(MOVE, 60, 50)
    for kind in (QEvent.Type.KeyPress, QEvent.Type.KeyPress, QEvent.Type.KeyRelease):
        hand.shift(kind)
    assert [(one.x, one.shift) for one in hand.tool.pointers] == [(10, False), (10, True), (10, False)]
    hand.mouse(MOVE, 60, 50, keys=SHIFT)
    hand.send(QEvent.Type.FocusOut)  # the key may be let go elsewhere
    assert not hand.tool.pointers[-1].shift
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    count = len(hand.tool.heard)
    hand.shift(QEvent.Type.KeyPress)
    assert len(hand.tool.heard) == count


# the ring


def test_the_ring_is_as_large_as_the_brush_on_any_screen_and_never_too_small_to_be_seen(hand):
    size = hand.tool.size = Size(10.0)
    hand.mouse(MOVE, 60, 50)
    hand.board.view, hand.board.ratio = replace(hand.board.view, scale=4.0), 2.0
    box = hand.pointer.ring()
    assert (box.width(), box.center()) == (40, QPointF(60, 50))
    size.radius = 0.1
    assert hand.pointer.ring().width() == 3
    hand.pointer.set_space_held(True)
    assert hand.pointer.ring() is None
    hand.pointer.set_space_held(False)
    hand.send(QEvent.Type.Leave)
    assert hand.pointer.ring() is None


def test_the_ring_stays_while_its_size_is_dragged_and_esc_gives_the_size_back(hand):
    hand.pointer.gestures = {SIZE_DRAG.key: trigger("Alt+Right")}
    size = hand.tool.size = Size(10.0, 0.5)
    assert not hand.pointer.cancel()
    hand.mouse(PRESS, 60, 50, RIGHT, RIGHT, ALT)
    hand.mouse(MOVE, 80, 90, NONE, RIGHT, ALT)
    assert size.radius == 30
    assert hand.pointer.place == QPointF(60, 50)
    assert hand.pointer.cancel()
    assert size == Size(10.0, 0.5)
    hand.mouse(MOVE, 85, 50, NONE, RIGHT, ALT)
    hand.mouse(RELEASE, 85, 50, RIGHT, NONE, ALT)
    assert size == Size(10.0, 0.5)
    assert set(hand.tool.words) <= {"hover"}
    hand.mouse(PRESS, 60, 50, LEFT, LEFT)
    assert not hand.pointer.cancel()  # a stroke is the tool's own to cancel
    assert hand.pointer.is_pressed
