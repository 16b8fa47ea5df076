"""The elements of a DICOM file by their places in its bytes, so that some can be replaced and the rest copied.

PS3.5, chapter 7, and PS3.10, chapter 7. Values are not interpreted here. Sequences are walked over, to their ends only.
"""

import re
import struct
import zlib
from collections import deque
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple, TypeAlias

from inpaint_studio.sentence import say

Bytes: TypeAlias = bytes | bytearray | memoryview

IMPLICIT_LITTLE = "1.2.840.10008.1.2"
EXPLICIT_LITTLE = "1.2.840.10008.1.2.1"
DEFLATED = "1.2.840.10008.1.2.1.99"
EXPLICIT_BIG = "1.2.840.10008.1.2.2"
NATIVE = (IMPLICIT_LITTLE, EXPLICIT_LITTLE, DEFLATED, EXPLICIT_BIG)

GROUP_LENGTH, MEDIA_INSTANCE, TRANSFER_SYNTAX = 0x00020000, 0x00020003, 0x00020010
PIXEL_DATA, FLOAT_DATA, DOUBLE_DATA = 0x7FE00010, 0x7FE00008, 0x7FE00009
OFFSETS, OFFSET_LENGTHS = 0x7FE00001, 0x7FE00002  # the extended offset table

_ITEM, _ITEM_END, _SEQUENCE_END = 0xFFFEE000, 0xFFFEE00D, 0xFFFEE0DD
_UNDEFINED = 0xFFFFFFFF
# Two letters each; the first ones have 32 bits of length.
_LONG = frozenset(b"OB OD OF OL OV OW SQ SV UC UN UR UT UV".split())
_VRS = _LONG | frozenset(b"AE AS AT CS DA DS DT FD FL IS LO LT PN SH SL SS ST TM UI UL US".split())
_DEEPEST = 64  # sequences in each other


class DicomError(ValueError):
    """The bytes are no DICOM file, or not a whole one."""


class Element(NamedTuple):
    tag: int  # group and number, 0xGGGGEEEE
    vr: bytes  # two letters; b"" where the file does not say
    start: int  # of the tag
    value: int
    end: int
    is_undefined: bool  # whether the file leaves the length open; `end` is behind the delimiter

    @property
    def length(self) -> int:
        return self.end - self.value


@dataclass(frozen=True)
class Coding:
    """How elements are written."""

    implicit: bool = False
    big: bool = False

    @property
    def order(self) -> str:
        return ">" if self.big else "<"

    def element(self, tag: int, vr: str, value: bytes) -> bytes:
        """An element of even length. Raises ValueError for a value that is too long for its VR."""
        value += (b"\0" if vr in ("UI", "OB", "UN") else b" ") if len(value) % 2 else b""
        head = struct.pack(self.order + "HH", tag >> 16, tag & 0xFFFF)
        if self.implicit:
            return head + struct.pack(self.order + "I", len(value)) + value
        if vr.encode() in _LONG:
            return head + vr.encode() + b"\0\0" + struct.pack(self.order + "I", len(value)) + value
        if len(value) > 0xFFFF:
            raise ValueError(f"{len(value)} bytes are too long for {vr}.")
        return head + vr.encode() + struct.pack(self.order + "H", len(value)) + value

    def item(self, value: bytes) -> bytes:
        """An item of a sequence, of explicit length."""
        return struct.pack(self.order + "HHI", _ITEM >> 16, _ITEM & 0xFFFF, len(value)) + value


@dataclass(frozen=True)
class DicomFile:
    """A file taken apart: `head`, then `meta`, then `elements`, in the bytes `body`, which is `content` inflated."""

    content: Bytes
    body: Bytes  # where `elements` lie; of a deflated file another buffer than `content`, where `meta` lies
    head: int  # bytes of preamble and "DICM"; 0 where they are missing
    meta: tuple[Element, ...]  # group 2
    syntax: str  # UID; guessed where the file does not say
    coding: Coding
    elements: tuple[Element, ...]  # in their order in the file
    is_truncated: bool = False  # the last element ends before its length

    @property
    def data_start(self) -> int:
        """Where in `body` the data set begins."""
        return 0 if self.syntax == DEFLATED else self.meta_end

    @property
    def meta_end(self) -> int:
        return self.meta[-1].end if self.meta else self.head

    @cached_property
    def pixels(self) -> Element | None:
        """The element of the samples."""
        return next((one for one in self.elements if one.tag in (PIXEL_DATA, FLOAT_DATA, DOUBLE_DATA)), None)

    @property
    def is_compressed(self) -> bool:
        return self.syntax not in NATIVE

    def element(self, tag: int) -> Element | None:
        return next((one for one in self.elements if one.tag == tag), None)

    def value(self, element: Element) -> bytes:
        """The value's bytes, of an element of `elements`."""
        return bytes(self.body[element.value : element.end])

    def text(self, tag: int) -> str:
        """A text without its padding; "" where there is none."""
        element = self.element(tag)
        return self.value(element).decode("latin-1").strip(" \0") if element is not None else ""


