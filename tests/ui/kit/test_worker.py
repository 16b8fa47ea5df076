"""Work on other threads is told of on the UI thread, once, whatever else ends at the same moment."""

import threading
import weakref

import numpy as np
import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Picture
from inpaint_studio.ui.kit.worker import Worker, Workers


@pytest.fixture
def workers(qapp):
    made = Workers(qapp)  # with a parent, or Python would collect it whenever it likes, on whatever thread
    yield made
    made.stop_all()
    made.deleteLater()


def test_values_and_the_end_are_told_on_the_ui_thread_in_order(workers, qtbot):
    signals: list[object] = []

    def note(what: object) -> None:
        signals.append((what, threading.get_ident()))

    workers.start("count", lambda: (number for number in range(3)), note, note, lambda: note("end"))
    qtbot.waitUntil(lambda: len(workers) == 0)
    here = threading.get_ident()
    assert signals == [(0, here), (1, here), (2, here), ("end", here)]


def test_any_iterator_will_do_as_a_job(workers, qtbot):
    signals: list[object] = []
    workers.start("iterator", lambda: iter([1, 2]), signals.append, signals.append, lambda: signals.append("end"))
    qtbot.waitUntil(lambda: len(workers) == 0)
    assert signals == [1, 2, "end"]


def test_nothing_is_told_of_work_for_a_document_that_was_closed(workers, qtbot):
    document = Document(Picture(np.zeros((4, 4, 3), np.uint8), "small"))
    signals: list[object] = []
    may_go_on = threading.Event()

    def job():
        may_go_on.wait(20)
        yield 1
        raise MemoryError("no room")

    ticket = document.ticket()
    workers.start("late", job, signals.append, signals.append, lambda: signals.append("end"), ticket=ticket)
    document.close()
    may_go_on.set()
    qtbot.waitUntil(lambda: len(workers) == 0)
    assert signals == []


def test_an_error_is_told_and_then_the_end(workers, qtbot):
    signals: list[object] = []

    def job():
        yield 1
        raise MemoryError("no room")

    workers.start("fail", job, signals.append, lambda error: signals.append(str(error)), lambda: signals.append("end"))
    qtbot.waitUntil(lambda: len(workers) == 0)
    assert signals == [1, "no room", "end"]


def test_nothing_of_dropped_work_is_told(workers, qtbot):
    signals: list[object] = []
    may_go_on = threading.Event()

    def job():
        yield 1
        may_go_on.wait(20)
        yield 2

    errand = workers.start("drop", job, signals.append, signals.append, lambda: signals.append("end"))
    errand.drop()
    may_go_on.set()
    qtbot.waitUntil(lambda: len(workers) == 0)
    assert signals == []


def test_a_worker_that_is_about_to_say_that_it_has_ended_is_not_forgotten_by_another_that_ends(
    workers, qtbot, monkeypatch
):
    """Qt calls a thread finished a moment before it emits `finished`; what listens must live until then."""
    monkeypatch.setattr(Worker, "isFinished", lambda self: True)
    may_end = threading.Event()
    ends: list[str] = []

    def slow():
        may_end.wait(20)
        yield 1

    workers.start("slow", slow, lambda _: None, ends.append, lambda: ends.append("slow"))
    workers.start("quick", lambda: (number for number in ()), ends.append, ends.append, lambda: ends.append("quick"))
    qtbot.waitUntil(lambda: ends == ["quick"])
    for _ in range(5):
        qtbot.wait(1)  # were it forgotten, it would be deleted now
    may_end.set()
    qtbot.waitUntil(lambda: len(workers) == 0)
    assert ends == ["quick", "slow"]


def test_an_errand_that_is_dropped_holds_nothing_of_whoever_asked(workers):
    """A dialog in a cycle with its errand was collected on a worker's thread, which ends the process."""

    class Asker:
        pass

    asker = Asker()
    reference = weakref.ref(asker)
    may_end = threading.Event()

    def job():
        yield may_end.wait(20)

    def take(value, asker=asker):
        asker.value = value

    asker.errand = workers.start("test", job, take, take)
    errand = asker.errand
    errand.drop()
    del asker, take
    assert reference() is None
    may_end.set()


def test_no_job_begins_after_closing(workers):
    began = threading.Event()
    signals: list[object] = []

    def job():
        began.set()
        yield 1

    workers.close()
    errand = workers.start("late", job, signals.append, signals.append, lambda: signals.append("end"))
    assert errand.is_dropped
    assert errand.has_ended
    assert len(workers) == 0
    assert not began.is_set()
    assert signals == []
    errand.drop()  # as whoever asked would
