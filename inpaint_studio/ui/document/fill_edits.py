"""What is done to a fill that is in the document: show, hide, fade, delete, mark again."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import Step, fills_step
from inpaint_studio.editing.picture import Mask
from inpaint_studio.ui.document.workspace import Workspace


@dataclass(frozen=True, eq=False)
class RunEdit:
    """What was done to one fill of a run, and can be done to the others."""

    run: str
    name: str  # of the step
    change: Callable[[Fill], Fill | None]
    step: Step  # that did it


class FillEdits(QObject):
    """Changes fills by their ids, each change one undoable step; nothing where there is no such fill.

    Signals:
        run_edited: a RunEdit, where the fill is one of a run of planes.
    """

    run_edited = Signal(object)

    def __init__(self, workspace: Workspace) -> None:
        super().__init__(workspace)
        self._workspace = workspace

    def set_visible(self, fill_id: str, visible: bool) -> None:
        self._change(fill_id, "Show fill" if visible else "Hide fill", lambda fill: replace(fill, visible=visible))

    def set_strength(self, fill_id: str, strength: float) -> None:
        self._change(fill_id, "Fade fill", lambda fill: replace(fill, strength=strength))

    def delete(self, fill_id: str) -> None:
        self._change(fill_id, "Delete fill", lambda fill: None)

    def mark_again(self, fill_id: str) -> None:
        """Mark again what a fill was made for."""
        fill = self._workspace.fill_named(fill_id)
        if fill is not None:

            def add(mask: Mask) -> tuple[Rect, Mask]:
                return fill.rect, np.maximum(mask[fill.rect.slices], fill.coverage)

            self._workspace.changes.change("Mask of fill", add)

    def _change(self, fill_id: str, name: str, change: Callable[[Fill], Fill | None]) -> None:
        document = self._workspace.document
        if document is None:
            return
        after = []
        for fill in document.fills:
            changed = change(fill) if fill.id == fill_id else fill
            if changed is not None:
                after.append(changed)
        run = next((fill.run for fill in document.fills if fill.id == fill_id), "")
        if tuple(after) != document.fills:
            step = fills_step(document, tuple(after), name)
            self._workspace.changes.commit(step)
            if run:
                self.run_edited.emit(RunEdit(run, name, change, step))
