"""Switching: another of the open pictures comes into view, and those that are not looked at leave memory."""

from collections.abc import Iterator, Mapping
from pathlib import Path

from PySide6.QtCore import QObject, QThread, QTimer, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.files.memory import project_stamps
from inpaint_studio.files.memory.elsewhere import trim_heap
from inpaint_studio.ui.canvas.display import Words
from inpaint_studio.ui.document import stored_picture
from inpaint_studio.ui.document.filling import Filling
from inpaint_studio.ui.document.open_pictures import OpenPicture, Shown
from inpaint_studio.ui.document.stored_picture import PutAway, ReadBack
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.messages import About
from inpaint_studio.ui.kit.sentences import sentence, within
from inpaint_studio.ui.kit.worker import Errand


class Switching(QObject):
    """Brings pictures into view and puts the others away, all of it on workers.

    Signals:
        decoding_requested: an OpenPicture that is to come into view was not decoded yet.
        settled: the picture that was asked for is in view, or cannot be.
    """

    decoding_requested = Signal(object)
    settled = Signal()

    def __init__(self, workspace: Workspace, filling: Filling) -> None:
        super().__init__(workspace)
        self._workspace, self._filling = workspace, filling
        self.folder: Path | None = None  # where pixels lie that are put away; None = the system's temporary folder
        self._reading: Errand | None = None
        self._putting: Errand | None = None
        self._cannot_put_away = False  # the disk did not take it
        self._has_ended = False
        # Once for all that happens in one turn of the event loop.
        self._timer = QTimer(self)
        self._timer.setSingleShot(True)
        self._timer.setInterval(0)
        self._timer.timeout.connect(self._put_away_next)
        for signal in (workspace.workers.changed, workspace.changes.done_elsewhere, workspace.document_changed):
            signal.connect(self._look_again)

    def look_at(self, picture: OpenPicture) -> None:
        """Bring a picture into view once what was asked for the one that is there is done: its stroke ends, its marks
        are where they were meant to be. Long work, such as a fill, goes on out of view.
        """
        workspace, pictures = self._workspace, self._workspace.pictures
        if picture not in pictures or picture is pictures.coming:
            return
        self._stop_reading()
        if picture is pictures.in_view:
            pictures.set_coming(None)
            return
        pictures.set_coming(picture)
        document = workspace.document
        if document is not None and document.stroke is not None:
            workspace.changes.end_stroke(document.stroke)
        workspace.changes.in_turn(lambda: self._go_to(picture))

    def step(self, places: int) -> None:
        """The next picture of the strip, or the one before."""
        picture = self._workspace.pictures.beside(places)
        if picture is not None:
            self._workspace.picture_requested.emit()
            self.look_at(picture)

    def close(self, picture: OpenPicture) -> None:
        """Close a picture without asking; where it was in view its neighbour comes there."""
        workspace, pictures = self._workspace, self._workspace.pictures
        if picture not in pictures:
            return
        wanted = pictures.coming if pictures.coming is not picture else None
        neighbour = wanted or pictures.neighbour(picture)
        was_current = picture in (pictures.in_view, pictures.coming)
        if picture is pictures.coming:
            self._stop_reading()
        workspace.close_picture(picture)
        if not was_current or pictures.in_view is not None:
            return
        pictures.set_coming(None)
        if neighbour is not None:
            self.look_at(neighbour)
        if neighbour is None or neighbour.document is None:  # nothing is in view, or not yet
            workspace.document_changed.emit()
            workspace.history_changed.emit()

    def stop(self) -> None:
        """The session ends: nothing is put away any more."""
        self._has_ended = True
        self._timer.stop()

    def cancel_switch(self) -> None:
        """What was to come into view does not; the one that is there stays."""
        self._stop_reading()
        self._workspace.pictures.set_coming(None)

    def _go_to(self, picture: OpenPicture) -> None:
        workspace, pictures = self._workspace, self._workspace.pictures
        if pictures.coming is not picture:
            return  # another was asked for since, or it was closed
        if picture.document is None:
            self.decoding_requested.emit(picture)
        elif picture.shown is not None:
            workspace.show_again(picture)
            self.settled.emit()
        else:
            workspace.leave()
            pictures.set_coming(picture)
            workspace.document_changed.emit()
            workspace.history_changed.emit()
            self._read_back(picture, picture.document)

    # reading back

    def _read_back(self, picture: OpenPicture, document: Document) -> None:
        there = picture.stored
        assert there is not None
        ticket = document.ticket()

        def take(back: ReadBack) -> None:
            if self._workspace.pictures.coming is not picture:
                return
            if not document.take(ticket, lambda: self._show(picture, document, back), unmoved=True):
                self._read_back(picture, document)  # what came in meanwhile is not in it

        def fail(error: Exception) -> None:
            self._workspace.report_error(error, About.MOMENT)
            self._workspace.pictures.set_coming(None)
            self.settled.emit()

        self._reading = self._workspace.workers.start(
            "read back", lambda: stored_picture.read_back(document, there), take, fail
        )

    def _show(self, picture: OpenPicture, document: Document, back: ReadBack) -> None:
        self._reading = None
        project_stamps.carry(document.picture, back.picture)
        document.bring_back(back.picture, back.mask)
        for fill, samples in back.samples.items():
            fill.hold(*samples)
        levels = back.mask_levels if back.mask is document.mask else MaskLevels(document.mask)
        picture.shown = Shown(back.display, levels, back.source_levels, back.source_area)
        self._workspace.show_again(picture)
        self.settled.emit()

    def _stop_reading(self) -> None:
        if self._reading is not None:
            self._reading.drop()
            self._reading = None

    # putting away

    @property
    def is_putting_away(self) -> bool:
        return self._putting is not None or self._next_idle() is not None

    def _look_again(self, *_: object) -> None:
        self._timer.start()

    def _next_idle(self) -> OpenPicture | None:
        """A picture out of view that nobody works for, and that is still in memory."""
        workspace, pictures = self._workspace, self._workspace.pictures
        for picture in pictures:
            document = picture.document
            if document is None or picture is pictures.in_view or picture is pictures.coming:
                continue
            is_in_memory = picture.shown is not None or document.packed_mask is None
            if is_in_memory and not workspace.is_working_for(document) and not self._filling.waits_for(document):
                return picture
        return None

    def _put_away_next(self) -> None:
        picture = self._next_idle()
        if self._putting is not None or picture is None or self._cannot_put_away or self._has_ended:
            return
        document, there, folder = picture.document, picture.stored, self.folder
        assert document is not None
        levels: Mapping[int, Words] = {}
        if picture.shown is not None and picture.shown.display.reduced_by == document.picture.levels:
            levels = picture.shown.display.levels
        elif there is not None and stored_picture.is_of(there, document.picture):
            levels = there.levels
        ticket = document.ticket()

        def take(away: PutAway) -> None:
            self._putting = None
            pictures = self._workspace.pictures
            if picture not in (pictures.in_view, pictures.coming):
                document.take(ticket, lambda: self._let_go(picture, document, away), unmoved=True)

        def fail(error: Exception) -> None:
            self._putting, self._cannot_put_away = None, True
            words = self.tr("Pictures that are not in view stay in memory, because they cannot be put away: {reason}")
            self._workspace.tell("warning", within(words, reason=sentence(error)), About.PROGRAM)

        self._putting = self._workspace.workers.start(
            "put away",
            lambda: stored_picture.put_away(document, levels, there, folder),
            take,
            fail,
            self._put_away_ended,
            QThread.Priority.LowPriority,
        )

    def _let_go(self, picture: OpenPicture, document: Document, away: PutAway) -> None:
        picture.stored, picture.shown, picture.thumbnail = away.stored, None, away.thumbnail
        self._workspace.changes.of(document).levels = None
        project_stamps.carry(document.picture, away.stored.picture)
        document.put_away(away.stored.picture, away.mask)
        away.stored.work.release_memory()
        self._workspace.pictures.picture_changed.emit(picture)

    def _put_away_ended(self) -> None:
        self._putting = None
        self._look_again()
        if not self._has_ended and self._next_idle() is None:
            self._putting = self._workspace.workers.start(
                "trim heap", _trimmed, lambda _: None, self._workspace.report_error, self._trim_ended
            )

    def _trim_ended(self) -> None:
        self._putting = None
        self._look_again()


def _trimmed() -> Iterator[None]:
    trim_heap()
    yield None
