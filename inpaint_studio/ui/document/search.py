"""The search by a finder: one at a time, on a worker, whose evidence can be asked while it grows."""

from typing import Any

from PySide6.QtCore import QObject, QThread, Signal

from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.finding.finder import Evidence, Finder, Progress
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.mask_offers import Scene
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.worker import Errand

_RIM = 64  # pixels looked at beyond what is in view


class Search(QObject):
    """Has a finder look at what is in view, or at the whole picture.

    Signals:
        grown: there is more evidence.
        completed: it has looked at all of `area`.
        failed: it could not; the person has been told.
    """

    grown = Signal()
    completed = Signal()
    failed = Signal()

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace
        self._errand: Errand | None = None
        self.evidence: Evidence | None = None
        self.area = NOWHERE  # of the picture, that the evidence is about
        self._options: Any = None
        self._finder: Finder | None = None
        self.is_complete = False
        workspace.leaving.connect(self.cancel)

    def start(self, finder: Finder, options: Any, scene: Scene, view: Rect) -> None:
        """Look with other options, or elsewhere: what ran is given up. view: where to look first.

        A finder that measures looks at the whole picture, since it does that once; another one only at what is in
        view, where that is less than half of it, until the whole is asked for.
        """
        self.cancel()
        workspace, document = self._workspace, self._workspace.document
        if document is None:
            return
        whole = Rect.of_size(document.size)
        seen = view.grow(_RIM).clip(document.size)
        self.area = whole if finder.measure is not None or seen.area * 2 > whole.area else seen
        self._finder, self._options = finder, options
        text = f"{spoken(finder.progress or finder.title)} …"
        area = self.area

        def take(value: Progress | Evidence) -> None:
            if isinstance(value, Progress):
                workspace.activities.tell("search", text, value.done / max(value.total, 1))
            else:
                self.evidence = value
            self.grown.emit()

        def fail(error: Exception) -> None:
            self.cancel()
            workspace.report_error(error)
            self.failed.emit()

        self._errand = workspace.workers.start(
            finder.key,
            lambda: jobs.search(scene, finder, options, area, view),
            take,
            fail,
            self._end,
            QThread.Priority.LowPriority,
            document.ticket(),
        )
        workspace.activities.tell("search", text, 0.0)

    def serves(self, finder: Finder, options: Any, view: Rect) -> bool:
        """Whether the evidence there is, or is coming, answers these options in what is in view."""
        if finder is not self._finder or not self.area.contains(view):
            return False
        before, after = vars(self._options), vars(options)
        return all(before[name] == after[name] for name in after if name not in finder.live)

    def cancel(self) -> bool:
        """Forget what was found. Returns whether anything was being looked for."""
        was_running, errand = self._errand is not None, self._errand
        self.evidence, self.area, self._finder, self._errand, self.is_complete = None, NOWHERE, None, None, False
        if errand is not None:
            errand.drop()
            self._workspace.activities.end("search")
        return was_running

    def _end(self) -> None:
        if self._errand is None:
            return  # it failed
        self._errand = None
        self.is_complete = True
        self._workspace.activities.end("search")
        self.completed.emit()
