"""The same call goes on with its scratch files, and another one does not take them for its own."""

import os
from dataclasses import replace

import pytest

from inpaint_studio.work.jobs.claims import Claims
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.stacks.job import StackError, begin, end, is_stack_job, open_job


def test_the_same_call_goes_on_and_its_folder_goes_at_the_end(job):
    assert not begin(job)
    (job.folder / "left.samples").write_bytes(b"made before")
    assert begin(job)
    assert (job.folder / "left.samples").exists()
    assert is_stack_job(job.folder)
    end(job)
    assert not job.folder.exists()


@pytest.mark.parametrize("changes", [{"seed": 4}, {"first": 2}, {"method": "exemplar"}, {"settings": {"grain": 0.5}}])
def test_what_other_options_have_left_is_not_taken(job, changes):
    begin(job)
    (job.folder / "left.samples").write_bytes(b"made before")
    assert not begin(replace(job, **changes))
    assert not (job.folder / "left.samples").exists()


def test_what_other_frames_or_masks_have_left_is_not_taken(job, clip):
    begin(job)
    os.utime(clip / "frame_003.png", (1000, 1000))
    assert not begin(job)
    begin(job)
    os.utime(job.mask, (1000, 1000))
    assert not begin(job)


def test_nothing_is_removed_under_somebody_who_is_at_work(job):
    begin(job)
    claim = Claims(job.claims, Worker.here()).take("segment", "segment")
    with pytest.raises(StackError, match=r"Another process fills a stack into .*out with other options"):
        begin(replace(job, seed=1))
    claim.release()
    assert not begin(replace(job, seed=1))


def test_another_worker_opens_what_the_folder_says(job, clip):
    with pytest.raises(StackError, match="is no folder of a stack"):
        open_job(job.folder)
    job = replace(job, first=1, settings={"grain": 0.5})
    begin(job)
    assert open_job(job.folder) == job
    os.utime(clip / "frame_003.png", (1000, 1000))
    with pytest.raises(StackError, match="were changed since"):
        open_job(job.folder)


@pytest.mark.parametrize(
    ("first", "last", "planes"), [(None, None, range(7)), (2, None, range(2, 7)), (1, 1, range(1, 2))]
)
def test_planes_that_are_there_are_a_range(job, first, last, planes):
    assert replace(job, first=first, last=last).planes(7) == planes


@pytest.mark.parametrize(("first", "last"), [(0, 7), (7, None), (5, 2)])
def test_planes_that_are_not_there_are_refused(job, first, last):
    with pytest.raises(StackError, match="clip has the planes 1-7") as refused:
        replace(job, first=first, last=last).planes(7)
    assert refused.value.wrong_call


def test_other_planes_take_part_where_the_method_is_not_of_a_plane_alone(job):
    assert [replace(job, method=method).is_run for method in ("auto", "neighbours", "membrane")] == [True, True, False]
    assert [replace(job, method=method).in_plane for method in ("auto", "neighbours", "membrane")] == [
        "auto",
        "auto",
        "membrane",
    ]
