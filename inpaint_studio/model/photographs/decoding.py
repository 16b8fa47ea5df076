"""Decoding of one photograph for training: upright, 8-bit RGB, of bounded size, at every level."""

import io
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageOps

from inpaint_studio.files.kinds import formats
from inpaint_studio.model.photographs.crops import LEVELS
from inpaint_studio.model.photographs.picture_files import PictureFile
from inpaint_studio.sentence import say

VERSION = 1  # of the decoding; increment it when pixels change, to invalidate caches
LEAST_SIDE = 96  # pixels; smaller photographs are skipped

# Pillow would start Ghostscript for EPS; only plain raster formats are enabled.
_FORMATS = (*(format.plugin for format in formats.FORMATS if format.plugin and format.key != "heif"), "MPO")


class Decoded(NamedTuple):
    """A photograph at each of LEVELS."""

    levels: list[NDArray[np.uint8]]  # (H, W, 3) each
    scaled_down: bool
    greyscale: bool


def decode(file: PictureFile, short_side: int) -> Decoded | str:
    """The photograph, or the reason to skip it, as the end of a sentence."""
    try:
        with file.path.open("rb") as stream:
            if file.offset >= 0:
                stream.seek(file.offset)
            data = stream.read(file.size)
    except OSError:
        return say("it cannot be read from the disk")
    try:
        with Image.open(io.BytesIO(data), formats=_FORMATS) as opened:
            return _decode_opened(opened, short_side)
    except Image.DecompressionBombError:
        return say("it has more pixels than can be decoded safely")
    except MemoryError:
        return say("it is too large for the memory")
    except Exception:  # Pillow's decoders raise nearly anything on broken data
        return say("it cannot be decoded")


def _decode_opened(opened: Image.Image, short_side: int) -> Decoded | str:
    width, height = opened.size
    if min(width, height) < LEAST_SIDE:
        return say("it is smaller than {side} pixels", side=LEAST_SIDE)
    opened.draft("RGB", (width * short_side // min(width, height), height * short_side // min(width, height)))
    picture = ImageOps.exif_transpose(opened)
    greyscale = picture.mode in ("1", "L", "LA", "F") or picture.mode.startswith("I")
    if picture.has_transparency_data:
        picture = picture.convert("RGBA")
        clear = np.count_nonzero(np.asarray(picture.getchannel("A")) < 250)
        if clear > 0.01 * picture.width * picture.height:
            return say("parts of it are transparent")
    if picture.mode.startswith("I") or picture.mode == "F":  # Pillow clips these to 8 bits instead of scaling them
        deep = np.nan_to_num(np.asarray(picture, dtype=np.float32))
        top = float(deep.max())
        scale = 255 / (65535 if top > 255 else 255 if top > 1 else 1)
        picture = Image.fromarray(np.clip(deep * scale, 0, 255).astype(np.uint8))
    picture = picture.convert("RGB")
    side = min(picture.size)
    if max(picture.size) > 4 * side:  # a strip: keep the middle
        cut_x, cut_y = max(0, picture.width - 4 * side) // 2, max(0, picture.height - 4 * side) // 2
        picture = picture.crop((cut_x, cut_y, picture.width - cut_x, picture.height - cut_y))
    scaled_down = min(width, height) > short_side
    if side > short_side:
        picture = _scaled(picture, short_side / side)
    pixels = np.asarray(picture)
    if float(pixels[::4, ::4].std()) < 2.0:
        return "it is blank"
    rest = [np.asarray(_scaled(picture, factor)) for factor in LEVELS[1:]]
    return Decoded([pixels, *rest], scaled_down, greyscale)


def _scaled(picture: Image.Image, factor: float) -> Image.Image:
    if factor == 0.5:
        return picture.reduce(2)
    size = max(1, round(picture.width * factor)), max(1, round(picture.height * factor))
    return picture.resize(size, Image.Resampling.BICUBIC, reducing_gap=3.0)
