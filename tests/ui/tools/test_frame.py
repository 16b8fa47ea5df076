"""The crop tool through the window: a frame at once, Enter and Esc, turning, numbers, proportions, reset, keys."""

import numpy as np
import pytest
from PySide6.QtCore import QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QComboBox, QDoubleSpinBox, QSpinBox, QToolButton

from inpaint_studio.editing.geometry import Size
from inpaint_studio.ui.kit.pixels import array_of

_CONTROL, _SHIFT = Qt.KeyboardModifier.ControlModifier, Qt.KeyboardModifier.ShiftModifier


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file)
    QTest.keyClick(made.canvas, Qt.Key.Key_C)
    return made


def _frame(window):
    return window.session.adjusting.frame


def _named(window, kind, name):
    return next(one for one in window.options.findChildren(kind) if one.accessibleName() == name)


def _type(field, number):
    field.setFocus()
    field.selectAll()
    QTest.keyClicks(field, number)
    QTest.keyClick(field, Qt.Key.Key_Return)


def _shown(window, x, y):
    """The colour on the canvas at a picture point."""
    window.canvas.update()
    at = window.canvas.to_widget(x, y).toPoint()
    return array_of(window.canvas.grab().toImage())[at.y(), at.x(), :3].astype(int)


def test_it_begins_with_a_frame_round_the_whole_picture(window, drag, settle):
    assert window.toolbox.current == "frame"
    assert window.settings.now.value("frame.mode", "frame") == "frame"
    assert (_shown(window, 0, 0) > 240).all()  # the handle at the corner
    assert (_shown(window, 320, 120) > 240).all()  # and at a side
    assert window.session.document.adjustments == ()  # to look is no step
    drag(window, (40, 30), (150, 100), (240, 180))  # who draws inside of it draws another
    settle(window)
    assert _frame(window).rect == pytest.approx((40, 30, 200, 150), abs=2)


def test_the_mode_of_the_last_window_is_not_remembered(open_window, picture_file, preferences):
    preferences.set_text("tools/own", '{"frame.mode": "line"}')
    window = open_window(picture_file)
    assert window.settings.now.value("frame.mode", "frame") == "frame"


def test_enter_takes_the_frame_and_marks_are_not_spoken_of(window, drag, settle):
    drag(window, (320, 120), (300, 120), (240, 120))  # the right side
    settle(window)
    assert (_shown(window, 240, 0) > 240).all()
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert window.messages.text == "Copies will be cropped to 240 × 240 pixels. The picture itself stays whole."
    assert _frame(window).rect == pytest.approx((0, 0, 240, 240), abs=1)
    assert not (_shown(window, 120, 237) > 240).all()  # no handles any more
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)  # nor anything to be given up
    assert _frame(window) is not None
    drag(window, (120, 240), (120, 200), (120, 180))  # they come back with a press
    settle(window)
    assert _frame(window).size == Size(240, 180)


def test_enter_on_the_whole_picture_says_that_nothing_is_cropped(window):
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    assert window.messages.text == "The frame holds the whole picture: nothing is cropped."
    assert window.session.document.adjustments == ()


