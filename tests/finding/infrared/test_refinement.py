"""Shift, blur and curves of the dyes are fitted at once: what the picture leaves in the infrared is its noise."""

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.infrared.analysis import calibrated
from inpaint_studio.finding.infrared.crosstalk import Falloff, fitted
from inpaint_studio.finding.infrared.refinement import refined
from inpaint_studio.finding.infrared.registration import Shift

from ..infrared_scans import film


@pytest.mark.parametrize("crosstalk", [0.05, 0.3])
def test_what_is_left_of_the_picture_is_little_more_than_the_scanners_noise(crosstalk) -> None:
    pixels, infrared = film(crosstalk, (1.2, -0.6), noise=0.004)
    frame = calibrated(pixels, infrared)
    assert 0.003 < frame.noise[0] < 0.0055  # cubic interpolation takes a little of it
    assert np.hypot(frame.shift.dx - 1.2, frame.shift.dy + 0.6) < 0.03
    assert abs(frame.prediction.softness - 0.8) < 0.15


def test_a_shift_that_was_measured_half_a_pixel_wrong_is_put_right() -> None:
    pixels, infrared = film(0.3, (1.2, -0.6), noise=0.004)
    made = refined(pixels, infrared, Shift(1.6, -0.9, 20.0), fitted(pixels, infrared))
    assert np.hypot(made.shift.dx - 1.2, made.shift.dy + 0.6) < 0.05


def test_grey_pictures_have_one_curve() -> None:
    pixels, infrared = film(0.2, noise=0.004)
    grey = np.ascontiguousarray(pixels[:, :, :1])
    made = refined(grey, infrared, Shift(0.0, 0.0, 20.0), fitted(grey, infrared))
    assert made.crosstalk.tables.shape[0] == 1


def test_without_a_picture_there_is_nothing_to_fit_and_nothing_moves() -> None:
    rng = np.random.default_rng(0)
    flat = np.full((200, 240, 3), 30000, np.uint16)
    infrared = np.rint(40000 * np.exp(rng.normal(0, 0.01, (200, 240)))).astype(np.uint16)
    made = refined(flat, infrared, Shift(0.5, 0.0, 0.0), fitted(flat, infrared))
    assert made.shift == Shift(0.5, 0.0, 0.0)
    assert np.isfinite(made.crosstalk.tables).all()


def test_the_falloff_goes_on_to_the_edges_of_the_frame() -> None:
    y, x = np.mgrid[0:240, 0:320]
    light = 0.9 - 0.4 * ((x / 320 - 0.45) ** 2 + (y / 240 - 0.55) ** 2)
    infrared = np.rint(light * 65535).astype(np.uint16)
    flat = np.full((240, 320, 3), 30000, np.uint16)
    crosstalk = Falloff(flat, infrared).under(fitted(flat, infrared))
    rest = np.log(light) - crosstalk.falloff_in(Rect(0, 0, 320, 240))
    assert np.abs(rest - np.median(rest)).max() < 0.06
