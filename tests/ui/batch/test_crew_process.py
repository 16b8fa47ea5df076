"""A crew in a process of its own: it outlives the window, and what it says on stderr is read."""

import json
import subprocess
import sys

from inpaint_studio.finding.finders import FINDERS
from inpaint_studio.sentence import say, to_json
from inpaint_studio.ui.batch import crew_process
from inpaint_studio.work.jobs.crews import crews, end_crew
from inpaint_studio.work.jobs.job import make_job
from inpaint_studio.work.routines.cards.find import FindCard, FinderChoice


def test_the_last_word_on_stderr_is_read_and_translated(tmp_path):
    assert crew_process.last_error(tmp_path) == ""
    line = json.dumps(to_json(say("There is no new picture.")))
    (tmp_path / "crew.log").write_text(f"something of a library\ninpaint-studio: {line}\n")
    assert crew_process.last_error(tmp_path).template == "There is no new picture."
    (tmp_path / "crew.log").write_text("Segmentation fault\n")
    assert crew_process.last_error(tmp_path) == "Segmentation fault"


def test_a_real_crew_is_seen_by_others_and_ended(folder, routine, tmp_path, qtbot):
    """One process, ended by its own number; that it fills is shown by tests/work/jobs/test_crew.py."""
    find = FindCard(finders=(FinderChoice("damage", FINDERS["damage"].options()),))  # which other processes know
    job = make_job(folder, routine.with_card(find), tmp_path / "out", tmp_path / "job", watches=True)
    job.pause()  # so that it only waits
    started = crew_process.start_crew(job)
    try:
        qtbot.waitUntil(lambda: bool(crews(job)) or started.poll() is not None, timeout=60_000)
        assert started.poll() is None, crew_process.last_error(job.folder)
        (crew,) = crews(job)
        assert crew.pid == started.pid
        other = "import sys; from pathlib import Path; from inpaint_studio.work.jobs import job, crews; "
        seen = subprocess.run(
            [sys.executable, "-c", f"{other} print(crews.crews(job.open_job(Path(sys.argv[1])))[0].pid)", job.folder],
            capture_output=True,
            text=True,
            check=True,
            timeout=60,
        )
        assert int(seen.stdout) == started.pid
        assert end_crew(crew)
        qtbot.waitUntil(lambda: started.poll() is not None, timeout=60_000)
        assert crews(job) == ()
    finally:
        if started.poll() is None:
            started.kill()
            started.wait()
