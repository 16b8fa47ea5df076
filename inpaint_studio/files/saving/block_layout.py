"""Where the blocks of a TIFF go when some of them are replaced: every other byte stays as it is.

A block that still fits stays in its place; one that has grown goes behind everything, and its old place is zeroed, so
that nothing removed can be recovered. In a cloud-optimised GeoTIFF, whose order is a promise to those who read it in
parts, the blocks behind a grown one move instead, so that the order, and GDAL's sizes round every block, stay true.
"""

import re
import struct
from collections.abc import Mapping, Sequence
from typing import NamedTuple

from inpaint_studio.files.kinds import tiff
from inpaint_studio.files.kinds.tiff import Entry, Page, Tiff
from inpaint_studio.files.saving.pieces import Pieces

BlockKey = tuple[int, int]  # where the page's directory stands, and the number of the block

_GHOST = re.compile(rb"GDAL_STRUCTURAL_METADATA_SIZE=(\d{6}) bytes\n")
_NO_EDITION, _EDITION = b"KNOWN_INCOMPATIBLE_EDITION=NO\n ", b"KNOWN_INCOMPATIBLE_EDITION=YES\n"
_INTEGERS = {3: "H", 4: "I", 13: "I", 16: "Q", 18: "Q"}


class _Block(NamedTuple):
    at: int
    length: int
    key: BlockKey


class Laid(NamedTuple):
    """A new file, and where its blocks are."""

    pieces: Pieces
    places: dict[BlockKey, tuple[int, int]]
    lost_order: bool  # whether the file had a cloud-optimised order that could not be kept


def promises(content: memoryview, big: bool) -> dict[str, str]:
    """GDAL's structural metadata behind the header; {} where there are none, or they no longer hold."""
    start = 16 if big else 8
    head = _GHOST.match(bytes(content[start : start + 64]))
    if head is None:
        return {}
    text = bytes(content[start + head.end() : start + head.end() + int(head[1])])
    pairs = dict(line.split("=", 1) for line in text.decode("ascii", "replace").splitlines() if "=" in line)
    return pairs if pairs.get("KNOWN_INCOMPATIBLE_EDITION", "NO") == "NO" else {}


def lay(structure: Tiff, members: Sequence[Page], replaced: Mapping[BlockKey, bytes]) -> Laid:
    """The file with blocks replaced. members: every directory of the file.

    Raises ValueError where its parts overlap, or it would grow past what its offsets can say.
    """
    blocks = sorted(
        _Block(at, length, (page.at, number))
        for page in members
        for number, (at, length) in enumerate(structure.places(page))
        if at and length
    )
    pieces = Pieces(structure.content)
    places = {block.key: (block.at, block.length) for block in blocks}
    promised = promises(structure.content, structure.big)
    is_cloud = promised.get("LAYOUT") == "IFDS_BEFORE_DATA"
    keeps = is_cloud and _is_in_order(structure, members, blocks, promised)
    changed_pages = {key[0] for key in replaced}
    try:
        if keeps:
            _in_order(structure, members, blocks, replaced, promised, pieces, places)
        else:
            _in_place(structure, members, blocks, replaced, changed_pages, pieces, places)
            if is_cloud:
                start = bytes(structure.content[:1024]).find(_NO_EDITION)
                if start >= 0:
                    pieces.replace(start, len(_EDITION), _EDITION)
    except struct.error as error:
        raise ValueError("the file would grow past the 4 GB that TIFF can address") from error
    return Laid(pieces, places, is_cloud and not keeps)


def _in_place(
    structure: Tiff,
    members: Sequence[Page],
    blocks: Sequence[_Block],
    replaced: Mapping[BlockKey, bytes],
    changed_pages: set[int],
    pieces: Pieces,
    places: dict[BlockKey, tuple[int, int]],
) -> None:
    alone = _alone(blocks)
    for key, coded in replaced.items():
        at, length = places.get(key, (0, 0))
        fits = key in alone and len(coded) <= length and at + length <= len(structure.content)
        if key in alone:
            pieces.replace(at, length, coded.ljust(length, b"\0") if fits else bytes(length))
        places[key] = (at if fits else pieces.append(coded), len(coded))
    for page in members:
        if page.at in changed_pages:
            for entry, values in _lists(structure, page, places):
                letter = _letter(entry, values)
                if letter == _INTEGERS[entry.type]:
                    _write(structure, pieces, entry, values, letter)
                else:
                    _widen(structure, pieces, entry, values, letter, None)


