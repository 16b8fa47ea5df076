"""Guidance: what a fill is led by, guide lines that structure follows and source regions that texture comes from."""

from dataclasses import dataclass, replace
from functools import cached_property
from itertools import pairwise
from math import floor, hypot
from typing import Literal, get_args

import numpy as np

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.tiles import PackedTiles

Points = tuple[tuple[float, float], ...]  # x, y in picture pixels
Origin = Literal["person", "automatic"]
ORIGINS: tuple[Origin, ...] = get_args(Origin)


@dataclass(frozen=True)
class Guide:
    """A polyline that structure should follow through a hole."""

    points: Points
    plane: int = 0  # of the stack
    source: Origin = "person"
    probability: float = 1.0  # that structure really runs so; a line that a person drew is certain
    visible: bool = True  # on the canvas; a hidden one leads no fill

    def __hash__(self) -> int:
        """Of its ends: there may be hundreds, of a hundred points each."""
        return hash((self.points[0], self.points[-1], len(self.points), self.source, self.visible))

    @property
    def is_automatic(self) -> bool:
        """Whether it was found in the picture. A visible one was taken by a person, a hidden one dropped."""
        return self.source == "automatic"

    def distance(self, x: float, y: float) -> float:
        """From (x, y) to the nearest place on the line, in picture pixels."""
        nearest = float("inf")
        for (ax, ay), (bx, by) in pairwise(self.points):
            dx, dy = bx - ax, by - ay
            squared = dx * dx + dy * dy
            share = min(1.0, max(0.0, ((x - ax) * dx + (y - ay) * dy) / squared)) if squared else 0.0
            nearest = min(nearest, hypot(x - ax - share * dx, y - ay - share * dy))
        return nearest

    def within(self, rect: Rect) -> list[Points]:
        """The pieces of the line that lie inside a rectangle, in their order."""
        pieces: list[list[tuple[float, float]]] = []
        end: tuple[float, float] | None = None
        for start, stop in pairwise(self.points):
            part = _clipped(start, stop, rect)
            if part is None:
                continue
            if part[0] == end:
                pieces[-1].append(part[1])
            else:
                pieces.append(list(part))
            end = part[1]
        return [tuple(piece) for piece in pieces]

    def touches(self, rect: Rect) -> bool:
        """Whether the line's bounds meet a rectangle."""
        xs, ys = zip(*self.points, strict=True)
        return bool(min(xs) < rect.right and max(xs) >= rect.x and min(ys) < rect.bottom and max(ys) >= rect.y)


def _clipped(
    start: tuple[float, float], stop: tuple[float, float], rect: Rect
) -> tuple[tuple[float, float], tuple[float, float]] | None:
    """The part of a segment inside a rectangle (Liang and Barsky 1984); None where there is none."""
    first, last = 0.0, 1.0
    for at, to, low, high in zip(start, stop, (rect.x, rect.y), (rect.right, rect.bottom), strict=True):
        way = to - at
        if way == 0:
            if not low <= at <= high:
                return None
            continue
        enter, leave = sorted(((low - at) / way, (high - at) / way))
        first, last = max(first, enter), min(last, leave)
    if first >= last:
        return None

    def place(share: float) -> tuple[float, float]:
        return start[0] + share * (stop[0] - start[0]), start[1] + share * (stop[1] - start[1])

    return start if first == 0 else place(first), stop if last == 1 else place(last)


Guides = tuple[Guide, ...]


@dataclass(frozen=True, eq=False)
class SourceRegion:
    """A part of the picture that fills may take texture from."""

    area: PackedTiles  # 255 = may
    visible: bool = True  # on the canvas; a hidden one counts for no fill

    def holds(self, x: int, y: int) -> bool:
        """Whether a pixel of the picture lies in it."""
        return self.area.value_at(x, y) > 0


@dataclass(frozen=True)
class Guidance:
    """The guide lines and source regions of a document, in the order in which they were made. A value."""

    guides: Guides = ()
    regions: tuple[SourceRegion, ...] = ()

    def with_guides(self, guides: Guides) -> "Guidance":
        """With other lines; what was worked out of the regions stays."""
        made = Guidance(guides, self.regions)
        if "sources" in self.__dict__:
            made.__dict__["sources"] = self.sources
        return made

    def with_guide(self, guide: Guide, changed: Guide | None) -> "Guidance":
        """With another line in the place of one, or with none there."""
        at = self.guides.index(guide)
        return self.with_guides((*self.guides[:at], *((changed,) if changed else ()), *self.guides[at + 1 :]))

    def with_region(self, region: SourceRegion, changed: SourceRegion | None) -> "Guidance":
        at = self.regions.index(region)
        return Guidance(self.guides, (*self.regions[:at], *((changed,) if changed else ()), *self.regions[at + 1 :]))

    def at(self, x: float, y: float, reach: float) -> "Guide | SourceRegion | None":
        """The visible line that is nearest to (x, y) within `reach` pixels, else the newest visible region there."""
        near = [(guide.distance(x, y), number) for number, guide in enumerate(self.guides) if guide.visible]
        distance, number = min(near, default=(float("inf"), -1))
        if distance <= reach:
            return self.guides[number]
        regions = (region for region in reversed(self.regions) if region.visible)
        return next((region for region in regions if region.holds(floor(x), floor(y))), None)

    def __bool__(self) -> bool:
        return bool(self.guides or self.regions)

    @property
    def active_guides(self) -> Guides:
        return tuple(guide for guide in self.guides if guide.visible)

    @property
    def dropped(self) -> Guides:
        """Lines that were found and that a person rejected: they are not found again."""
        return tuple(guide for guide in self.guides if guide.is_automatic and not guide.visible)

    @cached_property
    def sources(self) -> PackedTiles | None:
        """All of the visible regions as one; None where there is none: texture may come from anywhere.

        Of several it is worked out when first asked for, some 30 ms for two of them at 24 megapixels.
        """
        visible = [region.area for region in self.regions if region.visible]
        if len(visible) < 2:
            return visible[0] if visible else None
        mask = visible[0].unpack()
        for area in visible[1:]:
            np.maximum(mask, area.unpack(), out=mask)
        return PackedTiles.of_mask(mask)


Served = Literal["keep", "hide", "clear"]  # what becomes of a line or region when the fill that it served is made
SERVED: tuple[Served, ...] = get_args(Served)
_SERVES = 24  # pixels from a hole within which a line still draws structure


def after_fill(now: Guidance, used: Guidance, rect: Rect, lines: Served, regions: Served) -> Guidance:
    """The guidance once a hole at `rect` was filled by what is in `used`; `now` itself where nothing is to change.

    A line has served where it comes near the hole, a region wherever it lies. What was made since stays as it is.
    Lines that were found, taken or dropped, are not hidden but go: a hidden one would count as dropped, and where the
    place is marked once more they are found again.
    """
    guides, sources = now.guides, now.regions
    if lines != "keep":
        near = (guide for guide in used.guides if guide.touches(rect.grow(_SERVES)))
        served = {guide for guide in near if guide.visible or guide.is_automatic}
        guides = tuple(
            replace(guide, visible=False) if guide in served else guide
            for guide in guides
            if guide not in served or (lines == "hide" and not guide.is_automatic)
        )
    if regions != "keep":
        had = {id(region) for region in used.regions if region.visible}
        sources = tuple(
            replace(region, visible=False) if id(region) in had else region
            for region in sources
            if regions == "hide" or id(region) not in had
        )
    if guides == now.guides and sources == now.regions:
        return now
    return now.with_guides(guides) if sources == now.regions else Guidance(guides, sources)
