"""Samples of data pictures: as the methods' 0..1 and back, band by band, and which of them are unknown.

What a photograph's samples mean is fixed by its depth and profile. Those of a slice or a tile mean whatever the file
says, and use a small part of their type's range: soft tissue spans 80 of 65,536 steps. So each band is mapped linearly
by the range of its samples round the hole, and what a method answers is rounded into what the band may hold.
"""

import math
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.band_samples import legal
from inpaint_studio.editing.bands import Band
from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask, Pixels
from inpaint_studio.editing.unknown import unknown_of
from inpaint_studio.filling.region import Region
from inpaint_studio.filling.request import FillError, FillRequest, mask_in
from inpaint_studio.filling.rings import Hole, ring
from inpaint_studio.filling.tones import Tones
from inpaint_studio.sentence import say

Colours = NDArray[np.float32]  # (H, W, bands), 0..1 where the picture's values round the hole are

RING = 16  # pixels round a region that its bands' ranges are measured in
_RIM = 4  # pixels that tell of its border
_RARE = 0.005  # share of them at either end that the range leaves out
_MEASURED = 250_000  # pixels; of more, some
_OUTSIDE = 0.5  # how far beyond 0..1 a search for texture tells values apart


@dataclass(frozen=True, eq=False)
class Scales:
    """The linear map of each band's samples to 0..1, for one region."""

    bands: tuple[Band, ...]
    tones: tuple[Tones, ...]  # of each, straight
    first: tuple[int, ...]  # bands that are seen, and that a net is shown together
    least: Colours  # (bands,): of the values round the region, mapped
    most: Colours
    dtype: np.dtype[Any]

    @classmethod
    def of(cls, request: FillRequest, region: Region) -> "Scales | None":
        """The scales of a region; None for a photograph, which has `Tones`.

        Raises FillError, a sentence, where nothing is known around the region.
        """
        picture = request.picture
        if picture.levels is None:
            return None
        rect = region.core.grow(RING).clip(picture.size)
        own = np.zeros((rect.height, rect.width), bool)
        own[region.core.inside(rect).slices] = region.coverage_in(request.mask, request.rect) > 0
        around = ring(own, RING) & known_in(request, rect)
        if not around.any():  # unknown samples lie around it, and known ones further out
            rect = region.reach
            around = known_in(request, rect)
            if not around.any():
                raise FillError(nothing_known(region))
        pixels = composite(picture, request.fills, rect)
        step = max(1, math.ceil(math.sqrt(np.count_nonzero(around) / _MEASURED)))
        values = pixels[::step, ::step][around[::step, ::step]].astype(np.float64)
        if not len(values):
            values = pixels[around].astype(np.float64)
        low, high = np.quantile(values, (_RARE, 1 - _RARE), axis=0)
        unit = 0.0 if pixels.dtype.kind == "f" else 1.0
        tones = tuple(
            Tones.linear(float(low[n]), float(high[n]), pixels[:, :, n : n + 1], around, unit)
            for n in range(len(picture.bands))
        )
        ends = np.stack([values.min(axis=0), values.max(axis=0)])
        least, most = np.stack([one.shown(ends[:, n]) for n, one in enumerate(tones)], axis=1)
        return cls(picture.bands, tones, picture.levels.bands, least, most, pixels.dtype)

    @property
    def faintest(self) -> float:
        """As `Tones.faintest`, of the coarsest band."""
        return max(one.faintest for one in self.tones)

    @property
    def are_fine(self) -> bool:
        """As `Tones.are_fine`, of any band."""
        return any(one.are_fine for one in self.tones)

    @property
    def threes(self) -> tuple[tuple[int, int, int], ...]:
        """The bands as a net gets them: those that are seen first; an incomplete three repeats its last one."""
        return threes(len(self.bands), self.first)

    def shown(self, pixels: Pixels) -> Colours:
        """(H, W, bands) samples, mapped. Those that are no number stay so."""
        planes = [one.shown(pixels[:, :, number].astype(np.float64)) for number, one in enumerate(self.tones)]
        return np.ascontiguousarray(np.stack(planes, axis=2, dtype=np.float32))

    def within(self, colours: Colours) -> Colours:
        """Mapped values, (H, W, bands), no further out than those round the region: a net invents no record."""
        clipped: Colours = np.clip(colours, self.least, self.most)
        return clipped

    def samples(self, colours: Colours) -> Pixels:
        """The inverse of `shown`: finite values as samples that each band may hold, and never its nodata."""
        out = np.empty(colours.shape, self.dtype)
        for number, (band, one) in enumerate(zip(self.bands, self.tones, strict=True)):
            out[:, :, number] = legal(one.inverse(colours[:, :, number]).astype(np.float64), band, self.dtype)
        return out


