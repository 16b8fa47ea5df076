"""A mask in several sizes, and the regions of it that are not shown.

A level halves the size: level 0 is the mask, level 2 a quarter, level 3 an eighth. Levels from 2 on are stored.
"""

import math

import numpy as np

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask

_SMALL = 256  # pixels a side: no coarser level is needed below this
_VEIL_UNIT = 256  # a veil starts on this grid, so that its levels fall on those of the mask


class MaskLevels:
    """A mask and its levels from 2 on, each pixel the largest of the four, or sixteen, that it stands for.

    The largest, not the mean: a hair-thin scratch stays visible on a picture shown at a twentieth.
    """

    def __init__(self, mask: Mask, down_to: int = 2) -> None:
        """`down_to`: levels go at least this far, even where an earlier one is small enough."""
        self.mask = mask
        self._down_to = down_to
        height, width = mask.shape
        self._levels: dict[int, Mask] = {}
        level, height, width = 2, -(-height // 4), -(-width // 4)
        while True:
            self._levels[level] = np.zeros((height, width), np.uint8)
            self._levels[level].fill(0)  # touch the pages now: first-touch faults would land in the first stroke
            if max(height, width) <= _SMALL and level >= self._down_to:
                break
            level, height, width = level + 1, -(-height // 2), -(-width // 2)
        if mask.any():
            self.update(Rect(0, 0, mask.shape[1], mask.shape[0]))

    def update(self, rect: Rect) -> None:
        """Recompute the levels after a change of the mask inside `rect`."""
        rect = rect.clip(Size(self.mask.shape[1], self.mask.shape[0]))
        if rect.is_empty:
            return
        source, factor = self.mask, 4
        for level in sorted(self._levels):
            target = self._levels[level]
            left, top = rect.x // factor, rect.y // factor
            right, bottom = -(-rect.right // factor), -(-rect.bottom // factor)
            target[top:bottom, left:right] = _largest(
                source[top * factor : bottom * factor, left * factor : right * factor], factor
            )
            rect = Rect.of_edges(left, top, right, bottom)
            source, factor = target, 2

    def take(self, other: "MaskLevels") -> None:
        """Take over the mask and levels of `other`, computed on a worker; references to this object stay valid."""
        self.mask, self._levels, self._down_to = other.mask, other._levels, other._down_to

    def level_for(self, scale: float) -> int:
        """The smallest level that is still at least as fine as the screen."""
        if scale >= 1.0:
            return 0
        return min(math.floor(-math.log2(scale) + 1e-9), self.coarsest)

    @property
    def coarsest(self) -> int:
        return max(self._levels)

    def sampled_at(self, level: int, area: Rect) -> tuple[int, int, Mask]:
        """Something of a level that holds `area` (level pixels), and where its corner lies: x, y. Any level from 0."""
        if level == 1:
            piece = self.part(1, area)
            return (piece[0].x, piece[0].y, piece[1]) if piece is not None else (0, 0, np.zeros((1, 1), np.uint8))
        plane = self.plane(min(level, self.coarsest))
        for _ in range(level - self.coarsest):
            plane = _largest(plane, 2)
        return 0, 0, plane

    def plane(self, level: int) -> Mask:
        """A stored level: 0 or from 2 on."""
        return self.mask if level == 0 else self._levels[level]

    def part(self, level: int, area: Rect) -> tuple[Rect, Mask] | None:
        """The mask inside `area` (level pixels): the bounds of set pixels, and their values. None where none is set."""
        if level == 1:
            return self._half(area)
        plane = self.plane(level)
        area = area.clip(Size(plane.shape[1], plane.shape[0]))
        if area.is_empty:
            return None
        if level == 0 and area.area > 2**16 and not self._is_set(area):
            return None
        part = plane[area.slices]
        return (area, part) if part.any() else None

    def _half(self, area: Rect) -> tuple[Rect, Mask] | None:
        """Level 1 is not stored; its set part is computed from the mask, located by level 2."""
        quarter = self._levels[2]
        coarse = Rect.of_edges(area.x // 2, area.y // 2, -(-area.right // 2), -(-area.bottom // 2))
        coarse = coarse.clip(Size(quarter.shape[1], quarter.shape[0]))
        if coarse.is_empty:
            return None
        values = quarter[coarse.slices]
        rows, columns = np.flatnonzero(values.any(axis=1)), np.flatnonzero(values.any(axis=0))
        if not rows.size:
            return None
        marked = Rect.of_edges(columns[0], rows[0], columns[-1] + 1, rows[-1] + 1).translate(coarse.x, coarse.y)
        full = Rect(marked.x * 4, marked.y * 4, marked.width * 4, marked.height * 4)
        if full.area > 6_000_000:  # a coarser mask for a moment rather than a slow frame
            return Rect(marked.x * 2, marked.y * 2, marked.width * 2, marked.height * 2), np.repeat(
                np.repeat(quarter[marked.slices], 2, axis=0), 2, axis=1
            )
        half = _largest(self.mask[full.slices], 2)
        return Rect(marked.x * 2, marked.y * 2, half.shape[1], half.shape[0]), half

    def _is_set(self, area: Rect) -> bool:
        quarter = self._levels[2]
        return bool(quarter[area.y // 4 : -(-area.bottom // 4), area.x // 4 : -(-area.right // 4)].any())


class Veil:
    """A region whose mask is not shown, at every level."""

    def __init__(self, rect: Rect, mask: Mask) -> None:
        """rect: picture pixels.  mask: (rect.height, rect.width), above 0 where the film is lifted."""
        self.rect = rect
        self._home = _aligned(rect, _VEIL_UNIT)
        plane = np.zeros((self._home.height, self._home.width), np.uint8)
        plane[rect.inside(self._home).slices] = mask
        self._levels = MaskLevels(plane, down_to=8)

    def lift(self, values: Mask, where: Rect, level: int) -> None:
        """Clear `values`, the mask at `where` (level pixels), under this veil."""
        home = self._home
        unit = 1 << level
        covered = Rect(home.x // unit, home.y // unit, -(-home.width // unit), -(-home.height // unit))
        common = covered.intersect(where)
        if common.is_empty or unit > _VEIL_UNIT:
            return
        part = self._levels.part(level, common.inside(covered))
        if part is None:
            return
        at, veil = part
        at = at.translate(covered.x, covered.y)
        both = at.intersect(where)
        values[both.inside(where).slices][veil[both.inside(at).slices] > 0] = 0


def lifted(values: Mask, where: Rect, level: int, veils: tuple[Veil, ...]) -> Mask:
    """`values`, the mask at `where` (level pixels), without what lies under the veils."""
    if not veils:
        return values
    values = values.copy()  # once for all: a fill of dust has hundreds of veils
    for veil in veils:
        veil.lift(values, where, level)
    return values


def _aligned(rect: Rect, unit: int) -> Rect:
    """The smallest rectangle on the grid of `unit` that holds `rect`."""
    return Rect.of_edges(
        rect.x // unit * unit, rect.y // unit * unit, -(-rect.right // unit) * unit, -(-rect.bottom // unit) * unit
    )


def level_to_sample(scale: float) -> int:
    """The finest level of whose pixels none is smaller than one of the screen's: no mark falls between two of them.

    scale: screen pixels per picture pixel.
    """
    return max(0, math.ceil(-math.log2(scale) - 1e-9))


def _largest(mask: Mask, factor: int) -> Mask:
    """(H, W) -> (ceil(H / factor), ceil(W / factor)), the largest of each block."""
    height, width = mask.shape
    if height % factor or width % factor:
        mask = np.pad(mask, ((0, -height % factor), (0, -width % factor)))
    left = factor
    while left > 1:  # whole rows first, where neighbours lie together: what is left for the columns is less
        mask = np.maximum(mask[0::2], mask[1::2])
        left //= 2
    while factor > 1:
        mask = np.maximum(mask[:, 0::2], mask[:, 1::2])
        factor //= 2
    return mask
