"""The inner loops of the exemplar stage, compiled by numba on first call and cached on disk.

All work on one level of the pyramid, (H, W) pixels. Planes of colours are padded by the patch radius R and have four
values a pixel, so that a row of a patch is one run of 20: (H + 2R, W + 2R, 4). The fourth value is 1 where a
colour exists. The source is the picture with UNKNOWN, and 0 for the fourth value, wherever a patch must not be
centred: so a patch may overlap such pixels, at a cost. The target is the picture with the current fill, and the
weight is that of its pixels, the same for each colour and 0 for the fourth value; both are set only under target
patches. `state` (H, W) is the state of each pixel.

A patch is identified by its centre in unpadded pixels. Targets are a raster-ordered list of centres (ty, tx); `index`
(H, W) is the inverse, -1 elsewhere; (sy, sx) are their sources, `cost` the weighted mean squared difference of the two
patches. features, (H, W, 4), are blurred colours of fill and picture, and the place beside a guide line (`traces`).

All release the GIL and are deterministic.
"""

from collections.abc import Callable
from typing import Any, ParamSpec, TypeVar, cast

import numba
import numpy as np
from llvmlite import ir  # type: ignore[import-untyped]
from numba.core import cgutils
from numba.extending import intrinsic
from numpy.typing import NDArray

from inpaint_studio import compilation

Floats = NDArray[np.float32]
Places = NDArray[np.int32]
States = NDArray[np.uint8]

RADIUS = 2  # of a patch, pixels; a constant, so that the loops over a patch are unrolled
UNKNOWN = np.float32(1.6)  # of a source's colours, which else lie in 0..1: comparing a pixel with one costs 1 to 8
KNOWN, BARRED, HOLE, HIDDEN = range(4)  # states: barred = known, but no source

_SIDE = 2 * RADIUS + 1
_FAR = np.float32(1e30)
_RUNS = (16, 4)  # of a patch's row, 4 * _SIDE values: vector lengths of CPU registers

_P = ParamSpec("_P")
_R = TypeVar("_R")


def compiled(function: Callable[_P, _R]) -> Callable[_P, _R]:
    return compilation.compiled(function, fastmath=True)


def _generated(function: Callable[..., Any]) -> Callable[..., np.float32]:
    return cast("Callable[..., np.float32]", intrinsic(function))


@_generated
def _row_difference(_: Any, target: Any, weight: Any, source: Any, here: Any, there: Any) -> Any:
    """The weighted sum of squared differences of a patch's row from target[here] and one from source[there] on.

    target, weight, source: flat.  Explicitly vectorised: numba adds the 20 terms serially, each depending on the one
    before, which takes three to four times as long (59 and 16 ns for a patch on a Zen 4).
    """
    signature = numba.float32(target, weight, source, numba.uint64, numba.uint64)

    def make(context: Any, builder: Any, types: Any, values: Any) -> Any:
        single = ir.FloatType()
        fast = {"flags": ["fast"]}
        target, weight, source = (context.make_array(types.args[n])(context, builder, values[n]).data for n in range(3))
        here, there = values[3:]
        parts = []
        for begin, length in zip((0, _RUNS[0]), _RUNS, strict=True):
            vector = ir.VectorType(single, length)

            def load(plane: Any, at: Any) -> Any:
                first = builder.gep(plane, [builder.add(at, at.type(begin))])  # noqa: B023
                return builder.load(builder.bitcast(first, vector.as_pointer()), align=4)  # noqa: B023

            difference = builder.fsub(load(target, here), load(source, there), **fast)
            counted = builder.fmul(load(weight, here), builder.fmul(difference, difference, **fast), **fast)
            total = ir.FunctionType(single, [single, vector])
            name = f"llvm.vector.reduce.fadd.v{length}f32"
            add = cgutils.get_or_insert_function(builder.module, total, name)  # type: ignore[no-untyped-call]
            parts.append(builder.call(add, [single(0.0), counted], fastmath=["fast"]))
        return builder.fadd(*parts, **fast)

    return signature, make


