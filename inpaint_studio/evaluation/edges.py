"""Edges carried into a hole: how many of the truth's strong edges a fill continues, and how many of its own are true.

Strong edges are Canny's (1986: Gaussian, gradient, non-maximum suppression, hysteresis), with sigma 1.2 and the
thresholds 50 and 100 on the Sobel sums of 8-bit luma: a step of about 40 levels is strong. Measured at a scale at
which the hole is 120 pixels thick at most, so that large holes are judged by their outlines and not by their grain.
"""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

Picture8 = NDArray[np.uint8]  # (H, W, 3) RGB
Plane = NDArray[np.float64]
Mask = NDArray[np.bool_]

SIGMA = 1.2  # pixels
LOW, HIGH = 50.0, 100.0  # of the gradient's length by Sobel sums, 8-bit levels
THICKNESS = 120  # pixels; a thicker hole is measured at a reduced scale, whose pixels the following lengths are in
TOLERANCE = 3.0  # pixels between an edge and its counterpart
_OUTSIDE = 3.0  # pixels from the hole from which an edge comes in; nearer ones are moved by the blur over the border
_SURROUNDINGS = 32  # pixels round the hole that are looked at
_LEAST = 10  # edge pixels of the truth in the hole below which there is nothing to continue
_NEIGHBOURS = np.ones((3, 3), bool)


class EdgeScores(NamedTuple):
    """How well edges that come into a hole are continued, each 0..1."""

    f1: float  # harmonic mean of the two
    recall: float  # share of the truth's edge pixels that the fill has an edge near
    precision: float  # share of the fill's edge pixels that the truth has an edge near


def edge_scores(true: Picture8, filled: Picture8, hole: Mask) -> EdgeScores | None:
    """Compare the edges in the hole that come in from outside; near is `TOLERANCE` at the scale they are measured at.

    true, filled: (H, W, 3) uint8 RGB, equal outside the hole. hole: (H, W) bool, at least one pixel set.
    An edge is a connected line of edge pixels, and comes in where it reaches `_OUTSIDE` pixels beyond the hole. It
    counts inside the hole alone; its counterpart may be any edge. None where the truth has fewer than `_LEAST` pixels
    of such edges, which depends on picture and hole and not on the fill. A fill without any scores zero.
    """
    true_luma, filled_luma, small = work_scale(true, filled, hole)
    true_edges, filled_edges = canny(true_luma), canny(filled_luma)
    wanted, offered = entering(true_edges, small), entering(filled_edges, small)
    if np.count_nonzero(wanted) < _LEAST:
        return None
    recall, precision = _near(wanted, filled_edges), _near(offered, true_edges)
    both = recall + precision
    return EdgeScores(2 * recall * precision / both if both else 0.0, recall, precision)


def canny(luma: Plane, sigma: float = SIGMA, low: float = LOW, high: float = HIGH) -> Mask:
    """Canny's edges of (H, W) luma in 8-bit levels, one pixel thin: (H, W) bool.

    low, high: thresholds of hysteresis, on the length of the gradient by Sobel sums (eight times a ramp's slope).
    """
    smooth = ndimage.gaussian_filter(luma, sigma, mode="nearest")
    down, right = ndimage.sobel(smooth, 0, mode="nearest"), ndimage.sobel(smooth, 1, mode="nearest")
    length = np.hypot(down, right)
    weak = _thin(length, down, right) & (length > low)
    labels, count = ndimage.label(weak, _NEIGHBOURS)
    strong = np.zeros(count + 1, bool)
    strong[labels[length > high]] = True
    strong[0] = False
    return np.asarray(strong[labels])


def entering(edges: Mask, hole: Mask) -> Mask:
    """The pixels in the hole of those 8-connected edges that reach at least `_OUTSIDE` pixels beyond it."""
    labels, count = ndimage.label(edges, _NEIGHBOURS)
    comes_in = np.zeros(count + 1, bool)
    comes_in[labels[ndimage.distance_transform_edt(~hole) >= _OUTSIDE]] = True
    comes_in[0] = False
    return np.asarray(comes_in[labels] & hole)


def _thin(length: Plane, down: Plane, right: Plane) -> Mask:
    """Maxima along the gradient, against values interpolated between the two neighbours on either side."""
    steep = np.maximum(np.abs(down), np.abs(right))
    with np.errstate(invalid="ignore", divide="ignore"):
        dy, dx = np.nan_to_num(down / steep), np.nan_to_num(right / steep)  # one of them is 1 or -1
    rows, columns = np.indices(length.shape, np.float64)

    def beside(sign: int) -> Plane:
        at = np.stack([rows + sign * dy, columns + sign * dx])
        return np.asarray(ndimage.map_coordinates(length, at, order=1, mode="constant"))

    # On a plateau of two, as a step between two pixels has, the one up the gradient is taken.
    return np.asarray((length > beside(1)) & (length >= beside(-1)))


def _near(edges: Mask, others: Mask) -> float:
    """The share of edge pixels that have another picture's edge within `TOLERANCE`."""
    if not edges.any() or not others.any():
        return 0.0
    return float((ndimage.distance_transform_edt(~others)[edges] <= TOLERANCE).mean())


def work_scale(true: Picture8, filled: Picture8, hole: Mask) -> tuple[Plane, Plane, Mask]:
    """Luma of both and the hole, round the hole, reduced by averaging blocks where the hole is thick."""
    rows, columns = np.flatnonzero(hole.any(1)), np.flatnonzero(hole.any(0))
    bounds = int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1
    around = _cut(bounds, 1, hole.shape)
    scale = max(1, int(np.ceil(2 * ndimage.distance_transform_edt(hole[around]).max() / THICKNESS)))
    part = _cut(bounds, _SURROUNDINGS * scale, hole.shape)
    weights = (0.299, 0.587, 0.114)  # ITU-R BT.601
    lumas = [_reduced(picture[part].astype(np.float64) @ weights, scale) for picture in (true, filled)]
    return lumas[0], lumas[1], _reduced(hole[part].astype(np.float64), scale) >= 0.5


def _cut(bounds: tuple[int, int, int, int], margin: int, shape: tuple[int, ...]) -> tuple[slice, slice]:
    top, bottom, left, right = bounds
    return (
        slice(max(0, top - margin), min(shape[0], bottom + margin)),
        slice(max(0, left - margin), min(shape[1], right + margin)),
    )


def _reduced(plane: Plane, scale: int) -> Plane:
    """Means of blocks of `scale` x `scale` pixels; blocks at the lower and right side are repeated to be whole."""
    if scale == 1:
        return plane
    height, width = plane.shape
    whole = np.pad(plane, ((0, -height % scale), (0, -width % scale)), mode="edge")
    blocks = whole.reshape(whole.shape[0] // scale, scale, whole.shape[1] // scale, scale)
    return np.asarray(blocks.mean((1, 3)))
