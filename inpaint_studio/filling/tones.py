"""Tones: which of a picture's values the methods are shown as 0..1, so that a scan's few levels are no rounding error.

The methods know photographs of 8 bits: they compute in bfloat16, and take what is fainter than half a level for
rounding. In a picture of 16 bits or floats that uses a small part of its range, all there is may be that faint. There,
the values round the hole are stretched to 0..1, as far as their own noise allows.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

if TYPE_CHECKING:
    from inpaint_studio.filling.blend import Colours, Hole

_RING = 16  # pixels round the hole whose values are stretched
_RARE = 0.01  # share of them at either end that may be specks and hot pixels
_KNEE = 0.1  # of 0..1, at either end: for what lies further away; monotone, so nothing is ever cut off
_CLOSE = 0.5  # of 0..1: where the values span so much of it they stay as they are
_NOISE = 1 / 255  # standard deviation that noise is stretched to at most: what photographs have
_STEPS = 8  # steps of the samples that are stretched to 0..1 at most: a flat picture stays flat
_ROUNDING = 0.07 / 255  # standard deviation of a generator's fill that bfloat16 alone is the cause of
_LOOKED_AT = 250_000  # pixels; of more, every second, third, ... is looked at for noise


@dataclass(frozen=True)
class Tones:
    """A monotone map of values to 0..1: straight where the surroundings' values lie, flatter beyond."""

    values: tuple[float, float, float, float] = (0.0, _KNEE, 1 - _KNEE, 1.0)  # that are shown as 0, 0.1, 0.9 and 1
    noise: float = 0.0  # standard deviation round the hole, as shown; 0 where it was not measured
    step: float = 1 / 255  # of the samples, as shown; 0 for floats
    is_straight: bool = True  # whether nothing known lies further away than what is shown straight

    @classmethod
    def of(cls, colours: NDArray[np.floating], hole: "Hole", step: float) -> "Tones":
        """The tones for a picture's colours, (H, W, 3), of which those in the hole are unknown.

        step: between two values that the samples can have; 0 for floats, which may leave 0..1.
        """
        from inpaint_studio.filling.blend import ring

        known = ~hole
        if not known.any():
            return cls(step=step)
        near = ring(hole, _RING)
        around = colours[near if near.any() else known].astype(np.float64)
        every = colours[known]
        least, most = float(every.min()), float(every.max())
        low, high = (float(n) for n in np.quantile(around, (_RARE, 1 - _RARE)))
        wide = high - low
        low, high = max(least, low - wide), min(most, high + wide)
        noise = _noise(colours, near if near.any() else known)
        finest = max(step, float(np.finfo(np.float32).eps) * max(abs(low), abs(high)), float(np.finfo(np.float32).tiny))
        span = max((high - low) / (1 - 2 * _KNEE), noise / _NOISE, _STEPS * finest)
        if least >= 0 and most <= 1 and span > _CLOSE:
            return cls(noise=noise, step=step)
        bottom, top = (low + high - span) / 2, (low + high + span) / 2
        knees = bottom + _KNEE * span, top - _KNEE * span
        return cls(
            (min(bottom, least), *knees, max(top, most)), noise / span, step / span, bottom <= least and most <= top
        )

    @property
    def are_plain(self) -> bool:
        """Whether values are shown as they are."""
        return self.values == Tones.values

    @property
    def faintest(self) -> float:
        """Standard deviation, as shown, below which what differs is rounding and no grain."""
        return self.step / 2

    @property
    def are_fine(self) -> bool:
        """Whether what is rounded to bfloat16 would stand out from the noise round the hole and the samples' steps."""
        return self.step < 1 / 255 and max(self.noise / 4, self.step / 2) < _ROUNDING

    def straight(self, shown: "Colours") -> "Hole":
        """(H, W): which of the pixels lie where the map is straight, so that they have the noise they are said to."""
        if self.is_straight:
            return np.ones(shown.shape[:2], bool)
        return np.asarray(((shown >= _KNEE) & (shown <= 1 - _KNEE)).all(axis=2))

    def shown(self, colours: "Colours") -> "Colours":
        """Colours as the methods are shown them; the very same where the tones are plain."""
        return colours if self.are_plain else self._mapped(colours, self.values, _SHOWN)

    def meant(self, shown: "Colours") -> "Colours":
        """The inverse of `shown`."""
        return shown if self.are_plain else self._mapped(shown, _SHOWN, self.values)

    def _mapped(self, colours: "Colours", given: tuple[float, ...], wanted: tuple[float, ...]) -> "Colours":
        if self.is_straight:
            mapped = (colours.astype(np.float64) - given[0]) * ((wanted[3] - wanted[0]) / (given[3] - given[0]))
            mapped += wanted[0]
        else:
            mapped = np.interp(colours, given, wanted)
        limit = float(np.finfo(np.float32).max)
        clipped: Colours = np.clip(mapped, -limit, limit).astype(np.float32)
        return clipped


_SHOWN = (0.0, _KNEE, 1 - _KNEE, 1.0)


def _noise(colours: NDArray[np.floating], where: "Hole") -> float:
    """The standard deviation of white noise, whatever slopes and edges lie under it (Immerkaer 1996, with a median)."""
    height, width = where.shape
    if min(height, width) < 3:
        return 0.0
    stride = max(1, round((height * width / _LOOKED_AT) ** 0.5))
    total = np.zeros(colours[: height - 2 : stride, : width - 2 : stride].shape)
    inside = np.ones(total.shape[:2], bool)
    for dy, down in enumerate((1, -2, 1)):
        for dx, right in enumerate((1, -2, 1)):
            part = slice(dy, height - 2 + dy, stride), slice(dx, width - 2 + dx, stride)
            total += down * right * colours[part].astype(np.float64)
            inside &= where[part]
    if not inside.any():
        return 0.0
    return float(np.median(np.abs(total[inside]))) / (0.6745 * 6)
