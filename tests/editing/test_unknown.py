"""Unknown samples: of data pictures alone, until a fill covers them whole."""

from dataclasses import replace

import numpy as np

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.unknown import undetermined_of, unknown_of

UNKNOWN = np.zeros((10, 10), np.uint8)
UNKNOWN[2:5, 2:5] = 255


def picture(dtype: str = "uint16") -> Picture:
    return Picture(np.zeros((10, 10, 2), dtype), bands=(Band(), Band()), levels=Levels(), unknown=UNKNOWN)


def test_a_photograph_has_none():
    photograph = Picture(np.zeros((10, 10, 3), np.uint8), unknown=UNKNOWN)
    assert unknown_of(photograph, (), photograph.rect) is None
    assert undetermined_of(photograph, (), photograph.rect) is not None  # of a plane that nobody has looked at


def test_what_the_file_does_not_determine_is_unknown_in_its_rectangle():
    unknown = unknown_of(picture(), (), Rect(3, 3, 4, 4))
    np.testing.assert_array_equal(unknown, UNKNOWN[3:7, 3:7] > 0)
    assert unknown_of(picture(), (), Rect(6, 6, 2, 2)) is None


def test_a_pixel_with_one_band_that_is_no_number_is_unknown():
    pixels = np.zeros((10, 10, 2), np.float32)
    pixels[8, 8, 1], pixels[9, 9, 0] = np.nan, np.inf
    unknown = unknown_of(replace(picture(), pixels=pixels), (), Rect(7, 7, 3, 3))
    assert unknown is not None
    assert np.argwhere(unknown).tolist() == [[1, 1], [2, 2]]


def test_only_a_fill_that_is_seen_whole_replaces_it():
    coverage = np.full((10, 10), 255, np.uint8)
    coverage[2, 2] = 254
    whole = picture()
    fill = Fill("a", whole.rect, np.ones((10, 10, 2), np.uint16), coverage, Recipe("membrane"))
    unknown = unknown_of(whole, (fill,), whole.rect)
    assert unknown is not None
    assert np.argwhere(unknown).tolist() == [[2, 2]]
    for faint in (replace(fill, visible=False), replace(fill, strength=0.9)):
        np.testing.assert_array_equal(unknown_of(whole, (faint,), whole.rect), UNKNOWN > 0)
