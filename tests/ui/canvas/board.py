"""What a canvas is to its pointer, without a widget: a view that moves, and a tool that notes what it hears."""

from dataclasses import dataclass, field

import numpy as np
from PySide6.QtCore import QEvent, QPoint, QPointF, QRect, QRectF, Qt
from PySide6.QtGui import (
    QCursor,
    QFontMetrics,
    QGuiApplication,
    QInputDevice,
    QKeyEvent,
    QMouseEvent,
    QPainter,
    QPointingDevice,
    QRegion,
    QTabletEvent,
    QTransform,
    QWheelEvent,
)

from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.canvas.canvas_pointer import CanvasPointer
from inpaint_studio.ui.canvas.compare import Compare
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.canvas.surface import Sizing
from inpaint_studio.ui.canvas.view import View
from inpaint_studio.ui.canvas.viewport import Viewport

NONE, PLAIN = Qt.MouseButton.NoButton, Qt.KeyboardModifier.NoModifier


def _pen_of(kind: QPointingDevice.PointerType) -> QPointingDevice:
    device, can = QInputDevice.DeviceType.Stylus, QInputDevice.Capability.Pressure
    return QPointingDevice("pen", 1, device, kind, can, 1, 1)


PEN = _pen_of(QPointingDevice.PointerType.Pen)
ERASER = _pen_of(QPointingDevice.PointerType.Eraser)


class Board:
    """A surface of 200 x 160 with a picture of 100 x 80 in its middle, one to one: its corner lies at (50, 40)."""

    def __init__(self) -> None:
        self.display: Display | None = Display(Picture(np.zeros((80, 100, 3), np.uint8)))
        self.view = View(50, 40)
        self.compare = Compare.AFTER
        self.ratio, self.split = 1.0, 0.5
        self.is_enabled = True
        self.held_before: list[bool] = []
        self.updated = QRegion()
        self._cursor = QCursor()

    @property
    def viewport(self) -> Viewport:
        return Viewport(self.view, QRectF(0, 0, 200, 160), self.ratio, self.compare, self.split)

    def pan(self, dx: float, dy: float) -> None:
        self.view = self.view.panned(dx, dy, self.ratio)

    def zoom_to(self, scale: float, at: QPointF | None = None) -> None:
        viewport = self.viewport
        fixed = viewport.area.center() if at is None else at
        self.view = self.view.zoomed(scale, fixed, viewport.main_pane.centre, self.ratio)

    def move_split(self, at: QPointF) -> None:
        self.split = at.x() / 200

    def hold_before(self, held: bool) -> None:
        self.held_before.append(held)

    def isEnabled(self) -> bool:
        return self.is_enabled

    def rect(self) -> QRect:
        return QRect(0, 0, 200, 160)

    def fontMetrics(self) -> QFontMetrics:
        return QFontMetrics(QGuiApplication.font())

    def cursor(self) -> QCursor:
        return self._cursor

    def setCursor(self, cursor: Qt.CursorShape, /) -> None:
        self._cursor = QCursor(cursor)

    def update(self, region: QRegion, /) -> None:
        self.updated += region


@dataclass
class Size:
    """The size of a brush, kept as it is set."""

    radius: float = 10.0
    hardness: float = 0.5

    def shape(self, radius: float, hardness: float) -> None:
        self.radius, self.hardness = radius, hardness


@dataclass
class NotingTool:
    """Notes what it hears, with picture points in whole pixels."""

    size: Sizing | None = None
    heard: list[tuple[str, float, float]] = field(default_factory=list)
    pointers: list[Pointer] = field(default_factory=list)
    other: list[str] = field(default_factory=list)  # what comes without a place
    keys: set[Qt.Key] = field(default_factory=set)  # that it takes for itself
    clicks: bool = False  # nothing can be dragged
    points_left: int = 0  # that keys may set before they lift

    @property
    def words(self) -> list[str]:
        return [word for word, _, _ in self.heard]

    def _note(self, word: str, pointer: Pointer) -> None:
        self.heard.append((word, round(pointer.x, 3), round(pointer.y, 3)))
        self.pointers.append(pointer)

    def press(self, pointer: Pointer) -> None:
        self._note("press", pointer)

    def drag(self, pointer: Pointer) -> None:
        self._note("drag", pointer)

    def release(self, pointer: Pointer) -> None:
        self._note("release", pointer)

    def hover(self, pointer: Pointer) -> None:
        self._note("hover", pointer)

    def double_click(self, pointer: Pointer) -> None:
        self._note("double click", pointer)

    def leave(self) -> None:
        self.other.append("leave")

    def key(self, event: QKeyEvent) -> bool:
        return event.key() in self.keys

    def is_click(self, pointer: Pointer) -> bool:
        return self.clicks

    def set_point(self, pointer: Pointer) -> bool:
        self.points_left -= 1
        if self.points_left >= 0:
            self._note("point", pointer)
        return self.points_left >= 0

    def cancel(self) -> bool:
        self.other.append("cancel")
        return True

    def put_down(self) -> None:
        self.other.append(f"put down after {len(self.heard)}")

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        pass

    def ring(self) -> float | None:
        return self.size.radius if self.size is not None else None

    def sizing(self) -> Sizing | None:
        return self.size

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor


@dataclass
class Hand:
    """Sends a pointer its events. Places are widget pixels; the picture's corner lies at (50, 40)."""

    board: Board
    tool: NotingTool
    moved: list[tuple[float, float] | None] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.pointer = CanvasPointer(self.board, self.moved.append)
        self.pointer.set_tool(self.tool)

    def send(self, kind: QEvent.Type) -> bool:
        return self.pointer.handle(QEvent(kind))

    def mouse(self, kind, x, y, button=NONE, buttons=NONE, keys=PLAIN, source=None) -> bool:
        at = QPointF(x, y)
        if source is None:
            return self.pointer.handle(QMouseEvent(kind, at, at, button, buttons, keys))
        device = QPointingDevice.primaryPointingDevice()
        return self.pointer.handle(QMouseEvent(kind, at, at, at, button, buttons, keys, source, device))

    def pen(self, kind, x, y, button=NONE, buttons=NONE, pressure=0.5, device=None) -> QTabletEvent:
        at = QPointF(x, y)
        event = QTabletEvent(kind, device or PEN, at, at, pressure, 0, 0, 0, 0, 0, PLAIN, button, buttons)
        self.pointer.handle(event)
        return event

    def wheel(self, turn: QPoint, keys=PLAIN, buttons=NONE, at=QPointF(130, 60)) -> bool:  # noqa: B008
        phase = Qt.ScrollPhase.NoScrollPhase
        return self.pointer.handle(QWheelEvent(at, at, QPoint(), turn, buttons, keys, phase, False))

    def key(self, key: Qt.Key, keys=PLAIN, repeats=False) -> bool:
        return self.pointer.key(QKeyEvent(QEvent.Type.KeyPress, key, keys, "", repeats))

    def let_go(self, key: Qt.Key) -> None:
        self.pointer.handle(QKeyEvent(QEvent.Type.KeyRelease, key, PLAIN))

    def shift(self, kind: QEvent.Type) -> None:
        self.pointer.handle(QKeyEvent(kind, Qt.Key.Key_Shift, PLAIN))
