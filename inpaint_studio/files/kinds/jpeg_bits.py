"""Replacing some rows of MCUs in the coded samples of a sequential JPEG, bit by bit: all other bits stay as they are.

What is coded before those rows does not depend on them, and what comes after depends on where it begins and on the
averages before it, which are the old ones again where the last blocks are. So whoever compares the bits before and
after has compared all coefficients there, without decoding them. ITU-T T.81: F.1, F.2. Compiled by numba, which is
imported when this is. numba checks no index: every one here is bounded by the shapes that the caller gives, and coded
samples end in 16 bytes that no code is read beyond.

tables, codes, lengths: (8, ...), four Huffman tables for DC and four for AC.  components: (N, 5) DC table, AC table,
blocks of an MCU across and down, where its coefficients begin in those of the rows.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numba import int16, int64, types, uint8, uint16
from numpy.typing import NDArray

from inpaint_studio.compilation import compiled
from inpaint_studio.files.kinds.jpeg_coding import _size
from inpaint_studio.files.kinds.jpeg_scan import _bits, _extended

_Int = Any  # a machine's 64-bit integer, inside the compiled functions
Bytes = NDArray[np.uint8]
Whole = NDArray[np.int64]


@compiled
def without_stuffing(coded: Bytes, out: Bytes) -> int:
    """Copy coded samples without the zeros after 0xFF; how many bytes those are, -1 where a marker stands in them."""
    count = 0
    at = 0
    while at < len(coded):
        byte = coded[at]
        out[count] = byte
        count += 1
        at += 1
        if byte == 255:
            if at == len(coded) or coded[at] != 0:
                return -1
            at += 1
    return count


@compiled
def with_stuffing(bits: Bytes, count: int, out: Bytes) -> int:
    """The inverse; out: twice as long."""
    length = 0
    for at in range(count):
        byte = bits[at]
        out[length] = byte
        length += 1
        if byte == 255:
            out[length] = 0
            length += 1
    return length


@compiled
def _skip(data: Bytes, end: _Int, at: _Int, dc: Any, ac: Any, level: _Int) -> tuple[_Int, _Int]:
    """Where the block at bit `at` ends, -1 where it is none, and its average. level: of the block before."""
    code: _Int = np.int64(dc[_bits(data, at, 16)])
    size = code & 255
    if code == 0 or size > 11:
        return -1, level
    at += code >> 8
    if size:
        level += _extended(_bits(data, at, size), size)
        at += size
    if level < -2048 or level > 2047:
        return -1, level
    index = 1
    while index < 64:
        if at > end:
            return -1, level
        code = np.int64(ac[_bits(data, at, 16)])
        zeros, size = (code & 255) >> 4, code & 15
        if code == 0 or size > 10:
            return -1, level
        at += (code >> 8) + size
        if size == 0:
            if zeros == 15:
                index += 16
                continue
            if zeros:
                return -1, level
            break
        index += zeros + 1
    if index > 64 or at > end:
        return -1, level
    return at, level


@compiled
def rows(
    data: Bytes,
    end: int,
    size: tuple[int, int],
    tables: NDArray[np.uint16],
    components: Whole,
    at: Whole,
    levels: Whole,
) -> bool:
    """Set where each row of MCUs begins, and the averages of the last blocks before it; of the end, too.

    data: without stuffing.  end: its bits.  size: rows and columns of MCUs.  at: (rows + 1,).  levels: (rows + 1, N).
    False where it is not what a coder wrote.
    """
    place: _Int = 0
    now = np.zeros(len(components), np.int64)
    for row in range(size[0]):
        at[row] = place
        levels[row] = now
        for _ in range(size[1]):
            for number in range(len(components)):
                dc, ac = tables[components[number, 0]], tables[4 + components[number, 1]]
                for _ in range(components[number, 2] * components[number, 3]):
                    place, now[number] = _skip(data, end, place, dc, ac, now[number])
                    if place < 0:
                        return False
    at[size[0]] = place
    levels[size[0]] = now
    return 0 <= end - place <= 7  # type: ignore[no-any-return]


@compiled
def read(
    data: Bytes,
    at: int,
    size: tuple[int, int],
    tables: NDArray[np.uint16],
    components: Whole,
    zigzag: Whole,
    levels: Whole,
    out: NDArray[np.int16],
) -> int:
    """Decode rows of MCUs that begin at bit `at` into `out`, natural order; where they end, -1 where they are none.

    levels: (N,), averages of the blocks before, then of the last ones.  out: zeros.
    """
    place: _Int = at
    end: _Int = (len(data) - 16) * 8
    across = size[1]
    for row in range(size[0]):
        for column in range(across):
            for number in range(len(components)):
                dc, ac = tables[components[number, 0]], tables[4 + components[number, 1]]
                wide, high, base = components[number, 2], components[number, 3], components[number, 4]
                for part in range(wide * high):
                    start: _Int = place
                    place, levels[number] = _skip(data, end, start, dc, ac, levels[number])
                    if place < 0:
                        return -1
                    block = (row * high + part // wide) * across * wide + column * wide + part % wide
                    first = (base + block) * 64
                    out[first] = levels[number]
                    code: _Int = np.int64(dc[_bits(data, start, 16)])
                    start += (code >> 8) + (code & 255)
                    index = 1
                    while index < 64:
                        code = np.int64(ac[_bits(data, start, 16)])
                        start += code >> 8
                        zeros, bits = (code & 255) >> 4, code & 15
                        if bits == 0:
                            if zeros != 15:
                                break
                            index += 16
                            continue
                        index += zeros
                        out[first + zigzag[index]] = _extended(_bits(data, start, bits), bits)
                        start += bits
                        index += 1
    return place  # type: ignore[no-any-return]


@compiled
def _put(out: Bytes, state: Whole, value: _Int, count: _Int) -> None:
    """Append `count` (at most 32) bits. state: bytes written, bits that wait, how many of those."""
    waiting = (state[1] << count) | value
    pending = state[2] + count
    at = state[0]
    while pending >= 8:
        pending -= 8
        out[at] = (waiting >> pending) & 255
        at += 1
    state[0] = at
    state[1] = waiting & ((1 << pending) - 1)
    state[2] = pending


@compiled
def _symbol(out: Bytes, state: Whole, code: _Int, length: _Int, value: _Int, bits: _Int) -> bool:
    extra = value if value >= 0 else value + (1 << bits) - 1
    _put(out, state, (code << bits) | extra, length + bits)
    return length > 0  # type: ignore[no-any-return]


@compiled
def replaced(
    data: Bytes,
    span: tuple[int, int, int],
    size: tuple[int, int],
    codes: Whole,
    lengths: Whole,
    components: Whole,
    zigzag: Whole,
    levels: Whole,
    blocks: NDArray[np.int16],
    out: Bytes,
) -> int:
    """Write the bits of `data` with other rows of MCUs, filled up with ones to a byte; how many bytes those are.

    span: the bits at which the rows begin and end, and the last one.  blocks: of the rows, as `read` gives them.
    levels: (N,), averages of the blocks before the rows.  out: of len(data) and 220 bytes for each block.
    -1 where the tables lack a symbol.
    """
    begin, end, last = span
    whole = begin >> 3
    out[:whole] = data[:whole]
    state = np.zeros(3, np.int64)
    state[0] = whole
    if begin & 7:
        _put(out, state, _bits(data, whole << 3, begin & 7), begin & 7)
    across = size[1]
    has_all = True
    for row in range(size[0]):
        for column in range(across):
            for number in range(len(components)):
                dc, ac = components[number, 0], 4 + components[number, 1]
                wide, high, base = components[number, 2], components[number, 3], components[number, 4]
                for part in range(wide * high):
                    block = (row * high + part // wide) * across * wide + column * wide + part % wide
                    first = (base + block) * 64
                    step: _Int = np.int64(blocks[first]) - levels[number]
                    levels[number] += step
                    bits = _size(step)
                    has_all &= _symbol(out, state, codes[dc, bits], lengths[dc, bits], step, bits)
                    zeros = 0
                    for index in range(1, 64):
                        value: _Int = np.int64(blocks[first + zigzag[index]])
                        if value == 0:
                            zeros += 1
                            continue
                        while zeros > 15:
                            has_all &= _symbol(out, state, codes[ac, 0xF0], lengths[ac, 0xF0], 0, 0)
                            zeros -= 16
                        bits = _size(value)
                        symbol = (zeros << 4) | bits
                        has_all &= _symbol(out, state, codes[ac, symbol], lengths[ac, symbol], value, bits)
                        zeros = 0
                    if zeros:
                        has_all &= _symbol(out, state, codes[ac, 0], lengths[ac, 0], 0, 0)
    if not has_all:
        return -1
    at: _Int = end
    while at + 16 <= last:
        _put(out, state, _bits(data, at, 16), 16)
        at += 16
    if at < last:
        _put(out, state, _bits(data, at, last - at), last - at)
    if state[2]:
        missing = 8 - state[2]
        _put(out, state, (1 << missing) - 1, missing)
    return state[0]  # type: ignore[no-any-return]


@compiled
def are_same(one: Bytes, at: int, other: Bytes, at_other: int, count: int) -> bool:
    """Whether `count` bits of `one` from `at` on are those of `other` from `at_other` on."""
    a: _Int = at
    b: _Int = at_other
    left: _Int = count
    while left > 0:
        now = min(left, 16)
        if _bits(one, a, now) != _bits(other, b, now):
            return False
        a += now
        b += now
        left -= now
    return True


def preparing() -> Iterator[None]:
    """Compile what a save takes, or load what was compiled before, in steps of a second or so of a processor."""
    data, whole, blocks, table = uint8[::1], int64[::1], int16[::1], int64[:, ::1]
    codes, two, three = uint16[:, ::1], types.UniTuple(int64, 2), types.UniTuple(int64, 3)  # type: ignore[no-untyped-call]
    as_read = types.Array(uint8, 1, "C", readonly=True)
    steps: tuple[tuple[Any, tuple[Any, ...]], ...] = (
        (without_stuffing, (as_read, data)),
        (with_stuffing, (data, int64, data)),
        (rows, (data, int64, two, codes, table, whole, table)),
        (read, (data, int64, two, codes, table, whole, whole, blocks)),
        (replaced, (data, three, two, table, table, table, whole, whole, blocks, data)),
        (are_same, (data, int64, data, int64, int64)),
    )
    for function, signature in steps:
        function.compile(signature)
        yield
