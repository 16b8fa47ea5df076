"""Kinds of hole: the row in the table, which model, evaluator, bench and training window read."""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from types import MappingProxyType
from typing import Literal

import numpy as np
from PIL import Image, ImageDraw

from inpaint_studio.editing.geometry import Size
from inpaint_studio.sentence import template

DrawHole = Callable[[Image.Image, ImageDraw.ImageDraw, Size, np.random.Generator], None]
"""Draws 255 on a sheet of zeros, mode "L", through its `ImageDraw` or directly. All randomness is the generator's."""

GROUPS: Mapping[str, str] = MappingProxyType({"thin": template("Thin: {kinds}"), "large": template("Large: {kinds}")})
"""Groups of kinds that the evaluator summarises, and their titles."""


@dataclass(frozen=True)
class HoleKind:
    """A kind of synthetic hole."""

    key: str  # stands in logs, reports and checkpoints, and seeds holes: never renamed
    title: str  # a message in lower case: what such holes are called
    label: str  # the same for a picture with one hole
    draw: DrawHole
    family: Literal["thin", "thick"]  # thin holes learn in batches of their own, by L1 alone
    share: float  # in training, relative to the sum over the kinds that are drawn from
    fractions: tuple[float, float]  # of the picture that a hole may take; draws outside are rejected
    # Position in lists. Validation seeds holes by it: a new kind comes last, or scores of runs become incomparable.
    order: int
    group: str = ""  # in GROUPS; "" = summarised alone
    at_edge: bool = False  # whether such a hole lies along an edge of the picture

    def __post_init__(self) -> None:
        low, high = self.fractions
        if not 0 < low < high < 1:
            raise ValueError(f"The fractions of {self.key!r} must rise between 0 and 1, not {low} .. {high}.")
        if self.share < 0:
            raise ValueError(f"The share of {self.key!r} must not be negative: {self.share}.")
        if self.group and self.group not in GROUPS:
            raise ValueError(f"{self.group!r}, of {self.key!r}, is no group; there are {', '.join(GROUPS)}.")
