"""Filling a run of planes: shown as it comes, one undo when it has ended or was cancelled."""

from collections.abc import Callable
from pathlib import Path
from time import monotonic
from uuid import uuid4

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.history import RunStep, fill_step
from inpaint_studio.sentence import say
from inpaint_studio.ui.document.filling import Filling
from inpaint_studio.ui.document.planes import Run
from inpaint_studio.ui.document.run_jobs import FillRun, PlaneFailed, PlaneFilled, RunRequest, RunValue, fill_run
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.ui.kit.worker import Errand

FILL_RUN = QT_TRANSLATE_NOOP("Steps", "Fill planes")


class RunFilling(QObject):
    """Fills the holes of a run of planes of the stack in view, one run at a time.

    Signals:
        finished: the run has ended, was cancelled or failed; what was filled is in the document.
    """

    finished = Signal()

    def __init__(self, workspace: Workspace, filling: Filling) -> None:
        super().__init__(workspace)
        self._workspace, self._filling = workspace, filling
        self.clock: Callable[[], float] = monotonic
        self.job: FillRun = fill_run
        self.folder: Callable[[], Path | None] = lambda: None  # where samples lie; None = the system's temporary folder
        self._document: Document | None = None  # that is filled
        self._errand: Errand | None = None
        self._planes: tuple[int, ...] = ()
        self._done: dict[int, PlaneFilled] = {}
        self._failed: list[PlaneFailed] = []
        self._since = 0.0
        workspace.closing.connect(self._forget)
        workspace.plane_changed.connect(self._show)
        workspace.document_changed.connect(self._show)

    @property
    def is_running(self) -> bool:
        return self._errand is not None

    def start(self, run: Run, method: str) -> bool:
        """Fill what is marked on the planes of the run, by a method. Returns whether anything is marked there."""
        workspace, document = self._workspace, self._workspace.document
        if document is None or self._document is not None:
            return False
        marked = [plane for plane, laid in document.state.elsewhere.items() if plane in run and laid.mask is not None]
        if document.plane in run and not workspace.is_unmarked():
            marked.append(document.plane)
        if not marked:
            return False
        workspace.changes.in_turn(lambda: self._start(document, run, method))
        return True

    def cancel(self) -> bool:
        """Stop after the plane that is being filled; what is filled stays. Returns whether a run was being filled."""
        if self._errand is None:
            return False
        self._errand.drop()
        self._land(was_cancelled=True)
        return True

    def _start(self, document: Document, run: Run, method: str) -> None:
        workspace = self._workspace
        if document is not workspace.document or self._document is not None:
            return
        state = document.snapshot()
        marked = {plane for plane, laid in state.elsewhere.items() if plane in run and laid.mask is not None}
        if document.plane in run and not workspace.is_unmarked():
            marked.add(document.plane)
        self._planes = tuple(sorted(marked))
        if not self._planes:
            return
        request = RunRequest(
            state,
            self._planes,
            method,
            0,
            self._filling.settings_in_plane(method, document),
            self._filling.checkpoint,
            uuid4().hex[:12],
            self.folder(),
        )
        self._document, self._done, self._failed, self._since = document, {}, [], self.clock()
        job, fill = self._filling.job, self.job

        def fail(error: Exception) -> None:  # told with what became of the others, when the run has landed
            left = [plane for plane in self._planes if plane not in self._done]
            self._failed += [PlaneFailed(plane, error) for plane in left]

        self._errand = workspace.workers.start(
            "fill run",
            lambda: fill(request, job),
            self._take,
            fail,
            self._land,
            QThread.Priority.LowPriority,
            document.ticket(),
        )
        self._tell()

    def _take(self, value: RunValue) -> None:
        if isinstance(value, PlaneFilled):
            self._done[value.plane] = value
            if self._document is not None and value.plane == self._document.plane:
                self._show()
        elif isinstance(value, PlaneFailed):
            self._failed.append(value)
        if value is not None:
            self._tell()

    def _tell(self) -> None:
        done, count = len(self._done) + len(self._failed), len(self._planes)
        text = self.tr("Filling planes: {done} of {count}").format(done=done, count=count)
        if done:
            left = (self.clock() - self._since) / done * (count - done)
            text = f"{text} · {self._remaining(left)}"
        self._workspace.activities.tell("fill run", text, done / max(1, count))

    def _remaining(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("about {seconds} s left").format(seconds=max(1, round(seconds)))
        return self.tr("about {minutes} min left").format(minutes=round(seconds / 60))

    def _show(self) -> None:
        """What has come for the plane in view is seen there until it is in the document."""
        document, fills = self._workspace.document, tuple[Fill, ...]()
        if document is not None and document is self._document:
            here = self._done.get(document.plane)
            fills = here.fills if here is not None else ()
        self._workspace.previews.set_arrived(fills)

    def _land(self, *, was_cancelled: bool = False) -> None:
        """Put what was filled into the document, as one step."""
        document, done, failed = self._document, self._done, self._failed
        self._errand = None
        self._workspace.activities.end("fill run")
        if document is None or document.is_closed:
            self._end()
            return

        left_out: list[int] = []

        def make(now: Document) -> RunStep | None:
            left_out[:] = [plane for plane, one in sorted(done.items()) if not _is_marked(now, one)]
            parts = [
                fill_step(now.laid_on(plane), one.fills, one.mask, one.rect, FILL_RUN)
                for plane, one in sorted(done.items())
                if plane not in left_out
            ]
            return RunStep(FILL_RUN, tuple(parts)) if parts else None

        def ended() -> None:
            self._end()
            landed = {plane: one for plane, one in done.items() if plane not in left_out}
            self._say(document, landed, failed, len(left_out), was_cancelled=was_cancelled)

        self._workspace.changes.of(document).put(FILL_RUN, make, ended)

    def _end(self) -> None:
        self._document, self._done, self._failed, self._planes = None, {}, [], ()
        self._show()
        self.finished.emit()

    def _say(
        self,
        document: Document,
        done: dict[int, PlaneFilled],
        failed: list[PlaneFailed],
        left_out: int,
        *,
        was_cancelled: bool,
    ) -> None:
        filled = say("{count} planes are filled.", one="1 plane is filled.", count=len(done))
        words = spoken(filled if done else say("No plane was filled."))
        if left_out:
            changed = say(
                "{count} planes are not marked any more as they were when the run began; they stay as they are.",
                one="1 plane is not marked any more as it was when the run began; it stays as it is.",
                count=left_out,
            )
            words = f"{words} {spoken(changed)}"
        if failed:
            first = failed[0]
            others = say(
                "{count} planes could not be filled, plane {plane} among them:",
                one="Plane {plane} could not be filled:",
                count=len(failed),
                plane=first.plane + 1,
            )
            self._workspace.tell("warning", f"{words} {spoken(others)} {sentence(first.error)}", document)
        elif was_cancelled:
            stopped = spoken(say("Stopped; what was filled stays, and one undo takes it back."))
            self._workspace.tell("info", f"{words} {stopped}" if done else words, document)
        elif done or left_out:
            notes = dict.fromkeys(note for one in done.values() for note in one.notes)
            self._workspace.tell("done", " ".join([words, *map(spoken, notes)]), document)

    def _forget(self, document: Document) -> None:
        if document is self._document and self._errand is not None:
            self._errand.drop()
            self._errand = None
            self._workspace.activities.end("fill run")
            self._end()


def _is_marked(document: Document, one: PlaneFilled) -> bool:
    """Whether a plane is still marked wherever it was when the run began."""
    return bool((document.laid_on(one.plane).mask[one.rect.slices] >= one.mask).all())
