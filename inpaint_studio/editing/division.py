"""Division of samples by what a semi-transparent layer of dust lets through: the picture under it is recovered."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.picture import Mask, Pixels

_LEAST_LIGHT = 0.25  # that passes: under less of it noise is more than four times what it was, and is filled instead


def divided(pixels: Pixels, opacity: NDArray[np.float32]) -> tuple[Pixels, Mask]:
    """Samples without the dust over them, and where they are to be trusted.

    pixels: (H, W, C), of which alpha is left alone.  opacity: (H, W), 0..1: the share of the samples that dust takes.
    Returns new samples of the same type and a mask of 255 where something was divided, 0 elsewhere: where opacity is 0,
    where too little passes, and where the result would be brighter than the range. There the samples are the same.
    """
    top = 1.0 if pixels.dtype.kind == "f" else float(np.iinfo(pixels.dtype).max)
    colours = 1 if pixels.shape[2] <= 2 else 3
    light = 1 - opacity.astype(np.float64)
    possible = (opacity > 0) & (light >= _LEAST_LIGHT)
    recovered = pixels[:, :, :colours] / np.where(possible, light, 1)[:, :, None]
    possible &= np.isfinite(recovered).all(axis=2) & (recovered <= top * 1.02).all(axis=2)
    recovered = np.clip(recovered, 0, top)
    out = pixels.copy()
    if pixels.dtype.kind != "f":
        recovered = np.rint(recovered)
    np.copyto(out[:, :, :colours], recovered.astype(pixels.dtype), where=possible[:, :, None])
    return out, np.where(possible, np.uint8(255), np.uint8(0))
