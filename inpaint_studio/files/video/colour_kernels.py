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
    for y in range(luma.shape[0]):
        row = y // down
        for x in range(luma.shape[1]):
            column = x // across
            value = (np.float32(luma[y, x]) - black) * scale + half
            b, r = np.float32(blue[row, column]) - grey, np.float32(red[row, column]) - grey
            out[y, x, 0] = min(max(value + r * in_red, half), top + half)
            out[y, x, 1] = min(max(value - r * red_green - b * blue_green, half), top + half)
            out[y, x, 2] = min(max(value + b * in_blue, half), top + half)
