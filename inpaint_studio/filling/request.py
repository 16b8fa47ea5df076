"""Requests to the engine, and the values it yields. Imports no torch."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from functools import cached_property
from pathlib import Path
from types import MappingProxyType
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.fills import Fill, HandStroke, Setting
from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guides
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.filling.sources import Piece

Stage = Literal["membrane", "generator", "exemplar"]
STAGES: tuple[Stage, ...] = get_args(Stage)


class FillError(RuntimeError):
    """A fill that could not be made. The message is a sentence for the person at the screen; nothing was changed."""


@dataclass(frozen=True, eq=False)
class FillRequest:
    """A hole to fill in a picture, as of the time of the request.

    The picture is never written to and fills are frozen, so nothing but the mask is copied: the engine
    composites what it needs, crop by crop, while the person keeps painting.
    """

    picture: Picture
    fills: tuple[Fill, ...]  # fills below this one, in order
    rect: Rect  # where `mask` lies in the picture
    mask: Mask  # (rect.height, rect.width), read-only, a copy
    method: str = "auto"  # a key of `methods.METHODS`
    checkpoint: Path | None = None  # None = the shipped one
    seed: int = 0
    sources: Mask | None = None  # (rect of the whole picture) 255 = texture may be copied from here; None = anywhere
    guides: Guides = ()
    dropped: Guides = ()  # automatic lines that a person rejected: they are not found again
    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))  # e.g. "grain": 1.0
    strokes: tuple[HandStroke, ...] = ()  # to be laid anew, of a fill that was painted by hand
    mark: tuple[PackedTiles, ...] = ()  # to be taken off anew, as `marks.Mark` packs it
    flaws: tuple[Finding, ...] = ()  # damage and the like elsewhere in the picture: no texture is copied from there
    layers: tuple[Finding, ...] = ()  # that `auto` takes off instead of filling, where they lie in the hole

    def __post_init__(self) -> None:
        if self.mask.shape != (self.rect.height, self.rect.width) or not self.picture.rect.contains(self.rect):
            raise ValueError(f"A mask of {self.mask.shape} does not fit {self.rect} of {self.picture.size}.")
        self.mask.flags.writeable = False

    @cached_property
    def flaw_boxes(self) -> NDArray[np.int64]:
        """(len(flaws), 4): left, top, right, bottom."""
        return np.array([(*one.rect[:2], one.rect.right, one.rect.bottom) for one in self.flaws], np.int64).reshape(
            -1, 4
        )

    @cached_property
    def packed_sources(self) -> PackedTiles | None:
        """The packed sources, one value shared by the recipes of all fills."""
        return PackedTiles.of_mask(self.sources) if self.sources is not None else None


def mask_in(request: FillRequest, rect: Rect) -> Mask:
    """The request's mask in `rect` of the picture; 0 beyond it."""
    visible = np.zeros((rect.height, rect.width), np.uint8)
    common = rect.intersect(request.rect)
    if not common.is_empty:
        visible[common.inside(rect).slices] = request.mask[common.inside(request.rect).slices]
    return visible


@dataclass(frozen=True, eq=False)
class FillProgress:
    """One region at one stage: a usable result, to be drawn over the picture, not into it."""

    stage: Stage
    rect: Rect  # picture pixels
    pixels: Pixels  # (rect.height, rect.width, C), the picture's dtype and channels
    coverage: Mask  # (rect.height, rect.width)
    done: int  # regions finished at any stage, of
    total: int  # regions times stages
    seconds: float | None = None  # estimated total of the whole fill


@dataclass(frozen=True, eq=False)
class FillResult:
    """The complete result: one fill per region, to be committed in one step."""

    fills: tuple[Fill, ...]
    seconds: float  # wall time
    notes: tuple[str, ...] = ()  # messages for the person, such as a fallback for lack of memory
    pieces: tuple[Piece, ...] = ()  # of what the exemplar stage copied, and from where; each region: largest first
