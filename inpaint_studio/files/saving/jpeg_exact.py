"""Lossless JPEG saving: only the blocks that a fill touched are re-encoded, all others keep their coefficients.

Quantisation tables, subsampling and progression are the file's own; Huffman tables are regenerated, which changes
no sample. A touched 8x8 block of one component is transformed from the new samples where they changed, and from
its own old values, unrounded, where they did not. A decoder smooths subsampled chroma across block edges, so
samples up to 2 chroma samples beside a touched chroma block may differ.

Not by `jpegtran -drop`, even where installed: it replaces whole MCUs of every component instead of blocks, needs the
new part as a JPEG of the same tables and sampling, and is another program, of unknown version, run on untrusted files.
"""

import contextlib
import io
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask import with_neighbours
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.files import sandbox, scratch
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds import jpeg_coefficients, jpeg_entropy, jpeg_segments
from inpaint_studio.files.kinds.jpeg_segments import Segment
from inpaint_studio.files.saving.differences import differing_pixels, differing_rows
from inpaint_studio.files.saving.jpeg_band import Band, Bits, Decoding
from inpaint_studio.sentence import reason, say

_HALO = 2  # chroma samples that fancy upsampling reaches over a block's edge, plus one


@dataclass(frozen=True)
class _Part:
    """A component as the frame header declares it."""

    id: int
    across: int
    down: int
    table: NDArray[np.float64]  # (8, 8) quantisation steps, vertical frequency first


@dataclass(frozen=True)
class _Frame:
    width: int
    height: int
    progressive: bool
    parts: tuple[_Part, ...]
    is_ycc: bool  # whether its three components are YCbCr of RGB samples; else samples are stored as they are

    @property
    def most_across(self) -> int:
        return max(part.across for part in self.parts)

    @property
    def most_down(self) -> int:
        return max(part.down for part in self.parts)


def why_not(source: bytes | None) -> str | None:
    """Why this JPEG cannot be saved losslessly, as the end of "because ..."; None where it can."""
    if source is None:
        return say("its original has changed on the disk")
    try:
        _frame(jpeg_segments.split(source)[0])
    except _NotExactError as error:
        return reason(error)
    except (ValueError, IndexError):
        return say("its structure is unusual")
    if not jpeg_coefficients.available():
        return say("the jpeglib package is not installed")
    return None


class Spliced(NamedTuple):
    """A JPEG whose picture was changed."""

    content: bytes
    may_change: Mask  # (H, W) as stored, 255 where samples may have changed
    band: Band | None  # what its file is proven by; None: all of it must be decoded


def splice(source: bytes, before: Pixels, after: Pixels) -> Spliced:
    """The JPEG with its picture changed from `before` to `after`.

    before, after: (H, W, 1 or 3) uint8 as stored, `before` as the file decodes.  The result adds no metadata to that
    of `source`, but it has all of its segments only where it has a band.  Raises ValueError where it cannot be done.
    """
    segments, trailing = jpeg_segments.split(source)
    frame = _frame(segments)
    with contextlib.suppress(ValueError, IndexError):  # tables that libjpeg takes and we do not: all is coded anew
        in_band = _spliced_in_band(segments, trailing, frame, before, after)
        if in_band is not None:
            return in_band
    components, may_change = _recoded(segments, frame, before, after)
    entropy = jpeg_entropy.progressive(components) if frame.progressive else jpeg_entropy.sequential(components)
    headers = [s for s in segments if s.marker not in _ENTROPY_MARKERS]
    return Spliced(jpeg_segments.join(headers[:-1]) + entropy + b"\xff\xd9" + trailing, may_change, None)


