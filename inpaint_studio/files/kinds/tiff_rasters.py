"""TIFFs that are data pictures: satellite tiles, terrain, rasters of many bands. Read block by block, as they lie."""

import mmap
import os
import zlib
from collections.abc import Sequence
from concurrent.futures import ThreadPoolExecutor
from functools import partial
from itertools import groupby
from pathlib import Path
from typing import Any

import numpy as np

from inpaint_studio.editing.bands import Levels, robust_ends
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.files.decoded import Decoded, Limits, check_size
from inpaint_studio.files.errors import UnsupportedPicture
from inpaint_studio.files.kinds import tiff, tiff_blocks, tiff_geo, tiff_strips
from inpaint_studio.files.kinds.tiff import Layout, Page, Tiff
from inpaint_studio.files.kinds.tiff_blocks import Blocks
from inpaint_studio.files.mapped import Room, release
from inpaint_studio.sentence import say

MOST_BANDS = 64
_DTYPES = {(1, 8): np.uint8, (1, 16): np.uint16, (2, 16): np.int16, (3, 32): np.float32}  # by sample format and bits
_SAMPLE = 500_000  # pixels that the levels are taken from
_ROWS = 256  # decoded at a time, at least


def dtype_of(layout: Layout) -> np.dtype[Any] | None:
    """The dtype of a page's samples as they are; None for one that a data picture cannot have."""
    kind = _DTYPES.get((layout.format, layout.bits[0])) if len(set(layout.bits)) == 1 else None
    return None if kind is None else np.dtype(kind)


def is_readable(layout: Layout) -> bool:
    """Whether the blocks of a page are coded as `Blocks` undoes them."""
    colours = layout.photometric in (0, 1, 2) or (layout.photometric == 6 and layout.compression == tiff_blocks.JPEG)
    jpeg = layout.compression != tiff_blocks.JPEG or (
        layout.bits[0] == 8 and layout.format == 1 and (layout.planar or layout.samples in (1, 3, 4))
    )
    return colours and jpeg and layout.compression in tiff_blocks.READABLE and layout.fill_order == 1


def is_raster(path: Path, structure: Tiff, pages: Sequence[Page], number: int, layout: Layout) -> bool:
    """Whether a page is a data picture: georeferenced, of signed samples, or with bands that are no colours.

    A georeferenced picture of 8-bit RGB, with alpha or without, is a photograph as long as nothing in it is unknown.
    """
    page = pages[number]
    if dtype_of(layout) is None or not is_readable(layout):
        return False
    if layout.format == 2:
        return True
    if not tiff_geo.is_georeferenced(page):
        return layout.beside > 1
    is_plain = layout.photometric == 2 and layout.bits[0] == 8 and (layout.samples == 3 or layout.has_alpha)
    return (
        not is_plain
        or layout.compression == tiff_blocks.JPEG
        or tiff_geo.GDAL_NODATA in page.entries
        or mask_page(structure, pages, number, layout) is not None
        or mask_file(path).is_file()
    )


def mask_page(structure: Tiff, pages: Sequence[Page], number: int, layout: Layout) -> Page | None:
    """The page behind a picture that says where it is known; None where there is none of its size."""
    at = number + 1
    reduced = structure.is_reduced(pages[number])
    while at < len(pages) and (structure.is_mask(pages[at]) or structure.is_reduced(pages[at])):
        if structure.is_mask(pages[at]) and structure.is_reduced(pages[at]) == reduced:
            behind = tiff.layout(structure, pages[at])
            if (behind.width, behind.height, behind.samples) == (layout.width, layout.height, 1):
                return pages[at] if behind.bits in ((1,), (8,)) else None
        at += 1
    return None


def mask_file(path: Path) -> Path:
    """Where GDAL keeps a mask beside a picture."""
    return path.with_name(path.name + ".msk")


def empty_sample(structure: Tiff, page: Page, dtype: np.dtype[Any]) -> float:
    """What a block that is not stored holds: nodata, or 0."""
    return tiff_geo.nodata(structure, page, dtype) or 0


def blocks_of(structure: Tiff, page: Page, layout: Layout) -> Blocks:
    """The strips or tiles of a page. Raises ValueError where they are stored in a way that is not read."""
    dtype = dtype_of(layout)
    if dtype is None or not is_readable(layout):
        raise ValueError("its samples are stored in a way that is not written")
    return Blocks(structure, page, layout, dtype, empty_sample(structure, page, dtype))


