"""Shrink and restore: a part of a picture is shrunk and enlarged again, so that its truth is known."""

from pathlib import Path

import numpy as np
from PIL import Image

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.enlarging.engine import Engine
from inpaint_studio.enlarging.request import Enlarged, EnlargeError, EnlargeOptions
from inpaint_studio.model.checkpoints.inspection import describe
from inpaint_studio.model.nets.config import DENOISE, EnlargeConfig
from inpaint_studio.sentence import say

_ROUND = 24  # pixels of the small picture round the part, so that its border is none to the net


def restored(picture: Picture, fills: tuple[Fill, ...], rect: Rect, checkpoint: Path) -> Pixels:
    """`rect` of the picture with its fills, shrunk by the factor of a checkpoint that enlarges, and enlarged by it.

    Returns (rect.height, rect.width, C) of the picture's dtype. Near the picture's right and lower edge, where a
    multiple of the factor ends, the last pixels are those of the picture.
    Raises CheckpointError and EnlargeError, sentences.
    """
    description = describe(checkpoint)
    if isinstance(description.config, EnlargeConfig) and description.config.factor == DENOISE:
        raise EnlargeError(say("{name} reduces noise: it cannot enlarge pictures.", name=checkpoint.name))
    factor = description.config.factor if isinstance(description.config, EnlargeConfig) else 2  # else it is refused
    around, pixels, small = _shrunk_part(picture, fills, rect, factor)
    has_texture = description.preset == "texture"
    engine = Engine("cpu", checkpoint=checkpoint, texture_checkpoint=checkpoint if has_texture else None)
    options = EnlargeOptions(factor, texture=1.0 if has_texture else 0.0)
    large = pixels
    for value in engine.enlarge(Picture(small, picture.name, picture.profile), options):
        if isinstance(value, Enlarged):
            large = value.picture.pixels
    return _laid(composite(picture, fills, rect), rect, large, around)


def interpolated(picture: Picture, fills: tuple[Fill, ...], rect: Rect, factor: int) -> Pixels:
    """The same by bicubic interpolation, which nets are measured against."""
    around, _, small = _shrunk_part(picture, fills, rect, factor)
    large = _resized(small, (small.shape[1] * factor, small.shape[0] * factor))
    return _laid(composite(picture, fills, rect), rect, large, around)


def _shrunk_part(picture: Picture, fills: tuple[Fill, ...], rect: Rect, factor: int) -> tuple[Rect, Pixels, Pixels]:
    """Where a part lies with what is round it, its pixels, and the same shrunk."""
    around = _aligned(rect.grow(_ROUND * factor).clip(picture.size), factor)
    pixels = composite(picture, fills, around)
    # By Pillow: a judge apart from what the nets were taught with.
    return around, pixels, _resized(pixels, (pixels.shape[1] // factor, pixels.shape[0] // factor))


def _laid(out: Pixels, rect: Rect, large: Pixels, around: Rect) -> Pixels:
    common = around.intersect(rect)
    out[common.inside(rect).slices] = large[common.inside(around).slices]
    return out


def _aligned(rect: Rect, factor: int) -> Rect:
    """The largest part of a rectangle whose sides are multiples of the factor, from its top left."""
    return Rect(rect.x, rect.y, rect.width // factor * factor, rect.height // factor * factor)


def _resized(pixels: Pixels, size: tuple[int, int]) -> Pixels:
    """Bicubic, by Pillow, in the samples' own dtype."""
    planes = [
        np.asarray(Image.fromarray(plane.astype(np.float32)).resize(size, Image.Resampling.BICUBIC))
        for plane in np.moveaxis(pixels, 2, 0)
    ]
    resized = np.stack(planes, axis=2)
    if pixels.dtype.kind == "f":
        return resized.astype(pixels.dtype)
    levels: Pixels = np.rint(resized).clip(0, np.iinfo(pixels.dtype).max).astype(pixels.dtype)
    return levels
