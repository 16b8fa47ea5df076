"""A coarse membrane that follows a stroke: what a heal brush shows until the exact one is worked out.

The difference between what is under the stroke and what was copied is known where nothing is painted, and drawn
smoothly over what is: by averages of averages (pull and push), then by a few relaxations, on cells of several pixels.
What a dab has left behind stays as it was when the dab was there.
"""

from functools import lru_cache

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

_CELLS_ACROSS = 8  # of a brush, at least
_LARGEST_CELL = 64  # pixels
_RIM = 1  # cells round what is solved
_RELAXATIONS = 2  # on each level
_TOGETHER = 32  # cells a side that are enlarged in one product


def cell_for(radius: float) -> int:
    """Pixels a side of the cells for a brush of this radius: a power of two."""
    cell = 1
    while cell < _LARGEST_CELL and 2 * radius >= 2 * cell * _CELLS_ACROSS:
        cell *= 2
    return cell


class CoarseMembrane:
    """Grids of a whole picture, of which no more is touched than what a stroke comes near."""

    def __init__(self, size: Size, channels: int, cell: int) -> None:
        self.cell = cell
        self._size = Size(-(-size.width // cell), -(-size.height // cell))
        shape = (self._size.height, self._size.width)
        # Channel by channel: numpy walks over three neighbours five times as slowly as over a row.
        self._difference = np.zeros((channels, *shape), np.float32)
        self._is_known = np.zeros(shape, bool)
        self._is_painted = np.zeros(shape, bool)

    def know(self, rect: Rect, difference: Floats, usable: Flags, step: int) -> None:
        """difference: (C, H, W), each `step`-th pixel of `rect` down and across, whose corner is that of a cell.

        usable: (H, W), where it may be believed.
        """
        cells, each = self._cells(rect), self.cell // step
        if not usable.all():
            difference = np.where(usable, difference, np.float32(0))
        count = summed(usable[None].astype(np.float32), each)[0]
        self._difference[:, *cells.slices] = summed(difference, each) / np.maximum(count, np.float32(1))
        self._is_known[cells.slices] = count > 0

    def follow(self, rect: Rect, coverage: Mask) -> None:
        """The stroke has painted in `rect`.  coverage: of the whole picture."""
        cells, cell = self._cells(rect), self.cell
        # By the middle of each: of one that is painted in part, what it was before still tells.
        rows = np.minimum(np.arange(cells.y, cells.bottom) * cell + cell // 2, coverage.shape[0] - 1)
        columns = np.minimum(np.arange(cells.x, cells.right) * cell + cell // 2, coverage.shape[1] - 1)
        self._is_painted[cells.slices] |= coverage[rows[:, None], columns[None, :]] > 0
        window = cells.grow(_RIM).clip(self._size)
        is_painted = self._is_painted[window.slices]
        is_open = ~self._is_known[window.slices] & ~is_painted
        inner = cells.inside(window).slices
        is_open[inner] |= is_painted[inner]
        if is_open.any():
            part = self._difference[:, *window.slices]
            part[:] = membrane(part, is_open)

    def at(self, rect: Rect) -> Floats:
        """The correction of each pixel of `rect`, (C, rect.height, rect.width)."""
        return enlarged(self._difference, rect, self.cell)

    def pixels_at(self, rect: Rect) -> Floats:
        """The same as pixels lie in a picture, (rect.height, rect.width, C)."""
        return enlarged_pixels(self._difference, rect, self.cell)

    def _cells(self, rect: Rect) -> Rect:
        return _in_cells(rect, self.cell)


def enlarged(cells: Floats, rect: Rect, cell: int) -> Floats:
    """The pixels of `rect`, (C, rect.height, rect.width), between the centres of (C, rows, columns) cells: bilinear."""
    wanted = _in_cells(rect, cell)
    rows = np.clip(np.arange(wanted.y - 1, wanted.bottom + 1), 0, cells.shape[1] - 1)
    columns = np.clip(np.arange(wanted.x - 1, wanted.right + 1), 0, cells.shape[2] - 1)
    part = cells[:, rows[:, None], columns[None, :]]
    here = rect.translate(-wanted.x * cell, -wanted.y * cell)
    down = _weights(wanted.height, cell)[here.y : here.bottom]
    across = _weights(wanted.width, cell)[here.x : here.right]
    between: Floats = np.matmul(np.matmul(down, part), across.T)
    return between


def enlarged_pixels(cells: Floats, rect: Rect, cell: int) -> Floats:
    """The same as (rect.height, rect.width, C), in two products: a live brush has no time for copies by channels."""
    wanted, channels = _in_cells(rect, cell), cells.shape[0]
    if max(wanted.width, wanted.height) > _TOGETHER:  # the products are of bands, of which the rest is zeros
        pixels = np.empty((rect.height, rect.width, channels), np.float32)
        side = _TOGETHER * cell
        for y in range(wanted.y * cell, rect.bottom, side):
            for x in range(wanted.x * cell, rect.right, side):
                tile = Rect(x, y, side, side).intersect(rect)
                pixels[tile.inside(rect).slices] = enlarged_pixels(cells, tile, cell)
        return pixels
    rows = np.clip(np.arange(wanted.y - 1, wanted.bottom + 1), 0, cells.shape[1] - 1)
    columns = np.clip(np.arange(wanted.x - 1, wanted.right + 1), 0, cells.shape[2] - 1)
    part = cells[:, rows[:, None], columns[None, :]].transpose(1, 2, 0).reshape(len(rows), -1)
    here = rect.translate(-wanted.x * cell, -wanted.y * cell)
    across = _weights_of_all(wanted.width, cell, channels)[:, here.x * channels : here.right * channels]
    down = _weights(wanted.height, cell)[here.y : here.bottom]
    between: Floats = (down @ (part @ across)).reshape(rect.height, rect.width, channels)
    return between


def _in_cells(rect: Rect, cell: int) -> Rect:
    return Rect.of_edges(rect.x // cell, rect.y // cell, -(-rect.right // cell), -(-rect.bottom // cell))


@lru_cache(maxsize=256)
def _weights(count: int, cell: int) -> Floats:
    """(count * cell, count + 2): what share each of so many cells, and one before and behind, has in each pixel."""
    place = (np.arange(count * cell, dtype=np.float32) + np.float32(0.5)) / np.float32(cell) + np.float32(0.5)
    low = np.floor(place).astype(np.int64)
    share = place - low.astype(np.float32)
    weights = np.zeros((count * cell, count + 2), np.float32)
    pixels = np.arange(count * cell)
    weights[pixels, low] = 1 - share
    weights[pixels, low + 1] = share
    return weights


@lru_cache(maxsize=32)
def _weights_of_all(count: int, cell: int, channels: int) -> Floats:
    """((count + 2) * channels, count * cell * channels): `_weights`, across, of channels that lie beside each other."""
    return np.ascontiguousarray(np.kron(_weights(count, cell), np.eye(channels, dtype=np.float32)).T)


def summed(values: Floats, cell: int) -> Floats:
    """(C, H, W) as the sums of cells, (C, rows, columns); the last of each row and column of what there is."""
    channels, height, width = values.shape
    rows, columns = -(-height // cell), -(-width // cell)
    if (rows * cell, columns * cell) != (height, width):
        whole = np.zeros((channels, rows * cell, columns * cell), np.float32)
        whole[:, :height, :width] = values
        values = whole
    bands = values.reshape(channels, rows, cell, columns * cell).sum(axis=2)
    summed: Floats = bands.reshape(channels, rows, columns, cell).sum(axis=3)
    return summed


def membrane(values: Floats, is_open: Flags) -> Floats:
    """`values`, (C, H, W), with its open cells drawn smoothly between the others; 0 where all are open."""
    height, width = is_open.shape
    levels = (max(height, width) - 1).bit_length()
    side = 1 << levels  # halves down to one cell
    known = np.zeros((1, side, side), np.float32)
    known[0, :height, :width] = ~is_open
    padded = np.zeros((values.shape[0], side, side), np.float32)
    padded[:, :height, :width] = values
    padded *= known
    return _pulled_and_pushed(padded, known, levels)[:, :height, :width]


def _pulled_and_pushed(total: Floats, weight: Floats, levels: int) -> Floats:
    """Averages where nothing is known, relaxed.  total: (C, side, side), the values times `weight`, (1, side, side)."""
    if levels == 0:
        some: Floats = np.maximum(weight, np.float32(1e-6))
        return total / some
    weight_below = _fours(weight)
    fitted: Floats = np.maximum(weight_below, np.float32(1))  # a cell known throughout counts once
    coarse = _pulled_and_pushed(_fours(total) / fitted, weight_below / fitted, levels - 1)
    pushed = coarse.repeat(2, axis=1).repeat(2, axis=2)
    pushed *= 1 - weight
    pushed += total
    if levels > 1:
        _relax(pushed, weight[0] == 0)
    return pushed


def _relax(values: Floats, is_open: Flags) -> None:
    """Each open cell as the mean of its neighbours, a few times over; the outermost cells stay."""
    inner, where, quarter = values[:, 1:-1, 1:-1], is_open[1:-1, 1:-1], np.float32(0.25)
    for _ in range(_RELAXATIONS):
        mean = values[:, :-2, 1:-1] + values[:, 2:, 1:-1]
        mean += values[:, 1:-1, :-2]
        mean += values[:, 1:-1, 2:]
        mean *= quarter
        np.copyto(inner, mean, where=where)


def _fours(values: Floats) -> Floats:
    """Each two by two cells in one sum."""
    summed: Floats = values[:, 0::2, 0::2] + values[:, 1::2, 0::2]
    summed += values[:, 0::2, 1::2]
    summed += values[:, 1::2, 1::2]
    return summed
