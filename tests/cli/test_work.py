"""`work`: processes of their own, in front of a real folder."""

import subprocess
import sys

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.cli import main
from inpaint_studio.work.jobs.claims import Claims
from inpaint_studio.work.jobs.crew import Counts, Crewed, Died
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.job import make_job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.listing import Added
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.routines.cards.enlarge import CARD as ENLARGE
from inpaint_studio.work.routines.cards.save import SaveCard
from inpaint_studio.work.routines.routine import Routine


@pytest.fixture
def job(tmp_path):
    (tmp_path / "in").mkdir()
    Image.fromarray(np.full((6, 8, 3), 90, np.uint8)).save(tmp_path / "in" / "a.png")
    routine = Routine((ENLARGE.options(), SaveCard()))
    return make_job(tmp_path / "in", routine, tmp_path / "out", tmp_path / "job")


def test_the_lines_of_a_crew_are_printed(job, monkeypatch, capsys):
    def crew(job, workers, *, watches):
        assert (workers, watches) == (4, True)
        yield Added(2, 0)
        yield Crewed(1, 4)
        yield Counts({"waiting": 2}, False)
        yield Died(-9)
        yield Entry("a.png", "done", seconds=1.25)
        yield Entry("b.png", "failed", message="It is empty.")

    monkeypatch.setattr("inpaint_studio.work.jobs.crew.run_crew", crew)
    assert main(["work", str(job.folder), "--workers", "4", "--watch"]) == 1
    out, error = capsys.readouterr()
    assert out.splitlines()[:3] == [
        "2 pictures were added, 0 are to be done once more.",
        "a.png: done (1.2 s)",
        "b.png: failed: It is empty.",
    ]
    assert "1 of 4 workers: memory allows no more." in error
    assert "a worker ended with code -9; another one goes on." in error


def test_a_worker_in_front_of_nothing_ends(job, capsys):
    (job.root / "a.png").unlink()
    assert main(["work", str(job.folder), "--here"]) == 0


def test_a_signal_gives_back_what_is_in_hand(job):
    """Started as a person starts it; it waits, since the job is paused."""
    job.pause()
    words = [sys.executable, "-m", "inpaint_studio", "work", str(job.folder), "--here"]
    with subprocess.Popen(words, stdout=subprocess.PIPE, stderr=subprocess.PIPE) as process:
        while len(Ledger(job.folder)) == 0:
            assert process.poll() is None
        process.terminate()
        _, error = process.communicate(timeout=60)
    assert process.returncode == 130
    assert error == b"inpaint-studio: stopped.\n"
    assert Claims(job.claims, Worker.here()).held() == frozenset()
