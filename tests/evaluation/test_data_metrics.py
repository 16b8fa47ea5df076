"""Metrics of data pictures: in the bands' own units, inside the hole alone."""

import numpy as np
import pytest

from inpaint_studio.evaluation.data_metrics import rmse, rmse_of_bands, spectral_angle

HOLE = np.array([[True, True, False]])


def test_errors_are_in_the_unit_of_the_samples_and_of_the_hole_alone():
    true = np.array([[[0, 10], [0, 10], [0, 0]]], np.int16)
    filled = np.array([[[3, 10], [-3, 14], [999, 999]]], np.int16)
    assert rmse(true, filled, HOLE) == pytest.approx((34 / 4) ** 0.5)
    assert rmse_of_bands(true, filled, HOLE) == pytest.approx((3.0, 8**0.5))


def test_whole_numbers_do_not_wrap():
    true, filled = np.zeros((1, 3, 1), np.uint16), np.full((1, 3, 1), 65535, np.uint16)
    assert rmse(true, filled, HOLE) == 65535


def test_the_angle_is_blind_to_brightness_and_knows_colour():
    true = np.array([[[1.0, 1.0], [1.0, 0.0], [0.0, 0.0]]])
    filled = np.array([[[7.0, 7.0], [1.0, 1.0], [5.0, 0.0]]])
    assert spectral_angle(true, filled, HOLE) == pytest.approx(45 / 2)


def test_dark_spectra_have_angles_too():
    dark, some = np.zeros((1, 3, 2)), np.ones((1, 3, 2))
    assert spectral_angle(dark, dark, HOLE) == 0
    assert spectral_angle(dark, some, HOLE) == pytest.approx(90)