def parse(content: Bytes, most_bytes: int = 2**62) -> DicomFile:
    """Take a file apart. most_bytes: of a deflated one, inflated.

    Raises DicomError where the bytes are no data set.
    """
    head = 132 if bytes(content[128:132]) == b"DICM" else 0
    meta, at = [], head
    if head or bytes(content[:2]) == b"\x02\0":
        for element in _walk(content, head, Coding(), lambda tag: tag >> 16 != 2):
            meta.append(element)
            at = element.end
    syntax = ""
    for element in meta:
        if element.tag == TRANSFER_SYNTAX:
            syntax = bytes(content[element.value : element.end]).decode("latin-1").strip(" \0")
    body: Bytes = content
    start = at
    if syntax == DEFLATED:
        body, start = inflated(bytes(content[at:]), most_bytes), 0
    coding = _guessed(body, start)
    if not syntax:
        syntax = EXPLICIT_BIG if coding.big else IMPLICIT_LITTLE if coding.implicit else EXPLICIT_LITTLE
    elements: list[Element] = []
    truncated = False
    try:
        for element in _walk(body, start, coding, lambda tag: False):
            elements.append(element)  # one by one: what stands before an error counts
    except DicomError:
        truncated = True
    if not elements:
        raise DicomError(say("it has no elements"))
    last = elements[-1]
    if last.end > len(body):
        truncated = True
        elements[-1] = last._replace(end=len(body))
    return DicomFile(content, body, head, tuple(meta), syntax, coding, tuple(elements), truncated)


def inflated(content: bytes, most_bytes: int) -> bytes:
    """A deflated data set (PS3.5, A.5). Raises DicomError where it is broken, or larger than `most_bytes`."""
    inflating = zlib.decompressobj(-zlib.MAX_WBITS)
    try:
        body = inflating.decompress(content, most_bytes)
    except zlib.error as error:
        raise DicomError(say("its deflated part is broken")) from error
    if inflating.unconsumed_tail:
        raise DicomError(say("its deflated part is too large"))
    return body


def _guessed(body: Bytes, at: int) -> Coding:
    """How a data set is written, by its first element: files lie about it."""
    if len(body) < at + 8:
        raise DicomError(say("it ends before its data"))
    group = struct.unpack_from("<H", body, at)[0]
    explicit = bytes(body[at + 4 : at + 6]) in _VRS
    return Coding(implicit=not explicit, big=explicit and group >= 0x100 and group & 0xFF == 0)


def _walk(body: Bytes, at: int, coding: Coding, ends: Callable[[int], bool], depth: int = 0) -> Iterator[Element]:
    """The elements from `at` to the end of `body`, or to one whose tag `ends`, or that delimits an item.

    Raises DicomError where an element is broken; one that is cut off comes first, with an `end` beyond the body.
    """
    if depth > _DEEPEST:
        raise DicomError(say("its sequences are nested too deeply"))
    tag_of, short, long = (struct.Struct(coding.order + code) for code in ("HH", "H", "I"))
    size = len(body)
    while at + 8 <= size:
        group, number = tag_of.unpack_from(body, at)
        tag = group << 16 | number
        if ends(tag):
            return
        start, vr = at, bytes(body[at + 4 : at + 6])
        if tag == _ITEM_END:
            yield Element(tag, b"", start, at + 8, at + 8, False)
            return
        if coding.implicit or not (vr.isalpha() and vr.isupper()):
            vr, value, length = b"", at + 8, long.unpack_from(body, at + 4)[0]
        elif vr in _LONG:
            if at + 12 > size:
                raise DicomError(say("it ends within an element"))
            value, length = at + 12, long.unpack_from(body, at + 8)[0]
        else:
            value, length = at + 8, short.unpack_from(body, at + 6)[0]
        if length == _UNDEFINED:
            inner = Coding(implicit=True) if vr == b"UN" else coding
            at = _sequence_end(body, value, inner, depth)
            yield Element(tag, vr, start, value, at, True)
        else:
            at = value + length
            yield Element(tag, vr, start, value, at, False)
            if at > size:
                return
    if at < size and any(bytes(body[at:])):
        raise DicomError(say("it ends within an element"))