def decode(
    path: Path,
    structure: Tiff,
    pages: Sequence[Page],
    number: int,
    layout: Layout,
    limits: Limits,
    broken: Mask | None = None,
) -> Decoded:
    """A data picture. `is_raster` holds.

    broken: (H, W), set to 255 where blocks could not be decoded; None: raises ValueError, OSError or zlib.error.
    Raises PictureError where there are too many bands, or it would not fit.
    """
    page, dtype = pages[number], dtype_of(layout)
    assert dtype is not None
    if layout.samples > MOST_BANDS:
        raise UnsupportedPicture(
            say(
                "{name} has {count} bands; up to {most} are opened.",
                name=path.name,
                count=layout.samples,
                most=MOST_BANDS,
            )
        )
    check_size(path.name, layout.width, layout.height, max(4, layout.samples * dtype.itemsize + 1), limits)
    named = tiff_geo.bands(structure, page, layout, dtype)
    nothing = tiff_geo.nodata(structure, page, dtype)
    blocks = blocks_of(structure, page, layout)
    pixels, unknown = _read(blocks, nothing, limits.room, broken)
    notes: list[str] = []
    unknown = _with_masks(path, structure, pages, number, layout, unknown, pixels, notes)
    if broken is not None:
        unknown = np.maximum(unknown, broken)
    missing = float(np.count_nonzero(unknown)) / unknown.size
    if missing:
        notes.append(
            say(
                "{share} % of the pixels hold nothing, as the file itself says; no fill is made from them.",
                share=f"{100 * missing if missing == 1 else min(100 * missing, 99.9):.3g}",  # 100 is said of all alone
            )
        )
    if layout.orientation != 1:
        notes.append(say("The file's orientation is kept and not applied: bands lie as the file stores them."))
    notes.extend(_beside(path))
    is_rgb = layout.photometric in (2, 6)
    levels = levels_of(pixels, unknown, tiff_geo.natural_colours(named, is_rgb), is_rgb, layout.photometric == 0)
    count = sum(not structure.is_reduced(one) and not structure.is_mask(one) for one in pages)
    return Decoded(
        pixels,
        None,
        "tiff",
        number,
        len(pages) if count > 1 else 1,  # smaller copies and masks are no pages
        1,
        f"{dtype.name}x{layout.samples}",
        broken is not None,
        (*notes, say("This is page {page} of {count}.", page=number + 1, count=len(pages))) if count > 1 else (*notes,),
        unknown=unknown if missing else None,
        bands=named,
        levels=levels,
        grid=tiff_geo.grid(structure, page),
    )


