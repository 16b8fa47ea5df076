"""Motion between two planes of a stack round a hole: a robust affine map, and flow where it fits the rim better.

Only what is known is compared: planes with a hole painted over drag every flow to zero (.7 px a plane, which a walk
over many planes sums up); the masked map is off by .02 px.
"""

from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing import optical_flow
from inpaint_studio.editing.lucas_kanade import (
    IDENTITY,
    Flags,
    Grey,
    Matrix,
    coarse_to_fine,
    inverted,
    moved,
    refined,
    sampled,
    smoothed,
)

Points = NDArray[np.float64]  # (N, 2): x, y
Residual = NDArray[np.float32]  # (H / STEP, W / STEP, 2): pixels, to be added to the affine map

STEP = 4  # pixels a side of the squares in which a residual flow is stored
NEAR, FAR = 2, 48  # pixels from the hole: the rim that a map is fitted to
_JUDGED = 16  # pixels from the hole that a map is judged by
_HIDDEN = 12  # pixels from the hole whose flow is hidden when flow and map are compared
_DIRTY = 6  # pixels round a hole in which flow is not trusted
_CAP = 0.1  # of full range: larger differences are another thing, not a worse map
_BETTER = 0.85  # of the affine map's error: what flow must reach to be taken
_STILL = 1.03  # of the best map's error: what no motion at all may have to be taken
_APART = 0.7  # pixels between two motions
_UNLIKE = 0.02  # of full range: less is no other thing
_FEW = 100  # pixels that move by themselves, at least
_EXPLAINS = 0.6  # of the first map's error where it fits worst: what a second one has to reach
_STRETCHED = 2.0  # times a shift's error that a map with slopes is counted as
_SEARCHED, _MATCHED = 8, 300  # pixels either way, and pixels that are compared
_STILL_MOVE = 0.5  # pixels: larger ones are never taken for none


@dataclass(frozen=True, eq=False)
class Motion:
    """The displacement from one plane to another, for every pixel of a region."""

    matrix: Matrix
    residual: Residual | None = None
    error: float = 0.0  # mean absolute difference of the rim, of full range
    before: float = 0.0  # the same with no motion
    second: Matrix | None = None  # the map of what else moves round the hole, as one thing; None = nothing does

    @property
    def is_still(self) -> bool:
        return self.residual is None and bool((self.matrix == IDENTITY).all())

    def moved(self, points: Points) -> Points:
        """Where pixels of the one plane lie in the other."""
        if self.is_still:
            return points
        out = moved(self.matrix, points)
        return out if self.residual is None else out + _residual_at(self.residual, points)

    @property
    def is_shift(self) -> bool:
        return bool(np.abs(self.matrix[:, :2] - IDENTITY[:, :2]).max() < 1e-9)

    @property
    def inverse(self) -> "Motion":
        """From the other plane to the one. Raises LinAlgError where the map has no inverse."""
        if self.is_still and self.second is None:
            return self
        back = inverted(self.matrix)
        second = None if self.second is None else inverted(self.second)
        if self.residual is None:
            return Motion(back, None, self.error, self.before, second)
        height, width = self.residual.shape[:2]
        rows, columns = np.mgrid[:height, :width]
        there = np.stack([columns.ravel(), rows.ravel()], axis=1) * float(STEP) + (STEP - 1) / 2
        here = moved(back, there)
        for _ in range(2):
            here = moved(back, there - _residual_at(self.residual, here))
        residual = (here - moved(back, there)).reshape(height, width, 2).astype(np.float32)
        return Motion(back, residual, self.error, self.before, second)

    @property
    def layers(self) -> "tuple[Motion | None, Motion | None, Motion | None]":
        """The map alone, the map with flow beside it, and the second map; each by itself."""
        bent = None if self.residual is None else Motion(self.matrix, self.residual)
        return Motion(self.matrix), bent, None if self.second is None else Motion(self.second)


STILL = Motion(IDENTITY)


