"""From an image loaded by Pillow to the samples of a Picture, with a sentence for every conversion."""

import io
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image, ImageCms, UnidentifiedImageError

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.errors import DamagedPicture, UnsupportedPicture
from inpaint_studio.sentence import say

# Modes whose samples are the file's own, and modes that widen without loss, with the note on it.
_PLAIN_MODES = ("L", "LA", "RGB", "RGBA", "I;16")
_WIDENED = {
    "1": ("L", say("The file's black and white was opened as 8-bit grey.")),
    "P": ("RGB", say("The file's palette was opened as 8-bit RGB.")),
    "PA": ("RGBA", say("The file's palette was opened as 8-bit RGB with transparency.")),
    "YCbCr": ("RGB", say("The file's YCbCr colours were opened as RGB.")),
    "CMYK": ("RGB", ""),  # the note depends on whether the file has a profile
    "LAB": ("RGB", say("The file's Lab colours were opened as sRGB.")),
}


def opened(path: Path, name: str, plugin: str, stream: IO[bytes] | None = None) -> Image.Image:
    """The file at `path` opened by one plugin of Pillow, its header read. name: of the kind, for messages.

    stream: the same file opened, to be read instead of the path.
    """
    try:
        return Image.open(stream or path, formats=[plugin])
    except UnidentifiedImageError as error:
        raise DamagedPicture(
            say("{name} begins like {format} but is damaged or of an unusual kind.", name=path.name, format=name)
        ) from error


def from_pillow(path: Path, image: Image.Image, profile: bytes | None) -> tuple[Pixels, bytes | None, list[str]]:
    """The samples of a loaded image, the profile that applies to them, and a sentence for each conversion."""
    notes = []
    mode = image.mode
    if mode not in _PLAIN_MODES and mode not in _WIDENED:
        raise UnsupportedPicture(say("{name} holds {mode} samples, which are not opened.", name=path.name, mode=mode))
    if mode == "CMYK":
        image, note = _from_cmyk(image, profile)
        notes.append(note)
        profile = None
    elif mode == "LAB":
        image = _from_lab(image)
        notes.append(_WIDENED[mode][1])
        profile = None
    elif "transparency" in image.info and mode in ("P", "RGB", "L", "1"):
        image = image.convert("RGBA" if mode in ("P", "RGB") else "LA")
        if mode in _WIDENED:
            notes.append(_WIDENED[mode][1])
        notes.append(say("The file's transparent colour was opened as an alpha channel."))
    elif mode in _WIDENED:
        image = image.convert(_WIDENED[mode][0])
        notes.append(_WIDENED[mode][1])
    pixels = np.asarray(image)
    if pixels.ndim == 2:
        pixels = pixels[:, :, None]
    return pixels.astype(pixels.dtype.newbyteorder("="), copy=False), profile, notes


def _from_cmyk(image: Image.Image, profile: bytes | None) -> tuple[Image.Image, str]:
    if profile is not None:
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(image, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            if converted is not None:
                return converted, say("The file's CMYK colours were opened as sRGB through its profile.")
        except (OSError, ImageCms.PyCMSError, ValueError, TypeError):
            pass
    return image.convert("RGB"), say("The file's CMYK colours have no usable profile, so their sRGB is only near.")


def _from_lab(image: Image.Image) -> Image.Image:
    lab, srgb = ImageCms.createProfile("LAB"), ImageCms.createProfile("sRGB")
    converted = ImageCms.profileToProfile(image, lab, srgb, outputMode="RGB")
    assert converted is not None
    return converted
