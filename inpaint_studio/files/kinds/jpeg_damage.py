"""Damage inside the coded samples of a JPEG that libjpeg decodes without a word: where it begins, if anywhere.

A wrong bit shifts what follows. Either the code breaks: no such code, a 65th coefficient, an interval that ends early
or late. Or the decoder falls into step again, and the average of every block from there on is wrong by one number: a
step of the same height along the upper borders of one whole row of blocks, which begins in mid row and goes on in the
next. No photograph has that.
"""

from collections.abc import Iterator
from itertools import pairwise
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.kinds import jpeg_segments
from inpaint_studio.files.kinds.jpeg_entropy import ZIGZAG
from inpaint_studio.files.kinds.jpeg_segments import Segment

_SEQUENTIAL, _PROGRESSIVE = (0xC0, 0xC1), 0xC2
_STEP = 0.65  # of 1: how well a constant step must explain the borders of a row, and nothing else beside it
_QUANTA = 1.5  # of the averages: the grades of a clear sky differ by one quantum, along a row as damage does
_LEAST = 8  # MCUs of a row, below which no step is looked for
_CANDIDATES = 60  # places with the largest steps that are looked at closely
_ONSET = 0.6  # of the largest misfit: where damage that is known begins


class Damage(NamedTuple):
    """What is wrong with the coded samples."""

    wrong: Mask | None  # (H, W) as stored, 255 where samples are probably wrong; None: it is not known where


class _Component(NamedTuple):
    id: int
    across: int  # blocks of an MCU
    down: int
    table: int  # of quantisation
    columns: int  # blocks in a row, padded to whole MCUs
    rows: int
    base: int  # of its coefficients


class _Frame(NamedTuple):
    width: int
    height: int
    across: int  # largest sampling factors
    down: int
    is_progressive: bool
    components: tuple[_Component, ...]


class _Scan(NamedTuple):
    members: tuple[int, ...]  # indices of components
    band: tuple[int, int, int, int]  # first and last coefficient, high and low bit
    columns: int  # of MCUs
    rows: int
    restart: int  # MCUs of an interval, 0 = all
    broken: tuple[tuple[int, int, int], ...]  # of each broken interval: first MCU, the one that broke, end

    def unit(self, frame: _Frame) -> tuple[int, int]:
        """Pixels of an MCU across and down."""
        if len(self.members) > 1:
            return 8 * frame.across, 8 * frame.down
        component = frame.components[self.members[0]]
        return 8 * frame.across // component.across, 8 * frame.down // component.down


def preparing() -> Iterator[None]:
    """Do ahead, step by step, what the first `look` of a process would wait for: seconds where nothing is compiled."""
    from inpaint_studio.files.kinds import jpeg_scan  # imports numba

    yield
    yield from jpeg_scan.preparing()


def look(content: bytes, budget_bytes: int) -> Damage | None:
    """The damage in a JPEG that decodes; None where there is none, or the file is coded in a way not looked at."""
    try:
        segments, _ = jpeg_segments.split(content)
        frame = _frame(segments, budget_bytes)
        if frame is None:
            return None
        coefficients = np.zeros(sum(one.columns * one.rows * 64 for one in frame.components), np.int16)
        scans = list(_scans(segments, frame, coefficients))
        quantisation = _quantisation(segments)
        return _judged(frame, scans, coefficients, [quantisation[one.table] for one in frame.components])
    except (ValueError, IndexError, KeyError, ZeroDivisionError):  # a structure that only a lenient decoder takes
        return None


def _frame(segments: list[Segment], budget_bytes: int) -> _Frame | None:
    frames = [segment for segment in segments if segment.marker in jpeg_segments.FRAMES]
    if len(frames) != 1 or frames[0].marker not in (*_SEQUENTIAL, _PROGRESSIVE) or frames[0].body[0] != 8:
        return None
    body = frames[0].body
    height, width = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big")
    parts = [body[6 + 3 * number : 9 + 3 * number] for number in range(body[5])]
    factors = [(part[1] >> 4, part[1] & 15) for part in parts]
    if not height or not 1 <= len(parts) <= 4 or not all(1 <= one <= 4 for pair in factors for one in pair):
        return None
    most_across, most_down = max(across for across, _ in factors), max(down for _, down in factors)
    columns, rows = _whole(width, 8 * most_across), _whole(height, 8 * most_down)
    components, base = [], 0
    for part, (across, down) in zip(parts, factors, strict=True):
        components.append(_Component(part[0], across, down, part[2], columns * across, rows * down, base))
        base += columns * across * rows * down * 64
    if base * 2 > budget_bytes:
        return None
    progressive = frames[0].marker == _PROGRESSIVE
    return _Frame(width, height, most_across, most_down, progressive, tuple(components))


