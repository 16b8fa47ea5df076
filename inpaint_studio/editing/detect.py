"""Finding scratches, creases and dust on old photographs: a mask to start from, for a person to correct.

A scratch is a thin line that is brighter (or darker) than what lies on both sides of it, more than what is usual
around it. Nothing here is learnt, so lips, eyelids and lace are sometimes taken for damage: the eraser is for that.
"""

from collections.abc import Iterator
from math import ceil, cos, hypot, pi, sin
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask import brightness, grow
from inpaint_studio.editing.picture import Mask, Pixels

Floats = NDArray[np.float32]
Flags = NDArray[np.bool_]

_TILE = 768  # pixels a side, processed at once
_MARGIN = 64  # pixels around them, more than any filter here reaches
_DIRECTIONS = 8
_LENGTH = 11  # pixels of a line that are averaged along it
_BESIDE = (2, 3, 4)  # pixels from the middle of a line to the background on either side
_WIDEST = 9  # pixels across: anything wider is no scratch at this scale
_AROUND = 41  # pixels across: window of the local statistics
_SMALLEST_SIDE = 800  # pixels: the longer side of the coarsest scale is at least this


class Finding(NamedTuple):
    """Progress of the search; the last one carries the mask."""

    done: int  # of `total` tiles
    total: int
    mask: Mask | None = None  # (H, W), 255 = damage


