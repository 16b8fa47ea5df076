"""PPM, PGM, PBM and PFM: read and written here, exactly.

Pillow silently narrows 16-bit PPM to 8 bits.
"""

import re
from typing import NamedTuple

import numpy as np

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.sentence import say

_TOKEN = re.compile(rb"(?:\s|#[^\n\r]*[\n\r])*([^\s#]+)")


class Header(NamedTuple):
    kind: bytes  # b"P1" .. b"P6", b"PF", b"Pf"
    width: int
    height: int
    top: float  # largest value; for floats the scale, negative = little-endian
    body: int  # where the samples begin

    @property
    def channels(self) -> int:
        return 3 if self.kind in (b"P3", b"P6", b"PF") else 1

    @property
    def sample_bytes(self) -> int:
        return 4 if self.kind in (b"PF", b"Pf") else 1 if self.top < 256 else 2


def header(content: bytes) -> Header:
    """Raises ValueError where the header cannot be read."""
    kind, at = content[:2], 2
    numbers: list[float] = []
    for _ in range(2 if kind in (b"P1", b"P4") else 3):
        token = _TOKEN.match(content, at, at + 4096)
        if token is None or len(token[1]) > 20:
            raise ValueError("its header is incomplete")
        numbers.append(float(token[1]))
        at = token.end()
    top = numbers[2] if len(numbers) == 3 else 1.0
    if min(numbers[:2]) < 1 or (kind not in (b"PF", b"Pf") and not 1 <= top <= 65535) or top == 0:
        raise ValueError("its header makes no sense")
    return Header(kind, int(numbers[0]), int(numbers[1]), top, at + 1)


def read(content: bytes, parsed: Header) -> tuple[Pixels, str | None]:
    """(H, W, 1 or 3) samples, and what was converted, if anything. Raises ValueError where samples are missing."""
    kind, width, height, top, body = parsed
    shape = (height, width, parsed.channels)
    count = width * height * parsed.channels
    if kind in (b"PF", b"Pf"):
        floats = np.frombuffer(content, "<f4" if top < 0 else ">f4", count, body)
        return floats.reshape(shape)[::-1].astype(np.float32), None  # rows run from the bottom up
    if kind == b"P4":
        rows = np.frombuffer(content, np.uint8, height * ((width + 7) // 8), body).reshape(height, -1)
        white = 1 - np.unpackbits(rows, axis=1)[:, :width]
        return (white * 255).astype(np.uint8)[:, :, None], say("The file's black and white was opened as 8-bit grey.")
    if kind == b"P1":
        digits = re.sub(rb"#[^\n\r]*|\s", b"", content[body - 1 :])[:count]
        values = np.frombuffer(digits, np.uint8) - ord("0")
        if values.size < count or (values > 1).any():
            raise ValueError("samples are missing")
        return ((1 - values) * 255).reshape(shape), say("The file's black and white was opened as 8-bit grey.")
    if kind in (b"P2", b"P3"):
        words = re.sub(rb"#[^\n\r]*", b"", content[body - 1 :]).split(maxsplit=count)[:count]
        if len(words) < count or max(map(len, words)) > 6:
            raise ValueError("samples are missing")
        wide = np.array(words, dtype=np.int64)
    else:
        wide = np.frombuffer(content, ">u2" if top > 255 else np.uint8, count, body)
    if wide.min() < 0 or wide.max() > top:
        raise ValueError("a sample is larger than the header allows")
    full = 255 if top <= 255 else 65535
    samples = wide.astype(np.uint8 if full == 255 else np.uint16)
    if top == full:
        return samples.reshape(shape), None
    scaled = np.rint(wide.astype(np.float64) * (full / top)).astype(samples.dtype)
    bits = 8 if full == 255 else 16
    return scaled.reshape(shape), say(
        "The file's values of 0 to {top} were opened as {bits}-bit samples.", top=f"{top:g}", bits=bits
    )


def write(pixels: Pixels, as_float: bool) -> bytes:
    """Binary PPM, PGM or PFM of (H, W, 1 or 3) uint8, uint16 or, with `as_float`, float32."""
    height, width, channels = pixels.shape
    if as_float:
        kind = "PF" if channels == 3 else "Pf"
        return f"{kind}\n{width} {height}\n-1.0\n".encode() + pixels[::-1].astype("<f4").tobytes()
    top = int(np.iinfo(pixels.dtype).max)
    kind = "P6" if channels == 3 else "P5"
    return f"{kind}\n{width} {height}\n{top}\n".encode() + pixels.astype(">u2" if top > 255 else np.uint8).tobytes()
