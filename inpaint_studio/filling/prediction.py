"""The best linear prediction of thin holes from the pixels around them (ordinary kriging).

Each hole pixel is the weighted sum of its nearest known pixels that has the least expected squared error, given how
the picture's values correlate there: along an edge, across a weave, in all directions alike. The expected error tells
where surroundings determine a hole and where they do not: along edges little is left open, in foliage nearly all.
"""

from functools import cache
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import fft

from inpaint_studio.filling.blend import Colours, Hole, luminance
from inpaint_studio.filling.samples import threes

_CELL = 32  # pixels a side that share one correlation, measured in
_WINDOW = 64  # pixels a side round them, under a Hann window
_LAG = 16  # pixels; differences of places up to which correlations are measured
_SIDE = fft.next_fast_len(_WINDOW + _LAG, real=True)
_TOGETHER = 32  # cells
_SEEN = 0.02  # share of the most pairs of known pixels that a difference of places must have, or it counts as less
# Fitted on scratches and texts of validation pictures 20-45 at 512 px, 28 November 2026, 5 to 7 of each kind at a time.
# PSNR in the hole of scratches / texts: the measured correlation alone 27.1 / 20.9, fading over 12 px 27.5 / 21.8, half
# of it the prior 27.6 / 21.8 (the generator 27.6 / 22.4); fading over 8 px 31.3 / 23.5, over 9 with a window of 64 in
# place of 48 px 31.6 / 23.7 (the generator 31.6 / 24.1, OpenCV's frequency selective reconstruction 30.6 / 23.7). Known
# pixels of each quarter 3 / 4 / 5: 24.01 / 24.12 / 24.17 on 5 texts, in .15 / .22 / .30 s for 100,000 pixels.
_FADE = 9.0  # pixels; measured correlations of further pixels are mostly chance, and fall as a Gaussian
_PRIOR, _PRIOR_FADE = 0.3, 20.0  # share of a correlation that falls exponentially, alike in all directions; pixels
_NOISE = 0.05  # share of the variance that is each pixel's own
_FURTHEST = 13  # pixels from which a pixel is predicted
_OF_EACH_QUARTER = 4  # known pixels, so that no side is missing


class Prediction(NamedTuple):
    """The predicted fill of a hole."""

    colours: Colours  # (H, W, 3), the picture outside the hole
    doubt: NDArray[np.float32]  # (H, W) 0..1: the share of the variance around that remains open; 0 outside the hole
    deviation: NDArray[np.float32]  # (H, W) standard deviation of the luminance around; 0 outside the hole


def predicted(picture: Colours, hole: Hole, hidden: Hole | None = None) -> Prediction:
    """Predict the hole of a picture, (H, W, C), from the known pixels around each pixel of it.

    hidden: other unknown pixels. What lies further than 13 pixels from any known one is left as it is, with doubt 1.
    """
    from inpaint_studio.filling import prediction_kernels  # compiled on import, so on demand

    unknown = hole if hidden is None else hole | hidden
    colours, doubt = picture.copy(), np.zeros(hole.shape, np.float32)
    deviation = np.zeros(hole.shape, np.float32)
    rows, columns = (-(-n // _CELL) for n in hole.shape)
    number = np.full((rows, columns), -1, np.int32)
    y, x = (index.astype(np.int32) for index in np.nonzero(hole))
    number[y // _CELL, x // _CELL] = 0
    cells = np.argwhere(number == 0)
    if not len(cells):
        return Prediction(colours, doubt, deviation)
    number[number == 0] = np.arange(len(cells))
    variance, correlation = _correlations(luminance(picture), ~unknown, cells)
    for three in threes(picture.shape[2]):
        seen = np.ascontiguousarray(picture[:, :, three])
        made = seen.copy()
        prediction_kernels.predict(
            seen, unknown, y, x, number, _CELL, correlation, *_neighbours(), _OF_EACH_QUARTER, np.float32(_NOISE),
            made, doubt,
        )  # fmt: skip
        colours[y[:, None], x[:, None], three] = made[y, x]
    deviation[y, x] = np.sqrt(variance)[number[y // _CELL, x // _CELL]]
    return Prediction(colours, doubt, deviation)


def _correlations(
    grey: NDArray[np.float32], known: Hole, cells: NDArray[np.intp]
) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The variance round each cell, (N,), and the correlation by difference of places, (N, 2 LAG + 1, 2 LAG + 1)."""
    before, after = (_WINDOW - _CELL) // 2, _WINDOW
    padding = ((before, after), (before, after))
    weight, values = np.pad(known.astype(np.float32), padding), np.pad(np.where(known, grey, np.float32(0)), padding)
    hann = np.sqrt(np.outer(*2 * [np.hanning(_WINDOW + 2)[1:-1]])).astype(np.float32)
    apart = np.hypot(*np.mgrid[-_LAG : _LAG + 1, -_LAG : _LAG + 1]).astype(np.float32)
    own, prior = (1 - _PRIOR) * np.exp(-((apart / _FADE) ** 2)), _PRIOR * np.exp(-apart / _PRIOR_FADE)
    variances, correlations = [], []
    for begin in range(0, len(cells), _TOGETHER):
        part = cells[begin : begin + _TOGETHER] * _CELL
        near = [np.s_[top : top + _WINDOW, left : left + _WINDOW] for top, left in part.tolist()]
        shares = np.stack([weight[at] for at in near]) * hann
        around = np.stack([values[at] for at in near])
        total = np.maximum(shares.sum(axis=(1, 2)), 1e-6)
        mean = (shares * around).sum(axis=(1, 2)) / total
        products = _autocorrelation(shares * (around - mean[:, None, None]))
        pairs = _autocorrelation(shares)
        covariance = products / np.maximum(pairs, _SEEN * pairs.max(axis=(1, 2), keepdims=True) + 1e-6)
        variance = np.maximum(covariance[:, _LAG, _LAG], 0)
        measured = covariance / (variance[:, None, None] + np.float32(1e-9))
        variances.append(variance)
        correlations.append((own * np.clip(measured, -1, 1) + prior).astype(np.float32))
    return np.concatenate(variances), np.concatenate(correlations)


def _autocorrelation(planes: NDArray[np.float32]) -> NDArray[np.float32]:
    """(N, WINDOW, WINDOW) to (N, 2 LAG + 1, 2 LAG + 1), by the difference of places."""
    power = np.abs(fft.rfft2(planes, (_SIDE, _SIDE))) ** 2
    around = np.roll(fft.irfft2(power, (_SIDE, _SIDE)), (_LAG, _LAG), (1, 2))
    near: NDArray[np.float32] = around[:, : 2 * _LAG + 1, : 2 * _LAG + 1]
    return near


@cache
def _neighbours() -> tuple[NDArray[np.int32], NDArray[np.int32], NDArray[np.int32]]:
    """Places relative to a pixel, rows and columns, the nearest first, and which quarter round it each lies in."""
    rows, columns = (n.ravel() for n in np.mgrid[-_FURTHEST : _FURTHEST + 1, -_FURTHEST : _FURTHEST + 1])
    squared = rows * rows + columns * columns
    order = np.argsort(squared, kind="stable")
    order = order[(squared[order] > 0) & (squared[order] <= _FURTHEST**2)]
    rows, columns = rows[order], columns[order]
    quarter = np.where(
        (rows < 0) & (columns >= 0), 0, np.where((rows >= 0) & (columns > 0), 1, np.where(rows > 0, 2, 3))
    )
    return rows.astype(np.int32), columns.astype(np.int32), quarter.astype(np.int32)