def _spliced_in_band(
    segments: list[Segment], trailing: bytes, frame: _Frame, before: Pixels, after: Pixels
) -> Spliced | None:
    """`splice` where the rows of MCUs that change can be exchanged alone; None where they cannot, or none does."""
    wide, high = 8 * frame.most_across, 8 * frame.most_down
    factors = tuple((part.across, part.down) for part in frame.parts)
    bits = Bits.of(segments, factors, -(-frame.width // wide), -(-frame.height // high))
    box = _touched_box(before, after, frame)
    if bits is None or box.is_empty or before.shape[:2] != (frame.height, frame.width):
        return None
    top, bottom = box.y // high, -(-box.bottom // high)
    rect = Rect(0, box.y, frame.width, box.height)
    coefficients = bits.coefficients(top, bottom)
    may_change, inside = np.zeros(before.shape[:2], np.uint8), box.translate(0, -box.y)
    for number, (part, blocks) in enumerate(zip(frame.parts, bits.parts(coefficients, bottom - top), strict=True)):
        step_x, step_y = frame.most_across // part.across, frame.most_down // part.down
        seen = blocks[: -(-box.height // (8 * step_y)), : -(-frame.width // (8 * step_x))]
        coded = _recode_part(seen, part, frame, before[rect.slices], after[rect.slices], inside, number)
        may_change[box.slices] |= coded
    scan = bits.replaced(top, bottom, coefficients)
    if scan is None:
        return None
    own = [replace(one, scan=scan) if one.marker == jpeg_segments.SOS else one for one in segments]
    changed = may_change[rect.slices].copy()
    band = Band(bits, Decoding.of(segments), top, bottom, coefficients, rect, after[rect.slices].copy(), changed)
    return Spliced(jpeg_segments.join(own, trailing), may_change, band)


def splice_tile(tile: bytes, tables: bytes, before: Pixels, after: Pixels, *, is_ycc: bool) -> tuple[bytes, Mask]:
    """`splice` of a tile of a TIFF, an abbreviated JPEG whose tables stand outside.

    tables: the segments that the tile lacks, without start and end.  before, after: (H, W, 1, 3 or 4) uint8.
    is_ycc: whether three components are YCbCr of RGB samples.  Where Huffman tables stand outside, the tile is coded
    with them: decoders keep the tables of one tile for the next. Raises ValueError where it cannot be done.
    """
    own, trailing = jpeg_segments.split(tile)
    segments, _ = jpeg_segments.split(b"\xff\xd8" + tables + tile[2:])
    frame = _frame(segments, is_tile=True, is_ycc=is_ycc)
    components, may_change = _recoded(segments, frame, before, after)
    outside = {s.marker for s in jpeg_segments.split(b"\xff\xd8" + tables + b"\xff\xd9")[0]} if tables else set()
    if jpeg_segments.DRI in outside or (frame.progressive and jpeg_segments.DHT in outside):
        raise ValueError("its tables do not fit what is written")
    if jpeg_segments.DHT not in outside:
        entropy = jpeg_entropy.progressive(components) if frame.progressive else jpeg_entropy.sequential(components)
        headers = [s for s in own if s.marker not in _ENTROPY_MARKERS]
    else:
        scan = next(s for s in own if s.marker == jpeg_segments.SOS)
        standing = [s.body for s in segments if s.marker == jpeg_segments.DHT]
        entropy = jpeg_entropy.sequential(components, jpeg_entropy.standing_tables(standing, scan.body))
        headers = [s for s in own if s.marker not in _ENTROPY_MARKERS or s.marker == jpeg_segments.DHT]
    return jpeg_segments.join(headers[:-1]) + entropy + b"\xff\xd9" + trailing, may_change


def tile_blocks(tile: bytes, tables: bytes, touched: NDArray[np.bool_], *, is_ycc: bool) -> NDArray[np.bool_]:
    """Where samples of a tile may change when those in `touched`, (H, W), do. Raises ValueError for a broken one."""
    frame = _frame(jpeg_segments.split(b"\xff\xd8" + tables + tile[2:])[0], is_tile=True, is_ycc=is_ycc)
    return _may_change(frame, touched)


def _recoded(
    segments: list[Segment], frame: _Frame, before: Pixels, after: Pixels
) -> tuple[list[jpeg_entropy.Component], Mask]:
    """The components with the blocks made anew that hold changed samples, and where samples may have changed."""
    may_change = np.zeros(before.shape[:2], np.uint8)
    box = _touched_box(before, after, frame)
    components = []
    for number, (part, blocks) in enumerate(zip(frame.parts, _coefficients(segments), strict=True)):
        if not box.is_empty:
            coded = _recode_part(blocks, part, frame, before, after, box, number)
            may_change[box.slices] |= coded
        blocks = blocks.reshape(*blocks.shape[:2], 64)
        components.append(jpeg_entropy.Component(part.id, part.across, part.down, blocks))
    return components, may_change


def blocks_of(source: bytes, touched: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Where samples may change when those in `touched`, (H, W) as stored, do; None where splicing is impossible."""
    try:
        frame = _frame(jpeg_segments.split(source)[0])
    except (ValueError, IndexError):
        return None
    return _may_change(frame, touched)


def _may_change(frame: _Frame, touched: NDArray[np.bool_]) -> NDArray[np.bool_]:
    blocks = np.zeros(touched.shape, bool)
    for part in frame.parts:
        step_x, step_y = frame.most_across // part.across, frame.most_down // part.down
        shape = (-(-touched.shape[0] // (8 * step_y)), -(-touched.shape[1] // (8 * step_x)))
        coded = np.asarray(_reduced(touched, 8 * step_x, 8 * step_y, shape).any(axis=(1, 3)))
        halo = _HALO if (step_x, step_y) != (1, 1) else 0
        blocks |= _spread(coded, halo, step_x, step_y)[: touched.shape[0], : touched.shape[1]]
    return blocks


def same_tables(source: bytes) -> dict[str, Any]:
    """Pillow's parameters for coding a JPEG with the tables, subsampling and progression of `source`."""
    with Image.open(io.BytesIO(source), formats=["JPEG"]) as image:
        tables = getattr(image, "quantization", None)
        if image.mode not in ("L", "RGB") or not tables:
            return {}
        parameters: dict[str, Any] = {"qtables": tables, "progressive": bool(image.info.get("progressive"))}
        layers = getattr(image, "layer", [])
        if len(layers) == 3:
            known = {(1, 1): 0, (2, 1): 1, (2, 2): 2}
            parameters["subsampling"] = known.get((layers[0][1], layers[0][2]), 0)
        return parameters


_ENTROPY_MARKERS = frozenset({jpeg_segments.DHT, jpeg_segments.SOS, jpeg_segments.DRI, 0xDC})


class _NotExactError(ValueError):
    pass


def _frame(segments: list[Segment], is_tile: bool = False, is_ycc: bool = True) -> _Frame:
    """is_tile: how colours are stored is said by `is_ycc`, not by the segments."""
    tables: dict[int, NDArray[np.float64]] = {}
    frames = [s for s in segments if s.marker in jpeg_segments.FRAMES]
    if len(frames) != 1 or frames[0].marker not in (0xC0, 0xC1, 0xC2):
        raise _NotExactError(say("it is coded in an unusual way (arithmetic, lossless or hierarchical)"))
    for segment in segments:
        if segment.marker == jpeg_segments.DQT:
            tables |= _quantisation(segment.body)
    body = frames[0].body
    if body[0] != 8:
        raise _NotExactError(say("it has {bits} bits a sample", bits=body[0]))
    height, width, count = int.from_bytes(body[1:3], "big"), int.from_bytes(body[3:5], "big"), body[5]
    adobe = next((s.body for s in segments if s.marker == jpeg_segments.APP14 and s.body.startswith(b"Adobe")), b"")
    ids = bytes(body[6 + 3 * i] for i in range(count))
    has_jfif = any(s.marker == jpeg_segments.APP0 and s.body.startswith(b"JFIF") for s in segments)
    if count not in ((1, 3, 4) if is_tile else (1, 3)) or (
        not is_tile and count == 3 and len(adobe) > 11 and adobe[11] != 1 and not has_jfif
    ):
        raise _NotExactError(say("its colours are not stored as YCbCr"))
    if not is_tile and count == 3 and not has_jfif and not adobe and ids == b"RGB":
        raise _NotExactError(say("its colours are not stored as YCbCr"))
    if height == 0 or any(body[8 + 3 * i] not in tables for i in range(count)):
        raise _NotExactError(say("its headers are incomplete"))
    parts = []
    for i in range(count):
        number, factors, table = body[6 + 3 * i : 9 + 3 * i]
        parts.append(_Part(number, factors >> 4, factors & 15, tables[table]))
    if count == 1:
        parts[0] = _Part(parts[0].id, 1, 1, parts[0].table)  # sampling factors are irrelevant with one component
    across, down = max(p.across for p in parts), max(p.down for p in parts)
    if any(not p.across or not p.down or across % p.across or down % p.down for p in parts):
        raise _NotExactError(say("its subsampling is unusual"))
    if (parts[0].across, parts[0].down) != (across, down) or sum(p.across * p.down for p in parts) > 10:
        raise _NotExactError(say("its subsampling is unusual"))
    return _Frame(width, height, frames[0].marker == 0xC2, tuple(parts), is_ycc and count == 3)


def _quantisation(body: bytes) -> dict[int, NDArray[np.float64]]:
    tables, at = {}, 0
    while at < len(body):
        wide, number = body[at] >> 4, body[at] & 15
        values = np.frombuffer(body, ">u2" if wide else np.uint8, 64, at + 1)
        natural = np.empty(64, np.float64)
        natural[jpeg_entropy.ZIGZAG] = values
        tables[number] = natural.reshape(8, 8)
        at += 1 + (128 if wide else 64)
    return tables


def _coefficients(segments: list[Segment]) -> list[NDArray[np.int16]]:
    # Without metadata: the reader limits the number of segments, and coefficients need none.
    bare = [s for s in segments if not s.is_metadata]
    with scratch.folder() as folder:
        path = folder / "bare.jpg"
        path.write_bytes(jpeg_segments.join(bare))
        try:
            return sandbox.coefficients_apart(path)
        except PictureError as error:
            raise ValueError("its coefficients could not be read") from error


def _to_ycc(rgb: Pixels) -> list[NDArray[np.float32]]:
    """JFIF's YCbCr, (H, W) each, not rounded."""
    red, green, blue = (rgb[:, :, i].astype(np.float32) for i in range(3))
    luma = 0.299 * red + 0.587 * green + 0.114 * blue
    return [luma, 128 + 0.564334 * (blue - luma), 128 + 0.713267 * (red - luma)]


def _touched_box(before: Pixels, after: Pixels, frame: _Frame) -> Rect:
    """The whole MCUs that hold every changed sample and one MCU around them, inside the picture."""
    rows = differing_rows(before, after)
    if not len(rows):
        return Rect(0, 0, 0, 0)
    band = slice(int(rows[0]), int(rows[-1]) + 1)
    columns = np.flatnonzero((before[band] != after[band]).any(axis=0).any(axis=1))
    wide, high = 8 * frame.most_across, 8 * frame.most_down
    left, top = int(columns[0]) // wide - 1, int(rows[0]) // high - 1
    right, bottom = int(columns[-1]) // wide + 2, int(rows[-1]) // high + 2
    box = Rect.of_edges(left * wide, top * high, right * wide, bottom * high)
    return box.clip(Size(before.shape[1], before.shape[0]))


def _recode_part(
    blocks: NDArray[np.int16], part: _Part, frame: _Frame, before: Pixels, after: Pixels, box: Rect, number: int
) -> NDArray[np.uint8]:
    """Re-encode one component's touched blocks in place. Returns where in `box` samples may have changed, 255 = may."""
    step_x, step_y = frame.most_across // part.across, frame.most_down // part.down
    inside = after[box.slices]
    touched = differing_pixels(before[box.slices], inside)
    colour = _to_ycc(inside)[number] if frame.is_ycc else inside[:, :, number].astype(np.float32)
    high, wide = -(-box.height // (8 * step_y)), -(-box.width // (8 * step_x))  # in blocks
    top, left = box.y // (8 * step_y), box.x // (8 * step_x)
    part_blocks = blocks[top : top + high, left : left + wide]
    shape = (part_blocks.shape[0] * 8, part_blocks.shape[1] * 8)
    changed = np.asarray(_reduced(touched, step_x, step_y, shape).any(axis=(1, 3)))
    samples = _reduced(colour, step_x, step_y, shape).mean(axis=(1, 3))
    coded = _recode(part_blocks, part.table, samples, changed)
    halo = _HALO if (step_x, step_y) != (1, 1) else 0
    return _spread(coded, halo, step_x, step_y)[: box.height, : box.width] * np.uint8(255)


def _reduced(plane: NDArray[Any], step_x: int, step_y: int, shape: tuple[int, int]) -> NDArray[Any]:
    """A plane edge-padded to `shape` times the steps, reshaped to (rows, step_y, columns, step_x)."""
    height, width = shape[0] * step_y, shape[1] * step_x
    missing = ((0, max(0, height - plane.shape[0])), (0, max(0, width - plane.shape[1])))
    padded = np.pad(plane, missing, mode="edge")[:height, :width]
    return padded.reshape(shape[0], step_y, shape[1], step_x)


def _recode(
    blocks: NDArray[np.int16], table: NDArray[np.float64], samples: NDArray[np.float32], changed: NDArray[np.bool_]
) -> NDArray[np.bool_]:
    """Re-encode every block that holds a changed sample, in place. Returns which blocks those are."""
    rows, columns = blocks.shape[:2]
    tiles_changed = changed.reshape(rows, 8, columns, 8).swapaxes(1, 2)
    coded = np.asarray(tiles_changed.any(axis=(2, 3)))
    old = _DCT.T @ (blocks[coded] * table) @ _DCT + 128
    target = samples.reshape(rows, 8, columns, 8).swapaxes(1, 2)[coded]
    target = np.where(tiles_changed[coded], target, old) - 128
    limit = 1023  # the largest AC coefficient of 8-bit sequential coding
    blocks[coded] = np.clip(np.rint(_DCT @ target @ _DCT.T / table), -limit, limit).astype(np.int16)
    return coded


def _dct_matrix() -> NDArray[np.float64]:
    """Rows are the basis functions of the 8-point DCT-II, scaled to length one (T.81, A.3.3)."""
    frequency, place = np.mgrid[0:8, 0:8]
    matrix = np.cos((2 * place + 1) * frequency * np.pi / 16) * 0.5
    matrix[0] = np.sqrt(1 / 8)
    return np.asarray(matrix, np.float64)


_DCT = _dct_matrix()


def _spread(coded: NDArray[np.bool_], halo: int, step_x: int, step_y: int) -> NDArray[np.bool_]:
    """The pixels of coded blocks, dilated by `halo` samples of the component."""
    samples = np.repeat(np.repeat(coded, 8, axis=0), 8, axis=1)
    for _ in range(halo):
        samples = with_neighbours(samples)
    return np.repeat(np.repeat(samples, step_y, axis=0), step_x, axis=1)
