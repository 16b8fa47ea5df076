"""Saving TIFF: one page of a file made anew inside a copy of the file, so that all else in it stays as it is.

Only the strips or tiles that a fill touched are coded again; tags, maker notes, further pages and private data
keep their bytes and offsets. Replaced strips are zeroed, so that removed content cannot be recovered from the file.
"""

import os
import struct
from bisect import bisect_right
from collections.abc import Mapping, Sequence
from concurrent.futures import ThreadPoolExecutor
from itertools import accumulate, pairwise
from types import MappingProxyType
from typing import NamedTuple

import numpy as np

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.kinds import tiff, tiff_strips
from inpaint_studio.files.kinds.tiff import ByteOrder, Layout, Page, Tiff
from inpaint_studio.files.saving import tiff_copies
from inpaint_studio.sentence import say

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
_OLD_JPEG = 6  # the compression whose samples lie where others keep a thumbnail
_PHOTOSHOP_LAYERS = 37724  # ImageSourceData: the layers of the unedited picture
_STRIP_BYTES = 1 << 18


class Tag(NamedTuple):
    """A tag to be written: its values already as bytes in the file's order."""

    type: int
    length: int
    values: bytes


class Edited(NamedTuple):
    """A file with one page rewritten."""

    content: bytes
    notes: tuple[str, ...]  # what a person should know, one sentence each
    page: int  # its new number: copies before it may have been removed


def edit_page(
    source: bytes,
    index: int,
    stored: Pixels,
    unedited: Pixels | None,
    *,
    same: bool,
    beside: Pixels | None = None,
    extra: Mapping[int, Tag] = MappingProxyType({}),
    without: frozenset[int] = frozenset(),
) -> Edited:
    """A copy of the file whose page `index` shows `stored`.

    stored: (H, W, C) as the page stores it, in its orientation.  unedited: the same before the edit; None: smaller
    copies of the page without a tag that says so are not searched.  same: whether `unedited` is the page's own samples;
    else the page was converted at opening, and is written in a new layout.  beside: (H, W, N) bands to be stored
    behind the others, unchanged.  extra, without: tags to set and tags to leave out.
    Raises ValueError where the file cannot be followed.
    """
    before = unedited if same else None
    structure = Tiff(source)
    pages = structure.pages()
    page = pages[index]
    out = bytearray(source)
    notes: list[str] = []
    dropped = set(without)
    if _PHOTOSHOP_LAYERS in page.entries:
        notes.append(say("Photoshop's layers in the file held the unedited picture and were left out."))
        _zero(out, page.entries[_PHOTOSHOP_LAYERS].values_at, len(structure.raw(page, _PHOTOSHOP_LAYERS)))
        dropped.add(_PHOTOSHOP_LAYERS)
    if unedited is None:
        copies = tiff_copies.of_page(structure, pages, index, stored, lambda _: None)
    else:
        with tiff_copies.page_reader(source) as read_page:
            copies = tiff_copies.of_page(structure, pages, index, unedited, read_page)
    notes.extend(_copy_notes(structure, page, copies, unedited is not None))
    changed: dict[int, Tag] = {}
    if copies.children:
        changed.update(_remaining_children(out, structure, page, copies.children))
        dropped.add(tiff.SUB_IFDS)
    layout = tiff.layout(structure, page) if before is not None else None
    kinds: tuple[int, ...] = ()
    if beside is not None:
        kinds = tuple(int(kind) for kind in structure.values(page, tiff.EXTRA_SAMPLES)) or (0,) * beside.shape[2]
        stored = np.concatenate([stored, beside], axis=2)
        before = None if before is None else np.concatenate([before, beside], axis=2)
    places = structure.places(page)
    free = _stand_alone(structure, pages)
    dead = [place for removed in (*copies.pages, *copies.children) for place in _content(structure, removed)]
    if layout is not None and layout.compression != _OLD_JPEG and structure.embedded_jpeg(page):
        dead += structure.embedded_jpeg(page)
        dropped |= {tiff.JPEG_AT, tiff.JPEG_BYTES}
    live: list[tuple[int, int]] = []
    same = before is not None and layout is not None and len(places) == len(tiff_strips.boxes(layout))
    if same and before is not None and layout is not None and tiff_strips.can_encode(layout, stored):
        old = list(places)
        changed |= _replace_touched(out, structure, page, layout, places, stored, before, free)
        dead += [place for place in old if place not in places]
        live += places
    else:
        bilevel = layout is not None and layout.bits == (1,)
        changed |= _new_layout(out, structure.order, stored, kinds)
        dropped |= _LAYOUT_TAGS
        dead += places + structure.embedded_jpeg(page)
        if bilevel:
            notes.append(say("The page was black and white; the fills brought greys, so it was saved as 8-bit grey."))
        elif structure.value(page, tiff.COMPRESSION, 1) not in tiff_strips.ENCODABLE or layout is not None:
            notes.append(say("The page's compression or layout cannot be written, so it was saved with Deflate."))
    if _mark_incompatible_edition(out):
        notes.append(
            say(
                "The file's order for reading in parts (cloud-optimised GeoTIFF) is lost; make it anew, and its "
                "smaller copies, before it is published."
            )
        )
    chain = [other for other in pages if other not in copies.pages]
    stay = [other for other in chain if other is not page]
    remaining = [member for other in stay for member in structure.family(other)]
    remaining += [child for child in structure.children(page) if child not in copies.children]
    live += [place for member in remaining for place in _content(structure, member)]
    for at, length in _without(dead, live):
        _zero(out, at, min(length, len(source) - at))  # a length beyond the file must not zero appended data
    number = chain.index(page)
    _write_page(out, structure, chain, number, dropped, {**changed, **extra})
    return Edited(bytes(out), tuple(notes), number)


