"""Specks: small holes that lie on one plane each, as dust on film does, filled from up to two planes on either side.

Each speck is decided by itself. A neighbour counts by how well it shows what lies round it, and pixel by pixel by
how far it agrees with the others; several are mixed, so that the grain is that of no plane beside it, which would seem
frozen. Where they do not agree, known samples round the speck are hidden and filled both ways, and the plane's own
method fills it where that is nearer: never worse than in-plane on the rim. Imports no torch.
"""

import warnings
from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.dense_motion import Arrival, arrive
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.lucas_kanade import smoothed
from inpaint_studio.editing.mask import bounds
from inpaint_studio.filling.plane_views import Floats, Range
from inpaint_studio.filling.stack_window import FillInPlane, Flags, PlacedMask, Window

THICKEST = 16  # pixels from the edge of a speck to its middle
_BESIDE = (-1, 1, -2, 2)  # planes that are looked at
_FEWEST = 2  # of them that must not be marked there, too
_COMMON = 0.2  # of a speck that may be marked on a plane beside it
_MARGIN = 64  # pixels round specks by which planes are aligned
_CLEAR = 1  # pixels that a source keeps off marks
_OUTSIDE = 2  # pixels from a speck that its soft edge may reach
_RING = 6  # pixels beyond those by which neighbours are judged
_NOISE = 0.004  # of full range: less says nothing
_WORSE = 1.6  # times the best neighbour's error from which on another says nothing
_APART = 0.02, 2.5  # of full range, and times the error: neighbours that differ by more do not agree
_DOUBT = 0.2  # of a speck whose pixels they do not agree on
_LOST = 0.045  # of full range: with a larger error what lies round was not found again
_JUDGED = 12  # pixels of a ring, at least
_HIDDEN = 4  # pixels of known samples round a speck in doubt that are hidden
_NEARER = 0.8  # of the planes' error on them, what the plane's own method has to come to: it interpolates them
_FAR = 0.85  # weight of a plane two away, of that of the next
_NEXT = np.ones((3, 3), bool)


@dataclass(eq=False)
class _Source:
    """A plane beside the one that is filled, brought to its place."""

    values: Floats  # (h, w, C)
    usable: Flags
    weight: float


@dataclass(frozen=True, eq=False)
class _Mixed:
    """What other planes show of a speck."""

    values: Floats  # (N, C) of its pixels
    is_shown: Flags  # (N,)
    error: float  # mean of what lies round it, of full range
    is_sure: bool


Doubt = tuple[Rect, Flags, float]  # surroundings of a speck, where it lies in them, and the planes' error round it


def specks_of(window: Window, plane: int, placed: PlacedMask, shot: range) -> NDArray[np.uint8]:
    """(placed.rect.height, placed.rect.width): the marks of a plane that are specks."""
    marked = placed.mask > 0
    out = np.zeros_like(placed.mask)
    beside = [plane + step for step in _BESIDE if plane + step in shot]
    if len(beside) < _FEWEST:
        return out
    others = [window.hole(other) for other in beside]
    there = [None if other is None else other.inside(placed.rect) > 0 for other in others]
    labels, count = ndimage.label(np.pad(marked, 1), _NEXT)
    depth = ndimage.distance_transform_cdt(labels > 0, "chessboard")
    thickness = np.asarray(ndimage.maximum(depth, labels, np.arange(1, count + 1)))
    labels = labels[1:-1, 1:-1]
    area = np.bincount(labels.ravel(), minlength=count + 1)[1:]
    free = np.zeros(count, np.int64)
    for other in there:
        common = np.zeros(count) if other is None else np.bincount(labels[other], minlength=count + 1)[1:]
        free += common <= _COMMON * area
    is_speck = np.concatenate([[False], (thickness <= THICKEST) & (free >= _FEWEST)])
    chosen = is_speck[labels]
    out[chosen] = placed.mask[chosen]
    return out


