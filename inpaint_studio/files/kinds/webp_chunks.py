"""WebP files as RIFF chunks: split, copied byte for byte, and joined again.

From the WebP container specification (extended file format).
"""

import struct
from collections.abc import Iterable
from typing import NamedTuple

CODED = frozenset({b"VP8X", b"VP8 ", b"VP8L", b"ALPH", b"ANIM", b"ANMF"})
_FLAGS = {b"ICCP": 0x20, b"EXIF": 0x08, b"XMP ": 0x04}
_ALPHA = 0x10


class Chunk(NamedTuple):
    kind: bytes
    body: bytes

    def to_bytes(self) -> bytes:
        return self.kind + struct.pack("<I", len(self.body)) + self.body + bytes(len(self.body) % 2)


def split(content: bytes) -> list[Chunk]:
    """The chunks of a WebP. Raises ValueError where the structure is broken."""
    if content[:4] != b"RIFF" or content[8:12] != b"WEBP":
        raise ValueError("no WebP")
    chunks, at = [], 12
    content = content[: 8 + int.from_bytes(content[4:8], "little")]  # without trailing data
    while at + 8 <= len(content):
        (length,) = struct.unpack_from("<I", content, at + 4)
        if at + 8 + length > len(content):
            raise ValueError("a chunk is longer than the file")
        chunks.append(Chunk(content[at : at + 4], content[at + 8 : at + 8 + length]))
        at += 8 + length + length % 2
    return chunks


def extended(coded: Chunk, size: tuple[int, int], alpha: bool, others: Iterable[Chunk]) -> bytes:
    """A WebP of one coded picture of (width, height) with further chunks around it, in the prescribed order."""
    others = list(others)
    flags = sum({_FLAGS.get(chunk.kind, 0) for chunk in others}) | (_ALPHA if alpha else 0)
    header = bytes((flags, 0, 0, 0)) + (size[0] - 1).to_bytes(3, "little") + (size[1] - 1).to_bytes(3, "little")
    first = [chunk for chunk in others if chunk.kind == b"ICCP"]
    last = [chunk for chunk in others if chunk.kind != b"ICCP"]
    if alpha and coded.kind == b"VP8L":
        # The encoder drops an alpha that is opaque everywhere; the alpha_is_used bit restores it.
        hint = bytes((coded.body[4] | 0x10,))  # bit 28 behind the signature byte: RFC 9649, section 3.4
        coded = Chunk(coded.kind, coded.body[:4] + hint + coded.body[5:])
    return join([Chunk(b"VP8X", header), *first, coded, *last] if others else [coded])


def trailing(content: bytes) -> bytes:
    """The trailing data of a WebP."""
    length = int.from_bytes(content[4:8], "little")
    return content[8 + length + length % 2 :]


def join(chunks: Iterable[Chunk]) -> bytes:
    body = b"WEBP" + b"".join(chunk.to_bytes() for chunk in chunks)
    return b"RIFF" + struct.pack("<I", len(body)) + body


def keep(original: bytes, encoded: bytes, size: tuple[int, int], alpha: bool) -> bytes:
    """The picture of `encoded` (lossless) with every other chunk of `original` byte for byte, unknown ones included.

    Trailing data of `original` is copied.
    Raises ValueError for a broken structure.
    """
    others = [chunk for chunk in split(original) if chunk.kind not in CODED]
    return extended(coded_picture(encoded), size, alpha, others) + trailing(original)


def coded_picture(encoded: bytes) -> Chunk:
    """The lossless picture of an encoded WebP. Raises ValueError where it holds none."""
    for chunk in split(encoded):
        if chunk.kind == b"VP8L":
            return chunk
    raise ValueError("no lossless picture")
