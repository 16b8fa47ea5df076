"""What might be damage, measured once for every sensitivity: choosing one takes milliseconds, not a search.

Only pixels that are damage at the highest sensitivity are kept, a few in a hundred, as lists.
"""

from dataclasses import dataclass, field
from math import ceil
from threading import Lock

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array
from scipy.sparse.csgraph import connected_components

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask import grow
from inpaint_studio.editing.picture import Mask

LENGTH = 11  # pixels of a line that are averaged along it
_ON_LINE = 5  # pixels of a piece that must surely lie on a line
_ON_SPECK = 2  # or of a speck
_LONG = ceil(0.8 * LENGTH)  # pixels from corner to corner that a piece of a line has at least

Floats = NDArray[np.float32]
Indices = NDArray[np.int64]


@dataclass(frozen=True, eq=False)
class _Pixels:
    """Pixels of a layer, in the order of rows."""

    at: Indices  # (N,) row * stride + column
    part: Floats  # (N,) from which sensitivity on it may belong to damage
    line: Floats  # (N,) and surely lies on a line
    speck: Floats  # (N,) and on a speck


@dataclass(eq=False)
class Layer:
    """What was seen at one size of the picture, in one sign. Filled by one thread, read by others."""

    scale: int  # picture pixels a side of one of its pixels
    grid: Size
    _tiles: list[_Pixels] = field(default_factory=list)
    _merged: tuple[int, _Pixels] | None = None  # of how many tiles
    _chosen: tuple[int, float, Indices] | None = None  # of how many tiles, at which sensitivity

    @property
    def stride(self) -> int:
        return self.grid.width + 2  # so that a neighbour beyond the end of a row is nobody's

    def add(self, rect: Rect, part: Floats, line: Floats, speck: Floats) -> None:
        """What was measured in `rect`, as ratios to what damage is at half the sensitivity, which goes from twice as
        much (0) to half as much (1)."""
        rows, columns = np.nonzero(part > 0.5)
        with np.errstate(divide="ignore", invalid="ignore"):
            on: list[Floats] = [
                (1 - np.log2(np.maximum(ratio[rows, columns], 1e-6))) / 2  # type: ignore[misc]
                for ratio in (part, line, speck)
            ]
        self._tiles.append(_Pixels((rows + rect.y) * self.stride + columns + rect.x, *on))

    def chosen(self, sensitivity: float) -> tuple[Indices, Indices]:
        """Rows and columns of the damage at a sensitivity."""
        tiles = self._tiles[:]
        if self._chosen is None or self._chosen[:2] != (len(tiles), sensitivity):
            self._chosen = len(tiles), sensitivity, self._whole_pieces(self._all(tiles), sensitivity)
        rows, columns = np.divmod(self._chosen[2], self.stride)
        return rows, columns

    def _all(self, tiles: list[_Pixels]) -> _Pixels:
        if self._merged is None or self._merged[0] != len(tiles):
            at = np.concatenate([tile.at for tile in tiles]) if tiles else np.zeros(0, np.int64)
            order = np.argsort(at, kind="stable")
            values = [
                np.concatenate([getattr(tile, name) for tile in tiles])[order] if tiles else np.zeros(0, np.float32)
                for name in ("part", "line", "speck")
            ]
            self._merged = len(tiles), _Pixels(at[order], *values)
        return self._merged[1]

    def _whole_pieces(self, pixels: _Pixels, sensitivity: float) -> Indices:
        """Of the pieces that hang together, corners included, those that hold enough of a line and are long, or that
        hold a speck."""
        on = np.flatnonzero(pixels.part < sensitivity)
        at = pixels.at[on]
        if not len(at):
            return at
        # Joining runs of a row rather than pixels: a third of the nodes, and fewer links of each.
        begins = np.flatnonzero(np.diff(at, prepend=at[0] - 2) != 1)
        start, end = at[begins], at[np.append(begins[1:], len(at)) - 1]
        first = np.searchsorted(end, start + (self.stride - 1))
        count = np.searchsorted(start, end + (self.stride + 1), side="right") - first
        links = np.arange(count.sum()) + np.repeat(first - np.cumsum(count) + count, count)
        graph = csr_array(
            (np.ones(len(links), np.int8), links.astype(np.int32), np.append(0, np.cumsum(count)).astype(np.int32)),
            shape=(len(start),) * 2,
        )
        pieces, of_run = connected_components(graph, directed=False)
        label = np.repeat(of_run, np.diff(np.append(begins, len(at))))
        on_line = np.bincount(label[pixels.line[on] < sensitivity], minlength=pieces)
        on_speck = np.bincount(label[pixels.speck[on] < sensitivity], minlength=pieces)
        order = np.argsort(of_run, kind="stable")
        parts = np.searchsorted(of_run[order], np.arange(pieces))
        row, left = np.divmod(start[order], self.stride)
        high = np.maximum.reduceat(row, parts) - np.minimum.reduceat(row, parts) + 1
        wide = np.maximum.reduceat(end[order] % self.stride, parts) - np.minimum.reduceat(left, parts) + 1
        keep = ((on_line >= _ON_LINE) & (np.hypot(high, wide) >= _LONG)) | (on_speck >= _ON_SPECK)
        in_pieces: Indices = at[keep[label]]
        return in_pieces


