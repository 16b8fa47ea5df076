"""Shrinking to any size, piece by piece: each piece has the pixels that the whole would have."""

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

REACH = 2  # pixels of the smaller side of a resampling that a cubic needs on each side


def weights(large: int, out: int, first: int, count: int, begin: int, held: int) -> Floats:
    """(count, held): how pixels `first`.. of `out` are made of pixels `begin`.. of `large`, along one axis.

    By cubic convolution (a = -1/2), widened by the ratio where it shrinks, as Pillow does it; where the kernel leaves
    the picture, the rest of it counts. All that the pixels need is held, but for what lies outside of the picture.
    """
    scale = large / out
    widened = max(scale, 1.0)
    rows = np.zeros((count, held), np.float32)
    for row in range(count):
        centre = (first + row + 0.5) * scale
        start = max(0, math.floor(centre - 2 * widened + 0.5))
        stop = min(large, math.floor(centre + 2 * widened + 0.5))
        kernel = _cubic((np.arange(start, stop) - centre + 0.5) / widened)
        rows[row, start - begin : stop - begin] = kernel / kernel.sum()
    return rows


def needed(large: int, out: int, first: int, count: int) -> tuple[int, int]:
    """The half-open range of pixels of `large` that pixels `first` .. `first + count` of `out` are made of."""
    scale = large / out
    reach = REACH * max(scale, 1.0)
    start = math.floor((first + 0.5) * scale - reach + 0.5)
    stop = math.floor((first + count - 0.5) * scale + reach + 0.5)
    return max(0, start), min(large, stop)


def resampled(pixels: Floats, rows: Floats, columns: Floats) -> Floats:
    """(C, h, w) by both weights: (C, len(rows), len(columns))."""
    out: Floats = np.matmul(rows, np.matmul(pixels, columns.T))
    return out


def _cubic(x: NDArray[np.floating[Any]]) -> NDArray[np.floating[Any]]:
    """The kernel of Keys 1981, equation 4, with a = -1/2."""
    x = np.abs(x)
    near = (1.5 * x - 2.5) * x * x + 1
    far = ((-0.5 * x + 2.5) * x - 4) * x + 2
    return np.where(x < 1, near, np.where(x < 2, far, 0.0))
