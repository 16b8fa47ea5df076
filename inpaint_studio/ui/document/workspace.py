"""The workspace: the open document, what is shown of it, and what whoever works on it shares. Knows no widget."""

from collections.abc import Callable
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.document import Document, Ticket
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.state import State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.memory.project import SUFFIX as PROJECT_SUFFIX
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.document.changes import Changes
from inpaint_studio.ui.document.jobs import Opened
from inpaint_studio.ui.document.previews import Previews
from inpaint_studio.ui.kit.activities import Activities
from inpaint_studio.ui.kit.sentences import sentence, spoken
from inpaint_studio.ui.kit.worker import Errand, Job, Workers


class Workspace(QObject):
    """Holds the document that is open, its queue of changes, and the workers and messages of those who work on it.

    Signals:
        closing: the document that was open is closed; whoever works for it gives that up.
        document_changed: there is another document, or none.
        mask_changed: the picture rectangle in which the mask is different now.
        laid_changed: the settings of the document are others now.
        history_changed: steps were added, undone or redone, or the document was saved.
        activity_changed: the Activity to be shown, the latest one, or None.
        message: a level (info, done, warning, error) and a sentence for the person.
        mask_named: a name, and the mask that stands under it now.
    """

    closing = Signal()
    document_changed = Signal()
    mask_changed = Signal(object)
    laid_changed = Signal()
    history_changed = Signal()
    activity_changed = Signal(object)
    message = Signal(str, str)
    mask_named = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workers = Workers(self)
        self.document: Document | None = None
        self.display: Display | None = None
        self.mask_levels: MaskLevels | None = None
        self.source_levels: MaskLevels | None = None  # of the document's sources; None = texture may come from anywhere
        self.source_area: PackedTiles | None = None  # that the levels are of; others are being made where it is not
        self.path: Path | None = None
        self.saved_path: Path | None = None  # where the next plain save goes
        self.project_path: Path | None = None  # where the next save of the project goes
        self.activities = Activities(self.activity_changed.emit)
        self.previews = Previews(self)
        self.changes = Changes(self.workers, self)
        self.changes.done.connect(self._change_done)
        self.changes.failed.connect(self.report_error)

    def show(self, opened: Opened, saved_path: Path | None = None) -> None:
        """Take a prepared document in place of the one that is open."""
        self._put_away()
        self.document = opened.document
        self.display = Display(opened.document.picture, opened.levels)
        self.display.set_fills(opened.document.fills)
        self.mask_levels, self.source_levels = opened.mask_levels, opened.source_levels
        self.source_area = opened.document.state.sources
        self.previews.begin(opened.document, self.display)
        self.changes.begin(opened.document, opened.mask_levels)
        self.path = opened.path
        self.saved_path = saved_path
        self.project_path = opened.path if opened.path.suffix.lower() == PROJECT_SUFFIX else None
        self.document_changed.emit()
        self.history_changed.emit()
        self.report_notes(opened.document.picture.notes)

    def close_document(self) -> None:
        """Put the document away without asking."""
        self._put_away()
        self.document = self.display = self.mask_levels = self.path = self.saved_path = None
        self.source_levels = self.source_area = None
        self.previews.begin(None, None)
        self.changes.begin(None, None)
        self.document_changed.emit()
        self.history_changed.emit()

    def ticket(self) -> Ticket | None:
        """What a job that starts now is for; None where no document is open."""
        return self.document.ticket() if self.document is not None else None

    def bound(self, do: Callable[..., object]) -> Callable[..., None]:
        """`do`, for a dialog or a button that is answered later: refused in a sentence if by then the document that
        is open now is not open any more. What was asked about one picture is never done to another."""
        ticket = self.ticket()

        def answered(*arguments: object) -> None:
            if ticket is None:
                do(*arguments)
            elif not ticket.document.take(ticket, lambda: do(*arguments)):
                words = self.tr("{name} is not open any more; nothing was done.")
                self.message.emit("warning", words.format(name=ticket.document.picture.name))

        return answered

    @property
    def has_unsaved_work(self) -> bool:
        """Whether anything would be lost by closing, a stroke that is being drawn included."""
        return self.has_finished_work or (self.document is not None and self.changes.stroke_is_open)

    @property
    def has_finished_work(self) -> bool:
        """Whether anything was done, or is on its way into the document, that is not saved."""
        document = self.document
        return document is not None and (
            document.has_unsaved_fills
            or (document.is_modified and (bool(document.mask.any()) or bool(document.state.guidance)))
            or self.changes.is_putting
        )

    @property
    def is_busy(self) -> bool:
        return bool(self.activities)

    def fill_named(self, fill_id: str) -> Fill | None:
        fills = self.document.fills if self.document else ()
        return next((fill for fill in fills if fill.id == fill_id), None)

    def name_mask(self, name: str, mask: Mask, packed: PackedTiles) -> None:
        """Keep a mask under a name in the document. packed: of the same mask."""
        if self.document is not None:
            self.document.put_mask(name, packed)
            self.mask_named.emit(name, mask)

    def lay(self, state: State) -> None:
        """Take over the settings of another state of the document."""
        if self.document is not None:
            self.document.lay(state)
            self.laid_changed.emit()

    def run(
        self,
        name: str,
        job: Job,
        on_value: Callable[[Any], None],
        on_end: Callable[[], None] | None = None,
        ticket: Ticket | None = None,
        priority: QThread.Priority = QThread.Priority.InheritPriority,
    ) -> Errand:
        """Long work on a worker, its errors reported as sentences; with a ticket, for that document alone."""
        return self.workers.start(name, job, on_value, self.report_error, on_end, priority, ticket)

    def report_error(self, error: Exception) -> None:
        self.message.emit("error", sentence(error))

    def report_notes(self, notes: tuple[str, ...]) -> None:
        if notes:  # in one message: of several only the last would be seen
            self.message.emit("info", " ".join(map(spoken, notes)))

    def _change_done(self, touched: Rect, has_other_fills: bool) -> None:
        if not touched.is_empty:
            self.mask_changed.emit(touched)
        if has_other_fills:
            self.previews.refresh()
        self.history_changed.emit()

    def _put_away(self) -> None:
        """Close the document and give up what runs for it."""
        if self.document is not None:
            self.document.close()
        self.changes.drop()
        self.previews.forget()
        self.closing.emit()
