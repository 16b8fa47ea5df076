"""Drills, run by hand: 300 small pictures from the command line with kills on the way, and the same bytes from others.

pytest -m drill tests/work/jobs/test_drill.py
"""

import json
import os
import random
import signal
import subprocess
import sys
import time
from collections import Counter
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.resources import resource

pytestmark = [pytest.mark.drill, pytest.mark.timeout(3600)]
COUNT = int(os.environ.get("DRILL_PICTURES", "300"))


def program(*words: object) -> list[str]:
    return [sys.executable, "-m", "inpaint_studio", *map(str, words)]


def run(*words: object) -> subprocess.CompletedProcess[str]:
    return subprocess.run(program(*words), capture_output=True, text=True, check=False)


def paint(root: Path, count: int) -> Counter:
    """Scratched parts of a photograph; every fourth scratch is faint. And what people have among their pictures."""
    with Image.open(resource("samples/lake-watermark.jpg")) as photograph:
        sky = np.asarray(photograph.convert("RGB"))
    kinds: Counter[str] = Counter()
    for number in range(count - 12):
        generator = np.random.default_rng(number)
        x, y = int(generator.integers(900, 1300)), int(generator.integers(20, 160))
        part = sky[y : y + 120, x : x + 150].copy()
        column = int(generator.integers(30, 120))
        for row in range(8, 112):
            at = column + round(3 * np.sin(row / 14))
            part[row, at : at + 2] = 250 if number % 4 else np.minimum(255, part[row, at : at + 2].astype(int) + 30)
        name = f"{number % 90:03}" if number % 3 == 0 else f"p{number:03}"  # some names are there more than once
        suffix = (".png", ".jpg", ".tif", ".webp")[number % 4]
        path = root / ("a", "b/c", "")[number % 3] / f"{name}{suffix}"
        while path.exists():
            path = path.with_name(f"{path.stem}_{suffix}")
        path.parent.mkdir(parents=True, exist_ok=True)
        Image.fromarray(part).save(path)
        kinds["good"] += 1
        if number % 50 == 0:
            path.chmod(0o400)
    whole = (root / "b/c/p001.jpg").read_bytes()
    for name, content in {
        "empty.png": b"",
        "text.jpg": b"no picture at all",
        "half.jpg": whole[: len(whole) // 2],
        "head.png": b"\x89PNG\r\n\x1a\n" + b"\0" * 40,
        "new\nline.jpg": whole,
        "-rf.jpg": whole,
        "é\U0001f600.jpg": whole,
        f"{'n' * 200}.jpg": whole,
    }.items():
        (root / name).write_bytes(content)
        kinds["odd"] += 1
    (root / "gone.png").symlink_to(root / "nowhere.png")
    (root / "self").symlink_to(root)
    (root / "folder.png").mkdir()
    os.mkfifo(root / "pipe.png")
    with open(os.fsencode(root) + b"/\xff\xfe.jpg", "wb") as file:
        file.write(whole)
    return kinds


def lines_of(job: Path) -> list[dict]:
    return [json.loads(line) for path in job.glob("ledger-*") for line in path.read_bytes().splitlines() if line]


def test_three_kills_on_the_way_lose_and_repeat_nothing(tmp_path):
    root, output = tmp_path / "in", tmp_path / "out"
    paint(root, COUNT)
    originals = {path: path.read_bytes() for path in root.rglob("*") if path.is_file()}
    routine = tmp_path / "r.json"
    method = os.environ.get("DRILL_METHOD", "auto")
    words = ("--set", "review.threshold=0.8", "--set", "save.name={name}{suffix}", "--set", f"fill.method={method}")
    routine.write_text(run("routine", "--example", "dust", *words).stdout)
    assert run("job", "new", root, "--routine", routine, "--output", output, "--subfolders").returncode == 0
    job = output / "inpaint-job"
    chance = random.Random(5)
    started = time.perf_counter()
    kills = 0
    while True:
        with open(tmp_path / "log.txt", "ab") as log:
            process = subprocess.Popen(
                program("work", job, "--workers", 2), stdout=log, stderr=log, start_new_session=True
            )
        settled_before = len(lines_of(job))
        wait_for = settled_before + chance.randint(5, max(6, COUNT // 5))
        while process.poll() is None and (kills >= 3 or len(lines_of(job)) < wait_for):
            time.sleep(0.2)
        if process.poll() is not None:
            break
        time.sleep(chance.random())
        kills += 1
        if kills == 2:
            process.kill()  # its workers go on alone, beside those of the next
        else:
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()
    print(f"\nfirst pass, {kills} kills: {time.perf_counter() - started:.0f} s; {run('job', 'status', job).stdout}")
    assert kills == 3
    waiting = [one for one in run("job", "review", job).stdout.splitlines() if one]
    assert waiting
    assert run("job", "review", job, "--accept").returncode == 0
    run("work", job, "--workers", 2)
    status = run("job", "status", job).stdout
    print(status)
    states = {
        facts["picture"]: facts
        for facts in map(json.loads, run("job", "report", job, "--json", "--check").stdout.splitlines())
    }
    assert [facts for facts in states.values() if facts["wrong"]] == []
    counts = Counter(facts["state"] for facts in states.values())
    print(counts, Counter(facts["message"] for facts in states.values() if facts["state"] not in ("done",)))
    assert set(counts) <= {"done", "failed", "parked"}
    assert counts["done"] >= COUNT - 12
    assert all(path.read_bytes() == content for path, content in originals.items())
    done = Counter(line["key"] for line in lines_of(job) if line["state"] == "done")
    assert max(done.values()) == 1, "no picture was done twice"
    results = [path for path in output.iterdir() if path.name != "inpaint-job"]
    assert len(results) == counts["done"], "nothing else lies there"
    unproved = [facts for facts in states.values() if facts["state"] == "done" and not facts["proof"].startswith("YES")]
    # The JPEG that is damaged can only be encoded anew, which is noted; nothing else goes unproved.
    assert [Path(facts["picture"]).name for facts in unproved] == ["half.jpg"]
    assert any("JPEG changes every pixel" in one for one in unproved[0]["notes"])
    assert list((job / "claims").iterdir()) == []
    # Two processes on another folder, without a kill, give the same bytes.
    other = tmp_path / "other"
    assert run("job", "new", root, "--routine", routine, "--output", other, "--subfolders").returncode == 0
    twins = [
        subprocess.Popen(program("work", other / "inpaint-job", "--here"), stdout=subprocess.DEVNULL) for _ in "12"
    ]
    for one in twins:
        one.wait()
    run("job", "review", other / "inpaint-job", "--accept")
    run("work", other / "inpaint-job", "--here")
    again = {path.name: path.read_bytes() for path in other.iterdir() if path.name != "inpaint-job"}
    differing = [path.name for path in results if counts["parked"] == 0 and again.get(path.name) != path.read_bytes()]
    assert differing == []
    print(f"two processes: {len(again)} results, the same bytes; all in {time.perf_counter() - started:.0f} s")


def test_a_dask_worker_that_is_killed_is_made_good(tmp_path):
    """Two processes on this machine; one of them is killed while it has a picture in hand."""
    distributed = pytest.importorskip("distributed")
    from inpaint_studio.work.jobs.farm import run_on_dask
    from inpaint_studio.work.jobs.job import open_job

    root = tmp_path / "in"
    paint(root, 40)
    routine = tmp_path / "r.json"
    routine.write_text(run("routine", "--example", "dust", "--without", "review").stdout)
    for name in ("farm", "plain"):
        run("job", "new", root, "--routine", routine, "--output", tmp_path / name, "--subfolders")
    job = open_job(tmp_path / "farm" / "inpaint-job")
    killed = 0
    with distributed.LocalCluster(n_workers=2, threads_per_worker=1, dashboard_address=None) as cluster:
        for number, entry in enumerate(run_on_dask(job, cluster.scheduler_address)):
            if number == 5:
                with distributed.Client(cluster, set_as_default=False) as client:
                    killed, *_ = client.run(os.getpid).values()
                os.kill(killed, signal.SIGKILL)
            assert entry.state in ("done", "failed")
    assert killed
    facts = [json.loads(line) for line in run("job", "report", job.folder, "--json", "--check").stdout.splitlines()]
    assert [one for one in facts if one["wrong"]] == []
    assert Counter(one["state"] for one in facts)["done"] >= 30
    run("work", tmp_path / "plain" / "inpaint-job", "--here")
    for one in facts:
        if one["state"] == "done":
            below = Path(one["output"]).relative_to(tmp_path / "farm")
            assert (tmp_path / "plain" / below).read_bytes() == Path(one["output"]).read_bytes()
    print(f"\n{len(facts)} pictures on Dask, a worker killed: the bytes of the plain run")


def test_one_watermark_goes_from_forty_pictures_of_two_sizes(tmp_path):
    from tests.filling.unblend.marked import as_bytes, letters, photographs, under

    root = tmp_path / "in"
    root.mkdir()
    for size, shape in (("wide", (240, 320)), ("high", (300, 220))):
        seen = under(photographs(20, seed=3, shape=shape), *letters(0.5, shape))
        for number, picture in enumerate(seen):
            Image.fromarray(as_bytes(picture)).save(root / f"{size}{number:02}.png")
    assert run("job", "new", root, "--routine", "watermark", "--output", tmp_path / "out").returncode == 0
    job = tmp_path / "out" / "inpaint-job"
    print(f"\n{run('work', job, '--workers', 2).stdout.splitlines()[-1]}")
    facts = [json.loads(line) for line in run("job", "report", job, "--json", "--check").stdout.splitlines()]
    assert Counter(one["state"] for one in facts) == {"done": 40}
    assert all(one["proof"].startswith("YES") and not one["wrong"] for one in facts)
    print(Counter(note for one in facts for note in one["notes"]))
