"""A pen that is taken away: the system then sends no release, and tells the application, not the canvas."""

from collections.abc import Callable

from PySide6.QtCore import QEvent, QObject
from PySide6.QtWidgets import QApplication


class ProximityWatch(QObject):
    """Listens to the whole application's events, so only for as long as a pen presses."""

    def __init__(self, left: Callable[[], None]) -> None:
        """left: called when a pen was taken out of reach."""
        super().__init__()
        self._left = left
        self._is_on = False

    def set_on(self, on: bool) -> None:
        application = QApplication.instance()
        if on == self._is_on or application is None:
            return
        self._is_on = on
        if on:
            application.installEventFilter(self)
        else:
            application.removeEventFilter(self)

    def eventFilter(self, _: QObject, event: QEvent) -> bool:
        if event.type() == QEvent.Type.TabletLeaveProximity:
            self._left()
        return False
