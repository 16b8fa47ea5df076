"""The thin plate: what it carries through a hole, and where it is taken."""

import numpy as np
import pytest

from inpaint_studio.filling.blend import harmonic
from inpaint_studio.filling.thin_plate import plate_shares, stiffened, thin_plate

NOWHERE = np.zeros((48, 64), bool)


def streak() -> np.ndarray:
    hole = NOWHERE.copy()
    hole[20:23, 8:56] = True
    return hole


def waves() -> np.ndarray:
    rows, columns = np.mgrid[:48, :64].astype(np.float32)
    return (0.5 + 0.3 * np.sin(columns / 5) * np.cos(rows / 4))[:, :, None].astype(np.float32)


def noise() -> np.ndarray:
    return np.random.default_rng(0).uniform(0.3, 0.7, (48, 64, 1)).astype(np.float32)


def test_a_slope_goes_through_a_hole_and_out_at_the_edge():
    rows, columns = np.mgrid[:48, :64].astype(np.float32)
    truth = (0.01 * rows + 0.004 * columns)[:, :, None]
    hole = streak()
    hole[:, :3] = True
    hole[40:, 30:36] = True
    start = truth.copy()
    start[hole] = 0.9
    np.testing.assert_allclose(thin_plate(start, hole, NOWHERE), truth, atol=2e-3)


def test_smooth_data_are_nearer_to_the_truth_than_by_the_membrane():
    hole, truth = streak(), waves()
    start = harmonic(truth, hole)
    bent = stiffened(start, hole, NOWHERE)
    assert plate_shares(start, hole, NOWHERE)[0] == 1
    assert np.abs(bent - truth)[hole].max() < 0.5 * np.abs(start - truth)[hole].max()
    np.testing.assert_array_equal(bent[~hole], truth[~hole])


def test_noise_is_left_as_it_is_filled():
    hole, start = streak(), harmonic(noise(), streak())
    assert plate_shares(start, hole, NOWHERE)[0] == 0
    assert stiffened(start, hole, NOWHERE) is start


def test_each_band_is_judged_by_itself():
    hole = streak()
    start = np.concatenate([harmonic(waves(), hole), harmonic(noise(), hole)], axis=2)
    bent = stiffened(start, hole, NOWHERE)
    assert (bent[:, :, 0] != start[:, :, 0]).any()
    np.testing.assert_array_equal(bent[:, :, 1], start[:, :, 1])


@pytest.mark.parametrize("value", [-1e6, 0.0, 1e6])
def test_hidden_pixels_have_no_say(value: float):
    hole, hidden, start = streak(), NOWHERE.copy(), harmonic(waves(), streak())
    hidden[10:20, 30:44] = True
    plain = stiffened(start, hole, hidden)
    start[hidden] = value
    np.testing.assert_array_equal(stiffened(start, hole, hidden)[hole], plain[hole])


def test_a_hole_without_anything_known_stays_as_it_is_filled():
    hole = np.ones((12, 12), bool)
    start = np.full((12, 12, 1), 0.4, np.float32)
    assert stiffened(start, hole, np.zeros((12, 12), bool)) is start
    np.testing.assert_allclose(thin_plate(start, hole, np.zeros((12, 12), bool)), start)
