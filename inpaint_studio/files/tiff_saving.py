"""Saving TIFF: one page of a file made anew inside a copy of the file, so that all else in it stays as it is.

Only the strips or tiles that a fill touched are coded again; tags, maker notes, further pages and private data
keep their bytes and their places. What the new strips replace is zeroed, so the removed thing does not live on.
"""

import os
import struct
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import pairwise
from types import MappingProxyType
from typing import NamedTuple

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files import tiff, tiff_strips
from inpaint_studio.files.tiff import ByteOrder, Layout, Page, Tiff, TiffError

_LAYOUT_TAGS = frozenset(
    {
        tiff.WIDTH, tiff.HEIGHT, tiff.BITS, tiff.COMPRESSION, tiff.PHOTOMETRIC, tiff.STRIP_OFFSETS, tiff.SAMPLES,
        tiff.ROWS_PER_STRIP, tiff.STRIP_COUNTS, tiff.PLANAR, tiff.PREDICTOR, tiff.TILE_WIDTH, tiff.TILE_HEIGHT,
        tiff.TILE_OFFSETS, tiff.TILE_COUNTS, tiff.EXTRA_SAMPLES, tiff.SAMPLE_FORMAT, tiff.JPEG_TABLES,
        tiff.FILL_ORDER, 263, 280, 281, 290, 291, 292, 293, 301, 320, 332, 333, 334, 336, 340, 341, 342,
        512, 513, 514, 515, 517, 518, 519, 520, 521, 529, 530, 531, 532,
    }
)  # fmt: skip
# Tags that only say where samples lie; they change whenever samples do.
PLACES = frozenset({tiff.STRIP_OFFSETS, tiff.STRIP_COUNTS, tiff.TILE_OFFSETS, tiff.TILE_COUNTS})
_SUBFILE_TYPE = 254
_PHOTOSHOP_LAYERS = 37724  # ImageSourceData: the layers of the unedited picture
_STRIP_BYTES = 1 << 18


class Tag(NamedTuple):
    """A tag to be written: its values already as bytes in the file's order."""

    type: int
    length: int
    values: bytes


def replace_page(
    source: bytes,
    index: int,
    stored: Pixels,
    before: Pixels | None,
    extra: Mapping[int, Tag] = MappingProxyType({}),
    without: frozenset[int] = frozenset(),
) -> tuple[bytes, tuple[str, ...]]:
    """A copy of the file whose page `index` shows `stored`, and what a person should know of it.

    stored: (H, W, C) as the page stores it, in its orientation.  before: the page's own samples, where they are
    what `stored` was made from; None where the page was converted at opening, and is written in a new layout.
    extra, without: tags to set and tags to leave out.
    Raises ValueError where the file cannot be followed.
    """
    structure = Tiff(source)
    pages = structure.pages()
    page = pages[index]
    out = bytearray(source)
    notes: list[str] = []
    dropped = set(without)
    if _PHOTOSHOP_LAYERS in page.entries:
        notes.append("Photoshop's layers in the file held the unedited picture and were left out.")
        _zero(out, page.entries[_PHOTOSHOP_LAYERS].values_at, len(structure.raw(page, _PHOTOSHOP_LAYERS)))
        dropped.add(_PHOTOSHOP_LAYERS)
    places = _places(structure, page)
    free = _stand_alone(structure, pages)
    smaller = _smaller_copies(structure, pages, index)
    if smaller:
        notes.append("Smaller copies in the file, such as previews, showed the picture unedited and were left out.")
        dropped.add(tiff.SUB_IFDS)
        for at, length in (place for copy in smaller for place in _places(structure, copy)):
            _zero(out, at, length)
    layout = tiff.layout(structure, page) if before is not None else None
    if (
        before is not None
        and layout is not None
        and _can_encode(layout, stored)
        and structure.value(page, tiff.FILL_ORDER, 1) == 1
        and len(places) == len(tiff_strips.boxes(layout))
    ):
        changed = _replace_touched(out, structure, layout, places, stored, before, free)
    else:
        changed = _new_layout(out, structure.order, stored)
        dropped |= _LAYOUT_TAGS
        for at, length in places if free else []:
            _zero(out, at, length)
        if layout is not None:
            notes.append("The page's compression or layout cannot be written, so it was saved with Deflate.")
    following = index + 1
    while following < len(pages) and pages[following] in smaller:
        following += 1
    next_page = pages[following].at if following < len(pages) else 0
    _write_page(out, structure, pages, index, dropped, {**changed, **extra}, next_page)
    return bytes(out), tuple(notes)