@compiled
def _random(seed: int, a: int, b: int) -> int:
    """A hash below 2**31 of its three arguments (after the finaliser of MurmurHash3)."""
    mask = 0xFFFFFFFF
    h = (seed ^ (a * 0x9E3779B1) ^ (b * 0x85EBCA77)) & mask
    h ^= h >> 16
    h = (h * 0x85EBCA6B) & mask
    h ^= h >> 13
    h = (h * 0xC2B2AE35) & mask
    h ^= h >> 16
    return h >> 1


@compiled
def halve(colours: Floats, state: States, half: Floats, half_state: States, share: np.float32) -> None:
    """The next coarser level, of half the size: `half` and `half_state`, which must be zero on entry.

    A pixel is known where at least `share` of its 2 x 2 pixels are; its colour is that of the known part alone.
    Elsewhere it is the mean of all pixels with a colour.
    """
    height, width = half_state.shape
    for y in range(height):
        for x in range(width):
            known = holes = hidden = coloured = 0
            barred = False
            r = g = b = np.float32(0)  # of the known part
            p = q = s = np.float32(0)  # of the hole
            for dy in range(2):
                for dx in range(2):
                    is_ = state[2 * y + dy, 2 * x + dx]
                    v, u = 2 * y + dy + RADIUS, 2 * x + dx + RADIUS
                    if is_ <= BARRED:
                        known += 1
                        barred |= is_ == BARRED
                        r += colours[v, u, 0]
                        g += colours[v, u, 1]
                        b += colours[v, u, 2]
                    elif is_ == HOLE:
                        holes += 1
                        if colours[v, u, 3] > 0:
                            coloured += 1
                            p += colours[v, u, 0]
                            q += colours[v, u, 1]
                            s += colours[v, u, 2]
                    else:
                        hidden += 1
            count = known
            if known < 4 * share:
                half_state[y, x] = HOLE if holes >= hidden else HIDDEN
                r, g, b = r + p, g + q, b + s
                count += coloured
            elif barred:
                half_state[y, x] = BARRED
            v, u = y + RADIUS, x + RADIUS
            if count and half_state[y, x] != HIDDEN:
                half[v, u, 0] = r / count
                half[v, u, 1] = g / count
                half[v, u, 2] = b / count
                half[v, u, 3] = 1


