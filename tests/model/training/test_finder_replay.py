"""Painted samples that are trained on several times."""

import numpy as np
import torch

from inpaint_studio.model.training.finder_replay import Replay


def _samples(values):
    """Pictures of which the left upper quarter is bright, and the same quarter labelled."""
    pictures = np.zeros((len(values), 16, 16, 3), np.uint8)
    labels = np.zeros((len(values), 2, 16, 16), np.uint8)
    for number, value in enumerate(values):
        pictures[number, :8, :8] = value
        labels[number, 0, :8, :8] = 255
    return pictures, labels


def test_the_newest_samples_are_remembered():
    replay = Replay(4, 16, torch.device("cpu"), seed=1)
    replay.add(*_samples([40, 40]))
    assert len(replay) == 2
    replay.add(*_samples([200, 200, 200, 200]))
    assert len(replay) == 4
    batch = replay.draw(8)
    assert float(batch.pictures.amax((1, 2, 3)).min()) > 0.5  # no sample of the first two is left


def test_labels_turn_with_their_pictures():
    replay = Replay(3, 16, torch.device("cpu"), seed=2)
    replay.add(*_samples([180, 190, 200]))
    corners = set()
    for _ in range(12):
        batch = replay.draw(5)
        assert batch.pictures.shape == (5, 3, 16, 16)
        bright = batch.pictures.mean(1) > 0.3
        assert torch.equal(bright, batch.wanted[:, 0] > 0)
        assert float(batch.wanted[:, 1].max()) == 0
        corners.add(int(bright[0].flatten().int().argmax()))
    assert len(corners) == 4


def test_tones_differ_from_draw_to_draw():
    replay = Replay(1, 16, torch.device("cpu"), seed=3)
    replay.add(*_samples([128]))
    values = {round(float(replay.draw(1).pictures.amax()), 4) for _ in range(6)}
    assert len(values) > 3
    assert all(0.2 < value < 0.9 for value in values)
