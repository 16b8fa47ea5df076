"""How tools draw upon the canvas, so that it is seen on any picture."""

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from inpaint_studio.ui.canvas.sides import draw_sides
from inpaint_studio.ui.tools.tool import Point


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
        draw_sides(painter, line, closed)


def draw_corners(
    painter: QPainter, transform: QTransform, points: list[Point], first_side: int = 9, side: int = 6
) -> None:
    """Handles, the first of which may be larger. first_side, side: screen pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, (x, y) in enumerate(points):
        at = transform.map(QPointF(x, y))
        across = side if number else first_side
        painter.setPen(QPen(QColor(0, 0, 0, 190), 1))
        painter.setBrush(QColor(255, 255, 255))
        painter.drawRect(QRectF(at.x() - across / 2, at.y() - across / 2, across, across))


def draw_label(painter: QPainter, at: QPointF, text: str) -> None:
    """Words below and right of a point, moved to where there is room for them."""
    metrics, room = painter.fontMetrics(), painter.viewport()
    box = QRectF(at.x() + 12, at.y() + 12, metrics.horizontalAdvance(text) + 12, metrics.height() + 6)
    box.moveLeft(max(0.0, min(box.left(), room.width() - box.width() - 4)))
    if box.bottom() > room.height() - 4:
        box.moveBottom(at.y() - 12)
    painter.setPen(Qt.PenStyle.NoPen)
    painter.setBrush(QColor(0, 0, 0, 170))
    painter.drawRoundedRect(box, 3, 3)
    painter.setPen(QColor(255, 255, 255))
    painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
