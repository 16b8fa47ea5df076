"""Synthetic holes for training and evaluation, of the kinds in `hole_kinds`.

Only numpy and Pillow, so that a training machine needs nothing else. All randomness comes from the generator that is
passed in, so a hole is determined by (kind, size, state of the generator, VERSION).
"""

import math
from collections.abc import Sequence

import numpy as np
from PIL import Image, ImageDraw

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.photographs.hole_kind import DrawHole
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS

VERSION = 1  # increment it whenever holes change: measurements on different holes must not be mixed

_ATTEMPTS = 8


def sample_mask(kind: str, size: Size, rng: np.random.Generator) -> Mask:
    """One hole of `kind`: (size.height, size.width) uint8, 0 = keep, 255 = fill, nothing between.

    The share of 255 lies within the `fractions` of the kind for sides of 64 px and more; there is always at least one
    pixel of each value for sides of 16 px and more. Scratches and dust are 1-8 px wide whatever the size; brush, blob,
    rectangle and border scale with the shorter side. Raises ValueError for an unknown kind or a side under 16 px.
    """
    if kind not in HOLE_KINDS:
        raise ValueError(f"{kind!r} is not a kind of hole; there are {', '.join(HOLE_KINDS)}.")
    if min(size) < 16:
        raise ValueError(f"A hole needs a picture of at least 16 x 16 pixels, not {size.width} x {size.height}.")
    row = HOLE_KINDS[kind]
    low, high = row.fractions
    best, best_miss = np.zeros((size.height, size.width), np.uint8), math.inf
    for _ in range(_ATTEMPTS):
        mask = _drawn(row.draw, size, rng)
        share = float(np.count_nonzero(mask)) / mask.size
        if low <= share <= high:
            return mask
        miss = max(low - share, share - high)
        if 0 < share < 1 and miss < best_miss:
            best, best_miss = mask, miss
    if not best.any() or best_miss > 0.5 * low:  # rare: fall back to a bar of the kind's size
        best = np.zeros((size.height, size.width), np.uint8)
        rows = max(1, round(size.height * (low + 0.25 * (high - low))))
        if row.at_edge:
            best[:rows] = 255
        else:
            top = int(rng.integers(0, size.height - rows + 1))
            best[top : top + rows] = 255
    return best


def sample_mixed(size: Size, rng: np.random.Generator) -> Mask:
    """One hole of a kind drawn by the shares of all; otherwise as `sample_mask`."""
    return sample_mask(sample_kind(rng), size, rng)


def sample_kind(rng: np.random.Generator, kinds: Sequence[str] | None = None) -> str:
    """A kind drawn by its share, among `kinds` if given."""
    among = tuple(HOLE_KINDS) if kinds is None else tuple(kinds)
    at = rng.random() * sum(HOLE_KINDS[kind].share for kind in among)
    for kind in among:
        at -= HOLE_KINDS[kind].share
        if at < 0:
            return kind
    return among[-1]


def _drawn(draw: DrawHole, size: Size, rng: np.random.Generator) -> Mask:
    sheet = Image.new("L", size, 0)
    pen: ImageDraw.ImageDraw = ImageDraw.Draw(sheet)
    draw(sheet, pen, size, rng)
    # Pillow's text is antialiased; a mask over text covers its soft edge as well, hence the low threshold.
    return ((np.asarray(sheet) > 40) * np.uint8(255)).astype(np.uint8)
