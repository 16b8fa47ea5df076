"""State: everything laid on a stack of pictures, as one frozen value that shares unchanged parts with the last one."""

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace
from types import MappingProxyType

import numpy as np

from inpaint_studio.editing.adjustments import Adjustments
from inpaint_studio.editing.fills import Fill, Setting, composite
from inpaint_studio.editing.findings import Review
from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.guidance import Guidance, Guides
from inpaint_studio.editing.history import History, changed_fills
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.editing.plane_state import NO_PLANES, PlaneState, PlaneStates, with_plane
from inpaint_studio.editing.stack import Stack
from inpaint_studio.editing.tiles import PackedTiles
from inpaint_studio.sentence import say


@dataclass(frozen=True)
class FillSettings:
    """The parameters of a fill, besides its hole."""

    method: str = "auto"
    checkpoint: str | None = None  # name of a file; None = the shipped one
    values: Mapping[str, Setting] = field(default_factory=lambda: MappingProxyType({}))  # e.g. "grain": 1.0


class NamedMasks(Mapping[str, Mask]):
    """Masks stored by name, packed. An immutable value. Reading a mask makes a new array."""

    def __init__(self, size: Size, packed: Mapping[str, PackedTiles] = MappingProxyType({})) -> None:
        self._size = size
        self._packed = packed

    def packed(self, name: str) -> PackedTiles:
        return self._packed[name]

    def with_mask(self, name: str, mask: Mask | PackedTiles) -> "NamedMasks":
        """Packing a large mask takes a while: pass one that was packed on a worker.

        Raises ValueError for a mask that is not of the picture's size.
        """
        packed = mask if isinstance(mask, PackedTiles) else PackedTiles.of_mask(mask)
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
        return NamedMasks(self._size, {**self._packed, name: packed})

    def without(self, name: str) -> "NamedMasks":
        """Raises KeyError where there is none of that name."""
        self._packed[name]
        return NamedMasks(self._size, {other: packed for other, packed in self._packed.items() if other != name})

    def __getitem__(self, name: str) -> Mask:
        return self._packed[name].unpack()

    def __iter__(self) -> Iterator[str]:
        return iter(self._packed)

    def __len__(self) -> int:
        return len(self._packed)

    @property
    def nbytes(self) -> int:
        return sum(packed.nbytes for packed in self._packed.values())


@dataclass(frozen=True, eq=False)
class State:
    """Everything laid on a stack. Immutable: a change makes another State.

    Fills, masks, guidance and review are those of the plane in memory; what is laid on the others is `elsewhere`.
    `Document.snapshot` makes one with every mask. `Document.state` leaves out the mask of the plane in view, which is
    one live array whose pages were touched at opening: a copy for every stroke would cost 24 MB at 24 megapixels.
    """

    stack: Stack
    fills: tuple[Fill, ...]
    named_masks: NamedMasks
    history: History
    masks: Mapping[int, Mask] = field(
        default_factory=lambda: MappingProxyType({})
    )  # by plane, read-only; absent = empty
    guidance: Guidance = field(default_factory=Guidance)
    settings: FillSettings = field(default_factory=FillSettings)
    adjustments: Adjustments = ()  # of copies that are saved; the composite is without them
    review: Review = field(default_factory=Review)  # what finders propose and a person decided; no step changes it
    elsewhere: PlaneStates = field(default_factory=lambda: NO_PLANES)  # by plane, without the one in memory
    damage_marked: frozenset[int] = frozenset()  # planes whose damage was marked; what a person clears stays clear

    def __post_init__(self) -> None:
        for mask in self.masks.values():
            mask.flags.writeable = False

    @classmethod
    def of(cls, picture: Picture, history: History) -> "State":
        """Nothing laid on one picture yet."""
        return cls(Stack(picture), (), NamedMasks(picture.size), history)

    @property
    def picture(self) -> Picture:
        """The picture of the plane in memory."""
        return self.stack.shown

    @property
    def plane(self) -> int:
        """The plane in memory: the one that is looked at, or that a job works on."""
        return self.stack.plane

    @property
    def size(self) -> Size:
        return self.picture.size

    @property
    def guides(self) -> Guides:
        """The guide lines that lead a fill."""
        return self.guidance.active_guides

    @property
    def sources(self) -> PackedTiles | None:
        """Where a fill may take texture from; None = anywhere."""
        return self.guidance.sources

    @property
    def mask(self) -> Mask:
        """(H, W), read-only: the mask of the plane in memory."""
        if self.plane in self.masks:
            return self.masks[self.plane]
        empty = np.zeros((self.size.height, self.size.width), np.uint8)
        empty.flags.writeable = False
        return empty

    @property
    def filled_planes(self) -> Mapping[int, tuple[Fill, ...]]:
        """Fills by plane, hidden ones too, of the planes that have any."""
        planes = {plane: laid.fills for plane, laid in self.elsewhere.items()} | {self.plane: self.fills}
        return MappingProxyType({plane: planes[plane] for plane in sorted(planes) if planes[plane]})

    def on(self, plane: int) -> PlaneState:
        """What is laid on a plane that is not in memory."""
        return self.elsewhere.get(plane, PlaneState())

    def review_of(self, plane: int) -> Review:
        return self.review if plane == self.plane else self.on(plane).review

    def guidance_of(self, plane: int) -> Guidance:
        return self.guidance if plane == self.plane else self.on(plane).guidance

    def with_review(self, review: Review, plane: int | None = None) -> "State":
        """plane: of which it is; None = the one in memory."""
        if plane is None or plane == self.plane:
            return replace(self, review=review)
        return replace(self, elsewhere=with_plane(self.elsewhere, plane, replace(self.on(plane), review=review)))

    def turned(self, picture: Picture) -> "State":
        """With another plane in memory, decoded: its fills and mask are the state's then. For jobs that walk planes."""
        if picture.plane == self.plane:
            return replace(self, stack=self.stack.showing(picture))
        mask = None if self.plane not in self.masks else PackedTiles.of_mask(self.masks[self.plane])
        turned = self.turned_bare(picture, mask)
        return replace(turned, masks={picture.plane: self.on(picture.plane).unpacked_mask(self.size)})

    def turned_bare(self, picture: Picture, mask: PackedTiles | None) -> "State":
        """With another plane in memory, without its mask. mask: of the plane that was there, None for an empty one."""
        here = PlaneState(self.fills, None if mask is None or mask.is_empty else mask, self.guidance, self.review)
        there = self.on(picture.plane)
        elsewhere = with_plane(with_plane(self.elsewhere, self.plane, here), picture.plane, PlaneState())
        return replace(
            self,
            stack=self.stack.showing(picture),
            fills=there.fills,
            masks=MappingProxyType({}),
            guidance=there.guidance,
            review=there.review,
            elsewhere=elsewhere,
        )

    def composite(self, rect: Rect | None = None) -> Pixels:
        """The picture with its fills in `rect` (None: all of it): a new array of the picture's dtype and channels."""
        return composite(self.picture, self.fills, self.picture.rect if rect is None else rect)


def difference(before: State, after: State) -> Mapping[int, Rect]:
    """By plane: the rectangle of pixels that the fills of the two states show differently, for a view to repaint."""
    old, new = before.filled_planes, after.filled_planes
    rects = {}
    for plane in sorted({*old, *new}):
        rect = NOWHERE
        for fill in changed_fills(old.get(plane, ()), new.get(plane, ())):
            rect = rect.unite(fill.rect)
        if not rect.is_empty:
            rects[plane] = rect
    return MappingProxyType(rects)
