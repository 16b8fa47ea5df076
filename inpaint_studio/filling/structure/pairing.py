"""Pairs: which two ends of edges belong together, with a fitted probability, and the curve between them."""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.filling.structure.ends import Ends
from inpaint_studio.filling.structure.field import Field, Floats, Hole
from inpaint_studio.filling.structure.pair_model import probabilities

Indices = NDArray[np.intp]

_SHORTEST = 4.0  # work pixels between two ends
_WIDEST = np.float32(np.radians(60.0))  # between the chord and either tangent
_INSIDE = 0.8  # share of a curve that lies in the hole
_REACHES = 12  # points that a straight end has, to go on to a curve (a T), which
_STRONG = 12 / 255  # and this magnitude
_FIRM = 0.7  # probability of a curve that other ends may end at
_FURTHEST = 60.0  # work pixels, and twice what is straight of it


@dataclass(frozen=True, eq=False)
class Pairs:
    """Pairs of ends that might belong together; m of them."""

    first: Indices
    second: Indices
    features: Floats  # (m, len(NAMES))
    probability: NDArray[np.float32]


def pairs_of(field: Field, ends: Ends) -> Pairs:
    """All pairs with compatible directions and contrasts, unsorted."""
    first, second = np.triu_indices(len(ends), 1)
    chord = ends.point[second] - ends.point[first]
    length = np.hypot(*chord.T)
    ahead = _angle(chord, -ends.tangent[first])  # tangents lead outwards, the curve inwards at its first end
    behind = _angle(chord, ends.tangent[second])
    own, other = -ends.contrast[first], ends.contrast[second]  # in the direction of travel
    agree = (own * other).sum(axis=1) > 0
    good = (length > _SHORTEST) & (np.abs(ahead) < _WIDEST) & (np.abs(behind) < _WIDEST) & agree
    first, second, length, ahead, behind = (part[good] for part in (first, second, length, ahead, behind))
    own, other, chord = own[good], other[good], chord[good]
    size = np.maximum(np.linalg.norm(own, axis=1), np.linalg.norm(other, axis=1))
    contrast = np.linalg.norm(own - other, axis=1) / np.maximum(size, 1e-6)
    one = np.linalg.norm(ends.right[first] - ends.left[second], axis=1)  # on the way, left is right of the first end
    two = np.linalg.norm(ends.left[first] - ends.right[second], axis=1)
    ahead_left = (
        ahead - ends.curvature[first] * length / 2
    )  # on the way in the first edge's curvature has the other sign
    behind_left = behind - ends.curvature[second] * length / 2
    both = np.linalg.norm(own, axis=1) * np.linalg.norm(other, axis=1)
    count = np.array([len(trace) for trace in ends.traces], np.float32)
    features = np.stack(
        [
            _bend(ahead, behind),
            contrast,
            np.minimum(one, two) + 0.3 * np.maximum(one, two),
            np.log(np.minimum(ends.straight[first], ends.straight[second]) + 3),
            np.log(length),
            np.log(np.minimum(ends.magnitude[first], ends.magnitude[second]) * 255),
            np.log1p(_support(ends, first, second, chord)),
            _directions(field, chord),
            _rivals(first, second, len(ends)),
            np.log(np.minimum(ends.magnitude[first], ends.magnitude[second]) / _usual(field)),
            np.log(np.minimum(count[first], count[second])),
            1 - (own * other).sum(axis=1) / np.maximum(both, 1e-9),
            _bend(ahead_left, behind_left),
        ],
        axis=1,
    ).astype(np.float32)
    return Pairs(first, second, features, probabilities(features))


def _bend(ahead: NDArray[np.float32], behind: NDArray[np.float32]) -> NDArray[np.float32]:
    bend: NDArray[np.float32] = np.sqrt(np.maximum(ahead**2 + ahead * behind + behind**2, 0))
    return bend


def _angle(one: Floats, other: Floats) -> NDArray[np.float32]:
    """Signed, in radians, from `one` to `other`."""
    cross = one[:, 0] * other[:, 1] - one[:, 1] * other[:, 0]
    angle: NDArray[np.float32] = np.arctan2(cross, (one * other).sum(axis=1)).astype(np.float32)
    return angle


_PARALLEL = np.float32(np.cos(np.radians(5.0)))


def _support(ends: Ends, first: Indices, second: Indices, chord: Floats) -> NDArray[np.float32]:
    """How many other ends lead along the chord of each pair."""
    if not len(first):
        return np.zeros(0, np.float32)
    along = chord / np.maximum(np.hypot(*chord.T), 1e-6)[:, None]
    parallel = np.abs(along @ ends.tangent.T) > _PARALLEL
    parallel[np.arange(len(first)), first] = False
    parallel[np.arange(len(first)), second] = False
    support: NDArray[np.float32] = parallel.sum(axis=1).astype(np.float32)
    return support


_BINS = 36  # of 180 degrees


def _directions(field: Field, chord: Floats) -> NDArray[np.float32]:
    """Logarithm of the share of the field's edges that run along each chord, against an even spread."""
    strong = (field.magnitude > _STRONG) & (field.distance > 2)
    angle = np.arctan2(field.axis[strong][:, 1], field.axis[strong][:, 0]) / 2 + np.pi / 2  # along the edge
    index = np.floor(np.mod(angle, np.pi) / np.pi * _BINS).astype(int) % _BINS
    count = np.bincount(index, field.magnitude[strong], _BINS)
    count = count + np.roll(count, 1) + np.roll(count, -1)
    share = (count / max(count.sum(), 1e-6) + 0.2 / _BINS) * _BINS
    own = np.floor(np.mod(np.arctan2(chord[:, 1], chord[:, 0]), np.pi) / np.pi * _BINS).astype(int) % _BINS
    logs: NDArray[np.float32] = np.log(share[own]).astype(np.float32)
    return logs


