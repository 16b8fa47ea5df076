"""History: the steps a person can undo, bounded in bytes, and the steps themselves."""

from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Any, NamedTuple, Protocol
from weakref import ref

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.guidance import Guidance
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.editing.tiles import SQUARES, TILE, PackedTiles, Spot, spots, strips

BUDGET_BYTES = 512 * 2**20
_WIDE_PIXELS = 2**21  # a smaller change is fast in either tiling


class Laid(Protocol):
    """The parts of a Document that steps are computed from: the live mask, the fills and the picture."""

    @property
    def mask(self) -> Mask: ...

    @property
    def fills(self) -> tuple[Fill, ...]: ...

    @property
    def picture(self) -> Picture: ...

    @property
    def plane(self) -> int: ...


class Step(Protocol):
    """One undo. A value: whether it is applied follows from the history's position."""

    @property
    def name(self) -> str:
        """Name of the action, as in the history panel: "Brush", "Fill"."""

    @property
    def nbytes(self) -> int:
        """Bytes of memory that this step holds."""

    @property
    def rect(self) -> Rect:
        """Picture pixels that doing or undoing it touches, on whatever plane."""

    @property
    def parts(self) -> "tuple[PlaneStep, ...]":
        """What it changes on each plane, one part for a plane: itself, where it is of one."""


class PlaneStep(Step, Protocol):
    """A step of one plane."""

    @property
    def plane(self) -> int:
        """The plane of the stack that it changes."""

    @property
    def mask_change(self) -> PackedTiles | None:
        """The exclusive-or of the mask before and after; None where the step leaves the mask alone."""

    @property
    def is_painted(self) -> bool:
        """Whether the mask showed the change already when the step was made: a stroke paints live."""

    def fills_after(self, fills: tuple[Fill, ...]) -> tuple[Fill, ...]:
        """The fills once it is done."""

    def fills_before(self, fills: tuple[Fill, ...]) -> tuple[Fill, ...]:
        """The fills once it is undone."""

    @property
    def guidance_change(self) -> "GuidanceChange | None":
        """The guide lines and source regions before and after; None where the step leaves them alone."""


@dataclass(frozen=True)
class History:
    """Steps in the order they were done, and how many of them the document shows. A value: see `with_step`, `at`.

    Past `budget_bytes` the oldest steps are forgotten, so that the newest can always be undone: a single step
    larger than the whole budget stays.
    """

    budget_bytes: int = BUDGET_BYTES
    steps: tuple[Step, ...] = ()
    position: int = 0  # how many of `steps` are done: steps[:position] can be undone, steps[position:] redone
    nbytes: int = 0
    serials: tuple[int, ...] = ()  # one per step; names the state after it
    start: int = 0  # serial of the state before the oldest step in `steps`
    following: int = 1  # the serial that the next step gets

    @property
    def serial(self) -> int:
        """Names the state of the document: equal numbers, equal documents."""
        return self.serials[self.position - 1] if self.position else self.start

    @property
    def top(self) -> Step | None:
        """The step that undo would take back; None where there is none."""
        return self.steps[self.position - 1] if self.position else None

    @property
    def undo_name(self) -> str | None:
        """Its name."""
        return self.top.name if self.top is not None else None

    @property
    def redo_name(self) -> str | None:
        return self.steps[self.position].name if self.position < len(self.steps) else None

    def clamped(self, position: int) -> int:
        return max(0, min(position, len(self.steps)))

    def between(self, position: int) -> tuple[Step, ...]:
        """The steps that are undone or redone on the way from here to `position`, which is clamped."""
        position = self.clamped(position)
        return self.steps[min(position, self.position) : max(position, self.position)]

    def with_step(self, step: Step) -> "History":
        """With a done step on top. Steps that were undone before it can no longer be redone."""
        return replace(
            self,
            steps=(*self.steps[: self.position], step),
            serials=(*self.serials[: self.position], self.following),
            nbytes=self.nbytes + step.nbytes - sum(undone.nbytes for undone in self.steps[self.position :]),
            position=self.position + 1,
            following=self.following + 1,
        )._within_budget()

    def joined_by(self, step: Step) -> int | None:
        """Which done step a new one of the same run becomes part of; None where it is a step of its own.

        What was done or undone since must be of other planes: then it makes no difference which came first, and the
        newest undo stays that of what the person did last.
        """
        if not isinstance(step, RunStep) or not step.run:
            return None
        planes = {part.plane for part in step.parts}
        for at in reversed(range(len(self.steps))):
            other = self.steps[at]
            if not planes.isdisjoint(part.plane for part in other.parts):
                return None
            if isinstance(other, RunStep) and other.run == step.run:
                return at if at < self.position else None
        return None

    def with_joined(self, at: int, step: "RunStep") -> "History":
        """With a done step as further parts of the one at `at`. The states since then are others, and are renamed."""
        before = self.steps[at]
        assert isinstance(before, RunStep)
        others = len(self.serials) - at
        return replace(
            self,
            steps=(*self.steps[:at], before.with_parts(step), *self.steps[at + 1 :]),
            serials=(*self.serials[:at], *range(self.following, self.following + others)),
            nbytes=self.nbytes + step.nbytes,
            following=self.following + others,
        )._within_budget()

    def with_steps(self, at: int, steps: tuple[Step, ...]) -> "History":
        """With done steps in place of all those from `at` on. The states since then are others, and are renamed."""
        gone = sum(step.nbytes for step in self.steps[at:])
        return replace(
            self,
            steps=(*self.steps[:at], *steps),
            serials=(*self.serials[:at], *range(self.following, self.following + len(steps))),
            nbytes=self.nbytes - gone + sum(step.nbytes for step in steps),
            position=at + len(steps),
            following=self.following + len(steps),
        )._within_budget()

    def at(self, position: int) -> "History":
        """At another position, which is clamped."""
        return replace(self, position=self.clamped(position))

    def with_budget(self, budget_bytes: int) -> "History":
        return replace(self, budget_bytes=budget_bytes)._within_budget()

    def _within_budget(self) -> "History":
        # Undone steps are never dropped from the front: the steps after them build on them.
        surplus, nbytes = 0, self.nbytes
        while nbytes > self.budget_bytes and surplus < min(self.position, len(self.steps) - 1):
            nbytes -= self.steps[surplus].nbytes
            surplus += 1
        if not surplus:
            return self
        return replace(
            self,
            steps=self.steps[surplus:],
            serials=self.serials[surplus:],
            start=self.serials[surplus - 1],
            nbytes=nbytes,
            position=self.position - surplus,
        )


