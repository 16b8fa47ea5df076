"""Samples of a picture as numbers of one range, whatever their depth."""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing import cells
from inpaint_studio.editing.picture import Pixels

Floats = NDArray[np.float32]
Samples = NDArray[Any]  # (H, W, C) or (H, W), of a picture's own dtype


def top_of(dtype: np.dtype[Any]) -> float:
    """What counts as full brightness."""
    return 1.0 if dtype.kind == "f" else float(np.iinfo(dtype).max)


def as_shares(samples: Samples) -> Floats:
    """Samples as floats, 0 .. 1 of their range; what is no number is 0."""
    shares = samples.astype(np.float32)
    if samples.dtype.kind == "f":
        return np.clip(np.nan_to_num(shares), 0, 1)
    shares *= np.float32(1 / top_of(samples.dtype))
    return shares


def colours_of(pixels: Pixels, scale: int = 1) -> Floats:
    """(H, W, 3) in 0 .. 1, as the samples are stored; grey three times, alpha left out, what is no number is black.

    scale: pixels a side of which each is the mean. Integers are added up before they become floats, in a tenth of the
    time.
    """
    samples = pixels[:, :, :3] if pixels.shape[2] >= 3 else pixels[:, :, :1]
    if scale > 1 and samples.dtype.kind == "u":
        whole = np.float32(1 / (top_of(samples.dtype) * scale**2))
        shares = cells.sums(samples, scale, np.uint32).astype(np.float32) * whole
    else:
        shares = cells.means(as_shares(samples), scale)
    return np.repeat(shares, 3, axis=2) if shares.shape[2] == 1 else shares
