"""Labels that several dialogs have: a note that shows a sentence or an error, and a heading."""

from PySide6.QtCore import QSize, Qt
from PySide6.QtGui import QResizeEvent
from PySide6.QtWidgets import QLabel, QWidget


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


class ShortenedLabel(QLabel):
    """Shows the longest of several wordings that there is room for; its tooltip is the longest."""

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setTextFormat(Qt.TextFormat.PlainText)
        self.setMinimumWidth(60)
        self._wordings: tuple[str, ...] = ("",)

    def show_longest(self, *wordings: str) -> None:
        """wordings: the longest first."""
        if wordings != self._wordings:
            self._wordings = wordings
            self.setToolTip(wordings[0])
            self._fit()
            self.updateGeometry()

    def _fit(self) -> None:
        width = self.fontMetrics().horizontalAdvance
        fitting = (words for words in self._wordings if width(words) <= self.contentsRect().width())
        self.setText(next(fitting, self._wordings[-1]))

    def resizeEvent(self, event: QResizeEvent) -> None:
        super().resizeEvent(event)
        self._fit()

    def sizeHint(self) -> QSize:
        hint = super().sizeHint()
        return QSize(self.fontMetrics().horizontalAdvance(self._wordings[0]) + 2, hint.height())
