"""What pointing means on a canvas: the tool in hand, a hand that moves the picture, the line of the split view."""

from typing import TYPE_CHECKING, Any

from PySide6.QtCore import QEvent, QPointF, QRectF, Qt
from PySide6.QtGui import QGuiApplication, QKeyEvent, QMouseEvent, QTabletEvent, QTransform

from inpaint_studio.ui.canvas.compare import Compare, Pane
from inpaint_studio.ui.canvas.pointing import Device, Drag, Pointer, Pointing, Touch

if TYPE_CHECKING:
    from inpaint_studio.ui.canvas.canvas import Canvas, CanvasTool

_LEFT, _MIDDLE, _RIGHT = Qt.MouseButton.LeftButton, Qt.MouseButton.MiddleButton, Qt.MouseButton.RightButton
_PRESSES = (QEvent.Type.MouseButtonPress, QEvent.Type.MouseButtonDblClick, QEvent.Type.TabletPress)
_RELEASES = (QEvent.Type.MouseButtonRelease, QEvent.Type.TabletRelease)
_ARROWS = {Qt.Key.Key_Left: (-1, 0), Qt.Key.Key_Right: (1, 0), Qt.Key.Key_Up: (0, -1), Qt.Key.Key_Down: (0, 1)}


class CanvasPointer:
    """Turns the events of a canvas into drags, and keeps where the pointer is."""

    def __init__(self, canvas: "Canvas") -> None:
        self._canvas = canvas
        self._machine = Pointing(self._begin)
        self._at: QPointF | None = None  # widget pixels; None outside
        self._key_point: tuple[float, float] | None = None  # picture pixels, while the arrow keys have the pointer
        self._space_held = False

    @property
    def is_pressed(self) -> bool:
        return self._machine.drag is not None

    @property
    def is_panning(self) -> bool:
        return isinstance(self._machine.drag, _Pan)

    @property
    def pane(self) -> Pane | None:
        """The pane in which the tool was pressed, for as long as it is."""
        drag = self._machine.drag
        return drag.pane if isinstance(drag, _ToolDrag) else None

    @property
    def at(self) -> QPointF | None:
        """Where mouse or pen are, widget pixels."""
        return self._at

    @property
    def place(self) -> QPointF | None:
        """Where the pointer is, be it the mouse's, the pen's or that of the arrow keys; widget pixels."""
        return self._canvas.to_widget(*self._key_point) if self._key_point is not None else self._at

    @property
    def key_point(self) -> tuple[float, float] | None:
        return self._key_point

    @property
    def space_held(self) -> bool:
        return self._space_held

    def set_space_held(self, held: bool) -> None:
        self._space_held = held

    def let_go(self) -> None:
        """Whatever is pressed ends where it is."""
        self._machine.let_go()

    def forget(self) -> None:
        """Another picture is shown."""
        self._machine.forget()
        self._key_point = None

    def handle(self, event: QMouseEvent | QTabletEvent) -> None:
        """Mouse and pen. They take the pointer from the arrow keys."""
        if self._machine.device is Device.PEN and isinstance(event, QMouseEvent) and _echoes_a_pen(event):
            return
        touch, canvas = Touch.of(event), self._canvas
        self._at, self._key_point = touch.at, None
        if canvas.display is None:
            return
        if event.type() in _PRESSES:
            self._machine.press(touch)
        elif event.type() in _RELEASES:
            self._machine.release(touch)
        elif not self._machine.move(touch):
            self._hover(touch)
        canvas.update_ring()
        canvas.pointer_moved.emit(canvas.to_picture(touch.at))

    def look(self, buttons: Qt.MouseButton) -> None:
        """These buttons of the mouse are down, said by an event that is neither a press nor a move."""
        if self._machine.device is Device.MOUSE:
            self._machine.look(Device.MOUSE, buttons)

    def leave(self) -> None:
        self.look(QGuiApplication.mouseButtons())
        self._at = None
        self._canvas.update_ring()
        self._canvas.pointer_moved.emit(None)

    def key(self, event: QKeyEvent) -> bool:
        """The arrow keys move the pointer and Insert presses and lifts it. Returns whether it was one of them."""
        key = Qt.Key(event.key())
        if self._canvas.display is None or self._machine.device in (Device.MOUSE, Device.PEN):
            return False
        if key in _ARROWS:
            self._move_by_key(*_ARROWS[key], fine=bool(event.modifiers() & Qt.KeyboardModifier.ControlModifier))
        elif key == Qt.Key.Key_Insert and not event.isAutoRepeat():
            self._press_by_key()
        else:
            return False
        return True

    # what a touch begins

    def _begin(self, touch: Touch) -> Drag | None:
        canvas = self._canvas
        if canvas.display is None:
            return None
        points = touch.device is not Device.KEYS
        if touch.button == _MIDDLE or (points and self._space_held and touch.button == _LEFT):
            return _Pan(canvas)
        if points and touch.button == _LEFT and canvas.is_on_split(touch.at):
            return _SplitDrag(canvas)
        if touch.button not in (_LEFT, _RIGHT) and touch.device is not Device.PEN:
            return None
        canvas.stop_holding_before()  # nobody means to paint on what is not there any more
        if canvas.tool is None or canvas.compare is Compare.BEFORE:
            return None
        return _ToolDrag(canvas, canvas.tool, canvas.pane_at(touch.at) if points else canvas.first_pane())

    def _hover(self, touch: Touch) -> None:
        canvas = self._canvas
        if canvas.tool is not None and canvas.compare is not Compare.BEFORE:
            canvas.tool.hover(_pointer(canvas, touch, canvas.pane_at(touch.at), erases=touch.eraser))
        if canvas.is_on_split(touch.at):
            canvas.setCursor(Qt.CursorShape.SplitHCursor)
        elif canvas.cursor().shape() == Qt.CursorShape.SplitHCursor:
            canvas.refresh_cursor()

    # the keyboard as a pointer

    def _move_by_key(self, dx: int, dy: int, fine: bool) -> None:
        canvas = self._canvas
        if self._key_point is None:
            self._key_point = canvas.to_picture(self._at or QPointF(canvas.rect().center()))
        step = 1.0 if fine else max(1.0, round(10 / canvas.scale))
        view = canvas.view
        back: QTransform
        back, _ = QTransform().rotate(view.angle).scale(-1 if view.mirrored else 1, 1).inverted()
        moved = back.map(QPointF(dx * step, dy * step))
        point = self._key_point = (self._key_point[0] + moved.x(), self._key_point[1] + moved.y())
        self._keep_in_sight(*point)
        if not self._machine.move(self._key_touch(down=self.is_pressed)) and canvas.tool is not None:
            canvas.tool.hover(Pointer(*point))
        canvas.update_ring()
        canvas.pointer_moved.emit(point)

    def _press_by_key(self) -> None:
        if self._key_point is None:
            self._move_by_key(0, 0, fine=True)
        if self.is_pressed:
            self._machine.release(self._key_touch(down=False, button=_LEFT))
        else:
            self._machine.press(self._key_touch(down=True, button=_LEFT))

    def _key_touch(self, down: bool, button: Qt.MouseButton = Qt.MouseButton.NoButton) -> Touch:
        assert self._key_point is not None
        at = self._canvas.to_widget(*self._key_point)
        return Touch(Device.KEYS, at, button, _LEFT if down else Qt.MouseButton.NoButton)

    def _keep_in_sight(self, x: float, y: float) -> None:
        at, room = self._canvas.to_widget(x, y), QRectF(self._canvas.rect()).adjusted(24, 24, -24, -24)
        dx = min(0.0, room.right() - at.x()) + max(0.0, room.left() - at.x())
        dy = min(0.0, room.bottom() - at.y()) + max(0.0, room.top() - at.y())
        if dx or dy:
            self._canvas.pan(dx, dy)


