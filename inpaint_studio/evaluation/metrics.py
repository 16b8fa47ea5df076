"""Metrics of a fill. Every function takes the ground truth, the filled picture and the hole, and returns a number.

true, filled: (H, W, 3) uint8 RGB, equal outside the hole. hole: (H, W) bool, at least one pixel set.
Luma is ITU-R BT.601 in 8-bit levels.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Picture8 = NDArray[np.uint8]
Hole = NDArray[np.bool_]
Floats = NDArray[np.float64]

PSNR_OF_EQUALS = 60.0  # dB of a fill without error, so that means stay finite
_PATCH = 7
_PATCHES = 4096  # at most, spread evenly over the hole
_DIRECTIONS = 48


def psnr(true: Picture8, filled: Picture8, hole: Hole) -> float:
    """Peak signal-to-noise ratio over the hole's samples, dB: 10 log10(255² / mean squared error)."""
    error = np.square(true[hole].astype(np.float64) - filled[hole]).mean()
    return PSNR_OF_EQUALS if error == 0 else float(min(PSNR_OF_EQUALS, 10 * np.log10(255.0**2 / error)))


def l1(true: Picture8, filled: Picture8, hole: Hole) -> float:
    """Mean absolute error over the hole's samples, 8-bit levels."""
    return float(np.abs(true[hole].astype(np.float64) - filled[hole]).mean())


def ssim(true: Picture8, filled: Picture8, hole: Hole) -> float:
    """Structural similarity round the hole: luma, Gaussian window of 11 pixels (sigma 1.5), K1 0.01, K2 0.03, as in
    Wang et al. 2004; the mean over every pixel whose window touches the hole. 1 = the same.
    """
    a, b = _luma(true), _luma(filled)
    rows, columns = _around(hole, 11)
    a, b, near = a[rows, columns], b[rows, columns], ndimage.maximum_filter(hole, 11)[rows, columns]

    def blur(x: Floats) -> Floats:
        return np.asarray(ndimage.gaussian_filter(x, 1.5, radius=5))

    mean_a, mean_b = blur(a), blur(b)
    variance_a, variance_b = blur(a * a) - mean_a**2, blur(b * b) - mean_b**2
    covariance = blur(a * b) - mean_a * mean_b
    c1, c2 = (0.01 * 255) ** 2, (0.03 * 255) ** 2
    similar = ((2 * mean_a * mean_b + c1) * (2 * covariance + c2)) / (
        (mean_a**2 + mean_b**2 + c1) * (variance_a + variance_b + c2)
    )
    return float(similar[near].mean())


def sharpness_ratio(true: Picture8, filled: Picture8, hole: Hole) -> float:
    """Mean |Laplacian| of luma in the hole over the truth's there. 1 = as sharp, 0 = flat; above 1 = noisy.

    One level is added to numerator and denominator, so that holes in clear sky do not dominate a table.
    """
    return (_laplacian(filled, hole) + 1) / (_laplacian(true, hole) + 1)


def seam_ratio(true: Picture8, filled: Picture8, hole: Hole) -> float:
    """Mean |difference of luma| across the hole's border, over that of the ground truth.

    1 = as in the picture, above 1 = a visible edge. One level is added to numerator and denominator. A hole without
    a border gives 1.
    """
    return (_step_over_rim(filled, hole) + 1) / (_step_over_rim(true, hole) + 1)


def texture_distance(true: Picture8, filled: Picture8, hole: Hole) -> float:
    """Sliced Wasserstein-1 distance between the 7 x 7 x 3 patches centred in the hole, levels (Rabin et al. 2011).

    Each patch's mean colour is subtracted first, so that texture is compared and not exposure. The distance ignores
    positions: a shifted copy of the right texture costs nothing, a flat fill the most.
    The directions are 48 fixed random unit vectors.
    """
    at = np.flatnonzero(hole)
    if len(at) > _PATCHES:
        at = at[np.linspace(0, len(at) - 1, _PATCHES).round().astype(np.int64)]
    ys, xs = np.unravel_index(at, hole.shape)
    directions = np.random.default_rng(7).standard_normal((_PATCH * _PATCH * 3, _DIRECTIONS)).astype(np.float32)
    directions /= np.linalg.norm(directions, axis=0)

    def projected(picture: Picture8) -> Floats:
        margin = _PATCH // 2
        padded = np.pad(picture, ((margin, margin), (margin, margin), (0, 0)), mode="reflect")
        windows = np.lib.stride_tricks.sliding_window_view(padded, (_PATCH, _PATCH), axis=(0, 1))
        patches = windows[ys, xs].astype(np.float32)  # (N, 3, 7, 7)
        patches -= patches.mean((2, 3), keepdims=True)
        return np.sort(patches.reshape(len(ys), -1) @ directions, axis=0).astype(np.float64)

    return float(np.abs(projected(true) - projected(filled)).mean())


def kernel_distance(true: Floats, filled: Floats) -> float:
    """Squared maximum mean discrepancy of paired features, unbiased (Gretton et al. 2012, eq. 4), with the kernel
    (x·y / d + 1)³ of Bińkowski et al. 2018.

    true, filled: (N, d), row i of both from one hole, N >= 2. Pairs of one hole are excluded from the sums, so that
    fills which resemble their own ground truths do not score better than samples of the same distribution: 0 for equal
    sets; noise may make it negative.
    """
    size = true.shape[1]

    def kernel(a: Floats, b: Floats) -> Floats:
        k = np.asarray((a @ b.T / size + 1) ** 3)
        np.fill_diagonal(k, 0)
        return k

    pairs = kernel(true, true) + kernel(filled, filled) - 2 * kernel(true, filled)
    return float(pairs.sum() / (len(true) * (len(true) - 1)))


@dataclass(frozen=True)
class Interval:
    """A mean and its 95 % confidence interval."""

    mean: float
    low: float
    high: float

    def to_dict(self) -> dict[str, Any]:
        return {"mean": self.mean, "low": self.low, "high": self.high}


def bootstrap(differences: Sequence[float], resamples: int = 2000, seed: int = 0) -> Interval:
    """Percentile bootstrap of the mean of paired differences (Efron 1979). At least one value."""
    values = np.asarray(differences, np.float64)
    rng = np.random.default_rng(seed)
    means = values[rng.integers(0, len(values), (resamples, len(values)))].mean(axis=1)
    low, high = np.quantile(means, (0.025, 0.975))
    return Interval(float(values.mean()), float(low), float(high))


def _luma(picture: Picture8) -> Floats:
    return np.asarray(picture.astype(np.float64) @ (0.299, 0.587, 0.114))


def _laplacian(picture: Picture8, hole: Hole) -> float:
    return float(np.abs(ndimage.laplace(_luma(picture), mode="nearest"))[hole].mean())


def _step_over_rim(picture: Picture8, hole: Hole) -> float:
    luma = _luma(picture)
    down, right = hole[1:] != hole[:-1], hole[:, 1:] != hole[:, :-1]
    steps = np.concatenate([np.abs(np.diff(luma, axis=0))[down], np.abs(np.diff(luma, axis=1))[right]])
    return float(steps.mean()) if len(steps) else 0.0


def _around(hole: Hole, margin: int) -> tuple[slice, slice]:
    """Rows and columns of the hole's bounding box, grown by `margin`."""
    rows, columns = np.flatnonzero(hole.any(1)), np.flatnonzero(hole.any(0))
    return (
        slice(max(0, int(rows[0]) - margin), int(rows[-1]) + margin + 1),
        slice(max(0, int(columns[0]) - margin), int(columns[-1]) + margin + 1),
    )
