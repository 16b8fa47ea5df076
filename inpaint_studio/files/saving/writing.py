"""Writing: a picture and its fills into a file, preserving everything outside the fills."""

import contextlib
import mmap
import os
import shutil
from dataclasses import dataclass, replace
from functools import partial
from pathlib import Path

import numpy as np

from inpaint_studio import __version__
from inpaint_studio.editing.adjustments import Adjustments
from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.files.derived import derived_of
from inpaint_studio.files.errors import ChangedOnDisk, SaveError, Unconfirmed, WouldLose
from inpaint_studio.files.kinds import jpeg_segments, png_chunks, tiff, webp_chunks
from inpaint_studio.files.kinds.formats import BY_KEY, Format
from inpaint_studio.files.kinds.orientation import stored
from inpaint_studio.files.origin import Origin, origin_of
from inpaint_studio.files.saving import adjusted as adjusted_copies
from inpaint_studio.files.saving import (
    containers,
    dicom_saving,
    edit_note,
    encoding,
    jpeg_exact,
    measurements,
    metadata,
    new_files,
    patching,
    raster_writing,
    readback,
    tiff_saving,
)
from inpaint_studio.files.saving.atomic import backup_of, keep_as, replace_file
from inpaint_studio.files.saving.differences import differing_pixels, differing_rows
from inpaint_studio.files.saving.loss import GREYS, every_pixel_of_the_jpeg, saving_loss
from inpaint_studio.files.saving.pieces import Pieces
from inpaint_studio.files.saving.readback import Coded
from inpaint_studio.files.saving.renewal import Renewal
from inpaint_studio.files.saving.targets import check_size, writable_format
from inpaint_studio.sentence import reason, say


@dataclass(frozen=True)
class SaveOptions:
    """Options of a save. The defaults preserve everything."""

    quality: int = 95  # 1..100, only where a format with loss cannot be written exactly
    allow_loss: bool = True  # False: raise WouldLose where samples outside the fills would change
    keep_backup: bool = True  # the file that is overwritten stays as NAME~
    ignore_changes: bool = False  # overwrite even where another program changed the file meanwhile
    edit_note: bool = False  # add an XMP note of what was filled, where and by what
    keep_identity: bool = False  # of DICOM: no tag says that the picture is derived from the original


@dataclass(frozen=True)
class SaveReport:
    """The result of a save."""

    path: Path
    format: str
    bytes_written: int
    exact: bool  # every sample outside the fills is the file's own (JPEG: outside the touched blocks)
    notes: tuple[str, ...] = ()  # what a person should know, one sentence each
    backup: Path | None = None
    differing_beside: int = 0  # pixels outside the fills that differ all the same: of a JPEG, inside touched blocks


