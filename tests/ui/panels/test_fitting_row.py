"""The row of the options bar in a narrow window: what each number means stays to be read."""

import pytest
from PySide6.QtWidgets import QAbstractSpinBox, QApplication, QLabel

from inpaint_studio.ui.tools.table import tool_kinds


@pytest.mark.parametrize("theme", ["dark", "light"])
@pytest.mark.parametrize("language", ["en", "zh_CN"])
def test_no_tool_makes_a_window_of_900_wider_and_every_number_keeps_a_label(
    preferences, request, picture_file, language, theme
):
    preferences.language, preferences.theme = language, theme
    window = request.getfixturevalue("open_window")(picture_file)
    window.resize(900, 600)
    QApplication.processEvents()
    kinds = [kind.key for kind in tool_kinds()]
    for key in (*kinds, *reversed(kinds), "clone", "frame", "heal", "guide", "brush"):
        window.set_tool(key)
        for _ in range(3):
            QApplication.processEvents()
        assert window.width() == 900, key
        fields = [one for one in window.options.findChildren(QAbstractSpinBox) if one.isVisible()]
        labels = {one.buddy(): one for one in window.options.findChildren(QLabel) if one.buddy() is not None}
        assert all(labels[field].isVisible() and labels[field].text() for field in fields), key
        right = window.options.fill_button.mapTo(window, window.options.fill_button.rect().topRight()).x()
        assert right < 900, key


def test_a_hint_that_has_no_room_in_the_bar_stands_in_the_status_bar(window):
    window.set_tool("frame")
    (hint,) = (one for one in window.options.findChildren(QLabel) if one.text().startswith("Enter takes it"))
    for width in (900, 1700, 900):
        window.resize(width, 600)
        for _ in range(3):
            QApplication.processEvents()
        assert hint.isVisible() is (width == 1700)
        assert window.status.hint_text.startswith("Enter takes it, Esc cancels.") is (width == 900)
    window.set_tool("brush")
    assert not window.status.hint_text


def test_without_a_picture_no_hint_is_said(window, qtbot):
    window.resize(900, 600)
    window.set_tool("frame")
    hint = window.status._hint
    assert hint.isVisible()
    window.session.close_document()
    qtbot.waitUntil(lambda: window.session.document is None)
    assert not hint.isVisible()
