"""Work of which one runs at a time, on a worker beside the person: it can be cancelled, and ends with its document."""

from PySide6.QtCore import QObject

from inpaint_studio.editing.document import Document
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.worker import Errand


class ExclusiveJob(QObject):
    """One errand at a time, shown as an activity until it ends or is cancelled."""

    def __init__(self, workspace: Workspace, activity: str) -> None:
        """activity: the key under which `workspace.activities` shows it."""
        super().__init__(workspace)
        self._workspace, self._activity = workspace, activity
        self._errand: Errand | None = None
        self._document: Document | None = None
        workspace.closing.connect(self._cancel_with)

    @property
    def is_running(self) -> bool:
        return self._errand is not None

    def cancel(self) -> bool:
        """Stop, and ignore anything the worker still yields; what came so far stays. Returns whether it ran."""
        if self._errand is None:
            return False
        self._errand.drop()
        self._end()
        return True

    def _begin(self, errand: Errand, document: Document | None = None) -> None:
        """document: that it is cancelled with when that is closed; None = it outlives any."""
        self._errand, self._document = errand, document

    def _end(self) -> None:
        """The errand is over, or was cancelled: its `on_end` calls this first."""
        self._errand = self._document = None
        self._workspace.activities.end(self._activity)

    def _cancel_with(self, document: Document) -> None:
        if document is self._document:
            self.cancel()
