"""Planes of a run filled on a worker: each by itself, or from what its neighbours show; samples kept in files."""

import mmap
from dataclasses import replace
from fractions import Fraction
from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import RunStep, mask_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Place, Stack
from inpaint_studio.files.errors import PictureError
from inpaint_studio.ui.document import run_jobs
from inpaint_studio.ui.document.run_jobs import PlaneFailed, PlaneFilled, RunRequest, fill_run

HOLE = Rect(40, 30, 12, 8)


class Pan:
    """A speckled ground that moves by two pixels a plane under a fixed hole."""

    path, axis, cuts = Path("pan"), "frame", None

    def __init__(self, count=6):
        self.places = tuple(Place(Fraction(plane, 25)) for plane in range(count))
        rows, columns = np.mgrid[0:72, 0:140]
        waves = sum(np.sin(columns / a + b) * np.cos(rows / b + a) for a, b in ((5, 7), (11, 4), (3, 13), (17, 6)))
        self.ground = (128 + 25 * waves).astype(np.uint8)
        self.broken = set()

    def picture(self, plane):
        if plane in self.broken:
            raise PictureError("It cannot be read.")
        x = 8 * plane
        return Picture(self.ground[:, x : x + 96, None].repeat(3, axis=2), plane=plane)


@pytest.fixture
def marked():
    """A state whose planes all have the same hole."""
    planes = Pan()
    document = Document(planes.picture(0))
    document.state = replace(document.state, stack=Stack(planes.picture(0), planes))
    full = np.full((HOLE.height, HOLE.width), 255, np.uint8)
    document.commit(
        RunStep("Mark", tuple(mask_step(document.laid_on(plane), "Mark", HOLE, full) for plane in range(6)))
    )
    return document.snapshot()


def request(state, method, **more):
    return RunRequest(state, tuple(range(6)), method, 0, {}, None, "run", **more)


def test_each_plane_is_filled_by_itself_and_one_that_fails_does_not_end_the_run(marked, grey_engine):
    marked.stack.planes.broken.add(2)
    made = [value for value in fill_run(request(marked, "membrane"), grey_engine) if value is not None]
    assert [one.plane for one in made if isinstance(one, PlaneFilled)] == [0, 1, 3, 4, 5]
    assert [one.plane for one in made if isinstance(one, PlaneFailed)] == [2]
    assert all(fill.run == "run" for one in made if isinstance(one, PlaneFilled) for fill in one.fills)


def test_samples_of_a_long_run_lie_in_files(marked, grey_engine, monkeypatch, tmp_path):
    monkeypatch.setattr(run_jobs, "_BATCH_BYTES", 1)
    made = [value for value in fill_run(request(marked, "membrane", folder=tmp_path), grey_engine) if value is not None]
    for one in made:
        for fill in one.fills:
            base = fill.pixels
            while isinstance(base, np.ndarray):
                base = base.base
            assert isinstance(base.obj if isinstance(base, memoryview) else base, mmap.mmap)
            assert (fill.pixels == 128).all()


@pytest.mark.drill  # the engine is made: torch, and loops that are compiled
def test_neighbours_show_what_is_under_the_holes(marked, grey_engine):
    made = [value for value in fill_run(request(marked, "neighbours"), grey_engine) if value is not None]
    assert [one.plane for one in made] == list(range(6))
    worst = 0.0
    for one in made:
        truth = marked.stack.picture(one.plane).pixels.astype(float)
        for fill in one.fills:
            inside = fill.coverage > 0
            worst = max(worst, float(np.abs(fill.pixels[inside] - truth[fill.rect.slices][inside]).mean()))
    assert worst < 6  # of 255; grey alone is some 30 off
