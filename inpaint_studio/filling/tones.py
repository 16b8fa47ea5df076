"""Tones: the mapping of a picture's values to the 0..1 of the methods, so that narrow ranges do not drown in rounding.

The methods are made for 8-bit photographs: they compute in bfloat16, and treat differences below half a level as
rounding. In 16-bit or float pictures that use a small part of their range, all detail may be that faint. There,
the values around the hole are stretched to 0..1, as far as their noise allows.
"""

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.filling.rings import ring

if TYPE_CHECKING:
    from inpaint_studio.filling.blend import Colours, Hole

_RING = 16  # pixels around the hole whose range is measured
_RARE = 0.01  # share of them at either end that may be specks and hot pixels
_KNEE = 0.1  # of 0..1, at either end: for values beyond the range; monotone, so nothing is clipped
_CLOSE = 0.5  # of 0..1: values that span this much are not stretched
_NOISE = 1 / 255  # standard deviation that noise is stretched to at most: that of photographs
_STEPS = 8  # steps of the samples that are stretched to 0..1 at most: a flat picture stays flat
_ROUNDING = 0.07 / 255  # standard deviation that bfloat16 alone causes in a generator's fill
_LOOKED_AT = 250_000  # pixels; larger pictures are subsampled for noise


@dataclass(frozen=True)
class Tones:
    """A monotone map of values to 0..1: straight where the surroundings' values lie, flatter beyond."""

    values: tuple[float, float, float, float] = (0.0, _KNEE, 1 - _KNEE, 1.0)  # that are mapped to 0, 0.1, 0.9 and 1
    noise: float = 0.0  # standard deviation around the hole, mapped; 0 where not measured
    step: float = 1 / 255  # of the samples, mapped; 0 for floats
    is_straight: bool = True  # whether all known values lie in the linear part

    @classmethod
    def of(cls, colours: NDArray[np.floating], hole: "Hole", step: float) -> "Tones":
        """The tones for a picture's colours, (H, W, 3), of which those in the hole are unknown.

        step: between two values that the samples can have; 0 for floats, which may leave 0..1.
        """
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

    @classmethod
    def linear(cls, low: float, high: float, plane: NDArray[np.generic], near: "Hole", step: float) -> "Tones":
        """The straight map that takes `low` and `high` of a data picture's band to 0 and 1.

        plane: (H, W, 1) its samples, of which those `near`, (H, W), are known, and tell of its noise.  step: between
        two samples; 0 for floats.
        """
        finest = max(step, float(np.finfo(np.float32).eps) * max(abs(low), abs(high)), float(np.finfo(np.float32).tiny))
        span = max(high - low, _STEPS * finest)
        bottom = (low + high - span) / 2
        knees = bottom + _KNEE * span, bottom + (1 - _KNEE) * span
        return cls(
            (bottom, *knees, bottom + span), _noise(np.where(near[:, :, None], plane, low), near) / span, step / span
        )

    @property
    def are_plain(self) -> bool:
        """Whether the map is the identity."""
        return self.values == Tones.values

    @property
    def faintest(self) -> float:
        """Mapped standard deviation below which differences are rounding, not grain."""
        return self.step / 2

    @property
    def are_fine(self) -> bool:
        """Whether bfloat16 rounding would be visible over the noise around the hole and the samples' steps."""
        return self.step < 1 / 255 and max(self.noise / 4, self.step / 2) < _ROUNDING

    def straight(self, shown: "Colours") -> "Hole":
        """(H, W): which pixels lie in the linear part of the map, so that their noise is scaled uniformly."""
        if self.is_straight:
            return np.ones(shown.shape[:2], bool)
        return np.asarray(((shown >= _KNEE) & (shown <= 1 - _KNEE)).all(axis=2))

    def shown(self, colours: "Colours") -> "Colours":
        """Colours mapped for the methods; the same array where the map is the identity."""
        return colours if self.are_plain else self._mapped(colours, self.values, _SHOWN)

    def inverse(self, shown: "Colours") -> "Colours":
        """The inverse of `shown`."""
        return shown if self.are_plain else self._mapped(shown, _SHOWN, self.values)

    def _mapped(self, colours: "Colours", source: tuple[float, ...], target: tuple[float, ...]) -> "Colours":
        if self.is_straight:
            mapped = (colours.astype(np.float64) - source[0]) * ((target[3] - target[0]) / (source[3] - source[0]))
            mapped += target[0]
        else:
            mapped = np.interp(colours, source, target)
        limit = float(np.finfo(np.float32).max)
        clipped: Colours = np.clip(mapped, -limit, limit).astype(np.float32)
        return clipped


_SHOWN = (0.0, _KNEE, 1 - _KNEE, 1.0)


def _noise(colours: NDArray[Any], where: "Hole") -> float:
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
