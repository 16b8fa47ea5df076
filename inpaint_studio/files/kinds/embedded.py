"""Pictures and films inside other bytes, found by their own marks: previews, films behind a photo, pictures in text.

Only what can be followed counts: a JPEG with a frame, a PNG with its header, boxes with lengths. So bytes that only
look like a mark stay as they are.
"""

import binascii
import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from inpaint_studio.files.kinds.jpeg_segments import EOI, FRAMES, SOS

Kind = Literal["picture", "film", "sound", "archive"]


class Span(NamedTuple):
    """Where something stands: start <= place < end."""

    start: int
    end: int
    kind: Kind
    text: bool = False  # written in letters, as base64 or hexadecimal


def spans(content: bytes) -> list[Span]:
    """Every picture and film in `content`, in order, none inside another."""
    found: list[Span] = []
    for span in sorted(_everything(content), key=lambda span: (span.start, -span.end)):
        if not found or span.start >= found[-1].end:
            found.append(span)
        elif span.end > found[-1].end:
            found[-1] = found[-1]._replace(end=span.end)
    return [span for span in found if span.kind != "sound"]


def blanked(content: bytes) -> tuple[bytes, frozenset[Kind]]:
    """The same bytes with zeros, in text with spaces, for every picture and film; and what kinds there were."""
    found = spans(content)
    if not found:
        return content, frozenset()
    changed = bytearray(content)
    for start, end, _, text in found:
        changed[start:end] = (b" " if text else b"\0") * (end - start)
    return bytes(changed), frozenset(span.kind for span in found)


def behind_the_end(content: bytes) -> frozenset[Kind]:
    """What kinds of things that may show a picture stand behind the end of one; none: padding or a few notes."""
    kinds = {span.kind for span in spans(content)}
    if any(mark in content for mark in _WHOLE_FILES):
        kinds.add("archive")
    return frozenset(kinds)


# Files of kinds that may hold a picture and are not followed: TIFF and raw, layered documents, archives.
_WHOLE_FILES = (
    *(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"II\xbc\1", b"8BPS\0", b"gimp xcf", b"PK\3\4", b"7z\xbc\xaf\x27\x1c"),
    *(b"Rar!\x1a\7", b"\x1f\x8b\x08", b"%PDF-", b"\xfd7zXZ\0"),
)


def _everything(content: bytes) -> Iterator[Span]:
    for mark, offset, follow in _MARKS:
        at = content.find(mark)
        while at >= 0:
            span = follow(content, at - offset) if at >= offset else None
            if span is not None:
                yield span
            at = content.find(mark, max(at + 1, span.end if span is not None else 0))
    yield from _in_text(content)


def _jpeg(content: bytes, start: int) -> Span | None:
    # Some makers alter the first byte of a preview, so it is not looked at: the frame decides.
    at, frame = start + 2, False
    while at + 4 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker in (0xFF, 0x01) or 0xD0 <= marker <= 0xD7:
            at += 1 if marker == 0xFF else 2
            continue
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if marker in (0x00, 0xD8, EOI, SOS) or length < 2:
            break
        if marker in FRAMES:
            frame = at + 10 <= len(content) and length == 8 + 3 * content[at + 9] and any(content[at + 7 : at + 9])
            break
        at += 2 + length
    return Span(start, _jpeg_end(content, at), "picture") if frame else None


def _jpeg_end(content: bytes, at: int) -> int:
    """Behind the end mark of the JPEG whose frame header stands at `at`; all there is where it has none."""
    while at + 2 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == EOI:
            return at + 2
        at += 2 if marker in (0xFF, 0x01) else 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == SOS:
            while 0 <= (at := content.find(b"\xff", at)) < len(content) - 1:
                if content[at + 1] != 0 and not 0xD0 <= content[at + 1] <= 0xD7:
                    break
                at += 2
            if at < 0:
                return len(content)
    end = content.find(b"\xff\xd9", at)
    return end + 2 if end >= 0 else len(content)


def _png(content: bytes, start: int) -> Span | None:
    if content[start + 12 : start + 16] not in (b"IHDR", b"CgBI"):
        return None
    at = start + 8
    while at + 8 <= len(content):
        kind = content[at + 4 : at + 8]
        at += 12 + int.from_bytes(content[at : at + 4], "big")
        if kind == b"IEND":
            break
    return Span(start, min(at, len(content)), "picture")


def _riff(content: bytes, start: int) -> Span | None:
    kind: Kind | None = {b"WEBP": "picture", b"AVI ": "film"}.get(content[start + 8 : start + 12])  # type: ignore[assignment]
    length = int.from_bytes(content[start + 4 : start + 8], "little")
    return Span(start, min(start + 8 + length + length % 2, len(content)), kind) if kind else None


def _gif(content: bytes, start: int) -> Span | None:
    if content[start + 4 : start + 6] not in (b"7a", b"9a") or start + 13 > len(content):
        return None
    at = start + 13 + _palette(content[start + 10])
    while at < len(content):
        match content[at]:
            case 0x21:
                at = _sub_blocks(content, at + 2)
            case 0x2C:
                at = _sub_blocks(content, at + 11 + _palette(content[at + 9] if at + 9 < len(content) else 0))
            case _:
                at += 1
                break
    return Span(start, min(at, len(content)), "picture")


def _palette(flags: int) -> int:
    return 3 << ((flags & 7) + 1) if flags & 0x80 else 0


def _sub_blocks(content: bytes, at: int) -> int:
    while at < len(content) and content[at]:
        at += 1 + content[at]
    return at + 1


