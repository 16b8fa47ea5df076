"""What `neighbours` sees of a stack: planes that are decoded as they are needed, their holes, and what it answers.

Imports no torch.
"""

from collections.abc import Callable
from dataclasses import dataclass
from typing import NamedTuple, Protocol

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.bands import Band
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.editing.stack import Axis
from inpaint_studio.sentence import say

Flags = NDArray[np.bool_]  # (H, W)

OF_RUN = ("in_plane", "first", "last")  # settings in recipes beside those of the method in the plane
REACH = 40  # planes on either side that are looked at, at most
HELD_BYTES = 300e6  # of planes that are held, round a plane that is filled


class PlacedMask(NamedTuple):
    """A mask, and where it lies in its plane."""

    rect: Rect
    mask: Mask  # (rect.height, rect.width), 255 = fill

    def inside(self, rect: Rect) -> Mask:
        """(rect.height, rect.width): the mask there; 0 beyond it."""
        out = np.zeros((rect.height, rect.width), np.uint8)
        common = rect.intersect(self.rect)
        if not common.is_empty:
            out[common.inside(rect).slices] = self.mask[common.inside(self.rect).slices]
        return out


def _all_known(plane: int) -> Flags | None:
    return None


@dataclass(frozen=True, eq=False)
class Window:
    """Planes of one size and dtype, of which one at a time is asked for; the caller decodes and may cache.

    samples: (H, W, C) of a plane, its own dtype, never written to.  hole: what is to be filled of a plane, or is marked
    there and is no source; None = nothing.  unknown: where a plane's file does not determine it; None = nowhere.
    """

    count: int
    size: Size
    samples: Callable[[int], Pixels]
    hole: Callable[[int], PlacedMask | None]
    unknown: Callable[[int], Flags | None] = _all_known
    axis: Axis = "frame"
    cuts: tuple[int, ...] = ()  # planes at which another scene begins
    places: tuple[float, ...] = ()  # of the planes, where they do not follow each other evenly: seconds, mm, days
    bands: tuple[Band, ...] = ()  # of data pictures

    def shot(self, plane: int) -> range:
        """The planes of the scene that a plane belongs to."""
        first = max((cut for cut in self.cuts if cut <= plane), default=0)
        last = min((cut for cut in self.cuts if cut > plane), default=self.count)
        return range(first, last)

    def distance(self, plane: int, other: int) -> float:
        """How far apart two planes are, in planes or in the unit of `places`; above 0 for two different ones."""
        if not self.places:
            return float(abs(other - plane))
        return max(abs(self.places[other] - self.places[plane]), 1e-9)


class FillInPlane(Protocol):
    """Fills what no other plane shows, by the plane alone."""

    def __call__(self, plane: int, pixels: Pixels, hole: PlacedMask, barred: PlacedMask | None) -> Pixels:
        """(hole.rect.height, hole.rect.width, C), `pixels`' dtype, used where the hole is.

        pixels: the whole plane, not yet filled in the hole.  barred: other holes, which are no source.
        """


@dataclass(frozen=True, eq=False)
class PlaneFill:
    """The fill of one hole, or of several near each other, in one plane."""

    plane: int
    rect: Rect
    pixels: Pixels  # (rect.height, rect.width, C), the planes' own dtype
    coverage: Mask  # (rect.height, rect.width), nowhere more than the hole's mask
    method: str  # "neighbours"; "" = the plane's own method, where it fits the rim better
    shown: float  # share of the hole that other planes show
    patch: int  # which hole of its segment: the same number in each plane
    is_last: bool = False  # of its plane


def needs_planes() -> str:
    return say(
        "The method “neighbours” fills from other planes, and there is only one. Choose another method, or open a "
        "stack."
    )
