"""Snapping: the border of a mask moves onto the edges of the picture that lie near it."""

from collections.abc import Callable
from math import ceil
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask import edge_tiles
from inpaint_studio.editing.picture import Mask, Pixels

Floats = NDArray[np.float32]

_STEP = 0.38  # of a step's height: what a central difference of it is after a Gaussian of one pixel
_NEARER = 0.5  # how much of an edge's weight it loses at the end of the reach: of two alike the nearer is taken
_TOGETHER = 7  # pixels a side of a square whose borders move together
_FILTERS = 12  # pixels round the border, and beyond the reach, that the filters here look at
_STAY = 0.02  # weight of a border pixel that has no edge in reach: it goes with its neighbours that have one


def snapped(mask: Mask, look: Callable[[], Pixels], reach: float, contrast: float) -> Mask:
    """The mask with its border, where it is half set, on the strongest edge within `reach` pixels of it.

    look: (H, W, C), the picture; called where there is a border at all. contrast: 0 .. 1 of white that an edge must
    have at least. Where none is in reach the border follows its neighbours, and stays where those have none either.
    What does not move keeps its soft edge. Returns a new mask.
    """
    out = mask.copy()
    reach_pixels = max(1, ceil(reach))
    pixels = None
    margin = 2 * reach_pixels + 12
    for rect in edge_tiles(mask, reach_pixels + 2):
        window = rect.grow(margin).intersect(Rect(0, 0, mask.shape[1], mask.shape[0]))
        pixels = look() if pixels is None else pixels
        moved = _snapped(mask[window.slices], pixels[window.slices], reach_pixels, contrast)
        if moved is not None:
            changed, part = moved
            common = changed.translate(window.x, window.y).intersect(rect)
            out[common.slices] = part[common.translate(-window.x, -window.y).inside(changed).slices]
    return out


