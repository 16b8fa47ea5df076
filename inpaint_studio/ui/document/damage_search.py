"""The search by a finder, which marks what it finds."""

import numpy as np
from PySide6.QtCore import QObject, QThread

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
        workspace.closing.connect(self.cancel)

    def start(self, finder: Finder, options: object) -> None:
        """Add what the finder proposes to the mask. options: of the finder's own kind."""
        workspace, document = self._workspace, self._workspace.document
        if document is None or self._errand is not None:
            return
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
                workspace.changes.change(
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

    def cancel(self) -> bool:
        """Returns whether anything was looked for."""
        if self._errand is None:
            return False
        self._errand.drop()
        self._end()
        return True

    def _end(self) -> None:
        self._errand = None
        self._workspace.activities.end("search")
