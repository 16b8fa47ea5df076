"""Coding of TIFF strips and tiles: prediction and compression.

TIFF 6.0 sections 13 and 14; floating-point prediction from Adobe's Technical Note 3.
"""

import contextlib
import io
import struct
import zlib
from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.files.kinds import tiff
from inpaint_studio.files.kinds.tiff import ByteOrder, Layout, Page, Tiff

NONE, LZW, DEFLATE, OLD_DEFLATE, PACKBITS, ZSTD, LZMA = 1, 5, 8, 32946, 32773, 50000, 34925
HUFFMAN, FAX3, FAX4 = 2, 3, 4  # bilevel only
ENCODABLE = frozenset({NONE, LZW, DEFLATE, OLD_DEFLATE, PACKBITS, ZSTD, LZMA, HUFFMAN, FAX3, FAX4})
DECODABLE = frozenset({NONE, LZW, DEFLATE, OLD_DEFLATE, PACKBITS, ZSTD, LZMA})
_FAX3_OPTIONS = 292
_DEFLATE_LEVEL = 5  # a quarter of the time of 9 for a file 2 % larger


def can_encode(layout: Layout, stored: Pixels) -> bool:
    """Whether strips of `stored` can be coded as those of this page."""
    if layout.bits == (1,):
        whole = layout.compression in ENCODABLE and layout.samples == 1 and layout.photometric in (0, 1)
        black_and_white = stored.dtype == np.uint8 and stored.shape[2] == 1 and bool(np.isin(stored, (0, 255)).all())
        tidy = layout.predictor == 1 and (layout.fill_order == 1 or layout.compression in (NONE, HUFFMAN, FAX3, FAX4))
        return whole and black_and_white and tidy and (layout.tile is None or not layout.tile[0] % 8)
    bits = stored.dtype.itemsize * 8
    return (
        layout.compression in DECODABLE
        and layout.fill_order == 1
        and layout.predictor in (1, 2, 3)
        and set(layout.bits) == {bits}
        and layout.samples == stored.shape[2]
        and (layout.predictor != 2 or stored.dtype.kind == "u")
        and (layout.predictor != 3 or stored.dtype.kind == "f")
        and (layout.tile is None or min(layout.tile) > 0)
    )


def encode_part(part: Pixels, structure: Tiff, page: Page, layout: Layout) -> bytes:
    """One strip or tile, coded as those of the page. Requires `can_encode`."""
    if layout.bits != (1,):
        return encode(part, structure.order, layout.compression, layout.predictor)
    white = part[:, :, 0] > 127
    packed = np.packbits(white if layout.photometric == 1 else ~white, axis=1)
    if layout.compression in _FAX:
        coded = _fax(packed, part.shape[1], layout.compression, structure.value(page, _FAX3_OPTIONS, 0))
    else:
        coded = _COMPRESS[layout.compression](packed)
    return coded if layout.fill_order == 1 else coded.translate(REVERSED_BITS)


_FAX = {HUFFMAN: "tiff_ccitt", FAX3: "group3", FAX4: "group4"}
REVERSED_BITS = bytes(int(f"{value:08b}"[::-1], 2) for value in range(256))


def _fax(packed: NDArray[np.uint8], width: int, compression: int, options: int) -> bytes:
    # Declared "black is zero" so that Pillow passes the bits unchanged; the codec sees bits, not colours.
    image = Image.frombytes("1", (width, packed.shape[0]), packed.tobytes())
    return _strip_of(image, _FAX[compression], {_FAX3_OPTIONS: options} if compression == FAX3 else {})


def encode(rows: Pixels, order: ByteOrder, compression: int, predictor: int) -> bytes:
    """One strip or tile of (rows, width, samples) as the file stores it. order: "<" or ">"."""
    if predictor == 2:
        packed = _in_order(_differences(rows), order)
    elif predictor == 3:
        packed = _float_planes(rows)
    else:
        packed = _in_order(rows, order)
    return _COMPRESS[compression](packed)


def is_sound(coded: bytes | memoryview, compression: int) -> bool:
    """Whether a strip's own checksum agrees, where its compression has one and all of it is there."""
    if compression not in (DEFLATE, OLD_DEFLATE):
        return True
    stream = zlib.decompressobj()
    rest: bytes | memoryview = coded
    try:
        while rest and not stream.eof:
            stream.decompress(rest, 1 << 20)
            rest = stream.unconsumed_tail
    except zlib.error:
        return False
    return True


