"""HEIC and AVIF files as boxes: the EXIF and XMP items, without decoding anything.

ISO/IEC 14496-12, sections 8.11.1 (meta), 8.11.3 (iloc), 8.11.6 (iinf); ISO/IEC 23008-12, annex A.
"""

from collections.abc import Iterator

from inpaint_studio.files.kinds import jp2_boxes

_MOST_ITEMS = 4096


class _Reader:
    """Consecutive big-endian numbers. Raises ValueError at the end of the data."""

    def __init__(self, body: bytes) -> None:
        self.body, self.at = body, 0

    def number(self, size: int) -> int:
        if self.at + size > len(self.body):
            raise ValueError("a box is cut short")
        self.at += size
        return int.from_bytes(self.body[self.at - size : self.at], "big")


def exif_and_xmp(content: bytes) -> tuple[bytes | None, bytes | None]:
    """The EXIF block and the XMP packet of a file. Raises ValueError where its boxes cannot be parsed."""
    meta = next((box.body[4:] for box in jp2_boxes.split(content) if box.kind == b"meta"), None)
    if meta is None:
        return None, None
    boxes = {box.kind: box.body for box in jp2_boxes.split(meta)}
    items = _items(boxes.get(b"iinf", b""))
    block = packet = None
    for number, extents in _places(boxes.get(b"iloc", b"")):
        kind, content_type = items.get(number, (b"", b""))
        if kind not in (b"Exif", b"mime"):
            continue
        source = {0: content, 1: boxes.get(b"idat", b"")}
        body = b"".join(source[method][at : at + length] for method, at, length in extents if method in source)
        if kind == b"Exif" and block is None:
            block = (
                body[4 + int.from_bytes(body[:4], "big") :] or None
            )  # the first four bytes are the offset of the TIFF header
        elif content_type == b"application/rdf+xml" and packet is None:
            packet = body or None
    return block, packet


def _items(body: bytes) -> dict[int, tuple[bytes, bytes]]:
    """The kind and the content type of every item, by its number."""
    if not body:
        return {}
    items = {}
    for box in jp2_boxes.split(body[6 if body[0] == 0 else 8 :])[:_MOST_ITEMS]:
        version = box.body[0] if box.body else 0
        if box.kind != b"infe" or version not in (2, 3):
            continue
        at = 4 + (2 if version == 2 else 4)
        number = int.from_bytes(box.body[4:at], "big")
        kind = box.body[at + 2 : at + 6]
        words = box.body[at + 6 :].split(b"\0")
        items[number] = (kind, words[1] if len(words) > 1 else b"")
    return items


def _places(body: bytes) -> Iterator[tuple[int, list[tuple[int, int, int]]]]:
    """Of every item its number and its extents: construction method (0 file, 1 idat), offset, length."""
    if not body:
        return
    reader = _Reader(body)
    version = reader.number(1)
    reader.number(3)
    sizes = reader.number(2)
    of_place, of_length, of_base, of_index = (sizes >> shift & 15 for shift in (12, 8, 4, 0))
    for _ in range(min(reader.number(2 if version < 2 else 4), _MOST_ITEMS)):
        number = reader.number(2 if version < 2 else 4)
        method = reader.number(2) & 15 if version else 0
        reader.number(2)  # in which file
        base = reader.number(of_base)
        extents = []
        for _ in range(min(reader.number(2), _MOST_ITEMS)):
            if version:
                reader.number(of_index)
            place = base + reader.number(of_place)
            extents.append((method, place, reader.number(of_length)))
        yield number, extents
