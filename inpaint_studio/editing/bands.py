"""Bands: what the channels of a data picture (a slice, a satellite tile) measure, and how they become what is seen."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Band:
    """One channel of a data picture. A sample `n` measures `n * scale + offset` of `unit`."""

    name: str = ""  # as the file or its kind calls it, such as "B4" or "NIR"; "" = its number
    unit: str = ""  # such as "HU"; "" = none
    scale: float = 1.0
    offset: float = 0.0
    least: float | None = None  # smallest sample that the file may hold; None = its dtype's
    most: float | None = None  # largest one
    nodata: tuple[float, ...] = ()  # samples that say there is nothing; NaN among them where the file says so

    def value(self, sample: float) -> float:
        """What a sample measures, in `unit`."""
        return sample * self.scale + self.offset

    def sample(self, value: float) -> float:
        """The inverse of `value`, not rounded. Raises ZeroDivisionError for a scale of 0."""
        return (value - self.offset) / self.scale


@dataclass(frozen=True)
class Levels:
    """How the samples of a data picture become what is seen. Never touches samples.

    bands: the numbers of the bands seen as red, green and blue, or of the single one seen as grey.
    low, high: for each of `bands`, the samples seen as black and as white.
    Raises ValueError where there are not 1 or 3 bands, or the tuples differ in length.
    """

    bands: tuple[int, ...] = (0,)
    low: tuple[float, ...] = (0.0,)
    high: tuple[float, ...] = (255.0,)
    inverted: bool = False  # whether `low` is white

    def __post_init__(self) -> None:
        if len(self.bands) not in (1, 3) or not len(self.bands) == len(self.low) == len(self.high):
            raise ValueError(f"{self} does not say how 1 or 3 bands are seen.")

    def shown(self, pixels: NDArray[np.generic]) -> NDArray[np.uint8]:
        """(H, W, C) samples as (H, W, 3) for display. NaN is black, or white where inverted."""
        seen = np.empty((*pixels.shape[:2], len(self.bands)), np.uint8)
        for number, (band, low, high) in enumerate(zip(self.bands, self.low, self.high, strict=True)):
            width = high - low if high > low else 1e-6 * max(1.0, abs(low))  # of no width: a threshold
            samples = pixels[:, :, band].astype(np.float32)
            samples -= np.float32(low)
            samples *= np.float32(255 / width)
            np.nan_to_num(samples, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
            np.clip(samples, 0, 255, out=samples)
            np.rint(samples, out=samples)
            seen[:, :, number] = 255 - samples if self.inverted else samples
        return np.repeat(seen, 3, axis=2) if len(self.bands) == 1 else seen
