"""The workspace: the documents that are open, what is shown of the one in view, and what those who work on them share.

Knows no widget.
"""

from collections.abc import Callable
from dataclasses import replace
from pathlib import Path
from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.brush import Stroke
from inpaint_studio.editing.document import Document, Ticket
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.state import State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.memory.project import SUFFIX as PROJECT_SUFFIX
from inpaint_studio.sentence import say
from inpaint_studio.ui.canvas.display import Display
from inpaint_studio.ui.document.changes import Changes
from inpaint_studio.ui.document.jobs import Opened
from inpaint_studio.ui.document.open_pictures import OpenPicture, OpenPictures, Shown
from inpaint_studio.ui.document.previews import Previews
from inpaint_studio.ui.document.turned_plane import TurnedPlane
from inpaint_studio.ui.kit.activities import Activities
from inpaint_studio.ui.kit.help_topics import message_topic
from inpaint_studio.ui.kit.literal import one_line
from inpaint_studio.ui.kit.messages import About, Bond
from inpaint_studio.ui.kit.sentences import sentence, together
from inpaint_studio.ui.kit.worker import Errand, Job, Workers
from inpaint_studio.work.stacks.damage import lost_of

DAMAGE_IS_MARKED = say("What is damaged is marked. Press Enter to fill it.")


