"""Masked, robust Lucas-Kanade: the affine map under which one plane resembles another where both are known.

Baker and Matthews 2004 (inverse compositional), with gain and offset, and Tukey's weights, so that a thing that moves
by itself does not pull the map along. No hole is ever read; flow over a painted hole is dragged to zero by it.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Grey = NDArray[np.float32]  # (H, W), about 0..1
Flags = NDArray[np.bool_]  # (H, W)
Matrix = NDArray[np.float64]  # (2, 3): x, y of one plane to x, y of another

IDENTITY: Matrix = np.array([[1.0, 0, 0], [0, 1, 0]])
IDENTITY.flags.writeable = False

MOST_POINTS = 12_000  # of the plane that are compared; of more, some
_FEWEST = 60
_FLATTEST = 1e-9  # of the equations' smallest eigenvalue, relative to the largest: less says nothing of some parameter
_SETTLED = 0.002  # pixels that a step moves the corners: less is no step
_TUKEY = 4.7
_LEAST_SPREAD = 0.004  # of residuals: half a level of grain is no outlier


def smoothed(grey: Grey, known: Flags, sigma: float = 1.0) -> Grey:
    """`grey` smoothed over what is known alone; where nothing near is known, the mean of the surroundings."""
    weight: Grey = ndimage.gaussian_filter(known.astype(np.float32), sigma, truncate=3.0)
    values: Grey = ndimage.gaussian_filter(np.where(known, grey, np.float32(0)), sigma, truncate=3.0)
    out: Grey = (values / np.maximum(weight, np.float32(1e-4))).astype(np.float32, copy=False)
    return out


def moved(matrix: Matrix, points: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 2) x, y through an affine map."""
    out: NDArray[np.float64] = points @ matrix[:, :2].T + matrix[:, 2]
    return out


def composed(second: Matrix, first: Matrix) -> Matrix:
    """The map that does `first`, then `second`."""
    linear = second[:, :2] @ first[:, :2]
    return np.column_stack([linear, second[:, :2] @ first[:, 2] + second[:, 2]])


def inverted(matrix: Matrix) -> Matrix:
    """Raises LinAlgError for one that has no inverse."""
    linear = np.linalg.inv(matrix[:, :2])
    return np.column_stack([linear, -linear @ matrix[:, 2]])


def sampled(values: NDArray[Any], points: NDArray[np.float64]) -> NDArray[Any]:
    """(N,) of an (H, W) plane at x, y, bilinear."""
    out: NDArray[Any] = ndimage.map_coordinates(values, (points[:, 1], points[:, 0]), order=1, mode="nearest")
    return out


def refined(
    a: Grey, b: Grey, where: Flags, known: Flags, start: Matrix, *, affine: bool = True, rounds: int = 20
) -> Matrix | None:
    """The map from `a` to `b`, from `start` on, by the pixels of `a` that `where` sets and that land on `known` of `b`.

    Both planes smoothed. None where the pixels do not determine it.
    """
    points = _points(where)
    if len(points) < _FEWEST:
        return None
    height, width = a.shape
    here = a[points[:, 1], points[:, 0]].astype(np.float64)
    slopes = _slopes(a, points)
    centre, unit = np.array([width, height]) / 2, max(width, height) / 2
    near = (points - centre) / unit
    x_slope, y_slope = slopes
    shift = [x_slope, y_slope]
    turn = [x_slope * near[:, 0], x_slope * near[:, 1], y_slope * near[:, 0], y_slope * near[:, 1]] if affine else []
    jacobian = np.stack([*shift, *turn, here, np.ones_like(here)], axis=1)
    matrix = start.astype(np.float64)
    xy = points.astype(np.float64)
    corners = np.array([[0, 0], [width, 0], [0, height], [width, height]], np.float64)
    for _ in range(rounds):
        there = moved(matrix, xy)
        seen = _inside(there, known)
        if np.count_nonzero(seen) < _FEWEST:
            return None
        jacobian_seen = jacobian[seen]
        difference = sampled(b, there[seen]).astype(np.float64) - here[seen]
        offset = np.median(difference)
        spread = max(_LEAST_SPREAD, 1.4826 * float(np.median(np.abs(difference - offset))))
        share = np.clip(1 - ((difference - offset) / (_TUKEY * spread)) ** 2, 0, 1) ** 2
        weighted = jacobian_seen * share[:, None]
        equations = weighted.T @ jacobian_seen
        scale = np.sqrt(np.maximum(np.diag(equations), 1e-12))
        equations = equations / scale / scale[:, None]
        values = np.linalg.eigvalsh(equations)
        if values[0] < _FLATTEST * values[-1]:
            return None
        solution = np.linalg.solve(equations, weighted.T @ difference / scale) / scale
        step = _step(solution, centre, unit, affine)
        try:
            matrix = composed(matrix, inverted(step))
        except np.linalg.LinAlgError:
            return None
        if float(np.abs(moved(step, corners) - corners).max()) < _SETTLED:
            break
    return matrix if np.isfinite(matrix).all() else None


