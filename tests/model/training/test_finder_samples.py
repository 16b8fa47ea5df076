"""Batches for the finder's net."""

import numpy as np
import pytest
import torch

from inpaint_studio.model.photographs.crops import Level
from inpaint_studio.model.photographs.damage.painting import Place
from inpaint_studio.model.photographs.damage.sources import Sources
from inpaint_studio.model.training.finder_samples import FinderSamples, StoredPhotographs


@pytest.fixture(scope="module")
def photographs(tmp_path_factory) -> StoredPhotographs:
    path = tmp_path_factory.mktemp("photographs") / "pixels.bin"
    rng = np.random.default_rng(0)
    places, offset = [], 0
    with path.open("wb") as stream:
        for _ in range(5):
            rows, columns = np.mgrid[:120, :140]
            grey = 128 + 60 * np.sin(rows / rng.uniform(10, 40)) * np.cos(columns / rng.uniform(10, 40))
            pixels = np.clip(grey[..., None] + rng.normal(0, 4, (120, 140, 3)), 0, 255).astype(np.uint8)
            stream.write(pixels.tobytes())
            places.append(Level(offset, 120, 140))
            offset += pixels.nbytes
    return StoredPhotographs(path, tuple(places))


def test_a_sample_depends_on_its_number_alone(photographs):
    samples = FinderSamples(photographs, Sources(), 3, 48)
    whole = samples.batch(10, 4)
    part = samples.batch(12, 2)
    assert torch.equal(whole.pictures[2:], part.pictures)
    assert torch.equal(whole.wanted[2:], part.wanted)
    assert whole.pictures.shape == (4, 3, 48, 48)
    assert whole.wanted.shape == whole.judged.shape == (4, 2, 48, 48)
    assert set(whole.judged.unique().tolist()) <= {0.0, 1.0}


def test_hard_places_are_drawn_from_and_mostly_stay_undamaged(photographs):
    hard = FinderSamples(photographs, Sources(), 3, 48, [Place(1, 60.0, 60.0, 1.0)])
    plain = FinderSamples(photographs, Sources(), 3, 48)
    batches = [one.painted(0, 60) for one in (hard, plain)]
    assert not np.array_equal(batches[0][0], batches[1][0])
    damaged = [float((labels[:, 0] == 255).any((1, 2)).mean()) for _, labels in batches]
    assert damaged[0] < damaged[1]
