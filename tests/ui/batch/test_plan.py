from pathlib import Path, PurePosixPath

import pytest

from inpaint_studio.ui.batch.plan import Plan, below, free_folder, job_in, preview, root_and_parts
from inpaint_studio.work.jobs.job import JobError
from inpaint_studio.work.routines.facts import RoutineError
from inpaint_studio.work.routines.routine import Routine


def test_one_folder_is_the_root_and_several_are_parts_of_theirs(tmp_path, paint):
    one, other = paint(tmp_path / "one" / "a.png"), paint(tmp_path / "two" / "b.png")
    assert root_and_parts([one.parent]) == (one.parent, ())
    assert root_and_parts([one]) == (one.parent, ("a.png",))
    assert root_and_parts([one.parent, other.parent]) == (tmp_path, ("one", "two"))
    assert root_and_parts([one.parent, other]) == (tmp_path, ("one", "two/b.png"))
    assert root_and_parts([tmp_path, other]) == (tmp_path, ())
    with pytest.raises(JobError, match="Choose a folder"):
        root_and_parts([])


def test_a_plan_looks_through_its_pictures_and_makes_a_job_of_its_own_each_time(folder, routine, tmp_path, paint):
    paint(folder / "below" / "x.png")
    plan = Plan((folder,), routine, tmp_path / "out")
    *_, last = plan.survey()
    assert (last.first, last.count, last.is_all) == (PurePosixPath("a.png"), 5, True)
    *_, last = Plan((folder,), routine, tmp_path / "out", subfolders=True).survey()
    assert last.count == 6
    *_, last = Plan((folder,), routine, tmp_path / "out", formats=(".tif",)).survey()
    assert (last.first, last.count) == (None, 0)
    *_, last = Plan((folder / "c.png", folder / "a.png"), routine, tmp_path / "out").survey()
    assert last.count == 2
    first, second = plan.make(), plan.make()
    assert [one.folder.name for one in (first, second)] == ["inpaint-job", "inpaint-job (2)"]
    assert job_in(tmp_path / "out") == first.folder
    assert job_in(first.folder / "job.json") == first.folder
    assert job_in(folder) is None
    assert free_folder(tmp_path / "new") == tmp_path / "new"


def test_what_lies_below_the_root_can_be_added(job, folder, tmp_path):
    assert below(job, [folder / "a.png", folder]) == ("a.png", "")
    assert below(job, [tmp_path]) is None


def test_the_name_is_previewed_by_the_rule_of_the_card(routine: Routine):
    first = PurePosixPath("box 1/a.jpg")
    assert preview(routine, first, Path("/x/out")) == "box 1/a.jpg → out/box 1/a-repaired.jpg"
    from dataclasses import replace

    beside = routine.with_card(replace(routine.save, where="beside", name="{name}-new{suffix}"))
    assert preview(beside, first, None) == "box 1/a.jpg → a-new.jpg"
    with pytest.raises(RoutineError, match="lacks"):
        preview(routine.with_card(replace(routine.save, name="all")), first, None)