def decode(
    coded: bytes, shape: tuple[int, int, int], dtype: np.dtype[Any], order: ByteOrder, compression: int, predictor: int
) -> Pixels:
    """The inverse of `encode`: (rows, width, samples) of one strip or tile. Raises ValueError, OSError."""
    rows, width, samples = shape
    row_bytes = width * samples * dtype.itemsize
    packed = _unpacked(coded, rows, row_bytes, compression)
    if predictor == 3:
        planes = packed.reshape(rows, -1, samples).cumsum(axis=1, dtype=np.uint8).reshape(rows, -1)
        big = planes.reshape(rows, dtype.itemsize, width * samples).swapaxes(1, 2)
        return np.ascontiguousarray(big).view(dtype.newbyteorder(">")).reshape(shape).astype(dtype)
    values = packed.view(dtype.newbyteorder(order)).reshape(shape).astype(dtype)
    return values.cumsum(axis=1, dtype=dtype) if predictor == 2 else values


def _unpacked(coded: bytes, rows: int, row_bytes: int, compression: int) -> NDArray[np.uint8]:
    """(rows, row_bytes) of a strip."""
    count = rows * row_bytes
    if compression == NONE:
        packed = np.frombuffer(coded, np.uint8)
    elif compression in (DEFLATE, OLD_DEFLATE):
        packed = np.frombuffer(zlib.decompressobj().decompress(coded, count), np.uint8)
    else:
        with Image.open(io.BytesIO(_grey_tiff(coded, row_bytes, rows, compression)), formats=["TIFF"]) as image:
            packed = np.asarray(image).reshape(-1)
    if packed.size < count:
        raise ValueError("a strip is too short")
    return packed[:count].reshape(rows, row_bytes)


def _grey_tiff(coded: bytes, width: int, height: int, compression: int) -> bytes:
    """A TIFF of one strip with any bytes as its 8-bit grey samples."""
    tags = (
        (tiff.WIDTH, width), (tiff.HEIGHT, height), (tiff.BITS, 8), (tiff.COMPRESSION, compression),
        (tiff.PHOTOMETRIC, 1), (tiff.STRIP_OFFSETS, 8), (tiff.SAMPLES, 1), (tiff.ROWS_PER_STRIP, height),
        (tiff.STRIP_COUNTS, len(coded)),
    )  # fmt: skip
    at = 8 + len(coded) + len(coded) % 2
    directory = struct.pack("<H", len(tags)) + b"".join(struct.pack("<HHII", tag, 4, 1, value) for tag, value in tags)
    return b"II*\0" + struct.pack("<I", at) + coded.ljust(at - 8, b"\0") + directory + bytes(4)


def _differences(rows: Pixels) -> Pixels:
    out = rows.copy()
    np.subtract(rows[:, 1:], rows[:, :-1], out=out[:, 1:])  # unsigned, wraps as the format requires
    return out


def _in_order(rows: Pixels, order: ByteOrder) -> NDArray[np.uint8]:
    ordered = np.ascontiguousarray(rows.astype(rows.dtype.newbyteorder(order), copy=False))
    return ordered.view(np.uint8).reshape(rows.shape[0], -1)


def _float_planes(rows: Pixels) -> NDArray[np.uint8]:
    height, width, samples = rows.shape
    big = np.ascontiguousarray(rows.astype(rows.dtype.newbyteorder(">"))).view(np.uint8)
    planes = big.reshape(height, width * samples, rows.dtype.itemsize).swapaxes(1, 2).reshape(height, -1)
    out = planes.copy()
    np.subtract(planes[:, samples:], planes[:, :-samples], out=out[:, samples:])
    return out


def _through_libtiff(compression: str) -> Callable[[NDArray[np.uint8]], bytes]:
    def compress(packed: NDArray[np.uint8]) -> bytes:
        # A strip is bytes to these codecs, so a grey picture of the same bytes is coded to the same strip.
        return _strip_of(Image.fromarray(np.ascontiguousarray(packed)), compression, {})

    return compress


def _strip_of(image: Image.Image, compression: str, tags: dict[int, int]) -> bytes:
    buffer = io.BytesIO()
    image.save(buffer, "TIFF", compression=compression, tiffinfo={tiff.ROWS_PER_STRIP: image.height, **tags})
    written = Tiff(buffer.getvalue())
    places = written.places(written.page_at(written.first))
    if len(places) != 1:
        raise ValueError("the strip came out in pieces")
    at, size = places[0]
    return bytes(written.content[at : at + size])


