"""A small bar below the options: asks for a number or a name without a dialog in the way of the picture."""

from collections.abc import Callable

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QFrame, QHBoxLayout, QLabel, QLineEdit, QPushButton, QSpinBox, QWidget

from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.dropping import leave_drops_to_window


class AmountBar(QFrame):
    """Asks, and calls back with what was given. Esc or Cancel puts it away.

    Signals:
        closed: it was put away.
    """

    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAutoFillBackground(True)
        self._row = QHBoxLayout(self)
        self._row.setContentsMargins(12, 8, 8, 8)
        self._row.setSpacing(12)
        self._title = QLabel(self)
        self._title.setProperty("role", "heading")
        self._row.addWidget(self._title)
        self._fields: list[QWidget] = []
        self._labels: list[QLabel] = []
        self._row.addStretch(1)
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._cancel.clicked.connect(self.put_away)
        self._apply = QPushButton(self.tr("Apply"), self)
        self._apply.setProperty("role", "primary")
        self._apply.clicked.connect(self._give)
        dress(self._cancel, "close")
        dress(self._apply, "done")
        self._row.addWidget(self._cancel)
        self._row.addWidget(self._apply)
        self._then: Callable[..., object] | None = None
        self.hide()

    def ask_number(
        self, title: str, label: str, value: int, low: int, high: int, suffix: str, then: Callable[[int], object]
    ) -> None:
        self._begin(title, then)
        self._add_number(label, value, low, high, suffix)
        self._show()

    def ask_text(self, title: str, label: str, text: str, then: Callable[[str], object]) -> None:
        self._begin(title, then)
        field = QLineEdit(text, self)
        field.setMaximumWidth(280)
        field.selectAll()
        self._add(label, field)
        self._show()

    def put_away(self) -> None:
        self._then = None
        self.hide()
        self.closed.emit()

    def _begin(self, title: str, then: Callable[..., object]) -> None:
        for widget in (*self._fields, *self._labels):
            widget.hide()
            widget.deleteLater()
        self._fields, self._labels = [], []
        self._title.setText(title)
        self._then = then

    def _add_number(self, label: str, value: int, low: int, high: int, suffix: str) -> None:
        spin = QSpinBox(self)
        spin.setRange(low, high)
        spin.setValue(value)
        spin.setSuffix(suffix)
        spin.selectAll()
        self._add(label, spin)

    def _add(self, label: str, field: QWidget) -> None:
        words = QLabel(label, self)
        words.setBuddy(field)
        field.setAccessibleName(label)
        at = 1 + 2 * len(self._fields)
        self._row.insertWidget(at, words)
        self._row.insertWidget(at + 1, field)
        self._labels.append(words)
        self._fields.append(field)
        leave_drops_to_window(self)

    def _show(self) -> None:
        self.show()
        self._fields[0].setFocus()

    def _give(self) -> None:
        then = self._then
        values = [field.value() if isinstance(field, QSpinBox) else field.text() for field in self._fields]  # type: ignore[attr-defined]
        self.put_away()
        if then is not None:
            then(*values)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.put_away()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):  # of a field as well: both kinds pass it on
            self._give()
        else:
            super().keyPressEvent(event)
