"""The strips or tiles of one TIFF page, decoded and coded one by one, JPEG among them.

A JPEG tile (TIFF Technical Note 2) is a JPEG whose tables may stand in a tag of the page; how its colours are stored is
said by the page alone, so it is given to the decoder as Adobe's marker.
"""

import io
import zlib
from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from PIL import Image

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.kinds import jpeg_segments, tiff, tiff_strips
from inpaint_studio.files.kinds.tiff import Layout, Page, Tiff

JPEG = 7
READABLE = tiff_strips.DECODABLE | {JPEG}
_YCBCR = 6  # photometric
_DEFLATE = (tiff_strips.DEFLATE, tiff_strips.OLD_DEFLATE)

Box = tuple[int, int, int, int, int | None]  # as `tiff_strips.boxes`


@dataclass(frozen=True, eq=False)
class Blocks:
    """The blocks of a page whose samples are of `dtype`. `empty`: the sample of a block that is not stored."""

    structure: Tiff
    page: Page
    layout: Layout
    dtype: np.dtype[Any]
    empty: float = 0
    boxes: list[Box] = field(init=False)
    places: list[tuple[int, int]] = field(init=False)
    tables: bytes = field(init=False)  # of its JPEGs, without start and end

    def __post_init__(self) -> None:
        """Raises ValueError where blocks are missing from the page's lists, or its tiles have no size."""
        if self.layout.tile is not None and min(self.layout.tile) <= 0:
            raise ValueError("its tiles have no size")
        object.__setattr__(self, "boxes", tiff_strips.boxes(self.layout))
        object.__setattr__(self, "places", self.structure.places(self.page))
        object.__setattr__(self, "tables", self.structure.raw(self.page, tiff.JPEG_TABLES)[2:-2])

    def samples(self, box: Box) -> int:
        return self.layout.samples if box[4] is None else 1

    def is_stored(self, number: int) -> bool:
        """Whether the file has samples for a block; a sparse file leaves out those that hold nothing."""
        return number < len(self.places) and self.places[number][0] > 0 and self.places[number][1] > 0

    def coded(self, number: int) -> bytes:
        """The bytes of a block. Raises ValueError where they are not all there."""
        if number >= len(self.places):
            raise ValueError("strips are missing")
        at, length = self.places[number]
        coded = bytes(self.structure.content[at : at + length])
        if len(coded) < length:
            raise ValueError("the file ends in a strip")
        return coded

    def read(self, number: int) -> Pixels:
        """(height, width, samples) of a block, of its full size. Raises ValueError, OSError, zlib.error."""
        box = self.boxes[number]
        shape = (box[3], box[2], self.samples(box))
        if number < len(self.places) and not self.is_stored(number):
            return np.full(shape, self.empty, self.dtype)
        return self.decode(self.coded(number), shape)

    def decode(self, coded: bytes, shape: tuple[int, int, int]) -> Pixels:
        """Samples of the bytes of one block."""
        compression = self.layout.compression
        if compression == JPEG:
            return _decode_jpeg(self.whole_jpeg(coded), shape)
        if compression in _DEFLATE:
            coded, compression = _inflated(coded, shape[0] * shape[1] * shape[2] * self.dtype.itemsize), 1
        if self.layout.predictor == 2 and self.dtype.kind == "f":  # differences of the bits, as libtiff takes them
            bits = np.dtype(f"u{self.dtype.itemsize}")
            return tiff_strips.decode(coded, shape, bits, self.structure.order, compression, 2).view(self.dtype)
        return tiff_strips.decode(
            coded, shape, self.dtype, self.structure.order, compression, self.layout.predictor
        ).astype(self.dtype, copy=False)

    def encode(self, part: Pixels) -> bytes:
        """One block, coded as those of the page; not for JPEG."""
        if self.layout.predictor == 2 and part.dtype.kind == "f":
            part = np.ascontiguousarray(part).view(f"u{part.dtype.itemsize}")
        return tiff_strips.encode(part, self.structure.order, self.layout.compression, self.layout.predictor)

    def whole_jpeg(self, coded: bytes) -> bytes:
        """A JPEG that decodes by itself, of the bytes of one block."""
        if coded[:2] != b"\xff\xd8":
            raise ValueError("a tile is no JPEG")
        transform = bytes((self.layout.photometric == _YCBCR,))
        mark = b"\xff\xee\x00\x0eAdobe\x00\x64\x00\x00\x00\x00" + transform
        if b"Adobe" in coded[:1024]:  # its own, which others do not look at
            segments, _ = jpeg_segments.split(coded)
            coded = jpeg_segments.join(one for one in segments if one.marker != jpeg_segments.APP14)
        return b"\xff\xd8" + mark + self.tables + coded[2:]

    def overlapping(self, rect: Rect) -> Iterator[int]:
        """The numbers of the blocks that hold pixels of `rect`, in the order of the file."""
        for number, (x, y, width, height, _) in enumerate(self.boxes):
            if x < rect.right and rect.x < x + width and y < rect.bottom and rect.y < y + height:
                yield number

    def window(self, rect: Rect) -> Pixels:
        """(rect.height, rect.width, samples) of a part of the page that lies inside it."""
        out = np.empty((rect.height, rect.width, self.layout.samples), self.dtype)
        for number in self.overlapping(rect):
            box = self.boxes[number]
            common = rect.intersect(Rect(*box[:4]))
            part = self.read(number)[common.inside(Rect(*box[:4])).slices]
            target = out[common.inside(rect).slices]
            target[:, :, slice(None) if box[4] is None else slice(box[4], box[4] + 1)] = part
        return out


def mask_window(structure: Tiff, page: Page, layout: Layout, rect: Rect) -> Pixels:
    """(rect.height, rect.width) bool of a mask page of one sample of 1 or 8 bits: where the picture is known."""
    out = np.zeros((rect.height, rect.width), bool)
    packed = layout.bits == (1,)
    places = structure.places(page)
    for number, (x, y, width, height, _) in enumerate(tiff_strips.boxes(layout)):
        box = Rect(x, y, width, height)
        common = rect.intersect(box)
        if common.is_empty or number >= len(places) or not all(places[number]):
            continue
        at, length = places[number]
        coded = bytes(structure.content[at : at + length])
        if layout.fill_order == 2:
            coded = coded.translate(tiff_strips.REVERSED_BITS) if layout.compression == 1 else coded
        shape = (height, -(-width // 8) if packed else width, 1)
        part = tiff_strips.decode(coded, shape, np.dtype(np.uint8), "<", layout.compression, layout.predictor)
        known = np.unpackbits(part[:, :, 0], axis=1)[:, :width] if packed else part[:, :, 0]
        out[common.inside(rect).slices] = (known > 0)[common.inside(box).slices]
    return out


def _inflated(coded: bytes, count: int) -> bytes:
    """At most `count` bytes of a Deflate stream, and its checksum looked at where it is reached."""
    stream = zlib.decompressobj()
    packed = stream.decompress(coded, count)
    if not stream.eof and len(packed) == count:
        stream.decompress(stream.unconsumed_tail, 64)
    return packed


def _decode_jpeg(content: bytes, shape: tuple[int, int, int]) -> Pixels:
    with Image.open(io.BytesIO(content), formats=["JPEG"]) as image:
        if image.size != (shape[1], shape[0]) or image.mode != {1: "L", 3: "RGB", 4: "CMYK"}.get(shape[2]):
            raise ValueError("a tile is not of the page's size")
        image.load()
        samples = np.asarray(image).reshape(shape)
    return 255 - samples if image.mode == "CMYK" else samples  # Pillow turns four samples round, as Photoshop's
