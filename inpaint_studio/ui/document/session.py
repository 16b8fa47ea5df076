"""A session: a workspace, and all that is done in it, each by the one who does it. Knows no widget."""

from PySide6.QtCore import QObject, Signal

from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.active_generator import ActiveGenerator
from inpaint_studio.ui.document.candidates import Candidates
from inpaint_studio.ui.document.cloning import Cloning
from inpaint_studio.ui.document.damage_search import DamageSearch
from inpaint_studio.ui.document.fill_edits import FillEdits
from inpaint_studio.ui.document.filling import Filling
from inpaint_studio.ui.document.jobs import FillJob, JudgeJob
from inpaint_studio.ui.document.opening import Opening
from inpaint_studio.ui.document.saving import Saving
from inpaint_studio.ui.document.workspace import Workspace


class Session(Workspace):
    """What one window works with. Its parts do the work and emit what comes of it; here they are joined, and ended.

    Signals, besides those of the workspace:
        shut: all work has ended and the document is closed as it should be.
    """

    shut = Signal()

    def __init__(
        self, fill_job: FillJob = jobs.fill, judge_job: JudgeJob = jobs.judge, parent: QObject | None = None
    ) -> None:
        super().__init__(parent)
        self.generator = ActiveGenerator(self)
        self.filling = Filling(self, self.generator, fill_job)
        self.candidates = Candidates(self, self.filling, judge_job)
        self.search = DamageSearch(self)
        self.fills = FillEdits(self)
        self.cloning = Cloning(self)
        self.opening = Opening(self)
        self.saving = Saving(self)
        self.is_shut = self._is_shutting = False
        self.workers.changed.connect(self._shut_if_ended)

    @property
    def is_filling(self) -> bool:
        return self.filling.is_running or self.candidates.is_running

    def cancel(self) -> bool:
        """Cancel what runs and what waits for it, the nearest first. Returns whether there was anything to cancel."""
        return self.candidates.cancel() or self.filling.cancel() or self.search.cancel() or self.opening.cancel()

    def shut_down(self) -> None:
        """Give up all work; `shut` follows when every thread has ended, which a fill may take seconds for."""
        self.changes.drop()
        self.filling.drop_waiting()
        self.saving.drop_waiting()
        self.workers.ask_all_to_stop()
        self._is_shutting = True
        self._shut_if_ended()

    def _shut_if_ended(self, *_: object) -> None:
        if self._is_shutting and not len(self.workers):
            self._is_shutting, self.is_shut = False, True
            self.shut.emit()
