"""Bands and levels: what samples measure, and how they are seen."""

import numpy as np
import pytest

from inpaint_studio.editing.bands import Band, Levels, robust_ends
from inpaint_studio.editing.picture import Picture


def test_a_sample_measures_a_value_and_back():
    band = Band("CT", "HU", scale=2.0, offset=-1024.0)
    assert band.value(100) == -824
    assert band.sample(-824) == 100


def test_levels_map_low_to_black_and_high_to_white():
    pixels = np.array([[[-200], [-160], [40], [240], [3000]]], np.int16)
    levels = Levels((0,), (-160.0,), (240.0,))
    assert levels.shown(pixels)[0, :, 0].tolist() == [0, 0, 128, 255, 255]
    inverted = Levels((0,), (-160.0,), (240.0,), inverted=True)
    assert inverted.shown(pixels)[0, :, 0].tolist() == [255, 255, 127, 0, 0]


def test_three_bands_of_many_are_seen_as_red_green_and_blue():
    pixels = np.arange(5, dtype=np.uint16)[None, None, :] * 1000
    levels = Levels((3, 2, 1), (0.0, 0.0, 0.0), (4000.0, 4000.0, 4000.0))
    assert levels.shown(pixels)[0, 0].tolist() == [191, 128, 64]


def test_values_that_are_not_numbers_are_black():
    pixels = np.array([[[np.nan], [np.inf], [-np.inf], [0.5]]], np.float32)
    assert Levels((0,), (0.0,), (1.0,)).shown(pixels)[0, :, 0].tolist() == [0, 255, 0, 128]


@pytest.mark.parametrize("dtype", [np.uint8, np.uint16, np.int16, np.float32])
def test_levels_of_no_width_are_a_threshold(dtype: type[np.generic]):
    pixels = np.array([[[6], [7], [8]]]).astype(dtype)
    assert Levels((0,), (7.0,), (7.0,)).shown(pixels)[0, :, 0].tolist() == [0, 0, 255]


def test_levels_of_two_bands_are_refused():
    with pytest.raises(ValueError, match="1 or 3"):
        Levels((0, 1), (0.0, 0.0), (1.0, 1.0))
    with pytest.raises(ValueError, match="1 or 3"):
        Levels((0,), (0.0, 1.0), (1.0,))


def test_a_data_picture_has_no_alpha():
    pixels = np.zeros((2, 3, 4), np.int16)
    picture = Picture(pixels, bands=(Band(),) * 4, levels=Levels((2, 1, 0), (0.0,) * 3, (1.0,) * 3))
    assert picture.is_data
    assert not picture.has_alpha
    assert picture.colours == 4


def test_a_photograph_is_as_before():
    picture = Picture(np.zeros((2, 3, 4), np.uint8))
    assert not picture.is_data
    assert picture.has_alpha
    assert picture.colours == 3


@pytest.mark.parametrize(
    ("pixels", "bands", "levels"),
    [
        (np.zeros((2, 2, 5), np.uint16), 0, None),  # five channels of a photograph
        (np.zeros((2, 2, 1), np.int16), 0, None),  # signed samples of a photograph
        (np.zeros((2, 2, 1), np.uint8), 0, Levels()),  # a photograph has no levels
        (np.zeros((2, 2, 2), np.int16), 1, Levels()),  # a channel without a band
        (np.zeros((2, 2, 1), np.int16), 1, None),  # nothing says how it is seen
        (np.zeros((2, 2, 1), np.int16), 1, Levels((1,), (0.0,), (1.0,))),  # a band that is not there
        (np.zeros((2, 2, 1), np.int32), 1, Levels()),
    ],
)
def test_what_is_no_picture_is_refused(pixels: np.ndarray, bands: int, levels: Levels | None):
    with pytest.raises(ValueError, match="not a picture"):
        Picture(pixels, bands=(Band(),) * bands, levels=levels)


def test_robust_ends_leave_tails_and_what_is_no_number_out():
    samples = np.arange(1001, dtype=np.float32)
    assert robust_ends(samples) == (20.0, 980.0)
    assert robust_ends(np.r_[samples, [np.nan, np.inf, -np.inf]]) == (20.0, 980.0)
    assert robust_ends(np.arange(-500, 501, dtype=np.int16).reshape(7, 11, 13)) == (-480.0, 480.0)


def test_robust_ends_of_few_values_can_be_shown():
    assert robust_ends(np.zeros(0, np.uint16)) == (0.0, 1.0)
    assert robust_ends(np.array([np.nan, np.inf])) == (0.0, 1.0)
    assert robust_ends(np.full((3, 3), 7, np.uint8)) == (7.0, 8.0)
    nearly_empty = np.zeros(1000, np.int16)
    nearly_empty[:5] = 300  # a few marks on a plane of zeros are seen
    assert robust_ends(nearly_empty) == (0.0, 300.0)
