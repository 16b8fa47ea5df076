"""Keys of a window with lists and fields: letters are for the window, unless somebody types."""

from collections.abc import Callable, Mapping

from PySide6.QtCore import QEvent, QObject, Qt
from PySide6.QtGui import QKeyEvent
from PySide6.QtWidgets import QAbstractButton, QAbstractSpinBox, QApplication, QLineEdit, QWidget

Slots = Mapping[tuple[Qt.Key, bool], Callable[[], object]]  # by key, and whether Shift is held


class WindowKeys(QObject):
    """Takes keys before lists do, which would search by letters; leaves them to fields in which somebody types."""

    def __init__(self, slots: Slots, widgets: tuple[QWidget, ...], window: QWidget) -> None:
        super().__init__(window)
        self._slots = slots
        for widget in widgets:
            widget.installEventFilter(self)

    def take(self, event: QKeyEvent) -> bool:
        """Whether it is one of ours, and was done."""
        focus, key = QApplication.focusWidget(), Qt.Key(event.key())
        if isinstance(focus, QLineEdit | QAbstractSpinBox) and key != Qt.Key.Key_Escape:
            return False
        if isinstance(focus, QAbstractButton) and key in (Qt.Key.Key_Return, Qt.Key.Key_Enter):
            focus.click()
            return True
        others = Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.AltModifier
        if event.modifiers() & others:
            return False
        slot = self._slots.get((key, bool(event.modifiers() & Qt.KeyboardModifier.ShiftModifier)))
        if slot is not None:
            slot()
        return slot is not None

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        return event.type() == QEvent.Type.KeyPress and isinstance(event, QKeyEvent) and self.take(event)
