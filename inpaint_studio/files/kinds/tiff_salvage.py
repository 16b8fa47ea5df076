"""Damaged TIFFs: pages of which some strips or tiles are missing, or cannot be undone."""

import struct
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import numpy as np

from inpaint_studio.files.decoded import Decoded, Limits
from inpaint_studio.files.errors import DamagedPicture
from inpaint_studio.files.kinds import tiff, tiff_decoding, tiff_strips
from inpaint_studio.files.kinds.orientation import stored, told_by_page, upright
from inpaint_studio.files.kinds.tiff import Layout, Page, Tiff
from inpaint_studio.sentence import say


def decode(
    path: Path, page: int, budget_bytes: int, sized: Callable[[int], None], again: Callable[[bytes], Decoded]
) -> tuple[Decoded, bool]:
    """What a damaged page still holds, and whether the checksum of what is known is wrong.

    again: decodes the content of a whole file.
    Raises PictureError, ValueError, OSError where it holds nothing.
    """
    content = path.read_bytes()
    structure = Tiff(content)
    pages = structure.pages()
    layout = replace(tiff.layout(structure, pages[page]), orientation=told_by_page(structure, pages[page]))
    broken = np.zeros((layout.height, layout.width), np.uint8)
    if layout.compression in tiff_strips.DECODABLE and layout.photometric in (0, 1, 2) and max(layout.bits) > 1:
        found = tiff_decoding.decode(path, page, Limits(budget_bytes, sized), broken)
        places = structure.places(pages[page])
        unsure = len(places) == 1 and not tiff_strips.is_sound(
            content[places[0][0] : sum(places[0])], layout.compression
        )
        return replace(found, unknown=upright(broken, layout.orientation) if broken.any() else None), unsure
    lost = _lost(structure, pages[page], layout)
    if layout.has_alpha and layout.extra[0] == 1:
        raise DamagedPicture(say("{name} is damaged.", name=path.name))
    found = again(_with_others_in_their_place(content, structure, pages[page], layout, lost))
    for x, y, width, height, _ in (tiff_strips.boxes(layout)[number] for number in lost):
        broken[y : y + height, x : x + width] = 255
    whole = stored(found.pixels, layout.orientation).copy()
    whole[broken > 0] = 0
    found = replace(found, pixels=upright(whole, layout.orientation), unknown=upright(broken, layout.orientation))
    return found, False


def _lost(structure: Tiff, page: Page, layout: Layout) -> list[int]:
    """The numbers of the strips or tiles that lead out of the file."""
    places = structure.places(page)
    return [
        number
        for number in range(len(tiff_strips.boxes(layout)))
        if number >= len(places) or sum(places[number]) > len(structure.content) or not all(places[number])
    ]


def _with_others_in_their_place(content: bytes, structure: Tiff, page: Page, layout: Layout, lost: list[int]) -> bytes:
    """The file with an intact strip wherever one is lost, so that every decoder takes it."""
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
