"""Marching ants: the outline of the mask as it lies on the screen, one device pixel wide at any zoom."""

from typing import NamedTuple

import numpy as np
from PySide6.QtCore import QPointF, QRectF, QTimer
from PySide6.QtGui import QPainter, QTransform
from PySide6.QtWidgets import QWidget

from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.mask_levels import MaskLevels, level_to_sample
from inpaint_studio.ui.canvas.overlay import edge, marching, sampled
from inpaint_studio.ui.canvas.proposal import Proposal
from inpaint_studio.ui.canvas.view import to_rectf
from inpaint_studio.ui.kit.pixels import shown_words

_MARCH_MS = 160


class Place(NamedTuple):
    """Where a mask lies on the screen."""

    area: QRectF  # widget pixels of the pane
    transform: QTransform  # picture pixels -> widget pixels
    scale: float  # device pixels per picture pixel
    ratio: float  # device pixels per widget pixel


class Ants:
    """Finds the outline once and then only where the mask has changed; walks on with `march`."""

    def __init__(self) -> None:
        self._place: Place | None = None  # that the outline was found for
        self._outline = np.zeros((0, 0), bool)  # device pixels of the pane
        self._stale = NOWHERE  # device pixels whose outline is to be looked for again
        self._phase = 0

    def forget(self) -> None:
        """Everything is to be looked for again."""
        self._place = None

    def mask_changed(self, rect: Rect, levels: MaskLevels, place: Place) -> None:
        """The mask was changed inside `rect`, picture pixels."""
        reach = 2 + (1 << level_to_sample(place.scale))
        seen = place.transform.mapRect(to_rectf(rect.grow(reach))).translated(-place.area.topLeft())
        ratio = place.ratio
        stale = Rect.of_edges(
            int(seen.left() * ratio) - 2,
            int(seen.top() * ratio) - 2,
            int(seen.right() * ratio) + 3,
            int(seen.bottom() * ratio) + 3,
        )
        self._stale = self._stale.unite(stale)

    def march(self) -> QRectF | None:
        """One step on. Returns the widget pixels to be painted again, empty for none, or None where all are."""
        self._phase += 1
        if self._place is None:
            return None
        rows, columns = np.flatnonzero(self._outline.any(axis=1)), np.flatnonzero(self._outline.any(axis=0))
        if not rows.size:
            return QRectF()
        ratio = self._place.ratio
        box = QRectF(columns[0], rows[0], columns[-1] - columns[0] + 1, rows[-1] - rows[0] + 1)
        box = QRectF(box.x() / ratio, box.y() / ratio, box.width() / ratio, box.height() / ratio)
        return box.translated(self._place.area.topLeft())

    def paint(
        self, painter: QPainter, levels: MaskLevels, proposal: Proposal | None, place: Place, dirty: QRectF
    ) -> None:
        """Draw the outline inside `dirty` (widget pixels): a stroke must not pay for the whole window."""
        ratio, area = place.ratio, place.area
        whole = Rect(0, 0, round(area.width() * ratio), round(area.height() * ratio))
        if self._place != place:
            self._place = place
            self._outline = np.zeros((whole.height, whole.width), bool)
            self._stale = whole
        if not self._stale.is_empty:
            # One pixel more is read than is written: whether a pixel is rim depends on its neighbours.
            inner = self._stale.intersect(whole)
            outer = inner.grow(1)
            inside = _set_on_screen(levels, proposal, place, outer)
            self._outline[inner.slices] = edge(inside)[inner.inside(outer).slices]
            self._stale = NOWHERE
        box = dirty.translated(-area.topLeft())
        left, top = int(box.left() * ratio), int(box.top() * ratio)
        right, bottom = int(np.ceil(box.right() * ratio)), int(np.ceil(box.bottom() * ratio))
        image = shown_words(
            marching(self._outline[top:bottom, left:right], self._phase + left + top), premultiplied=True
        )
        if not image.isNull():
            image.setDevicePixelRatio(ratio)
            painter.drawImage(area.topLeft() + QPointF(left / ratio, top / ratio), image)


class March(QTimer):
    """Has the ants of a widget walk on, and painted again."""

    def __init__(self, ants: Ants, widget: QWidget) -> None:
        super().__init__(widget)
        self._ants, self._widget = ants, widget
        self._is_wanted = self._is_still = False
        self.setInterval(_MARCH_MS)
        self.timeout.connect(self._step)

    def set_still(self, still: bool) -> None:
        """Whether they stand still whatever else, for whom moving things disturb."""
        self._is_still = still
        self.set_running(self._is_wanted)

    def set_running(self, running: bool) -> None:
        self._is_wanted = running
        running = running and not self._is_still
        if running != self.isActive():
            if running:
                self.start()
            else:
                self.stop()

    def _step(self) -> None:
        box = self._ants.march()
        if box is None:
            self._widget.update()
        elif not box.isEmpty():
            self._widget.update(box.toAlignedRect())


def _set_on_screen(levels: MaskLevels, proposal: Proposal | None, place: Place, part: Rect) -> np.ndarray:
    """Whether the mask is set at each device pixel of `part` of a pane, by the proposal where there is one."""
    ratio, area = place.ratio, place.area
    device = QTransform.fromScale(1 / ratio, 1 / ratio) * QTransform.fromTranslate(area.x(), area.y())
    back, _ = (place.transform * device.inverted()[0]).inverted()
    columns, rows = np.arange(part.x, part.right) + 0.5, np.arange(part.y, part.bottom) + 0.5
    if back.m12() == 0 and back.m21() == 0:
        x, y = back.m11() * columns + back.dx(), back.m22() * rows + back.dy()
    else:
        x = back.m11() * columns[None, :] + back.m21() * rows[:, None] + back.dx()
        y = back.m12() * columns[None, :] + back.m22() * rows[:, None] + back.dy()
    level, seen = level_to_sample(place.scale), _bounds(x, y)
    if proposal is None:
        return _sampled(levels, level, x, y, seen)
    rect, own = proposal.rect, max(level - proposal.level, 0)
    inside = _sampled(proposal.levels, own, *proposal.inner(x, y), _bounds(*proposal.inner(x, y)))
    height, width = levels.mask.shape
    if rect.width < width or rect.height < height:
        around = _sampled(levels, level, x, y, seen)
        down, right = (y >= rect.y) & (y < rect.bottom), (x >= rect.x) & (x < rect.right)
        there = down[:, None] & right[None, :] if down.ndim == 1 else down & right
        np.copyto(inside, around, where=~there)
    return inside


def _bounds(x: np.ndarray, y: np.ndarray) -> Rect:
    """The smallest rectangle that holds these places."""
    return Rect.of_edges(*(int(np.floor(edge)) for edge in (x.min(), y.min(), x.max() + 1, y.max() + 1)))


def _sampled(levels: MaskLevels, level: int, x: np.ndarray, y: np.ndarray, seen: Rect) -> np.ndarray:
    """Whether a mask is set at places of it, by a level in which none of its marks falls between two of the places."""
    unit = 1 << level
    near = Rect.of_edges(seen.x // unit, seen.y // unit, -(-seen.right // unit) + 1, -(-seen.bottom // unit) + 1)
    left, top, plane = levels.sampled_at(level, near)
    return sampled(plane, np.floor(y / unit).astype(np.intp) - top, np.floor(x / unit).astype(np.intp) - left)
