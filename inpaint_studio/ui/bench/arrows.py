"""Arrows from where the pieces of a copied fill came from to where they lie now."""

import math
from collections.abc import Sequence

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen, QPolygonF, QTransform

from inpaint_studio.filling.sources import Piece

MOST = 24  # arrows; more cannot be followed by eye
_LEAST_SHARE = 0.004  # of all copied pixels; smaller pieces are left out
_HEAD = 9.0  # widget pixels
_DARK = QColor(0, 0, 0, 170)
# Told apart by lightness as well as by hue, and none of them the film's red.
_COLOURS = [QColor(*rgb) for rgb in ((255, 214, 64), (96, 205, 255), (150, 240, 120), (255, 150, 230), (255, 255, 255))]


def worth_showing(pieces: Sequence[Piece]) -> tuple[Piece, ...]:
    """The largest pieces, largest first."""
    total = sum(piece.pixels for piece in pieces)
    large = [piece for piece in pieces if piece.pixels >= _LEAST_SHARE * total]
    return tuple(sorted(large, key=lambda piece: -piece.pixels)[:MOST])


def paint_arrows(painter: QPainter, transform: QTransform, pieces: Sequence[Piece]) -> None:
    """Draw each piece's source as a frame and an arrow from it to the piece. transform: picture to widget pixels."""
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    for number, piece in reversed(list(enumerate(pieces))):
        colour = _COLOURS[number % len(_COLOURS)]
        frame = QPolygonF(QRectF(*piece.source))
        start = transform.map(QPointF(*piece.source_centre))
        end = transform.map(QPointF(*piece.centre))
        for pen in (QPen(_DARK, 4), QPen(colour, 1.8)):
            pen.setCapStyle(Qt.PenCapStyle.RoundCap)
            painter.setPen(pen)
            painter.setBrush(Qt.BrushStyle.NoBrush)
            thin = QPen(pen)
            thin.setWidthF(pen.widthF() * 0.6)
            thin.setStyle(Qt.PenStyle.DotLine if pen.color() == colour else Qt.PenStyle.SolidLine)
            painter.setPen(thin)
            painter.drawPolygon(transform.map(frame))
            painter.setPen(pen)
            painter.drawLine(start, end)
            painter.setBrush(pen.color())
            painter.drawEllipse(start, 2.2, 2.2)
            painter.drawPolygon(_head(start, end))


def _head(start: QPointF, end: QPointF) -> QPolygonF:
    length = math.hypot(end.x() - start.x(), end.y() - start.y()) or 1.0
    x, y = (end.x() - start.x()) / length, (end.y() - start.y()) / length
    size = min(_HEAD, length / 2)
    foot = end - QPointF(x, y) * size
    side = QPointF(-y, x) * (size * 0.4)
    return QPolygonF([end, foot + side, foot - side])
