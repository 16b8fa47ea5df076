"""Changing a JPEG in a band of its rows of blocks alone, and proving of the written file that nothing else changed.

Bits before and after the band are those of the original, read by the same tables from the same averages on: all
coefficients there are the same, whatever decodes them. Those of the band are decoded from the written file, compared
one by one, and shown to Pillow as a small JPEG, whose samples are compared as those of a whole picture would be.

Only for sequential coding in one scan without restarts, as most cameras write it. What is coded otherwise, or needs a
symbol that its tables lack, is coded anew by `jpeg_exact`, and the whole picture is decoded for its proof.
"""

import io
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.files.kinds import jpeg_damage, jpeg_entropy, jpeg_segments
from inpaint_studio.files.kinds.jpeg_segments import Segment
from inpaint_studio.files.saving.differences import differing_pixels

_FAR = 2  # rows of samples at an end of a band that Pillow joins with those beyond it, where there are any
_ROOM = 16  # bytes behind coded samples, that no code is read beyond
_ZIGZAG = jpeg_entropy.ZIGZAG.astype(np.int64)
_OF_BLOCK = 220  # bytes that a coded block takes at most: 64 codes of 27 bits


@dataclass(frozen=True, eq=False)
class Bits:
    """The coded samples of a JPEG, and where its rows of MCUs begin in them."""

    data: NDArray[np.uint8]  # without stuffing, and 16 bytes more
    factors: tuple[tuple[int, int], ...]  # of each component: blocks of an MCU across and down
    columns: int  # of MCUs
    tables: NDArray[np.uint16]  # (8, 65536)
    selected: tuple[tuple[int, int], ...]  # of each component: its tables of DC and AC
    bodies: tuple[bytes, ...]  # of the segments of tables
    at: NDArray[np.int64]  # (rows + 1,) bits
    levels: NDArray[np.int64]  # (rows + 1, components) averages of the blocks before

    @classmethod
    def of(
        cls, segments: Sequence[Segment], factors: tuple[tuple[int, int], ...], columns: int, rows: int
    ) -> "Bits | None":
        """None where a JPEG is coded in another way, or not as a coder writes it."""
        from inpaint_studio.files.kinds import jpeg_bits  # imports numba

        scans = [one for one in segments if one.marker == jpeg_segments.SOS]
        frame = next(one for one in segments if one.marker in jpeg_segments.FRAMES)
        restarts = any(one.marker == jpeg_segments.DRI and any(one.body) for one in segments)
        body = scans[0].body if scans else b""
        ids = [frame.body[6 + 3 * number] for number in range(len(factors))]
        if frame.marker not in (0xC0, 0xC1) or len(scans) != 1 or restarts or body[0] != len(factors):
            return None
        if [body[1 + 2 * number] for number in range(len(factors))] != ids:
            return None
        selected = tuple((body[2 + 2 * n] >> 4, body[2 + 2 * n] & 15) for n in range(len(factors)))
        if any(number > 3 for pair in selected for number in pair):
            return None
        tables = np.zeros((8, 65536), np.uint16)
        bodies = tuple(one.body for one in segments if one.marker == jpeg_segments.DHT)
        for one in bodies:
            jpeg_damage.put_codes(tables, one)
        data = _without_stuffing(scans[0].scan)
        if data is None:
            return None
        at, levels = np.zeros(rows + 1, np.int64), np.zeros((rows + 1, len(factors)), np.int64)
        made = cls(data, factors, columns, tables, selected, bodies, at, levels)
        size, end = (rows, columns), 8 * (len(data) - _ROOM)
        return made if jpeg_bits.rows(data, end, size, tables, made.components(0), made.at, made.levels) else None

    def components(self, rows: int) -> NDArray[np.int64]:
        """(N, 5) as `jpeg_bits` takes it, for coefficients of so many rows of MCUs."""
        sizes = [rows * self.columns * across * down for across, down in self.factors]
        first = np.cumsum([0, *sizes])[:-1].tolist()
        return np.array(
            [(*tables, *factor, base) for tables, factor, base in zip(self.selected, self.factors, first, strict=True)],
            np.int64,
        )

    def coefficients(self, top: int, bottom: int) -> NDArray[np.int16]:
        """Of rows of MCUs, of all components one after the other. Raises ValueError where they end elsewhere."""
        from inpaint_studio.files.kinds import jpeg_bits

        rows, levels = bottom - top, self.levels[top].copy()
        blocks = rows * self.columns * sum(across * down for across, down in self.factors)
        out = np.zeros(blocks * 64, np.int16)
        size, components = (rows, self.columns), self.components(rows)
        end = jpeg_bits.read(self.data, int(self.at[top]), size, self.tables, components, _ZIGZAG, levels, out)
        if end != self.at[bottom]:
            raise ValueError("its rows of blocks end elsewhere")
        return out

    def parts(self, coefficients: NDArray[np.int16], rows: int) -> list[NDArray[np.int16]]:
        """Views of those: of each component (rows of blocks, columns of blocks, 8, 8)."""
        out, first = [], 0
        for across, down in self.factors:
            shape = rows * down, self.columns * across, 8, 8
            count = int(np.prod(shape))
            out.append(coefficients[first : first + count].reshape(shape))
            first += count
        return out

    def replaced(self, top: int, bottom: int, coefficients: NDArray[np.int16]) -> bytes | None:
        """The coded samples, stuffed, with other coefficients in rows of MCUs; None where a symbol has no code."""
        from inpaint_studio.files.kinds import jpeg_bits

        codes, lengths = jpeg_entropy.codes_of(self.bodies)
        span = int(self.at[top]), int(self.at[bottom]), int(self.at[-1])
        levels = self.levels[top].copy()
        out = np.empty(len(self.data) + coefficients.size // 64 * _OF_BLOCK, np.uint8)
        size, components = (bottom - top, self.columns), self.components(bottom - top)
        count = jpeg_bits.replaced(
            self.data, span, size, codes, lengths, components, _ZIGZAG, levels, coefficients, out
        )
        if count < 0 or (bottom < len(self.at) - 1 and (levels != self.levels[bottom]).any()):
            return None
        stuffed = np.empty(2 * count, np.uint8)
        return stuffed[: jpeg_bits.with_stuffing(out, count, stuffed)].tobytes()


@dataclass(frozen=True, eq=False)
class Band:
    """What a JPEG was changed in, and what its file must show."""

    bits: Bits  # of the original
    decoding: "Decoding"  # of the original
    top: int  # rows of MCUs
    bottom: int
    coefficients: NDArray[np.int16]  # of those, as they are meant
    rect: Rect  # its samples, as stored
    pixels: Pixels  # those samples before, and where they may have changed, 255 = may
    may_change: Mask


@dataclass(frozen=True)
class Decoding:
    """What says how coded samples are decoded, and what their colours are."""

    coding: tuple[Segment, ...]  # in their order, without coded samples
    profile: tuple[Segment, ...]
    is_jfif: bool

    @classmethod
    def of(cls, segments: Sequence[Segment]) -> "Decoding":
        return cls(
            tuple(replace(one, scan=b"") for one in segments if not one.is_metadata or one.describes_coding),
            tuple(one for one in segments if one.is_metadata and one.body.startswith(jpeg_segments.ICC_MARK)),
            any(map(_is_jfif, segments)),
        )


def proven(written: bytes, band: Band) -> Pixels | None:
    """The samples of the band as the written file decodes; None where it is not the original but for the band.

    Raises ValueError for a broken structure.
    """
    from inpaint_studio.files.kinds import jpeg_bits

    segments, _ = jpeg_segments.split(written)
    if Decoding.of(segments) != band.decoding:
        return None
    data = _without_stuffing(next(one.scan for one in segments if one.marker == jpeg_segments.SOS))
    if data is None:
        return None
    old, rows = band.bits, band.bottom - band.top
    begin, end, last = int(old.at[band.top]), int(old.at[band.bottom]), int(old.at[-1])
    own, levels = np.zeros_like(band.coefficients), old.levels[band.top].copy()
    components = old.components(rows)
    after = jpeg_bits.read(data, begin, (rows, old.columns), old.tables, components, _ZIGZAG, levels, own)
    goes_on = band.bottom < len(old.at) - 1
    if (
        after < 0
        or not np.array_equal(own, band.coefficients)
        or (goes_on and (levels != old.levels[band.bottom]).any())
        or not 0 <= 8 * (len(data) - _ROOM) - (after + last - end) <= 7
        or not jpeg_bits.are_same(data, 0, old.data, 0, begin)
        or not jpeg_bits.are_same(data, after, old.data, end, last - end)
    ):
        return None
    seen = _decoded(segments, band, own)
    if seen.shape != band.pixels.shape:
        return None
    shown = slice(
        _FAR if band.top else 0, -_FAR if goes_on else None
    )  # beyond, samples are those of equal coefficients
    differing = differing_pixels(seen[shown], band.pixels[shown])
    if (differing & (band.may_change[shown] == 0)).any():
        return None
    out = band.pixels.copy()
    out[shown] = seen[shown]
    return out


def _decoded(segments: Sequence[Segment], band: Band, coefficients: NDArray[np.int16]) -> Pixels:
    """What Pillow makes of the band's coefficients, by the segments of the written file."""
    body = next(one.body for one in segments if one.marker in jpeg_segments.FRAMES)
    parts = band.bits.parts(coefficients, band.bottom - band.top)
    components = [
        jpeg_entropy.Component(body[6 + 3 * number], *factor, part.reshape(*part.shape[:2], 64))
        for number, (factor, part) in enumerate(zip(band.bits.factors, parts, strict=True))
    ]
    head = []
    for one in segments:
        if one.marker in jpeg_segments.FRAMES:
            one = replace(one, body=one.body[:1] + band.rect.height.to_bytes(2, "big") + one.body[3:])
        is_wanted = one.marker in (jpeg_segments.SOI, jpeg_segments.DQT, *jpeg_segments.FRAMES)
        if is_wanted or _is_jfif(one) or one.describes_coding:
            head.append(one)
    content = jpeg_segments.join(head) + jpeg_entropy.sequential(components) + b"\xff\xd9"
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        pixels = np.asarray(image)
    return pixels if pixels.ndim == 3 else pixels[:, :, None]


def _is_jfif(segment: Segment) -> bool:
    return segment.marker == jpeg_segments.APP0 and segment.body.startswith(b"JFIF\0")


def _without_stuffing(scan: bytes) -> NDArray[np.uint8] | None:
    from inpaint_studio.files.kinds import jpeg_bits

    coded = np.frombuffer(scan, np.uint8)
    data = np.empty(len(coded) + _ROOM, np.uint8)
    count = jpeg_bits.without_stuffing(coded, data)
    if count < 0:
        return None
    data[count : count + _ROOM] = 255
    return data[: count + _ROOM]
