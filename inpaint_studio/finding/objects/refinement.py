"""The outline at full size: where the small picture's border passes, each pixel is decided by its own colour.

In a band about the border the mask is filtered with the picture as its guide (K. He, J. Sun and X. Tang, Guided Image
Filtering, ECCV 2010). The guide is one channel: colours along the difference between object and surroundings in the
same tile, since grey alone loses an edge between two hues of one brightness.
"""

from collections.abc import Iterator

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.finding.samples import colours_of

Floats = NDArray[np.float32]
Bools = NDArray[np.bool_]

_TILE = 512  # pixels a side worked on at once
_REACH = 1.5  # pixels of the small picture that the border may move
_NOISE = np.float32(1e-3)  # of the guide, whose two sides are 1 apart: variance below which nothing counts as an edge


def is_refined(rect: Rect, small: Bools) -> bool:
    """Whether the small picture is so much smaller than the part `rect` that its outline is worked out anew."""
    return _cell(rect, small) >= 1.5


def enlarged(small: Bools, size: Size) -> Mask:
    """(size.height, size.width) uint8, 255 = object, with the steps of the small picture."""
    height, width = small.shape
    rows = np.minimum((np.arange(size.height) + 0.5) * height / size.height, height - 1).astype(np.intp)
    columns = np.minimum((np.arange(size.width) + 0.5) * width / size.width, width - 1).astype(np.intp)
    mask: Mask = np.where(small, np.uint8(255), np.uint8(0))[rows][:, columns]
    return mask


def _cell(rect: Rect, small: Bools) -> float:
    height, width = small.shape
    return float(max(rect.height / height, rect.width / width))


def refined(pixels: Pixels, rect: Rect, small: Bools) -> Iterator[Mask | None]:
    """Yields None between tiles, a moment to stop, and the mask last.

    pixels: (H, W, C) of the picture. rect: what `small` covers of it. small: (h, w), the object.
    Yields (rect.height, rect.width) uint8, 255 = object.
    """
    mask = enlarged(small, rect.size)
    if not is_refined(rect, small):
        yield mask
        return
    radius = round(_REACH * _cell(rect, small))
    rough = mask.copy()
    for top in range(0, rect.height, _TILE):
        for left in range(0, rect.width, _TILE):
            tile = Rect(left, top, _TILE, _TILE).clip(rect.size)
            wide = tile.grow(2 * radius).clip(rect.size)
            part = rough[wide.slices] > 0
            if part.all() or not part.any():
                continue
            here = Rect(rect.x + wide.x, rect.y + wide.y, wide.width, wide.height)
            better = _filtered(colours_of(pixels[here.slices]), part, radius)
            inner = tile.inside(wide)
            mask[tile.slices] = np.where(better[inner.slices], np.uint8(255), np.uint8(0))
            yield None
    yield mask


def _filtered(colours: Floats, rough: Bools, radius: int) -> Bools:
    """The object in a tile whose border in `rough` is right within `radius` pixels."""
    size = 2 * radius + 1
    mean = ndimage.uniform_filter(rough.astype(np.float32), size)
    within, beyond = mean > 0.999, mean < 0.001
    if not within.any() or not beyond.any():
        return rough
    inside, outside = colours[within].mean(0), colours[beyond].mean(0)
    axis = inside - outside
    length = float(axis @ axis)
    if length < 1e-4:
        return rough  # nothing tells the two apart
    guide: Floats = np.clip((colours - outside) @ (axis / np.float32(length)), -1, 2).astype(np.float32)
    target: Floats = ndimage.uniform_filter(rough.astype(np.float32), max(3, radius | 1))

    def averaged(values: Floats) -> Floats:
        smooth: Floats = ndimage.uniform_filter(values, size)
        return smooth

    level, aim = averaged(guide), averaged(target)
    spread = averaged(guide * guide) - level * level
    slope = ((averaged(guide * target) - level * aim) / (spread + _NOISE)).astype(np.float32, copy=False)
    offset = aim - slope * level
    object_: Bools = averaged(slope) * guide + averaged(offset) > 0.5
    object_[within], object_[beyond] = True, False
    return object_


def reduced_colours(pixels: Pixels, rect: Rect, longest: int) -> Floats:
    """(h, w, 3) in 0 .. 1: a part of the picture with its longer side at most `longest` pixels, averaged."""
    part = pixels[rect.slices]
    step = max(1, -(-max(rect.size) // longest))
    if step == 1:
        return colours_of(part)
    height, width = max(1, rect.height // step), max(1, rect.width // step)
    total = np.zeros((height, width, 3), np.float32)
    lines = range(step) if step <= 4 else range(step // 8, step, max(1, step // 4))  # of a cell: sixteen samples do
    for dy in lines:
        for dx in lines:
            total += colours_of(part[dy : height * step : step, dx : width * step : step])
    return total / np.float32(len(lines) ** 2)
