"""A proposal: the mask as it would be in a part of the picture, shown in place of the one that is."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask

Floats = NDArray[np.floating]

GRID = 256  # picture pixels: the corner of a proposal lies on it, so that its levels fall on those of the mask
COARSEST = 8  # the level at which one pixel stands for a square of the grid


class Sight(NamedTuple):
    """What is in view: for what a proposal is worked out first."""

    rect: Rect  # picture pixels; its corner lies on the grid, and it ends on it or with the picture
    level: int  # that the screen shows: 1 << level picture pixels a side are one of the screen's at least

    @classmethod
    def of(cls, visible: Rect, level: int, size: Size) -> "Sight":
        right, bottom = -(-visible.right // GRID) * GRID, -(-visible.bottom // GRID) * GRID
        rect = Rect.of_edges(visible.x // GRID * GRID, visible.y // GRID * GRID, right, bottom)
        return cls(rect.clip(size), min(level, COARSEST))


class Proposal:
    """Immutable, and made where nobody waits for it."""

    def __init__(self, rect: Rect, level: int, mask: Mask) -> None:
        """rect: picture pixels, its corner on the grid.  mask: of a pixel for each 1 << level picture pixels a side."""
        self.rect, self.level = rect, level
        self.share = float(np.count_nonzero(mask)) / max(1, mask.size)  # of it that is marked
        self._levels = MaskLevels(mask, down_to=max(2, COARSEST - level))

    @property
    def mask(self) -> Mask:
        return self._levels.mask

    def at(self, level: int) -> Rect:
        """Where it lies, in level pixels."""
        unit = 1 << level
        rect = self.rect
        return Rect(rect.x // unit, rect.y // unit, -(-rect.width // unit), -(-rect.height // unit))

    @property
    def levels(self) -> MaskLevels:
        """Of its own mask: level 0 is its `level`."""
        return self._levels

    def inner(self, x: Floats, y: Floats) -> tuple[Floats, Floats]:
        """Where picture points lie in its own mask."""
        unit = 1 << self.level
        return (x - self.rect.x) / unit, (y - self.rect.y) / unit

    def lay(self, values: Mask, where: Rect, level: int) -> None:
        """Put it in place of what is in `values`, the mask at `where` (level pixels)."""
        mine = self.at(level)
        common = mine.intersect(where)
        down = level - self.level
        if common.is_empty or down > self._levels.coarsest:
            return
        target, area = values[common.inside(where).slices], common.inside(mine)
        if down < 0:
            rows = np.arange(area.y, area.bottom) >> -down
            columns = np.arange(area.x, area.right) >> -down
            target[:] = self._levels.mask[rows[:, None], columns]
            return
        target[:] = 0
        piece = self._levels.part(down, area)
        if piece is not None:
            at, part = piece
            both = at.intersect(area)
            target[both.inside(area).slices] = part[both.inside(at).slices]
