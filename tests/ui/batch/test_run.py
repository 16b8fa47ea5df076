import pytest
from PySide6.QtCore import QObject

from inpaint_studio.ui.batch.rows import Rows
from inpaint_studio.ui.batch.run import BatchRun
from inpaint_studio.ui.kit.worker import Workers
from inpaint_studio.work.jobs.crews import at_work
from inpaint_studio.work.jobs.workers import Worker


class Dead:
    """A crew that ends before it does anything."""

    def poll(self):
        return 1


@pytest.fixture
def run(qapp):
    parent = QObject()
    workers = Workers(parent)
    made = BatchRun(Rows(parent), workers, parent)
    made.start_crew = lambda job: Dead()
    yield made
    made.leave()
    workers.stop_all()
    parent.deleteLater()


def test_a_crew_that_ends_at_once_is_said_with_its_last_word(run, job, qtbot):
    (job.folder / "crew.log").write_text("inpaint-studio: There is no room.\n")
    run.follow(job)
    run.add(())
    with qtbot.waitSignal(run.crew_ended, timeout=10_000) as ended:
        run.go_on()
    assert ended.args == ["There is no room."]
    assert not run.has_crew


def test_a_crew_of_another_process_is_not_doubled(run, job, qtbot):
    started = []
    run.start_crew = lambda job: started.append(job)
    with at_work(job, Worker.here()):
        run.follow(job)
        qtbot.waitUntil(lambda: run.has_crew, timeout=10_000)
        job.pause()
        with qtbot.waitSignal(run.message, timeout=10_000):
            run.add(())
        run.go_on()
        qtbot.waitUntil(lambda: not job.is_paused, timeout=10_000)
    assert started == []


def test_a_folder_without_a_job_and_a_crew_that_cannot_begin_are_said(run, job, tmp_path, qtbot):
    with qtbot.waitSignal(run.failed, timeout=10_000) as failed:
        run.open(tmp_path)
    assert "holds no job" in str(failed.args[0])

    def no_process(_):
        raise OSError(11, "no more processes")

    run.start_crew = no_process
    run.follow(job)
    with qtbot.waitSignal(run.failed, timeout=10_000):
        run.go_on()
    qtbot.waitUntil(lambda: not run.has_crew)
