"""Values and places of data pictures in words."""

import numpy as np
import pytest

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.places import Grid
from inpaint_studio.ui.panels.band_values import decimals_of, place_words, value_words


@pytest.mark.parametrize(
    ("band", "is_whole", "span", "decimals"),
    [
        (Band(unit="HU", offset=-1024.0), True, 400.0, 0),
        (Band(scale=1e-4), True, 0.3, 4),
        (Band(scale=2.75e-5, offset=-0.2), True, 0.3, 5),
        (Band(scale=0.5), True, 100.0, 1),
        (Band(), False, 1.0, 3),
        (Band(), False, 40_000.0, 0),
        (Band(), False, 0.0, 2),
    ],
)
def test_two_samples_never_look_alike(band: Band, is_whole: bool, span: float, decimals: int):
    assert decimals_of(band, is_whole=is_whole, span=span) == decimals


def _words(samples: list[float], bands: tuple[Band, ...], levels: Levels, dtype: type = np.int16) -> str:
    picture = Picture(np.array([[samples]], dtype), bands=bands, levels=levels)
    return value_words(picture, picture.pixels[0, 0], "none", True)


def test_values_come_with_their_units():
    assert _words([940], (Band("CT", "HU", 1.0, -1024.0),), Levels()) == "-84 HU"
    three = Levels((2, 1, 0), (0.0,) * 3, (1.0,) * 3)
    assert _words([1, 2, 3], (Band("B"), Band("G"), Band("R")), three) == "R 3, G 2, B 1"
    same = tuple(Band(name, "K") for name in "BGR")
    assert _words([1, 2, 3], same, three) == "R 3, G 2, B 1 K"
    mixed = (Band("T", "K"), Band("H", "%"), Band("P", "hPa"))
    assert _words([1, 2, 3], mixed, three) == "P 3 hPa, H 2 %, T 1 K"
    assert _words([np.nan], (Band(),), Levels((0,), (0.0,), (1.0,)), np.float32) == "none"


def test_a_place_has_the_decimals_that_a_pixel_tells_apart():
    assert place_words(None, 3, 4) == ""
    assert place_words(Grid(10, 0, 600_000, 0, -10, 5_700_000, "m"), 0, 0) == "600005, 5699995 m"
    assert place_words(Grid(1e-4, 0, 7.5, 0, -1e-4, 51.25, "°"), 1, 1) == "7.50015, 51.24985 °"
    assert place_words(Grid(0.7, 0, 0, 0, 0.7, 0, "mm", third=(0, 0, -42.5)), 0, 0) == "0.35, 0.35, -42.50 mm"
