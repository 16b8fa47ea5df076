"""Paint and it is gone: what is marked is filled as soon as brush, lasso or box are let go.

For the person a stroke and the fill that follows it are one thing. In the history they stay two steps, one above the
other whatever was painted meanwhile (`LateFill`); one undo takes both back (`undo_groups`). If it took the fill alone,
the mark that came back would be filled once more with the next stroke.
"""

from collections.abc import Callable, Sequence
from weakref import ref

from PySide6.QtCore import QObject, QTimer

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.history import FillStep, Step
from inpaint_studio.editing.late_fills import without_marks
from inpaint_studio.editing.undo_groups import position_after, position_before
from inpaint_studio.filling.request import FillResult
from inpaint_studio.ui.document.candidates import Candidates
from inpaint_studio.ui.document.filling import Filling
from inpaint_studio.ui.document.pending_fill import PendingFill
from inpaint_studio.ui.document.workspace import Workspace

_JUST_CAME = 10_000  # milliseconds for which Esc takes a fill back that has come; later it means something else


class FillOnRelease(QObject):
    """Asks for fills as marks are made, and remembers which marks each of them is for."""

    def __init__(self, workspace: Workspace, filling: Filling, candidates: Candidates) -> None:
        super().__init__(workspace)
        self._workspace, self._filling, self._candidates = workspace, filling, candidates
        self.is_on = False
        self.method: Callable[[], str] = lambda: "auto"
        self._last: Callable[[], FillStep | None] = lambda: None  # the fill that came last, for as long as Esc means it
        self._just_came = QTimer(self)
        self._just_came.setSingleShot(True)
        self._just_came.setInterval(_JUST_CAME)
        self._just_came.timeout.connect(self._forget_last)
        workspace.marked.connect(self._released)
        workspace.leaving.connect(self._forget_last)
        filling.landed.connect(self._landed)

    def take_back(self) -> bool:
        """Esc: cancel the newest fill that was asked for by a release, or undo the one that has just come; its marks
        go with it. Returns whether there was one."""
        marks = self._filling.newest_marks
        if marks is not None:
            self._filling.cancel_newest()
            self._unmark(marks)
            return True
        top, last = self._top, self._last()
        if last is None or top is not last:
            return False
        self._forget_last()
        self._workspace.changes.undo(self._back)
        self._take_out(last.living_marks)
        return True

    def undo(self) -> None:
        """One step back; a fill that came of a release, or is still to come, and its marks are one.

        A fill that runs or waits was asked for after what was done last: it is what an undo takes back first. Else it
        would land on top of a mask that is not there any more.
        """
        marks = self._filling.newest_marks
        if marks and self._top in marks:
            self.take_back()
        elif self._filling.cancel_newest_after(self._top):
            self._workspace.tell("info", self.tr("The fill is cancelled. Undo once more takes the mark back."))
        else:
            self._workspace.changes.undo(self._back)

    def redo(self) -> None:
        self._workspace.changes.redo(self._forward)

    def _released(self, step: Step | None) -> None:
        if self.is_on and not self._candidates.is_offering:
            self._filling.start(self.method(), marks=() if step is None else (step,))

    def _landed(self, pending: PendingFill, result: FillResult) -> None:
        history = pending.document.history
        done = reversed(history.steps[: history.position])
        step = next((step for step in done if isinstance(step, FillStep)), None)
        if pending.marks is None or step is None or not _holds(step, result):
            return
        if pending.document is self._workspace.document and step is history.top:
            self._last = ref(step)
            self._just_came.start()

    def _forget_last(self) -> None:
        self._last = lambda: None
        self._just_came.stop()

    @property
    def _steps(self) -> tuple[Step, ...]:
        document = self._workspace.document
        return document.history.steps if document is not None else ()

    @property
    def _top(self) -> Step | None:
        """The step that an undo would take back."""
        document = self._workspace.document
        return document.history.top if document is not None else None

    def _unmark(self, marks: tuple[Step, ...]) -> None:
        """Undo these as far as they are what was done last, and take the others out of the mask."""

        def back(position: int) -> int:
            while position and self._steps[position - 1] in marks:
                position -= 1
            return position

        self._workspace.changes.walk(back)
        self._take_out(marks)

    def _take_out(self, marks: Sequence[Step]) -> None:
        """Take marks out of the mask that lie below something else which was done since, a fill made by hand or so."""
        document = self._workspace.document
        if document is None:
            return
        changes = self._workspace.changes.of(document)

        def make(document: Document) -> Step | None:
            return without_marks(document.history, document, marks, "Take mark back")

        def take() -> None:
            history = document.history
            if not set(marks).isdisjoint(history.steps[: history.position]):
                changes.put("marks", make, lambda: None)

        changes.in_turn(take)

    def _back(self, position: int) -> int:
        return position_before(self._steps, position)

    def _forward(self, position: int) -> int:
        return position_after(self._steps, position)


def _holds(step: FillStep, result: FillResult) -> bool:
    """Whether it was this result that came with the step: one that failed, or changed nothing, has none."""
    return {fill.id for fill in result.fills} <= {fill.id for fill in step.after} and bool(result.fills)
