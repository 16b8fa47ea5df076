"""How a mask is shown: as a coloured film, a marching outline, or black and white."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.picture import Mask
from inpaint_studio.ui.kit.mask_look import MaskLook

Words = NDArray[np.uint32]  # (H, W) 0xAARRGGBB, premultiplied

_BLACK, _WHITE = np.uint32(0xFF000000), np.uint32(0xFFFFFFFF)
_ALPHA, _RED, _GREEN = np.uint32(24), np.uint32(16), np.uint32(8)  # bits that a channel lies above blue
_DASH = 4  # device pixels of each colour along the outline


def film_table(look: MaskLook) -> NDArray[np.uint32]:
    """From a mask value to premultiplied ARGB: 256 words, 0 fully clear."""
    share = np.arange(256) / 255.0 * look.opacity
    alpha = np.rint(share * 255).astype(np.uint32)
    red, green, blue = (np.rint(share * part).astype(np.uint32) for part in look.colour)
    table: NDArray[np.uint32] = alpha << _ALPHA | red << _RED | green << _GREEN | blue
    return table


def grey_table() -> NDArray[np.uint32]:
    """From a mask value to an opaque grey of that value."""
    value = np.arange(256, dtype=np.uint32)
    return _BLACK | value << _RED | value << _GREEN | value


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
    good_rows, good_columns = (rows >= 0) & (rows < height), (columns >= 0) & (columns < width)
    if rows.ndim == 2:
        values = mask[np.clip(rows, 0, height - 1), np.clip(columns, 0, width - 1)]
        scattered: NDArray[np.bool_] = (values >= 128) & good_rows & good_columns
        return scattered
    is_set = np.zeros((len(rows), len(columns)), bool)
    down, along = np.flatnonzero(good_rows), np.flatnonzero(good_columns)  # each in one piece: a view is not turned
    if down.size and along.size:
        # Whole rows first, which lie together, then the columns of each: a third of the time of both at once.
        values = mask.take(rows[down], axis=0).take(columns[along], axis=1)
        np.greater_equal(values, 128, out=is_set[down[0] : down[-1] + 1, along[0] : along[-1] + 1])
    return is_set


def marching(outline: NDArray[np.bool_], phase: int) -> Words:
    """The outline as dashes of black and white that move on with `phase`; clear elsewhere."""
    words = np.zeros(outline.shape, np.uint32)
    places = np.flatnonzero(outline)  # of one dimension: a quarter of the time of two
    rows, columns = np.divmod(places, max(1, outline.shape[1]))
    words.reshape(-1)[places] = np.where((rows + columns + phase) // _DASH % 2 == 0, _BLACK, _WHITE)
    return words
