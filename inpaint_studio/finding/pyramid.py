"""What a net sees of a picture at several sizes, joined: its probabilities block by block."""

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.finding.samples import colours_of

Colours = NDArray[np.float32]  # (H, W, 3), 0..1
Bytes = NDArray[np.uint8]
Net = Callable[[Colours], NDArray[np.float32]]  # (H, W, 3) -> (2, H, W), probabilities of damage and of writing

DAMAGE, WRITING, AGREED = range(3)  # planes of a block
BLOCK = 1024  # picture pixels a side
_LARGE = 6_000_000  # pixels of a picture
_OVERLAP = 32  # pixels at each size that are looked at beyond a block
_ALIGNED = 16  # of the corner of what is looked at, at each size: the net reduces by as much


@dataclass(frozen=True, eq=False)
class Pyramid:
    """A picture for a net that knows structures of one to eight pixels."""

    pixels: Pixels  # (H, W, C)
    net: Net
    scales: Sequence[int] = ()  # picture pixels a side of a pixel, powers of two; () = those of its size

    @property
    def size(self) -> Size:
        return Size(self.pixels.shape[1], self.pixels.shape[0])

    def blocks(self, first: Rect | None = None) -> list[Rect]:
        """The whole picture in squares: those in `first` come first, from its middle outwards."""
        size = self.size
        squares = [
            Rect(x, y, BLOCK, BLOCK).clip(size)
            for y in range(0, size.height, BLOCK)
            for x in range(0, size.width, BLOCK)
        ]
        if first is None or first.is_empty:
            return squares
        x, y = first.x + first.width / 2, first.y + first.height / 2
        away = [(square.x + square.width / 2 - x) ** 2 + (square.y + square.height / 2 - y) ** 2 for square in squares]
        order = sorted(range(len(squares)), key=lambda index: (not squares[index].intersects(first), away[index]))
        return [squares[index] for index in order]

    def probabilities(self, rect: Rect) -> Iterator[Bytes | None]:
        """None between two sizes, then (3, rect.height, rect.width), 255 = 1: the largest probability of damage and of
        writing at any size, and the second largest of damage, which is how far a second size agrees."""
        planes: Bytes | None = None
        scales = self.scales or scales_of(self.size)
        for scale in scales:
            if scale > min(scales) and min(self.size) < 32 * scale:
                continue  # a picture smaller than what the net was trained on
            shown = self._at(rect, scale)
            if planes is None:
                planes = np.concatenate([shown, np.zeros_like(shown[:1])])
            else:
                np.maximum(planes[AGREED], np.minimum(planes[DAMAGE], shown[DAMAGE]), out=planes[AGREED])
                np.maximum(planes[:AGREED], shown, out=planes[:AGREED])
            yield None
        assert planes is not None, "a picture is looked at in one size at least"
        yield planes

    def _at(self, rect: Rect, scale: int) -> Bytes:
        step = _ALIGNED * scale
        reach = _OVERLAP * scale
        left, top = max(0, rect.x - reach) // step * step, max(0, rect.y - reach) // step * step
        wide = Rect.of_edges(left, top, rect.right + reach, rect.bottom + reach).clip(self.size)
        shown = self.net(colours_of(self.pixels[wide.slices], scale))
        inner = rect.inside(wide)
        if scale == 1:
            return _bytes(shown[(slice(None), *inner.slices)])
        return _bytes(np.stack([enlarged(plane, scale, inner) for plane in shown]))


def scales_of(size: Size) -> tuple[int, ...]:
    """Of a large scan dust is five to forty pixels wide: looking at it in its own size would cost three quarters of the
    time and add what is no damage."""
    if size.area <= _LARGE:
        return (1, 2, 4)
    return (2, 4) if size.area <= 8 * _LARGE else (4, 8)


def enlarged(plane: NDArray[np.float32], scale: int, rect: Rect) -> NDArray[np.float32]:
    """`rect`, of pixels `scale` times as fine as those of the plane, bilinear between the middles of its pixels."""
    box = (rect.x / scale, rect.y / scale, rect.right / scale, rect.bottom / scale)
    image = Image.fromarray(np.ascontiguousarray(plane))
    return np.asarray(image.resize((rect.width, rect.height), Image.Resampling.BILINEAR, box))


def _bytes(shown: NDArray[np.float32]) -> Bytes:
    return np.rint(shown * 255).astype(np.uint8)
