"""From colours and infrared to how many deviations of the frame each pixel is too dark in infrared."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.infrared.crosstalk import Crosstalk, fitted
from inpaint_studio.finding.infrared.planes import logged, windows
from inpaint_studio.finding.infrared.registration import Shift, register
from inpaint_studio.finding.samples import Floats, Samples, as_shares, top_of

BAND = 512  # rows that are worked on together
HALO = 40  # rows on either side that take part
SCALES = (0.0, 1.0, 2.2)  # pixels: how wide the density is averaged, so that wide and thin dust counts as well
STEPS = 8  # a deviation of `Depth.deviations`
_SOFTNESS = 1.0  # pixels: where the refinement of the blur begins
_SOFTEST = 3.5
_REFINEMENTS = 4
_SHADOW = 0.12  # of the range
_MOST_REFINED = 0.5  # pixels from where phase correlation has it
_UNCERTAIN = 0.1  # pixels: a refinement of the shift that is not known better is not used
_RARE, _USUAL = 99.99, 4.25  # percent of pixels to the light side, and the deviations that noise has there
# With more, nearly all the dust of a scanner of weak infrared is lost (Plustek at a crosstalk of .15: F1 .75 -> .46).
_MOST_EXCESS = 1.5
_AROUND = 65  # pixels a side of the surroundings that a density is measured against
_NEAR = 25  # of those in which the noise is measured


@dataclass(frozen=True, eq=False)
class Calibration:
    """What one look over the frame says of its infrared."""

    size: Size
    shift: Shift
    crosstalk: Crosstalk
    softness: float  # pixels, standard deviation
    noise: tuple[float, ...]  # deviation of the density, for each of `SCALES`
    excess: float = 1.0  # by which deviations are divided: outliers to the light side, of which dust has none


def calibrated(pixels: Samples, infrared: Samples) -> Calibration:
    """pixels: (H, W, C); infrared: (H, W)."""
    size = Size(infrared.shape[1], infrared.shape[0])
    shift = register(pixels, infrared)
    crosstalk = fitted(pixels, infrared)
    looks = list(windows(size, 384, 9))
    shift, softness = _refined(pixels, infrared, shift, crosstalk, looks)
    frame = Calibration(size, shift, crosstalk, softness, ())
    densities = [_high_passed(density_in(frame, pixels, infrared, at)) for at in looks]
    noise = (_deviation(np.concatenate([smooth(one, scale).ravel() for one in densities])) for scale in SCALES)
    frame = replace(frame, noise=tuple(max(one, 1e-4) for one in noise))
    # What lies as far to the light side as dust to the dark one is the picture, not quite removed: there is as much of
    # it on either side. Pure noise reaches 4 deviations there.
    lighter = np.concatenate([_deviations(frame, -one).ravel() for one in densities])
    return replace(frame, excess=float(np.clip(np.percentile(lighter, _RARE) / _USUAL, 1, _MOST_EXCESS)))


def _refined(
    pixels: Samples, infrared: Samples, shift: Shift, crosstalk: Crosstalk, looks: list[Rect]
) -> tuple[Shift, float]:
    """Shift and blur by least squares: what is left of the picture's edges looks like their slope or their curvature.

    After LUCAS AND KANADE 1981. Edges as strong as 1 in ln R leave 0.006 at a shift of .02 px and a crosstalk of .3: as
    much as a good scanner's noise.
    """
    softness, begin = _SOFTNESS, shift
    sources = [crosstalk.picture_in(pixels[at.slices]) for at in looks]
    for _ in range(_REFINEMENTS):
        products, target = np.zeros((3, 3)), np.zeros(3)
        squares = count = 0.0
        for source, at in zip(sources, looks, strict=True):
            picture = softened(source, softness)
            rest = _high_passed(_logged_infrared(crosstalk, infrared, shift, at) - picture)
            down, across = (np.asarray(np.gradient(picture, axis=axis)) for axis in (0, 1))
            bend = np.asarray(np.gradient(down, axis=0)) + np.asarray(np.gradient(across, axis=1))
            inner = (slice(4, -4), slice(4, -4))
            keep = (~_near_dust(rest) & _is_light(pixels[at.slices]))[inner]
            columns = np.stack([values[inner][keep] for values in (across, down, bend)]).astype(np.float64)
            values = rest[inner][keep].astype(np.float64)
            products += columns @ columns.T
            target += columns @ values
            squares, count = squares + float((values**2).sum()), count + values.size
        if count < 100 or np.linalg.cond(products) > 1e10:
            break
        # Three times: the noise of neighbours is not independent.
        error = 3 * np.sqrt(np.diag(np.linalg.inv(products)) * squares / count)
        dx, dy, bent = np.linalg.solve(products, target)
        if max(error[:2]) < _UNCERTAIN:
            shift = Shift(shift.dx - float(dx), shift.dy - float(dy), shift.certainty)
        if max(abs(shift.dx - begin.dx), abs(shift.dy - begin.dy)) > _MOST_REFINED:
            return begin, _SOFTNESS
        if error[2] < _UNCERTAIN:
            softness = float(np.sqrt(np.clip(softness**2 + 2 * bent, 0, _SOFTEST**2)))
    return shift, softness


def _is_light(pixels: Samples) -> NDArray[np.bool_]:
    """Not in the shadows, whose noise is none of the infrared's: it would count as sharpness that is to be blurred."""
    return np.asarray(pixels[:, :, 0] > top_of(pixels.dtype) * _SHADOW)


def _near_dust(rest: Floats) -> NDArray[np.bool_]:
    """Where dust, whose edges are in both, would take part in the refinement."""
    from scipy import ndimage

    wide = smooth(rest, 1.5)
    spots = (np.abs(rest) > 5 * _deviation(rest.ravel())) | (wide < -4 * _deviation(wide.ravel()))
    return np.asarray(ndimage.maximum_filter(spots, 11))