def replace_page(
    source: bytes,
    index: int,
    stored: Pixels,
    before: None,
    extra: Mapping[int, Tag] = MappingProxyType({}),
    without: frozenset[int] = frozenset(),
    beside: Pixels | None = None,
) -> tuple[bytes, tuple[str, ...]]:
    """`edit_page` in a new layout, of a file whose other pages are not checked: the new content and the notes."""
    edited = edit_page(source, index, stored, before, same=False, beside=beside, extra=extra, without=without)
    return edited.content, edited.notes


def new_file(stored: Pixels, tags: Mapping[int, Tag], beside: Pixels | None = None, own_layout: bool = False) -> bytes:
    """A TIFF of one page, Deflate-compressed, with `tags` beside its layout. Little-endian, Big where it must be.

    beside: (H, W, N) bands of no declared meaning, stored behind the others.  own_layout: `tags` say what samples mean.
    """
    kinds: tuple[int, ...] = ()
    if beside is not None:
        kinds = (2,) * (stored.shape[2] in (2, 4)) + (0,) * beside.shape[2]
        stored = np.concatenate([stored, beside], axis=2)
    out = bytearray(b"II*\0\0\0\0\0")
    if stored.nbytes > 3_500_000_000:
        out = bytearray(b"II+\0\x08\0\0\0" + bytes(8))
    structure = Tiff(bytes(out))
    layout = _new_layout(out, "<", stored, kinds)
    _write_page(out, structure, [], 0, set(), {**layout, **tags} if own_layout else {**tags, **layout})
    return bytes(out)


def with_tag(source: bytes, index: int, tag: int, value: Tag) -> bytes:
    """A copy of the file with one tag of a page set. Raises ValueError where the file cannot be followed."""
    structure = Tiff(source)
    pages = structure.pages()
    out = bytearray(source)
    _write_page(out, structure, pages, index, set(), {tag: value})
    return bytes(out)


def _content(structure: Tiff, page: Page) -> list[tuple[int, int]]:
    """Where all the samples of a page lie."""
    return structure.places(page) + structure.embedded_jpeg(page)


def _stand_alone(structure: Tiff, pages: Sequence[Page]) -> bool:
    """Whether no two strips of the file share bytes, so that one can be overwritten without damage to another."""
    members = [member for page in pages for member in structure.family(page)]
    spans = sorted(place for member in members for place in structure.places(member) if place[1])
    return all(at + length <= next_at for (at, length), (next_at, _) in pairwise(spans))


def _without(dead: Sequence[tuple[int, int]], live: Sequence[tuple[int, int]]) -> list[tuple[int, int]]:
    """The parts of `dead` spans that no `live` span needs, as (offset, bytes)."""
    needed = sorted((at, at + length) for at, length in live if length > 0)
    ends = list(accumulate((end for _, end in needed), max))
    parts: list[tuple[int, int]] = []
    for start, length in dead:
        at, end = start, start + length
        number = bisect_right(ends, at)  # spans before it end before this one begins
        while at < end and number < len(needed):
            first, last = needed[number]
            if first >= end:
                break
            if first > at:
                parts.append((at, first - at))
            at, number = max(at, last), number + 1
        if at < end:
            parts.append((at, end - at))
    return parts


def _copy_notes(structure: Tiff, page: Page, copies: tiff_copies.Copies, edited: bool) -> list[str]:
    notes: list[str] = []
    if copies.pages or copies.children:
        notes.append(
            say("Smaller copies in the file, such as previews, showed the picture unedited and were left out.")
        )
    if edited and copies.unknown:
        names = ", ".join(str(number + 1) for number in copies.unknown)
        notes.append(
            say("Page {page} of the file may show the picture unedited; it could not be read and was kept.", page=names)
        )
    if edited and structure.is_reduced(page):
        notes.append(say("The page is a smaller copy of another in the file, which stays as it was."))
    return notes


