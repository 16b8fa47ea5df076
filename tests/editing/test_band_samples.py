"""Computed values as samples of a band."""

import numpy as np
import pytest

from inpaint_studio.editing.band_samples import legal
from inpaint_studio.editing.bands import Band


@pytest.mark.parametrize(
    ("band", "values", "made"),
    [
        (Band(least=-1024, most=3071), [-5000.0, 12.4, 12.6, 9000.0], [-1024, 12, 13, 3071]),
        (Band(), [-40000.0, 40000.0], [-32768, 32767]),
        (Band(nodata=(0.0,)), [-0.4, 0.0, 0.4, 1.0], [-1, 1, 1, 1]),
        (Band(least=0, nodata=(0.0,)), [-3.0, 0.2], [1, 1]),
        (Band(most=10, nodata=(10.0, 9.0)), [11.0, 9.4], [8, 8]),
        (Band(nodata=(float("nan"), 0.5)), [0.4], [0]),
    ],
)
def test_whole_samples_are_legal_and_beside_nodata(band: Band, values: list[float], made: list[int]):
    assert legal(np.array([values]), band, np.dtype(np.int16)).tolist() == [made]


def test_float_samples_are_legal_and_beside_nodata():
    band = Band(least=-1.0, most=2.0, nodata=(0.0, float("nan")))
    made = legal(np.array([[-3.0, 0.0, 5.0, 0.25]]), band, np.dtype(np.float32))
    assert made[0, [0, 2, 3]].tolist() == [-1, 2, 0.25]
    assert 0 < abs(made[0, 1]) < 1e-30
