"""The depths of a generator's fill, where it makes a texture of its own: smooth instead.

A small generator follows the border for some tens of its pixels. Further inside it has no memory of what lies around
and repeats one pattern, pebbles, whatever the picture. What it says of colour and light there is worth keeping; the
pattern is not.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.filling.blend import Colours, Hole, harmonic, shrunk

_AS_IT_IS, _SMOOTH = 16.0, 48.0  # generator pixels from the border up to which it is left alone, and from which not
_STEP = 4  # generator pixels that are one of the low pass
_SIGMA = 2.0  # of these, of the low pass: the pebbles are some 6 to 12 of the generator's pixels wide
_DRAWN = 0.5  # share of the membrane in what is smooth


def calmed(fill: Colours, hole: Hole, deep: Hole, scale: float = 1.0) -> Colours:
    """A generator's fill, (H, W, 3), the picture outside the hole, without fine detail of its own far inside.

    hole: what was filled.  deep: the hole that depth is measured in, which may be larger, as where a long one is filled
    piece by piece.  scale: picture pixels that a pixel of the generator spans.
    Returns `fill` itself where nothing is so deep.
    """
    step = max(1, round(_STEP * scale))
    height, width = hole.shape
    small = tuple(-(-n // step) for n in hole.shape)
    padding = ((0, small[0] * step - height), (0, small[1] * step - width))
    inside = shrunk(np.pad(deep, padding, mode="edge")[:, :, None].astype(np.float32), step)[:, :, 0] > 0.5
    depth = ndimage.distance_transform_edt(np.pad(inside, 1, mode="edge"))[1:-1, 1:-1] * _STEP
    if inside.all() or depth.max() <= _AS_IT_IS:
        return fill
    low = shrunk(np.pad(fill, (*padding, (0, 0)), mode="edge"), step)
    smooth = np.stack([ndimage.gaussian_filter(low[:, :, c], _SIGMA) for c in range(low.shape[2])], axis=2)
    smooth += np.float32(_DRAWN) * (harmonic(low, inside) - smooth)
    share = np.clip((depth - _AS_IT_IS) / (_SMOOTH - _AS_IT_IS), 0, 1)
    share = share * share * (3 - 2 * share)
    rows, columns = np.nonzero(hole)
    at = (np.stack([rows, columns]) + 0.5) / step - 0.5
    mixed = fill.copy()
    weight = _at(share.astype(np.float32), at)
    for channel in range(fill.shape[2]):
        own = fill[rows, columns, channel]
        mixed[rows, columns, channel] = own + weight * (_at(smooth[:, :, channel], at) - own)
    return mixed


def _at(plane: NDArray[np.float32], at: NDArray[np.float64]) -> NDArray[np.float32]:
    values: NDArray[np.float32] = ndimage.map_coordinates(plane, at, np.float32, order=1, mode="nearest")
    return values
