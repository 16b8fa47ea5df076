"""Filled samples of a data picture as its file can hold them."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.picture import Picture, Pixels


def differing(before: Pixels, after: Pixels) -> NDArray[np.bool_]:
    """(H, W): where two pictures of one shape differ. NaN equals itself."""
    unlike = before != after
    if before.dtype.kind == "f":
        unlike &= ~(np.isnan(before) & np.isnan(after))
    return np.asarray(unlike.any(axis=2))


def legal(picture: Picture, pixels: Pixels, whole: bool) -> Pixels:
    """`pixels` with what differs from the picture's brought into the range of each band, rounded where `whole`."""
    changed = differing(picture.pixels, pixels)
    if not picture.is_data or not whole or not changed.any():
        return pixels
    out = pixels.copy()
    for channel, band in enumerate(picture.bands):
        samples = pixels[:, :, channel][changed]
        if samples.dtype.kind == "f":
            samples = np.rint(np.nan_to_num(samples))
        out[:, :, channel][changed] = np.clip(samples, band.least, band.most).astype(out.dtype)
    return out
