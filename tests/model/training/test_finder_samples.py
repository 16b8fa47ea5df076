"""Batches for the finder's net."""

from contextlib import closing

import numpy as np
import torch

from inpaint_studio.model.photographs.damage.painting import Place
from inpaint_studio.model.photographs.damage.sources import Sources
from inpaint_studio.model.training.finder_samples import FinderSamples


def test_a_sample_depends_on_its_number_alone(stored_photographs):
    samples = FinderSamples(stored_photographs, Sources(), 3, 48)
    whole = samples.batch(10, 4)
    part = samples.batch(12, 2)
    assert torch.equal(whole.pictures[2:], part.pictures)
    assert torch.equal(whole.wanted[2:], part.wanted)
    assert whole.pictures.shape == (4, 3, 48, 48)
    assert whole.wanted.shape == whole.judged.shape == (4, 2, 48, 48)
    assert set(whole.judged.unique().tolist()) <= {0.0, 1.0}


def test_hard_places_are_drawn_from_and_mostly_stay_undamaged(stored_photographs):
    hard = FinderSamples(stored_photographs, Sources(), 3, 48, [Place(1, 60.0, 60.0, 1.0)])
    plain = FinderSamples(stored_photographs, Sources(), 3, 48)
    batches = [one.painted(0, 60) for one in (hard, plain)]
    assert not np.array_equal(batches[0][0], batches[1][0])
    damaged = [float((labels[:, 0] == 255).any((1, 2)).mean()) for _, labels in batches]
    assert damaged[0] < damaged[1]


def test_batches_painted_ahead_are_those_painted_at_once(stored_photographs):
    samples = FinderSamples(stored_photographs, Sources(), 3, 48)
    with closing(samples.ahead(6, 2)) as ahead:
        for first in (6, 8):
            pictures, labels = next(ahead)
            here = samples.painted(first, 2)
            assert np.array_equal(pictures, here[0])
            assert np.array_equal(labels, here[1])
