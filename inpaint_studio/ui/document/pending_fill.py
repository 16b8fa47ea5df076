"""Pending fills: a hole, what of the mask is not being filled yet, and the step that puts the result in place."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from pathlib import Path
from weakref import ref

import numpy as np

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import HandStroke, Recipe, Setting
from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.guidance import Guidance
from inpaint_studio.editing.history import FillStep, Step, fill_step, fills_step
from inpaint_studio.editing.late_fills import latest
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.mask_levels import MaskLevels
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.plane_state import with_plane
from inpaint_studio.editing.state import State
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.filling.cloning import BY_HAND, UNBLEND
from inpaint_studio.filling.request import FillRequest, FillResult

_CELL = 5  # level of a mask in whose pixels a sparse one is read
_SPARSE = 16  # a mask is sparse that has a pixel in this many


@dataclass(frozen=True, eq=False)
class PendingFill:
    """A hole that waits to be filled, or is being filled."""

    document: Document  # in which it lands, in view or not
    rect: Rect
    mask: Mask
    method: str
    seed: int
    remakes: str | None = None  # the id of the fill that is to be made anew
    recipe: Recipe | None = None  # of that fill: its guides, sources and settings, and not those of today
    marks: tuple[Step, ...] | None = None  # the steps whose release asked for it; None = it was asked for by itself
    after: Step | None = None  # the step that was done last when it was asked for
    guidance: Guidance = field(default_factory=Guidance)  # that it is made by, once it is
    plane: int = 0  # of the document

    @property
    def latest_marks(self) -> tuple[Step, ...]:
        """As they are in the history."""
        return latest_marks(self.document, self.marks or ())


def latest_marks(document: Document, marks: Iterable[Step]) -> tuple[Step, ...]:
    """Steps that a fill was asked for by, as they are in the history now."""
    return tuple(latest(mark, document.replaced) for mark in marks)


def request_of(
    pending: PendingFill,
    sources: Mask | None,
    settings: Mapping[str, Setting],
    checkpoint: Path | None,
    state: State | None = None,
) -> FillRequest:
    """What the engine is asked for, of the document as it is now.

    sources: of the document; the recipe of a fill that is made anew has its own, with its guides and strokes.
    state: of the document, turned to the fill's plane; None = that is in view.
    """
    state = pending.document.state if state is None else state
    fills, guides, dropped = state.fills, state.guides, state.guidance.dropped
    if pending.remakes is not None:
        ids = [fill.id for fill in fills]
        fills = fills[: ids.index(pending.remakes)] if pending.remakes in ids else fills
    strokes: tuple[HandStroke, ...] = ()
    mark: tuple[PackedTiles, ...] = ()
    if pending.recipe is not None:
        strokes = pending.recipe.strokes if pending.method in BY_HAND else ()
        mark = pending.recipe.mark if pending.method == UNBLEND.key else ()
        packed = pending.recipe.sources
        sources = packed.unpack() if packed is not None else None
        guides, dropped = pending.recipe.guides or (), ()
    return FillRequest(
        state.picture,
        fills,
        pending.rect,
        pending.mask,
        pending.method,
        checkpoint,
        pending.seed,
        sources,
        guides,
        dropped,
        dict(settings),
        strokes,
        mark,
        state.review.flaws(),
        state.review.layers() if pending.recipe is None else (),
    )


def without_remade(state: State, pending: PendingFill) -> State:
    """A snapshot of the document without the fill that is made anew, and those above it. Other planes are as they
    are."""
    if pending.remakes is None:
        return state
    fills = state.fills if pending.plane == state.plane else state.on(pending.plane).fills
    below = fills[: next((at for at, fill in enumerate(fills) if fill.id == pending.remakes), len(fills))]
    if pending.plane == state.plane:
        return replace(state, fills=below)
    laid = replace(state.on(pending.plane), fills=below)
    return replace(state, elsewhere=with_plane(state.elsewhere, pending.plane, laid))


def hole_left(levels: MaskLevels, taken: tuple[PendingFill, ...]) -> tuple[Rect, Mask] | None:
    """What of the mask is not in `taken`: where it lies, and a copy; None where that is nothing."""
    rect = marked_part(levels)
    part = _copy_of(levels, rect)
    overlapping = [pending for pending in taken if pending.rect.intersects(rect)]
    for pending in overlapping:
        common = pending.rect.intersect(rect)
        here = part[common.inside(rect).slices]
        here[here == pending.mask[common.inside(pending.rect).slices]] = 0
    left = bounds(part) if overlapping else Rect(0, 0, rect.width, rect.height)
    if left.is_empty:
        return None
    return left.translate(rect.x, rect.y), part if left.size == rect.size else part[left.slices].copy()


def pixels_marked(levels: MaskLevels) -> int:
    """About how many pixels there are to be read of a mask, in cells of 32 pixels a side."""
    level = min(_CELL, levels.coarsest)
    return int(np.count_nonzero(levels.plane(level))) << 2 * level


def _copy_of(levels: MaskLevels, rect: Rect) -> Mask:
    """The mask in `rect`. Of a sparse one only what is marked is read: memory of zeros costs nothing."""
    if pixels_marked(levels) * _SPARSE > rect.area:
        return levels.mask[rect.slices].copy()
    level = min(_CELL, levels.coarsest)
    part = np.zeros((rect.height, rect.width), np.uint8)
    for row, column in np.argwhere(levels.plane(level)).tolist():
        cell = Rect(column << level, row << level, 1 << level, 1 << level).intersect(rect)
        if not cell.is_empty:
            part[cell.inside(rect).slices] = levels.mask[cell.slices]
    return part


def step_of(pending: PendingFill, result: FillResult, document: Document) -> FillStep | None:
    """The step that puts a result into the document; None where the fill that it makes anew is gone."""
    laid = document.laid_on(pending.plane)
    if pending.remakes is None:
        step = fill_step(laid, result.fills, pending.mask, pending.rect, "Fill")
        return step if pending.marks is None else replace(step, marks=tuple(map(ref, pending.latest_marks)))
    ids = [fill.id for fill in laid.fills]
    if pending.remakes not in ids or not result.fills:
        return None
    at = ids.index(pending.remakes)
    old = laid.fills[at]
    new = tuple(
        replace(fill, visible=old.visible, strength=old.strength, id=old.id if n == 0 else fill.id, run=old.run)
        for n, fill in enumerate(result.fills)
    )
    return fills_step(laid, laid.fills[:at] + new + laid.fills[at + 1 :], "Make fill anew")


def marked_part(levels: MaskLevels) -> Rect:
    """The smallest rectangle that holds the mask, found through a coarse level: 16 times less to look at."""
    coarse = bounds(levels.plane(2))
    if coarse.is_empty:
        return NOWHERE
    height, width = levels.mask.shape
    near = Rect.of_edges(coarse.x * 4, coarse.y * 4, min(coarse.right * 4, width), min(coarse.bottom * 4, height))
    return bounds(levels.mask[near.slices]).translate(near.x, near.y)