_COMPRESS: dict[int, Callable[[NDArray[np.uint8]], bytes]] = {
    NONE: lambda packed: packed.tobytes(),
    DEFLATE: lambda packed: zlib.compress(packed.tobytes(), _DEFLATE_LEVEL),
    OLD_DEFLATE: lambda packed: zlib.compress(packed.tobytes(), _DEFLATE_LEVEL),
    LZW: _through_libtiff("tiff_lzw"),
    PACKBITS: _through_libtiff("packbits"),
    ZSTD: _through_libtiff("zstd"),
    LZMA: _through_libtiff("lzma"),
}


def boxes(layout: Layout) -> list[tuple[int, int, int, int, int | None]]:
    """The area of each strip or tile, in the order of the file: (x, y, width, height, plane or None for all).

    Tiles keep their full size and reach over the edge; strips are cut at the bottom.
    """
    parts: list[tuple[int, int, int, int, int | None]] = []
    planes: list[int | None] = list(range(layout.samples)) if layout.planar else [None]
    for plane in planes:
        if layout.tile is not None:
            width, height = layout.tile
            for y in range(0, layout.height, height):
                parts.extend((x, y, width, height, plane) for x in range(0, layout.width, width))
        else:
            for y in range(0, layout.height, layout.rows_per_strip):
                parts.append((0, y, layout.width, min(layout.rows_per_strip, layout.height - y), plane))
    return parts


def cut(pixels: Pixels, box: tuple[int, int, int, int, int | None]) -> Pixels:
    """The samples of one box, (height, width, samples); replicated beyond the edge."""
    x, y, width, height, plane = box
    part = pixels[y : y + height, x : x + width]
    if plane is not None:
        part = part[:, :, plane : plane + 1]
    missing = ((0, height - part.shape[0]), (0, width - part.shape[1]), (0, 0))
    return np.pad(part, missing, mode="edge") if any(after for _, after in missing) else part


def read(structure: Tiff, page: Page, layout: Layout, dtype: np.dtype[Any], broken: Mask | None = None) -> Pixels:
    """(H, W, samples) of a whole page as stored, of `DECODABLE` compression.

    broken: (H, W), set to 255 where strips could not be decoded; None: raises ValueError or OSError instead.
    """
    out = np.zeros((layout.height, layout.width, layout.samples), dtype)
    places, parts = structure.places(page), boxes(layout)
    if broken is None and len(places) < len(parts):
        raise ValueError("strips are missing")
    for number, (x, y, width, height, plane) in enumerate(parts):
        inside = out[y : y + height, x : x + width]
        inside = inside if plane is None else inside[:, :, plane : plane + 1]
        try:
            at, length = places[number]
            coded = bytes(structure.content[at : at + length])
            if len(coded) < length:
                raise ValueError("the file ends in a strip")
            if broken is not None and not is_sound(coded, layout.compression):
                raise zlib.error("a strip's checksum is wrong")
            shape = (height, width, inside.shape[2])
            part = decode(coded, shape, dtype, structure.order, layout.compression, layout.predictor)
            inside[...] = part[: inside.shape[0], : inside.shape[1]]
        except (ValueError, OSError, IndexError, zlib.error, SyntaxError) as error:
            if broken is None:
                raise
            part = _first_rows(structure, places, number, (height, width, inside.shape[2]), dtype, layout)
            rows = min(len(part), inside.shape[0])
            inside[:rows] = part[:rows, : inside.shape[1]]
            # Of one that ends early the rows that are there are right; of one with a wrong byte nobody knows which.
            right = 0 if isinstance(error, zlib.error) and len(parts) > 1 else rows
            broken[y + right : y + height, x : x + width] = 255
    return out


def _first_rows(
    structure: Tiff,
    places: list[tuple[int, int]],
    number: int,
    shape: tuple[int, int, int],
    dtype: np.dtype[Any],
    layout: Layout,
) -> Pixels:
    """The intact rows at the start of a broken strip, uncompressed or Deflate: prediction is per row."""
    _, width, samples = shape
    row_bytes = width * samples * dtype.itemsize
    at, length = places[number] if number < len(places) else (0, 0)
    coded = bytes(structure.content[at : at + length]) if at else b""
    packed = b""
    if layout.compression == NONE:
        packed = coded
    elif layout.compression in (DEFLATE, OLD_DEFLATE):
        stream, most = zlib.decompressobj(), shape[0] * row_bytes
        with contextlib.suppress(zlib.error):
            for start in range(0, len(coded), 1024):  # in small steps: an error discards the output of its step
                packed += stream.decompress(coded[start : start + 1024], most + 1 - len(packed))
                if len(packed) > most:
                    break
    rows = min(len(packed) // row_bytes, shape[0])
    plain = (rows, width, samples)
    if not rows:
        return np.empty(plain, dtype)
    return decode(packed[: rows * row_bytes], plain, dtype, structure.order, NONE, layout.predictor)
