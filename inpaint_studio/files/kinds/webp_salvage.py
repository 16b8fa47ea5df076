"""The rows of a WebP that ends early, by the incremental decoder of the libwebp that Pillow brings.

Pillow decodes whole files only. Where its libwebp is built in (Windows), or cannot be found, there are no rows. Of a
lossy file none is there before the first partition is, which says how every block is predicted.
"""

import ctypes
import io
from functools import cache
from pathlib import Path
from typing import NamedTuple

import numpy as np
import PIL
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.picture import Mask
from inpaint_studio.files.kinds import webp_chunks

_RGBA = 1  # of WEBP_CSP_MODE in decode.h
_DONE, _SUSPENDED = 0, 5  # of VP8StatusCode


@cache
def _library() -> ctypes.CDLL | None:
    packages = Path(PIL.__file__).parent
    places = [*packages.parent.glob("pillow.libs/libwebp-*"), *packages.glob(".dylibs/libwebp.*")]
    try:
        library = ctypes.CDLL(str(places[0])) if places else None
        if library is not None:
            library.WebPINewRGB.argtypes = [ctypes.c_int, ctypes.c_void_p, ctypes.c_size_t, ctypes.c_int]
            library.WebPINewRGB.restype = ctypes.c_void_p
            library.WebPIAppend.argtypes = [ctypes.c_void_p, ctypes.c_char_p, ctypes.c_size_t]
            library.WebPIDecGetRGB.argtypes = [ctypes.c_void_p, *[ctypes.POINTER(ctypes.c_int)] * 4]
            library.WebPIDecGetRGB.restype = ctypes.c_void_p
            library.WebPIDelete.argtypes = [ctypes.c_void_p]
            library.WebPIDelete.restype = None
    except (OSError, AttributeError):  # it needs another library, or is another
        return None
    return library


class Mended(NamedTuple):
    """A complete file, lossless, of the rows that are there."""

    content: bytes
    unknown: Mask  # (H, W) as stored


def mended(content: bytes, at: int, budget_bytes: int) -> Mended | None:
    """A still WebP whose chunk of coded samples at `at` ends early. None where no row can be decoded."""
    size, has_alpha = _header(content, at)
    if size is None or size[0] * size[1] * 8 > budget_bytes or (decoded := _rows(content, *size)) is None:
        return None
    pixels, rows = decoded
    buffer = io.BytesIO()
    image = Image.fromarray(pixels if has_alpha else np.ascontiguousarray(pixels[:, :, :3]))
    image.save(buffer, "WEBP", lossless=True, exact=True, method=0, quality=0)
    coded = next(chunk for chunk in webp_chunks.split(buffer.getvalue()) if chunk.kind == b"VP8L")
    # The chunks before it are complete; split() believes the length that the file names.
    before = webp_chunks.split(b"RIFF" + (at - 8).to_bytes(4, "little") + content[8:at])
    others = [chunk for chunk in before if chunk.kind == b"ICCP"]
    unknown = np.zeros(pixels.shape[:2], np.uint8)
    unknown[rows:] = 255
    return Mended(webp_chunks.extended(coded, size, has_alpha, others), unknown)


def lacks_first_part(content: bytes) -> bool:
    """Whether a lossy WebP ends within its first partition, which the others are decoded with (RFC 6386, 9.1)."""
    at = content.find(b"VP8 ", 12)
    tag = int.from_bytes(content[at + 8 : at + 11], "little")
    return at >= 0 and len(content) < at + 18 + (tag >> 5)


def _header(content: bytes, at: int) -> tuple[tuple[int, int] | None, bool]:
    """Width and height, and whether there is an alpha channel (RFC 9649, 2.5 to 3.4; RFC 6386, 9.1)."""
    body = content[at + 8 : at + 18]
    if len(body) < 10:
        return None, False
    if content[at : at + 4] == b"VP8L":
        bits = int.from_bytes(body[1:5], "little")
        return ((bits & 0x3FFF) + 1, (bits >> 14 & 0x3FFF) + 1), bool(bits >> 28 & 1)
    size = int.from_bytes(body[6:8], "little") & 0x3FFF, int.from_bytes(body[8:10], "little") & 0x3FFF
    return (size if all(size) else None), b"ALPH" in content[:at]


def _rows(content: bytes, width: int, height: int) -> tuple[NDArray[np.uint8], int] | None:
    """(H, W, 4) RGBA, and how many of its rows are decoded, the others 0. None where no row is."""
    library = _library()
    if library is None:
        return None
    pixels = np.zeros((height, width, 4), np.uint8)
    decoder = library.WebPINewRGB(_RGBA, pixels.ctypes.data, pixels.nbytes, pixels.strides[0])
    if not decoder:
        return None
    try:
        status = library.WebPIAppend(decoder, content, len(content))
        rows, across, down, stride = (ctypes.c_int() for _ in range(4))
        facts = (ctypes.byref(one) for one in (rows, across, down, stride))
        shown = library.WebPIDecGetRGB(decoder, *facts)
    finally:
        library.WebPIDelete(decoder)
    is_right = status in (_DONE, _SUSPENDED) and bool(shown) and (across.value, down.value) == (width, height)
    if not is_right or not 0 < rows.value <= height:
        return None
    pixels[rows.value :] = 0
    return pixels, rows.value
