"""What shines through is told from dust, and silver from dyes."""

import numpy as np
import pytest

from inpaint_studio.finding.infrared.crosstalk import fitted

from ..infrared_scans import film


@pytest.mark.parametrize("crosstalk", [0.05, 0.15, 0.3])
def test_the_power_of_red_is_measured(crosstalk: float) -> None:
    pixels, infrared = film(crosstalk)
    fit = fitted(pixels, infrared)
    first, last = (fit.tables.sum(axis=0)[level] for level in (4096 // 8, 4096 // 2))
    assert abs((last - first) / np.log(4) - crosstalk) < 0.03
    assert fit.slope < 0.5


def test_silver_shows_the_picture_itself() -> None:
    pixels, infrared = film(1.0)
    fit = fitted(pixels, infrared)
    assert fit.slope > 0.5
    assert fit.correlation > 0.5
