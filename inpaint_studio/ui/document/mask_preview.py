"""The preview of a change of the mask: what an operation or a finder would make of it, until it is taken or not."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from inpaint_studio.editing.document import Ticket
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.operations import Operation, Survey
from inpaint_studio.editing.picture import Mask
from inpaint_studio.finding.finder import Finder
from inpaint_studio.ui.canvas.proposal import Proposal, Sight
from inpaint_studio.ui.document import mask_offers
from inpaint_studio.ui.document.mask_offers import FinderOffer, Offer, OperationOffer, Scene
from inpaint_studio.ui.document.search import Search
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.worker import Errand

_GROWING_MS = 400  # between two looks at evidence that grows


@dataclass(eq=False)
class _Taking:
    """A change that was taken and is on its way into the document."""

    has_run: bool = False  # set by the worker
    is_change: bool = True


class MaskPreview(QObject):
    """Works out what is in view for the newest options, one at a time: what has become stale is given up.

    Signals:
        proposed: the Proposal to be shown in place of the mask, None for none.
        surveyed: the Survey of what the picture proposes to begin with.
        ended: nothing is offered any more.
        empty: what was taken changed nothing.
    """

    proposed = Signal(object)
    surveyed = Signal(object)
    ended = Signal()
    empty = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._offered: Operation | Finder | None = None
        self._options: Any = None
        self._sight: Sight | None = None
        self._step = ""
        self._errand: Errand | None = None  # that works a proposal out, or surveys the picture
        self._ticket: Ticket | None = None  # of the errand
        self._is_stale = False  # what the errand is at
        self._has_shown = False  # something of it
        self._taking: _Taking | None = None
        self._is_wanted = False  # taken, but the search has not looked everywhere yet
        self.search = Search(workspace)
        self.search.grown.connect(self._evidence_grown)
        self.search.completed.connect(self._search_completed)
        self.search.failed.connect(self.cancel)
        self._growing = QTimer(self)
        self._growing.setSingleShot(True)
        self._growing.setInterval(_GROWING_MS)
        self._growing.timeout.connect(self._work)
        workspace.leaving.connect(self.cancel)
        workspace.history_changed.connect(self._document_changed)
        workspace.changes.stroke_changed.connect(self._stroke_changed)
        workspace.changes.failed.connect(self._taken)
        workspace.changes.done.connect(self._taken)

    @property
    def is_open(self) -> bool:
        return self._offered is not None

    @property
    def is_busy(self) -> bool:
        """Whether something is still to come: of what is in view, or into the document."""
        return self._errand is not None or self._is_committed or self._growing.isActive()

    def survey(self, operation: Operation, ticket: Ticket) -> None:
        """Look what the picture proposes to begin with; `surveyed` follows, or `ended` where that fails.

        Neither, where something else is offered first.
        """
        self.cancel()
        scene = self._scene()

        def take(survey: Survey) -> None:
            self._errand = None
            self.surveyed.emit(survey)

        def end() -> None:
            if self._errand is errand:  # without a survey
                self._errand = None
                self.ended.emit()

        workspace = self._workspace
        errand = workspace.run("survey", lambda: mask_offers.survey(operation, scene), take, end, ticket)
        self._errand = errand

    def begin(self, offered: Operation | Finder, step: str, options: Any, sight: Sight) -> None:
        """Offer something. step: the name of its step in the history."""
        self.cancel()
        self._offered, self._step, self._options, self._sight = offered, step, options, sight
        self._look()

    def set_options(self, options: Any) -> None:
        if self.is_open and not self._is_committed and options != self._options:
            self._options = options
            self._look()

    def set_sight(self, sight: Sight) -> None:
        if self.is_open and not self._is_committed and sight != self._sight:
            self._sight = sight
            self._look()

    def take(self) -> None:
        """Make it a step of the document, worked out for the whole picture."""
        if not self.is_open or self._is_committed:
            return
        self._growing.stop()
        if isinstance(self._offered, Finder):
            whole = Rect.of_size(self._scene().picture.size)
            if not self.search.serves(self._offered, self._options, whole):
                self._is_wanted = True
                self.search.start(self._offered, self._options, self._scene(), whole)
                return
            if not self.search.is_complete:
                self._is_wanted = True
                return
        self._commit()

    def cancel(self) -> bool:
        """Offer nothing any more; what was not taken leaves no trace. Returns whether anything was offered."""
        was_open = self.is_open
        self._growing.stop()
        if self._errand is not None:
            self._errand.drop()
        self._errand = self._taking = self._offered = self._options = self._sight = None
        self._is_stale = self._has_shown = self._is_wanted = False
        self.search.cancel()
        if was_open:
            self.proposed.emit(None)
            self.ended.emit()
        return was_open

    def cancel_unless_taken(self) -> bool:
        """Cancel, unless it is on its way into the document already. Returns whether there was anything to cancel."""
        return self._taking is None and self.cancel()

    @property
    def _is_committed(self) -> bool:
        return self._taking is not None or self._is_wanted

    def _scene(self) -> Scene:
        document = self._workspace.document
        assert document is not None
        return Scene(document.picture, document.fills, document.mask)

    def _offer(self) -> Offer | None:
        if isinstance(self._offered, Operation):
            return OperationOffer(self._offered)
        evidence = self.search.evidence
        return FinderOffer(evidence) if evidence is not None else None

    def _look(self) -> None:
        """Options or view are others: search where that takes a search, and work out what is in view."""
        if isinstance(self._offered, Finder) and self._sight is not None:
            view = self._sight.rect
            if not self.search.serves(self._offered, self._options, view):
                self.search.start(self._offered, self._options, self._scene(), view)
                return
        self._work()

    def _work(self) -> None:
        """Work the proposal out. What runs shows its first answer yet: a slider that moves on is followed."""
        document, sight, options = self._workspace.document, self._sight, self._options
        offer = self._offer()
        if document is None or sight is None or offer is None or self._taking is not None:
            return
        if self._workspace.changes.stroke_is_open:
            return
        if self._errand is not None:
            self._is_stale = True
            if self._has_shown:
                self._errand.worker.ask_to_stop()
            return
        scene, ticket = self._scene(), document.ticket()
        self._ticket = ticket

        def take(proposal: Proposal | None) -> None:
            if proposal is not None and ticket.is_current:
                self._has_shown = True
                self.proposed.emit(proposal)
            if self._is_stale and self._errand is not None:
                self._errand.worker.ask_to_stop()

        def end() -> None:
            self._errand, self._has_shown = None, False
            if self._is_stale:
                self._is_stale = False
                self._work()

        self._errand = self._workspace.run(
            f"preview: {self._step}", lambda: offer.proposals(scene, sight, options), take, end, ticket
        )

    def _commit(self) -> None:
        offer, options, scene = self._offer(), self._options, self._scene()
        if offer is None:
            self.cancel()
            return
        if self._errand is not None:
            self._errand.drop()
            self._errand = None
        taking = self._taking = _Taking()
        self._is_wanted = False

        def compute(mask: Mask) -> tuple[Rect, Mask] | None:
            made = offer.whole(scene, mask, options)
            taking.is_change = made is not None and bool((mask[made[0].slices] != made[1]).any())
            taking.has_run = True
            return made if taking.is_change else None

        self._workspace.changes.change(self._step, compute)

    def _taken(self, *_: object) -> None:
        taking = self._taking
        if taking is not None and (taking.has_run or not self._workspace.changes.is_busy):
            self.cancel()
            if taking.has_run and not taking.is_change:
                self.empty.emit()

    def _evidence_grown(self) -> None:
        if self._errand is None and not self._has_shown and not self._growing.isActive():
            self._growing.start()

    def _search_completed(self) -> None:
        if self._is_wanted:
            self._commit()
        else:
            self._growing.stop()
            self._work()

    def _document_changed(self) -> None:
        if self.is_open and self._taking is None:
            self._work()

    def _stroke_changed(self) -> None:
        if self.is_open and self._taking is None:
            if self._workspace.changes.stroke_is_open:
                self.proposed.emit(None)  # what is painted is to be seen
            elif self._ticket is None or self._errand is None or not self._ticket.is_current:
                self._work()
