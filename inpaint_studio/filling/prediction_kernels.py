"""The inner loop of `prediction`, compiled as those of `kernels`."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.filling.kernels import Floats, Places, compiled

_OVERSHOOT = np.float32(0.1)  # share of the range of its neighbours' values by which a predicted one may leave it


@compiled
def predict(
    picture: Floats,
    unknown: NDArray[np.bool_],
    ty: Places,
    tx: Places,
    cells: Places,
    side: int,
    correlation: Floats,
    dy: Places,
    dx: Places,
    quarter: Places,
    of_each: int,
    noise: np.float32,
    colours: Floats,
    doubt: Floats,
) -> None:
    """Predict the pixels (ty, tx) of a picture, (H, W, 3), into `colours`, with their expected errors into `doubt`.

    cells: (rows, columns) which correlation the `side` x `side` pixels of each have.  dy, dx, quarter: places round a
    pixel, nearest first.  of_each: how many known ones of each quarter are used.

    The normal equations are solved by a Cholesky factor that grows neighbour by neighbour. A measured correlation need
    not be positive definite: a neighbour that the others seem to determine is left out.
    """
    height, width = unknown.shape
    lag = correlation.shape[1] // 2
    most = 4 * of_each
    factor = np.empty((most, most), np.float32)
    alike, one = np.empty(most, np.float32), np.empty(most, np.float32)
    ny, nx = np.empty(most, np.int32), np.empty(most, np.int32)
    used = np.zeros(4, np.int32)
    for t in range(len(ty)):
        y, x = ty[t], tx[t]
        number = cells[y // side, x // side]
        used[:] = 0
        n = 0
        for k in range(len(dy)):
            if used[quarter[k]] >= of_each:
                continue
            v, u = y + dy[k], x + dx[k]
            if v < 0 or u < 0 or v >= height or u >= width or unknown[v, u]:
                continue
            used[quarter[k]] += 1
            pivot = np.float32(1) + noise
            for j in range(n):
                down, right = v - ny[j], u - nx[j]
                own = np.float32(0)
                if abs(down) <= lag and abs(right) <= lag:
                    own = correlation[number, lag + down, lag + right]
                for i in range(j):
                    own -= factor[n, i] * factor[j, i]
                own /= factor[j, j]
                factor[n, j] = own
                pivot -= own * own
            if pivot < np.float32(0.5) * noise:
                continue
            pivot = np.sqrt(pivot)
            factor[n, n] = pivot
            own, rest = np.float32(0), np.float32(1)
            if abs(dy[k]) <= lag and abs(dx[k]) <= lag:
                own = correlation[number, lag + dy[k], lag + dx[k]]
            for i in range(n):
                own -= factor[n, i] * alike[i]
                rest -= factor[n, i] * one[i]
            alike[n], one[n] = own / pivot, rest / pivot
            ny[n], nx[n] = v, u
            n += 1
            if n == most:
                break
        if n == 0:
            doubt[y, x] = 1
            continue
        both, ones, variance = np.float32(0), np.float32(0), np.float32(1)
        for i in range(n):
            both += alike[i] * one[i]
            ones += one[i] * one[i]
            variance -= alike[i] * alike[i]
        missing = 1 - both  # weights add up to 1, whatever the mean is
        doubt[y, x] = min(max(variance + missing * missing / ones, np.float32(0)), np.float32(1))
        for i in range(n):
            alike[i] += missing / ones * one[i]
        for i in range(n - 1, -1, -1):
            weight = alike[i]
            for j in range(i + 1, n):
                weight -= factor[j, i] * alike[j]
            alike[i] = weight / factor[i, i]
        for c in range(3):
            total, low, high = np.float32(0), np.float32(1e9), np.float32(-1e9)
            for i in range(n):
                value = picture[ny[i], nx[i], c]
                total += alike[i] * value
                low, high = min(low, value), max(high, value)
            over = _OVERSHOOT * (high - low)
            colours[y, x, c] = min(max(total, low - over), high + over)
