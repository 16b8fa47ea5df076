"""Damaged files: what they still hold, and where they hold nothing.

A file that ends early is continued, in two ways where its kind does not say how far it reaches: what comes out alike
is what the file says, and where the two differ it says nothing. No decoder is asked to forgive, so no decoder can
keep quiet about what it made up.
"""

import struct
import zlib
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from inpaint_studio.editing.picture import Mask
from inpaint_studio.files import decoding, scratch
from inpaint_studio.files.decoded import Decoded, unheard
from inpaint_studio.files.errors import DamagedPicture, TemporaryFolderFull
from inpaint_studio.files.kinds import formats, gif_salvage, jpeg_segments, png_chunks, tiff_salvage
from inpaint_studio.files.kinds.orientation import stored, upright
from inpaint_studio.sentence import say

_NOISE = bytes(np.random.default_rng(1).integers(1, 255, 512, np.uint8))  # no 0 and no 255, which mean something


class Continued(NamedTuple):
    """A whole file made of a damaged one."""

    content: bytes
    others: tuple[bytes, ...] = ()  # the same, continued differently; the first that a decoder takes is compared
    unknown: Mask | None = None  # (H, W) as stored, where that is known without a second way
    unsure: bool = False  # of what is known, a part has a wrong checksum
    in_order: bool = False  # rows follow each other, so that nothing behind the first difference can be known
    margin: int = 0  # rows before it that depend on what follows, or may come out alike by chance
    coarse: bool = False  # all is there, without its finer detail


def decode(
    path: Path,
    page: int,
    budget_bytes: int,
    format: formats.Format | None = None,
    sized: Callable[[int], None] = unheard,
) -> Decoded:
    """`decoding.decode`, which of a damaged file gives what it still holds. Raises PictureError where that is nothing.

    Such a picture counts as converted: it is never written back by copying parts of the damaged file.
    """
    format = format or decoding.identify(path)
    try:
        whole = decoding.decode(path, page, budget_bytes, format, sized)
        hollow = format.key == "jpeg" and _lost_part(path.read_bytes()) is not None
        rescued = _rescued(path, page, budget_bytes, format, sized) if hollow else None
        return whole if rescued is None or rescued.unknown is None or rescued.unknown.all() else rescued
    except DamagedPicture as error:
        try:
            rescued = _rescued(path, page, budget_bytes, format, sized)
        except TemporaryFolderFull:
            raise
        except Exception:  # a decoder's edge, as there; what cannot be rescued was damaged
            rescued = None
        if rescued is None or (rescued.unknown is not None and rescued.unknown.all()):
            raise error from error.__cause__
        return rescued


def _rescued(
    path: Path, page: int, budget_bytes: int, format: formats.Format, sized: Callable[[int], None]
) -> Decoded | None:
    def again(content: bytes) -> Decoded:
        with scratch.folder() as folder:
            whole = folder / path.name
            whole.write_bytes(content)
            return decoding.decode(whole, page, budget_bytes, format, sized)

    if format.key == "tiff":
        found, unsure = tiff_salvage.decode(path, page, budget_bytes, sized, again)
        return _said(found, unsure=unsure)
    if format.key not in _CONTINUE:
        return None
    continued = _CONTINUE[format.key](path, path.read_bytes(), budget_bytes)
    if continued is None:
        return None
    first = again(continued.content)
    unknown = continued.unknown
    if continued.others:
        second = _first_taken(continued.others, again)
        if second is None:
            return None
        differ = (first.pixels != second.pixels).any(axis=2)
        unknown = stored(differ, first.orientation) * np.uint8(255)
        if continued.in_order and unknown.any():
            unknown[max(0, int(np.flatnonzero(unknown.any(axis=1))[0]) - continued.margin) :] = 255
    if unknown is not None:
        unknown = upright(unknown, first.orientation) if unknown.any() else None
    return _said(replace(first, unknown=unknown), continued.coarse, continued.unsure)


def _first_taken(contents: tuple[bytes, ...], again: Callable[[bytes], Decoded]) -> Decoded | None:
    for content in contents:
        try:
            return again(content)
        except DamagedPicture:
            continue
    return None


def _said(decoded: Decoded, coarse: bool = False, unsure: bool = False) -> Decoded:
    if decoded.unknown is not None:
        note = say(
            "The file is damaged or incomplete: {count} of its {total} pixels are missing. In the window they "
            "are marked, to be filled.",
            count=f"{np.count_nonzero(decoded.unknown):,}",
            total=f"{decoded.unknown.size:,}",
        )
    elif coarse:
        note = say("The file ends early, so its finer detail is missing and it looks coarser than it was.")
    elif unsure:
        note = say("The file is damaged: every pixel could be read, but the checksum of its samples is wrong.")
    else:
        note = say("The file is damaged or lacks its end, and every pixel could be read all the same.")
    notes = (note, UNSURE) if unsure else (note,)
    return replace(decoded, converted=True, notes=(*notes, *decoded.notes))


