"""Blending: membranes and borders, and grain: what is added in a hole is the grain of the film round it."""

import itertools

import numpy as np
import pytest
import torch
from numpy.typing import NDArray
from scipy import ndimage
from torch import Tensor, nn

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.filling import blend
from inpaint_studio.filling.blend import match_border
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.request import FillRequest, FillResult
from inpaint_studio.filling.rings import ring

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
    assert none < 0.5  # deep inside a smooth slope, whose samples are rounded to two levels
    assert half == pytest.approx(full / 2, rel=0.1)


def test_grey_grain_stays_grey():
    out = filled(film(0.8), "generator")[90:218, 100:228].astype(int)
    assert abs(out[..., 0] - out[..., 1]).max() <= 1


def test_a_clean_picture_gets_no_grain():
    pixels = np.full((SIZE, SIZE, 3), 128, np.uint8)
    np.testing.assert_array_equal(filled(pixels, "generator"), pixels)


def test_a_border_is_matched_by_what_lies_near_it_alone():
    rng = np.random.default_rng(2)
    picture = rng.random((260, 300, 3), np.float32)
    hole = np.zeros((260, 300), bool)
    hole[100:150, 130:190] = True
    hole[140:160, 200:204] = True
    fill = np.full_like(picture, 0.2)
    near = match_border(fill, picture, hole, 5.0)
    np.testing.assert_array_equal(near[~hole], picture[~hole])
    assert abs(float(near[hole].mean()) - 0.5) < 0.05  # it was shifted to what is round it
    far = picture.copy()
    far[:60], far[:, :90] = 0, 0  # more than three sigma and the membrane's rim away
    np.testing.assert_array_equal(match_border(fill, far, hole, 5.0)[hole], near[hole])
    same = picture.copy()
    np.testing.assert_array_equal(match_border(fill, same, np.zeros_like(hole), 5.0), picture)


def test_a_border_is_matched_on_a_grid_as_on_every_pixel(monkeypatch):
    rng = np.random.default_rng(4)
    rows, columns = np.mgrid[0:200, 0:240].astype(np.float32)
    picture = np.stack([rows / 200, columns / 240, (rows + columns) / 440], axis=2) + rng.normal(0, 0.03, (200, 240, 3))
    hole = np.hypot(rows - 100, columns - 120) < 60
    fill = np.full((200, 240, 3), 0.4, np.float32)
    coarse = match_border(fill, picture.astype(np.float32), hole, 8.0)
    monkeypatch.setattr(blend, "_SIGMA_OF_GRID", 8.0)
    fine = match_border(fill, picture.astype(np.float32), hole, 8.0)
    assert np.abs(coarse - fine)[hole].mean() < 0.006
    np.testing.assert_array_equal(coarse[~hole], fine[~hole])


def square_of(side: int = 40, hole: tuple[int, int] = (12, 28)) -> NDArray[np.bool_]:
    where = np.zeros((side, side), bool)
    where[hole[0] : hole[1], hole[0] : hole[1]] = True
    return where


def test_a_membrane_of_a_slope_is_the_slope_and_the_hole_is_never_read():
    rows, columns = np.mgrid[0:40, 0:40].astype(np.float32)
    slope = np.stack([rows * 3, columns - 7, rows * 0 + 5e3], axis=2)
    where = square_of()
    spoilt = slope.copy()
    spoilt[where] = np.nan
    made = blend.harmonic(spoilt, where)
    np.testing.assert_array_equal(made[~where], slope[~where])
    np.testing.assert_allclose(made[where], slope[where], rtol=1e-3, atol=0.3)
    assert np.isnan(spoilt[where]).all()  # another array


def test_a_membrane_on_a_coarser_grid_stays_near_and_changes_nothing_known(monkeypatch):
    rows, columns = np.mgrid[0:80, 0:80].astype(np.float32)
    waves = np.stack([np.sin(rows / 30), np.cos(columns / 30), rows / 80], axis=2)
    where = square_of(80, (20, 60))
    exact = blend.harmonic(waves, where)
    monkeypatch.setattr(blend, "MEMBRANE_PIXELS", 100)
    coarse = blend.harmonic(waves, where)
    np.testing.assert_array_equal(coarse[~where], waves[~where])
    assert np.abs(coarse - exact)[where].max() < 0.05


