"""How a mask is shown: as a coloured film, a marching outline, or black and white."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.picture import Mask
from inpaint_studio.ui.kit.mask_look import MaskLook

Words = NDArray[np.uint32]  # (H, W) 0xAARRGGBB, premultiplied

_BLACK, _WHITE = np.uint32(0xFF000000), np.uint32(0xFFFFFFFF)
_DASH = 4  # device pixels of each colour along the outline


def film_table(look: MaskLook) -> NDArray[np.uint32]:
    """From a mask value to premultiplied ARGB: 256 words, 0 fully clear."""
    share = np.arange(256) / 255.0 * look.opacity
    alpha = np.rint(share * 255).astype(np.uint32)
    red, green, blue = (np.rint(share * part).astype(np.uint32) for part in look.colour)
    return alpha << 24 | red << 16 | green << 8 | blue


def grey_table() -> NDArray[np.uint32]:
    """From a mask value to an opaque grey of that value."""
    value = np.arange(256, dtype=np.uint32)
    return _BLACK | value << 16 | value << 8 | value


def edge(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Pixels of `inside` that have a 4-neighbour outside it. Beyond the array counts as the same as its rim."""
    if inside.size == 0:
        return inside
    padded = np.pad(inside, 1, mode="edge")
    surrounded = padded[:-2, 1:-1] & padded[2:, 1:-1] & padded[1:-1, :-2] & padded[1:-1, 2:]
    return inside & ~surrounded


def sampled(mask: Mask, rows: NDArray[np.intp], columns: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether the mask is at least half set at each of rows x columns, or at each pair where both are 2-D.

    Places outside the mask are not set.
    """
    height, width = mask.shape
    if rows.ndim == 1:
        good = ((rows >= 0) & (rows < height))[:, None] & ((columns >= 0) & (columns < width))[None, :]
        values = mask[np.clip(rows, 0, height - 1)[:, None], np.clip(columns, 0, width - 1)[None, :]]
    else:
        good = (rows >= 0) & (rows < height) & (columns >= 0) & (columns < width)
        values = mask[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)]
    return (values >= 128) & good


def marching(outline: NDArray[np.bool_], phase: int) -> Words:
    """The outline as dashes of black and white that move on with `phase`; clear elsewhere."""
    words = np.zeros(outline.shape, np.uint32)
    rows, columns = np.nonzero(outline)
    words[rows, columns] = np.where((rows + columns + phase) // _DASH % 2 == 0, _BLACK, _WHITE)
    return words