def _quantisation(segments: list[Segment]) -> dict[int, NDArray[np.float32]]:
    tables = {}
    for segment in segments:
        at, body = 0, segment.body
        while segment.marker == jpeg_segments.DQT and at < len(body):  # T.81, B.2.4.1
            wide = body[at] >> 4
            values = np.frombuffer(body[at + 1 : at + 65 + 64 * wide], ">u2" if wide else np.uint8)
            tables[body[at] & 15] = values.astype(np.float32)
            at += 65 + 64 * wide
    return tables


def _scans(segments: list[Segment], frame: _Frame, coefficients: NDArray[np.int16]) -> Iterator[_Scan]:
    """Every scan, its samples decoded into `coefficients`. Raises ValueError where its structure is broken."""
    from inpaint_studio.files.kinds import jpeg_scan  # imports numba, which takes half a second

    tables, restart = np.zeros((8, 65536), np.uint16), 0
    for segment in segments:
        if segment.marker == jpeg_segments.DHT:
            put_codes(tables, segment.body)
        elif segment.marker == jpeg_segments.DRI:
            restart = int.from_bytes(segment.body[:2], "big")
        if segment.marker != jpeg_segments.SOS:
            continue
        scan, chosen = _header(segment.body, frame, restart)
        parts = [frame.components[member] for member in scan.members]
        facts = np.array(
            [
                (dc, ac, *((part.across, part.down) if len(parts) > 1 else (1, 1)), part.columns, part.base)
                for (dc, ac), part in zip(chosen, parts, strict=True)
            ],
            np.int64,
        )
        data, spans = _intervals(segment.scan)
        total, broken = scan.columns * scan.rows, list[tuple[int, int, int]]()
        length = restart or total
        for number, begin in enumerate(range(0, total, length)):
            end = min(begin + length, total)
            at, why = begin, jpeg_scan.ENDS_EARLY
            if number < len(spans):
                units, span = (begin, end, scan.columns), spans[number]
                at, why = jpeg_scan.interval(
                    data, span, units, tables, facts, scan.band, frame.is_progressive, coefficients
                )
            if why:
                broken.append((begin, int(at), end))
        yield scan._replace(broken=tuple(broken))


def put_codes(tables: NDArray[np.uint16], body: bytes) -> None:
    """Read a DHT segment (T.81, B.2.4.2 and C.2)."""
    at = 0
    while at + 17 <= len(body):
        kind, counts = body[at], body[at + 1 : at + 17]
        symbols = body[at + 17 : at + 17 + sum(counts)]
        at += 17 + len(symbols)
        if (kind & 15) > 3 or (kind >> 4) > 1:
            raise ValueError("no such table")
        table = tables[(kind >> 4) * 4 + (kind & 15)]
        table[:] = 0
        code, taken = 0, 0
        for length, count in enumerate(counts, start=1):
            for symbol in symbols[taken : taken + count]:
                if code >> length:
                    raise ValueError("more codes than there are")
                table[code << (16 - length) : (code + 1) << (16 - length)] = length << 8 | symbol
                code += 1
            taken += count
            code <<= 1


def _header(body: bytes, frame: _Frame, restart: int) -> tuple[_Scan, list[tuple[int, int]]]:
    """A scan without its samples, and the tables of each of its components."""
    ids = [one.id for one in frame.components]
    members = tuple(ids.index(body[1 + 2 * number]) for number in range(body[0]))
    chosen = [(body[2 + 2 * number] >> 4, body[2 + 2 * number] & 15) for number in range(body[0])]
    band = (body[-3], body[-2], body[-1] >> 4, body[-1] & 15) if frame.is_progressive else (0, 63, 0, 0)
    if not members or not band[0] <= band[1] <= 63 or band[3] > 13 or any(one > 3 for pair in chosen for one in pair):
        raise ValueError("no such scan")
    first = frame.components[members[0]]
    if len(members) > 1:
        columns, rows = first.columns // first.across, first.rows // first.down
    else:  # a scan of one component goes block by block, and leaves those out that only fill an MCU
        columns = _whole(_whole(frame.width * first.across, frame.across), 8)
        rows = _whole(_whole(frame.height * first.down, frame.down), 8)
    return _Scan(members, band, columns, rows, restart, ()), chosen