def density_in(frame: Calibration, pixels: Samples, infrared: Samples, rect: Rect) -> Floats:
    """ln of how much more infrared passes than without dust, (rect.height, rect.width): below 0 where there is some."""
    around = rect.grow(12).clip(frame.size)
    picture = softened(frame.crosstalk.picture_in(pixels[around.slices]), frame.softness)
    out = _logged_infrared(frame.crosstalk, infrared, frame.shift, rect)
    out -= picture[rect.inside(around).slices]
    return out


def _logged_infrared(crosstalk: Crosstalk, infrared: Samples, shift: Shift, rect: Rect) -> Floats:
    """Its logarithm where the picture's pixels lie, without the light falloff."""
    out = logged(registered(infrared, shift, rect))
    out -= crosstalk.falloff_in(rect)
    return out


def registered(infrared: Samples, shift: Shift, rect: Rect) -> Floats:
    """The plane's shares, 0 .. 1, where the picture's pixels of `rect` lie."""
    if not shift.dx and not shift.dy:
        return as_shares(infrared[rect.slices])
    from inpaint_studio.finding.infrared import kernels  # numba

    left, top = int(np.floor(shift.dx)), int(np.floor(shift.dy))
    whole = Rect(0, 0, infrared.shape[1], infrared.shape[0])
    source = Rect(rect.x + left, rect.y + top, rect.width, rect.height).grow(3).intersect(whole)
    out = np.empty((rect.height, rect.width), np.float32)
    part = np.ascontiguousarray(as_shares(infrared[source.slices]))
    rows, columns = _cubic(shift.dy - top), _cubic(shift.dx - left)
    kernels.shifted(part, rows, columns, rect.y + top - source.y, rect.x + left - source.x, out)
    return out


def _cubic(t: float) -> Floats:
    """Weights of Catmull and Rom."""
    return np.array(
        [
            ((-0.5 * t + 1) * t - 0.5) * t,
            (1.5 * t - 2.5) * t * t + 1,
            ((-1.5 * t + 2) * t + 0.5) * t,
            (0.5 * t - 0.5) * t * t,
        ],
        np.float32,
    )


def smooth(values: Floats, sigma: float) -> Floats:
    """Gaussian average; 0: the values themselves."""
    if sigma <= 0:
        return values
    from inpaint_studio.finding.infrared import kernels  # numba

    reach = max(1, round(3 * sigma))
    weights = np.exp(-(np.arange(reach + 1) ** 2) / (2 * sigma * sigma))
    weights /= 2 * weights.sum() - weights[0]
    out = np.empty_like(values)
    kernels.blurred(np.ascontiguousarray(values), weights.astype(np.float32), np.empty_like(values), out)
    return out


def softened(picture: Floats, sigma: float) -> Floats:
    """The logarithm of a blurred picture that is given as a logarithm: optics blur light."""
    return picture if sigma < 0.1 else np.asarray(np.log(smooth(np.exp(picture), sigma)))


def _high_passed(density: Floats, spread: float | None = None) -> Floats:
    """Against the surroundings, dust left out of them. spread: what counts as dust; None: three deviations."""
    from scipy import ndimage  # 0.4 s to import

    spread = 3 * _deviation(density.ravel()) + 1e-4 if spread is None else spread
    for wide in (4 * spread, spread):  # first what is left of the falloff, then without the dust
        around = ndimage.uniform_filter(np.clip(density, -wide, wide), _AROUND, mode="nearest")
        density = density - around
    return np.asarray(density)


def _deviation(values: NDArray[np.float32]) -> float:
    """From the median of absolute deviations, so that dust does not count."""
    sample = values[:: max(1, values.size // 400_000)]
    return float(np.median(np.abs(sample - np.median(sample)))) * 1.4826


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
        deviations = _deviations(frame, density_in(frame, pixels, infrared, wide))[rect.inside(wide).slices]
        deviations = np.where(_is_covered(frame, rect), deviations, 0)
        yield Depth(rect, np.clip(deviations * STEPS, 0, 65535).astype(np.uint16))


def _deviations(frame: Calibration, density: Floats) -> Floats:
    """The deepest of all scales, each in deviations of the frame, or of its neighbourhood where that is noisier.

    Of the neighbourhood only what is too light counts: dust is too dark, and would hide itself. Where edges of the
    picture, or the noise of its shadows, were not quite removed both signs are as frequent.
    """
    from scipy import ndimage  # 0.4 s to import

    density = _high_passed(density, 3 * frame.noise[0])
    deepest = np.zeros_like(density)
    for scale, noise in zip(SCALES, frame.noise, strict=True):
        values = smooth(density, scale)
        lighter = np.square(np.maximum(values, 0))
        local = np.sqrt(2 * ndimage.uniform_filter(lighter, _NEAR + 2 * round(6 * scale), mode="nearest").clip(0))
        # More than it is, since edges that were left have more outliers than noise has; less than 15 % is chance.
        expected = noise + 1.5 * np.maximum(local - 1.15 * noise, 0)
        np.maximum(deepest, -values / expected, out=deepest)
    return np.asarray(deepest / np.float32(frame.excess))


def _is_covered(frame: Calibration, rect: Rect) -> NDArray[np.bool_]:
    """Where the shifted infrared lies under the picture; beyond its edges nothing is known."""
    ys = np.arange(rect.y, rect.bottom) + frame.shift.dy
    xs = np.arange(rect.x, rect.right) + frame.shift.dx
    rows, columns = (ys >= 0) & (ys <= frame.size.height - 1), (xs >= 0) & (xs <= frame.size.width - 1)
    return np.asarray(rows[:, None] & columns[None, :])
