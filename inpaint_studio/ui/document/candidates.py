"""Candidates: the same hole filled in several ways, to be looked at side by side, and one of them accepted."""

from collections.abc import Sequence
from dataclasses import replace

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import FillStep, fill_step
from inpaint_studio.editing.picture import Mask
from inpaint_studio.filling.request import FillProgress, FillResult
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.candidate import Candidate
from inpaint_studio.ui.document.filling import Filling
from inpaint_studio.ui.document.jobs import Judged, JudgeJob
from inpaint_studio.ui.document.pending_fill import PendingFill
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.worker import Errand


class Candidates(QObject):
    """Offers candidates for one hole at a time. The document is not changed until one of them is accepted.

    Signals:
        changed: candidates were offered, got further, were looked at, or were put away.
        finished: they were put away, one of them accepted or none.
    """

    changed = Signal()
    finished = Signal()

    def __init__(self, workspace: Workspace, filling: Filling, judge_job: JudgeJob) -> None:
        super().__init__(workspace)
        self._workspace, self._filling, self._judge_job = workspace, filling, judge_job
        self.offered: tuple[Candidate, ...] = ()
        self.shown: int | None = None  # the number of the one that is looked at
        self._hole: PendingFill | None = None  # that they are offered for
        self._errand: Errand | None = None
        self._accepted: tuple[Fill, ...] = ()  # of the candidate that is on its way into the document
        workspace.closing.connect(self._put_away)

    @property
    def is_running(self) -> bool:
        return self._errand is not None

    def begin(self, choices: Sequence[tuple[str, int]]) -> bool:
        """Fill what is marked in several ways, each a method and a seed. Returns whether there was a hole."""
        if self._is_filling:
            return False
        self.drop()
        return self._filling.find_hole(lambda rect, mask: self._make(rect, mask, choices))

    def show(self, number: int | None) -> None:
        """Show one of the candidates on the canvas, none where None."""
        if number is not None and not 0 <= number < len(self.offered):
            return
        self.shown = number
        self._show_fills()
        self.changed.emit()

    def accept(self, number: int) -> bool:
        """Make a candidate a fill of the document and put the others away. False where it is not ready."""
        if self._workspace.document is None or self._hole is None or not 0 <= number < len(self.offered):
            return False
        candidate, hole = self.offered[number], self._hole
        if not candidate.is_ready:
            return False

        def landed() -> None:
            self._accepted = ()
            self._show_fills()

        self._accepted = candidate.fills
        self.drop()

        def make(document: Document) -> FillStep | None:
            step = fill_step(document, candidate.fills, hole.mask, hole.rect, "Fill")
            return self._filling.step(replace(hole, method=candidate.method), step, document)

        self._workspace.changes.put("Fill", make, landed)
        return True

    def drop(self) -> None:
        """Put the candidates away."""
        if self._errand is not None:
            self._errand.drop()
            self._errand = None
            self._workspace.activities.end("candidates")
        if self._hole is not None:
            self._hole, self.offered, self.shown = None, (), None
            self._show_fills()
            self.changed.emit()
            self.finished.emit()

    def cancel(self) -> bool:
        """As `drop`. Returns whether there was anything to put away."""
        if self._hole is None:
            return False
        self.drop()
        return True

    @property
    def _is_filling(self) -> bool:
        return self.is_running or self._filling.is_running

    def _make(self, rect: Rect, mask: Mask, choices: Sequence[tuple[str, int]]) -> None:
        if self._is_filling:
            return  # asked for twice, before the hole was found
        hole = self._hole = self._filling.led(PendingFill(rect, mask, "auto", 0))
        self.offered = tuple(Candidate(method, seed) for method, seed in choices)
        requests = [self._filling.request(replace(hole, method=method, seed=seed)) for method, seed in choices]
        self._errand = self._workspace.run(
            "candidates",
            lambda: jobs.fill_candidates(requests, self._filling.job, self._judge_job),
            self._take,
            self._end,
            self._workspace.ticket(),
            QThread.Priority.LowPriority,
        )
        self._workspace.activities.tell("candidates", self.tr("Making candidates …"), 0.0)
        self.changed.emit()

    def _take(self, answer: tuple[int, FillProgress | FillResult | Judged | Exception]) -> None:
        number, value = answer
        candidate = self.offered[number]
        if isinstance(value, FillProgress):
            fill = Fill("candidate", value.rect, value.pixels, value.coverage, Recipe(value.stage))
            others = tuple(other for other in candidate.fills if other.rect != value.rect)
            candidate = replace(candidate, fills=(*others, fill))
        elif isinstance(value, FillResult):
            candidate = replace(candidate, fills=value.fills, is_ready=True)
        elif isinstance(value, Judged):
            candidate = replace(candidate, score=value.score)
        else:
            candidate = replace(candidate, fills=(), failure=sentence(value))
        self.offered = (*self.offered[:number], candidate, *self.offered[number + 1 :])
        ready = sum(one.is_ready or bool(one.failure) for one in self.offered)
        judging = isinstance(value, Judged)
        self._workspace.activities.tell(
            "candidates",
            self.tr("Comparing candidates …") if judging else self.tr("Making candidates …"),
            ready / len(self.offered),
        )
        if self.shown is None and candidate.is_ready:
            self.shown = number
        if self.shown == number:
            self._show_fills()
        self.changed.emit()

    def _end(self) -> None:
        self._errand = None
        self._workspace.activities.end("candidates")
        self.changed.emit()

    def _show_fills(self) -> None:
        shown = self.offered[self.shown].fills if self.shown is not None else ()
        self._workspace.previews.set_candidate((*self._accepted, *shown))

    def _put_away(self) -> None:
        """The document that they were offered for is closed."""
        if self._errand is not None:
            self._errand.drop()
        self._errand = self._hole = self.shown = None
        self.offered = self._accepted = ()
        self._workspace.activities.end("candidates")
        self.changed.emit()
