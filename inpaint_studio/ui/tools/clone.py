"""Clone and heal: a brush that copies from another place of the picture, as the last resort of a retoucher."""

from collections.abc import Callable
from functools import partial
from math import floor

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPainterPath, QPen, QTransform

from inpaint_studio.editing.cloning import CloneStroke
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.ui.canvas.painting import paint_layer
from inpaint_studio.ui.canvas.pointing import Pointer
from inpaint_studio.ui.document.session import Session
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.tools.brush import BRUSH
from inpaint_studio.ui.tools.controls import Controls, Toggle
from inpaint_studio.ui.tools.tool import TOOLS, Point, Surface, Tool, ToolKind
from inpaint_studio.ui.tools.tool_settings import ToolSettings

_ARM, _GAP = 9.0, 3.0  # of the cross at the source, screen pixels
_CONTROLS: Controls = (
    Toggle(
        "clone.aligned",
        "mdi6.link-variant",
        QT_TRANSLATE_NOOP(
            "OptionsBar", "Aligned: every stroke copies from the same distance; else from the same place"
        ),
        default=True,
    ),
    Toggle(
        "clone.only_marked",
        "mask",
        QT_TRANSLATE_NOOP("OptionsBar", "Paint only inside what is marked, where anything is"),
    ),
)


class CloneTool(Tool):
    """Copies from the source. Alt or Ctrl with a click chooses where that is; Shift draws a straight line."""

    def __init__(self, canvas: Surface, session: Session, settings: ToolSettings, method: str) -> None:
        super().__init__(canvas, session, settings)
        self._method = method
        self._stroke: CloneStroke | None = None
        self._aligned = True  # of the stroke that is open
        self._offset = (0, 0)  # of the stroke that is open
        self._last: Point | None = None  # where the last stroke ended: a straight line goes on from there
        self._at: Point | None = None  # where the pointer is; None outside
        self._shown: tuple[Rect, ...] = ()  # where cross and preview were painted last, picture pixels
        self._held_back: list[tuple[Callable[[Pointer], None], Pointer]] = []

    def press(self, pointer: Pointer) -> None:
        if self.session.document is None or self._stroke is not None or pointer.erases:
            return
        self._at = (pointer.x, pointer.y)
        if pointer.alt or pointer.control:
            self.session.cloning.set_source(pointer.x, pointer.y)
            self._last = None
            self._show_source()
            return
        if self.session.changes.is_walking:  # what is painted waits for what is undone
            self._held_back = [(self.press, pointer)]
            self.session.changes.in_turn(self._catch_up)
            return
        self._aligned = self._is_set("aligned", True)
        start = self._last if pointer.shift and self._last is not None else self._at
        self._stroke = stroke = self.session.cloning.begin(
            self._method,
            self.settings.brush(erase=False),
            start,
            aligned=self._aligned,
            only_marked=self._is_set("only_marked", False),
        )
        if stroke is None:
            return
        self._offset = stroke.offset
        self._show(stroke.begin(*start, pointer.pressure))
        if start != self._at:
            self._show(stroke.extend(pointer.x, pointer.y, pointer.pressure))
        self._last = self._at
        self._show_source()

    def drag(self, pointer: Pointer) -> None:
        if self._held_back:
            self._held_back.append((self.drag, pointer))
        elif self._stroke is not None:
            self._at = self._last = (pointer.x, pointer.y)
            self._show(self._stroke.extend(pointer.x, pointer.y, pointer.pressure))
            self._show_source()

    def release(self, pointer: Pointer) -> None:
        if self._held_back:
            self._held_back.append((self.release, pointer))
        elif self._stroke is not None:
            stroke, self._stroke = self._stroke, None
            self.session.cloning.end(stroke, self._method, self._aligned)
            self._show_source()

    def is_click(self, pointer: Pointer) -> bool:
        return pointer.alt or pointer.control  # which chooses the source

    def hover(self, pointer: Pointer) -> None:
        self._at = (pointer.x, pointer.y)
        self._show_source()

    def leave(self) -> None:
        self._at = None
        self._show_source()

    def cancel(self) -> bool:
        was_held_back, self._held_back = bool(self._held_back), []
        if self._stroke is None:
            return was_held_back
        stroke, self._stroke = self._stroke, None
        self.session.cloning.abandon(stroke)
        self._show_source()
        return True

    def let_go(self) -> None:
        self._stroke = self._last = self._at = None  # the document took the stroke back when it was closed
        self._held_back = []

    def ring(self) -> float:
        return self.settings.now.radius

    def cursor(self) -> Qt.CursorShape:
        radius = self.settings.now.radius * self.canvas.scale / self.canvas.devicePixelRatioF()
        return Qt.CursorShape.CrossCursor if radius < 3 else Qt.CursorShape.BlankCursor

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        preview = self._preview()
        if preview is not None:
            self._paint_preview(painter, transform, *preview)
        source = self._source_point()
        if source is not None:
            _paint_cross(painter, transform.map(QPointF(*source)))

    def _paint_preview(self, painter: QPainter, transform: QTransform, at: Point, offset: tuple[int, int]) -> None:
        """What would be copied, inside the ring: the picture itself, painted once more a little aside."""
        display, radius = self.session.display, self.settings.now.radius
        if display is None:
            return
        ring = QPainterPath()
        ring.addEllipse(QPointF(*at), radius, radius)
        ring = transform.map(ring)
        painter.save()
        painter.setClipPath(ring, Qt.ClipOperation.IntersectClip)
        aside = QTransform.fromTranslate(-offset[0], -offset[1]) * transform
        inside = QPainterPath()
        inside.addRect(QRectF(0, 0, *display.size))
        painter.setClipPath(aside.map(inside), Qt.ClipOperation.IntersectClip)
        painter.setOpacity(0.85)
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, self.canvas.scale < 2)
        paint_layer(painter, display, "composite", self.canvas.scale, aside, ring.boundingRect())
        painter.restore()

    def _preview(self) -> tuple[Point, tuple[int, int]] | None:
        """Where the pointer is and what a press there would copy from; None where nothing is shown of it."""
        if self._at is None or self._stroke is not None:
            return None
        offset = self.session.cloning.offset_at(*self._at, self._is_set("aligned", True))
        return None if offset is None or offset == (0, 0) else (self._at, offset)

    def _source_point(self) -> Point | None:
        """Where the cross stands."""
        source = self.session.cloning.source
        if source is None:
            return None
        if self._at is None:
            return source.x, source.y
        if self._stroke is not None:
            offset: tuple[int, int] | None = self._offset
        else:
            offset = source.offset if self._is_set("aligned", True) else None
        return (source.x, source.y) if offset is None else (self._at[0] + offset[0], self._at[1] + offset[1])

    def _show_source(self) -> None:
        """Paint the cross and the preview where they were and where they are now, and nothing else."""
        source, preview, shown = self._source_point(), self._preview(), []
        if source is not None:
            shown.append(_around(source, self._screen(_ARM + 3)))
        if preview is not None:
            shown.append(_around(preview[0], self.settings.now.radius))
        before, self._shown = self._shown, tuple(shown)
        for rect in {*before, *shown}:
            self.canvas.repaint_picture(rect)

    def _show(self, rect: Rect) -> None:
        if self._stroke is not None:
            self.session.cloning.show(self._stroke, rect)

    def _is_set(self, name: str, default: bool) -> bool:
        return bool(self.settings.now.value(f"clone.{name}", default))

    def _catch_up(self) -> None:
        held_back, self._held_back = self._held_back, []
        for do, pointer in held_back:
            do(pointer)


