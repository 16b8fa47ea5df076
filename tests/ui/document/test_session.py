"""The session of a window: what ends with it, and when it says so."""

import threading


def test_it_is_shut_when_every_thread_has_ended(open_session, qtbot):
    session = open_session(lambda request: iter(()))
    may_end = threading.Event()
    shut: list[bool] = []
    session.shut.connect(lambda: shut.append(True))

    def job():
        may_end.wait(20)
        yield 1

    session.run("slow", job, lambda value: None)
    session.shut_down()
    assert not session.is_shut
    assert shut == []
    may_end.set()
    qtbot.waitUntil(lambda: session.is_shut)
    assert shut == [True]


def test_nothing_begins_once_it_is_shut(open_session):
    session = open_session(lambda request: iter(()))
    values: list[object] = []
    session.shut_down()
    session.run("late", lambda: iter([1]), values.append)
    assert len(session.workers) == 0
    assert session.is_shut
    assert values == []


def test_it_looks_for_no_lines_once_it_is_shut(open_session):
    session = open_session(lambda request: iter(()))

    def gone() -> str:
        raise AssertionError("asked for the method of a window that is gone")

    session.lines.set_on(True)
    session.lines.method = gone
    session.shut_down()
    session.lines.look()
    assert not session.lines.is_looking
