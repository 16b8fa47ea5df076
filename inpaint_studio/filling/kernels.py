"""The inner loops of the exemplar stage, compiled by numba when first called and kept on disk after.

All work on one level of the pyramid. The target, (H + 2R, W + 2R, 3), is the picture with the fill as it stands, padded
by the patch radius R; the source is the same with the picture alone, and UNKNOWN in its hole and beyond its edges, so
that a patch may lap over a little there, at a price. The weight, (H + 2R, W + 2R), says how much a target pixel counts,
0 beyond the picture. A patch is named by its centre in unpadded pixels. Targets are a raster-ordered list of centres
(ty, tx); `index` (H, W) leads back to the list, -1 elsewhere; (sy, sx) are their sources, `cost` the weighted mean
squared difference of the two patches. guide and look, (H, W, 3), are what the fill and a source look like from afar,
line (H, W) how far from a guide line they lie.

All let go of Python's lock and are deterministic.
"""

from collections.abc import Callable
from typing import ParamSpec, TypeVar, cast

import numba
import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Places = NDArray[np.int32]
Flags = NDArray[np.bool_]

RADIUS = 2  # of a patch, pixels; a constant, so that the loops over a patch are unrolled
UNKNOWN = np.float32(1.6)  # of a source's colours, which else lie in 0..1: it costs 1 to 8 to compare a pixel with one

_SIDE = 2 * RADIUS + 1
_FAR = np.float32(1e30)

_P = ParamSpec("_P")
_R = TypeVar("_R")


def _compiled(function: Callable[_P, _R]) -> Callable[_P, _R]:
    try:
        made = numba.njit(function, cache=True, nogil=True, fastmath=True)
    except RuntimeError:  # no place to keep it, as in a frozen program: compiled anew each time it starts
        made = numba.njit(function, nogil=True, fastmath=True)
    return cast("Callable[_P, _R]", made)


@_compiled
def _random(seed: int, a: int, b: int) -> int:
    """A number below 2**31 that depends on its three arguments alone (after the finaliser of MurmurHash3)."""
    mask = 0xFFFFFFFF
    h = (seed ^ (a * 0x9E3779B1) ^ (b * 0x85EBCA77)) & mask
    h ^= h >> 16
    h = (h * 0x85EBCA6B) & mask
    h ^= h >> 13
    h = (h * 0xC2B2AE35) & mask
    h ^= h >> 16
    return h >> 1


@_compiled
def _distance(
    target: Floats, weight: Floats, source: Floats, y: int, x: int, v: int, u: int, start: np.float32, limit: np.float32
) -> np.float32:
    """start + the weighted sum of squared differences of two patches, given up once above `limit`."""
    total = start
    for dy in range(_SIDE):
        for dx in range(_SIDE):
            a = target[y + dy, x + dx, 0] - source[v + dy, u + dx, 0]
            b = target[y + dy, x + dx, 1] - source[v + dy, u + dx, 1]
            c = target[y + dy, x + dx, 2] - source[v + dy, u + dx, 2]
            total += weight[y + dy, x + dx] * (a * a + b * b + c * c)
        if total >= limit:
            return total
    return total


@_compiled
def _start(
    guide: Floats, look: Floats, line: Floats, y: int, x: int, v: int, u: int, amount: np.float32, follow: np.float32
) -> np.float32:
    """What a source costs before its pixels are compared: how far it is from the guide, and from the guide line."""
    a = guide[y, x, 0] - look[v, u, 0]
    b = guide[y, x, 1] - look[v, u, 1]
    c = guide[y, x, 2] - look[v, u, 2]
    d = line[y, x] - line[v, u]
    return np.float32(amount * (a * a + b * b + c * c) + follow * d * d)


@_compiled
def measure(
    target: Floats, weight: Floats, source: Floats, guide: Floats, look: Floats, line: Floats,
    amount: Floats, follow: np.float32, total: Floats, ty: Places, tx: Places, sy: Places, sx: Places, cost: Floats,
    lo: int, hi: int,
) -> None:  # fmt: skip
    """Set the costs of targets lo .. hi.

    amount: (N,) what the guide counts.  follow: what the line counts.  total: (N,) each patch's sum of weights.
    """
    for n in range(lo, hi):
        first = total[n] * _start(guide, look, line, ty[n], tx[n], sy[n], sx[n], amount[n], follow)
        cost[n] = _distance(target, weight, source, ty[n], tx[n], sy[n], sx[n], first, _FAR) / total[n]


