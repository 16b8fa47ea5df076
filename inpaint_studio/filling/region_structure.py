"""The structure of a region: the lines that lead through its hole, the smooth fill that keeps to them, and which of the
picture's pixels are near enough to be copied from."""

from collections.abc import Hashable, Iterable, Iterator
from dataclasses import dataclass, replace
from functools import cached_property
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guide, Guides
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.flaws import FEWEST, flaws_in
from inpaint_studio.filling.methods import method_of
from inpaint_studio.filling.plan import split
from inpaint_studio.filling.region import Region
from inpaint_studio.filling.request import FillRequest, mask_in
from inpaint_studio.filling.samples import Scales, known_in, threes
from inpaint_studio.filling.structure.barriers import barriered_membrane, enlarged
from inpaint_studio.filling.structure.field import (
    Colours,
    Field,
    Floats,
    Hole,
    field_at,
    reduced_and_continued,
    scale_for,
)
from inpaint_studio.filling.structure.lines import Line, lines_and_offers, lines_of

# Sources lie within this many inner radii of the hole, or this many pixels, or this many work pixels of a line: what is
# far away is another object. Spike of November 2026, 40 blobs at 512 px: LPIPS -.005 [-.0105, +.0006], no cost.
_NEAR_RADII = 1.2
_NEAR_PIXELS = 48
_NEAR_LINE = 8.0
_SEEN_RADII, _SEEN_PIXELS = 1.4, 64  # what is looked at round the hole: traces lead 53 work pixels away from it
_JOINED = 8.0  # work pixels from a line over which the guide goes from the barriered membrane to the generator
_MEASURED = 3 * _JOINED  # work pixels from a line up to which that distance is measured
_SAME = 3.0  # work pixels: an automatic line whose points lie on average nearer to another guide is not added to it


@dataclass(frozen=True, eq=False)
class RegionStructure:
    """The surroundings of one region and its lines."""

    rect: Rect  # what the field shows, picture pixels
    field: Field
    radius: float  # inner radius of the hole, picture pixels
    automatic: Guides  # lines that were found here
    curves: tuple[Floats, ...]  # all lines, drawn ones too: (n, 2) work pixels
    near: Floats  # (h, w) work pixels from the nearest line, `_MEASURED` where there is none
    bands: Colours | None = None  # (h, w, C) of a data picture, as `field.colours`, which holds what is looked at of it

    @classmethod
    def of(
        cls, request: FillRequest, region: Region, searches: bool, scales: Scales | None = None
    ) -> "RegionStructure":
        """searches: whether lines are looked for, besides those of the request. scales: of a data picture."""
        rect, field, crop = _seen_field(request, region, scales)
        automatic = _guides_of(request, rect, field, lines_of(field)) if searches else ()
        drawn = (guide for guide in request.guides if guide.touches(region.core))
        curves = tuple(_in_field(guide, field, rect) for guide in (*drawn, *automatic))
        bands = None if scales is None or not curves else _bands(crop, field, _own_hole(request, region, rect))
        return cls(rect, field, region.radius, automatic, curves, _distance(field, curves), bands)

    @cached_property
    def smooth(self) -> Colours:
        """(h, w, 3) of work pixels, of a data picture (h, w, bands): the barriered membrane."""
        if self.bands is None:
            return barriered_membrane(self.field, self.curves)
        smooth = np.empty_like(self.bands)
        for three in threes(self.bands.shape[2]):
            part = replace(self.field, colours=np.ascontiguousarray(self.bands[:, :, three]))
            smooth[:, :, three] = barriered_membrane(part, self.curves)
        return smooth

    def membrane(self, crop: Crop) -> Colours:
        """The crop's colours with the hole filled by the barriered membrane."""
        return enlarged(self.field, self.smooth, crop.colours, crop.hole, self._offset(crop))

    def joined(self, crop: Crop, hole: Hole) -> Colours:
        """The crop's colours, which are the generator's in the hole, drawn to the barriered membrane near the lines."""
        offset = self._offset(crop)
        smooth = enlarged(self.field, self.smooth, crop.colours, hole, offset)
        near = enlarged(self.field, self.near[:, :, None], np.zeros((*hole.shape, 1), np.float32), hole, offset)
        share = np.exp(-((near / _JOINED) ** 2))
        colours: Colours = crop.colours + np.where(hole[:, :, None], share * (smooth - crop.colours), np.float32(0))
        return colours.astype(np.float32)

    def near_sources(self) -> NDArray[np.bool_]:
        """(rect.height, rect.width): the pixels near enough to copy from, the hole included."""
        limit = max(_NEAR_RADII * self.radius, _NEAR_PIXELS) / self.field.scale
        near = (self.field.distance <= limit) | (self.near <= _NEAR_LINE)
        return near.repeat(self.field.scale, 0).repeat(self.field.scale, 1)[: self.rect.height, : self.rect.width]

    def _offset(self, crop: Crop) -> tuple[int, int]:
        return crop.rect.x - self.rect.x, crop.rect.y - self.rect.y


def field_of(request: FillRequest, region: Region) -> tuple[Rect, Field]:
    """The surroundings of a region, with other holes unknown, and where they lie in the picture."""
    rect, field, _ = _seen_field(request, region, Scales.of(request, region))
    return rect, field


def _seen_field(request: FillRequest, region: Region, scales: Scales | None) -> tuple[Rect, Field, Crop]:
    rect = _seen_from(region)
    crop = Crop.of(request, rect, scales=scales)
    hole = _own_hole(request, region, rect)
    return rect, field_at(crop.three, hole, scale_for(region.radius), crop.hole & ~hole), crop


