"""About: the version, and the licences of everything inside."""

from PySide6.QtWidgets import QLabel

import inpaint_studio
from inpaint_studio.ui.shell.about import AboutDialog


def test_it_says_the_version(qtbot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    assert any(inpaint_studio.__version__ in label.text() for label in dialog.findChildren(QLabel))


def test_its_button_shows_the_licences(qtbot) -> None:
    dialog = AboutDialog()
    qtbot.addWidget(dialog)
    dialog.licences.click()
    (shown,) = (child for child in dialog.children() if type(child).__name__ == "LicencesDialog")
    text = shown.text.toPlainText()
    assert "torch" in text
    assert "PySide6" in text
    assert shown.text.isReadOnly()
    shown.close()
