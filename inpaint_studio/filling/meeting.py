"""Where what other planes show meets the plane: a smoothed membrane of the difference at the rim."""

import numpy as np
from scipy import ndimage

from inpaint_studio.editing.mask import bounds
from inpaint_studio.filling.blend import harmonic
from inpaint_studio.filling.plane_views import Floats
from inpaint_studio.filling.stack_window import Flags

_SIGMA = 3.0  # pixels along the rim that the difference is averaged over, so that grain draws no streaks
RIM = 6  # pixels round a hole whose difference counts
_DOUBT = 0.05  # of full range: differences beyond it are another thing rather than another light


def met(values: Floats, shown: Flags, own: Floats, known: Flags, hole: Flags, full: Floats) -> Floats:
    """`values` in the hole, shifted so that they meet `own` round it.

    values: (H, W, C), where `shown`, in the hole and round it.  own: where `known`.  full: (C,) the samples' range.
    """
    out = values.copy()
    part = bounds(hole.view(np.uint8)).grow(RIM + 2)
    part = part.intersect(bounds(np.ones(hole.shape, np.uint8)))
    where = part.slices
    both = (shown & known & ~hole)[where]
    if not both.any():
        return out
    difference = np.where(both[:, :, None], own[where] - values[where], np.float32(0))
    doubt = np.abs(difference / full).max(axis=2) / _DOUBT
    weight = np.where(both, 1 / (1 + doubt**4), 0).astype(np.float32)
    spread = ndimage.gaussian_filter(weight, _SIGMA, truncate=2.0)
    smooth = (
        np.stack(
            [
                ndimage.gaussian_filter(difference[:, :, n] * weight, _SIGMA, truncate=2.0)
                for n in range(difference.shape[2])
            ],
            axis=2,
        )
        / np.maximum(spread, np.float32(1e-6))[:, :, None]
    )
    trusted = both & (spread > 0.02)
    if not trusted.any():
        return out
    shift = harmonic(np.where(trusted[:, :, None], smooth, np.float32(0)), ~trusted)
    inside = hole[where]
    out[where][inside] += shift[inside]
    return out
