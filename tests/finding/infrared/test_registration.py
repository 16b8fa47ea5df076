"""The infrared is registered to a fraction of a pixel."""

import numpy as np
import pytest

from inpaint_studio.finding.infrared.analysis import calibrated
from inpaint_studio.finding.infrared.registration import register

from ..infrared_scans import film


@pytest.mark.parametrize("shift", [(0.0, 0.0), (1.3, -0.7), (-3.4, 2.6), (4.0, 4.0)])
@pytest.mark.parametrize("crosstalk", [0.05, 0.3])
def test_a_shift_of_up_to_four_pixels_is_measured_to_a_fifth(shift: tuple[float, float], crosstalk: float) -> None:
    pixels, infrared = film(crosstalk, shift)
    measured = calibrated(pixels, infrared).shift
    assert abs(measured.dx - shift[0]) <= 0.2
    assert abs(measured.dy - shift[1]) <= 0.2


def test_planes_that_have_nothing_in_common_are_not_moved() -> None:
    rng = np.random.default_rng(5)
    pixels = rng.integers(20_000, 40_000, (200, 240, 3)).astype(np.uint16)
    infrared = rng.integers(40_000, 50_000, (200, 240)).astype(np.uint16)
    measured = register(pixels, infrared)
    assert not measured.is_certain
    assert measured[:2] == (0.0, 0.0)


def test_a_frame_that_is_smaller_than_a_window_is_not_moved() -> None:
    pixels, infrared = film(size=(240, 280))
    assert register(pixels[:30, :30], infrared[:30, :30])[:2] == (0.0, 0.0)
