"""Rulers along the upper and left edge of the canvas, in picture pixels."""

from collections.abc import Iterator
from math import ceil, floor, log10
from typing import NamedTuple

from PySide6.QtCore import QEvent, QLineF, QPointF, QRectF, QSize, Qt
from PySide6.QtGui import QColor, QPainter, QPaintEvent, QPalette, QPen, QTransform
from PySide6.QtWidgets import QGridLayout, QWidget

from inpaint_studio.ui.canvas.canvas import Canvas

THICKNESS = 22  # widget pixels
_NUMBERS_APART = 64  # widget pixels at least between two numbers
_TICKS_APART = 5  # widget pixels at least between two ticks


class Mark(NamedTuple):
    """A place on a ruler."""

    at: float  # widget pixels along the ruler
    length: float  # of its tick, as a share of the ruler's thickness
    number: str  # empty for ticks without one


class Scale(NamedTuple):
    """How picture pixels run along an edge of the canvas: the value at its beginning, and the change per widget pixel.

    Where the view is turned this is where the picture's own columns (or its rows, whichever meet the edge more
    steeply) cut the edge of the canvas; so at any angle a tick continues a line of the picture.
    """

    first: float
    slope: float

    @classmethod
    def along(cls, transform: QTransform, start: QPointF, direction: QPointF) -> "Scale":
        """transform: picture to canvas. The edge runs from `start` in `direction`, a unit vector; widget pixels."""
        back, _ = transform.inverted()
        here, there = back.map(start), back.map(start + direction)
        dx, dy = there.x() - here.x(), there.y() - here.y()
        return cls(here.x(), dx) if abs(dx) >= abs(dy) else cls(here.y(), dy)

    def marks(self, length: float) -> Iterator[Mark]:
        """Ticks of a ruler that is `length` widget pixels long, in order; numbers are round and never less than 1."""
        step = _round_step(abs(self.slope) * _NUMBERS_APART)
        parts = next((n for n in (10, 5, 2) if _fits(step, n, abs(self.slope))), 1)
        low, high = sorted((self.first, self.first + self.slope * length))
        for index in range(ceil(low * parts / step), floor(high * parts / step) + 1):
            value = index * step / parts
            whole = index % parts == 0
            middle = parts % 2 == 0 and index % (parts // 2) == 0
            share = 1.0 if whole else 0.45 if middle else 0.28
            yield Mark((value - self.first) / self.slope, share, f"{value:.0f}" if whole else "")


def _round_step(least: float) -> int:
    """The smallest of 1, 2, 5, 10, 20, 50, ... that is not below `least`."""
    if least <= 1:
        return 1
    power = int(10 ** floor(log10(least)))
    return next(power * factor for factor in (1, 2, 5, 10) if power * factor >= least * (1 - 1e-9))


def _fits(step: int, parts: int, pixels: float) -> bool:
    """Whether a step may be cut into `parts` of whole picture pixels that lie far enough apart."""
    return step % parts == 0 and step / parts / pixels >= _TICKS_APART


class Ruler(QWidget):
    """One ruler. Follows the canvas and shows where the pointer is."""

    def __init__(self, canvas: Canvas, orientation: Qt.Orientation, parent: QWidget) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self._is_flat = orientation is Qt.Orientation.Horizontal
        self._pointer: QPointF | None = None  # on the canvas
        self.setAccessibleName(self.tr("Ruler above the picture") if self._is_flat else self.tr("Ruler beside it"))
        if self._is_flat:
            self.setFixedHeight(THICKNESS)
        else:
            self.setFixedWidth(THICKNESS)

    def point_at(self, at: QPointF | None) -> None:
        """Show where the pointer is, in pixels of the canvas."""
        for place in (self._pointer, at):
            if place is not None:
                along = round(place.x() if self._is_flat else place.y())
                self.update(*((along - 2, 0, 5, THICKNESS) if self._is_flat else (0, along - 2, THICKNESS, 5)))
        self._pointer = at

    def paintEvent(self, event: QPaintEvent) -> None:
        painter = QPainter(self)
        palette = self.palette()
        painter.fillRect(event.rect(), palette.window())
        line = palette.color(QPalette.ColorRole.Mid)
        tick = palette.color(QPalette.ColorRole.PlaceholderText)
        font = self.font()
        font.setPixelSize(10)
        painter.setFont(font)
        if not self._is_flat:  # painted as if it lay flat, then turned over
            painter.setTransform(QTransform(0, 1, 1, 0, 0, 0))
        length = self.width() if self._is_flat else self.height()
        for area, transform in self._stretches():
            start, end = (area.left(), area.right()) if self._is_flat else (area.top(), area.bottom())
            painter.setClipRect(QRectF(start, 0, end - start, THICKNESS))
            self._paint_marks(painter, start, end, Scale.along(transform, *self._edge(area)), tick)
        painter.setClipping(False)
        painter.setPen(QPen(line, 1))
        painter.drawLine(QLineF(0, THICKNESS - 0.5, length, THICKNESS - 0.5))
        if self._pointer is not None:
            along = self._pointer.x() if self._is_flat else self._pointer.y()
            painter.fillRect(QRectF(along - 0.5, 0, 1, THICKNESS), palette.color(QPalette.ColorRole.Highlight))
        painter.end()

    def _stretches(self) -> list[tuple[QRectF, QTransform]]:
        """The panes of the canvas that this ruler runs along: side by side shows the picture twice."""
        if self._canvas.display is None:
            return []
        viewport = self._canvas.viewport
        panes = viewport.panes if self._is_flat else viewport.panes[:1]
        return [(pane.area, viewport.transform(pane)) for pane in panes]

    def _edge(self, area: QRectF) -> tuple[QPointF, QPointF]:
        if self._is_flat:
            return QPointF(area.left(), area.top()), QPointF(1, 0)
        return QPointF(area.left(), area.top()), QPointF(0, 1)

    def _paint_marks(self, painter: QPainter, start: float, end: float, scale: Scale, colour: QColor) -> None:
        painter.setPen(QPen(colour, 1))
        ratio = self.devicePixelRatioF()
        for mark in scale.marks(end - start):
            at = (round((start + mark.at) * ratio) + 0.5) / ratio  # on the middle of a device pixel: crisp
            painter.drawLine(QLineF(at, THICKNESS * (1 - mark.length), at, THICKNESS - 1))
            if not mark.number:
                continue
            if self._is_flat:
                painter.drawText(QPointF(at + 3, 10), mark.number)
            else:  # reads upwards and ends at its tick, so that any number of digits fits
                painter.save()
                painter.resetTransform()
                painter.translate(10, at + 3 + painter.fontMetrics().horizontalAdvance(mark.number))
                painter.rotate(-90)
                painter.drawText(QPointF(0, 0), mark.number)
                painter.restore()

    def changeEvent(self, event: QEvent) -> None:
        self.update()
        super().changeEvent(event)


class RuledCanvas(QWidget):
    """The canvas with its rulers, which are off until they are asked for."""

    def __init__(self, canvas: Canvas, parent: QWidget | None = None) -> None:
        super().__init__(parent)
        self._canvas = canvas
        self.top = Ruler(canvas, Qt.Orientation.Horizontal, self)
        self.left = Ruler(canvas, Qt.Orientation.Vertical, self)
        self._corner = QWidget(self)
        self._corner.setFixedSize(QSize(THICKNESS, THICKNESS))
        grid = QGridLayout(self)
        grid.setContentsMargins(0, 0, 0, 0)
        grid.setSpacing(0)
        grid.addWidget(self._corner, 0, 0)
        grid.addWidget(self.top, 0, 1)
        grid.addWidget(self.left, 1, 0)
        grid.addWidget(canvas, 1, 1)
        canvas.view_changed.connect(self._view_changed)
        canvas.compare_changed.connect(self._view_changed)
        canvas.pointer_moved.connect(self._pointer_moved)
        self.set_rulers(False)

    def set_rulers(self, shown: bool) -> None:
        for part in (self._corner, self.top, self.left):
            part.setVisible(shown)

    @property
    def has_rulers(self) -> bool:
        return not self.top.isHidden()

    def _view_changed(self, *_: object) -> None:
        if self.has_rulers:
            self.top.update()
            self.left.update()

    def _pointer_moved(self, at: tuple[float, float] | None) -> None:
        if self.has_rulers:
            place = self._canvas.pointer.place
            self.top.point_at(place if at is not None else None)
            self.left.point_at(place if at is not None else None)
