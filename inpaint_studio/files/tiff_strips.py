"""How TIFF pages pack samples into strips and tiles: row prediction and compression, the encoding half.

TIFF 6.0 sections 13 and 14; floating-point prediction from Adobe's Technical Note 3.
"""

import io
import zlib
from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files import tiff
from inpaint_studio.files.tiff import ByteOrder, Layout, Tiff

NONE, LZW, DEFLATE, OLD_DEFLATE, PACKBITS = 1, 5, 8, 32946, 32773
ENCODABLE = frozenset({NONE, LZW, DEFLATE, OLD_DEFLATE, PACKBITS})
_DEFLATE_LEVEL = 5  # a quarter of the time of 9 for a file 2 % larger


def encode(rows: Pixels, order: ByteOrder, compression: int, predictor: int) -> bytes:
    """One strip or tile of (rows, width, samples) as the file stores it. order: "<" or ">"."""
    if predictor == 2:
        packed = _in_order(_differences(rows), order)
    elif predictor == 3:
        packed = _float_planes(rows)
    else:
        packed = _in_order(rows, order)
    return _COMPRESS[compression](packed)


def _differences(rows: Pixels) -> Pixels:
    out = rows.copy()
    np.subtract(rows[:, 1:], rows[:, :-1], out=out[:, 1:])  # unsigned, wraps as the format wants it
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
        buffer = io.BytesIO()
        Image.fromarray(np.ascontiguousarray(packed)).save(
            buffer, "TIFF", compression=compression, tiffinfo={tiff.ROWS_PER_STRIP: packed.shape[0]}
        )
        written = Tiff(buffer.getvalue())
        page = written.page_at(written.first)
        at, size = written.values(page, tiff.STRIP_OFFSETS), written.values(page, tiff.STRIP_COUNTS)
        if len(at) != 1:
            raise ValueError("the strip came out in pieces")
        return bytes(written.content[int(at[0]) : int(at[0]) + int(size[0])])

    return compress


_COMPRESS: dict[int, Callable[[NDArray[np.uint8]], bytes]] = {
    NONE: lambda packed: packed.tobytes(),
    DEFLATE: lambda packed: zlib.compress(packed.tobytes(), _DEFLATE_LEVEL),
    OLD_DEFLATE: lambda packed: zlib.compress(packed.tobytes(), _DEFLATE_LEVEL),
    LZW: _through_libtiff("tiff_lzw"),
    PACKBITS: _through_libtiff("packbits"),
}


def boxes(layout: Layout) -> list[tuple[int, int, int, int, int | None]]:
    """What each strip or tile covers, in the order of the file: (x, y, width, height, plane or None for all).

    Tiles keep their full size and reach over the edge; strips are cut at the bottom.
    """
    found: list[tuple[int, int, int, int, int | None]] = []
    planes: list[int | None] = list(range(layout.samples)) if layout.planar else [None]
    for plane in planes:
        if layout.tile is not None:
            width, height = layout.tile
            for y in range(0, layout.height, height):
                found.extend((x, y, width, height, plane) for x in range(0, layout.width, width))
        else:
            for y in range(0, layout.height, layout.rows_per_strip):
                found.append((0, y, layout.width, min(layout.rows_per_strip, layout.height - y), plane))
    return found


def cut(pixels: Pixels, box: tuple[int, int, int, int, int | None]) -> Pixels:
    """The samples of one box, (height, width, samples); beyond the edge the last ones are repeated."""
    x, y, width, height, plane = box
    part = pixels[y : y + height, x : x + width]
    if plane is not None:
        part = part[:, :, plane : plane + 1]
    missing = ((0, height - part.shape[0]), (0, width - part.shape[1]), (0, 0))
    return np.pad(part, missing, mode="edge") if any(after for _, after in missing) else part
