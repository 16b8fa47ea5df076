import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

from inpaint_studio.ui.batch.known_jobs import KnownJobs, look
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.work.jobs.crews import at_work
from inpaint_studio.work.jobs.worker import run_worker
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.routines.piece import Tools


@pytest.fixture
def known(qtbot, preferences):
    workers = Workers()
    made = KnownJobs(workers, preferences)
    qtbot.addWidget(made)
    yield made
    workers.stop_all()


def test_jobs_are_listed_with_how_far_they_are(known, job, engine, tmp_path, qtbot):
    known.remember(tmp_path / "gone")
    known.remember(job.folder)
    known.remember(tmp_path / "gone")
    assert known.folders() == [tmp_path / "gone", job.folder]
    for _ in run_worker(job, Tools(engine, threads=1)):
        pass
    known.refresh()
    qtbot.waitUntil(lambda: known.list.count() == 1, timeout=10_000)
    assert known.list.item(0).text() == f"Spots · {job.root}\n5 pictures, 2 to review"
    with qtbot.waitSignal(known.chosen) as chosen:
        known.show()
        place = known.list.visualItemRect(known.list.item(0)).center()
        QTest.mouseClick(known.list.viewport(), Qt.MouseButton.LeftButton, pos=place)
    assert chosen.args == [job.folder]


def test_one_that_a_crew_works_on_is_told_of(known, job, qtbot):
    known.remember(job.folder)
    with at_work(job, Worker.here()), qtbot.waitSignal(known.running, timeout=10_000) as running:
        known.refresh()
    assert running.args == [job.folder]
    (one,) = look([job.folder])
    assert (one.is_running, one.is_paused) == (False, False)
