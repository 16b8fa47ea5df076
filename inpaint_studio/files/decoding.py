"""Decode one page of one file to samples at the file's own depth, or raise an error with a sentence."""

import contextlib
import errno
import io
import os
import struct
import threading
import warnings
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import IO

import numpy as np
from PIL import Image

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files import samples
from inpaint_studio.files.decoded import Decoded, Limits, check_size, ignore_size, no_page
from inpaint_studio.files.errors import DamagedPicture, PictureError, TooLargePicture, UnsupportedPicture
from inpaint_studio.files.kinds import (
    deep,
    dicom,
    formats,
    jp2_boxes,
    metadata_reading,
    nifti,
    open_animation,
    pnm,
    tiff_decoding,
)
from inpaint_studio.files.kinds.orientation import block_orientation, upright
from inpaint_studio.files.mapped import MEMORY, Room
from inpaint_studio.installation import how_to_add
from inpaint_studio.sentence import Sentence, reason, say


def decode(
    path: Path,
    page: int,
    budget_bytes: int,
    format: formats.Format | None = None,
    sized: Callable[[int], None] = ignore_size,
    cancelled: Callable[[], bool] = lambda: False,
    room: Room = MEMORY,
) -> Decoded:
    """Read one page of a file. format: where it is known; else by the file's first bytes.

    sized: called with the number of pixels, before any is decoded.  cancelled: polled while a guest reads.
    room: where the samples of a data picture are put.
    Raises PictureError: a sentence that names the file, for anything that is missing, broken, hostile, too
    large for the budget, or of a kind that is not opened. Never runs another program.
    """
    format = format or identify(path)
    if format.reader is not None:
        pixels = format.reader.read(path, page, Limits(budget_bytes, sized), cancelled)
        return _with_alpha_note(Decoded(pixels, None, format.key, 0, 1, 1, pixels.dtype.name, False, ()))
    with warnings.catch_warnings(), _no_limit_of_pixels():
        warnings.simplefilter("ignore")  # decoders warn of oddities in files; what matters becomes a note or an error
        try:
            return _with_alpha_note(_decode(path, format, page, Limits(budget_bytes, sized, room)))
        except PictureError:
            raise
        except Exception as error:  # a decoder's edge: hostile bytes raise anything at all
            if isinstance(error, MemoryError) or getattr(error, "errno", None) == errno.ENOMEM:  # mapping a file, too
                raise TooLargePicture(
                    say("{name} needs more memory than there is. It was not opened.", name=path.name)
                ) from error
            why = _reason(error)
            if str(why).startswith(_NOT_KNOWN):
                raise UnsupportedPicture(
                    say("{name} is stored in a way that is not opened ({reason}).", name=path.name, reason=why)
                ) from error
            if format.key == "tiff" and _has_no_directory(path):
                raise DamagedPicture(
                    say(
                        "{name} ends before its directory, which holds its size and how it is stored. Without it "
                        "nothing of it can be opened.",
                        name=path.name,
                    )
                ) from error
            raise DamagedPicture(
                say("{name} is damaged or incomplete ({reason}).", name=path.name, reason=why)
            ) from error


# What decoders begin with where they do not know the coding: such a file may be whole.
_NOT_KNOWN = ("Unsupported", "Invalid bits per sample")


def _has_no_directory(path: Path) -> bool:
    """Whether a TIFF ends before its first directory, which may stand last."""
    with open(path, "rb") as file:
        head, length = file.read(16), os.fstat(file.fileno()).st_size
    order = ">" if head[:2] == b"MM" else "<"
    if len(head) < 16:
        return True
    is_big = struct.unpack_from(order + "H", head, 2)[0] == 43
    at = struct.unpack_from(order + ("Q" if is_big else "I"), head, 8 if is_big else 4)[0]
    return bool(at + 2 > length)


class _Decoding:
    """Counts decodings in progress: meanwhile Pillow's MAX_IMAGE_PIXELS is off, for every thread.

    Our budget counts bytes and raises a sentence; Pillow's limit would refuse legitimate scans. It is restored
    afterwards for other users of Pillow in the process.
    """

    lock = threading.Lock()
    count = 0
    limit: int | None = None


