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
_LEVELS = 8  # of photographs, that are looked at apart
_LEAST_EDGE = 0.01  # of opacity between two pixels
_LEAST_CONTRAST = np.float32(0.003)  # of samples 0..1, that a codec's noise makes
_LUMA = np.array([0.299, 0.587, 0.114], np.float32)
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
    def left(self) -> float:
        """Of the mark's steps, how much is still seen, or seen with the other sign; 0..1: 0 = nothing."""
        return float(np.clip(abs(self.after) / self.before, 0, 1)) if self.before > 0 else 1.0

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
    contrast = _contrast(levels)
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


def unevenness_of(pictures: Floats, contrasts: Floats, opacity: Floats, colour: Floats, linear: bool) -> float:
    """How differently much of a mark's steps is left in dark and in light photographs: two ways of blending.

    A mark that was blended as light and is taken off as samples, or the reverse, leaves its steps in the light ones and
    turns them in the dark ones, or the reverse. 0 = the same share is left at every level: a codec softens all steps,
    whichever way the mark was blended, so the usual share says nothing and is no part of it. Steps are those of luma,
    since a codec stores colour at half the size, and what it smears across the mark's edges depends on the level too.

    pictures: (K, C, H, W), 0..1.  contrasts: (K, H, W), as of `contrast_of`; to compare two ways, the same for both.
    opacity: (H, W).  colour: (C, H, W), samples.  1 where the mark has no edges.
    """
    total, left = np.zeros(_LEVELS), np.zeros(_LEVELS)
    luma = _LUMA if pictures.shape[1] == 3 else np.ones(1, np.float32)
    for picture, contrast in zip(pictures, contrasts, strict=True):
        levels = without(picture, opacity, colour, linear)
        for axis in (0, 1):
            one, other = _ends(axis)
            edge = np.abs(opacity[one] - opacity[other]) > _LEAST_EDGE
            weight = 1 / (0.5 * (contrast[one] + contrast[other])[edge]) ** 2
            level = 0.5 * (levels[:, *one] + levels[:, *other])[:, edge]
            made = with_mark(level, opacity[other][edge], colour[:, *other][:, edge], linear) - with_mark(
                level, opacity[one][edge], colour[:, *one][:, edge], linear
            )
            seen = (picture[:, *other] - picture[:, *one])[:, edge]
            step, away = luma @ made, luma @ (seen - made)
            place = np.minimum((luma @ level * _LEVELS).astype(np.intp), _LEVELS - 1)
            total += np.bincount(place, weight * step * step, _LEVELS)
            left += np.bincount(place, weight * step * away, _LEVELS)
    looked_at = total > 1e-3 * total.sum()
    if not looked_at.any():
        return 1.0
    share, weights = left[looked_at] / total[looked_at], total[looked_at]
    order = np.argsort(share)
    middle = share[order][np.searchsorted(np.cumsum(weights[order]), 0.5 * weights.sum())]
    # Absolute deviations: at levels where the mark hardly makes steps the share is a large one by chance.
    return float(np.average(np.abs(share - middle), weights=weights))


def contrast_of(pictures: Floats, opacity: Floats, colour: Floats) -> Floats:
    """(K, H, W): how large a photograph's own steps are round each pixel as they are seen through a mark."""
    rest = 1 - opacity
    return np.stack([rest * _contrast(without(one, opacity, colour, False)) for one in pictures]) + _LEAST_CONTRAST


def _contrast(levels: Floats) -> Floats:
    """(H, W): how large the steps of a photograph, (C, H, W), are round each pixel."""
    contrast: Floats = np.zeros(levels.shape[1:], np.float32)
    for plane in levels:
        contrast[:, 1:] += np.abs(np.diff(plane, axis=1))
        contrast[1:] += np.abs(np.diff(plane, axis=0))
    return ndimage.uniform_filter(contrast / np.float32(len(levels)), 9) + np.float32(0.01)


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
