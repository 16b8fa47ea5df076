"""Unknown samples of data pictures: what the file does not determine, and no fill has replaced."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture

Flags = NDArray[np.bool_]  # (H, W)


def unknown_of(picture: Picture, fills: tuple[Fill, ...], rect: Rect) -> Flags | None:
    """(rect.height, rect.width): samples that the file does not determine, and that no fill has replaced.

    Where one band is no number, the pixel is unknown. None where all is known, and for a photograph: what could not be
    decoded of it is marked when it is opened, and is there to be looked at.
    """
    return undetermined_of(picture, fills, rect) if picture.is_data else None


def undetermined_of(picture: Picture, fills: tuple[Fill, ...], rect: Rect) -> Flags | None:
    """The same of a photograph too: for planes of a stack that are a source without anybody having looked at them."""
    parts: list[Flags] = [] if picture.unknown is None else [picture.unknown[rect.slices] > 0]
    if picture.pixels.dtype.kind == "f":
        parts.append(np.logical_not(np.isfinite(picture.pixels[rect.slices]).all(axis=2)))
    if not any(part.any() for part in parts):
        return None
    unknown: Flags = np.logical_or.reduce(parts).astype(bool)
    for fill in fills:
        common = fill.rect.intersect(rect)
        if fill.visible and fill.strength >= 1 and not common.is_empty:
            unknown[common.inside(rect).slices] &= fill.coverage[common.inside(fill.rect).slices] < 255
    return unknown if unknown.any() else None
