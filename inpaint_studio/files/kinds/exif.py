"""EXIF blocks: small TIFF structures inside other files, patched in place so that every other byte stays.

Maker notes hold undocumented offsets, which a rewritten block breaks and a patched one does not.
"""

import struct
from collections.abc import Callable, Collection, Iterator
from dataclasses import dataclass

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.kinds import exif_thumbnail, tiff
from inpaint_studio.files.kinds.tiff import Entry, Page, Tiff, TiffError

INTEROPERABILITY_IFD = 40965
COLOUR_SPACE, WIDTH, HEIGHT = 40961, 40962, 40963
_DIRECTORIES = (tiff.EXIF_IFD, tiff.GPS_IFD, INTEROPERABILITY_IFD)
# Tags of a TIFF page that describe its coding, not the picture; left out of an EXIF block made from it.
NOT_EXIF = frozenset(
    {254, 255, 256, 257, 258, 259, 262, 266, 273, 277, 278, 279, 284, 292, 293, 301, 317, 318, 319, 320, 322, 323}
    | {324, 325, 330, 332, 338, 339, 340, 341, 347, 512, 513, 514, 529, 530, 531, 532, 700, 33723, 34377, 34675, 37724}
)


@dataclass(frozen=True)
class Coding:
    """Layout of a file's samples, as EXIF and XMP repeat it."""

    width: int
    height: int
    channels: int  # 1 grey, 3 RGB; alpha does not count here
    bits: int
    srgb: bool  # the colours were converted to sRGB, whatever they were before


def of_resolution(across: float, down: float) -> bytes:
    """A block with the resolution in pixels per inch and nothing else. EXIF 2.32, sections 4.6.2 and 4.6.4."""
    values_at = 8 + 2 + 3 * 12 + 4
    entries = struct.pack("<HHII", 282, 5, 1, values_at) + struct.pack("<HHII", 283, 5, 1, values_at + 8)
    entries += struct.pack("<HHIHH", 296, 3, 1, 2, 0)  # inches
    values = b"".join(struct.pack("<II", round(min(max(v, 0), 400_000) * 10_000), 10_000) for v in (across, down))
    return b"II*\0" + struct.pack("<IH", 8, 3) + entries + bytes(4) + values


def of_page(
    structure: Tiff, page: Page, without: Collection[int] = NOT_EXIF, largest: int = 1 << 24
) -> tuple[bytes | None, bool]:
    """A directory as a block of its own, and whether parts had to be left out.

    Every tag keeps its type and bytes; a tag whose values lie outside the file, are of unknown type
    or longer than `largest` is left out by itself.  None where nothing remains.
    """
    out = bytearray((b"II*\0" if structure.order == "<" else b"MM\0*") + struct.pack(structure.order + "I", 8))
    whole = _copy(out, structure, page, without, largest, len(_DIRECTORIES))
    return (bytes(out) if len(out) > 8 + 2 + 4 else None), not whole


def _copy(out: bytearray, structure: Tiff, page: Page, without: Collection[int], largest: int, depth: int) -> bool:
    """Append a directory with its values and sub-directories. Returns whether it is complete."""
    order, whole = structure.order, True
    entries: list[tuple[Entry, bytes | Page]] = []
    for tag in sorted(set(page.entries) - set(without)):
        entry = page.entries[tag]
        if not entry.count:
            continue
        values: bytes | Page | None = _values(structure, page, entry, largest)
        if tag in _DIRECTORIES:
            values = _directory(structure, page, tag) if depth else None
        if values is not None:
            entries.append((entry, values))
        else:
            whole = False
    at = len(out)
    out += struct.pack(order + "H", len(entries)) + bytes(12 * len(entries) + 4)
    for number, (entry, values) in enumerate(entries):
        out += bytes(len(out) % 2)
        here = len(out)
        if isinstance(values, Page):
            whole &= _copy(out, structure, values, (), largest, depth - 1)
            field = struct.pack(order + "HHII", entry.tag, 4, 1, here)
        elif len(values) <= 4:
            field = struct.pack(order + "HHI", entry.tag, entry.type, entry.count) + values.ljust(4, b"\0")
        else:
            out += values
            field = struct.pack(order + "HHII", entry.tag, entry.type, entry.count, here)
        out[at + 2 + 12 * number : at + 14 + 12 * number] = field
    return whole


def _values(structure: Tiff, page: Page, entry: Entry, largest: int) -> bytes | None:
    size = tiff.TYPES.get(entry.type, (0, ""))[0] * entry.count
    values = structure.raw(page, entry.tag)
    return values if 0 < size <= largest and len(values) == size and entry.type <= _LAST_CLASSIC_TYPE else None


