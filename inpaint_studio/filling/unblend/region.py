"""Where a mark lies: the steps that most of the pictures have in common.

Photographs differ, so at each pixel the median of their steps is next to nothing; those of the mark stay.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

_SIGNIFICANT = 2.0  # standard errors of a median, of an average over some ten pixels
_CERTAIN = 3.0  # the same: of photographs without a mark at most 11 pixels in a piece were, for K = 6, 8, 16
_LEAST_STEP = 0.006  # of samples 0..1: less than two levels of 255 is a codec's
_JOINED = 3  # pixels between strokes of one mark
_LEAST_PIECE = 25  # such pixels; a smaller one is by chance
_LEAST_SPREAD = 0.002  # of steps: half a level of 255
_ROWS = 64  # worked out together


def common_steps(pictures: Floats) -> tuple[Floats, Floats]:
    """(H, W) size of what the steps of pictures, (K, C, H, W), have in common, and the same in standard errors.

    A mark of a colour that half of the photographs are darker than has a median step of none: there the steps of all
    are larger than beside it.
    """
    count, channels, height, width = pictures.shape
    middle = np.zeros((height, width), np.float32)
    spread = np.zeros((height, width), np.float32)
    for top in range(0, height, _ROWS):
        rows = slice(top, min(top + _ROWS, height))
        part = pictures[:, :, max(0, top - 1) : rows.stop]
        lead = rows.start - max(0, top - 1)
        for channel in range(channels):
            plane = part[:, channel]
            down = np.diff(plane, axis=1, prepend=plane[:, :1])[:, lead:]
            across = np.diff(plane, axis=2, prepend=plane[:, :, :1])[:, lead:]
            for steps in (down, across):
                centre = np.median(steps, axis=0)
                middle[rows] += centre**2
                spread[rows] += np.median(np.abs(steps - centre), axis=0) ** 2
    spread = np.sqrt(spread)
    usual = np.maximum(_usual(spread), np.float32(_LEAST_SPREAD))  # of photographs alone, which changes slowly
    excess = np.maximum(spread - 2 * usual, 0)
    size = np.sqrt(middle + excess**2)
    error = usual * np.float32(1.4826 * 1.2533 / count**0.5)  # of a median of Gaussian steps
    return size, (np.sqrt(middle + (0.5 * excess) ** 2) / error).astype(np.float32)


def region_of(pictures: Floats) -> Flags:
    """(H, W): where a mark may be, its edges with what they enclose and a margin of three pixels; nowhere if none is.

    pictures: (K, C, H, W), with the mark at one place.
    """
    size, significance = common_steps(pictures)
    # In standard errors, and against what is usual in these pictures: faint texture in common is no mark.
    floor = max(_LEAST_STEP, 4 * float(np.median(size)))
    evidence = np.where(ndimage.gaussian_filter(size, 0.7) > floor, ndimage.gaussian_filter(significance, 1.2), 0)
    strong = evidence > _SIGNIFICANT
    joined = ndimage.binary_closing(np.pad(strong, _JOINED), iterations=_JOINED)[_JOINED:-_JOINED, _JOINED:-_JOINED]
    labels, found = ndimage.label(joined, np.ones((3, 3), bool))
    if not found:
        return np.zeros(strong.shape, bool)
    pixels = ndimage.sum_labels(evidence > _CERTAIN, labels, np.arange(1, found + 1))
    pieces = np.isin(labels, 1 + np.flatnonzero(pixels >= _LEAST_PIECE))
    if not pieces.any():
        return np.zeros(strong.shape, bool)
    # What lies about a piece belongs to it where it is fainter: the outer part of a soft shadow.
    faint = (ndimage.gaussian_filter(size, 2.0) > floor / 3) & (
        ndimage.gaussian_filter(significance, 2.0) > _SIGNIFICANT / 2
    )
    grown = ndimage.binary_propagation(ndimage.binary_dilation(pieces, iterations=2), mask=faint | pieces)
    out: Flags = ndimage.binary_dilation(ndimage.binary_fill_holes(grown), iterations=3)
    return out


def _usual(spread: Floats) -> Floats:
    """The median near each pixel, on a coarse grid: of strokes it sees what lies between them."""
    step, reach = 4, 15
    height, width = spread.shape
    small = ndimage.median_filter(spread[::step, ::step], reach, mode="nearest")
    rows = np.minimum(np.arange(height) // step, small.shape[0] - 1)
    columns = np.minimum(np.arange(width) // step, small.shape[1] - 1)
    return np.ascontiguousarray(small[np.ix_(rows, columns)])
