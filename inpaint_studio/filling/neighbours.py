"""The method `neighbours`: holes in planes of a stack, filled from the planes before and after.

What no plane shows is filled once, in the first plane that lacks it, and carried along. A patch whose rim other planes
fit worse than the plane's own method does is left to that method, for a whole segment: never worse than in-plane.
"""

from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing import optical_flow
from inpaint_studio.editing.band_samples import legal
from inpaint_studio.editing.bands import Band
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.filling.blend import harmonic
from inpaint_studio.filling.carrying import Key, Keys
from inpaint_studio.filling.meeting import RIM, met
from inpaint_studio.filling.patches import Patch, patches
from inpaint_studio.filling.plane_views import Floats, Views
from inpaint_studio.filling.rim import Rim
from inpaint_studio.filling.segments import border_key, goes_on, segments, was_taken
from inpaint_studio.filling.specks import fill_specks, specks_of
from inpaint_studio.filling.stack_window import FillInPlane, Flags, PlacedMask, PlaneFill, Window
from inpaint_studio.filling.walks import grown, points_of, seen

_MARGIN = 48  # pixels round a patch that it is aligned by, at least; and
_MARGIN_SHARE = 0.035  # of the plane's longer side
_HIDDEN = 8  # pixels of known samples round a hole that the rim test hides
_TESTED = 3  # planes of a segment in which the rim is tried
_TESTED_SPAN = 24  # planes from the first on, among which those are
_CLEAR = 1.6  # times that one error is of the other, where one more plane need not be tried; for two, its square
SPECKS = -1  # the number of a patch that is of specks
_EDGE = 2  # pixels of the soft edge of what moves by itself
_SPECK = 3  # pixels: what no plane shows and is nowhere thicker is drawn smoothly


@dataclass(eq=False)
class _Work:
    """A patch of a segment."""

    patch: Patch
    number: int
    rect: Rect  # that its views show
    keys: Keys = field(default_factory=Keys)
    is_taken: bool | None = None  # whether its rim is fitted by other planes at least as well; None = not tried yet


def neighbours(
    window: Window,
    planes: Iterable[int],
    in_plane: FillInPlane,
    *,
    with_flow: bool | None = None,
    before: Sequence[PlaneFill] = (),
) -> Iterator[PlaneFill]:
    """Fill these planes, scene by scene, ascending; one value for each patch of each plane that has a hole.

    Closing the iterator cancels; nothing outside is changed. Deterministic where `in_plane` is, and the same whether
    all segments are asked for at once or each by itself. Of a scene of any length at most `2 * REACH + 1` planes'
    surroundings of holes are held, or `HELD_BYTES` of them.

    before: what the segment before the first one has filled its last plane with; see `segments`.

    Specks, small holes that lie on one plane each, are filled each by itself; see `specks`.
    """
    flowing = optical_flow.is_here() if with_flow is None else with_flow
    left = sorted(plane for plane in set(planes) if window.hole(plane) is not None)
    while left:
        scene = window.shot(left[0])
        mine = [plane for plane in left if plane in scene]
        left = left[len(mine) :]
        for segment in segments(mine):
            last: list[PlaneFill] = []
            if before and not (before[0].plane in scene and goes_on(before[0].plane, segment[0])):
                before = ()
            for part in _segment(window, scene, segment, in_plane, flowing, before):
                yield part
                last += [part] if part.plane == segment[-1] else []
            before = last


def _segment(
    window: Window,
    scene: range,
    planes: Sequence[int],
    in_plane: FillInPlane,
    with_flow: bool,
    before: Sequence[PlaneFill],
) -> Iterator[PlaneFill]:
    rest = replace(window, hole=lambda plane: _without_specks(window, plane, scene))
    border = before[0].plane if before else planes[0] - 1
    whole = patches(rest, [border, *planes] if before else planes)
    parts = [patch for patch in whole if any(plane in patch.blocks for plane in planes)]
    margin = max(_MARGIN, round(_MARGIN_SHARE * max(window.size)))
    works = [
        _Work(patch, number, patch.core(window.size).grow(margin).clip(window.size))
        for number, patch in enumerate(parts)
    ]
    views = Views(window, scene, [work.rect for work in works], with_flow, planes[0]) if works else None
    for work in works:
        assert views is not None
        work.is_taken = was_taken(rest, work.patch, before)
        if border in scene:
            work.keys.add(border_key(views, work.number, border, before))
    for plane in planes:
        placed = window.hole(plane)
        if placed is None or placed.rect.is_empty:
            continue
        present = [work for work in works if plane in work.patch.blocks]
        speckled = specks_of(window, plane, placed, scene)
        if speckled.any():
            yield replace(_specks(window, plane, placed, speckled, scene, in_plane), is_last=not present)
        for work in present:
            assert views is not None
            left = rest.hole(plane)
            assert left is not None
            if work.is_taken is None:
                work.is_taken = _passes(rest, views, work, planes, in_plane)
            views.go(plane)
            if work.is_taken:
                work.keys.follow(views, work.number, plane)
            made = _filled(window, views, work, plane, left, in_plane)
            yield replace(made, is_last=work is present[-1])


