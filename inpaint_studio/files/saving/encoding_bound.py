"""What encoding with loss can do to a picture at most: a bound that tells damage from encoding."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.picture import Pixels

BLOCK = 16  # pixels: the largest unit that a baseline JPEG encodes, with chroma of half the resolution
_SHARE = 0.375  # of the range of the samples


def blocks_beyond_encoding(before: Pixels, after: Pixels, may_fill: NDArray[np.bool_]) -> int:
    """How many whole blocks outside `may_fill` differ in the mean of a channel by more than encoding can account for.

    before, after: (H, W, C) of one shape.  may_fill: (H, W); a block that it touches is not judged.

    A JPEG rounds the mean of a block to steps of at most 255 / 8 levels, in luma and in chroma: 16 levels off in each
    are at most 16 + 1.772 * 16 = 44 of 255 in blue, the channel that chroma moves most. Clipping adds to that where
    chroma of half the resolution blurs pure colours. The most measured over qualities 1 to 50, on noise, stripes and
    chequers of the eight purest colours, is 62 (JPEG) and 52 (AVIF); the bound is 96, three eighths of the range.
    """
    rows, columns = before.shape[0] // BLOCK, before.shape[1] // BLOCK
    if not rows or not columns:
        return 0
    top = 1.0 if before.dtype.kind == "f" else float(np.iinfo(before.dtype).max)
    beyond = 0
    for row in range(rows):  # a row at a time: no second picture in memory
        band = slice(row * BLOCK, (row + 1) * BLOCK), slice(0, columns * BLOCK)
        apart = before[band].astype(np.float32) - after[band].astype(np.float32)
        means = np.abs(apart.reshape(BLOCK, columns, BLOCK, -1).mean(axis=(0, 2)))
        is_judged = ~may_fill[band].reshape(BLOCK, columns, BLOCK).any(axis=(0, 2))
        beyond += int(np.count_nonzero((means > _SHARE * top).any(axis=1) & is_judged))
    return beyond