def _around(point: Point, reach: float) -> Rect:
    x, y, side = int(point[0] - reach) - 1, int(point[1] - reach) - 1, int(2 * reach) + 3
    return Rect(x, y, side, side)


def _paint_cross(painter: QPainter, at: QPointF) -> None:
    at = QPointF(floor(at.x()) + 0.5, floor(at.y()) + 0.5)  # lines on whole pixels are crisp
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for colour, width in ((QColor(0, 0, 0, 190), 3.0), (QColor(255, 255, 255), 1.2)):
        painter.setPen(QPen(colour, width))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(at + QPointF(dx * _GAP, dy * _GAP), at + QPointF(dx * _ARM, dy * _ARM))


CLONE = TOOLS.register(
    ToolKind(
        "clone",
        QT_TRANSLATE_NOOP("Actions", "Clone &stamp"),
        QT_TRANSLATE_NOOP("Actions", "Paint with what is at another place; Alt or Ctrl + click chooses that place"),
        partial(CloneTool, method="clone"),
        keys=("S",),
        icon="mdi6.stamper",
        order=95,
        presets={"krita": ("C",), "gimp": ("C",)},
        options=(BRUSH.options[0], _CONTROLS),
        starts_group=True,
    )
)
HEAL = TOOLS.register(
    ToolKind(
        "heal",
        QT_TRANSLATE_NOOP("Actions", "Hea&ling brush"),
        QT_TRANSLATE_NOOP(
            "Actions",
            "Paint with the texture of another place in the colours of this one; Alt or Ctrl + click chooses it",
        ),
        partial(CloneTool, method="heal"),
        keys=("J",),
        icon="mdi6.bandage",
        order=96,
        presets={"krita": ("Shift+C",), "gimp": ("H",)},
        options=(BRUSH.options[0], _CONTROLS),
    )
)
