"""How often each brightness occurs in a picture, and what range of it is probably meant to be marked."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.mask import brightness
from inpaint_studio.editing.picture import Pixels

Counts = NDArray[np.int64]  # (256,) pixels of each brightness, 0 .. 255

_MOST = 2**22  # pixels that are counted: evenly spread ones tell as much as all
_LARGEST_SHARE = 0.05  # of the picture: what is more is no damage but the picture
_TAIL = 0.02  # of the picture: what is marked where there is no such part


def brightness_counts(pixels: Pixels) -> Counts:
    """Of evenly spread pixels, 4 million at most. pixels: (H, W, C) uint8, uint16 or float32; beyond 0 .. 1 counts
    as the end of the scale, and no number as black."""
    height, width = pixels.shape[:2]
    step = max(1, int(np.ceil(np.sqrt(height * width / _MOST))))
    bright = np.nan_to_num(brightness(pixels[::step, ::step]), posinf=1.0, neginf=0.0)
    levels = np.clip(np.rint(bright * 255), 0, 255).astype(np.uint8)
    return np.bincount(levels.ravel(), minlength=256)


def otsu(counts: Counts) -> int | None:
    """The brightness up to which the darker of two classes goes; None where all are of one brightness.

    N. Otsu, A threshold selection method from gray-level histograms (1979): the variance between both is largest.
    """
    share = counts / max(1, counts.sum())
    below = np.cumsum(share)
    moment = np.cumsum(share * np.arange(256))
    both = below * (1 - below)
    with np.errstate(divide="ignore", invalid="ignore"):
        between = np.where(both > 1e-12, (moment[-1] * below - moment) ** 2 / both, 0.0)
    return int(np.argmax(between)) if between.max() > 0 else None


def starting_range(counts: Counts) -> tuple[int, int]:
    """Which brightness is probably meant: a small class that stands apart, the bright one first; else the tail.

    Scratches, stamps and paper that shows through are few and bright, ink and holes few and dark.
    """
    total = int(counts.sum())
    threshold = otsu(counts)
    if threshold is not None:
        above = int(counts[threshold + 1 :].sum()) / total
        if above <= _LARGEST_SHARE:
            return threshold + 1, 255
        if 1 - above <= _LARGEST_SHARE:
            return 0, threshold
    from_above = np.cumsum(counts[::-1])
    return 255 - int(np.searchsorted(from_above, _TAIL * total)), 255
