"""The document: a picture, the mask on it, the fills made so far, and the history of both."""

from collections.abc import Callable, Iterator, MutableMapping
from copy import copy
from dataclasses import dataclass

import numpy as np

from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.history import BUDGET_BYTES, History, MaskStep, Step
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.editing.snapshot import Snapshot
from inpaint_studio.editing.ticket import Ticket
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.sentence import say


class NamedMasks(MutableMapping[str, Mask]):
    """Masks kept by name, packed: put one in and it is copied, take one out and it is a new array.

    The dictionary is replaced and never written to, so a shallow copy stays as it is.
    """

    def __init__(self, size: Size) -> None:
        self._size = size
        self._packed: dict[str, PackedTiles] = {}

    def packed(self, name: str) -> PackedTiles:
        """A mask as it is kept, which never changes."""
        return self._packed[name]

    def __getitem__(self, name: str) -> Mask:
        return self._packed[name].unpack()

    def __setitem__(self, name: str, mask: Mask) -> None:
        """Raises ValueError for a mask that is not of the picture's size."""
        self.put(name, PackedTiles.of_mask(mask))

    def put(self, name: str, packed: PackedTiles) -> None:
        """A mask that was packed elsewhere, which for a large one takes a while. Raises ValueError as above."""
        if packed.size != self._size:
            raise ValueError(
                say(
                    "The mask “{name}” is {width} x {height} pixels; the picture is {own_width} x {own_height}.",
                    name=name,
                    width=packed.size.width,
                    height=packed.size.height,
                    own_width=self._size.width,
                    own_height=self._size.height,
                )
            )
        self._packed = {**self._packed, name: packed}

    def __delitem__(self, name: str) -> None:
        if name not in self._packed:
            raise KeyError(name)
        self._packed = {other: packed for other, packed in self._packed.items() if other != name}

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    @property
    def nbytes(self) -> int:
        return sum(packed.nbytes for packed in self._packed.values())


@dataclass(frozen=True, eq=False)
class Foreseen:
    """The mask as it will be, worked out where nobody waits for it: on a worker, for a change of many megapixels."""

    revision: int  # of the document it was worked out from
    mask: Mask
    is_empty: bool


