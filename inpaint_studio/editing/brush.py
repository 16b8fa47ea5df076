"""Brushes and strokes: how pointer positions become mask pixels."""

from collections import OrderedDict
from dataclasses import dataclass
from math import ceil, floor, hypot, sqrt

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.history import MaskStep
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.tiles import PackedTiles, Spot, spots

Floats = NDArray[np.float32]

SMALLEST_RADIUS = 0.5  # picture pixels: one pixel across
_DAB_CACHE_BYTES = 16 * 2**20


@dataclass(frozen=True)
class Brush:
    """The settings of one stroke."""

    radius: float  # picture pixels, not screen pixels; at least SMALLEST_RADIUS
    hardness: float = 0.8  # 0 = soft from the centre on .. 1 = sharp edge, anti-aliased over one pixel
    opacity: float = 1.0  # 0 .. 1; one stroke never paints past it, however often it crosses itself
    spacing: float = 0.0  # between dabs, in diameters; 0 = a continuous sweep with no dabs to be seen
    erase: bool = False
    pressure_to_size: bool = False  # a pen's pressure scales the radius
    pressure_to_opacity: bool = False  # a pen's pressure scales the opacity

    def radius_at(self, pressure: float) -> float:
        return max(SMALLEST_RADIUS, self.radius * (pressure if self.pressure_to_size else 1.0))

    def opacity_at(self, pressure: float) -> float:
        return self.opacity * (pressure if self.pressure_to_opacity else 1.0)


@dataclass(frozen=True)
class _Dab:
    """One stamp: where, how large, how opaque."""

    x: float  # picture pixels; 0.5 is the middle of the first pixel
    y: float
    radius: float
    opacity: float

    def towards(self, other: "_Dab", share: float) -> "_Dab":
        """The dab `share` (0 .. 1) of the way to `other`."""
        return _Dab(
            self.x + (other.x - self.x) * share,
            self.y + (other.y - self.y) * share,
            self.radius + (other.radius - self.radius) * share,
            self.opacity + (other.opacity - self.opacity) * share,
        )

    @property
    def rect(self) -> Rect:
        reach = self.radius + 1.0
        return Rect.of_edges(floor(self.x - reach), floor(self.y - reach), ceil(self.x + reach), ceil(self.y + reach))


