"""Two handles that never cross, by mouse and by keys."""

import numpy as np
import pytest
from PySide6.QtCore import QEvent, QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLineEdit, QVBoxLayout, QWidget

from inpaint_studio.ui.kit.pixels import array_of
from inpaint_studio.ui.kit.range_slider import RangeSlider

NONE, LEFT, RIGHT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
EDGE = 7  # pixels beside the scale


@pytest.fixture
def slider(qtbot) -> RangeSlider:
    """One pixel a value."""
    made = RangeSlider(0, 255)
    qtbot.addWidget(made)
    made.resize(255 + 2 * EDGE, 40)
    made.show()
    made.heard = []
    made.changed.connect(lambda low, high: made.heard.append((low, high)))
    return made


def _mouse(slider, kind, value, button=NONE, buttons=NONE) -> None:
    at = QPointF(EDGE + value, 20)
    keys = Qt.KeyboardModifier.NoModifier
    QApplication.sendEvent(slider, QMouseEvent(kind, at, slider.mapToGlobal(at), button, buttons, keys))


def _drag(slider, *values) -> None:
    _mouse(slider, QEvent.Type.MouseButtonPress, values[0], LEFT, LEFT)
    for value in values[1:]:
        _mouse(slider, QEvent.Type.MouseMove, value, NONE, LEFT)
    _mouse(slider, QEvent.Type.MouseButtonRelease, values[-1], LEFT)


def test_the_nearer_handle_is_dragged_and_stops_at_the_other_and_at_the_ends(slider):
    slider.set_ends(50, 200)
    _drag(slider, 51, 100, 230)
    assert slider.ends == (200, 200)
    _drag(slider, 190, -40)  # where both stand, left of them is the lower one
    assert slider.ends == (0, 200)
    _drag(slider, 199, 400)
    assert slider.ends == (0, 255)


def test_two_handles_at_one_place_can_be_parted_either_way(slider):
    slider.set_ends(100, 100)
    _drag(slider, 101, 150)
    assert slider.ends == (100, 150)
    slider.set_ends(255, 255)  # both at the very end: the lower one is to be had from inside
    _drag(slider, 254, 20)
    assert slider.ends == (20, 255)


def test_what_lies_between_is_moved_with_both_and_keeps_its_width(slider):
    slider.set_ends(50, 100)
    _drag(slider, 75, 95, 400, -400)
    assert slider.ends == (0, 50)
    assert slider.heard == [(70, 120), (205, 255), (0, 50)]
    _drag(slider, 30)  # a press alone brings the nearer handle there, as in any groove
    assert slider.ends == (0, 30)


def test_a_press_beside_the_range_brings_the_handle_there(slider):
    slider.set_ends(50, 100)
    _drag(slider, 20)
    assert slider.ends == (20, 100)
    _drag(slider, 180)
    assert slider.ends == (20, 180)


def test_a_handle_whose_release_went_elsewhere_does_not_follow_the_pointer(slider):
    slider.set_ends(50, 200)
    _mouse(slider, QEvent.Type.MouseButtonPress, 50, LEFT, LEFT)
    _mouse(slider, QEvent.Type.MouseMove, 60, NONE, LEFT)
    _mouse(slider, QEvent.Type.MouseMove, 120, NONE, NONE)  # let go over a dialog, or in another window
    assert slider.ends == (60, 200)


def test_only_the_left_button_moves_anything_and_another_one_does_not_end_it(slider):
    slider.set_ends(50, 200)
    _mouse(slider, QEvent.Type.MouseButtonPress, 60, RIGHT, RIGHT)
    _mouse(slider, QEvent.Type.MouseMove, 90, NONE, RIGHT)
    assert slider.ends == (50, 200)
    _mouse(slider, QEvent.Type.MouseButtonPress, 50, LEFT, LEFT)
    _mouse(slider, QEvent.Type.MouseButtonPress, 50, RIGHT, LEFT | RIGHT)
    _mouse(slider, QEvent.Type.MouseButtonRelease, 50, RIGHT, LEFT)
    _mouse(slider, QEvent.Type.MouseMove, 80, NONE, LEFT)
    assert slider.ends == (80, 200)


