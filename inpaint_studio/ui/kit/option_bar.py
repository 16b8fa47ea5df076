"""The bar over the canvas on which the options of an operation are set while its result is looked at."""

from collections.abc import Sequence
from typing import Any

from PySide6.QtCore import Qt, Signal
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractSpinBox, QFrame, QHBoxLayout, QLabel, QPushButton, QVBoxLayout, QWidget

from inpaint_studio.ui.kit.buttons import dress
from inpaint_studio.ui.kit.dropping import leave_drops_to_window
from inpaint_studio.ui.kit.option_controls import OptionControls


class OptionBar(QFrame):
    """Shows the controls of one dataclass of options. It says what is wanted and closes only when it is told to.

    Signals:
        changed: the options as they now are.
        taken: Enter or Apply.
        cancelled: Esc or Cancel.
        closed: it was put away.
    """

    changed = Signal(object)
    taken = Signal()
    cancelled = Signal()
    closed = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setObjectName("messageBar")
        self.setAutoFillBackground(True)
        self._title = QLabel(self)
        self._title.setProperty("role", "heading")
        self._note = QLabel(self)
        self._note.setProperty("role", "faint")
        self._cancel = QPushButton(self.tr("Cancel"), self)
        self._cancel.setToolTip(self.tr("Leave the mask as it is (Esc)"))
        self._cancel.clicked.connect(self.cancelled)
        self._apply = QPushButton(self.tr("Apply"), self)
        self._apply.setToolTip(self.tr("Take the mask as it is shown (Enter)"))
        self._apply.setProperty("role", "primary")
        self._apply.clicked.connect(self.taken)
        dress(self._cancel, "close")
        dress(self._apply, "done")
        top = QHBoxLayout()
        top.setSpacing(12)
        top.addWidget(self._title)
        top.addWidget(self._note, 1)
        top.addWidget(self._cancel)
        top.addWidget(self._apply)
        self._column = QVBoxLayout(self)
        self._column.setContentsMargins(12, 8, 8, 8)
        self._column.setSpacing(8)
        self._column.addLayout(top)
        self._controls: OptionControls | None = None
        self.hide()

    def ask(self, title: str, options: Any) -> None:
        """Show the controls of these options, in place of what was asked before."""
        self._drop()
        self._title.setText(title)
        self.setAccessibleName(title)
        self.set_note("")
        self._controls = controls = OptionControls(type(options), self)
        controls.set_options(options)
        controls.changed.connect(self.changed)
        self._column.insertWidget(1, controls)
        if controls.last is not None:
            QWidget.setTabOrder(controls.last, self._cancel)
        QWidget.setTabOrder(self._cancel, self._apply)
        leave_drops_to_window(self)
        self.show()
        (controls.first or self._apply).setFocus(Qt.FocusReason.OtherFocusReason)
        self._select()

    @property
    def controls(self) -> OptionControls | None:
        return self._controls

    def set_options(self, options: Any) -> None:
        if self._controls is not None:
            self._controls.set_options(options)
            self._select()

    def set_counts(self, counts: Sequence[int] | None) -> None:
        """A histogram for the ranges."""
        if self._controls is not None:
            self._controls.set_counts(counts)

    def set_note(self, text: str) -> None:
        """What is said of the result, beside the title."""
        self._note.setText(text)

    def put_away(self) -> None:
        if not self.isHidden():
            focused = self.focusWidget()
            if focused is not None:
                focused.clearFocus()  # else hiding hands it on as the Tab key would, and that is shown on the canvas
            self.hide()
            self._drop()
            self.closed.emit()

    def _select(self) -> None:
        """What is typed next takes the place of the first number."""
        first = self._controls.first if self._controls is not None else None
        if isinstance(first, QAbstractSpinBox) and first.hasFocus():
            first.selectAll()

    def _drop(self) -> None:
        if self._controls is not None:
            self._controls.hide()
            self._controls.deleteLater()
            self._controls = None

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() == Qt.Key.Key_Escape:
            self.cancelled.emit()
        elif event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            self.taken.emit()
        else:
            super().keyPressEvent(event)
