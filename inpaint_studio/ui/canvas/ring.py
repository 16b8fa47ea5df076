"""What is seen at the pointer: the ring of the brush, its size while that changes, and the cross of the arrow keys."""

from collections.abc import Callable
from dataclasses import dataclass
from math import floor

from PySide6.QtCore import QCoreApplication, QPoint, QPointF, QRect, QRectF, Qt, QTimer
from PySide6.QtGui import QColor, QPainter, QPen, QRegion

from inpaint_studio.ui.canvas.surface import Surface

_SHOWN_MS = 1200  # the numbers, after the last change
_GAP = 10  # widget pixels between ring and numbers
_ARM, _HOLE = 16.0, 5.0  # of the cross, widget pixels from its middle
_PRESSED = QColor(255, 214, 64)


@dataclass(frozen=True)
class Cross:
    """The pointer of the arrow keys. Widget pixels."""

    at: QPointF
    is_pressed: bool

    @property
    def bounds(self) -> QRect:
        reach = int(_ARM) + 3
        return QRect(0, 0, 2 * reach + 1, 2 * reach + 1).translated(self.at.toPoint() - QPoint(reach, reach))


@dataclass(frozen=True)
class RingLook:
    """What is seen at the pointer. Widget pixels."""

    box: QRectF | None  # None where the tool has no ring
    words: str = ""
    words_box: QRect = QRect()  # noqa: RUF009 - never changed
    cross: Cross | None = None  # None where mouse or pen have the pointer

    @property
    def region(self) -> QRegion:
        """All that it covers."""
        region = ring_region(self.box) if self.box is not None else QRegion()
        if self.cross is not None:
            region = region.united(self.cross.bounds)
        return region.united(self.words_box) if self.words else region


class Ring:
    """Follows the pointer, and repaints where it was and where it is."""

    def __init__(
        self,
        surface: Surface,
        box: Callable[[], QRectF | None],
        words: Callable[[], str],
        cross: Callable[[], Cross | None],
    ) -> None:
        """box: where the ring lies now, widget pixels; None for none.  words: of its size."""
        self._surface, self._box, self._words, self._cross = surface, box, words, cross
        self.shown: RingLook | None = None  # on the screen, or will be with the next paint
        self._has_words = False
        self._timer = QTimer()
        self._timer.setSingleShot(True)
        self._timer.setInterval(_SHOWN_MS)
        self._timer.timeout.connect(self._hide_words)

    def look(self) -> RingLook | None:
        box, cross = self._box(), self._cross()
        if box is None:
            return RingLook(None, cross=cross) if cross is not None else None
        words = self._words() if self._has_words else ""
        return RingLook(box, words, self._place(box, words) if words else QRect(), cross)

    def update(self) -> None:
        """Repaint where the ring was and where it is now."""
        before, self.shown = self.shown, self.look()
        region = QRegion()
        for look in (before, self.shown):
            if look is not None:
                region += look.region
        if not region.isEmpty():
            self._surface.update(region)

    def update_after_scroll(self, before: RingLook | None, dx: int, dy: int) -> None:
        """The pixels on the screen were moved, and with them the ring that was among them."""
        if before is not None:
            self._surface.update(before.region.translated(dx, dy))
        if self.shown is not None:
            self._surface.update(self.shown.region)

    def show_words(self) -> None:
        """For a moment after the last call."""
        self._has_words = True
        self._timer.start()
        self.update()

    def _hide_words(self) -> None:
        self._has_words = False
        self.update()

    def _place(self, box: QRectF, words: str) -> QRect:
        """Right of the ring, or left of it, where there is room; always inside the widget."""
        metrics, room = self._surface.fontMetrics(), self._surface.rect()
        place = QRect(0, 0, metrics.horizontalAdvance(words) + 14, metrics.height() + 6)
        right, left = int(box.right()) + _GAP, int(box.left()) - _GAP - place.width()
        x = right if right + place.width() <= room.right() or left < room.left() else left
        x = max(room.left(), min(x, room.right() - place.width()))
        y = max(room.top(), min(int(box.center().y()) - place.height() // 2, room.bottom() - place.height()))
        place.moveTopLeft(QPoint(x, y))
        return place


def size_words(diameter: float, hardness: float) -> str:
    """The size of a brush as it is shown beside its ring.  diameter: picture pixels.  hardness: 0 .. 1."""
    words = QCoreApplication.translate("Ring", "{size} px · {hardness} %")
    return words.format(size=f"{diameter:.0f}", hardness=round(hardness * 100))


def ring_region(box: QRectF) -> QRegion:
    """What a ring in `box` covers: the line and the dot in the middle, not all that lies inside it."""
    region = QRegion(ring_bounds(box))
    inner_side = int(box.width() * 0.70 - 6)  # a square inside the circle
    if inner_side > 24:
        inner = QRect(0, 0, inner_side, inner_side)
        inner.moveCenter(box.center().toPoint())
        middle = QRect(0, 0, 8, 8)
        middle.moveCenter(box.center().toPoint())
        region = region.subtracted(QRegion(inner)).united(QRegion(middle))
    return region


def ring_bounds(box: QRectF) -> QRect:
    """The line of a ring in `box` is wider than the box."""
    return box.toAlignedRect().adjusted(-3, -3, 3, 3)


def paint_ring(painter: QPainter, look: RingLook) -> None:
    painter.save()  # a brush that stays would fill what is drawn next
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    box = look.box
    if box is not None:
        painter.setPen(QPen(QColor(0, 0, 0, 170), 2.5))
        painter.drawEllipse(box)
        painter.setPen(QPen(QColor(255, 255, 255, 235), 1.2))
        painter.drawEllipse(box)
        if box.width() > 14:
            painter.drawPoint(QPointF(box.center()))
    if look.cross is not None:
        _paint_cross(painter, look.cross)
    if look.words:
        painter.setPen(Qt.PenStyle.NoPen)
        painter.setBrush(QColor(0, 0, 0, 190))
        painter.drawRoundedRect(look.words_box, 3, 3)
        painter.setPen(QColor(255, 255, 255))
        painter.drawText(look.words_box, Qt.AlignmentFlag.AlignCenter, look.words)
    painter.restore()


def _paint_cross(painter: QPainter, cross: Cross) -> None:
    """Light on dark, so that it is seen on any picture; yellow with a dot while it is pressed."""
    at = QPointF(floor(cross.at.x()) + 0.5, floor(cross.at.y()) + 0.5)  # lines on whole pixels are crisp
    light = _PRESSED if cross.is_pressed else QColor(255, 255, 255)
    for colour, width in ((QColor(0, 0, 0, 200), 4.0), (light, 1.6)):
        painter.setPen(QPen(colour, width))
        for dx, dy in ((1, 0), (-1, 0), (0, 1), (0, -1)):
            painter.drawLine(at + QPointF(dx * _HOLE, dy * _HOLE), at + QPointF(dx * _ARM, dy * _ARM))
    if cross.is_pressed:
        painter.setPen(QPen(QColor(0, 0, 0, 200), 1.2))
        painter.setBrush(light)
        painter.drawEllipse(at, 2.8, 2.8)
        painter.setBrush(Qt.BrushStyle.NoBrush)