def shortened(block: bytes, largest: int) -> bytes | None:
    """The block rewritten without its longest tags, in at most `largest` bytes; None where that is impossible."""
    try:
        structure = Tiff(block)
        first = structure.page_at(structure.first)
    except TiffError:
        return None
    for longest in (largest // 2, largest // 4, largest // 16, 1024):
        less, _ = of_page(structure, first, frozenset(), longest)
        if less is not None and len(less) <= largest:
            return less
    return None


def resolution(structure: Tiff, page: tiff.Page) -> tuple[float, float] | None:
    """Pixels per inch, across and down, of a directory; None where it has none."""
    unit = structure.value(page, 296, 2)
    ratios = [structure.values(page, tag) for tag in (282, 283)]
    if unit not in (2, 3) or not all(len(value) == 2 and value[0] > 0 and value[1] > 0 for value in ratios):
        return None
    scale = 1.0 if unit == 2 else 2.54
    return ratios[0][0] / ratios[0][1] * scale, ratios[1][0] / ratios[1][1] * scale


def resolution_of(block: bytes) -> tuple[float, float] | None:
    """`resolution` of a block; None also where it cannot be parsed."""
    try:
        structure = Tiff(block)
        return resolution(structure, structure.page_at(structure.first))
    except TiffError:
        return None


def unfit_for_a_page(block: bytes) -> frozenset[int]:
    """Resolution tags that are no single rational, for which readers refuse a whole TIFF."""
    try:
        structure = Tiff(block)
        entries = structure.page_at(structure.first).entries
    except TiffError:
        return frozenset()
    return frozenset(tag for tag in (282, 283) if tag in entries and (entries[tag].type, entries[tag].count) != (5, 1))


def is_readable(block: bytes) -> bool:
    """Whether the block's first directory can be read."""
    try:
        structure = Tiff(block)
        structure.page_at(structure.first)
    except TiffError:
        return False
    return True


def orientation(block: bytes) -> int | None:
    """The orientation of a block, 1..8, of any numeric type; None where it has none."""
    try:
        structure = Tiff(block)
        return orientation_of(structure, structure.page_at(structure.first))
    except TiffError:
        return None


def orientation_of(structure: Tiff, page: Page) -> int | None:
    """`orientation` of one directory."""
    value = structure.value(page, tiff.ORIENTATION, 0)
    return value if 1 <= value <= 8 else None


def with_orientation(block: bytes, orientation: int) -> bytes:
    """The block with its orientation tag set, where it has one; a block that cannot be parsed is unchanged.

    The tag becomes a SHORT, as the standard requires, and where a broken block has it twice, both are set,
    so that all readers agree.
    """

    def change(changed: bytearray, structure: Tiff, first: Page) -> None:
        count, rest = ("Q", 6) if structure.big else ("I", 2)
        size = _entry_bytes(structure)
        for at in range(first.at + (8 if structure.big else 2), first.next_at, size):
            if struct.unpack_from(structure.order + "H", changed, at) == (tiff.ORIENTATION,):
                struct.pack_into(f"{structure.order}H{count}H{rest}x", changed, at + 2, 3, 1, orientation)

    return _patched(block, change)


def with_coding(block: bytes, coding: Coding) -> bytes:
    """The block with its tags of size, channels and colour space, where present, set to `coding`."""

    def change(changed: bytearray, structure: Tiff, first: Page) -> None:
        _set(changed, structure, first, tiff.WIDTH, coding.width)
        _set(changed, structure, first, tiff.HEIGHT, coding.height)
        _set(changed, structure, first, tiff.SAMPLES, coding.channels)
        _set(changed, structure, first, tiff.BITS, coding.bits, coding.channels)
        colour = coding.channels == 3
        if structure.value(first, tiff.PHOTOMETRIC, 2 if colour else 1) not in ((2, 6) if colour else (1,)):
            _set(changed, structure, first, tiff.PHOTOMETRIC, 2 if colour else 1)
        inner = _directory(structure, first, tiff.EXIF_IFD)
        if inner is not None:
            set_inner_coding(changed, structure, inner, coding)

    return _patched(block, change)


def set_inner_coding(changed: bytearray, structure: Tiff, inner: Page, coding: Coding) -> None:
    """`with_coding` of an EXIF directory alone, such as that of a TIFF page."""
    _set(changed, structure, inner, WIDTH, coding.width)
    _set(changed, structure, inner, HEIGHT, coding.height)
    if coding.srgb:
        _set(changed, structure, inner, COLOUR_SPACE, 1)


def inner_directory(structure: Tiff, page: Page) -> Page | None:
    """The EXIF directory that a page points to."""
    return _directory(structure, page, tiff.EXIF_IFD)


def with_thumbnail_of(block: bytes, stored: Pixels | None) -> bytes:
    """The block with its thumbnail, if it has one, replaced by one of `stored` (8-bit sRGB, (H, W, 3)).

    The new one is written over the old one and never larger; the rest of the old one is zeroed. With None,
    or where it cannot be made small enough, the old one is zeroed and unlinked. Later directories
    and further previews are zeroed and unlinked in any case.
    """
    return _patched(block, lambda changed, structure, first: exif_thumbnail.renew(changed, structure, first, stored))


def thumbnail(block: bytes) -> bytes | None:
    """The JPEG thumbnail inside a block, or None."""
    place = thumbnail_place(block)
    return block[place[0] : place[1]] if place is not None else None


def thumbnail_place(block: bytes) -> tuple[int, int] | None:
    """The byte range of the JPEG thumbnail inside a block."""
    try:
        structure = Tiff(block)
        first = structure.page_at(structure.first)
        second = structure.page_at(first.next) if first.next else None
    except TiffError:
        return None
    return exif_thumbnail.place(structure, second) if second is not None else None


def preview_places(block: bytes) -> list[tuple[int, int]]:
    """The byte ranges of thumbnails and further previews that directories point to, without blank ones."""
    try:
        structure = Tiff(block)
        first = structure.page_at(structure.first)
    except TiffError:
        return []
    return [place for place in exif_thumbnail.places(structure, first) if any(block[slice(*place)])]


def ranges(structure: Tiff, pages: Collection[Page]) -> Iterator[tuple[int, int]]:
    """The byte ranges of the values of directories, and of those they point to, that are not inline."""
    inner = [inner_page for page in pages for inner_page in _inner(structure, page, len(_DIRECTORIES))]
    for directory in (*pages, *inner):
        for entry in directory.entries.values():
            size = tiff.TYPES.get(entry.type, (1, ""))[0] * entry.count
            if not entry.inline and entry.values_at > 0 and entry.values_at + size <= len(structure.content):
                yield entry.values_at, entry.values_at + size


def directories(structure: Tiff, pages: Collection[Page]) -> Iterator[tuple[int, int]]:
    """The byte ranges of the header, the directories and those they point to: structure, not values."""
    yield 0, 16 if structure.big else 8
    inner = [inner_page for page in pages for inner_page in _inner(structure, page, len(_DIRECTORIES))]
    for directory in (*pages, *inner):
        yield directory.at, directory.next_at + (8 if structure.big else 4)


def _inner(structure: Tiff, page: Page, depth: int) -> Iterator[Page]:
    for tag in _DIRECTORIES:
        directory = _directory(structure, page, tag) if depth else None
        if directory is not None:
            yield directory
            yield from _inner(structure, directory, depth - 1)


def _directory(structure: Tiff, page: Page, tag: int) -> Page | None:
    at = structure.value(page, tag, 0)
    try:
        return structure.page_at(at) if at else None
    except TiffError:
        return None


def _patched(block: bytes, change: Callable[[bytearray, Tiff, Page], None]) -> bytes:
    try:
        structure = Tiff(block)
        first = structure.page_at(structure.first)
    except TiffError:
        return block
    changed = bytearray(block)
    change(changed, structure, first)
    return bytes(changed)


def _set(changed: bytearray, structure: Tiff, page: Page, tag: int, value: int, count: int = 1) -> None:
    """Set a tag's numbers, where the page has it with at least `count`; the tag's count becomes `count`."""
    entry = page.entries.get(tag)
    if entry is None or entry.type not in _NUMBERS or entry.count < count:
        return
    size, letter = tiff.TYPES[entry.type]
    if entry.values_at + size * count > len(changed) or value >= 1 << 8 * size:
        return
    struct.pack_into(f"{structure.order}{count}{letter}", changed, entry.values_at, *[value] * count)
    if entry.count != count and (size * count > (8 if structure.big else 4)) != entry.inline:
        struct.pack_into(structure.order + ("Q" if structure.big else "I"), changed, entry.at + 4, count)


_LAST_CLASSIC_TYPE = 13  # higher ones are BigTIFF's
_NUMBERS = frozenset({1, 3, 4, 6, 8, 9, 16, 17})


def turned(block: bytes) -> bytes:
    """The block with its horizontal and vertical resolution swapped, for a picture turned by 90°."""

    def change(changed: bytearray, structure: Tiff, first: Page) -> None:
        across, down = first.entries.get(282), first.entries.get(283)
        if across is None or down is None:
            return
        length = _entry_bytes(structure) - 2  # all but the tag's number: values of any type and count go along
        one, other = across.at + 2, down.at + 2
        changed[one : one + length], changed[other : other + length] = (
            changed[other : other + length],
            changed[one : one + length],
        )

    return _patched(block, change)


def _entry_bytes(structure: Tiff) -> int:
    return 20 if structure.big else 12
