"""The exemplar stage: the hole is filled with the picture's own pixels, optionally guided.

Multi-scale PatchMatch (Wexler et al. 2007, Barnes et al. 2009). From coarse to fine, every patch that touches the hole
is matched to the most similar one outside it, and every hole pixel is copied by the shift with the most votes of the
patches over it: votes are added per shift instead of averaging colours, so that nothing is blurred. The guide, the
generator's fill, initialises the coarsest level and adds a weighted term to the patch distance.

It runs on the CPU whatever device the generator uses: its inner loops branch at every step and exit early, which
suits compiled loops and not vectorised tensors; a 300-px stroke takes some 0.13 s.
"""

import math
import sys
import threading
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import nullcontext
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.coarse_membrane import enlarged_pixels
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.blend import Colours, Hole, harmonic
from inpaint_studio.filling.traces import Lines, Numbers, Traces

_WARMING = "inpaint-studio-kernels"
_compiled = threading.Event()

Places = NDArray[np.int32]

_PARTS = 8  # parts of a sweep; fixed, so that results do not depend on the number of threads
_WORTH_SHARING = 4000  # pixels; fewer are done before another thread would start
_COARSEST = 12  # pixels; no level is smaller than this
_DEEPEST = 1.5  # pixels; a hole no deeper than this on a level needs no coarser one
_FADE = 6.0  # factor by which the weight of a filled pixel drops per pixel of depth
_LEAST = 0.00001  # minimum of that weight
_SEAM = 4.0  # pixels along the border over which a colour step is averaged, on a grid of
_GRID = 4  # pixels
_MOST_SHIFT = 0.06  # of colours at the border: larger differences are other objects, not other lighting
_KEEP = 0.2  # how much worse a source may be, on the finest level, that continues a neighbour's
_FINE_REACH = 8  # pixels around the best match so far that the finest level searches
_KNOWN = 0.5  # known share above which a coarser pixel is known; its colour is that of the known part alone


# Weight of the generator's fill, and its decay into the hole: tests/benchmarks/bench_filling_guide.py, measured
# 22 November 2026, validation pictures 72-91, paired with unguided copies, LPIPS on 20 text / 20 brush / 20 blob holes.
# By a generator of 48,000 crops: -.0050 / -.0059 / -.0134 (of .110 / .386 / .458; as a start alone: -.0004 / -.0035 /
# -.0085; over 8 px: -.0056 / +.0001 / -.0120; over the whole hole, on 12 other pictures: - / +.023 / +.037).
# By one of 3,000 crops, hardly better than the membrane: -.0029 / -.0006 / -.0130, so never worse than unguided.
GUIDE = 0.3
_UNSEEN = 1e-4  # weight of the guide that is taken for none, so that its colours need not be read
SURE = 3.0  # pixels from the border over which the guide's weight falls to 1 / e


@dataclass(frozen=True)
class Effort:
    """Search effort. Coarser levels have fewer pixels, so the search is thorough where it is cheap."""

    rounds: int = 1  # of search and vote on the finest level, and
    more_rounds: int = 2  # for each level above it
    sweeps: int = 2  # of PatchMatch in each round on the finest level, and
    more_sweeps: int = 1  # for each level above it, up to
    most_sweeps: int = 7
    first_rounds: int = 3  # at least, on the coarsest level, which starts from random matches


_EFFORT = Effort()


@dataclass(frozen=True, eq=False)
class Copied:
    """The result of `copy_texture`."""

    picture: Colours  # (H, W, 3), the input
    hole: tuple[Places, Places]  # rows and columns of the pixels that were filled, and
    sources: tuple[Places, Places]  # of those they were copied from
    mixed: Colours  # (pixels, 3): their colours, pieces blended where they meet, shifted to those at the hole's border
    cost: float  # mean squared difference between the patches over the hole and their sources

    @property
    def colours(self) -> Colours:
        """(H, W, 3): the picture with the hole filled by its own pixels."""
        colours = self.picture.copy()
        colours[self.hole] = colours[self.sources]
        return colours

    @property
    def blended(self) -> Colours:
        """(H, W, 3): the same, with pieces blended where they meet, and their colours shifted to meet the border's."""
        colours = self.picture.copy()
        colours[self.hole] = self.mixed
        return colours

    @property
    def places(self) -> tuple[Places, Places]:
        """(H, W) rows and columns: the source of each pixel; itself outside the hole."""
        height, width = self.picture.shape[:2]
        rows, columns = np.empty((2, height, width), np.int32)
        rows[:] = np.arange(height, dtype=np.int32)[:, None]
        columns[:] = np.arange(width, dtype=np.int32)
        rows[self.hole], columns[self.hole] = self.sources
        return rows, columns


