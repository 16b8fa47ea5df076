"""What looks like damage and belongs to the photograph."""

import numpy as np
import pytest

from inpaint_studio.model.photographs.damage import decoys


@pytest.mark.parametrize("draw", decoys._DECOYS, ids=lambda draw: draw.__name__)
def test_each_changes_a_part_of_the_photograph_and_depends_on_the_seed_alone(draw):
    rng = np.random.default_rng(0)
    picture = rng.uniform(0.2, 0.8, (96, 96, 3)).astype(np.float32)
    before = picture.copy()
    drawn = [draw(picture, np.random.default_rng(seed)) for seed in range(8)]
    assert np.array_equal(picture, before)
    assert all(one.shape == picture.shape and one.dtype == np.float32 and np.isfinite(one).all() for one in drawn)
    changed = [float((np.abs(one - picture).max(2) > 0.02).mean()) for one in drawn]
    assert np.median(changed) > 0.005
    assert np.array_equal(draw(picture, np.random.default_rng(2)), drawn[2])


def test_all_are_drawn_from():
    assert abs(decoys._WEIGHTS.sum() - 1) < 1e-9
    picture = np.full((64, 64, 3), 0.5, np.float32)
    assert decoys.with_decoy(picture, np.random.default_rng(0)).shape == picture.shape
