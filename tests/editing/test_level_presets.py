"""Presets of levels: windows where samples are Hounsfield units, composites where bands are known."""

import numpy as np
import pytest

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.level_presets import band_name, composites, windows
from inpaint_studio.editing.picture import Picture


def data(*names: str, unit: str = "") -> Picture:
    bands = tuple(Band(name, unit) for name in names)
    return Picture(np.zeros((2, 2, len(bands)), np.uint16), bands=bands, levels=Levels())


def test_windows_of_tomography_are_offered_where_samples_are_hounsfield_units():
    assert [(one.key, one.centre, one.width) for one in windows(data("CT", unit="HU"))] == [
        ("lung", -600, 1500),
        ("bone", 400, 1800),
        ("soft_tissue", 40, 400),
        ("brain", 40, 80),
    ]
    assert windows(data("MR")) == ()
    assert windows(Picture(np.zeros((2, 2, 3), np.uint8))) == ()


@pytest.mark.parametrize(
    ("names", "expected"),
    [
        (("Blue", "Green", "Red", "NIR"), {"natural": (2, 1, 0), "false": (3, 2, 1)}),
        (("red", "green", "blue", "swir"), {"natural": (0, 1, 2)}),
        (("red edge", "green", "blue"), {}),
        (
            ("B2", "B3", "B4", "B8"),
            {"natural_sentinel_2": (2, 1, 0), "false_sentinel_2": (3, 2, 1), "natural_landsat_8": (2, 1, 0)}
            | {"false_landsat_4": (2, 1, 0)},
        ),
        (("B8A", "B04", "B03"), {}),
        (
            ("LC08_B1", "LC08_B2", "LC08_B3", "LC08_B4", "LC08_B5"),
            {"natural_landsat_8": (3, 2, 1), "false_landsat_8": (4, 3, 2), "natural_landsat_4": (2, 1, 0)}
            | {"natural_sentinel_2": (3, 2, 1), "false_landsat_4": (3, 2, 1)},
        ),
        (("a", "b", "c", "d"), {}),
        (("", "", ""), {"natural_landsat_4": (2, 1, 0)}),
        (("B4", "B3"), {}),
    ],
)
def test_composites_follow_names_and_numbers_of_bands(names: tuple[str, ...], expected: dict[str, tuple[int, ...]]):
    assert {one.key: one.bands for one in composites(data(*names))} == expected


def test_a_band_without_a_name_is_called_by_its_number():
    assert band_name((Band("NIR"), Band()), 0) == "NIR"
    assert band_name((Band("NIR"), Band()), 1) == "2"
