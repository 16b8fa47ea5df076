"""Which crops a run sees: their places in the photographs, their looks and their holes, drawn from random numbers.

Needs no torch and no pixels, so that worker processes can draw crops ahead of a GPU.
"""

from collections.abc import Callable, Sequence
from dataclasses import dataclass
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.photographs import masks
from inpaint_studio.model.photographs.appearance import Appearance, Appearances, sample_appearance
from inpaint_studio.sentence import say

LEVELS = (1.0, 0.7071, 0.5)  # scales of every photograph, so that drawing a crop never resamples


class PhotographsError(Exception):
    """There are no usable photographs. The message is a sentence for the person."""


class Level(NamedTuple):
    """One photograph at one size within the flat buffer."""

    offset: int  # bytes
    height: int
    width: int


class Place(NamedTuple):
    """Source position of a crop."""

    offset: int
    width: int  # of the photograph
    x: int
    y: int
    mirrored: bool
    upside_down: bool


class Crop(NamedTuple):
    """One crop as drawn."""

    place: Place
    appearance: Appearance | None
    mask: Mask | None  # None: the hole is taken from a bank
    hole: int  # index of a hole in a bank


class CropPlan(NamedTuple):
    """The crops of one batch, as arrays: small enough to pass between processes, and to a device at once."""

    crop: int  # pixels a side
    places: NDArray[np.int64]  # (B, 6), the fields of `Place`
    appearances: Appearances | None
    masks: NDArray[np.uint8] | None  # (B, crop, crop), 255 = hole; None: the holes are taken from a bank
    holes: NDArray[np.int64]  # (B,) indices in a bank

    def __len__(self) -> int:
        return len(self.places)


@dataclass(frozen=True, eq=False)
class CropDrawing:
    """Draws the crops of a set of photographs by their number."""

    levels: tuple[tuple[Level, ...], ...]  # for each photograph, one per LEVELS
    name: str  # of the first photograph, for a message
    # Of a damaged photograph: allowed top-left corners of crops by their side in pixels, for each level.
    free: "Callable[[int], tuple[NDArray[np.int64], ...]] | None" = None
    # Only photographs at less than their own size, as they are and in all orientations: for learning to enlarge, where
    # the blocks and the halved colours of a JPEG would be learnt, and grain and looks have no part.
    is_shrunk: bool = False

    def plan(
        self,
        seed: int,
        images_seen: int,
        batch: int,
        crop: int,
        kinds: Sequence[str] | None = None,
        augment: bool = True,
        banked: bool = False,
    ) -> CropPlan:
        """Crops number `images_seen` .. `images_seen + batch`; see `Photographs.batch`.

        banked: holes are indices in a bank, instead of masks.
        """
        augment = augment and not self.is_shrunk
        drawn = [self.draw(seed, images_seen + i, crop, kinds, augment, banked) for i in range(batch)]
        return CropPlan(
            crop,
            np.asarray([d.place for d in drawn], np.int64),
            Appearances.of([d.appearance for d in drawn if d.appearance is not None]) if augment else None,
            None if banked else np.stack([d.mask for d in drawn if d.mask is not None]),
            np.asarray([d.hole for d in drawn], np.int64),
        )

    def draw(self, seed: int, number: int, crop: int, kinds: Sequence[str] | None, augment: bool, banked: bool) -> Crop:
        rng = np.random.default_rng((seed, number))
        index = shuffled(seed, number, len(self.levels))
        first = int(self.is_shrunk)
        fitting = [level for level in self.levels[index][first:] if min(level.height, level.width) >= crop]
        if not fitting:
            large = self._as_large_as(crop)
            fitting = [
                level
                for level in self.levels[int(large[int(rng.integers(len(large)))])][first:]
                if min(level.height, level.width) >= crop
            ]
        if self.free is None:
            level = fitting[int(rng.integers(len(fitting)))]
            x, y = int(rng.integers(level.width - crop + 1)), int(rng.integers(level.height - crop + 1))
        else:
            corners = self.free(crop)
            roomy = [n for n, of_level in enumerate(corners) if len(of_level)]
            if not roomy:
                raise PhotographsError(
                    say("No crop of {crop} pixels in {name} is free of damage.", crop=crop, name=self.name)
                )
            at = roomy[int(rng.integers(len(roomy)))]
            level = self.levels[0][at]
            y, x = divmod(int(corners[at][int(rng.integers(len(corners[at])))]), level.width)
        place = Place(
            level.offset,
            level.width,
            x,
            y,
            bool(rng.random() < 0.5),
            # Otherwise rarely: close-ups and textures have no upright.
            bool(rng.random() < (0.5 if self.is_shrunk else 0.06)),
        )
        appearance = sample_appearance(rng) if augment else None
        if banked:
            return Crop(place, appearance, None, int(rng.integers(1 << 40)))
        kind = masks.sample_kind(rng, kinds)
        return Crop(place, appearance, masks.sample_mask(kind, Size(crop, crop), rng), 0)

    def _as_large_as(self, crop: int) -> NDArray[np.int64]:
        largest = [levels[int(self.is_shrunk)] for levels in self.levels]
        large = np.asarray([i for i, level in enumerate(largest) if min(level.height, level.width) >= crop])
        if not len(large):
            raise PhotographsError(
                say(
                    "None of the {count} photographs is {crop} x {same} pixels or larger.",
                    count=len(self.levels),
                    crop=crop,
                    same=crop,
                )
            )
        return large


def shuffled(seed: int, number: int, count: int) -> int:
    """The photograph for crop `number`: each once per epoch, in another order every epoch.

    A Feistel network over the next power of four with cycle walking (Black and Rogaway 2002): a stateless random-access
    permutation.
    """
    turn, at = divmod(number, count)
    half = max(1, ((count - 1).bit_length() + 1) // 2)
    mask = (1 << half) - 1
    while True:
        left, right = at >> half, at & mask
        for stage in range(4):
            mixed = (right * 0x9E3779B1 + stage * 0x85EBCA6B + turn * 0xC2B2AE35 + seed * 0x27D4EB2F) & 0xFFFFFFFF
            mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
            mixed = ((mixed ^ (mixed >> 12)) * 0x297A2D39) & 0xFFFFFFFF
            left, right = right, left ^ ((mixed ^ (mixed >> 15)) & mask)
        at = (left << half) | right
        if at < count:
            return at


def bank_holes(seed: int, first: int, count: int, crop: int, kinds: Sequence[str] | None) -> NDArray[np.uint8]:
    """Holes number `first` .. `first + count` of a bank (`MaskBank`): (count, crop, crop) uint8, 255 = hole."""

    def one(number: int) -> Mask:
        rng = np.random.default_rng((seed, 7, number))
        return masks.sample_mask(masks.sample_kind(rng, kinds), Size(crop, crop), rng)

    return np.stack([one(number) for number in range(first, first + count)])
