"""Ends: edges that enter a hole, traced outwards from its border and described by what lies on their two sides."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.filling.structure import tracing
from inpaint_studio.filling.structure.field import Field, Floats

_NEAR, _FAR = 2.5, 4.5  # work pixels from the hole between which an end is looked for, nearest to
_BEST = 3.0
_FAINTEST = 6 / 255  # magnitude
_ENTERS = 0.3  # cosine between the edge and the way out, above which it enters the hole and does not run along it


@dataclass(frozen=True, eq=False)
class Ends:
    """All ends of one hole; n of them. Points are x, y of work pixels, directions lead out of the hole."""

    traces: tuple[Floats, ...]  # n times (points, 2), outwards from the border, 1 apart
    point: Floats  # (n, 2), where the edge enters the hole
    tangent: Floats  # (n, 2), unit
    straight: NDArray[np.float32]  # (n,) points of the trace until it leaves its tangent, or its arc
    curvature: NDArray[np.float32]  # (n,) 1 / work pixels, above 0 where it turns from +x towards +y on its way out
    magnitude: NDArray[np.float32]  # (n,) at the border
    contrast: Floats  # (n, 3): change of colour across the edge to its left, per work pixel
    left: Floats  # (n, 3) colours beside the edge
    right: Floats

    def __len__(self) -> int:
        return len(self.traces)


def ends_of(field: Field) -> Ends:
    """The ends of a field, in raster order of where they begin."""
    starts, outward = _starts(field)
    traces = tracing.traced(starts, outward, field.magnitude, field.axis, field.distance)
    points, tangents, straights, curvatures, fitted = [], [], [], [], []
    for number, trace in enumerate(traces):
        if len(trace) < tracing.FEWEST:
            continue
        fit = tracing.tangent_of(trace)
        if fit is None:
            continue
        origin, tangent, curvature = fit
        points.append(_border(field, origin, tangent))
        tangents.append(tangent)
        straights.append(tracing.straight(trace, origin, tangent, curvature))
        curvatures.append(curvature)
        fitted.append(number)
    chosen = tuple(traces[number] for number in fitted)
    if not chosen:
        nothing = np.zeros((0, 2), np.float32)
        none = np.zeros((0, 3), np.float32)
        empty = nothing[:, 0]
        return Ends((), nothing, nothing, empty, empty, empty, none, none, none)
    contrast, left, right, strength = tracing.sides(
        chosen, np.array(tangents, np.float32), field.colours, field.gradient, field.magnitude
    )
    return Ends(
        chosen,
        np.array(points, np.float32),
        np.array(tangents, np.float32),
        np.array(straights, np.float32),
        np.array(curvatures, np.float32),
        strength,
        contrast,
        left,
        right,
    )


def _starts(field: Field) -> tuple[Floats, Floats]:
    """Where to trace from: (n, 2) points, and (n, 2) unit vectors along the edge that lead away from the hole."""
    ring = (field.distance >= _NEAR) & (field.distance < _FAR) & (field.magnitude > _FAINTEST)
    ring[:1], ring[-1:], ring[:, :1], ring[:, -1:] = False, False, False, False
    rows, columns = np.nonzero(ring)
    angle = np.arctan2(field.axis[rows, columns, 1], field.axis[rows, columns, 0]) / 2
    normal = np.stack([np.cos(angle), np.sin(angle)], axis=1)
    along = np.stack([-normal[:, 1], normal[:, 0]], axis=1)
    away = (along * field.away[rows, columns]).sum(axis=1)
    along *= np.where(away < 0, -1, 1)[:, None]
    places = np.stack([columns, rows], axis=1).astype(np.float32)
    beside = [
        ndimage.map_coordinates(field.magnitude, (places + step * normal).T[::-1], order=1, mode="nearest")
        for step in (-1, 1)
    ]
    own = field.magnitude[rows, columns]
    good = (np.abs(away) > _ENTERS) & (own >= beside[0]) & (own >= beside[1])
    marked = np.zeros(ring.shape, bool)
    marked[rows[good], columns[good]] = True
    labels, _ = ndimage.label(marked, np.ones((3, 3), int))
    off = np.abs(field.distance[rows[good], columns[good]] - _BEST)
    group = labels[rows[good], columns[good]]
    order = np.lexsort((off, group))
    _, first = np.unique(group[order], return_index=True)
    chosen = order[first]
    return places[good][chosen], along[good][chosen].astype(np.float32)


def _border(field: Field, origin: Floats, tangent: Floats) -> Floats:
    """Where the tangent meets the hole, going inwards from `origin`."""
    height, width = field.hole.shape
    point = origin.copy()
    for _ in range(16):
        x, y = round(float(point[0])), round(float(point[1]))
        if not (0 <= x < width and 0 <= y < height) or field.distance[y, x] < 1.0:
            break
        point = point - np.float32(0.5) * tangent
    return point
