"""Colour models and cut in the small picture."""

import numpy as np

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.objects.colour_models import bins_of, negative_log_likelihoods
from inpaint_studio.finding.objects.prompt import Prompt
from inpaint_studio.finding.objects.segmentation import segment


def _two_colours():
    rng = np.random.default_rng(5)
    truth = np.zeros((80, 100), np.bool_)
    truth[20:60, 30:80] = True
    colours = np.where(truth[..., None], np.float32([0.8, 0.3, 0.2]), np.float32([0.2, 0.4, 0.6]))
    return (colours + rng.normal(0, 0.05, colours.shape)).astype(np.float32).clip(0, 1), truth


def test_nothing_outside_the_box_is_the_object():
    colours, truth = _two_colours()
    box = Rect(25, 15, 60, 50)
    made = segment(colours, Prompt(box))
    outside = np.ones_like(truth)
    outside[box.slices] = False
    assert not (made & outside).any()
    assert (made == truth)[box.slices].mean() > 0.98


def test_the_same_prompt_gives_the_same_object():
    colours, _ = _two_colours()
    prompt = Prompt(inside=((50.0, 40.0),))
    assert (segment(colours, prompt) == segment(colours, prompt)).all()


def test_a_click_beside_wins_over_one_at_the_same_place():
    colours, _ = _two_colours()
    made = segment(colours, Prompt(inside=((50.0, 40.0),), outside=((50.0, 40.0),)))
    assert not made[40, 50]


def test_a_mixture_finds_its_own_colours_likely():
    rng = np.random.default_rng(0)
    reds = rng.normal((0.8, 0.2, 0.2), 0.04, (3000, 3)).clip(0, 1).astype(np.float32)
    values = negative_log_likelihoods(reds)
    probe = bins_of(np.float32([[[0.8, 0.2, 0.2], [0.2, 0.2, 0.8]]]))
    assert values[probe[0, 0]] < values[probe[0, 1]] - 5
    assert np.isfinite(negative_log_likelihoods(reds[:1])).all()  # of one pixel too
