"""The inner loop of turned copies, compiled by numba when first called. numba is imported when this is, which is late.

Cubic convolution of Keys (1981) with a = -0.5; four samples a side. Not `fastmath`: what a fill does not come near is
compared bit for bit with the same sum without the fill. 24 megapixels of colour take 4 s of a processor, a fifth of
what Pillow takes to transform float planes.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.compilation import compiled


@compiled
def turned_rows(
    pixels: NDArray[Any],
    tables: NDArray[np.float32],
    colours: int,
    at: tuple[float, float, float, float, float, float],
    out: NDArray[np.float32],
) -> None:
    """Rows of a copy, (rows, width, C) as shares of full scale, from `pixels`, (H, W, C).

    tables: (C, levels) share of full scale for every value of integer samples; (C, 0) where `pixels` are shares.
    colours: channels before the alpha, by which they are weighed.  at: picture x, y of the middle of the first sample,
    then what a step to the right and one down add to each. Beyond the picture its last samples are repeated.
    """
    height, width, channels = pixels.shape
    looked_up = tables.shape[1] > 0
    across = np.empty(4, np.float32)
    down = np.empty(4, np.float32)
    sums = np.empty(channels, np.float32)
    for row in range(out.shape[0]):
        for column in range(out.shape[1]):
            x = at[0] + column * at[2] + row * at[4] - 0.5
            y = at[1] + column * at[3] + row * at[5] - 0.5
            left, top = int(np.floor(x)), int(np.floor(y))
            inside = 1 <= left < width - 2 and 1 <= top < height - 2
            for place in range(4):
                d = abs(x - (left - 1 + place))
                across[place] = (1.5 * d - 2.5) * d * d + 1.0 if d <= 1.0 else ((-0.5 * d + 2.5) * d - 4.0) * d + 2.0
                d = abs(y - (top - 1 + place))
                down[place] = (1.5 * d - 2.5) * d * d + 1.0 if d <= 1.0 else ((-0.5 * d + 2.5) * d - 4.0) * d + 2.0
            sums[:] = 0.0
            for j in range(4):
                v = top - 1 + j
                if not inside:
                    v = min(max(v, 0), height - 1)
                for i in range(4):
                    u = left - 1 + i
                    if not inside:
                        u = min(max(u, 0), width - 1)
                    weight = across[i] * down[j]
                    if channels > colours:
                        if looked_up:
                            opacity = tables[colours, int(pixels[v, u, colours])]
                        else:
                            opacity = np.float32(pixels[v, u, colours])
                        weight *= opacity
                        sums[colours] += weight
                    for channel in range(colours):
                        if looked_up:
                            value = tables[channel, int(pixels[v, u, channel])]
                        else:
                            value = np.float32(pixels[v, u, channel])
                        sums[channel] += weight * value
            for channel in range(colours):
                if channels > colours and abs(sums[colours]) > 1e-6:
                    out[row, column, channel] = sums[channel] / sums[colours]
                else:
                    out[row, column, channel] = sums[channel]
            if channels > colours:
                out[row, column, colours] = min(max(sums[colours], np.float32(0.0)), np.float32(1.0))
