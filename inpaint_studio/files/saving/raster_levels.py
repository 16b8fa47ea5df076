"""The smaller copies of a raster (overviews): made anew where the picture under them has changed, as they were made.

How an overview was made is not said in the file, so it is found out from what it holds: the nearest sample, or the
average of what is known, of the next larger copy; rows and columns are those of GDAL.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask import with_neighbours
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.kinds import tiff, tiff_blocks
from inpaint_studio.files.kinds.tiff import Page
from inpaint_studio.files.kinds.tiff_blocks import Blocks

_PROBES = 4  # blocks that tell how a copy was made
_FAR = 0.02  # of the standard deviation: a mean difference beyond which neither way fits
_TINY = 1e-6  # of a pixel, as rounding leaves it
_REACH = 2  # pixels that wider filters reach further than the average


@dataclass(eq=False)
class Level:
    """The picture itself, or one smaller copy of it, as it was and as it becomes."""

    blocks: Blocks
    mask: Page | None = None  # of this level: where it is known
    changed: dict[int, Pixels] = field(default_factory=dict)  # blocks that are another, whole, as they become
    whole: Callable[[Rect], Pixels] | None = None  # of the picture: a part of it as it becomes
    held: Pixels | None = None  # of the picture: as it was, already decoded

    @property
    def size(self) -> Size:
        return Size(self.blocks.layout.width, self.blocks.layout.height)

    def before(self, rect: Rect) -> Pixels:
        return self.blocks.window(rect) if self.held is None else self.held[rect.slices]

    def after(self, rect: Rect) -> Pixels:
        if self.whole is not None:
            return self.whole(rect)
        out = self.blocks.window(rect)
        for number in self.blocks.overlapping(rect):
            if number in self.changed:
                box, plane = Rect(*self.blocks.boxes[number][:4]), self.blocks.boxes[number][4]
                common = rect.intersect(box)
                bands = slice(None) if plane is None else slice(plane, plane + 1)
                out[common.inside(rect).slices][:, :, bands] = self.changed[number][common.inside(box).slices]
        return out

    def known(self, rect: Rect) -> NDArray[np.bool_] | None:
        """(H, W) by the mask of this level; None where there is none."""
        if self.mask is None:
            return None
        structure = self.blocks.structure
        return tiff_blocks.mask_window(structure, self.mask, tiff.layout(structure, self.mask), rect)


def remake(below: Level, level: Level, touched: Sequence[Rect], nothing: float | None) -> list[Rect]:
    """Set `level.changed` from what changed in `below` inside `touched`. Returns where, in the level's pixels."""
    scale = _Scale(below.size, level.size)
    rects = [rect for rect in (scale.touched(rect) for rect in touched) if not rect.is_empty]
    numbers = sorted({number for rect in rects for number in level.blocks.overlapping(rect)})
    boxes = list(dict.fromkeys(Rect(*level.blocks.boxes[number][:4]).clip(level.size) for number in numbers))
    by_average, reach = _way(below, level, scale, [_joined(box, rects) for box in boxes], nothing)
    for box in boxes:
        part = _joined(box, rects)
        source = scale.source(part, reach)
        old, new = below.before(source), below.after(source)
        unlike = _unlike(old, new)
        if not unlike.any():
            continue
        is_touched = scale.any(unlike, source, part, reach)
        made = scale.made(new, below.known(source), source, part, by_average, nothing)
        _put(level, part, made, is_touched)
    return rects


def _joined(box: Rect, rects: Sequence[Rect]) -> Rect:
    """The part of a block that holds everything touched in it."""
    joined = Rect(0, 0, 0, 0)
    for rect in rects:
        common = rect.intersect(box)
        if not common.is_empty:
            joined = common if joined.is_empty else joined.unite(common)
    return joined


def _put(level: Level, part: Rect, made: Pixels, is_touched: NDArray[np.bool_]) -> None:
    for number in level.blocks.overlapping(part):
        x, y, width, height, plane = level.blocks.boxes[number]
        box = Rect(x, y, width, height)
        common = part.intersect(box)
        block = level.changed[number] if number in level.changed else level.blocks.read(number).copy()
        bands = slice(None) if plane is None else slice(plane, plane + 1)
        inside = common.inside(part).slices
        np.copyto(block[common.inside(box).slices], made[inside][:, :, bands], where=is_touched[inside][:, :, None])
        level.changed[number] = block


def _unlike(old: Pixels, new: Pixels) -> NDArray[np.bool_]:
    """(H, W): where any band differs, NaN being equal to itself."""
    bits = np.dtype(f"u{old.dtype.itemsize}")
    return np.asarray((np.ascontiguousarray(old).view(bits) != np.ascontiguousarray(new).view(bits)).any(axis=2))


