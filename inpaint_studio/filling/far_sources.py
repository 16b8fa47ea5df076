"""Where else to copy from: the parts of a request's source regions that no region's own reach holds.

A source region works anywhere in the picture. What lies beyond a hole's reach is not reached by looking further, which
would cost the square of the distance, but is set beside it (`mosaic`): the rectangles named here, nearest first, and
no more of them than a bounded number of pixels.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask
from inpaint_studio.filling.region import Region
from inpaint_studio.filling.request import FillRequest
from inpaint_studio.filling.samples import known_in

CELL = 32  # pixels a side, in which source regions are counted
CONTEXT = 8  # pixels of picture shown round a rectangle, so that its outermost patches are whole
# Source pixels that a region is to have, those in its own reach counted: as many as it sees without source regions,
# and no fewer than 256 x 256, which a scratch does not see; at most 181 MB of what the exemplar stage holds.
LEAST = 2**16
MOST = 2**20
_FULL = 0.5  # of a rectangle's cells that must hold some source; emptier ones are split
_NARROWEST = 256  # pixels; rectangles may be as wide as the reach they are set beside, or as this


@dataclass(frozen=True, eq=False)
class SourceCells:
    """How much source lies where, by cells of 32 pixels: looked at once, for all regions of a request."""

    sources: Mask  # (H, W), 255 = texture may be taken from here
    counts: NDArray[np.int32]  # (rows, columns): its usable pixels, those that are not to be filled themselves

    @classmethod
    def of(cls, request: FillRequest, sources: Mask) -> "SourceCells":
        height, width = sources.shape
        counts = np.zeros((-(-height // CELL), -(-width // CELL)), np.int32)
        starts = np.arange(0, width, CELL)
        for row in range(len(counts)):
            band = Rect(0, row * CELL, width, min(CELL, height - row * CELL))
            usable = sources[band.slices] > 0
            common = band.intersect(request.rect)
            if not common.is_empty:
                usable[common.inside(band).slices] &= request.mask[common.inside(request.rect).slices] == 0
            if usable.any() and request.picture.is_data:
                usable &= known_in(request, band)
            if usable.any():
                counts[row] = np.add.reduceat(usable.sum(axis=0, dtype=np.int32), starts)
        return cls(sources, counts)

    def beside(self, region: Region) -> tuple[Rect, ...]:
        """Rectangles of the picture, beyond the region's reach, that hold source it is to have; nearest first.

        They depend on the region and the source regions alone.
        """
        rows, columns, _ = self._beyond(region)
        chosen = np.zeros(self.counts.shape, bool)
        chosen[rows, columns] = True
        widest = max(region.reach.width, _NARROWEST) // CELL
        rects = [self._tight(cells) for cells in _boxes(chosen, widest)]
        rects.sort(key=lambda rect: (_apart(region.core, rect), rect))
        return tuple(rects)

    def unused(self, region: Region) -> int:
        """Pixels of source beyond what a region is to have, where it has most of that from beyond its reach."""
        return self._beyond(region)[2]

    def _beyond(self, region: Region) -> tuple[NDArray[np.intp], NDArray[np.intp], int]:
        """Rows and columns of the cells beyond the region's reach that it is to have, nearest first; and `unused`."""
        reach, core = region.reach, region.core
        rows, columns = np.nonzero(self.counts)
        left, top = columns * CELL, rows * CELL
        inside = (left >= reach.x) & (top >= reach.y)
        inside &= (left + CELL <= reach.right) & (top + CELL <= reach.bottom)
        near = int(self.counts[rows[inside], columns[inside]].sum())
        wanted = min(max(reach.area, LEAST), MOST)
        rows, columns, left, top = (values[~inside] for values in (rows, columns, left, top))
        if wanted <= near or not len(rows):
            return rows[:0], columns[:0], 0
        across = np.maximum(np.maximum(core.x - (left + CELL), left - core.right), 0)
        down = np.maximum(np.maximum(core.y - (top + CELL), top - core.bottom), 0)
        order = np.lexsort((columns, rows, across**2 + down**2))
        total = np.cumsum(self.counts[rows[order], columns[order]])
        order = order[: int(np.searchsorted(total, wanted - near)) + 1]
        unused = int(total[-1] - total[len(order) - 1]) if near < wanted / 2 else 0
        return rows[order], columns[order], unused

    def _tight(self, cells: Rect) -> Rect:
        """Round the source in a rectangle of cells, in pixels of the picture, with its context."""
        height, width = self.sources.shape
        whole = Rect(0, 0, width, height)
        rect = Rect(cells.x * CELL, cells.y * CELL, cells.width * CELL, cells.height * CELL).intersect(whole)
        return bounds(self.sources[rect.slices]).translate(rect.x, rect.y).grow(CONTEXT).intersect(whole)


def _apart(one: Rect, other: Rect) -> int:
    across = max(one.x - other.right, other.x - one.right, 0)
    down = max(one.y - other.bottom, other.y - one.bottom, 0)
    return across * across + down * down


def _boxes(chosen: NDArray[np.bool_], widest: int) -> Iterator[Rect]:
    """Rectangles of cells that hold the chosen ones: one for what hangs together, split where much of it is empty."""
    labels, _ = ndimage.label(chosen, np.ones((3, 3), bool))
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        yield from _split(labels[rows, columns] == number, columns.start, rows.start, widest)


def _split(own: NDArray[np.bool_], x: int, y: int, widest: int) -> Iterator[Rect]:
    rows, columns = np.flatnonzero(own.any(axis=1)), np.flatnonzero(own.any(axis=0))
    if not rows.size:
        return
    own = own[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
    x, y = x + int(columns[0]), y + int(rows[0])
    height, width = own.shape
    if width > widest or (own.mean() < _FULL and width >= height):
        half = width // 2
        yield from _split(own[:, :half], x, y, widest)
        yield from _split(own[:, half:], x + half, y, widest)
    elif own.mean() < _FULL:
        half = height // 2
        yield from _split(own[:half], x, y, widest)
        yield from _split(own[half:], x, y + half, widest)
    else:
        yield Rect(x, y, width, height)
