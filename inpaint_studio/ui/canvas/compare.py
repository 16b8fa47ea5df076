"""Before and after: how the two are laid out on the canvas, and the line and captions that tell them apart."""

from enum import Enum
from typing import NamedTuple

from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QPainter, QPen

from inpaint_studio.ui.canvas.display import Layer

_GAP = 2  # widget pixels between two panes side by side
_GRIP = 6  # widget pixels from the split line that still take hold of it


class Compare(Enum):
    """How before and after are shown."""

    AFTER = "after"
    BEFORE = "before"
    SPLIT = "split"
    SIDE_BY_SIDE = "side by side"


class Pane(NamedTuple):
    """A part of the widget that shows the picture, one layer of it, with or without the mask."""

    area: QRectF  # widget pixels
    centre: QRectF  # the area that the view is centred in
    layer: Layer
    with_mask: bool


def panes(compare: Compare, whole: QRectF, split: float) -> list[Pane]:
    """The panes of a widget whose area is `whole`; the one that is worked on comes first.

    split: where the split line lies, as a share of the width.
    """
    match compare:
        case Compare.SIDE_BY_SIDE:
            half = (whole.width() - _GAP) / 2
            left = QRectF(0, 0, half, whole.height())
            right = QRectF(half + _GAP, 0, half, whole.height())
            return [Pane(right, right, "composite", True), Pane(left, left, "picture", False)]
        case Compare.SPLIT:
            at = round(whole.width() * split)
            left = QRectF(0, 0, at, whole.height())
            right = QRectF(at, 0, whole.width() - at, whole.height())
            return [Pane(right, whole, "composite", True), Pane(left, whole, "picture", False)]
        case Compare.BEFORE:
            return [Pane(whole, whole, "picture", False)]
        case Compare.AFTER:
            return [Pane(whole, whole, "composite", True)]


def is_on_split(at: QPointF, whole: QRectF, split: float) -> bool:
    return abs(at.x() - whole.width() * split) <= _GRIP


def paint_gap(painter: QPainter, whole: QRectF) -> None:
    """What parts two panes side by side."""
    painter.fillRect(QRectF(whole.width() / 2 - _GAP / 2, 0, _GAP, whole.height()), QColor(0, 0, 0))


def paint_split(painter: QPainter, whole: QRectF, split: float) -> None:
    """The split line and its handle."""
    x = round(whole.width() * split)
    top, bottom = QPointF(x, 0), QPointF(x, whole.height())
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setPen(QPen(QColor(0, 0, 0, 150), 3))
    painter.drawLine(top, bottom)
    painter.setPen(QPen(QColor(255, 255, 255), 1))
    painter.drawLine(top, bottom)
    y = whole.height() / 2
    painter.setBrush(QColor(255, 255, 255))
    painter.setPen(QPen(QColor(0, 0, 0, 120), 1))
    painter.drawEllipse(QPointF(x, y), 11, 11)
    painter.setPen(QPen(QColor(50, 50, 50), 1.6))
    for side in (-1, 1):
        painter.drawPolyline([QPointF(x + side * 3, y - 4), QPointF(x + side * 6.5, y), QPointF(x + side * 3, y + 4)])


def paint_captions(painter: QPainter, shown: list[Pane], before: str, after: str) -> None:
    """`before` and `after`, in words, in a corner of each pane that is wide enough."""
    for pane in shown:
        text = before if pane.layer == "picture" else after
        metrics = painter.fontMetrics()
        box = QRectF(0, 0, metrics.horizontalAdvance(text) + 18, metrics.height() + 8)
        if box.width() + 24 > pane.area.width():
            continue
        box.moveBottomLeft(pane.area.bottomLeft() + QPointF(12, -12))  # messages come along the upper edge
        if pane.layer == "composite" and pane.area.left() > 0:  # away from the line between the two
            box.moveRight(pane.area.right() - 12)
        painter.setRenderHint(QPainter.RenderHint.Antialiasing)
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 150))
        painter.drawRoundedRect(box, 4, 4)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(box, Qt.AlignmentFlag.AlignCenter, text)