def _without_specks(window: Window, plane: int, shot: range) -> PlacedMask | None:
    placed = window.hole(plane)
    if placed is None or placed.rect.is_empty or plane not in shot:
        return placed
    mask = np.where(specks_of(window, plane, placed, shot) > 0, np.uint8(0), placed.mask)
    return placed._replace(mask=mask) if mask.any() else None


def _specks(
    window: Window, plane: int, placed: PlacedMask, mask: NDArray[np.uint8], shot: range, in_plane: FillInPlane
) -> PlaneFill:
    inside = mask > 0
    values, shown = fill_specks(window, plane, placed.rect, mask, shot, in_plane)
    own = window.samples(plane)[placed.rect.slices]
    pixels = _as_samples(values, own.dtype, window.bands)
    pixels[~inside] = own[~inside]
    share = float(np.count_nonzero(shown & inside)) / float(np.count_nonzero(inside))
    return PlaneFill(plane, placed.rect, pixels, mask, "neighbours" if share else "", share, SPECKS)


def _filled(
    window: Window, views: Views, work: _Work, plane: int, placed: PlacedMask, in_plane: FillInPlane
) -> PlaneFill:
    mine = work.patch.hole(placed, plane, window.size)
    rect = mine.rect.inside(work.rect)
    view = views.view(work.number, plane)
    hole = np.zeros(view.hole.shape, bool)
    hole[rect.slices] = mine.mask > 0
    everything = window.hole(plane)
    barred = None if everything is None else _others(everything, mine)
    if not work.is_taken:
        pixels = in_plane(plane, window.samples(plane), mine, barred)
        return PlaneFill(plane, mine.rect, pixels, mine.mask, "", 0.0, work.number)
    values, shown, second = _shown(views, work.number, plane, hole)
    known = view.known & ~hole
    own = view.pixels.astype(np.float32)
    rest = hole & ~shown
    full = view.scale.high - view.scale.low
    values = met(values, shown, own, known, hole, full)
    canvas = np.where((hole & shown)[:, :, None], values, own)
    if rest.any():
        second = (second & hole) | _beside(views.second(work.number, plane), known)
        canvas = _rest(window, views, work, plane, canvas, known | (hole & shown), rest, second, mine, barred, in_plane)
    pixels = _as_samples(canvas[rect.slices], view.pixels.dtype, window.bands)
    inside = hole[rect.slices]
    pixels[~inside] = view.pixels[rect.slices][~inside]
    share = 1 - float(np.count_nonzero(rest)) / max(1.0, float(np.count_nonzero(hole)))
    return PlaneFill(plane, mine.rect, pixels, mine.mask, "neighbours", float(share), work.number)


def _beside(second: Flags | None, known: Flags) -> Flags:
    """(h, w): what of a plane moves by itself, with its soft edge."""
    return np.zeros(known.shape, bool) if second is None else grown(second, _EDGE) & known


def _shown(views: Views, number: int, plane: int, hole: Flags, grow: int = 0) -> tuple[Floats, Flags, Flags]:
    """(h, w, C) what other planes show in the hole and at its rim, and (h, w) where they do, and by the second map."""
    view = views.view(number, plane)
    wanted = grown(hole, RIM)
    rim = _rim(views, number, plane, hole)
    sampled = seen(views, number, plane, points_of(wanted), rim, grow)
    values = np.zeros(view.pixels.shape, np.float32)
    shown, second = np.zeros((2, *hole.shape), bool)
    values[wanted] = sampled.values
    shown[wanted] = sampled.is_shown
    second[wanted] = sampled.is_second
    return values, shown, second


def _rim(views: Views, number: int, plane: int, hole: Flags, where: Flags | None = None) -> Rim:
    """where: of what is known, the part that may be compared."""
    view = views.view(number, plane)
    beside = [views.motion(number, plane, other).error for other in (plane - 1, plane + 1) if other in views]
    known = view.known if where is None else view.known & where
    return Rim.of(view, hole, known, min(beside, default=0.0))