class PossibleDamage:
    """All that was measured so far, in several layers. One thread may add to it while others read."""

    def __init__(self, size: Size) -> None:
        self.size = size
        self._layers: list[Layer] = []
        self._lock = Lock()  # of what readers keep for each other

    def layer(self, scale: int, grid: Size) -> Layer:
        """A new one, to be filled."""
        made = Layer(scale, grid)
        self._layers.append(made)
        return made

    def mask(self, rect: Rect, sensitivity: float, margin: float, unit: int = 1) -> Mask:
        """255 where there is damage in `rect`, whose corner lies on the grid of `unit`: a new mask.

        margin: picture pixels that it reaches further. unit: a power of two, picture pixels a side of one of the
        mask's, which is then set where any of those is. Returns (ceil(rect.height / unit), ceil(rect.width / unit)).
        """
        reach = ceil(margin / unit)
        left, top = rect.x // unit - reach, rect.y // unit - reach
        width, height = (-(-side // unit) + 2 * reach for side in rect.size)
        mask = np.zeros((height, width), np.uint8)
        with self._lock:
            for layer in self._layers[:]:
                rows, columns = layer.chosen(sensitivity)
                if layer.scale <= unit:
                    rows, columns = rows * layer.scale // unit - top, columns * layer.scale // unit - left
                    near = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
                    mask[rows[near], columns[near]] = 255
                else:
                    _lay_enlarged(mask, rows, columns, layer.scale // unit, top, left)
        if margin / unit >= 1:
            mask = grow(mask, margin / unit)
        return mask[reach : height - reach, reach : width - reach].copy()


def _lay_enlarged(mask: Mask, rows: Indices, columns: Indices, cells: int, top: int, left: int) -> None:
    """Set what lies under large pixels, cells x cells each.  top, left: of `mask`, in its own pixels.

    In a plane of large pixels first: of 24 megapixels each is a row's stretch then, not sixteen places.
    """
    height, width = mask.shape
    first, start = top // cells, left // cells
    small = np.zeros(((top + height - 1) // cells - first + 1, (left + width - 1) // cells - start + 1), np.uint8)
    rows, columns = rows - first, columns - start
    near = (rows >= 0) & (rows < small.shape[0]) & (columns >= 0) & (columns < small.shape[1])
    small[rows[near], columns[near]] = 255
    begin = left - start * cells
    for number in np.flatnonzero(small.any(axis=1)).tolist():
        y = (number + first) * cells - top
        part = mask[max(0, y) : y + cells]
        np.maximum(part, np.repeat(small[number], cells)[begin : begin + width], out=part)
