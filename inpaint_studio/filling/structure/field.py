"""The field: what is known round a hole, at the scale lines are looked for, with its gradients."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.filling.structure.reduction import reduced

Colours = NDArray[np.float32]  # (H, W, 3), 0..1
Hole = NDArray[np.bool_]  # (H, W)
Floats = NDArray[np.float32]

ACROSS = 80  # work pixels that the largest disc in the hole is at most wide
_SIGMA = 1.0  # work pixels: of the smoothing before gradients, and of the structure tensor's
_AWAY = 2.0  # the same, of the distance whose gradient leads away from the hole


@dataclass(frozen=True, eq=False)
class Field:
    """A hole's surroundings at the work scale. Arrays are (H, W, ...) of work pixels.

    A point (x, y) of the field lies at ((x + 0.5) * scale - 0.5, ...) of the picture it was made from.
    """

    scale: int  # picture pixels that a work pixel spans
    colours: Colours  # the hole takes the nearest known colour
    hole: Hole  # less than half known
    gradient: Floats  # (H, W, 6): d/dx of three channels, then d/dy, per work pixel
    magnitude: Floats  # square root of the structure tensor's larger eigenvalue
    axis: Floats  # (H, W, 2): cosine and sine of twice the normal's angle, so that it can be interpolated
    distance: Floats  # to the hole, work pixels; 0 inside
    away: Floats  # (H, W, 2): x, y of the unit vector that leads away from the hole

    def to_picture(self, points: Floats) -> Floats:
        """(..., 2) x, y of work pixels to those of the picture."""
        return ((points + 0.5) * self.scale - 0.5).astype(np.float32)


def scale_for(radius: float) -> int:
    """Picture pixels that a work pixel spans, for a hole of this inner radius in picture pixels."""
    return max(1, math.ceil(2 * radius / ACROSS))


def field_of(colours: Colours, hole: Hole, unknown: Hole | None = None) -> Field:
    """The field of a crop. unknown: other pixels that are not to be read, as other holes are."""
    box = ndimage.find_objects(hole.astype(np.uint8))
    radius = float(ndimage.distance_transform_edt(hole[box[0]]).max()) if box else 1.0
    return field_at(colours, hole, scale_for(radius), unknown)


def reduced_and_continued(
    colours: Colours, hole: Hole, scale: int, unknown: Hole | None = None
) -> tuple[Colours, Floats]:
    """Colours at a scale, (h, w, 3), the nearest known ones where less than half is known; and the share of hole."""
    small, known, own = reduced(colours, hole, unknown, scale)
    places = ndimage.distance_transform_edt(known < 0.5, return_distances=False, return_indices=True)
    return small[tuple(places)], own


def field_at(colours: Colours, hole: Hole, scale: int, unknown: Hole | None = None) -> Field:
    """The field at a scale: picture pixels that a work pixel spans."""
    filled, own = reduced_and_continued(colours, hole, scale, unknown)
    where = own >= 0.5
    smooth = np.stack([ndimage.gaussian_filter(filled[:, :, n], _SIGMA) for n in range(3)], axis=2)
    gradient = np.zeros((*where.shape, 6), np.float32)
    gradient[:, 1:-1, :3] = (smooth[:, 2:] - smooth[:, :-2]) / 2
    gradient[1:-1, :, 3:] = (smooth[2:] - smooth[:-2]) / 2
    dx, dy = gradient[:, :, :3], gradient[:, :, 3:]
    xx, xy, yy = ((a * b).sum(axis=2) for a, b in ((dx, dx), (dx, dy), (dy, dy)))
    half, spread = (xx + yy) / 2, np.hypot((xx - yy) / 2, xy)
    magnitude = np.sqrt(half + spread).astype(np.float32)
    xx, xy, yy = (ndimage.gaussian_filter(part, _SIGMA) for part in (xx, xy, yy))
    axis = np.stack([xx - yy, 2 * xy], axis=2)
    axis /= np.maximum(np.linalg.norm(axis, axis=2, keepdims=True), 1e-12)
    distance = ndimage.distance_transform_edt(~where).astype(np.float32)
    lift = np.gradient(ndimage.gaussian_filter(distance, _AWAY))
    away = np.stack([lift[1], lift[0]], axis=2)
    away /= np.maximum(np.linalg.norm(away, axis=2, keepdims=True), 1e-12)
    return Field(scale, filled, where, gradient, magnitude, axis.astype(np.float32), distance, away.astype(np.float32))
