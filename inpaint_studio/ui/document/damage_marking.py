"""Damaged planes: what a file lost of a plane is marked when that is first looked at, or filled with a run."""

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QThread

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.history import MaskStep, PlaneStep, RunStep, mask_step
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.editing.stack import Planes
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks.planes import FilePlanes
from inpaint_studio.sentence import say
from inpaint_studio.ui.document.exclusive_job import ExclusiveJob
from inpaint_studio.ui.document.planes import PlaneTurning, Run
from inpaint_studio.ui.document.workspace import DAMAGE_IS_MARKED, Workspace
from inpaint_studio.ui.kit.translatable import QT_TRANSLATE_NOOP
from inpaint_studio.work.stacks.damage import lost_of

MARK_DAMAGE = QT_TRANSLATE_NOOP("Steps", "Mark damage of the file")
_LISTED = 8  # planes that one sentence lists


@dataclass(frozen=True, eq=False)
class Damage:
    """What a worker has seen of a plane."""

    plane: int
    notes: tuple[str, ...] = ()  # empty where the plane is whole, or cannot be read at all
    lost: PackedTiles | None = None  # that part of it; None = nothing, or nobody knows where


class DamageMarking(ExclusiveJob):
    """Marks what damaged planes of the stack in view lost, each once: what a person clears or undoes stays so.

    It runs while the planes of a run are looked at.
    """

    def __init__(self, workspace: Workspace, planes: PlaneTurning) -> None:
        super().__init__(workspace, "damage")
        self._planes = planes
        self._marking: set[tuple[Document, int]] = set()  # planes that a step is on its way to
        self._whole: dict[Document, set[int]] = {}  # planes that were looked at for a run
        for changed in (workspace.plane_changed, workspace.history_changed, planes.changed, planes.playing_changed):
            changed.connect(self._look)
        workspace.closing.connect(self._forget)

    def mark_run(self, run: Run, then: Callable[[tuple[str, ...]], None]) -> None:
        """Mark the damage of all planes of a run, in one step; then call `then` with what is to be said of it.

        `then` is not called where that is cancelled, or where another document is in view by then.
        """
        document, planes = self._workspace.document, self._planes.planes
        if document is None or planes is None or self.is_running:
            return
        seen = document.state.damage_marked | self._whole.get(document, set())
        # A film has no planes that decode in part: a frame decodes, or it does not.
        unseen = [plane for plane in run if plane not in seen] if isinstance(planes, FilePlanes) else []
        if not unseen:
            then(())
            return
        damaged: list[Damage] = []
        done = 0

        def take(value: Damage) -> None:
            nonlocal done
            done += 1
            if value.notes:
                damaged.append(value)
            self._whole.setdefault(document, set()).add(value.plane)
            words = self.tr("Looking for damaged planes: {done} of {count}").format(done=done, count=len(unseen))
            self._workspace.activities.tell(self._activity, words, done / len(unseen))

        def end() -> None:
            self._end()
            if document is self._workspace.document:
                self._mark(document, damaged, lambda: then(_words(damaged)))

        errand = self._workspace.run(
            "damaged planes",
            lambda: look(planes, unseen),
            take,
            end,
            document.ticket(),
            QThread.Priority.LowPriority,
        )
        self._begin(errand, document)

    def _look(self) -> None:
        """A plane may have come into view to stay."""
        workspace, document = self._workspace, self._workspace.document
        if document is None or self._planes.planes is None:
            return
        picture, history = document.picture, document.history
        if not picture.damage or picture.plane in document.state.damage_marked:
            return
        if self._planes.is_playing or self._planes.wanted != picture.plane:
            return
        if history.position < len(history.steps) or workspace.changes.is_busy or workspace.changes.stroke_is_open:
            return  # a step now would take away what can be redone; it is marked after the next one
        damage = damage_of(picture)
        notes = damage.notes if damage.lost is None else (*damage.notes, DAMAGE_IS_MARKED)
        self._mark(document, [damage], lambda: workspace.report_notes(notes, document))

    def _mark(self, document: Document, damaged: list[Damage], then: Callable[[], None]) -> None:
        new = [one for one in damaged if (document, one.plane) not in self._marking]
        self._marking |= {(document, one.plane) for one in new}
        was_modified = True

        def make(now: Document) -> PlaneStep | RunStep | None:
            nonlocal was_modified
            was_modified = now.is_modified
            parts = [step for one in new if (step := _step(now, one)) is not None]
            return parts[0] if len(parts) == 1 else RunStep(MARK_DAMAGE, tuple(parts)) if parts else None

        def ended() -> None:
            self._marking -= {(document, one.plane) for one in new}
            if document.is_closed:
                return
            if not was_modified:
                # Nothing that a person did: closing would lose none of it.
                document.saved = replace(document.saved, serial=document.history.serial)
            planes = frozenset(one.plane for one in new)
            laid = replace(document.state, damage_marked=document.state.damage_marked | planes)
            if document is self._workspace.document:
                self._workspace.lay(laid)
            else:
                document.lay(laid)
            then()

        if new:
            self._workspace.changes.of(document).put(MARK_DAMAGE, make, ended)
        else:
            then()

    def _forget(self, document: Document) -> None:
        self._whole.pop(document, None)


def look(planes: Planes, unseen: list[int]) -> Iterator[Damage]:
    """What is damaged of these planes, each decoded: for workers."""
    for plane in unseen:
        try:
            yield damage_of(planes.picture(plane))
        except PictureError:  # whoever fills it says so
            yield Damage(plane)


def damage_of(picture: Picture) -> Damage:
    """Of a data picture nothing is marked: what its file calls unknown is, where a person asks for that."""
    lost = lost_of(picture)
    return Damage(picture.plane, picture.damage, None if lost is None else PackedTiles.of_mask(lost))


def _step(document: Document, damage: Damage) -> MaskStep | None:
    if damage.lost is None:
        return None
    laid, lost = document.laid_on(damage.plane), damage.lost.unpack()
    rect = bounds(lost)
    marked: Mask = np.maximum(laid.mask[rect.slices], lost[rect.slices])
    step = mask_step(laid, MARK_DAMAGE, rect, marked)
    return None if step.change.is_empty else step


def _words(damaged: list[Damage]) -> tuple[str, ...]:
    lost = [one.plane + 1 for one in damaged if one.lost is not None]
    sentences: list[str] = []
    if lost:
        listed = ", ".join(map(str, lost[:_LISTED])) + (" …" if len(lost) > _LISTED else "")
        sentences.append(
            say(
                "{count} planes were damaged: {planes}. What is missing of them was marked, and filled too.",
                one="Plane {planes} was damaged. What is missing of it was marked, and filled too.",
                count=len(lost),
                planes=listed,
            )
        )
    others = [note for one in damaged if one.lost is None for note in one.notes]
    return (*sentences, *dict.fromkeys(others))
