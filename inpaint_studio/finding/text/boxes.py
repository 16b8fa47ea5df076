"""Boxes of text: rectangles at any angle round the lines that a heat map shows.

The detector is taught the core of a line, shrunken by area · (1 - .4²) / perimeter: boxes are grown back (Liao et al.,
"Real-time Scene Text Detection with Differentiable Binarization", 2020, eq. 6 and 10).
"""

import math
from collections.abc import Iterable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.spatial import ConvexHull

from inpaint_studio.editing.geometry import Rect

HEAT = 0.3  # from here on a pixel belongs to a core
_LEAST_SCORE = 0.5  # mean heat of a core
_LEAST_SIDE = 3.0  # pixels of a core in the heat map
_GROWTH = 1.6  # times area / perimeter

Points = NDArray[np.float64]  # (N, 2), x and y


@dataclass(frozen=True)
class TextBox:
    """A line, or a piece of one, in picture pixels; `angle` is that of its length, radians from x towards y."""

    x: float  # centre
    y: float
    length: float
    height: float
    angle: float = 0.0  # -pi/2 < angle <= pi/2
    score: float = 1.0  # mean heat of its core

    @property
    def along(self) -> tuple[float, float]:
        return math.cos(self.angle), math.sin(self.angle)

    @property
    def corners(self) -> Points:
        """(4, 2), clockwise from the beginning of the upper side."""
        (cosine, sine), half, tall = self.along, self.length / 2, self.height / 2
        return np.array(
            [
                (self.x + u * half * cosine - v * tall * sine, self.y + u * half * sine + v * tall * cosine)
                for u, v in ((-1, -1), (1, -1), (1, 1), (-1, 1))
            ]
        )

    @property
    def area(self) -> float:
        return self.length * self.height

    def grown(self, length: float, height: float) -> "TextBox":
        """With that many pixels more on each side."""
        return replace(self, length=self.length + 2 * length, height=self.height + 2 * height)

    def scaled(self, across: float, down: float) -> "TextBox":
        """In a picture that is so many times as wide and high; `across` and `down` are nearly equal."""
        mean = math.sqrt(across * down)
        return replace(self, x=self.x * across, y=self.y * down, length=self.length * mean, height=self.height * mean)

    def bounds(self, whole: Rect) -> Rect:
        """The upright rectangle round it, inside `whole`."""
        low, high = np.floor(self.corners.min(axis=0)), np.ceil(self.corners.max(axis=0))
        return Rect.of_edges(int(low[0]), int(low[1]), int(high[0]), int(high[1])).intersect(whole)

    def covers(self, rect: Rect) -> NDArray[np.bool_]:
        """(rect.height, rect.width): which pixels' middles lie in it."""
        rows, columns = np.mgrid[rect.y : rect.bottom, rect.x : rect.right]
        u, v = self.coordinates(columns + 0.5, rows + 0.5)
        inside: NDArray[np.bool_] = (np.abs(u) <= self.length / 2) & (np.abs(v) <= self.height / 2)
        return inside

    def coordinates(self, x: NDArray[np.float64], y: NDArray[np.float64]) -> tuple[Points, Points]:
        """Places along and across it, from its centre."""
        (cosine, sine), dx, dy = self.along, x - self.x, y - self.y
        return dx * cosine + dy * sine, dy * cosine - dx * sine


def boxes_of(heat: NDArray[np.float32]) -> list[TextBox]:
    """The boxes of a heat map, in its pixels."""
    labels, _ = ndimage.label(heat > HEAT, np.ones((3, 3)))
    boxes = []
    for number, matches in enumerate(ndimage.find_objects(labels), start=1):
        if matches is None:
            continue
        own = labels[matches] == number
        score = float(heat[matches][own].mean())
        if score < _LEAST_SCORE:
            continue
        corner = np.array([matches[1].start, matches[0].start], np.float64)
        core = smallest_box(_row_ends(own) + corner)
        if core.height < _LEAST_SIDE:
            continue
        grow = _GROWTH * core.area / (2 * (core.length + core.height))
        boxes.append(replace(core.grown(grow, grow), score=score))
    return boxes


def _row_ends(own: NDArray[np.bool_]) -> Points:
    """The first and the last pixel of each row: no other can be a corner of the convex hull."""
    rows = np.flatnonzero(own.any(axis=1))
    first, last = own[rows].argmax(axis=1), own.shape[1] - 1 - own[rows][:, ::-1].argmax(axis=1)
    return np.stack([np.concatenate([first, last]), np.concatenate([rows, rows])], axis=1).astype(np.float64)


def smallest_box(pixels: Points) -> TextBox:
    """The smallest rectangle round pixels, given by their indices (x, y): one side lies along their convex hull."""
    corners = np.concatenate([pixels + offset for offset in ((0, 0), (1, 0), (0, 1), (1, 1))])
    hull = corners[ConvexHull(corners).vertices]
    edges = np.roll(hull, -1, axis=0) - hull
    best: tuple[float, TextBox] | None = None
    for angle in np.unique(np.round(np.arctan2(edges[:, 1], edges[:, 0]) % (math.pi / 2), 6)):
        cosine, sine = math.cos(angle), math.sin(angle)
        u, v = hull @ (cosine, sine), hull @ (-sine, cosine)
        length, height = float(np.ptp(u)), float(np.ptp(v))
        if best is None or length * height < best[0] - 1e-9:
            middle_u, middle_v = (u.max() + u.min()) / 2, (v.max() + v.min()) / 2
            x, y = middle_u * cosine - middle_v * sine, middle_u * sine + middle_v * cosine
            best = length * height, _box(float(x), float(y), length, height, float(angle))
    assert best is not None
    return best[1]


def _box(x: float, y: float, length: float, height: float, angle: float) -> TextBox:
    """With the longer side as its length."""
    if height > length:
        length, height, angle = height, length, angle + math.pi / 2
    if angle > math.pi / 2 + 1e-9:
        angle -= math.pi
    return TextBox(x, y, length, height, angle)


def overlap(one: TextBox, other: TextBox) -> float:
    """The share of the smaller box's area that both cover, from a grid of 12 x 12 places in it."""
    small, large = (one, other) if one.area <= other.area else (other, one)
    steps = (np.arange(12) + 0.5) / 12 - 0.5
    u, v = (axis.ravel() for axis in np.meshgrid(steps * small.length, steps * small.height))
    cosine, sine = small.along
    along, across = large.coordinates(small.x + u * cosine - v * sine, small.y + u * sine + v * cosine)
    return float(((np.abs(along) <= large.length / 2) & (np.abs(across) <= large.height / 2)).mean())


def without_repeats(boxes: Iterable[TextBox], share: float = 0.5) -> list[TextBox]:
    """Without boxes of which one that came before covers more than `share`. Give the trusted ones first."""
    stored: list[TextBox] = []
    for box in boxes:
        if all(overlap(box, other) <= share for other in stored):
            stored.append(box)
    return stored