def save_picture(
    picture: Picture,
    fills: tuple[Fill, ...],
    path: str | Path,
    options: SaveOptions = SaveOptions(),
    adjustments: Adjustments = (),
) -> SaveReport:
    """Write the picture with its fills to `path`, in the format of its suffix.

    Atomic: written to a temporary file, synced, decoded again and compared, then renamed. In lossless formats every
    sample outside the fills is bit for bit the file's own; in a JPEG every block outside the touched ones.
    Saved to the format it came from, a turned picture goes back to the orientation it was stored in and all
    metadata stays byte for byte; into another format it is stored upright.
    With adjustments every sample is another, so a new file is written, upright, and never over the original.
    A picture that was made from another one carries the metadata of that one's file, with its own sizes.
    Raises SaveError (nothing was changed), WouldLose where more than the fills would change and `allow_loss` is
    not given, ChangedOnDisk where another program wrote the file since.
    """
    path = Path(path)
    format = writable_format(path)
    origin = origin_of(picture)
    onto_origin = origin is not None and _same_file(path, origin.path)
    is_adjusted = adjusted_copies.change_something(picture, adjustments)
    if is_adjusted and onto_origin:
        raise SaveError(
            say(
                "{name} is the original, and every pixel of it would change with the adjustments. Save a copy under "
                "another name, or hide the adjustments.",
                name=path.name,
            )
        )
    derived = derived_of(picture)
    loss = saving_loss(picture, path, fills, is_adjusted or derived is not None)
    if loss is not None and not options.allow_loss:
        raise WouldLose(loss)
    if origin is not None and onto_origin:
        _refuse_harm(path, origin, options)
    raster = raster_writing.original_of(picture, format) if not is_adjusted else None
    original = origin.source.read() if origin is not None and raster is None else None
    try:
        if raster is not None and origin is not None:
            coded = raster_writing.encode(picture, fills, origin, raster, options.edit_note)
        elif is_adjusted:
            coded = _encode_adjusted(picture, fills, adjustments, format, original, options)
        else:
            coded = _encode(picture, fills, format, origin, original, options)
    except (SaveError, MemoryError):
        raise
    except Exception as error:  # the coders' edge: for a stranger's metadata they raise anything, struct.error too
        raise SaveError(say("{path} could not be saved: {reason}.", path=path, reason=error)) from error
    is_new = is_adjusted or derived is not None  # no sample of it is in a file
    if loss is None and not coded.exact and not is_new:  # its headers promised more than its blocks hold
        loss = every_pixel_of_the_jpeg(say("its blocks could not be read"))
        if not options.allow_loss:
            raise WouldLose(loss)
    backup = backup_of(path) if options.keep_backup and path.exists() else None
    had_backup = backup is not None and os.path.lexists(backup)

    def keep_backup() -> None:
        if backup is not None:
            saved_over = onto_origin and origin is not None and not origin.source.is_on_disk()
            try:
                _keep_backup(path, backup, (raster or original) if saved_over else None)
            except Unconfirmed as error:  # of the backup: abort before anything is overwritten
                raise SaveError(reason(error)) from error

    beside = 0

    def check(written: Path) -> None:
        nonlocal beside
        if coded.raster is not None:
            coded.raster.check(written, path)
            beside = coded.raster.beside
            return
        if coded.band is not None:
            beside = _differing_beside(picture, fills, *readback.check_band(coded, coded.band, path, written))
            return
        read = readback.check(coded, format, path, written)
        beside = _differing_beside(picture, fills, read, picture.rect) if coded.changed is not None else 0

    unconfirmed: tuple[str, ...] = ()
    content = coded.content if coded.raster is None else coded.raster.pieces
    try:
        replace_file(path, content, check, keep_backup)
    except Unconfirmed as error:
        unconfirmed = (reason(error),)
    except SaveError:
        if backup is not None and not had_backup:
            with contextlib.suppress(OSError):
                backup.unlink()  # nothing was overwritten
        raise
    if origin is not None and onto_origin:
        origin.source.replaced_by_us(raster or original)
    notes = (*unconfirmed, *(adjusted_copies.what_was_done(picture, adjustments) if is_adjusted else ()), *coded.notes)
    if format.key == "tiff" and _overviews_of(path).exists():
        notes = (
            *notes,
            say("{path} holds smaller copies that still show the picture as it was before.", path=_overviews_of(path)),
        )
    if origin is not None and original is None and raster is None:
        notes = (*notes, say("The original file has changed or gone since, so its metadata could not be carried over."))
    if loss is not None:
        notes = (*notes, loss)
    # Wider samples are the same ones.
    exact = coded.exact and (loss in (None, GREYS) or dicom_saving.is_harmless(loss)) and not is_adjusted
    return SaveReport(path, format.key, len(content), exact, notes, backup, beside)


def _differing_beside(picture: Picture, fills: tuple[Fill, ...], read: Pixels, rect: Rect) -> int:
    """How many pixels that no visible fill covers are others in what was read back of `rect`."""
    rows = differing_rows(picture.pixels[rect.slices], read)
    if not len(rows):
        return 0
    inside = Rect.of_edges(0, int(rows[0]), rect.width, int(rows[-1]) + 1)
    band = inside.translate(rect.x, rect.y)
    differing = differing_pixels(picture.pixels[band.slices], read[inside.slices])
    for fill in fills:
        common = fill.rect.intersect(band)
        if fill.visible and fill.strength > 0 and not common.is_empty:
            differing[common.inside(band).slices] &= fill.coverage[common.inside(fill.rect).slices] == 0
    return int(np.count_nonzero(differing))


def write_mask(mask: Mask, path: str | Path) -> None:
    """Write a mask as an 8-bit grey picture: 0 = keep, 255 = fill. Only formats without loss.

    A PNG is tagged as our own, so that `read_mask` uses its levels unchanged. Raises SaveError.
    """
    path = Path(path)
    format = writable_format(path)
    if not format.lossless:
        raise SaveError(
            say("A mask must be saved exactly, and {format} would change it; use PNG or TIFF.", format=format.name)
        )
    picture = Picture(np.array(mask, copy=True, order="C")[:, :, None], path.name)
    if format.key != "png":
        save_picture(picture, (), path, SaveOptions(keep_backup=False))
        return
    check_size(path, format, picture.size, "uint8")
    content = png_chunks.with_mask_mark(encoding.encode(picture.pixels, format, 0))
    replace_file(path, content, partial(readback.check, Coded(content, picture.pixels, True), format, path))


