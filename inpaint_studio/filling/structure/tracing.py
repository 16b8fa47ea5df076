"""Tracing edges, compiled by numba when first called and kept on disk after."""

from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.filling.kernels import compiled
from inpaint_studio.filling.structure.field import Colours, Floats

FEWEST = 7  # points of a trace
_LONGEST = 48
_SIDEWAYS = np.arange(-1.5, 1.75, 0.5).astype(np.float32)  # offsets along the normal that are tried at each step
_STAY = np.float32(0.02)  # of the edge's magnitude that an offset of one pixel costs
_WEAKER = np.float32(0.35)  # of its running magnitude, below which an edge has ended, or
_FAINTEST = np.float32(3.6 / 255)  # below this
_TURN = np.float32(np.cos(np.radians(70.0)))  # between trace and field, at which it has ended
_LENGTHS = (18, 14, 11, 8, 6)  # points over which a tangent is fitted, the longest that is straight enough
_STRAIGHT = 0.35  # root mean square of the distance to the fit, work pixels
_CROOKED = 0.8  # beyond which there is no tangent
_BENT = (32, 24, 18, 14)  # points over which a parabola is fitted, the longest that is smooth enough
_SAGITTA = 4.0  # times the fit's root mean square that an arc must rise above its chord to be one
_BESIDE = np.array([1.5, 2.2, 3.0], np.float32)  # work pixels to either side, where its colours are read
_LOOK = 10  # points from the border over which an edge is described


@compiled
def _at(plane: Floats, x: float, y: float) -> float:
    """Bilinear; clamped at the border."""
    height, width = plane.shape
    x = min(max(x, 0.0), width - 1.001)
    y = min(max(y, 0.0), height - 1.001)
    u, v = int(x), int(y)
    fx, fy = x - u, y - v
    upper = plane[v, u] * (1 - fx) + plane[v, u + 1] * fx
    lower = plane[v + 1, u] * (1 - fx) + plane[v + 1, u + 1] * fx
    return float(upper * (1 - fy) + lower * fy)


@compiled
def _trace(
    starts: Floats, outward: Floats, magnitude: Floats, cosine: Floats, sine: Floats, distance: Floats,
    points: Floats, counts: NDArray[np.int32],
) -> None:  # fmt: skip
    """points: (n, _LONGEST + 1, 2), written; counts: (n,), how many of them."""
    height, width = magnitude.shape
    scores = np.zeros(len(_SIDEWAYS), np.float32)
    for number in range(len(starts)):
        x, y = starts[number, 0], starts[number, 1]
        dx, dy = outward[number, 0], outward[number, 1]
        running = np.float32(_at(magnitude, x, y))
        count = 0
        points[number, count, 0], points[number, count, 1] = x, y
        count += 1
        for _ in range(_LONGEST):
            nx, ny = -dy, dx
            px, py = x + dx, y + dy
            best = 0
            for k in range(len(_SIDEWAYS)):
                off = _SIDEWAYS[k]
                score = _at(magnitude, px + off * nx, py + off * ny) - _STAY * running * abs(off)
                scores[k] = score
                if score > scores[best]:
                    best = k
            off = _SIDEWAYS[best]
            if 0 < best < len(_SIDEWAYS) - 1:
                a, b, c = scores[best - 1], scores[best], scores[best + 1]
                bend = a - 2 * b + c
                if bend < 0:
                    off += np.float32(0.5) * np.float32(0.5) * (a - c) / bend
            px, py = px + off * nx, py + off * ny
            if px < 1 or py < 1 or px > width - 2 or py > height - 2:
                break
            here = np.float32(_at(magnitude, px, py))
            if here < max(_WEAKER * running, _FAINTEST) or _at(distance, px, py) < 1.5:
                break
            angle = np.arctan2(_at(sine, px, py), _at(cosine, px, py)) / 2
            tx, ty = -np.sin(angle), np.cos(angle)
            same = tx * dx + ty * dy
            if same < 0:
                tx, ty, same = -tx, -ty, -same
            if same < _TURN:
                break
            dx, dy = np.float32(0.75) * dx + np.float32(0.25) * tx, np.float32(0.75) * dy + np.float32(0.25) * ty
            length = np.sqrt(dx * dx + dy * dy)
            dx, dy = dx / length, dy / length
            running = np.float32(0.9) * running + np.float32(0.1) * here
            x, y = px, py
            points[number, count, 0], points[number, count, 1] = x, y
            count += 1
        counts[number] = count


def traced(starts: Floats, outward: Floats, magnitude: Floats, axis: Floats, distance: Floats) -> tuple[Floats, ...]:
    """Follow edges from `starts`, (n, 2), the way `outward` leads. Each trace: (points, 2), 1 apart."""
    points = np.zeros((len(starts), _LONGEST + 1, 2), np.float32)
    counts = np.zeros(len(starts), np.int32)
    cosine, sine = (np.ascontiguousarray(axis[:, :, n]) for n in range(2))
    _trace(starts, outward, magnitude, cosine, sine, distance, points, counts)
    return tuple(points[number, :count].copy() for number, count in enumerate(counts))


