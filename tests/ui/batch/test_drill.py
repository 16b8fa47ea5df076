"""A drill, run by hand: 300 small pictures from the window, with kill -9 of windows, crews and workers on the way.

pytest -m drill tests/ui/batch/test_drill.py
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from contextlib import suppress
from pathlib import Path

import pytest

from inpaint_studio.work.jobs.claims import Claims
from inpaint_studio.work.jobs.crews import crews
from inpaint_studio.work.jobs.job import open_job
from inpaint_studio.work.jobs.workers import Worker
from tests.work.jobs.test_drill import lines_of, paint, program, run

pytestmark = [pytest.mark.drill, pytest.mark.timeout(3600)]
COUNT = int(os.environ.get("DRILL_PICTURES", "300"))
VICTIMS = ("window", "worker", "crew", "window", "worker", "window")
ROOT = Path(__file__).parents[3]


def victim(job: Path, kind: str, window: "subprocess.Popen[bytes]") -> int | None:
    """The process of one of a kind; None where there is none just now."""
    if kind == "window":
        return window.pid
    opened = open_job(job)
    if kind == "crew":
        return next((one.pid for one in crews(opened)), None)
    return next((one.worker.pid for one in Claims(opened.claims, Worker.here()).running()), None)


def settled(job: Path) -> int:
    return sum(line["state"] not in ("waiting", "decided") for line in lines_of(job))


def test_a_job_from_the_window_outlives_windows_crews_and_workers(tmp_path):
    root, output, finished = tmp_path / "in", tmp_path / "out", tmp_path / "finished"
    paint(root, COUNT)
    originals = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    routine = tmp_path / "r.json"
    facts = json.loads(run("routine", "--example", "dust", "--set", "review.threshold=0.8").stdout)
    routine.write_text(json.dumps({**facts, "title": "Drill"}))
    home = {name: str(tmp_path / "home") for name in ("HOME", "XDG_CONFIG_HOME", "XDG_DATA_HOME", "XDG_CACHE_HOME")}
    words = [sys.executable, "-m", "tests.ui.batch.drill_window", *map(str, (root, routine, output, finished))]
    job, chance, started = output / "inpaint-job", random.Random(7), time.perf_counter()
    todo = list(VICTIMS)
    window, due = None, COUNT // 20
    with open(tmp_path / "log.txt", "ab") as log:
        while not finished.exists():
            assert time.perf_counter() - started < 1800, (tmp_path / "log.txt").read_text()[-2000:]
            if window is None or window.poll() is not None:
                window = subprocess.Popen(
                    words, stdout=log, stderr=log, cwd=ROOT, env={**os.environ, **home}, start_new_session=True
                )
            time.sleep(0.2)
            if todo and (job / "job.json").exists() and settled(job) >= due:
                time.sleep(chance.random())
                pid = victim(job, todo[0], window)
                if pid is not None:
                    with suppress(ProcessLookupError):
                        os.kill(pid, signal.SIGKILL)
                        due = settled(job) + chance.randint(1, COUNT // 8)
                        print(f"\n{time.perf_counter() - started:.0f} s, {settled(job)} lines: {todo.pop(0)}", end="")
        window.wait(60)
    print(f"\nfinished in {time.perf_counter() - started:.0f} s: {finished.read_text()}")
    assert todo == []
    facts = list(map(json.loads, run("job", "report", job, "--json", "--check").stdout.splitlines()))
    assert [one for one in facts if one["wrong"]] == []
    counts = Counter(one["state"] for one in facts)
    print(counts, Counter(one["message"] for one in facts if one["state"] != "done"))
    assert set(counts) <= {"done", "failed", "parked"}
    assert counts["done"] >= COUNT - 12
    assert finished.read_text().startswith(f"{counts['done']} of {len(facts)} done")
    assert all(path.read_bytes() == content for path, content in originals.items())
    done = Counter(line["key"] for line in lines_of(job) if line["state"] == "done")
    assert max(done.values()) == 1, "no picture was done twice"
    assert [one["picture"] for one in facts if one["state"] == "done" and not one["proof"]] == [str(root / "half.jpg")]
    results = [path for path in output.rglob("*") if path.is_file() and job not in path.parents]
    assert len(results) == counts["done"], "nothing else lies there"
    assert [name for name in os.listdir(job / "claims") if name[0] != "."] == []
    # From the command line, in one process without a kill: the same bytes.
    plain = tmp_path / "plain"
    run("job", "new", root, "--routine", routine, "--output", plain, "--subfolders")
    for _ in range(2):
        subprocess.run(program("work", plain / "inpaint-job", "--here"), stdout=subprocess.DEVNULL, check=False)
        run("job", "review", plain / "inpaint-job", "--accept")
    others = {path.relative_to(plain): path for path in plain.rglob("*") if "inpaint-job" not in path.parts}
    differing = [one for one in results if others[one.relative_to(output)].read_bytes() != one.read_bytes()]
    assert differing == []
    print(f"the same bytes from the command line; all in {time.perf_counter() - started:.0f} s")
