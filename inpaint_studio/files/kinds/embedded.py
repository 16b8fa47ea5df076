"""Pictures and films embedded in other data, located by their signatures: previews, motion photos, base64 pictures.

Only structures that parse count: a JPEG with a frame, a PNG with its header, boxes with lengths. Bytes that merely
resemble a signature are left alone.
"""

import binascii
import re
from collections.abc import Callable, Iterator
from typing import Literal, NamedTuple

from inpaint_studio.files.kinds import tiff
from inpaint_studio.files.kinds.jpeg_segments import EOI, FRAMES, SOS, scan_end
from inpaint_studio.sentence import Sentence, say

Kind = Literal["picture", "film", "sound", "archive"]


class Span(NamedTuple):
    """A byte range: start <= position < end."""

    start: int
    end: int
    kind: Kind
    text: bool = False  # encoded as base64 or hexadecimal


def spans(content: bytes) -> list[Span]:
    """Every picture and film in `content`, in order, without overlaps."""
    merged: list[Span] = []
    for span in sorted(_everything(content), key=lambda span: (span.start, -span.end)):
        if not merged or span.start >= merged[-1].end:
            merged.append(span)
        elif span.end > merged[-1].end:
            merged[-1] = merged[-1]._replace(end=span.end)
    return [span for span in merged if span.kind != "sound"]


def blanked(content: bytes) -> tuple[bytes, frozenset[Kind]]:
    """The bytes with every picture and film zeroed (in text: spaces), and the kinds that were present."""
    parts = spans(content)
    if not parts:
        return content, frozenset()
    changed = bytearray(content)
    for start, end, _, text in parts:
        changed[start:end] = (b" " if text else b"\0") * (end - start)
    return bytes(changed), frozenset(span.kind for span in parts)


def content_names(content: bytes) -> list[Sentence]:
    """Names for people of what trails a picture and cannot be carried into another kind of file."""
    kinds = {span.kind for span in spans(content)}
    names: tuple[tuple[Kind, Sentence], ...] = (("picture", say("further pictures")), ("film", say("film")))
    present = [name for kind, name in names if kind in kinds]
    return present or ([say("private data")] if content.strip(b"\0 \r\n\xff\xd9") else [])


def trailing_kinds(content: bytes) -> frozenset[Kind]:
    """The kinds of trailing data that may show the picture; empty for padding or small notes."""
    kinds = {span.kind for span in spans(content)}
    if any(mark in content for mark in _WHOLE_FILES):
        kinds.add("archive")
    return frozenset(kinds)


# Signatures of files that may hold a picture and are not parsed: TIFF and raw, layered documents, archives.
_WHOLE_FILES = (
    *(b"II*\0", b"MM\0*", b"II+\0", b"MM\0+", b"II\xbc\1", b"8BPS\0", b"gimp xcf", b"PK\3\4", b"7z\xbc\xaf\x27\x1c"),
    *(b"Rar!\x1a\7", b"\x1f\x8b\x08", b"%PDF-", b"\xfd7zXZ\0"),
)


def _everything(content: bytes) -> Iterator[Span]:
    yield from _in_bytes(content)
    yield from _in_text(content)


def _in_bytes(content: bytes) -> Iterator[Span]:
    for mark, offset, follow in _MARKS:
        at = content.find(mark)
        while at >= 0:
            span = follow(content, at - offset) if at >= offset else None
            if span is not None:
                yield span
            at = content.find(mark, max(at + 1, span.end if span is not None else 0))
    for mark in (b"II*\0", b"MM\0*"):
        at = content.find(mark)
        for _ in range(_MOST_STRUCTURES):
            if at < 0:
                break
            yield from _samples_of_tiff(content, at)
            at = content.find(mark, at + 1)


def _jpeg(content: bytes, start: int) -> Span | None:
    # Some makers alter the first byte of a preview, so it is not checked: the frame decides.
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
    """The end of the JPEG whose frame header is at `at`; the end of the data where it has no end mark."""
    while at + 2 <= len(content) and content[at] == 0xFF:
        marker = content[at + 1]
        if marker == EOI:
            return at + 2
        at += 2 if marker in (0xFF, 0x01) else 2 + int.from_bytes(content[at + 2 : at + 4], "big")
        if marker == SOS:
            at = scan_end(content, at)
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
    """Consecutive ISO media boxes: films, HEIC, AVIF, JPEG 2000, JPEG XL, or sound."""
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


# By major brand; others are films.
_BRANDS: dict[bytes, Kind] = {
    **dict.fromkeys((b"avif", b"avis", b"heic", b"heix", b"mif1", b"jp2 ", b"jpx ", b"jxl "), "picture"),
    **dict.fromkeys((b"M4A ", b"M4B "), "sound"),
}
# These may be truncated; any other box longer than the data is no box.
_LARGE_BOXES = frozenset({b"mdat", b"moov", b"moof", b"meta", b"idat", b"jp2c", b"jxlc", b"jxlp", b"free", b"uuid"})


