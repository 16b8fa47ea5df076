"""Fills: repairs laid over a picture that is never written to, and their compositing."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from types import MappingProxyType

import numpy as np

from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.editing.tiles import PackedTiles

_BLOCK = 128  # pixels a side, blended together

Setting = str | int | float | bool
Guides = tuple[tuple[tuple[float, float], ...], ...]  # polylines of picture x, y that structure should follow


@dataclass(frozen=True)
class Recipe:
    """Everything needed to make a fill again."""

    method: str  # the method that was really used, never "auto"
    checkpoint: str | None = None  # SHA-256 of the weights, where a generator took part
    seed: int = 0
    settings: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))
    crop: Rect = NOWHERE  # the part of the picture that the method got
    version: str = ""  # of the program that made it
    requested_method: str = ""  # "auto" included; empty where it was not recorded
    guides: Guides | None = None  # None where guides and sources were not recorded, as before version 0.2
    sources: PackedTiles | None = None  # where texture was allowed to be copied from; None = anywhere

    @property
    def is_complete(self) -> bool:
        return self.guides is not None


@dataclass(frozen=True, eq=False)
class Fill:
    """One repair. Frozen: hiding, fading or re-making one is a new Fill with the same id in its place.

    Raises ValueError where shapes do not fit `rect`.
    """

    id: str  # stays the same through every change of this fill
    rect: Rect
    pixels: Pixels  # (rect.height, rect.width, C), the picture's own dtype and channels
    coverage: Mask  # (rect.height, rect.width): how much of `pixels` shows, 255 = all
    recipe: Recipe
    visible: bool = True
    strength: float = 1.0  # 0 = not at all .. 1 = as covered

    def __post_init__(self) -> None:
        height_width = (self.rect.height, self.rect.width)
        if self.pixels.shape[:2] != height_width or self.coverage.shape != height_width:
            raise ValueError(f"A fill of {self.pixels.shape} covering {self.coverage.shape} does not fit {self.rect}.")
        self.pixels.flags.writeable = False
        self.coverage.flags.writeable = False


def composite(picture: Picture, fills: tuple[Fill, ...], rect: Rect) -> Pixels:
    """The picture's pixels in `rect` with every visible fill laid over them, in order.

    Returns a new (rect.height, rect.width, C) array of the picture's dtype. `rect` lies inside the picture.
    A sample that no visible fill covers is the file's own sample, bit for bit.
    """
    out = picture.pixels[rect.slices].copy()
    for fill in fills:
        if fill.visible and fill.strength > 0:
            lay(out, rect, fill)
    return out


def lay(out: Pixels, rect: Rect, fill: Fill) -> None:
    """Lay `fill` over `out`, which shows `rect` of the picture. Writes only where the fill covers."""
    common = fill.rect.intersect(rect)
    if common.is_empty or fill.strength <= 0:
        return
    # In blocks: most of them are covered throughout or not at all, and the rest is blended in the processor's cache.
    for y in range(common.y, common.bottom, _BLOCK):
        for x in range(common.x, common.right, _BLOCK):
            block = Rect(x, y, _BLOCK, _BLOCK).intersect(common)
            source = block.inside(fill.rect).slices
            _lay_block(out[block.inside(rect).slices], fill.pixels[source], fill.coverage[source], fill.strength)


def _lay_block(under: Pixels, over: Pixels, coverage: Mask, strength: float) -> None:
    highest = int(coverage.max())
    if highest == 0:
        return
    if strength >= 1.0 and int(coverage.min()) == 255:
        under[:] = over
        return
    whole = (coverage == 255)[..., None] if strength >= 1.0 else np.zeros((1, 1, 1), bool)
    partly = (coverage > 0)[..., None] & ~whole
    if partly.any():
        share = (coverage * (strength / 255.0))[..., None]
        blended = over.astype(np.float64)
        with np.errstate(invalid="ignore", over="ignore"):
            blended -= under
            blended *= share
            blended += under
        if under.dtype.kind == "f":  # NaN and infinity cannot be blended: the fill replaces them
            np.copyto(blended, over, where=~np.isfinite(under))
        else:
            np.rint(blended, out=blended)
        np.copyto(under, blended, where=partly, casting="unsafe")
    np.copyto(under, over, where=whole)


def fill_at(fills: tuple[Fill, ...], x: int, y: int) -> Fill | None:
    """The topmost fill that shows at the picture's pixel (x, y); None where the file's own pixel does."""
    pixel = Rect(x, y, 1, 1)
    for fill in reversed(fills):
        shows = fill.visible and fill.strength > 0 and fill.rect.contains(pixel)
        if shows and fill.coverage[pixel.inside(fill.rect).slices].any():
            return fill
    return None
