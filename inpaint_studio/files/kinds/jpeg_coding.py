"""Huffman coding of the coefficients of a sequential JPEG, block by block: the inner loops, compiled by numba.

ITU-T T.81: F.1. 24 megapixels take 0.2 s of a processor; in numpy, event by event, they took 2. Imported late, as numba
takes 0.3 s. numba checks no index: every one here is bounded by the shapes that the caller gives.

flat: the blocks of all components one after the other, (N, 64) int16 in natural order.  layout: (components, 5) int64:
first block, rows and columns of blocks, blocks of a unit (MCU) down and across.
"""

from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.compilation import compiled

_Int = Any  # a machine's 64-bit integer, inside the compiled functions
Table = NDArray[np.int64]


@compiled
def _size(value: _Int) -> _Int:
    """Bits of the magnitude."""
    magnitude, bits = abs(value), 0
    while magnitude:
        magnitude >>= 1
        bits += 1
    return bits


@compiled
def _put(out: NDArray[np.uint8], state: Table, value: _Int, count: _Int) -> None:
    """Append `count` (at most 32) bits. state: bytes written, bits that wait, how many of those."""
    waiting = (state[1] << count) | value
    pending = state[2] + count
    at = state[0]
    while pending >= 8:
        pending -= 8
        byte = (waiting >> pending) & 255
        out[at] = byte
        at += 1
        if byte == 255:  # stuffed, so that it is no marker
            out[at] = 0
            at += 1
    state[0] = at
    state[1] = waiting & ((1 << pending) - 1)
    state[2] = pending


@compiled
def _symbol(
    out: NDArray[np.uint8],
    state: Table,
    frequencies: Table,
    codes: Table,
    lengths: Table,
    table: _Int,
    symbol: _Int,
    value: _Int,
    bits: _Int,
    writes: _Int,
) -> None:
    """Count a symbol, or write it with the bits that follow its code."""
    if writes == 0:
        frequencies[table, symbol] += 1
        return
    extra = value if value >= 0 else value + (1 << bits) - 1
    _put(out, state, (codes[table, symbol] << bits) | extra, lengths[table, symbol] + bits)


@compiled
def walk(
    flat: NDArray[np.int16],
    words: Table,
    reach: Table,
    layout: Table,
    zigzag: Table,
    frequencies: Table,
    codes: Table,
    lengths: Table,
    out: NDArray[np.uint8],
    state: Table,
    writes: _Int,
) -> None:
    """All blocks in the order of an interleaved scan. writes: 0 = count symbols in `frequencies`, (4, 256), else code.

    words: `flat` four coefficients at a time, (blocks, 16).  reach: the last place of each word in zigzag order.
    Tables 0, 1 are DC and 2, 3 AC, of the first component and of the others. Blocks beyond the edge are invisible: they
    have their neighbour's DC, which costs the fewest bits.
    """
    components = layout.shape[0]
    down = across = 0
    for c in range(components):
        down = max(down, -(-layout[c, 1] // layout[c, 3]))
        across = max(across, -(-layout[c, 2] // layout[c, 4]))
    before = np.zeros(components, np.int64)
    for unit_row in range(down):
        for unit_column in range(across):
            for c in range(components):
                table = 0 if c == 0 else 1
                for v in range(layout[c, 3]):
                    for h in range(layout[c, 4]):
                        row, column = unit_row * layout[c, 3] + v, unit_column * layout[c, 4] + h
                        is_seen = row < layout[c, 1] and column < layout[c, 2]
                        block = layout[c, 0] + min(row, layout[c, 1] - 1) * layout[c, 2] + min(column, layout[c, 2] - 1)
                        level = np.int64(flat[block, 0])
                        step = level - before[c]
                        before[c] = level
                        bits = _size(step)
                        _symbol(out, state, frequencies, codes, lengths, table, bits, step, bits, writes)
                        zeros = 0
                        last = 0  # most blocks hold zeros alone from a few coefficients on
                        if is_seen:
                            for word in range(16):
                                if words[block, word] != 0:
                                    last = max(last, reach[word])
                            for index in range(1, last + 1):
                                value = np.int64(flat[block, zigzag[index]])
                                if value == 0:
                                    zeros += 1
                                    continue
                                while zeros > 15:
                                    _symbol(out, state, frequencies, codes, lengths, 2 + table, 0xF0, 0, 0, writes)
                                    zeros -= 16
                                bits = _size(value)
                                symbol = (zeros << 4) | bits
                                _symbol(out, state, frequencies, codes, lengths, 2 + table, symbol, value, bits, writes)
                                zeros = 0
                        if zeros > 0 or last < 63:
                            _symbol(out, state, frequencies, codes, lengths, 2 + table, 0, 0, 0, writes)
    if writes != 0 and state[2] > 0:  # filled up with ones to a whole byte
        missing = 8 - state[2]
        _put(out, state, (1 << missing) - 1, missing)