def _usual(field: Field) -> float:
    """Mean magnitude of the edges near the hole."""
    near = (field.distance > 2) & (field.distance < 40)
    return max(float(field.magnitude[near].mean()), 1 / 255) if near.any() else 1 / 255


def _rivals(first: Indices, second: Indices, ends: int) -> NDArray[np.float32]:
    count = np.bincount(first, minlength=ends) + np.bincount(second, minlength=ends)
    rivals: NDArray[np.float32] = np.log1p(count[first] + count[second] - 2).astype(np.float32)
    return rivals


def curve_between(start: Floats, leads: Floats, end: Floats, arrives: Floats) -> Floats:
    """A cubic Hermite curve; (points, 2), about 1 work pixel apart.

    Its tangents are as long as those of the arc that meets the chord at the same angle: chord / cos^2(angle / 2), which
    is the cubic nearest to a circle.
    """
    chord = end - start
    length = float(np.hypot(*chord))
    unit = chord / max(length, 1e-6)
    t = np.linspace(0, 1, max(8, round(length) + 1), dtype=np.float32)[:, None]
    a, b = (side * (2 * length / (1 + max(float(side @ unit), 0.0))) for side in (leads, arrives))
    curve: Floats = (
        (2 * t**3 - 3 * t**2 + 1) * start + (t**3 - 2 * t**2 + t) * a + (3 * t**2 - 2 * t**3) * end + (t**3 - t**2) * b
    )
    return curve.astype(np.float32)


@dataclass(frozen=True, eq=False)
class Curve:
    """What goes on through a hole, in work pixels."""

    points: Floats  # (n, 2), from border to border
    probability: float
    first: int  # of the ends it starts from
    second: int | None  # None: a T, it ends at another curve


def accepted(field: Field, ends: Ends, least: float) -> tuple[Curve, ...]:
    """The pairs of at least this probability, the most likely first; none crosses another, each end is taken once."""
    pairs = pairs_of(field, ends)
    curves: list[Curve] = []
    taken: set[int] = set()
    for number in np.argsort(-pairs.probability, kind="stable"):
        probability = float(pairs.probability[number])
        if probability < least:
            break
        first, second = int(pairs.first[number]), int(pairs.second[number])
        if first in taken or second in taken:
            continue
        points = curve_between(ends.point[first], -ends.tangent[first], ends.point[second], ends.tangent[second])
        if not is_inside(points, field.hole) or any(crosses(points, other.points) for other in curves):
            continue
        curves.append(Curve(points, probability, first, second))
        taken |= {first, second}
    through = tuple(curve for curve in curves if curve.probability >= _FIRM)
    reaching = _reaching(field, ends, through, taken)
    return (*curves, *(curve for curve in reaching if curve.probability >= least))


def _reaching(field: Field, ends: Ends, curves: tuple[Curve, ...], taken: set[int]) -> tuple[Curve, ...]:
    """Straight, strong ends without a partner that run into an accepted curve."""
    reaching: list[Curve] = []
    for number in range(len(ends)):
        if number in taken or ends.straight[number] < _REACHES or ends.magnitude[number] < _STRONG:
            continue
        furthest = min(_FURTHEST, 2 * float(ends.straight[number]))
        ray = ends.point[number] - np.arange(0, furthest, dtype=np.float32)[:, None] * ends.tangent[number]
        meets = [(first_crossing(ray, other.points), other) for other in curves]
        hits = [(at, other) for at, other in meets if at is not None]
        if not hits:
            continue
        at = min(at for at, _ in hits)
        points = ray[: at + 2]
        if len(points) < 3 or not is_inside(points, field.hole):
            continue
        if any(crosses(points[:-2], one.points) for one in reaching):
            continue
        reaching.append(Curve(points, T_PROBABILITY, number, None))
    return tuple(reaching)


T_PROBABILITY = 0.6  # that a straight end goes on to such a curve: 55 to 79 % on 40 hidden holes and 8 photographs


def is_inside(points: Floats, hole: Hole) -> bool:
    """Whether enough of a curve, (n, 2), lies in the hole, (H, W)."""
    height, width = hole.shape
    x, y = np.rint(points).astype(int).T
    ok = (x >= 0) & (y >= 0) & (x < width) & (y < height)
    return bool(hole[y[ok], x[ok]].sum() >= _INSIDE * len(points))


def first_crossing(one: Floats, other: Floats) -> int | None:
    """The segment of `one` that first crosses `other`; polylines (n, 2)."""
    a, b = one[:-1, None], one[1:, None]
    c, d = other[None, :-1], other[None, 1:]

    def side(p: Floats, q: Floats, r: Floats) -> Floats:
        way, other = q - p, r - p
        s: Floats = way[..., 0] * other[..., 1] - way[..., 1] * other[..., 0]
        return s

    hits = (side(a, b, c) * side(a, b, d) < 0) & (side(c, d, a) * side(c, d, b) < 0)
    at = np.flatnonzero(hits.any(axis=1))
    return int(at[0]) if len(at) else None


def crosses(one: Floats, other: Floats) -> bool:
    if len(one) < 2 or len(other) < 2:
        return False
    apart = (one.min(axis=0) > other.max(axis=0)).any() or (other.min(axis=0) > one.max(axis=0)).any()
    return not apart and first_crossing(one, other) is not None
