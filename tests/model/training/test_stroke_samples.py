"""Samples for the net of strokes: writing where it is said to be, and the same for a seed."""

import numpy as np
import pytest
from PIL import ImageFont

from inpaint_studio.model.photographs.level_lines import TALL
from inpaint_studio.model.training.stroke_samples import WIDTH, StrokeFonts, stroke_sample


@pytest.fixture(scope="module")
def fonts(tmp_path_factory):
    font = ImageFont.load_default(20)
    path = tmp_path_factory.mktemp("fonts") / "default.ttf"

    path.write_bytes(font.font_bytes)
    return StrokeFonts((path,), (path,))


@pytest.fixture(scope="module")
def photo():
    return np.random.default_rng(4).integers(90, 130, (240, 320, 3), np.uint8)


def _samples(photo, fonts, count, seed=1):
    rng = np.random.default_rng(seed)
    return [stroke_sample(photo, fonts, rng) for _ in range(count)]


def test_samples_are_of_one_size_and_of_one_range(photo, fonts):
    for sample in _samples(photo, fonts, 20):
        assert sample.picture.shape == (TALL, WIDTH, 3)
        assert sample.strokes.shape == (TALL, WIDTH)
        for plane in (sample.picture, sample.strokes):
            assert plane.dtype == np.float32
            assert 0 <= plane.min() <= plane.max() <= 1


def test_most_are_written_on_and_some_are_not(photo, fonts):
    written = [sample.strokes.max() > 0.5 for sample in _samples(photo, fonts, 60)]
    assert 0.5 < np.mean(written) < 0.95


def test_strokes_differ_from_what_is_beside_them(photo, fonts):
    apart = [
        abs(float(sample.picture[sample.strokes > 0.9].mean() - sample.picture[sample.strokes == 0].mean()))
        for sample in _samples(photo, fonts, 40)
        if (sample.strokes > 0.9).sum() > 50
    ]
    assert len(apart) > 10
    assert np.median(apart) > 0.1


def test_a_seed_gives_the_same_samples(photo, fonts):
    one, other, third = (_samples(photo, fonts, 3, seed) for seed in (5, 5, 6))
    assert all(
        (a.picture == b.picture).all() and (a.strokes == b.strokes).all() for a, b in zip(one, other, strict=True)
    )
    assert any((a.picture != b.picture).any() for a, b in zip(one, third, strict=True))


def test_letters_fit_into_a_small_photograph(fonts):
    small = np.full((64, 64, 3), 120, np.uint8)
    assert all(sample.strokes.shape == (TALL, WIDTH) for sample in _samples(small, fonts, 20))
