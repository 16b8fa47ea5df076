"""The inner loop of `traces`, compiled as those of `kernels`."""

import numpy as np

from inpaint_studio.filling.kernels import Floats, compiled

_APART = 8.0  # between the numbers of two lines: more than any distance


@compiled
def beside_line(features: Floats, near: Floats, points: Floats, number: int, reach: np.float32) -> None:
    """Set the fourth value of `features` within `reach` pixels of a polyline, where no earlier line is nearer.

    near: (H, W) the distance from the nearest of these, `reach` where there is none.  points: (N, 2) y, x in pixels.
    Long segments are walked in pieces, each with the pixels round it alone: what it costs goes with length times reach.
    """
    height, width = near.shape
    own = np.float32(_APART * (number + 1))
    for k in range(len(points) - 1):
        ay, ax = points[k, 0], points[k, 1]
        dy, dx = points[k + 1, 0] - ay, points[k + 1, 1] - ax
        length = np.sqrt(dy * dy + dx * dx)
        if length < np.float32(1e-6):
            continue
        ty, tx = dy / length, dx / length
        pieces = int(length / (2 * reach)) + 1
        for n in range(pieces):
            begin, end = length * n / pieces, length * (n + 1) / pieces
            y0, y1 = min(ay + ty * begin, ay + ty * end) - reach, max(ay + ty * begin, ay + ty * end) + reach
            x0, x1 = min(ax + tx * begin, ax + tx * end) - reach, max(ax + tx * begin, ax + tx * end) + reach
            for y in range(max(0, int(np.ceil(y0))), min(height - 1, int(np.floor(y1))) + 1):
                for x in range(max(0, int(np.ceil(x0))), min(width - 1, int(np.floor(x1))) + 1):
                    along = (y - ay) * ty + (x - ax) * tx
                    across = (x - ax) * ty - (y - ay) * tx
                    rest = max(begin - along, along - end, np.float32(0))
                    apart = np.sqrt(across * across + rest * rest)
                    if apart < near[y, x] - np.float32(1e-3):
                        near[y, x] = apart
                        features[y, x, 3] = own + (apart if across >= 0 else -apart) / reach