def new_file(stored: Pixels, tags: Mapping[int, Tag]) -> bytes:
    """A TIFF of one page, Deflate-compressed, with `tags` beside its layout. Little-endian, Big where it must be."""
    out = bytearray(b"II*\0\0\0\0\0")
    if stored.nbytes > 3_500_000_000:
        out = bytearray(b"II+\0\x08\0\0\0" + bytes(8))
    structure = Tiff(bytes(out))
    _write_page(out, structure, [], 0, set(), {**tags, **_new_layout(out, "<", stored)}, 0)
    return bytes(out)


def with_tag(source: bytes, index: int, tag: int, value: Tag) -> bytes:
    """A copy of the file with one tag of a page set. Raises ValueError where the file cannot be followed."""
    structure = Tiff(source)
    pages = structure.pages()
    out = bytearray(source)
    next_page = pages[index + 1].at if index + 1 < len(pages) else 0
    _write_page(out, structure, pages, index, set(), {tag: value}, next_page)
    return bytes(out)


def _can_encode(layout: Layout, stored: Pixels) -> bool:
    bits = stored.dtype.itemsize * 8
    return (
        layout.compression in tiff_strips.ENCODABLE
        and layout.predictor in (1, 2, 3)
        and set(layout.bits) == {bits}
        and layout.samples == stored.shape[2]
        and (layout.predictor != 2 or stored.dtype.kind == "u")
        and (layout.predictor != 3 or stored.dtype.kind == "f")
        and (layout.tile is None or min(layout.tile) > 0)
    )


def _places(structure: Tiff, page: Page) -> list[tuple[int, int]]:
    tiled = tiff.TILE_OFFSETS in page.entries
    offsets = structure.values(page, tiff.TILE_OFFSETS if tiled else tiff.STRIP_OFFSETS)
    counts = structure.values(page, tiff.TILE_COUNTS if tiled else tiff.STRIP_COUNTS)
    return [(int(at), int(length)) for at, length in zip(offsets, counts, strict=False)]


def _stand_alone(structure: Tiff, pages: Sequence[Page]) -> bool:
    """Whether no two strips of the file share bytes, so that one can be overwritten without harm to another."""
    spans = sorted(place for page in pages for place in _places(structure, page) if place[1])
    return all(at + length <= next_at for (at, length), (next_at, _) in pairwise(spans))


def _smaller_copies(structure: Tiff, pages: Sequence[Page], index: int) -> list[Page]:
    """Pages that say they are reduced copies of page `index`: its sub-directories, and those right behind it."""
    found = []
    for at in structure.values(pages[index], tiff.SUB_IFDS)[:64]:
        try:
            found.append(structure.page_at(int(at)))
        except TiffError:  # a pointer to nowhere holds no picture
            continue
    for page in pages[index + 1 :]:
        if not structure.value(page, _SUBFILE_TYPE, 0) & 1:
            break
        found.append(page)
    return found


def _replace_touched(
    out: bytearray,
    structure: Tiff,
    layout: Layout,
    places: list[tuple[int, int]],
    stored: Pixels,
    before: Pixels,
    free: bool,
) -> dict[int, Tag]:
    for number, box in enumerate(tiff_strips.boxes(layout)):
        part = tiff_strips.cut(stored, box)
        if part.tobytes() == tiff_strips.cut(before, box).tobytes():  # as bytes, so that NaN equals itself
            continue
        coded = tiff_strips.encode(part, structure.order, layout.compression, layout.predictor)
        at, length = places[number]
        if free:
            _zero(out, at, length)
        if not free or len(coded) > length:
            at = _append(out, coded)
        else:
            out[at : at + len(coded)] = coded
        places[number] = (at, len(coded))
    offsets, counts = (tiff.TILE_OFFSETS, tiff.TILE_COUNTS) if layout.tile else (tiff.STRIP_OFFSETS, tiff.STRIP_COUNTS)
    return {
        offsets: _numbers(structure, [at for at, _ in places]),
        counts: _numbers(structure, [length for _, length in places]),
    }


