"""The document: a picture, the mask on it, the fills made so far, and the history of both."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from functools import cached_property
from threading import Lock
from types import MappingProxyType
from typing import Protocol
from weakref import WeakKeyDictionary

import numpy as np

from inpaint_studio.editing import adjustments as adjusting
from inpaint_studio.editing.adjustments import Adjustments
from inpaint_studio.editing.brush import Brush, Stroke
from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.history import BUDGET_BYTES, History, Laid, MaskStep, RunStep, Step, part_of
from inpaint_studio.editing.late_fills import LateFill
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.editing.plane_state import PlaneState, with_planes, with_reviews
from inpaint_studio.editing.saved import Saved
from inpaint_studio.editing.state import NamedMasks, State
from inpaint_studio.editing.tiles import PackedTiles


@dataclass(frozen=True, eq=False)
class Precomputed:
    """The mask after a change, computed ahead of it on a worker: for changes of many megapixels."""

    revision: int  # of the document it was computed from
    mask: Mask
    is_empty: bool


@dataclass(frozen=True, eq=False)
class Ticket:
    """The document, and its state, that a job works for. Made by `Document.ticket`, checked by `Document.take`."""

    document: "Document"
    moment: tuple[int, int]  # of the document when the job began

    @property
    def is_current(self) -> bool:
        """Whether the document is open and nothing was done to it since, painting included."""
        document = self.document
        return not document.is_closed and document.stroke is None and document.moment == self.moment


class OpenStroke(Protocol):
    """What is being painted: nothing else is done to the document meanwhile. A `Stroke` of the mask is one."""

    def take_out_of(self, mask: Mask) -> None:
        """Make of `mask`, a copy of the document's, what that was before the stroke."""

    def finish(self) -> MaskStep | None:
        """End it. Returns its step of the mask; None where there is none."""

    def abandon(self) -> Rect:
        """Put back what was there before. Returns what that touched."""


