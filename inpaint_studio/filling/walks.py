"""Walks: from the pixels of a hole, plane by plane, to where they are seen; what is there, sampled once.

Positions stay unrounded all the way: a walk over whole pixels leaves combs and lands in other letters (20 against 42 dB
on a text over a pan). Imports no torch.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.motion import Points
from inpaint_studio.filling.plane_views import Floats, Views
from inpaint_studio.filling.rim import Rim
from inpaint_studio.filling.stack_window import Flags

_GIVE_UP = 12  # planes without any new source, where nothing moves
_STANDS = 0.5  # pixels that nothing has moved by
_LIKE = 1.0  # pixels from plane to plane by which two motions are the same thing's
_NEAR = 4  # planes on either side that tell which layers there are
_ALONE = 0.03  # of full range: what one direction alone counts as, in place of how far the two are apart
_GRAIN = 1.5  # pixels that what speaks against a layer is averaged over
_NOISE = 0.01  # of full range: differences of the rim below it say little
_AGREE = 0.06  # of full range: two directions that differ by more show different things


@dataclass(frozen=True, eq=False)
class Seen:
    """What other planes show at points of a plane."""

    values: Floats  # (N, C), 0 where nothing is shown
    is_shown: Flags  # (N,)
    is_second: Flags  # (N,): by the second map, as what moves by itself


@dataclass(frozen=True, eq=False)
class Walk:
    """Where points of a plane are first seen in one direction."""

    source: NDArray[np.int64]  # (N,): the plane; -1 = none
    where: Points  # (N, 2)
    error: NDArray[np.float32]  # (N,): how much the rim near by differs there, of full range


def _nowhere(points: Points) -> Walk:
    return Walk(np.full(len(points), -1), points.copy(), np.full(len(points), np.inf, np.float32))


def _walked(
    views: Views, patch: int, plane: int, points: Points, rim: Rim, direction: int, grow: int, layer: int
) -> Walk:
    """By one layer: the map alone where a plane has no flow beside it; no further where it has no second map."""
    out = _nowhere(points)
    left, here, border = np.arange(len(points)), points.copy(), rim.points
    idle, at, is_other = 0, plane, layer == 0
    while left.size and at + direction in views:
        whole = views.motion(patch, at, at + direction)
        motion = whole.layers[layer]
        if motion is None:
            if layer == 2:
                break
            motion = whole.layers[0]  # no flow beside the map here
            assert motion is not None
        else:
            is_other = True
        at += direction
        here, border = motion.moved(here), motion.moved(border)
        view = views.view(patch, at)
        ok, inside = _usable(view.usable(grow), here)
        ok &= _moves_so(views, patch, at, direction, layer, here, (here - points[left]) / abs(at - plane))
        if ok.any() and is_other:
            error = rim.error(view, border, points[left[ok]], grow)
            better = error < np.minimum(out.error[left[ok]], rim.worst)  # else what fitted least badly on the way stays
            taken = np.flatnonzero(ok)[better]
            out.source[left[taken]] = at
            out.where[left[taken]] = here[taken]
            out.error[left[taken]] = error[better]
            ok[ok] = error <= rim.most
        idle = 0 if ok.any() else idle + 1
        stays = inside & ~ok
        moves = float(np.abs(here - points[left]).max(initial=0))
        left, here = left[stays], here[stays]
        if idle >= _GIVE_UP and (moves < _STANDS or idle > 2 * _GIVE_UP):
            break
    return out


def _moves_so(views: Views, patch: int, at: int, direction: int, layer: int, here: Points, steps: Points) -> Flags:
    """(N,): whether what lies at each position moves by itself as the walk did: else it is passed by there.

    steps: (N, 2) of the walk from plane to plane, on the mean.
    """
    second = views.second(patch, at)
    if second is None:
        return np.ones(len(here), bool)
    height, width = second.shape
    column = np.clip(np.rint(here[:, 0]).astype(np.int64), 0, width - 1)
    row = np.clip(np.rint(here[:, 1]).astype(np.int64), 0, height - 1)
    is_second = second[row, column]
    if layer != 1:
        return np.asarray(is_second == (layer == 2), bool)
    fits = np.zeros(len(here), bool)
    for other, sign in ((at + direction, 1), (at - direction, -1)):
        by_itself = views.motion(patch, at, other).layers[2] if other in views else None
        if by_itself is not None:
            fits |= np.linalg.norm(sign * (by_itself.moved(here) - here) - steps, axis=1) < _LIKE
    return ~is_second | fits


def _usable(usable: Flags, here: Points) -> tuple[Flags, Flags]:
    """(N,): whether the four pixels round each position may be sources, and whether it lies inside."""
    height, width = usable.shape
    inside = (here[:, 0] >= 0) & (here[:, 1] >= 0) & (here[:, 0] <= width - 1) & (here[:, 1] <= height - 1)
    column, row = np.floor(here[:, 0] + 1e-6).astype(np.int64), np.floor(here[:, 1] + 1e-6).astype(np.int64)
    column, row = np.clip(column, 0, width - 1), np.clip(row, 0, height - 1)
    right = np.minimum(column + (here[:, 0] > column + 1e-6), width - 1)
    below = np.minimum(row + (here[:, 1] > row + 1e-6), height - 1)
    return inside & usable[row, column] & usable[row, right] & usable[below, column] & usable[below, right], inside


def seen(views: Views, patch: int, plane: int, points: Points, rim: Rim, grow: int = 0) -> Seen:
    """Samples of the planes before and after, the nearer the more; where they differ, one of them alone.

    Of the layers of motion the one whose rim near a point fits, and by which both directions show the same there: two
    directions along a wrong one come to different things.
    """
    best, least = _seen_by(views, patch, plane, points, rim, grow, 0)
    for layer in _layers(views, patch, plane):
        samples, cost = _seen_by(views, patch, plane, points, rim, grow, layer)
        take = cost < least
        best = Seen(
            np.where(take[:, None], samples.values, best.values),
            np.where(take, samples.is_shown, best.is_shown),
            np.where(take, samples.is_second, best.is_second),
        )
        least = np.where(take, cost, least)
    return best


def _layers(views: Views, patch: int, plane: int) -> list[int]:
    """Those beside the first by which something moves near a plane."""
    pairs = [(at, at + 1) for at in range(plane - _NEAR, plane + _NEAR) if at in views and at + 1 in views]
    layers = [views.motion(patch, *pair).layers for pair in pairs]
    return [layer for layer in (1, 2) if any(one[layer] is not None for one in layers)]


def _seen_by(
    views: Views, patch: int, plane: int, points: Points, rim: Rim, grow: int, layer: int
) -> tuple[Seen, Floats]:
    """By one layer, and (N,) what speaks against it, of full range; infinite where it shows nothing."""
    scale = views.view(patch, plane).scale
    walks = [_walked(views, patch, plane, points, rim, direction, grow, layer) for direction in (-1, 1)]
    (before, near), (after, nearby) = (_sampled(views, patch, plane, walk) for walk in walks)
    both = (near > 0) & (nearby > 0)
    apart = np.where(both, np.abs(scale.shares(after - before)).mean(axis=1), np.float32(_ALONE))
    error = np.minimum(walks[0].error, walks[1].error)
    cost = _smooth(np.where(np.isfinite(error), error, rim.worst) + apart, points, rim.shape)
    differ = both & (np.abs(scale.shares(after - before)).max(axis=1) > _AGREE)
    near[differ & (near < nearby)] = 0
    nearby[differ & (nearby < near)] = 0
    weight = near + nearby
    values = (before * near[:, None] + after * nearby[:, None]) / np.maximum(weight, 1e-12)[:, None]
    shown = weight > 0
    return Seen(values, shown, shown & (layer == 2)), np.where(shown, cost, np.float32(np.inf))


def _smooth(cost: Floats, points: Points, shape: tuple[int, int]) -> Floats:
    """Averaged over a few pixels, so that no specks of one layer lie in the other. shape: a quarter of the plane's."""
    plane = np.zeros((2, 2 * shape[0] + 1, 2 * shape[1] + 1), np.float32)
    columns, rows = points[:, 0].astype(np.int64), points[:, 1].astype(np.int64)
    plane[0, rows, columns], plane[1, rows, columns] = cost, 1
    total, weight = (np.float32(1) * ndimage.gaussian_filter(one, _GRAIN, truncate=2.5) for one in plane)
    out: Floats = (total[rows, columns] / np.maximum(weight[rows, columns], 1e-6)).astype(np.float32)
    return out


def _sampled(views: Views, patch: int, plane: int, walk: Walk) -> tuple[Floats, NDArray[np.float32]]:
    """(N, C) samples, and (N,) their weights, 0 where there is no source."""
    values = np.zeros((len(walk.source), views.view(patch, plane).pixels.shape[2]), np.float32)
    weight = np.zeros(len(walk.source), np.float32)
    for at in np.unique(walk.source[walk.source >= 0]).tolist():
        mine = walk.source == at
        values[mine] = views.view(patch, at).at(walk.where[mine])
        weight[mine] = 1 / (views.distance(plane, at) * (_NOISE + walk.error[mine])) ** 2
    return values, weight


def points_of(where: Flags) -> Points:
    rows, columns = np.nonzero(where)
    return np.stack([columns, rows], axis=1).astype(np.float64)


def grown(hole: Flags, pixels: int) -> Flags:
    if pixels <= 0 or not hole.any():
        return hole
    out: Flags = ndimage.maximum_filter(hole.view(np.uint8), 2 * pixels + 1, mode="constant") > 0
    return out
