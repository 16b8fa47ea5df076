"""Tones: fills in pictures that use a small part of their range, leave 0..1, or hold what is not a number."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.filling.crops import Crop
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.methods import METHODS
from inpaint_studio.filling.request import FillRequest, FillResult
from inpaint_studio.filling.tones import Tones

HEIGHT, WIDTH = 150, 180
COPIES: tuple[str, ...] = ("auto", "generator", "exemplar", "hybrid", "patchmatch")


@pytest.fixture(scope="module")
def engine() -> Engine:
    """With the shipped generator: what it adds to a smooth gradient is what these tests are about."""
    return Engine(device="cpu", threads=1)


def hole() -> Mask:
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[50:100, 60:120] = 255
    return mask


def ramp(low: float, high: float, noise: float, dtype: str) -> Pixels:
    """Grey, rising from left to right, with white noise of that standard deviation."""
    rng = np.random.default_rng(0)
    values = np.linspace(low, high, WIDTH)[None, :] + rng.normal(0, noise, (HEIGHT, WIDTH))
    if dtype != "float32":
        values = np.rint(values)
    return values[:, :, None].astype(dtype)


def filled(engine: Engine, pixels: Pixels, mask: Mask, method: str) -> Pixels:
    picture = Picture(pixels.copy())
    request = FillRequest(picture, (), picture.rect, mask.copy(), method=method)
    *_, result = engine.fill(request)
    assert isinstance(result, FillResult)
    return composite(picture, result.fills, picture.rect)


def roughness(pixels: Pixels) -> tuple[float, float]:
    """Standard deviation of what is finer than some 2 pixels: in the hole, off its rim, and round it."""
    grey = pixels[..., 0].astype(np.float64)
    fine = grey - ndimage.gaussian_filter(grey, 2)
    inside = ndimage.binary_erosion(hole() > 0, iterations=8)
    around = ndimage.binary_dilation(hole() > 0, iterations=30) & ~ndimage.binary_dilation(hole() > 0, iterations=8)
    return float(fine[inside].std()), float(fine[around].std())


@pytest.mark.parametrize("method", COPIES)
@pytest.mark.parametrize(
    ("low", "high", "noise", "dtype"),
    [
        (30000, 30200, 1, "uint16"),
        (1000, 1000, 5, "uint16"),
        (0, 1e-3, 5e-6, "float32"),
        (-1000, 3000, 10, "float32"),  # Hounsfield units
        (-1e33, 3e33, 1e31, "float32"),
    ],
)
def test_a_fill_has_the_noise_of_its_surroundings_and_no_steps_of_its_own(
    engine: Engine, low: float, high: float, noise: float, dtype: str, method: str
):
    pixels = ramp(low, high, noise, dtype)
    out = filled(engine, pixels, hole(), method)
    inside, around = roughness(out)
    assert inside == pytest.approx(around, rel=0.35)
    np.testing.assert_array_equal(out[hole() == 0], pixels[hole() == 0])
    smooth = ndimage.gaussian_filter(out[..., 0].astype(np.float64) - pixels[..., 0], 4)
    assert np.abs(smooth).max() < max(6 * noise, 0.04 * (high - low))


@pytest.mark.parametrize("method", [one.key for one in METHODS.values() if not one.needs.planes])
def test_a_flat_scan_stays_flat(engine: Engine, method: str):
    pixels = np.full((HEIGHT, WIDTH, 3), 1000, np.uint16)
    np.testing.assert_array_equal(filled(engine, pixels, hole(), method), pixels)


@pytest.mark.parametrize("method", ["auto", "generator"])
def test_hot_pixels_do_not_set_the_range(engine: Engine, method: str):
    pixels = ramp(30000, 30200, 1, "uint16")
    pixels[5::31, 3::47] = 65535
    inside = filled(engine, pixels, hole(), method)[58:92, 68:112, 0].astype(np.float64)
    assert (inside - ndimage.gaussian_filter(inside, 2)).std() < 2


@pytest.mark.parametrize("method", ["auto", "generator", "exemplar", "patchmatch"])
def test_a_bright_line_in_a_dim_scan_is_not_cut_off(engine: Engine, method: str):
    """It is rarer round the hole than any hot pixel, and three hundred times as bright as all the rest."""
    pixels = ramp(1000, 1100, 2, "uint16")
    pixels[60:66] = 60000
    mask = np.zeros((HEIGHT, WIDTH), np.uint8)
    mask[40:110, 88:92] = 255
    out = filled(engine, pixels, mask, method)[..., 0]
    assert out[62:64, 88:92].min() > 30000
    assert out[80:110, 88:92].max() < 3000


def test_what_is_shown_leads_back_to_what_was_meant():
    rng = np.random.default_rng(0)
    colours = rng.normal(0.4, 0.001, (60, 60, 3)).astype(np.float32)
    colours[3, 4], colours[50, 2] = 1.0, 0.0
    hole = np.zeros((60, 60), bool)
    hole[20:30, 20:30] = True
    tones = Tones.of(colours, hole, 1 / 65535)
    shown = tones.shown(colours)
    assert not tones.are_plain
    assert shown[~hole].min() >= 0
    assert shown[~hole].max() <= 1
    np.testing.assert_allclose(tones.inverse(shown)[~hole], colours[~hole], atol=0.01 / 65535)


def photograph(dtype: str) -> Pixels:
    """Texture of ordinary contrast, in 8 bits or the same in 16."""
    eight = np.random.default_rng(0).integers(40, 220, (HEIGHT, WIDTH, 3)).astype(np.uint8)
    return eight if dtype == "uint8" else eight.astype(np.uint16) * 257


def test_a_16_bit_photograph_of_ordinary_contrast_is_shown_as_its_8_bit_copy():
    crops = []
    for dtype in ("uint8", "uint16"):
        picture = Picture(photograph(dtype))
        crops.append(Crop.of(FillRequest(picture, (), picture.rect, hole()), picture.rect))
    np.testing.assert_allclose(crops[0].colours, crops[1].colours, atol=1e-6)


@pytest.mark.parametrize("low", [0, 100])
def test_8_bit_pictures_are_always_shown_as_they_are(low: int):
    picture = Picture(ramp(low, low + 3, 0, "uint8"))
    crop = Crop.of(FillRequest(picture, (), picture.rect, hole()), picture.rect)
    assert crop.tones.are_plain
    np.testing.assert_array_equal(crop.colours[..., 0], picture.pixels[..., 0].astype(np.float32) / np.float32(255))


# --- what is not a number ---------------------------------------------------------------------------------------------
