"""A long scene is several segments: filled one after the other, by whomever, as if it were one."""

from dataclasses import replace

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.stacks.masks import read_masks
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.stacks.job import begin
from inpaint_studio.work.stacks.results import Results
from inpaint_studio.work.stacks.segments import Division, Segment, read_division
from inpaint_studio.work.stacks.working import PlaneDone, Waits, fill_segments


@pytest.fixture
def scene(job, clip, monkeypatch):
    """A still camera, and segments of three planes."""
    first = sorted(clip.iterdir())[0]
    for path in sorted(clip.iterdir()):
        path.write_bytes(first.read_bytes())
    monkeypatch.setattr("inpaint_studio.filling.segments.LONGEST", 3)
    return replace(job, method="neighbours")


def _start(job, engine, worker=None):
    planes = open_planes(job.source)
    return fill_segments(job, planes, read_masks(job.mask, planes), engine, worker=worker, sleep=lambda _: None)


def _fills(job):
    return Results(job.folder, [segment.name for segment in read_division(job.folder).segments])


def test_what_is_invented_is_invented_once_for_all_segments(scene, engine):
    begin(scene)
    steps = [step for step in _start(scene, engine) if isinstance(step, PlaneDone)]
    assert [step.plane for step in steps] == list(range(7))
    assert [segment.after for segment in read_division(scene.folder).segments] == [
        "",
        "segment-0000001",
        "segment-0000004",
    ]
    answers = [fills[0].pixels for fills in _fills(scene).values()]
    assert len(answers) == 7
    assert all((answer == answers[0]).all() for answer in answers)


def test_a_job_that_was_cut_off_goes_on_with_the_same_answer(scene, engine, tmp_path):
    begin(scene)
    steps = _start(scene, engine)
    for step in steps:
        if isinstance(step, PlaneDone) and step.plane == 4:
            break
    steps.close()
    assert [step.plane for step in _start(scene, engine) if isinstance(step, PlaneDone)] == [3, 4, 5, 6]
    answers = [fills[0].pixels for fills in _fills(scene).values()]
    assert all((answer == answers[0]).all() for answer in answers)


def test_a_second_worker_waits_for_the_scene_and_takes_another(scene, engine):
    """Two scenes: each worker has one, and the rest of a scene is for who comes first."""
    for path in sorted(scene.source.iterdir())[4:]:
        noise = np.random.default_rng(99).integers(0, 255, (3, 4, 3), np.uint8)
        Image.fromarray(noise).resize((40, 30), Image.Resampling.NEAREST).save(path)
    begin(scene)
    first, second = _start(scene, engine, Worker.here()), _start(scene, engine, Worker.here())
    got = [_next_plane(first), _next_plane(second)]
    assert got == [0, 4]
    assert [segment.planes for segment in read_division(scene.folder).segments] == [(0, 1, 2), (3,), (4, 5, 6)]
    assert [_next_plane(second) for _ in range(2)] == [5, 6]
    assert isinstance(next(second), Waits)
    rest = [_next_plane(first) for _ in range(3)]
    assert rest == [1, 2, 3]


def _next_plane(steps):
    return next(step.plane for step in steps if isinstance(step, PlaneDone))


def test_what_remains_takes_as_long_as_the_longest_scene_however_many_work():
    a, b, c = Segment("a", (0, 1, 2)), Segment("b", (3, 4), "a"), Segment("c", (9,))
    division = Division((a, b, c), (5,))
    assert division.longest_chain((a, b, c)) == 5
    assert division.longest_chain((b, c)) == 2
    assert division.longest_chain(()) == 0
