"""Spikes: what one plane of a film shows darker or brighter than the planes beside it do, brought to its place.

After the spike detection and rank order detectors of Kokaram 1998 and Nadenau and Mitra 1997: a spike lies beyond all
that both neighbours show within a pixel, so that edges that are a fraction of a pixel off are none. Each piece is
measured by what tells dirt from what moves: whether both neighbours agree there, whether the surroundings were found
again, whether it stands out in its own plane by as much, and whether it is found again a few pixels away.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.dense_motion import Arrival, arrive, in_light_of
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.lucas_kanade import Grey
from inpaint_studio.editing.motion import Motion
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.finding.samples import colours_of

Flags = NDArray[np.bool_]
Floats = NDArray[np.float32]

FEATURES = (
    "area",  # ln pixels
    "spike",  # ln of how far it lies from both neighbours, of the noise round it
    "rank",  # ln of how far beyond all within a pixel, of the noise
    "contrast",  # ln of how far it lies from both, of full range
    "disagree",  # ln of how far the neighbours are apart there, of its contrast
    "around",  # ln of how far the surroundings are from the neighbours, of its contrast
    "own",  # how far it stands out from its surroundings in its own plane, of its contrast
    "texture",  # ln of the deviation of what the neighbours show there, of its contrast
    "compact",  # ln of its area, of its longest side squared
    "recurrent",  # ln of its least difference from other places of one neighbour, of its contrast
    "bend",  # ln of how far the flows to both sides are from one even motion, pixels
    "edge",  # how much steeper its edge is than the neighbours show there, of its contrast
    "colour",  # how much more colourful than its surroundings, of full range
    "scarce",  # ln of the same as recurrent, of the other neighbour
)

_LOW, _SEED = 1.6, 1.6  # times the noise: a spike grows down to the first from beyond the rank by the second
_FAINT = 0.02  # of full range: less is never a spike
_TRIM = 0.25  # of its own height, down to which a piece reaches
_SMALLEST = 2  # pixels
_SMOOTH = 0.7  # pixels, of the grain
_NOISE = 10.0  # pixels round a place, whose differences are its noise; and
_LEAST_NOISE = 0.002  # of full range
_NEAR, _RING = 2, 4  # pixels: the edge of a piece, and beyond it the ring of its surroundings
_SOUGHT = 10  # pixels either way in which a piece is looked for in the neighbours
_COMPARED = 80  # pixels of a piece, at most, that are
_OWN = 1  # pixels from its own place that tell nothing
_TINY = 0.05  # added before logarithms are taken
_BEYOND = 0.5  # pixels beyond the edge of a plane that it shows too
_NEXT = np.ones((3, 3), bool)
_DOWN, _ACROSS = (grid.ravel() for grid in np.mgrid[-_SOUGHT : _SOUGHT + 1, -_SOUGHT : _SOUGHT + 1])
_AWAY = (np.abs(_DOWN) > _OWN) | (np.abs(_ACROSS) > _OWN)


@dataclass(frozen=True, eq=False)
class Spike:
    """A piece of a plane that neither neighbour shows."""

    rect: Rect
    mask: Mask  # (rect.height, rect.width), 255 = of it
    is_brighter: bool
    features: tuple[float, ...]  # in the order of FEATURES


def spikes(plane: Pixels, beside: Sequence[Pixels], start: Sequence[Motion] = ()) -> tuple[list[Spike], list[Motion]]:
    """The spikes of a plane, and the motions to the planes beside it, as a guess for the planes that follow.

    plane: (H, W, C), colours.  beside: two or more planes of the same scene, best one before and one after; with less
    than two nothing tells whose a difference is, and there are none.  start: guesses of the motions.
    """
    if len(beside) < 2:
        return [], []
    colours = colours_of(plane)
    here = _grey(colours)
    others = [_grey(colours_of(one)) for one in beside]
    guesses = [*start, *[None] * len(others)][: len(others)]
    arrivals: Sequence[Arrival | None] = [None] * len(others)
    field = None
    mended = here
    for _ in range(2):  # again without what was detected: flow is drawn to it
        arrivals = [
            arrive(mended, other, before=arrival, start=guess)
            for other, arrival, guess in zip(others, arrivals, guesses, strict=True)
        ]
        brought = [in_light_of(one.brought(other), here) for one, other in zip(arrivals, others, strict=True) if one]
        field = _Field.of(here, brought, _is_shown([one for one in arrivals if one], here.shape))
        dirty = ndimage.binary_dilation((field.brighter > 0) | (field.darker > 0), _NEXT, _NEAR)
        mended = np.where(dirty, sum(brought) / np.float32(len(brought)), here).astype(np.float32)
    assert field is not None
    motions = [one for one in arrivals if one is not None]
    chroma = colours.max(axis=2) - colours.min(axis=2)
    return list(_Measure(field, chroma, _bend(motions, here.shape)).pieces()), [one.motion for one in motions]


def reduced_spikes(plane: Pixels, beside: Sequence[Pixels], largest: int) -> list[Spike]:
    """The spikes of a plane that is searched at a half, a third ... of its size, with a longer side of `largest` pixels
    at most; in its own pixels."""
    step = -(-max(plane.shape[:2]) // largest)
    if step <= 1:
        return spikes(plane, beside)[0]
    height, width = plane.shape[:2]
    small, _ = spikes(_shrunk(plane, step), [_shrunk(one, step) for one in beside])
    whole = Rect(0, 0, width, height)
    out = []
    for one in small:
        rect = Rect(*(step * n for n in one.rect)).intersect(whole)
        mask = one.mask.repeat(step, axis=0).repeat(step, axis=1)[: rect.height, : rect.width]
        out.append(Spike(rect, np.ascontiguousarray(mask), one.is_brighter, one.features))
    return out


def _shrunk(pixels: Pixels, step: int) -> Floats:
    """The means of whole squares; what is left at the right and at the bottom is a square of its own."""
    height, width = (-(-n // step) * step for n in pixels.shape[:2])
    padded = np.pad(pixels, ((0, height - pixels.shape[0]), (0, width - pixels.shape[1]), (0, 0)), mode="edge")
    colours = colours_of(padded)
    blocks = colours.reshape(height // step, step, width // step, step, colours.shape[2])
    return np.asarray(blocks.mean(axis=(1, 3)), np.float32)


def _grey(colours: Floats) -> Grey:
    return np.asarray(colours.mean(axis=2), np.float32)


def _is_shown(arrivals: Sequence[Arrival], shape: tuple[int, ...]) -> Flags:
    """(H, W): whether all neighbours show a place: at the edge that a camera moves away from they do not."""
    last = np.array([shape[1] - 1, shape[0] - 1])
    inside = [((one.places >= -_BEYOND) & (one.places <= last + _BEYOND)).all(axis=2) for one in arrivals]
    out: Flags = np.logical_and.reduce(inside)
    return out


def _bend(arrivals: Sequence[Arrival], shape: tuple[int, ...]) -> Floats:
    """(H, W): how far the flows to the neighbours are from one even motion, pixels."""
    first, last = arrivals[0].flow, arrivals[-1].flow
    if first is None or last is None:
        return np.zeros(shape, np.float32)
    return np.asarray(np.linalg.norm(first + last, axis=2), np.float32)


@dataclass(frozen=True, eq=False)
class _Field:
    """What differs of a plane, (H, W) each, smoothed by less than a pixel."""

    here: Floats
    brought: tuple[Floats, ...]  # the neighbours
    mean: Floats  # of them
    noise: Floats
    apart: tuple[Floats, Floats]  # how far brighter, and how far darker than all neighbours; below 0 = not
    beyond: tuple[Floats, Floats]  # the same of all that they show within a pixel
    brighter: NDArray[np.int32]  # labels of pieces
    darker: NDArray[np.int32]

    @classmethod
    def of(cls, here: Grey, brought: Sequence[Grey], is_shown: Flags) -> "_Field":
        """is_shown: where all neighbours show the plane; elsewhere nothing tells whose a difference is."""
        smooth, *others = (ndimage.gaussian_filter(one, _SMOOTH, truncate=3.0) for one in (here, *brought))
        low = np.minimum.reduce([ndimage.minimum_filter(one, 3) for one in others])
        high = np.maximum.reduce([ndimage.maximum_filter(one, 3) for one in others])
        mean = np.asarray(sum(others) / np.float32(len(others)), np.float32)
        difference = np.abs(smooth - mean)
        difference = np.minimum(difference, np.quantile(difference[::2, ::2], 0.97))
        spread = np.float32(1.2533) * ndimage.gaussian_filter(difference, _NOISE, truncate=2.5)
        noise = spread + np.float32(_LEAST_NOISE)
        apart = (
            np.minimum.reduce([smooth - one for one in others]),
            np.minimum.reduce([one - smooth for one in others]),
        )
        beyond = smooth - high, low - smooth
        labels = (_labelled(a, b, noise, is_shown) for a, b in zip(apart, beyond, strict=True))
        return cls(smooth, tuple(others), mean, noise, apart, beyond, *labels)


def _labelled(apart: Floats, beyond: Floats, noise: Floats, is_shown: Flags) -> NDArray[np.int32]:
    labels, count = ndimage.label((apart > _LOW * noise) & (apart > _FAINT) & is_shown, _NEXT)
    seeded = np.zeros(count + 1, bool)
    seeded[labels[(beyond > _SEED * noise) & (beyond > _FAINT)]] = True
    seeded[0] = False
    numbers = np.where(seeded, np.cumsum(seeded), 0).astype(np.int32)
    out: NDArray[np.int32] = numbers[labels]
    return out


class _Measure:
    """The pieces of a field, measured."""

    def __init__(self, field: _Field, chroma: Floats, bend: Floats) -> None:
        self._field, self._chroma, self._bend = field, chroma, bend
        self._dirty = (field.brighter > 0) | (field.darker > 0)
        self._unlike = np.abs(field.here - field.mean)
        self._disagree = np.abs(field.brought[0] - field.brought[-1])

    def pieces(self) -> "list[Spike]":
        out = []
        for labels, apart, beyond, is_brighter in (
            (self._field.brighter, self._field.apart[0], self._field.beyond[0], True),
            (self._field.darker, self._field.apart[1], self._field.beyond[1], False),
        ):
            for number, (down, across) in enumerate(ndimage.find_objects(labels), start=1):
                own = labels[down, across] == number
                heights = apart[down, across]
                own &= heights > _TRIM * np.quantile(heights[own], 0.9)
                if np.count_nonzero(own) < _SMALLEST:
                    continue
                rect = Rect.of_edges(across.start, down.start, across.stop, down.stop)
                features = self._features(rect, own, apart, beyond, is_brighter)
                out.append(Spike(rect, own.astype(np.uint8) * np.uint8(255), is_brighter, features))
        return out

    def _features(self, rect: Rect, own: Flags, apart: Floats, beyond: Floats, is_brighter: bool) -> tuple[float, ...]:
        field, height, width = self._field, *self._field.here.shape
        part = rect.grow(_NEAR + _RING).intersect(Rect(0, 0, width, height))
        where = part.slices
        mask = np.zeros((part.height, part.width), bool)
        mask[rect.inside(part).slices] = own
        near = ndimage.binary_dilation(mask, _NEXT, _NEAR)
        wide = ndimage.binary_dilation(near, _NEXT, _RING)
        ring = wide & ~near & ~self._dirty[where]
        if np.count_nonzero(ring) < 8:
            ring = wide & ~near
        if not ring.any():
            ring = ~mask if not mask.all() else mask
        edge = near & ~mask
        edge = edge if edge.any() else mask
        here, mean = field.here[where], field.mean[where]
        contrast = float(apart[where][mask].mean())
        noise = float(field.noise[where][mask].mean())
        stands_out = float(here[mask].mean() - here[ring].mean()) * (1 if is_brighter else -1)
        steep = _slope(here)[edge].mean() - _slope(mean)[edge].mean()
        again = sorted(self._found_again(one, near, part) for one in (field.brought[0], field.brought[-1]))
        area = float(np.count_nonzero(own))

        def share(values: Any) -> float:
            return float(np.log(float(values) / contrast + _TINY))

        return (
            float(np.log(area)),
            float(np.log(contrast / noise)),
            float(np.log(max(float(beyond[where][mask].max()), 0) / noise + _TINY)),
            float(np.log(contrast)),
            share(self._disagree[where][mask].mean()),
            share(self._unlike[where][ring].mean()),
            stands_out / contrast,
            share(mean[wide].std()),
            float(np.log(area / max(own.shape) ** 2)),
            share(again[0]),
            float(np.log(self._bend[where][mask].mean() + _TINY)),
            float(steep) / contrast,
            float(self._chroma[where][mask].mean() - self._chroma[where][ring].mean()),
            share(again[1]),
        )

    def _found_again(self, other: Floats, near: Flags, part: Rect) -> float:
        """The least mean difference of a piece and its edge from other places of a neighbour."""
        rows, columns = np.nonzero(near)
        step = max(1, len(rows) // _COMPARED)
        rows, columns = rows[::step] + part.y, columns[::step] + part.x
        height, width = other.shape
        down = np.clip(rows + _DOWN[_AWAY][:, None], 0, height - 1)
        across = np.clip(columns + _ACROSS[_AWAY][:, None], 0, width - 1)
        unlike = np.abs(other[down, across] - self._field.here[rows, columns]).mean(axis=1)
        return float(unlike.min())


def _slope(values: Floats) -> Floats:
    if min(values.shape) < 2:
        return np.zeros_like(values)
    down, across = np.gradient(values)
    return np.asarray(np.hypot(down, across), np.float32)
