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
    around = _aligned(rect.grow(_ROUND * factor).clip(picture.size), factor)
    pixels = composite(picture, fills, around)
    small = _shrunk(pixels, factor)
    has_texture = description.preset == "texture"
    engine = Engine("cpu", checkpoint=checkpoint, texture_checkpoint=checkpoint if has_texture else None)
    options = EnlargeOptions(factor, texture=1.0 if has_texture else 0.0)
    large = pixels
    for value in engine.enlarge(Picture(small, picture.name, picture.profile), options):
        if isinstance(value, Enlarged):
            large = value.picture.pixels
    out = composite(picture, fills, rect)
    common = around.intersect(rect)
    out[common.inside(rect).slices] = large[common.inside(around).slices]
    return out


def _aligned(rect: Rect, factor: int) -> Rect:
    """The largest part of a rectangle whose sides are multiples of the factor, from its top left."""
    return Rect(rect.x, rect.y, rect.width // factor * factor, rect.height // factor * factor)


def _shrunk(pixels: Pixels, factor: int) -> Pixels:
    """By Pillow, in the samples' own dtype: a judge apart from what the nets were taught with."""
    size = pixels.shape[1] // factor, pixels.shape[0] // factor
    planes = [
        np.asarray(Image.fromarray(plane.astype(np.float32)).resize(size, Image.Resampling.BICUBIC))
        for plane in np.moveaxis(pixels, 2, 0)
    ]
    small = np.stack(planes, axis=2)
    if pixels.dtype.kind == "f":
        return small.astype(pixels.dtype)
    levels: Pixels = np.rint(small).clip(0, np.iinfo(pixels.dtype).max).astype(pixels.dtype)
    return levels
