"""The pointer of a canvas: its events become drags of the tool, of the picture or of the split line.

Mouse, pen, wheel, touchpad and keys come in here, and what they mean is decided by `pointing`. The widget is known by
what is asked of it alone.
"""

from collections.abc import Callable, Mapping
from dataclasses import replace
from typing import Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import (
    QEnterEvent,
    QGuiApplication,
    QKeyEvent,
    QMouseEvent,
    QNativeGestureEvent,
    QRegion,
    QTabletEvent,
    QWheelEvent,
)

from inpaint_studio.ui.canvas.compare import Compare, Pane
from inpaint_studio.ui.canvas.drags import LevelsDrag, Pan, Seen, SizeDrag, SplitDrag, ToolDrag, pointer_of
from inpaint_studio.ui.canvas.key_pen import KeyPen
from inpaint_studio.ui.canvas.pointing import Device, Drag, PointerMachine, Touch
from inpaint_studio.ui.canvas.proximity import ProximityWatch
from inpaint_studio.ui.canvas.ring import Cross, Ring, size_words
from inpaint_studio.ui.canvas.surface import CanvasTool, Sizing, Surface
from inpaint_studio.ui.kit.gestures import LEVELS_DRAG, PLANE_WHEEL, SIZE_DRAG, SIZE_WHEEL, Trigger

_LEFT, _MIDDLE, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TabletPress)
_RELEASES = (QEvent.Type.MouseButtonRelease, QEvent.Type.TabletRelease)
_SHIFT = Qt.KeyboardModifier.ShiftModifier


