"""Deviations of a frame: noise is none, dust is."""

import numpy as np

from inpaint_studio.finding.infrared.analysis import STEPS, calibrated, depths

from ..infrared_scans import film, squares


def test_dust_lies_many_deviations_below_the_noise() -> None:
    pixels, infrared = film(0.3, (1.2, -0.6))
    frame = calibrated(pixels, infrared)
    deviations = np.concatenate([band.deviations for band in depths(frame, pixels, infrared)]) / STEPS
    assert deviations.shape == infrared.shape
    assert np.median(deviations[squares()]) > 12
    assert np.percentile(deviations[~squares()], 90) < 3.5


def test_the_samples_are_not_written_to() -> None:
    pixels, infrared = film()
    for array in (pixels, infrared):
        array.flags.writeable = False
    calibrated(pixels, infrared)