@contextlib.contextmanager
def _no_limit_of_pixels() -> Iterator[None]:
    with _Decoding.lock:
        if not _Decoding.count:
            _Decoding.limit = Image.MAX_IMAGE_PIXELS
            Image.MAX_IMAGE_PIXELS = None
        _Decoding.count += 1
    try:
        yield
    finally:
        with _Decoding.lock:
            _Decoding.count -= 1
            if not _Decoding.count:
                Image.MAX_IMAGE_PIXELS = _Decoding.limit


def identify(path: Path) -> formats.Format:
    """The kind of a file by its first bytes. Raises PictureError where it is none we open."""
    try:
        if path.is_dir():
            raise PictureError(say("{name} is a folder, not a picture.", name=path.name))
        if path.exists() and not path.is_file():  # opening a pipe would block until a writer opens it
            raise PictureError(say("{name} is a pipe or a device, not a picture.", name=path.name))
        with open(path, "rb") as file:
            head = file.read(formats.HEAD_BYTES)
    except FileNotFoundError as error:
        raise PictureError(say("{path} does not exist.", path=path)) from error
    except OSError as error:
        raise PictureError(say("{path} could not be read: {reason}.", path=path, reason=error)) from error
    if not head:
        raise PictureError(say("{name} is empty.", name=path.name))
    format = formats.sniff(head, path.suffix.lower())
    if format is not None:
        return format
    reason = formats.refusal(head)
    if reason is not None:
        raise UnsupportedPicture(say(reason, name=path.name))
    raise UnsupportedPicture(say("{name} is not a picture of a kind that can be opened.", name=path.name))


def size_of(path: Path) -> tuple[int, int]:
    """Width and height by the file's header. Raises PictureError, OSError, ValueError."""
    format = identify(path)
    if not format.plugin:
        raise PictureError(say("{name} is not a picture of a kind that can be opened.", name=path.name))
    if format.key == "pnm":
        header = pnm.header(path.read_bytes()[:65536])
        return header.width, header.height
    with _no_limit_of_pixels(), samples.opened(path, format.name, format.plugin) as image:
        return image.size


def jpeg_shape(path: Path) -> tuple[int, int, int] | None:
    """Width, height, upright, and colours of a JPEG by its headers alone; None where they do not tell."""
    with contextlib.suppress(Exception), _no_limit_of_pixels():  # who reads it says what is wrong with it
        format = identify(path)
        if format.key == "jpeg":
            with samples.opened(path, format.name, format.plugin) as image:
                width, height = image.size if _orientation(path, format, image) < 5 else image.size[::-1]
                return width, height, 1 if image.mode == "L" else 3
    return None


def jpeg_orientation(path: Path) -> int:
    """How a JPEG is turned to stand upright, 1..8, by its headers. Raises PictureError, OSError, ValueError."""
    format = formats.BY_KEY["jpeg"]
    with _no_limit_of_pixels(), samples.opened(path, format.name, format.plugin) as image:
        return _orientation(path, format, image)


def _decode(path: Path, format: formats.Format, page: int, limits: Limits) -> Decoded:
    match format.key:
        case "tiff":
            return tiff_decoding.decode(path, page, limits)
        case "pnm":
            return _decode_pnm(path, page, limits)
        case "png" if _png_depth(path) == 16:
            return _decode_deep(path, format, limits)
        case "jp2" if _jp2_depth(path) > 8:
            return _decode_deep(path, format, limits)
        case "heif":
            return _decode_heif(path, page, limits)
        case "dicom":
            return dicom.decode(path, page, limits)
        case "nifti":
            return nifti.decode(path, page, limits)
        case _:
            return _decode_with_pillow(path, format, page, limits)


