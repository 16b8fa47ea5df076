"""Small looks at results, for lists of many pictures."""

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.reading import to_srgb8

SIDE = 256  # pixels of the longer side, at most


def look_of(picture: Picture, fills: tuple[Fill, ...] = ()) -> NDArray[np.uint8]:
    """(h, w, 3) sRGB of a picture with its fills."""
    pixels = composite(picture, fills, picture.rect) if fills else picture.pixels
    step = max(1, max(picture.size) // (2 * SIDE))  # twice the size: the rest is averaged
    shown = to_srgb8(picture, np.ascontiguousarray(pixels[::step, ::step]))[..., :3]
    if shown.shape[2] == 1:
        shown = np.repeat(shown, 3, axis=2)
    image = Image.fromarray(np.ascontiguousarray(shown))
    image.thumbnail((SIDE, SIDE), Image.Resampling.BOX)
    return np.asarray(image)