def find_damage(
    pixels: Pixels, sensitivity: float = 0.5, *, bright: bool = True, dark: bool = False, margin: float = 1.0
) -> Iterator[Finding]:
    """Detect thin damage in `pixels`, (H, W, C) uint8, uint16 or float32; the last finding carries the mask.

    sensitivity: 0 only obvious damage .. 1 anything that may be damage. bright: light scratches, creases and
    dust, as paper shows through or a negative was scratched. dark: the same in dark; faces have many dark lines.
    margin: pixels that the mask reaches beyond the damage, so that no fringe is left.

    Large pictures are searched at several scales, each half the one before, since their scratches are wider.
    """
    size = Size(pixels.shape[1], pixels.shape[0])
    scales = [1]
    while max(size) // (scales[-1] * 2) >= _SMALLEST_SIDE:
        scales.append(scales[-1] * 2)
    signs = [sign for sign, is_enabled in ((1, bright), (-1, dark)) if is_enabled]
    grids = [Size(size.width // scale, size.height // scale) for scale in scales]
    total = sum(len(_tiles(grid)) for grid in grids) * len(signs)
    damage = np.zeros((size.height, size.width), np.uint8)
    done = 0
    for scale, grid in zip(scales, grids, strict=True):
        plane = _reduced(pixels, scale)
        for sign in signs:
            signed = plane if sign > 0 else -plane
            noise = _noise(signed)
            lines, spots = np.zeros(plane.shape, bool), np.zeros(plane.shape, bool)
            candidates = np.zeros(plane.shape, bool)
            for rect in _tiles(grid):
                window = rect.grow(_MARGIN).clip(grid)
                inside = rect.inside(window).slices
                here = _classified(signed[window.slices], noise, 2.0 ** (1 - 2 * sensitivity))
                for whole, part in zip((candidates, lines, spots), here, strict=True):
                    whole[rect.slices] = part[inside]
                done += 1
                yield Finding(done, total)
            confirmed = _confirmed(candidates, lines, spots)
            wide = np.repeat(np.repeat(confirmed, scale, axis=0), scale, axis=1)
            damage[: wide.shape[0], : wide.shape[1]] |= wide
    damage *= np.uint8(255)
    yield Finding(total, total, grow(damage, margin) if margin >= 1 else damage)


def _tiles(grid: Size) -> list[Rect]:
    return [
        Rect(x, y, _TILE, _TILE).clip(grid) for y in range(0, grid.height, _TILE) for x in range(0, grid.width, _TILE)
    ]


def _reduced(pixels: Pixels, scale: int) -> Floats:
    """Brightness, averaged over scale x scale pixels, NaN taken as black; incomplete cells are dropped."""
    height, width = pixels.shape[0] // scale, pixels.shape[1] // scale
    plane = np.empty((height, width), np.float32)
    rows = max(1, (1 << 20) // (pixels.shape[1] * scale))
    for top in range(0, height, rows):
        block = pixels[top * scale : (top + rows) * scale, : width * scale][: (height - top) * scale]
        light = np.nan_to_num(brightness(block))
        plane[top : top + rows] = light.reshape(-1, scale, width, scale).mean(axis=(1, 3))
    return plane


def _noise(plane: Floats) -> float:
    """Standard deviation of the grain: of the residual of a small blur, as the median over sixteen patches."""
    height, width = plane.shape
    side = 192
    residuals: list[Floats] = []
    for row in range(4):
        for column in range(4):
            y, x = row * max(0, height - side) // 3, column * max(0, width - side) // 3
            patch = plane[y : y + side, x : x + side]
            residuals.append(np.abs(patch - ndimage.gaussian_filter(patch, 1.0)).ravel())
    return 1.4826 * float(np.median(np.concatenate(residuals)))  # of the median of a normal distribution's magnitude


def _classified(plane: Floats, noise: float, strictness: float) -> tuple[Flags, Flags, Flags]:
    """Candidate pixels, pixels certain to lie on a line, and pixels of specks. Damage is bright here."""
    # An opening removes bright structures narrower than its square.
    narrow = plane - ndimage.grey_opening(plane, size=(_WIDEST, _WIDEST))
    usual = ndimage.uniform_filter(np.minimum(narrow, np.float32(0.15)), _AROUND)
    busy = ndimage.uniform_filter(ndimage.gaussian_gradient_magnitude(plane, 1.0), _AROUND)
    threshold = (0.02 + noise + 0.9 * usual + 0.35 * busy) * strictness
    line = _line_strength(plane)
    spots = narrow > 2.2 * threshold
    candidates = ((line > 0.6 * threshold) & (narrow > 0.7 * threshold)) | spots
    return candidates, (line > threshold) & (narrow > threshold), spots


def _line_strength(plane: Floats) -> Floats:
    """How much brighter a short line through the pixel is than the brighter of its two sides, in the best direction."""
    reach = _LENGTH // 2 + max(_BESIDE) + 1
    padded = np.pad(plane, reach, mode="reflect" if min(plane.shape) > reach else "edge")
    height, width = plane.shape
    best = np.zeros((height, width), np.float32)
    for direction in range(_DIRECTIONS):
        along_x, along_y = cos(direction * pi / _DIRECTIONS), sin(direction * pi / _DIRECTIONS)
        border = max(_BESIDE) + 1
        mean = np.zeros((height + 2 * border, width + 2 * border), np.float32)
        for step in range(-(_LENGTH // 2), _LENGTH // 2 + 1):
            dy, dx = round(step * along_y) + reach - border, round(step * along_x) + reach - border
            mean += padded[dy : dy + mean.shape[0], dx : dx + mean.shape[1]]
        mean /= _LENGTH
        middle = mean[border : border + height, border : border + width]
        for beside in _BESIDE:
            dy, dx = round(beside * along_x), round(-beside * along_y)
            one = mean[border + dy : border + dy + height, border + dx : border + dx + width]
            other = mean[border - dy : border - dy + height, border - dx : border - dx + width]
            np.maximum(best, middle - np.maximum(one, other), out=best)
    return best


def _confirmed(candidates: Flags, lines: Flags, spots: Flags) -> Mask:
    """1 on the regions of `candidates` that hold enough of a line and are long, or that hold a speck."""
    labels, count = ndimage.label(candidates, np.ones((3, 3)))
    on_line = np.bincount(labels[lines], minlength=count + 1)
    on_spot = np.bincount(labels[spots], minlength=count + 1)
    long_enough = np.zeros(count + 1, bool)
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        long_enough[number] = hypot(rows.stop - rows.start, columns.stop - columns.start) >= ceil(0.8 * _LENGTH)
    keep = ((on_line >= 5) & long_enough) | (on_spot >= 2)
    keep[0] = False
    return keep[labels].view(np.uint8)
