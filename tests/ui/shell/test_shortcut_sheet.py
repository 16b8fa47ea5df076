"""Shortcuts: the sheet that shows all of them, and the editor."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtGui import QKeySequence
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from inpaint_studio.ui.kit.actions import ACTIONS, plain_words
from inpaint_studio.ui.kit.actions.shortcuts import keys_of
from inpaint_studio.ui.kit.gestures import GESTURES, NONE, trigger_text
from inpaint_studio.ui.shell.shortcut_sheet import ShortcutEditor, ShortcutSheet


def test_shortcuts_follow_the_preset_and_a_changed_one_is_taken_from_its_owner(window, qtbot):
    editor = window.dialogs.show_shortcut_editor()
    qtbot.addWidget(editor)
    editor.preset.setCurrentIndex(editor.preset.findData("gimp"))
    assert window.actions_by_name["tool_lasso"].shortcuts() == [QKeySequence("F")]
    editor.set_keys("tool_wand", ["F"])
    assert window.actions_by_name["tool_wand"].shortcuts() == [QKeySequence("F")]
    assert window.actions_by_name["tool_lasso"].shortcuts() == []
    QTest.keyClick(window, Qt.Key.Key_F)
    assert window.toolbox.current == "wand"
    editor.reset_all.click()
    editor.preset.setCurrentIndex(editor.preset.findData("photoshop"))
    assert window.actions_by_name["tool_wand"].shortcuts() == [QKeySequence("W")]
    editor.close()


@pytest.mark.parametrize("size", [(640, 480), (900, 600)])
def test_the_sheet_of_shortcuts_is_no_larger_than_the_window_and_scrolls_by_keys(open_window, picture_file, qapp, size):
    window = open_window(picture_file)
    window.resize(*size)
    QTest.keyClick(window, Qt.Key.Key_Slash, Qt.KeyboardModifier.ControlModifier)
    (sheet,) = window.findChildren(ShortcutSheet)
    qapp.processEvents()
    assert sheet.width() <= window.width()
    assert sheet.height() <= window.height()
    bar = sheet._scroll.verticalScrollBar()
    assert bar.maximum() > 0
    QTest.keyClick(sheet._scroll, Qt.Key.Key_PageDown)
    assert bar.value() > 0
    right = max(label.mapTo(sheet, label.rect().topRight()).x() for label in sheet.findChildren(QLabel))
    assert right < sheet.width() - bar.width(), "keys are cut at the right"
    sheet.close()


@pytest.fixture
def editor(preferences, qtbot):
    made = ShortcutEditor(preferences)
    made.setAttribute(Qt.WidgetAttribute.WA_DeleteOnClose, False)
    qtbot.addWidget(made)
    made.show()
    return made


def _choose(editor, name: str) -> None:
    editor.tree.setCurrentItem(editor._items[name])


def test_every_action_and_gesture_stands_on_the_sheet_and_in_the_editor(preferences, qtbot, editor):
    sheet = ShortcutSheet(preferences)
    qtbot.addWidget(sheet)
    words = {label.text() for label in sheet.findChildren(QLabel)}
    assert {plain_words(action.title) for action in ACTIONS.values()} <= words
    assert set(editor._items) == {*ACTIONS, *GESTURES}


@pytest.mark.parametrize(("width", "columns"), [(2600, 3), (500, 1)])
def test_the_sheet_has_as_many_columns_as_it_has_room_for(preferences, qtbot, qapp, width, columns):
    sheet = ShortcutSheet(preferences)
    qtbot.addWidget(sheet)
    sheet.resize(width, 600)
    sheet.show()
    qapp.processEvents()
    assert sheet._columns.count() == columns
    assert all(section.isVisible() for section, _ in sheet._sections), "none is lost when they are dealt out anew"


def test_a_key_is_typed_and_set_and_whoever_had_it_is_named(editor, preferences, qtbot):
    owner = next(name for name in ACTIONS if keys_of(name, preferences) == ["W"])
    _choose(editor, "open")
    editor.edit.setKeySequence(QKeySequence("W"))
    with qtbot.waitSignal(editor.changed):
        editor.set_button.click()
    assert keys_of("open", preferences) == ["W"]
    assert keys_of(owner, preferences) == []
    assert editor.note.text() == f"“{plain_words(ACTIONS[owner].title)}” had this shortcut and has lost it."
    assert editor._items["open"].text(1) == "W"
    assert editor._items[owner].text(1) == ""


def test_an_empty_key_takes_the_shortcut_away_and_reset_brings_the_presets_again(editor, preferences):
    before = keys_of("open", preferences)
    _choose(editor, "open")
    editor.edit.clear()
    editor.set_button.click()
    assert keys_of("open", preferences) == []
    editor.reset_button.click()
    assert keys_of("open", preferences) == before
    assert editor.edit.keySequence() == QKeySequence(before[0])


def test_reset_all_forgets_shortcuts_and_triggers(editor, preferences, qtbot):
    gesture = next(iter(GESTURES.values()))
    _choose(editor, gesture.key)
    assert not editor.edit.isVisible()
    assert editor.trigger.isVisible()
    editor.trigger.setCurrentIndex(editor.trigger.findData(NONE))
    editor.set_button.click()
    assert trigger_text(gesture.key, preferences) == NONE
    editor.set_keys("open", ["F"])
    with qtbot.waitSignal(editor.changed):
        editor.reset_all.click()
    assert trigger_text(gesture.key, preferences) != NONE
    assert keys_of("open", preferences) != ["F"]


def test_nothing_can_be_set_while_no_action_is_chosen(editor):
    editor.tree.setCurrentItem(None)
    assert not any(one.isEnabled() for one in (editor.edit, editor.set_button, editor.reset_button))
    editor.tree.setCurrentItem(editor.tree.topLevelItem(0))  # a heading
    assert not editor.set_button.isEnabled()


def test_finding_leaves_what_has_the_words_or_the_key_and_no_empty_heading(editor):
    def seen() -> set[str]:
        return {name for name, item in editor._items.items() if not item.isHidden()}

    def headings() -> list[str]:
        tops = [editor.tree.topLevelItem(row) for row in range(editor.tree.topLevelItemCount())]
        return [top.text(0) for top in tops if not top.isHidden()]

    everything, all_headings = seen(), headings()
    editor._find.setText("POLYGON")
    assert seen() == {"tool_polygon"}
    assert headings() == ["Tools"]
    editor._find.setText("F11")
    assert seen() == {"full_screen"}
    editor._find.setText("no such words")
    assert (seen(), headings()) == (set(), [])
    editor._find.clear()
    assert (seen(), headings()) == (everything, all_headings)
