"""Reading: from a path to a Picture, a path to a Mask, and a Picture to what a screen shows."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.mask_reading import MaskReading, MaskRefused, read_levels
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.files import colour
from inpaint_studio.files.decoded import FirstLook
from inpaint_studio.files.errors import PictureError, UnsupportedPicture
from inpaint_studio.files.infrared import AUTO, NEVER, InfraredRule, resolve
from inpaint_studio.files.kinds import png_chunks
from inpaint_studio.files.origin import Origin, Source, Stamp, origin_of
from inpaint_studio.files.sandbox import decode_apart, first_look_apart, whole_numbers_apart
from inpaint_studio.sentence import say

BUDGET_BYTES = 2 * 1024**3  # of decoded pixels; a gigapixel scan of 8-bit grey still fits


def read_picture(
    path: str | Path,
    page: int = 0,
    budget_bytes: int = BUDGET_BYTES,
    complete: bool = False,
    cancelled: Callable[[], bool] | None = None,
    infrared: InfraredRule = AUTO,
) -> Picture:
    """Open one page of a picture file, upright, at its own depth.

    page: 0 is the first; of an animation, the frame.  `Picture.notes` lists conversions.
    complete: refuse a damaged file; else its readable part is opened, and `Picture.unknown` marks the rest.
    cancelled: polled from another thread; once it is true, opening ends with an error.
    infrared: what is taken for a scanner's infrared; see `files.infrared`.
    Raises PictureError: a sentence for the person, also where `budget_bytes` would not hold the picture.
    """
    path = Path(path)
    stamp = _stamp(path)
    ended = cancelled or (lambda: False)
    decoded = decode_apart(path, page, budget_bytes, complete, ended)
    resolved = resolve(path, decoded, infrared, lambda at, number: decode_apart(at, number, budget_bytes, True, ended))
    decoded = resolved.decoded
    origin = Origin(
        Source(path.absolute(), stamp),
        decoded.format,
        decoded.page,
        decoded.pages,
        decoded.orientation,
        decoded.mode,
        decoded.converted,
        decoded.beside,
        resolved.layout,
        resolved.is_guess,
        decoded.scanner,
    )
    return Picture(
        decoded.pixels,
        path.name,
        decoded.profile,
        origin,
        decoded.notes,
        decoded.unknown,
        resolved.plane,
        decoded.bands,
        decoded.levels,
        decoded.grid,
        damage=decoded.damage,
    )


def first_look(path: str | Path, page: int = 0, cancelled: Callable[[], bool] | None = None) -> FirstLook | None:
    """What a large raster looks like, in a moment, before `read_picture` has all of it; None for what has no such look.

    cancelled: as for `read_picture`. Never raises: what is wrong with the file is said by who reads it.
    """
    try:
        return first_look_apart(Path(path), page, BUDGET_BYTES, cancelled or (lambda: False))
    except PictureError:
        return None


def read_mask(path: str | Path, size: Size) -> MaskReading:
    """Open a picture as a mask, normalised with notes: see `mask_reading.read_levels`.

    A PNG mask written by this program is used unchanged. Raises PictureError where the file is no picture,
    not of `size`, or cannot be interpreted as a mask.
    """
    try:
        picture = _picture_of_mask(path, size)
    except UnsupportedPicture:
        levels = whole_numbers_apart(Path(path), BUDGET_BYTES)  # labels of other programs have 32 bits, signed or not
        if levels is None:
            raise
        _refuse_other_size(Path(path).name, Size(levels.shape[1], levels.shape[0]), size)
        return _mask_of(Path(path).name, levels, False)
    origin = origin_of(picture)
    if origin is not None and origin.format == "png" and png_chunks.has_mask_mark(origin.source.read() or b""):
        return MaskReading(picture.pixels[:, :, 0].copy())
    return _mask_of(picture.name, picture.pixels, picture.has_alpha)


def mask_from(picture: Picture, size: Size) -> MaskReading:
    """A picture that was read already, such as a page or a frame, as a mask. Raises PictureError as `read_mask`."""
    _refuse_other_size(picture.name, picture.size, size)
    return _mask_of(picture.name, picture.pixels, picture.has_alpha)


def _mask_of(name: str, samples: NDArray[Any], has_alpha: bool) -> MaskReading:
    try:
        return read_levels(samples, has_alpha)
    except MaskRefused as error:
        raise PictureError(say("{name} cannot be used as a mask: {why}.", name=name, why=error)) from error


def read_mask_exactly(path: str | Path, size: Size) -> Mask:
    """Open a mask that this program has written: its grey levels unchanged.

    Raises PictureError where the file is no picture or not of `size`.
    """
    picture = _picture_of_mask(path, size)
    if picture.pixels.dtype != np.uint8 or picture.pixels.shape[2] != 1:
        raise PictureError(say("{name} is not a mask as this program writes them.", name=picture.name))
    return picture.pixels[:, :, 0].copy()


def _picture_of_mask(path: str | Path, size: Size) -> Picture:
    picture = read_picture(
        path, complete=True, infrared=NEVER
    )  # the missing part of a mask would leave damage unfilled
    _refuse_other_size(picture.name, picture.size, size)
    return picture


def _refuse_other_size(name: str, mask_size: Size, size: Size) -> None:
    if mask_size != size:
        raise PictureError(
            say(
                "The mask {name} is {width} x {height} pixels and the picture is {across} x {down}. They must be "
                "the same size.",
                name=name,
                width=mask_size.width,
                height=mask_size.height,
                across=size.width,
                down=size.height,
            )
        )


def to_srgb8(picture: Picture, pixels: Pixels | None = None) -> NDArray[np.uint8]:
    """`pixels` (None: the whole picture) as sRGB for display, through the picture's profile or levels.

    pixels: (H, W, C) of the picture's dtype and channels, such as a composite.
    Returns (H, W, 3), or (H, W, 4) where the picture has alpha (straight, not multiplied in).
    """
    pixels = picture.pixels if pixels is None else pixels
    if picture.levels is not None:
        return picture.levels.shown(pixels)
    shown = colour.to_srgb8(pixels, picture.profile)
    if not picture.has_alpha:
        return np.ascontiguousarray(shown)
    alpha = pixels[:, :, -1]
    if alpha.dtype.kind == "f":
        alpha = np.rint(np.clip(np.nan_to_num(alpha), 0, 1) * 255)
    elif alpha.dtype != np.uint8:
        alpha = np.rint(alpha / 257)
    return np.dstack([shown, alpha.astype(np.uint8)])


def _stamp(path: Path) -> Stamp:
    try:
        return Stamp.of(path)
    except FileNotFoundError as error:
        raise PictureError(say("{path} does not exist.", path=path)) from error
    except (OSError, ValueError) as error:
        raise PictureError(
            say("{path} could not be read: {reason}.", path=path, reason=getattr(error, "strerror", None) or error)
        ) from error
