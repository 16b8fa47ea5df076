"""Findings on the canvas: their outlines and the film of what is accepted, drawn ahead as one image of what is in view.

5,000 outlines as lines cost a paint several times its 16 ms. As cells of a grid that is as fine as the screen they are
put into one image on a worker, and a paint copies it.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from math import ceil, log2
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PySide6.QtCore import QPointF, QRectF, Qt
from PySide6.QtGui import QColor, QImage, QPainter, QPen, QTransform

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask import grow, with_neighbours
from inpaint_studio.ui.canvas.view import to_rectf
from inpaint_studio.ui.kit.pixels import shown_words

Words = NDArray[np.uint32]  # (H, W) 0xAARRGGBB, premultiplied
_Cells = NDArray[np.int32]  # (N, 2): row, column on the grid of the picture

_FINEST = -5  # the level at which 32 x 32 cells lie on one picture pixel
_GRID = 64  # cells: the image begins and ends on multiples, so that a small pan asks for nothing new
_RIM = 0.15  # of what is in view, that is drawn beyond it
_CASING, _FAINT_CASING = 0xB4000000, 0x5A000000
_FAINT = 0.6  # opacity of what is rejected
_DOT = 4  # cells from dot to dot of a rejected outline
_LEAST_FRAME = 22.0  # screen pixels a side of the frame round the current one
_FRAME_GAP = 5.0  # screen pixels from the finding to its frame


class FindingSight(NamedTuple):
    """What is in view, and how fine."""

    rect: Rect  # picture pixels
    level: int  # a cell is 2 ** level picture pixels a side: one or two pixels of the screen

    @classmethod
    def of(cls, visible: Rect, scale: float, size: Size) -> "FindingSight":
        """scale: screen pixels, not device pixels, per picture pixel."""
        level = max(_FINEST, ceil(-log2(scale) - 1e-9))
        step = max(1, ceil(_GRID * 2.0**level))
        wide = visible.grow(ceil(max(visible.width, visible.height) * _RIM))
        left, top = wide.x // step * step, wide.y // step * step
        right, bottom = -(-wide.right // step) * step, -(-wide.bottom // step) * step
        return cls(Rect.of_edges(left, top, right, bottom).clip(size), level)

    def covers(self, visible: Rect, scale: float, size: Size) -> bool:
        return self.level == FindingSight.of(visible, scale, size).level and self.rect.contains(visible.clip(size))


@dataclass(frozen=True, eq=False)
class FindingCells:
    """A finding on the grid of a level."""

    body: _Cells
    outline: _Cells  # the ring of cells round it
    casing: _Cells  # the ring round that

    @classmethod
    def of(cls, finding: Finding, level: int, within: Rect) -> "FindingCells":
        """within: picture pixels; what lies outside may be left out where cells are finer than pixels."""
        rect, mask = finding.rect, finding.mask
        if level < 0:
            rect = rect.intersect(within)
            times = 1 << -level
            inside = mask[rect.inside(finding.rect).slices] > 0
            inside = inside.repeat(times, axis=0).repeat(times, axis=1)
            top, left = rect.y * times, rect.x * times
        else:
            top, left = rect.y >> level, rect.x >> level
            inside = np.zeros((((rect.bottom - 1) >> level) - top + 1, ((rect.right - 1) >> level) - left + 1), bool)
            rows, columns = np.nonzero(mask)
            inside[((rows + rect.y) >> level) - top, ((columns + rect.x) >> level) - left] = True
        body = np.pad(inside, 2)
        first = with_neighbours(body)
        second = with_neighbours(first)
        corner = np.array([top - 2, left - 2], np.int32)
        rings = body, first & ~body, second & ~first
        return cls(*(np.argwhere(plane).astype(np.int32) + corner for plane in rings))


@dataclass(frozen=True)
class FindingLook:
    """How findings look at present."""

    colours: Mapping[str, int]  # of each class, 0xAARRGGBB
    film: int  # over what would become mask, 0xAARRGGBB premultiplied
    margin: int  # picture pixels that the film reaches past an accepted finding


class FindingOverlay:
    """The image of one sight. Immutable, and made where nobody waits for it."""

    def __init__(
        self,
        sight: FindingSight,
        shown: Sequence[tuple[Finding, FindingCells, bool]],  # and whether it is accepted
        look: FindingLook,
    ) -> None:
        self.sight = sight
        self._place = place = _cells(sight.rect, sight.level)
        self._words = words = np.zeros((place.height, place.width), np.uint32)
        accepted = [(finding, cells) for finding, cells, is_accepted in shown if is_accepted]
        rejected = [(finding, cells) for finding, cells, is_accepted in shown if not is_accepted]
        self._lay_film([cells.body for _, cells in accepted], look)
        self._put([cells.casing for _, cells in rejected], _FAINT_CASING)
        self._put([cells.casing for _, cells in accepted], _CASING)
        for kind in dict.fromkeys(finding.kind for finding, _ in rejected):
            colour = _premultiplied(look.colours[kind], _FAINT)
            self._put([cells.outline for one, cells in rejected if one.kind == kind], colour, dotted=True)
        for kind in dict.fromkeys(finding.kind for finding, _ in accepted):
            self._put([cells.outline for one, cells in accepted if one.kind == kind], look.colours[kind])
        self.image: QImage = shown_words(words, premultiplied=True)

    def paint(self, painter: QPainter, transform: QTransform) -> None:
        """transform: from picture pixels to the widget's."""
        if self.image.isNull():
            return
        unit = 2.0**self.sight.level
        painter.save()
        painter.setRenderHint(QPainter.RenderHint.SmoothPixmapTransform, False)
        painter.setTransform(QTransform.fromScale(unit, unit) * transform)
        painter.drawImage(QPointF(self._place.x, self._place.y), self.image)
        painter.restore()

    def _lay_film(self, bodies: list[_Cells], look: FindingLook) -> None:
        plane = np.zeros(self._words.shape, np.uint8)
        self._set(plane, bodies, 255)
        radius = look.margin / 2.0**self.sight.level
        if bodies and radius >= 0.5:
            plane = grow(plane, radius)
        self._words[plane > 0] = look.film

    def _put(self, cells: list[_Cells], colour: int, *, dotted: bool = False) -> None:
        self._set(self._words, cells, colour, dotted=dotted)

    def _set(self, plane: NDArray[np.generic], parts: list[_Cells], value: int, *, dotted: bool = False) -> None:
        if not parts:
            return
        cells = np.concatenate(parts)
        rows, columns = cells[:, 0] - self._place.y, cells[:, 1] - self._place.x
        seen = (rows >= 0) & (rows < plane.shape[0]) & (columns >= 0) & (columns < plane.shape[1])
        if dotted:
            seen &= cells.sum(axis=1) % _DOT < _DOT // 2
        plane[rows[seen], columns[seen]] = plane.dtype.type(value)


