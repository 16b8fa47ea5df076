"""Views: the parts of planes round a segment's patches, held for as long as a walk may come by. Imports no torch."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from functools import cached_property

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.lucas_kanade import sampled
from inpaint_studio.editing.motion import STILL, Motion, align
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.filling.stack_window import HELD_BYTES, REACH, Flags, Window

CLEAR = 2  # pixels that a source keeps off any hole: soft edges of marks reach that far
_SPLINE = 8  # pixels round points, beyond which a spline's coefficients are none of theirs
_LEAST_REACH = 4  # planes
_CAP = 0.1  # of full range: larger differences are another thing, not a worse map
_UNKNOWN = 1.0  # more than any
_TELLS = 0.008  # of full range: by so much two maps' errors must differ to tell which one a pixel moves by
_LEAST = 0.0008  # of full range: of what is left of that, averaged over the pixels near by
_GRAIN = 1.5  # pixels that those differences are averaged over, and
_NEAR = 4.0  # pixels: what tells nothing moves as what lies round it

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Range:
    """The linear map of samples to the 0..1 that planes are compared in, one for all planes of a segment."""

    low: Floats  # (C,)
    high: Floats
    colours: int  # leading channels that are compared: all but alpha

    @classmethod
    def of(cls, pixels: Pixels, known: Flags, is_data: bool) -> "Range":
        """pixels, known: of one plane, round a patch."""
        channels = pixels.shape[2]
        colours = channels - (not is_data and channels in (2, 4))
        if pixels.dtype.kind == "u" and not is_data:
            most = float(np.iinfo(pixels.dtype).max)
            return cls(np.zeros(channels, np.float32), np.full(channels, most, np.float32), colours)
        values = pixels[known].astype(np.float64)
        values = values[:: max(1, len(values) // 100_000)]
        if not len(values):
            return cls(np.zeros(channels, np.float32), np.ones(channels, np.float32), colours)
        low, high = np.quantile(values, (0.005, 0.995), axis=0)
        high = np.where(high > low, high, low + np.maximum(1e-6, 1e-6 * np.abs(low)))
        return cls(low.astype(np.float32), high.astype(np.float32), colours)

    def grey(self, pixels: Pixels) -> Floats:
        """(H, W), the mean of the channels that are compared; what is no number is 0."""
        part = slice(0, self.colours)
        shares = (pixels[:, :, part].astype(np.float32) - self.low[part]) / (self.high[part] - self.low[part])
        grey = shares.mean(axis=2, dtype=np.float32)
        if pixels.dtype.kind == "f":
            np.nan_to_num(grey, copy=False, posinf=1, neginf=0)
        clipped: Floats = np.clip(grey, -0.25, 1.25)
        return clipped

    def shares(self, values: Floats) -> Floats:
        """(..., C) differences of samples as shares of the range, of the channels that are compared."""
        out: Floats = values[..., : self.colours] / (self.high - self.low)[: self.colours]
        return out


@dataclass(eq=False)
class View:
    """The part of one plane round one patch."""

    pixels: Pixels  # (h, w, C)
    hole: Flags  # (h, w): marked, of any patch
    known: Flags  # neither marked nor unknown
    scale: Range
    grown: dict[int, Flags] = field(default_factory=dict)

    @cached_property
    def grey(self) -> Floats:
        return self.scale.grey(self.pixels)

    def usable(self, grow: int = 0) -> Flags:
        """What may be a source, where the hole is `grow` pixels larger all round."""
        if grow not in self.grown:
            margin = CLEAR + grow
            clear = ndimage.maximum_filter((~self.known).view(np.uint8), 2 * margin + 1, mode="constant") == 0
            self.grown[grow] = clear
        return self.grown[grow]

    def at(self, points: NDArray[np.float64]) -> Floats:
        """(N, C): samples at x, y, from the plane once, by cubic splines."""
        whole = np.rint(points)
        if np.abs(points - whole).max(initial=0) < 1e-3:  # nothing moves: the samples themselves
            columns = np.clip(whole[:, 0].astype(np.int64), 0, self.pixels.shape[1] - 1)
            rows = np.clip(whole[:, 1].astype(np.int64), 0, self.pixels.shape[0] - 1)
            return self.pixels[rows, columns].astype(np.float32)
        # Splines of what lies round the points alone: mostly a strip beside a hole.
        low, high = points.min(axis=0), points.max(axis=0)
        size = Size(self.pixels.shape[1], self.pixels.shape[0])
        part = Rect.of_edges(int(low[0]), int(low[1]), int(high[0]) + 2, int(high[1]) + 2).grow(_SPLINE).clip(size)
        values, known = self.pixels[part.slices].astype(np.float32), self.known[part.slices]
        if not known.all():  # the hole painted over, so that it does not ring into what lies beside it
            rows, columns = ndimage.distance_transform_edt(~known, return_distances=False, return_indices=True)
            values = values[rows, columns] if known.any() else np.zeros_like(values)
        places = points[:, 1] - part.y, points[:, 0] - part.x
        return np.stack(
            [
                ndimage.map_coordinates(values[:, :, n], places, np.float32, order=3, mode="nearest")
                for n in range(values.shape[2])
            ],
            axis=1,
        )

    def forget(self) -> None:
        """What is only needed near the plane that is being filled."""
        self.__dict__.pop("grey", None)


class Views:
    """The views of a segment of a scene, for all its patches: each plane is decoded once while it stays near."""

    def __init__(
        self, window: Window, scene: range, rects: Sequence[Rect], with_flow: bool, begins: int | None = None
    ) -> None:
        """begins: the plane that is filled first; None = the scene's first."""
        self._window = window
        self._scene = scene
        self.rects = tuple(rects)
        self._with_flow = with_flow
        self._views: dict[int, tuple[View, ...]] = {}
        self._scales: list[Range] | None = None
        self._motions: dict[tuple[int, int], Motion] = {}
        self._second: dict[tuple[int, int], Flags | None] = {}
        self._at = scene[0] if begins is None else begins
        first = window.samples(self._at)
        bytes_each = sum(rect.area for rect in rects) * (first.shape[2] * first.dtype.itemsize + 3)
        self.reach = int(min(REACH, max(_LEAST_REACH, HELD_BYTES / max(1, bytes_each) / 2)))

    def go(self, plane: int) -> None:
        """`plane` is filled now: what lies further away than a walk goes is let go."""
        self._at = plane
        for other in [one for one in self._views if abs(one - plane) > self.reach + 1]:
            del self._views[other]
        for other, views in self._views.items():
            if abs(other - plane) > 4:
                for view in views:
                    view.forget()
        for pair in [pair for pair in self._motions if abs(pair[1] - plane) > self.reach + 2]:
            del self._motions[pair]
        for place in [place for place in self._second if abs(place[1] - plane) > self.reach + 1]:
            del self._second[place]

    def distance(self, plane: int, other: int) -> float:
        return self._window.distance(plane, other)

    def __contains__(self, plane: int) -> bool:
        return plane in self._scene and abs(plane - self._at) <= self.reach

    def view(self, patch: int, plane: int) -> View:
        if plane not in self._views:
            self._views[plane] = self._cut(plane)
        return self._views[plane][patch]

    def motion(self, patch: int, plane: int, other: int) -> Motion:
        """From a plane to the one beside it."""
        first = min(plane, other)
        forward = self._motions.get((patch, first))
        if forward is None:
            forward = self._aligned(patch, first)
            self._motions[patch, first] = forward
        return forward if plane < other else forward.inverse

    def second(self, patch: int, plane: int) -> Flags | None:
        """(h, w): what of a plane moves by the second map rather than by the first; None where there is no second."""
        if (patch, plane) not in self._second:
            self._second[patch, plane] = self._moving_by_second(patch, plane)
        return self._second[patch, plane]

    def _moving_by_second(self, patch: int, plane: int) -> Flags | None:
        pairs = [other for other in (plane - 1, plane + 1) if other in self._scene]
        layers = {other: self.motion(patch, plane, other).layers for other in pairs}
        if all(one[2] is None for one in layers.values()):
            return None
        view = self.view(patch, plane)
        height, width = view.grey.shape
        rows, columns = np.mgrid[:height, :width]
        points = np.stack([columns.ravel(), rows.ravel()], axis=1).astype(np.float64)
        errors = np.full((2, height, width), _UNKNOWN, np.float32)
        for other, (first, _, second) in layers.items():
            there = self.view(patch, other)
            for number, motion in enumerate((first, second)):
                if motion is not None:
                    errors[number] = np.minimum(errors[number], _unlike(view, there, motion, points))
        both = (errors < _UNKNOWN).all(axis=0)
        tells = np.where(both, errors[0] - errors[1], np.float32(0))
        tells[np.abs(tells) < _TELLS] = 0
        return np.asarray(ndimage.gaussian_filter(tells, _NEAR) > _LEAST, bool)

    def _aligned(self, patch: int, plane: int) -> Motion:
        a, b = self.view(patch, plane), self.view(patch, plane + 1)
        if self._window.axis == "page":
            return STILL
        guess = self._motions.get((patch, plane - 1)) or self._motions.get((patch, plane + 1))
        return align(a.grey, b.grey, a.known, b.known, a.hole, guess, with_flow=self._with_flow)

    def _cut(self, plane: int) -> tuple[View, ...]:
        samples, placed = self._window.samples(plane), self._window.hole(plane)
        unknown = self._window.unknown(plane)
        cut = []
        for number, rect in enumerate(self.rects):
            pixels = samples[rect.slices].copy()
            hole = np.zeros(pixels.shape[:2], bool) if placed is None else placed.inside(rect) > 0
            known = ~hole
            if unknown is not None:
                known &= ~unknown[rect.slices]
            if pixels.dtype.kind == "f":
                known &= np.isfinite(pixels).all(axis=2)
            scale = self._scale(number, pixels, known)
            cut.append(View(pixels, hole, known, scale))
        if self._scales is None:
            self._scales = [view.scale for view in cut]
        return tuple(cut)

    def _scale(self, number: int, pixels: Pixels, known: Flags) -> Range:
        if self._scales is not None:
            return self._scales[number]
        return Range.of(pixels, known, bool(self._window.bands))


def _unlike(view: View, other: View, motion: Motion, points: NDArray[np.float64]) -> Floats:
    """(h, w): how much a plane differs near each pixel from where that lies in another, of full range; `_UNKNOWN` where
    either is not known."""
    shape = view.grey.shape
    places = motion.moved(points)
    inside = ((places >= 0) & (places <= np.array([shape[1] - 1, shape[0] - 1]))).all(axis=1)
    known = inside & (sampled(other.known.astype(np.float32), places) > 0.99)
    both = view.known & known.reshape(shape)
    if not both.any():
        return np.full(shape, _UNKNOWN, np.float32)
    difference = sampled(other.grey, places).reshape(shape) - view.grey
    difference -= np.median(difference[both])
    difference = np.where(both, np.minimum(np.abs(difference), np.float32(_CAP)), np.float32(0))
    weight = ndimage.gaussian_filter(both.astype(np.float32), _GRAIN)
    out = ndimage.gaussian_filter(difference, _GRAIN) / np.maximum(weight, np.float32(1e-6))
    return np.where(both, out, np.float32(_UNKNOWN)).astype(np.float32)
