"""Guide lines on the canvas: how those that a person drew, took or is offered look."""

from collections.abc import Collection, Iterable
from dataclasses import dataclass
from functools import cached_property
from itertools import chain
from typing import Literal

from PySide6.QtCore import QPointF, Qt
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
_MOST_PLACES = 64
_REACH = 6.0  # screen pixels round a line that are painted too


@dataclass(frozen=True)
class GuideLine:
    """A line as it is drawn."""

    points: Line
    kind: Kind = "drawn"

    @cached_property
    def polygon(self) -> QPolygonF:
        return polygon(self.points)


def polygon(points: Iterable[tuple[float, float]]) -> QPolygonF:
    return QPolygonF([QPointF(x, y) for x, y in points])


def places(lines: Collection[Line], transform: QTransform) -> QRegion:
    """Where on the widget lines are painted; of very many, as round a region, one rectangle about all of them."""
    groups = [tuple(chain.from_iterable(lines))] if len(lines) > _MOST_PLACES else lines
    region = QRegion()
    for points in groups:
        box = transform.map(polygon(points)).boundingRect()
        region += box.adjusted(-_REACH, -_REACH, _REACH, _REACH).toAlignedRect()
    return region


def paint_guides(painter: QPainter, lines: Iterable[GuideLine], lit: tuple[Line, ...], transform: QTransform) -> None:
    """lit: those that stand out, lines among them or the outline of a region."""
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for width, colour in ((_LIT_WIDTH + 2.5, _CASING), (_LIT_WIDTH, _LIT)):
        painter.setPen(_pen(colour, width))
        for points in lit:
            painter.drawPolyline(transform.map(polygon(points)))
    for line in lines:
        if line.points not in lit:
            paint_guide(painter, line, transform)
    painter.restore()


def paint_guide(painter: QPainter, line: GuideLine, transform: QTransform) -> None:
    """One of them, as it looks at rest."""
    course = transform.map(line.polygon)
    dots = _DOTS.get(line.kind)
    for width, colour in ((_WIDTH + 1.5, _CASING), (_WIDTH, _CORES[line.kind])):
        pen = _pen(colour, width)
        if dots is not None:
            pen.setDashPattern([part / width for part in dots])
        painter.setPen(pen)
        painter.drawPolyline(course)
    if line.kind == "taken":  # else it would look like one that nobody has decided of
        paint_knobs(painter, (line.points[0], line.points[-1]), transform, 2.5, _FOUND)


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
