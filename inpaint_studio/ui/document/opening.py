"""Opening: pictures, projects and masks come from files and the clipboard, read on a worker."""

from collections.abc import Callable, Sequence
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.mask_reading import MaskReading, MaskRefused
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.decoded import FirstLook
from inpaint_studio.files.infrared import AUTO, InfraredRule
from inpaint_studio.sentence import reason
from inpaint_studio.ui.document import jobs, thumbnails
from inpaint_studio.ui.document.jobs import Opened
from inpaint_studio.ui.document.open_pictures import OpenPicture
from inpaint_studio.ui.document.stored_picture import THUMBNAIL_SIDE
from inpaint_studio.ui.document.switching import Switching
from inpaint_studio.ui.document.thumbnails import Thumbnail, ThumbnailCache
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.messages import About
from inpaint_studio.ui.kit.sentences import spoken, within
from inpaint_studio.ui.kit.worker import Errand


class Opening(QObject):
    """Opens files for the workspace, each beside those that are open: decoded when they are looked at first.

    Signals:
        failed: the path that could not be opened, and is closed next.
    """

    failed = Signal(object)

    def __init__(self, workspace: Workspace, switching: Switching) -> None:
        super().__init__(workspace)
        self._workspace, self._switching = workspace, switching
        self.history_bytes = 512 * 2**20  # that the history of a document may take
        self.infrared: Callable[[Path], InfraredRule] = lambda _: AUTO  # what of a file is a scanner's infrared
        self._errand: Errand | None = None
        self._decoded: OpenPicture | None = None  # what the errand is for
        self._first: dict[Path, Path] = {}  # of folders that were opened for the sake of one file in them
        self._requested: list[OpenPicture] = []  # for together; the first that can be decoded comes into view
        self._small: Errand | None = None  # thumbnails
        switching.decoding_requested.connect(self._decode)
        workspace.pictures.changed.connect(self._follow)

    def open(self, path: Path, page: int = 0) -> None:
        """Open a picture or a project; `document_changed` follows, or a sentence."""
        self._open([(path, page)])

    def open_series(self, path: Path) -> None:
        """Open the folder of a file as a stack, the file's plane in view."""
        self._first[path.parent] = path
        self._open([(path.parent, 0)])

    def open_all(self, paths: Sequence[Path]) -> None:
        """Open several files: the first comes into view, the others are decoded when they are looked at."""
        self._open([(path, 0) for path in paths])

    def _open(self, places: Sequence[tuple[Path, int]]) -> None:
        pictures = self._workspace.pictures
        self._workspace.picture_requested.emit()
        places = list(dict.fromkeys(places))
        new = [OpenPicture(*place) for place in places if pictures.at(*place) is None]
        there = [one for one in (pictures.at(*place) for place in places) if one is not None]
        if new:
            self._requested = new
            pictures.add(new)
            self._switching.look_at(new[0])
            if len(pictures) > 1:
                self._make_thumbnails()
        elif there:
            self._switching.look_at(there[0])
            self._workspace.tell("info", self._open_already(there[0]), there[0])

    def _open_already(self, picture: OpenPicture) -> str:
        file_name = picture.path.name if picture.path is not None else picture.name
        if file_name == picture.name:
            return self.tr("{name} is open already.").format(name=file_name)
        return self.tr("{name} is open already, as {other}.").format(name=file_name, other=picture.name)

    def _decode(self, picture: OpenPicture) -> None:
        path, page, masks = picture.path, picture.page, picture.shared_masks
        assert path is not None
        workspace, budget, rule = self._workspace, self.history_bytes, self.infrared(path)
        first = self._first.pop(path, None)
        self._drop()

        def fail(error: Exception) -> None:
            workspace.report_error(error, About.MOMENT)
            self.failed.emit(path)
            self._remove(picture)

        self._decoded = picture
        self._errand = workspace.workers.start(
            f"open {path.name}",
            lambda: jobs.open_picture(path, budget, page, masks, rule, first),
            lambda opened: self._arrive(opened, picture),
            fail,
            self._end,
        )
        workspace.activities.tell("open", self.tr("Opening {name} …").format(name=path.name))

    def _arrive(self, opened: FirstLook | Opened, picture: OpenPicture) -> None:
        if isinstance(opened, FirstLook):
            return self._look(opened, picture)
        self._requested = []
        laid, picture.shared_masks = picture.shared_masks, ()
        self._workspace.show(opened, picture)
        if laid and not opened.document.history.steps:
            words = self.tr("The mask of another picture was not laid on {name}, which has other proportions.")
            self._workspace.tell("info", words.format(name=picture.name), picture)

    def _look(self, look: FirstLook, picture: OpenPicture) -> None:
        """Show what is being decoded in small where nothing is in view; what is in view stays until it is there."""
        picture.thumbnail, picture.size = look.pixels, look.size
        self._workspace.pictures.picture_changed.emit(picture)
        if self._workspace.document is None:
            self._workspace.document_changed.emit()

    def _remove(self, picture: OpenPicture) -> None:
        """It cannot be opened, or nobody waits for it any more."""
        self._requested = [one for one in self._requested if one is not picture]
        self._switching.close(picture)
        if self._requested and self._workspace.pictures.coming is None:
            self._switching.look_at(self._requested[0])

    def _follow(self) -> None:
        """Another picture was asked for: this one is decoded when it is looked at again."""
        if self._decoded is not None and self._workspace.pictures.coming is not self._decoded:
            self._drop()
            self._end()

    def _drop(self) -> None:
        if self._errand is not None:
            self._errand.drop()
        self._errand = self._decoded = None

    def _make_thumbnails(self) -> None:
        """Of what was not decoded yet, one after the other."""
        bare = [one for one in self._workspace.pictures if one.thumbnail is None and one.path is not None]
        if self._small is not None or not bare:
            return
        by_path = {one.path: one for one in bare if one.path is not None}
        cache = ThumbnailCache(thumbnails.cache_folder())

        def take(small: Thumbnail) -> None:
            one = by_path[small.path]
            if one.thumbnail is None:
                one.thumbnail, one.size = small.pixels, one.size or small.size
                self._workspace.pictures.picture_changed.emit(one)

        def end() -> None:
            self._small = None
            missing = {one.path for one in self._workspace.pictures if one.thumbnail is None}
            if missing - set(by_path):  # opened meanwhile
                self._make_thumbnails()

        self._small = self._workspace.workers.start(
            "thumbnails",
            lambda: thumbnails.make(list(by_path), cache, THUMBNAIL_SIDE),
            take,
            lambda error: self._workspace.report_error(error, About.MOMENT),
            end,
            QThread.Priority.LowPriority,
        )

    def load_mask(self, path: Path, name: str) -> None:
        """Take a mask from a file, in place of the one that is there. name: of the step."""
        document = self._workspace.document
        if document is None:
            return

        def take(reading: MaskReading) -> None:
            self._workspace.changes.of(document).change(name, lambda _: (document.picture.rect, reading.mask))
            self._report(reading, document)

        self._workspace.run(
            f"mask {path.name}", lambda: jobs.open_mask(path, document.size), take, ticket=document.ticket()
        )

    def paste_picture(self, read: Callable[[], Picture]) -> None:
        """Show a picture from the clipboard beside what is open. read: called on a worker."""
        workspace, budget = self._workspace, self.history_bytes
        workspace.run(
            "pasted picture",
            lambda: jobs.once(lambda: jobs.prepared(None, Document(read(), budget))),
            workspace.show,
            about=About.MOMENT,
        )

    def paste_mask(self, read: Callable[[], MaskReading], refused: Callable[[str], None] | None = None) -> None:
        """Add a mask from the clipboard to the one that is there. read: called on a worker.

        refused: called with the sentence that says why it is none; without it that is the message.
        """
        workspace, document = self._workspace, self._workspace.document
        if document is None:
            return

        def take(reading: MaskReading) -> None:
            workspace.changes.of(document).change(
                "Paste mask", lambda mask: (document.picture.rect, np.maximum(mask, reading.mask))
            )
            self._report(reading, document)

        def fail(error: Exception) -> None:
            if isinstance(error, MaskRefused):
                words = self.tr("What is on the clipboard cannot be used as a mask: {why}.")
                text = within(words, why=spoken(reason(error)))
                if refused is not None:
                    refused(text)
                else:
                    workspace.tell("error", text, document)
            else:
                workspace.report_error(error, document)

        workspace.workers.start("pasted mask", lambda: jobs.once(read), take, fail, ticket=document.ticket())

    def cancel(self) -> bool:
        """Returns whether a picture was being opened. One that was asked for alone is not open then."""
        picture = self._decoded
        if picture is None:
            return False
        requested, self._requested = self._requested, []
        self._drop()
        self._end()
        if requested == [picture]:
            self._switching.close(picture)
        else:
            self._switching.cancel_switch()
        return True

    def _report(self, reading: MaskReading, document: Document) -> None:
        self._workspace.report_notes(reading.notes, document)

    def _end(self) -> None:
        self._errand = self._decoded = None
        self._workspace.activities.end("open")
