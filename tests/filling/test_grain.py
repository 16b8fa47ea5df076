"""Grain: what is added in a hole is the grain of the film round it, and what is copied brings its own."""

import itertools

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor, nn

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.filling.blend import ring
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.request import FillRequest, FillResult

SIZE = 320
SPREADS = [0.0, 0.8]  # pixels: digital noise, and film grain, which is wider than a pixel


class Grey(nn.Module):
    def __init__(self) -> None:
        super().__init__()
        self.level = nn.Parameter(torch.tensor(0.5))

    def forward(self, picture: Tensor, mask: Tensor) -> Tensor:
        return self.level.expand(picture.shape)


def film(spread: float, colours: bool = False) -> Pixels:
    """Mid-grey with grain of 4 levels."""
    rng = np.random.default_rng(0)
    noise = rng.standard_normal((SIZE, SIZE, 3 if colours else 1))
    if spread:
        noise = ndimage.gaussian_filter(noise, (spread, spread, 0))
    noise = noise / noise.std() * 4
    return np.clip(np.rint(127.5 + np.broadcast_to(noise, (SIZE, SIZE, 3))), 0, 255).astype(np.uint8)


def hole() -> Mask:
    mask = np.zeros((SIZE, SIZE), np.uint8)
    mask[90:218, 100:228] = 255
    return mask


def filled(pixels: Pixels, method: str, grain: float = 1.0) -> Pixels:
    picture = Picture(pixels.copy())
    request = FillRequest(picture, (), picture.rect, hole(), method=method, settings={"grain": grain})
    *_, result = Engine(device="cpu", threads=1, generator=Grey()).fill(request)
    assert isinstance(result, FillResult)
    return composite(picture, result.fills, picture.rect)


def deviations(pixels: Pixels) -> tuple[float, float]:
    """Inside the hole, off its rim, and in the ring round it."""
    grey = pixels.astype(np.float64).mean(axis=2)
    rough = grey - ndimage.gaussian_filter(grey, 4.0)
    inside = ndimage.binary_erosion(hole() > 0, iterations=8)
    around = ring(hole() > 0, 40) & ~ring(hole() > 0, 8)
    return float(rough[inside].std()), float(rough[around].std())


def spectrum(part: NDArray[np.uint8]) -> NDArray[np.float64]:
    """Amplitude in four rings of frequency, the mean over windows of 32 pixels."""
    grey = part.astype(np.float64).mean(axis=2)
    window = np.outer(np.hanning(32), np.hanning(32))
    power = np.zeros((32, 32))
    for top in range(0, grey.shape[0] - 31, 16):
        for left in range(0, grey.shape[1] - 31, 16):
            tile = grey[top : top + 32, left : left + 32]
            power += np.abs(np.fft.fft2((tile - tile.mean()) * window)) ** 2
    power /= len(range(0, grey.shape[0] - 31, 16)) * len(range(0, grey.shape[1] - 31, 16))
    frequency = np.hypot(*np.meshgrid(np.fft.fftfreq(32), np.fft.fftfreq(32)))
    edges = (0.12, 0.2, 0.28, 0.36, 0.5)
    return np.array([np.sqrt(power[(frequency >= a) & (frequency < b)].mean()) for a, b in itertools.pairwise(edges)])


@pytest.mark.parametrize("method", ["generator", "hybrid"])
@pytest.mark.parametrize("spread", SPREADS)
def test_the_grain_inside_is_as_strong_as_in_the_ring(spread: float, method: str):
    inside, around = deviations(filled(film(spread), method))
    assert inside == pytest.approx(around, rel=0.15)


@pytest.mark.parametrize("method", ["generator", "hybrid"])
@pytest.mark.parametrize("spread", SPREADS)
def test_the_grain_inside_has_the_spectrum_of_the_ring(spread: float, method: str):
    out = filled(film(spread), method)
    np.testing.assert_allclose(spectrum(out[98:210, 108:220]), spectrum(film(spread)), rtol=0.15)


def test_the_slider_scales_the_grain():
    none, half, full = (deviations(filled(film(0.8), "generator", grain))[0] for grain in (0.0, 0.5, 1.0))
    assert none < 0.1
    assert half == pytest.approx(full / 2, rel=0.1)


def test_grey_grain_stays_grey():
    out = filled(film(0.8), "generator")[90:218, 100:228].astype(int)
    assert abs(out[..., 0] - out[..., 1]).max() <= 1


def test_a_clean_picture_gets_no_grain():
    pixels = np.full((SIZE, SIZE, 3), 128, np.uint8)
    np.testing.assert_array_equal(filled(pixels, "generator"), pixels)
