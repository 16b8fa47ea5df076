"""Opening: pictures, projects and masks come from files and the clipboard, read on a worker."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.document import Ticket
from inpaint_studio.editing.mask_reading import MaskReading, MaskRefused
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.jobs import Opened
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.worker import Errand


class Opening(QObject):
    """Opens files for the workspace, the last one that was asked for.

    Signals:
        failed: the path that could not be opened.
        arrived: an Opened picture that did not replace the open one, which was worked on while it was decoded.
    """

    failed = Signal(object)
    arrived = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self.history_bytes = 512 * 2**20  # that the history of a document may take
        self._errand: Errand | None = None

    def open(self, path: Path, page: int = 0) -> None:
        """Open a picture or a project; `document_changed` follows, or a sentence."""
        workspace = self._workspace
        if self._errand is not None:
            self._errand.drop()
        ticket = workspace.ticket()

        def fail(error: Exception) -> None:
            workspace.report_error(error)
            self.failed.emit(path)

        self._errand = workspace.workers.start(
            f"open {path.name}",
            lambda: jobs.open_picture(path, self.history_bytes, page),
            lambda opened: self.arrive(opened, ticket),
            fail,
            self._end,
        )
        workspace.activities.tell("open", self.tr("Opening {name} …").format(name=path.name))

    def arrive(self, opened: Opened, ticket: Ticket | None) -> None:
        """Show what was asked for with this ticket. `arrived` instead where there is work that came after it."""
        if self.would_replace_work(ticket):
            self.arrived.emit(opened)
        else:
            self._workspace.show(opened)

    def would_replace_work(self, ticket: Ticket | None) -> bool:
        """Whether there is work, not saved, that was done after this ticket was taken: nobody was asked about it."""
        return self._workspace.has_unsaved_work and (ticket is None or not ticket.is_current)

    def load_mask(self, path: Path, name: str) -> None:
        """Take a mask from a file, in place of the one that is there. name: of the step."""
        document = self._workspace.document
        if document is None:
            return

        def take(reading: MaskReading) -> None:
            self._workspace.changes.change(name, lambda _: (document.picture.rect, reading.mask))
            self._report(reading)

        self._workspace.run(
            f"mask {path.name}", lambda: jobs.open_mask(path, document.size), take, ticket=document.ticket()
        )

    def paste_mask(self, read: Callable[[], MaskReading]) -> None:
        """Add a mask from the clipboard to the one that is there. read: called on a worker."""
        workspace, document = self._workspace, self._workspace.document
        if document is None:
            return

        def take(reading: MaskReading) -> None:
            workspace.changes.change("Paste mask", lambda mask: (document.picture.rect, np.maximum(mask, reading.mask)))
            self._report(reading)

        def fail(error: Exception) -> None:
            if isinstance(error, MaskRefused):
                words = self.tr("What is on the clipboard cannot be used as a mask: {why}.")
                workspace.message.emit("error", words.format(why=spoken(str(error))))
            else:
                workspace.report_error(error)

        workspace.workers.start("pasted mask", lambda: jobs.once(read), take, fail, ticket=document.ticket())

    def cancel(self) -> bool:
        """Returns whether a picture was being opened."""
        if self._errand is None:
            return False
        self._errand.drop()
        self._end()
        return True

    def _report(self, reading: MaskReading) -> None:
        for note in reading.notes:
            self._workspace.message.emit("info", spoken(note))

    def _end(self) -> None:
        self._errand = None
        self._workspace.activities.end("open")
