"""Damaged files: recover the readable part, and mark the rest as unknown.

A truncated file is padded, in two different ways where its kind does not tell how far the data reach: pixels that
decode alike come from the file, pixels that differ are unknown. Decoders run strictly, never in their tolerant modes,
so none can silently invent pixels.
"""

import contextlib
import struct
import zlib
from collections.abc import Callable, Iterator
from dataclasses import replace
from pathlib import Path
from typing import NamedTuple

import numpy as np

from inpaint_studio.editing.picture import Mask
from inpaint_studio.files import decoding, scratch
from inpaint_studio.files.decoded import Decoded, ignore_size
from inpaint_studio.files.errors import DamagedPicture, TemporaryFolderFull
from inpaint_studio.files.kinds import (
    formats,
    gif_salvage,
    jpeg_damage,
    jpeg_segments,
    png_chunks,
    tiff_salvage,
    webp_salvage,
)
from inpaint_studio.files.kinds.orientation import stored, upright
from inpaint_studio.files.mapped import MEMORY, Room
from inpaint_studio.sentence import say

_NOISE = bytes(np.random.default_rng(1).integers(1, 255, 512, np.uint8))  # without 0 and 255, which are special in JPEG


class Continued(NamedTuple):
    """A complete file rebuilt from a damaged one."""

    content: bytes
    others: tuple[bytes, ...] = ()  # the same, padded differently; the first two that decode are compared
    unknown: Mask | None = None  # (H, W) as stored, where known without a second decoding
    unsure: bool = False  # of what is known, a part has a wrong checksum
    in_order: bool = False  # rows are coded in sequence, so everything after the first difference is unknown
    margin: int = 0  # rows before it that depend on later data, or may decode alike by chance
    coarse: bool = False  # every pixel decodes, without the finer detail


def decode(
    path: Path,
    page: int,
    budget_bytes: int,
    format: formats.Format | None = None,
    sized: Callable[[int], None] = ignore_size,
    room: Room = MEMORY,
) -> Decoded:
    """`decoding.decode` that also recovers damaged files. Raises PictureError where nothing can be recovered.

    Such a picture counts as converted: it is never written back by copying parts of the damaged file.
    """
    format = format or decoding.identify(path)
    try:
        whole = decoding.decode(path, page, budget_bytes, format, sized, room=room)
        if format.key != "jpeg":
            return whole
        content = path.read_bytes()
        rescued = _recovered(path, page, budget_bytes, format, sized) if _lost_part(content) is not None else None
        if rescued is not None and rescued.unknown is not None and not rescued.unknown.all():
            return rescued
        for _ in jpeg_damage.preparing():
            pass  # compiling is not the file's fault: its time is counted from here on
        sized(whole.pixels.shape[0] * whole.pixels.shape[1])  # decoded once more
        return _with_damage(whole, jpeg_damage.look(content, budget_bytes))
    except DamagedPicture as error:
        try:
            recovered = _recovered(path, page, budget_bytes, format, sized)
        except TemporaryFolderFull:
            raise
        except Exception:  # a decoder's edge, as there: what cannot be recovered is damaged
            recovered = None
        if recovered is None or (recovered.unknown is not None and recovered.unknown.all()):
            raise _explained(error, path, format) from error.__cause__
        return recovered


def _explained(error: DamagedPicture, path: Path, format: formats.Format) -> DamagedPicture:
    """The error, or why nothing of a file can be recovered where that is known."""
    if format.key != "webp" or not webp_salvage.lacks_first_part(path.read_bytes()):
        return error
    return DamagedPicture(
        say(
            "{name} ends before the part that the rest of it is decoded with is complete, so nothing of it can be "
            "opened.",
            name=path.name,
        )
    )


