"""Lasso and polygon: areas that a line goes round."""

from math import atan2, cos, pi, sin

from PySide6.QtCore import Qt
from PySide6.QtGui import QKeyEvent, QPainter, QTransform

from inpaint_studio.editing import shapes
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.area import AREA_CONTROLS, AreaTool, size_of
from inpaint_studio.ui.tools.drawing import draw_corners, draw_line
from inpaint_studio.ui.tools.free_line import FreeLine
from inpaint_studio.ui.tools.tool import TOOLS, Point, Surface, ToolKind
from inpaint_studio.ui.tools.tool_settings import Combine, ToolSettings


class LassoTool(FreeLine, AreaTool):
    """What a hand draws round. Straight edges are the polygon tool's."""

    step_name = QT_TRANSLATE_NOOP("Steps", "Lasso")

    def press(self, pointer: Pointer) -> None:
        self._note_mode(pointer)
        super().press(pointer)

    def drawn(self, points: list[Point]) -> None:
        if len(points) >= 3:
            self._join(lambda mask: shapes.polygon(points, size_of(mask)))

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        draw_line(painter, transform, self._line, closed=True)


class PolygonTool(AreaTool):
    """Corners that are clicked. A double click, Enter or the first corner closes it; Backspace takes one back."""

    step_name = QT_TRANSLATE_NOOP("Steps", "Polygon")

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings) -> None:
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

    def is_click(self, pointer: Pointer) -> bool:
        return True

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

    def draft(self) -> tuple[Combine, list[Point]] | None:
        return (self._mode, self._points) if self._points else None

    def resume(self, draft: tuple[Combine, list[Point]]) -> None:
        self._mode, points = draft
        self._points, self._next = list(points), None
        self.canvas.update()

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


LASSO = TOOLS.register(
    ToolKind(
        "lasso",
        QT_TRANSLATE_NOOP("Actions", "L&asso"),
        QT_TRANSLATE_NOOP("Actions", "Mark what you draw a line around"),
        LassoTool,
        keys=("L",),
        icon="mdi6.lasso",
        order=50,
        presets={"gimp": ("F",)},
        options=(AREA_CONTROLS,),
    )
)
POLYGON = TOOLS.register(
    ToolKind(
        "polygon",
        QT_TRANSLATE_NOOP("Actions", "&Polygon"),
        QT_TRANSLATE_NOOP("Actions", "Mark what lies between corners you click; double click or Enter closes it"),
        PolygonTool,
        keys=("Shift+L",),
        icon="mdi6.vector-polygon",
        order=60,
        options=(AREA_CONTROLS,),
    )
)
