"""JPEG 2000 files as boxes: the colour profile, which Pillow neither reads nor writes, and metadata.

ISO/IEC 15444-1, annex I.
"""

import struct
from collections.abc import Iterable
from typing import NamedTuple

SIGNATURE = b"\x00\x00\x00\x0cjP  \r\n\x87\n"
_RESTRICTED_PROFILE = 2  # METH of a colour box: any profile is written so, since every reader takes it
EXIF_UUID, XMP_UUID = b"JpgTiffExif->JP2", bytes.fromhex("BE7ACFCB97A942E89C71999491E3AFAC")
IPTC_UUID = bytes.fromhex("33C7A4D2B81D4723A0BAF1A3E097AD38")
GEO_UUID = bytes.fromhex("B14BF8BD083D4B43A5AE8CD7D5A6CE03")  # GeoJP2: a TIFF without samples
CARRIED = frozenset({b"uuid", b"xml ", b"uinf", b"jp2i"})
_AFTER_SAMPLES = CARRIED | {b"jp2c", b"free", b"asoc", b"nlst", b"lbl "}


class Box(NamedTuple):
    kind: bytes
    body: bytes

    def to_bytes(self) -> bytes:
        if len(self.body) + 8 >= 1 << 32:
            return struct.pack(">I4sQ", 1, self.kind, len(self.body) + 16) + self.body
        return struct.pack(">I4s", len(self.body) + 8, self.kind) + self.body


def split(content: bytes) -> list[Box]:
    """The consecutive boxes of `content`. Raises ValueError where they overrun it."""
    boxes, rest = _split(content)
    if rest:
        raise ValueError("a box is longer than the file")
    return boxes


def whole(content: bytes) -> tuple[list[Box], bytes]:
    """The boxes of a file, and the data after the last that can be parsed.

    There is no trailing data where the codestream is truncated.
    """
    boxes, trailing = _split(content)
    last = next((number for number, box in enumerate(boxes) if box.kind == b"jp2c"), None)
    if last is None:
        return boxes, b""
    # Another file's boxes may follow, or bytes that happen to look like one.
    end = next((n for n, box in enumerate(boxes) if n > last and box.kind not in _AFTER_SAMPLES), len(boxes))
    return boxes[:end], content[len(content) - len(trailing) - sum(len(box.to_bytes()) for box in boxes[end:]) :]


def _split(content: bytes) -> tuple[list[Box], bytes]:
    boxes, at = list[Box](), 0
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        head = 8
        if length == 1 and at + 16 <= len(content):
            (length,) = struct.unpack_from(">Q", content, at + 8)
            head = 16
        elif length == 0:  # to the end of the file
            length = len(content) - at
        if length < head or at + length > len(content):
            break
        boxes.append(Box(kind, content[at + head : at + length]))
        at += length
    return boxes, content[at:]


def uuids(content: bytes) -> dict[bytes, bytes]:
    """The bodies of `uuid` boxes by their UUID, the first of each."""
    bodies: dict[bytes, bytes] = {}
    if content.startswith(SIGNATURE):
        for box in whole(content)[0]:
            if box.kind == b"uuid":
                bodies.setdefault(box.body[:16], box.body[16:])
    return bodies


def profile(content: bytes) -> bytes | None:
    """The ICC profile of a JPEG 2000 file; None where it has none, or is a bare codestream."""
    if not content.startswith(SIGNATURE):
        return None
    try:
        header = next((box for box in _split(content)[0] if box.kind == b"jp2h"), None)
        colours = [box.body for box in split(header.body) if box.kind == b"colr"] if header else []
    except ValueError:
        return None
    return next((body[3:] for body in colours if body[:1] in (b"\x02", b"\x03") and len(body) > 131), None)


def resolution(content: bytes) -> tuple[float, float] | None:
    """Pixels per inch, across and down: of capture, else of display; None where a file has neither."""
    box = _resolution_box(content)
    inner = {one.kind: one.body for one in _split(box.body)[0]} if box is not None else {}
    for kind in (b"resc", b"resd"):
        if len(inner.get(kind, b"")) != 10:
            continue
        down, down_by, across, across_by, down_tens, across_tens = struct.unpack(">HHHHbb", inner[kind])
        if down and down_by and across and across_by:
            return across / across_by * 10.0**across_tens * 0.0254, down / down_by * 10.0**down_tens * 0.0254
    return None


def of_resolution(across: float, down: float) -> Box:
    """A resolution box of pixels per inch: exact for whole numbers up to 65,535. I.5.3.7.1: a ratio of 16 bits."""
    values = []
    for dpi in (down, across):
        tens = next(tens for tens in range(9) if dpi * 10.0 ** (4 - tens) < 65535.5)
        values.append((max(1, round(dpi * 10.0 ** (4 - tens))), tens))
    (high, high_tens), (wide, wide_tens) = values
    return Box(b"res ", Box(b"resc", struct.pack(">HHHHbb", high, 254, wide, 254, high_tens, wide_tens)).to_bytes())


def _resolution_box(content: bytes) -> Box | None:
    if not content.startswith(SIGNATURE):
        return None
    header = next((box for box in _split(content)[0] if box.kind == b"jp2h"), None)
    return next((box for box in _split(header.body)[0] if box.kind == b"res "), None) if header else None


def assembled(
    encoded: bytes, icc: bytes | None, original: bytes | None, dpi: tuple[float, float] | None = None
) -> bytes:
    """An encoded JPEG 2000 with a profile, and with the metadata boxes of `original`.

    dpi: pixels per inch across and down, where `original` has none.

    Trailing data of `original` stays at the end.
    Raises ValueError where the structure is broken.
    """
    carried, trailing = _carried(original)
    resolution_box = _resolution_box(original) if original is not None else None
    resolution_box = of_resolution(*dpi) if resolution_box is None and dpi is not None else resolution_box
    if icc is None and not carried and resolution_box is None:
        return encoded + trailing
    out = []
    for box in split(encoded):
        if box.kind == b"jp2h":
            inner = split(box.body)
            if icc is not None:
                colour = Box(b"colr", bytes((_RESTRICTED_PROFILE, 0, 0)) + icc)
                inner = [inner[0], colour, *(inside for inside in inner[1:] if inside.kind != b"colr")]
            if resolution_box is not None:
                inner = [*(inside for inside in inner if inside.kind != b"res "), resolution_box]
            box = Box(b"jp2h", _joined(inner))
        if box.kind == b"jp2c":
            out.extend(carried)
        out.append(box)
    return _joined(out) + trailing


def _carried(original: bytes | None) -> tuple[list[Box], bytes]:
    if original is None or not original.startswith(SIGNATURE):
        return [], b""
    boxes, trailing = whole(original)
    return [box for box in boxes if box.kind in CARRIED], trailing


def _joined(boxes: Iterable[Box]) -> bytes:
    return b"".join(box.to_bytes() for box in boxes)
