"""The pointer of the arrow keys: what presses it, and what status bar and screen readers say of it."""

from collections.abc import Callable
from functools import partial

from PySide6.QtCore import QObject, Qt
from PySide6.QtGui import QAccessible, QAccessibleAnnouncementEvent, QAction
from PySide6.QtWidgets import QWidget

from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.key_pen import PenState
from inpaint_studio.ui.kit.actions.shortcuts import native_text
from inpaint_studio.ui.panels.status_bar import StatusBar
from inpaint_studio.ui.tools.tool import Tool

_KEYS = Qt.KeyboardModifier
_MODIFIERS = {"pen": _KEYS.NoModifier, "pen_shift": _KEYS.ShiftModifier, "pen_alt": _KEYS.AltModifier}


class KeyPenCommands(QObject):
    """Presses and lifts by actions of the table, and says in words what the cross on the canvas shows."""

    def __init__(self, canvas: Canvas, actions: dict[str, QAction], window: QWidget) -> None:
        super().__init__(window)
        self._canvas, self._actions, self._window = canvas, actions, window
        self._status: StatusBar | None = None
        self._announced = ""
        for key in _MODIFIERS:
            # Where a slider or a list has the keyboard, nobody means to draw.
            action = actions[key]
            window.removeAction(action)
            canvas.addAction(action)
            action.setShortcutContext(Qt.ShortcutContext.WidgetShortcut)
            action.setAutoRepeat(False)
        canvas.pointer.pen.changed.connect(self._show)
        canvas.pointer.pen.rested.connect(self._say_place)

    def begin(self, status: StatusBar) -> None:
        self._status = status

    def slots(self) -> dict[str, Callable[[], object]]:
        return {key: partial(self._press, keys) for key, keys in _MODIFIERS.items()}

    def _press(self, keys: Qt.KeyboardModifier) -> None:
        self._canvas.pointer.pen.press(keys)
        self._show(self._canvas.pointer.pen.state)  # a point was set, though nothing else has changed

    def _show(self, state: PenState | None) -> None:
        if self._status is None:
            return
        words, short = self._words(state) if state is not None else ("", "")
        self._status.show_pen(words, short)
        if words != self._announced:
            self._announced = words
            if words:
                announce(self._canvas, words)

    def _say_place(self, state: PenState) -> None:
        announce(self._canvas, f"{int(state.x // 1)}, {int(state.y // 1)}")

    def _words(self, state: PenState) -> tuple[str, str]:
        """What can be done now, in full and for a narrow window."""
        tool = self._canvas.pointer.tool
        keys = self._actions["pen"].shortcuts()
        key = native_text(keys[0].toString()) if keys else self.tr("the key of the pointer")
        if isinstance(tool, Tool) and (tool.sets_points if state.is_down else tool.draft() is not None):
            words = (
                self.tr("{key} sets a point here. Enter closes, Esc cancels."),
                self.tr("{key}: point · Enter: close"),
            )
        elif state.is_down:
            words = (
                self.tr("Pressed. Arrow keys drag, {key} or Enter lets go, Esc cancels."),
                self.tr("Pressed · {key} lets go"),
            )
        else:
            words = (
                self.tr("Pointer by keys: arrows move it, with Shift by ten, and {key} presses it."),
                self.tr("Arrows move · {key} presses"),
            )
        return words[0].format(key=key), words[1].format(key=key)


def announce(widget: QWidget, words: str) -> None:
    """Let a screen reader say it."""
    QAccessible.updateAccessibility(QAccessibleAnnouncementEvent(widget, words))
