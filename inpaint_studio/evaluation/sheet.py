"""Contact sheets: the same hole filled by every method, unscaled, for visual comparison."""

from collections.abc import Mapping, Sequence

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

Picture8 = NDArray[np.uint8]
_GAP = 3
_HEADING = 20
_HOLE = (255, 0, 128)


def contact_sheet(
    rows: Sequence[tuple[Picture8, NDArray[np.uint8], Mapping[str, Picture8]]], methods: Sequence[str], cell: int
) -> Image.Image:
    """One row per hole: the picture with its hole, each method's fill, the truth.

    rows: true (H, W, 3) uint8, mask (H, W) uint8, and fills by the method's name; a missing one is left grey.
    Each cell shows the `cell` x `cell` pixels that hold most of the hole, unscaled.
    """
    columns = ["hole", *methods, "original"]
    width, height = len(columns) * (cell + _GAP) + _GAP, len(rows) * (cell + _GAP) + _GAP + _HEADING
    out = Image.new("RGB", (width, height), (48, 48, 48))
    draw = ImageDraw.Draw(out)
    font = ImageFont.load_default(13)
    for i, name in enumerate(columns):
        draw.text((i * (cell + _GAP) + _GAP + 2, 2), _shortened(name, font, cell), fill=(235, 235, 235), font=font)
    for j, (true, mask, fills) in enumerate(rows):
        top, left = _busiest(mask, cell)
        window = np.s_[top : top + cell, left : left + cell]
        holed = np.where(mask[..., None] > 0, np.asarray(_HOLE, np.uint8), true)
        shown = [holed, *(fills.get(name) for name in methods), true]
        for i, pixels in enumerate(shown):
            if pixels is not None:
                at = i * (cell + _GAP) + _GAP, j * (cell + _GAP) + _GAP + _HEADING
                out.paste(Image.fromarray(np.ascontiguousarray(pixels[window])), at)
    return out


def _shortened(text: str, font: ImageFont.FreeTypeFont | ImageFont.ImageFont, room: int) -> str:
    while text and font.getlength(text) > room - 4:
        text = text[:-1]
    return text


def _busiest(mask: NDArray[np.uint8], cell: int) -> tuple[int, int]:
    """Top and left of the window with most hole in it; of equals the one nearest to the hole's centroid."""
    height, width = mask.shape
    if height <= cell and width <= cell:
        return 0, 0
    hole = (mask > 0).astype(np.int64)
    sums = np.pad(hole.cumsum(0).cumsum(1), ((1, 0), (1, 0)))
    tops, lefts = np.arange(max(1, height - cell + 1)), np.arange(max(1, width - cell + 1))
    bottoms, rights = np.minimum(tops + cell, height), np.minimum(lefts + cell, width)
    within = sums[bottoms][:, rights] - sums[tops][:, rights] - sums[bottoms][:, lefts] + sums[tops][:, lefts]
    ys, xs = np.nonzero(within == within.max())
    middle = np.argwhere(hole).mean(0) - cell / 2
    nearest = int(np.argmin((ys - middle[0]) ** 2 + (xs - middle[1]) ** 2))
    return int(ys[nearest]), int(xs[nearest])
