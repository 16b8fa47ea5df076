"""Following the motion: the mask in view carried along to the planes of a run, to be looked through before a fill."""

from collections.abc import Iterator
from typing import TYPE_CHECKING

from PySide6.QtCore import QThread

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.history import RunStep
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.state import State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.sentence import say
from inpaint_studio.ui.document.exclusive_job import ExclusiveJob
from inpaint_studio.ui.document.plane_runs import added
from inpaint_studio.ui.document.planes import Run
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP

if TYPE_CHECKING:
    from inpaint_studio.ui.document.mask_following import Followed

FOLLOW = QT_TRANSLATE_NOOP("Steps", "Follow the motion")


def follow_mask(state: State, mask: Mask, first: int, last: int) -> "Iterator[Followed]":
    """See `mask_following`, which imports scipy: for workers."""
    from inpaint_studio.ui.document import mask_following

    yield from mask_following.follow_mask(state, mask, first, last)


class MotionFollowing(ExclusiveJob):
    """Carries a mask along on a worker, one at a time; what comes of it is one step."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace, "follow")

    def start(self, run: Run) -> None:
        """Carry the mask in view along with what moves under it, to the ends of the run: to be looked through."""
        workspace, document = self._workspace, self._workspace.document
        if document is None or self.is_running:
            return
        if workspace.is_unmarked():
            workspace.tell(
                "info",
                self.tr("Nothing is marked on this plane. Mark first what should go."),
                holds=workspace.is_unmarked,
            )
            return
        workspace.changes.in_turn(lambda: self._follow(document, run))

    def _follow(self, document: Document, run: Run) -> None:
        workspace = self._workspace
        if document is not workspace.document or self.is_running:
            return
        state, mask = document.state, document.mask.copy()
        carried: dict[int, PackedTiles] = {}
        lost: list[int] = []

        def take(value: "Followed") -> None:
            if value.mask is None:
                lost.append(value.plane)
            else:
                carried[value.plane] = value.mask
            words = self.tr("Following the motion: plane {plane}").format(plane=value.plane + 1)
            workspace.activities.tell(self._activity, words, value.share)

        def end() -> None:
            self._end()
            if not carried:
                if lost:
                    self._say_lost(document, lost)
                return

            def make(now: Document) -> RunStep | None:
                parts = added(now, carried, FOLLOW)
                return RunStep(FOLLOW, tuple(parts)) if parts else None

            def ended() -> None:
                if lost:
                    self._say_lost(document, lost)
                else:
                    words = say(
                        "The mask follows the motion on {count} planes. Look through them before you fill.",
                        one="The mask follows the motion on 1 plane. Look at it before you fill.",
                        count=len(carried),
                    )
                    workspace.tell("done", spoken(words), document)

            workspace.changes.of(document).put(FOLLOW, make, ended)

        errand = workspace.run(
            "follow motion",
            lambda: follow_mask(state, mask, run.first, run.last),
            take,
            end,
            document.ticket(),
            QThread.Priority.LowPriority,
        )
        self._begin(errand, document)
        workspace.activities.tell(self._activity, self.tr("Following the motion …"), 0.0)

    def _say_lost(self, document: Document, lost: list[int]) -> None:
        words = say(
            "The motion could not be followed beyond plane {plane}: what is marked leaves the picture, or another "
            "scene begins. Mark it anew from there.",
            plane=min(lost, key=lambda plane: abs(plane - document.plane)) + 1,
        )
        self._workspace.tell("warning", spoken(words), document)
