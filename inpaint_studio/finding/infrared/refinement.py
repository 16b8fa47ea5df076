"""What the picture leaves in the infrared, fitted pixel by pixel: shift, blur and the curves of the dyes at once.

Curves that were fitted to the means of blocks are off where the blocks hold edges, and with them what is left of every
edge: in spices at a crosstalk of .3 .029 in ln infrared, where the scanner's noise is .005 and all of its dust .03 to
.086 deep. Fitted together, after GAUSS AND NEWTON, .0054 is left, and the blur comes out to a hundredth of a pixel.
"""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.infrared.crosstalk import Crosstalk, Falloff
from inpaint_studio.finding.infrared.filters import (
    blurred,
    deviation,
    high_passed,
    registered,
    smooth,
    softened,
    without_surroundings,
)
from inpaint_studio.finding.infrared.planes import as_levels, logarithms, logged, windows
from inpaint_studio.finding.infrared.registration import Shift
from inpaint_studio.finding.samples import Floats, Samples

_SIDE, _WINDOWS = 256, 9  # pixels, and how many are looked at
_SOFTNESS, _SOFTEST = 1.0, 3.5  # pixels of blur: at the beginning, and at most
_ROUNDS, _STEPS = 3, 2  # of the falloff, and of the fit in each
_STEP = 0.3  # pixels that a step may go at most
_MOST_REFINED = 1.0  # pixels from where phase correlation has it
_UNCERTAIN = 0.1  # pixels: a shift that is not known better is not used
_EDGE = 6  # pixels of a window that its neighbours would be needed for
_KNOTS = (10, 6)  # of the curves of red and of green
_APART = 0.1  # in ln of the level, of two knots
# What is known before: dyes follow a power of the level but for so much, and green shines through less than red. Where
# the colours of a frame are all of one hue the curves could not be told apart without.
_BEND, _SLOPES = 0.03, (0.5, 0.1)
_DEPENDENT = 9.0  # the noise of neighbours is not independent: an uncertainty is three times that of the formula


@dataclass(frozen=True, eq=False)
class Prediction:
    """How a frame's infrared follows from its colours."""

    shift: Shift
    crosstalk: Crosstalk
    softness: float  # pixels, standard deviation


@dataclass(frozen=True, eq=False)
class _Curve:
    """Of one band: ln infrared by ln of the level, a straight line and what it bends by."""

    knots: NDArray[np.float64]
    slope: float
    bends: NDArray[np.float64]

    @property
    def table(self) -> Floats:
        levels = logarithms()
        return np.asarray(self.slope * levels + np.interp(levels, self.knots, self.bends), np.float32)

    @property
    def unknowns(self) -> int:
        return 1 + len(self.knots)

    def columns(self, levels: Floats) -> Iterator[Floats]:
        """Of how ln infrared changes with each unknown."""
        yield levels
        places = np.interp(levels, self.knots, np.arange(len(self.knots))).astype(np.float32)
        for number in range(len(self.knots)):
            yield np.maximum(0, 1 - np.abs(places - np.float32(number)))

    def moved(self, by: NDArray[np.float64]) -> "_Curve":
        return replace(self, slope=self.slope + float(by[0]), bends=self.bends + by[1:])


def refined(pixels: Samples, infrared: Samples, shift: Shift, crosstalk: Crosstalk) -> Prediction:
    """pixels: (H, W, C); infrared: (H, W); shift and crosstalk as they are known before."""
    size = Size(infrared.shape[1], infrared.shape[0])
    looks = list(windows(size, _SIDE, _WINDOWS))
    curves = tuple(_started(pixels, looks, band, crosstalk) for band in range(len(crosstalk.tables)))
    falloff = Falloff(pixels, infrared)
    first = now = Prediction(shift, falloff.under(_with(crosstalk, curves)), _SOFTNESS)
    for _ in range(_ROUNDS):
        for _ in range(_STEPS):
            step = _step(now, curves, pixels, infrared, looks)
            if step is None:
                return now
            now, curves = step
        now = replace(now, crosstalk=falloff.under(now.crosstalk))
    is_lost = max(abs(now.shift.dx - shift.dx), abs(now.shift.dy - shift.dy)) > _MOST_REFINED
    return first if is_lost else now


def _started(pixels: Samples, looks: list[Rect], band: int, crosstalk: Crosstalk) -> _Curve:
    """A straight line through a curve of blocks, and where it may bend."""
    levels = logarithms()
    seen = np.concatenate([levels[as_levels(pixels[at.slices][::4, ::4, band])].ravel() for at in looks])
    knots: list[float] = []
    for place in np.percentile(seen, [0.02, *np.linspace(0.5, 99.5, _KNOTS[band]), 99.98]):
        if not knots or place > knots[-1] + _APART:
            knots.append(float(place))
    usual = np.percentile(seen, np.linspace(2, 98, 40))
    slope = 0.0
    if usual[-1] > usual[0] + _APART:
        slope = float(np.polyfit(usual, np.interp(usual, levels, crosstalk.tables[band]), 1)[0])
    return _Curve(np.array(knots), slope, np.zeros(len(knots)))


