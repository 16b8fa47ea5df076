"""Which files are pictures of a job, and where their results go; the rest is in `test_worker`."""

import os

import pytest

from inpaint_studio.work.jobs.job import make_job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.listing import Added, Stillness, list_pictures
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.routines.cards.save import SaveCard


def listed(job, **options) -> dict[str, str]:
    with Ledger(job.folder, Worker.here()) as ledger:
        list(list_pictures(job, ledger, **options))
        return {key: ledger.output(key) for key in ledger}


def test_only_pictures_that_are_files_and_no_masks_are_listed(job, paint):
    for name in ("a.mask.png", ".hidden.png", "sub/x.png", "c_ir.tif"):
        paint(job.root / name)
    (job.root / "notes.txt").write_text("no")
    (job.root / "folder.png").mkdir()
    os.mkfifo(job.root / "pipe.png")
    (job.root / "loop").symlink_to(job.root)
    assert listed(job) == {"a.png": "a.png", "b.png": "b.png", "c.png": "c.png"}


def test_folders_of_results_and_jobs_are_left_out(pictures, routine, paint):
    job = make_job(pictures, routine, pictures / "out", subfolders=True)
    paint(pictures / "out" / "z.png")
    paint(pictures / "deep" / "er" / "x.png")
    paint(pictures / "other-job" / "thumbs" / "x.png")
    (pictures / "other-job" / "job.json").write_text("{}")
    assert set(listed(job)) == {"a.png", "b.png", "c.png", "deep/er/x.png"}


def test_results_in_the_folder_of_the_pictures_take_no_place_of_theirs(pictures, routine, tmp_path):
    with_x = routine.with_card(SaveCard(name="{name}x{suffix}"))
    (pictures / "a.png").rename(pictures / "bx.png")
    job = make_job(pictures, with_x, pictures, tmp_path / "job")
    assert listed(job) == {"b.png": "bx (2).png", "bx.png": "bxx.png", "c.png": "cx.png"}
    (pictures / "cx.png").write_bytes((pictures / "c.png").read_bytes())  # the result
    assert set(listed(job)) == {"b.png", "bx.png", "c.png"}


def test_names_that_are_no_text_go_their_way(job):
    name = os.fsdecode(b"\xff\xfe.png")
    try:
        (job.root / name).write_bytes((job.root / "a.png").read_bytes())
    except OSError:
        pytest.skip("this file system has only names that are text")
    assert listed(job)[name] == name
    assert Ledger(job.folder).entry(name).key == name


def test_a_file_that_still_grows_waits(job):
    still = Stillness(5.0)
    assert listed(job, stillness=still, now=0.0) == {}
    with open(job.root / "b.png", "ab") as file:
        file.write(b"more")
    assert set(listed(job, stillness=still, now=5.0)) == {"a.png", "c.png"}
    assert set(listed(job, stillness=still, now=10.0)) == {"a.png", "b.png", "c.png"}


def test_listing_once_more_adds_nothing(job):
    listed(job)
    with Ledger(job.folder, Worker.here()) as ledger:
        assert list(list_pictures(job, ledger)) == [Added(0, 0)]
    assert len(Ledger(job.folder)) == 3