def paint_current(painter: QPainter, rect: Rect, transform: QTransform) -> None:
    """A frame round the finding that is decided on, white within black: seen on any picture."""
    box = transform.mapRect(to_rectf(rect)).adjusted(-_FRAME_GAP, -_FRAME_GAP, _FRAME_GAP, _FRAME_GAP)
    painter.save()
    painter.setRenderHint(QPainter.RenderHint.Antialiasing)
    painter.setBrush(Qt.BrushStyle.NoBrush)
    for colour, width in ((QColor(0, 0, 0, 190), 4.5), (QColor(255, 255, 255), 2.0)):
        painter.setPen(QPen(colour, width))
        painter.drawRoundedRect(_at_least(box), 4, 4)
    painter.restore()


def frame_place(rect: Rect, transform: QTransform) -> QRectF:
    """Widget pixels that the frame round a finding takes."""
    box = transform.mapRect(to_rectf(rect)).adjusted(-_FRAME_GAP, -_FRAME_GAP, _FRAME_GAP, _FRAME_GAP)
    return _at_least(box).adjusted(-4, -4, 4, 4)


def _at_least(box: QRectF) -> QRectF:
    wider, taller = max(0.0, _LEAST_FRAME - box.width()) / 2, max(0.0, _LEAST_FRAME - box.height()) / 2
    return box.adjusted(-wider, -taller, wider, taller)


def _cells(rect: Rect, level: int) -> Rect:
    """The cells of a level that a rectangle of picture pixels touches."""
    if level < 0:
        times = 1 << -level
        return Rect(rect.x * times, rect.y * times, rect.width * times, rect.height * times)
    return Rect.of_edges(rect.x >> level, rect.y >> level, -(-rect.right >> level), -(-rect.bottom >> level))


def _premultiplied(colour: int, opacity: float) -> int:
    parts = (255, colour >> 16 & 255, colour >> 8 & 255, colour & 255)
    alpha, red, green, blue = (round(part * opacity) for part in parts)
    return alpha << 24 | red << 16 | green << 8 | blue