class Stroke:
    """One press to release: paints `mask` live, then becomes a step or restores the mask.

    The stroke keeps its own coverage, the largest of all its dabs, and lays it over the mask as it was before:
    painted = before + (255 - before) * coverage, erased = before * (1 - coverage). So dabs that overlap do not
    build up past the brush's opacity, and the order of dabs does not matter.
    """

    def __init__(self, mask: Mask, brush: Brush) -> None:
        """mask: (H, W) uint8, painted in place. Nothing else may write to it until `finish` or `abandon`."""
        self._mask = mask
        self._size = Size(mask.shape[1], mask.shape[0])
        self._brush = brush
        self._tiles: dict[Spot, _Tile] = {}
        self._last: _Dab | None = None
        self._travelled = 0.0  # since the last dab, in units of the spacing
        self._rect = NOWHERE

    @property
    def brush(self) -> Brush:
        return self._brush

    def begin(self, x: float, y: float, pressure: float = 1.0) -> Rect:
        """The first dab. x, y: picture pixels (0.5, 0.5 = middle of the first one). pressure: 0 .. 1.

        Returns the mask pixels that may have changed, clipped to the mask.
        """
        dab = self._dab(x, y, pressure)
        self._last = dab
        return self._paint([dab])

    def extend(self, x: float, y: float, pressure: float = 1.0) -> Rect:
        """Continue in a straight line to (x, y), without gaps at any distance. Returns what may have changed."""
        if self._last is None:
            return self.begin(x, y, pressure)
        start, end = self._last, self._dab(x, y, pressure)
        if start == end:
            return NOWHERE
        self._last = end
        if self._brush.spacing > 0:
            return self._paint(self._spaced(start, end))
        step = _unseen_step(min(start.radius, end.radius), self._brush.hardness)
        count = ceil(hypot(end.x - start.x, end.y - start.y) / step)
        steady = start.radius == end.radius and start.opacity == end.opacity
        # A swept pixel costs about eight times a stamped one, but is painted once.
        if steady and count * 4 * end.radius**2 < 8 * _swept_area(start, end):
            return self._paint([start.towards(end, (i + 1) / count) for i in range(count)])
        return self._sweep(start, end)

    def finish(self) -> MaskStep | None:
        """End the stroke. Returns its step, already applied; None where it changed nothing."""
        change = PackedTiles(
            self._size,
            ((spot, tile.before ^ self._mask[spot.rect(self._size).slices]) for spot, tile in self._tiles.items()),
        )
        self._tiles = {}
        if change.is_empty:
            return None
        return MaskStep("Erase" if self._brush.erase else "Brush", change, self._rect, is_painted=True)

    def abandon(self) -> Rect:
        """Restore the mask as it was before the stroke. Returns the rectangle that touched."""
        self.take_out_of(self._mask)
        self._tiles = {}
        return self._rect

    def take_out_of(self, mask: Mask) -> None:
        """Remove the stroke from `mask`, a copy of the painted one."""
        for spot, tile in self._tiles.items():
            mask[spot.rect(self._size).slices] = tile.before

    def _dab(self, x: float, y: float, pressure: float) -> _Dab:
        return _Dab(x, y, self._brush.radius_at(pressure), self._brush.opacity_at(pressure))

    def _spaced(self, start: _Dab, end: _Dab) -> list[_Dab]:
        """Dabs `spacing` diameters apart on the way from `start` to `end`; the remainder is carried over."""
        length = hypot(end.x - start.x, end.y - start.y)
        dabs: list[_Dab] = []
        walked = 0.0
        while True:
            here = start.towards(end, walked / length) if length else end
            gap = max(0.5, here.radius * 2 * self._brush.spacing)  # pixels
            ahead = walked + (1.0 - self._travelled) * gap
            if ahead > length:
                self._travelled += (length - walked) / gap
                return dabs
            walked, self._travelled = ahead, 0.0
            dabs.append(start.towards(end, walked / length) if length else end)

    def _paint(self, dabs: list[_Dab]) -> Rect:
        touched = NOWHERE
        dirty: dict[Spot, Rect] = {}
        for rect, stamp in _together([_stamp(dab, self._brush.hardness) for dab in dabs]):
            visible = rect.clip(self._size)
            for spot in spots(visible):
                area = spot.rect(self._size).intersect(visible)
                self._tile(spot).cover(area, stamp[area.inside(rect).slices])
                dirty[spot] = dirty.get(spot, NOWHERE).unite(area)
            touched = touched.unite(visible)
        self._lay(dirty)
        return touched

    def _sweep(self, start: _Dab, end: _Dab) -> Rect:
        touched = start.rect.unite(end.rect).clip(self._size)
        dirty: dict[Spot, Rect] = {}
        for spot in spots(touched):
            area = _reached(start, end, spot.rect(self._size).intersect(touched))
            if not area.is_empty:
                self._tile(spot).cover(area, _swept(start, end, self._brush.hardness, area))
                dirty[spot] = area
        self._lay(dirty)
        return touched

    def _tile(self, spot: Spot) -> "_Tile":
        tile = self._tiles.get(spot)
        if tile is None:
            tile = self._tiles[spot] = _Tile(spot.rect(self._size), self._mask)
        return tile

    def _lay(self, dirty: dict[Spot, Rect]) -> None:
        for spot, area in dirty.items():
            self._tiles[spot].lay(area, self._mask, self._brush.erase)
            self._rect = self._rect.unite(area)


