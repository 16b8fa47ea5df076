"""Workers: long work walked on threads of its own, told to the UI thread."""

import atexit
from collections.abc import Callable, Generator, Iterator
from typing import Any
from weakref import WeakSet

from PySide6.QtCore import QObject, QThread, Signal
from shiboken6 import isValid

from inpaint_studio.editing.document import Document, Ticket

Job = Callable[[], Iterator[Any]]


class Worker(QThread):
    """Walks a generator on its own thread and emits what it yields.

    The signals sit on the thread object, which lives on the UI thread, so every slot runs there. Connect methods of
    QObjects of the UI thread only: a lambda would run on the worker's thread.

    Signals:
        yielded: a value, as the job yielded it.
        failed: the exception that ended the job.
    """

    yielded = Signal(object)
    failed = Signal(Exception)

    def __init__(self, name: str, job: Job, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.setObjectName(name)
        self._job = job

    def ask_to_stop(self) -> None:
        """Stop walking at the next value. The thread ends by itself; it is never torn down."""
        self.requestInterruption()

    def run(self) -> None:
        try:
            steps = self._job()
            try:
                for step in steps:
                    if self.isInterruptionRequested():
                        break
                    self.yielded.emit(step)
            finally:
                if isinstance(steps, Generator):  # any iterator will do, but only a generator has an end of its own
                    steps.close()
        except Exception as error:  # the thread's edge: everything is told to the person
            if not self.isInterruptionRequested():
                self.failed.emit(error)


class Errand(QObject):
    """One job and the slots that wait for it. Values that arrive after `drop()` are not handed on.

    With a ticket the job belongs to a document, which may refuse what comes: its `take` is the one place that knows.
    Lives on the UI thread, so its methods are safe to connect to a worker; the callables it holds run there too.
    """

    def __init__(
        self,
        worker: Worker,
        on_value: Callable[[Any], None],
        on_error: Callable[[Exception], None],
        on_end: Callable[[], None] | None,
        parent: QObject,
        ticket: Ticket | None = None,
    ) -> None:
        super().__init__(parent)
        self.worker = worker
        self._ticket = ticket
        self._on_value, self._on_error, self._on_end = on_value, on_error, on_end
        self._dropped = False
        self.has_ended = False
        worker.yielded.connect(self._take)
        worker.failed.connect(self._fail)
        worker.finished.connect(self._finish)

    @property
    def is_dropped(self) -> bool:
        return self._dropped

    def works_for(self, document: Document) -> bool:
        """Whether something of it may still come into a document."""
        return not self._dropped and self._ticket is not None and self._ticket.document is document

    def drop(self) -> None:
        """Ask the work to stop and listen to nothing more of it."""
        self._dropped = True
        # What they hold may hold this errand: a cycle, which Python would collect on whatever thread it likes.
        self._on_value = self._on_error = _nothing
        self._on_end = None
        if not self.has_ended:  # Qt has deleted the thread soon after
            self.worker.ask_to_stop()

    def _take(self, value: Any) -> None:
        self._hand_on(lambda: self._on_value(value))

    def _fail(self, error: Exception) -> None:
        self._hand_on(lambda: self._on_error(error))

    def _finish(self) -> None:
        self.has_ended = True
        if self._on_end is not None:
            self._hand_on(self._on_end)

    def _hand_on(self, do: Callable[[], object]) -> None:
        if self._dropped:
            return
        if self._ticket is None:
            do()
        elif not self._ticket.document.take(self._ticket, do):
            self.drop()


def _nothing(_: object) -> None: ...


_all: "WeakSet[Workers]" = WeakSet()


def _stop_all_at_exit() -> None:
    for workers in list(_all):
        if isValid(workers):
            workers.stop_all()


class Workers(QObject):
    """Every worker of a window: keeps each until its thread has ended, and ends them all when the window closes.

    Signals:
        changed: the number of running workers.
    """

    changed = Signal(int)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self._errands: list[Errand] = []
        self._is_closed = False
        if not _all:
            atexit.register(_stop_all_at_exit)
        _all.add(self)

    def start(
        self,
        name: str,
        job: Job,
        on_value: Callable[[Any], None],
        on_error: Callable[[Exception], None],
        on_end: Callable[[], None] | None = None,
        priority: QThread.Priority = QThread.Priority.InheritPriority,
        ticket: Ticket | None = None,
    ) -> Errand:
        """Walk `job` on a thread. The three callables run on the UI thread; `on_end` after the last value or error.

        ticket: of the document the job works for; nothing is called any more once that is closed.
        After `close` the job is not begun, and the errand is one that was dropped.
        """
        worker = Worker(name, job, self)
        errand = Errand(worker, on_value, on_error, on_end, self, ticket)
        if self._is_closed:
            errand.has_ended = True
            errand.drop()
            return errand
        worker.finished.connect(self._forget_finished)
        self._errands.append(errand)
        worker.start(priority)
        self.changed.emit(len(self._errands))
        return errand

    def __len__(self) -> int:
        return len(self._errands)

    def work_for(self, document: Document) -> bool:
        """Whether any of them works for a document."""
        return any(errand.works_for(document) for errand in self._errands)

    def ask_all_to_stop(self) -> None:
        """Ask every worker to stop and wait for none; `changed` tells when they have."""
        for errand in self._errands:
            errand.drop()

    def close(self) -> None:
        """Ask every worker to stop, and begin no job from now on: a timer that fires while its window goes would start
        a thread that is destroyed while it runs."""
        self._is_closed = True
        self.ask_all_to_stop()

    def stop_all(self) -> None:
        """Ask every worker to stop and wait until each has. A QThread destroyed while it runs aborts the process."""
        self.ask_all_to_stop()
        for errand in list(self._errands):
            errand.worker.wait()
            errand.has_ended = True
        self._forget_finished()

    def _forget_finished(self) -> None:
        # Not those whose thread `isFinished()`: that is true a moment before it says so, and `on_end` would be lost.
        ended = [errand for errand in self._errands if errand.has_ended]
        for errand in ended:
            self._errands.remove(errand)
            errand.deleteLater()
            errand.worker.deleteLater()
        if ended:
            self.changed.emit(len(self._errands))