class GuidanceChange(NamedTuple):
    """Guide lines and source regions before and after a step."""

    before: Guidance
    after: Guidance

    @property
    def nbytes(self) -> int:
        areas = {id(region.area): region.area.nbytes for part in self for region in part.regions}
        return 200 + sum(areas.values()) + 32 * sum(len(guide.points) for part in self for guide in part.guides)


class OfOnePlane:
    """Part of the steps that change one plane."""

    @property
    def parts(self: "PlaneStep") -> "tuple[PlaneStep, ...]":
        return (self,)


class KeepsFills:
    """Part of the steps that leave the fills as they are."""

    def fills_after(self, fills: tuple[Fill, ...]) -> tuple[Fill, ...]:
        return fills

    def fills_before(self, fills: tuple[Fill, ...]) -> tuple[Fill, ...]:
        return fills


@dataclass(frozen=True, eq=False)
class MaskStep(OfOnePlane, KeepsFills):
    """A change of the mask, as the exclusive-or of before and after in packed tiles."""

    name: str
    change: PackedTiles
    rect: Rect  # contains every pixel that changes
    is_painted: bool = False
    plane: int = 0

    @property
    def nbytes(self) -> int:
        return self.change.nbytes + 500

    @property
    def mask_change(self) -> PackedTiles:
        return self.change

    @property
    def guidance_change(self) -> None:
        return None


@dataclass(frozen=True, eq=False)
class GuidanceStep(OfOnePlane, KeepsFills):
    """A change of guide lines and source regions, and with it one of the mask where a region was made of it."""

    name: str
    guidance_change: GuidanceChange
    mask_step: MaskStep | None = None
    plane: int = 0

    @property
    def nbytes(self) -> int:
        return 500 + self.guidance_change.nbytes + (self.mask_step.nbytes if self.mask_step else 0)

    @property
    def rect(self) -> Rect:
        return self.mask_step.rect if self.mask_step else NOWHERE

    @property
    def mask_change(self) -> PackedTiles | None:
        return self.mask_step.change if self.mask_step else None

    @property
    def is_painted(self) -> bool:
        return False


