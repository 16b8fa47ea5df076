"""Logarithms of samples, by table, and the windows in which a frame is measured."""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.samples import Floats, Samples

LEVELS = 4096  # of a logarithm's table: finer than the noise of any scanner
_DARKEST = 1 / 512  # of the range: below it a logarithm would measure the scanner's black


def as_levels(samples: Samples) -> NDArray[np.uint16]:
    """Samples as indices 0 .. LEVELS - 1 of tables, linear in the samples."""
    if samples.dtype == np.uint8:
        return np.left_shift(samples, 4, dtype=np.uint16)
    if samples.dtype == np.uint16:
        return np.right_shift(samples, 4, dtype=np.uint16)
    return np.asarray(np.clip(np.nan_to_num(samples), 0, 1) * (LEVELS - 1)).astype(np.uint16)


def logarithms() -> Floats:
    """The natural logarithm of each level, (LEVELS,)."""
    return np.log(np.maximum((np.arange(LEVELS) + 0.5) / LEVELS, _DARKEST)).astype(np.float32)


def logged(shares: Floats) -> Floats:
    """The natural logarithm of shares, in place."""
    np.maximum(shares, np.float32(_DARKEST), out=shares)
    return np.asarray(np.log(shares, out=shares))


def windows(size: Size, side: int, most: int) -> Iterator[Rect]:
    """Up to `most` squares of `side`, or what the frame has of one, spread evenly; the outermost 2 % are left out.

    They overlap by up to half.
    """
    inside = Rect.of_size(size).grow(-min(size.width, size.height) // 50)
    width, height = min(side, inside.width), min(side, inside.height)
    across, down = (max(1, 2 * length // side - 1) for length in (inside.width, inside.height))
    share = min(1.0, (most / (across * down)) ** 0.5)
    xs = np.linspace(inside.x, inside.right - width, max(1, int(across * share))).astype(int)
    ys = np.linspace(inside.y, inside.bottom - height, max(1, int(down * share))).astype(int)
    return (Rect(int(x), int(y), width, height) for y in ys for x in xs)
