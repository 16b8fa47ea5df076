import os
import subprocess
import sys

from inpaint_studio.work.jobs.crews import at_work, crews, end_crew
from inpaint_studio.work.jobs.workers import Worker


def test_a_crew_is_seen_while_it_works(job):
    me = Worker.here()
    assert crews(job) == ()
    with at_work(job, me):
        assert [one.name for one in crews(job)] == [me.name]
        assert not end_crew(me)  # not oneself
    assert crews(job) == ()


def test_what_a_dead_crew_has_left_is_swept(job):
    with subprocess.Popen([sys.executable, "-c", "pass"]) as process:
        process.wait()
    here = Worker.here()
    dead = Worker(here.host, here.machine, process.pid, "1", "dead00")
    (job.folder / "crews").mkdir()
    import json

    path = job.folder / "crews" / f"{dead.name}.1"
    path.write_text(json.dumps({"worker": dead.to_facts(), "key": dead.name}))
    assert crews(job) == ()
    assert not end_crew(dead)
    with at_work(job, here):
        assert not path.exists()
    assert os.listdir(job.folder / "crews") == []
