"""The search for structure lines: what a fill of the mask would find and follow, looked for as the mask changes."""

from collections.abc import Callable, Iterator
from typing import Any

from PySide6.QtCore import QObject, QTimer, Signal

from inpaint_studio.editing.document import Document, Ticket
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.guidance import Guide, Guides
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.state import State
from inpaint_studio.filling.methods import method_of
from inpaint_studio.filling.request import FillRequest
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.candidates import Candidates
from inpaint_studio.ui.document.filling import Filling
from inpaint_studio.ui.document.jobs import FoundLines
from inpaint_studio.ui.document.pending_fill import marked_part
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.worker import Errand


class LineSearch(QObject):
    """Looks for lines round the holes of the document in view, on a worker, whenever mask, fills or guidance changed.

    They are no state of the document: what a person decides of one of them is, as a guide (`GuideEdits.decide`).

    Signals:
        changed: there are other lines, or fills would follow others of them.
    """

    changed = Signal()

    def __init__(self, workspace: Workspace, filling: Filling, candidates: Candidates) -> None:
        super().__init__(workspace)
        self._workspace, self._filling, self._candidates = workspace, filling, candidates
        self.method: Callable[[], str] = lambda: "auto"  # that fills are made with
        self._is_on = self._is_closed = False
        self._automatic = FoundLines()
        self._followed: frozenset[Guide] = frozenset()  # of them: as many as there are specks, and often asked for
        self._of: Ticket | None = None  # the state of the document that they were found in, or are looked for in
        self._errand: Errand | None = None
        self._before: dict[Any, Any] = {}  # regions of the document in view that were looked at
        self._soon = QTimer(self)  # several signals of one change are one
        self._soon.setSingleShot(True)
        self._soon.timeout.connect(self._look)
        for signal in (workspace.mask_changed, workspace.history_changed, workspace.laid_changed, filling.finished):
            signal.connect(self.look)
        workspace.changes.stroke_changed.connect(self.look)
        workspace.document_changed.connect(self._begin)
        workspace.plane_changed.connect(self._begin)

    @property
    def is_on(self) -> bool:
        return self._is_on

    def set_on(self, on: bool) -> None:
        """Look for lines from now on, or show none."""
        self._is_on = on
        self.look()

    @property
    def automatic(self) -> Guides:
        """The lines that nobody has decided of: those that fills follow, then those that are offered."""
        document = self._workspace.document
        guides = document.state.guidance.guides if document is not None else ()
        decided = [guide.points for guide in guides if guide.is_automatic]  # few, and most differ in their first point
        both = (*self._automatic.followed, *self._automatic.offered)
        return tuple(line for line in both if line.points not in decided) if decided else both

    @property
    def seen(self) -> Guides:
        """Those that are shown: none over a fill that is being made or chosen."""
        document = self._workspace.document
        is_filling = document is not None and self._filling.waits_for(document)
        return self.automatic if self._is_on and not is_filling and not self._candidates.is_offering else ()

    def is_followed(self, line: Guide) -> bool:
        """Whether a fill follows one of them unasked; else it is offered."""
        return bool(self._filling.values.get("lines", True)) and line in self._followed

    @property
    def is_looking(self) -> bool:
        return self._soon.isActive() or self._errand is not None

    def look(self, *_: object) -> None:
        """Something may have changed, the method among it."""
        if not self._is_closed:
            self._soon.start(0)

    def close(self) -> None:
        """Look no more: the window, whose method is asked for, goes before the session does."""
        self._is_closed = True
        self._soon.stop()
        self._cancel()

    def _begin(self) -> None:
        """Another document, or plane, is in view."""
        self._cancel()
        self._before = {}
        self._put(FoundLines())
        self.look()

    def _look(self) -> None:
        document, levels = self._workspace.document, self._workspace.mask_levels
        if document is None or levels is None or not self._is_on or not method_of(self.method()).follows_lines:
            self._cancel()
            self._put(FoundLines())
            return
        if document.stroke is not None or self._filling.waits_for(document):
            return  # its end is told, and what is seen stays until then
        if self._of is not None and self._of.document is document and self._of.is_current:
            self.changed.emit()  # whether they are followed may be another answer
            return
        self._cancel()
        rect = marked_part(levels)
        ticket = self._of = document.ticket()
        if rect.is_empty:
            self._put(FoundLines())
            return
        state, before = document.state, self._before
        self._errand = self._workspace.run(
            "lines",
            lambda: _search(state, levels, rect, before),
            lambda lines: self._take(document, ticket, lines),
            self._end,
        )

    def _take(self, document: Document, ticket: Ticket, lines: FoundLines | None) -> None:
        if lines is not None:  # else it was a moment to cancel at
            document.take(ticket, lambda: self._put(lines), unmoved=True)

    def _end(self) -> None:
        self._errand = None

    def _cancel(self) -> None:
        self._of = None
        if self._errand is not None:
            self._errand.drop()
            self._errand = None

    def _put(self, lines: FoundLines) -> None:
        if lines != self._automatic:
            self._automatic, self._followed = lines, frozenset(lines.followed)
            self.changed.emit()


def _search(state: State, levels: MaskLevels, rect: Rect, before: dict[Any, Any]) -> Iterator[FoundLines | None]:
    """On a worker. What is painted meanwhile may be read in part; then the answer is not taken."""
    request = FillRequest(
        state.picture,
        state.fills,
        rect,
        levels.mask[rect.slices].copy(),
        guides=state.guides,
        dropped=state.guidance.dropped,
    )
    return jobs.find_lines(request, before)
