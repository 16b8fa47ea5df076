"""Triggers: as they are written, met, shown, and chosen by a person or a preset."""

import pytest
from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication, QLabel

from inpaint_studio.ui.kit.gestures import (
    GESTURES,
    NONE,
    set_own_trigger,
    shown_trigger,
    trigger,
    trigger_text,
    triggers,
)

NO_BUTTON, LEFT, RIGHT = Qt.MouseButton.NoButton, Qt.MouseButton.LeftButton, Qt.MouseButton.RightButton
SHIFT, CONTROL, ALT = (
    Qt.KeyboardModifier.ShiftModifier,
    Qt.KeyboardModifier.ControlModifier,
    Qt.KeyboardModifier.AltModifier,
)


def test_triggers_are_read_and_shown():
    assert trigger("Ctrl+Alt+Left").is_met(CONTROL | ALT, LEFT)
    assert not trigger("Alt+Right").is_met(ALT | SHIFT, RIGHT)
    assert trigger("Alt+Wheel").is_met(ALT)
    assert shown_trigger("Alt+Right") == "Alt + right drag"
    assert shown_trigger(NONE) == ""


def test_a_trigger_is_met_by_its_own_button_whatever_the_keypad_is_at():
    sizing = trigger("Alt+Right")
    assert sizing.is_met(ALT | Qt.KeyboardModifier.KeypadModifier, RIGHT)
    assert not sizing.is_met(ALT, LEFT)
    assert not sizing.is_met(ALT)  # the wheel
    assert not trigger("Alt+Wheel").is_met(ALT, RIGHT)


@pytest.mark.parametrize("key", list(GESTURES))
def test_every_trigger_of_the_table_can_be_read_and_two_of_one_gesture_differ(key):
    gesture = GESTURES[key]
    read = [trigger(text) for text in gesture.choices]
    assert len(set(read)) == len(read)
    assert all(shown_trigger(text) for text in gesture.choices)
    assert {gesture.default, *gesture.presets.values()} <= {NONE, *gesture.choices}


def test_no_preset_gives_two_gestures_one_trigger(preferences):
    for preset in ("photoshop", "krita", "gimp"):
        preferences.shortcut_preset = preset
        in_force = triggers(preferences)
        assert len(set(in_force.values())) == len(in_force)


def test_a_persons_own_trigger_counts_before_the_presets_and_none_is_one_too(preferences):
    preferences.shortcut_preset = "krita"
    assert trigger_text("size_drag", preferences) == "Shift+Left"
    set_own_trigger("size_drag", "Ctrl+Right", preferences)
    preferences.shortcut_preset = "gimp"
    assert trigger_text("size_drag", preferences) == "Ctrl+Right"
    set_own_trigger("size_drag", NONE, preferences)
    preferences.shortcut_preset = "photoshop"
    assert "size_drag" not in triggers(preferences)
    set_own_trigger("size_drag", None, preferences)
    assert trigger_text("size_drag", preferences) == "Alt+Right"


@pytest.mark.parametrize("text", ["Alt+Wheel", "Hyper+Right", "size", "Alt+Right+"])
def test_a_trigger_that_this_gesture_cannot_have_is_not_believed(preferences, text):
    """A settings file that was written by hand, or by another version."""
    preferences.set_text("gestures/size_drag", text)
    assert trigger_text("size_drag", preferences) == "Alt+Right"
    assert triggers(preferences)["size_drag"] == trigger("Alt+Right")


@pytest.fixture
def window(open_window, picture_file):
    made = open_window(picture_file)
    made.canvas.zoom_to(2.0)
    made.settings.set(radius=10, hardness=0.5)
    return made


def _drag_size(window, dx, button, keys) -> None:
    at = window.canvas.to_widget(150, 120)
    for kind, way, pressed, held in (
        (QEvent.Type.MouseButtonPress, 0, button, button),
        (QEvent.Type.MouseMove, dx / 2, NO_BUTTON, button),
        (QEvent.Type.MouseMove, dx, NO_BUTTON, button),
        (QEvent.Type.MouseButtonRelease, dx, button, NO_BUTTON),
    ):
        place = at + QPointF(way, 0)
        event = QMouseEvent(kind, place, window.canvas.mapToGlobal(place), pressed, held, keys)
        QApplication.sendEvent(window.canvas, event)


def test_a_gesture_can_be_given_another_trigger_and_gets_the_presets_again(window, preferences):
    editor = window.dialogs.show_shortcut_editor()
    editor.tree.setCurrentItem(editor._items["size_drag"])
    assert editor.trigger.isVisible()
    assert not editor.edit.isVisible()
    editor.trigger.setCurrentIndex(editor.trigger.findData("Ctrl+Left"))
    QTest.mouseClick(editor.set_button, LEFT)
    assert editor._items["size_drag"].text(1) == "Ctrl + drag"
    _drag_size(window, 40, RIGHT, ALT)  # Alt and the right button erase now
    assert window.settings.now.radius == 10
    _drag_size(window, 40, LEFT, CONTROL)
    assert window.settings.now.radius > 10
    QTest.mouseClick(editor.reset_button, LEFT)
    assert trigger_text("size_drag", preferences) == "Alt+Right"
    set_own_trigger("size_drag", NONE, preferences)
    QTest.mouseClick(editor.reset_all, LEFT)
    assert trigger_text("size_drag", preferences) == "Alt+Right"
    editor.tree.setCurrentItem(editor._items["undo"])
    assert editor.edit.isVisible()
    editor.close()


def test_the_sheet_of_shortcuts_shows_the_gestures_of_the_preset(window, preferences):
    preferences.shortcut_preset = "gimp"
    sheet = window.dialogs.show_shortcut_sheet()
    texts = {label.text() for label in sheet.findChildren(QLabel)}
    assert "Alt + wheel" in texts
    assert "Alt + right drag" not in texts
    sheet.close()