def _sequence_end(body: Bytes, at: int, coding: Coding, depth: int) -> int:
    """Behind the delimiter of a sequence of undefined length whose first item stands at `at`."""
    head = struct.Struct(coding.order + "HHI")
    while at + 8 <= len(body):
        group, number, length = head.unpack_from(body, at)
        tag, at = group << 16 | number, at + 8
        if tag == _SEQUENCE_END:
            return at
        if tag != _ITEM:
            raise DicomError(say("a sequence of it is broken"))
        if length != _UNDEFINED:
            at += length
            continue
        inside = deque(_walk(body, at, coding, lambda tag: False, depth + 1), maxlen=1)
        if not inside or inside[0].tag != _ITEM_END:
            raise DicomError(say("a sequence of it is broken"))
        at = inside[0].end
    raise DicomError(say("it ends within a sequence"))


def items(file: DicomFile, sequence: Element) -> Iterator[tuple[Element, ...]]:
    """The elements of each item of a sequence, nested or not. Raises DicomError where it is broken."""
    body = memoryview(file.body)
    head = struct.Struct(file.coding.order + "HHI")
    at, end = sequence.value, sequence.end
    while at + 8 <= end:
        group, number, length = head.unpack_from(body, at)
        tag, at = group << 16 | number, at + 8
        if tag != _ITEM:
            return
        if length == _UNDEFINED:
            members = list(_walk(body, at, file.coding, lambda tag: False, 1))
            if not members or members[-1].tag != _ITEM_END:
                raise DicomError(say("a sequence of it is broken"))
            at = members.pop().end
        else:
            members = list(_walk(body[: at + length], at, file.coding, lambda tag: False, 1))
            at += length
        yield tuple(members)


def fragments(body: Bytes, pixels: Element) -> tuple[list[int], list[tuple[int, int]]]:
    """Of encapsulated Pixel Data (PS3.5, A.4): the basic offset table, and (start, end) of each fragment's value.

    A last fragment that is cut off is left out. Raises DicomError where the items are broken.
    """
    at, offsets, places = pixels.value, None, []
    while at + 8 <= pixels.end:
        group, number, length = struct.unpack_from("<HHI", body, at)
        tag, at = group << 16 | number, at + 8
        if tag == _SEQUENCE_END:
            break
        if tag != _ITEM or length == _UNDEFINED:
            raise DicomError(say("its fragments are broken"))
        if at + length > pixels.end:
            break
        if offsets is None:
            offsets = list(struct.unpack_from(f"<{length // 4}I", body, at))
        else:
            places.append((at, at + length))
        at += length
    return offsets or [], places


_SIGNATURE = re.compile(rb"[\x02\x08]\0.\0", re.DOTALL)
_SIGNATURE_BIG = re.compile(rb"\0[\x02\x08]\0.", re.DOTALL)


def begins_like(head: bytes) -> bool:
    """Whether a file that begins with `head`, of 132 bytes or more, is DICOM: by its mark, or by its first element."""
    if head[128:132] == b"DICM":
        return True
    if len(head) < 16:
        return False
    if head[4:6] in _VRS:
        return bool(_SIGNATURE.match(head) or _SIGNATURE_BIG.match(head))
    if not _SIGNATURE.match(head):
        return False
    # Implicit: only a data set that begins with a group's length, or a short first value whose next tag follows.
    length = struct.unpack_from("<I", head, 4)[0]
    if length > 64 or length % 2 or len(head) < 12 + length:
        return False
    group, number = struct.unpack_from("<HH", head, 8 + length)
    return group in (2, 8) and number > struct.unpack_from("<H", head, 2)[0]
