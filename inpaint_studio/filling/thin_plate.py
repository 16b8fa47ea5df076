"""The thin plate: the fill of a thin hole that bends least, for data as smooth as an instrument's own blur.

The biharmonic interpolation (Duchon 1977) carries slopes through a hole, where a membrane flattens. In a slice, whose
detail is wider than a pixel, nothing is nearer to the truth in a streak of 2 px; in noise and texture it overshoots.
Known pixels tell which of the two it is: each is compared with what its neighbours say by either.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage, sparse
from scipy.sparse import linalg

from inpaint_studio.filling.blend import Colours, Hole
from inpaint_studio.filling.rings import ring

Floats = NDArray[np.float32]

# Share of the plate at the border by the ratio of squared errors at known pixels, plate over membrane. Three CT slices
# have .03 to .24, Landsat, an aerial picture and photographs .6 to .8: nothing lies between.
_RATIOS, _SHARES = (0.25, 0.55), (1.0, 0.0)
_FADE = 3.0  # pixels into the hole over which that falls as a Gaussian: further in, structure counts
_NEAR = 16  # pixels round the hole that are compared
_LOOSE = 1e-5  # weight of the base, for what is fastened to nothing
_PLATE = np.array(
    [[0, 0, -1, 0, 0], [0, -2, 8, -2, 0], [-1, 8, 0, 8, -1], [0, -2, 8, -2, 0], [0, 0, -1, 0, 0]], np.float32
) / np.float32(20)
_MEMBRANE = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]], np.float32) / np.float32(4)
# Second differences: places of three or four pixels, and their weights; the mixed one counts twice.
_BENDS = (
    (((0, -1), (0, 0), (0, 1)), (1.0, -2.0, 1.0)),
    (((-1, 0), (0, 0), (1, 0)), (1.0, -2.0, 1.0)),
    (((0, 0), (0, 1), (1, 0), (1, 1)), (2**0.5, -(2**0.5), -(2**0.5), 2**0.5)),
)


def stiffened(colours: Colours, hole: Hole, hidden: Hole) -> Colours:
    """A fill, (H, W, C), drawn to the thin plate near the hole's border, band by band as far as that fits.

    colours: the fill in the hole, the picture outside it.  hidden: (H, W) other pixels that are not known.
    """
    shares = plate_shares(colours, hole, hidden)
    if not shares.any():
        return colours
    bands = np.flatnonzero(shares)
    plate = thin_plate(np.ascontiguousarray(colours[:, :, bands]), hole, hidden)
    depth = ndimage.distance_transform_edt(hole)[hole].astype(np.float32)
    near = np.exp(-((depth / np.float32(_FADE)) ** 2))
    drawn = colours.copy()
    for number, band in enumerate(bands):
        inside = drawn[:, :, band][hole]
        drawn[:, :, band][hole] = inside + shares[band] * near * (plate[:, :, number][hole] - inside)
    return drawn


def plate_shares(colours: Colours, hole: Hole, hidden: Hole) -> Floats:
    """(C,) 0..1: how much of the plate suits each band round the hole. 0 where too few known pixels tell."""
    covered = hole | hidden
    telling = ring(hole, _NEAR) & ~ndimage.binary_dilation(covered, np.ones((5, 5), bool))
    telling[:2] = telling[-2:] = telling[:, :2] = telling[:, -2:] = False
    if not telling.any():
        return np.zeros(colours.shape[2], np.float32)
    shares = []
    for plane in np.moveaxis(colours, 2, 0):
        errors = [np.square((ndimage.correlate(plane, k) - plane)[telling]).mean() for k in (_PLATE, _MEMBRANE)]
        shares.append(np.interp(errors[0] / max(float(errors[1]), 1e-12), _RATIOS, _SHARES))
    return np.array(shares, np.float32)


def thin_plate(colours: Colours, hole: Hole, hidden: Hole) -> Colours:
    """(H, W, C): the hole bent least between the known pixels; at the picture's edge and beside hidden ones it is free.

    colours: in the hole a fill, which stays where nothing known is near.
    """
    number = np.full(hole.shape, -1, np.int32)
    count = int(np.count_nonzero(hole))
    number[hole] = np.arange(count, dtype=np.int32)
    usable, reach = ~hidden, ndimage.binary_dilation(hole, np.ones((3, 3), bool))
    height, width = hole.shape
    matrices, bent = [], []
    for places, weights in _BENDS:
        y, x = np.nonzero(reach)
        inside = np.ones(len(y), bool)
        for dy, dx in places:
            inside &= (y + dy >= 0) & (y + dy < height) & (x + dx >= 0) & (x + dx < width)
        y, x = y[inside], x[inside]
        whole, touches = np.ones(len(y), bool), np.zeros(len(y), bool)
        for dy, dx in places:
            whole &= usable[y + dy, x + dx]
            touches |= hole[y + dy, x + dx]
        y, x = y[whole & touches], x[whole & touches]
        value = np.zeros((len(y), colours.shape[2]))
        at = np.stack([number[y + dy, x + dx] for dy, dx in places], axis=1)
        for (dy, dx), weight in zip(places, weights, strict=True):
            value += weight * colours[y + dy, x + dx]
        bends_here, tap = np.nonzero(at >= 0)
        entries = np.array(weights)[tap], (bends_here, at[bends_here, tap])
        matrices.append(sparse.csr_matrix(entries, (len(y), count)))
        bent.append(value)
    bends = sparse.vstack(matrices)
    system = (bends.T @ bends + _LOOSE * sparse.identity(count)).tocsc()
    change = linalg.splu(system, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}).solve(
        -(bends.T @ np.concatenate(bent))
    )
    plate = colours.copy()
    plate[hole] += change.astype(np.float32)
    return plate