def _new_layout(out: bytearray, order: ByteOrder, stored: Pixels) -> dict[int, Tag]:
    """Append `stored` in strips, Deflate with prediction, and give the tags that describe them."""
    height, width, channels = stored.shape
    rows = max(1, _STRIP_BYTES // (width * channels * stored.dtype.itemsize))
    predictor = 3 if stored.dtype.kind == "f" else 2
    tops = range(0, height, rows)
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:  # zlib lets other threads run
        coded = pool.map(
            lambda top: tiff_strips.encode(stored[top : top + rows], order, tiff_strips.DEFLATE, predictor), tops
        )
        places = [(_append(out, strip), len(strip)) for strip in coded]

    def shorts(*values: int) -> Tag:
        return Tag(3, len(values), struct.pack(f"{order}{len(values)}H", *values))

    def longs(*values: int) -> Tag:
        big = bytes(out[2:4]) in (b"+\0", b"\0+")
        return Tag(16 if big else 4, len(values), struct.pack(f"{order}{len(values)}{'Q' if big else 'I'}", *values))

    tags = {
        tiff.WIDTH: longs(width),
        tiff.HEIGHT: longs(height),
        tiff.BITS: shorts(*[stored.dtype.itemsize * 8] * channels),
        tiff.COMPRESSION: shorts(tiff_strips.DEFLATE),
        tiff.PHOTOMETRIC: shorts(2 if channels >= 3 else 1),
        tiff.STRIP_OFFSETS: longs(*(at for at, _ in places)),
        tiff.SAMPLES: shorts(channels),
        tiff.ROWS_PER_STRIP: longs(rows),
        tiff.STRIP_COUNTS: longs(*(length for _, length in places)),
        tiff.PLANAR: shorts(1),
        tiff.PREDICTOR: shorts(predictor),
        tiff.SAMPLE_FORMAT: shorts(*[3 if stored.dtype.kind == "f" else 1] * channels),
    }
    if channels in (2, 4):
        tags[tiff.EXTRA_SAMPLES] = shorts(2)
    return tags


def _write_page(
    out: bytearray,
    structure: Tiff,
    pages: Sequence[Page],
    index: int,
    dropped: set[int],
    changed: Mapping[int, Tag],
    next_page: int,
) -> None:
    """Append a directory for the page, with its old entries but for `dropped` and `changed`, and link it in."""
    order, big = structure.order, structure.big
    pointer, room, count_letter = ("Q", 8, "Q") if big else ("I", 4, "H")
    entries: dict[int, bytes] = {}
    if pages:
        entry_bytes = 20 if big else 12
        for tag, entry in pages[index].entries.items():
            if tag not in dropped and tag not in changed:
                entries[tag] = bytes(structure.content[entry.at : entry.at + entry_bytes])
    for tag, new in changed.items():
        value = new.values if len(new.values) <= room else struct.pack(order + pointer, _append(out, new.values))
        entries[tag] = struct.pack(f"{order}HH{pointer}", tag, new.type, new.length) + value.ljust(room, b"\0")
    directory = struct.pack(order + count_letter, len(entries))
    directory += b"".join(entries[tag] for tag in sorted(entries)) + struct.pack(order + pointer, next_page)
    link = pages[index - 1].next_at if pages and index else structure.first_at
    struct.pack_into(order + pointer, out, link, _append(out, directory))


def _numbers(structure: Tiff, values: list[int]) -> Tag:
    letter, kind = ("Q", 16) if structure.big else ("I", 4)
    try:
        return Tag(kind, len(values), struct.pack(f"{structure.order}{len(values)}{letter}", *values))
    except struct.error as error:
        raise ValueError("the file would grow past the 4 GB that TIFF can address") from error


def _append(out: bytearray, content: bytes) -> int:
    out.extend(bytes(-len(out) % 2))  # values begin on a word
    at = len(out)
    out.extend(content)
    return at


def _zero(out: bytearray, at: int, length: int) -> None:
    end = min(at + length, len(out))
    if 0 < at < end:
        out[at:end] = bytes(end - at)


def opaque(value: bytes, type: int = 7) -> Tag:
    """A tag of bytes: type 7 anything, 1 numbers, 2 text with its zero."""
    return Tag(type, len(value), value)


def ratio(value: float, order: str) -> Tag:
    """One rational number."""
    return Tag(5, 1, struct.pack(order + "II", round(min(max(value, 0.0), 400_000.0) * 10_000), 10_000))


def short(value: int, order: str) -> Tag:
    """One 16-bit number."""
    return Tag(3, 1, struct.pack(order + "H", value))