def _loose_box(content: bytes, start: int) -> Span | None:
    """A film without an `ftyp` box, as QuickTime's: `moov` holds a header, `mdat` is large."""
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


def _psd(content: bytes, start: int) -> Span | None:
    """A Photoshop document, to the end of the data: it does not tell its length."""
    return Span(start, len(content), "picture") if content[start + 4 : start + 12] == b"\0\1" + bytes(6) else None


_PLAIN_HEAD = re.compile(rb"P([56])\s(?:#[^\n]{0,256}\n)?\s?(\d{1,6})\s(\d{1,6})\s(\d{1,5})\s")


def _plain(content: bytes, start: int) -> Span | None:
    """A complete PPM or PGM."""
    head = _PLAIN_HEAD.match(content, start)
    if head is None:
        return None
    channels, width, height, most = 1 if head[1] == b"5" else 3, int(head[2]), int(head[3]), int(head[4])
    end = head.end() + width * height * channels * (1 + (most > 255))
    return Span(start, end, "picture") if 0 < most < 65536 and head.end() + 64 <= end <= len(content) else None


_MOST_STRUCTURES, _MOST_PAGES = 64, 16


def _samples_of_tiff(content: bytes, start: int) -> Iterator[Span]:
    """The samples of a TIFF, without its tags: maker notes have the same structure and no samples."""
    try:
        structure = tiff.Tiff(memoryview(content)[start:])
        at, visited = structure.first, set[int]()
        while at and at not in visited and len(visited) < _MOST_PAGES:
            visited.add(at)
            page = structure.page_at(at)
            at = page.next
            if structure.value(page, tiff.WIDTH, 0) and structure.value(page, tiff.HEIGHT, 0):
                for place, length in structure.places(page):
                    if 8 <= place < len(content) - start and length > 0:
                        yield Span(start + place, min(start + place + length, len(content)), "picture")
    except tiff.TiffError:
        return


# Signature, its offset from the start, and the parser that locates the end.
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
    (b"8BPS", 0, _psd),
    (b"P5", 0, _plain),
    (b"P6", 0, _plain),
)

# base64 and hexadecimal digits, broken into lines in any way that XML allows. Atomic where it could backtrack.
_BREAK = rb"&#x[9aAdD];|&#(?:9|10|13);|(?>[ \t]*[\r\n]\s*)"
_BASE64 = re.compile(rb"[A-Za-z0-9+/_-](?:[A-Za-z0-9+/=_-]|" + _BREAK + rb"){47,}+")
_HEXADECIMAL = re.compile(rb"[0-9A-Fa-f](?:[0-9A-Fa-f]|" + _BREAK + rb"){79,}+")
_LETTERS = b"\1" * 20
_LETTERS_ALONE = bytes(chr(value).isascii() and (chr(value).isalnum() or value in b"+/_-") for value in range(256))
_BETWEEN = re.compile(rb"&#\w+;|\s")
_STARTS = re.compile(
    rb"/9j/|iVBORw0KGgo|R0lGOD|UklGR|AAAA[A-Za-z0-9+/]GZ0eX|AAAADGpQIC"
)  # where a preceding word is joined to the data
_MOST_TRIES = 4  # starting positions that are decoded


def _in_text(content: bytes) -> Iterator[Span]:
    if _LETTERS not in content.translate(_LETTERS_ALONE):  # a hundred times faster than the expressions
        return
    for match in _BASE64.finditer(content):
        starts = [match.start(), *(inner.start() for inner in _STARTS.finditer(content, match.start(), match.end()))]
        for start in starts[:_MOST_TRIES]:
            coded = _BETWEEN.sub(b"", content[start : match.end()]).translate(_URL_SAFE).partition(b"=")[0]
            coded = coded[:-1] if len(coded) % 4 == 1 else coded
            kind = _kind_of(binascii.a2b_base64(coded + b"=" * (-len(coded) % 4)))
            if kind is not None:
                yield Span(start, match.end(), kind, True)
                break
    for match in _HEXADECIMAL.finditer(content):
        digits = _BETWEEN.sub(b"", match.group())
        kind = _kind_of(binascii.a2b_hex(digits[: len(digits) - len(digits) % 2]))
        if kind is not None:
            yield Span(match.start(), match.end(), kind, True)


_URL_SAFE = bytes.maketrans(b"-_", b"+/")


def _kind_of(decoded: bytes) -> Kind | None:
    """The kind of decoded text, by its beginning: signatures further in may be chance."""
    first = min(_in_bytes(decoded), key=lambda span: span.start, default=None)
    if first is None or first.kind == "sound" or (first.start > 16 and decoded[:4] not in (b"II*\0", b"MM\0*")):
        return None
    return first.kind