def _own_hole(request: FillRequest, region: Region, rect: Rect) -> Hole:
    hole = np.zeros((rect.height, rect.width), bool)
    hole[region.core.inside(rect).slices] = region.coverage_in(request.mask, request.rect) > 0
    return hole


def _bands(crop: Crop, field: Field, hole: Hole) -> Colours:
    """(h, w, C) of work pixels: all bands, as the field has those that it was made of."""
    bands = np.empty((*field.hole.shape, crop.colours.shape[2]), np.float32)
    for three in threes(bands.shape[2]):
        own = np.ascontiguousarray(crop.colours[:, :, three])
        bands[:, :, three], _ = reduced_and_continued(own, hole, field.scale, crop.hole & ~hole)
    return bands


def _guides_of(request: FillRequest, rect: Rect, field: Field, lines: Iterable[Line]) -> Guides:
    """Lines of a field at `rect` as guides, but for those dropped and those that the request has already."""
    known = [_in_field(guide, field, rect) for guide in (*request.guides, *request.dropped)]
    guides = []
    for line in lines:
        if any(_is_same(line.inside, field, other) for other in known):
            continue
        points = line.points + np.float32(0.5) + (rect.x, rect.y)  # a guide's are continuous, a field's are of centres
        guides.append(Guide(tuple((float(x), float(y)) for x, y in points), 0, "automatic", line.probability))
    return tuple(guides)


Seen = tuple[Rect, Field, tuple[Line, ...], tuple[Line, ...]]  # a region's field, its lines and what is offered beside
SeenBefore = dict[Hashable, Seen]  # of regions of one picture, by all that they depend on
_MOST_SEEN = 64  # regions that are remembered; the field of one is some 2 MB


def lines_by_region(request: FillRequest, before: SeenBefore) -> Iterator[tuple[Guides, Guides]]:
    """Of each region the lines that a fill of this request would find and follow, and others to be offered.

    Into measured data `auto` copies nothing unasked: there all are offered.

    before: what was seen in the same picture is not looked for again, whatever became of guides and other regions.
    """
    follows = method_of(request.method).copies_unasked(request.picture)
    for region in split(request.mask, request.rect, request.picture.size):
        if region.kind == "thin":
            continue
        seen = _seen_from(region)
        fills = tuple(fill for fill in request.fills if fill.rect.intersects(seen))
        own = blake2b(region.coverage_in(request.mask, request.rect).tobytes()).digest()
        key = region.core, region.radius, seen, fills, own, blake2b(mask_in(request, seen).tobytes()).digest()
        remembered = before.get(key)
        if remembered is None:
            rect, field = field_of(request, region)
            if len(before) >= _MOST_SEEN:
                before.clear()
            remembered = before[key] = rect, field, *lines_and_offers(field)
        rect, field, lines, offers = remembered
        if follows:
            yield _guides_of(request, rect, field, lines), _guides_of(request, rect, field, offers)
        else:
            yield (), _guides_of(request, rect, field, (*lines, *offers))


def _seen_from(region: Region) -> Rect:
    return region.core.grow(round(max(_SEEN_RADII * region.radius, _SEEN_PIXELS))).intersect(region.reach)


def _in_field(guide: Guide, field: Field, rect: Rect) -> Floats:
    points = np.array(guide.points, np.float32) - (rect.x, rect.y)
    return (points / field.scale - 0.5).astype(np.float32)


def _is_same(inside: Floats, field: Field, other: Floats) -> bool:
    """Whether a line, (n, 2) of picture pixels of the field's array, runs along a known one of work pixels."""
    own = (inside + np.float32(0.5)) / np.float32(field.scale) - np.float32(0.5)
    return _apart(own, other) < _SAME


def _apart(points: Floats, line: Floats) -> float:
    """Mean distance of points from a polyline."""
    start, way = line[:-1], np.diff(line, axis=0)
    squared = np.maximum((way * way).sum(axis=1), 1e-9)
    share = np.clip(((points[:, None] - start) * way).sum(axis=2) / squared, 0, 1)
    off = points[:, None] - start - share[:, :, None] * way
    return float(np.sqrt((off * off).sum(axis=2)).min(axis=1).mean())


def _distance(field: Field, curves: tuple[Floats, ...]) -> Floats:
    near = np.full(field.hole.shape, _MEASURED, np.float32)
    if curves:
        from inpaint_studio.filling.line_kernels import beside_line  # compiled on import, so on demand

        features = np.zeros((*near.shape, 4), np.float32)
        for number, curve in enumerate(curves):
            beside_line(features, near, np.ascontiguousarray(curve[:, ::-1]), number, np.float32(_MEASURED))
    return near


def sources_of(request: FillRequest, region: Region, structure: RegionStructure) -> tuple[Rect, Hole]:
    """The rectangle that texture is copied from, and the pixels of it, (height, width), that are too far from the hole.

    All that is reached, where too few sources would remain.
    """
    rect = structure.rect
    near = structure.near_sources()
    known = near & known_in(request, rect)
    flawed = flaws_in(request, rect)
    if flawed is not None:
        known &= ~flawed
    if np.count_nonzero(known) < FEWEST:
        return region.reach, np.zeros((region.reach.height, region.reach.width), bool)
    rows, columns = np.flatnonzero(near.any(axis=1)), np.flatnonzero(near.any(axis=0))
    part = Rect.of_edges(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    return part.translate(rect.x, rect.y), ~near[part.slices]