def test_the_pointer_shows_what_it_would_take_hold_of(slider):
    slider.set_ends(50, 200)
    for value, shape in ((51, Qt.CursorShape.SizeHorCursor), (120, Qt.CursorShape.OpenHandCursor)):
        _mouse(slider, QEvent.Type.MouseMove, value)
        assert slider.cursor().shape() == shape


def test_keys_move_the_handle_that_tab_has_come_to(qtbot):
    window = QWidget()
    qtbot.addWidget(window)
    before, slider, after = QLineEdit(window), RangeSlider(0, 255, window), QLineEdit(window)
    column = QVBoxLayout(window)
    for widget in (before, slider, after):
        column.addWidget(widget)
    window.show()
    window.activateWindow()
    qtbot.waitUntil(window.isActiveWindow)
    before.setFocus()
    QTest.keyClick(before, Qt.Key.Key_Tab)
    assert slider.hasFocus()
    for key in (Qt.Key.Key_Right, Qt.Key.Key_Up, Qt.Key.Key_PageUp, Qt.Key.Key_Left):
        QTest.keyClick(slider, key)
    assert slider.ends == (11, 255)
    QTest.keyClick(slider, Qt.Key.Key_Tab)
    assert slider.hasFocus()
    QTest.keyClick(slider, Qt.Key.Key_PageDown)
    assert slider.ends == (11, 245)
    QTest.keyClick(slider, Qt.Key.Key_Home)
    assert slider.ends == (11, 11)  # it stops at the other
    QTest.keyClick(slider, Qt.Key.Key_End)
    assert slider.ends == (11, 255)
    QTest.keyClick(slider, Qt.Key.Key_Tab)
    assert after.hasFocus()
    QTest.keyClick(after, Qt.Key.Key_Backtab)
    QTest.keyClick(slider, Qt.Key.Key_Left)
    assert slider.ends == (11, 254)  # from behind, the upper one comes first
    QTest.keyClick(slider, Qt.Key.Key_Backtab)
    QTest.keyClick(slider, Qt.Key.Key_Backtab)
    assert before.hasFocus()


def test_what_is_set_elsewhere_is_put_in_order_and_not_told(slider):
    slider.set_ends(300, -20)
    assert slider.ends == (0, 255)
    slider.set_ends(90, 30)
    assert slider.ends == (30, 90)
    assert slider.heard == []


def test_a_histogram_is_drawn_higher_where_there_is_more_and_lit_where_it_is_meant(slider):
    counts = np.zeros(256, int)
    counts[40:80] = 1000
    counts[160:200] = 3
    plain = array_of(slider.grab().toImage())
    slider.set_counts(counts)
    seen = (array_of(slider.grab().toImage()) != plain).any(axis=2)
    much, few, none = (seen[:, EDGE + x].sum() for x in (60, 180, 120))
    assert much > few > 0
    assert none == 0
    slider.set_ends(100, 255)
    slider.set_counts(counts)
    colours = array_of(slider.grab().toImage())[36]
    assert tuple(colours[EDGE + 60]) != tuple(colours[EDGE + 180])
    slider.set_ends(0, 255)
    for nothing in (None, np.zeros(256, int), []):
        slider.set_counts(nothing)
        assert np.array_equal(array_of(slider.grab().toImage()), plain)


def test_a_scale_of_one_value_does_not_divide_by_its_width(qtbot):
    slider = RangeSlider(7, 7)
    qtbot.addWidget(slider)
    QTest.mouseClick(slider, LEFT, pos=QPoint(50, 20))
    slider.grab()
    assert slider.ends == (7, 7)


def test_a_histogram_that_stays_is_worked_out_once(slider):
    slider.set_counts([3, 0, 9, 4])
    slider.grab()
    curve = slider._curve
    slider.set_counts([3, 0, 9, 4])
    slider.set_ends(*slider.ends)
    slider.grab()
    assert slider._curve is curve
    slider.resize(slider.width() + 40, slider.height())
    slider.grab()
    assert slider._curve is not curve
    slider.set_counts([1, 2])
    assert slider._curve is None
    slider.set_counts(None)
    slider.grab()
    assert slider._counts == ()