UNSURE = say("Some of what is not marked comes from a part with a wrong checksum and may be wrong; look at it closely.")


def _lost_part(content: bytes) -> int | None:
    """Where, in the samples of a JPEG, zeros stand that no coder has written: a sector of the disk was lost."""
    try:
        segments, _ = jpeg_segments.split(content)
    except (ValueError, IndexError):
        return None
    scans = [segment for segment in segments if segment.marker == jpeg_segments.SOS]
    tables = b"".join(segment.body for segment in segments if segment.marker == jpeg_segments.DHT)
    sequential = any(segment.marker in (0xC0, 0xC1) for segment in segments)
    if len(scans) != 1 or not sequential or _LOST not in scans[0].scan:
        return None
    at = 0
    while at + 17 <= len(tables):  # T.81, B.2.4.2
        kind, first = tables[at], tables[at + 17 : at + 18]
        if kind == 0x10 and first == b"\0":  # zeros are "nothing more in this block": blocks without detail are that
            return None
        at += 17 + sum(tables[at + 1 : at + 17])
    return content.find(_LOST, content.find(scans[0].scan))


_LOST = bytes(256)


def _jpeg(path: Path, content: bytes, budget_bytes: int) -> Continued | None:
    """The headers and scans as far as they go, with an end mark."""
    at, scans, first_pass = 2, 0, True
    while content[at : at + 1] == b"\xff" and at + 4 <= len(content):
        marker = content[at + 1]
        length = int.from_bytes(content[at + 2 : at + 4], "big")
        if marker not in _JPEG_SEGMENTS or at + 2 + length > len(content):
            break
        body = content[at + 4 : at + 2 + length]
        at += 2 + length
        if marker == jpeg_segments.SOS:
            scans += 1
            # Of progressive ones: where coefficients begin, and how many bits came before.
            first_pass = len(body) >= 3 and body[-3] == 0 and body[-1] >> 4 == 0
            at = jpeg_segments.scan_end(content, at)
    if not scans:
        return None
    lost = _lost_part(content)
    if lost is not None:  # what stands behind is shown as it decodes: shifted, perhaps, and in other colours
        return Continued(content, (content[:lost] + _NOISE + b"\xff\xd9",), in_order=True)
    kept = content[:at].rstrip(b"\0")  # undelete programs write zeros where a sector is lost
    kept = content[:at] if at - len(kept) < 8 else kept
    coarse = not first_pass
    others = () if coarse else (kept + _NOISE + b"\xff\xd9",)
    return Continued(kept + b"\xff\xd9", others, in_order=True, coarse=coarse)


_JPEG_SEGMENTS = frozenset({*jpeg_segments.FRAMES, *range(0xE0, 0xF0), 0xC4, 0xDB, 0xDC, 0xDD, 0xFE, jpeg_segments.SOS})


