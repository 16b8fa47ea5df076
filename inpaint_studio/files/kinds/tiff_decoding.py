"""Decode one page of a TIFF at its own depth, with bands that are neither colour nor alpha returned separately."""

import mmap
import os
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from pathlib import Path
from typing import Any

import numpy as np

from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.files import samples
from inpaint_studio.files.decoded import Decoded, Limits, check_size, no_page
from inpaint_studio.files.errors import UnsupportedPicture
from inpaint_studio.files.kinds import deep, tiff, tiff_rasters, tiff_strips
from inpaint_studio.files.kinds.orientation import page_orientation, stored, upright
from inpaint_studio.files.kinds.tiff import Layout, Page, Tiff
from inpaint_studio.sentence import say

# Names of compressions that can be decoded neither by OpenImageIO or Pillow nor here.
_COMPRESSIONS = {
    32766: "NeXT", 32809: "ThunderScan", 32895: "IT8", 32908: "PixarFilm", 33003: "JPEG 2000", 33004: "JPEG 2000",
    33005: "JPEG 2000", 34661: "JBIG", 34676: "SGI LogLuv", 34677: "SGI LogLuv", 34712: "JPEG 2000",
    34715: "JBIG2", 34887: "LERC", 34892: "lossy JPEG", 34925: "LZMA", 34926: "LZMA2", 34927: "Zstandard",
    34933: "PNG", 50000: "Zstandard",
    34934: "JPEG XR", 22610: "JPEG XR", 50001: "WebP", 50002: "JPEG XL", 52546: "JPEG XL", 65000: "Kodak's own",
    65535: "Pentax's own",
}  # fmt: skip
_OPENED = frozenset({1, 2, 3, 4, 5, 6, 7, 8, 32773, 32946, 32771, 32809, 32909, 34925, 50000, 50001})


def decode(path: Path, page: int, limits: Limits, broken: Mask | None = None) -> Decoded:
    """Raises PictureError, and anything at all for hostile bytes.

    broken: (H, W) as stored, set to 255 where strips could not be decoded; only for compressions decoded here.
    """
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        structure = Tiff(memoryview(mapped))
        try:
            pages = structure.pages()
            if not 0 <= page < len(pages):
                raise no_page(path, page, len(pages))
            layout = replace(tiff.layout(structure, pages[page]), orientation=page_orientation(structure, pages[page]))
            profile = structure.raw(pages[page], tiff.ICC) or None
            _refuse_previews(path, structure, pages[page], layout)
            if tiff_rasters.is_raster(path, structure, pages, page, layout):
                return tiff_rasters.decode(path, structure, pages, page, layout, limits, broken)
            dtype, notes = _dtype(path, layout)
            check_size(path.name, layout.width, layout.height, max(4, layout.samples * dtype.itemsize), limits)
            scanner = _scanner(structure, pages[page])
            infrared_page = _infrared_page(structure, pages, page, layout)
            is_tagged = infrared_page is not None and structure.is_mask(pages[infrared_page])
            decoded_here = _decoded_here(path, structure, pages[page], layout, dtype, broken)
        finally:
            structure.content.release()
    beside, multiplied = None, False
    if decoded_here is not None or (layout.photometric in (0, 1, 2) and max(layout.bits) > 1):
        pixels = deep.read(path, page, dtype) if decoded_here is None else decoded_here
        if pixels.shape[:2] != (layout.height, layout.width):
            raise ValueError("its pages disagree about their size")
        if layout.photometric == 0:
            if decoded_here is not None or dtype != np.uint8:  # OpenImageIO inverts 8 bits by itself, and nothing wider
                pixels = _inverted(pixels)
            if layout.beside:  # which it does to all bands
                pixels = np.concatenate([pixels[:, :, :1], _inverted(pixels[:, :, 1:])], axis=2)
            notes.append(say("The file stores white as zero; its grey values were turned round."))
        pixels, beside = _split_extra(pixels, layout)
        multiplied = layout.has_alpha and layout.extra[0] == 1
        pixels = upright(pixels, layout.orientation)
        mode = f"{dtype.name}x{layout.samples}"
    else:
        # As a stream: given a path Pillow memory-maps uncompressed pages, with the sides of the turned picture.
        with open(path, "rb") as stream, samples.opened(path, "TIFF", "TIFF", stream) as image:
            if page:
                image.seek(page)
            turned = image.getexif().get(tiff.ORIENTATION, 1)  # Pillow turns upright by its own reading of the tag
            image.load()
            mode = image.mode
            pixels, profile, more = samples.from_pillow(path, image, profile)
            pixels = upright(stored(pixels, int(turned) if turned in range(1, 9) else 1), layout.orientation)
            notes.extend(more)
    if layout.photometric not in (0, 1, 2) and not notes:
        notes.append(say("The file's YCbCr colours were opened as RGB."))
    if layout.compression in (6, 7):
        notes.append(say("The page is JPEG-compressed inside TIFF; it is saved without loss from here on."))
    converted = bool(notes)
    questions: tuple[str, ...] = ()
    if beside is not None:
        questions = (
            say(
                "Is band {band} of the file transparency? The file does not say so; it may be a scanner's "
                "infrared. The band is kept as it is: not shown, not filled, and saved back to TIFF.",
                band=layout.samples,
            ),
        )
        notes.extend(questions)
    if len(pages) > 1:
        notes.append(say("This is page {page} of {count}.", page=page + 1, count=len(pages)))
    return Decoded(
        pixels,
        profile,
        "tiff",
        page,
        len(pages),
        layout.orientation,
        mode,
        converted,
        tuple(notes),
        beside,
        questions,
        scanner,
        infrared_page,
        is_tagged,
        multiplied=multiplied,
    )


