"""Paths and outlines: walks of equal steps, curves that never cross themselves, silhouettes of one height."""

from collections.abc import Callable

import numpy as np
import pytest

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs import outlines
from inpaint_studio.model.photographs.outlines import Points


def test_a_walk_begins_where_it_is_told_and_takes_equal_steps() -> None:
    path = outlines.wander((3.0, 4.0), 0.5, 6.0, np.random.default_rng(0).normal(0, 0.3, 30))
    assert path.shape == (31, 2)
    assert path[0].tolist() == [3.0, 4.0]
    assert np.hypot(*np.diff(path, axis=0).T) == pytest.approx(6.0)


def test_a_place_lies_in_the_picture() -> None:
    rng = np.random.default_rng(0)
    places = np.asarray([outlines.anywhere(Size(30, 70), rng) for _ in range(300)])
    assert (places >= 0).all()
    assert (places < (30, 70)).all()
    assert places.max(axis=0) == pytest.approx((30, 70), rel=0.1)


def test_a_blob_goes_round_its_centre_once() -> None:
    """What is seen from the centre by ever larger angles crosses itself nowhere."""
    for seed in range(40):
        points = outlines.round_blob((50.0, 60.0), 10.0, np.random.default_rng(seed)) - (50.0, 60.0)
        angles = np.unwrap(np.arctan2(points[:, 1], points[:, 0]))
        assert (np.diff(angles) > 0).all()
        assert np.ptp(angles) < 2 * np.pi


@pytest.mark.parametrize(
    "shape",
    [outlines.person, outlines.animal, outlines.vehicle, outlines.vessel, outlines.tree],
    ids=lambda s: s.__name__,
)
def test_a_silhouette_is_about_as_high_as_one(shape: Callable[[np.random.Generator], list[Points]]) -> None:
    for seed in range(40):
        points = np.concatenate(shape(np.random.default_rng(seed)))
        assert np.abs(points[:, 1]).max() <= 0.7
        assert np.ptp(points[:, 1]) >= 0.3
