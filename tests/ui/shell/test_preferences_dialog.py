"""Preferences: what is changed holds at once and is remembered."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QColor
from PySide6.QtTest import QTest
from PySide6.QtWidgets import (
    QApplication,
    QColorDialog,
)

from inpaint_studio.ui.shell.guide_commands import after_fill
from inpaint_studio.ui.shell.preferences_dialog import PreferencesDialog


def test_preferences_hold_at_once_and_are_remembered(window, preferences, open_window):
    dialog = window.dialogs.show_preferences()
    dialog.theme.setCurrentIndex(dialog.theme.findData("light"))
    assert QApplication.palette().window().color().lightness() > 128
    dialog.set_colour((10, 200, 30))
    assert window.canvas.look.colour == (10, 200, 30)
    dialog.opacity.setValue(80)
    dialog.memory.setValue(64)
    assert window.session.document.history.budget_bytes == 64 * 2**20
    dialog.close()
    window.settings.set(radius=77)
    window.remember_layout()
    again = open_window(window.session.path)
    size_on_screen = again.settings.now.radius * again.toolbox._fit_scale()
    assert size_on_screen == pytest.approx(77 * window.toolbox._fit_scale(), abs=again.toolbox._fit_scale())
    assert again.canvas.look.opacity == pytest.approx(0.8)
    preferences.theme = "dark"
    window.theme_requested.emit()


@pytest.fixture
def dialog(preferences, qtbot):
    made = PreferencesDialog(preferences)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def test_every_field_is_named_for_the_ears(dialog):
    for field in (dialog.theme, dialog.language, dialog.colour, dialog.opacity, dialog.memory):
        assert field.accessibleName()


@pytest.mark.parametrize(
    ("box", "key", "default"),
    [
        ("on_release", "fill/on_release", False),
        ("backup", "save/keep_backup", True),
        ("note", "save/edit_note", False),
        ("identity", "save/keep_identity", False),
    ],
)
def test_a_box_holds_at_once_and_shows_what_was_chosen_before(dialog, preferences, qtbot, box, key, default):
    assert getattr(dialog, box).isChecked() is default
    getattr(dialog, box).click()
    assert preferences.flag(key, default) is not default
    again = PreferencesDialog(preferences)
    qtbot.addWidget(again)
    assert getattr(again, box).isChecked() is not default


def test_what_becomes_of_lines_and_regions_is_chosen_apart(dialog, preferences):
    assert (dialog.guides.currentData(), dialog.sources.currentData()) == ("hide", "keep")
    dialog.guides.setCurrentIndex(dialog.guides.findData("clear"))
    assert after_fill(preferences, "guides/after_fill") == "clear"
    assert after_fill(preferences, "sources/after_fill") == "keep"


def test_each_part_is_announced_alone(dialog, preferences):
    announced = []
    for name in ("theme", "look", "language", "history"):
        getattr(dialog, f"{name}_changed").connect(lambda name=name: announced.append(name))
    dialog.opacity.setValue(35)
    dialog.memory.setValue(1024)
    dialog.language.setCurrentIndex(dialog.language.findData("zh_CN"))
    dialog.theme.setCurrentIndex(dialog.theme.findData("light"))
    assert announced == ["look", "history", "language", "theme"]
    assert preferences.mask_look.opacity == 0.35
    assert preferences.history_megabytes == 1024
    assert (preferences.language, preferences.theme) == ("zh_CN", "light")


def test_a_colour_is_followed_while_it_is_looked_at_and_cancel_brings_the_old_one_back(dialog, preferences):
    before = preferences.mask_look
    QTest.mouseClick(dialog.colour, Qt.MouseButton.LeftButton)
    (chooser,) = dialog.findChildren(QColorDialog)
    chooser.currentColorChanged.emit(QColor(1, 200, 3))
    assert preferences.mask_look.colour == (1, 200, 3)
    assert preferences.mask_look.opacity == before.opacity
    chooser.reject()
    assert preferences.mask_look == before


def test_the_memory_for_undo_stays_within_what_the_field_allows(dialog, preferences):
    dialog.memory.setValue(1)
    assert preferences.history_megabytes == 16
    dialog.memory.setValue(10**6)
    assert preferences.history_megabytes == 16384
