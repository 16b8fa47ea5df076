"""Clone and heal strokes: what is painted is copied from elsewhere in the same picture.

While a stroke is live, `CloneStroke` knows what is seen under it, 256-px tile by tile, so that no more of the picture
is looked at than the brush comes near. What stays is a `HandStroke`: coverage and offset. Pixels are worked out from
those alone, by `source_of` and `joined`, so that a fill is made again bit for bit.
"""

from collections.abc import Callable, Iterator

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.coarse_membrane import CoarseMembrane, cell_for
from inpaint_studio.editing.fills import Fill, HandStroke, composite, lay_block
from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.editing.tiles import PackedTiles, Spot, spots

Flags = NDArray[np.bool_]
Unknown = Callable[[Rect], Flags | None]  # (H, W) of a rectangle: what nothing is known of; None = all is known
Seen = Callable[[Rect], Pixels]  # what is seen in a rectangle of the picture, its own samples; never written to

_MOST_JOINED = 2**19  # pixels of the rectangle that strokes are joined in


class CloneStroke:
    """One press to release: shows what it copies while it is painted, and leaves the mask alone.

    What it copies is the picture as it was seen when the stroke began, never what the stroke itself has painted.
    Nothing is painted where the place to copy from lies outside the picture.
    """

    def __init__(
        self,
        size: Size,
        brush: Brush,
        offset: tuple[int, int],
        seen: Seen,
        limit: Mask | None = None,
        heals: bool = False,
        has_alpha: bool | None = None,
        unknown: Unknown | None = None,
    ) -> None:
        """offset: from a painted pixel to the one it is copied from.  limit: (H, W), the most that may be painted.

        has_alpha: as `difference`.  unknown: what of a rectangle is unknown, which is not copied; None: nothing.
        """
        self._has_alpha, self._unknown = has_alpha, unknown
        self.offset = offset
        self._size, self._brush, self._seen = size, brush, seen
        self._limit, self._heals = limit, heals
        self._coverage = np.zeros((size.height, size.width), np.uint8)  # no page of it is touched before it is painted
        self._stroke = Stroke(self._coverage, brush)
        self._tiles: dict[Spot, _Tile] = {}
        self._membrane: CoarseMembrane | None = None
        self.rect = NOWHERE  # that it has painted

    @property
    def brush(self) -> Brush:
        return self._brush

    def begin(self, x: float, y: float, pressure: float = 1.0) -> Rect:
        """The first dab, as `Stroke.begin`. Returns what may look different now."""
        return self._show(self._stroke.begin(x, y, pressure))

    def extend(self, x: float, y: float, pressure: float = 1.0) -> Rect:
        return self._show(self._stroke.extend(x, y, pressure))

    def painted(self) -> HandStroke | None:
        """What is left of it when it is over; None where nothing was painted. Packs: for a worker."""
        coverage = PackedTiles(self._size, ((spot, tile.coverage) for spot, tile in self._tiles.items()))
        if coverage.is_empty:
            return None
        return HandStroke(*self.offset, coverage, self._brush.radius, self._brush.hardness, self._brush.opacity)

    # what a document asks of the stroke that is open

    def take_out_of(self, mask: Mask) -> None:
        """It is not in the mask."""

    def finish(self) -> None:
        """Its step is no step of the mask."""

    def abandon(self) -> Rect:
        return self.rect

    # what a display asks of what is painted live

    def touches(self, rect: Rect) -> bool:
        return self.rect.intersects(rect) and any(True for _ in self.parts(rect))

    def parts(self, rect: Rect) -> Iterator[Rect]:
        """The tiles in which it has painted and that reach into `rect`, as far as they do."""
        for spot in spots(self.rect.intersect(rect)):
            tile = self._tiles.get(spot)
            if tile is not None and tile.is_painted:
                yield tile.rect.intersect(rect)

    def lay(self, out: Pixels, rect: Rect) -> None:
        """Show what is painted on `out`, which shows `rect` of the picture."""
        for part in self.parts(rect):
            tile = self._tiles[next(spots(part))]
            shown = tile.shown[part.inside(tile.rect).slices]
            is_painted = tile.coverage[part.inside(tile.rect).slices] > 0
            np.copyto(out[part.inside(rect).slices], shown, where=is_painted[:, :, None])

    def pixels(self, rect: Rect) -> Pixels:
        """What is seen in `rect`, with what is painted: a new array."""
        first, *others = spots(rect)
        if not others:
            tile = self._tile(first)
            return tile.shown[rect.inside(tile.rect).slices].copy()
        tile = self._tile(first)
        out: Pixels = np.empty((rect.height, rect.width, tile.shown.shape[2]), tile.shown.dtype)
        for spot in (first, *others):
            tile = self._tile(spot)
            part = tile.rect.intersect(rect)
            out[part.inside(rect).slices] = tile.shown[part.inside(tile.rect).slices]
        return out

    def _show(self, rect: Rect) -> Rect:
        """The brush has painted in `rect`. Returns what looks different."""
        if rect.is_empty:
            return rect
        if self._heals:
            return self._show_healed(rect)
        # Of a dab that moves on, half covers no more than it did: only what does is laid and painted anew.
        changed = NOWHERE
        for spot in spots(rect):
            changed = changed.unite(self._tile(spot).cover(rect, self._coverage))
        for spot in spots(changed):
            tile = self._tiles[spot]
            tile.show(tile.rect.intersect(changed))
        self.rect = self.rect.unite(changed)
        return changed

    def _show_healed(self, rect: Rect) -> Rect:
        """All of a dab, whose colours change with what is painted beside them."""
        cell = cell_for(self._brush.radius)
        for spot in spots(rect.grow(2 * cell).clip(self._size)):
            self._tile(spot)
        assert self._membrane is not None  # made with the first tile
        self._membrane.follow(rect, self._coverage)
        correction = self._membrane.pixels_at(rect)
        for spot in spots(rect):
            tile = self._tiles[spot]
            part = tile.rect.intersect(rect)
            tile.cover(part, self._coverage, compares=False)
            tile.show(part, correction[part.inside(rect).slices])
        self.rect = self.rect.unite(rect)
        return rect

    def _tile(self, spot: Spot) -> "_Tile":
        tile = self._tiles.get(spot)
        if tile is None:
            rect = spot.rect(self._size)
            under = self._seen(rect)
            over, inside = _moved(self._seen, rect, self.offset, self._size)
            limit = None if self._limit is None else self._limit[rect.slices].copy()
            if inside != rect:
                limit = np.full(under.shape[:2], 255, np.uint8) if limit is None else limit
                limit[~_flags(rect, inside)] = 0
            if self._unknown is not None and not inside.is_empty:
                limit = np.full(under.shape[:2], 255, np.uint8) if limit is None else limit
                unknown = self._unknown(inside.translate(*self.offset))
                if unknown is not None:
                    limit[inside.inside(rect).slices][unknown] = 0
            tile = self._tiles[spot] = _Tile(rect, under, over, limit)
            if self._heals:
                if self._membrane is None:
                    self._membrane = CoarseMembrane(self._size, under.shape[2], cell_for(self._brush.radius))
                # Of a cell 64 pixels tell enough: of the whole tile this would be half of what a new one costs.
                step = max(1, self._membrane.cell // 8)
                some = slice(None, None, step)
                usable = _flags(rect, inside)
                if self._unknown is not None:
                    unknown = self._unknown(rect)
                    usable = usable if unknown is None else usable & ~unknown
                    usable = usable if limit is None else usable & (limit > 0)
                few = under[some, some], over[some, some], usable[some, some]
                self._membrane.know(rect, *difference(*few, self._has_alpha), step)
        return tile


class _Tile:
    """What a stroke knows of one tile."""

    def __init__(self, rect: Rect, under: Pixels, over: Pixels, limit: Mask | None) -> None:
        self.rect = rect
        self._under, self._over, self._limit = under, over, limit
        self.coverage = np.zeros(under.shape[:2], np.uint8)  # within the limit
        self.shown = under.copy()
        self.is_painted = False

    def cover(self, rect: Rect, coverage: Mask, *, compares: bool = True) -> Rect:
        """Take over `coverage`, of the whole picture, in `rect`. Returns where it is another, or might be."""
        part = self.rect.intersect(rect)
        here = part.inside(self.rect).slices
        now = coverage[part.slices]
        if self._limit is not None:
            now = _product(now, self._limit[here])
        mine = self.coverage[here]
        if compares:
            where = bounds((now != mine).view(np.uint8))
            part = where.translate(part.x, part.y) if not where.is_empty else where
        mine[:] = now
        return part

    def show(self, part: Rect, correction: NDArray[np.float32] | None = None) -> None:
        """Lay what is copied on `part` anew.  correction: (H, W, C) of `part`, where it heals, which is used up."""
        here = part.inside(self.rect).slices
        over = self._over[here]
        if correction is not None:
            over = _corrected_live(over, correction)
        shown = self.shown[here]
        shown[:] = self._under[here]
        lay_block(shown, over, self.coverage[here])
        self.is_painted = True


def covered_by(stroke: HandStroke) -> tuple[Rect, Mask]:
    """The smallest rectangle that holds what a stroke has covered, and how much it covers there."""
    rect = stroke.coverage.rect
    coverage = stroke.coverage.crop(rect)
    tight = bounds(coverage)
    return tight.translate(rect.x, rect.y), coverage[tight.slices].copy()


def source_of(picture: Picture, fills: tuple[Fill, ...], rect: Rect, offset: tuple[int, int]) -> tuple[Pixels, Flags]:
    """What is copied to `rect`: (rect.height, rect.width, C) of the picture's own samples, and where there are any."""
    pixels, inside = _moved(lambda part: composite(picture, fills, part), rect, offset, picture.size)
    return pixels, _flags(rect, inside)


def can_join(fill: Fill, rect: Rect) -> bool:
    """Whether a stroke that covers `rect` is laid into a fill, rather than being one of its own.

    A fill holds a whole rectangle of samples, and each undo step a fill: far apart they are two.
    """
    return fill.visible and fill.strength >= 1.0 and fill.rect.unite(rect).area <= _MOST_JOINED


def joined(fill: Fill | None, rect: Rect, over: Pixels, coverage: Mask) -> tuple[Rect, Pixels, Mask]:
    """Rectangle, samples and coverage of a fill with a stroke laid on it: `over`, covering `rect` by `coverage`.

    Laid over a picture it looks as the two laid over it one after the other do. Samples that only one of them covers,
    or that the stroke covers whole, are those of the one, bit for bit; what nothing covers is 0.
    """
    if fill is None:
        over = over.copy()
        over[coverage == 0] = 0
        return rect, over, coverage
    union = fill.rect.unite(rect)
    pixels: Pixels = np.zeros((union.height, union.width, over.shape[2]), over.dtype)
    whole = np.zeros((union.height, union.width), np.uint8)
    pixels[fill.rect.inside(union).slices] = fill.pixels
    whole[fill.rect.inside(union).slices] = fill.coverage
    here = rect.inside(union).slices
    before, share = whole[here], coverage.astype(np.float64) / 255
    left = (before / 255) * (1 - share)
    total = share + left
    target = pixels[here]
    both = (left > 0) & (share > 0)
    with np.errstate(invalid="ignore", over="ignore"):
        mixed = target[both] + (over[both].astype(np.float64) - target[both]) * (share[both] / total[both])[:, None]
    if over.dtype.kind == "f":
        mixed = np.where(np.isfinite(mixed), mixed, over[both])
    else:
        np.rint(mixed, out=mixed)
    only = (coverage > 0) & ~both
    target[only] = over[only]
    target[both] = mixed.astype(over.dtype)
    whole[here] = np.rint(total * 255).astype(np.uint8)
    return union, pixels, whole


def difference(
    under: Pixels, over: Pixels, inside: Flags, has_alpha: bool | None = None
) -> tuple[NDArray[np.float32], Flags]:
    """`under` less `over`, (H, W, C), as (C, H, W), and where that tells anything, (H, W).

    Not where one is unknown or fully transparent, nor outside of `inside`.  has_alpha: whether the last channel is
    alpha; None: where there are two or four, as in a photograph.
    """
    if has_alpha is None:
        has_alpha = under.shape[2] in (2, 4)
    away = np.empty((under.shape[2], *under.shape[:2]), np.float32)
    usable = inside
    with np.errstate(invalid="ignore", over="ignore"):
        for channel, values in enumerate(away):
            values[:] = under[:, :, channel]
            values -= over[:, :, channel]
    if under.dtype.kind == "f":
        usable = usable & np.isfinite(away).all(axis=0)
    if has_alpha:
        usable = usable & (under[:, :, -1] > 0) & (over[:, :, -1] > 0)
    return away, usable


def corrected(over: Pixels, correction: NDArray[np.float32]) -> Pixels:
    """`over`, (H, W, C), with what is to be added, (C, H, W), as samples of its own kind."""
    if over.dtype.kind == "f":
        made = over + correction.transpose(1, 2, 0)
        return np.where(np.isfinite(made), made, over).astype(over.dtype)
    least, top = np.iinfo(over.dtype).min, np.iinfo(over.dtype).max
    whole = np.empty(over.shape, np.int16 if top < 2**14 else np.int32)
    for channel, added in enumerate(np.rint(correction)):  # between differences, so none is larger than `top`
        whole[:, :, channel] = added
    whole += over
    np.clip(whole, least, top, out=whole)
    fitting: Pixels = whole.astype(over.dtype)
    return fitting


def _corrected_live(over: Pixels, correction: NDArray[np.float32]) -> Pixels:
    """`corrected` by what lies as pixels do, (H, W, C), which is overwritten: in half the time."""
    if over.dtype.kind == "f":
        return corrected(over, correction.transpose(2, 0, 1))
    correction += over
    np.rint(correction, out=correction)
    np.clip(correction, np.iinfo(over.dtype).min, np.iinfo(over.dtype).max, out=correction)
    made: Pixels = correction.astype(over.dtype)
    return made


def _moved(seen: Seen, rect: Rect, offset: tuple[int, int], size: Size) -> tuple[Pixels, Rect]:
    """What is seen at `offset` from `rect`; and the part of `rect` for which that lies inside the picture."""
    there = rect.translate(*offset)
    inside = there.clip(size)
    if inside == there:
        return seen(there), rect
    if inside.is_empty:
        return np.zeros_like(seen(rect)), NOWHERE
    part = seen(inside)
    pixels: Pixels = np.zeros((rect.height, rect.width, part.shape[2]), part.dtype)
    pixels[inside.inside(there).slices] = part
    return pixels, inside.translate(-offset[0], -offset[1])


def _flags(rect: Rect, inside: Rect) -> Flags:
    """(rect.height, rect.width): what lies in `inside`, a part of it."""
    flags = np.zeros((rect.height, rect.width), bool)
    flags[inside.inside(rect).slices if not inside.is_empty else slice(0, 0)] = True
    return flags


def _product(a: Mask, b: Mask) -> Mask:
    wide = a.astype(np.uint16) * b + 128
    return ((wide + (wide >> 8)) >> 8).astype(np.uint8)
