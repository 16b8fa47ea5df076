"""Synthetic holes for training and evaluation: scratches, text, brush strokes, blobs, rectangles and borders.

Only numpy and Pillow, so that a training machine needs nothing else. All randomness comes from the generator that is
passed in, so a hole is determined by (kind, size, state of the generator, VERSION).
"""

import math
from collections.abc import Callable, Mapping, Sequence
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
from PIL import Image, ImageDraw

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.photographs.thick_holes import draw_blobs, draw_border, draw_brush, draw_rectangles
from inpaint_studio.model.photographs.thin_holes import draw_scratches, draw_text

Kind = Literal["scratch", "text", "brush", "blob", "rectangle", "border"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# Share of each kind in training.
PROPORTIONS: Mapping[Kind, float] = MappingProxyType(
    {"scratch": 0.22, "text": 0.14, "brush": 0.34, "blob": 0.15, "rectangle": 0.08, "border": 0.07}
)

# Share of the picture that a hole of the kind may take. Draws outside are rejected.
FRACTIONS: Mapping[Kind, tuple[float, float]] = MappingProxyType(
    {
        "scratch": (0.004, 0.16),
        "text": (0.008, 0.22),
        "brush": (0.02, 0.45),
        "blob": (0.02, 0.45),
        "rectangle": (0.02, 0.45),
        "border": (0.06, 0.55),
    }
)

VERSION = 1  # increment it whenever holes change: measurements on different holes must not be mixed

_ATTEMPTS = 8


def sample_mask(kind: Kind, size: Size, rng: np.random.Generator) -> Mask:
    """One hole of `kind`: (size.height, size.width) uint8, 0 = keep, 255 = fill, nothing between.

    The share of 255 lies within `FRACTIONS[kind]` for sides of 64 px and more; there is always at least one pixel
    of each value for sides of 16 px and more. Scratches and dust are 1-8 px wide whatever the size; brush, blob,
    rectangle and border scale with the shorter side. Raises ValueError for an unknown kind or a side under 16 px.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of hole; there are {', '.join(KINDS)}.")
    if min(size) < 16:
        raise ValueError(f"A hole needs a picture of at least 16 x 16 pixels, not {size.width} x {size.height}.")
    low, high = FRACTIONS[kind]
    best, best_miss = np.zeros((size.height, size.width), np.uint8), math.inf
    for _ in range(_ATTEMPTS):
        mask = _draw(kind, size, rng)
        share = float(np.count_nonzero(mask)) / mask.size
        if low <= share <= high:
            return mask
        miss = max(low - share, share - high)
        if 0 < share < 1 and miss < best_miss:
            best, best_miss = mask, miss
    if not best.any() or best_miss > 0.5 * low:  # rare: fall back to a bar of the kind's size
        best = np.zeros((size.height, size.width), np.uint8)
        rows = max(1, round(size.height * (low + 0.25 * (high - low))))
        if kind == "border":
            best[:rows] = 255
        else:
            top = int(rng.integers(0, size.height - rows + 1))
            best[top : top + rows] = 255
    return best


def sample_mixed(size: Size, rng: np.random.Generator) -> Mask:
    """One hole of a kind drawn by `PROPORTIONS`; otherwise as `sample_mask`."""
    return sample_mask(sample_kind(rng), size, rng)


def sample_kind(rng: np.random.Generator, kinds: Sequence[Kind] | None = None) -> Kind:
    """A kind drawn by `PROPORTIONS`, among `kinds` if given."""
    among = KINDS if kinds is None else tuple(kinds)
    at = rng.random() * sum(PROPORTIONS[kind] for kind in among)
    for kind in among:
        at -= PROPORTIONS[kind]
        if at < 0:
            return kind
    return among[-1]


def _draw(kind: Kind, size: Size, rng: np.random.Generator) -> Mask:
    sheet = Image.new("L", size, 0)
    draw: ImageDraw.ImageDraw = ImageDraw.Draw(sheet)
    _DRAWERS[kind](sheet, draw, size, rng)
    # Pillow's text is antialiased; a mask over text covers its soft edge as well, hence the low threshold.
    return ((np.asarray(sheet) > 40) * np.uint8(255)).astype(np.uint8)


_DRAWERS: Mapping[Kind, Callable[[Image.Image, ImageDraw.ImageDraw, Size, np.random.Generator], None]] = (
    MappingProxyType(
        {
            "scratch": draw_scratches,
            "text": draw_text,
            "brush": draw_brush,
            "blob": draw_blobs,
            "rectangle": draw_rectangles,
            "border": draw_border,
        }
    )
)
