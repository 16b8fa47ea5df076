"""Filters of planes: blur, what remains of a plane without its surroundings, and the spread of its noise."""

from typing import Literal

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.infrared.registration import Shift
from inpaint_studio.finding.samples import Floats, Samples, as_shares

AROUND = 65  # pixels a side of the surroundings that a density is measured against


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


def blurred(values: Floats, sigma: float) -> Floats:
    """The same for the blur of optics, of which less than a tenth of a pixel is none."""
    return values if sigma < 0.1 else smooth(values, sigma)


def softened(picture: Floats, sigma: float) -> Floats:
    """The logarithm of a blurred picture that is given as a logarithm: optics blur light."""
    return picture if sigma < 0.1 else np.asarray(np.log(smooth(np.exp(picture), sigma)))


def high_passed(density: Floats, spread: float | None = None) -> Floats:
    """Against the surroundings, dust left out of them. spread: what counts as dust; None: three deviations."""
    spread = 3 * deviation(density.ravel()) + 1e-4 if spread is None else spread
    # First what is left of the falloff, then without the dust. Beyond the edges of the frame a slope goes on better by
    # the last values, and noise by all of them.
    density = without_surroundings(density, np.clip(density, -4 * spread, 4 * spread))
    return without_surroundings(density, np.clip(density, -spread, spread), mode="reflect")


def without_surroundings(values: Floats, known: Floats, mode: Literal["nearest", "reflect"] = "nearest") -> Floats:
    """values less the mean of `known` round each pixel."""
    from scipy import ndimage  # 0.4 s to import

    return np.asarray(values - ndimage.uniform_filter(known, AROUND, mode=mode))


def deviation(values: NDArray[np.float32]) -> float:
    """From the median of absolute deviations, so that dust does not count."""
    sample = values[:: max(1, values.size // 400_000)]
    return float(np.median(np.abs(sample - np.median(sample)))) * 1.4826


def middle(values: NDArray[np.float32]) -> float:
    """The median of a few values, as numpy's, which takes a tenth of a millisecond to begin."""
    ordered = np.sort(values, axis=None)
    half = ordered.size // 2
    return float(ordered[half] if ordered.size % 2 else (ordered[half - 1] + ordered[half]) / np.float32(2))


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
