"""The first look at a fill: smooth, in the hole alone, in the picture's own samples, and without torch."""

import subprocess
import sys

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.filling.blend import harmonic
from inpaint_studio.filling.first_look import first_looks, smooth
from inpaint_studio.filling.request import FillError, FillRequest


def _slope(height: int, width: int) -> np.ndarray:
    rows, columns = np.mgrid[0:height, 0:width].astype(np.float32)
    return np.stack([rows / height, columns / width, (rows + columns) / (height + width)], axis=2)


def _request(pixels: np.ndarray, *holes: Rect, method: str = "auto") -> FillRequest:
    picture = Picture(pixels)
    mask = np.zeros(pixels.shape[:2], np.uint8)
    for hole in holes:
        mask[hole.slices] = 255
    return FillRequest(picture, (), picture.rect, mask, method)


def test_a_slope_is_carried_on_and_the_hole_is_never_read():
    values = _slope(120, 160)
    hole = np.zeros((120, 160), bool)
    hole[40:80, 50:100] = True
    spoilt = values.copy()
    spoilt[hole] = np.nan
    filled = smooth(spoilt, hole)
    assert filled.dtype == np.float32
    assert np.array_equal(filled[~hole], values[~hole])
    assert np.abs(filled - values)[hole].max() < 0.1


def test_it_is_near_the_exact_membrane():
    rng = np.random.default_rng(3)
    values = _slope(200, 200) * 0.6 + rng.random((200, 200, 3), np.float32) * np.float32(0.1)
    hole = np.zeros((200, 200), bool)
    hole[60:140, 30:170] = True
    assert np.abs(smooth(values, hole) - harmonic(values, hole))[hole].mean() < 6 / 255


def test_a_wide_hole_is_solved_on_a_coarser_grid():
    values = _slope(1200, 1400)
    hole = np.zeros((1200, 1400), bool)
    hole[20:1180, 20:1380] = True
    filled = smooth(values, hole)
    assert np.isfinite(filled).all()
    assert np.abs(filled - values)[hole].mean() < 0.06


def test_without_a_hole_or_without_surroundings_nothing_is_drawn():
    values = _slope(8, 8)
    assert np.array_equal(smooth(values, np.zeros((8, 8), bool)), values)
    assert np.array_equal(smooth(values, np.ones((8, 8), bool)), values)


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16])
def test_each_region_is_one_look_in_the_samples_of_the_picture(dtype):
    pixels = (_slope(300, 400) * np.iinfo(dtype).max).astype(dtype)
    holes = Rect(30, 40, 60, 50), Rect(300, 200, 30, 30)
    looks = list(first_looks(_request(pixels, *holes)))
    assert sorted(look.rect for look in looks) == sorted(holes)
    for number, look in enumerate(looks, 1):
        assert (look.stage, look.done, look.total) == ("membrane", number, 2 * 3)
        assert look.pixels.dtype == dtype
        assert look.pixels.shape == (look.rect.height, look.rect.width, 3)
        away = np.abs(look.pixels.astype(np.float64) - pixels[look.rect.slices]) / np.iinfo(dtype).max
        assert away[look.coverage > 0].max() < 0.1


def test_transparency_is_drawn_smoothly_too():
    pixels = np.full((100, 100, 4), 120, np.uint8)
    pixels[:, :, 3] = np.linspace(60, 255, 100).astype(np.uint8)
    (look,) = first_looks(_request(pixels, Rect(40, 40, 20, 20)))
    assert np.abs(look.pixels[:, :, 3].astype(int) - pixels[40:60, 40:60, 3]).max() < 12


def test_a_hole_without_surroundings_is_refused_in_a_sentence():
    with pytest.raises(FillError, match="Everything is marked"):
        list(first_looks(_request(np.full((40, 40, 3), 9, np.uint8), Rect(0, 0, 40, 40))))


def test_it_imports_no_torch():
    code = (
        "import sys, numpy as np\n"
        "from inpaint_studio.editing.picture import Picture\n"
        "from inpaint_studio.filling.first_look import first_looks\n"
        "from inpaint_studio.filling.request import FillRequest\n"
        "pixels = np.full((90, 90, 4), 99, np.uint8)\n"
        "pixels[:, :, 3] = np.arange(90)\n"
        "picture = Picture(pixels)\n"
        "mask = np.zeros((90, 90), np.uint8)\n"
        "mask[30:50, 30:60] = 255\n"
        "assert list(first_looks(FillRequest(picture, (), picture.rect, mask)))\n"
        "print('torch' in sys.modules)\n"
    )
    done = subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, timeout=120)
    assert done.stdout.strip() == "False", done.stderr


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.float32])
def test_a_wide_hole_is_drawn_from_few_of_its_pixels_as_from_all_of_them(dtype):
    pixels = _slope(1300, 1500) * np.float32(0.8) + np.float32(0.1)
    if np.dtype(dtype).kind != "f":
        pixels = np.rint(pixels * np.iinfo(dtype).max).astype(dtype)
    hole = Rect(200, 90, 1100, 1120)
    mask = np.zeros(pixels.shape[:2], np.uint8)
    mask[hole.slices] = 255
    mask[600:610, 300:400] = 0  # an island in it
    picture = Picture(pixels.astype(dtype))
    (look,) = first_looks(FillRequest(picture, (), picture.rect, mask, "auto"))
    covered = look.coverage > 0
    shown = pixels[hole.slices]
    np.testing.assert_array_equal(look.pixels[~covered], shown[~covered])
    top = 1.0 if np.dtype(dtype).kind == "f" else np.iinfo(dtype).max
    assert (np.abs(look.pixels.astype(np.float64) - shown) / top)[covered].mean() < 0.04
