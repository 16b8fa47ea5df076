"""Candidates: the same hole filled in several ways, to be looked at side by side, and one of them accepted."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import FillStep, fill_step
from inpaint_studio.editing.picture import Mask
from inpaint_studio.filling.request import FillProgress, FillRequest, FillResult
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.candidate import Candidate
from inpaint_studio.ui.document.filling import Filling
from inpaint_studio.ui.document.jobs import Judged, JudgeJob
from inpaint_studio.ui.document.pending_fill import PendingFill
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import sentence
from inpaint_studio.ui.kit.worker import Errand


@dataclass(eq=False)
class _Offer:
    """What is offered for one hole of one plane of a document."""

    document: Document
    plane: int
    hole: PendingFill | None = None
    offered: tuple[Candidate, ...] = ()
    shown: int | None = None  # the number of the one that is looked at
    errand: Errand | None = None
    accepted: tuple[Fill, ...] = ()  # of the candidate that is on its way into the document


class Candidates(QObject):
    """Offers candidates for one hole at a time, of each document. It is not changed until one of them is accepted.

    Signals:
        changed: candidates were offered, got further, were looked at, or were put away.
        finished: they were put away, one of them accepted or none.
    """

    changed = Signal()
    finished = Signal()

    def __init__(self, workspace: Workspace, filling: Filling, judge_job: JudgeJob) -> None:
        super().__init__(workspace)
        self._workspace, self._filling, self._judge_job = workspace, filling, judge_job
        self._offers: dict[tuple[Document, int], _Offer] = {}
        workspace.closing.connect(self._forget)
        workspace.document_changed.connect(self._show_again)
        workspace.plane_changed.connect(self._show_again)

    @property
    def offered(self) -> tuple[Candidate, ...]:
        """For the document in view."""
        return self._now.offered if self._now is not None else ()

    @property
    def shown(self) -> int | None:
        """The number of the one that is looked at."""
        return self._now.shown if self._now is not None else None

    @property
    def is_running(self) -> bool:
        return any(offer.errand is not None for offer in self._offers.values())

    @property
    def is_offering(self) -> bool:
        """Whether there are some to choose from, or will be."""
        return self._now is not None and self._now.hole is not None

    def begin(self, choices: Sequence[tuple[str, int]]) -> bool:
        """Fill what is marked in several ways, each a method and a seed. Returns whether there was a hole."""
        document = self._workspace.document
        if self._is_filling or document is None:
            return False
        self.drop()
        return self._filling.find_hole(lambda rect, mask: self._make(document, rect, mask, choices))

    def show(self, number: int | None) -> None:
        """Show one of the candidates on the canvas, none where None."""
        offer = self._now
        if offer is None or (number is not None and not 0 <= number < len(offer.offered)):
            return
        offer.shown = number
        self._show_fills(offer)
        self.changed.emit()

    def accept(self, number: int) -> bool:
        """Make a candidate a fill of the document and put the others away. False where it is not ready."""
        offer = self._now
        if offer is None or offer.hole is None or not 0 <= number < len(offer.offered):
            return False
        candidate, hole = offer.offered[number], offer.hole
        if not candidate.is_ready:
            return False

        def landed() -> None:
            offer.accepted = ()
            self._show_fills(offer)
            self._forget_empty(offer)

        offer.accepted = candidate.fills
        self.drop()

        guidance = hole.guidance
        if candidate.without_lines:  # those that were found have not served it
            guidance = guidance.with_guides(tuple(guide for guide in guidance.guides if not guide.is_automatic))

        def make(document: Document) -> FillStep | None:
            step = fill_step(document.laid_on(hole.plane), candidate.fills, hole.mask, hole.rect, "Fill")
            return self._filling.step(replace(hole, method=candidate.method, guidance=guidance), step, document)

        self._workspace.changes.of(hole.document).put("Fill", make, landed)
        return True

    def drop(self) -> None:
        """Put the candidates for the document in view away."""
        if self._now is not None:
            self._drop(self._now)

    def cancel(self) -> bool:
        """As `drop`. Returns whether there was anything to put away."""
        if self._now is None or self._now.hole is None:
            return False
        self.drop()
        return True

    def cancel_elsewhere(self) -> bool:
        """Stop making candidates for documents that are not in view. Returns whether any were made."""
        running = [offer for offer in self._offers.values() if offer.errand is not None]
        for offer in running:
            self._drop(offer)
        return bool(running)

    @property
    def _now(self) -> _Offer | None:
        document = self._workspace.document
        return self._offers.get((document, document.plane)) if document is not None else None

    @property
    def _is_filling(self) -> bool:
        return self.is_running or self._filling.is_running

    def _make(self, document: Document, rect: Rect, mask: Mask, choices: Sequence[tuple[str, int]]) -> None:
        if self._is_filling:
            return  # asked for twice, before the hole was found
        plane = document.plane
        offer = self._offers.setdefault((document, plane), _Offer(document, plane))
        hole = offer.hole = self._filling.led(PendingFill(document, rect, mask, "auto", 0, plane=plane))
        offer.offered = tuple(Candidate(method, seed) for method, seed in choices)
        requests = [self._filling.request(replace(hole, method=method, seed=seed)) for method, seed in choices]
        offer.errand = self._workspace.run(
            "candidates",
            lambda: jobs.fill_candidates(requests, self._filling.job, self._judge_job),
            lambda answer: self._take(offer, answer),
            lambda: self._end(offer),
            document.ticket(),
            QThread.Priority.LowPriority,
        )
        self._workspace.activities.tell("candidates", self.tr("Making candidates …"), 0.0)
        self.changed.emit()

    def _take(
        self, offer: _Offer, answer: tuple[int, FillRequest | FillProgress | FillResult | Judged | Exception]
    ) -> None:
        number, value = answer
        if isinstance(value, FillRequest):  # of one more
            offer.offered = (*offer.offered, Candidate(value.method, value.seed, without_lines=True))
            self.changed.emit()
            return
        candidate = offer.offered[number]
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
        offer.offered = (*offer.offered[:number], candidate, *offer.offered[number + 1 :])
        ready = sum(one.is_ready or bool(one.failure) for one in offer.offered)
        judging = isinstance(value, Judged)
        self._workspace.activities.tell(
            "candidates",
            self.tr("Comparing candidates …") if judging else self.tr("Making candidates …"),
            ready / len(offer.offered),
        )
        if offer.shown is None and candidate.is_ready:
            offer.shown = number
        if offer.shown == number:
            self._show_fills(offer)
        self.changed.emit()

    def _end(self, offer: _Offer) -> None:
        offer.errand = None
        self._workspace.activities.end("candidates")
        self.changed.emit()

    def _show_fills(self, offer: _Offer) -> None:
        if offer is self._now:
            shown = offer.offered[offer.shown].fills if offer.shown is not None else ()
            self._workspace.previews.set_candidate((*offer.accepted, *shown))

    def _show_again(self) -> None:
        """Another document or plane is in view, perhaps with candidates that were offered before."""
        if self._now is not None:
            self._show_fills(self._now)
        self.changed.emit()

    def _drop(self, offer: _Offer) -> None:
        if offer.errand is not None:
            offer.errand.drop()
            offer.errand = None
            self._workspace.activities.end("candidates")
        if offer.hole is not None:
            offer.hole, offer.offered, offer.shown = None, (), None
            self._show_fills(offer)
            self._forget_empty(offer)
            self.changed.emit()
            self.finished.emit()

    def _forget_empty(self, offer: _Offer) -> None:
        if offer.hole is None and not offer.accepted:
            self._offers.pop((offer.document, offer.plane), None)

    def _forget(self, document: Document) -> None:
        """The document that they were offered for is closed."""
        offers = [offer for offer in self._offers.values() if offer.document is document]
        for offer in offers:
            del self._offers[offer.document, offer.plane]
            if offer.errand is not None:
                offer.errand.drop()
                self._workspace.activities.end("candidates")
        if offers:
            self.changed.emit()
