"""The keyboard as a pointer: the arrow keys move a pen over the picture, and a key presses and lifts it."""

from collections.abc import Callable
from dataclasses import dataclass

from PySide6.QtCore import QObject, QPointF, Qt, Signal
from PySide6.QtGui import QKeyEvent, QTransform

from inpaint_studio.ui.canvas.pointing import Device, Pointer, PointerMachine, Touch
from inpaint_studio.ui.canvas.surface import CanvasTool, Surface

_LEFT, _NONE = Qt.MouseButton.LeftButton, Qt.MouseButton.NoButton
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}
_STEP, _LARGE_STEP, _LARGEST_STEP = 1.0, 10.0, 40.0  # widget pixels; the last while a key has been held for long
_VIEW_STEP, _LARGE_VIEW_STEP = 40.0, 200.0  # widget pixels, of tools that move the view
_MARGIN = 24  # widget pixels from the edge that the pen stays away


@dataclass(frozen=True)
class PenState:
    """Where the pen is, picture pixels, and whether it is pressed."""

    x: float
    y: float
    is_down: bool


class KeyPen(QObject):
    """What mouse and pen do, by keys: the tool hovers, is pressed, dragged and released as by any other device.

    An arrow key moves by one widget pixel, with Shift by ten, and faster the longer it is held; with Ctrl by one pixel
    of the picture. Two arrow keys at once move aslant.

    Signals:
        changed: the PenState, or None once mouse or pen have taken the pointer.
        rested: the arrow keys were let go; the PenState.
    """

    changed = Signal(object)
    rested = Signal(object)

    def __init__(
        self,
        surface: Surface,
        machine: PointerMachine,
        tool: Callable[[], CanvasTool | None],
        start: Callable[[], QPointF | None],
        moved: Callable[[tuple[float, float]], None],
    ) -> None:
        """start: where mouse or pen are, widget pixels; None outside.  moved: is called with the picture x, y."""
        super().__init__()
        self._surface, self._machine = surface, machine
        self._tool, self._start, self._moved = tool, start, moved
        self._point: tuple[float, float] | None = None
        self._held: set[Qt.Key] = set()  # arrow keys
        self._repeats = 0  # of those, since they were pressed
        self._last: PenState | None = None  # that was emitted

    @property
    def point(self) -> tuple[float, float] | None:
        """Picture pixels; None where mouse or pen have the pointer."""
        return self._point

    @property
    def place(self) -> QPointF | None:
        """Widget pixels; None where mouse or pen have the pointer."""
        return self._surface.viewport.to_widget(*self._point) if self._point is not None else None

    @property
    def is_down(self) -> bool:
        return self._machine.device is Device.KEYS

    @property
    def state(self) -> PenState | None:
        return PenState(*self._point, self.is_down) if self._point is not None else None

    # what keys do

    def arrow_pressed(self, event: QKeyEvent) -> bool:
        """Returns whether it was an arrow key, and the pointer is free to be moved."""
        key = Qt.Key(event.key())
        if key not in _ARROWS or not self._is_free:
            return False
        if event.isAutoRepeat():
            self._repeats += 1
        else:
            self._held.add(key)
            self._repeats = 0
        # A system repeats only the key that was pressed last.
        steps = [_ARROWS[one] for one in {*self._held, key}]
        dx, dy = sum(x for x, _ in steps), sum(y for _, y in steps)
        self._move(dx, dy, self._length(event.modifiers()))
        return True

    def key_released(self, event: QKeyEvent) -> None:
        key = Qt.Key(event.key())
        if event.isAutoRepeat() or key not in self._held:
            return
        self._held.discard(key)
        if not self._held and self._point is not None:
            self.rested.emit(self.state)

    def press(self, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
        """Press where the pen is; or set a point there, or lift it where it was pressed."""
        tool = self._tool()
        if tool is None or not self._is_free:
            return
        if self._point is None:
            self._move(0, 0, 0.0)
        if self.is_down:
            if not tool.set_point(self._pointer()):
                self._machine.release(self._touch(is_down=False, button=_LEFT))
        else:
            self._machine.press(self._touch(is_down=True, button=_LEFT, modifiers=modifiers))
            if self.is_down and tool.is_click(self._pointer(modifiers)):
                self._machine.release(self._touch(is_down=False, button=_LEFT))
        self.refresh()

    def finish(self) -> bool:
        """Enter: lift it here, and what was begun is done. Returns whether it was pressed."""
        if not self.is_down:
            return False
        self._machine.release(self._touch(is_down=False, button=_LEFT))
        self.refresh()
        return True

    def cancel(self) -> bool:
        """Esc: nothing comes of what was begun. Returns whether it was pressed."""
        tool = self._tool()
        if not self.is_down or tool is None:
            return False
        tool.cancel()
        self._machine.discard()
        self.refresh()
        return True

    # what others do

    def give_way(self) -> None:
        """Mouse or pen have the pointer, or the picture is another."""
        self._point = None
        self._held.clear()
        self.refresh()

    def forget_keys(self) -> None:
        """The keyboard has gone elsewhere: what is held may be let go there."""
        self._held.clear()
        self.refresh()

    def refresh(self) -> None:
        """Say so if it is not as it was."""
        state = self.state
        if state != self._last:
            self._last = state
            self.changed.emit(state)

    @property
    def _is_free(self) -> bool:
        is_usable = self._surface.display is not None and self._tool() is not None
        return is_usable and self._machine.device not in (Device.MOUSE, Device.PEN)

    def _length(self, modifiers: Qt.KeyboardModifier) -> float:
        """Of one step, picture pixels: whole ones, and one at least."""
        if modifiers & Qt.KeyboardModifier.ControlModifier:
            return 1.0
        step = _LARGE_STEP if modifiers & Qt.KeyboardModifier.ShiftModifier else _STEP
        viewport = self._surface.viewport
        length = min(step * (1 + self._repeats / 2), _LARGEST_STEP) * viewport.ratio / viewport.view.scale
        return max(1.0, round(length))

    def _move(self, dx: int, dy: int, length: float) -> None:
        """dx, dy: the direction on the screen.  length: picture pixels."""
        viewport = self._surface.viewport
        if self._point is None:
            at = self._start() or QPointF(viewport.area.toRect().center())
            self._point = viewport.to_picture(at, viewport.pane_at(at))
        view = viewport.view
        back, _ = QTransform().rotate(view.angle).scale(-1 if view.mirrored else 1, 1).inverted()
        moved = back.map(QPointF(dx * length, dy * length))
        self._point = (self._point[0] + moved.x(), self._point[1] + moved.y())
        self._keep_in_sight()
        tool = self._tool()
        if not self._machine.move(self._touch(is_down=self.is_down)) and tool is not None:
            tool.hover(self._pointer())
        self._moved(self._point)
        self.refresh()

    def _touch(
        self,
        is_down: bool,
        button: Qt.MouseButton = _NONE,
        modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier,
    ) -> Touch:
        assert self._point is not None
        at = self._surface.viewport.to_widget(*self._point)
        return Touch(Device.KEYS, at, button, _LEFT if is_down else _NONE, modifiers=modifiers)

    def _pointer(self, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> Pointer:
        assert self._point is not None
        return Pointer(*self._point, modifiers=modifiers, by_keys=True)

    def _keep_in_sight(self) -> None:
        viewport, at = self._surface.viewport, self.place
        assert at is not None
        room = viewport.area.adjusted(_MARGIN, _MARGIN + viewport.covered, -_MARGIN, -_MARGIN)
        dx = min(0.0, room.right() - at.x()) + max(0.0, room.left() - at.x())
        dy = min(0.0, room.bottom() - at.y()) + max(0.0, room.top() - at.y())
        if dx or dy:
            self._surface.pan(dx, dy)


def view_step(event: QKeyEvent) -> tuple[float, float] | None:
    """By how many widget pixels an arrow key moves the picture with a tool that moves the view; None for other keys."""
    direction = _ARROWS.get(Qt.Key(event.key()))
    if direction is None:
        return None
    step = _LARGE_VIEW_STEP if event.modifiers() & Qt.KeyboardModifier.ShiftModifier else _VIEW_STEP
    return -step * direction[0], -step * direction[1]
