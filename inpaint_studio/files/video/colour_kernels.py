"""YCbCr planes to RGB, pixel by pixel, compiled by numba: 6 ms a frame of 1080p. Imported late."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.compilation import compiled

_Int = Any  # a machine's integer, inside the compiled function


@compiled
def to_rgb(
    luma: NDArray[Any],
    blue: NDArray[Any],
    red: NDArray[Any],
    out: NDArray[Any],
    across: _Int,
    down: _Int,
    factors: NDArray[np.float32],
) -> None:
    """luma: (H, W).  blue, red: chroma, a sample for `across` x `down` pixels.  out: (H, W, 3 or 4).

    factors: black, scale of luma, grey of chroma, of red in red, of blue in blue, of red and of blue in green, and the
    highest value of `out`.
    """
    black, scale, grey, in_red, in_blue, red_green, blue_green, top = factors
    half = np.float32(0.5)
    most = top + half
    columns = red.shape[1]
    shift = 0 if across == 1 else 1 if across == 2 else 2  # a division for each pixel would take half of the time
    of_red = np.empty(columns, np.float32)
    of_green = np.empty(columns, np.float32)
    of_blue = np.empty(columns, np.float32)
    for y in range(luma.shape[0]):
        if y % down == 0:  # what chroma adds, once for all rows that share it
            for column in range(columns):
                b, r = np.float32(blue[y // down, column]) - grey, np.float32(red[y // down, column]) - grey
                of_red[column] = r * in_red + half
                of_green[column] = half - r * red_green - b * blue_green
                of_blue[column] = b * in_blue + half
        for x in range(luma.shape[1]):
            column = x >> shift
            value = (np.float32(luma[y, x]) - black) * scale
            out[y, x, 0] = min(max(value + of_red[column], half), most)
            out[y, x, 1] = min(max(value + of_green[column], half), most)
            out[y, x, 2] = min(max(value + of_blue[column], half), most)