class _Tile:
    """One tile under a stroke: the mask before it, and the stroke's coverage so far."""

    def __init__(self, rect: Rect, mask: Mask) -> None:
        self._rect = rect
        self.before = mask[rect.slices].copy()
        self._coverage = np.zeros_like(self.before)
        self._was_empty = not self.before.any()

    def cover(self, area: Rect, coverage: Mask) -> None:
        target = self._coverage[area.inside(self._rect).slices]
        np.maximum(target, coverage, out=target)

    def lay(self, area: Rect, mask: Mask, erase: bool) -> None:
        here = area.inside(self._rect).slices
        coverage, before = self._coverage[here], self.before[here]
        if self._was_empty:
            if not erase:
                mask[area.slices] = coverage
            return
        if erase:
            mask[area.slices] = _product(before, ~coverage)
        else:
            mask[area.slices] = ~_product(~before, ~coverage)


def _product(a: Mask, b: Mask) -> Mask:
    """a * b / 255, rounded to nearest: exact for all pairs (255 x n is n, 0 x n is 0)."""
    wide = a.astype(np.uint16)
    wide *= b
    wide += 128
    wide += wide >> 8
    wide >>= 8
    return wide.astype(np.uint8)


def _ramp(radius: float, hardness: float) -> tuple[float, float]:
    """Distances from the centre at which coverage starts to fall, and at which it reaches 0.

    An edge is never sharper than one pixel: that pixel's share is what anti-aliases it.
    """
    outer = radius + 0.5
    return min(max(0.0, radius * hardness), radius - 0.5), outer


def _profile(distance: Floats, radius: float, opacity: float, hardness: float) -> Mask:
    """Coverage 0 .. 255 at `distance` pixels from the centre: flat, then a smooth fall (3t² - 2t³).

    `distance` is overwritten.
    """
    inner, outer = _ramp(radius, hardness)
    distance -= outer
    distance *= -1.0 / (outer - inner)
    np.clip(distance, 0.0, 1.0, out=distance)
    smooth = distance * -2.0
    smooth += 3.0
    smooth *= distance
    smooth *= distance
    smooth *= 255.0 * opacity
    smooth += 0.5
    return smooth.astype(np.uint8)


class _DabCache:
    """Least recently used cache of dab coverages: a brush stamps the same few again and again."""

    def __init__(self, budget_bytes: int) -> None:
        self._budget = budget_bytes
        self._nbytes = 0
        self._dabs: OrderedDict[tuple[float, ...], Mask] = OrderedDict()

    def get(self, radius: float, hardness: float, opacity: float, dx: float, dy: float, side: int) -> Mask:
        key = (radius, hardness, opacity, dx, dy)
        dab = self._dabs.get(key)
        if dab is not None:
            self._dabs.move_to_end(key)
            return dab
        across = np.arange(side, dtype=np.float32) + np.float32(0.5 - dx)
        down = np.arange(side, dtype=np.float32) + np.float32(0.5 - dy)
        distance = np.sqrt((across * across)[None, :] + (down * down)[:, None])
        dab = _profile(distance, radius, opacity, hardness)
        dab.flags.writeable = False
        self._dabs[key] = dab
        self._nbytes += dab.nbytes
        while self._nbytes > self._budget and len(self._dabs) > 1:
            self._nbytes -= self._dabs.popitem(last=False)[1].nbytes
        return dab


_cache = _DabCache(_DAB_CACHE_BYTES)


def _stamp(dab: _Dab, hardness: float) -> tuple[Rect, Mask]:
    """Where the dab lies (unclipped) and its coverage there.

    The centre is rounded to a quarter pixel, a sixteenth for small dabs, which limits the number of distinct stamps.
    """
    parts = 16 if dab.radius <= 32 else 4
    x, y = round(dab.x * parts) / parts, round(dab.y * parts) / parts
    reach = ceil(dab.radius + 1.0)
    left, top = floor(x) - reach, floor(y) - reach
    side = 2 * reach + 1
    stamp = _cache.get(dab.radius, hardness, dab.opacity, x - left, y - top, side)
    return Rect(left, top, side, side), stamp


