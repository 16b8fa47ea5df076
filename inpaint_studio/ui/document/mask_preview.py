"""The preview of a change of the mask: what an operation would make of it, until it is taken or not."""

from dataclasses import dataclass
from typing import Any

from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.document import Ticket
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.operations import Operation, Survey
from inpaint_studio.editing.picture import Mask
from inpaint_studio.ui.canvas.proposal import Proposal, Sight
from inpaint_studio.ui.document import mask_offers
from inpaint_studio.ui.document.mask_offers import Scene
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.worker import Errand


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
        self._offered: Operation | None = None
        self._options: Any = None
        self._sight: Sight | None = None
        self._errand: Errand | None = None  # that works a proposal out, or surveys the picture
        self._ticket: Ticket | None = None  # of the errand
        self._is_stale = False  # what the errand is at
        self._has_shown = False  # something of it
        self._taking: _Taking | None = None
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
        return self._errand is not None or self._taking is not None

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

    def begin(self, operation: Operation, options: Any, sight: Sight) -> None:
        """Offer what an operation makes of the mask."""
        self.cancel()
        self._offered, self._options, self._sight = operation, options, sight
        self._work()

    def set_options(self, options: Any) -> None:
        if self.is_open and self._taking is None and options != self._options:
            self._options = options
            self._work()

    def set_sight(self, sight: Sight) -> None:
        if self.is_open and self._taking is None and sight != self._sight:
            self._sight = sight
            self._work()

    def take(self) -> None:
        """Make it a step of the document, worked out for the whole picture."""
        operation, options, scene = self._offered, self._options, self._scene()
        if operation is None or self._taking is not None:
            return
        if self._errand is not None:
            self._errand.drop()
            self._errand = None
        taking = self._taking = _Taking()

        def compute(mask: Mask) -> tuple[Rect, Mask] | None:
            made = mask_offers.whole(operation, scene, mask, options)
            taking.is_change = bool((mask[made[0].slices] != made[1]).any())
            taking.has_run = True
            return made if taking.is_change else None

        self._workspace.changes.change(operation.step, compute)

    def cancel(self) -> bool:
        """Offer nothing any more; what was not taken leaves no trace. Returns whether anything was offered."""
        was_open = self.is_open
        if self._errand is not None:
            self._errand.drop()
        self._errand = self._taking = self._offered = self._options = self._sight = None
        self._is_stale = self._has_shown = False
        if was_open:
            self.proposed.emit(None)
            self.ended.emit()
        return was_open

    def cancel_unless_taken(self) -> bool:
        """Cancel, unless it is on its way into the document already. Returns whether there was anything to cancel."""
        return self._taking is None and self.cancel()

    def _scene(self) -> Scene:
        document = self._workspace.document
        assert document is not None
        return Scene(document.picture, document.fills, document.mask)

    def _work(self) -> None:
        """Work the proposal out. What runs shows its first answer yet: a slider that moves on is followed."""
        document, sight, options = self._workspace.document, self._sight, self._options
        operation = self._offered
        if document is None or sight is None or operation is None or self._taking is not None:
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
            f"preview: {operation.step}",
            lambda: mask_offers.proposals(operation, scene, sight, options),
            take,
            end,
            ticket,
        )

    def _taken(self, *_: object) -> None:
        taking = self._taking
        if taking is not None and (taking.has_run or not self._workspace.changes.is_busy):
            self.cancel()
            if taking.has_run and not taking.is_change:
                self.empty.emit()

    def _document_changed(self) -> None:
        if self.is_open and self._taking is None:
            self._work()

    def _stroke_changed(self) -> None:
        if self.is_open and self._taking is None:
            if self._workspace.changes.stroke_is_open:
                self.proposed.emit(None)  # what is painted is to be seen
            elif self._ticket is None or self._errand is None or not self._ticket.is_current:
                self._work()
