"""A picture: the pixels of a file and everything that came with them. Never written to."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size

Pixels = NDArray[Any]  # (H, W, C): C 1 grey, 2 grey+alpha, 3 RGB, 4 RGBA; uint8, uint16 or float32
Plane = NDArray[Any]  # (H, W); uint8, uint16 or float32
Mask = NDArray[np.uint8]  # (H, W): 0 = keep, 255 = fill, between = partly

DEPTHS = (np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(np.float32))


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels as the file has them, upright, read-only.

    Raises ValueError where `pixels` is not (H, W, 1..4) of uint8, uint16 or float32, or is empty, and where the
    infrared is of another size or type.
    """

    pixels: Pixels  # made read-only here; the caller gives up ownership
    name: str = ""  # what a person calls it: the file's name
    profile: bytes | None = None  # ICC profile, byte for byte; None = sRGB (or plain grey)
    origin: object | None = None  # the files room's record of the file; opaque to other rooms
    notes: tuple[str, ...] = field(default=())  # conversions made at opening, one sentence each
    unknown: Mask | None = None  # 255 where a damaged file does not determine the pixel; None = nowhere
    infrared: Plane | None = None  # (H, W) upright, of its own dtype: the scanner's, of the same film; None = none

    def __post_init__(self) -> None:
        pixels = self.pixels
        if pixels.ndim != 3 or not 1 <= pixels.shape[2] <= 4 or pixels.size == 0 or pixels.dtype not in DEPTHS:
            raise ValueError(f"{pixels.shape} of {pixels.dtype} is not a picture.")
        pixels.flags.writeable = False
        if self.infrared is not None:
            if self.infrared.shape != pixels.shape[:2] or self.infrared.dtype not in DEPTHS:
                raise ValueError(f"An infrared of {self.infrared.shape} and {self.infrared.dtype} does not fit.")
            self.infrared.flags.writeable = False

    @property
    def size(self) -> Size:
        return Size(self.pixels.shape[1], self.pixels.shape[0])

    @property
    def rect(self) -> Rect:
        return Rect.of_size(self.size)

    @property
    def has_alpha(self) -> bool:
        return self.pixels.shape[2] in (2, 4)

    @property
    def colours(self) -> int:
        """Channels without alpha: 1 or 3."""
        return 1 if self.pixels.shape[2] <= 2 else 3
