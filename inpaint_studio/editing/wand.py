"""The wand: all pixels of a similar colour to one, connected to it or anywhere."""

import numpy as np

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.editing.regions import Flags, Indices, Runs, empty_padded

_WHITE = {np.dtype(np.uint8): 255.0, np.dtype(np.uint16): 65535.0, np.dtype(np.float32): 1.0}
_BLOCK_BYTES = 1 << 18  # compared at a time, so that it stays in the processor's cache
_BAND = 512  # rows


def wand(pixels: Pixels, x: int, y: int, tolerance: float, *, contiguous: bool = True, sample: int = 1) -> Mask:
    """255 where every channel is within `tolerance` of the pixel at (x, y): a new (H, W) mask.

    pixels: (H, W, C) uint8, uint16 or float32. tolerance: 0 .. 255, in 8-bit levels whatever the depth.
    contiguous: only pixels connected to (x, y), by 4-connectivity; else anywhere.
    sample: the colour to compare with is the mean of this many pixels a side around (x, y).
    Raises ValueError where (x, y) lies outside the picture.
    """
    height, width = pixels.shape[:2]
    if not (0 <= x < width and 0 <= y < height):
        raise ValueError(f"There is no pixel at {x}, {y} in a picture of {width} x {height}.")
    low, high = _limits(pixels, x, y, tolerance, sample)
    if not contiguous:
        flags = np.empty((height, width), bool)
        _mark_alike(pixels, low, high, flags)
        return flags.view(np.uint8) * np.uint8(255)
    return _grown(pixels, x, y, low, high)


class _Band:
    """Some rows of the picture: the similar pixels in them, and which of those belong to the region so far."""

    def __init__(self, pixels: Pixels, top: int, bottom: int, low: Pixels, high: Pixels) -> None:
        self.top, self.bottom = top, bottom
        padded = empty_padded(Size(pixels.shape[1], bottom - top))
        _mark_alike(pixels[top:bottom], low, high, padded[:, :-1])
        self.runs = Runs.of_padded(padded)
        self.labels = self.runs.labels(padded)
        self.region = np.zeros(int(self.labels.max(initial=-1)) + 1, bool)  # by label

    def reaches(self, side: str) -> bool:
        return bool((self.runs.at_edges(side) & self.region[self.labels]).any())


def _grown(pixels: Pixels, x: int, y: int, low: Pixels, high: Pixels) -> Mask:
    """The region at (x, y). Rows are compared only as far as the region reaches, band by band."""
    height, width = pixels.shape[:2]
    top, bottom = max(0, y - _BAND // 2), min(height, y + _BAND // 2)
    bands = [_Band(pixels, top, bottom, low, high)]
    links: list[tuple[Indices, Indices]] = []  # labels that touch, between bands[i] and bands[i + 1]
    here = bands[0].runs.at(x, y - top)
    mask = np.zeros((height, width), np.uint8)
    if here is None:  # the sampled mean differs too much from the pixel itself
        return mask
    bands[0].region[bands[0].labels[here]] = True
    while True:
        if bands[0].top > 0 and bands[0].reaches("top"):
            above = _Band(pixels, max(0, bands[0].top - _BAND), bands[0].top, low, high)
            links.insert(0, _links(above, bands[0]))
            bands.insert(0, above)
        elif bands[-1].bottom < height and bands[-1].reaches("bottom"):
            below = _Band(pixels, bands[-1].bottom, min(height, bands[-1].bottom + _BAND), low, high)
            links.append(_links(bands[-1], below))
            bands.append(below)
        else:
            break
        _spread(bands, links)
    for band in bands:
        mask[band.top : band.bottom] = band.runs.chosen(band.region[band.labels]).draw()
    return mask


def _links(upper: _Band, lower: _Band) -> tuple[Indices, Indices]:
    upper_runs, lower_runs = upper.runs.links(lower.runs)
    return upper.labels[upper_runs], lower.labels[lower_runs]


def _spread(bands: list[_Band], links: list[tuple[Indices, Indices]]) -> None:
    """Propagate the region across the bands' seams, up and down, until it no longer changes."""
    changed = True
    while changed:
        changed = False
        order = list(range(len(links)))
        for seam in order + order[::-1]:
            upper, lower = bands[seam].region, bands[seam + 1].region
            upper_labels, lower_labels = links[seam]
            joined = upper[upper_labels] | lower[lower_labels]
            if (upper[upper_labels] != joined).any() or (lower[lower_labels] != joined).any():
                upper[upper_labels[joined]] = True
                lower[lower_labels[joined]] = True
                changed = True


def _limits(pixels: Pixels, x: int, y: int, tolerance: float, sample: int) -> tuple[Pixels, Pixels]:
    """(C,) lowest and highest value that counts as similar, in the picture's dtype."""
    left, top = max(0, x - (sample - 1) // 2), max(0, y - (sample - 1) // 2)
    middle = pixels[top : top + sample, left : left + sample].mean(axis=(0, 1), dtype=np.float64)
    white = _WHITE[pixels.dtype]
    low, high = middle - tolerance / 255.0 * white, middle + tolerance / 255.0 * white
    if pixels.dtype.kind == "f":
        return low.astype(np.float32), high.astype(np.float32)
    return (
        np.clip(np.ceil(low), 0, white).astype(pixels.dtype),
        np.clip(np.floor(high), 0, white).astype(pixels.dtype),
    )


def _mark_alike(pixels: Pixels, low: Pixels, high: Pixels, flags: Flags) -> None:
    """Write into `flags`, (H, W), whether low <= sample <= high in every channel."""
    height, width, channels = pixels.shape
    rows = max(1, _BLOCK_BYTES // (width * channels * pixels.itemsize))
    lowest, highest = np.tile(low, rows * width), np.tile(high, rows * width)
    for top in range(0, height, rows):
        block = pixels[top : top + rows].reshape(-1)
        inside = block >= lowest[: block.size]
        inside &= block <= highest[: block.size]
        # Channel by channel would read one sample in C; neighbours are joined first and every C-th is kept.
        joined = inside[: block.size - channels + 1].copy()
        for channel in range(1, channels):
            joined &= inside[channel : block.size - channels + 1 + channel]
        flags[top : top + rows] = joined[::channels].reshape(-1, width)
