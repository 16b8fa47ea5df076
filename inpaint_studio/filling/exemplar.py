"""The exemplar stage: the hole is filled with the picture's own pixels, led by a guide.

Multi-scale PatchMatch (Wexler et al. 2007, Barnes et al. 2009). From coarse to fine, every patch that touches the hole
looks for the most similar one outside it, and every hole pixel is copied from where most of the patches over it point:
the votes of one shift are added up, not their colours averaged, so nothing is blurred on the way. The guide, the
generator's fill, is where the coarsest level starts and a weighted term of what "similar" means.

It runs on the processor whatever device the generator uses: its inner loops branch at every step and end early, which
compiled loops do well and vectorised tensors do not, and a 300-px stroke takes them some 0.2 s.
"""

import math
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.filling.blend import Colours, Hole, harmonic

_WARMING = "inpaint-studio-kernels"

Places = NDArray[np.int32]
Lines = tuple[tuple[tuple[float, float], ...], ...]

_PARTS = 8  # pieces a sweep is cut into; fixed, so that the answer does not depend on the number of threads
_WORTH_SHARING = 4000  # pixels; fewer are done before another thread would have begun
_COARSEST = 12  # pixels; no level is smaller than this
_DEEPEST = 1.5  # pixels; a hole no deeper than this on a level needs no coarser one
_FADE = 6.0  # a filled pixel counts this much less in a comparison for each pixel it lies further inside
_LEAST = 0.00001  # but never less than this
_SEAM = 4.0  # pixels along the border over which a step of colour is averaged
_MOST_SHIFT = 0.06  # of the colours at the border: what differs more is another thing, not another light
_KEEP = 0.2  # how much worse a source may be, on the finest level, that goes on with what a neighbour copies
_FINE_REACH = 8  # pixels round the best place so far that the finest level still looks at
_KNOWN = 0.5  # share of a coarser pixel that must be known for it to be; its colour is that of the known part alone
_LINE_REACH = 24.0  # pixels on the finest level within which a guide line draws structure along


# What a generator's fill counts beside the pixels, and how far into the hole: tests/benchmarks/bench_filling_guide.py,
# 22 November 2026, validation pictures 72-91, paired with unguided copies, LPIPS on 20 text / 20 brush / 20 blob holes.
# By a generator of 48,000 crops: -.0050 / -.0059 / -.0134 (of .110 / .386 / .458; as a start alone: -.0004 / -.0035 /
# -.0085; over 8 px: -.0056 / +.0001 / -.0120; over the whole hole, on 12 other pictures: - / +.023 / +.037).
# By one of 3,000 crops, hardly better than the membrane: -.0029 / -.0006 / -.0130, so never worse than unguided.
GUIDE = 0.3
SURE = 3.0  # pixels from the border over which what a guide counts falls to 1 / e


@dataclass(frozen=True)
class Effort:
    """How long to look. The coarser a level the fewer its pixels, so the search is thorough where it is cheap."""

    rounds: int = 1  # of search and vote on the finest level, and
    more_rounds: int = 2  # for each level above it
    sweeps: int = 2  # of PatchMatch in each round on the finest level, and
    more_sweeps: int = 1  # for each level above it, up to
    most_sweeps: int = 7
    first_rounds: int = 3  # at least, on the coarsest level, where the search begins with nothing


_EFFORT = Effort()


@dataclass(frozen=True, eq=False)
class Copied:
    """The answer."""

    colours: Colours  # (H, W, 3): the picture with the hole filled by its own pixels
    blended: (
        Colours  # the same, pieces blended where they meet, and their colours shifted to those at the hole's border
    )
    places: tuple[Places, Places]  # (H, W) rows and columns: where each pixel was copied from; itself outside the hole
    cost: float  # mean squared difference of the patches over the hole to where they are copied from: how well it fits


