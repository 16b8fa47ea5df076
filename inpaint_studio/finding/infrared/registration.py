"""How far a scanner's infrared lies from its colours: the phase of their cross-spectrum, weighted by coherence.

KNAPP AND CARTER 1976 (the Hannan-Thomson processor), in two dimensions. Picture and dust move together, since both are
on the film: registering on masked dust alone was pulled 1.5 px off by the picture that shines through (spike of 27
November 2026).
"""

from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Size
from inpaint_studio.finding.infrared.planes import logged, windows
from inpaint_studio.finding.samples import Floats, Samples, as_shares

_SIDE, _MOST = 256, 64  # of windows: pixels a side, how many
_FARTHEST = 8  # pixels: scanners are 1 to 3 off
_HIGHEST = 0.3  # cycles a pixel: above it is noise
_SIGNIFICANT = 7.0  # height of the peak in deviations of the surface round it
_FINE = 50  # steps a pixel


class Shift(NamedTuple):
    """Where the infrared of a picture's pixel (x, y) lies: at (x + dx, y + dy) of its plane."""

    dx: float
    dy: float
    certainty: float  # height of the peak, in deviations of the surface; below `_SIGNIFICANT` the shift is 0, 0

    @property
    def is_certain(self) -> bool:
        return self.certainty >= _SIGNIFICANT


def register(pixels: Samples, infrared: Samples) -> Shift:
    """pixels: (H, W, C), C at least 1; infrared: (H, W) of the same size."""
    size = Size(infrared.shape[1], infrared.shape[0])
    side = min(_SIDE, max(32, min(size) // 2))
    colours = min(pixels.shape[2], 3) if pixels.shape[2] != 2 else 1
    cross = np.zeros((side, side), np.complex128)
    first_power, second_power = np.zeros((side, side)), np.zeros((side, side))
    count = 0
    for rect in windows(size, side, _MOST):
        if (rect.width, rect.height) != (side, side):
            return Shift(0.0, 0.0, 0.0)
        first = np.fft.fft2(_fringed(logged(as_shares(pixels[rect.slices][:, :, :colours].min(axis=2)))))
        second = np.fft.fft2(_fringed(logged(as_shares(infrared[rect.slices]))))
        cross += np.conj(first) * second
        first_power += np.abs(first) ** 2
        second_power += np.abs(second) ** 2
        count += 1
    return _peak(_weighted(cross, first_power, second_power, count))


def _weighted(
    cross: NDArray[np.complex128], first: NDArray[Any], second: NDArray[Any], count: int
) -> NDArray[np.complex128]:
    """The phase of each frequency, with as much weight as its coherence says that it is known."""
    from scipy import ndimage  # 0.4 s to import

    def pooled(values: NDArray[Any]) -> NDArray[Any]:
        return np.asarray(ndimage.uniform_filter(values, 3, mode="wrap"))

    # A shift of up to 8 px turns the phase by 8 / side of a circle from one frequency to the next: pooling is safe.
    shared = pooled(cross.real) + 1j * pooled(cross.imag)
    coherence = np.abs(shared) ** 2 / np.maximum(pooled(first) * pooled(second), 1e-30)
    by_chance = 1 / (4 * max(count, 1))
    coherence = np.clip((coherence - by_chance) / (1 - by_chance), 0, 0.98)
    return np.asarray(cross / np.maximum(np.abs(cross), 1e-30) * coherence / (1 - coherence))


def _fringed(logarithm: Floats) -> NDArray[Any]:
    """High-passed, and faded out towards the edge of the window."""
    from scipy import ndimage

    values = logarithm - ndimage.gaussian_filter(logarithm, 8)
    limit = 4 * float(np.median(np.abs(values))) + 1e-6
    values = np.clip(values, -8 * limit, 8 * limit)  # one opaque border of a holder would outweigh all else
    return np.asarray(values * np.hanning(values.shape[0])[:, None] * np.hanning(values.shape[1]), np.float64)


def _peak(spectrum: NDArray[np.complex128]) -> Shift:
    """Of the correlation, to a fraction of a pixel: the inverse transform at finer and finer steps."""
    height, width = spectrum.shape
    v, u = np.fft.fftfreq(height)[:, None], np.fft.fftfreq(width)[None, :]
    weighted = np.where(u * u + v * v < _HIGHEST**2, spectrum, 0)
    surface = np.abs(_surface(weighted, u, v, np.arange(-3 * _FARTHEST, 3 * _FARTHEST + 1.0)))
    middle = surface[2 * _FARTHEST : -2 * _FARTHEST, 2 * _FARTHEST : -2 * _FARTHEST]
    y, x = np.unravel_index(int(np.argmax(middle)), middle.shape)
    outside = surface.copy()
    outside[2 * _FARTHEST : -2 * _FARTHEST, 2 * _FARTHEST : -2 * _FARTHEST] = np.nan
    certainty = float((middle[y, x] - np.nanmean(outside)) / max(float(np.nanstd(outside)), 1e-12))
    if certainty < _SIGNIFICANT:
        return Shift(0.0, 0.0, certainty)
    dx, dy = float(x - _FARTHEST), float(y - _FARTHEST)
    steps = np.arange(-_FINE, _FINE + 1) / _FINE
    fine = np.abs(_surface(weighted, u, v, steps + dx, steps + dy))
    y, x = np.unravel_index(int(np.argmax(fine)), fine.shape)
    return Shift(dx + float(steps[x]), dy + float(steps[y]), certainty)


def _surface(
    spectrum: NDArray[np.complex128],
    u: NDArray[Any],
    v: NDArray[Any],
    xs: NDArray[Any],
    ys: NDArray[Any] | None = None,
) -> NDArray[Any]:
    """Real part of the inverse transform at the distances `ys` (rows; None: as `xs`) and `xs`."""
    across = np.exp(2j * np.pi * u.T * xs[None, :])  # (W, X)
    down = np.exp(2j * np.pi * (xs if ys is None else ys)[:, None] * v.T)  # (Y, H)
    return np.asarray((down @ spectrum @ across).real)