def _scanner(structure: Tiff, page: Page) -> str:
    """Make, model and software by the page's tags, as far as it has them."""
    words = (structure.raw(page, tag).split(b"\0")[0].decode("latin-1").strip() for tag in (271, 272, 305))
    return " ".join(" ".join(words).split())[:200]


def _infrared_page(structure: Tiff, pages: Sequence[Page], number: int, layout: Layout) -> int | None:
    """The page behind a picture of colours that is of its size and of one wide sample.

    SilverFast's HDRi scans tag their infrared as a mask, and a mask of transparency has one bit; other programs write
    the page without a tag, so that only its looks tell.
    """
    if number + 1 >= len(pages) or layout.colours < 3 or structure.is_reduced(pages[number + 1]):
        return None
    try:
        behind = tiff.layout(structure, pages[number + 1])
    except tiff.TiffError:
        return None
    same = (behind.width, behind.height) == (layout.width, layout.height)
    return number + 1 if same and behind.samples == 1 and min(behind.bits) >= 8 else None


def whole_numbers(path: Path, limits: Limits) -> Pixels | None:
    """The grey samples of the first page, (H, W, C) upright, where they are integers of 8 to 64 bits, signed or not.

    None where they are not, or of a compression that is not decoded here. Raises PictureError, ValueError, OSError.
    """
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        structure = Tiff(memoryview(mapped))
        try:
            page = structure.page_at(structure.first)
            layout = replace(tiff.layout(structure, page), orientation=page_orientation(structure, page))
            kind = {1: "u", 2: "i", 4: "u"}.get(layout.format)
            bits = max(layout.bits)
            if kind is None or set(layout.bits) != {bits} or bits not in (8, 16, 32, 64) or layout.photometric != 1:
                return None
            if layout.compression not in tiff_strips.DECODABLE or layout.fill_order != 1 or layout.predictor > 2:
                return None
            check_size(path.name, layout.width, layout.height, layout.samples * bits // 8, limits)
            samples = tiff_strips.read(structure, page, layout, np.dtype(f"{kind}{bits // 8}"))
        finally:
            structure.content.release()
    return upright(samples, layout.orientation)


def _refuse_previews(path: Path, structure: Tiff, page: Page, layout: Layout) -> None:
    """Raw camera files have a preview as their first page and the picture in a sub-directory."""
    if not structure.is_reduced(page):
        return
    for child in structure.children(page):
        across, down = structure.value(child, tiff.WIDTH, 0), structure.value(child, tiff.HEIGHT, 0)
        if not structure.is_reduced(child) and across > layout.width and down > layout.height:
            raise UnsupportedPicture(
                say(
                    "{name} shows only a preview here and keeps its picture ({width} x {height} pixels) as raw "
                    "camera files do. Develop it to TIFF first.",
                    name=path.name,
                    width=f"{across:,}",
                    height=f"{down:,}",
                )
            )


def _decoded_here(
    path: Path, structure: Tiff, page: Page, layout: Layout, dtype: np.dtype[Any], broken: Mask | None
) -> Pixels | None:
    """The samples of compressions that OpenImageIO may be built without; None where others decode the page."""
    if broken is None and not _is_sound(structure, page, layout):  # other decoders do not look
        raise ValueError("the checksum of its samples is wrong")
    by_pillow = layout.photometric not in (0, 1, 2) or max(layout.bits) == 1
    by_others = layout.compression not in (tiff_strips.ZSTD, tiff_strips.LZMA)
    if by_pillow or (by_others and broken is None):
        return None
    if set(layout.bits) != {dtype.itemsize * 8} or layout.fill_order != 1:
        if by_others:
            raise ValueError("its strips cannot be undone one by one")
        raise _unknown_compression(path, layout)
    return tiff_strips.read(structure, page, layout, dtype, broken)


def _is_sound(structure: Tiff, page: Page, layout: Layout) -> bool:
    """Whether all strips agree with their checksums; in threads, because zlib takes as long as all the rest."""
    if layout.compression not in (tiff_strips.DEFLATE, tiff_strips.OLD_DEFLATE):
        return True
    places, content = structure.places(page), structure.content
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as threads:
        return all(threads.map(lambda at: tiff_strips.is_sound(content[at[0] : sum(at)], layout.compression), places))


def _unknown_compression(path: Path, layout: Layout) -> UnsupportedPicture:
    name = _COMPRESSIONS.get(layout.compression, say("method {number}", number=layout.compression))
    return UnsupportedPicture(
        say(
            "{name} is compressed with {method}, which cannot be undone here. Save it with LZW or Deflate "
            "compression, or without, to open it.",
            name=path.name,
            method=name,
        )
    )


def _inverted(pixels: Pixels) -> Pixels:
    return np.asarray(1 - pixels if pixels.dtype.kind == "f" else np.iinfo(pixels.dtype).max - pixels, pixels.dtype)


def _dtype(path: Path, layout: Layout) -> tuple[np.dtype[Any], list[str]]:
    """The dtype that a page is opened as, and notes on conversions. Raises UnsupportedPicture."""
    bits, words = max(layout.bits), _FORMATS.get(layout.format, "float")
    if min(layout.bits) != bits:
        raise UnsupportedPicture(
            say(
                "{name} has channels of different depths {depths}, which is not opened.",
                name=path.name,
                depths=layout.bits,
            )
        )
    if layout.compression not in _OPENED:
        raise _unknown_compression(path, layout)
    if layout.beside > (layout.photometric in (0, 1, 2) or (layout.photometric == 3 and layout.has_alpha)):
        raise UnsupportedPicture(
            say(
                "{name} has {count} bands, {colours} of them colours. Pictures of so many bands are not opened "
                "yet, so that none is lost.",
                name=path.name,
                count=layout.samples,
                colours=layout.colours,
            )
        )
    if layout.format == 3 and bits in (16, 32):
        return np.dtype(np.float32), [
            say("The file's 16-bit floats were opened as 32-bit floats.")
        ] if bits == 16 else []
    if layout.format in (1, 4) and bits <= 8:
        narrow = bits < 8 and layout.photometric in (0, 1) and bits > 1
        return np.dtype(np.uint8), [
            say("The file's {bits} bits a sample were opened as {wide} bits.", bits=bits, wide=8)
        ] if narrow else []
    if layout.format in (1, 4) and bits <= 16 and layout.photometric in (0, 1, 2):
        return np.dtype(np.uint16), [
            say("The file's {bits} bits a sample were opened as {wide} bits.", bits=bits, wide=16)
        ] if bits < 16 else []
    raise UnsupportedPicture(
        say(
            "{name} holds {kind} samples{more}, which would have to be narrowed. It was not opened.",
            name=path.name,
            kind=f"{bits}-bit {words}",
            more=_PHOTOMETRIC.get(layout.photometric, ""),
        )
    )


_FORMATS = {1: "unsigned", 2: "signed", 5: "complex whole number", 6: "complex"}
_PHOTOMETRIC = {3: " through a palette", 5: " of CMYK", 6: " of YCbCr", 8: " of Lab", 9: " of Lab", 32803: " of a raw"}


def _split_extra(pixels: Pixels, layout: Layout) -> tuple[Pixels, Pixels | None]:
    """Split off the sample after the colours unless it is alpha."""
    if pixels.shape[2] < layout.colours:
        raise ValueError("it has too few channels for its colours")
    if layout.beside and not layout.has_alpha:
        beside = np.ascontiguousarray(pixels[:, :, layout.colours :])
        return np.ascontiguousarray(pixels[:, :, : layout.colours]), beside
    return pixels, None