def _bmp(content: bytes, start: int) -> Span | None:
    head = content[start : start + 18]
    length, samples_at, info = (int.from_bytes(head[at : at + 4], "little") for at in (2, 10, 14))
    sound = head[6:10] == bytes(4) and info in (12, 40, 52, 56, 64, 108, 124) and 26 <= samples_at <= length
    return Span(start, start + length, "picture") if sound and start + length <= len(content) else None


def _boxes(content: bytes, start: int) -> Span | None:
    """ISO media boxes one behind the other: films, HEIC, AVIF, JPEG 2000, JPEG XL, or sound."""
    at = start
    kind: Kind = "film"
    while at + 8 <= len(content) and _BOX.fullmatch(content[at + 4 : at + 8]):
        length = int.from_bytes(content[at : at + 4], "big")
        name, head = content[at + 4 : at + 8], content[at + 8 : at + 12]
        if name == b"ftyp" and at == start:
            if not 12 <= length <= 1024:
                return None
            kind = _BRANDS.get(head, "film")
        elif name in (b"jP  ", b"JXL "):
            kind = "picture"
        if length == 1 and at + 16 <= len(content):
            length = int.from_bytes(content[at + 8 : at + 16], "big")
        elif length == 0:
            length = len(content) - at
        if length < 8 or (at + length > len(content) and name not in _LARGE_BOXES):
            break
        at += length
    return Span(start, min(at, len(content)), kind) if at > start else None


# By the first name of their kind; others are films.
_BRANDS: dict[bytes, Kind] = {
    **dict.fromkeys((b"avif", b"avis", b"heic", b"heix", b"mif1", b"jp2 ", b"jpx ", b"jxl "), "picture"),
    **dict.fromkeys((b"M4A ", b"M4B "), "sound"),
}
# These may be cut short; any other that is longer than what there is, is none.
_LARGE_BOXES = frozenset({b"mdat", b"moov", b"moof", b"meta", b"idat", b"jp2c", b"jxlc", b"jxlp", b"free", b"uuid"})


def _loose_box(content: bytes, start: int) -> Span | None:
    """A film that does not begin with its kind, as QuickTime's: `moov` holds a head, `mdat` is large."""
    length = int.from_bytes(content[start : start + 4], "big")
    first = content[start + 12 : start + 16]
    film = content[start + 4 : start + 8] == b"mdat" and 64 <= length <= len(content) - start
    return _boxes(content, start) if film or first in (b"mvhd", b"cmov") else None


_BOX = re.compile(rb"[A-Za-z0-9\xa9][A-Za-z0-9 ]{3}")


def _codestream(content: bytes, start: int) -> Span | None:
    if content[start + 4 : start + 6] == b"\0\0" or start + 12 > len(content):
        return None
    end = content.find(b"\xff\xd9", start)
    return Span(start, end + 2 if end >= 0 else len(content), "picture")


def _film_to_the_end(content: bytes, start: int) -> Span | None:
    return Span(start, len(content), "film")


# What is looked for, how far before it the thing begins, and how it is followed to its end.
_MARKS: tuple[tuple[bytes, int, Callable[[bytes, int], Span | None]], ...] = (
    (b"\xd8\xff", 1, _jpeg),
    (b"\x89PNG\r\n\x1a\n", 0, _png),
    (b"RIFF", 0, _riff),
    (b"GIF8", 0, _gif),
    (b"BM", 0, _bmp),
    (b"ftyp", 4, _boxes),
    (b"moov", 4, _loose_box),
    (b"mdat", 4, _loose_box),
    (b"\0\0\0\x0cjP  \r\n\x87\n", 0, _boxes),
    (b"\0\0\0\x0cJXL \r\n\x87\n", 0, _boxes),
    (b"\xff\x4f\xff\x51", 0, _codestream),
    (b"\x1aE\xdf\xa3", 0, _film_to_the_end),  # Matroska, WebM
    (b"\x30\x26\xb2\x75\x8e\x66\xcf\x11", 0, _film_to_the_end),  # ASF
)

# base64 of the same marks, broken into lines in any way that XML knows. Atomic where it could backtrack.
_BASE64 = re.compile(
    rb"(?:/9j/|iVBORw0KGgo|R0lGOD|UklGR|AAAA[A-Za-z0-9+/]GZ0eX|AAAADGpQIC)"
    rb"(?:[A-Za-z0-9+/=_-]|&#x[9aAdD];|&#(?:9|10|13);|(?>[ \t]*[\r\n]\s*)){40,}"
)
_HEXADECIMAL = re.compile(rb"(?:ffd8ff|89504e470d0a1a0a)(?:[0-9a-f]|(?>[ \t]*[\r\n]\s*)){80,}", re.IGNORECASE)


def _in_text(content: bytes) -> Iterator[Span]:
    for match in _BASE64.finditer(content):
        head = re.sub(rb"&#\w+;|\s", b"", match.group()[:64])[:32]
        try:
            began = binascii.a2b_base64(head.replace(b"-", b"+").replace(b"_", b"/") + b"==")
        except binascii.Error:
            continue
        sound = began[:4] == b"RIFF" and began[8:12] == b"WAVE"
        if sound or began[4:12] in (b"ftypM4A ", b"ftypM4B "):
            continue
        yield Span(match.start(), match.end(), "film" if began[4:8] == b"ftyp" else "picture", True)
    for match in _HEXADECIMAL.finditer(content):
        yield Span(match.start(), match.end(), "picture", True)
