"""Filling a run of planes: what is filled comes into the document as it comes, and all of it is one undo."""

from collections import deque
from collections.abc import Callable
from dataclasses import dataclass, field, replace
from pathlib import Path
from time import monotonic
from uuid import uuid4

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.history import RunStep, Step
from inpaint_studio.sentence import say
from inpaint_studio.ui.document import run_landing
from inpaint_studio.ui.document.filling import Filling
from inpaint_studio.ui.document.planes import Run
from inpaint_studio.ui.document.run_jobs import FillRun, PlaneFailed, PlaneFilled, RunRequest, RunValue, fill_run
from inpaint_studio.ui.document.run_landing import Landing
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.worker import Errand

_MOST = 24  # planes that come into the document in one go
_SHARE = 64  # of the planes so far: a journal and views that follow every plane of 10,000 would take ever longer
_PAUSE = 20  # milliseconds between two looks whether the journal has all
_PATIENCE = 250  # looks; a disk that is full has been told of
_PACED = 32  # planes, the last ones, whose time foretells that of the rest


@dataclass(eq=False)
class _Work:
    """A run that is being filled."""

    document: Document
    planes: tuple[int, ...]
    landing: Landing
    step: str  # id that its steps share
    since: float
    waiting: list[PlaneFilled] = field(default_factory=list)  # filled, and not in the document
    landed: set[int] = field(default_factory=set)
    left_out: set[int] = field(default_factory=set)  # planes that were changed meanwhile
    failed: list[PlaneFailed] = field(default_factory=list)
    notes: dict[str, None] = field(default_factory=dict)
    times: deque[float] = field(default_factory=lambda: deque(maxlen=_PACED + 1))  # when planes came
    came: set[int] = field(default_factory=set)
    journaled: int = 0  # planes of which the journal has what became of them
    has_ended: bool = False
    was_cancelled: bool = False
    cancel_landing: Callable[[], None] | None = None  # of fills that are on their way into the document

    @property
    def settled(self) -> int:
        return len(self.landed) + len(self.left_out) + len(self.failed)

    def landed_planes(self) -> set[int]:
        """Those that the document's history knows."""
        steps = [step for step in self.document.history.steps if isinstance(step, RunStep) and step.run == self.step]
        return {part.plane for step in steps for part in step.parts}

    def came_now(self, plane: int, now: float) -> None:
        self.came.add(plane)
        self.times.append(now)

    def seconds_left(self) -> float:
        """By the planes that came last: the first ones wait for the engine, and are tried in more ways than one."""
        times = (self.since, *self.times) if len(self.times) < 2 else self.times
        return (times[-1] - times[0]) / (len(times) - 1) * (len(self.planes) - len(self.came))


