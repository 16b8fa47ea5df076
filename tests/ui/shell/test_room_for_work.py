"""Room for work: what the window remembers, where it proposes to save, and what stays right while it is in use."""

from PySide6.QtCore import Qt


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
    shown = [window.docks[name] for name in ("navigator", "fills", "history")]
    window.resizeDocks(shown, [260, 200, 140], Qt.Orientation.Vertical)
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