class Workspace(QObject):
    """Holds the document that is in view, and the others that are open beside it in `pictures`; their queues of
    changes, and the workers and messages of those who work on them.

    A document that goes out of view stays open, and what works for it goes on: its results come back with its ticket.

    Signals:
        leaving: the document in view, or its plane, goes out of view in a moment; what is being drawn ends.
        closing: a Document is closed; whoever works for it gives that up.
        document_changed: there is another document in view, or none.
        plane_changed: another plane of the document in view is in view: fills, mask, guidance and review are its own.
        mask_changed: the picture rectangle in which the mask is different now.
        laid_changed: the settings of the document are others now.
        review_changed: a Document, in view or not, has other findings, decisions about them, or another filter.
        history_changed: steps were added, undone or redone, or the document was saved.
        activity_changed: the Activity to be shown, the latest one, or None.
        message: a level (info, done, warning, error) and a sentence for the person; `bond` says what it belongs to.
        picture_requested: the person asks for another picture, from a file or of those that are open.
        marked: a tool that marks what should go was let go; the Step that came of it, None where all was marked before.
        mask_named: a name, and the mask that stands under it now.
    """

    leaving = Signal()
    closing = Signal(object)
    document_changed = Signal()
    plane_changed = Signal()
    mask_changed = Signal(object)
    laid_changed = Signal()
    review_changed = Signal(object)
    history_changed = Signal()
    activity_changed = Signal(object)
    message = Signal(str, str)
    picture_requested = Signal()
    marked = Signal(object)
    mask_named = Signal(str, object)

    def __init__(self, parent: QObject | None = None) -> None:
        super().__init__(parent)
        self.workers = Workers(self)
        self.document: Document | None = None
        self.display: Display | None = None
        self.mask_levels: MaskLevels | None = None
        self.source_levels: MaskLevels | None = None  # of the document's sources; None = texture may come from anywhere
        self.source_area: PackedTiles | None = None  # that the levels are of; others are being made where it is not
        self.pictures = OpenPictures(self)
        self.activities = Activities(self.activity_changed.emit)
        self.previews = Previews(self)
        self.changes = Changes(self.workers, self)
        self.changes.done.connect(self._change_done)
        self.changes.failed.connect(self.report_error)
        self._bond: Bond | None = None  # of the message that is being emitted

    def show(self, opened: Opened, picture: OpenPicture | None = None) -> None:
        """Show a prepared document, and keep the others open.

        picture: whose it is; None = one that was not open yet.
        """
        self.leave()
        if picture is None or picture not in self.pictures:
            picture = OpenPicture(opened.path, opened.page)
            self.pictures.add((picture,))
        document = picture.document = opened.document
        picture.size = document.size
        picture.thumbnail = opened.thumbnail if opened.thumbnail is not None else picture.thumbnail
        if opened.path is not None and opened.path.suffix.lower() == PROJECT_SUFFIX:
            picture.project_path = opened.path
        display = Display(document.picture, opened.levels)
        picture.shown = Shown(display, opened.mask_levels, opened.source_levels, document.state.sources)
        self.show_again(picture)
        notes = getattr(document.state.stack.planes, "notes", ())  # of the whole stack
        self.report_notes(tuple(dict.fromkeys((*notes, *notes_on_opening(document)))), document)

    def show_again(self, picture: OpenPicture) -> None:
        """Bring a picture into view whose document is in memory, with all that its display needs."""
        assert picture.document is not None
        assert picture.shown is not None
        self.leave()
        self.document = picture.document
        self.display, self.mask_levels = picture.shown.display, picture.shown.mask_levels
        self.source_levels, self.source_area = picture.shown.source_levels, picture.shown.source_area
        self.display.set_fills(self.document.fills)
        self.previews.begin(self.document, self.display)
        self.changes.begin(self.document, self.mask_levels)
        self.pictures.set_in_view(picture)
        self.document_changed.emit()
        self.history_changed.emit()

    def turn(self, turned: TurnedPlane) -> None:
        """Bring another plane of the document in view into view. Nothing is being drawn, and nothing waits."""
        document = self.document
        assert document is not None
        self.previews.forget()
        left = turned.left if turned.moment == document.moment else None
        document.turn_to(turned.picture, turned.mask, left)
        self.display, self.mask_levels = turned.display, turned.mask_levels
        self.source_levels, self.source_area = turned.source_levels, turned.source_area
        self.display.set_fills(document.fills)
        self.previews.begin(document, self.display)
        self.changes.begin(document, self.mask_levels)
        self.plane_changed.emit()

    def leave(self) -> None:
        """Take the document out of view, if one is; it stays open. `document_changed` is for who calls."""
        if self.document is None:
            return
        self.leaving.emit()
        stroke, picture = self.document.stroke, self.pictures.in_view
        if stroke is not None:
            self.changes.end_stroke(stroke)
        if picture is not None and self.display is not None and self.mask_levels is not None:
            picture.shown = Shown(self.display, self.mask_levels, self.source_levels, self.source_area)
        self._show_none()
        self.pictures.set_in_view(None)

    def close_picture(self, picture: OpenPicture) -> None:
        """Close one of the open pictures without asking. `document_changed` is for who calls."""
        document = picture.document
        if document is not None:
            if document is self.document:
                self.leaving.emit()
                self._show_none()
            document.close()
            self.changes.forget(document)
            self.closing.emit(document)
        self.pictures.remove(picture)

    def close_document(self) -> None:
        """Close the document in view without asking."""
        picture = self.pictures.in_view
        if picture is not None:
            self.close_picture(picture)
        self.document_changed.emit()
        self.history_changed.emit()

    @property
    def path(self) -> Path | None:
        """The file that the picture in view came from."""
        return self.pictures.in_view.path if self.pictures.in_view is not None else None

    @property
    def saved_path(self) -> Path | None:
        """Where the next plain save of the picture in view goes."""
        return self.pictures.in_view.saved_path if self.pictures.in_view is not None else None

    @saved_path.setter
    def saved_path(self, path: Path | None) -> None:
        if self.pictures.in_view is not None:
            self.pictures.in_view.saved_path = path

    @property
    def project_path(self) -> Path | None:
        """Where the next save of its project goes."""
        return self.pictures.in_view.project_path if self.pictures.in_view is not None else None

    def ticket(self) -> Ticket | None:
        """What a job that starts now is for; None where no document is open."""
        return self.document.ticket() if self.document is not None else None

    def bound(self, do: Callable[..., object], document: Document | None = None) -> Callable[..., None]:
        """`do`, for a dialog or a button that is answered later: refused in a sentence if by then the document that
        is in view now is not in view any more. What was asked about one picture is never done to another.

        document: another that it is about; None = the one in view.
        """
        ticket = document.ticket() if document is not None else self.ticket()

        def answered(*arguments: object) -> None:
            if ticket is None:
                do(*arguments)
                return
            document = ticket.document
            if document is self.document and document.take(ticket, lambda: do(*arguments)):
                return
            if document.is_closed:
                words = self.tr("{name} is not open any more; nothing was done.")
            else:
                words = self.tr("{name} is not in view any more; nothing was done.")
            self.tell("warning", words.format(name=document.picture.name), About.MOMENT)

        return answered

    @property
    def has_unsaved_work(self) -> bool:
        """Whether anything would be lost by closing, a stroke that is being drawn included."""
        return self.has_finished_work or (self.document is not None and self.changes.stroke_is_open)

    @property
    def has_finished_work(self) -> bool:
        """Whether anything was done, or is on its way into the document, that is not saved."""
        picture = self.pictures.in_view
        return picture is not None and (picture.has_finished_work or self.changes.is_putting)

    @property
    def is_busy(self) -> bool:
        return bool(self.activities)

    def fill_named(self, fill_id: str) -> Fill | None:
        fills = self.document.fills if self.document else ()
        return next((fill for fill in fills if fill.id == fill_id), None)

    def is_unsaved(self, picture: OpenPicture) -> bool:
        """Whether closing a picture would lose anything that was done, or is on its way into its document."""
        document = picture.document
        return picture.has_unsaved_work or (document is not None and self.changes.of(document).is_putting)

    def is_working_for(self, document: Document) -> bool:
        """Whether anything that was asked for may still come into a document."""
        return self.changes.of(document).is_busy or self.workers.work_for(document)

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
        about: object = About.HERE,
    ) -> Errand:
        """Long work on a worker, its errors reported as sentences; with a ticket, for that document alone.

        about: what an error belongs to, where there is no ticket.
        """
        about = ticket.document if ticket is not None else about
        return self.workers.start(
            name, job, on_value, lambda error: self.report_error(error, about), on_end, priority, ticket
        )

    def tell(
        self,
        level: str,
        text: str,
        about: object = About.HERE,
        holds: Callable[[], bool] | None = None,
        during: Callable[[], bool] | None = None,
    ) -> None:
        """Emit a message. about: a Document or an OpenPicture, or an `About`.

        holds: whether it is still true. A warning or an error about a picture holds until something is done to that,
        unless it says otherwise.  during: whether the work that it is about is under way: so long it stands.
        """
        # The signal hands on plain text: what help there is for it goes along.
        bond = replace(self.bond_to(level, about, holds), topic=message_topic(text))
        self._bond = replace(bond, is_under_way=during) if during is not None else bond
        try:
            self.message.emit(level, text)
        finally:
            self._bond = None

    @property
    def bond(self) -> Bond:
        """What the message that is being emitted belongs to."""
        return self._bond if self._bond is not None else self.bond_to("info", About.HERE)

    def bond_to(self, level: str, about: object, holds: Callable[[], bool] | None = None) -> Bond:
        if isinstance(about, Document):
            about = self.pictures.of(about) or About.MOMENT
        if about is About.HERE:
            about = self.pictures.current or About.MOMENT
        if not isinstance(about, OpenPicture):
            return Bond(about, holds=holds or _always)
        if holds is None and about.document is not None and level in ("warning", "error"):
            holds = self._until_a_later_change(about.document)
        return Bond(about, one_line(about.name), holds or _always)

    def _until_a_later_change(self, document: Document) -> Callable[[], bool]:
        """Whether nothing was done to a document but what waits in its queue now: that was asked for before."""
        queue, moment = self.changes.of(document), None if self.changes.of(document).is_busy else document.moment

        def holds() -> bool:
            nonlocal moment
            if moment is None and not queue.is_busy:
                moment = document.moment
            return moment in (None, document.moment)

        return holds

    def is_unmarked(self) -> bool:
        """Whether nothing is marked in the picture in view, and nothing is being painted."""
        levels, stroke = self.mask_levels, self.document.stroke if self.document is not None else None
        is_painting = isinstance(stroke, Stroke) and not stroke.brush.erase
        return levels is None or not (is_painting or bool(levels.plane(levels.coarsest).any()))

    def report_error(self, error: Exception, about: object = About.HERE) -> None:
        self.tell("error", sentence(error), about)

    def report_notes(self, notes: tuple[str, ...], about: object = About.HERE) -> None:
        if notes:  # in one message: of several only the last would be seen
            self.tell("info", together(notes), about)

    def _change_done(self, touched: Rect, has_other_fills: bool) -> None:
        if not touched.is_empty:
            self.mask_changed.emit(touched)
        if has_other_fills:
            self.previews.refresh()
        self.history_changed.emit()

    def _show_none(self) -> None:
        """Nothing is in view, and nothing is shown over it."""
        self.document = self.display = self.mask_levels = self.source_levels = self.source_area = None
        self.previews.forget()
        self.previews.begin(None, None)
        self.changes.begin(None, None)


def notes_on_opening(document: Document) -> tuple[str, ...]:
    """Of the picture in view; and that what its file lost is marked, where it is."""
    picture, lost = document.picture, lost_of(document.picture)
    if lost is None or not document.mask[lost > 0].any():
        return picture.notes
    return *picture.notes, DAMAGE_IS_MARKED


def _always() -> bool:
    return True


def unmoved(document: Document) -> Callable[[], bool]:
    """Whether nothing was done to a document since now."""
    moment = document.moment
    return lambda: document.moment == moment