def copy_texture(
    picture: Colours,
    hole: Hole,
    barred: Hole | None = None,
    hidden: Hole | None = None,
    guide: Colours | None = None,
    amount: float = 0.0,
    sure: float = math.inf,
    lines: Lines = (),
    numbers: Numbers = (),
    seed: int = 0,
    threads: int = 1,
    effort: Effort = _EFFORT,
) -> Iterator[Copied | None]:
    """Fill the hole by copying. Yields None many times a second, for cancellation, and the result last.

    picture: (H, W, 3) 0..1.  barred: known pixels that are no source.  hidden: pixels that are neither known nor to be
    filled, as other holes are.  guide: (H, W, 3), a guiding fill; None = the membrane, for initialisation alone.
    amount: weight of the guide, 0 = initialisation only, 1 = as much as the pixels.
    sure: pixels from the hole's border over which that falls to 1 / e, as a generator's accuracy does.
    lines: polylines of x, y in the picture's pixels, along which structure continues.  numbers: the line each of them
    is a piece of; empty = each is its own.
    The result is None where the picture holds no source at all. It does not depend on `threads`.
    """
    from inpaint_studio.filling import kernels  # compiled on import, so on demand

    levels = _pyramid(picture, hole, barred, hidden, guide)
    traces = Traces.of(lines, numbers, float(levels[0].depth.max()))
    with ThreadPoolExecutor(threads) if threads > 1 else nullcontext() as pool:
        coarser: _Match | None = None
        for depth in range(len(levels) - 1, -1, -1):
            level = levels[depth]
            if not (level.state == kernels.KNOWN).any():  # no known pixels on a level this coarse
                continue
            match = _Match(level, amount, sure, traces, seed * 31 + depth, pool)
            match.begin(coarser)
            first = coarser is None  # the coarsest level, which may also be the finest
            rounds = max(effort.rounds + effort.more_rounds * depth, effort.first_rounds if first else 0)
            sweeps = effort.most_sweeps if first else effort.sweeps + effort.more_sweeps * depth
            for number in range(rounds):
                far = first or (number == 0 and depth > 0)
                reach = max(level.state.shape) if far else 32
                settled = depth == 0 and (not first or number == rounds - 1)
                for _ in range(min(sweeps, effort.most_sweeps)):
                    keep = np.float32(1 + (_KEEP if settled else 0))
                    for _ in match.sweep(reach if depth or first else _FINE_REACH, keep):
                        yield None
                match.vote()
                yield None
            coarser = match
        yield None if coarser is None else coarser.copied(picture)


