"""Metrics of fills of data pictures, in their own units. A pixel is a spectrum, one value of each band.

true, filled: (H, W, bands), of any type; as samples, or as what they measure.  hole: (H, W) bool, with at least one
pixel set.
"""

import numpy as np
from numpy.typing import NDArray

Values = NDArray[np.generic]
Hole = NDArray[np.bool_]


def rmse(true: Values, filled: Values, hole: Hole) -> float:
    """Root mean squared error over the hole's samples of all bands, in their unit."""
    error = true[hole].astype(np.float64) - filled[hole].astype(np.float64)
    return float(np.sqrt(np.square(error).mean()))


def rmse_of_bands(true: Values, filled: Values, hole: Hole) -> tuple[float, ...]:
    """The same of each band: bands of different units have no common one."""
    error = true[hole].astype(np.float64) - filled[hole].astype(np.float64)
    return tuple(float(one) for one in np.sqrt(np.square(error).mean(axis=0)))


def spectral_angle(true: Values, filled: Values, hole: Hole) -> float:
    """Mean angle between spectra in the hole, degrees (spectral angle mapper, Kruse et al. 1993).

    Blind to brightness: 0 where the bands keep their ratios. A spectrum of zeros is at 0 to another one, and at 90 to
    any that is not.
    """
    a, b = true[hole].astype(np.float64), filled[hole].astype(np.float64)
    lengths = np.linalg.norm(a, axis=1), np.linalg.norm(b, axis=1)
    both = (lengths[0] > 0) & (lengths[1] > 0)
    cosine = np.where((lengths[0] == 0) & (lengths[1] == 0), 1.0, 0.0)
    cosine[both] = (a[both] * b[both]).sum(axis=1) / (lengths[0][both] * lengths[1][both])
    return float(np.degrees(np.arccos(np.clip(cosine, -1, 1))).mean())