def _together(stamps: list[tuple[Rect, Mask]]) -> list[tuple[Rect, Mask]]:
    """Dabs that lie closely in one plane: looking for the tiles of each costs more than the dabs do."""
    whole = NOWHERE
    for rect, _ in stamps:
        whole = whole.unite(rect)
    if len(stamps) < 2 or whole.area > 2 * stamps[0][0].area:
        return stamps
    covered = np.zeros((whole.height, whole.width), np.uint8)
    for rect, stamp in stamps:
        target = covered[rect.inside(whole).slices]
        np.maximum(target, stamp, out=target)
    return [(whole, covered)]


def _unseen_step(radius: float, hardness: float) -> float:
    """How far apart two dabs may be, in pixels, before the gap between them shows.

    Two bounds for dabs s apart: the notch between two circles is s² / 8r deep (kept under a sixteenth of a
    pixel, far less than the edge's own anti-aliasing), and half-way between them the profile, which starts to
    fall as 3t² over the ramp, has lost 3 (s/2r)² (kept under half a grey level; a hard brush starts later).
    """
    notch = sqrt(8 * radius / 16)
    inner, outer = _ramp(radius, hardness)
    ripple = 2 * (inner + (outer - inner) * sqrt(1 / (2 * 255 * 3)))
    return max(0.5, min(notch, ripple))


def _swept_area(start: _Dab, end: _Dab) -> int:
    return start.rect.unite(end.rect).area


def _reached(start: _Dab, end: _Dab, area: Rect) -> Rect:
    """The part of `area` that a dab moving from `start` to `end` may touch: the bounds of the stretch of its path that
    comes within reach of `area`."""
    reach = max(start.radius, end.radius) + 1.0
    first, last = 0.0, 1.0
    for origin, way, low, high in (
        (start.x, end.x - start.x, area.x - reach, area.right + reach),
        (start.y, end.y - start.y, area.y - reach, area.bottom + reach),
    ):
        if way == 0:
            if not low <= origin <= high:
                return NOWHERE
            continue
        shares = sorted(((low - origin) / way, (high - origin) / way))
        first, last = max(first, shares[0]), min(last, shares[1])
    if first > last:
        return NOWHERE
    here, there = start.towards(end, first), start.towards(end, last)
    return Rect.of_edges(
        floor(min(here.x, there.x) - reach),
        floor(min(here.y, there.y) - reach),
        ceil(max(here.x, there.x) + reach),
        ceil(max(here.y, there.y) + reach),
    ).intersect(area)


def _swept(start: _Dab, end: _Dab, hardness: float, area: Rect) -> Mask:
    """Coverage in `area` of a dab that moves from `start` to `end`, changing size and opacity evenly on the way."""
    dx, dy = end.x - start.x, end.y - start.y
    squared = dx * dx + dy * dy
    across = np.arange(area.width, dtype=np.float32) + np.float32(area.x + 0.5 - start.x)
    down = np.arange(area.height, dtype=np.float32) + np.float32(area.y + 0.5 - start.y)
    if squared:
        share = (across * np.float32(dx / squared))[None, :] + (down * np.float32(dy / squared))[:, None]
        np.clip(share, 0.0, 1.0, out=share)
    else:  # pressed harder without moving: only the larger of the two dabs shows
        share = np.full((area.height, area.width), end.radius >= start.radius, np.float32)
    off_x = share * np.float32(-dx)
    off_x += across[None, :]
    off_x *= off_x
    off_y = share * np.float32(-dy)
    off_y += down[:, None]
    off_y *= off_y
    off_x += off_y
    distance = np.sqrt(off_x, out=off_x)
    if start.radius == end.radius and start.opacity == end.opacity:
        return _profile(distance, end.radius, end.opacity, hardness)
    radius = start.radius + share * np.float32(end.radius - start.radius)
    opacity = start.opacity + share * np.float32(end.opacity - start.opacity)
    inner = np.minimum(radius * np.float32(hardness), radius - np.float32(0.5))
    falling = np.clip((radius + np.float32(0.5) - distance) / (radius + np.float32(0.5) - inner), 0.0, 1.0)
    covered: Mask = (falling * falling * (3.0 - 2.0 * falling) * opacity * 255.0 + 0.5).astype(np.uint8)
    return covered
