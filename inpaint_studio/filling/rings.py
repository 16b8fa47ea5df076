"""Rings: the known pixels round a hole. Imports no torch."""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Hole = NDArray[np.bool_]  # (H, W)


def ring(hole: Hole, width: int) -> Hole:
    """The known pixels within `width` of the hole."""
    near = ndimage.uniform_filter(hole.astype(np.float32), 2 * width + 1, mode="constant") > 1e-6
    around: Hole = near & ~hole
    return around