def tangent_of(trace: Floats) -> tuple[Floats, Floats, float] | None:
    """A point near the border, the unit direction outwards there, and the curvature; None where there is no direction.

    Curvature: 1 / work pixels, above 0 where the trace turns from +x towards +y; 0 where none can be told.
    """
    curved = _curved(trace)
    best: tuple[float, Floats, Floats] | None = None
    for length in _LENGTHS:
        if len(trace) < length:
            continue
        fit = _line(trace[:length])
        if best is None or fit[0] < best[0]:
            best = fit
        if fit[0] < _STRAIGHT:
            best = fit
            break
    if best is None:
        return None
    if curved is not None:
        return curved
    rms, origin, tangent = best
    return None if rms > _CROOKED else (origin, tangent, 0.0)


def _line(part: Floats) -> tuple[float, Floats, Floats]:
    """Root mean square of the distance, the first point put on the line, and the direction: total least squares."""
    centre = part.mean(axis=0)
    x, y = (part - centre).T
    angle = 0.5 * np.arctan2(2 * (x * y).sum(), ((x * x) - (y * y)).sum())
    tangent = np.array([np.cos(angle), np.sin(angle)], np.float32)
    if float((part[-1] - part[0]) @ tangent) < 0:
        tangent = -tangent
    off = -x * tangent[1] + y * tangent[0]
    origin = centre + float((part[0] - centre) @ tangent) * tangent
    return float(np.sqrt((off * off).mean())), origin.astype(np.float32), tangent


def _curved(trace: Floats) -> tuple[Floats, Floats, float] | None:
    """The same by a parabola across the chord of the longest run that one fits; None for a straight trace.

    A line through the first 14 points of an arc has the direction of their middle: at a radius of 60 that is 7 degrees
    off, and half-way through a hole of 70 pixels 4 pixels.
    """
    for length in _BENT:
        if len(trace) < length:
            continue
        part = trace[:length]
        chord = part[-1] - part[0]
        size = float(np.hypot(*chord))
        if size < 0.8 * length:
            continue
        along = chord / size
        across = np.array([-along[1], along[0]], np.float32)
        s, off = (part - part[0]) @ along, (part - part[0]) @ across
        a, b, c = np.polyfit(s, off, 2)
        rms = float(np.sqrt(((np.polyval((a, b, c), s) - off) ** 2).mean()))
        if rms < _STRAIGHT:
            sagitta = abs(a) * size**2 / 4
            if sagitta < _SAGITTA * max(rms, 0.1):
                return None
            tangent = along + b * across
            curvature = 2 * a / (1 + b * b) ** 1.5
            origin = (part[0] + c * across).astype(np.float32)
            return origin, (tangent / np.hypot(*tangent)).astype(np.float32), float(curvature)
    return None


def straight(trace: Floats, origin: Floats, tangent: Floats, curvature: float) -> int:
    """Points until the trace leaves its tangent, or its arc, by more than 1 work pixel and 3 % of the way."""
    along = (trace - origin) @ tangent
    off = np.abs((trace - origin) @ np.array([-tangent[1], tangent[0]], np.float32) - curvature / 2 * along**2)
    leaves = np.flatnonzero(off > 1 + 0.03 * np.arange(len(trace)))
    return int(leaves[0]) if len(leaves) else len(trace)


def sides(
    traces: Sequence[Floats], tangents: Floats, colours: Colours, gradient: Floats, magnitude: Floats
) -> tuple[Floats, Floats, Floats, Floats]:
    """Of each edge over its first points: contrast (n, 3), colours to the left and right (n, 3), magnitude (n,).

    Left is where the normal (y, -x) of the direction (x, y) leads, as seen on a screen whose y goes down.
    """
    count = len(traces)
    contrast, left, right = np.zeros((3, count, 3), np.float32)
    strength = np.zeros(count, np.float32)
    planes = [np.ascontiguousarray(colours[:, :, n]) for n in range(3)]
    steps = [np.ascontiguousarray(gradient[:, :, n]) for n in range(6)]
    for number, trace in enumerate(traces):
        part = np.ascontiguousarray(trace[:_LOOK])
        normal = np.array([tangents[number, 1], -tangents[number, 0]], np.float32)
        strength[number] = np.median(_read(magnitude, part))
        for channel in range(3):
            across = _read(steps[channel], part) * normal[0] + _read(steps[channel + 3], part) * normal[1]
            contrast[number, channel] = np.median(across)
            for out, sign in ((left, 1), (right, -1)):
                beside = (part[None] + (sign * _BESIDE)[:, None, None] * normal).reshape(-1, 2)
                out[number, channel] = np.median(_read(planes[channel], beside.astype(np.float32)))
    return contrast, left, right, strength


@compiled
def _read(plane: Floats, points: Floats) -> Floats:
    values = np.empty(len(points), np.float32)
    for n in range(len(points)):
        values[n] = _at(plane, points[n, 0], points[n, 1])
    return values
