"""Damaged TIFFs: pages of which some strips or tiles are missing, or cannot be decoded."""

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from inpaint_studio.files.decoded import Decoded, Limits
from inpaint_studio.files.errors import DamagedPicture
from inpaint_studio.files.kinds import tiff, tiff_decoding, tiff_rasters, tiff_strips
from inpaint_studio.files.kinds.orientation import page_orientation, stored, upright
from inpaint_studio.files.kinds.tiff import Layout, Page, Tiff
from inpaint_studio.sentence import say


def decode(
    path: Path, page: int, budget_bytes: int, sized: Callable[[int], None], decode_bytes: Callable[[bytes], Decoded]
) -> tuple[Decoded, bool]:
    """The readable part of a damaged page, and whether the checksum of what is known is wrong.

    decode_bytes: decodes the content of a complete file.
    Raises PictureError, ValueError, OSError where nothing is readable.
    """
    content = path.read_bytes()
    structure = Tiff(content)
    pages = structure.pages()
    layout = replace(tiff.layout(structure, pages[page]), orientation=page_orientation(structure, pages[page]))
    broken = np.zeros((layout.height, layout.width), np.uint8)
    if tiff_rasters.is_raster(path, structure, pages, page, layout):  # which says itself what is unknown
        return tiff_decoding.decode(path, page, Limits(budget_bytes, sized), broken), False
    if layout.compression in tiff_strips.DECODABLE and layout.photometric in (0, 1, 2) and max(layout.bits) > 1:
        decoded = tiff_decoding.decode(path, page, Limits(budget_bytes, sized), broken)
        places = structure.places(pages[page])
        unsure = len(places) == 1 and not tiff_strips.is_sound(
            content[places[0][0] : sum(places[0])], layout.compression
        )
        return replace(decoded, unknown=upright(broken, layout.orientation) if broken.any() else None), unsure
    lost = _lost(structure, pages[page], layout)
    if layout.has_alpha and layout.extra[0] == 1:
        raise DamagedPicture(say("{name} is damaged.", name=path.name))
    decoded = decode_bytes(_with_intact_strips(content, structure, pages[page], layout, lost))
    for x, y, width, height, _ in (tiff_strips.boxes(layout)[number] for number in lost):
        broken[y : y + height, x : x + width] = 255
    whole = stored(decoded.pixels, layout.orientation).copy()
    whole[broken > 0] = 0
    decoded = replace(decoded, pixels=upright(whole, layout.orientation), unknown=upright(broken, layout.orientation))
    return decoded, False


def _lost(structure: Tiff, page: Page, layout: Layout) -> list[int]:
    """The numbers of the strips or tiles that are missing or leave the file."""
    places = structure.places(page)
    return [
        number
        for number in range(len(tiff_strips.boxes(layout)))
        if number >= len(places) or sum(places[number]) > len(structure.content) or not all(places[number])
    ]


def _with_intact_strips(content: bytes, structure: Tiff, page: Page, layout: Layout, lost: list[int]) -> bytes:
    """The file with an intact strip in place of every lost one, so that strict decoders accept it."""
    places = structure.places(page)
    intact = next((place for number, place in enumerate(places) if number not in lost), None)
    if intact is None or not lost or lost[-1] >= len(places):
        raise ValueError("nothing of the page is left")
    mended = bytearray(content)
    tags = (tiff.TILE_OFFSETS, tiff.TILE_COUNTS) if layout.tile else (tiff.STRIP_OFFSETS, tiff.STRIP_COUNTS)
    for tag, value in zip(tags, intact, strict=True):
        entry = page.entries[tag]
        size, letter = tiff.TYPES[entry.type]
        for number in lost:
            struct.pack_into(structure.order + letter, mended, entry.values_at + number * size, value)
    return bytes(mended)
