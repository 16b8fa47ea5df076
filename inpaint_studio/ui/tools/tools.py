"""Tools: what pressing, dragging and letting go means. One class a tool; the canvas speaks to the one in hand."""

from collections.abc import Callable
from enum import Enum
from itertools import pairwise
from math import atan2, cos, hypot, pi, sin

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QKeyEvent, QPainter, QPen, QPolygonF, QTransform

from inpaint_studio.editing import shapes
from inpaint_studio.editing.brush import Stroke
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.shapes import Shape
from inpaint_studio.ui.canvas.canvas import Canvas
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.tools.tool_settings import Combine, ToolSettings

Point = tuple[float, float]


class Tool(Enum):
    """The tools, in the order of the tool bar."""

    BRUSH = "brush"
    ERASER = "eraser"
    RECTANGLE = "rectangle"
    ELLIPSE = "ellipse"
    LASSO = "lasso"
    POLYGON = "polygon"
    LIVEWIRE = "livewire"
    WAND = "wand"
    GUIDE = "guide"
    HAND = "hand"
    ZOOM = "zoom"


class BaseTool:
    """A tool that does nothing: what the others have in common."""

    def __init__(self, canvas: Canvas, session: Session, settings: ToolSettings) -> None:
        self.canvas = canvas
        self.session = session
        self.settings = settings

    def press(self, pointer: Pointer) -> None:
        pass

    def drag(self, pointer: Pointer) -> None:
        pass

    def release(self, pointer: Pointer) -> None:
        pass

    def hover(self, pointer: Pointer) -> None:
        pass

    def double_click(self, pointer: Pointer) -> None:
        pass

    def key(self, event: QKeyEvent) -> bool:
        """Returns whether the key meant something to the tool."""
        return False

    def accept(self) -> bool:
        """Enter: finish what is being drawn. Returns whether there was anything."""
        return False

    def cancel(self) -> bool:
        """Esc: give up what is being drawn. Returns whether there was anything."""
        return False

    def let_go(self) -> None:
        """Another document is open: what was being drawn belonged to the last one."""
        self.cancel()

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        pass

    def ring(self) -> float | None:
        """Radius of the outline at the pointer, in picture pixels; None for none."""
        return None

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.CrossCursor

    def _screen(self, pixels: float) -> float:
        """Screen pixels in picture pixels."""
        return pixels * self.canvas.devicePixelRatioF() / self.canvas.scale


class BrushTool(BaseTool):
    """Paints the mask, or takes it back."""

    def __init__(self, canvas: Canvas, session: Session, settings: ToolSettings, erase: bool) -> None:
        super().__init__(canvas, session, settings)
        self._erase = erase
        self._stroke: Stroke | None = None
        self._last: Point | None = None  # where the last stroke ended: a straight line goes on from there
        self._held_back: list[tuple[Callable[[Pointer], None], Pointer]] = []

    def press(self, pointer: Pointer) -> None:
        document = self.session.document
        if document is None or self._stroke is not None:
            return
        if self.session.changes.is_walking:  # on a large picture, for a blink: what is drawn waits for what is undone
            self._held_back = [(self.press, pointer)]
            self.session.changes.in_turn(self._catch_up)
            return
        self._stroke = self.session.changes.begin_stroke(self.settings.brush(self._erase != pointer.erases))
        assert self._stroke is not None
        if pointer.shift and self._last is not None:
            self._show(self._stroke.begin(*self._last, pointer.pressure))
            self._show(self._stroke.extend(pointer.x, pointer.y, pointer.pressure))
        else:
            self._show(self._stroke.begin(pointer.x, pointer.y, pointer.pressure))
        self._last = (pointer.x, pointer.y)

    def drag(self, pointer: Pointer) -> None:
        if self._held_back:
            self._held_back.append((self.drag, pointer))
        elif self._stroke is not None:
            self._show(self._stroke.extend(pointer.x, pointer.y, pointer.pressure))
            self._last = (pointer.x, pointer.y)

    def release(self, pointer: Pointer) -> None:
        if self._held_back:
            self._held_back.append((self.release, pointer))
        elif self._stroke is not None:
            stroke, self._stroke = self._stroke, None
            self.session.changes.end_stroke(stroke)

    def cancel(self) -> bool:
        was_held_back, self._held_back = bool(self._held_back), []
        if self._stroke is None:
            return was_held_back
        stroke, self._stroke = self._stroke, None
        self._show(self.session.changes.abandon_stroke(stroke))
        return True

    def let_go(self) -> None:
        self._stroke = self._last = None  # the document took the stroke back when it was closed
        self._held_back = []

    def _catch_up(self) -> None:
        held_back, self._held_back = self._held_back, []
        for do, pointer in held_back:
            do(pointer)

    def ring(self) -> float:
        return self.settings.now.radius

    def cursor(self) -> Qt.CursorShape:
        # The ring is the cursor; a cross takes over where it would be too small to be found.
        radius = self.settings.now.radius * self.canvas.scale / self.canvas.devicePixelRatioF()
        return Qt.CursorShape.CrossCursor if radius < 3 else Qt.CursorShape.BlankCursor

    def _show(self, rect: Rect) -> None:
        self.canvas.mask_changed(rect)