def _recovered(
    path: Path, page: int, budget_bytes: int, format: formats.Format, sized: Callable[[int], None]
) -> Decoded | None:
    def decode_bytes(content: bytes) -> Decoded:
        with scratch.folder() as folder:
            whole = folder / path.name
            whole.write_bytes(content)
            return decoding.decode(whole, page, budget_bytes, format, sized)

    if format.key == "tiff":
        decoded, unsure = tiff_salvage.decode(path, page, budget_bytes, sized, decode_bytes)
        return _with_note(decoded, unsure=unsure)
    if format.key not in _CONTINUE:
        return None
    continued = _CONTINUE[format.key](path, path.read_bytes(), budget_bytes)
    if continued is None:
        return None
    unknown = continued.unknown
    taken = _taken((continued.content, *continued.others), decode_bytes)
    first = next(taken, None)
    if first is None:
        return None
    if continued.others:
        second = next(taken, None)
        if second is None:
            return None
        differ = (first.pixels != second.pixels).any(axis=2)
        unknown = stored(differ, first.orientation) * np.uint8(255)
        if continued.in_order and unknown.any():
            unknown[max(0, int(np.flatnonzero(unknown.any(axis=1))[0]) - continued.margin) :] = 255
    if unknown is not None:
        unknown = upright(unknown, first.orientation) if unknown.any() else None
    return _with_note(replace(first, unknown=unknown), continued.coarse, continued.unsure)


def _with_damage(decoded: Decoded, damage: jpeg_damage.Damage | None) -> Decoded:
    """A JPEG of which every pixel decodes, with what is wrong in it marked, or said where it is not known where."""
    if damage is None:
        return decoded
    wrong = None if damage.wrong is None else upright(damage.wrong, decoded.orientation)
    if wrong is None:
        note = say(
            "The file's coded samples are damaged. It could not be found out where: some of the picture, or of its "
            "finer detail, is probably wrong. Look at it closely."
        )
    else:
        note = say(
            "The file's coded samples are damaged: {count} of its {total} pixels are probably wrong.",
            count=f"{np.count_nonzero(wrong):,}",
            total=f"{wrong.size:,}",
        )
    return replace(decoded, unknown=wrong, converted=True, notes=(note, *decoded.notes), damage=(note,))


def _taken(contents: tuple[bytes, ...], decode_bytes: Callable[[bytes], Decoded]) -> Iterator[Decoded]:
    """Those that decode."""
    for content in contents:
        with contextlib.suppress(DamagedPicture):
            yield decode_bytes(content)


