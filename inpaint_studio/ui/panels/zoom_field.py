"""The zoom as a number in the status bar, which can be typed."""

import re

from PySide6.QtCore import QEvent, Qt, Signal
from PySide6.QtGui import QFocusEvent, QKeyEvent, QMouseEvent
from PySide6.QtWidgets import QLineEdit, QWidget

_PERCENT = re.compile(r"\s*(\d{1,6}(?:[.,]\d{1,3})?)\s*[%％]?\s*")


class ZoomField(QLineEdit):
    """Shows a percentage, and takes another one: Enter applies it, Esc gives the typing up.

    Signals:
        chosen: the scale that was typed, 1 = one picture pixel on one screen pixel.
        left: the keyboard is wanted elsewhere again.
    """

    chosen = Signal(float)
    left = Signal()

    def __init__(self, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self.setProperty("role", "number")
        self.setAlignment(Qt.AlignmentFlag.AlignCenter)
        self.setAccessibleName(self.tr("Zoom"))
        self.setToolTip(self.tr("Zoom in percent: type a number and press Enter"))
        self.setFixedWidth(self.fontMetrics().horizontalAdvance("0000.0 %") + 18)
        self.setContextMenuPolicy(Qt.ContextMenuPolicy.NoContextMenu)
        self._shown = ""
        self._is_clicked = False

    def show_scale(self, scale: float | None) -> None:
        """None: no picture is open."""
        percent = (scale or 0) * 100
        self._shown = "" if scale is None else f"{percent:.0f} %" if percent >= 10 else f"{percent:.1f} %"
        self.setEnabled(scale is not None)
        if not self.hasFocus():
            self.setText(self._shown)

    def take(self) -> None:
        """Take the keyboard, with all of the number selected."""
        self.setFocus(Qt.FocusReason.ShortcutFocusReason)
        self.selectAll()

    def event(self, event: QEvent) -> bool:
        is_key = event.type() == QEvent.Type.ShortcutOverride and isinstance(event, QKeyEvent)
        if is_key and event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Escape):  # type: ignore[attr-defined]
            event.accept()  # else Enter would fill, and Esc stop what is filled
            return True
        return super().event(event)

    def keyPressEvent(self, event: QKeyEvent) -> None:
        if event.key() in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            typed = _PERCENT.fullmatch(self.text())
            self.setText(self._shown)
            self.left.emit()
            if typed is not None and float(typed[1].replace(",", ".")) > 0:
                self.chosen.emit(float(typed[1].replace(",", ".")) / 100)
        elif event.key() == Qt.Key.Key_Escape:
            self.setText(self._shown)
            self.left.emit()
        else:
            super().keyPressEvent(event)

    def focusInEvent(self, event: QFocusEvent) -> None:
        super().focusInEvent(event)
        self._is_clicked = event.reason() == Qt.FocusReason.MouseFocusReason
        if not self._is_clicked:
            self.selectAll()

    def mouseReleaseEvent(self, event: QMouseEvent) -> None:
        super().mouseReleaseEvent(event)
        if self._is_clicked and not self.hasSelectedText():  # the click that gave it the keyboard
            self.selectAll()
        self._is_clicked = False

    def focusOutEvent(self, event: QFocusEvent) -> None:
        super().focusOutEvent(event)
        self.setText(self._shown)