def test_esc_brings_back_what_was_there_and_undo_the_frame_again(window, drag, settle):
    drag(window, (40, 30), (150, 100), (240, 180))
    drag(window, (140, 105), (150, 105), (160, 115))
    settle(window)
    made = _frame(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    settle(window)
    assert window.session.document.adjustments == ()
    assert window.session.document.history.undo_name == "Cancel crop"
    QTest.keyClick(window, Qt.Key.Key_Z, _CONTROL)
    settle(window)
    assert _frame(window) == made


def test_esc_after_enter_goes_back_to_what_enter_took(window, drag, settle):
    drag(window, (40, 30), (150, 100), (240, 180))
    settle(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    taken = _frame(window)
    drag(window, (40, 100), (60, 100), (80, 100))
    settle(window)
    assert _frame(window) != taken
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    settle(window)
    assert _frame(window) == taken


def test_another_tool_leaves_the_frame(window, drag, settle):
    drag(window, (40, 30), (150, 100), (240, 180))
    settle(window)
    made = _frame(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_B)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    settle(window)
    assert _frame(window) == made


def test_a_drag_outside_turns_and_what_is_left_out_is_dimmed_at_once(window, drag, settle):
    drag(window, (60, 60), (150, 100), (260, 180))
    settle(window)
    canvas, start, end = window.canvas, QPointF(300, 120), QPointF(297, 150)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=canvas.to_widget(start.x(), start.y()).toPoint())
    at = QPointF(canvas.to_widget(end.x(), end.y()).toPoint())
    left = Qt.MouseButton.LeftButton
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove, at, canvas.mapToGlobal(at), Qt.MouseButton.NoButton, left, Qt.KeyboardModifier(0)
    )
    QApplication.sendEvent(canvas, move)
    turned = window.session.display.frame
    assert turned != _frame(window).corners  # shown as it is dragged
    QTest.mouseRelease(canvas, left, pos=at.toPoint())
    settle(window)
    assert _frame(window).angle == pytest.approx(-12.3, abs=1.5)  # the frame goes round clockwise, the picture back
    for corner, shown in zip(_frame(window).corners, turned, strict=True):
        assert corner == pytest.approx(shown)
    drag(window, (20, 200), (20, 190), (20, 180), modifiers=_SHIFT)
    settle(window)
    assert _frame(window).angle % 15 == 0


def test_ctrl_draws_the_line_without_changing_the_mode(window, drag, settle):
    drag(window, (60, 100), (160, 105), (260, 110), modifiers=_CONTROL)
    settle(window)
    assert _frame(window).angle == pytest.approx(-2.86, abs=0.4)
    assert window.settings.now.value("frame.mode", "frame") == "frame"


def test_esc_leaves_the_line_before_it_leaves_anything_else(window, drag, settle):
    drag(window, (40, 30), (150, 100), (240, 180))
    settle(window)
    made = _frame(window)
    line = next(one for one in window.options.findChildren(QToolButton) if one.property("value") == "line")
    QTest.mouseClick(line, Qt.MouseButton.LeftButton)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not line.isChecked()
    assert _frame(window) == made


def test_width_and_height_are_typed(window, settle):
    width, height = _named(window, QSpinBox, "Width"), _named(window, QSpinBox, "Height")
    assert (width.value(), height.value()) == (320, 240)
    _type(width, "200")
    settle(window)
    assert _frame(window).size == Size(200, 240)
    _type(height, "9000")  # more than there is
    settle(window)
    assert _frame(window).size == Size(200, 240)
    assert height.value() == 240
    _type(height, "100")
    settle(window)
    assert _frame(window).size == Size(200, 100)
    assert window.session.document.history.undo_name == "Straighten and crop"


def test_proportions_are_chosen_exchanged_and_kept(window, drag, settle):
    proportions = _named(window, QComboBox, "Proportions")
    proportions.setFocus()
    while proportions.currentData() != "3:2":
        before = proportions.currentIndex()
        QTest.keyClick(proportions, Qt.Key.Key_Down)
        assert proportions.currentIndex() == before + 1
    settle(window)
    assert _frame(window).size == Size(320, 213)
    QTest.mouseClick(_named(window, QToolButton, "Exchange width and height"), Qt.MouseButton.LeftButton)
    settle(window)
    assert _frame(window).size == Size(160, 240)
    left, top, right, bottom = (_frame(window).rect.x, 0, _frame(window).rect.right, 240)
    drag(window, (right, bottom), (right - 20, 210), (right - 40, 180))
    settle(window)
    frame = _frame(window)
    assert frame.size.height / frame.size.width == pytest.approx(1.5, abs=0.02)
    assert frame.rect[:2] == pytest.approx((left, top), abs=1)
    _type(_named(window, QSpinBox, "Width"), "100")
    settle(window)
    assert _frame(window).size == Size(100, 150)


def test_the_bin_takes_the_frame_away(window, drag, settle):
    drag(window, (40, 30), (150, 100), (240, 180))
    settle(window)
    button = next(
        one
        for one in window.options.findChildren(QToolButton)
        if one.defaultAction() is window.actions_by_name["remove_frame"]
    )
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)
    settle(window)
    assert window.session.document.adjustments == ()
    assert _named(window, QSpinBox, "Width").value() == 320
    assert _named(window, QDoubleSpinBox, "Angle").value() == 0