@compiled
def spread(half: Floats, colours: Floats, hy: Places, hx: Places) -> None:
    """Interpolate the coarser level at the hole pixels (hy, hx) of `colours`."""
    height, width = half.shape[0] - 2 * RADIUS, half.shape[1] - 2 * RADIUS
    for k in range(len(hy)):
        y, x = min(hy[k] // 2, height - 1), min(hx[k] // 2, width - 1)
        ny = min(max(y + (1 if hy[k] % 2 else -1), 0), height - 1)
        nx = min(max(x + (1 if hx[k] % 2 else -1), 0), width - 1)
        total = np.float32(0)
        r = g = b = np.float32(0)
        for v, u, share in ((y, x, 9), (ny, x, 3), (y, nx, 3), (ny, nx, 1)):
            has = share * half[v + RADIUS, u + RADIUS, 3]
            r += has * half[v + RADIUS, u + RADIUS, 0]
            g += has * half[v + RADIUS, u + RADIUS, 1]
            b += has * half[v + RADIUS, u + RADIUS, 2]
            total += has
        if total > 0:
            colours[hy[k] + RADIUS, hx[k] + RADIUS, 0] = r / total
            colours[hy[k] + RADIUS, hx[k] + RADIUS, 1] = g / total
            colours[hy[k] + RADIUS, hx[k] + RADIUS, 2] = b / total


@compiled
def bar(colours: Floats, state: States) -> None:
    """Turn a picture into a source, in place: UNKNOWN where it must not be copied from."""
    height, width = state.shape
    for v in range(height + 2 * RADIUS):
        for u in range(width + 2 * RADIUS):
            y, x = v - RADIUS, u - RADIUS
            if not (0 <= y < height and 0 <= x < width and state[y, x] == KNOWN):
                for c in range(3):
                    colours[v, u, c] = UNKNOWN
                colours[v, u, 3] = 0


@compiled
def blur(colours: Floats, features: Floats) -> None:
    """Set the colours of `features`, (H, W, 4), to blurred ones, since a generator's finest texture is unreliable.

    A 5 x 5 box twice, a standard deviation of 2, over pixels with a colour. The fourth value is unchanged.
    """
    height, width = features.shape[:2]
    run = 4 * colours.shape[1]
    flat = colours.reshape(-1)
    column = np.empty(run + 32, np.float32)  # four pixels more on each side, without colour
    row = np.empty(run, np.float32)
    # Views, so that each loop below counts from 0: only then can bounds be proven and the loop be vectorised.
    middle = column[16 : 16 + run]
    near, far = (column[12:], column[8:], column[4:], column), (column[20:], column[24:], column[28:], column[32:])
    for y in range(height):
        column[:] = 0
        for d in range(max(-4, -y - RADIUS), min(4, height - 1 + RADIUS - y) + 1):
            share = np.float32(5 - abs(d))
            line = flat[(y + RADIUS + d) * run : (y + RADIUS + d + 1) * run]
            for k in range(run):
                middle[k] += share * line[k]
        for k in range(run):
            row[k] = 5 * middle[k] + 4 * (near[0][k] + far[0][k]) + 3 * (near[1][k] + far[1][k])
        for k in range(run):
            row[k] += 2 * (near[2][k] + far[2][k]) + near[3][k] + far[3][k]
        for x in range(width):
            k = 4 * (x + RADIUS)
            one = np.float32(1) / max(row[k + 3], np.float32(1e-6))
            features[y, x, 0] = row[k] * one
            features[y, x, 1] = row[k + 1] * one
            features[y, x, 2] = row[k + 2] * one


@compiled
def depths(state: States, hy: Places, hx: Places, depth: Floats) -> None:
    """Distance of the hole's pixels (hy, hx), in raster order, to the nearest known one, within 3 %.

    depth: (H, W), zero on entry. Chamfer distance in two passes with steps of 1, sqrt 2 and sqrt 5 (Borgefors 1986),
    ignoring the outside of the picture. A picture that is all hole has depth 1.
    """
    height, width = depth.shape
    for turn in range(2):
        side = 1 if turn == 0 else -1
        for k in range(len(hy)):
            n = k if turn == 0 else len(hy) - 1 - k
            y, x = hy[n], hx[n]
            best = _FAR if turn == 0 else depth[y, x]
            for dy, dx, step in (
                (0, -1, 1.0), (-1, -1, 1.41421), (-1, 0, 1.0), (-1, 1, 1.41421),
                (-1, -2, 2.23607), (-2, -1, 2.23607), (-2, 1, 2.23607), (-1, 2, 2.23607),
            ):  # fmt: skip
                v, u = y + side * dy, x + side * dx
                if 0 <= v < height and 0 <= u < width:
                    best = min(best, depth[v, u] + np.float32(step))
            if turn == 1 and best >= _FAR:
                best = np.float32(1)
            depth[y, x] = best


@compiled
def touching(hy: Places, hx: Places, index: Places) -> tuple[Places, Places]:
    """Centres (ty, tx), in raster order, of all patches that touch a hole of these pixels; sets `index`, all -1."""
    height, width = index.shape
    count = 0
    top, bottom = height, -1
    for k in range(len(hy)):
        for y in range(max(0, hy[k] - RADIUS), min(height, hy[k] + RADIUS + 1)):
            for x in range(max(0, hx[k] - RADIUS), min(width, hx[k] + RADIUS + 1)):
                if index[y, x] < 0:
                    index[y, x] = 0
                    count += 1
                    top, bottom = min(top, y), max(bottom, y)
    ty, tx = np.empty(count, np.int32), np.empty(count, np.int32)
    n = 0
    for y in range(top, bottom + 1):
        for x in range(width):
            if index[y, x] == 0:
                index[y, x] = n
                ty[n] = y
                tx[n] = x
                n += 1
    return ty, tx


@compiled
def lift(
    colours: Floats, state: States, depth: Floats, ty: Places, tx: Places, fade: np.float32, least: np.float32,
    target: Floats, weight: Floats, trust: Floats, total: Floats,
) -> None:  # fmt: skip
    """Set `target` to the colours under the patches (ty, tx), and `weight` to their weights; both are zero on entry.

    The weight of a hole pixel is `fade` to the power of its depth, at least `least`; that of a hidden one is 0.
    trust: (N,) the weight of the patch's centre.  total: (N,) the sum of its weights.
    """
    height, width = state.shape
    for n in range(len(ty)):
        y, x = ty[n], tx[n]
        if state[y, x] == HOLE:
            trust[n] = max(fade ** depth[y, x], least)
            for c in range(3):
                weight[y + RADIUS, x + RADIUS, c] = trust[n]
        else:
            trust[n] = 0 if state[y, x] == HIDDEN else 1
    for n in range(len(ty)):
        total[n] = 0
        for y in range(max(0, ty[n] - RADIUS), min(height, ty[n] + RADIUS + 1)):
            for x in range(max(0, tx[n] - RADIUS), min(width, tx[n] + RADIUS + 1)):
                v, u = y + RADIUS, x + RADIUS
                if target[v, u, 3] == 0:  # not set yet
                    known = state[y, x] <= BARRED
                    for c in range(3):
                        target[v, u, c] = colours[v, u, c]
                        if known:
                            weight[v, u, c] = 1
                    target[v, u, 3] = 1
                total[n] += weight[v, u, 0]
        total[n] = max(total[n], np.float32(1e-3))


@compiled
def _distance(
    target: Floats, weight: Floats, source: Floats, here: np.uint64, there: np.uint64, stride: np.uint64,
    start: np.float32, limit: np.float32,
) -> np.float32:  # fmt: skip
    """start + the weighted sum of squared differences of two patches, with early exit above `limit`.

    target, weight, source: flat, `stride` values a row; the patches begin at `here` and at `there`.
    """
    total = start
    for _ in range(_SIDE):
        total += _row_difference(target, weight, source, here, there)
        if total >= limit:
            return total
        here += stride
        there += stride
    return total


@compiled
def _start(features: Floats, y: int, x: int, v: int, u: int, amount: np.float32, follow: np.float32) -> np.float32:
    """Initial cost of a source: its distance from the guide, and from the guide line."""
    if amount == 0 and follow == 0:
        return np.float32(0)
    a = features[y, x, 0] - features[v, u, 0]
    b = features[y, x, 1] - features[v, u, 1]
    c = features[y, x, 2] - features[v, u, 2]
    d = features[y, x, 3] - features[v, u, 3]
    return np.float32(amount * (a * a + b * b + c * c) + follow * min(d * d, np.float32(1)))


@compiled
def measure(
    target: Floats, weight: Floats, source: Floats, features: Floats, amount: Floats, follow: Floats, total: Floats,
    ty: Places, tx: Places, sy: Places, sx: Places, cost: Floats, lo: int, hi: int,
) -> None:  # fmt: skip
    """Set the costs of targets lo .. hi.

    amount: (N,) weight of the guide.  follow: (N,) weight of the line.  total: (N,) each patch's sum of weights.
    """
    stride = 4 * target.shape[1]
    flat, weights, known = target.reshape(-1), weight.reshape(-1), source.reshape(-1)
    for n in range(lo, hi):
        first = total[n] * _start(features, ty[n], tx[n], sy[n], sx[n], amount[n], follow[n])
        here, there = np.uint64(ty[n] * stride + 4 * tx[n]), np.uint64(sy[n] * stride + 4 * sx[n])
        cost[n] = _distance(flat, weights, known, here, there, np.uint64(stride), first, _FAR) / total[n]


@compiled
def search(
    target: Floats, weight: Floats, source: Floats, features: Floats, amount: Floats, follow: Floats, total: Floats,
    ty: Places, tx: Places, index: Places, sy: Places, sx: Places, cost: Floats, old_y: Places, old_x: Places,
    lo: int, hi: int, seed: int, sweep: int, reach: int, keep: np.float32,
) -> None:  # fmt: skip
    """One sweep of PatchMatch over targets lo .. hi: propagation from neighbours, then random search in
    shrinking windows.

    Sources of targets outside lo .. hi are read from (old_y, old_x), so that parts can run in parallel with the same
    result on any number of threads. Even sweeps run forwards, odd ones backwards. (Barnes et al. 2009)
    reach: largest offset of random sources; 0 = no random search.  keep: factor by which a source may be worse
    that continues a neighbour's: on noise the best match of every pixel lies elsewhere, and following
    them would copy noise upon noise. (Hertzmann et al. 2001, sec. 3.2)
    """
    height, width = index.shape
    stride = 4 * target.shape[1]
    flat, weights, known = target.reshape(-1), weight.reshape(-1), source.reshape(-1)
    step = 1 if sweep % 2 == 0 else -1
    for i in range(hi - lo):
        n = lo + i if step == 1 else hi - 1 - i
        y, x = ty[n], tx[n]
        here = np.uint64(y * stride + 4 * x)
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
            if v < 0 or u < 0 or v >= height or u >= width or source[v + RADIUS, u + RADIUS, 3] == 0:
                continue
            first = np.float32(total[n] * _start(features, y, x, v, u, amount[n], follow[n]))
            if first < limit:
                there = np.uint64(v * stride + 4 * u)
                difference = _distance(flat, weights, known, here, there, np.uint64(stride), first, limit)
                if difference < limit:
                    best, by, bx = difference, v, u
        sy[n], sx[n] = by, bx
        cost[n] = best / total[n]


@compiled
def elect(
    source: Floats, index: Places, sy: Places, sx: Places, strength: Floats, hy: Places, hx: Places,
    out_y: Places, out_x: Places, blended: Floats, lo: int, hi: int,
) -> None:  # fmt: skip
    """For the hole pixels (hy, hx) lo .. hi, the source pixel (out_y, out_x) with the most votes of its patches.

    Votes are added per shift, so that whole pieces are copied from one place at full sharpness.
    strength: (N,) weight of each patch's vote.  (out_y, out_x) are initial guesses, kept where every vote falls on an
    unknown pixel.
    blended: (hole pixels, 3) the mean of the votes, each shift weighted by the square of its votes: the winner where
    there is one, a mixture where pieces meet. Empty = not wanted.
    """
    height, width = index.shape
    shift_y = np.empty(_SIDE * _SIDE, np.int32)
    shift_x = np.empty(_SIDE * _SIDE, np.int32)
    votes = np.empty(_SIDE * _SIDE, np.float32)  # below 0: the shift leads to an unknown pixel
    for k in range(lo, hi):
        y, x = hy[k], hx[k]
        count = 0
        for py in range(max(0, y - RADIUS), min(height, y + RADIUS + 1)):
            for px in range(max(0, x - RADIUS), min(width, x + RADIUS + 1)):
                n = index[py, px]
                if n < 0:
                    continue
                oy, ox = sy[n] - py, sx[n] - px
                j = 0
                while j < count and (shift_y[j] != oy or shift_x[j] != ox):
                    j += 1
                if j == count:
                    shift_y[j] = oy
                    shift_x[j] = ox
                    votes[j] = 0 if source[y + oy + RADIUS, x + ox + RADIUS, 3] > 0 else -_FAR
                    count += 1
                votes[j] += strength[n]
        best = -1
        for j in range(count):
            if votes[j] >= 0 and (best < 0 or votes[j] > votes[best]):
                best = j
        if best >= 0:
            out_y[k] = y + shift_y[best]
            out_x[k] = x + shift_x[best]
        if len(blended) == 0:
            continue
        total = np.float32(0)
        for c in range(3):
            blended[k, c] = 0 if best >= 0 else source[out_y[k] + RADIUS, out_x[k] + RADIUS, c]
        for j in range(count):
            if votes[j] < 0:
                continue
            # Where every patch fits badly all votes may underflow; then they count equally.
            share = (votes[j] / votes[best]) ** 2 if votes[best] > np.float32(1e-20) else np.float32(1)
            total += share
            for c in range(3):
                blended[k, c] += share * source[y + shift_y[j] + RADIUS, x + shift_x[j] + RADIUS, c]
        if best >= 0:
            for c in range(3):
                blended[k, c] /= total


@compiled
def lay(source: Floats, rows: Places, columns: Places, hy: Places, hx: Places, target: Floats) -> None:
    """Copy the colours of the source's pixels (rows, columns) into the hole's pixels (hy, hx) of `target`."""
    for k in range(len(hy)):
        for c in range(3):
            target[hy[k] + RADIUS, hx[k] + RADIUS, c] = source[rows[k] + RADIUS, columns[k] + RADIUS, c]