def _whole(number: int, size: int) -> int:
    """How many of `size` hold `number`."""
    return -(-number // size)


def _intervals(scan: bytes) -> tuple[NDArray[np.uint8], list[tuple[int, int]]]:
    """The samples without stuffing and restart marks, and the first bit and the end of each interval."""
    coded = np.frombuffer(scan, np.uint8)
    at = np.flatnonzero(coded[:-1] == 0xFF)
    after = coded[at + 1]
    marks = at[(after >= 0xD0) & (after <= 0xD7)]
    drop = np.zeros(len(coded), bool)
    drop[at[after == 0] + 1] = drop[at[after == 0xFF]] = drop[marks] = drop[marks + 1] = True
    bounds = [0, *(np.cumsum(~drop)[marks] * 8).tolist(), int(np.count_nonzero(~drop)) * 8]
    data = np.concatenate([coded[~drop], np.full(16, 0xFF, np.uint8)])
    return data, list(pairwise(bounds))


class _Borders(NamedTuple):
    """How far the samples of an MCU stand from those of its upper and its left neighbour, at the border between."""

    upper: NDArray[np.float32]  # (rows, columns) of MCUs, in levels; 0 in the first row
    left: NDArray[np.float32]


def _judged(
    frame: _Frame, scans: list[_Scan], coefficients: NDArray[np.int16], quantisation: list[NDArray[np.float32]]
) -> Damage | None:
    wrong = np.zeros((frame.height, frame.width), np.uint8)
    is_damaged = is_placed = False
    for scan in scans:
        coarse = scan.band[0] == 0 and scan.band[2] == 0
        if not coarse:
            is_damaged |= bool(scan.broken)  # only finer detail is wrong, and where is not known
            continue
        borders = [_borders(frame, scan, coefficients, member, quantisation[member]) for member in scan.members]
        spans = [(max(begin, at - scan.columns), end) for begin, at, end in scan.broken]
        if not scan.restart:
            quanta = [float(quantisation[member][0]) / 8 for member in scan.members]  # of a block's average, in levels
            step = max(_step(one, _QUANTA * quantum) for one, quantum in zip(borders, quanta, strict=True))
            if scan.broken:
                begun = min(spans[0][0], _onset(borders, scan.broken[0][1]))
                spans = [(min(begun, step[1]) if step[0] > _STEP else begun, scan.broken[0][2])]
            elif step[0] > _STEP:
                spans = [(step[1], scan.columns * scan.rows)]
            spans = [(max(0, begin - scan.columns), end) for begin, end in spans]  # what broke began a little before
        for begin, end in spans:
            is_damaged = is_placed = True
            _mark(wrong, scan, scan.unit(frame), begin, end)
    if not is_damaged:
        return None
    return Damage(wrong if is_placed and wrong.any() and not wrong.all() else None)


def _mark(wrong: Mask, scan: _Scan, unit: tuple[int, int], begin: int, end: int) -> None:
    across, down = unit
    units = np.zeros((scan.rows, scan.columns), np.uint8)
    units.reshape(-1)[begin:end] = 255
    rows = np.minimum(np.arange(wrong.shape[0]) // down, scan.rows - 1)
    columns = np.minimum(np.arange(wrong.shape[1]) // across, scan.columns - 1)
    for row in range(units.shape[0]):
        if units[row].any():
            wrong[rows == row] |= units[row][columns]


def _borders(
    frame: _Frame, scan: _Scan, coefficients: NDArray[np.int16], member: int, table: NDArray[np.float32]
) -> _Borders:
    part = frame.components[member]
    count = part.columns * part.rows * 64
    blocks = coefficients[part.base : part.base + count].reshape(part.rows, part.columns, 64)
    if len(scan.members) == 1:
        blocks, across, down = blocks[: scan.rows, : scan.columns], 1, 1
    else:
        across, down = part.across, part.down
    vertical, horizontal = blocks[:, :, _VERTICAL] * table[_VERTICAL], blocks[:, :, _HORIZONTAL] * table[_HORIZONTAL]
    top, bottom, left, right = vertical @ _ENDS[0], vertical @ _ENDS[1], horizontal @ _ENDS[0], horizontal @ _ENDS[1]
    rows, columns = blocks.shape[0] // down, blocks.shape[1] // across
    tops, bottoms = (
        one.reshape(rows, columns, across).mean(axis=2, dtype=np.float32)
        for one in (top[::down], bottom[down - 1 :: down])
    )
    lefts, rights = (
        one.reshape(rows, down, columns).mean(axis=1, dtype=np.float32)
        for one in (left[:, ::across], right[:, across - 1 :: across])
    )
    borders = _Borders(np.zeros_like(tops), np.zeros_like(lefts))
    borders.upper[1:] = tops[1:] - bottoms[:-1]
    borders.left[:, 1:] = lefts[:, 1:] - rights[:, :-1]
    return borders


def _edge_weights() -> NDArray[np.float32]:
    """(2, 8): of the coefficients of a block's average profile (T.81, A.3.3), its two ends, half a sample on."""
    samples, orders = np.mgrid[0:8, 0:8]
    profile = np.cos((2 * samples + 1) * orders * np.pi / 16) * np.where(orders == 0, 0.5**0.5, 1) * 0.5**0.5 / 4
    ends = np.stack([1.5 * profile[0] - 0.5 * profile[1], 1.5 * profile[7] - 0.5 * profile[6]])
    return ends.astype(np.float32)


_PLACE = np.argsort(ZIGZAG)  # in zigzag order, of natural indices
_VERTICAL, _HORIZONTAL = _PLACE[np.arange(8) * 8], _PLACE[np.arange(8)]
_ENDS = _edge_weights()


def _step(borders: _Borders, least: float) -> tuple[float, int]:
    """How well a constant step that begins at one MCU and goes on to the end explains the borders, and which MCU.

    From 0 to 1: what it takes off the misfit of the borders it would show at, and adds to that of those beside them.
    least: height of a step, in levels, up to which it is none.
    """
    rows, columns = borders.upper.shape
    upper, left = borders.upper.reshape(-1), borders.left.reshape(-1)
    if columns < _LEAST or rows < 4:
        return 0.0, 0
    bound = float(np.percentile(np.abs(upper), 99))
    sums = np.concatenate([[0.0], np.cumsum(np.clip(upper, -bound, bound), dtype=np.float64)])
    places = np.arange(columns, len(upper) - 2 * columns + 1)
    means = (sums[places + columns] - sums[places]) / columns
    agree = (places % columns > 0) & (left[places] * np.sign(means) > 0.4 * np.abs(means))
    agree &= np.abs(means) > least / 2  # a mean of borders, some of which are clipped; the median decides
    places, means = places[agree], np.abs(means[agree])
    return max(
        ((_share(upper, place, columns, least), place) for place in places[np.argsort(-means)[:_CANDIDATES]].tolist()),
        default=(0.0, 0),
    )


def _share(upper: NDArray[np.float32], place: int, columns: int, least: float) -> float:
    """How well a step that begins at `place` explains two rows of borders, from 0 to 1: see `_step`.

    The columns before it and those after count apart: at the edge of a picture within the picture, a white margin,
    the step stands in one row alone, and only a few columns tell.
    """
    start = place // columns * columns
    height = float(np.median(upper[place : place + columns]))
    if abs(height) <= least:
        return 0.0
    rows = upper[start : start + 2 * columns].reshape(2, columns)
    gain = (np.abs(rows) - np.abs(rows - height)) / abs(height)  # of each border, from -1 to 1
    gain *= np.where(np.arange(2 * columns).reshape(2, columns) // columns == 0, 1, -1)  # then as for columns after it
    after, before = gain[:, place - start :].sum(axis=0), -gain[:, : place - start].sum(axis=0)
    whole = float(after.sum() + before.sum()) / (2 * columns)
    return min(whole, *(float(one.sum()) / (2 * len(one) + 2) for one in (after, before)))


def _onset(borders: list[_Borders], end: int) -> int:
    """The first MCU, up to `end`, from which a whole row fits its upper neighbours worse than what lies beside."""
    rows, columns = borders[0].upper.shape
    misfit = np.zeros(rows * columns)
    for one in borders:
        apart = np.abs(one.upper.reshape(-1))
        misfit += np.minimum(apart / (np.median(apart) + 0.5), 8)
    sums = np.concatenate([[0.0], np.cumsum(misfit)])
    places = np.arange(columns, min(end, len(misfit) - columns) + 1)
    if not len(places):
        return end
    starts = places // columns * columns
    after = np.minimum(starts + 2 * columns, len(misfit))
    inside = (sums[places + columns] - sums[places]) / columns
    beside = sums[places] - sums[starts] + sums[after] - sums[places + columns]
    contrast = inside - beside / np.maximum(after - starts - columns, 1)
    return int(places[np.flatnonzero(contrast >= _ONSET * contrast.max())[0]])
