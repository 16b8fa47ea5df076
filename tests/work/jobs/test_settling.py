"""What is done about one picture, beside crashes, which `test_crashes` has."""

import os
from dataclasses import replace

import pytest

from inpaint_studio.filling.request import FillError
from inpaint_studio.work.jobs import settling
from inpaint_studio.work.jobs.claims import Claims, claim_id
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.settling import Settled, settle
from inpaint_studio.work.jobs.worker import add_pictures
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.routines.working import Outcome


@pytest.fixture
def desk(job):
    me = Worker.here()
    with Ledger(job.folder, me) as ledger:
        claims = Claims(job.claims, me)
        list(add_pictures(job, ledger, claims))
        yield ledger, claims


def line_of(job, desk, tools, key="a.png"):
    *_, last = settle(job, key, *desk, tools, "me")
    assert isinstance(last, Settled)
    return last.entry


def test_a_picture_that_another_worker_has_is_left_to_it(job, desk, tools):
    ledger, claims = desk
    claim = Claims(job.claims, Worker.here()).take(claim_id("a.png"), "a.png")
    assert list(settle(job, "a.png", ledger, claims, tools, "me")) == []
    claim.release()
    assert line_of(job, desk, tools).state == "done"
    assert list(settle(job, "a.png", ledger, claims, tools, "me")) == []


def test_a_worker_that_was_taken_for_dead_changes_nothing_any_more(job, desk, tools, monkeypatch):
    """It slept, and another one has begun with its picture."""
    real = settling.work

    def overtaken(item, *others):
        for value in real(item, *others):
            if isinstance(value, Outcome):
                (job.claims / f"{claim_id('a.png')}.2").write_text("{}")
            yield value

    monkeypatch.setattr(settling, "work", overtaken)
    values = [one for one in settle(job, "a.png", *desk, tools, "me") if isinstance(one, Settled)]
    assert values == []
    assert list(job.output.iterdir()) == []
    assert Ledger(job.folder).state("a.png") == "waiting"


def test_a_full_disk_is_a_failure_of_the_picture_alone(job, desk, tools, monkeypatch):
    def full(path, target):
        raise OSError(28, os.strerror(28))

    monkeypatch.setattr(settling.disk, "move", full)
    entry = line_of(job, desk, tools)
    assert (entry.state, entry.message) == ("failed", "No space left on device.")
    assert list(job.output.iterdir()) == []


def test_whatever_goes_wrong_with_a_picture_is_a_sentence(job, desk, tools, monkeypatch):
    def broken(item, *_):
        yield Outcome(item, "failed", "It broke.", error=FillError("x"))

    monkeypatch.setattr(settling, "work", broken)
    assert line_of(job, desk, tools).message == "It broke."
    (job.root / "b.png").unlink()
    assert "No such file" in line_of(job, desk, tools, "b.png").message
    (job.root / "c.png").unlink()
    os.mkfifo(job.root / "c.png")
    assert "is no file any more" in line_of(job, desk, tools, "c.png").message


def test_notes_name_the_result_and_not_what_was_written_first(job, desk, tools, monkeypatch):
    real = settling.work

    def noting(item, *others):
        for value in real(item, *others):
            yield replace(value, notes=(f"{item.output.name} is large.",)) if isinstance(value, Outcome) else value

    monkeypatch.setattr(settling, "work", noting)
    assert line_of(job, desk, tools).notes == ("a.png is large.",)
