"""The structure of a TIFF file: its pages and their tags, without decoding a single sample.

Read from the TIFF 6.0 specification and the BigTIFF extension; both byte orders.
"""

import struct
from collections.abc import Iterable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from typing import Literal, overload

MAX_PAGES = 10_000  # a scanner's largest stack; a chain longer than this is an attack
MAX_TAGS = 4096
MAX_CHILDREN = 256  # sub-directories of one page; pyramids have a dozen

# Tags by name, where used here or in other modules.
WIDTH, HEIGHT, BITS, COMPRESSION, PHOTOMETRIC = 256, 257, 258, 259, 262
STRIP_OFFSETS, ORIENTATION, SAMPLES, ROWS_PER_STRIP, STRIP_COUNTS, PLANAR = 273, 274, 277, 278, 279, 284
PREDICTOR, TILE_WIDTH, TILE_HEIGHT, TILE_OFFSETS, TILE_COUNTS = 317, 322, 323, 324, 325
SUB_IFDS, EXTRA_SAMPLES, SAMPLE_FORMAT, JPEG_TABLES, FILL_ORDER = 330, 338, 339, 347, 266
XMP, EXIF_IFD, GPS_IFD, ICC = 700, 34665, 34853, 34675
SUBFILE, OLD_SUBFILE, JPEG_AT, JPEG_BYTES, COLOUR_MAP = 254, 255, 513, 514, 320

# Bytes and struct letter of each field type, 1..18.
TYPES: Mapping[int, tuple[int, str]] = {
    1: (1, "B"), 2: (1, "s"), 3: (2, "H"), 4: (4, "I"), 5: (8, "II"), 6: (1, "b"), 7: (1, "s"), 8: (2, "h"),
    9: (4, "i"), 10: (8, "ii"), 11: (4, "f"), 12: (8, "d"), 13: (4, "I"), 16: (8, "Q"), 17: (8, "q"), 18: (8, "Q"),
}  # fmt: skip


ByteOrder = Literal["<", ">"]


class TiffError(ValueError):
    """The bytes cannot be parsed as a TIFF structure."""


@dataclass(frozen=True)
class Entry:
    """One tag of one page."""

    tag: int
    type: int
    count: int
    at: int  # offset of the entry's 12 (BigTIFF: 20) bytes
    values_at: int  # offset of its values
    inline: bool  # the values are stored inside the entry


@dataclass(frozen=True)
class Page:
    """One image file directory."""

    at: int
    entries: Mapping[int, Entry] = field(repr=False)
    next_at: int  # offset of the pointer to the next page
    next: int  # that pointer, 0 = last


class Pages(Sequence[Page]):
    """The pages of a chain, each taken apart when it is first looked at: a stack has thousands, a plane is one."""

    def __init__(self, structure: "Tiff", places: Sequence[int]) -> None:
        self._structure, self._places = structure, places
        self._pages: dict[int, Page] = {}  # by number; the same object each time

    @overload
    def __getitem__(self, number: int) -> Page: ...
    @overload
    def __getitem__(self, number: slice) -> list[Page]: ...
    def __getitem__(self, number: int | slice) -> Page | list[Page]:
        """Raises TiffError where the page's tags cannot be followed."""
        if isinstance(number, slice):
            return [self[one] for one in range(*number.indices(len(self)))]
        number = range(len(self))[number]
        if number not in self._pages:
            self._pages[number] = self._structure.page_at(self._places[number])
        return self._pages[number]

    def __len__(self) -> int:
        return len(self._places)


