"""Where the pixels of a data picture lie."""

import numpy as np

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.places import Grid


def test_a_pixels_centre_lies_half_a_step_from_the_corner_on_the_map() -> None:
    grid = Grid(10, 0, 600_000, 0, -10, 5_700_000, "m", "EPSG:32632")

    assert grid.place(0, 0) == (600_000, 5_700_000)
    assert grid.centre(0, 0) == (600_005, 5_699_995)
    assert grid.centre(99, 9) == (600_995, 5_699_905)


def test_a_slice_lies_in_the_patient_with_three_coordinates() -> None:
    sagittal = Grid(0, 0, 12, 0.5, 0, -100, "mm", "patient", third=(0, -0.5, 80))

    assert sagittal.place(4, 2) == (12, -98, 79)


def test_a_picture_carries_its_grid() -> None:
    grid = Grid(1, 0, 0, 0, 1, 0)
    picture = Picture(np.zeros((2, 3, 1), np.int16), bands=(Band(unit="HU"),), levels=Levels(), grid=grid)

    assert picture.grid is grid
    assert Picture(np.zeros((2, 3, 3), np.uint8)).grid is None
