"""The canvas as a screen reader finds it: of what kind it is, and how the picture on it stands."""

from collections.abc import Callable

from PySide6.QtCore import QObject
from PySide6.QtGui import QAccessible, QAccessibleValueChangeEvent
from PySide6.QtWidgets import QAccessibleWidget, QWidget


class CanvasState:
    """How the picture in view stands, in words, asked for only while something listens."""

    def __init__(self, canvas: QWidget) -> None:
        self._canvas = canvas
        self.words: Callable[[], str] = lambda: ""
        self.interface: QAccessibleWidget | None = None
        _install()

    def changed(self) -> None:
        """The words are others now, perhaps."""
        if QAccessible.isActive():
            QAccessible.updateAccessibility(QAccessibleValueChangeEvent(self._canvas, self.words()))


class CanvasInterface(QAccessibleWidget):
    """Qt makes nothing but a plain area of a widget of its own painting."""

    def __init__(self, canvas: QWidget, state: CanvasState) -> None:
        super().__init__(canvas, QAccessible.Role.Canvas)
        self._state = state

    def text(self, kind: QAccessible.Text) -> str:
        return self._state.words() if kind == QAccessible.Text.Value else super().text(kind)


_is_installed = False


def _install() -> None:
    """Tell Qt once what to make for a canvas."""
    global _is_installed
    if not _is_installed:
        _is_installed = True
        QAccessible.installFactory(_interface_of)


def _interface_of(_: str, thing: QObject) -> CanvasInterface | None:
    state = getattr(thing, "accessible_state", None)
    if not isinstance(thing, QWidget) or not isinstance(state, CanvasState):
        return None
    made = CanvasInterface(thing, state)
    state.interface = made  # Qt deletes it with the canvas; Python must not before
    return made