def _overviews_of(path: Path) -> Path:
    """GDAL's external overviews of a TIFF; other programs may show them in its place."""
    return path.with_name(path.name + ".ovr")


def _same_file(path: Path, other: Path) -> bool:
    try:
        return path.resolve() == other.resolve()
    except (OSError, RuntimeError):  # RuntimeError: links in a circle, before Python 3.13
        return False


def _refuse_harm(path: Path, origin: Origin, options: SaveOptions) -> None:
    if origin.is_animation:
        raise SaveError(
            say(
                "{name} is an animation of {count} frames. Save this frame under another name.",
                name=path.name,
                count=origin.pages,
            )
        )
    if path.exists() and origin.source.changed_on_disk() and not options.ignore_changes:
        raise ChangedOnDisk(
            say("{path} was changed by another program since it was opened. Save it under another name.", path=path)
        )


def _keep_backup(path: Path, backup: Path, original: bytes | mmap.mmap | None) -> None:
    """Keep what stands at `path` as `backup`; of a picture saved before, the original of this session."""
    if original is None:
        return keep_as(path, backup)
    pieces = Pieces(memoryview(original))
    with contextlib.suppress(OSError):
        if pieces.stand_in(backup):
            return None  # kept by an earlier save; unchanged, since a journal identifies it by size and time
    replace_file(backup, pieces)
    with contextlib.suppress(OSError):
        shutil.copystat(path, backup)
    with contextlib.suppress(OSError, AttributeError):
        os.chown(backup, path.stat().st_uid, path.stat().st_gid)


def _encode(
    picture: Picture,
    fills: tuple[Fill, ...],
    format: Format,
    origin: Origin | None,
    original: bytes | None,
    options: SaveOptions,
) -> Coded:
    pixels = composite(picture, fills, picture.rect)
    visible = tuple(fill for fill in fills if fill.visible and fill.strength > 0)
    in_place = origin is not None and origin.format == format.key and not origin.is_animation
    if format.patched:
        return patching.encode(picture, pixels, visible, format, origin, original, options.keep_identity)
    if picture.is_data and format.key == "tiff":
        return measurements.new_tiff(picture, pixels)
    if not in_place:
        picture, pixels = patching.as_photograph(picture, pixels)
    holds_more = origin is not None and (origin.beside is not None or origin.infrared == "page")
    if holds_more and in_place and original is None:
        raise SaveError(
            say("The original file has changed or gone, and with it a band that the picture is saved with.")
        )
    if origin is not None and original is not None and in_place:
        if not visible and not origin.converted:
            # Nothing was edited: the original bytes.
            return Coded(original, pixels, True, page=origin.page, profile=picture.profile, beside=origin.beside)
        try:
            coded = _encode_in_place(picture, pixels, visible, format, origin, original, options)
            coded = replace(coded, profile=picture.profile)
        except (ValueError, IndexError) as error:  # decoders are more tolerant than a copy of every byte
            if holds_more:
                raise SaveError(
                    say("The file's structure is damaged, so not all of its bands could be saved.")
                ) from error
            coded = new_files.encode(picture, pixels, format, origin, original, options.quality)
            coded = replace(
                coded, notes=(*coded.notes, say("The file's structure is damaged; not all metadata was kept."))
            )
    else:
        coded = new_files.encode(picture, pixels, format, origin, original, options.quality)
    if options.edit_note:
        try:
            packet = metadata.read(format.key, coded.content, coded.page).xmp
            derived = derived_of(picture)
            enlargements = derived.enlargements if derived is not None else ()
            note = edit_note.of_edits(packet, visible, f"Inpaint Studio {__version__}", enlargements)
            coded = replace(coded, content=edit_note.with_xmp(format.key, coded.content, note, coded.page))
        except ValueError:
            coded = replace(
                coded, notes=(*coded.notes, say("{format} got no note of what was edited.", format=format.name))
            )
    return coded


def encoded_in_place(
    picture: Picture, fills: tuple[Fill, ...], origin: Origin, content: bytes, options: SaveOptions
) -> Coded:
    """A file with the visible fills of one of its pages, `origin.page`, whatever `content` holds besides.

    For files in which several pages are changed, one after the other. Raises ValueError, IndexError.
    """
    visible = tuple(fill for fill in fills if fill.visible and fill.strength > 0)
    pixels = composite(picture, visible, picture.rect)
    coded = _encode_in_place(picture, pixels, visible, BY_KEY[origin.format], origin, content, options)
    return replace(coded, profile=picture.profile)


