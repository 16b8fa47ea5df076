"""A picture as a new file: in another format than its own, or without an original, upright."""

from dataclasses import replace

import numpy as np

from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files import colour
from inpaint_studio.files.derived import Derived, derived_of
from inpaint_studio.files.kinds import exif, jp2_boxes
from inpaint_studio.files.kinds.formats import Format
from inpaint_studio.files.origin import Origin
from inpaint_studio.files.saving import containers, encoding, metadata
from inpaint_studio.files.saving.infrared_loss import infrared_band
from inpaint_studio.files.saving.readback import Coded
from inpaint_studio.files.saving.renewal import Renewal
from inpaint_studio.sentence import joined, say, template


def coding_of(
    stored_pixels: Pixels, picture: Picture, origin: Origin | Derived, is_new_file: bool = False
) -> exif.Coding | None:
    """The layout of the samples of a new file; None where the metadata already match it."""
    if not is_new_file and not (isinstance(origin, Origin) and origin.converted):
        return None
    became_srgb = picture.profile is None and origin.mode in ("CMYK", "LAB")
    colours = 1 if stored_pixels.shape[2] <= 2 else 3
    return exif.Coding(
        stored_pixels.shape[1], stored_pixels.shape[0], colours, stored_pixels.dtype.itemsize * 8, became_srgb
    )


def encode(
    picture: Picture,
    pixels: Pixels,
    format: Format,
    origin: Origin | None,
    original: bytes | None,
    quality: int,
) -> Coded:
    """In another format, or without an original: a new file, upright, with the metadata it can hold."""
    stored_pixels = encoding.fitted(pixels, format)
    carried = metadata.Metadata()
    notes: tuple[str, ...] = ()
    if derived_of(picture) is not None and not format.lossless:
        notes = (say("It was encoded as {format}, at quality {quality}.", format=format.name, quality=quality),)
    renewal: Renewal | None = None
    source: Origin | Derived | None = derived_of(picture)
    if isinstance(source, Derived):
        carried = source.metadata
    elif original is not None:
        source = origin
    if source is not None:
        if isinstance(source, Origin) and original is not None:
            carried = metadata.read(source.format, original, source.page)
        coding = coding_of(stored_pixels, picture, source, is_new_file=True)
        renewal = Renewal(for_thumbnail(stored_pixels, picture.profile), orientation=1, coding=coding)
        notes = (*notes, *(say(_BROKEN, block=block) for block in carried.broken))
        carried = metadata.turned(metadata.renewed(carried, renewal), source.orientation)
    profile = colour.profile_for(picture.profile, pixels.shape[2], stored_pixels.shape[2])
    carried = replace(carried, icc=profile)
    shown_by = picture.profile if profile is not None else None
    if picture.profile is not None and not (format.profile and profile):
        notes = (
            *notes,
            say("{format} cannot hold the picture's colour profile, so it was left out.", format=format.name),
        )
    if origin is None or format.key != origin.format or format.key not in ("jp2", "jpeg", "png", "webp", "tiff"):
        unportable = metadata.without_place(format.key, carried)
        what = (joined(unportable, ", "), *carried.unportable) if unportable else carried.unportable
        is_same_kind = isinstance(source, Derived) and source.format == format.key
        words = _LEFT_OUT if is_same_kind else _NO_PLACE
        notes = (*notes, *(say(words, what=w, format=format.name) for w in what))
    if format.key == "tiff":
        if carried.exif is not None and not exif.is_readable(carried.exif):  # other formats carry it unchanged
            notes = (*notes, say(_BROKEN, block="EXIF"))
        notes = (*notes, *(renewal.notes if renewal is not None else ()))
        # Of another kind or another orientation: upright, as the samples are.
        beside = infrared_band(picture)
        content = metadata.into_tiff(stored_pixels, carried, beside)
        return Coded(content, pixels, True, notes, profile=shown_by, beside=beside)
    match format.key:
        case "bmp":
            content = encoding.encode(stored_pixels, format, quality, dpi=carried.dpi or (0, 0))  # else Pillow says 96
        case "avif":
            carried_blocks = metadata.with_resolution(carried)
            blocks = {"icc_profile": carried_blocks.icc, "exif": carried_blocks.exif, "xmp": carried_blocks.xmp}
            parameters = {name: block for name, block in blocks.items() if block is not None}
            content = encoding.encode(stored_pixels, format, quality, **parameters)
        case _:
            content = encoding.encode(stored_pixels, format, quality)
    match format.key:
        case "jpeg":
            content, more = metadata.into_jpeg(content, carried)
            notes = (*notes, *more)
        case "png":
            content = metadata.into_png(content, carried)
        case "jp2":
            content = jp2_boxes.assembled(content, carried.icc, original if _is_jp2(origin) else None, carried.dpi)
            if renewal is not None:
                content = containers.renewed("jp2", content, 0, renewal)
        case "webp":
            content = metadata.into_webp(
                content, carried, (stored_pixels.shape[1], stored_pixels.shape[0]), stored_pixels.shape[2] == 4
            )
    notes = (*notes, *(renewal.notes if renewal is not None else ()))
    return Coded(content, pixels, format.lossless, notes, profile=shown_by, quality=quality)


_NO_PLACE = template("The picture's {what} had no place in a {format} file and was left out.")
_LEFT_OUT = template("The {what} of the {format} file that the picture was made from was left out.")
_BROKEN = template("The file's {block} could not be read, or not wholly; what could not be read was left out.")


def _is_jp2(origin: Origin | None) -> bool:
    return origin is not None and origin.format == "jp2"


def for_thumbnail(pixels: Pixels, profile: bytes | None) -> Pixels:
    """A subsampled 8-bit sRGB copy, large enough for any thumbnail."""
    step = max(1, min(pixels.shape[:2]) // 480)
    return colour.to_srgb8(np.ascontiguousarray(pixels[::step, ::step]), profile)
