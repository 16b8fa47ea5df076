"""Text chunks of a PNG, compressed or not, and binary blocks that older programs wrote into them as hexadecimal.

PNG 1.2, sections 4.2.3; "Raw profile type ..." is ImageMagick's convention from before the eXIf chunk.
"""

import zlib
from typing import NamedTuple

from inpaint_studio.files.kinds.png_chunks import Chunk

KINDS = frozenset({b"tEXt", b"zTXt", b"iTXt"})
XMP_KEYWORD = b"XML:com.adobe.xmp"
RAW = b"Raw profile type "
_LARGEST = 16 << 20  # a text larger than that is an attack


class Text(NamedTuple):
    kind: bytes  # of its chunk
    keyword: bytes
    head: bytes  # of iTXt, between keyword and text: flags, language, translated keyword
    text: bytes  # unpacked
    packed: bool

    def to_chunk(self) -> Chunk:
        text = zlib.compress(self.text) if self.packed else self.text
        return Chunk(self.kind, self.keyword + b"\0" + self.head + text)


def read(chunk: Chunk) -> Text | None:
    """The content of a text chunk; None for any other, and for a broken one."""
    if chunk.kind not in KINDS:
        return None
    keyword, zero, rest = chunk.body.partition(b"\0")
    if not zero:
        return None
    head, packed = b"", False
    if chunk.kind == b"zTXt":
        head, rest, packed = rest[:1], rest[1:], True
    elif chunk.kind == b"iTXt":
        ends = rest.find(b"\0", rest.find(b"\0", 2) + 1) + 1 if len(rest) > 3 and rest.find(b"\0", 2) >= 0 else 0
        if not ends:
            return None
        head, rest, packed = rest[:ends], rest[ends:], rest[:1] == b"\1"
    if packed:
        unpacking = zlib.decompressobj()
        try:
            rest = unpacking.decompress(rest, _LARGEST)
        except zlib.error:
            return None
        if unpacking.unconsumed_tail:
            return None
    return Text(chunk.kind, keyword, head, rest, packed)


def profile(text: Text) -> bytes | None:
    """The block written as hexadecimal digits after its name and length; None where there is none."""
    if not text.keyword.startswith(RAW):
        return None
    words = text.text.split(None, 2)
    try:
        block = bytes.fromhex(b"".join(words[2].split()).decode("ascii"))
        return block if len(words) == 3 and len(block) == int(words[1]) else None
    except (ValueError, IndexError):
        return None


def with_profile(text: Text, block: bytes) -> Text:
    """The same text with another block."""
    name = text.keyword[len(RAW) :]
    digits = block.hex().encode()
    lines = b"\n".join(digits[at : at + 72] for at in range(0, len(digits), 72))
    return text._replace(text=b"\n" + name + b"\n%8d\n" % len(block) + lines + b"\n")


def of_xmp(packet: bytes) -> Chunk:
    return Chunk(b"iTXt", XMP_KEYWORD + b"\0\0\0\0\0" + packet)
