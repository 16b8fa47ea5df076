"""A DICOM file with some of its elements replaced, added or left out, and every other byte as it was."""

import struct
import zlib
from collections.abc import Mapping, Sequence

from inpaint_studio.files.kinds.dicom_elements import (
    DEFLATED,
    GROUP_LENGTH,
    Coding,
    DicomError,
    DicomFile,
    Element,
    fragments,
)
from inpaint_studio.sentence import say

Changes = Mapping[int, bytes | None]  # whole elements by their tags; None: left out

_TIFF = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")
_ITEM = struct.Struct("<HHI")
_SEQUENCE_END = struct.pack("<HHI", 0xFFFE, 0xE0DD, 0)
_LONGEST = 2**32 - 2


def spliced(file: DicomFile, changes: Changes, meta: Changes) -> bytes:
    """The file with `changes` in its data set and `meta` in group 2. Group lengths follow.

    A preamble that lets the file be read as a TIFF is blanked where places in the file move.
    """
    head = bytes(file.content[: file.head])
    group_2 = _joined(file.content, file.meta, meta, Coding())
    body = _joined(file.body, file.elements, changes, file.coding)
    body += bytes(file.body[file.elements[-1].end :])
    if file.syntax == DEFLATED:
        deflating = zlib.compressobj(9, zlib.DEFLATED, -zlib.MAX_WBITS)
        body = deflating.compress(body) + deflating.flush()
        body += b"\0" * (len(body) % 2)
    content = head + group_2 + body
    moved = len(content) != len(file.content) and is_tiff_too(file)
    return bytes(128) + content[128:] if moved else content


def is_tiff_too(file: DicomFile) -> bool:
    """Whether the preamble lets other programs read the file as a TIFF, by places in the file that move."""
    return file.head > 0 and bytes(file.content[:4]) in _TIFF


def _joined(
    source: bytes | bytearray | memoryview, elements: Sequence[Element], changes: Changes, coding: Coding
) -> bytes:
    new = {tag: element for tag, element in changes.items() if element is not None}
    known = {element.tag for element in elements}
    parts: list[tuple[int, bytes]] = []
    waiting = sorted(tag for tag in new if tag not in known)
    for element in elements:
        while waiting and waiting[0] < element.tag:
            parts.append((waiting[0], new[waiting.pop(0)]))
        if element.tag not in changes:
            parts.append((element.tag, bytes(source[element.start : element.end])))
        elif element.tag in new:
            parts.append((element.tag, new.pop(element.tag)))  # once, where a tag stands twice
    parts.extend((tag, new[tag]) for tag in waiting)
    before: dict[int, int] = {}
    for element in elements:
        before[element.tag >> 16] = before.get(element.tag >> 16, 0) + element.end - element.start
    after: dict[int, int] = {}
    for tag, part in parts:
        after[tag >> 16] = after.get(tag >> 16, 0) + len(part)
    out = []
    for tag, part in parts:
        group = tag >> 16
        grown = after[group] - before.get(group, 0)
        if tag & 0xFFFF == GROUP_LENGTH & 0xFFFF and grown and len(part) >= 12:
            length = struct.unpack_from(coding.order + "I", part, len(part) - 4)[0]
            part = part[:-4] + struct.pack(coding.order + "I", max(0, length + grown))
        out.append(part)
    return b"".join(out)


def with_pixels(file: DicomFile, value: bytes | bytearray) -> bytes:
    """Pixel Data of the same coding with another value: its head is the file's own, but for the length."""
    assert file.pixels is not None
    head = bytes(file.body[file.pixels.start : file.pixels.value])
    if file.pixels.is_undefined or len(value) == file.pixels.length:
        return head + value
    return head[:-4] + struct.pack(file.coding.order + "I", len(value)) + value


def new_pixels(coding: Coding, tag: int, vr: str, value: bytes) -> bytes:
    """Pixel Data that are not compressed. Raises DicomError where they are too long for an element."""
    if len(value) > _LONGEST:
        raise DicomError(say("its samples are too many for a file that is not compressed"))
    return coding.element(tag, vr, value)


def with_frames(
    file: DicomFile, parts: Sequence[Sequence[tuple[int, int]]], coded: Mapping[int, bytes]
) -> tuple[bytes, list[int], list[int]]:
    """The value of encapsulated Pixel Data with other frames, by their numbers.

    parts: of `dicom_frames.encapsulated`. Returns with it, for the extended offset table, each frame's offset and
    length. Fragments of other frames keep their bytes; a basic offset table is made anew where there was one.
    """
    assert file.pixels is not None
    table, _ = fragments(file.body, file.pixels)
    items, offsets, lengths, at = [], [], [], 0
    for number, fragment_places in enumerate(parts):
        values = [bytes(file.body[start:end]) for start, end in fragment_places]
        if number in coded:
            values = [coded[number] + b"\0" * (len(coded[number]) % 2)]
        offsets.append(at)
        lengths.append(sum(map(len, values)))
        for value in values:
            items.append(_ITEM.pack(0xFFFE, 0xE000, len(value)) + value)
            at += len(items[-1])
    basic = struct.pack(f"<{len(offsets)}I", *offsets) if table and at < 2**32 else b""
    value = _ITEM.pack(0xFFFE, 0xE000, len(basic)) + basic + b"".join(items)
    return value + (_SEQUENCE_END if file.pixels.is_undefined else b""), offsets, lengths
