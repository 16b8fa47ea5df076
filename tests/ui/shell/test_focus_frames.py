"""The frame of the canvas that has the keyboard: for who works by keys, and not after a click that hides a bar."""

import pytest
from PySide6.QtCore import QPoint, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QAbstractButton, QApplication

_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture
def window(open_window, picture_file, drag, settle):
    made = open_window(picture_file)
    drag(made, (60, 60), (100, 60))
    settle(made)
    return made


def _click(window, button):
    """As the system does it: through the window, and not to the button."""
    place = button.mapTo(window, QPoint(button.width() // 2, button.height() // 2))
    QTest.mouseClick(window.windowHandle(), _LEFT, pos=place)
    QApplication.processEvents()


def _focus(button):
    """Give it the keyboard, as a click does on most desktops, and hold that for what was asked."""
    button.setFocus(Qt.FocusReason.MouseFocusReason)
    return button


def _of_hints(window):
    window.hints.point_out()
    return window.hints.close_button


def _of_a_message(window):
    window.messages.say("warning", "Something that stands.", {"Do it": print})
    return next(one for one in window.messages.findChildren(QAbstractButton) if one.isVisible())


def _of_a_mask_operation(window):
    window.actions_by_name["grow_mask"].trigger()
    return next(one for one in window.option_bar.findChildren(QAbstractButton) if one.isVisible())


OPENERS = pytest.mark.parametrize("opened", [_of_hints, _of_a_message, _of_a_mask_operation])


@OPENERS
def test_after_a_click_the_canvas_has_the_keyboard_and_no_frame(window, settle, opened):
    button = opened(window)
    settle(window)
    _focus(button)
    _click(window, button)
    settle(window)
    assert not button.isVisible()
    assert window.canvas.hasFocus()
    assert not window.canvas._shows_focus


@OPENERS
def test_after_a_key_the_canvas_has_the_keyboard_and_a_frame(window, settle, opened):
    button = opened(window)
    settle(window)
    button.setFocus(Qt.FocusReason.TabFocusReason)
    QTest.keyClick(window.windowHandle(), Qt.Key.Key_Space)
    settle(window)
    assert not button.isVisible()
    assert window.canvas.hasFocus()