def threes(count: int, first: tuple[int, ...] = ()) -> tuple[tuple[int, int, int], ...]:
    """So many bands by threes, `first` at the head; the last three repeats its last band."""
    order = [*dict.fromkeys((*first, *range(count)))]
    groups = [order[begin : begin + 3] for begin in range(0, count, 3)]
    return tuple((one[0], one[min(1, len(one) - 1)], one[-1]) for one in groups)


def principal(colours: Colours, known: Hole) -> Colours:
    """(H, W, 3): the three directions in which the known spectra differ most, so that texture is found once for all.

    Distances are those of the spectra, or nearly. One band is shown three times, as a grey photograph is.
    """
    count = colours.shape[2]
    near = np.clip(colours, -_OUTSIDE, 1 + _OUTSIDE)
    if count == 1:
        return np.repeat(near, 3, axis=2)
    if count == 3:
        return near
    spectra = near[known].astype(np.float64)
    spectra = spectra[:: max(1, len(spectra) // _MEASURED)]
    if not len(spectra):
        return np.full((*colours.shape[:2], 3), 0.5, np.float32)
    mean = spectra.mean(axis=0)
    _, axes = np.linalg.eigh((spectra - mean).T @ (spectra - mean))
    axes = axes[:, ::-1][:, :3]
    axes = axes * np.where(axes[np.abs(axes).argmax(axis=0), np.arange(axes.shape[1])] < 0, -1.0, 1.0)
    seen = np.full((*colours.shape[:2], 3), 0.5, np.float32)
    seen[:, :, : axes.shape[1]] += ((near - mean.astype(np.float32)) @ axes.astype(np.float32)).astype(np.float32)
    return seen


def unknown_in(request: FillRequest, rect: Rect) -> Hole | None:
    """`unknown_of` a request's picture and the fills below."""
    return unknown_of(request.picture, request.fills, rect)


def rim_of(request: FillRequest, region: Region) -> Rect:
    """What a smooth fill of a region looks at: four pixels around it; all that it reaches where those are unknown."""
    rect = region.core.grow(_RIM).clip(request.picture.size)
    return rect if not request.picture.is_data or known_in(request, rect).any() else region.reach


def known_in(request: FillRequest, rect: Rect) -> Hole:
    """(rect.height, rect.width): neither marked nor unknown."""
    known: Hole = mask_in(request, rect) == 0
    unknown = unknown_in(request, rect)
    return known if unknown is None else np.asarray(known & ~unknown)


def covered_in(request: FillRequest, rect: Rect) -> Mask:
    """The request's mask, where an unknown sample is covered whole or not at all: half of nothing is no sample."""
    return whole_over_unknown(request, rect, mask_in(request, rect))


def whole_over_unknown(request: FillRequest, rect: Rect, coverage: Mask) -> Mask:
    """`coverage`, (rect.height, rect.width), with all of an unknown sample where there was some of it."""
    unknown = unknown_in(request, rect)
    if unknown is None:
        return coverage
    return np.where(unknown & (coverage > 0), np.uint8(255), coverage)


def refuse_unsurrounded(request: FillRequest, regions: tuple[Region, ...]) -> None:
    """Raises FillError, a sentence, where nothing is known around a region."""
    picture = request.picture
    if not picture.is_data or (picture.unknown is None and picture.pixels.dtype.kind != "f"):
        return
    for region in regions:
        if not known_in(request, region.reach).any():
            raise FillError(nothing_known(region))


def nothing_known(region: Region) -> str:
    return say(
        "Nothing is known around what is marked at {x}, {y}, so there is nothing to fill it from. Unmark it there.",
        x=region.core.x + region.core.width // 2,
        y=region.core.y + region.core.height // 2,
    )


def continued(colours: Colours, unknown: Hole) -> Colours:
    """`colours`, (H, W, C), with the nearest known ones where they are unknown, so that whoever looks reads no sample
    of theirs. 0.5 where nothing is known."""
    if unknown.all():
        return np.full_like(colours, 0.5)
    from scipy import ndimage  # 0.4 s, deferred so that a guest's helper starts sooner

    rows, columns = ndimage.distance_transform_edt(unknown, return_distances=False, return_indices=True)
    return np.ascontiguousarray(colours[rows, columns])
