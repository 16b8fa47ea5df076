"""A crash between any two changes of the disk: nothing is done twice, nothing is torn, nothing is lost.

Every change that a worker makes goes through `disk` and `save_picture`. The simulation counts them, dies at the n-th
(before or in the middle of it), and changes nothing any more: so does a process that is killed. Another worker goes on.
"""

import hashlib
import json
import os
from collections import Counter

import pytest

from inpaint_studio.work.jobs import disk, settling
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.settling import Settled
from inpaint_studio.work.jobs.worker import run_worker
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.routines.cards import save
from inpaint_studio.work.routines.cards.review import ReviewCard

_REAL = {name: getattr(disk, name) for name in ("create", "append", "put", "move", "remove")}


class Killed(BaseException):
    """Nothing may catch it."""


class Mortal:
    """A process that dies at its n-th change of the disk."""

    def __init__(self, monkeypatch, life: int, torn: bool) -> None:
        self.life, self.torn, self.changes = life, torn, 0
        for name in _REAL:
            monkeypatch.setattr(disk, name, self._mortal(_REAL[name]))
        self._save, self._findings = save.save_picture, settling.save_findings
        monkeypatch.setattr(save, "save_picture", self._mortal(self._save))
        monkeypatch.setattr(settling, "save_findings", self._mortal(self._findings))

    def _mortal(self, change):
        def changed(*arguments, **options):
            self.changes += 1
            if self.changes > self.life:
                raise Killed
            if self.changes == self.life:
                if self.torn and change is _REAL["append"]:
                    os.write(arguments[0], arguments[1][: len(arguments[1]) // 2])
                elif self.torn and change is _REAL["create"]:
                    arguments[0].touch(exist_ok=False)
                raise Killed
            return change(*arguments, **options)

        return changed


def dead(number: int) -> Worker:
    """A worker whose process does not run any more."""
    here = Worker.here()
    return Worker(here.host, here.machine, 2**22 + number, "", f"{number:06x}")


def run_and_die(job, tools, monkeypatch, life: int, torn: bool) -> bool:
    """Whether it died."""
    with monkeypatch.context() as patch:
        mortal = Mortal(patch, life, torn)
        steps = run_worker(job, tools, worker=dead(life), sleep=lambda _: pytest.fail("it waits"))
        try:
            for _ in steps:
                pass
        except Killed:
            return True
        assert mortal.changes < life
    return False


@pytest.mark.parametrize("torn", [False, True])
def test_a_crash_between_any_two_changes_loses_and_repeats_nothing(job, tools, monkeypatch, tmp_path, torn):
    for path in list(job.root.iterdir())[1:]:
        path.unlink()  # one picture: its changes are what counts
    (only,) = job.root.iterdir()
    originals = only.read_bytes()
    monkeypatch.setattr("inpaint_studio.work.jobs.claims.EXPIRY", 0.0)  # of claims that were torn when created
    life, deaths = 0, 0
    while True:
        life += 1
        for path in [*job.output.iterdir(), *job.folder.glob("ledger*"), *job.claims.iterdir()]:
            path.unlink()
        if not run_and_die(job, tools, monkeypatch, life, torn):
            break
        deaths += 1
        finished = (job.output / only.name).exists()
        lines = [value.entry for value in run_worker(job, tools) if isinstance(value, Settled)]
        ledger = Ledger(job.folder)
        assert ledger.counts() == {"done": 1}
        entry = ledger.entry(only.name)
        result = job.output / only.name
        assert hashlib.sha256(result.read_bytes()).hexdigest() == entry.output_hash
        assert [path.name for path in job.output.iterdir()] == [only.name], "nothing is left beside it"
        assert list(job.claims.iterdir()) == []
        assert len(lines) <= 1
        if finished and lines:  # it was in its place: only the line was missing, and it was not made again
            assert lines[0].worker != ""
            assert lines[0].seconds == entry.seconds
        done = Counter(
            json.loads(line)["state"]
            for path in job.folder.glob("ledger-*")
            for line in path.read_bytes().splitlines()
            if line.endswith(b"}") and line.startswith(b"{")
        )
        assert done["done"] == 1, "done once, whatever happened"
    assert deaths >= 8
    assert only.read_bytes() == originals


def test_a_crash_while_findings_are_saved_loses_no_decision(pictures, routine, tools, monkeypatch, tmp_path):
    from inpaint_studio.work.jobs.job import make_job

    job = make_job(pictures, routine.with_card(ReviewCard("always")), tmp_path / "out", tmp_path / "job2")
    for life in range(1, 30):
        if not run_and_die(job, tools, monkeypatch, life, False):
            break
    list(run_worker(job, tools))
    ledger = Ledger(job.folder)
    assert ledger.counts() in ({"to-review": 3}, {"to-review": 2, "parked": 1}, {"to-review": 1, "parked": 2})
    assert len(list((job.folder / "findings").iterdir())) == ledger.counts()["to-review"]


def test_a_picture_that_kills_its_worker_twice_is_parked_and_named(job, tools, monkeypatch):
    kills = []

    def deadly(item, *_):
        if item.picture.name == "b.png":
            kills.append(1)
            raise Killed
        yield from real(item, *_)

    real = settling.work
    monkeypatch.setattr(settling, "work", deadly)
    for number in range(2):
        with pytest.raises(Killed):
            list(run_worker(job, tools, worker=dead(number)))
    lines = {value.entry.key: value.entry for value in run_worker(job, tools) if isinstance(value, Settled)}
    assert len(kills) == 2
    assert lines["b.png"].state == "parked"
    assert lines["b.png"].message.startswith("It ended its worker 2 times and was put aside.")
    assert Ledger(job.folder).counts() == {"done": 2, "parked": 1}
    assert list(job.claims.iterdir()) == []