def test_a_plane_without_a_hole_is_copied():
    values = np.random.default_rng(0).random((9, 8, 3), np.float32)
    made = blend.harmonic(values, np.zeros((9, 8), bool))
    np.testing.assert_array_equal(made, values)
    assert made is not values


def test_the_colours_of_a_hole_do_not_leak_where_a_picture_is_shrunk():
    picture = torch.full((1, 3, 8, 8), 0.25)
    where = torch.zeros((1, 1, 8, 8), dtype=torch.bool)
    where[..., 2:7, 2:7] = True
    picture[where.expand(picture.shape)] = torch.nan
    small, known = blend.masked_resize(picture, where, (4, 4))
    assert torch.isfinite(small).all()
    assert torch.allclose(small[:, :, known[0, 0] > 0], torch.tensor(0.25))
    assert known[0, 0].tolist() == [[1, 1, 1, 1], [1, 0, 0, 0.5], [1, 0, 0, 0.5], [1, 0.5, 0.5, 0.75]]


@pytest.mark.parametrize("width", [1, 3, 6])
def test_a_ring_is_the_known_pixels_within_its_width(width):
    where = square_of()
    around = ring(where, width)
    expected = ndimage.binary_dilation(where, np.ones((2 * width + 1, 2 * width + 1))) & ~where
    np.testing.assert_array_equal(around, expected)
    assert not ring(np.zeros((9, 9), bool), width).any()


def test_sharpness_is_measured_where_it_is_asked_for():
    picture = np.full((20, 20, 3), 0.5, np.float32)
    picture[:, 10:][::2, ::2] = 1
    left = np.zeros((20, 20), bool)
    left[:, :8] = True
    assert blend.sharpness(picture, left) == 0
    assert blend.sharpness(picture, ~left) > 0.1
    assert blend.sharpness(picture, np.zeros((20, 20), bool)) == 0


def test_shrinking_takes_the_means_of_blocks_and_leaves_out_what_is_no_whole_one():
    values = np.arange(5 * 7 * 2, dtype=np.float32).reshape(5, 7, 2)
    small = blend.shrunk(values, 2)
    assert small.shape == (2, 3, 2)
    np.testing.assert_allclose(small[1, 2], values[2:4, 4:6].mean(axis=(0, 1)))


def test_coring_takes_no_more_than_three_quarters_of_a_level_and_only_in_the_hole():
    rng = np.random.default_rng(1)
    smooth = np.full((40, 40, 3), 0.5, np.float32)
    where = square_of()
    faint = smooth + rng.normal(0, 0.2 / 255, smooth.shape).astype(np.float32)
    cored = blend.core(faint, smooth, where)
    assert (cored - smooth)[where].std() < 0.5 * (faint - smooth)[where].std()
    strong = smooth + rng.normal(0, 20 / 255, smooth.shape).astype(np.float32)
    assert np.abs(blend.core(strong, smooth, where) - strong).max() <= 0.75 / 255 + 1e-6
    np.testing.assert_array_equal(cored[~where], faint[~where])


def test_where_there_is_no_grain_to_measure_the_fill_is_given_back():
    rng = np.random.default_rng(2)
    grained = (0.5 + rng.normal(0, 4 / 255, (96, 96, 3))).astype(np.float32)
    where = square_of(96, (32, 64))
    fill = grained.copy()
    fill[where] = 0.5
    assert blend.add_grain(fill, where, 0.0, 0) is fill
    assert blend.add_grain(fill, where & False, 1.0, 0) is fill
    assert blend.add_grain(fill, where, 1.0, 0, telling=where & False) is fill
    rough = np.where(where[:, :, None], 0.5 + 2 * (grained - 0.5), grained)
    assert blend.add_grain(rough, where, 1.0, 0) is rough  # it has more of its own
    made = blend.add_grain(fill, where, 1.0, 0)
    np.testing.assert_array_equal(made[~where], fill[~where])
    np.testing.assert_array_equal(made, blend.add_grain(fill, where, 1.0, 0))
    assert (made != blend.add_grain(fill, where, 1.0, 1))[where].any()
    assert made[where].std() == pytest.approx(grained[where].std(), rel=0.25)