def fill_specks(
    window: Window, plane: int, rect: Rect, mask: NDArray[np.uint8], shot: range, in_plane: FillInPlane
) -> tuple[Floats, Flags]:
    """(rect.height, rect.width, C) with the specks filled, in the planes' unit, and where other planes show them.

    mask: of the specks, in `rect`.
    """
    part = rect.grow(_MARGIN).clip(window.size)
    specks = PlacedMask(rect, mask).inside(part) > 0
    placed = window.hole(plane)
    hole = specks.copy() if placed is None else placed.inside(part) > 0
    samples = window.samples(plane)[part.slices]
    known = ~hole & _known(window, plane, part)
    own = samples.astype(np.float32)
    scale = Range.of(samples, known, bool(window.bands))
    sources = _sources(window, plane, part, shot, scale, own, known)
    out, shown = own.copy(), np.zeros(specks.shape, bool)
    doubts: list[Doubt] = []
    for place, inside, ring in _each(specks, known):
        mixed = _mixed(sources, scale, own, place, inside, ring)
        if mixed is None:
            continue
        there = inside.copy()
        there[inside] = mixed.is_shown
        out[place.slices][there] = mixed.values[mixed.is_shown]
        shown[place.slices] |= there
        if not mixed.is_sure:
            doubts.append((place, there, mixed.error))
    if doubts:
        shown &= ~_nearer_in_plane(window, plane, part, doubts, known, hole, own, scale, in_plane)
    lacking = specks & ~shown
    if lacking.any():
        samples = window.samples(plane).copy()
        around = samples[part.slices]
        around[shown] = out[shown] if samples.dtype.kind == "f" else np.rint(out[shown])
        made = in_plane(plane, samples, _placed(lacking, part), _barred(hole & ~specks, part))
        box = bounds(lacking.view(np.uint8))
        out[box.slices] = np.where(lacking[box.slices][:, :, None], made, out[box.slices])
    where = rect.inside(part).slices
    return out[where], shown[where]


def _known(window: Window, plane: int, part: Rect) -> Flags:
    pixels = window.samples(plane)[part.slices]
    known = np.ones(pixels.shape[:2], bool)
    unknown = window.unknown(plane)
    if unknown is not None:
        known &= ~unknown[part.slices]
    if pixels.dtype.kind == "f":
        known &= np.isfinite(pixels).all(axis=2)
    return known


def _sources(
    window: Window, plane: int, part: Rect, shot: range, scale: Range, own: Floats, known: Flags
) -> list[_Source]:
    grey = scale.grey(own)
    painted = smoothed(grey, known, 3.0)
    mended = np.where(known, grey, painted)
    beside = [plane + step for step in _BESIDE if plane + step in shot]
    greys, pixels, usable = [], [], []
    for other in beside:
        values = window.samples(other)[part.slices].astype(np.float32)
        placed = window.hole(other)
        there = _known(window, other, part)
        if placed is not None:
            there &= placed.inside(part) == 0
        if there.any() and not there.all():  # marks painted over, so that they do not ring into what lies beside them
            rows, columns = ndimage.distance_transform_edt(~there, return_distances=False, return_indices=True)
            values = values[rows, columns]
        greys.append(scale.grey(values))
        pixels.append(values)
        usable.append(there)
    arrivals: list[Arrival] = [arrive(mended, other) for other in greys]
    mean = sum(one.brought(other) for one, other in zip(arrivals, greys, strict=True)) / np.float32(max(1, len(greys)))
    mended = np.where(known, grey, mean).astype(np.float32)
    arrivals = [arrive(mended, other, before=one) for one, other in zip(arrivals, greys, strict=True)]
    height, width = known.shape
    sources = []
    for other, arrival, values, there in zip(beside, arrivals, pixels, usable, strict=True):
        x, y = arrival.places[:, :, 0], arrival.places[:, :, 1]
        brought = np.stack(
            [
                ndimage.map_coordinates(values[:, :, n], (y, x), np.float32, order=3, mode="nearest")
                for n in range(values.shape[2])
            ],
            axis=2,
        )
        clear = ~ndimage.binary_dilation(~there, _NEXT, _CLEAR)
        inside = (x >= 0) & (y >= 0) & (x <= width - 1) & (y <= height - 1)
        is_usable = inside & (arrival.brought(clear.astype(np.float32)) > 0.99)
        sources.append(_Source(brought, is_usable, 1.0 if abs(other - plane) == 1 else _FAR))
    return sources


def _each(specks: Flags, known: Flags) -> Iterator[tuple[Rect, Flags, Flags]]:
    """Each speck: its surroundings, where it lies in them, and the ring of what is known round it."""
    labels, _ = ndimage.label(specks, _NEXT)
    whole = Rect(0, 0, specks.shape[1], specks.shape[0])
    for number, (down, across) in enumerate(ndimage.find_objects(labels), start=1):
        rect = Rect.of_edges(across.start, down.start, across.stop, down.stop)
        place = rect.grow(_OUTSIDE + _RING).intersect(whole)
        inside = labels[place.slices] == number
        wide = ndimage.binary_dilation(inside, _NEXT, _OUTSIDE + _RING)
        ring = wide & ~ndimage.binary_dilation(inside, _NEXT, _OUTSIDE) & known[place.slices]
        yield place, inside, ring