def _remaining_children(out: bytearray, structure: Tiff, page: Page, removed: Sequence[Page]) -> dict[int, Tag]:
    """The SubIFDs tag of the remaining sub-directories, unlinked from the removed ones."""
    remaining = [child for child in structure.children(page) if child not in removed]
    for child in remaining:
        struct.pack_into(structure.order + ("Q" if structure.big else "I"), out, child.next_at, 0)
    if not remaining:
        return {}
    letter, kind = ("Q", 18) if structure.big else ("I", 13)
    return {
        tiff.SUB_IFDS: Tag(
            kind,
            len(remaining),
            struct.pack(f"{structure.order}{len(remaining)}{letter}", *(child.at for child in remaining)),
        )
    }


# GDAL's structural metadata, between the header and the first directory, and the edit that GDAL itself makes to it.
_CLOUD_MARK = b"GDAL_STRUCTURAL_METADATA_SIZE="
_CLOUD_ORDER = (b"KNOWN_INCOMPATIBLE_EDITION=NO\n ", b"KNOWN_INCOMPATIBLE_EDITION=YES\n")


def _mark_incompatible_edition(out: bytearray) -> bool:
    """Clear the claim of a cloud-optimised GeoTIFF layout. Returns whether the file made it."""
    if _CLOUD_MARK not in out[8:64]:
        return False
    at = out.find(_CLOUD_ORDER[0], 8, 1024)
    if at < 0:
        return False
    out[at : at + len(_CLOUD_ORDER[1])] = _CLOUD_ORDER[1]
    return True


def _replace_touched(
    out: bytearray,
    structure: Tiff,
    page: Page,
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
        coded = tiff_strips.encode_part(part, structure, page, layout)
        at, length = places[number]
        reusable = free and at + length <= len(structure.content)
        if reusable:
            _zero(out, at, length)
        if not reusable or len(coded) > length:
            at = _append(out, coded)
        else:
            out[at : at + len(coded)] = coded
        places[number] = (at, len(coded))
    offsets, counts = (tiff.TILE_OFFSETS, tiff.TILE_COUNTS) if layout.tile else (tiff.STRIP_OFFSETS, tiff.STRIP_COUNTS)
    return {
        offsets: _numbers(structure, [at for at, _ in places]),
        counts: _numbers(structure, [length for _, length in places]),
    }


def _new_layout(out: bytearray, order: ByteOrder, stored: Pixels, kinds: tuple[int, ...]) -> dict[int, Tag]:
    """Append `stored` in strips, Deflate with prediction, and give the tags that describe them."""
    height, width, channels = stored.shape
    rows = max(1, _STRIP_BYTES // (width * channels * stored.dtype.itemsize))
    predictor = 3 if stored.dtype.kind == "f" else 2
    tops = range(0, height, rows)
    with ThreadPoolExecutor(min(4, os.cpu_count() or 1)) as pool:  # zlib releases the GIL
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
        tiff.SAMPLE_FORMAT: shorts(*[{"u": 1, "i": 2, "f": 3}[stored.dtype.kind]] * channels),
    }
    if channels in (2, 4):
        tags[tiff.EXTRA_SAMPLES] = shorts(*kinds or (2,))
    return tags


def _write_page(
    out: bytearray,
    structure: Tiff,
    pages: Sequence[Page],
    index: int,
    dropped: set[int],
    changed: Mapping[int, Tag],
) -> None:
    """Append a directory for the page, with its old entries but for `dropped` and `changed`.

    pages: all that the file keeps, linked in this order; none for a file that has no page yet.
    """
    order, big = structure.order, structure.big
    pointer, room, count_letter = ("Q", 8, "Q") if big else ("I", 4, "H")
    entries: dict[int, bytes] = {}
    if pages:
        entry_bytes = 20 if big else 12
        for tag, entry in pages[index].entries.items():
            if tag not in dropped and tag not in changed:
                entries[tag] = bytes(structure.content[entry.at : entry.at + entry_bytes])
    for tag, item in changed.items():
        value = item.values if len(item.values) <= room else struct.pack(order + pointer, _append(out, item.values))
        entries[tag] = struct.pack(f"{order}HH{pointer}", tag, item.type, item.length) + value.ljust(room, b"\0")
    directory = struct.pack(order + count_letter, len(entries))
    next_at = len(directory) + sum(map(len, entries.values()))
    directory += b"".join(entries[tag] for tag in sorted(entries)) + struct.pack(order + pointer, 0)
    new = _append(out, directory)
    link = structure.first_at
    for number in range(max(1, len(pages))):
        at, next_link = (new, new + next_at) if number == index else (pages[number].at, pages[number].next_at)
        struct.pack_into(order + pointer, out, link, at)
        link = next_link
    struct.pack_into(order + pointer, out, link, 0)


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
