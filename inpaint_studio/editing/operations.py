"""Operations on the mask that ask for something: a table of what each makes of a mask, a picture and its options.

Each looks no further than its reach, so that a part of the mask can be worked out alone, also on a smaller plane, while
a person still chooses.
"""

from collections.abc import Callable
from dataclasses import dataclass
from math import ceil
from typing import Annotated, Any, Literal

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing import mask as masks
from inpaint_studio.editing.histogram import Counts, brightness_counts, starting_range
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.options import Option
from inpaint_studio.registry import Registry
from inpaint_studio.sentence import say

Reduction = Literal["most", "mean", "least"]


@dataclass(frozen=True, eq=False)
class Part:
    """What an operation works on: the mask, or a part of it, and what is seen there. Nothing of it is written to."""

    mask: Mask  # (h, w)
    look: Callable[[], Pixels]  # (h, w, C): the picture's own samples with the fills that lie on it
    unit: int = 1  # picture pixels a side that one pixel here stands for


@dataclass(frozen=True, eq=False)
class Survey:
    """What a picture proposes to begin with."""

    options: Any
    counts: Counts  # (256,) its histogram, to be shown behind the range that is chosen


@dataclass(frozen=True)
class Operation:
    """One operation: a row of the table."""

    key: str
    title: str  # a message, of what is asked
    step: str  # the name of its step in the history
    options: type  # a frozen dataclass, see `inpaint_studio.options`
    work: Callable[[Part, Any], Mask]  # a new (h, w) mask; what lies within `reach` of a cut edge may be wrong
    reach: Callable[[Any], float]  # picture pixels from which a pixel's new value may come
    reduction: Reduction = "mean"  # how a smaller plane of the mask is made for it
    survey: Callable[[Pixels], Survey] | None = None  # where it depends on the picture what to begin with
    needs_mask: bool = True  # it makes nothing of an empty one
    nothing: str = ""  # said where it changed nothing
    seconds_per_pixel: float = 5e-8  # of what is worked on, on one core


OPERATIONS: Registry[Operation] = Registry()


def _at(part: Part, pixels: float) -> float:
    """A length in picture pixels as one in pixels of the part."""
    return pixels / part.unit


_PIXELS = Option(say("By"), 1, 500, say(" px"), curve=3.0)


@dataclass(frozen=True)
class DistanceOptions:
    """Of operations that move the border of the mask."""

    pixels: Annotated[int, _PIXELS] = 3


@dataclass(frozen=True)
class SofteningOptions:
    """Of operations that soften or round it off."""

    pixels: Annotated[int, _PIXELS] = 4


@dataclass(frozen=True)
class SnapOptions:
    reach: Annotated[
        int, Option(say("Within"), 1, 64, say(" px"), tip=say("How far the border of the mask may move"), curve=2.0)
    ] = 8
    contrast: Annotated[
        float, Option(say("Contrast"), 0.01, 1, " %", 100, tip=say("How strong an edge must be to draw the border"))
    ] = 0.12


@dataclass(frozen=True)
class BrightnessOptions:
    levels: Annotated[tuple[float, float], Option(say("Brightness"), 0, 1, "", 255)] = (0.0, 1.0)


def _survey_brightness(pixels: Pixels) -> Survey:
    counts = brightness_counts(pixels)
    low, high = starting_range(counts)
    return Survey(BrightnessOptions((low / 255, high / 255)), counts)


def _by_brightness(part: Part, options: BrightnessOptions) -> Mask:
    return np.maximum(part.mask, masks.by_brightness(part.look(), *options.levels))


def _snap(part: Part, options: SnapOptions) -> Mask:
    from inpaint_studio.editing.snapping import snapped  # 0.4 s of scipy, which opening a picture need not wait for

    return snapped(part.mask, part.look, _at(part, options.reach), options.contrast)


OPERATIONS.register(
    Operation(
        "grow",
        say("Grow mask"),
        "Grow",
        DistanceOptions,
        lambda part, options: masks.grow(part.mask, _at(part, options.pixels)),
        lambda options: options.pixels,
        "most",
    )
)
OPERATIONS.register(
    Operation(
        "shrink",
        say("Shrink mask"),
        "Shrink",
        DistanceOptions,
        lambda part, options: masks.shrink(part.mask, _at(part, options.pixels)),
        lambda options: options.pixels,
        "least",
    )
)
OPERATIONS.register(
    Operation(
        "feather",
        say("Feather mask"),
        "Feather",
        SofteningOptions,
        lambda part, options: masks.feather(part.mask, _at(part, options.pixels)),
        lambda options: ceil(4 * options.pixels) + 1,
    )
)
OPERATIONS.register(
    Operation(
        "smooth",
        say("Smooth mask"),
        "Smooth",
        SofteningOptions,
        lambda part, options: masks.smooth(part.mask, _at(part, options.pixels)),
        lambda options: 2 * options.pixels + 1,
    )
)
OPERATIONS.register(
    Operation(
        "snap",
        say("Snap mask to edges"),
        "Snap to edges",
        SnapOptions,
        _snap,
        lambda options: 3 * options.reach + 16,
        nothing=say("There is no edge of that contrast near the border of the mask. Nothing was changed."),
        seconds_per_pixel=3e-7,
    )
)
OPERATIONS.register(
    Operation(
        "brightness",
        say("Mark by brightness"),
        "By brightness",
        BrightnessOptions,
        _by_brightness,
        lambda options: 0,
        "most",
        survey=_survey_brightness,
        needs_mask=False,
        nothing=say("No pixel that is not marked already has a brightness in this range. Nothing was changed."),
    )
)


def reduced(mask: Mask, unit: int, how: Reduction) -> Mask:
    """(H, W) -> (ceil(H / unit), ceil(W / unit)): the largest, mean or least of each block; past the edge its last
    pixel goes on. unit: a power of two."""
    if unit == 1:
        return mask
    height, width = mask.shape
    if height % unit or width % unit:
        mask = np.pad(mask, ((0, -height % unit), (0, -width % unit)), mode="edge")
    if how == "mean":
        rows = mask[0::unit].astype(np.uint16)
        for row in range(1, unit):
            rows += mask[row::unit]
        # 255 * unit * unit and a half more fit into 16 bits up to a unit of 8.
        total: NDArray[np.uint32] = rows[:, 0::unit].astype(np.uint16 if unit <= 8 else np.uint32)
        for column in range(1, unit):
            total += rows[:, column::unit]
        total += unit * unit // 2
        total >>= 2 * (unit.bit_length() - 1)
        return total.astype(np.uint8)
    extreme = np.maximum if how == "most" else np.minimum
    while unit > 1:  # rows first, where neighbours lie together: what is left for the columns is less
        mask = extreme(mask[0::2], mask[1::2])
        mask = extreme(mask[:, 0::2], mask[:, 1::2])
        unit //= 2
    return mask
