"""From bytes to samples: one page of one file, at the file's own depth, or a sentence that says why not."""

import warnings
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image, UnidentifiedImageError

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files import formats
from inpaint_studio.files.errors import PictureError, TooLargePicture, UnsupportedPicture
from inpaint_studio.files.orientation import upright

ORIENTATION_TAG = 0x0112

# Modes whose samples are the file's own, and modes that widen without losing anything, with what is said of it.
_PLAIN_MODES = ("L", "LA", "RGB", "RGBA")
_WIDENED = {
    "1": ("L", "The file's black and white was opened as 8-bit grey."),
    "P": ("RGB", "The file's palette was opened as 8-bit RGB."),
    "PA": ("RGBA", "The file's palette was opened as 8-bit RGB with transparency."),
}


@dataclass(frozen=True, eq=False)
class Decoded:
    """One page as it came out of its file."""

    pixels: Pixels  # upright
    profile: bytes | None
    format: str
    page: int
    pages: int
    orientation: int
    mode: str
    converted: bool
    notes: tuple[str, ...]


def decode(path: Path, page: int, budget_bytes: int, format: formats.Format | None = None) -> Decoded:
    """Read one page of a file. format: where it is known; else by the file's first bytes.

    Raises PictureError: a sentence that names the file, for anything that is missing, broken, hostile, too
    large for the budget, or of a kind that is not opened. Never runs another program.
    """
    format = format or identify(path)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # decoders warn of oddities in files; what matters becomes a note or an error
        try:
            return _decode_with_pillow(path, format, page, budget_bytes)
        except PictureError:
            raise
        except MemoryError as error:
            raise TooLargePicture(f"{path.name} needs more memory than there is. It was not opened.") from error
        except Exception as error:  # a decoder's edge: hostile bytes raise anything at all
            raise PictureError(
                f"{path.name} is damaged or incomplete, and could not be read ({_reason(error)})."
            ) from error


def identify(path: Path) -> formats.Format:
    """The kind of a file by its first bytes. Raises PictureError where it is none we open."""
    try:
        if path.is_dir():
            raise PictureError(f"{path.name} is a folder, not a picture.")
        with open(path, "rb") as file:
            head = file.read(formats.HEAD_BYTES)
    except FileNotFoundError as error:
        raise PictureError(f"{path} does not exist.") from error
    except OSError as error:
        raise PictureError(f"{path} could not be read: {error.strerror or error}.") from error
    if not head:
        raise PictureError(f"{path.name} is empty.")
    format = formats.sniff(head, path.suffix.lower())
    if format is not None:
        return format
    reason = formats.refusal(head)
    if reason is not None:
        raise UnsupportedPicture(f"{path.name} {reason}")
    raise UnsupportedPicture(f"{path.name} is not a picture of a kind that can be opened.")


def check_budget(name: str, width: int, height: int, bytes_per_pixel: int, budget_bytes: int) -> None:
    """Raises TooLargePicture where a picture of this size would not fit. Called before anything is allocated."""
    needed = width * height * bytes_per_pixel
    if needed > budget_bytes:
        raise TooLargePicture(
            f"{name} says it is {width:,} x {height:,} pixels ({_bytes(needed)}), "
            f"more than the {_bytes(budget_bytes)} allowed for one picture. It was not opened."
        )


def _decode_with_pillow(path: Path, format: formats.Format, page: int, budget_bytes: int) -> Decoded:
    # Our budget counts bytes and speaks a sentence; Pillow's fixed limit of pixels would refuse honest scans.
    Image.MAX_IMAGE_PIXELS = None
    try:
        image: Image.Image = Image.open(path, formats=[format.plugin])
    except UnidentifiedImageError as error:
        raise PictureError(f"{path.name} begins like a {format.name} file but is damaged or incomplete.") from error
    with image:
        pages = getattr(image, "n_frames", 1)
        if not 0 <= page < pages:
            raise PictureError(f"{path.name} has {pages} pages; there is no page {page + 1}.")
        if page:
            image.seek(page)
        if image.mode not in _PLAIN_MODES and image.mode not in _WIDENED:
            raise UnsupportedPicture(f"{path.name} holds {image.mode} samples, which are not opened yet.")
        check_budget(path.name, *image.size, 4, budget_bytes)
        orientation = _orientation(image, format)
        profile = image.info.get("icc_profile") or None
        notes = []
        mode, converted = image.mode, False
        image.load()
        target = _WIDENED.get(mode)
        if "transparency" in image.info and mode in ("P", "RGB", "L", "1"):
            image = image.convert("RGBA" if mode in ("P", "RGB") else "LA")
            notes.append("The file's transparent colour was opened as an alpha channel.")
            converted = True
        elif target is not None:
            image = image.convert(target[0])
        if target is not None:
            notes.append(target[1])
            converted = True
        pixels = np.asarray(image)
        if pixels.ndim == 2:
            pixels = pixels[:, :, None]
        if format.key != "tiff":  # Pillow turns TIFF upright by itself
            pixels = upright(pixels, orientation)
        if pages > 1 and format.key != "tiff":
            notes.append(f"This is frame {page + 1} of {pages}.")
    # A copy where Pillow still owns the memory: a picture's pixels must live as long as the picture.
    return Decoded(
        np.array(pixels, copy=True, order="C") if pixels.base is not None else pixels,
        profile,
        format.key,
        page,
        pages,
        orientation,
        mode,
        converted,
        tuple(notes),
    )


def _orientation(image: Image.Image, format: formats.Format) -> int:
    value: Any
    if format.key == "tiff":
        value = getattr(image, "tag_v2", {}).get(ORIENTATION_TAG, 1)
    else:
        try:
            value = image.getexif().get(ORIENTATION_TAG, 1)
        except Exception:  # a broken EXIF block is no reason to refuse the pixels
            return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _reason(error: Exception) -> str:
    text = str(error).strip().rstrip(".")
    return text if text and len(text) < 120 and "\n" not in text else type(error).__name__


def _bytes(count: int) -> str:
    size = float(count)
    for unit in ("bytes", "KB", "MB", "GB", "TB", "PB"):
        if size < 1000 or unit == "PB":
            return f"{size:.0f} {unit}" if size >= 10 or unit == "bytes" else f"{size:.1f} {unit}"
        size /= 1000
    raise AssertionError("unreachable")
