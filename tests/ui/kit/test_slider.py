"""Sliders: a click goes where it was clicked and drags on; wheel, keys and double click do what they say."""

from collections.abc import Callable

import pytest
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QWheelEvent
from PySide6.QtTest import QSignalSpy, QTest
from PySide6.QtWidgets import QApplication, QSlider, QWidget

from inpaint_studio.ui.kit.range_slider import RangeSlider
from inpaint_studio.ui.kit.slider import Slider

LEFT, NONE, KEY = Qt.MouseButton.LeftButton, Qt.KeyboardModifier.NoModifier, Qt.Key


@pytest.fixture
def slider(qtbot) -> Slider:
    made = Slider(notch=5)
    qtbot.addWidget(made)
    made.setRange(0, 100)
    made.resize(214, 26)
    made.show()
    return made


def turn(widget: QWidget, notches: float, modifiers: Qt.KeyboardModifier = NONE, x: float = 20) -> None:
    at = QPointF(x, 8)
    event = QWheelEvent(
        at,
        widget.mapToGlobal(at),
        QPoint(),
        QPoint(0, round(120 * notches)),
        Qt.MouseButton.NoButton,
        modifiers,
        Qt.ScrollPhase.NoScrollPhase,
        False,
    )
    QApplication.sendEvent(widget, event)


@pytest.mark.parametrize("value", [0, 1, 37, 50, 99, 100])
def test_a_click_in_the_groove_goes_there(slider, value):
    slider.setValue(100 if value < 60 else 0)
    QTest.mouseClick(slider, LEFT, NONE, slider.place_of(value))
    assert slider.value() == value
    assert not slider.was_dragged


def test_a_press_in_the_groove_drags_on_from_there(slider):
    seen = QSignalSpy(slider.sliderMoved)
    QTest.mousePress(slider, LEFT, NONE, slider.place_of(80))
    assert slider.isSliderDown()
    assert slider.value() == 80
    QTest.mouseMove(slider, slider.place_of(55))
    assert slider.value() == 55
    assert slider.was_dragged
    QTest.mouseMove(slider, slider.place_of(20) + QPoint(0, 300))  # the pointer may leave the groove
    QTest.mouseRelease(slider, LEFT, NONE, slider.place_of(20))
    assert slider.value() == 20
    assert not slider.isSliderDown()
    assert seen.count() == 3


def test_the_handle_does_not_jump_when_it_is_taken_beside_its_middle(slider):
    slider.setValue(50)
    beside = slider.place_of(50) + QPoint(4, 0)
    QTest.mousePress(slider, LEFT, NONE, beside)
    assert slider.value() == 50
    QTest.mouseMove(slider, slider.place_of(60) + QPoint(4, 0))
    assert slider.value() == 60
    QTest.mouseRelease(slider, LEFT, NONE, beside)


def test_other_buttons_leave_it(slider):
    QTest.mouseClick(slider, Qt.MouseButton.RightButton, NONE, slider.place_of(70))
    assert slider.value() == 0


def test_keys_and_wheel_move_by_steps_of_what_is_shown(slider):
    slider.setValue(50)
    for key, value in ((KEY.Key_Right, 51), (KEY.Key_Left, 50), (KEY.Key_PageUp, 60), (KEY.Key_PageDown, 50)):
        QTest.keyClick(slider, key)
        assert slider.value() == value
    QTest.keyClick(slider, KEY.Key_End)
    assert slider.value() == 100
    QTest.keyClick(slider, KEY.Key_Home)
    assert slider.value() == 0
    turn(slider, 2)
    assert slider.value() == 10
    turn(slider, -1, Qt.KeyboardModifier.ControlModifier)
    assert slider.value() == 9
    turn(slider, 0.5)  # a wheel without notches
    turn(slider, 0.5)
    assert slider.value() == 14


def test_a_double_click_sets_the_default_and_without_one_it_is_two_clicks(slider):
    QTest.mouseDClick(slider, LEFT, NONE, slider.place_of(80))
    assert slider.value() == 80
    slider.setToolTip("Strength")
    slider.set_default(lambda: slider.setValue(30))
    QTest.mouseClick(slider, LEFT, NONE, slider.place_of(70))
    QTest.mouseDClick(slider, LEFT, NONE, slider.place_of(70))
    assert slider.value() == 30
    assert not slider.isSliderDown()
    assert slider.toolTip() == "Strength\nDouble click: back to the default."


def test_a_click_of_the_range_takes_the_nearer_handle_there(qtbot):
    slider = RangeSlider(0, 255)
    qtbot.addWidget(slider)
    slider.show()
    place: Callable[[int], QPoint] = lambda value: QPoint(round(slider._x(value)), 10)  # noqa: E731
    slider.set_ends(50, 200)
    QTest.mouseClick(slider, LEFT, NONE, place(100))
    assert slider.ends == (100, 200)
    QTest.mouseClick(slider, LEFT, NONE, place(170))
    assert slider.ends == (100, 170)
    turn(slider, 1, x=slider._x(180))
    assert slider.ends == (100, 171)
    slider.set_default(lambda: slider.set_ends(0, 255))
    QTest.mouseDClick(slider, LEFT, NONE, place(130))
    assert slider.ends == (0, 255)


def test_every_slider_of_the_program_is_this_one(open_window, picture_file, qtbot, settle):
    window = open_window(picture_file)
    window.dialogs.show_training()
    window.dialogs.show_bench(with_usual=False)
    preferences = window.dialogs.show_preferences()
    window.actions_by_name["grow_mask"].trigger()
    tops = (window, window.dialogs.training, window.dialogs.bench, preferences)
    sliders = [one for top in tops for one in top.findChildren(QSlider)]
    assert len(sliders) >= 8
    assert all(isinstance(one, Slider) for one in sliders)
    settle(window)
