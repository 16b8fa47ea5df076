"""The feed by itself, walked by hand."""

from dataclasses import replace

import pytest

from inpaint_studio.ui.batch import feed as feeds
from inpaint_studio.ui.batch.feed import CODES, Answer, Changed, Condition, Feed, Refused, Request, details
from inpaint_studio.work.jobs.claims import Claims
from inpaint_studio.work.jobs.crews import at_work
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.worker import add_pictures
from inpaint_studio.work.jobs.workers import Worker


@pytest.fixture
def listed(job):
    with Ledger(job.folder, Worker.here()) as ledger:
        list(add_pictures(job, ledger, Claims(job.claims, Worker.here())))
        yield ledger


def until(steps, kind):
    return next(value for value in steps if isinstance(value, kind))


def test_it_yields_what_is_new_and_what_has_changed(job, listed, monkeypatch):
    monkeypatch.setattr(feeds, "LOOK", 0.01)
    feed = Feed(job)
    steps = feed.walk()
    first = until(steps, Changed)
    assert first.keys == ["a.png", "b.png", "broken.png", "c.png", "d.png"]
    assert set(first.codes) == {CODES["waiting"]}
    assert first.settled == ()
    condition = until(steps, Condition)
    assert (condition.status.left, condition.rate, condition.remaining, condition.crews) == (5, None, None, ())
    listed.append(replace(listed.entry("c.png"), state="done", number=2, seconds=2.0, message=""))
    second = until(steps, Changed)
    assert (second.keys, list(second.rows), list(second.codes)) == ([], [3], [CODES["done"]])
    assert [one.key for one in second.settled] == ["c.png"]
    condition = until(steps, Condition)
    assert condition.rate == pytest.approx(0.5)
    assert condition.remaining == pytest.approx(8)
    with at_work(job, Worker.here()):
        assert len(until(steps, Condition).crews) == 1
    feed.end()
    list(steps)


def test_requests_are_answered_and_errors_said(job, listed, monkeypatch):
    monkeypatch.setattr(feeds, "LOOK", 0.01)
    feed = Feed(job)
    steps = feed.walk()
    feed.ask(Request(details(["a.png", "none.png"])))
    assert list(until(steps, Answer).value) == ["a.png"]

    def wrong(*_):
        raise OSError("no")

    feed.ask(Request(wrong))
    assert isinstance(until(steps, Refused).error, OSError)
    feed.end()
    list(steps)