def coarse_to_fine(a: Grey, b: Grey, known_a: Flags, known_b: Flags, where: Flags, start: Matrix) -> Matrix:
    """As `refined`, over a pyramid, whose coarse levels look for a translation: for moves of many pixels."""
    levels = [(a, b, known_a, known_b, where)]
    while min(levels[-1][0].shape) >= 48 and len(levels) < 5:
        levels.append(_halved(*levels[-1]))
    matrix = start
    for number in range(len(levels) - 1, -1, -1):
        one, other, one_known, other_known, near = levels[number]
        scale = 2.0**-number
        first = np.column_stack([matrix[:, :2], matrix[:, 2] * scale])
        smooth = smoothed(one, one_known), smoothed(other, other_known)
        result = None
        for affine in (False,) if number > 1 else (False, True) if number else (True,):
            result = refined(*smooth, near & one_known, other_known, first, affine=affine, rounds=12)
            first = first if result is None else result
        matrix = np.column_stack([first[:, :2], first[:, 2] / scale])
    return matrix


def _step(solution: NDArray[np.float64], centre: NDArray[np.float64], unit: float, affine: bool) -> Matrix:
    """The parameters, of positions round the centre, as a map of pixels."""
    linear = np.eye(2)
    if affine:
        linear = linear + solution[2:6].reshape(2, 2) / unit
    return np.column_stack([linear, solution[:2] + centre - linear @ centre])


def _points(where: Flags) -> NDArray[np.int64]:
    at = np.flatnonzero(where)
    at = at[:: max(1, -(-len(at) // MOST_POINTS))]
    rows, columns = np.unravel_index(at, where.shape)
    return np.stack([columns, rows], axis=1)


def _slopes(a: Grey, points: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    height, width = a.shape
    x, y = points[:, 0], points[:, 1]
    left, right = np.maximum(x - 1, 0), np.minimum(x + 1, width - 1)
    above, below = np.maximum(y - 1, 0), np.minimum(y + 1, height - 1)
    across = (a[y, right] - a[y, left]).astype(np.float64) / np.maximum(right - left, 1)
    down = (a[below, x] - a[above, x]).astype(np.float64) / np.maximum(below - above, 1)
    return across, down


def _inside(points: NDArray[np.float64], known: Flags) -> Flags:
    """(N,): whether the four pixels round each position are known."""
    height, width = known.shape
    x, y = np.floor(points[:, 0]), np.floor(points[:, 1])
    inside = (x >= 0) & (y >= 0) & (x < width - 1) & (y < height - 1)
    column, row = np.where(inside, x, 0).astype(np.int64), np.where(inside, y, 0).astype(np.int64)
    right, below = np.minimum(column + 1, width - 1), np.minimum(row + 1, height - 1)
    result: Flags = inside & known[row, column] & known[row, right] & known[below, column] & known[below, right]
    return result


def _halved(a: Grey, b: Grey, known_a: Flags, known_b: Flags, where: Flags) -> tuple[Grey, Grey, Flags, Flags, Flags]:
    height, width = (n // 2 * 2 for n in a.shape)

    def blocks(values: NDArray[Any]) -> NDArray[Any]:
        return values[:height, :width].reshape(height // 2, 2, width // 2, 2)

    def half(values: Grey, known: Flags) -> tuple[Grey, Flags]:
        count = blocks(known).sum(axis=(1, 3), dtype=np.float32)
        total = blocks(np.where(known, values, np.float32(0))).sum(axis=(1, 3), dtype=np.float32)
        return total / np.maximum(count, 1), count > 2

    (less_a, less_known_a), (less_b, less_known_b) = half(a, known_a), half(b, known_b)
    return less_a, less_b, less_known_a, less_known_b, np.asarray(blocks(where).any(axis=(1, 3)))
