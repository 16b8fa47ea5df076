"""Regions in progress, and which of them are final when another is copied into."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.filling.blend import Hole
from inpaint_studio.filling.crops import Before
from inpaint_studio.filling.region import Region
from inpaint_studio.filling.region_structure import RegionStructure
from inpaint_studio.filling.samples import Scales
from inpaint_studio.filling.sources import Piece
from inpaint_studio.model.nets.discriminator import Discriminator


@dataclass(eq=False)
class RegionFill:
    """A region in progress."""

    region: Region
    coverage: Mask  # (core.height, core.width)
    pixels: Pixels  # (core.height, core.width, C): the best result so far
    crop: Rect  # input of the method
    filled: Hole  # (core.height, core.width): filled by the generator
    method: str = "membrane"  # that made them
    checkpoint: str | None = None  # of the generator that took part
    wants_texture: bool = True
    pieces: tuple[Piece, ...] = ()  # of what was copied
    judge: Discriminator | None = None  # to choose by
    structure: RegionStructure | None = None  # of a thick hole, where the method follows lines
    scales: Scales | None = None  # of a data picture


class Settled:
    """Finished regions, searchable by rectangle.

    Regions are copied into in their order; those without an exemplar stage are finished before.
    """

    def __init__(self, fills: Sequence[RegionFill], settled: Sequence[bool]) -> None:
        self._fills, self._settled = fills, np.array(settled, bool)
        self._edges = np.array([(*w.region.core[:2], w.region.core.right, w.region.core.bottom) for w in fills])

    def numbers(self, number: int) -> list[int]:
        """Numbers of the finished regions near region `number`."""
        rect = self._fills[number].region.reach
        separate = (self._edges[:, :2] >= (rect.right, rect.bottom)).any(1)
        separate |= (self._edges[:, 2:] <= (rect.x, rect.y)).any(1)
        settled = self._settled | (np.arange(len(self._fills)) < number)
        settled[number] = False
        return [int(n) for n in np.flatnonzero(settled & ~separate)]

    def needs(self, number: int) -> list[int]:
        """Of those, the ones copied into earlier: dependencies of `number`."""
        return [n for n in self.numbers(number) if not self._settled[n]]

    def near(self, number: int) -> list[Before]:
        neighbours = [self._fills[n] for n in self.numbers(number)]
        return [Before(w.region.core, w.pixels, w.coverage > 0) for w in neighbours]