def align(
    a: Grey,
    b: Grey,
    known_a: Flags,
    known_b: Flags,
    hole: Flags,
    start: Motion | None = None,
    *,
    with_flow: bool = True,
) -> Motion:
    """The motion from `a` to `b` in the hole, from what moves round it. Deterministic.

    a, b: the same part of two planes, 0..1.  known: what may be compared: no hole, nothing unknown.  hole: of `a`,
    where the motion is wanted; empty = everywhere.  start: a guess, such as that of the planes before.
    """
    distance = ndimage.distance_transform_edt(~hole) if hole.any() else np.full(a.shape, float(_JUDGED))
    fitted = known_a & (distance > NEAR) & (distance <= FAR)
    rim = known_a & (distance > NEAR) & (distance <= _JUDGED)
    if not rim.any():
        return STILL
    smooth_a, smooth_b = smoothed(a, known_a), smoothed(b, known_b)
    judge = _Judge(smooth_a, smooth_b, known_b, rim)
    before = judge.error(STILL)
    flow = optical_flow.flow(smooth_a, smooth_b) if with_flow else None
    maps = _maps(a, b, smooth_a, smooth_b, known_a, known_b, fitted, start, flow)
    best = min(maps, key=lambda one: judge.error(one) * (1 if one.is_shift else _STRETCHED))
    error = judge.error(best)
    corners = np.array([[0, 0], [a.shape[1], 0], [0, a.shape[0]], [a.shape[1], a.shape[0]]], np.float64)
    is_slight = float(np.abs(moved(best.matrix, corners) - corners).max()) < _STILL_MOVE
    if before <= error * _STILL and is_slight:
        best, error = STILL, before
    second = None
    if flow is not None and _unexplained(smooth_a, smooth_b, fitted, best):
        second = _second(smooth_a, smooth_b, known_b, fitted, flow, best)
        thickness = float(ndimage.distance_transform_edt(hole).max()) if hole.any() else 0.0
        best, error = _with_residual(a, b, known_a, known_b, distance, best, judge, error, thickness)
    return Motion(best.matrix, best.residual, error, before, second)


