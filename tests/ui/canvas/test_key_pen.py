"""The arrow keys move a pen over the picture, which keys press and lift."""

import pytest
from PySide6.QtCore import QEvent, Qt

from .board import Board, Hand, NotingTool

NONE, LEFT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton
SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)
RIGHT, DOWN = Qt.Key.Key_Right, Qt.Key.Key_Down
MIDDLE = (49.0, 39.0)  # of the board, where the pen begins


@pytest.fixture
def hand(qapp) -> Hand:
    return Hand(Board(), NotingTool())


@pytest.fixture
def states(hand):
    """What the pen says of itself."""
    emitted = []
    hand.pointer.pen.changed.connect(emitted.append)
    return emitted


def _tap(hand, *keys, modifiers=Qt.KeyboardModifier.NoModifier) -> None:
    for key in keys:
        hand.key(key, modifiers)
        hand.let_go(key)


def test_a_tap_moves_by_one_pixel_with_shift_by_ten_and_with_ctrl_by_one_of_the_picture(hand):
    _tap(hand, RIGHT)
    assert hand.pointer.pen.point == (50, 39)
    _tap(hand, RIGHT, modifiers=SHIFT)
    assert hand.pointer.pen.point == (60, 39)
    hand.board.view = hand.board.view.zoomed(0.25, hand.pointer.place, hand.board.viewport.main_pane.centre, 1.0)
    _tap(hand, RIGHT)
    assert hand.pointer.pen.point == (64, 39)  # a pixel of the screen
    _tap(hand, RIGHT, modifiers=CONTROL)
    assert hand.pointer.pen.point == (65, 39)


def test_a_key_that_is_held_moves_faster_and_faster_but_never_out_of_sight(hand):
    hand.key(RIGHT)
    lengths, before = [], hand.pointer.pen.point[0]
    for _ in range(100):
        hand.key(RIGHT, repeats=True)
        lengths.append(hand.pointer.pen.point[0] - before)
        before = hand.pointer.pen.point[0]
        assert hand.board.viewport.area.contains(hand.pointer.place)
    assert lengths == sorted(lengths)
    assert (lengths[0], lengths[-1]) == (2, 40)
    assert sum(lengths[:40]) > 400
    hand.let_go(RIGHT)
    _tap(hand, RIGHT)
    assert hand.pointer.pen.point[0] - before == 1  # the next tap is a small one again


def test_two_arrow_keys_at_once_move_aslant(hand):
    hand.key(RIGHT)
    hand.key(DOWN)
    for _ in range(3):
        hand.key(DOWN, repeats=True)
    x, y = hand.pointer.pen.point
    assert x - MIDDLE[0] == 1 + (y - MIDDLE[1]) > 4
    hand.send(QEvent.Type.FocusOut)  # they are let go elsewhere
    _tap(hand, DOWN)
    assert hand.pointer.pen.point == (x, y + 1)


def test_the_pen_is_pressed_dragged_and_lifted(hand, states):
    hand.pointer.pen.press(ALT)
    _tap(hand, RIGHT, RIGHT)
    assert hand.pointer.pen.is_down
    hand.pointer.pen.press()
    assert hand.tool.words == ["hover", "press", "drag", "drag", "release"]
    assert [pointer.alt for pointer in hand.tool.pointers] == [False, True, False, False, False]
    assert all(pointer.by_keys for pointer in hand.tool.pointers)
    assert [state.is_down for state in states] == [False, True, True, True, False]
    assert (states[-1].x, states[-1].y) == (51, 39)


def test_enter_lifts_it_and_esc_gives_up_what_was_begun(hand):
    assert not hand.pointer.pen.finish()
    assert not hand.pointer.cancel()
    hand.pointer.pen.press()
    assert hand.pointer.pen.finish()
    hand.pointer.pen.press()
    assert hand.pointer.cancel()
    assert not hand.pointer.is_pressed
    assert hand.tool.words == ["hover", "press", "release", "press"]
    assert hand.tool.other == ["cancel"]


def test_what_cannot_be_dragged_is_lifted_at_once(hand):
    hand.tool.clicks = True
    hand.pointer.pen.press()
    assert hand.tool.words == ["hover", "press", "release"]


def test_a_line_gets_points_until_the_tool_takes_no_more(hand):
    hand.tool.points_left = 2
    for _ in range(4):
        hand.pointer.pen.press()
        _tap(hand, RIGHT)
    assert [word for word in hand.tool.words if word not in ("drag", "hover")] == ["press", "point", "point", "release"]


def test_the_mouse_takes_the_pointer_and_the_cross_is_gone(hand, states):
    assert hand.pointer.outline.look() is None
    _tap(hand, RIGHT)
    cross = hand.pointer.outline.look().cross
    assert (cross.at.x(), cross.at.y(), cross.is_pressed) == (100, 79, False)
    hand.pointer.pen.press()
    assert hand.pointer.outline.look().cross.is_pressed
    hand.mouse(QEvent.Type.MouseMove, 60, 50)
    assert not hand.pointer.is_pressed
    assert hand.pointer.outline.look() is None
    assert states[-1] is None


def test_it_says_where_it_is_once_the_keys_are_let_go(hand):
    rests = []
    hand.pointer.pen.rested.connect(rests.append)
    hand.key(RIGHT)
    hand.key(DOWN)
    hand.let_go(RIGHT)
    assert rests == []
    hand.let_go(DOWN)
    assert [(state.x, state.y) for state in rests] == [(51, 40)]


def test_the_keys_wait_while_a_button_is_down_but_the_tools_own_do_not(hand):
    hand.tool.keys = {Qt.Key.Key_Backspace}
    hand.mouse(QEvent.Type.MouseButtonPress, 60, 50, LEFT, LEFT)
    assert hand.key(Qt.Key.Key_Backspace)
    assert not hand.key(RIGHT)
    hand.pointer.pen.press()
    assert hand.pointer.pen.point is None
    assert hand.tool.words == ["press"]


@pytest.mark.parametrize("missing", ["picture", "tool"])
def test_without_a_picture_or_a_tool_there_is_no_pen(hand, missing):
    if missing == "picture":
        hand.board.display = None
    else:
        hand.pointer.set_tool(None)
    assert not hand.key(RIGHT)
    hand.pointer.pen.press()
    assert hand.pointer.pen.state is None
