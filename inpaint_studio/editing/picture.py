"""A picture: the pixels of a file and everything that came with them. Never written to."""

from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.places import Grid

# (H, W, C). A photograph: C 1 grey, 2 grey+alpha, 3 RGB, 4 RGBA; uint8, uint16 or float32. A data picture: any C; also
# int16.
Pixels = NDArray[Any]
Plane = NDArray[Any]  # (H, W); uint8, uint16 or float32
Mask = NDArray[np.uint8]  # (H, W): 0 = keep, 255 = fill, between = partly

DEPTHS = (np.dtype(np.uint8), np.dtype(np.uint16), np.dtype(np.float32))
DATA_DEPTHS = (*DEPTHS, np.dtype(np.int16))


@dataclass(frozen=True, eq=False)
class Picture:
    """Pixels as the file has them, upright, read-only.

    A data picture (a slice, a satellite tile) names its `bands` and how they are seen, its `levels`; its channels are
    measurements, none of them alpha. A photograph has neither.

    Raises ValueError where `pixels` is not (H, W, 1..4) of uint8, uint16 or float32, or for a data picture (H, W,
    number of bands) of these or int16; where it is empty; where `levels` are missing beside `bands`, or are of a band
    that is not there; and where the infrared is of another size or type.
    """

    pixels: Pixels  # made read-only here; the caller gives up ownership
    name: str = ""  # what a person calls it: the file's name
    profile: bytes | None = None  # ICC profile, byte for byte; None = sRGB (or plain grey)
    origin: object | None = None  # the files room's record of the file; opaque to other rooms
    notes: tuple[str, ...] = field(default=())  # conversions made at opening, one sentence each
    unknown: Mask | None = None  # 255 where the file does not determine the pixel (damage, nodata); None = nowhere
    infrared: Plane | None = None  # (H, W) upright, of its own dtype: the scanner's, of the same film; None = none
    bands: tuple[Band, ...] = ()  # one for each channel of a data picture; () = a photograph
    levels: Levels | None = None  # of a data picture: how it is seen
    grid: Grid | None = None  # where its pixels lie on a map or in a patient; None = nowhere that is known
    own_levels: Levels | None = None  # as it was opened, where `levels` were changed since; see `level_changes`
    plane: int = 0  # its number in the stack that it is a plane of
    damage: tuple[str, ...] = ()  # those of `notes` that say what of the file is damaged

    def __post_init__(self) -> None:
        pixels = self.pixels
        if pixels.ndim != 3 or pixels.size == 0 or not self._fits:
            raise ValueError(f"{pixels.shape} of {pixels.dtype} is not a picture of {len(self.bands)} bands.")
        pixels.flags.writeable = False
        if self.infrared is not None:
            if self.infrared.shape != pixels.shape[:2] or self.infrared.dtype not in DEPTHS:
                raise ValueError(f"An infrared of {self.infrared.shape} and {self.infrared.dtype} does not fit.")
            self.infrared.flags.writeable = False

    @property
    def _fits(self) -> bool:
        channels, dtype = self.pixels.shape[2], self.pixels.dtype
        if not self.bands:
            return 1 <= channels <= 4 and dtype in DEPTHS and self.levels is None
        seen = self.levels is not None and all(0 <= band < channels for band in self.levels.bands)
        return channels == len(self.bands) and dtype in DATA_DEPTHS and seen

    @property
    def is_data(self) -> bool:
        """Whether the samples are measurements, seen through `levels`, rather than colours."""
        return bool(self.bands)

    def visible(self, pixels: Pixels) -> Pixels:
        """What who reads colours looks at: a photograph's own samples, and of a data picture what its levels show.

        pixels: (H, W, C) of this picture's dtype and channels.  Returns (H, W, 3) uint8 of a data picture.
        """
        return pixels if self.levels is None else self.levels.shown(pixels)

    @property
    def size(self) -> Size:
        return Size(self.pixels.shape[1], self.pixels.shape[0])

    @property
    def rect(self) -> Rect:
        return Rect.of_size(self.size)

    @property
    def has_alpha(self) -> bool:
        return not self.bands and self.pixels.shape[2] in (2, 4)

    @property
    def colours(self) -> int:
        """Channels without alpha: 1 or 3 of a photograph, all of a data picture."""
        if self.bands:
            return len(self.bands)
        return 1 if self.pixels.shape[2] <= 2 else 3
