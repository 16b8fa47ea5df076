"""The job that the batch window shows: its feed, its crew, and what is asked of both."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.geometry import Size
from inpaint_studio.ui.batch import crew_process
from inpaint_studio.ui.batch.crew_process import Started
from inpaint_studio.ui.batch.feed import Answer, Changed, Condition, Feed, Refused, Request, details
from inpaint_studio.ui.batch.requests import add, apply_review, decide_all, keep_out, list_if_empty, try_again
from inpaint_studio.ui.batch.rows import Rows
from inpaint_studio.ui.kit.worker import Errand, Workers
from inpaint_studio.work.jobs.claims import Claims
from inpaint_studio.work.jobs.crews import end_crew
from inpaint_studio.work.jobs.job import Job, open_job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.reviewing import Decision


class BatchRun(QObject):
    """Follows one job at a time.

    Signals:
        opened: the Job that is followed now.
        moved: a Condition: how far the job is now.
        settled: Entries of pictures that something became of, for the log.
        message: a sentence for the person.
        failed: an exception: what was asked for could not be done.
        crew_ended: no crew works on the job any more, though pictures wait: what it said last, or "".
    """

    opened = Signal(object)
    moved = Signal(object)
    settled = Signal(object)
    message = Signal(str)
    failed = Signal(Exception)
    crew_ended = Signal(str)

    def __init__(self, rows: Rows, workers: Workers, parent: QObject) -> None:
        super().__init__(parent)
        self._rows, self._workers = rows, workers
        self._feed: Feed | None = None
        self._errand: Errand | None = None
        self.job: Job | None = None
        self.condition: Condition | None = None
        self._started: Started | None = None  # from here, for this job
        self._ending: set[str] = set()  # names of crews that were asked to end
        self._had_crew = self._is_starting = False
        self.start_crew: Callable[[Job], Started] = crew_process.start_crew

    # which job

    def open(self, folder: Path) -> None:
        """Follow the job of a folder."""

        def read() -> Iterator[Job]:
            yield open_job(folder)

        def take(job: Job) -> None:
            self.follow(job)
            self.ask(list_if_empty)

        self._workers.start(f"job {folder.name}", read, take, self.failed.emit)

    def make(self, build: Callable[[], Job]) -> None:
        """Make a job, start its crew, which lists its pictures, and follow it.

        Both at once: a window that is closed while 10^5 pictures are listed leaves a job that goes on.
        """

        def made() -> Iterator[tuple[Job, Started]]:
            job = build()
            yield job, self.start_crew(job)

        def take(made: tuple[Job, Started]) -> None:
            job, started = made
            self.follow(job)
            self._has_started(started)

        self._workers.start("new job", made, take, self.failed.emit)

    def follow(self, job: Job) -> None:
        self.leave()
        self.job = job
        self._rows.clear()
        feed = self._feed = Feed(job)
        self._errand = self._workers.start("batch", feed.walk, self._take, self._broke)
        self.opened.emit(job)

    def leave(self) -> None:
        """Follow it no longer; the job goes on by itself."""
        if self._feed is not None:
            self._feed.end()
        if self._errand is not None:
            self._errand.drop()
        self._feed = self._errand = self.job = self.condition = None
        self._started = None
        self._had_crew = self._is_starting = False
        self._ending.clear()

    # its crew

    @property
    def has_crew(self) -> bool:
        """Whether a crew works on it, here or on another machine, or begins to."""
        return bool(self._crews) or self._begins

    @property
    def _begins(self) -> bool:
        """A crew that was started here has not said yet that it works, or ends just now."""
        return self._is_starting or (self._started is not None and self._started.poll() is None)

    @property
    def _crews(self) -> list[Any]:
        crews = self.condition.crews if self.condition is not None else ()
        return [one for one in crews if one.name not in self._ending]

    @property
    def is_paused(self) -> bool:
        return self.condition is not None and self.condition.status.is_paused

    def go_on(self) -> None:
        """Take pictures again; start a crew where none works."""
        if self.job is None or self._is_starting:
            return
        starts = not self.has_crew
        self._is_starting = starts

        def do(job: Job, *_: object) -> Started | None:
            job.resume()
            return self.start_crew(job) if starts else None

        self.ask(do, self._has_started)

    def _has_started(self, started: Started | None) -> None:
        self._is_starting = False
        if started is not None:
            self._started, self._had_crew = started, True

    def pause(self) -> None:
        """No picture is begun any more; what workers have in hand is finished."""
        self.ask(lambda job, *_: job.pause())

    # its pictures

    def ask(self, do: Callable[[Job, Ledger, Claims], Any], then: Callable[[Any], object] | None = None) -> None:
        if self._feed is not None:
            self._feed.ask(Request(do, then))

    def read(self, keys: Sequence[str]) -> None:
        """Have the lines of pictures read, for what is seen of them."""
        missing = self._rows.missing(keys)
        if missing:
            self.ask(details(missing), self._rows.set_entries)

    def decide(self, keys: Sequence[str], decision: Decision) -> None:
        self.ask(decide_all(keys, decision), self._said_and_wanted)

    def apply(self, key: str, review: Review, size: Size) -> None:
        """Take the decisions that were made in the editor."""
        self.ask(apply_review(key, review, size), self._said_and_wanted)

    def try_again(self, keys: Sequence[str]) -> None:
        self.ask(try_again(keys), self._said_and_wanted)

    def leave_out(self, keys: Sequence[str]) -> None:
        self.ask(keep_out(keys), self.message.emit)

    def add(self, parts: Sequence[str]) -> None:
        """Take these folders and files below the root, too; () = look for new ones."""
        self.ask(add(parts), self._said_and_wanted)

    def _said_and_wanted(self, message: str) -> None:
        """There is something to be done again: a crew that had ended is started anew."""
        self.message.emit(message)
        if not self.is_paused and not self.has_crew:
            self.go_on()

    # following

    def _take(self, value: Changed | Condition | Answer | Refused) -> None:
        match value:
            case Changed():
                self._rows.take(value)
                if value.settled:
                    self.settled.emit(value.settled)
            case Condition():
                self._take_condition(value)
            case Answer():
                if value.request.then is not None:
                    value.request.then(value.value)
            case Refused():
                self._is_starting = False
                self.failed.emit(value.error)

    def _take_condition(self, condition: Condition) -> None:
        self.condition = condition
        self._rows.set_live(condition.live)
        now = condition.status
        if self._crews:
            self._had_crew = True
            if now.is_paused and not now.running:
                # Its processes would hold memory for nothing: going on starts them anew.
                self._ending.update(one.name for one in self._crews if end_crew(one))
                self._started = None
        elif self._had_crew and not self._begins:
            self._had_crew = False
            if self.job is not None and not now.is_paused:
                why = crew_process.last_error(self.job.folder)
                if now.left or (why and not now.total):  # it may have ended before it listed any
                    self.crew_ended.emit(why)
        self.moved.emit(condition)

    def _broke(self, error: Exception) -> None:
        self._feed = self._errand = None
        self.failed.emit(error)
