"""The loop of the prediction, against the normal equations solved whole."""

import numpy as np
import pytest

from inpaint_studio.filling import prediction_kernels


def test_a_pixel_is_the_ordinary_kriging_of_its_neighbours():
    rng = np.random.default_rng(0)
    picture = rng.uniform(0.3, 0.7, (7, 7, 3)).astype(np.float32)
    unknown = np.zeros((7, 7), bool)
    unknown[3, 3] = True
    apart = np.hypot(*np.mgrid[-4:5, -4:5])
    correlation = np.exp(-apart / 3).astype(np.float32)[None]
    dy, dx = np.array([-1, 0, 1, 0], np.int32), np.array([0, 1, 0, -1], np.int32)
    colours, doubt, noise = picture.copy(), np.zeros((7, 7), np.float32), 0.05
    one = np.array([3], np.int32)
    prediction_kernels.predict(
        picture, unknown, one, one, np.zeros((1, 1), np.int32), 32, correlation, dy, dx,
        np.arange(4, dtype=np.int32), 1, np.float32(noise), colours, doubt,
    )  # fmt: skip
    between = np.exp(-np.hypot(dy[:, None] - dy, dx[:, None] - dx) / 3) + noise * np.eye(4)
    towards = np.exp(-np.hypot(dy, dx) / 3)
    system = np.block([[between, np.ones((4, 1))], [np.ones((1, 4)), np.zeros((1, 1))]])
    *weights, multiplier = np.linalg.solve(system, [*towards, 1])
    np.testing.assert_allclose(colours[3, 3], np.array(weights) @ picture[3 + dy, 3 + dx], atol=1e-5)
    assert doubt[3, 3] == pytest.approx(1 - np.array(weights) @ towards - multiplier, abs=1e-5)
