"""A line of writing laid level and at one size, as the net of strokes is shown it, and the way back."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.cells import means
from inpaint_studio.editing.geometry import Rect, Size

Plane = NDArray[np.float32]

BOX = 40  # pixels of the height of a line's box, once it is level
TALL = 64  # pixels: with what is above and below it


@dataclass(frozen=True)
class LevelLine:
    """A window of TALL x `width` pixels whose long side runs along a line."""

    x: float  # of its middle, in picture pixels
    y: float
    angle: float  # radians from x towards y
    height: float  # picture pixels of the line's box, which become BOX
    width: int  # pixels of the window

    @property
    def scale(self) -> float:
        """Picture pixels a side of a pixel of the window."""
        return self.height / BOX

    def take(self, picture: NDArray[np.uint8]) -> Plane:
        """(TALL, width, C) 0 .. 1 of a picture (H, W, C); past its border the last pixels go on."""
        u = (np.arange(self.width) + 0.5 - self.width / 2) * self.scale
        v = (np.arange(TALL) + 0.5 - TALL / 2) * self.scale
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        x = self.x + u[None] * cosine - v[:, None] * sine
        y = self.y + u[None] * sine + v[:, None] * cosine
        unit = max(1, int(self.scale))
        size = Size(picture.shape[1], picture.shape[0])
        around = Rect.of_edges(
            math.floor(x.min()) - unit, math.floor(y.min()) - unit, math.ceil(x.max()) + unit, math.ceil(y.max()) + unit
        )
        part = around.clip(size) if around.intersects(Rect.of_size(size)) else Rect.of_size(size)
        reduced = means(picture[part.slices].astype(np.float32), unit)
        places = np.stack([(y - part.y) / unit - 0.5, (x - part.x) / unit - 0.5])
        shown = [
            ndimage.map_coordinates(reduced[..., band], places, order=1, mode="nearest")
            for band in range(reduced.shape[2])
        ]
        return np.stack(shown, axis=2) / np.float32(255)

    def back(self, plane: Plane, rect: Rect) -> Plane:
        """(rect.height, rect.width) in picture pixels of a plane of the window; 0 where it does not reach."""
        columns = np.arange(rect.x, rect.right) + 0.5 - self.x
        rows = np.arange(rect.y, rect.bottom) + 0.5 - self.y
        cosine, sine = math.cos(self.angle), math.sin(self.angle)
        u = (columns[None] * cosine + rows[:, None] * sine) / self.scale + self.width / 2 - 0.5
        v = (rows[:, None] * cosine - columns[None] * sine) / self.scale + TALL / 2 - 0.5
        shown: Plane = ndimage.map_coordinates(plane, np.stack([v, u]), order=1, mode="constant", cval=0.0)
        return shown