def _in_order(
    structure: Tiff,
    members: Sequence[Page],
    blocks: Sequence[_Block],
    replaced: Mapping[BlockKey, bytes],
    promised: Mapping[str, str],
    pieces: Pieces,
    places: dict[BlockKey, tuple[int, int]],
) -> None:
    leader, trailer = _frame(promised)
    data = blocks[0].at - leader
    wide: set[int] = set()  # entries that must be wider, whose numbers go before the data
    for page in members:
        for entry, _ in _lists(structure, page, {}):
            lengths = [len(coded) for key, coded in replaced.items() if key[0] == page.at]
            is_offsets = entry.tag in (tiff.TILE_OFFSETS, tiff.STRIP_OFFSETS)
            if entry.type == 3 and (is_offsets or max(lengths, default=0) > 65535):
                wide.add(entry.at)
                if 4 * entry.count > (8 if structure.big else 4):
                    pieces.insert(data, bytes(4 * entry.count))  # its place; its numbers are known below
    inserted: dict[BlockKey, tuple[int, int]] = {}
    for key, coded in replaced.items():
        framed = (struct.pack("<I", len(coded)) if leader else b"") + coded + (coded[-4:] if trailer else b"")
        if key in places:
            at, length = places[key]
            pieces.replace(at - leader, leader + length + trailer, framed)
        else:  # of a sparse file, which had nothing there: before the next one of its page
            behind = [block.at for block in blocks if block.key[0] == key[0] and block.key[1] > key[1]]
            at = min(behind) - leader if behind else len(structure.content)
            inserted[key] = (at, pieces.insert(at, framed))
    moves = pieces.moves()
    for block in blocks:
        length = len(replaced[block.key]) if block.key in replaced else block.length
        places[block.key] = (moves(block.at - leader) + leader, length)
    for key, (at, before) in inserted.items():
        places[key] = (moves.inserted(at) + before + leader, len(replaced[key]))
    filled = 0
    for page in members:
        for entry, values in _lists(structure, page, places):
            if entry.at in wide:
                filled += _widen(structure, pieces, entry, values, "I", (data, filled))
            else:
                _write(structure, pieces, entry, values, _INTEGERS[entry.type])


def _is_in_order(
    structure: Tiff, members: Sequence[Page], blocks: Sequence[_Block], promised: Mapping[str, str]
) -> bool:
    """Whether a file is as its structural metadata promise: directories before data, sizes round every block."""
    leader, trailer = _frame(promised)
    if not blocks:
        return False
    first = blocks[0].at - leader
    ends = [page.next_at for page in members]
    for page in members:
        for entry in page.entries.values():
            if not entry.inline:
                ends.append(entry.values_at + tiff.TYPES.get(entry.type, (1, "s"))[0] * entry.count)
    end = 0
    for block in blocks:
        start = block.at - leader
        if start < end or block.at + block.length + trailer > len(structure.content):
            return False
        size = bytes(structure.content[start : block.at])
        last = bytes(structure.content[block.at + block.length - 4 : block.at + block.length + trailer])
        if (leader and size != struct.pack("<I", block.length)) or (trailer and last[:4] != last[4:]):
            return False
        end = block.at + block.length + trailer
    return max(ends) <= first


def _frame(promised: Mapping[str, str]) -> tuple[int, int]:
    """Bytes before and behind each block."""
    leader = 4 if promised.get("BLOCK_LEADER") == "SIZE_AS_UINT4" else 0
    return leader, 4 if promised.get("BLOCK_TRAILER") == "LAST_4_BYTES_REPEATED" else 0


def _alone(blocks: Sequence[_Block]) -> set[BlockKey]:
    """The blocks that share no byte with another one."""
    alone: set[BlockKey] = set()
    end = 0
    for number, block in enumerate(blocks):
        behind = blocks[number + 1].at if number + 1 < len(blocks) else block.at + block.length
        if block.at >= end and block.at + block.length <= behind:
            alone.add(block.key)
        end = max(end, block.at + block.length)
    return alone


def _lists(structure: Tiff, page: Page, places: Mapping[BlockKey, tuple[int, int]]) -> list[tuple[Entry, list[int]]]:
    """The two tags of a page that say where its blocks are, with their numbers as they become."""
    tiled = tiff.TILE_OFFSETS in page.entries
    tags = (tiff.TILE_OFFSETS, tiff.TILE_COUNTS) if tiled else (tiff.STRIP_OFFSETS, tiff.STRIP_COUNTS)
    lists = []
    for at, tag in enumerate(tags):
        entry = page.entries.get(tag)
        if entry is None:
            continue
        if entry.type not in _INTEGERS:
            raise ValueError("the places of its blocks are no whole numbers")
        old = [int(value) for value in structure.values(page, tag)]
        values = [places[page.at, n][at] if (page.at, n) in places else value for n, value in enumerate(old)]
        lists.append((entry, values))
    return lists


def _letter(entry: Entry, values: Sequence[int]) -> str:
    letter = _INTEGERS[entry.type]
    return "I" if letter == "H" and max(values, default=0) > 65535 else letter


def _write(structure: Tiff, pieces: Pieces, entry: Entry, values: Sequence[int], letter: str) -> None:
    packed = struct.pack(f"{structure.order}{len(values)}{letter}", *values)
    if bytes(structure.content[entry.values_at : entry.values_at + len(packed)]) != packed:
        pieces.replace(entry.values_at, len(packed), packed)


def _widen(
    structure: Tiff, pieces: Pieces, entry: Entry, values: Sequence[int], letter: str, inserted: tuple[int, int] | None
) -> int:
    """Store a list of 16-bit numbers as 32-bit ones: behind everything, or where room was inserted.

    inserted: before which byte, and how much of that room is taken. Returns how much this takes.
    """
    packed = struct.pack(f"{structure.order}{len(values)}{letter}", *values)
    room = 8 if structure.big else 4
    value_at = entry.at + (12 if structure.big else 8)
    pieces.replace(entry.at + 2, 2, struct.pack(structure.order + "H", 4))
    if len(packed) <= room:
        pieces.replace(value_at, room, packed.ljust(room, b"\0"))
        return 0
    if inserted is None:
        at = pieces.append(packed)
    else:
        pieces.fill(inserted[0], inserted[1], packed)
        at = inserted[0] + inserted[1]  # nothing before the data is moved
    pieces.replace(value_at, room, struct.pack(structure.order + ("Q" if structure.big else "I"), at))
    return len(packed) if inserted is not None else 0