def _png(path: Path, content: bytes, budget_bytes: int) -> Continued | None:
    """The chunks that hold together, and the rows that could be unpacked; the others are zeros."""
    head, packed, sound = b"", bytearray(), -1  # sound: bytes of `packed` before the first bad checksum
    sure = True  # that the header's size is right
    kept: list[tuple[bytes, bytes]] = []
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        whole = content[at + 8 + length : at + 12 + length] == struct.pack(">I", zlib.crc32(kind + body))
        at += 12 + length
        if kind == b"IDAT":
            if sound < 0 and not whole and at <= len(content):  # one that is only cut is right as far as it goes
                sound = len(packed)
            packed += body
        elif kind == b"IHDR" and len(body) == 13:
            head, sure = body, whole
        elif whole and kind != b"IEND":
            if not png_chunks.is_unreadable(png_chunks.Chunk(kind, body)):
                kept.append((kind, body))
        elif kind == b"PLTE":
            return None  # no colour can be told without it
    if not head or (kept and any(kind == b"acTL" for kind, _ in kept)):
        return None
    width, height, depth, colour, _, _, interlaced = struct.unpack(">IIBBBBB", head)
    if colour not in _SAMPLES:
        return None
    bits = depth * _SAMPLES[colour]
    passes = _ADAM7 if interlaced else ((0, 0, 1, 1),)
    shapes = [(-(-(height - y) // down), -(-(width - x) // across)) for x, y, across, down in passes]
    sizes = [(rows, 1 + (columns * bits + 7) // 8) for rows, columns in shapes if rows > 0 and columns > 0]
    expected = sum(rows * size for rows, size in sizes)
    if expected > 2 * budget_bytes:
        return None
    rows_of, whole = _unpacked(bytes(packed), expected)
    if not whole and not sure:
        return None
    unsure = False
    if not whole and sound >= 0:
        possible = rows_of
        rows_of, _ = _unpacked(bytes(packed[:sound]), expected)
        if len(rows_of) < 2 * sizes[0][1]:  # the whole picture is one part, and its checksum is all there is
            rows_of, unsure = _plausible(possible, sizes), True
    unknown = np.zeros((height, width), np.uint8)
    good = bytearray()
    left = rows_of
    for (x, y, across, down), (rows, columns) in zip(passes, shapes, strict=True):
        if rows <= 0 or columns <= 0:
            continue
        size = 1 + (columns * bits + 7) // 8
        count = min(rows, len(left) // size)
        good += left[: count * size] + bytes((rows - count) * size)
        left = left[count * size :] if count == rows else b""
        unknown[y + count * down :: down, x::across] = 255
    chunks = [(b"IHDR", head), *kept, (b"IDAT", zlib.compress(bytes(good), 1)), (b"IEND", b"")]
    rebuilt = content[:8] + b"".join(
        struct.pack(">I", len(body)) + kind + body + struct.pack(">I", zlib.crc32(kind + body)) for kind, body in chunks
    )
    return Continued(rebuilt, unknown=unknown, unsure=unsure)


def _plausible(rows_of: bytes, sizes: list[tuple[int, int]]) -> bytes:
    """The rows before the first that cannot be one: each begins with the number of its filter, 0 to 4.

    What follows a wrong byte comes out shifted, so a number is wrong soon; the row before it may be wrong already.
    """
    at = before = 0
    for rows, size in sizes:
        for _ in range(rows):
            if at >= len(rows_of) or rows_of[at] > 4:
                return rows_of[:before]
            before, at = at, at + size
    return rows_of


_SAMPLES = {0: 1, 2: 3, 3: 1, 4: 2, 6: 4}  # of a pixel, by the header's colour type
_ADAM7 = ((0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2))


def _unpacked(packed: bytes, expected: int) -> tuple[bytes, bool]:
    """As many of the expected bytes as can be unpacked, and whether the stream's own checksum agrees."""
    stream, out = zlib.decompressobj(), bytearray()
    try:
        for at in range(0, len(packed), 1024):  # in small steps: an error loses what its step had given
            out += stream.decompress(packed[at : at + 1024], expected + 1 - len(out))
            if len(out) > expected:
                break
    except zlib.error:
        return bytes(out[:expected]), False
    return bytes(out[:expected]), stream.eof and len(out) == expected


def _webp(path: Path, content: bytes, budget_bytes: int) -> Continued | None:
    """A still WebP whose last chunk is cut, with that chunk filled up."""
    at = 12
    while at + 8 <= len(content):
        kind, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        missing = at + 8 + length - len(content)
        if kind in (b"VP8 ", b"VP8L") and 0 < missing < budget_bytes:
            rest = missing + length % 2

            def with_rest(filling: bytes, rest: int = rest, less: int = 0) -> bytes:
                rest += less
                body = content[8 : len(content) - less] + (filling * (rest // len(filling) + 1))[:rest]
                return b"RIFF" + struct.pack("<I", len(body)) + body

            others = tuple(with_rest(filling) for filling in (b"\x11", b"\x55", b"\xaa\x55", _NOISE, b"\xff"))
            # Where no decoder takes any: as if it had ended earlier, which is known where both come out alike.
            others += tuple(with_rest(b"\0", less=less) for less in (8, 64, 512) if at + 64 < len(content) - less)
            return Continued(with_rest(b"\0"), others, in_order=True, margin=24)
        at += 8 + length + length % 2
    return None


def _gif(path: Path, content: bytes, budget_bytes: int) -> Continued | None:
    mended = gif_salvage.mended(content)
    return None if mended is None else Continued(mended.content, unknown=mended.unknown)


def _plain(path: Path, content: bytes, budget_bytes: int) -> Continued | None:
    """Kinds whose samples stand one after another: filled up, once with zeros and once with others."""
    width, height = decoding.size_of(path)
    missing = width * height * 16 + 4096
    if missing > 4 * budget_bytes:
        return None
    return Continued(content + bytes(missing), (content + b"\x55" * missing,))


_CONTINUE: dict[str, Callable[[Path, bytes, int], Continued | None]] = {
    "jpeg": _jpeg,
    "png": _png,
    "gif": _gif,
    "webp": _webp,
    "bmp": _plain,
    "tga": _plain,
    "pnm": _plain,
}