class CanvasPointer:
    """The tool in use, what is pressed, and where the pointer is."""

    def __init__(self, surface: Surface, moved: Callable[[tuple[float, float] | None], None]) -> None:
        """moved: is called with the picture x, y under the pointer, or None outside."""
        self._surface, self._moved = surface, moved
        self._machine = PointerMachine(self._begin)
        self._tool: CanvasTool | None = None
        self._at: QPointF | None = None  # of mouse or pen, widget pixels; None outside
        self._hovering: Touch | None = None  # the last move of mouse or pen with nothing pressed
        self._space_held = False
        self.gestures: Mapping[str, Trigger] = {}  # by the keys of their table
        self.seen: Seen | None = None  # whose levels a drag changes
        # Walks planes by a turn of the wheel, 1/8 degrees; False where there are none.
        self.walk_planes: Callable[[int], bool] = lambda _: False
        self.pen = KeyPen(surface, self._machine, lambda: self._tool, lambda: self._at, self._key_moved)
        self.outline = Ring(surface, self.ring, self._size_words, self._cross)
        self._proximity = ProximityWatch(self._machine.interrupt)
        event = QEvent.Type
        self._handlers: dict[QEvent.Type, Callable[[Any], bool]] = {
            event.MouseButtonPress: self._point,
            event.MouseButtonDblClick: self._point,
            event.MouseMove: self._point,
            event.MouseButtonRelease: self._point,
            event.TabletPress: self._point_by_pen,
            event.TabletMove: self._point_by_pen,
            event.TabletRelease: self._point_by_pen,
            event.Wheel: self._turn_wheel,
            event.NativeGesture: self._pinch,
            event.Enter: self._enter,
            event.Leave: self._leave,
            event.KeyPress: self._shift_pressed,
            event.KeyRelease: self._key_released,
            # After any of these the release of what is pressed may go elsewhere, or has gone. ContextMenu is not
            # among them: most systems send it with every press of the right button, which draws.
            event.FocusOut: self._interrupted,
            event.WindowDeactivate: self._interrupted,
            event.WindowBlocked: self._interrupted,
            event.ApplicationDeactivate: self._interrupted,
            event.UngrabMouse: self._interrupted,
            event.EnabledChange: self._interrupted,
            event.Hide: self._interrupted,
        }

    def handle(self, event: QEvent) -> bool:
        """Take an event of the widget. Returns whether it is done with."""
        handler = self._handlers.get(event.type())
        if handler is None:
            return False
        is_done = handler(event)
        self._proximity.set_on(self._machine.device is Device.PEN)
        return is_done

    # what is pressed

    @property
    def is_pressed(self) -> bool:
        """Whether anything is held: a stroke, the picture, the split line."""
        return self._machine.drag is not None

    @property
    def is_panning(self) -> bool:
        return isinstance(self._machine.drag, Pan)

    def cancel(self) -> bool:
        """Esc: the brush has the size again that it had before it was dragged; nothing comes of what keys draw.

        Returns whether there was either.
        """
        if self.pen.cancel():
            self.refresh_cursor()
            return True
        drag = self._machine.drag
        if not isinstance(drag, SizeDrag | LevelsDrag):
            return False
        self._machine.discard()
        drag.take_back()
        self.refresh_cursor()
        return True

    @property
    def space_held(self) -> bool:
        """Whether the left button moves the picture, whatever the tool."""
        return self._space_held

    def set_space_held(self, held: bool) -> None:
        self._space_held = held
        self.refresh_cursor()

    def interrupt(self) -> None:
        """Whatever is pressed ends where it is, and what it has drawn stays."""
        self._machine.interrupt()

    def discard(self) -> None:
        """Another picture is shown: what is pressed and what is being drawn belong to the one before."""
        self._machine.discard()
        self.pen.give_way()
        if self._tool is not None:
            self._tool.cancel()

    # the tool

    @property
    def tool(self) -> CanvasTool | None:
        return self._tool

    def set_tool(self, tool: CanvasTool | None) -> None:
        self._machine.interrupt()  # with the tool that was pressed: what it has drawn stays
        if self._tool is not None:
            self._tool.put_down()
        self._tool = tool
        self.refresh_cursor()
        self._surface.update(QRegion(self._surface.viewport.area.toAlignedRect()))

    def refresh_cursor(self) -> None:
        """The tool's cursor or ring has changed."""
        if self.is_panning:
            shape = Qt.CursorShape.ClosedHandCursor
        elif self._space_held:
            shape = Qt.CursorShape.OpenHandCursor
        elif self._surface.display is None or self._tool is None:
            shape = Qt.CursorShape.ArrowCursor
        else:
            shape = self._tool.cursor()
        self._surface.setCursor(shape)
        self.update_ring()

    # where it is

    @property
    def place(self) -> QPointF | None:
        """Where the pointer is, be it the mouse's, the pen's or that of the arrow keys; widget pixels.

        While the size of the brush is dragged, where that began.
        """
        drag = self._machine.drag
        if isinstance(drag, SizeDrag):
            return drag.anchor
        at = self.pen.place
        return at if at is not None else self._at

    @property
    def pane(self) -> Pane:
        """The pane in which the tool is seen."""
        at = self._at if self.pen.point is None else None
        return self.pane_at(at) if at is not None else self._surface.viewport.main_pane

    def pane_at(self, at: QPointF) -> Pane:
        """The pane at a point of the widget; while the tool is pressed, the one it was pressed in."""
        drag, viewport = self._machine.drag, self._surface.viewport
        return viewport.pane_of(drag.layer) if isinstance(drag, ToolDrag) else viewport.pane_at(at)

    def ring(self) -> QRectF | None:
        """The box of the tool's outline at the pointer, widget pixels; None for none."""
        if self._tool is None or self._surface.display is None or self._space_held or self.is_panning:
            return None
        radius, at = self._tool.ring(), self.place
        if radius is None or at is None:
            return None
        viewport = self._surface.viewport
        reach = max(radius * viewport.view.scale / viewport.ratio, 1.5)
        return QRectF(at.x() - reach, at.y() - reach, 2 * reach, 2 * reach)

    def update_ring(self) -> None:
        """Repaint where the ring was and where it is now."""
        self.outline.update()
        self.pen.refresh()

    def show_size(self) -> None:
        """The size of the brush has changed: show it beside the ring for a moment."""
        self.outline.show_words()
        self.refresh_cursor()

    def _cross(self) -> Cross | None:
        """Where the arrow keys have moved the pointer; None for mouse and pen, which show it by themselves."""
        at = self.pen.place if self._surface.display is not None else None
        return Cross(at, self.pen.is_down) if at is not None else None

    @property
    def _sizing(self) -> Sizing | None:
        return self._tool.sizing() if self._tool is not None else None

    def _size_words(self) -> str:
        sizing = self._sizing
        return size_words(2 * sizing.radius, sizing.hardness) if sizing is not None else ""

    # mouse, pen and touchpad

    def _point(self, event: QMouseEvent | QTabletEvent) -> bool:
        """Mouse and pen. They take the pointer from the arrow keys."""
        if not self._surface.isEnabled():
            return False
        if self._machine.device is Device.PEN and isinstance(event, QMouseEvent) and _echoes_a_pen(event):
            return True
        touch = Touch.of(event)
        self._at = touch.at
        self.pen.give_way()
        if self._surface.display is None:
            return True
        if event.type() in _PRESSES:
            self._machine.press(touch)
        elif event.type() in _RELEASES:
            self._machine.release(touch)
        elif not self._machine.move(touch):
            self._hover(touch)
        self.update_ring()
        self._moved(self._surface.viewport.to_picture(touch.at, self.pane_at(touch.at)))
        return True

    def _point_by_pen(self, event: QTabletEvent) -> bool:
        # Accepted, so that Qt makes no mouse events of it: those have no pressure.
        event.setAccepted(self._surface.display is not None)
        return self._point(event)

    def _turn_wheel(self, event: QWheelEvent) -> bool:
        if not self._surface.isEnabled():
            return False
        self._sync_mouse(event.buttons())
        if self._surface.display is None:
            return True
        turned = event.angleDelta().y() or event.angleDelta().x()  # with Alt, Qt turns the wheel sideways
        sizing, by_wheel = self._sizing, self.gestures.get(SIZE_WHEEL.key)
        walks = self.gestures.get(PLANE_WHEEL.key)
        if walks is not None and walks.is_met(event.modifiers()) and self.walk_planes(turned):
            pass
        elif by_wheel is not None and by_wheel.is_met(event.modifiers()) and sizing is not None:
            self._size_by_wheel(sizing, turned)
        elif event.modifiers() & Qt.KeyboardModifier.ShiftModifier:
            self._surface.pan(turned / 2, 0)
        elif turned:
            self._surface.zoom_to(self._surface.viewport.view.scale * 2.0 ** (turned / 360), event.position())
        event.accept()
        return True

    def _size_by_wheel(self, sizing: Sizing, turned: int) -> None:
        """By a sixth with every notch, and by half a pixel at least."""
        if turned and not self.is_pressed:
            radius = sizing.radius * 2.0 ** (turned / 540)
            least = 0.5 if turned > 0 else -0.5
            if abs(radius - sizing.radius) < 0.5:
                radius = sizing.radius + least
            sizing.shape(round(2 * radius) / 2, sizing.hardness)
            self.show_size()

    def _pinch(self, event: QNativeGestureEvent) -> bool:
        if event.gestureType() != Qt.NativeGestureType.ZoomNativeGesture:
            return False
        self._surface.zoom_to(self._surface.viewport.view.scale * (1 + event.value()), event.position())
        return True

    def _enter(self, event: QEnterEvent) -> bool:
        self._sync_mouse(event.buttons())
        return False

    def _leave(self, _: QEvent) -> bool:
        self._sync_mouse(QGuiApplication.mouseButtons())
        self._at = self._hovering = None
        if self._tool is not None:
            self._tool.leave()
        self.update_ring()
        if self.pen.point is None:
            self._moved(None)
        return False

    def _interrupted(self, _: QEvent) -> bool:
        """Whatever is pressed ends where it is, and so does the space bar."""
        self._machine.interrupt()
        self.pen.forget_keys()
        self._hold_shift(False)
        if self._space_held:  # the key may be let go where another widget has the keyboard
            self.set_space_held(False)
        return False

    def _sync_mouse(self, buttons: Qt.MouseButton) -> None:
        """These buttons of the mouse are down, said by an event that is neither a press nor a move."""
        if self._machine.device is Device.MOUSE:
            self._machine.sync_buttons(Device.MOUSE, buttons)

    # what a touch begins

    def _begin(self, touch: Touch) -> Drag | None:
        surface = self._surface
        if surface.display is None:
            return None
        points = touch.device is not Device.KEYS
        levels, by_drag = self.seen.levels if self.seen is not None else None, self.gestures.get(LEVELS_DRAG.key)
        if points and levels is not None and by_drag is not None and by_drag.is_met(touch.modifiers, touch.button):
            assert self.seen is not None
            return LevelsDrag(surface, self.seen, levels, self.refresh_cursor)
        if touch.button == _MIDDLE or (points and self._space_held and touch.button == _LEFT):
            return Pan(surface, self.refresh_cursor)
        viewport = surface.viewport
        if points and touch.button == _LEFT and viewport.is_on_split(touch.at):
            return SplitDrag(surface)
        sizing, by_drag = self._sizing, self.gestures.get(SIZE_DRAG.key)
        if points and by_drag is not None and by_drag.is_met(touch.modifiers, touch.button) and sizing is not None:
            assert self._tool is not None
            return SizeDrag(surface, self._tool, sizing, self.show_size)
        if touch.button not in (_LEFT, _RIGHT) and touch.device is not Device.PEN:
            return None
        surface.hold_before(False)  # nobody means to paint on what is not there any more
        viewport = surface.viewport
        if self._tool is None or viewport.compare is Compare.BEFORE:
            return None
        pane = viewport.pane_at(touch.at) if points else viewport.main_pane
        return ToolDrag(surface, self._tool, pane.layer)

    def _hover(self, touch: Touch) -> None:
        surface, viewport = self._surface, self._surface.viewport
        self._hovering = touch
        if self._tool is not None and viewport.compare is not Compare.BEFORE:
            self._tool.hover(pointer_of(viewport, touch, viewport.pane_at(touch.at), erases=touch.eraser))
        if viewport.is_on_split(touch.at):
            surface.setCursor(Qt.CursorShape.SplitHCursor)
        elif self._tool is None or surface.cursor().shape() != self._tool.cursor():
            self.refresh_cursor()

    def _shift_pressed(self, event: QKeyEvent) -> bool:
        if event.key() == Qt.Key.Key_Shift:
            self._hold_shift(True)
        return False

    def _key_released(self, event: QKeyEvent) -> bool:
        self.pen.key_released(event)
        if event.key() == Qt.Key.Key_Shift:
            self._hold_shift(False)
        return False

    def _hold_shift(self, held: bool) -> None:
        """Shift was pressed or let go: the tool may show something else where the pointer is."""
        if self._hovering is None or self.is_pressed or bool(self._hovering.modifiers & _SHIFT) == held:
            return
        keys = self._hovering.modifiers | _SHIFT if held else self._hovering.modifiers & ~_SHIFT
        self._hover(replace(self._hovering, modifiers=keys))

    def key(self, event: QKeyEvent) -> bool:
        """The tool's own keys, and the arrow keys, which move the pen. Returns whether it was one of them."""
        return (self._tool is not None and self._tool.key(event)) or self.pen.arrow_pressed(event)

    def _key_moved(self, point: tuple[float, float]) -> None:
        self.update_ring()
        self._moved(point)


def _echoes_a_pen(event: QMouseEvent) -> bool:
    """Whether the system made this mouse event of a pen that is down; its own events come as well."""
    return event.source() != Qt.MouseEventSource.MouseEventNotSynthesized and bool(event.buttons())