@_compiled
def search(
    target: Floats, weight: Floats, source: Floats, guide: Floats, look: Floats, line: Floats,
    amount: Floats, follow: np.float32, total: Floats, valid: Flags, ty: Places, tx: Places, index: Places,
    sy: Places, sx: Places, cost: Floats, old_y: Places, old_x: Places,
    lo: int, hi: int, seed: int, sweep: int, reach: int, keep: np.float32,
) -> None:  # fmt: skip
    """One sweep of PatchMatch over targets lo .. hi: neighbours' sources, then random ones ever nearer to the best.

    Sources of targets outside lo .. hi are read from (old_y, old_x), so that parts can run at once and still give the
    same answer on any number of threads. Even sweeps run forwards, odd ones backwards. (Barnes et al. 2009)
    reach: pixels that random places lie away at most; 0 = none are tried.  keep: how many times as bad a source may be
    that goes on with what a neighbour copies: on noise the best match of every pixel lies elsewhere, and following
    them would copy noise upon noise. (Hertzmann et al. 2001, sec. 3.2)
    """
    height, width = index.shape
    step = 1 if sweep % 2 == 0 else -1
    for i in range(hi - lo):
        n = lo + i if step == 1 else hi - 1 - i
        y, x = ty[n], tx[n]
        best = np.float32(cost[n] * total[n])
        by, bx = sy[n], sx[n]
        radius = reach
        turn = -2  # two neighbours first, then random places
        while turn < 0 or radius >= 1:
            if turn < 0:
                ny = y - step if turn == -2 else y
                nx = x if turn == -2 else x - step
                turn += 1
                if ny < 0 or nx < 0 or ny >= height or nx >= width:
                    continue
                m = index[ny, nx]
                if m < 0:
                    continue
                if lo <= m < hi:
                    v, u = sy[m] + y - ny, sx[m] + x - nx
                else:
                    v, u = old_y[m] + y - ny, old_x[m] + x - nx
                if v == by and u == bx:
                    continue
                limit = best * keep
            else:
                limit = best
                h = _random(seed, n, sweep * 64 + turn)
                v = by + h % (2 * radius + 1) - radius
                u = bx + (h // 32768) % (2 * radius + 1) - radius
                turn += 1
                radius //= 2
            if v < 0 or u < 0 or v >= height or u >= width or not valid[v, u]:
                continue
            first = np.float32(total[n] * _start(guide, look, line, y, x, v, u, amount[n], follow))
            if first < limit:
                found = _distance(target, weight, source, y, x, v, u, first, limit)
                if found < limit:
                    best, by, bx = found, v, u
        sy[n], sx[n] = by, bx
        cost[n] = best / total[n]


@_compiled
def elect(
    source: Floats, index: Places, sy: Places, sx: Places, strength: Floats, hy: Places, hx: Places,
    out_y: Places, out_x: Places, blended: Floats, lo: int, hi: int,
) -> None:  # fmt: skip
    """For the hole pixels (hy, hx) lo .. hi, the source pixel (out_y, out_x) that most of the patches over it agree on.

    Votes for the same shift add up, so that whole pieces are copied from one place and stay as sharp as there.
    strength: (N,) what each patch's word counts.  (out_y, out_x) come in as a first guess, which stays where every vote
    falls on an unknown pixel.
    blended: (hole pixels, 3) what the votes come to when each shift counts as the square of its votes: the winner where
    there is one, a mixture where pieces meet.
    """
    height, width = index.shape
    shift_y = np.empty(_SIDE * _SIDE, np.int32)
    shift_x = np.empty(_SIDE * _SIDE, np.int32)
    votes = np.empty(_SIDE * _SIDE, np.float32)
    for k in range(lo, hi):
        y, x = hy[k], hx[k]
        count = 0
        for py in range(max(0, y - RADIUS), min(height, y + RADIUS + 1)):
            for px in range(max(0, x - RADIUS), min(width, x + RADIUS + 1)):
                n = index[py, px]
                if n < 0:
                    continue
                oy, ox = sy[n] - py, sx[n] - px
                if source[y + oy + RADIUS, x + ox + RADIUS, 0] == UNKNOWN:
                    continue
                known = False
                for j in range(count):
                    if shift_y[j] == oy and shift_x[j] == ox:
                        votes[j] += strength[n]
                        known = True
                        break
                if not known:
                    shift_y[count] = oy
                    shift_x[count] = ox
                    votes[count] = strength[n]
                    count += 1
        best = -1
        for j in range(count):
            if best < 0 or votes[j] > votes[best]:
                best = j
        if best >= 0:
            out_y[k] = y + shift_y[best]
            out_x[k] = x + shift_x[best]
        total = np.float32(0)
        for c in range(3):
            blended[k, c] = 0 if best >= 0 else source[out_y[k] + RADIUS, out_x[k] + RADIUS, c]
        for j in range(count):
            # Where every patch fits badly all votes may have vanished in the rounding; then they count alike.
            share = (votes[j] / votes[best]) ** 2 if votes[best] > np.float32(1e-20) else np.float32(1)
            total += share
            for c in range(3):
                blended[k, c] += share * source[y + shift_y[j] + RADIUS, x + shift_x[j] + RADIUS, c]
        if count:
            for c in range(3):
                blended[k, c] /= total
