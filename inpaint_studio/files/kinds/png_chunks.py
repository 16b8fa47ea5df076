"""PNG files as chunks: split, copied byte for byte, and joined again."""

import struct
import zlib
from collections.abc import Iterable
from typing import NamedTuple

SIGNATURE = b"\x89PNG\r\n\x1a\n"
# iDOT is Apple's: where in IDAT a second thread may begin to decode.
CODED = frozenset({b"IHDR", b"PLTE", b"IDAT", b"IEND", b"iDOT"})
ANIMATION = frozenset({b"acTL", b"fcTL", b"fdAT"})
# These depend on the palette or colour type; they are kept only where that is unchanged.
LAYOUT = frozenset({b"tRNS", b"bKGD", b"hIST", b"sBIT"})


class Chunk(NamedTuple):
    kind: bytes
    body: bytes

    def to_bytes(self) -> bytes:
        crc = zlib.crc32(self.body, zlib.crc32(self.kind))
        return struct.pack(">I", len(self.body)) + self.kind + self.body + struct.pack(">I", crc)


# Follows the header of a mask that this program has written, whose levels are used unchanged.
MASK_MARK = Chunk(b"tEXt", b"Software\0Inpaint Studio mask")


def with_mask_mark(encoded: bytes) -> bytes:
    header, *rest = bare(encoded)
    return join([header, MASK_MARK, *rest])


def has_mask_mark(content: bytes) -> bool:
    mark = MASK_MARK.to_bytes()
    behind_header = len(SIGNATURE) + 25
    return content[behind_header : behind_header + len(mark)] == mark


def split(content: bytes) -> list[Chunk]:
    """The chunks of a PNG, IEND last. Raises ValueError where the structure is broken."""
    if not content.startswith(SIGNATURE):
        raise ValueError("no PNG")
    chunks, at = [], len(SIGNATURE)
    while True:
        if at + 12 > len(content):
            raise ValueError("a chunk is longer than the file")
        length, kind = struct.unpack_from(">I4s", content, at)
        if at + 12 + length > len(content):
            raise ValueError("a chunk is longer than the file")
        chunks.append(Chunk(kind, content[at + 8 : at + 8 + length]))
        if kind == b"IEND":
            return chunks
        at += 12 + length


def whole(content: bytes) -> list[Chunk]:
    """The chunks of a PNG that parse, also of a truncated one."""
    chunks, at = list[Chunk](), len(SIGNATURE)
    while at + 12 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        if at + 12 + length > len(content):
            break
        chunks.append(Chunk(kind, content[at + 8 : at + 8 + length]))
        at += 12 + length
        if kind == b"IEND":
            break
    return chunks


def trailing(content: bytes) -> bytes:
    """The trailing data of a PNG. Raises ValueError where the structure is broken."""
    return content[len(SIGNATURE) + sum(12 + len(chunk.body) for chunk in split(content)) :]


def join(chunks: Iterable[Chunk]) -> bytes:
    return SIGNATURE + b"".join(chunk.to_bytes() for chunk in chunks)


def is_unreadable(chunk: Chunk) -> bool:
    """Whether a chunk has an unknown compression method: some readers refuse the whole file for it (Pillow)."""
    _, end, rest = chunk.body.partition(b"\0")
    if chunk.kind in (b"iCCP", b"zTXt"):
        return not end or rest[:1] != b"\0"
    return chunk.kind == b"iTXt" and (not end or (rest[:1] == b"\1" and rest[1:2] != b"\0"))


def bare(encoded: bytes) -> list[Chunk]:
    """Header, samples and end of an encoded PNG, without any ancillary chunk of the encoder."""
    return [chunk for chunk in split(encoded) if chunk.kind in CODED]


def keep(original: bytes, encoded: bytes) -> bytes:
    """The samples of `encoded` with every other chunk of `original`, byte for byte and on its side of IDAT.

    Trailing data of `original` is copied.

    Left out: animation chunks, chunks that depend on a palette or colour type the samples no longer have, and those
    of an unknown compression method.
    Raises ValueError for a broken structure.
    """
    old, new = split(original), bare(encoded)
    same_layout = old[0].body[8:10] == new[0].body[8:10]  # bit depth and colour type
    before: list[Chunk] = []
    after: list[Chunk] = []
    side = before
    for chunk in old:
        if chunk.kind == b"IDAT":
            side = after
        if chunk.kind in CODED or chunk.kind in ANIMATION or (chunk.kind in LAYOUT and not same_layout):
            continue
        if is_unreadable(chunk):
            continue
        side.append(chunk)
    return join([new[0], *before, *new[1:-1], *after, new[-1]]) + trailing(original)
