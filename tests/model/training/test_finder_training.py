"""Training of the finder's net: it learns, it resumes, it searches for what it gets wrong."""

import itertools
from pathlib import Path

import numpy as np
import pytest
import torch

from inpaint_studio.model.checkpoints import finder
from inpaint_studio.model.photographs.damage.sources import Sources
from inpaint_studio.model.training import finder_training, state
from inpaint_studio.model.training.finder_samples import FinderSamples
from inpaint_studio.model.training.finder_training import FinderTraining, _Run, average_precision, train


@pytest.fixture(autouse=True)
def _small(monkeypatch):
    monkeypatch.setattr(finder_training, "_HELD_OUT", 2)
    monkeypatch.setattr(finder_training, "_SETTLING", 1)
    monkeypatch.setattr(finder_training, "_JUDGED", 16)
    monkeypatch.setattr(finder_training, "WIDTHS", (4, 4, 8, 8))
    monkeypatch.setattr(FinderSamples, "ahead", _painted_here)


def _painted_here(samples, first, batch, painters=1):
    """As `ahead`, which has a test of its own: a process that paints imports torch for seconds."""
    for number in itertools.count():
        yield samples.painted(first + number * batch, batch)


def settings(run: Path, images: int, **more) -> FinderTraining:
    return FinderTraining(run, images=images, batch=4, side=48, mined=2, mine_at=(0.5,), save_every=1e9, **more)


def test_a_resumed_run_ends_as_one_without_a_pause(stored_photographs, tmp_path):
    whole = list(train(settings(tmp_path / "whole", 24), stored_photographs, Sources()))
    assert (tmp_path / "whole" / "finder.safetensors").exists()
    assert "damage AP" in whole[-1].values
    begun = train(settings(tmp_path / "parts", 24), stored_photographs, Sources())
    for step in begun:
        if "hard places" in step.values:
            break
    begun.close()
    middle = state.read(tmp_path / "parts")[1]
    assert 0 < middle["images"] < 24
    list(train(settings(tmp_path / "parts", 24), stored_photographs, Sources(), resume=True))
    first, second = (state.read(tmp_path / name) for name in ("whole", "parts"))
    assert first[1]["images"] == second[1]["images"] == 24
    for name, tensor in first[0].items():
        assert torch.allclose(tensor.float(), second[0][name].float(), atol=1e-4), name
    finder.load(tmp_path / "parts" / "finder.safetensors")


def test_there_must_be_something_to_resume(stored_photographs, tmp_path):
    with pytest.raises(state.StateError):
        next(train(settings(tmp_path / "none", 8), stored_photographs, Sources(), resume=True))


def test_average_precision_is_that_of_a_ranking():
    wanted = np.array([True, True, False, False])
    assert average_precision(np.array([0.9, 0.8, 0.2, 0.1]), wanted) == pytest.approx(1)
    assert average_precision(np.array([0.9, 0.1, 0.8, 0.2]), wanted) == pytest.approx(0.75)
    assert average_precision(np.array([0.5, 0.5]), np.array([False, False])) == 0


def test_samples_are_replayed_over_a_time(stored_photographs, tmp_path, monkeypatch):
    clock = iter(np.arange(0.0, 1e4, 0.1).tolist())
    monkeypatch.setattr(finder_training.time, "monotonic", lambda: next(clock))
    chosen = settings(tmp_path / "run", 10**9, minutes=0.5, replay=3, remembered=16)
    steps = list(train(chosen, stored_photographs, Sources()))
    _, values = state.read(tmp_path / "run")
    assert "damage AP" in steps[-1].values
    assert values["mined"] == 1
    assert values["images"] > values["painted"] > 0  # each painted batch was trained on three times


def test_training_goes_on_from_weights(stored_photographs, tmp_path):
    list(train(settings(tmp_path / "first", 16), stored_photographs, Sources()))
    base = tmp_path / "first" / "finder.safetensors"
    before = finder.load(base).net
    begun = _Run(settings(tmp_path / "second", 16, base=base), stored_photographs, Sources())
    pictures = torch.cat([batch.pictures for batch in begun._settling])
    with torch.inference_mode():
        assert torch.allclose(begun.net.eval()(pictures), before(pictures), atol=1e-3)
        assert torch.allclose(begun.net.train()(pictures), before(pictures), atol=1e-3)
    first, *_, last = train(settings(tmp_path / "second", 16, base=base), stored_photographs, Sources())
    assert (first.images, last.images) == (0, 16)
    assert "damage AP" in first.values
