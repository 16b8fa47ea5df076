"""Whole-mask operations: a mask in, a new mask out. Arguments are never written to."""

from collections.abc import Callable, Iterable, Iterator
from functools import lru_cache
from math import ceil, floor, log2, pi, sqrt

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.editing.tiles import TILE, spots

Floats = NDArray[np.float32]

_LEVELS = (32, 64, 96, 128, 160, 192, 224, 255)  # at which holes are searched
_WIDE_SIGMA = 32.0  # pixels: from here on a blur is made on a smaller plane
_EXACT_RADIUS = 64  # pixels: how far one step of growing reaches
_REC709 = (0.2126, 0.7152, 0.0722)  # share of red, green and blue in brightness, ITU-R BT.709


def bounds(mask: Mask) -> Rect:
    """The smallest rectangle that holds every pixel above 0; empty where there is none."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not rows.size:
        return NOWHERE
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(mask[top:bottom].any(axis=0))
    return Rect.of_edges(int(columns[0]), top, int(columns[-1]) + 1, bottom)


def with_neighbours(inside: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """(H, W): a dilation by 3 x 3, for which scipy takes 20 times as long. What would lie beyond is left out."""
    tall = inside.copy()
    tall[1:] |= inside[:-1]
    tall[:-1] |= inside[1:]
    wide = tall.copy()
    wide[:, 1:] |= tall[:, :-1]
    wide[:, :-1] |= tall[:, 1:]
    return wide


def invert(mask: Mask) -> Mask:
    return ~mask


def clear(mask: Mask) -> Mask:
    return np.zeros_like(mask)


def grow(mask: Mask, radius: float) -> Mask:
    """Each pixel becomes the largest within `radius` pixels of it (Euclidean, centre to centre).

    So a sharp edge stays sharp, a soft one soft, and growing then shrinking gives back at least what was there.
    Exact up to 64 pixels; a larger radius is walked in equal steps, which stays within 1 % of the circle.
    """
    return _stretched(mask, radius, np.maximum, outside=0)


def shrink(mask: Mask, radius: float) -> Mask:
    """Each pixel becomes the smallest within `radius` pixels of it. The picture's own edge takes nothing away.

    Exact and stepped as `grow`.
    """
    return _stretched(mask, radius, np.minimum, outside=255)


def feather(mask: Mask, sigma: float) -> Mask:
    """The mask blurred by a Gaussian of `sigma` pixels. Beyond the picture's edge its last pixel is repeated."""
    if sigma <= 0:
        return mask.copy()
    return _blurred(mask, sigma, lambda soft: soft)


def smooth(mask: Mask, radius: float) -> Mask:
    """Round off what is narrower than about `radius` pixels, corners and notches, and keep the edge one pixel soft.

    A Gaussian, then as much contrast about the middle grey as gives a straight edge a ramp of one pixel.
    """
    sigma = radius / 2
    if sigma <= 0:
        return mask.copy()
    slope = max(1.0, sigma * sqrt(2 * pi))  # the blurred edge rises by 1 / (sigma sqrt(2 pi)) a pixel
    return _blurred(mask, sigma, lambda soft: _contrast(soft, slope))


def _contrast(soft: Floats, slope: float) -> Floats:
    steep: Floats = np.clip((soft - np.float32(127.5)) * np.float32(slope) + np.float32(127.5), 0, 255)
    return steep


def fill_holes(mask: Mask) -> Mask:
    """Fill regions that the mask encloses, as high as the lowest point of the ring around them.

    A ring painted at half opacity is filled at half. The height is right to 32 grey levels below, exactly at 255.
    A region that touches the picture's edge is not enclosed.
    """
    from inpaint_studio.editing.regions import enclosed  # 0.4 s of scipy, deferred so that pictures open sooner

    out = mask.copy()
    box = bounds(mask)
    part, result = mask[box.slices], out[box.slices]
    if box.is_empty:
        return out
    highest = int(part.max())
    for level in _LEVELS:
        if level <= highest:
            holes = enclosed(part >= level)
            holes &= np.uint8(level)  # 255 becomes the level
            np.maximum(result, holes, out=result)
    return out


