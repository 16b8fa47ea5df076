"""Late fills: the place in the history of a fill that comes when more was painted since it was asked for.

Steps of the mask are exclusive-or changes, so their order makes no difference to the mask after all of them. A fill is
put right above the marks it was asked for, and one undo takes back both; on top of what was painted since, it would
part marks and fills for good.
"""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, replace

import numpy as np

from inpaint_studio.editing.adjustments import AdjustmentStep
from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.history import FillStep, History, Laid, MaskStep, Step, mask_step, part_of
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.tiles import PackedTiles, Spot, spots


@dataclass(frozen=True, eq=False)
class LateFill:
    """A fill that belongs below what was painted while it was made."""

    step: FillStep  # what it changes now, on top of all that was painted
    at: int  # the position in the history that it belongs at
    steps: tuple[Step, ...]  # of the history from there on: the fill, and what was painted since

    def replaced(self, history: History) -> dict[Step, Step]:
        """Steps of the history as it was before, and what they have become: those that painted over the fill's hole."""
        pairs = zip(history.steps[self.at : history.position], self.steps[1:], strict=True)
        return {before: after for before, after in pairs if before is not after}


def in_its_place(history: History, laid: Laid, step: FillStep, rect: Rect, request: Mask) -> FillStep | LateFill:
    """Where a fill belongs: the step itself where that is on top.

    laid: the plane of the fill.  step: on top of the history, as `fill_step` makes it.  request:
    (rect.height, rect.width), the mask that it was asked for, of which it clears what is unchanged.
    It stays on top where its marks are not in the history, or where more than the mask was changed since.
    """
    marks = set(step.living_marks)
    done = history.steps[: history.position]
    at = max((number for number, one in enumerate(done, 1) if one in marks), default=len(done))
    since = done[at:]
    if not since or not all(_is_apart(one, step.plane) for one in since):
        return step
    parts = [part_of(one, step.plane) for one in since]
    if not any(isinstance(part, MaskStep) and part.change.rect.intersects(rect) for part in parts):
        return LateFill(step, at, (step, *since))
    mask = laid.mask[rect.slices].copy()
    cleared = np.where(mask == request, mask, 0)
    steps: list[Step] = []
    for one, part in zip(reversed(since), reversed(parts), strict=True):
        if isinstance(part, MaskStep) and part.change.rect.intersects(rect):
            mask ^= part.change.crop(rect)
            before = np.where(mask == request, mask, 0)
            steps.append(_joined(part, rect, np.bitwise_xor(before, cleared)))
            cleared = before
        else:
            steps.append(one)
    size = Size(laid.mask.shape[1], laid.mask.shape[0])
    change = PackedTiles(size, _tiles(size, rect, cleared))
    clearing = None if change.is_empty else MaskStep(step.name, change, change.rect.intersect(rect), plane=step.plane)
    return LateFill(step, at, (replace(step, mask_step=clearing), *reversed(steps)))


def latest(step: Step, replaced: Mapping[Step, Step]) -> Step:
    """What a step has become in the history: itself, unless a late fill changed what it does to the mask.

    replaced: `Document.replaced`.
    """
    while step in replaced:
        step = replaced[step]
    return step


def without_marks(history: History, laid: Laid, marks: Sequence[Step], name: str) -> MaskStep | None:
    """The step that takes marks back wherever they lie in the history, but for what was changed there since.

    laid: the plane in question; marks elsewhere stay.  None where nothing of them is left.
    """
    done = history.steps[: history.position]
    rect = NOWHERE
    for one in done:
        if one in marks and isinstance(one, MaskStep) and one.plane == laid.plane:
            rect = rect.unite(one.rect)
    if rect.is_empty:
        return None
    mask = laid.mask[rect.slices].copy()
    left = mask.copy()
    for one in reversed(done):
        part = part_of(one, laid.plane)
        if part is None or part.mask_change is None:
            continue
        change = part.mask_change.crop(rect)
        if one in marks:
            np.copyto(left, mask ^ change, where=(change != 0) & (left == mask))
        mask ^= change
    step = mask_step(laid, name, rect, left)
    return None if step.change.is_empty else step


def _is_apart(step: Step, plane: int) -> bool:
    """Whether it makes no difference to a fill of that plane which of the two came first."""
    return isinstance(step, (MaskStep, AdjustmentStep)) or part_of(step, plane) is None


def _joined(step: MaskStep, rect: Rect, difference: Mask) -> MaskStep:
    """A step that changes as much more of the mask: itself where that is nothing."""
    if not difference.any():
        return step
    change = step.change.xored(PackedTiles(step.change.size, _tiles(step.change.size, rect, difference)))
    return replace(step, change=change, rect=change.rect.intersect(step.rect.unite(rect)))


def _tiles(size: Size, rect: Rect, pixels: Mask) -> Iterator[tuple[Spot, Mask]]:
    """What lies at `rect` of a plane that is zero elsewhere, tile by tile."""
    for spot in spots(rect):
        whole = spot.rect(size)
        common = whole.intersect(rect)
        tile = np.zeros((whole.height, whole.width), np.uint8)
        tile[common.inside(whole).slices] = pixels[common.inside(rect).slices]
        yield spot, tile
