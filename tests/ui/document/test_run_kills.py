"""A program that is killed while it fills a run loses none of the planes that it said were filled."""

import os
import signal
import subprocess
import sys
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.memory.abandoned import abandoned
from inpaint_studio.files.memory.journal import restore

from . import killed_run

COUNT = 24


@pytest.fixture
def clip(tmp_path: Path) -> Path:
    folder = tmp_path / "clip"
    folder.mkdir()
    for number in range(COUNT):
        Image.new("RGB", (640, 360), (number, 90, 90)).save(folder / f"frame_{number:03}.png")
    return folder


def _killed(clip: Path, journals: Path, seed: int) -> tuple[int, int]:
    """How many planes were reported to be filled before a kill, and how many came back."""
    rng = np.random.default_rng(seed)
    environment = {**os.environ, "QT_QPA_PLATFORM": "offscreen", "OMP_NUM_THREADS": "1"}
    script = [sys.executable, killed_run.__file__, str(clip), str(journals), str(seed)]
    wanted, reported = int(rng.integers(0, COUNT)), 0
    with subprocess.Popen(script, stdout=subprocess.PIPE, text=True, env=environment) as child:
        assert child.stdout is not None
        for line in child.stdout:
            reported = COUNT if line.strip() == "end" else int(line)
            if reported >= wanted:
                break
        os.kill(child.pid, signal.SIGKILL)
        reported = max(
            [reported, *(COUNT if line.strip() == "end" else int(line) for line in child.stdout if line.strip())]
        )
    (left,) = abandoned(journals)
    restored = restore(left.path)
    document = restored.document
    filled = document.state.filled_planes
    assert list(filled) == list(range(len(filled)))
    for plane, (fill,) in filled.items():
        assert np.array_equal(fill.pixels, killed_run.pixels_of(plane))
    marked = {plane for plane in range(COUNT) if plane not in filled}
    there = {plane for plane, laid in document.state.elsewhere.items() if laid.mask is not None}
    assert there | ({document.plane} if document.mask.any() else set()) == marked
    if filled:
        document.undo()
        assert not document.state.filled_planes
    restored.journal.discard()
    return reported, len(filled)


def test_a_kill_loses_no_plane_that_was_said_to_be_filled(clip, tmp_path):
    reported, back = _killed(clip, tmp_path / "journals", 5)
    assert back >= reported > 0


@pytest.mark.drill
@pytest.mark.timeout(1800)
def test_kills_at_many_moments_of_a_run(clip, tmp_path):
    pairs = [_killed(clip, tmp_path / f"journals{seed}", seed) for seed in range(20)]
    print(pairs)
    assert all(back >= reported for reported, back in pairs)
