"""The batch window over a job of 10^5 pictures: no event on the UI thread takes longer than a frame (16 ms).

    QT_QPA_PLATFORM=offscreen python tests/benchmarks/bench_batch.py [COUNT]

Opened, scrolled, all chosen, all failed tried again, filtered: the longest events of each. CPU time of the UI thread;
wall time beside it has the waits for the interpreter's lock while the feed reads. With COUNT 100, what a first showing
of the page costs without any ledger.
"""

import sys
import tempfile
import threading
import time
from collections.abc import Callable
from pathlib import Path

from PySide6.QtCore import QEvent, QEventLoop, QObject, Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

from inpaint_studio.ui.batch.window import BatchWindow
from inpaint_studio.ui.document.session import Session
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.job import Job, make_job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.workers import Worker
from inpaint_studio.work.routines.examples import example

_AT_ONCE = 10_000


class Application(QApplication):
    """Times every event of the UI thread; what is nested in another counts with it."""

    def __init__(self) -> None:
        super().__init__(["bench"])
        self.events: list[tuple[float, float, str]] = []
        self._depth = 0

    def notify(self, receiver: QObject, event: QEvent) -> bool:
        if threading.current_thread() is not threading.main_thread():
            return super().notify(receiver, event)
        self._depth += 1
        name = f"{type(receiver).__name__} {event.type().name}"  # before: it may be deleted by then
        wall, cpu = time.perf_counter(), time.thread_time()
        try:
            return super().notify(receiver, event)
        finally:
            self._depth -= 1
            if not self._depth:
                spent = 1000 * (time.thread_time() - cpu), 1000 * (time.perf_counter() - wall)
                self.events.append((*spent, name))


def job_of(folder: Path, count: int) -> Job:
    """Every other picture failed, the others are done."""
    (folder / "in").mkdir()
    job = make_job(folder / "in", example("dust"), folder / "out", folder / "job")
    with Ledger(job.folder, Worker.here()) as ledger:
        for begin in range(0, count, _AT_ONCE):
            entries = (
                Entry(
                    key := f"archive/box-{at // 500:04d}/scan-{at:07d}.tif",
                    "failed" if at % 2 else "done",
                    key,
                    size=150_000_000,
                    number=2,
                    message="It could not be read.",
                    seconds=12.5,
                    job=job.hash,
                )
                for at in range(begin, min(begin + _AT_ONCE, count))
            )
            ledger.append(*entries)
    return job


def main() -> None:
    count = int(sys.argv[1]) if len(sys.argv) > 1 else 100_000
    application = Application()
    with tempfile.TemporaryDirectory() as name:
        job = job_of(Path(name), count)
        session = Session(parent=application)
        window = BatchWindow(session)
        window.run.start_crew = lambda _: None  # type: ignore[assignment,return-value]
        window.resize(1600, 1000)
        window.show()

        def until(holds: Callable[[], bool], seconds: float = 60.0) -> None:
            end = time.monotonic() + seconds
            while not holds():
                assert time.monotonic() < end
                application.processEvents(QEventLoop.ProcessEventsFlag.AllEvents, 20)
                time.sleep(0.001)

        def rest(seconds: float = 1.0) -> None:
            end = time.monotonic() + seconds
            until(lambda: time.monotonic() > end)

        def measured(what: str, act: Callable[[], object], holds: Callable[[], bool] = lambda: True) -> None:
            application.events.clear()
            act()
            until(holds)
            rest()
            slowest = sorted(application.events, reverse=True)[:3]
            wall = max(wall for _, wall, _ in application.events)
            words = ", ".join(f"{cpu:.1f} {name}" for cpu, _, name in slowest)
            print(f"{what:24} CPU ms: {words}; wall {wall:.1f}", flush=True)

        def key(which: Qt.Key, modifiers: Qt.KeyboardModifier = Qt.KeyboardModifier.NoModifier) -> None:
            QTest.keyClick(window.parts.grid, which, modifiers)

        rest()
        rows, box = window.rows, window.parts.filter
        keys, control = Qt.Key, Qt.KeyboardModifier.ControlModifier
        measured("opened", lambda: window.open_job(job.folder), lambda: len(rows) == count)
        measured("End", lambda: key(keys.Key_End))
        measured("all chosen", lambda: key(keys.Key_A, control))
        measured("all failed tried again", lambda: key(keys.Key_F), lambda: "failed" not in rows.counts())
        measured("filtered", lambda: box.setCurrentIndex(box.findData("waiting")))
        measured("all of them chosen", lambda: key(keys.Key_A, control))
        measured("Home", lambda: key(keys.Key_Home))
        measured("no filter", lambda: box.setCurrentIndex(0))
        window.shut_down()
        session.shut_down()
        rest()


if __name__ == "__main__":
    main()
