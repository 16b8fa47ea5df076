"""The finder of dust on film: what it says of a plane, and where it cannot search."""

import numpy as np
import pytest
from scipy import ndimage

from inpaint_studio.finding.finder import CannotSearch, Finding, Progress, View
from inpaint_studio.finding.finders import FINDERS, finders_for
from inpaint_studio.finding.finders.film_dust import FINDER, certainty
from inpaint_studio.finding.spikes import FEATURES


def _frame(seed: int) -> np.ndarray:
    still = ndimage.gaussian_filter(np.random.default_rng(1).standard_normal((90, 120)), 3)
    grain = np.random.default_rng(seed).normal(0, 2, (90, 120, 3))
    return np.clip(np.rint(110 + still[:, :, None] / still.std() * 20 + grain), 0, 255).astype(np.uint8)


def _findings(pixels, *beside):
    return [one for one in FINDER.find(View(pixels, beside=lambda: beside), None) if isinstance(one, Finding)]


def test_a_blotch_is_dust_and_certain_enough_to_be_proposed():
    pixels = _frame(0)
    pixels[30:36, 50:56] = 248
    best = max(_findings(pixels, _frame(1), _frame(2)), key=lambda one: one.confidence)
    assert best.confidence >= 0.5
    assert best.kind == "dust"
    assert best.polarity == "lighter"
    assert best.rect.x <= 52 < best.rect.right


def test_a_clean_frame_proposes_hardly_anything():
    assert sum(one.confidence >= 0.5 for one in _findings(_frame(0), _frame(1), _frame(2))) <= 1


def test_a_picture_by_itself_is_refused_and_not_offered():
    with pytest.raises(CannotSearch, match="frames beside it"):
        list(FINDER.find(View(_frame(0)), None))
    assert FINDERS["film-dust"] not in finders_for(False)
    assert FINDERS["film-dust"] in finders_for(False, is_stack=True)


def test_a_scene_of_one_frame_is_said():
    values = list(FINDER.find(View(_frame(0), beside=lambda: ()), None))
    assert isinstance(values[-1], Progress)
    assert "too few frames" in values[-1].note


def test_certainty_rises_with_size():
    usual = np.zeros((2, len(FEATURES)))
    usual[1, 0] = 3
    assert 0 <= certainty(usual)[0] < certainty(usual)[1] <= 1