class Document:
    """A picture that is never written to, and everything laid over it.

    `state` is that as one frozen value, replaced by `commit`, `undo`, `redo`, `jump_to` and the setters below alone;
    the mask is also painted live by the one open `stroke`, which ends as a step or restores the mask. `mask` is
    another array after a precomputed change.

    One that nobody looks at can be `put_away`: its pixels lie elsewhere then and its mask is packed, until somebody
    asks for the mask. All else works as before, so a result that comes late still lands.

    Other threads read a `snapshot`. A job takes a `ticket`, and its result comes back through `take`, which refuses
    results for another document or for one that is closed.
    """

    def __init__(self, picture: Picture, history_bytes: int = BUDGET_BYTES) -> None:
        self._open(State.of(picture, History(history_bytes)))

    @classmethod
    def of(cls, state: State) -> "Document":
        """The document that shows a state: as it was saved, or as a journal holds it. It counts as unmodified."""
        document = object.__new__(cls)
        document._open(replace(state, masks=MappingProxyType({})))
        if state.masks:
            document.mask[:] = state.mask
        return document

    def _open(self, state: State) -> None:
        self.state = state
        self._packed: PackedTiles | None = None  # the mask, while there is no array of it
        self._unpacking = Lock()
        self._mask: Mask | None = np.empty((state.size.height, state.size.width), np.uint8)
        self._mask.fill(0)  # touches every page now: in a stroke it would cost 263 ms at 100 megapixels
        self.revision = 0  # one more with every change
        self.stroke: OpenStroke | None = None  # that is being painted
        self.is_closed = False
        self._strokes = 0  # stroke counter; invalidates worker results even when a stroke was abandoned
        # The mask as it was before a step last emptied it (a fill, a clear), for "previous mask again".
        self.previous_mask: PackedTiles | None = None
        self.saved = Saved.of(state)
        self.replaced: WeakKeyDictionary[Step, Step] = WeakKeyDictionary()  # by late fills; see `late_fills.latest`

    @property
    def mask(self) -> Mask:
        """(H, W): the live mask. Asked for while the document is put away, it is unpacked."""
        mask = self._mask
        if mask is None:
            with self._unpacking:  # a worker may ask as well, and both must get the same array
                mask = self._mask
                if mask is None:
                    assert self._packed is not None
                    mask = self._mask = self._packed.unpack()
                    self._packed = None
        return mask

    def put_away(self, picture: Picture, mask: PackedTiles) -> None:
        """Let go of the pixels and the mask. picture: the same pixels, held elsewhere.  mask: as it is now."""
        with self._unpacking:
            self._packed, self._mask = mask, None
        self.state = replace(self.state, stack=self.state.stack.showing(picture))

    def bring_back(self, picture: Picture, mask: Mask | None) -> None:
        """Hold pixels and mask again. mask: unpacked by whoever read the picture back; None where it was not packed."""
        with self._unpacking:
            if self._mask is None:
                assert mask is not None
                self._mask, self._packed = mask, None
        self.state = replace(self.state, stack=self.state.stack.showing(picture))

    @property
    def packed_mask(self) -> PackedTiles | None:
        """The mask while the document is put away."""
        return self._packed

    @property
    def picture(self) -> Picture:
        return self.state.picture

    @property
    def plane(self) -> int:
        """The plane of the stack that is in view."""
        return self.state.plane

    @property
    def size(self) -> Size:
        return self.state.size

    @property
    def fills(self) -> tuple[Fill, ...]:
        return self.state.fills

    @property
    def adjustments(self) -> Adjustments:
        return self.state.adjustments

    @property
    def history(self) -> History:
        return self.state.history

    @property
    def named_masks(self) -> NamedMasks:
        return self.state.named_masks

    def put_mask(self, name: str, mask: Mask | PackedTiles) -> None:
        """Put a mask away by name. Raises ValueError for one that is not of the picture's size."""
        self.state = replace(self.state, named_masks=self.named_masks.with_mask(name, mask))

    def remove_mask(self, name: str) -> None:
        """Raises KeyError where there is none of that name."""
        self.state = replace(self.state, named_masks=self.named_masks.without(name))

    def lay(self, state: State) -> None:
        """Copy from another state what no step changes, settings and reviews, and guidance where none shall."""
        self.state = replace(
            self.state,
            guidance=state.guidance,
            settings=state.settings,
            review=state.review,
            elsewhere=with_reviews(self.state.elsewhere, state.elsewhere),
            damage_marked=self.state.damage_marked | state.damage_marked,
        )

    def limit_history(self, budget_bytes: int) -> None:
        self.state = replace(self.state, history=self.history.with_budget(budget_bytes))

    def snapshot(self, mask: Mask | None = None) -> State:
        """The state with its mask, without the open stroke. mask: a copy of it, where one was made already."""
        mask = self.mask.copy() if mask is None else mask
        if self.stroke is not None:
            self.stroke.take_out_of(mask)
        return replace(self.state, masks=MappingProxyType({self.plane: mask}))

    def turn_to(self, picture: Picture, mask: Mask | None = None, left: PackedTiles | None = None) -> None:
        """Have another plane of the stack in view. What is being painted is abandoned.

        picture: the plane, decoded.  mask: that of `laid_on(picture.plane)`, (H, W), where a worker has unpacked it.
        left: that of the plane in view, where a worker has packed it.
        """
        if picture.plane == self.plane:
            return
        self.abandon_stroke()
        if mask is None:
            mask = self.state.on(picture.plane).unpacked_mask(self.size)
        mask.flags.writeable = True
        left = PackedTiles.of_mask(self.mask) if left is None else left
        self.state = self.state.turned_bare(picture, left)
        self._mask, self.previous_mask = mask, None
        self.revision += 1

    def laid_on(self, plane: int) -> Laid:
        """What steps of a plane are computed from, in view or not."""
        return self if plane == self.plane else _Elsewhere(self.state, plane)

    @property
    def moment(self) -> tuple[int, int]:
        """Changes with every revision and every stroke begun."""
        return self.revision, self._strokes

    def ticket(self) -> Ticket:
        """The ticket of a job that starts now: this document, in this state."""
        return Ticket(self, self.moment)

    def take(self, ticket: Ticket, change: Callable[[], object], *, unmoved: bool = False) -> bool:
        """Call `change`, which applies a job's result, if the job was for this document and it is still open.

        unmoved: also require that nothing was done or painted since the job began. Returns whether it was taken.
        """
        if ticket.document is not self or self.is_closed or (unmoved and not ticket.is_current):
            return False
        change()
        return True

    def begin_stroke(self, brush: Brush) -> Stroke:
        """Begin to paint the mask. A stroke that is still open is abandoned."""
        stroke = Stroke(self.mask, brush)
        self.open_stroke(stroke)
        return stroke

    def open_stroke(self, stroke: OpenStroke) -> None:
        """A stroke of another kind is painted from now on. One that is still open is abandoned."""
        self.abandon_stroke()
        self.stroke = stroke
        self._strokes += 1

    def end_stroke(self) -> MaskStep | None:
        """End the open stroke. Returns its step, to be committed; None where there is none or it changed nothing."""
        stroke, self.stroke = self.stroke, None
        step = stroke.finish() if stroke is not None else None
        return step if step is None or step.plane == self.plane else replace(step, plane=self.plane)

    def abandon_stroke(self) -> Rect:
        """Abandon the open stroke. Returns the rectangle that touched."""
        stroke, self.stroke = self.stroke, None
        return stroke.abandon() if stroke is not None else NOWHERE

    def close(self) -> None:
        """Abandon the open stroke, and refuse results of jobs that still run."""
        self.abandon_stroke()
        self.is_closed = True

    def composite(self, rect: Rect | None = None) -> Pixels:
        """The picture with its fills in `rect` (None: all of it): a new array of the picture's dtype and channels."""
        return self.state.composite(rect)

    def precompute(self, to: Step | int) -> Precomputed:
        """The mask after committing a step that was not painted, or after jumping to a position of the history.

        Changes nothing, so it may run on a worker. Painting meanwhile makes the result stale.
        """
        revision, mask = self.revision, self.mask.copy()
        for step in self.history.between(to) if isinstance(to, int) else (to,):
            part = part_of(step, self.plane)
            if part is not None and part.mask_change is not None:
                part.mask_change.xor_into(mask)
        return Precomputed(revision, mask, not mask.any())

    def commit(
        self,
        step: Step,
        precomputed: Precomputed | None = None,
        *,
        joins: int | None = None,
        late: LateFill | None = None,
    ) -> Rect:
        """Apply the step and append it to the history, or make it part of one of its run. Returns what it touched.

        precomputed: the result of `precompute(step)`. Raises ValueError where the document has changed since.
        joins: which of the history's steps a `RunStep` becomes part of, one undo with it; None = that of its run.
        late: where in the history the step belongs, as it is now; None = on top.
        """
        at = self.history.joined_by(step) if joins is None else joins
        if late is not None:
            self.replaced.update(late.replaced(self.history))
            history = self.history.with_steps(late.at, late.steps)
        elif at is not None and isinstance(step, RunStep):
            history = self.history.with_joined(at, step)
        else:
            history = self.history.with_step(step)
        self._do((step,), history, precomputed, is_new=True)
        self._remember_emptied(step, precomputed)
        return step.rect

    def undo(self) -> Rect | None:
        """Undo the last step. Returns the rectangle that touched; None where there was nothing to undo."""
        return self.jump_to(self.history.position - 1) if self.history.position else None

    def redo(self) -> Rect | None:
        history = self.history
        return self.jump_to(history.position + 1) if history.position < len(history.steps) else None

    def jump_to(self, position: int, precomputed: Precomputed | None = None) -> Rect:
        """Undo or redo until `history.position` is `position`, which is clamped. Returns the rectangle touched.

        precomputed: the result of `precompute(position)`. Raises ValueError where the document has changed since.
        """
        history, touched = self.history, NOWHERE
        position = history.clamped(position)
        steps = history.between(position)
        is_undo = position < history.position
        for step in steps:
            touched = touched.unite(step.rect)
        if steps:
            self._do(reversed(steps) if is_undo else steps, history.at(position), precomputed, is_undo=is_undo)
        return touched

    def _do(
        self,
        steps: Iterable[Step],
        history: History,
        precomputed: Precomputed | None,
        *,
        is_undo: bool = False,
        is_new: bool = False,
    ) -> None:
        """Apply steps in this order: to the plane in view, whose mask is live, and to the others.

        is_new: a step that was painted shows in the mask already.
        """
        if precomputed is not None:
            if precomputed.revision != self.revision:
                raise ValueError(f"Precomputed from {precomputed.revision}; the document is at {self.revision}.")
            self._mask = precomputed.mask
        state, plane = self.state, self.plane
        fills, guidance, adjustments = state.fills, state.guidance, state.adjustments
        changed: dict[int, PlaneState] = {}  # of the other planes
        for step in steps:
            adjustments = adjusting.after(step, adjustments, is_undo)
            for part in step.parts:
                if part.plane != plane:
                    laid = changed.get(part.plane) or state.on(part.plane)
                    changed[part.plane] = laid.after(part, is_undo)
                    continue
                is_shown = precomputed is not None or (is_new and part.is_painted)
                if part.mask_change is not None and not is_shown:
                    part.mask_change.xor_into(self.mask)
                fills = part.fills_before(fills) if is_undo else part.fills_after(fills)
                if part.guidance_change is not None:
                    guidance = part.guidance_change.before if is_undo else part.guidance_change.after
        elsewhere = with_planes(state.elsewhere, changed) if changed else state.elsewhere
        self.state = replace(
            state,
            fills=fills,
            guidance=guidance,
            adjustments=adjustments,
            elsewhere=elsewhere,
            history=history,
        )
        self.revision += 1

    @property
    def is_modified(self) -> bool:
        """Whether anything, mask included, differs from what was last saved."""
        return self.history.serial != self.saved.serial

    @property
    def has_unsaved_fills(self) -> bool:
        """Whether the picture with its fills and adjustments would look different from what was last saved."""
        return self.saved.has_other_fills(self.state) or self.adjustments != self.saved.adjustments

    def mark_saved(self) -> None:
        """What there is now is on the disk; decisions about findings are marked by whoever wrote those."""
        self.saved = self.saved.with_work(self.state)

    def _remember_emptied(self, step: Step, precomputed: Precomputed | None) -> None:
        part = part_of(step, self.plane)
        change = None if part is None else part.mask_change
        if change is None or change.is_empty:
            return
        if precomputed is not None:
            is_empty = precomputed.is_empty
        else:
            # Nearly every stroke leaves something inside its own rectangle: the whole mask is seldom searched.
            is_empty = not self.mask[change.rect.slices].any() and not self.mask.any()
        if is_empty:
            self.previous_mask = change  # the mask is empty now, so the difference is the whole mask before


class _Elsewhere:
    """What is laid on a plane that is not in view, as a `Laid`. The picture in view stands for its kind of samples."""

    def __init__(self, state: State, plane: int) -> None:
        self._laid = laid = state.on(plane)
        self.fills, self.picture, self.plane = laid.fills, state.picture, plane

    @cached_property
    def mask(self) -> Mask:
        return self._laid.unpacked_mask(self.picture.size)