class ShapeTool(BaseTool):
    """What the tools that mark an area have in common: how the area joins the mask."""

    step_name = "Shape"

    def __init__(self, canvas: Canvas, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._mode: Combine = "add"

    def _note_mode(self, pointer: Pointer) -> None:
        """The keys held when the shape begins say how it joins; later they change its form."""
        if pointer.erases or (pointer.alt and not pointer.shift):
            self._mode = "subtract"
        elif pointer.shift and pointer.alt:
            self._mode = "intersect"
        elif pointer.shift:
            self._mode = "add"
        else:
            self._mode = self.settings.now.combine

    def _join(self, make: Callable[[Mask], Shape]) -> None:
        """Put the shape into the mask. `make` runs on a worker: a lasso round a large picture takes a while."""
        mode, softness = self._mode, self.settings.now.feather

        def compute(mask: Mask) -> tuple[Rect, Mask] | None:
            shape = make(mask)
            if softness > 0:
                shape = shapes.feathered(shape, softness, size_of(mask))
            if shape.rect.is_empty and mode in ("add", "subtract"):
                return None
            return shapes.combine(mask, shape, mode)

        self.session.changes.change(self.step_name, compute)


class BoxTool(ShapeTool):
    """A rectangle or an ellipse, from corner to corner. Shift makes it regular, Alt draws it from the middle."""

    def __init__(self, canvas: Canvas, session: Session, settings: ToolSettings, ellipse: bool) -> None:
        super().__init__(canvas, session, settings)
        self._ellipse = ellipse
        self.step_name = "Ellipse" if ellipse else "Rectangle"
        self._anchor: Point | None = None
        self._box: shapes.Frame | None = None
        self._held_at_press = (False, False)

    def press(self, pointer: Pointer) -> None:
        self._note_mode(pointer)
        self._anchor, self._box = (pointer.x, pointer.y), None
        self._held_at_press = (pointer.shift, pointer.alt)

    def drag(self, pointer: Pointer) -> None:
        if self._anchor is None:
            return
        # A key held since the press said how to join; pressed anew it says which form.
        self._held_at_press = (self._held_at_press[0] and pointer.shift, self._held_at_press[1] and pointer.alt)
        square = pointer.shift and not self._held_at_press[0]
        centred = pointer.alt and not self._held_at_press[1]
        self._box = shapes.frame(self._anchor, (pointer.x, pointer.y), square=square, centred=centred)
        self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        box = self._box
        self._anchor = self._box = None
        self.canvas.update()
        if box is None:
            return
        draw = shapes.ellipse if self._ellipse else shapes.rectangle
        self._join(lambda mask: draw(box, size_of(mask)))

    def cancel(self) -> bool:
        was = self._anchor is not None
        self._anchor = self._box = None
        self.canvas.update()
        return was

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        if self._box is None:
            return
        box = self._box
        corners = [(box.left, box.top), (box.right, box.top), (box.right, box.bottom), (box.left, box.bottom)]
        if self._ellipse:
            middle_x, middle_y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
            reach_x, reach_y = (box.right - box.left) / 2, (box.bottom - box.top) / 2
            corners = [
                (middle_x + reach_x * cos(2 * pi * n / 96), middle_y + reach_y * sin(2 * pi * n / 96))
                for n in range(96)
            ]
        draw_line(painter, transform, corners, closed=True)
        label = f"{round(box.right - box.left)} × {round(box.bottom - box.top)}"
        draw_label(painter, transform.map(QPointF(box.right, box.bottom)), label)


class FreeLine(BaseTool):
    """A line drawn by a free hand: what the tools that take one have in common."""

    least_move = 1.0  # screen pixels between two points of the line

    def __init__(self, canvas: Canvas, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._points: list[Point] = []

    def drawn(self, points: list[Point]) -> None:
        """The hand has let go."""

    def press(self, pointer: Pointer) -> None:
        self._points = [(pointer.x, pointer.y)]

    def drag(self, pointer: Pointer) -> None:
        if not self._points:
            return
        x, y = self._points[-1]
        if hypot(pointer.x - x, pointer.y - y) >= self._screen(self.least_move):
            self._points.append((pointer.x, pointer.y))
            self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        points, self._points = self._points, []
        self.canvas.update()
        self.drawn(points)

    def cancel(self) -> bool:
        was = bool(self._points)
        self._points = []
        self.canvas.update()
        return was


class LassoTool(FreeLine, ShapeTool):
    """What a hand draws round. Straight edges are the polygon tool's."""

    step_name = "Lasso"

    def press(self, pointer: Pointer) -> None:
        self._note_mode(pointer)
        super().press(pointer)

    def drawn(self, points: list[Point]) -> None:
        if len(points) >= 3:
            self._join(lambda mask: shapes.polygon(points, size_of(mask)))

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        draw_line(painter, transform, self._points, closed=True)


class PolygonTool(ShapeTool):
    """Corners that are clicked. A double click, Enter or the first corner closes it; Backspace takes one back."""

    step_name = "Polygon"

    def __init__(self, canvas: Canvas, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._points: list[Point] = []
        self._next: Point | None = None

    def press(self, pointer: Pointer) -> None:
        if not self._points:
            self._note_mode(pointer)
        place = self._placed(pointer)
        if len(self._points) >= 3 and shapes.corner_at(self._points[:1], *place, self._screen(9)) == 0:
            self.accept()
            return
        self._points.append(place)
        self._next = place
        self.canvas.update()

    def drag(self, pointer: Pointer) -> None:
        if self._points:
            self._points[-1] = self._next = (pointer.x, pointer.y)
            self.canvas.update()

    def hover(self, pointer: Pointer) -> None:
        if self._points:
            self._next = self._placed(pointer)
            self.canvas.update()

    def double_click(self, pointer: Pointer) -> None:
        if len(self._points) > 3:
            self._points.pop()  # the second press of the double click put one corner upon another
        self.accept()

    def key(self, event: QKeyEvent) -> bool:
        if event.key() in (Qt.Key.Key_Backspace, Qt.Key.Key_Delete) and self._points:
            self._points.pop()
            self.canvas.update()
            return True
        return False

    def accept(self) -> bool:
        points, self._points, self._next = self._points, [], None
        self.canvas.update()
        if len(points) >= 3:
            self._join(lambda mask: shapes.polygon(points, size_of(mask)))
        return bool(points)

    def cancel(self) -> bool:
        was = bool(self._points)
        self._points, self._next = [], None
        self.canvas.update()
        return was

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        if not self._points:
            return
        rubber = [self._next] if self._next is not None else []
        draw_line(painter, transform, self._points + rubber, closed=False)
        draw_corners(painter, transform, self._points)

    def _placed(self, pointer: Pointer) -> Point:
        """With Shift, in one of eight directions from the corner before."""
        if not (pointer.shift and self._points):
            return pointer.x, pointer.y
        from_x, from_y = self._points[-1]
        dx, dy = pointer.x - from_x, pointer.y - from_y
        angle = round(atan2(dy, dx) / (pi / 4)) * (pi / 4)
        along = dx * cos(angle) + dy * sin(angle)
        return from_x + along * cos(angle), from_y + along * sin(angle)


class GuideTool(FreeLine):
    """Lines that structure should follow through the hole. The right button takes a line away."""

    least_move = 4.0

    def press(self, pointer: Pointer) -> None:
        if pointer.erases:
            reach = self._screen(10)
            guides = self.session.filling.guides
            guides = tuple(line for line in guides if _distance_to(line, pointer.x, pointer.y) > reach)
            self.session.filling.guides = guides
            self.canvas.set_guides(guides)
        else:
            super().press(pointer)

    def drawn(self, points: list[Point]) -> None:
        if len(points) >= 2:
            self.session.filling.guides = (*self.session.filling.guides, tuple(points))
            self.canvas.set_guides(self.session.filling.guides)

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        draw_line(painter, transform, self._points, closed=False, colour=QColor(255, 214, 64))


class HandTool(BaseTool):
    """Moves the view."""

    def __init__(self, canvas: Canvas, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._held: QPointF | None = None

    def press(self, pointer: Pointer) -> None:
        self._held = self.canvas.to_widget(pointer.x, pointer.y)

    def drag(self, pointer: Pointer) -> None:
        if self._held is not None:
            at = self.canvas.to_widget(pointer.x, pointer.y)
            delta = at - self._held
            self._held = at
            self.canvas.pan(delta.x(), delta.y())

    def release(self, pointer: Pointer) -> None:
        self._held = None

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.OpenHandCursor


class ZoomTool(BaseTool):
    """A click zooms in, with Alt or the right button out; a dragged box fills the window."""

    def __init__(self, canvas: Canvas, session: Session, settings: ToolSettings) -> None:
        super().__init__(canvas, session, settings)
        self._from: Point | None = None
        self._box: QRectF | None = None

    def press(self, pointer: Pointer) -> None:
        self._from, self._box = (pointer.x, pointer.y), None

    def drag(self, pointer: Pointer) -> None:
        if self._from is not None:
            self._box = QRectF(QPointF(*self._from), QPointF(pointer.x, pointer.y)).normalized()
            self.canvas.update()

    def release(self, pointer: Pointer) -> None:
        box, self._box, self._from = self._box, None, None
        self.canvas.update()
        far = box is not None and max(box.width(), box.height()) > self._screen(8)
        if far and box is not None and not pointer.alt:
            ratio = self.canvas.devicePixelRatioF()
            scale = min(
                self.canvas.width() * ratio / max(box.width(), 1e-6),
                self.canvas.height() * ratio / max(box.height(), 1e-6),
            )
            self.canvas.zoom_to(scale)
            self.canvas.centre_on(box.center().x(), box.center().y())
        else:
            factor = 0.5 if pointer.alt or pointer.erases else 2.0
            self.canvas.zoom_to(self.canvas.scale * factor, self.canvas.to_widget(pointer.x, pointer.y))

    def cancel(self) -> bool:
        was = self._box is not None
        self._from = self._box = None
        self.canvas.update()
        return was

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        if self._box is not None:
            box = self._box
            points = [(box.left(), box.top()), (box.right(), box.top())]
            points += [(box.right(), box.bottom()), (box.left(), box.bottom())]
            draw_line(painter, transform, points, closed=True)

    def cursor(self) -> Qt.CursorShape:
        return Qt.CursorShape.PointingHandCursor


def make_tools(canvas: Canvas, session: Session, settings: ToolSettings) -> dict[Tool, BaseTool]:
    """One of each."""
    from inpaint_studio.ui.tools.edge_tools import LivewireTool, WandTool

    given = (canvas, session, settings)
    tools: dict[Tool, BaseTool] = {
        Tool.BRUSH: BrushTool(*given, erase=False),
        Tool.ERASER: BrushTool(*given, erase=True),
        Tool.RECTANGLE: BoxTool(*given, ellipse=False),
        Tool.ELLIPSE: BoxTool(*given, ellipse=True),
        Tool.LASSO: LassoTool(*given),
        Tool.POLYGON: PolygonTool(*given),
        Tool.LIVEWIRE: LivewireTool(*given),
        Tool.WAND: WandTool(*given),
        Tool.GUIDE: GuideTool(*given),
        Tool.HAND: HandTool(*given),
        Tool.ZOOM: ZoomTool(*given),
    }
    assert set(tools) == set(Tool)
    return tools


def size_of(mask: Mask) -> Size:
    return Size(mask.shape[1], mask.shape[0])


def draw_line(
    painter: QPainter,
    transform: QTransform,
    points: list[Point],
    closed: bool,
    colour: QColor = QColor(255, 255, 255),  # noqa: B008 - never changed
) -> None:
    """A line that is seen on any picture: light on dark."""
    if len(points) < 2:
        return
    line = QPolygonF([transform.map(QPointF(x, y)) for x, y in points])
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for pen in (QPen(QColor(0, 0, 0, 170), 3), QPen(colour, 1.4)):
        painter.setPen(pen)
        if closed:
            painter.drawPolygon(line)
        else:
            painter.drawPolyline(line)


def draw_corners(painter: QPainter, transform: QTransform, points: list[Point]) -> None:
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, (x, y) in enumerate(points):
        at = transform.map(QPointF(x, y))
        side = 9 if number == 0 else 6
        painter.setPen(QPen(QColor(0, 0, 0, 190), 1))
        painter.setBrush(QColor(255, 255, 255))
        painter.drawRect(QRectF(at.x() - side / 2, at.y() - side / 2, side, side))


def draw_label(painter: QPainter, at: QPointF, text: str) -> None:
    metrics = painter.fontMetrics()
    box = QRectF(at.x() + 12, at.y() + 12, metrics.horizontalAdvance(text) + 12, metrics.height() + 6)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 170))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)


def _distance_to(line: tuple[Point, ...], x: float, y: float) -> float:
    """From (x, y) to the nearest place on a polyline."""
    nearest = float("inf")
    for (ax, ay), (bx, by) in pairwise(line):
        dx, dy = bx - ax, by - ay
        squared = dx * dx + dy * dy
        share = min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / squared)) if squared else 0.0
        nearest = min(nearest, hypot(x - ax - share * dx, y - ay - share * dy))
    return nearest
