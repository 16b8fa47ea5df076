"""Segments are filled once, by whoever claims them; what a worker that died had in hand is filled by another."""

import os
from contextlib import closing
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

from inpaint_studio.files.stacks.masks import read_masks
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.filling.scenes import Looked
from inpaint_studio.work.jobs.claims import Claims
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.stacks import working
from inpaint_studio.work.stacks.job import StackError, begin
from inpaint_studio.work.stacks.results import Results
from inpaint_studio.work.stacks.segments import read_division
from inpaint_studio.work.stacks.working import Divided, PlaneDone, Waits, fill_segments


@pytest.fixture
def run(job, engine):
    """(job, worker) -> a generator of what filling yields."""
    planes = open_planes(job.source)
    masks = read_masks(job.mask, planes)
    begin(job)

    def start(worker=None, of=job, sleep=lambda _: None, engine=engine):
        """Without the looks at planes that come before the division."""
        with closing(fill_segments(of, planes, masks, engine, worker=worker, sleep=sleep)) as values:
            for value in values:
                if not isinstance(value, Looked):
                    yield value

    return start


def _done(job) -> Results:
    return Results(job.folder, [segment.name for segment in read_division(job.folder).segments])


def test_every_plane_is_filled_once_and_what_is_left_is_foretold(job, run, engine):
    divided, *steps = run()
    assert isinstance(divided, Divided)
    assert (divided.done, divided.division.planes) == (0, 7)
    assert all(isinstance(step, PlaneDone) for step in steps)
    assert [step.plane for step in steps] == engine.planes == list(range(7))
    assert [(step.done, step.total) for step in steps] == [(number, 7) for number in range(1, 8)]
    assert [step.seconds_left > 0 for step in steps] == [True] * 6 + [False]
    assert steps[0].notes == ("as it is",)
    assert [int(fills[0].pixels[0, 0, 0]) for fills in _done(job).values()] == list(range(1, 8))
    assert not list(job.claims.iterdir())
    assert next(iter(run())).done == 7
    assert len(engine.planes) == 7


def test_a_worker_that_ends_in_the_middle_loses_only_the_segment_in_hand(job, run, engine):
    with closing(run()) as steps:
        for step in steps:
            if isinstance(step, PlaneDone) and step.plane == 4:
                break
    assert list(_finished(job)) == ["segment-0000001"]
    engine.planes.clear()
    divided, *_ = run()
    assert divided.done == 3
    assert engine.planes == [3, 4, 5, 6]
    assert len(_done(job)) == 7


def _finished(job) -> list[str]:
    return sorted(path.stem for path in job.folder.glob("segment-*.json"))


def test_two_workers_share_the_segments_and_wait_for_each_other(job, run, engine):
    first, second = run(Worker.here()), run(Worker.here())
    assert isinstance(next(first), Divided)
    assert next(first).plane == 0
    assert isinstance(next(second), Divided)
    assert next(second).plane == 3
    assert [next(second).plane for _ in range(2)] == [4, 5]
    assert next(second).plane == 6
    assert isinstance(next(second), Waits)
    assert [next(first).plane for _ in range(2)] == [1, 2]
    assert list(first) == []
    assert [value for value in second if not isinstance(value, Waits)] == []
    assert sorted(engine.planes) == list(range(7))


def _dead() -> Worker:
    here = Worker.here()
    return replace(here, pid=os.getpid(), started="long ago")


def test_a_segment_of_a_worker_that_died_is_filled_by_another(job, run, engine):
    next(run())
    Claims(job.claims, _dead()).take("segment-0000001", "segment-0000001")
    (job.folder / ".segment-0000001.00ff.samples").write_bytes(b"half of it")
    assert sum(isinstance(value, PlaneDone) for value in run()) == 7
    assert not list(job.folder.glob(".segment*"))
    assert engine.planes == [3, 4, 5, 6, 0, 1, 2]


def test_a_segment_that_kills_every_worker_ends_the_job_with_a_sentence(job, run):
    next(run())
    for _ in range(3):
        Claims(job.claims, _dead()).take("segment-0000004", "segment-0000004")
    with pytest.raises(
        StackError, match="3 processes ended in the middle of the planes 4-6, perhaps for want of memory"
    ):
        list(run())
    assert _finished(job) == ["segment-0000001", "segment-0000007"]


def test_when_the_folder_is_gone_somebody_has_saved_it(job, run):
    steps = run()
    next(steps)
    steps.close()
    other = run()
    next(other)
    for path in sorted(job.folder.rglob("*"), reverse=True):
        path.rmdir() if path.is_dir() else path.unlink()
    job.folder.rmdir()
    assert list(other) == []


def test_a_run_gets_the_masks_and_cuts_of_all_planes(job, engine, monkeypatch):
    requests = []

    def fill_run(request, engine):
        requests.append(request)
        for plane in request.planes:
            yield SimpleNamespace(plane=plane, fills=(), notes=())

    monkeypatch.setattr(working, "fill_run", fill_run)
    job = replace(job, method="auto", first=2, last=4, seed=9)
    planes = open_planes(job.source)
    begin(job)
    list(fill_segments(job, planes, read_masks(job.mask, planes), engine))
    (request,) = requests
    assert (request.planes, request.in_plane, request.seed, request.cuts) == ((2, 3, 4), "auto", 9, ())
    assert np.count_nonzero(request.mask(6)) == 72
    assert request.stack.plane == 2
    assert not _done(job)
