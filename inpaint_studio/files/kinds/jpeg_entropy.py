"""Huffman coding of JPEG coefficients: sequential block by block, progressive whole pictures at a time in numpy.

ITU-T T.81: F.1 (sequential), G.1 (progressive, spectral selection only), K.2 (optimal tables). Tables are always
made for the picture at hand, so that every symbol that occurs has a code.
"""

import heapq
from collections.abc import Iterable, Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

Blocks = NDArray[np.int16]  # (rows of blocks, columns of blocks, 64), coefficients in natural order

# Natural index of each coefficient in zigzag order (T.81, figure 5): diagonals, every other one downwards.
ZIGZAG = np.array(
    sorted(range(64), key=lambda i: (i // 8 + i % 8, i // 8 if (i // 8 + i % 8) % 2 else i % 8)),
)
_PLACES = np.argsort(ZIGZAG)  # of each natural index in zigzag order
_REACH = np.asarray(_PLACES.reshape(16, 4).max(1), np.int64)  # the last place of four coefficients in a row


class Component(NamedTuple):
    """One component of a frame, as scans need it."""

    id: int
    across: int  # sampling factors
    down: int
    blocks: Blocks


class _Events(NamedTuple):
    """Symbols in the order of the stream, each with the bits that follow its code."""

    tables: NDArray[np.uint8]  # which Huffman table codes it
    symbols: NDArray[np.uint8]
    extra: NDArray[np.int64]
    extra_bits: NDArray[np.int64]


class Standing(NamedTuple):
    """Huffman tables that stand elsewhere, as `_tables` gives them, and the start of a scan that names them."""

    codes: NDArray[np.int64]
    lengths: NDArray[np.int64]
    start: bytes


def standing_tables(bodies: list[bytes], scan: bytes) -> Standing:
    """Of the bodies of DHT segments, later ones replacing earlier ones, and the body of SOS.

    Raises ValueError where one is missing, or the components behind the first have different ones.
    """
    tables = _by_kind(bodies)
    selectors = [scan[2 + 2 * number] for number in range(scan[0])]
    if len(set(selectors[1:])) > 1:
        raise ValueError("its components have tables of their own")
    first, other = selectors[0], selectors[-1]
    kinds = (first >> 4, other >> 4, 0x10 | first & 15, 0x10 | other & 15)
    if any(kind not in tables for kind in kinds):
        raise ValueError("a Huffman table is missing")
    start = b"\xff\xda" + (len(scan) + 2).to_bytes(2, "big") + scan
    return Standing(np.stack([tables[k][0] for k in kinds]), np.stack([tables[k][1] for k in kinds]), start)


def codes_of(bodies: Sequence[bytes]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The code and the length of each symbol, (8, 256): four tables for DC and four for AC; 0 where there is none.

    bodies: of DHT segments, later ones replacing earlier ones. Raises ValueError where one is cut short.
    """
    codes, lengths = np.zeros((8, 256), np.int64), np.zeros((8, 256), np.int64)
    for kind, table in _by_kind(bodies).items():
        if (kind & 15) < 4 and (kind >> 4) < 2:
            codes[(kind >> 4) * 4 + (kind & 15)], lengths[(kind >> 4) * 4 + (kind & 15)] = table
    return codes, lengths


def _by_kind(bodies: Iterable[bytes]) -> dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]]:
    tables: dict[int, tuple[NDArray[np.int64], NDArray[np.int64]]] = {}
    for body in bodies:
        at = 0
        while at + 17 <= len(body):
            counts = list(body[at + 1 : at + 17])
            symbols = list(body[at + 17 : at + 17 + sum(counts)])
            if len(symbols) < sum(counts):
                raise ValueError("a Huffman table is cut short")
            tables[body[at]] = _coded_by(counts, symbols)
            at += 17 + sum(counts)
    return tables


def sequential(components: list[Component], standing: Standing | None = None) -> bytes:
    """DHT, SOS and coded samples of one scan that interleaves all components.

    standing: code with these tables, and write none. Raises ValueError where they lack a symbol.
    """
    from inpaint_studio.files.kinds import jpeg_coding

    flat = np.concatenate([component.blocks.reshape(-1, 64) for component in components])
    first = np.cumsum([0] + [component.blocks.shape[0] * component.blocks.shape[1] for component in components])
    is_alone = len(components) == 1  # its scan goes block by block, whatever its sampling
    layout = np.array(
        [
            (start, *one.blocks.shape[:2], *((1, 1) if is_alone else (one.down, one.across)))
            for start, one in zip(first.tolist(), components, strict=False)
        ],
        np.int64,
    )
    zigzag, frequencies = ZIGZAG.astype(np.int64), np.zeros((4, 256), np.int64)
    words = flat.view(np.int64)
    nowhere, state = np.zeros(0, np.uint8), np.zeros(3, np.int64)
    jpeg_coding.walk(flat, words, _REACH, layout, zigzag, frequencies, frequencies, frequencies, nowhere, state, 0)
    if standing is None:
        headers, codes, lengths = _tables(frequencies, only_ac=False)
        headers += _start_of_scan(components, [0] + [1] * (len(components) - 1), 0, 63)
    else:
        headers, codes, lengths = standing.start, standing.codes, standing.lengths
        if ((frequencies > 0) & (lengths == 0)).any():
            raise ValueError("its Huffman tables lack a symbol")
    bits = int((frequencies * (lengths + (np.arange(256) & 15))).sum())
    out = np.empty(2 * (bits // 8 + 1), np.uint8)  # were every byte stuffed
    jpeg_coding.walk(flat, words, _REACH, layout, zigzag, frequencies, codes, lengths, out, state, 1)
    coded = out[: state[0]].tobytes()
    return headers + coded


def progressive(components: list[Component]) -> bytes:
    """DHT, SOS and coded samples of a progressive picture: DC of all, then each component's AC in two bands."""
    components = [one._replace(blocks=one.blocks[:, :, ZIGZAG]) for one in components]
    order, of = _interleaved(components)
    luma = np.array([0] + [1] * (len(components) - 1))[of]
    events = _dc_events(_differences(order[:, 0], of), luma)
    coded = _scan(events, components, [0] + [1] * (len(components) - 1), 0, 0)
    for first, last in ((1, 5), (6, 63)):
        for component in components:
            blocks = component.blocks.reshape(-1, 64)
            coded += _scan(_band_events(blocks, first, last), [component], [0], first, last)
    return coded


def _interleaved(components: list[Component]) -> tuple[NDArray[np.int16], NDArray[np.int64]]:
    """All blocks in the order of an interleaved scan, (N, 64), and the component each belongs to, (N,)."""
    if len(components) == 1:  # a scan of one component goes block by block, whatever its sampling
        blocks = components[0].blocks.reshape(-1, 64)
        return blocks, np.zeros(len(blocks), np.int64)
    down = max(-(-c.blocks.shape[0] // c.down) for c in components)
    across = max(-(-c.blocks.shape[1] // c.across) for c in components)
    parts, of = [], []
    for number, component in enumerate(components):
        rows, columns = down * component.down, across * component.across
        have = component.blocks
        padded = np.zeros((rows, columns, 64), np.int16)
        padded[: have.shape[0], : have.shape[1]] = have
        # Blocks beyond the edge are invisible; with their neighbour's DC they cost the fewest bits.
        padded[: have.shape[0], have.shape[1] :, 0] = have[:, -1:, 0]
        padded[have.shape[0] :, :, 0] = padded[have.shape[0] - 1, :, 0]
        units = padded.reshape(down, component.down, across, component.across, 64).swapaxes(1, 2)
        parts.append(units.reshape(down * across, component.down * component.across, 64))
        of.append(np.full((down * across, component.down * component.across), number))
    return np.concatenate(parts, axis=1).reshape(-1, 64), np.concatenate(of, axis=1).reshape(-1)


def _differences(dc: NDArray[np.int16], of: NDArray[np.int64]) -> NDArray[np.int64]:
    out = np.empty(len(dc), np.int64)
    for number in range(int(of.max()) + 1):
        members = of == number
        out[members] = np.diff(dc[members].astype(np.int64), prepend=0)
    return out


def _size(values: NDArray[np.int64]) -> NDArray[np.int64]:
    """Bits of the magnitude of each value."""
    return np.frexp(np.abs(values).astype(np.float64))[1].astype(np.int64)


def _extra(values: NDArray[np.int64], sizes: NDArray[np.int64]) -> NDArray[np.int64]:
    return np.where(values >= 0, values, values + (1 << sizes) - 1)


def _dc_events(differences: NDArray[np.int64], tables: NDArray[np.int64]) -> _Events:
    """Of every block. tables: 0 or 1."""
    sizes = _size(differences)
    return _Events(tables.astype(np.uint8), sizes.astype(np.uint8), _extra(differences, sizes), sizes)


def _runs(
    blocks: NDArray[np.int16], first: int, last: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Of every nonzero coefficient in first..last: its block, the zeros before it, its value, the ZRL count
    before it; and of every block whether it needs an EOB."""
    flat = np.ascontiguousarray(blocks).reshape(-1)
    nonzero = np.flatnonzero(flat)
    column = nonzero & 63
    if (first, last) != (0, 63):
        inside = (column >= first) & (column <= last)
        nonzero, column = nonzero[inside], column[inside]
    at, values = nonzero >> 6, flat[nonzero].astype(np.int64)
    column = column - first
    new_block = np.ones(len(at), bool)
    new_block[1:] = at[1:] != at[:-1]
    previous = np.where(new_block, -1, np.concatenate([[0], column[:-1]]) if len(column) else column)
    zeros = column - previous - 1
    ends = np.ones(len(blocks), np.int64)
    ends[at[column == last - first]] = 0
    return at, zeros, values, zeros // 16, ends


def _band_events(blocks: NDArray[np.int16], first: int, last: int) -> _Events:
    """AC events of one band of a progressive scan: ends of blocks are joined into runs (T.81, G.1.2.2). Table 0."""
    count = len(blocks)
    at, zeros, values, skips, ends = _runs(blocks, first, last)
    filled = np.zeros(count, bool)
    filled[at] = True
    # A run of ends begins in a filled block that must end, or in the first empty block after one that need not.
    index = np.arange(count)
    begins = (ends > 0) & (filled | np.concatenate([[True], ends[:-1] == 0]))
    begin_at = index[begins]
    # It goes on through empty blocks until the next filled one or the end of the scan.
    stops = np.append(index[filled], count)
    stop_at = stops[np.searchsorted(stops, begin_at, side="right")]
    lengths = stop_at - begin_at
    if (lengths > 0x7FFF).any():  # longer than one EOBn code: split
        pieces = -(-lengths // 0x7FFF)
        offset = np.arange(int(pieces.sum())) - np.repeat(np.cumsum(pieces) - pieces, pieces)
        begin_at = np.repeat(begin_at, pieces) + offset * 0x7FFF
        lengths = np.minimum(np.repeat(lengths, pieces) - offset * 0x7FFF, 0x7FFF)
    end_bits = _size(lengths) - 1
    of_block = np.bincount(at, weights=skips + 1, minlength=count).astype(np.int64)
    ends_of_block = np.bincount(begin_at, minlength=count)
    per_block = of_block + ends_of_block
    start = np.cumsum(per_block) - per_block
    total = int(per_block.sum())
    before = np.cumsum(skips + 1) - 1
    block_first = np.cumsum(of_block) - of_block
    place = start[at] + before - block_first[at]
    symbols = np.full(total, 0xF0, np.uint8)
    extra, extra_bits = np.zeros(total, np.int64), np.zeros(total, np.int64)
    bits = _size(values)
    symbols[place] = ((zeros % 16) << 4) | bits
    extra[place], extra_bits[place] = _extra(values, bits), bits
    end_place = start[begin_at] + per_block[begin_at] - 1
    symbols[end_place] = end_bits << 4
    extra[end_place], extra_bits[end_place] = lengths - (1 << end_bits), end_bits
    return _Events(np.zeros(total, np.uint8), symbols, extra, extra_bits)


def _scan(events: _Events, components: list[Component], table_of: list[int], first: int, last: int) -> bytes:
    """DHT for the tables that occur, SOS, and the coded bits, stuffed."""
    frequencies = np.zeros((4, 256), np.int64)
    for table in np.unique(events.tables):
        frequencies[table] = np.bincount(events.symbols[events.tables == table], minlength=256)
    headers, codes, lengths = _tables(frequencies, only_ac=first > 0)
    coded = _pack(
        (codes[events.tables, events.symbols] << events.extra_bits) | events.extra,
        lengths[events.tables, events.symbols] + events.extra_bits,
    )
    return headers + _start_of_scan(components, table_of, first, last) + coded.replace(b"\xff", b"\xff\x00")


def _tables(frequencies: NDArray[np.int64], only_ac: bool) -> tuple[bytes, NDArray[np.int64], NDArray[np.int64]]:
    """DHT for the tables that occur, and the code and the length of each symbol, (4, 256).

    frequencies: (4, 256), of symbols in each table: 0, 1 are DC and 2, 3 are AC; of AC alone, 0 is.
    """
    codes, lengths = np.zeros((4, 256), np.int64), np.zeros((4, 256), np.int64)
    headers = b""
    for table in np.flatnonzero(frequencies.any(axis=1)).tolist():
        counts, symbols = optimal_table(frequencies[table])
        codes[table], lengths[table] = _coded_by(counts, symbols)
        kind = 0x10 if only_ac else (table // 2) << 4
        body = bytes((kind | table % 2, *counts, *symbols))
        headers += b"\xff\xc4" + (len(body) + 2).to_bytes(2, "big") + body
    return headers, codes, lengths


def _coded_by(counts: list[int], symbols: list[int]) -> tuple[NDArray[np.int64], NDArray[np.int64]]:
    """The code and the length of each symbol, (256,), of a table as DHT stores it (T.81, C.2)."""
    codes, lengths = np.zeros(256, np.int64), np.zeros(256, np.int64)
    code, k = 0, 0
    for length in range(1, 17):
        for symbol in symbols[k : k + counts[length - 1]]:
            codes[symbol], lengths[symbol] = code, length
            code += 1
        k += counts[length - 1]
        code <<= 1
    return codes, lengths


def _start_of_scan(components: list[Component], table_of: list[int], first: int, last: int) -> bytes:
    selectors = b"".join(
        bytes((c.id, 0 if first > 0 else (t << 4) | (t if last else 0)))
        for c, t in zip(components, table_of, strict=True)
    )
    sos = bytes((len(components),)) + selectors + bytes((first, last, 0))
    return b"\xff\xda" + (len(sos) + 2).to_bytes(2, "big") + sos


def _pack(values: NDArray[np.int64], bits: NDArray[np.int64]) -> bytes:
    """The lowest `bits` (at most 32) of each value, one after the other, filled up with ones to a whole byte."""
    ends = np.cumsum(bits)
    total = int(ends[-1]) if len(ends) else 0
    starts = ends - bits
    word, offset = starts >> 5, starts & 31
    wide = values.astype(np.uint64) << (64 - offset - bits).astype(np.uint64)
    count = (total >> 5) + 2
    # No two values share a bit, so sums are unions; sums below 2^32 are exact in the doubles bincount adds in.
    high = np.bincount(word, weights=(wide >> np.uint64(32)).astype(np.float64), minlength=count)
    low = np.bincount(word + 1, weights=(wide & np.uint64(0xFFFFFFFF)).astype(np.float64), minlength=count)
    packed = bytearray((high[:count] + low[:count]).astype(np.uint32).astype(">u4").tobytes()[: (total + 7) // 8])
    if total % 8:
        packed[-1] |= (1 << (8 - total % 8)) - 1
    return bytes(packed)


def optimal_table(frequencies: NDArray[np.int64]) -> tuple[list[int], list[int]]:
    """Counts of codes of 1..16 bits and the symbols in the order of their codes (T.81, K.2).

    The code of all ones stays unused, as the format demands.
    """
    heap: list[tuple[int, int, tuple[int, ...]]] = [
        (int(frequencies[symbol]), symbol, (symbol,)) for symbol in np.flatnonzero(frequencies).tolist()
    ]
    heap.append((0, 256, (256,)))  # rarest, so it takes the longest code: the one of all ones
    heapq.heapify(heap)
    length = dict.fromkeys((symbol for _, _, (symbol,) in heap), 0)
    while len(heap) > 1:
        first, second = heapq.heappop(heap), heapq.heappop(heap)
        joined = first[2] + second[2]
        for symbol in joined:
            length[symbol] += 1
        heapq.heappush(heap, (first[0] + second[0], min(first[1], second[1]), joined))
    bits = [0] * (max(max(length.values()), 16) + 1)
    for value in length.values():
        bits[value] += 1
    for i in range(len(bits) - 1, 16, -1):  # codes over 16 bits are moved up the tree, two at a time
        while bits[i]:
            j = i - 2
            while not bits[j]:
                j -= 1
            bits[i] -= 2
            bits[i - 1] += 1
            bits[j + 1] += 2
            bits[j] -= 1
    longest = max(i for i in range(1, 17) if bits[i])
    bits[longest] -= 1  # the reserved one
    ordered = sorted((value, symbol) for symbol, value in length.items() if symbol != 256)
    return bits[1:17], [symbol for _, symbol in ordered]
