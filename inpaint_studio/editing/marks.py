"""A semi-transparent mark over photographs: how opaque and of what colour it is at each pixel, and where it lies.

What is seen is J = a W + (1 - a) I, of the photograph I under a mark of colour W and opacity a.
"""

import hashlib
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.tiles import PackedTiles, Spot, spots

TOP = 65535  # a value of 1 in the samples of a mark
PLANES = 8  # of one byte, in which a mark is packed
_LEAST = 1 / 255  # of opacity: less than that changes no sample of 8 bits by one


@dataclass(frozen=True, eq=False)
class Mark:
    """Colour and opacity of a mark, as it lies in pictures of one size.

    Raises ValueError where the samples do not fit, or the mark reaches beyond the picture.
    """

    samples: NDArray[np.uint16]  # (H, W, 4): red, green, blue, and opacity last; not premultiplied, read-only
    rect: Rect  # where it lies
    size: Size  # of the pictures
    linear: bool = False  # blended as light, and not as the samples of files
    scale: float = field(default=1.0, compare=False)  # of its logo, where it was made from one

    def __post_init__(self) -> None:
        shape = (self.rect.height, self.rect.width, 4)
        if self.samples.shape != shape or self.samples.dtype != np.uint16 or self.rect.is_empty:
            raise ValueError(f"A mark of {self.samples.shape} does not fit {self.rect}.")
        if not Rect.of_size(self.size).contains(self.rect):
            raise ValueError(f"A mark at {self.rect} lies outside a picture of {self.size}.")
        self.samples.flags.writeable = False

    @classmethod
    def of(
        cls,
        opacity: NDArray[np.float32],
        colour: NDArray[np.float32],
        at: tuple[int, int],
        size: Size,
        linear: bool = False,
        scale: float = 1.0,
    ) -> "Mark | None":
        """opacity: (H, W), 0..1.  colour: (H, W, 1 or 3), 0..1.  at: of their top-left pixel in the picture.

        Cut to what can be seen, and to the picture; None where that is nothing.
        """
        place = Rect(*at, opacity.shape[1], opacity.shape[0])
        inside = place.clip(size)
        if inside.is_empty:
            return None
        part = inside.inside(place).slices
        opacity, colour = opacity[part], colour[part]
        seen = bounds((opacity >= _LEAST).view(np.uint8))
        if seen.is_empty:
            return None
        opacity, colour = opacity[seen.slices], colour[seen.slices]
        samples = np.zeros((seen.height, seen.width, 4), np.uint16)
        is_marked = opacity >= _LEAST
        samples[..., 3][is_marked] = np.rint(np.clip(opacity, 0, 1) * TOP).astype(np.uint16)[is_marked]
        colours = np.rint(np.clip(np.broadcast_to(colour, (*opacity.shape, 3)), 0, 1) * TOP).astype(np.uint16)
        samples[..., :3][is_marked] = colours[is_marked]
        return cls(samples, seen.translate(inside.x, inside.y), size, linear, scale)

    @cached_property
    def hash(self) -> str:
        """SHA-256 of its samples and its place, which identifies it in recipes."""
        head = f"{tuple(self.rect)} {tuple(self.size)} {self.linear}".encode()
        return hashlib.sha256(head + np.ascontiguousarray(self.samples).astype("<u2").tobytes()).hexdigest()

    @property
    def opacity(self) -> NDArray[np.float32]:
        """(H, W), 0..1."""
        return self.samples[..., 3].astype(np.float32) / np.float32(TOP)

    @property
    def colour(self) -> NDArray[np.float32]:
        """(H, W, 3), 0..1."""
        return self.samples[..., :3].astype(np.float32) / np.float32(TOP)

    @cached_property
    def packed(self) -> tuple[PackedTiles, ...]:
        """The mark as planes of the picture's size, as journals and projects store them."""
        return tuple(self._plane(channel, shift) for channel in range(4) for shift in (8, 0))

    def _plane(self, channel: int, shift: int) -> PackedTiles:
        values = ((self.samples[..., channel] >> shift) & 255).astype(np.uint8)

        def tiles() -> Iterator[tuple[Spot, Mask]]:
            for spot in spots(self.rect):
                whole = spot.rect(self.size)
                common = whole.intersect(self.rect)
                tile = np.zeros((whole.height, whole.width), np.uint8)
                tile[common.inside(whole).slices] = values[common.inside(self.rect).slices]
                yield spot, tile

        return PackedTiles(self.size, tiles())

    @classmethod
    def unpacked(cls, planes: Sequence[PackedTiles], rect: Rect, linear: bool = False, scale: float = 1.0) -> "Mark":
        """The inverse of `packed`.  rect: in which it lies. Raises ValueError where that is no mark."""
        if len(planes) != PLANES or len({plane.size for plane in planes}) != 1:
            raise ValueError(f"{len(planes)} planes are no mark.")
        parts: list[Mask] = [plane.crop(rect) for plane in planes]
        samples = np.empty((rect.height, rect.width, 4), np.uint16)
        for channel in range(4):
            samples[..., channel] = parts[2 * channel].astype(np.uint16) << 8 | parts[2 * channel + 1]
        return cls(samples, rect, planes[0].size, linear, scale)