def _rest(
    window: Window,
    views: Views,
    work: _Work,
    plane: int,
    canvas: Floats,
    known: Flags,
    rest: Flags,
    second: Flags,
    mine: PlacedMask,
    barred: PlacedMask | None,
    in_plane: FillInPlane,
) -> Floats:
    """`canvas` with what no plane shows: carried from where it was filled, else filled here.

    second: what moves by itself in the plane, and is not carried along with the rest.
    """
    view = views.view(work.number, plane)
    full = view.scale.high - view.scale.low
    wanted = grown(rest, RIM)
    rim = _rim(views, work.number, plane, rest, ~second)
    values, shown = work.keys.carried(views, work.number, plane, wanted, rim)
    if (shown & rest).any():
        matched = met(values, shown, canvas, known, rest & shown, full)
        canvas = np.where((rest & shown)[:, :, None], matched, canvas)
        known = known | (rest & shown)
        rest = rest & ~shown
    if not rest.any():
        return canvas
    thick = ndimage.binary_erosion(rest, np.ones((_SPECK, _SPECK), bool))
    specks = rest & ~grown(thick, _SPECK)
    if specks.any():
        part = _smooth(canvas, known, specks | rest)
        canvas = np.where(specks[:, :, None], part, canvas)
        known, rest = known | specks, rest & ~specks
    if not rest.any():
        return canvas
    samples = window.samples(plane).copy()
    done = _as_samples(canvas, samples.dtype, window.bands)
    around = samples[work.rect.slices]
    filled = known & ~view.known
    around[filled] = done[filled]
    where = mine.rect.inside(work.rect)
    mask = np.where(rest[where.slices], np.uint8(255), np.uint8(0))
    made = in_plane(plane, samples, PlacedMask(mine.rect, mask), barred)
    inside = rest[where.slices]
    canvas = canvas.copy()
    canvas[where.slices][inside] = made[inside].astype(np.float32)
    work.keys.add(Key(plane, canvas, (known | rest) & ~second))
    return canvas


def _smooth(canvas: Floats, known: Flags, hole: Flags) -> Floats:
    return harmonic(np.where(known[:, :, None], canvas, np.float32(0)), hole)


def _passes(window: Window, views: Views, work: _Work, planes: Sequence[int], in_plane: FillInPlane) -> bool:
    """The rim test: known samples round the hole are hidden, and filled both ways."""
    present = [plane for plane in work.patch.planes if plane in planes]
    within = [plane for plane in present if plane < present[0] + _TESTED_SPAN]
    count = min(_TESTED, len(within))
    tested = [within[round((len(within) - 1) * (2 * n + 1) / (2 * count))] for n in range(count)]
    theirs = own = 0.0
    tried = 0
    for plane in dict.fromkeys(tested):
        views.go(plane)
        placed = window.hole(plane)
        assert placed is not None
        errors = _rim_errors(window, views, work, plane, placed, in_plane)
        if errors is not None:
            theirs, own = theirs + errors[0], own + errors[1]
            tried += 1
            if max(theirs, own) > _CLEAR ** (count - tried) * min(theirs, own):
                break  # another plane costs a fill, and would hardly say otherwise
    return theirs <= own


def _rim_errors(
    window: Window, views: Views, work: _Work, plane: int, placed: PlacedMask, in_plane: FillInPlane
) -> tuple[float, float] | None:
    """Squared errors of other planes, and of the plane's own method, over known samples round the hole."""
    view = views.view(work.number, plane)
    mine = work.patch.hole(placed, plane, window.size)
    hole = np.zeros(view.hole.shape, bool)
    hole[mine.rect.inside(work.rect).slices] = mine.mask > 0
    large = grown(hole, _HIDDEN) & (view.known | hole)
    ring = large & ~hole & view.usable()
    values, shown, _ = _shown(views, work.number, plane, large, _HIDDEN)
    tried = ring & shown
    if not tried.any():
        return None
    own = view.pixels.astype(np.float32)
    values = met(values, shown, own, view.known & ~large, large, view.scale.high - view.scale.low)
    rows, columns = np.flatnonzero(large.any(axis=1)), np.flatnonzero(large.any(axis=0))
    part = Rect.of_edges(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    mask = np.where(large[part.slices], np.uint8(255), np.uint8(0))
    whole = PlacedMask(part.translate(work.rect.x, work.rect.y), mask)
    made = in_plane(plane, window.samples(plane), whole, _others(placed, mine))
    inside = tried[part.slices]
    truth = own[part.slices][inside]
    scale = view.scale
    theirs = np.square(scale.shares(values[part.slices][inside] - truth)).sum()
    alone = np.square(scale.shares(made[inside].astype(np.float32) - truth)).sum()
    return float(theirs), float(alone)


def _others(placed: PlacedMask, mine: PlacedMask) -> PlacedMask | None:
    """The plane's other holes."""
    mask = placed.mask.copy()
    part = mask[mine.rect.inside(placed.rect).slices]
    part[mine.mask > 0] = 0
    return PlacedMask(placed.rect, mask) if mask.any() else None


def _as_samples(values: Floats, dtype: np.dtype[Any], bands: tuple[Band, ...]) -> Pixels:
    """Rounded into what the dtype, or each band, may hold."""
    if bands:
        return np.stack(
            [legal(values[:, :, n].astype(np.float64), band, dtype) for n, band in enumerate(bands)], axis=2
        )
    if dtype.kind == "f":
        return values.astype(dtype)
    info = np.iinfo(dtype)
    out: Pixels = np.clip(np.rint(values.astype(np.float64)), info.min, info.max).astype(dtype)
    return out
