"""Which device a window was used with last: focus frames are for who works by keys."""

from PySide6.QtCore import QEvent, QObject
from PySide6.QtGui import QWindow
from PySide6.QtWidgets import QWidget

_BY_POINTER = (QEvent.Type.MouseButtonPress, QEvent.Type.TabletPress, QEvent.Type.TouchBegin)


class LastInput(QObject):
    """Listens to what the system sends to the window of a widget, before any widget has it.

    When a button hides the bar that it stands in, Qt hands the focus on as if Tab had been pressed: the reason of a
    focus event alone does not tell a click from a key.
    """

    def __init__(self, widget: QWidget) -> None:
        super().__init__(widget)
        self._widget = widget
        self._window: QWindow | None = None
        self.is_keys = True  # until the window is clicked

    def watch(self) -> None:
        """The widget is shown, maybe in another window than before."""
        window = self._widget.window().windowHandle()
        if window is self._window or window is None:
            return
        if self._window is not None:
            self._window.removeEventFilter(self)
        self._window = window
        window.installEventFilter(self)

    def eventFilter(self, watched: QObject, event: QEvent) -> bool:
        kind = event.type()
        if kind == QEvent.Type.KeyPress:
            self.is_keys = True
        elif kind in _BY_POINTER:
            self.is_keys = False
        return False