def _with_note(decoded: Decoded, coarse: bool = False, unsure: bool = False) -> Decoded:
    if decoded.unknown is not None:
        note = say(
            "The file is damaged or incomplete: {count} of its {total} pixels are missing.",
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
    return replace(decoded, converted=True, notes=(*notes, *decoded.notes), damage=notes)


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
    """The intact headers and scans, with an end mark."""
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
            # Of progressive ones: spectral start, and successive approximation high bit.
            first_pass = len(body) >= 3 and body[-3] == 0 and body[-1] >> 4 == 0
            at = jpeg_segments.scan_end(content, at)
    if not scans:
        return None
    lost = _lost_part(content)
    if lost is not None:  # what stands behind is shown as it decodes: shifted, perhaps, and in other colours
        return Continued(content, (content[:lost] + _NOISE + b"\xff\xd9",), in_order=True)
    intact = content[:at].rstrip(b"\0")  # undelete programs write zeros where a sector is lost
    intact = content[:at] if at - len(intact) < 8 else intact
    coarse = not first_pass
    others = () if coarse else (intact + _NOISE + b"\xff\xd9",)
    return Continued(intact + b"\xff\xd9", others, in_order=True, coarse=coarse)


_JPEG_SEGMENTS = frozenset({*jpeg_segments.FRAMES, *range(0xE0, 0xF0), 0xC4, 0xDB, 0xDC, 0xDD, 0xFE, jpeg_segments.SOS})


def _png(path: Path, content: bytes, budget_bytes: int) -> Continued | None:
    """The intact chunks, and the rows that could be inflated; the others are zeros."""
    head, packed, sound = b"", bytearray(), -1  # sound: bytes of `packed` before the first bad checksum
    sure = True  # whether the header's checksum is right
    others: list[tuple[bytes, bytes]] = []
    at = 8
    while at + 8 <= len(content):
        length, kind = struct.unpack_from(">I4s", content, at)
        body = content[at + 8 : at + 8 + length]
        whole = content[at + 8 + length : at + 12 + length] == struct.pack(">I", zlib.crc32(kind + body))
        at += 12 + length
        if kind == b"IDAT":
            if sound < 0 and not whole and at <= len(content):  # a truncated chunk is right up to its end
                sound = len(packed)
            packed += body
        elif kind == b"IHDR" and len(body) == 13:
            head, sure = body, whole
        elif whole and kind != b"IEND":
            if not png_chunks.is_unreadable(png_chunks.Chunk(kind, body)):
                others.append((kind, body))
        elif kind == b"PLTE":
            return None  # colours depend on it
    if not head or (others and any(kind == b"acTL" for kind, _ in others)):
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
    remaining = rows_of
    for (x, y, across, down), (rows, columns) in zip(passes, shapes, strict=True):
        if rows <= 0 or columns <= 0:
            continue
        size = 1 + (columns * bits + 7) // 8
        count = min(rows, len(remaining) // size)
        good += remaining[: count * size] + bytes((rows - count) * size)
        remaining = remaining[count * size :] if count == rows else b""
        unknown[y + count * down :: down, x::across] = 255
    chunks = [(b"IHDR", head), *others, (b"IDAT", zlib.compress(bytes(good), 1)), (b"IEND", b"")]
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
    """As many of the expected bytes as inflate, and whether the stream's checksum agrees."""
    stream, out = zlib.decompressobj(), bytearray()
    try:
        for at in range(0, len(packed), 1024):  # in small steps: an error discards the output of its step
            out += stream.decompress(packed[at : at + 1024], expected + 1 - len(out))
            if len(out) > expected:
                break
    except zlib.error:
        return bytes(out[:expected]), False
    return bytes(out[:expected]), stream.eof and len(out) == expected


def _webp(path: Path, content: bytes, budget_bytes: int) -> Continued | None:
    """A still WebP whose last chunk is truncated, with the rows that are there; else with that chunk padded."""
    at = 12
    while at + 8 <= len(content):
        kind, length = content[at : at + 4], int.from_bytes(content[at + 4 : at + 8], "little")
        missing = at + 8 + length - len(content)
        if kind in (b"VP8 ", b"VP8L") and 0 < missing < budget_bytes:
            if (rows := webp_salvage.mended(content, at, budget_bytes)) is not None:
                return Continued(rows.content, unknown=rows.unknown)
            rest = missing + length % 2

            def with_rest(filling: bytes, rest: int = rest, less: int = 0) -> bytes:
                rest += less
                body = content[8 : len(content) - less] + (filling * (rest // len(filling) + 1))[:rest]
                return b"RIFF" + struct.pack("<I", len(body)) + body

            others = tuple(with_rest(filling) for filling in (b"\x11", b"\x55", b"\xaa\x55", _NOISE, b"\xff"))
            # Where none decodes: as if the file had ended earlier; pixels that decode alike are known.
            others += tuple(with_rest(b"\0", less=less) for less in (8, 64, 512) if at + 64 < len(content) - less)
            return Continued(with_rest(b"\0"), others, in_order=True, margin=24)
        at += 8 + length + length % 2
    return None


def _gif(path: Path, content: bytes, budget_bytes: int) -> Continued | None:
    mended = gif_salvage.mended(content)
    return None if mended is None else Continued(mended.content, unknown=mended.unknown)


def _plain(path: Path, content: bytes, budget_bytes: int) -> Continued | None:
    """Kinds with consecutive samples: padded, once with zeros and once with other bytes."""
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
