"""Filled samples of a data picture as its file can hold them."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.band_samples import legal
from inpaint_studio.editing.picture import Picture, Pixels


def differing(before: Pixels, after: Pixels) -> NDArray[np.bool_]:
    """(H, W): where two pictures of one shape differ. NaN equals itself."""
    unlike = before != after
    if before.dtype.kind == "f":
        unlike &= ~(np.isnan(before) & np.isnan(after))
    return np.asarray(unlike.any(axis=2))


def as_storable(picture: Picture, pixels: Pixels, whole: bool) -> Pixels:
    """`pixels` with what differs from the picture's as each band may hold it. whole: rounded if they are floats."""
    changed = differing(picture.pixels, pixels)
    if not picture.is_data or not whole or not changed.any():
        return pixels
    out = pixels.copy()
    for channel, band in enumerate(picture.bands):
        samples = np.nan_to_num(pixels[:, :, channel][changed].astype(np.float64))
        out[:, :, channel][changed] = legal(np.rint(samples), band, out.dtype)
    return out