def test_the_cursor_says_what_a_press_would_do(window, drag, settle):
    drag(window, (60, 60), (150, 100), (260, 180))
    settle(window)
    shapes = {}
    for name, point in {"corner": (60, 60), "side": (260, 120), "inside": (150, 100), "outside": (300, 30)}.items():
        QTest.mouseMove(window.canvas, window.canvas.to_widget(*point).toPoint())
        shapes[name] = window.canvas.cursor().shape()
    shape = Qt.CursorShape
    assert shapes == {
        "corner": shape.SizeFDiagCursor,
        "side": shape.SizeHorCursor,
        "inside": shape.SizeAllCursor,
        "outside": shape.PointingHandCursor,
    }


def test_by_keyboard_alone(window, settle):
    canvas = window.canvas
    for _ in range(3):
        QTest.keyClick(canvas, Qt.Key.Key_Left, _SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_Insert)
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Down) * 12:
        QTest.keyClick(canvas, key, _SHIFT)
    QTest.keyClick(canvas, Qt.Key.Key_Insert)
    settle(window)
    assert _frame(window) is not None
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert "Copies will be cropped" in window.messages.text


def test_the_frame_survives_a_look_at_another_picture(window, open_window, drag, settle, tmp_path, picture_file, qtbot):
    drag(window, (40, 30), (150, 100), (240, 180))
    settle(window)
    made = _frame(window)
    other = tmp_path / "other.png"
    other.write_bytes(picture_file.read_bytes())
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(other)
    settle(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    settle(window)
    assert window.session.document.adjustments == ()
    window.session.switching.step(1)
    qtbot.waitUntil(lambda: window.session.document is not None and _frame(window) is not None)
    assert _frame(window) == made


def test_enter_and_esc_are_first_for_what_was_begun_later(window, drag, settle, qtbot):
    QTest.keyClick(window.canvas, Qt.Key.Key_B)
    drag(window, (100, 100), (140, 100))
    QTest.keyClick(window.canvas, Qt.Key.Key_C)
    drag(window, (320, 120), (300, 120), (280, 120))
    settle(window)
    made = _frame(window)
    assert made.size == Size(280, 240)
    window.actions_by_name["grow_mask"].trigger()
    settle(window)
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    settle(window)
    assert window.option_bar.isHidden()
    assert _frame(window) == made
    QTest.keyClick(window.canvas, Qt.Key.Key_Return, _CONTROL)  # candidates
    qtbot.waitUntil(lambda: bool(window.session.candidates.offered), timeout=20_000)
    settle(window)
    QTest.keyClick(window.canvas, Qt.Key.Key_1)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    assert len(window.session.document.fills) == 1
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)  # a fill lies between: undo goes back to it first
    settle(window)
    assert _frame(window) == made


def test_what_a_turned_frame_leaves_out_is_dimmed_at_each_step_of_a_drag(window, settle):
    window.settings.set(**{"frame.angle": 20.0})
    settle(window)
    before = _frame(window)
    canvas = window.canvas
    corner, middle = before.corners[2], (before.x, before.y)
    picture = window.session.document.picture.pixels
    start, end = canvas.to_widget(*corner), canvas.to_widget(*middle)
    left, none = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier
    QTest.mousePress(canvas, left, none, start.toPoint())
    for share in (0.2, 0.5, 0.8):
        at = start + (end - start) * share
        move = QMouseEvent(QMouseEvent.Type.MouseMove, at, canvas.mapToGlobal(at), Qt.MouseButton.NoButton, left, none)
        QApplication.sendEvent(canvas, move)
        frame = window.toolbox.tools["frame"]._now
        inside, outside = frame.to_picture(-0.4 * frame.width, 0.3 * frame.height), corner
        for place, is_dimmed in ((inside, False), ((outside[0] - 4, outside[1] - 8), True)):
            x, y = int(place[0]), int(place[1])
            shown = _shown(window, x + 0.5, y + 0.5)
            level = 115 / 255 if is_dimmed else 1.0
            assert np.abs(shown - picture[y, x] * level).max() <= 40, (share, place)
    QTest.mouseRelease(canvas, left, none, end.toPoint())
    settle(window)
    assert _frame(window).angle == before.angle
    assert _frame(window).width < before.width
