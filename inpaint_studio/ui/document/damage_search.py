"""The search for damage, which marks what it finds."""

from typing import TYPE_CHECKING

import numpy as np
from PySide6.QtCore import QObject, QThread

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask import bounds
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.worker import Errand

if TYPE_CHECKING:
    from inpaint_studio.editing.detect import Finding


class DamageSearch(QObject):
    """Looks for scratches, creases and dust on a worker, one search at a time."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._errand: Errand | None = None
        workspace.closing.connect(self.cancel)

    def start(self, sensitivity: float) -> None:
        """Look for scratches, creases and dust, and add them to the mask. sensitivity: 0 .. 1."""
        workspace, document = self._workspace, self._workspace.document
        if document is None or self._errand is not None:
            return
        picture, fills = document.picture, document.fills
        text = self.tr("Looking for damage …")

        def take(finding: "Finding") -> None:
            workspace.activities.tell("search", text, finding.done / max(finding.total, 1))
            if finding.mask is None:
                return
            marked: Rect = bounds(finding.mask)
            if marked.is_empty:
                words = self.tr("No damage was found. Try a higher sensitivity, or mark it by hand.")
                workspace.message.emit("info", words)
            else:
                part = finding.mask[marked.slices]
                workspace.changes.change("Find damage", lambda mask: (marked, np.maximum(mask[marked.slices], part)))

        self._errand = workspace.run(
            "find damage",
            lambda: jobs.find_damage(picture, fills, sensitivity),
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
