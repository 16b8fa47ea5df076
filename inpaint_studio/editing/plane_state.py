"""What is laid on one plane of a stack that is not in memory, and how steps change it."""

from collections.abc import Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.guidance import Guidance
from inpaint_studio.editing.history import PlaneStep
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.tiles import PackedTiles


@dataclass(frozen=True, eq=False)
class PlaneState:
    """Everything laid on a plane, its mask packed. A value."""

    fills: tuple[Fill, ...] = ()
    mask: PackedTiles | None = None  # None = nothing is marked
    guidance: Guidance = field(default_factory=Guidance)
    review: Review = field(default_factory=Review)

    @property
    def is_empty(self) -> bool:
        review = self.review
        return self.mask is None and not (self.fills or self.guidance or review.findings or review.decisions)

    @property
    def nbytes(self) -> int:
        """Bytes of memory that its fills and its mask hold."""
        samples = sum(fill.pixels.nbytes + fill.coverage.nbytes for fill in self.fills)
        return samples + (0 if self.mask is None else self.mask.nbytes)

    def unpacked_mask(self, size: Size) -> Mask:
        """A new (H, W) array."""
        return PackedTiles(size, ()).unpack() if self.mask is None else self.mask.unpack()

    def after(self, step: PlaneStep, is_undo: bool = False) -> "PlaneState":
        """Once a step of this plane is done, or undone."""
        mask, change = self.mask, step.mask_change
        if change is not None:
            mask = change if mask is None else mask.xored(change)
            mask = None if mask.is_empty else mask
        guidance, guided = self.guidance, step.guidance_change
        if guided is not None:
            guidance = guided.before if is_undo else guided.after
        fills = step.fills_before(self.fills) if is_undo else step.fills_after(self.fills)
        return replace(self, fills=fills, mask=mask, guidance=guidance)


PlaneStates = Mapping[int, PlaneState]  # by plane; absent = nothing is laid on it

NO_PLANES: PlaneStates = MappingProxyType({})


def with_plane(states: PlaneStates, plane: int, state: PlaneState) -> PlaneStates:
    """With another state of one plane; one on which nothing is laid is left out."""
    return with_planes(states, {plane: state})


def with_planes(states: PlaneStates, changed: PlaneStates) -> PlaneStates:
    """The same of several."""
    laid = {
        plane: state for plane, state in {**states, **changed}.items() if plane not in changed or not state.is_empty
    }
    return MappingProxyType(dict(sorted(laid.items())))


def with_reviews(states: PlaneStates, others: PlaneStates) -> PlaneStates:
    """With the reviews of other states, and nothing else of those."""
    if others is states:
        return states
    changed = {}
    for plane in {*states, *others}:
        here, review = states.get(plane, PlaneState()), others.get(plane, PlaneState()).review
        if here.review is not review:
            changed[plane] = replace(here, review=review)
    return with_planes(states, changed)