def _encode_adjusted(
    picture: Picture,
    fills: tuple[Fill, ...],
    adjustments: Adjustments,
    format: Format,
    original: bytes | None,
    options: SaveOptions,
) -> Coded:
    """A new file with tones corrected, straightened and cropped; its metadata, thumbnails too, fit what it shows."""
    origin = origin_of(picture)
    pixels = composite(picture, fills, picture.rect) if fills else picture.pixels
    picture, pixels = patching.as_photograph(picture, pixels)
    pixels = adjusted_copies.adjusted(picture, pixels, adjustments)
    coded = new_files.encode(
        replace(picture, pixels=pixels, unknown=None, infrared=None), pixels, format, origin, original, options.quality
    )
    notes = coded.notes
    if not coded.exact and derived_of(picture) is None:  # which says so itself
        notes = (
            *notes,
            say(
                "The copy was encoded anew as {format}, at quality {quality}.",
                format=format.name,
                quality=options.quality,
            ),
        )
    if origin is not None and origin.pages > 1:
        notes = (*notes, say("The copy holds this page alone, of {count}.", count=origin.pages))
    return replace(coded, notes=notes)


def _encode_in_place(
    picture: Picture,
    pixels: Pixels,
    visible: tuple[Fill, ...],
    format: Format,
    origin: Origin,
    original: bytes,
    options: SaveOptions,
) -> Coded:
    """In the format of the original: the original file with its samples changed."""
    turned = stored(encoding.fitted(pixels, format), origin.orientation)
    notes: tuple[str, ...] = ()
    # CMYK and Lab were converted to sRGB at opening; their profile no longer applies.
    profile_applies = picture.profile is not None or not origin.converted
    coded = Coded(b"", pixels, True, page=origin.page if format.key == "tiff" else 0)
    match format.key:
        case "tiff":
            unedited = stored(picture.pixels, origin.orientation)
            # Bilevel is widened at opening and can be packed again; other conversions cannot be undone.
            same = picture.unknown is None and (origin.mode == "1" or not origin.converted)
            without = frozenset() if profile_applies else frozenset({tiff.ICC})
            content, notes, page = tiff_saving.edit_page(
                original, origin.page, turned, unedited, same=same, beside=origin.beside, without=without
            )
            coded = replace(coded, page=page, beside=origin.beside)
        case "png":
            whole = turned if origin.beside is None else np.concatenate([turned, origin.beside], axis=2)
            content = png_chunks.keep(original, encoding.encode(whole, format, options.quality))
            coded = replace(coded, beside=origin.beside)
            if any(map(png_chunks.is_unreadable, png_chunks.split(original))):
                notes = (say("The file's structure is damaged; not all metadata was kept."),)
        case "webp":
            encoded = encoding.encode(turned, format, options.quality)
            content = webp_chunks.keep(original, encoded, (turned.shape[1], turned.shape[0]), turned.shape[2] == 4)
        case "jpeg":
            encoded, coded = _encode_jpeg(picture, turned, format, origin, original, options, coded)
            content = jpeg_segments.keep(original, encoded, profile_applies)
        case _:
            return new_files.encode(picture, pixels, format, origin, original, options.quality)
    renewal = Renewal(
        new_files.for_thumbnail(turned, picture.profile), coding=new_files.coding_of(turned, picture, origin)
    )
    content = containers.renewed(format.key, content, coded.page, renewal)
    return replace(coded, content=content, notes=(*notes, *renewal.notes))


def _encode_jpeg(
    picture: Picture,
    turned: Pixels,
    format: Format,
    origin: Origin,
    original: bytes,
    options: SaveOptions,
    coded: Coded,
) -> tuple[bytes, Coded]:
    if not origin.converted and jpeg_exact.why_not(original) is None:
        before = stored(picture.pixels, origin.orientation)
        encoded, changed, band = jpeg_exact.splice(original, before, turned)
        upright = _upright_mask(changed, origin.orientation)
        return encoded, replace(coded, changed=upright, band=band, orientation=origin.orientation)
    parameters = {} if origin.converted else jpeg_exact.same_tables(original)
    encoded = encoding.encode(turned, format, options.quality, **parameters)
    return encoded, replace(coded, exact=False, quality=options.quality)


def _upright_mask(changed: Mask, orientation: int) -> Mask:
    # `stored` undoes `upright`; the inverse orientation's `stored` does it.
    return stored(changed, {6: 8, 8: 6}.get(orientation, orientation))
