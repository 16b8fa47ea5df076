"""The inner loop of `reduction`, compiled as those of `filling.kernels`."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.filling.kernels import Floats, compiled

Hole = NDArray[np.bool_]


@compiled
def means(colours: Floats, hole: Hole, unknown: Hole, scale: int, small: Floats, known: Floats, own: Floats) -> None:
    """Add up squares of `scale` pixels: `small`, (h, w, 3), `known` and `own`, (h, w), are zero before."""
    height, width = hole.shape
    for v in range(small.shape[0]):
        for y in range(v * scale, min((v + 1) * scale, height)):
            for x in range(width):
                u = x // scale
                own[v, u] += hole[y, x]
                if not hole[y, x] and not unknown[y, x]:
                    known[v, u] += np.float32(1)
                    for c in range(3):
                        small[v, u, c] += colours[y, x, c]
        rows = min((v + 1) * scale, height) - v * scale
        for u in range(small.shape[1]):
            count = rows * (min((u + 1) * scale, width) - u * scale)
            if known[v, u] > 0:
                for c in range(3):
                    small[v, u, c] /= known[v, u]
            known[v, u] /= count
            own[v, u] /= count