def _decode_with_pillow(path: Path, format: formats.Format, page: int, limits: Limits) -> Decoded:
    trailing = _without_trailing_data(path, format)
    with open_animation.opened(path, format.name, format.plugin, page, trailing) as image:
        pages = _count(path, image, page)
        if format.key == "jpeg":
            pages = 1  # the further pictures of an MPO are other views or previews, not pages of this one
        elif page:
            image.seek(page)
        check_size(path.name, *image.size, 4, limits)
        if format.key == "png" and not _png_is_sound(path):  # Pillow does not check
            raise ValueError("the checksum of its samples is wrong")
        orientation = _orientation(path, format, image)
        image.load()
        mode, profile, scanner = image.mode, _profile(path, format, image), _software(image)
        pixels, profile, notes = samples.from_pillow(path, image, profile)
    if not notes:
        notes.extend(_widened(path, format, mode))
    is_padding = _alpha_may_be_padding(path, format) and _alpha_is_padding(pixels)
    if is_padding:
        pixels = np.ascontiguousarray(pixels[:, :, :-1])
    converted = bool(notes)
    if is_padding:
        notes.append(say("The file's alpha is 0 everywhere, as programs write it that mean none; it was left out."))
    if pages > 1:
        notes.append(say("This is frame {frame} of {count}.", frame=page + 1, count=pages))
    if format.key == "avif" and _avif_depth(path) > 8:
        notes.append(say("The file's {bits} bits a sample were opened as {wide} bits.", bits=say("10 or 12"), wide=8))
        converted = True
    return Decoded(
        upright(pixels, orientation),
        profile,
        format.key,
        page,
        pages,
        orientation,
        mode,
        converted,
        tuple(notes),
        scanner=scanner,
    )


def _software(image: Image.Image) -> str:
    """Of a PNG: what it says that it was made with."""
    return str(image.info.get("Software", "")).strip()[:200]


def _without_trailing_data(path: Path, format: formats.Format) -> IO[bytes] | None:
    """A JPEG 2000 without trailing data, which its decoder would take for a part of it."""
    if format.key != "jp2":
        return None
    content = path.read_bytes()
    trailing = jp2_boxes.whole(content)[1] if content.startswith(jp2_boxes.SIGNATURE) else b""
    return io.BytesIO(content[: len(content) - len(trailing)]) if trailing else None


def _alpha_may_be_padding(path: Path, format: formats.Format) -> bool:
    """Whether the fourth byte of a pixel may be padding instead of alpha.

    A BMP has an alpha mask that programs set carelessly; a TGA declares how many bits of alpha there are.
    """
    if format.key != "tga":
        return format.key == "bmp"
    with open(path, "rb") as file:
        return not file.read(18)[17] & 15


def _alpha_is_padding(pixels: Pixels) -> bool:
    """Whether an alpha that may be padding is: it is 0 everywhere, and there are colours."""
    return pixels.shape[2] in (2, 4) and not pixels[:, :, -1].any() and bool(pixels.any())


def _with_alpha_note(decoded: Decoded) -> Decoded:
    """Add a note where the whole picture is transparent; an explicit alpha channel is preserved."""
    if decoded.bands or decoded.pixels.shape[2] not in (2, 4) or decoded.pixels[:, :, -1].any():
        return decoded
    note = say("The picture is wholly transparent, so nothing of it can be seen; its colours are kept.")
    return replace(decoded, notes=(*decoded.notes, note))


def _count(path: Path, image: Image.Image, page: int) -> int:
    pages = int(getattr(image, "n_frames", 1))
    if not 0 <= page < pages:
        raise no_page(path, page, pages)
    return pages


def _decode_deep(path: Path, format: formats.Format, limits: Limits) -> Decoded:
    with samples.opened(
        path, format.name, format.plugin
    ) as image:  # for the header only: the samples come from OpenImageIO
        check_size(path.name, *image.size, 8, limits)
        profile, orientation = _profile(path, format, image), _orientation(path, format, image)
        keyed, scanner = "transparency" in image.info, _software(image)
    pixels = deep.read(path, 0, np.uint16)
    notes = [say("The file's transparent colour was opened as an alpha channel.")] if keyed else []
    if format.key == "jp2" and _jp2_depth(path) < 16:
        notes.append(say("The file's {bits} bits a sample were opened as {wide} bits.", bits=_jp2_depth(path), wide=16))
    if pixels.shape[2] > 4:
        raise UnsupportedPicture(
            say("{name} has {count} channels; up to 4 are opened.", name=path.name, count=pixels.shape[2])
        )
    mode = f"uint16x{pixels.shape[2]}"
    return Decoded(
        upright(pixels, orientation),
        profile,
        format.key,
        0,
        1,
        orientation,
        mode,
        bool(notes),
        tuple(notes),
        scanner=scanner,
    )


