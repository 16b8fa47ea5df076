"""Labels that several dialogs have: a note that shows a sentence or an error, and a heading."""

from PySide6.QtCore import Qt
from PySide6.QtWidgets import QLabel


def show_note(label: QLabel, text: str, is_error: bool = False) -> None:
    """Show a sentence, in the colour of errors where it is one; hide the label where there is nothing to say."""
    label.setText(text)
    label.setProperty("error", is_error)
    dark = label.palette().window().color().lightnessF() < 0.5
    label.setStyleSheet(f"color: {'#ff8a80' if dark else '#b3261e'};" if is_error else "")
    label.setVisible(bool(text))


def note(name: str) -> QLabel:
    """A label for `show_note`."""
    label = QLabel()
    label.setTextFormat(Qt.TextFormat.PlainText)
    label.setWordWrap(True)
    label.setAccessibleName(name)
    label.hide()
    return label


def heading(text: str) -> QLabel:
    label = QLabel(text)
    font = label.font()
    font.setBold(True)
    label.setFont(font)
    return label
