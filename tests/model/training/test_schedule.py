"""The schedule of a run: shares, crops, rates and scores by the images seen."""

from dataclasses import replace

import pytest

from inpaint_studio.model.training.config import TrainingConfig
from inpaint_studio.model.training.schedule import Schedule, next_score


def test_thin_and_thick_batches_come_in_their_shares_and_crops_grow(config: TrainingConfig) -> None:
    schedule = Schedule(replace(config, batch=8, crop=128, crop_later=(192, 256), thin=0.36, images=30_000))
    thin = 0
    for images_seen in range(0, 4000, 8):
        thin += schedule.is_thin(images_seen)
    assert 0.28 < thin / 500 < 0.44
    sizes = []
    for images_seen in (0, 9_999, 10_001, 20_001, 29_990):
        sizes.append(schedule.crop_and_batch(images_seen, thin=False))
        assert schedule.crop_and_batch(images_seen, thin=True) == (128, 8)
    assert sizes == [(128, 8), (128, 8), (192, 4), (256, 2), (256, 2)]
    images_seen = 29_999
    assert schedule.crop_and_batch(images_seen, thin=True) == (128, 1), "no more than what is left"


def test_the_learning_rate_rises_stays_and_falls(config: TrainingConfig) -> None:
    schedule = Schedule(replace(config, images=10_000, warmup=1_000, cooldown=0.3, learning_rate=1e-3))
    rates = []
    for images_seen in (0, 499, 999, 5_000, 6_900, 8_500, 10_000):
        rates.append(schedule.learning_rate(images_seen))
    assert rates[0] == pytest.approx(1e-6)
    assert rates[1] == pytest.approx(5e-4)
    assert rates[2] == rates[3] == rates[4] == pytest.approx(1e-3)
    assert rates[5] == pytest.approx(1e-3 * (0.03 + 0.97 * 0.5))
    assert rates[6] == pytest.approx(3e-5)


def test_the_first_scores_come_soon_and_the_later_ones_as_told() -> None:
    images_seen, scored = 0, []
    while images_seen < 15_000:
        images_seen = next_score(images_seen, 5_000)
        scored.append(images_seen)
    assert scored == [250, 500, 1_000, 2_000, 4_000, 5_000, 10_000, 15_000]
    assert next_score(0, 50) == 50
    assert next_score(78_004, 3_000) == 81_000