def _read(blocks: Blocks, nothing: float | None, room: Room, broken: Mask | None) -> tuple[Pixels, Mask]:
    """All samples, and 255 where they are nodata; in threads, since decoders release the GIL."""
    layout, dtype = blocks.layout, blocks.dtype
    out = room((layout.height, layout.width, layout.samples), dtype)
    # Of unsigned numbers one band may hold the value by chance, where it is 0; not all of them.
    any_band = dtype.kind != "u"
    unknown = np.full(out.shape[:2], 0 if any_band or nothing is None else 255, np.uint8)

    def work(number: int, rows: Pixels, top: int) -> None:
        x, y, width, height, plane = blocks.boxes[number]
        inside = rows[y - top : y - top + height, x : x + width]
        inside = inside if plane is None else inside[:, :, plane : plane + 1]
        try:
            part = blocks.read(number)[: inside.shape[0], : inside.shape[1]]
        except (ValueError, OSError, IndexError, zlib.error, SyntaxError):
            if broken is None:
                raise
            broken[y : y + height, x : x + width] = 255
            part = np.zeros(inside.shape, dtype)
        inside[...] = part
        there = unknown[y : y + height, x : x + width]
        if any_band:
            for band in range(part.shape[2]):
                np.bitwise_or(there, _is_nothing(part[:, :, band], nothing) * np.uint8(255), out=there)
        elif nothing is not None:
            for band in range(part.shape[2]):  # joined over the bands of each pixel it takes ten times as long
                if not there.any():
                    break
                np.bitwise_and(there, (part[:, :, band] == dtype.type(nothing)) * np.uint8(255), out=there)

    high = blocks.boxes[0][3]
    high *= -(-_ROWS // high)
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as threads:
        for top in range(0, layout.height, high):
            rows = room.rows(out, top, min(top + high, layout.height))
            here = [number for number, box in enumerate(blocks.boxes) if top <= box[1] < top + high]
            # Plane by plane: two threads must not write one pixel of `unknown` at a time.
            for _, numbers in groupby(here, lambda number: blocks.boxes[number][4]):
                list(threads.map(partial(work, rows=rows, top=top), numbers))
            room.put(out, top, rows)
            release(blocks.structure.content)
    return out, unknown


def without_samples(pixels: Pixels, nothing: float | None) -> Mask:
    """(H, W), 255 where pixels are nodata, by the rule of `_read`."""
    if pixels.dtype.kind != "u":
        unknown = np.logical_or.reduce([_is_nothing(pixels[:, :, band], nothing) for band in range(pixels.shape[2])])
    else:
        unknown = np.full(pixels.shape[:2], nothing is not None)
        if nothing is not None:
            unknown = (pixels == pixels.dtype.type(nothing)).all(axis=2)
    return np.broadcast_to(unknown, pixels.shape[:2]) * np.uint8(255)


def _is_nothing(part: Pixels, nothing: float | None) -> Pixels:
    is_nan = np.isnan(part) if part.dtype.kind == "f" else np.zeros((1, 1), bool)
    if nothing is None or nothing != nothing:  # NaN is nothing whether the file says so or not
        return np.asarray(is_nan)
    return np.asarray(is_nan | (part == part.dtype.type(nothing)))


def _with_masks(
    path: Path,
    structure: Tiff,
    pages: Sequence[Page],
    number: int,
    layout: Layout,
    unknown: Mask,
    pixels: Pixels,
    notes: list[str],
) -> Mask:
    """`unknown` with what masks inside the file and beside it, and an alpha band, say."""
    whole = Rect(0, 0, layout.width, layout.height)
    behind = mask_page(structure, pages, number, layout)
    if behind is not None:
        mask_layout = tiff.layout(structure, behind)
        known = tiff_blocks.mask_window(structure, behind, mask_layout, whole)
        unknown = unknown | ~known * np.uint8(255)
    for at, kind in enumerate(layout.extra[-layout.samples :], layout.samples - len(layout.extra)):
        if kind in (1, 2) and at >= 0:  # transparency, multiplied in or not
            unknown = unknown | (pixels[:, :, at] == 0) * np.uint8(255)
    there = mask_file(path)
    if there.is_file():
        known_beside = _mask_beside(there, layout)
        if known_beside is None:
            notes.append(say("The mask in {name} could not be read, and was not used.", name=there.name))
        else:
            unknown = unknown | ~known_beside * np.uint8(255)
            notes.append(say("What is unknown was read from {name}; that file is never written.", name=there.name))
    return unknown


def _mask_beside(path: Path, layout: Layout) -> Pixels | None:
    """(H, W) bool of GDAL's mask beside a picture: where it is known; None where it cannot be read."""
    with open(path, "rb") as file, mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ) as mapped:
        structure = Tiff(memoryview(mapped))
        try:
            page = structure.page_at(structure.first)
            mask_layout = tiff.layout(structure, page)
            same = (mask_layout.width, mask_layout.height) == (layout.width, layout.height)
            if not same or mask_layout.samples != 1 or mask_layout.bits not in ((1,), (8,)):
                return None
            if mask_layout.compression not in tiff_strips.DECODABLE:
                return None
            return tiff_blocks.mask_window(structure, page, mask_layout, Rect(0, 0, layout.width, layout.height))
        except (ValueError, OSError, zlib.error):
            return None
        finally:
            structure.content.release()


def _beside(path: Path) -> list[str]:
    """Notes of files of other programs beside the picture, which are not read."""
    notes: list[str] = []
    for suffix, what in (
        (".ovr", say("smaller copies")),
        (".aux.xml", say("metadata, perhaps with statistics")),
    ):
        there = path.with_name(path.name + suffix)
        if there.is_file():
            notes.append(
                say("{name} beside the file ({what}) is neither read nor changed.", name=there.name, what=what)
            )
    return notes


def levels_of(
    pixels: Pixels, unknown: Mask, seen: tuple[int, ...], is_rgb: bool = False, inverted: bool = False
) -> Levels:
    """Levels between the robust ends of what is known of each seen band; colours of 8 bits are seen as they are."""
    if is_rgb and pixels.dtype == np.uint8 and seen == (0, 1, 2):
        return Levels(seen, (0.0,) * 3, (255.0,) * 3)
    step = max(1, int((unknown.size / _SAMPLE) ** 0.5))
    known = unknown[::step, ::step] == 0
    samples = np.empty((*known.shape, len(seen)), pixels.dtype)
    for row in range(len(samples)):  # of a mapped raster no more is resident than a row, and what the system adds to it
        samples[row] = pixels[row * step, ::step][:, list(seen)]
        release(pixels)
    known = known if known.any() else np.ones_like(known)
    ends = [robust_ends(samples[:, :, number][known]) for number in range(len(seen))]
    return Levels(seen, tuple(low for low, _ in ends), tuple(high for _, high in ends), inverted)
