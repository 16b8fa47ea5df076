"""The wand and the regions under it, against scipy's labels."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import ndimage

from inpaint_studio.editing import wand as wand_module
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import DEPTHS, Mask, Pixels
from inpaint_studio.editing.regions import Runs, empty_padded
from inpaint_studio.editing.wand import wand


def textured(seed: int, width: int, height: int, channels: int, dtype: np.dtype[np.generic]) -> Pixels:
    rng = np.random.default_rng(seed)
    noise = ndimage.gaussian_filter(rng.standard_normal((height, width, channels)), (3, 3, 0))
    levels = np.clip(128 + noise / max(noise.std(), 0.01) * 40, 0, 255).astype(np.uint8)
    if dtype == np.uint16:
        return levels.astype(np.uint16) * np.uint16(257)
    return levels.astype(np.float32) / np.float32(255) if dtype == np.float32 else levels


def definition(pixels: Pixels, x: int, y: int, tolerance: float, contiguous: bool) -> Mask:
    white = {1: 255.0, 2: 65535.0, 4: 1.0}[pixels.itemsize]
    slack = 1e-6 * white
    near = np.abs(pixels.astype(float) - pixels[y, x].astype(float)) <= tolerance * white / 255 + slack
    plane = near.all(axis=2)
    if contiguous:
        labels, _ = ndimage.label(plane)
        plane = labels == labels[y, x]
    return plane * np.uint8(255)


@settings(max_examples=60, deadline=None)
@given(
    st.integers(0, 2**32 - 1),
    st.integers(1, 90),
    st.integers(1, 70),
    st.integers(1, 4),
    st.sampled_from(DEPTHS),
    st.sampled_from([0, 1, 8, 30, 255]),
    st.booleans(),
)
def test_the_wand_takes_what_is_alike_in_every_channel(
    seed: int, width: int, height: int, channels: int, dtype: np.dtype[np.generic], tolerance: int, contiguous: bool
) -> None:
    pixels = textured(seed, width, height, channels, dtype)
    x, y = seed % width, seed // 7 % height
    chosen = wand(pixels, x, y, tolerance + 0.5, contiguous=contiguous)
    np.testing.assert_array_equal(chosen, definition(pixels, x, y, tolerance + 0.5, contiguous))


@pytest.mark.parametrize("tolerance", [40, 70, 110])
@pytest.mark.parametrize("band", [7, 512])
def test_noise_with_a_run_every_few_pixels_is_labelled_alike(
    tolerance: int, band: int, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(wand_module, "_BAND", band)
    pixels = np.random.default_rng(tolerance).integers(0, 256, (90, 120, 1), np.uint8)
    pixels[40, 50] = 128
    padded = empty_padded(Size(120, 90))
    padded[:, :-1] = pixels[:, :, 0] > 128
    runs = Runs.of_padded(padded)
    assert len(runs.start) * 10 > padded.size
    pairs = set(zip(runs.labels().tolist(), runs.labels(padded).tolist(), strict=True))
    assert len(pairs) == len({first for first, _ in pairs}) == len({second for _, second in pairs})
    np.testing.assert_array_equal(wand(pixels, 50, 40, tolerance), definition(pixels, 50, 40, tolerance, True))


@settings(max_examples=30, deadline=None)
@given(st.integers(0, 2**32 - 1), st.integers(2, 9))
def test_a_region_that_winds_through_many_bands_is_found_whole(seed: int, band: int) -> None:
    pixels = textured(seed, 60, 80, 1, np.dtype(np.uint8))
    with pytest.MonkeyPatch.context() as patch:
        patch.setattr(wand_module, "_BAND", band)
        chosen = wand(pixels, 30, 40, 20)
    np.testing.assert_array_equal(chosen, definition(pixels, 30, 40, 20, True))


def test_a_spiral_is_followed_to_its_end(monkeypatch: pytest.MonkeyPatch) -> None:
    plane = np.zeros((41, 41), np.uint8)
    x = y = 20
    for step in range(1, 20):
        for dx, dy in [(1, 0), (0, 1)] if step % 2 else [(-1, 0), (0, -1)]:
            for _ in range(2 * step):
                plane[y, x] = 200
                x, y = min(40, max(0, x + dx)), min(40, max(0, y + dy))
    monkeypatch.setattr(wand_module, "_BAND", 4)
    np.testing.assert_array_equal(wand(plane[..., None], 20, 20, 5), (plane == 200) * np.uint8(255))


def test_a_sampled_colour_is_the_mean_around_the_pixel() -> None:
    pixels = np.full((9, 9, 3), 100, np.uint8)
    pixels[4, 4] = 145  # a speck of dust: its mean with the eight around it is 105
    assert (wand(pixels, 4, 4, 10) > 0).sum() == 1
    assert (wand(pixels, 3, 3, 10, sample=3) > 0).sum() == 80
    assert not wand(pixels, 4, 4, 10, sample=3).any()  # the pixel itself is not like its surroundings
    assert (wand(pixels, 4, 4, 10, sample=3, contiguous=False) > 0).sum() == 80


def test_no_number_is_like_no_number() -> None:
    pixels = np.full((3, 3, 1), np.nan, np.float32)
    assert not wand(pixels, 1, 1, 255).any()


def test_a_pixel_outside_is_refused() -> None:
    with pytest.raises(ValueError, match="no pixel at 9, 2"):
        wand(np.zeros((9, 9, 3), np.uint8), 9, 2, 10)
