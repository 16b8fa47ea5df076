"""Healing: copied texture in the colours of the place it is copied to.

What is added to the copy is the membrane of the difference at the border of what is painted: T. Georgiev, Photoshop
healing brush: a tool for seamless cloning (2004); P. Pérez, M. Gangnet and A. Blake, Poisson image editing (2003).
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.cloning import Flags, corrected, difference
from inpaint_studio.editing.coarse_membrane import enlarged, summed
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.filling.blend import MEMBRANE_PIXELS, harmonic

MARGIN = 16  # pixels round what is painted that tell of the border
_SIGMA = 1.5  # pixels along the border that the difference is averaged over: single grains are no tone
_MOST_EXACT = 2**21  # pixels of the rectangle; what is larger is solved on a coarser grid, as `blend.harmonic` does it
_BAND = 256  # rows looked at together, a multiple of every step

Floats = NDArray[np.float32]


def healed(under: Pixels, over: Pixels, inside: Flags, hole: Flags, has_alpha: bool | None = None) -> Pixels:
    """`over` as it meets `under` round the hole; elsewhere as it is.

    under, over: (H, W, C), the picture's own samples where they are painted and those that are copied.
    inside: (H, W), where there is anything to copy.  hole: (H, W), what is painted.  has_alpha: as of `difference`.
    """
    step = 1
    while max(np.count_nonzero(hole) / MEMBRANE_PIXELS, hole.size / _MOST_EXACT) > step * step:
        step *= 2
    correction = _correction(under, over, inside & ~hole, step, has_alpha)
    out: Pixels = over.copy()
    if correction is None:
        return out
    for top in range(0, hole.shape[0], _BAND):
        here = slice(top, top + _BAND)
        wanted = hole[here]
        if wanted.any():
            band = Rect(0, top, wanted.shape[1], wanted.shape[0])
            added = correction[:, here] if step == 1 else enlarged(correction, band, step)
            out[here][wanted] = corrected(over[here], added)[wanted]
    return out


def _correction(under: Pixels, over: Pixels, outside: Flags, step: int, has_alpha: bool | None) -> Floats | None:
    """What is to be added, (C, rows, columns) cells of `step` pixels; None where nothing round the hole tells."""
    height, width = outside.shape
    rows, columns = -(-height // step), -(-width // step)
    values = np.zeros((under.shape[2], rows, columns), np.float32)
    known = np.zeros((1, rows, columns), np.float32)
    for top in range(0, height, _BAND):
        here = slice(top, top + _BAND)
        away, usable = difference(under[here], over[here], outside[here], has_alpha)
        part = slice(top // step, top // step + -(-usable.shape[0] // step))
        values[:, part] = summed(np.where(usable, away, np.float32(0)), step)
        known[:, part] = summed(usable[None].astype(np.float32), step)
    if not known.any():
        return None
    is_open = known[0] == 0
    sigma = _SIGMA / step
    if sigma > 0.5:  # on a coarser grid a cell is an average already
        for plane in (*known, *values):
            plane[:] = ndimage.gaussian_filter(plane, sigma, truncate=3.0)
    values /= np.maximum(known, np.float32(1e-6))
    return np.ascontiguousarray(harmonic(values.transpose(1, 2, 0), is_open).transpose(2, 0, 1))