def by_brightness(pixels: Pixels, low: float, high: float, softness: float = 0.0) -> Mask:
    """255 where the brightness lies in `low` .. `high`, both 0 .. 1 and included: a new (H, W) mask.

    pixels: (H, W, C) uint8, uint16 (their largest value is 1) or float32. See `brightness`.
    softness: over how much brightness the mask falls to 0 beyond either limit.
    """
    height, width = pixels.shape[:2]
    mask = np.empty((height, width), np.uint8)
    # A value equal to a limit is inside, rounding errors notwithstanding.
    near = 1e-6 if pixels.dtype.kind == "f" else 0.25 / float(np.iinfo(pixels.dtype).max)
    rows = max(1, (1 << 16) // width)  # at a time, so that they stay in the processor's cache
    for top in range(0, height, rows):
        bright = brightness(pixels[top : top + rows])
        if softness > 0:
            beyond = np.maximum(low - bright, bright - high)
            mask[top : top + rows] = np.rint(np.clip(1 - beyond / softness, 0, 1) * 255)
        else:
            mask[top : top + rows] = ((bright >= low - near) & (bright <= high + near)) * np.uint8(255)
    return mask


def brightness(pixels: Pixels) -> Floats:
    """(H, W) float32: the BT.709 sum of the values as they are stored, where the dtype's largest whole number is 1.

    pixels: (H, W, C) uint8, uint16 or float32. Grey is its own brightness; alpha is ignored.
    """
    channels = pixels.shape[2]
    white = 1.0 if pixels.dtype.kind == "f" else float(np.iinfo(pixels.dtype).max)
    weights = np.zeros(channels, np.float32)
    weights[: 3 if channels >= 3 else 1] = _REC709 if channels >= 3 else 1.0
    bright: Floats = pixels.astype(np.float32) @ (weights * np.float32(1 / white))
    return bright


def paste(mask: Mask, copied: Mask, x: int, y: int) -> Mask:
    """`copied`, (h, w), with its top-left corner at (x, y), joined to the mask; what falls outside is cut off."""
    out = mask.copy()
    whole = Rect(x, y, copied.shape[1], copied.shape[0])
    rect = whole.clip(_size(mask))
    if not rect.is_empty:
        target = out[rect.slices]
        np.maximum(target, copied[rect.inside(whole).slices], out=target)
    return out


def _size(mask: Mask) -> Size:
    return Size(mask.shape[1], mask.shape[0])


def edge_tiles(mask: Mask, reach: int) -> Iterator[Rect]:
    """Tiles that have different values within `reach` pixels; elsewhere no neighbourhood operation changes anything."""
    size = _size(mask)
    columns = np.arange(0, size.width, TILE)
    bands = [mask[top : top + TILE] for top in range(0, size.height, TILE)]
    # Rows first, which lie together: tile by tile this would take four times as long.
    lowest = np.array([np.minimum.reduceat(band.min(axis=0), columns) for band in bands])
    highest = np.array([np.maximum.reduceat(band.max(axis=0), columns) for band in bands])
    around = ceil(reach / TILE)
    for spot in spots(Rect.of_size(size)):
        rect = spot.rect(size)
        if lowest[spot.row, spot.column] == highest[spot.row, spot.column]:
            near = (
                slice(max(0, spot.row - around), spot.row + around + 1),
                slice(max(0, spot.column - around), spot.column + around + 1),
            )
            if lowest[near].min() == highest[near].max():
                continue
            window = mask[rect.grow(reach).clip(size).slices]
            if window.min() == window.max():
                continue
        yield rect


def _strips(tiles: Iterable[Rect], reach: int) -> Iterator[Rect]:
    """The same pixels in flat rectangles: tiles that lie beside each other as one, a few rows at a time.

    Long rows cost numpy less for each pixel than those of a tile, and few of them stay in the processor's cache.
    """
    rows = max(32, 4 * reach)
    joined = NOWHERE
    for tile in [*tiles, NOWHERE]:
        if not tile.is_empty and not joined.is_empty and (tile.y, tile.x) == (joined.y, joined.right):
            joined = joined.unite(tile)
            continue
        for top in range(joined.y, joined.bottom, rows):
            yield Rect(joined.x, top, joined.width, rows).intersect(joined)
        joined = tile


def _stretched(mask: Mask, radius: float, extreme: np.ufunc, outside: int) -> Mask:
    """The largest or smallest (`extreme`) value within `radius`. Discs add up to discs: many small ones cost less."""
    steps = max(1, ceil(radius / _EXACT_RADIUS))
    for _ in range(steps):
        mask = _stretched_once(mask, radius / steps, extreme, outside)
    return mask


def _stretched_once(mask: Mask, radius: float, extreme: np.ufunc, outside: int) -> Mask:
    """The same in one step, exact for every grey level.

    A disc is a pile of rows: half as wide as `widths` says, `dy` above and below the middle. The extreme over a row of
    half-width w is that over w - 1 shifted both ways, so each width costs one pass and each row of the disc one more.
    Everything runs along the flat window, where shifts are offsets; wrapped values stay in the margin.
    """
    reach = floor(radius)
    out = mask.copy()
    if reach < 1:
        return out
    widths = [floor(sqrt(radius * radius - dy * dy)) for dy in range(reach + 1)]
    size = _size(mask)
    for rect in _strips(edge_tiles(mask, reach), reach):
        area = rect.grow(reach)
        visible = area.clip(size)
        window = np.full((area.height, area.width), outside, np.uint8)
        window[visible.inside(area).slices] = mask[visible.slices]
        stride, length = area.width, rect.height * area.width
        row = window.reshape(-1)
        other = row.copy()
        result = row[reach * stride : reach * stride + length].copy()
        for width in range(reach + 1):
            if width:
                extreme(row[:-2], row[2:], out=other[1:-1])
                if width == 1:  # one to the left and one to the right leave out the middle
                    extreme(other, row, out=other)
                row, other = other, row
            for dy in range(reach + 1):
                if widths[dy] == width:
                    for offset in {reach - dy, reach + dy}:
                        extreme(result, row[offset * stride : offset * stride + length], out=result)
        out[rect.slices] = result.reshape(rect.height, stride)[:, reach : reach + rect.width]
    return out


def _blurred(mask: Mask, sigma: float, finish: Callable[[Floats], Floats]) -> Mask:
    """A Gaussian blur, made into a mask by `finish`. A wide one is computed on a smaller plane, which loses nothing."""
    if sigma < _WIDE_SIGMA:
        return _blurred_by_tiles(mask, sigma, finish)
    if not mask.any():
        return mask.copy()
    return _blurred_small(mask, sigma, finish)


def _blurred_by_tiles(mask: Mask, sigma: float, finish: Callable[[Floats], Floats]) -> Mask:
    """By FFT of each tile's window: as exact as a direct sum, at a cost that hardly grows with `sigma`."""
    from scipy import fft  # 0.3 s, deferred so that pictures open sooner

    reach = max(1, ceil(4 * sigma))  # what lies beyond weighs 6e-5 in all: less than a fiftieth of a grey level
    out = mask.copy()
    for rect in edge_tiles(mask, reach):
        height, width = (fft.next_fast_len(side + 2 * reach, real=True) for side in (rect.height, rect.width))
        rows = np.clip(np.arange(rect.y - reach, rect.y - reach + height), 0, mask.shape[0] - 1)
        columns = np.clip(np.arange(rect.x - reach, rect.x - reach + width), 0, mask.shape[1] - 1)
        source = mask[rows[0] : rows[-1] + 1, columns[0] : columns[-1] + 1]
        window = source.astype(np.float32)[rows - rows[0]][:, columns - columns[0]]
        # FFT convolution is circular; the wrap-around reaches no further than the margin cut off here.
        soft = _convolved(window, sigma, reach)[reach : reach + rect.height, reach : reach + rect.width]
        out[rect.slices] = np.rint(finish(soft))
    return out


def _blurred_small(mask: Mask, sigma: float, finish: Callable[[Floats], Floats]) -> Mask:
    """On means of cell x cell pixels, enlarged by linear interpolation between cell centres.

    Averaging adds (cell² - 1) / 12 of variance and interpolation cell² / 6, so that much less remains to blur.
    With cells of an eighth of sigma the interpolation error is 0.12 grey levels at most.
    """
    from scipy import fft

    cell = 2 ** floor(log2(sigma / 8))
    height, width = mask.shape
    rows, columns = -(-height // cell), -(-width // cell)
    small = np.empty((rows, columns), np.float32)
    across = np.minimum(np.arange(columns * cell), width - 1)
    for row in range(rows):
        down = np.minimum(np.arange(row * cell, (row + 1) * cell), height - 1)
        total = mask[down].sum(axis=0, dtype=np.float32)[across]
        small[row] = total.reshape(columns, cell).sum(axis=1) / (cell * cell)
    remaining = sqrt((sigma / cell) ** 2 - 1 / 12 - 1 / 6)
    reach = ceil(4 * remaining)
    sides = [fft.next_fast_len(side + 2 * reach, real=True) for side in (rows, columns)]
    around = [
        np.clip(np.arange(-reach, side - reach), 0, last - 1) for side, last in zip(sides, small.shape, strict=True)
    ]
    soft = _convolved(small[around[0]][:, around[1]], remaining, reach)[
        reach - 1 : reach + rows + 1, reach - 1 : reach + columns + 1
    ]
    out = np.empty_like(mask)
    first, share = _between_middles(width, cell)
    wide = soft[:, first] * (1 - share) + soft[:, first + 1] * share
    first, share = _between_middles(height, cell)
    for top in range(0, height, TILE):
        part = slice(top, min(height, top + TILE))
        upper, lower, weight = wide[first[part]], wide[first[part] + 1], share[part, None]
        out[part] = np.rint(np.clip(finish(upper + (lower - upper) * weight), 0, 255))
    return out


def _between_middles(length: int, cell: int) -> tuple[NDArray[np.int64], Floats]:
    """Linear interpolation: for each pixel the cell centre before it, counted from one cell beyond the edge, and the
    weight of the next."""
    place = (np.arange(length) + 0.5) / cell + 0.5
    first = np.floor(place)
    return first.astype(np.int64), (place - first).astype(np.float32)


def _convolved(window: Floats, sigma: float, reach: int) -> Floats:
    from scipy import fft

    waves = fft.rfft2(window)
    waves *= _transfer(window.shape[0], window.shape[1], sigma, reach)
    soft: Floats = fft.irfft2(waves, s=window.shape).astype(np.float32, copy=False)
    return soft


@lru_cache(maxsize=8)
def _transfer(height: int, width: int, sigma: float, reach: int) -> Floats:
    """(height, width // 2 + 1): the transfer function of a Gaussian of `sigma`, truncated at `reach` pixels."""

    def along(length: int) -> NDArray[np.float64]:
        weights = np.zeros(length)
        steps = np.arange(-reach, reach + 1)
        weights[steps % length] = np.exp(-0.5 * (steps / sigma) ** 2)  # a window is longer than 2 reach
        return np.fft.fft(weights / weights.sum()).real  # symmetric, so nothing is imaginary

    result = np.outer(along(height), along(width)[: width // 2 + 1]).astype(np.float32)
    result.flags.writeable = False
    return result
