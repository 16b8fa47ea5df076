"""Bands: what the channels of a data picture (a slice, a satellite tile) measure, and how they become what is seen."""

from collections.abc import Mapping
from dataclasses import dataclass
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray


@dataclass(frozen=True)
class Window:
    """A range of values to be seen, as radiologists say it: in the unit of its band."""

    name: str  # as the file calls it; "" = it does not
    centre: float
    width: float


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
    windows: tuple[Window, ...] = ()  # that the file proposes
    # Whether a window of width w reaches from the first to the last of w whole values (LINEAR, PS3.3 C.11.2.1.2.1).
    whole_windows: bool = False

    def value(self, sample: float) -> float:
        """What a sample measures, in `unit`."""
        return sample * self.scale + self.offset

    def sample(self, value: float) -> float:
        """The inverse of `value`, not rounded. Raises ZeroDivisionError for a scale of 0."""
        return (value - self.offset) / self.scale


def band_from(facts: Mapping[str, Any]) -> Band:
    """The inverse of `dataclasses.asdict`, of JSON too; numbers may be text. Raises TypeError, ValueError."""
    nodata = tuple(map(float, facts["nodata"]))
    windows = tuple(Window(**window) for window in facts.get("windows", ()))
    return Band(**{**facts, "nodata": nodata, "windows": windows})


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
        grey = len(self.bands) == 1
        seen = np.empty((*pixels.shape[:2], 3), np.uint8)
        for number, (band, low, high) in enumerate(zip(self.bands, self.low, self.high, strict=True)):
            samples = pixels[:, :, band]
            if samples.dtype.kind in "ui" and samples.dtype.itemsize <= 2:
                # A look-up: a third of the time at 16 bits, and no temporary of floats.
                table = _table(samples.dtype.str, low, high, self.inverted)
                plane = np.take(table, samples.view(f"u{samples.dtype.itemsize}"), mode="clip")
            else:
                plane = _bytes(samples, low, high, self.inverted)
            seen[:, :, slice(None) if grey else number] = plane[:, :, None] if grey else plane
        return seen


ROBUST = (2, 98)  # percentiles seen as black and white where nobody says otherwise


def robust_ends(samples: NDArray[np.generic]) -> tuple[float, float]:
    """What of some samples is seen as black and as white: the 2nd and the 98th percentile of those that are numbers.

    Where these are one, the least and the greatest; a single value is black, with white 1 above it. (0, 1) of none.
    """
    values = samples.reshape(-1).astype(np.float64)
    values = values[np.isfinite(values)]
    if not values.size:
        return 0.0, 1.0
    low, high = (float(value) for value in np.percentile(values, ROBUST))
    if high <= low:
        low, high = float(values.min()), float(values.max())
    return (low, high) if high > low else (low, low + 1.0)


@lru_cache(maxsize=24)  # of 64 KB each
def _table(dtype: str, low: float, high: float, inverted: bool) -> NDArray[np.uint8]:
    """What is shown for each sample of an integer type, by its bits as an unsigned number."""
    unsigned = np.arange(1 << 8 * np.dtype(dtype).itemsize, dtype=f"u{np.dtype(dtype).itemsize}")
    table = _bytes(unsigned.view(dtype), low, high, inverted)
    table.flags.writeable = False
    return table


def _bytes(samples: NDArray[np.generic], low: float, high: float, inverted: bool) -> NDArray[np.uint8]:
    width = high - low if high > low else 1e-6 * max(1.0, abs(low))  # of no width: a threshold
    shares = samples.astype(np.float32)
    shares -= np.float32(low)
    shares *= np.float32(255 / width)
    np.nan_to_num(shares, copy=False, nan=0.0, posinf=255.0, neginf=0.0)
    np.clip(shares, 0, 255, out=shares)
    np.rint(shares, out=shares)
    seen: NDArray[np.uint8] = (255 - shares if inverted else shares).astype(np.uint8)
    return seen