def _mixed(sources: list[_Source], scale: Range, own: Floats, place: Rect, inside: Flags, ring: Flags) -> _Mixed | None:
    """None where no plane shows anything of it."""
    around = own[place.slices]
    wanted = inside | ring
    shown: list[tuple[Floats, float, float, Flags]] = []
    for source in sources:
        usable = source.usable[place.slices]
        near = ring & usable
        if np.count_nonzero(near) < _JUDGED or not usable[inside].any():
            continue
        values = source.values[place.slices]
        apart = around[near] - values[near]
        light = np.median(apart, axis=0)
        error = float(np.abs(scale.shares(apart - light)).mean(axis=1).mean())
        shown.append((values[wanted] + light, error, source.weight, usable[wanted]))
    if not shown:
        return None
    least = max(_NOISE, min(error for _, error, _, _ in shown))
    shown = [one for one in shown if one[1] <= _WORSE * least]
    values = np.stack([one[0] for one in shown])  # (K, N, C)
    usable = np.stack([one[3] for one in shown])
    mine = inside[wanted]
    masked = np.where(usable[:, :, None], values, np.nan)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore", RuntimeWarning)  # of the ring, what no plane shows
        middle = np.nanmedian(masked, axis=0)
    off = np.stack(
        [_averaged(np.nan_to_num(np.abs(scale.shares(one - middle).mean(axis=1))), wanted) for one in values]
    )
    limit = max(_APART[0], _APART[1] * least)
    weight = usable * np.array([share / (_NOISE + error) ** 2 for _, error, share, _ in shown])[:, None]
    weight = weight / (1 + (off / limit) ** 4)
    total = weight.sum(axis=0)
    mixed = ((values * weight[:, :, None]).sum(axis=0) / np.maximum(total, 1e-12)[:, None]).astype(np.float32)
    judged = ~mine & (total > 0)
    error = float(np.abs(scale.shares(around[wanted][judged] - mixed[judged])).mean()) if judged.any() else least
    agreed = (usable & (off <= limit)).sum(axis=0)[mine] >= min(_FEWEST, len(shown))
    is_sure = len(shown) >= _FEWEST and float((~agreed).mean()) <= _DOUBT and least <= _LOST
    return _Mixed(mixed[mine], (total > 0)[mine], error, is_sure)


def _averaged(values: Floats, inside: Flags) -> Floats:
    """Over the pixels of a speck that touch, so that grain is no disagreement."""
    plane = np.zeros((2, *inside.shape), np.float32)
    plane[0][inside], plane[1][inside] = values, 1
    total, weight = (ndimage.uniform_filter(one, 3, mode="constant") for one in plane)
    out: Floats = (total[inside] / np.maximum(weight[inside], 1e-6)).astype(np.float32)
    return out


def _nearer_in_plane(
    window: Window,
    plane: int,
    part: Rect,
    doubts: list[Doubt],
    known: Flags,
    hole: Flags,
    own: Floats,
    scale: Range,
    in_plane: FillInPlane,
) -> Flags:
    """The specks in doubt round which hidden samples are nearer by the plane's own method."""
    out = np.zeros(known.shape, bool)
    for place, inside, _ in doubts:
        out[place.slices] |= inside
    large = ndimage.binary_dilation(out, _NEXT, _HIDDEN) & (known | out)
    made = in_plane(plane, window.samples(plane), _placed(large, part), _barred(hole & ~large, part))
    box = bounds(large.view(np.uint8))
    alone = own.copy()
    alone[box.slices] = np.where(large[box.slices][:, :, None], made, own[box.slices])
    for place, inside, error in doubts:
        ring = ndimage.binary_dilation(inside, _NEXT, _HIDDEN) & (large & known)[place.slices]
        apart = scale.shares(alone[place.slices][ring] - own[place.slices][ring])
        bar = error if error > _LOST else _NEARER * error  # what was not found again has no bonus
        if not ring.any() or float(np.abs(apart).mean()) >= bar:
            out[place.slices] &= ~inside
    return out


def _placed(flags: Flags, part: Rect) -> PlacedMask:
    box = bounds(flags.view(np.uint8))
    return PlacedMask(box.translate(part.x, part.y), flags[box.slices].astype(np.uint8) * np.uint8(255))


def _barred(flags: Flags, part: Rect) -> PlacedMask | None:
    return _placed(flags, part) if flags.any() else None