@dataclass(frozen=True, eq=False)
class FillStep(OfOnePlane):
    """A change of the tuple of fills, and with it one of the mask where the fills came from one, and of the guide lines
    and source regions that have served them."""

    name: str
    before: tuple[Fill, ...]
    after: tuple[Fill, ...]
    mask_step: MaskStep | None = None
    guidance_change: GuidanceChange | None = None
    # Of a fill that came as marks were let go: the steps that made them, and that undo takes back with it. Weak: a
    # step that the history has forgotten is not kept for their sake.
    marks: "tuple[ref[Step], ...] | None" = None
    plane: int = 0
    rect: Rect = field(init=False)
    nbytes: int = field(init=False)

    def __post_init__(self) -> None:
        changed = changed_fills(self.before, self.after)
        rect = self.mask_step.rect if self.mask_step else NOWHERE
        for fill in changed:
            rect = rect.unite(fill.rect)
        arrays: list[tuple[NDArray[Any] | PackedTiles, ...]] = [
            (fill.pixels, fill.coverage, *fill.recipe.packed) for fill in changed
        ]
        nbytes = {id(array): array.nbytes for parts in arrays for array in parts}
        object.__setattr__(self, "rect", rect)
        beside = [part.nbytes for part in (self.mask_step, self.guidance_change) if part is not None]
        object.__setattr__(self, "nbytes", 500 + sum(nbytes.values()) + sum(beside))

    @property
    def mask_change(self) -> PackedTiles | None:
        return self.mask_step.change if self.mask_step else None

    @property
    def living_marks(self) -> "tuple[Step, ...]":
        """Those of `marks` that something still holds."""
        return tuple(mark for mark in (one() for one in self.marks or ()) if mark is not None)

    @property
    def is_painted(self) -> bool:
        return False

    def fills_after(self, fills: tuple[Fill, ...]) -> tuple[Fill, ...]:
        return self.after

    def fills_before(self, fills: tuple[Fill, ...]) -> tuple[Fill, ...]:
        return self.before


@dataclass(frozen=True, eq=False)
class RunStep:
    """One undo of changes on several planes: a fill of a run, a mask that is used on others.

    Raises ValueError for no part, or for two of one plane.
    """

    name: str
    parts: tuple[PlaneStep, ...]
    run: str = ""  # id of work that goes on: steps that share it become one, see `History.joined_by`
    rect: Rect = field(init=False)
    nbytes: int = field(init=False)

    def __post_init__(self) -> None:
        if not self.parts or len({part.plane for part in self.parts}) != len(self.parts):
            raise ValueError(f"{len(self.parts)} parts are no run of planes.")
        rect = NOWHERE
        for part in self.parts:
            rect = rect.unite(part.rect)
        object.__setattr__(self, "rect", rect)
        # A mask that is used on many planes is one value.
        changes = {id(part.mask_change): part.mask_change for part in self.parts if part.mask_change is not None}
        own = sum(part.nbytes - (0 if part.mask_change is None else part.mask_change.nbytes) for part in self.parts)
        object.__setattr__(self, "nbytes", 500 + own + sum(change.nbytes for change in changes.values()))

    def with_parts(self, more: "RunStep") -> "RunStep":
        """With those of a later step besides; what was added up is not added up again."""
        grown = object.__new__(RunStep)
        values = {"rect": self.rect.unite(more.rect), "nbytes": self.nbytes + more.nbytes}
        for name, value in {"name": self.name, "parts": self.parts + more.parts, "run": self.run, **values}.items():
            object.__setattr__(grown, name, value)
        return grown

    def continues(self, earlier: Step) -> bool:
        """Whether it is an earlier step with more parts."""
        count = len(earlier.parts)
        return (
            isinstance(earlier, RunStep)
            and count < len(self.parts)
            and self.parts[0] is earlier.parts[0]
            and self.parts[count - 1] is earlier.parts[-1]
        )


def part_of(step: Step, plane: int) -> PlaneStep | None:
    """What a step changes on one plane."""
    return next((part for part in step.parts if part.plane == plane), None)


def changed_fills(before: tuple[Fill, ...], after: tuple[Fill, ...]) -> list[Fill]:
    """Fills that are in one of the two only, or that lie between others than before."""
    first = 0
    while first < min(len(before), len(after)) and before[first] is after[first]:
        first += 1
    last = 0
    while last < min(len(before), len(after)) - first and before[-1 - last] is after[-1 - last]:
        last += 1
    middle = (before[first : len(before) - last], after[first : len(after) - last])
    common = {id(fill) for fill in middle[0]} & {id(fill) for fill in middle[1]}
    order = [[id(fill) for fill in part if id(fill) in common] for part in middle]
    moved = common if order[0] != order[1] else set()
    return list(
        {id(fill): fill for part in middle for fill in part if id(fill) not in common or id(fill) in moved}.values()
    )


