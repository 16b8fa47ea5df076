"""Room for work: what the window remembers, where it proposes to save, and what stays right while it is in use."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QFileDialog, QLabel

from inpaint_studio.resources import resource
from inpaint_studio.ui.kit.activities import Activity
from inpaint_studio.ui.shell.shortcut_sheet import ShortcutSheet


def test_the_navigator_is_small_and_the_lists_have_the_room(open_window, picture_file, qtbot):
    window = open_window(picture_file)
    heights = {}

    def is_laid_out() -> bool:
        heights.update({name: dock.height() for name, dock in window.docks.items()})
        return heights["navigator"] < 140 and heights["fills"] > heights["history"] > heights["navigator"]

    qtbot.waitUntil(is_laid_out)


def test_the_panels_come_back_as_they_were_drawn(open_window, picture_file, qtbot, application):
    window = open_window(picture_file)
    qtbot.waitUntil(lambda: window.docks["navigator"].height() < 140)
    window.resizeDocks(list(window.docks.values()), [260, 200, 140], Qt.Orientation.Vertical)
    qtbot.waitUntil(lambda: window.docks["navigator"].height() > 220)
    window.remember_layout()
    again = open_window(picture_file)
    qtbot.waitUntil(lambda: again.docks["navigator"].height() > 180)


def test_no_window_is_larger_than_the_screen(application, open_window, picture_file, preferences, qapp):
    room = qapp.primaryScreen().availableGeometry()
    large = open_window(picture_file)
    large.setGeometry(room.x() - 300, room.y() + 90, room.width() + 400, room.height() + 500)
    large.remember_layout()  # as on a larger screen, which is not connected any more
    window = application.open_window()
    assert room.contains(window.geometry())
    dialogs = window.dialogs
    for dialog in (dialogs.show_bench(), dialogs.show_shortcut_editor(), dialogs.show_preferences()):
        assert dialog.width() <= room.width()
        assert dialog.height() <= room.height()
        dialog.close()
    window.dialogs.shut_down()


def test_full_screen_goes_back_to_the_maximised_window(open_window, picture_file):
    window = open_window(picture_file)
    window.showMaximized()
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert window.isFullScreen()
    assert window.actions_by_name["full_screen"].isChecked()
    QTest.keyClick(window, Qt.Key.Key_Escape)
    assert window.isMaximized()
    assert not window.isFullScreen()
    assert not window.actions_by_name["full_screen"].isChecked()
    window.showNormal()
    QTest.keyClick(window, Qt.Key.Key_F11)
    QTest.keyClick(window, Qt.Key.Key_F11)
    assert not window.isMaximized()
    assert not window.isFullScreen()


def test_surround_and_status_line_are_right_after_theme_and_language(application, open_window, preferences):
    window = open_window()
    window.session.generator._engine_is_ready(type("Ready", (), {"text": "CPU, 2 threads"})())
    window.session.activities.tell("test", "Looking")
    dialog = window.dialogs.show_preferences()
    dialog.theme.setCurrentIndex(dialog.theme.findData("light"))
    dialog.language.setCurrentIndex(dialog.language.findData("zh_CN"))
    (after,) = application.windows
    assert after is not window
    try:
        assert after.canvas._background.lightness() > 128
        assert after.status.engine_text == "Looking"
        after.session.activities.end("test")
        assert "CPU, 2 threads" in after.status.engine_text
        preferences.theme = "dark"
        after.theme_requested.emit()
        assert after.canvas._background.lightness() < 128
    finally:
        preferences.language = "en"
        application.change_language()


def test_samples_are_saved_among_the_pictures_and_not_in_the_programs_folder(open_window, monkeypatch, tmp_path):
    pictures = tmp_path / "Pictures"
    pictures.mkdir()
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(pictures))
    window = open_window(resource("samples/old-couple.png"))
    assert window.files.proposed_path() == pictures / "old-couple_restored.png"
    for action in ("save_as", "save_project", "save_mask", "verify"):
        window.actions_by_name[action].trigger()
        (dialog,) = (one for one in window.findChildren(QFileDialog) if one.isVisible())
        assert Path(dialog.directory().absolutePath()) == pictures, action
        dialog.reject()
    window.session.close_document()
    window.files.ask_open()
    (dialog,) = (one for one in window.findChildren(QFileDialog) if one.isVisible())
    assert Path(dialog.directory().absolutePath()) == pictures
    dialog.reject()


def test_pictures_of_ones_own_are_saved_beside_the_original(open_window, picture_file):
    window = open_window(picture_file)
    assert window.files.proposed_path() == picture_file.with_name("photo_restored.png")


@pytest.mark.parametrize("done", [None, 0.5])
def test_what_is_shown_of_activities_can_be_asked_for(open_window, done):
    activities = open_window().session.activities
    activities.tell("a", "Reading", done)
    assert activities.shown == Activity("Reading", done)
    activities.end("a")
    assert activities.shown is None


def test_the_zoom_can_be_typed(open_window, picture_file):
    window = open_window(picture_file)
    field = window.status.zoom
    QTest.mouseClick(field, Qt.MouseButton.LeftButton)
    QTest.keyClicks(field, "250")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert window.canvas.scale == pytest.approx(2.5)
    assert field.text() == "250 %"
    assert window.canvas.hasFocus()
    assert not window.session.is_filling
    assert window.messages.isHidden(), "Enter was taken for filling"
    QTest.keyClick(window, Qt.Key.Key_F2)
    assert field.hasFocus()
    QTest.keyClicks(field, "33,3 %")
    QTest.keyClick(field, Qt.Key.Key_Enter)
    assert window.canvas.scale == pytest.approx(0.333)


def test_a_zoom_that_is_given_up_or_no_number_changes_nothing(open_window, picture_file):
    window = open_window(picture_file)
    field, before, text = window.status.zoom, window.canvas.scale, window.status.zoom.text()
    for typed, key in (("400", Qt.Key.Key_Escape), ("wide", Qt.Key.Key_Return), ("0", Qt.Key.Key_Return)):
        QTest.keyClick(window, Qt.Key.Key_F2)
        QTest.keyClicks(field, typed)
        QTest.keyClick(field, key)
        assert (window.canvas.scale, field.text()) == (before, text)
        assert window.canvas.hasFocus()
    QTest.keyClick(window, Qt.Key.Key_F2)
    QTest.keyClicks(field, "1000000")
    QTest.keyClick(field, Qt.Key.Key_Return)
    assert field.text() == f"{window.canvas.scale * 100:.0f} %"
    assert window.canvas.scale < 1000


@pytest.mark.parametrize("size", [(640, 480), (900, 600)])
def test_the_sheet_of_shortcuts_is_no_larger_than_the_window_and_scrolls_by_keys(open_window, picture_file, qapp, size):
    window = open_window(picture_file)
    window.resize(*size)
    QTest.keyClick(window, Qt.Key.Key_F1)
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
