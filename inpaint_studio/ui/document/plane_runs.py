"""What is done to the planes of a run at once, each one undo: a mask on all of them, or none, and their fills."""

from collections.abc import Callable, Iterable
from dataclasses import replace

import numpy as np
from PySide6.QtCore import QObject

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.history import FillStep, MaskStep, PlaneStep, RunStep, fills_step
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.sentence import say
from inpaint_studio.ui.document.fill_edits import RunEdit
from inpaint_studio.ui.document.planes import Run
from inpaint_studio.ui.document.workspace import Workspace
from inpaint_studio.ui.kit.sentences import spoken
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP

USE_MASK = QT_TRANSLATE_NOOP("Steps", "Use mask on planes")
CLEAR = QT_TRANSLATE_NOOP("Steps", "Clear marks on planes")


class PlaneRuns(QObject):
    """Changes the planes of a run of the stack in view; those that are not in view are not decoded for it."""

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace

    # masks

    def use_mask(self, run: Run) -> None:
        """Mark on every plane of the run what is marked on the one in view, besides what is marked there."""
        count = 0

        def make(document: Document) -> RunStep | None:
            nonlocal count
            mask = PackedTiles.of_mask(document.mask)
            parts = [] if mask.is_empty else added(document, dict.fromkeys(run, mask), USE_MASK)
            count = len(parts)
            return RunStep(USE_MASK, tuple(parts)) if parts else None

        def ended() -> None:
            if count:
                words = say(
                    "The mask is used on {count} more planes; undo takes it off all of them.",
                    one="The mask is used on 1 more plane; undo takes it off there.",
                    count=count,
                )
                self._workspace.tell("done", spoken(words))
            elif self._workspace.is_unmarked():
                self._say_nothing_is_marked()
            else:
                self._workspace.tell("info", self.tr("All of this is marked on these planes already."))

        if self._workspace.document is not None:
            self._workspace.changes.put(USE_MASK, make, ended)

    def clear_marks(self, run: Run) -> None:
        """Mark nothing on any plane of the run."""
        count = 0

        def make(document: Document) -> RunStep | None:
            nonlocal count
            parts: list[PlaneStep] = []
            for plane, laid in document.state.elsewhere.items():
                if plane in run and laid.mask is not None:
                    parts.append(MaskStep(CLEAR, laid.mask, laid.mask.rect, plane=plane))
            if document.plane in run:
                mask = PackedTiles.of_mask(document.mask)
                if not mask.is_empty:
                    parts.append(MaskStep(CLEAR, mask, mask.rect, plane=document.plane))
            count = len(parts)
            return RunStep(CLEAR, tuple(parts)) if parts else None

        def ended() -> None:
            if count:
                words = say("Marks are cleared on {count} planes.", one="Marks are cleared on 1 plane.", count=count)
            else:
                words = say("Nothing is marked on these planes.")
            self._workspace.tell("done" if count else "info", spoken(words))

        if self._workspace.document is not None:
            self._workspace.changes.put(CLEAR, make, ended)

    # fills of a run

    def planes_of(self, run: str) -> tuple[int, ...]:
        """The planes that hold fills of a run, ascending."""
        document = self._workspace.document
        filled = document.state.filled_planes.items() if document is not None else ()
        return tuple(plane for plane, fills in filled if any(fill.run == run for fill in fills))

    def edit_all(self, edit: RunEdit) -> None:
        """Do to every fill of the run what was done to one, in one step: in place of that of the one."""
        document = self._workspace.document
        if document is None:
            return
        if document.history.top is edit.step:
            self._workspace.changes.walk(lambda position: position - 1)
        self._change_run(edit.run, edit.name, edit.change)

    def set_visible(self, fill_id: str, visible: bool) -> None:
        self._change(fill_id, "Show fill" if visible else "Hide fill", lambda fill: replace(fill, visible=visible))

    def delete(self, fill_id: str) -> None:
        self._change(fill_id, "Delete fill", lambda fill: None)

    def _change(self, fill_id: str, name: str, change: Callable[[Fill], Fill | None]) -> None:
        fill = self._workspace.fill_named(fill_id)
        if fill is not None and fill.run:
            self._change_run(fill.run, name, change)

    def _change_run(self, run: str, name: str, change: Callable[[Fill], Fill | None]) -> None:
        """Change the fills of a run on all of its planes, in one step."""

        def make(document: Document) -> RunStep | None:
            parts: list[FillStep] = []
            for plane, fills in document.state.filled_planes.items():
                after = [change(one) if one.run == run else one for one in fills]
                left = tuple(one for one in after if one is not None)
                if left != fills:
                    parts.append(fills_step(document.laid_on(plane), left, name))
            return RunStep(name, tuple(parts)) if parts else None

        self._workspace.changes.put(name, make, lambda: None)

    def _say_nothing_is_marked(self) -> None:
        workspace = self._workspace
        words = self.tr("Nothing is marked on this plane. Mark first what should go.")
        workspace.tell("info", words, holds=workspace.is_unmarked)


def added(document: Document, masks: dict[int, PackedTiles], name: str) -> list[PlaneStep]:
    """Steps that add a mask on each plane but the one in view to what is marked there."""
    return [
        MaskStep(name, change, change.rect, plane=plane)
        for plane, mask in masks.items()
        if plane != document.plane
        for change in _addition(document.state.on(plane).mask, mask)
    ]


def _addition(before: PackedTiles | None, added: PackedTiles) -> Iterable[PackedTiles]:
    """The change that adds a mask to another; none where nothing is new."""
    if before is None:
        return (added,)  # one value for all planes
    if before is added:
        return ()
    now = before.unpack()
    change = PackedTiles.of_mask(np.maximum(now, added.unpack()) ^ now)
    return () if change.is_empty else (change,)