def copy_texture(
    picture: Colours,
    hole: Hole,
    barred: Hole | None = None,
    hidden: Hole | None = None,
    guide: Colours | None = None,
    amount: float = 0.0,
    sure: float = math.inf,
    lines: Lines = (),
    seed: int = 0,
    threads: int = 1,
    effort: Effort = _EFFORT,
) -> Iterator[Copied | None]:
    """Fill the hole by copying. Yields None many times a second, to be stopped at, and the answer last.

    picture: (H, W, 3) 0..1.  barred: known pixels that are no source.  hidden: pixels that are neither known nor to be
    filled, as other holes are.  guide: (H, W, 3), a fill to be led by; None = the membrane, to start from alone.
    amount: what the guide counts, 0 = only as a start, 1 = as much as the pixels.
    sure: pixels from the hole's border over which that falls to 1 / e, as what a generator knows does.
    lines: polylines of x, y in the picture's pixels, along which structure goes on.
    The answer is None where the picture holds no source at all. It depends on the arguments, not on `threads`.
    """
    levels = _pyramid(picture, hole, barred, hidden, guide, lines)
    with ThreadPoolExecutor(max(1, threads)) as pool:
        found: _Match | None = None
        for depth in range(len(levels) - 1, -1, -1):
            level = levels[depth]
            if not level.valid.any():  # nothing is known so far up
                continue
            match = _Match(level, amount, sure, seed * 31 + depth, pool)
            match.begin(found)
            first = (
                found is None
            )  # nothing is known yet: as for any coarsest level, though it may be the finest as well
            rounds = max(effort.rounds + effort.more_rounds * depth, effort.first_rounds if first else 0)
            sweeps = effort.most_sweeps if first else effort.sweeps + effort.more_sweeps * depth
            for number in range(rounds):
                far = first or (number == 0 and depth > 0)
                reach = max(level.hole.shape) if far else 32
                settled = depth == 0 and (not first or number == rounds - 1)
                for _ in range(min(sweeps, effort.most_sweeps)):
                    match.sweep(reach if depth or first else _FINE_REACH, np.float32(1 + (_KEEP if settled else 0)))
                    yield None
                match.vote()
                yield None
            found = match
        yield None if found is None else found.copied()


@dataclass(frozen=True, eq=False)
class _Level:
    """One size of the picture, and what is known there before the search begins."""

    picture: Colours  # (H, W, 3), zero in the hole
    hole: Hole
    barred: Hole
    hidden: Hole
    depth: NDArray[np.float32]  # (H, W) pixels from the nearest known one; 0 outside the hole
    guide: Colours  # (H, W, 3), the picture outside the hole
    line: NDArray[np.float32]  # (H, W) signed distance to the nearest guide line, -1..1; 0 on it
    has_lines: bool
    scale: float  # picture pixels that one pixel spans

    @property
    def valid(self) -> Hole:
        """Pixels that a patch may be centred on as a source."""
        return ~(self.hole | self.barred | self.hidden)


