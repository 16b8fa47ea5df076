"""Reduction of a crop to the work scale, compiled by numba when first called and kept on disk after."""

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]
Hole = NDArray[np.bool_]


def reduced(colours: Floats, hole: Hole, unknown: Hole | None, scale: int) -> tuple[Floats, Floats, Floats]:
    """The means of the known pixels of each square of `scale` pixels, and its known share and share of hole.

    colours: (H, W, 3).  hole, unknown: (H, W); neither is known.  Squares at the right and lower border may be smaller.
    Returns (h, w, 3), 0 where nothing is known, and twice (h, w), 0..1.
    """
    if scale == 1:
        known = ~hole if unknown is None else ~(hole | unknown)
        return colours, known.astype(np.float32), hole.astype(np.float32)
    from inpaint_studio.filling.structure.reduction_kernel import means  # compiled on import, so on demand

    height, width = (-(-side // scale) for side in hole.shape)
    small = np.zeros((height, width, 3), np.float32)
    known, own = np.zeros((2, height, width), np.float32)
    means(colours, hole, hole if unknown is None else unknown, scale, small, known, own)
    return small, known, own
