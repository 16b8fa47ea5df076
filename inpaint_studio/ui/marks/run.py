"""The long work of the marks window, one thing at a time: reading and estimating, looking, taking off."""

from collections.abc import Callable, Iterator, Sequence
from pathlib import Path
from typing import Any, Literal

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.marks import Mark
from inpaint_studio.files.saving.mark_files import Logo
from inpaint_studio.ui.kit.worker import Errand, Workers
from inpaint_studio.ui.marks import jobs
from inpaint_studio.ui.marks.entries import Entries
from inpaint_studio.ui.marks.jobs import Known, Listed, Marked, Small
from inpaint_studio.work.mark_looks import Look
from inpaint_studio.work.mark_outputs import Rule
from inpaint_studio.work.marks import Group, LeftAlone, Saved, Unread, Working

Stage = Literal["group", "look", "take off"]


class MarkRun(QObject):
    """Starts the jobs and puts what comes of them into the entries.

    Signals:
        progressed: a stage of `Working`, and how much of it is done.
        grouped: a Group.
        known: a Known, that was read from a file.
        ended: the Stage that is done, or was given up.
        failed: the exception that ended a job.
    """

    progressed = Signal(str, float)
    grouped = Signal(object)
    known = Signal(object)
    ended = Signal(str)
    failed = Signal(Exception)

    def __init__(self, entries: Entries, parent: QObject) -> None:
        super().__init__(parent)
        self._entries = entries
        self.workers = Workers(self)
        self._errand: Errand | None = None
        self.stage: Stage | None = None
        self.groups: list[Group] = []
        self.saved = 0  # pictures, by the last run
        self.error: Exception | None = None  # that ended the last job

    @property
    def is_running(self) -> bool:
        return self._errand is not None

    def group(self, sources: Sequence[Path], known: Mark | Logo | None) -> None:
        """List, read and estimate anew."""
        self.cancel()
        self.groups = []
        self._entries.show([])
        self._start("group", lambda: jobs.group(sources, known))

    def look(self) -> None:
        """Look at all pictures whose group has a mark and that are not measured yet."""
        rows = [one for one in self._entries.rows if one.status in ("waiting", "quick")]
        marked = [one.marked for one in rows if one.marked is not None]
        if marked:
            self._start("look", lambda: jobs.look(marked))

    def take_off(self, pictures: Sequence[Marked], rule: Rule, folder: Path | None, keep_backup: bool) -> None:
        """Save these without their mark. What is still being looked at is given up, and goes on after."""
        self.cancel()
        self.saved = 0
        self._start("take off", lambda: jobs.take_off(pictures, rule, folder, keep_backup))

    def read_known(self, path: Path) -> None:
        self.workers.start(f"mark {path.name}", lambda: jobs.read_known(path), self._take_known, self.failed.emit)

    def write_known(self, mark: Mark, path: Path, then: Callable[[Path], None]) -> None:
        self.workers.start(f"mark {path.name}", lambda: jobs.write_known(mark, path), then, self.failed.emit)

    def cancel(self) -> bool:
        """Give up what runs; what is written at this moment is written whole. Returns whether anything ran."""
        if self._errand is None:
            return False
        self._errand.drop()
        self._errand = None
        stage, self.stage = self.stage, None
        self.ended.emit(stage)
        return True

    def shut_down(self) -> None:
        """Give up everything and wait."""
        self.cancel()
        self.workers.stop_all()

    def _start(self, stage: Stage, job: Callable[[], Iterator[Any]]) -> None:
        self.stage, self.error = stage, None
        self._errand = self.workers.start(
            f"marks: {stage}",
            job,
            self._take,
            self._fail,
            self._end,
            QThread.Priority.LowPriority,  # the editor goes on meanwhile
        )

    def _take(self, value: object) -> None:
        match value:
            case Working():
                self.progressed.emit(value.stage, value.share)
            case Listed():
                self._entries.show(value.pictures)
            case Small():
                self._entries.set_small(value.path, value.pixels)
            case Group():
                self._take_group(value)
            case Look():
                self._entries.set_look(value)
            case LeftAlone():
                self._entries.set_alone(value.path, value.message)
            case Unread():
                self._entries.set_unread(value.picture, value.message)
            case Saved():
                self.saved += 1
                self._entries.set_saved(value.path, value.message)

    def _take_group(self, group: Group) -> None:
        self.groups.append(group)
        for path in group.pictures:
            if group.mark is None:
                self._entries.set_alone(path, group.message)
            else:
                self._entries.set_marked(Marked(path, group.mark, group.is_shifted))
        self.grouped.emit(group)

    def _take_known(self, known: Known) -> None:
        self.known.emit(known)

    def _fail(self, error: Exception) -> None:
        self.error = error
        self.failed.emit(error)

    def _end(self) -> None:
        self._errand = None
        stage, self.stage = self.stage, None
        self.ended.emit(stage)