@dataclass(frozen=True, eq=False)
class _Level:
    """One pyramid level: colours, states and depths before the search. `kernels` describes the layout."""

    colours: (
        Colours  # (H + 2R, W + 2R, 4): the picture, the guide in the hole; the fourth value is 1 where a colour exists
    )
    state: NDArray[np.uint8]  # (H, W)
    hole: tuple[Places, Places]  # rows and columns of its pixels, in raster order
    depth: NDArray[np.float32]  # (H, W) pixels from the nearest known one; 0 outside the hole
    scale: float  # picture pixels that one pixel spans

    @classmethod
    def of(cls, colours: Colours, state: NDArray[np.uint8], scale: float) -> "_Level":
        from inpaint_studio.filling import kernels

        rows, columns = np.nonzero(state == kernels.HOLE)
        hole = rows.astype(np.int32), columns.astype(np.int32)
        depth = np.zeros(state.shape, np.float32)
        kernels.depths(state, *hole, depth)
        return cls(colours, state, hole, depth, scale)

    @property
    def inner(self) -> Colours:
        """(H, W, 4), the colours without their padding; a view."""
        return _unpadded(self.colours)

    def coarser(self) -> "_Level":
        from inpaint_studio.filling import kernels

        height, width = (n // 2 for n in self.state.shape)
        half, state = _plane(height, width), np.zeros((height, width), np.uint8)
        kernels.halve(self.colours, self.state, half, state, np.float32(_KNOWN))
        return _Level.of(half, state, 2 * self.scale)


def _plane(height: int, width: int) -> Colours:
    from inpaint_studio.filling import kernels

    return np.zeros((height + 2 * kernels.RADIUS, width + 2 * kernels.RADIUS, 4), np.float32)


def _unpadded(plane: Colours) -> Colours:
    from inpaint_studio.filling import kernels

    r = kernels.RADIUS
    return plane[r:-r, r:-r]


def _pyramid(
    picture: Colours, hole: Hole, barred: Hole | None, hidden: Hole | None, guide: Colours | None
) -> list[_Level]:
    """Levels of half the size each, until the hole is shallow."""
    from inpaint_studio.filling import kernels

    state = np.full(hole.shape, kernels.KNOWN, np.uint8)
    if barred is not None:
        state[barred] = kernels.BARRED
    if hidden is not None:
        state[hidden] = kernels.HIDDEN
    state[hole] = kernels.HOLE
    colours = _plane(*hole.shape)
    inner = _unpadded(colours)
    inner[:, :, :3] = picture
    inner[:, :, 3] = 1
    if hidden is not None:
        inner[state == kernels.HIDDEN] = 0
    if guide is None:
        inner[hole] = 0
    else:
        inner[hole, :3] = guide[hole]
    levels = [_Level.of(colours, state, 1.0)]
    while levels[-1].depth.max() > _DEEPEST and min(levels[-1].state.shape) >= 2 * _COARSEST:
        levels.append(levels[-1].coarser())
    if guide is None:
        _smooth(levels)
    return levels


def _smooth(levels: list[_Level]) -> None:
    """Initialise the holes: the membrane on the coarsest level, interpolated on finer ones."""
    from inpaint_studio.filling import kernels

    level = levels[-1]
    smooth = harmonic(np.ascontiguousarray(level.inner[:, :, :3]), level.state >= kernels.HOLE)
    level.inner[(*level.hole, slice(3))] = smooth[level.hole]
    level.inner[(*level.hole, 3)] = 1
    for finer, coarser in zip(levels[-2::-1], levels[:0:-1], strict=True):
        kernels.spread(coarser.colours, finer.colours, *finer.hole)


def warm() -> None:
    """Start compiling the inner loops in the background: 8 s the first time on a machine, nothing after."""
    if "inpaint_studio.filling.kernels" not in sys.modules and not any(
        t.name == _WARMING for t in threading.enumerate()
    ):
        threading.Thread(target=compile_kernels, name=_WARMING).start()


def compile_kernels() -> None:
    """Compile the inner loops, or load them where that was done before; those of the prediction of thin holes too."""
    from inpaint_studio.filling.prediction import predicted

    picture = np.random.default_rng(0).random((60, 60, 3), np.float32)
    hole = np.zeros((60, 60), bool)
    hole[20:30, 20:30] = True
    for guide in (None, picture):
        lines = (((0.0, 25.0), (60.0, 25.0)),) if guide is None else ()
        for _ in copy_texture(picture, hole, guide=guide, amount=GUIDE, lines=lines):
            pass
    predicted(picture, hole)
    _compiled.set()


def are_kernels_compiled() -> bool:
    """Whether `compile_kernels` has come to its end in this process."""
    return _compiled.is_set()


class _Match:
    """The search on one level: the source of each patch that touches the hole."""

    def __init__(
        self, level: _Level, amount: float, sure: float, traces: Traces, seed: int, pool: ThreadPoolExecutor | None
    ) -> None:
        from inpaint_studio.filling import kernels

        self._kernels = kernels
        self._level = level
        self._seed = seed & 0x7FFFFFFF
        self._pool = pool
        self._sweeps = 0
        self.height, self.width = level.state.shape
        self._hy, self._hx = level.hole
        self.index = np.full(level.state.shape, -1, np.int32)
        self.ty, self.tx = kernels.touching(self._hy, self._hx, self.index)
        count = len(self.ty)
        self._target, self._weight = np.zeros((2, *level.colours.shape), np.float32)
        self._trust, self._total = np.empty((2, count), np.float32)
        kernels.lift(
            level.colours, level.state, level.depth, self.ty, self.tx, np.float32(1 / _FADE), np.float32(_LEAST),
            self._target, self._weight, self._trust, self._total,
        )  # fmt: skip
        self._features = np.zeros((self.height, self.width, 4), np.float32)
        if amount > 0:
            kernels.blur(level.colours, self._features)
        self._follow = traces.follow(self._features, level.scale, self.ty, self.tx)
        depth = level.depth[self.ty, self.tx]
        certain = np.float32(amount) * np.exp(-depth * np.float32(level.scale / sure))
        self._amount = np.where((depth > 0) & (certain > _UNSEEN), certain, np.float32(0)).astype(np.float32)
        self._source = level.colours  # reused in place
        kernels.bar(self._source, level.state)
        self.sy, self.sx = np.zeros((2, count), np.int32)
        self._cost = np.zeros(count, np.float32)

    def begin(self, coarser: "_Match | None") -> None:
        """Initial sources: those of the coarser level, scaled by two; random ones elsewhere."""
        valid = self._level.state == self._kernels.KNOWN
        has = np.zeros(len(self.ty), bool)
        if coarser is not None:
            cy, cx = np.minimum(self.ty // 2, coarser.height - 1), np.minimum(self.tx // 2, coarser.width - 1)
            at = coarser.index[cy, cx]
            has = at >= 0
            self.sy[:] = 2 * coarser.sy[at] + self.ty - 2 * cy
            self.sx[:] = 2 * coarser.sx[at] + self.tx - 2 * cx
            has &= (self.sy >= 0) & (self.sx >= 0) & (self.sy < self.height) & (self.sx < self.width)
            has[has] = valid[self.sy[has], self.sx[has]]
        if not has.all():
            places = np.flatnonzero(valid)
            chosen = places[np.random.default_rng(self._seed).integers(0, len(places), np.count_nonzero(~has))]
            self.sy[~has], self.sx[~has] = np.divmod(chosen, self.width)
        self._measure()
        if coarser is not None:
            self.vote()

    def sweep(self, reach: int, keep: np.float32) -> Iterator[None]:
        """One PatchMatch sweep over all targets. Yields after each part: in a large hole a sweep takes seconds."""
        old_y, old_x = self.sy.copy(), self.sx.copy()

        def part(lo: int, hi: int) -> None:
            self._kernels.search(
                self._target, self._weight, self._source, self._features, self._amount, self._follow, self._total,
                self.ty, self.tx, self.index, self.sy, self.sx, self._cost, old_y, old_x,
                lo, hi, self._seed, self._sweeps, reach, keep,
            )  # fmt: skip

        yield from self._parts(part, len(self.ty))
        self._sweeps += 1

    def vote(self) -> None:
        """Fill the hole by the patches' votes, then update their costs for the changed fill."""
        rows, columns, _ = self._elected(blends=False)
        self._kernels.lay(self._source, rows, columns, self._hy, self._hx, self._target)
        self._measure()

    def copied(self, picture: Colours) -> Copied:
        rows, columns, blended = self._elected()
        blended += self._shift(picture, rows, columns)
        return Copied(picture, (self._hy, self._hx), (rows, columns), blended, float(self._cost.mean()))

    def _shift(self, picture: Colours, rows: Places, columns: Places) -> Colours:
        """The correction that makes copied colours meet the picture's at the border: (hole pixels, 3).

        Just outside the border, a copied piece would continue with the neighbour of its source. The difference from
        the picture there, smoothed along the border, is the visible step. Its membrane is so smooth that a grid of a
        quarter of the size suffices.
        """
        state, kernels = self._level.state, self._kernels
        top, left = int(self._hy.min()), int(self._hx.min())
        margin = 3 * _GRID  # enough for the smoothing
        height, width = ((int(h.max()) - int(h.min()) + 2 * margin) // _GRID + 1 for h in (self._hy, self._hx))
        sums = np.zeros((4, height * width))  # of steps, and of how many there are
        at = np.flatnonzero(self._level.depth[self._hy, self._hx] <= 1)
        near_y, near_x = self._hy[at], self._hx[at]
        for dy, dx in ((0, 1), (1, 0), (0, -1), (-1, 0)):
            y, x = near_y + dy, near_x + dx  # the neighbours of a hole pixel and of its source
            v, u = rows[at] + dy, columns[at] + dx
            ok = (y >= 0) & (x >= 0) & (y < self.height) & (x < self.width)
            ok &= (v >= 0) & (u >= 0) & (v < self.height) & (u < self.width)
            ok[ok] = (state[y[ok], x[ok]] <= kernels.BARRED) & (state[v[ok], u[ok]] <= kernels.BARRED)
            y, x, v, u = y[ok], x[ok], v[ok], u[ok]
            cell = (y - top + margin) // _GRID * width + (x - left + margin) // _GRID
            step = picture[y, x] - picture[v, u]
            for channel in range(3):
                sums[channel] += np.bincount(cell, step[:, channel], height * width)
            sums[3] += np.bincount(cell, minlength=height * width)
        if not sums[3].any():
            return np.zeros((len(rows), 3), np.float32)
        grid = sums.reshape(4, height, width)
        rim = grid[3] > 0
        smooth = ndimage.gaussian_filter(grid, (0, _SEAM / _GRID, _SEAM / _GRID), truncate=3.0)
        steps = np.clip(smooth[:3] / np.maximum(smooth[3], 1e-6), -_MOST_SHIFT, _MOST_SHIFT).astype(np.float32)
        cy, cx = (self._hy - top + margin) // _GRID, (self._hx - left + margin) // _GRID
        inside = np.zeros_like(rim)
        inside[cy, cx] = True
        inside &= ~rim
        if inside.any() and self._level.depth.max() > 2 * _SEAM:  # in a shallower hole the smoothed borders overlap
            steps = harmonic(np.ascontiguousarray(steps.transpose(1, 2, 0)), inside).transpose(2, 0, 1)
        bottom, right = int(self._hy.max()) + 1, int(self._hx.max()) + 1
        shift = enlarged_pixels(steps, Rect(margin, margin, right - left, bottom - top), _GRID)
        return shift[self._hy - top, self._hx - left]

    def _elected(self, blends: bool = True) -> tuple[Places, Places, Colours]:
        """For every hole pixel the source with the most votes, and its colour with pieces blended, where that is
        wanted."""
        strength = self._strength()
        index = self.index[self._hy, self._hx]
        rows, columns = self.sy[index], self.sx[index]
        blended = np.empty((len(index) if blends else 0, 3), np.float32)

        def part(lo: int, hi: int) -> None:
            self._kernels.elect(
                self._source, self.index, self.sy, self.sx, strength, self._hy, self._hx, rows, columns, blended, lo, hi
            )

        self._in_parts(part, len(self._hy))
        return rows, columns, blended

    def _strength(self) -> NDArray[np.float32]:
        """Likelihood of a patch given its cost (eq. 5 of Wexler et al.), times how much of it is known."""
        at = int(0.75 * (len(self._cost) - 1))
        spread = max(float(np.partition(self._cost, at)[at]), 1e-6)
        strength: NDArray[np.float32] = np.exp(self._cost * np.float32(-0.5 / spread)) * self._trust
        return strength

    def _measure(self) -> None:
        def part(lo: int, hi: int) -> None:
            self._kernels.measure(
                self._target, self._weight, self._source, self._features, self._amount, self._follow, self._total,
                self.ty, self.tx, self.sy, self.sx, self._cost, lo, hi,
            )  # fmt: skip

        self._in_parts(part, len(self.ty))

    def _in_parts(self, part: Callable[[int, int], None], count: int) -> None:
        for _ in self._parts(part, count):
            pass

    def _parts(self, part: Callable[[int, int], None], count: int) -> Iterator[None]:
        parts = _PARTS if count >= _WORTH_SHARING else 1
        edges = [count * n // parts for n in range(parts + 1)]
        walk = map if parts == 1 or self._pool is None else self._pool.map
        yield from walk(part, edges[:-1], edges[1:])