def _way(below: Level, level: Level, scale: "_Scale", parts: Sequence[Rect], nothing: float | None) -> tuple[bool, int]:
    """Whether a copy is an average, and how many pixels further than that it reaches."""
    apart = np.zeros(2)
    spread = 0.0
    for part in parts[:_PROBES]:
        source = scale.source(part, 0)
        is_there, known = level.before(part).astype(np.float64), below.known(source)
        for number, average in enumerate((False, True)):
            made = scale.made(below.before(source), known, source, part, average, nothing)
            with np.errstate(invalid="ignore"):
                apart[number] += float(np.nan_to_num(np.abs(made.astype(np.float64) - is_there)).mean())
        spread += float(np.nan_to_num(is_there).std())
    reach = 0 if apart.min() <= _FAR * spread else _REACH
    return bool(apart[1] < apart[0]), reach


class _Scale:
    """Which rows and columns of the larger copy a pixel of the smaller one is made of (GDAL's overview.cpp)."""

    def __init__(self, large: Size, small: Size) -> None:
        self._large, self._small = large, small
        self._across, self._down = large.width / small.width, large.height / small.height

    def touched(self, rect: Rect) -> Rect:
        """The pixels of the small copy that a part of the large one can be in, wide filters included."""
        left, top = int(rect.x / self._across), int(rect.y / self._down)
        right, bottom = -int(-rect.right // self._across), -int(-rect.bottom // self._down)
        return Rect.of_edges(left, top, right, bottom).grow(_REACH).clip(self._small)

    def source(self, part: Rect, reach: int) -> Rect:
        """What the pixels of `part`, and of `reach` round it, are made of."""
        grown = part.grow(reach).clip(self._small)
        left, top = int(grown.x * self._across + _TINY), int(grown.y * self._down + _TINY)
        right, bottom = (
            -int(-(edge * ratio - _TINY) // 1)
            for edge, ratio in ((grown.right, self._across), (grown.bottom, self._down))
        )
        return Rect.of_edges(left, top, right, bottom).clip(self._large)

    def any(self, unlike: NDArray[np.bool_], source: Rect, part: Rect, reach: int) -> NDArray[np.bool_]:
        """(part.height, part.width): whether anything changed in what a pixel is made of."""
        grown = part.grow(reach).clip(self._small)
        down, across = self._weights(grown, source)
        small = down @ unlike.astype(np.float64) @ across.T > 0
        for _ in range(reach):
            small = with_neighbours(small)
        return np.asarray(small[part.inside(grown).slices])

    def made(
        self,
        samples: Pixels,
        known: NDArray[np.bool_] | None,
        source: Rect,
        part: Rect,
        average: bool,
        nothing: float | None,
    ) -> Pixels:
        """(part.height, part.width, C) of the small copy, from `source` of the large one."""
        rows = np.floor(0.5 + np.arange(part.y, part.bottom) * self._down).astype(np.int64)
        columns = np.floor(0.5 + np.arange(part.x, part.right) * self._across).astype(np.int64)
        rows = np.minimum(rows, self._large.height - 1) - source.y
        columns = np.minimum(columns, self._large.width - 1) - source.x
        nearest = samples[rows[:, None], columns]
        if not average:
            return np.asarray(nearest)
        down, across = self._weights(part, source)
        made = np.empty_like(nearest)
        for band in range(samples.shape[2]):
            values = samples[:, :, band].astype(np.float64)
            weights = ~np.isnan(values) if known is None else known & ~np.isnan(values)
            if nothing is not None and nothing == nothing:
                weights = weights & (samples[:, :, band] != samples.dtype.type(nothing))
            values[~weights] = 0
            counts = down @ weights.astype(np.float64) @ across.T
            means = nearest[:, :, band].astype(np.float64)  # where nothing is known, what stands there
            np.divide(down @ values @ across.T, counts, out=means, where=counts > 0)
            made[:, :, band] = means if samples.dtype.kind == "f" else np.floor(means + 0.5)
        return np.asarray(made)

    def _weights(self, part: Rect, source: Rect) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """How much of each row, and of each column, of `source` is in those of `part`: (small, large) each."""
        return (
            _overlaps(part.y, part.bottom, self._down, source.y, source.bottom),
            _overlaps(part.x, part.right, self._across, source.x, source.right),
        )


def _overlaps(start: int, end: int, ratio: float, first: int, last: int) -> NDArray[np.float64]:
    left = (np.arange(start, end) * ratio)[:, None]
    there = np.arange(first, last)[None]
    shares = np.minimum(left + ratio, there + 1) - np.maximum(left, there)
    return np.where(shares > _TINY, shares, 0.0)
