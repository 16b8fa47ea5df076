"""What is pressed, by what, and when that ends: one machine for mouse, pen and keys. Knows no widget.

Releases get lost: over a dialog that has opened meanwhile, in another window, with the pen out of reach. So nothing
here rests on them alone. Every event says which buttons are down, and a drag whose button is not among them is over.
"""

from collections.abc import Callable
from dataclasses import dataclass
from enum import Enum
from typing import Protocol

from PySide6.QtCore import QEvent, QPointF, Qt
from PySide6.QtGui import QMouseEvent, QTabletEvent

_NONE = Qt.MouseButton.NoButton


@dataclass(frozen=True)
class Pointer:
    """Where the pointer is and how it presses, as a tool is told."""

    x: float  # picture pixels; may lie outside the picture
    y: float
    pressure: float = 1.0  # 0 .. 1; a mouse always presses fully
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    erases: bool = False  # right button, or the pen's other end
    by_keys: bool = False  # moved in steps, so that no free line can be drawn

    @property
    def shift(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.ShiftModifier)

    @property
    def alt(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.AltModifier)

    @property
    def control(self) -> bool:
        return bool(self.modifiers & Qt.KeyboardModifier.ControlModifier)


class Device(Enum):
    """What points. A touchpad and a finger speak as a mouse."""

    MOUSE = "mouse"
    PEN = "pen"
    KEYS = "keys"  # the arrow keys move, another one presses and lifts


@dataclass(frozen=True)
class Touch:
    """One event of a device."""

    device: Device
    at: QPointF  # widget pixels
    button: Qt.MouseButton = _NONE  # that was pressed or let go; none for a move
    buttons: Qt.MouseButton = _NONE  # that are down after it
    pressure: float = 1.0  # 0 .. 1
    modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier
    eraser: bool = False  # the pen's other end
    is_double: bool = False  # the second press of a double click

    @classmethod
    def of(cls, event: QMouseEvent | QTabletEvent) -> "Touch":
        double = event.type() == QEvent.Type.MouseButtonDblClick
        pressure, eraser, device = 1.0, False, Device.MOUSE
        if isinstance(event, QTabletEvent):
            device, pressure = Device.PEN, event.pressure()
            eraser = event.pointerType() == event.pointingDevice().PointerType.Eraser
        buttons, modifiers = event.buttons(), event.modifiers()
        return cls(device, event.position(), event.button(), buttons, pressure, modifiers, eraser, double)


class Drag(Protocol):
    """What goes on from a press to the end of it."""

    def start(self, touch: Touch) -> None: ...
    def move(self, touch: Touch) -> None: ...
    def end(self, touch: Touch | None) -> None:
        """Let go at `touch`; None where the release was not seen, and the last place counts."""


class PointerMachine:
    """At most one drag, held by one button of one device.

    Other buttons and devices that press meanwhile are ignored.
    """

    def __init__(self, begin: Callable[[Touch], Drag | None]) -> None:
        self._begin = begin
        self._drag: Drag | None = None
        self._device, self._button = Device.MOUSE, _NONE  # that hold it

    @property
    def drag(self) -> Drag | None:
        return self._drag

    @property
    def device(self) -> Device | None:
        """That holds the drag."""
        return self._device if self._drag is not None else None

    def press(self, touch: Touch) -> None:
        if touch.device is self._device and touch.button == self._button:
            self._end(None)  # it was let go meanwhile, or could not be pressed again
        self.sync_buttons(touch.device, touch.buttons | touch.button)
        if self._drag is not None:
            return
        drag = self._begin(touch)
        if drag is not None:
            # First of all: what starts may open a dialog, or take another tool, and that lets go.
            self._drag, self._device, self._button = drag, touch.device, touch.button
            drag.start(touch)

    def move(self, touch: Touch) -> bool:
        """Returns whether it belongs to what is pressed."""
        self.sync_buttons(touch.device, touch.buttons)
        if self._drag is None:
            return False
        self._drag.move(touch)
        return True

    def release(self, touch: Touch) -> None:
        if touch.device is self._device and touch.button == self._button:
            self._end(touch)
        self.sync_buttons(touch.device, touch.buttons)

    def sync_buttons(self, device: Device, buttons: Qt.MouseButton) -> None:
        """These buttons of a device are down: whatever another one holds, or they do not, is over."""
        if device is not self._device or not buttons & self._button:
            self._end(None)

    def interrupt(self) -> None:
        """Whatever is pressed ends where it is: the keyboard, the window or the tool is gone."""
        self._end(None)

    def discard(self) -> None:
        """Whatever is pressed belongs to a picture that is gone."""
        self._drag = None

    def _end(self, touch: Touch | None) -> None:
        drag, self._drag = self._drag, None
        if drag is not None:
            drag.end(touch)
