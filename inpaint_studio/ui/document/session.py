"""A session: a workspace, and all that is done in it, each by the one who does it. Knows no widget."""

from PySide6.QtCore import QObject, Signal

from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.active_generator import ActiveGenerator
from inpaint_studio.ui.document.adjusting import Adjusting
from inpaint_studio.ui.document.candidates import Candidates
from inpaint_studio.ui.document.cloning import Cloning
from inpaint_studio.ui.document.damage_marking import DamageMarking
from inpaint_studio.ui.document.enlarging import Enlarging
from inpaint_studio.ui.document.fill_edits import FillEdits
from inpaint_studio.ui.document.fill_on_release import FillOnRelease
from inpaint_studio.ui.document.filling import Filling
from inpaint_studio.ui.document.finding_files import FindingFiles
from inpaint_studio.ui.document.guide_edits import GuideEdits
from inpaint_studio.ui.document.jobs import FillJob, JudgeJob
from inpaint_studio.ui.document.levelling import Levelling
from inpaint_studio.ui.document.line_search import LineSearch
from inpaint_studio.ui.document.mask_preview import MaskPreview
from inpaint_studio.ui.document.motion_following import MotionFollowing
from inpaint_studio.ui.document.object_selection import ObjectSelection
from inpaint_studio.ui.document.opening import Opening
from inpaint_studio.ui.document.plane_runs import PlaneRuns
from inpaint_studio.ui.document.planes import PlaneTurning
from inpaint_studio.ui.document.reviewing import Reviewing
from inpaint_studio.ui.document.run_filling import RunFilling
from inpaint_studio.ui.document.run_searching import RunSearching
from inpaint_studio.ui.document.saving import Saving
from inpaint_studio.ui.document.switching import Switching
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
        self.planes = PlaneTurning(self)
        self.damage = DamageMarking(self, self.planes)
        self.guides = GuideEdits(self)
        self.filling = Filling(self, self.generator, self.guides, fill_job)
        self.runs = PlaneRuns(self)
        self.following = MotionFollowing(self)
        self.run_filling = RunFilling(self, self.filling)
        self.candidates = Candidates(self, self.filling, judge_job)
        self.lines = LineSearch(self, self.filling, self.candidates)
        self.on_release = FillOnRelease(self, self.filling, self.candidates)
        self.mask_preview = MaskPreview(self)
        self.review = Reviewing(self, self.filling)
        self.searching = RunSearching(self, self.review)
        self.objects = ObjectSelection(self, self.review)
        self.finding_files = FindingFiles(self, self.review)
        self.fills = FillEdits(self)
        self.adjusting = Adjusting(self)
        self.levelling = Levelling(self)
        self.cloning = Cloning(self)
        self.switching = Switching(self, self.filling)
        self.run_filling.folder = lambda: self.switching.folder
        self.opening = Opening(self, self.switching)
        self.saving = Saving(self)
        self.enlarging = Enlarging(self, lambda: self.opening.history_bytes)
        self.is_shut = self._is_shutting = False
        self.workers.changed.connect(self._shut_if_ended)

    @property
    def is_filling(self) -> bool:
        runs = self.run_filling.is_running or self.damage.is_running
        return self.filling.is_running or self.candidates.is_running or runs

    def cancel(self, everywhere: bool = False) -> bool:
        """Cancel what runs and what waits for it, the nearest first. Returns whether there was anything to cancel.

        everywhere: what works for pictures that are not in view as well.
        """
        return (
            self.candidates.cancel()
            or self.filling.cancel(everywhere)
            or self.damage.cancel()
            or self.run_filling.cancel()
            or self.following.cancel()
            or self.searching.cancel()
            or self.mask_preview.cancel_unless_taken()
            or self.review.cancel()
            or self.opening.cancel()
            or (everywhere and self.candidates.cancel_elsewhere())
            or self.enlarging.cancel()
            or self.saving.cancel()
        )

    def close_document(self) -> None:
        """Close the document in view without asking; another that is open comes in its place."""
        picture = self.pictures.in_view or self.pictures.coming
        if picture is not None:
            self.switching.close(picture)

    def shut_down(self) -> None:
        """Give up all work; `shut` follows when every thread has ended, which a fill may take seconds for."""
        self.switching.stop()
        self.lines.close()
        self.changes.drop()
        self.filling.drop_waiting()
        self.saving.drop_waiting()
        self.workers.close()
        self._is_shutting = True
        self._shut_if_ended()

    def _shut_if_ended(self, *_: object) -> None:
        if self._is_shutting and not len(self.workers):
            self._is_shutting, self.is_shut = False, True
            self.shut.emit()