def _decode_pnm(path: Path, page: int, limits: Limits) -> Decoded:
    content = path.read_bytes()
    header = pnm.header(content)
    check_size(path.name, header.width, header.height, header.channels * header.sample_bytes, limits)
    if page:
        raise no_page(path, page, 1)
    pixels, note = pnm.read(content, header)
    mode = header.kind.decode()
    return Decoded(pixels, None, "pnm", 0, 1, 1, mode, note is not None, (note,) if note else ())


def _decode_heif(path: Path, page: int, limits: Limits) -> Decoded:
    try:
        import pi_heif  # an extra: it carries a decoder of its own and not everyone has such files
    except ImportError as error:
        raise UnsupportedPicture(
            say("{name} is a HEIC photo. {how}", name=path.name, how=how_to_add("heic"))
        ) from error
    file = pi_heif.open_heif(path, convert_hdr_to_8bit=True)
    if not 0 <= page < len(file):
        raise no_page(path, page, len(file))
    width, height = file[page].size
    check_size(path.name, width, height, 4, limits)
    image = file[page].to_pillow()
    image.load()
    pixels, profile, notes = samples.from_pillow(path, image, image.info.get("icc_profile") or None)
    notes.append(say("HEIC is opened at 8 bits a sample and cannot be written back; save it as PNG or TIFF."))
    # The decoder has already turned the pixels upright.
    return Decoded(pixels, profile, "heif", page, len(file), 1, image.mode, True, tuple(notes))


def _widened(path: Path, format: formats.Format, mode: str) -> list[str]:
    """A note where Pillow silently widens samples to 8 bits."""
    with open(path, "rb") as file:
        head = file.read(32)
    if format.key == "png" and mode == "L" and head[24] in (2, 4):
        return [say("The file's {bits} bits a sample were opened as {wide} bits.", bits=head[24], wide=8)]
    if (format.key == "bmp" and head[28:30] == b"\x10\0") or (format.key == "tga" and head[16] in (15, 16)):
        return [say("The file's {bits} bits a sample were opened as {wide} bits.", bits=say("5 or 6"), wide=8)]
    return []


def _png_depth(path: Path) -> int:
    with open(path, "rb") as file:
        head = file.read(26)
    return head[24] if len(head) > 24 and head[12:16] == b"IHDR" else 0


def _png_is_sound(path: Path) -> bool:
    """Whether the checksums of the coded samples are right."""
    with open(path, "rb") as file:
        file.seek(8)
        while len(head := file.read(8)) == 8:
            length, kind = struct.unpack(">I4s", head)
            if kind == b"IEND":
                break
            if kind != b"IDAT":
                file.seek(length + 4, os.SEEK_CUR)
                continue
            total, remaining = zlib.crc32(kind), length
            while remaining and (part := file.read(min(remaining, 1 << 20))):
                total, remaining = zlib.crc32(part, total), remaining - len(part)
            if not remaining and len(stored := file.read(4)) == 4 and stored != struct.pack(">I", total):
                return False
    return True


def _jp2_depth(path: Path) -> int:
    with open(path, "rb") as file:
        head = file.read(1 << 16)
    at = head.find(b"\xff\x4f\xff\x51")  # start of codestream, then its size marker
    return (head[at + 42] & 0x7F) + 1 if at >= 0 and len(head) > at + 42 else 8


def _avif_depth(path: Path) -> int:
    with open(path, "rb") as file:
        head = file.read(1 << 16)
    at = head.find(b"pixi")
    return head[at + 9] if at >= 0 and len(head) > at + 9 else 8


def _orientation(path: Path, format: formats.Format, image: Image.Image) -> int:
    match format.key:
        case "jpeg" | "png" | "webp":
            blocks = metadata_reading.read(format.key, path.read_bytes())
            return block_orientation(blocks.exif, blocks.xmp)
        case "avif":  # irot and imir boxes decide, not EXIF; Pillow writes theirs into the EXIF it returns
            block = image.info.get("exif")
            return block_orientation(block.removeprefix(b"Exif\0\0") if block else None, None)
        case _:
            return 1


def _profile(path: Path, format: formats.Format, image: Image.Image) -> bytes | None:
    if format.key == "jp2":
        return jp2_boxes.profile(path.read_bytes())
    return image.info.get("icc_profile") or None


def _reason(error: Exception) -> str:
    message = reason(error)
    if isinstance(message, Sentence):
        return message
    text = message.strip().rstrip(".")
    return text if text and len(text) < 120 and "\n" not in text else type(error).__name__
