"""Regions: holes that are filled together, and their tiles for the generator."""

from dataclasses import dataclass
from typing import Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask

Kind = Literal["thin", "small", "large"]
Blocks = NDArray[np.bool_]  # (rows, columns) of squares of BLOCK pixels

BLOCK = 16  # pixels; holes nearer to each other than this are one hole


class Tile(NamedTuple):
    """One input of the generator: fills the hole inside `core` from `crop`. Picture pixels."""

    core: Rect
    crop: Rect


@dataclass(frozen=True, eq=False)
class Region:
    """Holes that are filled together.

    Regions may overlap as rectangles; `blocks` assigns pixels to regions, so that no pixel is filled twice.
    """

    kind: Kind
    core: Rect  # tight around the hole, picture pixels
    tiles: tuple[Tile, ...]  # inputs of the generator, in order
    scale: float  # how many picture pixels one pixel of the generator spans; 1 = native
    reach: Rect  # where the exemplar stage copies texture from
    radius: float  # largest inner radius of the hole, picture pixels
    hole: int  # picture pixels to fill
    cells: Rect  # the picture pixels of `blocks`; may extend beyond the mask
    blocks: Blocks
    beside: tuple[Rect, ...] = ()  # where else it takes texture from, beyond its reach: parts of the source regions
    unused: int = 0  # pixels of source regions that are further away than these, and not taken from

    @property
    def copied(self) -> int:
        """Picture pixels that it takes texture from."""
        return self.reach.area + sum(rect.area for rect in self.beside)

    def coverage_in(self, mask: Mask, rect: Rect) -> Mask:
        """This region's share of `mask`, which lies at `rect` of the picture: (core.height, core.width), a copy."""
        part = mask[self.core.inside(rect).slices].copy()
        wide = self.blocks.repeat(BLOCK, axis=0).repeat(BLOCK, axis=1)
        part[~wide[self.core.inside(self.cells).slices]] = 0
        return part