def _snapped(mask: Mask, pixels: Pixels, reach: int, contrast: float) -> tuple[Rect, Mask] | None:
    """The same for one window, as far as it may move: where that is, and the mask there. None where nothing moves."""
    border = _border(mask >= 128)
    rows, columns = np.nonzero(border)
    if not rows.size:
        return None
    near = Rect.of_edges(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    near = near.grow(reach + _FILTERS).intersect(Rect(0, 0, mask.shape[1], mask.shape[0]))
    moved = _moved(mask[near.slices], border[near.slices], pixels[near.slices], reach, contrast)
    return None if moved is None else (near, moved)


def _border(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    surrounded = inside.copy()
    for here, other in ((np.s_[1:], np.s_[:-1]), (np.s_[:-1], np.s_[1:])):
        surrounded[here] &= inside[other]
        surrounded[:, here] &= inside[:, other]
    return inside & ~surrounded


def _moved(mask: Mask, border: NDArray[np.bool_], pixels: Pixels, reach: int, contrast: float) -> Mask | None:
    inside = mask >= 128
    rows, columns = np.nonzero(border)
    edges = _contrast(pixels)
    if edges.max() < contrast:
        return None
    offset, weight = _offsets(inside, rows, columns, edges, reach, contrast)
    if not weight.any():
        return None
    moves: Floats = np.zeros(mask.shape, np.float32)
    weights: Floats = np.zeros(mask.shape, np.float32)
    moves[rows, columns], weights[rows, columns] = offset * weight, np.maximum(weight, _STAY * contrast)
    field = _along(moves) / np.maximum(_along(weights), np.float32(1e-12))
    far, nearest = ndimage.distance_transform_edt(~border, return_indices=True)
    shift = field[nearest[0], nearest[1]]
    outside_by = np.where(inside, -far, far).astype(np.float32)
    near = (far <= reach + 1) & (np.abs(shift) >= 0.5)
    fresh = np.clip(shift - outside_by + 0.5, 0, 1) * np.float32(255)
    return np.where(near, np.rint(fresh).astype(np.uint8), mask)


def _along(values: Floats) -> Floats:
    """Something near to a Gaussian: two means over squares."""
    for _ in range(2):
        values = ndimage.uniform_filter(values, _TOGETHER, mode="constant")
    return values


def _contrast(pixels: Pixels) -> Floats:
    """(H, W): how high a step there would be as strong as what is seen, the strongest of the channels, 1 = white."""
    white = 1.0 if pixels.dtype.kind == "f" else float(np.iinfo(pixels.dtype).max)
    colours = 3 if pixels.shape[2] >= 3 else 1
    strongest: Floats = np.zeros(pixels.shape[:2], np.float32)
    for channel in range(colours):
        plane = pixels[:, :, channel]
        # 256 times a byte fits into 16 bits: half the memory, and the same sums.
        light = plane.astype(np.uint16 if pixels.dtype == np.uint8 else np.float32)
        if pixels.dtype.kind == "f":
            light = np.nan_to_num(light)
        light = np.pad(light, 3, mode="edge")
        # Binomials 1 4 6 4 1, near to a Gaussian of one pixel: by sums of shifted planes, several times as quick.
        for axis in (0, 1, 0, 1):
            light = _binomial(light, axis)
        across = np.subtract(light[1:-1, 2:], light[1:-1, :-2], dtype=np.float32)
        down = np.subtract(light[2:, 1:-1], light[:-2, 1:-1], dtype=np.float32)
        across *= across
        down *= down
        across += down
        np.maximum(strongest, across, out=strongest)
    np.sqrt(strongest, out=strongest)
    strongest /= np.float32(2 * 256 * white * _STEP)
    return strongest


def _binomial(light: NDArray[Any], axis: int) -> NDArray[Any]:
    """Weights 1 2 1 along an axis, which gets two shorter."""
    before, middle, after = (
        light[at : light.shape[0] - 2 + at] if axis == 0 else light[:, at : light.shape[1] - 2 + at] for at in range(3)
    )
    summed: NDArray[Any] = before + after
    summed += middle
    summed += middle
    return summed


def _offsets(
    inside: NDArray[np.bool_],
    rows: NDArray[np.intp],
    columns: NDArray[np.intp],
    edges: Floats,
    reach: int,
    contrast: float,
) -> tuple[Floats, Floats]:
    """How far each border pixel would go, outwards above 0, and with what weight; 0 where it has no edge in reach."""
    soft = np.pad(inside.astype(np.float32), 1, mode="edge")
    for _ in range(2):
        soft = ndimage.uniform_filter(soft, 5, mode="nearest")
    down = soft[rows, columns + 1] - soft[rows + 2, columns + 1]
    across = soft[rows + 1, columns] - soft[rows + 1, columns + 2]
    length = np.maximum(np.hypot(down, across), 1e-6)
    steps = np.arange(-reach, reach + 1, dtype=np.float32)
    y = np.rint(rows[:, None] + (down / length)[:, None] * steps).astype(np.intp)
    x = np.rint(columns[:, None] + (across / length)[:, None] * steps).astype(np.intp)
    height, width = inside.shape
    y, x = np.clip(y, 0, height - 1), np.clip(x, 0, width - 1)
    strength = edges[y, x]
    # Inwards no further than to the middle of a thin piece: beyond it lies its other border.
    inwards = np.logical_and.accumulate(inside[y, x][:, reach::-1], axis=1)[:, ::-1]
    depth = inwards.sum(axis=1)
    strength[:, : reach + 1] *= inwards & (np.arange(reach, -1, -1)[None, :] <= (depth // 2)[:, None])
    # And outwards not into another piece.
    strength[:, reach + 1 :] *= np.logical_and.accumulate(~inside[y, x][:, reach + 1 :], axis=1)
    strength *= strength >= contrast
    strength *= 1 - np.float32(_NEARER) * np.abs(steps) / reach
    best = np.argmax(strength, axis=1)
    weight = strength[np.arange(len(best)), best]
    return np.where(weight > 0, steps[best], 0).astype(np.float32), weight
