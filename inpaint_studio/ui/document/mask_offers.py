"""What is offered for the mask: made by an operation, for the part in view first."""

from collections.abc import Iterator
from dataclasses import dataclass
from math import ceil
from typing import Any

import numpy as np

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.operations import Operation, Part, Survey, reduced
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.ui.canvas.proposal import COARSEST, Proposal, Sight

_PATIENCE = 0.12  # seconds: what would take longer is shown coarser first
_TILE = 1024  # pixels a side worked on between two moments at which the work can be given up


@dataclass(frozen=True, eq=False)
class Scene:
    """What an offer is made for: read by a worker, and worthless where the mask is painted on meanwhile."""

    picture: Picture
    fills: tuple[Fill, ...]
    mask: Mask

    def look(self, rect: Rect, unit: int = 1) -> Pixels:
        """What is seen in `rect`, which lies inside the picture: every `unit`-th pixel of every `unit`-th row."""
        fills = tuple(fill for fill in self.fills if fill.rect.intersects(rect))
        if not fills:
            return self.picture.pixels[rect.slices][::unit, ::unit]
        if unit == 1:
            return composite(self.picture, fills, rect)
        out = self.picture.pixels[rect.slices][::unit, ::unit].copy()
        for top in range(0, rect.height, _TILE):
            for left in range(0, rect.width, _TILE):
                part = Rect(rect.x + left, rect.y + top, _TILE, _TILE).intersect(rect)
                here = tuple(fill for fill in fills if fill.rect.intersects(part))
                if here:
                    small = composite(self.picture, here, part)[::unit, ::unit]
                    y, x = top // unit, left // unit
                    out[y : y + small.shape[0], x : x + small.shape[1]] = small
        return out

    def colours(self, rect: Rect, unit: int = 1) -> Pixels:
        """The same as `Picture.visible`: of a data picture what its levels show."""
        return self.picture.visible(self.look(rect, unit))


def proposals(operation: Operation, scene: Scene, sight: Sight, options: Any) -> Iterator[Proposal | None]:
    """The mask in sight as it would be: as coarse as the screen shows it, then exact. None: a moment to stop."""
    rect, reach = sight.rect, ceil(operation.reach(options))
    first = sight.level
    while operation.seconds_per_pixel * rect.area / 4**first > _PATIENCE and first < COARSEST:
        first += 1
    for level in sorted({first, sight.level} - {0}, reverse=True):
        yield Proposal(rect, level, _part(operation, scene, rect, reach, 1 << level, options))
    made = np.empty((rect.height, rect.width), np.uint8)
    side = max(_TILE, 4 * reach)  # the rim that is worked out twice stays a small share
    for top in range(rect.y, rect.bottom, side):
        for left in range(rect.x, rect.right, side):
            tile = Rect(left, top, side, side).intersect(rect)
            made[tile.inside(rect).slices] = _part(operation, scene, tile, reach, 1, options)
            yield None
    yield Proposal(rect, 0, made)


def whole(operation: Operation, scene: Scene, mask: Mask, options: Any) -> tuple[Rect, Mask]:
    """What the mask becomes, and where. mask: of `scene`'s picture, as it is by now."""
    rect = Rect.of_size(scene.picture.size)
    return rect, operation.work(Part(mask, lambda: scene.colours(rect)), options)


def survey(operation: Operation, scene: Scene) -> Iterator[Survey]:
    """What the picture proposes to begin with."""
    if operation.survey is not None:
        yield operation.survey(scene.colours(Rect.of_size(scene.picture.size)))


def _part(operation: Operation, scene: Scene, rect: Rect, reach: int, unit: int, options: Any) -> Mask:
    window = rect.grow(-(-reach // unit) * unit).clip(scene.picture.size)
    mask = reduced(scene.mask[window.slices], unit, operation.reduction)
    made = operation.work(Part(mask, lambda: scene.colours(window, unit), unit), options)
    y, x = (rect.y - window.y) // unit, (rect.x - window.x) // unit
    return made[y : y - (-rect.height // unit), x : x - (-rect.width // unit)]