class _Judge:
    """The error of a motion on the rim: the mean difference, each at most `_CAP`, less an even change of light."""

    def __init__(self, a: Grey, b: Grey, known_b: Flags, rim: Flags) -> None:
        rows, columns = np.nonzero(rim)
        step = max(1, len(rows) // 6000)
        self._points = np.stack([columns, rows], axis=1)[::step].astype(np.float64)
        self._here = a[rows, columns][::step]
        self._b = b
        self._known = known_b.astype(np.float32)

    def error(self, motion: Motion) -> float:
        there = motion.moved(self._points)
        height, width = self._b.shape
        inside = (there[:, 0] >= 0) & (there[:, 1] >= 0) & (there[:, 0] <= width - 1) & (there[:, 1] <= height - 1)
        inside &= sampled(self._known, there) > 0.99
        if np.count_nonzero(inside) < 0.25 * len(there):
            return _CAP
        difference = sampled(self._b, there[inside]) - self._here[inside]
        difference -= np.median(difference)
        return float(np.minimum(np.abs(difference), _CAP).mean())


def _maps(
    a: Grey,
    b: Grey,
    smooth_a: Grey,
    smooth_b: Grey,
    known_a: Flags,
    known_b: Flags,
    fitted: Flags,
    start: Motion | None,
    flow: NDArray[np.float32] | None,
) -> list[Motion]:
    """Affine maps, the likeliest first: refined from the guess, from flow, and from a pyramid."""
    candidates = [STILL]
    guesses = [] if start is None else [start.matrix]
    if start is None or start.error > 0.5 * _CAP:
        guesses.append(coarse_to_fine(a, b, known_a, known_b, fitted, IDENTITY))
    matrix = None if flow is None else _affine_of(flow, fitted)
    guesses += [] if matrix is None else [matrix]
    for guess in guesses:
        fine = refined(smooth_a, smooth_b, fitted, known_b, guess)
        candidates += [Motion(one) for one in (guess, fine) if one is not None and _is_sane(one, a.shape)]
    # Shifts too: a map with slopes bends itself between two things that shift by different ways.
    middle = np.array([[a.shape[1] / 2, a.shape[0] / 2]])
    shifts = [(moved(guess, middle) - middle)[0] for guess in guesses]
    shifts += [] if flow is None else [_commonest(flow[fitted])]
    for shift in shifts:
        one = refined(smooth_a, smooth_b, fitted, known_b, np.column_stack([np.eye(2), shift]), affine=False)
        candidates += [Motion(one)] if one is not None and _is_sane(one, a.shape) else []
    return candidates


def _commonest(vectors: NDArray[Any]) -> NDArray[np.float64]:
    cells, counts = np.unique(np.rint(vectors), axis=0, return_counts=True)
    return np.asarray(cells[counts.argmax()], np.float64)


def _unexplained(a: Grey, b: Grey, fitted: Flags, best: Motion) -> bool:
    """Whether the map leaves anything of the rim that flow might explain, which costs more than the map."""
    rows, columns = np.nonzero(fitted)
    step = max(1, len(rows) // 8000)
    rows, columns = rows[::step], columns[::step]
    there = moved(best.matrix, np.stack([columns, rows], axis=1).astype(np.float64))
    wrong = np.abs(sampled(b, there) - a[rows, columns]) > _UNLIKE
    return bool(np.count_nonzero(wrong) * step >= max(_FEW, 0.01 * len(rows) * step))


def _second(a: Grey, b: Grey, known_b: Flags, fitted: Flags, flow: NDArray[np.float32], best: Motion) -> Matrix | None:
    """The map of those pixels of the rim that the best one does not explain, where they move as one thing."""
    rows, columns = np.nonzero(fitted)
    points = np.stack([columns, rows], axis=1).astype(np.float64)
    vectors = flow[rows, columns].astype(np.float64)
    off = np.linalg.norm(points + vectors - moved(best.matrix, points), axis=1) > _APART
    there = moved(best.matrix, points)
    wrong = np.abs(sampled(b, there) - a[rows, columns])
    unexplained = off & (wrong > max(_UNLIKE, 2 * float(np.median(wrong))))
    if np.count_nonzero(unexplained) < max(_FEW, 0.01 * len(points)):
        return None
    where = np.zeros_like(fitted)
    where[rows[unexplained], columns[unexplained]] = True
    where = ndimage.binary_dilation(where, iterations=2) & fitted
    # A shift beside the best map: few pixels do not determine slopes.
    guess = _matched(a, b, known_b, points[unexplained], best)
    shift = refined(a, b, where, known_b, guess, affine=False)
    judge = _Judge(a, b, known_b, where)
    second, error = None, _EXPLAINS * judge.error(best)
    for matrix in (guess, shift):
        if matrix is not None and _is_sane(matrix, a.shape) and judge.error(Motion(matrix)) < error:
            second, error = matrix, judge.error(Motion(matrix))
    return second


def _matched(a: Grey, b: Grey, known_b: Flags, points: Points, best: Motion) -> Matrix:
    """The whole-pixel shift beside a map by which these pixels resemble most: flow beside a hole is dragged by it."""
    points = points[:: max(1, len(points) // _MATCHED)]
    places = np.rint(moved(best.matrix, points)).astype(np.int64)
    here = a[points[:, 1].astype(np.int64), points[:, 0].astype(np.int64)]
    height, width = b.shape
    least, shift = np.inf, (0, 0)
    for down in range(-_SEARCHED, _SEARCHED + 1):
        row = places[:, 1] + down
        for across in range(-_SEARCHED, _SEARCHED + 1):
            column = places[:, 0] + across
            inside = (row >= 0) & (row < height) & (column >= 0) & (column < width)
            seen = inside & known_b[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)]
            if np.count_nonzero(seen) < 0.5 * len(points):
                continue
            wrong = float(np.minimum(np.abs(b[row[seen], column[seen]] - here[seen]), _CAP).mean())
            if wrong < least:
                least, shift = wrong, (across, down)
    out: Matrix = best.matrix + np.column_stack([np.zeros((2, 2)), np.array(shift, np.float64)])
    return out


def _is_sane(matrix: Matrix, shape: tuple[int, ...]) -> bool:
    linear = matrix[:, :2]
    middle = np.array([[shape[1] / 2, shape[0] / 2]])
    far = float(np.abs(moved(matrix, middle) - middle).max())
    return bool(0.5 < np.linalg.det(linear) < 2 and np.abs(linear - np.eye(2)).max() < 0.5 and far < max(shape))


def _affine_of(flow: NDArray[np.float32], where: Flags) -> Matrix | None:
    """A robust fit: from the commonest displacement on, by weights that fall with the distance from it."""
    rows, columns = np.nonzero(where)
    if len(rows) < 60:
        return None
    step = max(1, len(rows) // 4000)
    rows, columns = rows[::step], columns[::step]
    vectors = flow[rows, columns].astype(np.float64)
    commonest = _commonest(vectors)
    terms = np.stack([columns, rows, np.ones(len(rows))], axis=1).astype(np.float64)
    matrix = np.column_stack([np.eye(2), commonest])
    for spread in (4.0, 2.0, 1.0, 0.5, 0.5):
        off = np.linalg.norm(terms @ matrix.T - terms[:, :2] - vectors, axis=1)
        weight = 1 / (1 + (off / spread) ** 2) ** 2
        weighted = terms * weight[:, None]
        try:
            solved = np.linalg.solve(weighted.T @ terms, weighted.T @ vectors)
        except np.linalg.LinAlgError:
            return None
        matrix = solved.T + np.column_stack([np.eye(2), np.zeros(2)])
    return matrix


def _with_residual(
    a: Grey,
    b: Grey,
    known_a: Flags,
    known_b: Flags,
    distance: NDArray[Any],
    best: Motion,
    judge: _Judge,
    error: float,
    thickness: float,
) -> tuple[Motion, float]:
    """Flow beside the map, where flow from further out predicts the rim better than the map does."""
    height, width = a.shape
    rows, columns = np.mgrid[:height, :width]
    places = moved(best.matrix, np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float64))
    there = sampled(b, places).reshape(a.shape)
    is_there = known_a & (sampled(known_b.astype(np.float32), places) > 0.99).reshape(a.shape)
    inside = (places >= 0) & (places <= np.array([width - 1, height - 1]))
    is_there &= inside.all(axis=1).reshape(a.shape)
    if not is_there.any():
        return best, error
    # One painting for the holes of both, so that it neither moves nor holds anything.
    painted = smoothed(np.where(known_a, a, there), is_there | known_a, 3.0)
    flow = optical_flow.flow(np.where(is_there, a, painted), np.where(is_there, there, painted))
    if flow is None:
        return best, error
    dirty = _DIRTY if thickness > _DIRTY else 2
    trusted = is_there & ~ndimage.binary_dilation(~is_there, iterations=dirty)
    outside = distance > min(_HIDDEN, dirty + thickness)
    tried = _spread(flow, trusted & outside)
    if tried is None or judge.error(_bent(best, tried)) > _BETTER * error:
        return best, error
    residual = _spread(flow, trusted)
    if residual is None:
        return best, error
    bent = _bent(best, residual)
    return bent, judge.error(bent)


def _bent(motion: Motion, residual: Residual) -> Motion:
    """With a flow from `a` to `b` laid through the map."""
    turned = residual @ motion.matrix[:, :2].T.astype(np.float32)
    return Motion(motion.matrix, turned.astype(np.float32))


def _spread(flow: NDArray[np.float32], trusted: Flags) -> Residual | None:
    """The flow in squares, carried on smoothly where it is not trusted: averages of averages, pulled and pushed."""
    height, width = (-(-n // STEP) for n in trusted.shape)
    values = np.zeros((height * STEP, width * STEP, 3), np.float32)
    values[: trusted.shape[0], : trusted.shape[1], :2] = np.where(trusted[:, :, None], flow, 0)
    values[: trusted.shape[0], : trusted.shape[1], 2] = trusted
    sums = values.reshape(height, STEP, width, STEP, 3).sum(axis=(1, 3))
    if not sums[:, :, 2].any():
        return None
    pyramid = [sums]
    while min(pyramid[-1].shape[:2]) > 1 or max(pyramid[-1].shape[:2]) > 2:
        last = pyramid[-1]
        padded = np.pad(last, ((0, last.shape[0] % 2), (0, last.shape[1] % 2), (0, 0)))
        pyramid.append(padded.reshape(padded.shape[0] // 2, 2, padded.shape[1] // 2, 2, 3).sum(axis=(1, 3)))
    whole = pyramid[-1].sum(axis=(0, 1))
    filled = np.broadcast_to(whole[:2] / max(whole[2], 1e-6), (*pyramid[-1].shape[:2], 2)).astype(np.float32)
    for sums in reversed(pyramid):
        wide = _enlarged(filled, sums.shape[:2])
        weight = np.minimum(sums[:, :, 2:], 1)
        filled = np.where(weight > 0, sums[:, :, :2] / np.maximum(sums[:, :, 2:], 1e-6), wide).astype(np.float32)
    is_known = sums[:, :, 2] >= STEP
    for _ in range(8):  # a membrane, nearly: the squares' own edges go
        smooth = ndimage.uniform_filter(filled, (3, 3, 0), mode="nearest")
        filled = np.where(is_known[:, :, None], filled, smooth)
    return filled


def _enlarged(values: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    rows = np.minimum(np.arange(shape[0]) // 2, values.shape[0] - 1)
    columns = np.minimum(np.arange(shape[1]) // 2, values.shape[1] - 1)
    out: NDArray[np.float32] = values[rows[:, None], columns]
    return out


def _residual_at(residual: Residual, points: Points) -> Points:
    places = (points - (STEP - 1) / 2) / STEP
    return np.stack([sampled(residual[:, :, axis], places) for axis in (0, 1)], axis=1).astype(np.float64)
