"""Damaged GIFs: the frames before the damage, or of the first frame the rows before it. GIF89a, and its appendix F."""

from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

_TRAILER, _IMAGE, _EXTENSION = 0x3B, 0x2C, 0x21
_MOST_CODES = 20_000_000  # a minute of unpacking


class Mended(NamedTuple):
    """A whole GIF made of a damaged one."""

    content: bytes
    unknown: NDArray[np.uint8] | None  # (H, W) of the first frame, 255 where nothing is known; None = nowhere


def mended(content: bytes) -> Mended | None:
    """The frames that are whole; without one, as much of the first as could be unpacked; None where that is nothing."""
    if len(content) < 13:
        return None
    width, height = int.from_bytes(content[6:8], "little"), int.from_bytes(content[8:10], "little")
    at = _behind_table(content, 13, content[10])
    good = 0  # where the last whole frame ends
    while at < len(content):
        if content[at] == _EXTENSION:
            at, _, ends = _blocks(content, at + 2)
            if not ends:
                break
        elif content[at] == _IMAGE and at + 11 <= len(content):
            begins, flags = at, content[at + 9]
            at = _behind_table(content, at + 10, flags)
            if at >= len(content):
                break
            size, (at, packed, ends) = content[at], _blocks(content, at + 1)
            left, top, across, down = (
                int.from_bytes(content[begins + place : begins + place + 2], "little") for place in (1, 3, 5, 7)
            )
            if not 0 < size < 9 or not 0 < across * down <= _MOST_CODES:
                break
            if good and ends:
                good = at  # not the frame that is shown: as it is
                continue
            indices = _unpacked(packed, size, across * down)
            if len(indices) == across * down and ends:
                good = at
                continue
            if good:
                break
            head = content[: _behind_table(content, begins + 10, flags)]
            filled = np.zeros(across * down, np.uint8)
            filled[: len(indices)] = indices
            rows = _order(down, bool(flags & 0x40))[: len(indices) // across]
            unknown = np.zeros((height, width), np.uint8)
            part = unknown[top : top + down, left : left + across]
            part[:] = 255
            part[[row for row in rows if row < len(part)]] = 0
            return Mended(head + _packed(filled, size) + bytes([_TRAILER]), unknown)
        else:
            break
    return Mended(content[:good] + bytes([_TRAILER]), None) if good else None


def _behind_table(content: bytes, at: int, flags: int) -> int:
    return at + (3 << ((flags & 7) + 1) if flags & 0x80 else 0)


def _blocks(content: bytes, at: int) -> tuple[int, bytes, bool]:
    """What is behind a chain of sub-blocks, what they hold, and whether the chain has its end."""
    parts = []
    while at < len(content) and content[at]:
        parts.append(content[at + 1 : at + 1 + content[at]])
        at += 1 + content[at]
    return at + 1, b"".join(parts), at < len(content)


def _unpacked(packed: bytes, size: int, count: int) -> NDArray[np.uint8]:
    """Colours by LZW, up to `count`, or to the first code that cannot be one."""
    clear = 1 << size
    table = [bytes([value]) for value in range(clear)] + [b"", b""]
    out, held, bits, width, before = bytearray(), 0, 0, size + 1, b""
    for byte in packed:
        held |= byte << bits
        bits += 8
        while bits >= width:
            code, held, bits = held & ((1 << width) - 1), held >> width, bits - width
            if code == clear:
                del table[clear + 2 :]
                width, before = size + 1, b""
                continue
            if code == clear + 1 or code > len(table) or (code == len(table) and not before):
                return np.frombuffer(bytes(out[:count]), np.uint8)
            now = table[code] if code < len(table) else before + before[:1]
            out += now
            if before and len(table) < 4096:
                table.append(before + now[:1])
            if len(table) == 1 << width and width < 12:
                width += 1
            before = now
            if len(out) >= count:
                return np.frombuffer(bytes(out[:count]), np.uint8)
    return np.frombuffer(bytes(out), np.uint8)


def _packed(indices: NDArray[np.uint8], size: int) -> bytes:
    """As a GIF holds them, without saving room: the table is cleared before codes would grow.

    Written in codes of at least two bits, as the standard asks: after those of one bit decoders disagree.
    """
    size = max(size, 2)
    run = (1 << size) - 2  # codes of one width
    codes = np.full(-(-len(indices) // run) * (run + 1), 1 << size, np.uint16)
    places = np.arange(len(indices)) + np.arange(len(indices)) // run + 1
    codes[places] = indices
    codes = np.append(codes[: places[-1] + 1], (1 << size) + 1).astype("<u2")
    bits = np.unpackbits(codes.view(np.uint8).reshape(-1, 2), axis=1, bitorder="little")[:, : size + 1]
    body = np.packbits(bits.ravel(), bitorder="little").tobytes()
    chain = b"".join(bytes([len(body[at : at + 255])]) + body[at : at + 255] for at in range(0, len(body), 255))
    return bytes([size]) + chain + b"\0"


def _order(rows: int, interlaced: bool) -> list[int]:
    passes = ((0, 8), (4, 8), (2, 4), (1, 2)) if interlaced else ((0, 1),)
    return [row for start, step in passes for row in range(start, rows, step)]