class Document:
    """A picture that is never written to, and everything a person lays over it.

    It changes by `commit`, `undo`, `redo` and `jump_to` alone; the mask is also painted live by the one open
    `stroke`, which ends as a step or puts back what it found. `mask` is another array after a change that was foreseen.

    Who reads it elsewhere is handed a `snapshot`. Who works for it elsewhere takes a `ticket`, and the result comes
    back through `take`, which refuses what was asked for another document or for one that is closed.
    """

    def __init__(self, picture: Picture, history_bytes: int = BUDGET_BYTES) -> None:
        self.picture = picture
        self.mask: Mask = np.empty((picture.size.height, picture.size.width), np.uint8)
        self.mask.fill(0)  # touches every page now: in a stroke it would cost 263 ms at 100 megapixels
        self.fills: tuple[Fill, ...] = ()
        self.history = History(history_bytes)
        self.named_masks = NamedMasks(picture.size)
        self.revision = 0  # one more with every change
        self.stroke: Stroke | None = None  # that is being painted
        self.is_closed = False
        self._strokes = 0  # begun so far: one that was abandoned left no trace but may have been seen by a worker
        self._previous: PackedTiles | None = None
        self._saved_state = self.history.state
        self._saved_fills: tuple[Fill, ...] = self.fills

    @property
    def size(self) -> Size:
        return self.picture.size

    def __copy__(self) -> "Document":
        """A document that shares what never changes, and the mask; what is done to one later, the other does not see.

        Its history is a copy of its own. It has no open stroke and whoever paints must give it a mask first.
        """
        made = object.__new__(type(self))
        made.__dict__.update(self.__dict__)
        made.history, made.named_masks, made.stroke = copy(self.history), copy(self.named_masks), None
        return made

    def snapshot(self, mask: Mask | None = None) -> Snapshot:
        """The document as it is now, without the open stroke. mask: a copy of it, where one was made already."""
        mask = self.mask.copy() if mask is None else mask
        if self.stroke is not None:
            self.stroke.take_out_of(mask)
        return Snapshot(self.picture, self.fills, mask, copy(self.named_masks), copy(self.history))

    @property
    def moment(self) -> tuple[int, int]:
        """Another one after every change and every stroke that was begun."""
        return self.revision, self._strokes

    def ticket(self) -> Ticket:
        """What a job that starts now works for: this document, in this state."""
        return Ticket(self, self.moment)

    def take(self, ticket: Ticket, change: Callable[[], object], *, unmoved: bool = False) -> bool:
        """Do `change`, which puts a job's result in place, if the job was for this document and it is still open.

        unmoved: and if nothing was done or painted since the job began. Returns whether the result was taken.
        """
        if ticket.document is not self or self.is_closed or (unmoved and not ticket.is_current):
            return False
        change()
        return True

    def begin_stroke(self, brush: Brush) -> Stroke:
        """Begin to paint the mask. A stroke that is still open is abandoned."""
        self.abandon_stroke()
        self.stroke = Stroke(self.mask, brush)
        self._strokes += 1
        return self.stroke

    def end_stroke(self) -> MaskStep | None:
        """End the open stroke. Returns its step, to be committed; None where there is none or it changed nothing."""
        stroke, self.stroke = self.stroke, None
        return stroke.finish() if stroke is not None else None

    def abandon_stroke(self) -> Rect:
        """Take the open stroke back. Returns what that touched."""
        stroke, self.stroke = self.stroke, None
        return stroke.abandon() if stroke is not None else NOWHERE

    def close(self) -> None:
        """It is put away: the open stroke is taken back, and results that are still on their way are refused."""
        self.abandon_stroke()
        self.is_closed = True

    def composite(self, rect: Rect | None = None) -> Pixels:
        """What is seen in `rect` (the whole picture where None): a new array of the picture's dtype and channels."""
        return composite(self.picture, self.fills, self.picture.rect if rect is None else rect)

    def foresee(self, to: Step | int) -> Foreseen:
        """The mask after committing a step that is not applied, or after jumping to a position of the history.

        Changes nothing, so it may run on a worker; what is painted meanwhile makes the answer worthless.
        """
        revision, mask = self.revision, self.mask.copy()
        for step in self.history.between(to) if isinstance(to, int) else (to,):
            if step.mask_change is not None:
                step.mask_change.xor_into(mask)
        return Foreseen(revision, mask, not mask.any())

    def commit(self, step: Step, foreseen: Foreseen | None = None) -> Rect:
        """Do the step, unless the document already shows it, and put it in the history. Returns what it touched.

        foreseen: what `foresee(step)` answered. Raises ValueError where the document has changed since.
        """
        self._take(foreseen)
        touched = step.rect if step.applied else step.swap(self, mask_is_there=foreseen is not None)
        self.history.add(step)
        self._remember_emptied(step, foreseen)
        self.revision += 1
        return touched

    def undo(self) -> Rect | None:
        """Take the last step back. Returns what that touched, None where there was nothing to undo."""
        return self._swap(self.history.back())

    def redo(self) -> Rect | None:
        return self._swap(self.history.forward())

    def jump_to(self, position: int, foreseen: Foreseen | None = None) -> Rect:
        """Undo or redo until `history.position` is `position`, which is clamped. Returns what that touched.

        foreseen: what `foresee(position)` answered. Raises ValueError where the document has changed since.
        """
        position = max(0, min(position, len(self.history.steps)))
        self._take(foreseen)
        touched = NOWHERE
        while self.history.position != position:
            step = self.history.back() if self.history.position > position else self.history.forward()
            rect = self._swap(step, mask_is_there=foreseen is not None)
            assert rect is not None  # the position lies between the ends
            touched = touched.unite(rect)
        return touched

    @property
    def has_previous_mask(self) -> bool:
        return self._previous is not None

    @property
    def previous_mask(self) -> Mask | None:
        """The mask as it was before a step last emptied it (a fill, a clear), for "previous mask again"."""
        return None if self._previous is None else self._previous.unpack()

    @property
    def is_modified(self) -> bool:
        """Whether anything, mask included, differs from what was last saved."""
        return self.history.state != self._saved_state

    @property
    def has_unsaved_fills(self) -> bool:
        """Whether the picture with its fills would look different from what was last saved."""
        return self.fills is not self._saved_fills

    def mark_saved(self) -> None:
        self._saved_state = self.history.state
        self._saved_fills = self.fills

    def _take(self, foreseen: Foreseen | None) -> None:
        if foreseen is None:
            return
        if foreseen.revision != self.revision:
            raise ValueError(f"Foreseen from revision {foreseen.revision}; the document is at {self.revision}.")
        self.mask = foreseen.mask

    def _swap(self, step: Step | None, *, mask_is_there: bool = False) -> Rect | None:
        if step is None:
            return None
        touched = step.swap(self, mask_is_there=mask_is_there)
        self.revision += 1
        return touched

    def _remember_emptied(self, step: Step, foreseen: Foreseen | None) -> None:
        change = step.mask_change
        if change is None or change.is_empty:
            return
        if foreseen is not None:
            is_empty = foreseen.is_empty
        else:
            # Where the step was, nearly every stroke leaves something: the whole mask need seldom be searched.
            is_empty = not self.mask[change.rect.slices].any() and not self.mask.any()
        if is_empty:
            self._previous = change  # nothing is left, so the difference is all there was
