"""Decoding the entropy-coded samples of a JPEG symbol by symbol, so that what no coder has written is noticed.

libjpeg decodes whatever it finds and says nothing. ITU-T T.81: F.2 (sequential), G.2 (progressive). Compiled by numba,
which is imported when this is; 24 megapixels take 0.4 s of a processor. numba checks no index: every one here is
bounded by the caller's shapes, and `data` ends in 16 bytes that no interval holds.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numba import boolean, int16, int64, types, uint8, uint16
from numpy.typing import NDArray

from inpaint_studio.compilation import compiled

_Int = Any  # a machine's 64-bit integer, inside the compiled functions

# Why an interval cannot be what a coder wrote. 0 = it can.
NO_SUCH_CODE, TOO_LARGE, TOO_MANY_COEFFICIENTS, ENDS_EARLY, ENDS_LATE = 1, 2, 3, 4, 5


@compiled
def _bits(data: NDArray[np.uint8], at: _Int, count: _Int) -> _Int:
    """The `count` (at most 16) bits at bit `at`."""
    byte = at >> 3
    word = (np.int64(data[byte]) << 16) | (np.int64(data[byte + 1]) << 8) | np.int64(data[byte + 2])
    return (word >> (24 - (at & 7) - count)) & ((1 << count) - 1)


@compiled
def _extended(value: _Int, size: _Int) -> _Int:
    """T.81, F.2.2.1: the signed value of `size` bits."""
    return value if value >= (1 << (size - 1)) else value + 1 - (1 << size)


@compiled
def _first_pass(
    data: NDArray[np.uint8],
    table: NDArray[np.uint16],
    block: NDArray[np.int16],
    place: NDArray[np.int64],
    band: tuple[int, int, int],
    is_progressive: bool,
) -> int:
    """Decode the AC coefficients of one block. place: bit, end and blocks of an end-of-band run; advanced."""
    at: _Int = place[0]
    end: _Int = place[1]
    run: _Int = place[2]
    index, last, low = band
    if run > 0:
        place[2] = run - 1
        return 0
    why = 0
    while index <= last:
        if at > end:
            why = ENDS_EARLY
            break
        code: _Int = np.int64(table[_bits(data, at, 16)])
        if code == 0:
            why = NO_SUCH_CODE
            break
        at += code >> 8
        zeros, size = (code & 255) >> 4, code & 15
        if size == 0:
            if zeros == 15:
                index += 16
                continue
            if zeros and not is_progressive:
                why = NO_SUCH_CODE
            elif zeros:
                run = (1 << zeros) - 1 + _bits(data, at, zeros)
                at += zeros
            break
        index += zeros
        if index > last or size > 10:
            why = TOO_MANY_COEFFICIENTS if index > last else TOO_LARGE
            break
        block[index] = _extended(_bits(data, at, size), size) << low
        at += size
        index += 1
    if why == 0 and index > last + 1:
        why = TOO_MANY_COEFFICIENTS
    place[0], place[2] = at, run
    return why


@compiled
def _corrected(data: NDArray[np.uint8], block: NDArray[np.int16], index: int, at: int, bit: int) -> None:
    """T.81, G.1.2.3: one more bit of a coefficient that is not zero."""
    if _bits(data, at, 1) and not abs(np.int64(block[index])) & bit:
        block[index] += bit if block[index] > 0 else -bit


@compiled
def _refinement(
    data: NDArray[np.uint8],
    table: NDArray[np.uint16],
    block: NDArray[np.int16],
    place: NDArray[np.int64],
    band: tuple[int, int, int],
) -> int:
    """As `_first_pass`, where one more bit of every coefficient is coded."""
    at: _Int = place[0]
    end: _Int = place[1]
    run: _Int = place[2]
    index, last, low = band
    bit, why = 1 << low, 0
    while run == 0 and index <= last:
        if at > end:
            why = ENDS_EARLY
            break
        code: _Int = np.int64(table[_bits(data, at, 16)])
        if code == 0:
            why = NO_SUCH_CODE
            break
        at += code >> 8
        zeros, size = (code & 255) >> 4, code & 15
        value = 0
        if size > 1:
            why = TOO_LARGE
            break
        if size == 1:
            value = bit if _bits(data, at, 1) else -bit
            at += 1
        elif zeros < 15:
            run = (1 << zeros) + (_bits(data, at, zeros) if zeros else 0)
            at += zeros
            break
        while index <= last and at <= end:
            if block[index] != 0:
                _corrected(data, block, index, at, bit)
                at += 1
            elif zeros == 0:
                break
            else:
                zeros -= 1
            index += 1
        if value:
            if index > last:
                why = TOO_MANY_COEFFICIENTS
                break
            block[index] = value
        index += 1
    if why == 0 and run > 0:
        while index <= last and at <= end:
            if block[index] != 0:
                _corrected(data, block, index, at, bit)
                at += 1
            index += 1
        run -= 1
    place[0], place[2] = at, run
    return why


@compiled
def interval(
    data: NDArray[np.uint8],
    span: tuple[int, int],
    units: tuple[int, int, int],
    tables: NDArray[np.uint16],
    components: NDArray[np.int64],
    band: tuple[int, int, int, int],
    is_progressive: bool,
    coefficients: NDArray[np.int16],
) -> tuple[int, int]:
    """Decode one restart interval of a scan into `coefficients`.

    data: without stuffing and markers.  span: its first bit, and the one after its last.  units: the first MCU, the
    one after the last, and how many stand beside each other.  tables: (8, 65536), what 16 bits begin with: length of
    the code << 8 | symbol, 0 = none; four for DC, four for AC.  components: (N, 6) DC table, AC table, blocks of an
    MCU across and down, blocks in a row of the component, where its coefficients begin.  band: first and last
    coefficient, high and low bit of successive approximation.
    Returns the MCU that could not be decoded, and why.
    """
    first, last, high, low = band
    place = np.array([span[0], span[1], 0])  # bit, end, blocks of an end-of-band run
    predicted = np.zeros(4, np.int64)
    for unit in range(units[0], units[1]):
        row, column = unit // units[2], unit % units[2]
        for number in range(len(components)):
            dc, ac, across, down, columns, base = components[number]
            for part in range(across * down):
                if place[0] > place[1]:
                    return unit, ENDS_EARLY
                start = base + ((row * down + part // across) * columns + column * across + part % across) * 64
                block = coefficients[start : start + 64]
                if first == 0 and high == 0:
                    code: _Int = np.int64(tables[dc, _bits(data, place[0], 16)])
                    size = code & 255
                    if code == 0 or size > 11:
                        return unit, NO_SUCH_CODE if code == 0 else TOO_LARGE
                    place[0] += code >> 8
                    if size:
                        predicted[number] += _extended(_bits(data, place[0], size), size)
                        place[0] += size
                    if abs(predicted[number]) > 2048:
                        return unit, TOO_LARGE
                    block[0] = predicted[number] << low
                elif first == 0:
                    if _bits(data, place[0], 1):
                        block[0] |= 1 << low
                    place[0] += 1
                if last == 0:
                    continue
                rest = (max(first, 1), last, low)
                if high == 0:
                    why = _first_pass(data, tables[4 + ac], block, place, rest, is_progressive)
                else:
                    why = _refinement(data, tables[4 + ac], block, place, rest)
                if why:
                    return unit, why
    if place[0] > place[1]:
        return units[1], ENDS_EARLY
    return units[1], ENDS_LATE if place[1] - place[0] > 7 or place[2] > 0 else 0


def preparing() -> Iterator[None]:
    """Compile what `interval` takes, or load what was compiled before, in steps of a second or less of a processor."""
    coded, table, block, place = uint8[::1], uint16[::1], int16[::1], int64[::1]
    two, three, four = (types.UniTuple(int64, count) for count in (2, 3, 4))  # type: ignore[no-untyped-call]
    steps: tuple[tuple[Any, tuple[Any, ...]], ...] = (
        (_first_pass, (coded, table, block, place, three, boolean)),
        (_refinement, (coded, table, block, place, three)),
        (
            interval,
            (
                coded,
                two,
                three,
                uint16[:, ::1],
                int64[:, ::1],
                four,
                boolean,
                block,
            ),
        ),
    )
    for function, signature in steps:
        function.compile(signature)
        yield
