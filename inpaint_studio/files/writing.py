"""Writing: a picture and its fills back into a file, keeping all that was not painted over."""

import io
import shutil
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from PIL import Image

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.files import formats
from inpaint_studio.files.atomic import replace_file
from inpaint_studio.files.decoding import ORIENTATION_TAG, decode
from inpaint_studio.files.errors import ChangedOnDisk, PictureError, SaveError
from inpaint_studio.files.formats import Format
from inpaint_studio.files.orientation import stored
from inpaint_studio.files.origin import Origin, Stamp, origin_of


@dataclass(frozen=True)
class SaveOptions:
    """How to save. The defaults keep everything."""

    quality: int = 95  # 1..100, only where a format with loss cannot be written exactly
    allow_loss: bool = True  # False: raise SaveError where samples outside the fills would change
    keep_backup: bool = True  # the file that is overwritten stays as NAME~
    ignore_changes: bool = False  # overwrite even where another program changed the file meanwhile
    edit_note: bool = False  # add an XMP note of what was edited and by what


@dataclass(frozen=True)
class SaveReport:
    """What was written."""

    path: Path
    format: str
    bytes_written: int
    exact: bool  # every sample outside the fills is the file's own
    notes: tuple[str, ...] = ()  # what a person should know, one sentence each
    backup: Path | None = None


def save_picture(
    picture: Picture, fills: tuple[Fill, ...], path: str | Path, options: SaveOptions = SaveOptions()
) -> SaveReport:
    """Write the picture with its fills to `path`, in the format its suffix names.

    Atomic: written beside, synced, decoded again and compared, then put in place. In lossless formats every
    sample outside the fills is bit for bit the file's own. Saved to the format it came from, a turned picture
    goes back to the orientation it was stored in, tag and all; into another it is stored upright.
    Raises SaveError (nothing was changed), ChangedOnDisk where another program wrote the file since.
    """
    path = Path(path)
    format = _writable_format(path)
    origin = origin_of(picture)
    loss = saving_loss(picture, path, options)
    if loss is not None and not options.allow_loss:
        raise SaveError(loss)
    _refuse_foreign_changes(path, origin, options)
    pixels = composite(picture, fills, picture.rect)
    content, notes = _encode(pixels, picture, origin, format, options)
    exact = loss is None

    def check(written: Path) -> None:
        _compare(written, pixels, format, exact, path)

    backup = _keep_backup(path) if options.keep_backup else None
    replace_file(path, content, check)
    return SaveReport(path, format.key, len(content), exact, (*notes, *((loss,) if loss else ())), backup)


def saving_loss(picture: Picture, path: str | Path, options: SaveOptions = SaveOptions()) -> str | None:
    """What saving to `path` would change outside the fills, in one sentence; None where nothing changes.

    Raises SaveError where `path` cannot be written at all.
    """
    path = Path(path)
    format = _writable_format(path)
    dtype = picture.pixels.dtype.name
    if dtype not in format.depths:
        return f"{format.name} cannot hold {_depth_words(dtype)}, so the picture would be narrowed; TIFF keeps it."
    if picture.has_alpha and not format.alpha:
        return f"{format.name} cannot hold transparency, so it would be dropped; PNG keeps it."
    if not format.lossless:
        return f"{format.name} changes every pixel a little when it is saved; PNG or TIFF keeps them exactly."
    return None


def write_mask(mask: Mask, path: str | Path) -> None:
    """Write a mask as an 8-bit grey picture: 0 = keep, 255 = fill. Only formats without loss.

    Raises SaveError.
    """
    path = Path(path)
    format = _writable_format(path)
    if not format.lossless:
        raise SaveError(f"A mask must be saved exactly, and {format.name} would change it; use PNG or TIFF.")
    picture = Picture(np.ascontiguousarray(mask)[:, :, None].copy(), path.name)
    save_picture(picture, (), path, SaveOptions(keep_backup=False, ignore_changes=True))


def _writable_format(path: Path) -> Format:
    format = formats.of_path(path)
    if format is None:
        known = ", ".join(format.suffixes[0] for format in formats.FORMATS if format.writable)
        raise SaveError(f"{path.name} does not say which format to save in. End its name in one of {known}.")
    if not format.writable:
        raise SaveError(f"{path.name} cannot be saved: {format.unwritable} PNG keeps every pixel.")
    return format


def _depth_words(dtype: str) -> str:
    return {"uint8": "8 bits", "uint16": "16 bits", "float32": "32-bit float samples"}[dtype]


