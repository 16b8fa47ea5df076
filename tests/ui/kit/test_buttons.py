"""Every button of a dialog has an icon of ours, in the colours of the theme in force."""

import pytest
from PySide6.QtWidgets import QApplication, QFileDialog, QMessageBox, QPushButton, QToolButton

from inpaint_studio.ui.document.save_place import Place, ask_where, confirm_replacing
from inpaint_studio.ui.kit.icons import icon


def _bare(root) -> list[str]:
    return [one.text() or one.objectName() for one in root.findChildren(QPushButton) if one.icon().isNull()]


def test_every_button_of_windows_and_dialogs_has_an_icon(open_window, picture_file, drag, settle):
    window = open_window(picture_file)
    drag(window, (60, 60), (90, 60))
    settle(window)
    window.amounts.ask_number("Grow", "By", 1, 1, 5, " px", lambda _: None)
    window.messages.say("info", "A sentence.", {"Do it": lambda: None})
    dialogs = window.dialogs
    tops = [window, dialogs.show_preferences(), dialogs.show_shortcut_editor(), dialogs.show_training()]
    tops.append(dialogs.show_bench())
    tops += [tops[-1].show_folder(), tops[-1].show_standings()]
    colour = tops[1].colour  # shows the colour itself
    bare = {type(top).__name__: _bare(top) for top in tops}
    bare["PreferencesDialog"] = [text for text in bare["PreferencesDialog"] if text != colour.text()]
    assert not any(bare.values()), bare
    for top in tops[1:]:
        top.close()
    dialogs.shut_down()


def test_questions_have_icons_of_ours(open_window, picture_file, drag, settle, qapp):
    window = open_window(picture_file)
    drag(window, (60, 60), (90, 60))
    settle(window)
    window.files.close()
    assert _bare(window.files.question) == []
    window.files._stay = next(one for one in window.files.question.buttons() if one.text() == "Cancel")
    window.files._stay.click()
    confirm_replacing(window, picture_file, lambda: None, lambda: None)
    (question,) = (one for one in window.findChildren(QMessageBox) if one.isVisible())
    assert _bare(question) == []
    question.reject()


def test_the_file_dialog_has_icons_that_can_be_seen_on_its_theme(open_window, preferences):
    window = open_window()
    for theme in ("dark", "light"):
        preferences.theme = theme
        window.theme_requested.emit()
        dialog = ask_where(window, Place("Save", ("PNG (*.png)",)), lambda _: None)
        if isinstance(dialog, QFileDialog) and (button := dialog.findChild(QToolButton, "newFolderButton")) is not None:
            expected = icon("mdi6.folder-plus-outline").pixmap(16, 16).toImage()
            assert button.icon().pixmap(16, 16).toImage() == expected
        dialog.reject()
    preferences.theme = "dark"
    window.theme_requested.emit()


@pytest.mark.parametrize("order", [("dark", "light"), ("light", "dark")])
def test_icons_of_a_dialog_follow_the_theme_while_it_is_open(open_window, preferences, order):
    window = open_window()
    dialog = window.dialogs.show_shortcut_editor()
    for theme in order:
        preferences.theme = theme
        window.theme_requested.emit()
        image = dialog.set_button.icon().pixmap(16, 16).toImage()
        pixels = [image.pixelColor(x, y) for x in range(16) for y in range(16)]
        inked = [one for one in pixels if one.alpha() > 200]
        ground = QApplication.palette().button().color()
        assert inked
        assert all(abs(one.lightness() - ground.lightness()) > 60 for one in inked)
    dialog.close()
    preferences.theme = "dark"
    window.theme_requested.emit()