def mask_step(document: Laid, name: str, rect: Rect, new_pixels: Mask) -> MaskStep:
    """The step that puts `new_pixels`, (rect.height, rect.width) uint8, at `rect` of the mask. Not yet applied.

    Raises ValueError where they do not fit. An unchanged mask gives a step whose `change.is_empty`.
    """
    mask = document.mask
    size = Size(mask.shape[1], mask.shape[0])
    if new_pixels.shape != (rect.height, rect.width) or not Rect.of_size(size).contains(rect):
        raise ValueError(f"A mask of {new_pixels.shape[::-1]} does not fit {rect} of a picture of {size}.")
    tile = strips(size) if _is_wide(mask, rect, new_pixels) else SQUARES
    change = PackedTiles(size, _differences(mask, size, rect, new_pixels, tile), tile)
    return MaskStep(name, change, change.rect.intersect(rect), plane=document.plane)


def _is_wide(mask: Mask, rect: Rect, new_pixels: Mask) -> bool:
    """Whether so much of a large picture changes that strips are faster than squares. Judged on every 16th row."""
    if rect.area < _WIDE_PIXELS or rect.width < mask.shape[1] // 2:
        return False
    differs = mask[rect.slices][8::16] != new_pixels[8::16]
    blocks = np.logical_or.reduceat(differs, np.arange(0, rect.width, TILE), axis=1)
    return bool(blocks.mean() > 0.25)


def _differences(mask: Mask, size: Size, rect: Rect, new_pixels: Mask, shape: Size) -> Iterator[tuple[Spot, Mask]]:
    """Each tile that `rect` touches, as the exclusive-or of the present and the new pixels. Reuses one buffer."""
    buffer = np.empty(shape.area, np.uint8)
    for spot in spots(rect, shape):
        whole = spot.rect(size, shape)
        common = whole.intersect(rect)
        tile = buffer[: whole.area].reshape(whole.height, whole.width)
        if common != whole:
            tile[:] = 0
        np.bitwise_xor(
            mask[common.slices], new_pixels[common.inside(rect).slices], out=tile[common.inside(whole).slices]
        )
        yield spot, tile


def fill_step(
    document: Laid, fills: tuple[Fill, ...], request_mask: Mask, request_rect: Rect, name: str = "Fill"
) -> FillStep:
    """The step that lays `fills` on top and clears the mask they were requested for.

    request_mask: (request_rect.height, request_rect.width), the mask at `request_rect` as it was when the fill
    was requested. It is cleared only where it is unchanged: what was painted while the fill ran stays.
    Raises ValueError for a fill that is not of the picture's dtype and channels, or lies outside it.
    """
    picture = document.picture
    for fill in fills:
        if not picture.rect.contains(fill.rect):
            raise ValueError(f"A fill at {fill.rect} lies outside a picture of {picture.size}.")
        if fill.pixels.dtype != picture.pixels.dtype or fill.pixels.shape[2] != picture.pixels.shape[2]:
            raise ValueError(
                f"A fill of {fill.pixels.shape[2]} channels of {fill.pixels.dtype} does not fit a picture of "
                f"{picture.pixels.shape[2]} channels of {picture.pixels.dtype}."
            )
    change = PackedTiles(picture.size, _clearings(document.mask, picture.size, request_rect, request_mask))
    plane = document.plane
    clearing = None if change.is_empty else MaskStep(name, change, change.rect.intersect(request_rect), plane=plane)
    return FillStep(name, document.fills, document.fills + fills, clearing, plane=plane)


def _clearings(mask: Mask, size: Size, rect: Rect, request: Mask) -> Iterator[tuple[Spot, Mask]]:
    """The unchanged pixels of `request`, the earlier mask at `rect`, tile by tile. Tiles without any are skipped.

    Dust all over a scan of 100 megapixels is a large rectangle that is almost empty.
    """
    buffer = np.empty(SQUARES.area, np.uint8)
    for row in range(rect.y // TILE, -(-rect.bottom // TILE)):
        band = Rect(rect.x, row * TILE, rect.width, TILE).intersect(rect)
        columns = np.unique((np.flatnonzero(request[band.inside(rect).slices].max(axis=0)) + rect.x) // TILE)
        for spot in (Spot(int(column), row) for column in columns):
            whole = spot.rect(size)
            common = whole.intersect(rect)
            tile = buffer[: whole.area].reshape(whole.height, whole.width)
            tile[:] = 0
            now = mask[common.slices]
            np.copyto(tile[common.inside(whole).slices], now, where=now == request[common.inside(rect).slices])
            yield spot, tile


def fills_step(document: Laid, new_fills: tuple[Fill, ...], name: str) -> FillStep:
    """The step that puts `new_fills` in place of the document's fills: hide, fade, delete, reorder, re-make."""
    return FillStep(name, document.fills, new_fills, plane=document.plane)