class Tiff:
    """A TIFF file in memory, read by tag.

    Raises TiffError where a pointer leaves the file or the chain of pages is circular.
    """

    def __init__(self, content: bytes | bytearray | memoryview) -> None:
        self.content = memoryview(content)
        head = bytes(self.content[:16])
        if head[:2] not in (b"II", b"MM") or len(head) < 8:
            raise TiffError("no TIFF header")
        self.order: ByteOrder = "<" if head[:2] == b"II" else ">"
        magic = struct.unpack_from(self.order + "H", head, 2)[0]
        if magic not in (42, 43) or (magic == 43 and len(head) < 16):
            raise TiffError("no TIFF header")
        self.big = magic == 43
        self.first_at = 8 if self.big else 4  # offset of the pointer to the first page
        self.first = self._pointer(self.first_at)

    def pages(self, most: int = MAX_PAGES) -> Pages:
        """Every page of the chain, in order. Raises TiffError where there are more than `most`."""
        places: list[int] = []
        for at in self.chain():
            if len(places) >= most:
                raise TiffError(f"more than {most:,} pages")
            places.append(at)
        return Pages(self, places)

    def chain(self) -> Iterator[int]:
        """Where each page's directory stands, in order. Raises TiffError where the chain breaks off or is circular."""
        visited: set[int] = set()
        at = self.first
        count_letter, head, entry_size = ("Q", 8, 20) if self.big else ("H", 2, 12)
        while at:
            if at in visited:
                raise TiffError("a chain of pages without an end")
            visited.add(at)
            (count,) = self._unpack(count_letter, at)
            if not 0 < count <= MAX_TAGS:
                raise TiffError(f"a page with {count:,} tags")
            following = self._pointer(at + head + count * entry_size)
            yield at
            at = following

    def firsts(self, at: int, tags: Iterable[int]) -> dict[int, int]:
        """The first number of each of `tags` in the directory at `at`, of those that have one: to compare many pages.

        A fifth of the time of `page_at`.
        """
        wanted = frozenset(tags)
        count_letter, head, size, field = ("Q", 8, 20, 12) if self.big else ("H", 2, 12, 8)
        (count,) = self._unpack(count_letter, at)
        entries = self.content[at + head : at + head + min(count, MAX_TAGS) * size]
        entries = entries[: len(entries) // size * size]
        codes = struct.iter_unpack(f"{self.order}HH{'Q8x' if self.big else 'I4x'}", entries)
        firsts: dict[int, int] = {}
        for number, (tag, kind, length) in enumerate(codes):
            if tag in wanted and tag not in firsts and length:
                bytes_of_one, letter = TYPES.get(kind, (1, "s"))
                place = at + head + number * size + field
                if length * bytes_of_one > size - field:
                    place = self._pointer(place)
                if letter in "BHIQ" and place + bytes_of_one <= len(self.content):
                    firsts[tag] = struct.unpack_from(self.order + letter, self.content, place)[0]
        return firsts

    def page_at(self, at: int) -> Page:
        count_letter, entry_size, pointer_size = ("Q", 20, 8) if self.big else ("H", 12, 4)
        head = 8 if self.big else 2
        (count,) = self._unpack(count_letter, at)
        if not 0 < count <= MAX_TAGS:
            raise TiffError(f"a page with {count:,} tags")
        entries: dict[int, Entry] = {}
        for index in range(count):
            entry = self._entry(at + head + index * entry_size, pointer_size)
            entries.setdefault(entry.tag, entry)
        next_at = at + head + count * entry_size
        return Page(at, entries, next_at, self._pointer(next_at))

    def values(self, page: Page, tag: int) -> tuple[int | float, ...]:
        """The numbers of a tag; () where the page has none, where its values lie outside or its type is unknown."""
        entry = page.entries.get(tag)
        if entry is None or entry.type not in TYPES or TYPES[entry.type][1] == "s":
            return ()
        size, letter = TYPES[entry.type]
        if entry.values_at + size * entry.count > len(self.content):
            return ()
        return struct.unpack_from(f"{self.order}{entry.count * len(letter)}{letter[0]}", self.content, entry.values_at)

    def value(self, page: Page, tag: int, default: int) -> int:
        """The first number of a tag."""
        values = self.values(page, tag)
        return int(values[0]) if values else default

    def raw(self, page: Page, tag: int) -> bytes:
        """The bytes of a tag's values; b"" where there are none."""
        entry = page.entries.get(tag)
        if entry is None or entry.type not in TYPES:
            return b""
        return bytes(self.content[entry.values_at : entry.values_at + TYPES[entry.type][0] * entry.count])

    def is_reduced(self, page: Page) -> bool:
        """Whether a page is tagged as a reduced copy of another one."""
        return bool(self.value(page, SUBFILE, 0) & 1) or self.value(page, OLD_SUBFILE, 0) == 2

    def is_mask(self, page: Page) -> bool:
        """Whether a page is tagged as the transparency mask of another one."""
        return bool(self.value(page, SUBFILE, 0) & 4)

    def children(self, page: Page) -> list[Page]:
        """The sub-directories of a page and those chained to them; unreadable ones are left out."""
        children: list[Page] = []
        visited: set[int] = set()
        for start in self.values(page, SUB_IFDS)[:MAX_CHILDREN]:
            at = int(start)
            while at and at not in visited and len(children) < MAX_CHILDREN:
                visited.add(at)
                try:
                    child = self.page_at(at)
                except TiffError:  # a pointer to nowhere holds no picture
                    break
                children.append(child)
                at = child.next
        return children

    def family(self, page: Page) -> list[Page]:
        """A page with its sub-directories, recursively."""
        family, visited = [page], {page.at}
        for member in family:  # grows during iteration
            for child in self.children(member):
                if child.at not in visited and len(family) < MAX_CHILDREN:
                    visited.add(child.at)
                    family.append(child)
        return family

    def places(self, page: Page) -> list[tuple[int, int]]:
        """The strips or tiles of a page: (offset, bytes), in the order of the file."""
        tiled = TILE_OFFSETS in page.entries
        offsets = self.values(page, TILE_OFFSETS if tiled else STRIP_OFFSETS)
        counts = self.values(page, TILE_COUNTS if tiled else STRIP_COUNTS)
        return [(int(at), int(length)) for at, length in zip(offsets, counts, strict=False)]

    def embedded_jpeg(self, page: Page) -> list[tuple[int, int]]:
        """(offset, bytes) of the JPEG of an EXIF thumbnail, or of old-style JPEG compression: one or none."""
        at, length = self.value(page, JPEG_AT, 0), self.value(page, JPEG_BYTES, 0)
        return [(at, length)] if at and length else []

    def _entry(self, at: int, pointer_size: int) -> Entry:
        tag, kind = self._unpack("HH", at)
        (count,) = self._unpack("Q" if self.big else "I", at + 4)
        value_field = at + (12 if self.big else 8)
        size = TYPES.get(kind, (1, "s"))[0] * count
        if size <= pointer_size:
            return Entry(tag, kind, count, at, value_field, True)
        return Entry(tag, kind, count, at, self._pointer(value_field), False)

    def _pointer(self, at: int) -> int:
        return int(self._unpack("Q" if self.big else "I", at)[0])

    def _unpack(self, letters: str, at: int) -> tuple[int, ...]:
        try:
            return struct.unpack_from(self.order + letters, self.content, at)
        except struct.error as error:
            raise TiffError("a pointer leads out of the file") from error


@dataclass(frozen=True)
class Layout:
    """Sample layout of one page."""

    width: int
    height: int
    samples: int
    bits: tuple[int, ...]
    format: int  # 1 unsigned, 2 signed, 3 float
    photometric: int  # 0 white is zero, 1 black is zero, 2 RGB, 3 palette, 5 CMYK, 6 YCbCr, 8 Lab
    compression: int
    predictor: int
    planar: bool
    extra: tuple[int, ...]  # 0 unspecified, 1 associated alpha, 2 straight alpha
    orientation: int
    tile: tuple[int, int] | None  # width, height
    rows_per_strip: int
    fill_order: int  # 1: the first pixel of a byte is its highest bit

    @property
    def colours(self) -> int:
        """Samples that are colours; further samples of a pixel are alpha or extra bands."""
        return COLOURS.get(self.photometric, 1)

    @property
    def beside(self) -> int:
        """Samples beside the colours."""
        return max(0, self.samples - self.colours)

    @property
    def has_alpha(self) -> bool:
        """Whether there is one extra sample and it is tagged as alpha."""
        return self.beside == 1 and self.extra[:1] in ((1,), (2,))


COLOURS = {2: 3, 5: 4, 6: 3, 8: 3, 9: 3, 10: 3}  # by photometric interpretation


def layout(tiff: Tiff, page: Page) -> Layout:
    """Raises TiffError where the page has no size."""
    width, height = tiff.value(page, WIDTH, 0), tiff.value(page, HEIGHT, 0)
    if width <= 0 or height <= 0:
        raise TiffError("a page without a size")
    samples = tiff.value(page, SAMPLES, 1)
    if not 0 < samples <= 65535:
        raise TiffError("a page without samples")
    bits = tuple(int(value) for value in tiff.values(page, BITS)[:samples]) or (1,)
    orientation = tiff.value(page, ORIENTATION, 1)
    tile = (tiff.value(page, TILE_WIDTH, 0), tiff.value(page, TILE_HEIGHT, 0)) if TILE_OFFSETS in page.entries else None
    return Layout(
        width,
        height,
        samples,
        bits,
        tiff.value(page, SAMPLE_FORMAT, 1),
        tiff.value(page, PHOTOMETRIC, 1),
        tiff.value(page, COMPRESSION, 1),
        tiff.value(page, PREDICTOR, 1),
        tiff.value(page, PLANAR, 1) == 2,
        tuple(int(value) for value in tiff.values(page, EXTRA_SAMPLES)),
        orientation if 1 <= orientation <= 8 else 1,
        tile,
        min(max(1, tiff.value(page, ROWS_PER_STRIP, height)), height),
        tiff.value(page, FILL_ORDER, 1),
    )