class RunFilling(QObject):
    """Fills the holes of a run of planes of the stack in view, one run at a time.

    Every few planes come into the document, and with that into its journal, as parts of one step.

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
        self.is_written: Callable[[Document], bool] = lambda document: True  # whether a kill would lose none of it
        self._work: _Work | None = None
        self._errand: Errand | None = None
        self._said_besides: tuple[str, ...] = ()  # with what has become of the run
        self._look_again = QTimer(self)
        self._look_again.setSingleShot(True)
        self._look_again.setInterval(_PAUSE)
        self._look_again.timeout.connect(self._tell)
        workspace.closing.connect(self._forget)
        workspace.plane_changed.connect(self._show)
        workspace.document_changed.connect(self._show)
        workspace.changes.done.connect(self._follow_changes)
        workspace.changes.done_elsewhere.connect(self._follow_changes)
        workspace.changes.walked.connect(self._walked)

    @property
    def is_running(self) -> bool:
        """Also while the last of what was filled comes into document and journal."""
        return self._work is not None

    @property
    def is_cancellable(self) -> bool:
        """Whether planes are still being filled."""
        return self._errand is not None

    def start(self, run: Run, method: str, notes: tuple[str, ...] = ()) -> bool:
        """Fill what is marked on the planes of the run, by a method. Returns whether anything is marked there.

        notes: sentences that are said with what has become of the run.
        """
        document = self._workspace.document
        if document is None or self._work is not None or not self._marked(document, run):
            return False
        self._workspace.changes.in_turn(lambda: self._start(document, run, method, notes))
        return True

    def remake(self, fill_id: str, method: str) -> bool:
        """Make the run of a fill anew, on all of its planes, by a method and with the options of its recipe.

        Other planes are taken as they are. Returns whether there is such a run.
        """
        workspace, document, fill = self._workspace, self._workspace.document, self._workspace.fill_named(fill_id)
        if document is None or self._work is not None or fill is None or not fill.run:
            return False
        workspace.changes.in_turn(lambda: self._remake(document, fill, method))
        return True

    def cancel(self) -> bool:
        """Stop after the plane that is being filled; what is filled stays. Returns whether a run was being filled."""
        if self._errand is None or self._work is None:
            return False
        self._errand.drop()
        self._work.was_cancelled = True
        self._end()
        return True

    def _marked(self, document: Document, run: Run) -> tuple[int, ...]:
        marked = {plane for plane, laid in document.state.elsewhere.items() if plane in run and laid.mask is not None}
        if document.plane in run and not self._workspace.is_unmarked():
            marked.add(document.plane)
        return tuple(sorted(marked))

    def _start(self, document: Document, run: Run, method: str, besides: tuple[str, ...]) -> None:
        if document is not self._workspace.document or self._work is not None:
            return
        planes = self._marked(document, run)
        if planes:
            settings = self._filling.settings_in_plane(method, document)
            request = RunRequest(document.snapshot(), planes, method, 0, settings, self._filling.checkpoint, _new_id())
            self._begin(document, request, Landing(), besides)

    def _remake(self, document: Document, fill: Fill, method: str) -> None:
        if document is not self._workspace.document or self._work is not None:
            return
        state = document.snapshot()
        replaced = run_landing.fills_of(state, fill.run)
        settings, in_plane = run_landing.settings_of(fill.recipe)
        request = RunRequest(
            run_landing.remade(state, fill.run),
            tuple(replaced),
            method,
            self._filling.next_seed(),
            settings,
            self._filling.checkpoint,
            fill.run,
            in_plane=in_plane,
            replaced=replaced,
        )
        if replaced:
            self._begin(document, request, Landing(fill.run))

    def _begin(self, document: Document, request: RunRequest, landing: Landing, besides: tuple[str, ...] = ()) -> None:
        self._said_besides = besides
        request = replace(request, folder=self.folder())
        work = self._work = _Work(document, request.planes, landing, _new_id(), self.clock())
        job, fill = self._filling.job, self.job

        def fail(error: Exception) -> None:  # told with what became of the others, when the run has landed
            work.failed += [PlaneFailed(plane, error) for plane in work.planes if plane not in work.came]

        self._errand = self._workspace.workers.start(
            "fill run",
            lambda: fill(request, job),
            self._take,
            fail,
            self._end,
            QThread.Priority.LowPriority,
            document.ticket(),
        )
        self._tell()

    def _take(self, value: RunValue) -> None:
        work = self._work
        if work is None or value is None:
            return
        work.came_now(value.plane, self.clock())
        if isinstance(value, PlaneFailed):
            work.failed.append(value)
        else:
            work.waiting.append(value)
            work.notes.update(dict.fromkeys(value.notes))
            if value.plane == work.document.plane:
                self._show()
            self._land()
        self._tell()

    def _land(self) -> None:
        """Put what waits into the document, and so into its journal: in groups that grow with the run."""
        work = self._work
        assert work is not None
        least = 1 if work.has_ended else min(_MOST, 1 + len(work.landed) // _SHARE)
        if work.cancel_landing is not None or len(work.waiting) < least:
            return
        batch = tuple(work.waiting[:_MOST])

        def make(now: Document) -> RunStep | None:
            steps = [work.landing.step(now.laid_on(one.plane), one) for one in batch]
            parts = tuple(step for step in steps if step is not None)
            return RunStep(work.landing.name, parts, work.step) if parts else None

        def ended() -> None:
            work.cancel_landing = None
            del work.waiting[: len(batch)]
            landed = work.landed_planes()
            work.landed |= landed
            work.left_out |= {one.plane for one in batch} - landed
            self._show()
            self._land_or_finish()

        work.cancel_landing = self._workspace.changes.of(work.document).put(work.landing.name, make, ended)

    def _land_or_finish(self) -> None:
        work = self._work
        if work is None:
            return
        self._land()
        if work.has_ended and not work.waiting and work.cancel_landing is None:
            self._finish(work)

    def _finish(self, work: _Work, patience: int = _PATIENCE) -> None:
        """Say what was filled, once a kill would lose none of it."""
        if work is not self._work:
            return
        if patience and not self.is_written(work.document):
            QTimer.singleShot(_PAUSE, self, lambda: self._finish(work, patience - 1))
            return
        self._work = None
        self._show()
        self.finished.emit()
        self._say(work)

    def _end(self) -> None:
        """Nothing more comes."""
        work, self._errand = self._work, None
        self._workspace.activities.end("fill run")
        if work is None:
            return
        if work.document.is_closed:
            self._drop()
            return
        work.has_ended = True
        self._land_or_finish()

    def _drop(self) -> None:
        """Give the run up, with what is not in the document yet."""
        work, self._work = self._work, None
        if self._errand is not None:
            self._errand.drop()
            self._errand = None
        if work is not None and work.cancel_landing is not None:
            work.cancel_landing()
        self._workspace.activities.end("fill run")
        self._show()
        self.finished.emit()

    def _tell(self) -> None:
        work = self._work
        if work is None or work.has_ended:
            return
        if self.is_written(work.document):
            work.journaled = work.settled
        elif work.settled > work.journaled:
            self._look_again.start()  # the journal writes on a thread, and nothing else may happen for a long plane
        done, count = work.journaled, len(work.planes)
        text = self.tr("Filling planes: {done} of {count}").format(done=done, count=count)
        if work.came:
            text = f"{text} · {self._remaining(work.seconds_left())}"
        self._workspace.activities.tell("fill run", text, done / max(1, count))

    def _remaining(self, seconds: float) -> str:
        if seconds < 90:
            return self.tr("about {seconds} s left").format(seconds=max(1, round(seconds)))
        return self.tr("about {minutes} min left").format(minutes=round(seconds / 60))

    def _show(self) -> None:
        """What has come for the plane in view is seen there until it is in the document, while it has a place there."""
        document, work, fills = self._workspace.document, self._work, tuple[Fill, ...]()
        if document is not None and work is not None and document is work.document:
            here = next((one for one in work.waiting if one.plane == document.plane), None)
            if here is not None and work.landing.fits(document, here):
                fills = here.fills
        self._workspace.previews.set_arrived(fills)

    def _follow_changes(self, *_: object) -> None:
        """Something was done meanwhile: planes that nothing is marked on any more are not waited for."""
        work = self._work
        if work is None:
            return
        self._show()
        self._tell()
        left = [plane for plane in work.planes if plane not in work.came]
        if self._errand is None or not left:
            return
        is_marked = work.document is not self._workspace.document or not self._workspace.is_unmarked()
        if not any(work.landing.waits(work.document, plane, is_marked=is_marked) for plane in left):
            work.left_out.update(left)
            self._errand.drop()
            self._end()

    def _walked(self, document: Document, steps: tuple[Step, ...]) -> None:
        """What the run has filled so far was undone: it is not gone on with."""
        work = self._work
        if work is None or document is not work.document:
            return
        if any(isinstance(step, RunStep) and step.run == work.step for step in steps):
            self._drop()
            words = say("The run was stopped, and what it had filled was taken back. Redo brings that again.")
            self._workspace.tell("info", spoken(words), document)

    def _say(self, work: _Work) -> None:
        done, failed, left_out = len(work.landed), work.failed, len(work.left_out)
        words = spoken(
            say("{count} planes are filled.", one="1 plane is filled.", count=done)
            if done
            else say("No plane was filled.")
        )
        words = " ".join([words, *map(spoken, self._said_besides)])
        if left_out and work.landing.remakes:
            changed = say(
                "{count} planes had their fills deleted meanwhile; they stay as they are.",
                one="1 plane had its fill deleted meanwhile; it stays as it is.",
                count=left_out,
            )
            words = f"{words} {spoken(changed)}"
        elif left_out:
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
            text = f"{words} {spoken(others)} {sentence(first.error)}"
            self._workspace.tell("warning", text, work.document)
        elif work.was_cancelled:
            stopped = spoken(say("Stopped; what was filled stays, and one undo takes it back."))
            self._workspace.tell("info", f"{words} {stopped}" if done else words, work.document)
        elif done or left_out:
            self._workspace.tell("done", " ".join([words, *map(spoken, work.notes)]), work.document)

    def _forget(self, document: Document) -> None:
        if self._work is not None and document is self._work.document:
            self._drop()


def _new_id() -> str:
    return uuid4().hex[:12]
