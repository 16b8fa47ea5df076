"""Mosaics: a crop with other places of the picture set beside it, so that texture is copied from anywhere.

Every copying method searches one array. Where a person's source region lies thousands of pixels away, that array is the
hole's surroundings with rectangles of the source region below them, in shelves, and what was copied from where is put
back into the picture's own coordinates afterwards. No method knows of it, and the offsets may point anywhere.
"""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.flaws import bar_flaws
from inpaint_studio.filling.method import Hole
from inpaint_studio.filling.request import FillRequest, mask_in
from inpaint_studio.filling.samples import unknown_in

# Between two places there are 16 to 48 pixels of nothing, and each begins at a multiple of 16: a level of the pyramid
# halves the pixels from the corner on, and what it mixes must come from one place.
_GAP = 16

Places = tuple[NDArray[np.int32], NDArray[np.int32]]


@dataclass(frozen=True, eq=False)
class Mosaic:
    """A crop, and where in its arrays the places lie that were set beside it."""

    crop: Crop  # larger than its `rect`
    places: tuple[tuple[Rect, Rect], ...]  # of the picture, and of the arrays
    hidden: Hole  # of the arrays: nothing of the picture, or what is unknown of it
    _gap: Hole

    @classmethod
    def of(cls, request: FillRequest, crop: Crop, rects: Sequence[Rect]) -> "Mosaic":
        """`crop` with these rectangles of the picture below it."""
        shelves = _shelves(crop.rect, rects)
        width, height = max([crop.rect.width, *(at.right for at in shelves)]), max(at.bottom for at in shelves)
        pixels = np.zeros((height, width, crop.pixels.shape[2]), crop.pixels.dtype)
        own = slice(0, crop.rect.height), slice(0, crop.rect.width)
        gap = np.ones((height, width), bool)
        pixels[own], gap[own] = crop.pixels, False
        for rect, at in zip(rects, shelves, strict=True):
            pixels[at.slices] = composite(request.picture, request.fills, rect)
            gap[at.slices] = False
        hole = gap.copy()
        hole[own] = crop.hole
        for rect, at in zip(rects, shelves, strict=True):
            unknown = unknown_in(request, rect)
            if unknown is not None:
                hole[at.slices] |= unknown
        shown = Crop.shown(request, crop.rect, pixels, hole, crop.scales)
        unknown = shown.hole & ~gap
        hidden = shown.hole.copy()
        hidden[own] = False
        colours = shown.colours
        if gap.any():  # whoever looks at it all the same sees the colour that most of it has
            colours[gap] = colours[~shown.hole].mean(axis=0) if not shown.hole.all() else 0.5
        wide = replace(shown, colours=colours, hole=unknown)
        return cls(wide, tuple(zip(rects, shelves, strict=True)), hidden, gap)

    def wide(self, plane: Hole) -> Hole:
        """A plane of the crop as one of the mosaic; False beside it."""
        out = np.zeros(self._gap.shape, bool)
        out[: plane.shape[0], : plane.shape[1]] = plane
        return out

    def barred(self, request: FillRequest, plane: Hole) -> Hole:
        """What is no source: `plane` of the crop, and beside it all that lies outside the source regions."""
        assert request.sources is not None
        out = self.wide(plane) | self._gap
        for rect, at in self.places:
            out[at.slices] = (request.sources[rect.slices] == 0) | (mask_in(request, rect) > 0)
            bar_flaws(request, rect, out[at.slices])
        return out

    def in_picture(self, copied: Places) -> Places:
        """Rows and columns of the mosaic as those of the picture, counted from the crop's corner."""
        rows, columns = (plane.copy() for plane in copied)
        for rect, at in self.places:
            inside = (copied[0] >= at.y) & (copied[0] < at.bottom) & (copied[1] >= at.x) & (copied[1] < at.right)
            rows[inside] += rect.y - self.crop.rect.y - at.y
            columns[inside] += rect.x - self.crop.rect.x - at.x
        return rows, columns


def _shelves(reach: Rect, rects: Sequence[Rect]) -> list[Rect]:
    """Where the rectangles go: below an array of the size of `reach`, in shelves, the highest first."""
    width = max([reach.width, *(rect.width + _GAP for rect in rects)])
    places = {}
    x, y, high = 0, _next(reach.height), 0
    for rect in sorted(rects, key=lambda one: (-one.height, one)):
        if x and x + rect.width > width:
            x, y, high = 0, _next(y + high), 0
        places[rect] = Rect(x, y, rect.width, rect.height)
        x, high = _next(x + rect.width), max(high, rect.height)
    return [places[rect] for rect in rects]


def _next(edge: int) -> int:
    return -(-edge // _GAP) * _GAP + _GAP
