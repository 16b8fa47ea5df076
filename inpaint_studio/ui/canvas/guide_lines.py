"""Guide lines on the canvas: how those that a person drew, took or is offered look."""

from collections.abc import Iterable
from dataclasses import dataclass
from functools import cache, cached_property
from math import hypot
from typing import Literal

from PySide6.QtCore import QPointF, QRect, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QRegion, QTransform

Line = tuple[tuple[float, float], ...]  # picture pixels
Kind = Literal["drawn", "taken", "followed", "offered", "dropped"]

_CASING = QColor(0, 0, 0, 170)  # light lines within dark ones are seen on any picture
_DRAWN, _FOUND, _LIT = QColor(255, 214, 64), QColor(164, 255, 178), QColor(90, 220, 255)
_CORES: dict[Kind, QColor] = {
    "drawn": _DRAWN,
    "taken": _FOUND,
    "followed": _FOUND,
    "offered": _FOUND,
    "dropped": QColor(225, 225, 230, 190),
}
_WIDTH = 1.5  # screen pixels
_DOTS: dict[Kind, tuple[float, float]] = {"offered": (3.0, 5.0), "dropped": (0.5, 6.0)}  # dot and gap, screen pixels
_LIT_WIDTH = 3.5
_LEAST_STEP = 1.0  # screen pixels between two points of a line as it is drawn
REACH = 6.0  # screen pixels round a line that are painted too


@dataclass(frozen=True)
class GuideLine:
    """A line as it is drawn."""

    points: Line
    kind: Kind = "drawn"

    def __hash__(self) -> int:
        """Of its ends: hashing all points of 586 lines took 50 ms."""
        return hash((self.points[0], self.points[-1], len(self.points), self.kind))

    @cached_property
    def box(self) -> QRectF:
        """Its bounds in picture pixels."""
        return box_of(self.points)

    @cached_property
    def _seen(self) -> dict[float, QPolygonF]:
        return {}

    def polygon(self, scale: float) -> QPolygonF:
        """The line in picture pixels, without the points that one cannot tell apart at `scale` screen pixels to one of
        the picture: dashes of 586 lines took 270 ms to paint, with all their points.
        """
        made = self._seen.get(scale)
        if made is None:
            self._seen.clear()
            made = self._seen[scale] = polygon(_thinned(self.points, _LEAST_STEP / scale))
        return made


def polygon(points: Iterable[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def places(boxes: Iterable[QRectF], transform: QTransform) -> QRegion:
    """Where on the widget lines are painted whose boxes are given."""
    region = QRegion()
    for one in boxes:
        box = transform.mapRect(one)
        region += box.adjusted(-REACH, -REACH, REACH, REACH).toAlignedRect()
    return region


def box_of(points: Line) -> QRectF:
    """The bounds of a line in its own pixels."""
    xs, ys = zip(*points, strict=True)
    return QRectF(QPointF(min(xs), min(ys)), QPointF(max(xs), max(ys)))


def _thinned(points: Line, step: float) -> list[tuple[float, float]]:
    """The first, the last, and of those between the ones that are `step` or more from the one before."""
    course = [points[0]]
    for x, y in points[1:-1]:
        if abs(x - course[-1][0]) >= step or abs(y - course[-1][1]) >= step:
            course.append((x, y))
    return [*course, points[-1]]


def paint_guides(
    painter: QPainter,
    lines: Iterable[GuideLine],
    lit: tuple[Line, ...],
    transform: QTransform,
    seen: QRect | None = None,
) -> None:
    """lit: those that stand out, lines among them or the outline of a region.  seen: all that is to be painted, on the
    widget; None = everything."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for width, colour in ((_LIT_WIDTH + 2.5, _CASING), (_LIT_WIDTH, _LIT)):
        painter.setPen(_pen(colour, width))
        for points in lit:
            painter.drawPolyline(transform.map(polygon(points)))
    part = None
    if seen is not None:
        part = transform.inverted()[0].mapRect(QRectF(seen).adjusted(-REACH, -REACH, REACH, REACH))
    for line in lines:
        if line.points not in lit and (part is None or meets(line.box, part)):
            paint_guide(painter, line, transform)
    painter.restore()


def meets(box: QRectF, part: QRectF) -> bool:
    """A straight line has an empty box, which `intersects` holds to be nowhere."""
    across = box.left() <= part.right() and box.right() >= part.left()
    return across and box.top() <= part.bottom() and box.bottom() >= part.top()


def paint_guide(painter: QPainter, line: GuideLine, transform: QTransform) -> None:
    """One of them, as it looks at rest."""
    # Of a view that is turned or mirrored the first number of the transform alone is 0 or negative.
    course = transform.map(line.polygon(hypot(transform.m11(), transform.m12())))
    for pen in _pens(line.kind):
        painter.setPen(pen)
        painter.drawPolyline(course)
    if line.kind == "taken":  # else it would look like one that nobody has decided of
        paint_knobs(painter, (line.points[0], line.points[-1]), transform, 2.5, _FOUND)


@cache
def _pens(kind: Kind) -> tuple[QPen, QPen]:
    """Of the casing and of the core."""
    pens = _pen(_CASING, _WIDTH + 1.5), _pen(_CORES[kind], _WIDTH)
    dots = _DOTS.get(kind)
    for pen in pens:
        if dots is not None:
            pen.setDashPattern([part / pen.widthF() for part in dots])
    return pens


def paint_knobs(
    painter: QPainter, points: Iterable[tuple[float, float]], transform: QTransform, radius: float, colour: QColor
) -> None:
    """Round marks at points of the picture. radius: screen pixels."""
    painter.setPen(QPen(_CASING, 1.2))
    painter.setBrush(colour)
    for x, y in points:
        painter.drawEllipse(transform.map(QPointF(x, y)), radius, radius)
    painter.setBrush(Qt.BrushStyle.NoBrush)


def _pen(colour: QColor, width: float) -> QPen:
    return QPen(colour, width, Qt.PenStyle.SolidLine, Qt.PenCapStyle.RoundCap, Qt.PenJoinStyle.RoundJoin)