def _with(crosstalk: Crosstalk, curves: tuple[_Curve, ...]) -> Crosstalk:
    return replace(crosstalk, tables=np.stack([curve.table for curve in curves]))


def _step(
    now: Prediction, curves: tuple[_Curve, ...], pixels: Samples, infrared: Samples, looks: list[Rect]
) -> tuple[Prediction, tuple[_Curve, ...]] | None:
    """One step of the fit; None where there is nothing to fit by."""
    unknowns = 3 + sum(curve.unknowns for curve in curves)
    products, target = np.zeros((unknowns, unknowns)), np.zeros(unknowns)
    squares = count = 0.0
    for at in looks:
        columns, values = _equations(now, curves, pixels, infrared, at)
        products += columns @ columns.T
        target += columns @ values
        squares, count = squares + float((values**2).sum()), count + values.size
    if count < 100:
        return None
    noise = max(squares / count, 1e-12)
    # Of each unknown: how far it may lie from what is known before, and how far it does.
    spreads = [_STEP, _STEP, _STEP]
    there = [0.0, 0.0, 0.0]
    for number, curve in enumerate(curves):
        spreads += [_SLOPES[number], *[_BEND] * len(curve.knots)]
        there += [curve.slope if number else 0.0, *curve.bends]
    priors = _DEPENDENT * noise / np.array(spreads) ** 2
    full = products + np.diag(priors)
    error = np.sqrt(np.diag(np.linalg.inv(full)) * noise * _DEPENDENT)
    moves = np.linalg.solve(full, target - priors * np.array(there))
    shift, softness = now.shift, now.softness
    if max(error[:2]) < _UNCERTAIN:
        dx, dy = (float(np.clip(move, -_STEP, _STEP)) for move in moves[:2])
        shift = Shift(shift.dx - dx, shift.dy - dy, shift.certainty)
    if error[2] < _UNCERTAIN:
        softness = float(np.sqrt(np.clip(softness**2 + 2 * moves[2], 0, _SOFTEST**2)))
    begin, moved = 3, []
    for curve in curves:
        moved.append(curve.moved(moves[begin : begin + curve.unknowns]))
        begin += curve.unknowns
    return Prediction(shift, _with(now.crosstalk, tuple(moved)), softness), tuple(moved)


def _equations(
    now: Prediction, curves: tuple[_Curve, ...], pixels: Samples, infrared: Samples, at: Rect
) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
    """Of the pixels of a window: (unknowns, pixels), and what is left to be explained of each."""
    light = np.exp(now.crosstalk.picture_in(pixels[at.slices]))
    predicted = blurred(light, now.softness)
    logarithm = np.log(predicted)
    rest = high_passed(logged_infrared(now.crosstalk, infrared, now.shift, at) - logarithm)
    down, across = (np.asarray(np.gradient(logarithm, axis=axis)) for axis in (0, 1))
    bend = sum(np.asarray(np.gradient(np.gradient(predicted, axis=axis), axis=axis)) for axis in (0, 1)) / predicted
    keep = ~_near_dust(rest)
    for edge in (slice(_EDGE), slice(-_EDGE, None)):
        keep[edge] = keep[:, edge] = False
    columns = [values[keep] for values in (across, down, bend)]
    for band, curve in enumerate(curves):
        levels = logarithms()[as_levels(pixels[at.slices][:, :, band])]
        for values in curve.columns(levels):
            change = blurred(light * values, now.softness) / predicted
            columns.append(without_surroundings(change, change)[keep])
    return np.stack(columns).astype(np.float64), rest[keep].astype(np.float64)


def _near_dust(rest: Floats) -> NDArray[np.bool_]:
    """Where dust, whose edges are in both, would take part."""
    from scipy import ndimage

    wide = smooth(rest, 1.5)
    spots = (np.abs(rest) > 5 * deviation(rest.ravel())) | (wide < -4 * deviation(wide.ravel()))
    return np.asarray(ndimage.maximum_filter(spots, 11))


def logged_infrared(crosstalk: Crosstalk, infrared: Samples, shift: Shift, rect: Rect) -> Floats:
    """Its logarithm where the picture's pixels lie, without the light falloff."""
    out = logged(registered(infrared, shift, rect))
    out -= crosstalk.falloff_in(rect)
    return out


def density(now: Prediction, pixels: Samples, infrared: Samples, rect: Rect, size: Size) -> Floats:
    """ln of how much more infrared passes than is predicted, (rect.height, rect.width): below 0 where there is dust."""
    around = rect.grow(12).clip(size)
    picture = softened(now.crosstalk.picture_in(pixels[around.slices]), now.softness)
    out = logged_infrared(now.crosstalk, infrared, now.shift, rect)
    out -= picture[rect.inside(around).slices]
    return out
