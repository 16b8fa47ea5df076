"""Blending a fill with its surroundings: colour matching at the border, and grain synthesis."""

import numpy as np
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch.nn import functional as F

from inpaint_studio.editing.coarse_membrane import enlarged_pixels
from inpaint_studio.editing.fills import copy_where
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask import bounds
from inpaint_studio.model.nets.membrane import membrane

Colours = NDArray[np.float32]  # (H, W, C), sRGB-encoded, 0..1 where the picture is
Hole = NDArray[np.bool_]  # (H, W)

_SIGMA_OF_GRID = 2.0  # squares that the smoothing of colours at a border spans at least
MEMBRANE_PIXELS = 400_000  # larger holes are solved on a coarser grid: a smooth function loses nothing


def harmonic(values: Colours, hole: Hole) -> Colours:
    """The membrane of `values` in the hole: (H, W, C) float32, the same outside. Any range; the hole is never read."""
    if not hole.any():
        return values.copy()
    near = _near(hole, 8)  # only the rim matters, so only its surroundings are processed
    whole, values, hole = values, values[near], hole[near]
    step = 1
    while np.count_nonzero(hole) > MEMBRANE_PIXELS * step * step:
        step *= 2
    tensor = torch.from_numpy(np.ascontiguousarray(values.transpose(2, 0, 1)))[None]
    unknown = torch.from_numpy(hole)[None, None]
    if step == 1:
        solved = membrane(tensor, unknown)
    else:
        size = (max(1, hole.shape[0] // step), max(1, hole.shape[1] // step))
        coarse, known = masked_resize(tensor, unknown, size)
        solved = F.interpolate(membrane(coarse, known < 0.5), hole.shape, mode="bilinear", align_corners=False)
    filled: Colours = whole.astype(np.float32)  # a copy
    copy_where(filled[near], solved[0].numpy().transpose(1, 2, 0), hole)
    return filled


def _near(hole: Hole, margin: int) -> tuple[slice, slice]:
    """The bounding box of the hole grown by `margin`, inside the plane."""
    size = Size(hole.shape[1], hole.shape[0])
    return bounds(hole.view(np.uint8)).grow(margin).clip(size).slices


def masked_resize(
    picture: torch.Tensor, hole: torch.Tensor, size: tuple[int, int]
) -> tuple[torch.Tensor, torch.Tensor]:
    """Downscale by the mean of the known pixels under each new one, so that the hole's colours do not leak.

    picture: (B, C, H, W).  hole: (B, 1, H, W) bool.  Returns (B, C, *size), and their known shares, (B, 1, *size).
    """
    weight = (~hole).to(picture.dtype)
    known = F.interpolate(weight, size, mode="area")
    colours = F.interpolate(torch.where(hole, picture.new_zeros(()), picture), size, mode="area")
    return colours / known.clamp(min=1e-6), known


def match_border(fill: Colours, picture: Colours, hole: Hole, sigma: float) -> Colours:
    """Shift the fill's colours so that they meet the picture's at the hole's border: the membrane of the difference.

    fill: (H, W, C), a guess for every pixel, also where the picture is known.  sigma: pixels over which the difference
    is averaged along the border first, so that the picture's texture does not enter the hole as streaks.
    Returns the corrected fill in the hole and the picture elsewhere.
    """
    corrected: Colours = picture.astype(np.float32)  # a copy
    if not hole.any():
        return corrected
    # The membrane depends on its rim, and the smoothing there on three sigma around it: only that is processed. A hole
    # of 1000 pixels comes in a crop ten times its size.
    near = _near(hole, round(3 * sigma) + 10)
    fill, hole, shown = fill[near], hole[near], corrected[near]
    step = max(1, int(sigma / _SIGMA_OF_GRID))  # what is smooth is computed on a grid of squares of that size
    difference, known = (_squares(values, step) for values in _known_difference(shown, fill, hole))
    inside = known[:, :, 0] == 0
    weight = ndimage.gaussian_filter(known[:, :, 0], sigma / step, truncate=3.0)
    for channel in range(difference.shape[2]):
        blurred = ndimage.gaussian_filter(difference[:, :, channel], sigma / step, truncate=3.0)
        difference[:, :, channel] = blurred / np.maximum(weight, 1e-6)
    smooth = harmonic(difference, inside)
    if step == 1:
        copy_where(shown, fill + smooth, hole)
        return corrected
    shift = enlarged_pixels(smooth.transpose(2, 0, 1), Rect(0, 0, hole.shape[1], hole.shape[0]), step)
    copy_where(shown, fill + shift, hole)
    return corrected


def _known_difference(picture: Colours, fill: Colours, hole: Hole) -> tuple[Colours, Colours]:
    """By how much the picture differs from a fill, 0 in the hole, and (H, W, 1) where it is known."""
    known = (~hole)[:, :, None]
    return np.where(known, picture - fill, np.float32(0)), known.astype(np.float32)


def _squares(values: Colours, step: int) -> Colours:
    """The mean of each square of `step` pixels, (H, W, C); those at the right and lower border go on as they are."""
    if step == 1:
        return values
    padding = ((0, -values.shape[0] % step), (0, -values.shape[1] % step), (0, 0))
    return shrunk(np.pad(values, padding, mode="edge"), step)


def sharpness(picture: Colours, where: Hole) -> float:
    """Mean |Laplacian| of the luminance over the pixels of `where`; 0 where there are none."""
    if not where.any():
        return 0.0
    edges = np.abs(ndimage.laplace(luminance(picture), mode="nearest"))
    return float(edges[where].mean())


def shrunk(values: Colours, step: int) -> Colours:
    """(H, W, C) to (H // step, W // step, C), each the mean of its step x step block."""
    height, width = (n // step for n in values.shape[:2])
    part = values[: height * step, : width * step]
    small: Colours = part.reshape(height, step, width, step, -1).mean(axis=(1, 3))
    return small


def luminance(picture: Colours) -> NDArray[np.float32]:
    """(H, W) of (H, W, 3); of any other number of bands their mean."""
    if picture.shape[2] != 3:
        return np.asarray(picture.mean(axis=2, dtype=np.float32))
    grey: NDArray[np.float32] = (picture @ np.array([0.299, 0.587, 0.114], np.float32)).astype(np.float32)
    return grey


_PATCH = 16  # pixels; patches that grain is measured on
_FAINTEST, _STRONGEST = 0.5 / 255, 12 / 255  # standard deviation: fainter is rounding (of 8 bits), stronger is texture
_FLOOR = 0.25  # share of the calmest patches, whose median is taken for pure grain
_ALIKE = 1.4  # factor by which other patches may be rougher and still count as pure grain
_SMOOTH = 2.0  # pixels, sigma of the low pass whose residual is grain


def add_grain(
    fill: Colours, hole: Hole, strength: float, seed: int, faintest: float = _FAINTEST, telling: Hole | None = None
) -> Colours:
    """Add the grain of the surroundings to a fill that has less.

    fill: (H, W, 3), the picture outside the hole.  The power spectrum and colour correlation of the grain are
    estimated on the calmest known patches. Noise of that spectrum with random phases is added in the hole, to make
    up for the missing variance, times `strength`.
    faintest: standard deviation below which there is only rounding.  telling: (H, W) the known pixels to estimate
    from; None = all.  Returns a new array, the same outside the hole; `fill` itself where nothing is missing.
    """
    if strength <= 0 or not hole.any():
        return fill
    residual = high_pass(fill)
    patches, levels = _patches(residual, ~hole if telling is None else telling & ~hole)
    if len(patches) < 4:
        return fill
    # All that are hardly rougher than the calmest: for pure grain that is every patch, and not its weaker half.
    calm = levels <= max(_ALIKE * float(np.quantile(levels, _FLOOR / 2)), float(np.sort(levels)[3]))
    film = float(np.sqrt(np.mean(levels[calm] ** 2)))
    inside = _level_inside(residual, hole)
    if not faintest < film < _STRONGEST or inside >= film:
        return fill
    missing = float(np.sqrt(film**2 - inside**2))
    noise = _noise(_amplitudes(patches[calm]), fill.shape[0], fill.shape[1], seed)
    noise *= missing / film
    grained = fill.copy()
    grained[hole] += np.float32(strength) * noise[hole]
    return grained


_CORE = 0.75 / 255  # about three standard deviations of a generator's own noise on a smooth gradient


def core(fill: Colours, smooth: Colours, hole: Hole) -> Colours:
    """A generator's fill without its faintest fine detail (coring): in a picture of low noise that is its own noise.

    smooth: (H, W, 3), the membrane. Detail finer than some 2 pixels in the difference from it is shrunk towards
    zero by three quarters of an 8-bit level. Returns a new array, the same outside the hole.
    """
    fine = high_pass(np.where(hole[:, :, None], fill - smooth, np.float32(0)))
    cored = fill.copy()
    cored[hole] -= np.clip(fine, -_CORE, _CORE)[hole]
    return cored


def high_pass(picture: Colours) -> Colours:
    """The residual of a Gaussian low pass of sigma 2 pixels."""
    smooth = np.stack(
        [ndimage.gaussian_filter(picture[:, :, c], _SMOOTH, truncate=2.5) for c in range(picture.shape[2])], axis=2
    )
    residual: Colours = picture - smooth
    return residual


def _patches(residual: Colours, where: Hole) -> tuple[NDArray[np.float32], NDArray[np.float32]]:
    """The aligned patches entirely inside `where`, (N, 16, 16, C), and the standard deviation of each."""
    height, width = (n // _PATCH * _PATCH for n in where.shape)
    rows, columns = height // _PATCH, width // _PATCH
    whole = where[:height, :width].reshape(rows, _PATCH, columns, _PATCH).all(axis=(1, 3))
    cut = (
        residual[:height, :width]
        .reshape(rows, _PATCH, columns, _PATCH, residual.shape[2])
        .transpose(0, 2, 1, 3, 4)[whole]
    )
    return cut, np.sqrt(np.mean(cut**2, axis=(1, 2, 3)))


def _level_inside(residual: Colours, hole: Hole) -> float:
    """The fill's own grain: from the calmest quarter of its pixels' neighbourhoods, to exclude texture."""
    power = ndimage.uniform_filter(np.mean(residual**2, axis=2), 9)
    return float(np.sqrt(np.quantile(power[hole], _FLOOR / 2)))


def _amplitudes(patches: NDArray[np.float32]) -> NDArray[np.float32]:
    """The amplitude spectrum of the grain in high-passed patches, (16, 16, C), per pixel.

    Under a Hann window, so that strong low frequencies do not leak into weak high ones; the gain of the high pass is
    inverted, by a factor of 2 at most: below that the picture's shading would count as grain.
    """
    window = np.outer(*2 * [np.hanning(_PATCH + 1)[:_PATCH]]).astype(np.float32)
    spectra = np.fft.fft2(patches * window[:, :, None], axes=(1, 2))
    power = np.mean(np.abs(spectra) ** 2, axis=0) / np.sum(window**2)
    frequency = np.fft.fftfreq(_PATCH)
    gain = 1 - np.exp(-2 * np.pi**2 * _SMOOTH**2 * (frequency[:, None] ** 2 + frequency[None, :] ** 2))
    amplitudes: NDArray[np.float32] = (np.sqrt(power) / np.maximum(gain, 0.5)[:, :, None]).astype(np.float32)
    return amplitudes


def _noise(amplitudes: NDArray[np.float32], height: int, width: int, seed: int) -> Colours:
    """Random-phase noise of an amplitude spectrum (16, 16, C), (height, width, C); the phases are the same for all
    colours, so grey grain stays grey."""
    # The autocorrelation is short, so white noise is convolved with it instead of interpolating the spectrum.
    kernel = np.fft.fftshift(np.fft.ifft2(amplitudes, axes=(0, 1)).real, axes=(0, 1))
    white = np.random.default_rng(seed).standard_normal((height + _PATCH, width + _PATCH)).astype(np.float32)
    shape = (white.shape[0] + _PATCH - 1, white.shape[1] + _PATCH - 1)
    sheet = np.fft.rfft2(white, shape)
    noise = np.empty((height, width, amplitudes.shape[2]), np.float32)
    for channel in range(amplitudes.shape[2]):
        full = np.fft.irfft2(sheet * np.fft.rfft2(kernel[:, :, channel], shape), shape)
        noise[:, :, channel] = full[_PATCH : _PATCH + height, _PATCH : _PATCH + width]
    return noise
