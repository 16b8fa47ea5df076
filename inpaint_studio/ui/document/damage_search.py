"""The search by a finder, which marks what it finds."""

import numpy as np
from PySide6.QtCore import QObject, QThread

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask import bounds
from inpaint_studio.finding.finder import Finder
from inpaint_studio.sentence import say
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.worker import Errand


class DamageSearch(QObject):
    """Has a finder look on a worker, one search at a time."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._errand: Errand | None = None
        self._document: Document | None = None  # that is searched, in view or not
        workspace.closing.connect(self._forget)

    def start(self, finder: Finder, options: object) -> None:
        """Add what the finder proposes to the mask. options: of the finder's own kind."""
        workspace, document = self._workspace, self._workspace.document
        if document is None:
            return
        if self._errand is not None:
            if document is not self._document:
                words = self.tr("Another picture is being searched. Wait for it, or stop it in the status bar.")
                workspace.message.emit("info", words)
            return
        self._document = document
        picture, fills = document.picture, document.fills
        text = f"{spoken(finder.progress or finder.title)} …"

        def take(searched: jobs.Searched) -> None:
            workspace.activities.tell("search", text, searched.done / max(searched.total, 1))
            if searched.mask is None:
                return
            marked: Rect = bounds(searched.mask)
            if marked.is_empty:
                workspace.message.emit("info", spoken(finder.nothing or say("Nothing was found.")))
            else:
                part = searched.mask[marked.slices]
                workspace.changes.of(document).change(
                    str(finder.title), lambda mask: (marked, np.maximum(mask[marked.slices], part))
                )

        self._errand = workspace.run(
            "find damage",
            lambda: jobs.search(picture, fills, finder, options),
            take,
            self._end,
            document.ticket(),
            QThread.Priority.LowPriority,
        )
        workspace.activities.tell("search", text, 0.0)

    def cancel(self, everywhere: bool = False) -> bool:
        """Returns whether anything was looked for, in the document in view or in any."""
        if self._errand is None or not (everywhere or self._document is self._workspace.document):
            return False
        self._errand.drop()
        self._end()
        return True

    def _forget(self, document: Document) -> None:
        """The document is closed."""
        if document is self._document:
            self.cancel(everywhere=True)

    def _end(self) -> None:
        self._errand = self._document = None
        self._workspace.activities.end("search")
