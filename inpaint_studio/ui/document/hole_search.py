"""The search for a hole: what is marked and not being filled already, once all that was asked for before is done."""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from PySide6.QtCore import QObject, Signal

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import Step
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask
from inpaint_studio.ui.document import jobs
from inpaint_studio.ui.document.pending_fill import PendingFill, hole_left, marked_part, pixels_marked
from inpaint_studio.ui.document.workspace import Workspace

NEARLY_ALL = 0.9  # of the picture: what marks more is inverted more often than meant, as in a mask from a file

Marks = tuple[Step, ...] | None  # the steps whose release asks for a fill; None = it was asked for by itself
TakeHole = Callable[[Rect, Mask, Marks], None]
Taken = Callable[[Document, bool], tuple[PendingFill, ...]]


@dataclass(frozen=True, eq=False)
class Doubt:
    """Nearly everything is marked, so that hardly anything is left to fill from."""

    share: float  # of the picture, NEARLY_ALL .. 1
    go_on: Callable[[], object]  # takes the hole all the same
    document: Document


@dataclass(frozen=True, eq=False)
class Search:
    """One hole that is looked for."""

    document: Document  # in whose mask, in view or not
    take: TakeHole
    marks: Marks = None
    is_sure: bool = False  # whether nearly everything may be marked
    plane: int = 0  # of the document, in view when it was asked for


class HoleSearch(QObject):
    """Looks for holes in the mask of a workspace, one after the other.

    Signals:
        doubted: a Doubt; nothing is taken unless it is answered.
    """

    doubted = Signal(object)

    def __init__(self, workspace: Workspace, taken: Taken) -> None:
        """taken: the fills that wait or run, whose holes are left out; asked whether a release wants to know, which
        goes on with a hole that still waits."""
        super().__init__(workspace)
        self._workspace, self._taken = workspace, taken
        self._open: list[Search] = []

    def newest(self, document: Document) -> Search | None:
        return next((search for search in reversed(self._open) if search.document is document), None)

    def drop(self, search: Search) -> None:
        self._open.remove(search)

    def drop_all(self, document: Document | None = None) -> bool:
        """Of one document, or of all. Returns whether there was any."""
        left = [search for search in self._open if document is not None and search.document is not document]
        was, self._open = len(left) < len(self._open), left
        return was

    def begin(self, search: Search) -> bool:
        """Hand the hole to `search.take`: where it lies, and a copy, since painting goes on meanwhile.

        Once what was asked for before is done, which is part of the hole, and a worker has copied it where it is
        wide: specks all over 24 megapixels take 20 ms. One that a release asks for takes the place of an earlier one
        that has not ended, whose hole is part of its own. Returns False where nothing is marked.
        """
        joined = [one for one in self._open if _are_of_one_mask(one, search) and None not in (one.marks, search.marks)]
        if joined:
            self._open = [one for one in self._open if one not in joined]
            marks = (mark for one in (*joined, search) for mark in one.marks or ())
            search = replace(search, marks=tuple(marks))
        self._open.append(search)
        return self._look(search)

    def _look(self, search: Search, *, is_its_turn: bool = False) -> bool:
        """Returns False, and ends the search, where nothing is marked.

        is_its_turn: what waits still was asked for later. Two searches that waited for each other would never end.
        """
        document = search.document
        if document.plane != search.plane:  # it went out of view, and what is marked there stays
            self._open.remove(search)
            return False
        changes = self._workspace.changes.of(document)
        if changes.is_busy and not is_its_turn:
            changes.in_turn(lambda: self._look_again(search))
            return True
        levels = self._workspace.mask_levels if document is self._workspace.document else None
        levels = MaskLevels(document.mask) if levels is None else levels  # it went out of view meanwhile
        rect = marked_part(levels)
        if rect.is_empty:
            self._open.remove(search)
            return False
        taken = self._taken(document, search.marks is not None)

        def arrived(hole: tuple[Rect, Mask, float] | None) -> None:
            if search not in self._open:
                return
            if taken != self._taken(document, search.marks is not None):  # a fill has begun or ended meanwhile
                self._look(search)
                return
            self._open.remove(search)
            self._answer(search, hole, bool(taken))

        if rect.area <= jobs.AT_ONCE or (search.marks is not None and pixels_marked(levels) * 2 <= jobs.AT_ONCE):
            arrived(_measured(levels, taken))
        else:
            changes.look("hole", lambda _: _measured(levels, taken), arrived)
        return True

    def _look_again(self, search: Search) -> None:
        if search in self._open:
            self._look(search, is_its_turn=True)

    def _answer(self, search: Search, hole: tuple[Rect, Mask, float] | None, is_being_filled: bool) -> None:
        if hole is None:
            if is_being_filled and search.marks is None:
                self._workspace.tell("info", self.tr("All that is marked is being filled already."), search.document)
            return
        rect, mask, share = hole
        if share >= NEARLY_ALL and not search.is_sure:
            sure = replace(search, is_sure=True)
            self.doubted.emit(Doubt(share, lambda: self.begin(sure), search.document))
        else:
            search.take(rect, mask, search.marks)


def _are_of_one_mask(one: Search, other: Search) -> bool:
    return one.document is other.document and one.plane == other.plane


def _measured(levels: MaskLevels, taken: tuple[PendingFill, ...]) -> tuple[Rect, Mask, float] | None:
    """Where the hole lies, a copy, and its share of the picture, which is exact where it is nearly all of it."""
    left = hole_left(levels, taken)
    if left is None:
        return None
    rect, mask = left
    whole = levels.mask.size
    is_wide = rect.area >= NEARLY_ALL * whole
    return rect, mask, (np.count_nonzero(mask) if is_wide else rect.area) / whole
