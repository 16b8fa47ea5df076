"""From colours and infrared to how many deviations of the frame each pixel is too dark in infrared."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.infrared.crosstalk import Crosstalk, fitted
from inpaint_studio.finding.infrared.filters import deviation, high_passed, smooth
from inpaint_studio.finding.infrared.planes import LEVELS, windows
from inpaint_studio.finding.infrared.refinement import Prediction, density, refined
from inpaint_studio.finding.infrared.registration import Shift, register
from inpaint_studio.finding.samples import Floats, Samples

BAND = 512  # rows that are worked on together
HALO = 40  # rows on either side that take part
SCALES = (0.0, 1.0, 2.2)  # pixels: how wide the density is averaged, so that wide and thin dust counts as well
STEPS = 8  # a deviation of `Depth.deviations`
_RARE, _USUAL = 99.99, 4.25  # percent of pixels to the light side, and the deviations that noise has there
# With more, nearly all the dust of a scanner of weak infrared is lost (Plustek at a crosstalk of .15: F1 .75 -> .46).
_MOST_EXCESS = 1.5
_BLACK, _ROUNDED = 1 / 256, 0.3  # of the range: how well a scanner's black is known, and the deviation of rounding
_NEAR = 25  # pixels a side of the surroundings in which the noise is measured


@dataclass(frozen=True, eq=False)
class Calibration:
    """What one look over the frame says of its infrared."""

    size: Size
    prediction: Prediction
    noise: tuple[float, ...]  # deviation of the density, for each of `SCALES`
    excess: float = 1.0  # by which deviations are divided: outliers to the light side, of which dust has none

    @property
    def shift(self) -> Shift:
        return self.prediction.shift

    @property
    def crosstalk(self) -> Crosstalk:
        return self.prediction.crosstalk


def calibrated(pixels: Samples, infrared: Samples) -> Calibration:
    """pixels: (H, W, C); infrared: (H, W)."""
    size = Size(infrared.shape[1], infrared.shape[0])
    prediction = refined(pixels, infrared, register(pixels, infrared), fitted(pixels, infrared))
    looks = list(windows(size, 384, 9))
    frame = Calibration(size, prediction, ())
    densities = [high_passed(density_in(frame, pixels, infrared, at)) for at in looks]
    doubts = [_doubt(frame, pixels, at) for at in looks]
    noise = (deviation(np.concatenate([smooth(one, scale).ravel() for one in densities])) for scale in SCALES)
    frame = replace(frame, noise=tuple(max(one, 1e-4) for one in noise))
    # What lies as far to the light side as dust to the dark one is the picture, not quite removed: there is as much of
    # it on either side. Pure noise reaches 4 deviations there.
    lighter = np.concatenate(
        [_deviations(frame, -one, doubt).ravel() for one, doubt in zip(densities, doubts, strict=True)]
    )
    return replace(frame, excess=float(np.clip(np.percentile(lighter, _RARE) / _USUAL, 1, _MOST_EXCESS)))


def density_in(frame: Calibration, pixels: Samples, infrared: Samples, rect: Rect) -> Floats:
    """ln of how much more infrared passes than without dust, (rect.height, rect.width): below 0 where there is some."""
    return density(frame.prediction, pixels, infrared, rect, frame.size)


@dataclass(frozen=True, eq=False)
class Depth:
    """One band of a frame."""

    rect: Rect
    deviations: NDArray[np.uint16]  # (rect.height, rect.width): how far below the noise, in `STEPS` a deviation


def depths(frame: Calibration, pixels: Samples, infrared: Samples) -> Iterator[Depth]:
    """The whole frame from top to bottom. Memory is bounded by the bands."""
    whole = Rect.of_size(frame.size)
    for top in range(0, frame.size.height, BAND):
        rect = Rect(0, top, frame.size.width, min(BAND, frame.size.height - top))
        wide = rect.grow(HALO).intersect(whole)
        deviations = _deviations(frame, density_in(frame, pixels, infrared, wide), _doubt(frame, pixels, wide))
        deviations = deviations[rect.inside(wide).slices]
        deviations = np.where(_is_covered(frame, rect), deviations, 0)
        yield Depth(rect, np.clip(deviations * STEPS, 0, 65535).astype(np.uint16))


def _doubt(frame: Calibration, pixels: Samples, rect: Rect) -> Floats:
    """Variance of the density by what is not known of the colours, (rect.height, rect.width): in black it is large."""
    around = rect.grow(12).clip(frame.size)
    step = round(_BLACK * LEVELS)
    tables = frame.crosstalk.tables
    rise = _ROUNDED * np.abs(tables[:, np.minimum(np.arange(LEVELS) + step, LEVELS - 1)] - tables)
    variance = replace(frame.crosstalk, tables=(rise * rise).astype(np.float32)).picture_in(pixels[around.slices])
    return smooth(variance, max(frame.prediction.softness, 0.5))[rect.inside(around).slices]


def _deviations(frame: Calibration, density: Floats, doubt: Floats) -> Floats:
    """The deepest of all scales, each in deviations of the frame, or of its neighbourhood where that is noisier.

    Of the neighbourhood only what is too light counts: dust is too dark, and would hide itself. Where edges of the
    picture, or the noise of its shadows, were not quite removed both signs are as frequent.
    """
    from scipy import ndimage  # 0.4 s to import

    density = high_passed(density, 3 * frame.noise[0])
    deepest = np.zeros_like(density)
    for scale, noise in zip(SCALES, frame.noise, strict=True):
        values = smooth(density, scale)
        lighter = np.square(np.maximum(values, 0))
        local = np.sqrt(2 * ndimage.uniform_filter(lighter, _NEAR + 2 * round(6 * scale), mode="reflect").clip(0))
        # More than it is, since edges that were left have more outliers than noise has; less than 15 % is chance.
        expected = noise + 1.5 * np.maximum(local - 1.15 * noise, 0)
        expected = np.sqrt(expected * expected + doubt)
        np.maximum(deepest, -values / expected, out=deepest)
    return np.asarray(deepest / np.float32(frame.excess))


def _is_covered(frame: Calibration, rect: Rect) -> NDArray[np.bool_]:
    """Where the shifted infrared lies under the picture, and all that its blur mixes; beyond that nothing is known."""
    margin = round(2 * frame.prediction.softness)
    known = []
    for first, last, shift, length in (
        (rect.y, rect.bottom, frame.shift.dy, frame.size.height),
        (rect.x, rect.right, frame.shift.dx, frame.size.width),
    ):
        there = np.arange(first, last)
        known.append(
            (there >= margin)
            & (there < length - margin)
            & (there + shift >= margin)
            & (there + shift <= length - 1 - margin)
        )
    return np.asarray(known[0][:, None] & known[1][None, :])
