"""Whether taking a mark off a picture takes its edges away: decided before anything is touched.

The steps that the mark would make at its edges, in the light that is there, are compared with the steps that are seen,
before and after. A picture that has no such mark has none of them before, and the opposite ones after: it is left
alone.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.filling.unblend.inversion import light_of, samples_of

Floats = NDArray[np.float32]

_LEAST_FALL = 0.70  # of the energy of edges along the mark
_LEAST_SEEN = 0.5  # of the mark's steps, that are seen before
_MOST_SEEN = 2.0
_MOST_OPPOSITE = 0.25  # of the mark's steps, that are seen after with the other sign
_SIGNIFICANT = 5.0  # standard errors, of what is seen before
_SOLID = 0.02  # of opacity, from where a pixel is the mark's
_CORRELATED = 3.0  # edges beside each other are of one photograph: a standard error is that much larger


@dataclass(frozen=True)
class Residue:
    """How much of the mark's steps is seen in a picture: 1 = as the mark would make them, 0 = none."""

    before: float
    after: float
    error: float  # one standard error of `before`

    @property
    def fall(self) -> float:
        """Of the energy of edges along the mark, 0..1: 1 = nothing is left of them."""
        return float(np.clip(1 - (self.after / self.before) ** 2, 0, 1)) if self.before > 0 else 0.0

    @property
    def is_marked(self) -> bool:
        """Whether the picture has this mark at all."""
        return _LEAST_SEEN <= self.before <= _MOST_SEEN and self.before > _SIGNIFICANT * self.error

    @property
    def passes(self) -> bool:
        return self.is_marked and self.fall >= _LEAST_FALL and self.after >= -_MOST_OPPOSITE


def residue_of(picture: Floats, opacity: Floats, colour: Floats, linear: bool = False) -> Residue:
    """picture: (C, H, W), 0..1.  opacity: (H, W).  colour: (C, H, W), of the mark as it lies in it."""
    levels = without(picture, opacity, colour, linear)
    total = seen = left = 0.0
    contrast: Floats = np.zeros(opacity.shape, np.float32)
    for plane in levels:
        contrast[:, 1:] += np.abs(np.diff(plane, axis=1))
        contrast[1:] += np.abs(np.diff(plane, axis=0))
    contrast = ndimage.uniform_filter(contrast / np.float32(len(levels)), 9) + np.float32(0.01)
    for axis in (0, 1):
        one, other = _ends(axis)
        edge = np.abs(opacity[one] - opacity[other]) > 1e-4
        if not edge.any():
            continue
        weight = 1 / (0.5 * (contrast[one] + contrast[other])[edge]) ** 2
        rest = 1 - 0.5 * (opacity[one] + opacity[other])[edge]
        for plane, level, own in zip(picture, levels, colour, strict=True):
            middle = 0.5 * (level[one] + level[other])[edge]
            step = with_mark(middle, opacity[other][edge], own[other][edge], linear) - with_mark(
                middle, opacity[one][edge], own[one][edge], linear
            )
            total += float((weight * step * step).sum())
            seen += float((weight * step * (plane[other] - plane[one])[edge]).sum())
            left += float((weight * step * (level[other] - level[one])[edge] * rest).sum())
    if total <= 0:
        return Residue(0.0, 0.0, 1.0)
    return Residue(seen / total, left / total, _CORRELATED / total**0.5)


def surprise(pictures: Floats, opacity: Floats, colour: Floats, linear: bool) -> float:
    """How unlike photographs pictures, (K, C, H, W), are without a mark: to compare two ways of blending.

    The mean of -log p of the steps that are seen, where those of photographs are as they are outside the mark: p(dJ) =
    p(dI) |dI / dJ|, of which p(dI) ~ (1 + |dI| / usual) ** -2 has the long tail of edges. Without the second factor
    too opaque a mark would be rewarded, or too faint a one.
    """
    total, count = 0.0, 0
    inside = opacity > _SOLID
    for picture in pictures:
        levels = without(picture, opacity, colour, linear, clips=False)  # what cannot be is a step too
        for axis in (0, 1):
            one, other = _ends(axis)
            marked = inside[one] | inside[other]
            alpha = 0.5 * (opacity[one] + opacity[other])[marked]
            for level, own in zip(levels, colour, strict=True):
                rise = np.abs(level[other] - level[one])
                usual = float(rise[~marked].mean()) + 1 / 255
                middle = np.clip(0.5 * (level[one] + level[other])[marked], 0.02, 0.98)
                tint = 0.5 * (own[one] + own[other])[marked]
                slope = (
                    with_mark(middle + 0.01, alpha, tint, linear) - with_mark(middle - 0.01, alpha, tint, linear)
                ) / 0.02
                total += float((2 * np.log1p(rise[marked] / usual) + np.log(np.maximum(slope, 1e-3))).sum())
                count += alpha.size
    return total / max(count, 1)


def without(picture: Floats, opacity: Floats, colour: Floats, linear: bool, clips: bool = True) -> Floats:
    """(C, H, W) of the photograph under a mark, 0..1 where it `clips`."""
    rest = np.maximum(1 - opacity, np.float32(0.05))
    seen, tint = (light_of(picture), light_of(colour)) if linear else (picture, colour)
    out: Floats = ((seen - opacity * tint) / rest).astype(np.float32, copy=False)
    if clips:
        np.clip(out, 0, 1, out=out)
    return np.where(opacity > 0, samples_of(out) if linear else out, picture).astype(np.float32)


def with_mark(level: Floats, opacity: Floats, colour: Floats, linear: bool) -> Floats:
    """A photograph, 0..1, under a mark."""
    if linear:
        return samples_of(opacity * light_of(colour) + (1 - opacity) * light_of(level))
    return (opacity * colour + (1 - opacity) * level).astype(np.float32)


def _ends(axis: int) -> tuple[tuple[slice, slice], tuple[slice, slice]]:
    """Of all steps down (0) or to the right (1): where they begin and where they end."""
    whole = slice(None)
    first, second = slice(None, -1), slice(1, None)
    return ((first, whole), (second, whole)) if axis == 0 else ((whole, first), (whole, second))