def _pyramid(
    picture: Colours,
    hole: Hole,
    barred: Hole | None,
    hidden: Hole | None,
    guide: Colours | None,
    lines: Lines,
) -> list[_Level]:
    """Levels of half the size each, until the hole is shallow."""
    none = np.zeros(hole.shape, bool)
    off = none if barred is None else barred & ~hole
    out = none if hidden is None else hidden & ~hole
    unknown = hole | out
    known: Colours = np.where(unknown[:, :, None], np.float32(0), picture).astype(np.float32)
    smooth = harmonic(picture, unknown)
    led = smooth if guide is None else np.where(hole[:, :, None], guide, smooth).astype(np.float32)
    levels = []
    scale = 1.0
    while True:
        line = _line_distance(hole.shape, lines, scale)
        depth = _depth(hole)
        levels.append(_Level(known, hole, off, out, depth, led, line, bool(lines), scale))
        if depth.max() <= _DEEPEST or min(hole.shape) < 2 * _COARSEST:
            return levels
        height, width = (n // 2 * 2 for n in hole.shape)
        seen = (~(hole | out)).astype(np.float32)[:height, :width]
        share = _halved(seen)
        known = (_halved(known[:height, :width] * seen[:, :, None]) / np.maximum(share, 1e-6)[:, :, None]).astype(
            np.float32
        )
        led = _halved(led[:height, :width])
        off = _halved(off[:height, :width].astype(np.float32)) > 0
        mostly_hole = _halved(hole[:height, :width].astype(np.float32)) >= _halved(
            out[:height, :width].astype(np.float32)
        )
        unknown = share < _KNOWN
        hole, out = unknown & mostly_hole, unknown & ~mostly_hole
        known[unknown] = 0
        led = np.where(unknown[:, :, None], led, known)
        scale *= 2


def _depth(hole: Hole) -> NDArray[np.float32]:
    depth = np.zeros(hole.shape, np.float32)
    # One pixel more on each side, so that the picture's edge, beyond which nothing is known, is told from the rim.
    part = _near(hole, 1)
    inside = hole[part]
    if inside.size:
        depth[part] = ndimage.distance_transform_edt(inside) if not inside.all() else 1.0
    return depth


def _near(hole: Hole, margin: int) -> tuple[slice, slice]:
    """The part of the plane that holds the hole, and `margin` pixels on each side."""
    rows, columns = np.flatnonzero(hole.any(axis=1)), np.flatnonzero(hole.any(axis=0))
    if not rows.size:
        return slice(0, 0), slice(0, 0)
    return slice(max(0, rows[0] - margin), rows[-1] + margin + 1), slice(
        max(0, columns[0] - margin), columns[-1] + margin + 1
    )


def _halved(array: NDArray[np.float32]) -> NDArray[np.float32]:
    total: NDArray[np.float32] = array[0::2, 0::2] + array[1::2, 0::2] + array[0::2, 1::2] + array[1::2, 1::2]
    return total * np.float32(0.25)


def _line_distance(shape: tuple[int, ...], lines: Lines, scale: float) -> NDArray[np.float32]:
    """Signed distance to the nearest guide line, divided by its reach and held within -1..1; 1 where there is none.

    The sign tells the line's two sides apart, so that what lies above a horizon is not copied below it.
    """
    nearest = np.full(shape, 1.0, np.float32)
    if not lines:
        return nearest
    rows, columns = np.mgrid[: shape[0], : shape[1]].astype(np.float32)
    reach = max(2.0, _LINE_REACH / scale)
    for line in lines:
        for (x0, y0), (x1, y1) in pairwise(line):
            ax, ay, bx, by = (n / scale for n in (x0, y0, x1, y1))
            dx, dy = bx - ax, by - ay
            length = max(float(np.hypot(dx, dy)), 1e-6)
            along = np.clip(((columns - ax) * dx + (rows - ay) * dy) / length**2, 0, 1)
            away = np.hypot(columns - ax - along * dx, rows - ay - along * dy)
            side = np.sign((columns - ax) * dy - (rows - ay) * dx)
            signed = np.where(side < 0, -1.0, 1.0) * np.minimum(away / reach, 1.0)
            nearest = np.where(np.abs(signed) < np.abs(nearest), signed, nearest).astype(np.float32)
    return nearest


def warm() -> None:
    """Start compiling the inner loops beside whatever else goes on: 5 s the first time on a machine, nothing after."""
    if "inpaint_studio.filling.kernels" not in sys.modules and not any(
        t.name == _WARMING for t in threading.enumerate()
    ):
        threading.Thread(target=_compile, name=_WARMING).start()


def _compile() -> None:
    picture = np.random.default_rng(0).random((40, 40, 3), np.float32)
    hole = np.zeros((40, 40), bool)
    hole[15:25, 15:25] = True
    for _ in copy_texture(picture, hole):
        pass


class _Match:
    """The search on one level: for each patch that touches the hole, where it is copied from."""

    def __init__(self, level: _Level, amount: float, sure: float, seed: int, pool: ThreadPoolExecutor) -> None:
        from inpaint_studio.filling import kernels  # compiles: not before it is needed

        self._kernels = kernels
        self._level = level
        self._seed = seed & 0x7FFFFFFF
        self._pool = pool
        self._sweeps = 0
        r = self._kernels.RADIUS
        hole = level.hole
        self.height, self.width = hole.shape
        self.valid = level.valid
        known = np.where(self.valid[:, :, None], level.picture, np.float32(self._kernels.UNKNOWN))
        self._source = np.pad(known, ((r, r), (r, r), (0, 0)), constant_values=self._kernels.UNKNOWN)
        self._target = np.pad(level.guide, ((r, r), (r, r), (0, 0)))
        trust = np.where(level.hidden, np.float32(0), np.float32(1))
        hy, hx = np.nonzero(hole)
        trust[hy, hx] = np.maximum(np.float32(_FADE) ** -level.depth[hy, hx], np.float32(_LEAST))
        self._weight = np.pad(trust, r)
        near = _near(hole, 2 * r)  # the rest of the picture is only copied from
        touched = ndimage.maximum_filter(hole[near].astype(np.uint8), 2 * r + 1, mode="constant") > 0
        ty, tx = np.nonzero(touched)
        sums = ndimage.uniform_filter(trust[near].astype(np.float64), 2 * r + 1, mode="constant") * (2 * r + 1) ** 2
        self._total = np.maximum(sums[ty, tx], 1e-3).astype(np.float32)
        ty, tx = ty + near[0].start, tx + near[1].start
        self.ty, self.tx = ty.astype(np.int32), tx.astype(np.int32)
        self.index = np.full(hole.shape, -1, np.int32)
        self.index[ty, tx] = np.arange(len(ty), dtype=np.int32)
        self._hy, self._hx = hy.astype(np.int32), hx.astype(np.int32)
        self._trust = trust[ty, tx]
        self._guide = _blurred(level.guide) if amount > 0 else level.guide
        certain = np.exp(-level.depth[ty, tx] * np.float32(level.scale / sure))
        self._amount = np.where(hole[ty, tx], np.float32(amount) * certain, np.float32(0)).astype(np.float32)
        self._follow = np.float32(0.05 if level.has_lines else 0.0)
        self.sy = np.zeros(len(ty), np.int32)
        self.sx = np.zeros(len(ty), np.int32)
        self._cost = np.zeros(len(ty), np.float32)

    def begin(self, coarser: "_Match | None") -> None:
        """Sources to start from: those of the level above, twice as far; random ones where there are none."""
        places = np.flatnonzero(self.valid)
        chosen = places[np.random.default_rng(self._seed).integers(0, len(places), len(self.ty))]
        self.sy[:], self.sx[:] = np.divmod(chosen, self.width)
        if coarser is not None:
            cy, cx = np.minimum(self.ty // 2, coarser.height - 1), np.minimum(self.tx // 2, coarser.width - 1)
            at = coarser.index[cy, cx]
            has = at >= 0
            v = 2 * coarser.sy[at] + self.ty - 2 * cy
            u = 2 * coarser.sx[at] + self.tx - 2 * cx
            has &= (v >= 0) & (u >= 0) & (v < self.height) & (u < self.width)
            has[has] = self.valid[v[has], u[has]]
            self.sy[has], self.sx[has] = v[has], u[has]
            self._measure()
            self.vote()
        self._measure()

    def sweep(self, reach: int, keep: np.float32) -> None:
        old_y, old_x = self.sy.copy(), self.sx.copy()
        level = self._level

        def part(lo: int, hi: int) -> None:
            self._kernels.search(
                self._target, self._weight, self._source, self._guide, self._guide, level.line, self._amount,
                self._follow, self._total, self.valid, self.ty, self.tx, self.index, self.sy, self.sx, self._cost,
                old_y, old_x, lo, hi, self._seed, self._sweeps, reach, keep,
            )  # fmt: skip

        self._in_parts(part, len(self.ty))
        self._sweeps += 1

    def vote(self) -> None:
        """Fill the hole with what the patches agree on, then ask what they cost now that it looks otherwise."""
        rows, columns, _ = self._elected()
        r = self._kernels.RADIUS
        self._target[self._hy + r, self._hx + r] = self._source[rows + r, columns + r]
        self._measure()

    def copied(self) -> Copied:
        rows, columns, blended = self._elected()
        all_rows, all_columns = np.mgrid[: self.height, : self.width].astype(np.int32)
        all_rows[self._hy, self._hx], all_columns[self._hy, self._hx] = rows, columns
        colours = self._level.picture.copy()
        colours[self._hy, self._hx] = colours[rows, columns]
        smooth = colours.copy()
        smooth[self._hy, self._hx] = blended
        shifted = self._shifted(smooth, all_rows, all_columns)
        return Copied(colours, shifted, (all_rows, all_columns), float(self._cost.mean()))

    def _shifted(self, colours: Colours, rows: Places, columns: Places) -> Colours:
        """Colours that meet the picture's at the border: plus the membrane of the difference there.

        Just outside the border, a copied piece would go on with what lies beside its source. How that differs from the
        picture, smoothed along the border, is the step one would see.
        """
        level = self._level
        hole = level.hole
        known = ~(hole | level.hidden)
        step = np.zeros((*hole.shape, 3), np.float32)
        weight = np.zeros(hole.shape, np.float32)
        for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            y, x = self._hy + dy, self._hx + dx  # the neighbour of a hole pixel, and of what it was copied from
            v, u = rows[self._hy, self._hx] + dy, columns[self._hy, self._hx] + dx
            ok = (y >= 0) & (x >= 0) & (y < self.height) & (x < self.width)
            ok &= (v >= 0) & (u >= 0) & (v < self.height) & (u < self.width)
            y, x, v, u = y[ok], x[ok], v[ok], u[ok]
            ok = known[y, x] & known[v, u]
            y, x, v, u = y[ok], x[ok], v[ok], u[ok]
            np.add.at(step, (y, x), level.picture[y, x] - level.picture[v, u])
            np.add.at(weight, (y, x), np.float32(1))
        if not weight.any():
            return colours
        near = _near(hole, round(4 * _SEAM))
        step, total = step[near], np.maximum(ndimage.gaussian_filter(weight[near], _SEAM, truncate=3.0), 1e-6)
        for channel in range(3):
            step[:, :, channel] = ndimage.gaussian_filter(step[:, :, channel], _SEAM, truncate=3.0) / total
        spread = harmonic(np.clip(step, -_MOST_SHIFT, _MOST_SHIFT), hole[near])
        shifted = colours.copy()
        shifted[near][hole[near]] += spread[hole[near]]
        return shifted

    def _elected(self) -> tuple[Places, Places, Colours]:
        """For every hole pixel the place that most patches over it agree on, and its colour with pieces blended."""
        strength = self._strength()
        own = self.index[self._hy, self._hx]
        rows, columns = self.sy[own], self.sx[own]
        blended = np.zeros((len(own), 3), np.float32)

        def part(lo: int, hi: int) -> None:
            self._kernels.elect(
                self._source, self.index, self.sy, self.sx, strength, self._hy, self._hx, rows, columns, blended, lo, hi
            )

        self._in_parts(part, len(self._hy))
        return rows, columns, blended

    def _strength(self) -> NDArray[np.float32]:
        """Likelihood of a patch given its cost (eq. 5 of Wexler et al.), times how much of it is known."""
        spread = max(float(np.quantile(self._cost, 0.75)), 1e-6)
        strength: NDArray[np.float32] = (np.exp(-self._cost / (2 * spread)) * self._trust).astype(np.float32)
        return strength

    def _measure(self) -> None:
        level = self._level

        def part(lo: int, hi: int) -> None:
            self._kernels.measure(
                self._target, self._weight, self._source, self._guide, self._guide, level.line, self._amount,
                self._follow, self._total, self.ty, self.tx, self.sy, self.sx, self._cost, lo, hi,
            )  # fmt: skip

        self._in_parts(part, len(self.ty))

    def _in_parts(self, part: Callable[[int, int], None], count: int) -> None:
        edges = [count * n // _PARTS for n in range(_PARTS + 1)]
        walk = map if count < _WORTH_SHARING else self._pool.map
        for _ in walk(part, edges[:-1], edges[1:]):
            pass


def _blurred(picture: Colours) -> Colours:
    """The picture without what a generator cannot know: its finest texture."""
    return np.stack([ndimage.gaussian_filter(picture[:, :, c], 2.0, truncate=2.0) for c in range(3)], axis=2)