def _refuse_foreign_changes(path: Path, origin: Origin | None, options: SaveOptions) -> None:
    if origin is None or options.ignore_changes or not path.exists():
        return
    same_file = path.resolve() == origin.path.resolve()
    if same_file and Stamp.of(path) != origin.stamp:
        raise ChangedOnDisk(
            f"{path} was changed by another program since it was opened. Save under another name, or save again to "
            "overwrite it."
        )


def _keep_backup(path: Path) -> Path | None:
    """Copy what stands at `path` to `path~`; an existing backup is replaced."""
    if not path.exists():
        return None
    backup = path.with_name(path.name + "~")
    try:
        replace_file(backup, path.read_bytes())
        shutil.copystat(path, backup)
    except OSError as error:
        raise SaveError(f"The backup {backup} could not be written: {error.strerror or error}.") from error
    return backup


def _encode(
    pixels: Pixels, picture: Picture, origin: Origin | None, format: Format, options: SaveOptions
) -> tuple[bytes, tuple[str, ...]]:
    """The file's bytes, and what to tell the person."""
    notes: list[str] = []
    parameters: dict[str, Any] = {}
    orientation = 1
    metadata = _metadata_of(origin)
    if origin is not None and origin.format == format.key and format.oriented:
        orientation = origin.orientation
    elif "exif" in metadata:
        metadata["exif"][ORIENTATION_TAG] = 1
    if picture.profile is not None and format.profile:
        parameters["icc_profile"] = picture.profile
    elif picture.profile is not None:
        notes.append(f"{format.name} cannot hold the picture's colour profile, so it was left out.")
    if format.key in ("png", "jpeg", "webp", "tiff", "avif") and "exif" in metadata:
        parameters["exif"] = metadata["exif"]
    if format.key in ("png", "jpeg", "tiff", "bmp") and "dpi" in metadata:
        parameters["dpi"] = metadata["dpi"]
    if not format.alpha and pixels.shape[2] in (2, 4):
        pixels = pixels[:, :, :-1]
    if not format.grey and pixels.shape[2] <= 2:
        pixels = np.dstack([pixels[:, :, :1]] * 3 + ([pixels[:, :, 1:]] if pixels.shape[2] == 2 else []))
    pixels = stored(pixels, orientation)
    match format.key:
        case "jpeg":
            parameters |= {"quality": options.quality, "subsampling": 0 if options.quality >= 90 else 2}
        case "webp":
            parameters |= {"lossless": True, "exact": True, "method": 3}
        case "tiff":
            parameters |= {"compression": "tiff_adobe_deflate"}
            if orientation != 1:
                parameters["tiffinfo"] = {ORIENTATION_TAG: orientation}
        case "avif":
            parameters |= {"quality": options.quality, "subsampling": "4:4:4"}
    buffer = io.BytesIO()
    _as_image(pixels).save(buffer, format.plugin, **parameters)
    return buffer.getvalue(), tuple(notes)


def _metadata_of(origin: Origin | None) -> dict[str, Any]:
    if origin is None or not origin.path.exists():
        return {}
    found: dict[str, Any] = {}
    try:
        with Image.open(origin.path, formats=[formats.BY_KEY[origin.format].plugin]) as image:
            exif = image.getexif()
            if len(exif):
                found["exif"] = exif
            if "dpi" in image.info:
                found["dpi"] = image.info["dpi"]
    except (OSError, ValueError, SyntaxError):
        return {}
    return found


def _as_image(pixels: Pixels) -> Image.Image:
    return Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)


def _compare(written: Path, pixels: Pixels, format: Format, exact: bool, path: Path) -> None:
    """Raises SaveError where the written file does not give the pixels back."""
    try:
        read = decode(written, 0, max(pixels.nbytes * 8, 1 << 28), format).pixels
    except PictureError as error:
        raise SaveError(f"{path} could not be saved: what was written could not be read back ({error}).") from error
    if read.shape[:2] != pixels.shape[:2] or (exact and not _same_samples(read, pixels)):
        raise SaveError(f"{path} could not be saved: what was written does not read back as the same pixels.")


def _same_samples(read: Pixels, pixels: Pixels) -> bool:
    if read.dtype != pixels.dtype:
        return False
    if read.shape[2] < pixels.shape[2]:
        return False
    if read.shape[2] in (3, 4) and pixels.shape[2] in (1, 2):  # grey kept in a format that only knows colour
        pixels = np.dstack([pixels[:, :, :1]] * 3 + ([pixels[:, :, 1:]] if pixels.shape[2] == 2 else []))
    return bool(np.array_equal(read, pixels, equal_nan=read.dtype.kind == "f"))
