"""Geodesic distances: how far a pixel lies from seeds when changes of colour count as way.

A. Criminisi, T. Sharp and A. Blake, GeoS: Geodesic Image Segmentation, ECCV 2008, by raster scans (P. Toivanen 1996).
"""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.compilation import compiled

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

_PASSES = 3  # there and back each; more change less than a hundredth
_FAR = np.float32(1e9)


def distances(colours: Floats, seeds: Bools, steepness: float) -> Floats:
    """(H, W), in pixels of way through flat colour; 1e9 where there are no seeds.

    colours: (H, W, 3) in 0 .. 1. steepness: pixels of way that a change from 0 to 1 in one channel counts as.
    """
    out = np.where(seeds, np.float32(0), _FAR).astype(np.float32)
    _scan(np.ascontiguousarray(colours, np.float32), out, np.float32(steepness))
    return out


@compiled
def _scan(colours: Floats, out: Floats, steepness: np.float32) -> None:
    height, width = out.shape
    squared = steepness * steepness
    for _ in range(_PASSES):
        for way in range(2):
            for row in range(height):
                y = row if way == 0 else height - 1 - row
                for column in range(width):
                    x = column if way == 0 else width - 1 - column
                    best = out[y, x]
                    for link in range(4):
                        dy, dx = (0, -1) if link == 0 else (-1, link - 2)
                        if way == 1:
                            dy, dx = -dy, -dx
                        v, u = y + dy, x + dx
                        if v < 0 or v >= height or u < 0 or u >= width or out[v, u] >= best:
                            continue
                        change = np.float32(0)
                        for c in range(3):
                            d = colours[y, x, c] - colours[v, u, c]
                            change += d * d
                        step = out[v, u] + np.sqrt(np.float32(dy * dy + dx * dx) + squared * change)
                        best = min(best, step)
                    out[y, x] = best
