"""Inner loops of the infrared analysis: compiled, therefore imported late."""

import numpy as np

from inpaint_studio.compilation import compiled
from inpaint_studio.finding.samples import Floats, Samples


@compiled
def shifted(plane: Floats, rows: Floats, columns: Floats, top: int, left: int, out: Floats) -> None:
    """Cubic interpolation at one distance for all pixels; edges are replicated.

    plane: (H, W).  rows, columns: four weights each, of the pixels from -1 to 2.  top, left: pixel of the plane that
    the first weight after the -1st belongs to for out[0, 0].
    """
    height, width = plane.shape
    line = np.empty(width, np.float32)
    for y in range(out.shape[0]):
        y0 = min(max(top + y - 1, 0), height - 1)
        y1 = min(max(top + y, 0), height - 1)
        y2 = min(max(top + y + 1, 0), height - 1)
        y3 = min(max(top + y + 2, 0), height - 1)
        for x in range(width):
            line[x] = rows[0] * plane[y0, x] + rows[1] * plane[y1, x] + rows[2] * plane[y2, x] + rows[3] * plane[y3, x]
        for x in range(out.shape[1]):
            x0 = min(max(left + x - 1, 0), width - 1)
            x1 = min(max(left + x, 0), width - 1)
            x2 = min(max(left + x + 1, 0), width - 1)
            x3 = min(max(left + x + 2, 0), width - 1)
            out[y, x] = columns[0] * line[x0] + columns[1] * line[x1] + columns[2] * line[x2] + columns[3] * line[x3]


@compiled
def blurred(values: Floats, weights: Floats, across: Floats, out: Floats) -> None:
    """Separable convolution with symmetrical weights (the middle one first); edges are replicated.

    across: (H, W) scratch space.
    """
    height, width = values.shape
    reach = len(weights) - 1
    for y in range(height):
        for x in range(width):
            total = weights[0] * values[y, x]
            for k in range(1, reach + 1):
                total += weights[k] * (values[y, max(x - k, 0)] + values[y, min(x + k, width - 1)])
            across[y, x] = total
    for y in range(height):
        for x in range(width):
            out[y, x] = weights[0] * across[y, x]
        for k in range(1, reach + 1):
            above, below = max(y - k, 0), min(y + k, height - 1)
            for x in range(width):
                out[y, x] += weights[k] * (across[above, x] + across[below, x])


@compiled
def looked_up(samples: Samples, tables: Floats, out: Floats) -> None:
    """Sum over bands of one table each. samples: (H, W, C) whole numbers; tables: (C, levels)."""
    for y in range(samples.shape[0]):
        for x in range(samples.shape[1]):
            total = np.float32(0)
            for c in range(tables.shape[0]):
                total += tables[c, samples[y, x, c]]
            out[y, x] = total