class _ToolDrag:
    """The tool in hand presses, drags and lets go, in the pane where it was pressed."""

    def __init__(self, canvas: "Canvas", tool: "CanvasTool", pane: Pane) -> None:
        self._canvas, self._tool, self.pane = canvas, tool, pane
        self._erases = False
        self._last = Pointer(0, 0)

    def start(self, touch: Touch) -> None:
        self._erases = touch.eraser or touch.button == _RIGHT
        self._last = self._pointer(touch)
        self._tool.press(self._last)
        if touch.is_double:
            self._tool.double_click(self._last)

    def move(self, touch: Touch) -> None:
        self._last = self._pointer(touch)
        self._tool.drag(self._last)

    def end(self, touch: Touch | None) -> None:
        self._tool.release(self._pointer(touch) if touch is not None else self._last)

    def _pointer(self, touch: Touch) -> Pointer:
        return _pointer(self._canvas, touch, self.pane, self._erases)


class _Pan:
    """The picture follows the pointer."""

    def __init__(self, canvas: "Canvas") -> None:
        self._canvas = canvas
        self._from = QPointF()

    def start(self, touch: Touch) -> None:
        self._from = touch.at
        self._canvas.refresh_cursor()

    def move(self, touch: Touch) -> None:
        delta, self._from = touch.at - self._from, touch.at
        self._canvas.pan(delta.x(), delta.y())

    def end(self, _: Any) -> None:
        self._canvas.refresh_cursor()


class _SplitDrag:
    """The line between before and after follows the pointer."""

    def __init__(self, canvas: "Canvas") -> None:
        self._canvas = canvas

    def start(self, _: Any) -> None:
        pass

    def move(self, touch: Touch) -> None:
        self._canvas.move_split(touch.at)

    def end(self, _: Any) -> None:
        pass


def _echoes_a_pen(event: QMouseEvent) -> bool:
    """Whether the system made this mouse event of a pen that is down; its own events come as well."""
    return event.source() != Qt.MouseEventSource.MouseEventNotSynthesized and bool(event.buttons())


def _pointer(canvas: "Canvas", touch: Touch, pane: Pane, erases: bool) -> Pointer:
    x, y = canvas.point_in(pane, touch.at)
    return Pointer(x, y, touch.pressure, touch.modifiers, erases)
