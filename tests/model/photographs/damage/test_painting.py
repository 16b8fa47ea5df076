"""Samples for the finder's net."""

import numpy as np
import pytest

from inpaint_studio.model.photographs.damage.painting import (
    IGNORED,
    NONE,
    PAINTED,
    ZOOMS,
    Place,
    painted,
    random_place,
    window,
)
from inpaint_studio.model.photographs.damage.sources import Sources


@pytest.fixture(scope="module")
def photograph() -> np.ndarray:
    rows, columns = np.mgrid[:200, :260]
    return np.stack([60 + columns // 3, 90 + rows // 4, 120 + (rows + columns) // 8], 2).astype(np.uint8)


def test_a_sample_depends_on_the_seed_alone(photograph):
    crop = np.ascontiguousarray(photograph[:128, :128])
    one, same, other = (painted(crop, Sources(), np.random.default_rng(seed)) for seed in (4, 4, 5))
    assert np.array_equal(one.picture, same.picture)
    assert np.array_equal(one.labels, same.labels)
    assert not np.array_equal(one.picture, other.picture)
    assert one.picture.shape == (128, 128, 3)
    assert one.labels.shape == (2, 128, 128)
    assert set(np.unique(one.labels)) <= {NONE, IGNORED, PAINTED}


def test_about_two_in_five_are_undamaged_and_all_can_be(photograph):
    crop = np.ascontiguousarray(photograph[:96, :96])
    samples = [painted(crop, Sources(), np.random.default_rng(seed)) for seed in range(60)]
    damaged = np.mean([(one.labels[0] == PAINTED).any() for one in samples])
    assert 0.4 < damaged < 0.7
    assert 0.12 < np.mean([(one.labels[1] == PAINTED).any() for one in samples]) < 0.5
    sound = [painted(crop, Sources(), np.random.default_rng(seed), undamaged=1.0) for seed in range(12)]
    assert not any(one.labels[0].any() for one in sound)


def test_what_is_painted_can_be_seen_and_is_ringed_by_what_is_not_judged(photograph):
    crop = np.full((128, 128, 3), 120, np.uint8)
    for seed in range(12):
        sample = painted(crop, Sources(), np.random.default_rng(seed))
        damage = sample.labels[0] == PAINTED
        if not damage.any():
            continue
        grown = np.zeros_like(damage)
        for dy in (-1, 0, 1):
            for dx in (-1, 0, 1):
                grown[1:-1, 1:-1] |= damage[1 + dy : 127 + dy, 1 + dx : 127 + dx]
        beside = grown & ~damage
        assert (sample.labels[0][beside] == IGNORED).all()


@pytest.mark.parametrize("zoom", [0.4, 1.0, 2.2])
def test_a_window_lies_in_the_photograph_at_its_zoom(photograph, zoom):
    for x, y in ((0, 0), (259, 199), (130, 100)):
        crop = window(photograph, Place(0, x, y, zoom), 96, np.random.default_rng(1))
        assert crop.shape == (96, 96, 3)
        assert crop.min() >= photograph.min() - 2
        assert crop.max() <= photograph.max() + 2
    seen = {random_place(3, photograph, np.random.default_rng(seed)) for seed in range(20)}
    assert all(place.photograph == 3 and ZOOMS[0] <= place.zoom <= ZOOMS[1] for place in seen)
