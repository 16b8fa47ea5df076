"""The shape of a guide line: the points by which it is held, and its course once one of them was moved."""

from itertools import accumulate, pairwise
from math import dist

from inpaint_studio.editing.guidance import Points

FEW = 5  # points up to which each of them is a handle and moves alone
_QUARTERS = (0.0, 0.25, 0.5, 0.75, 1.0)  # of the length: the handles of lines with more points


def handles(points: Points) -> tuple[int, ...]:
    """Numbers of the points by which a line is held, both ends among them."""
    if len(points) <= FEW:
        return tuple(range(len(points)))
    along = _lengths(points)
    places = {min(range(len(points)), key=lambda n: abs(along[n] - share * along[-1])) for share in _QUARTERS}
    return tuple(sorted(places | {0, len(points) - 1}))


def moved(points: Points, number: int, x: float, y: float) -> Points:
    """The line with one of its points at (x, y).

    A line of few points keeps the others where they are. One of many bends: what is pulled at an end is turned and
    stretched about the other end, so that a straight line stays straight; what is pulled between them swings softly.
    """
    dx, dy = x - points[number][0], y - points[number][1]
    if len(points) <= FEW:
        return (*points[:number], (x, y), *points[number + 1 :])
    along = _lengths(points)
    total, here = along[-1] or 1.0, along[number]
    made = []
    for (px, py), at in zip(points, along, strict=True):
        if number in (0, len(points) - 1):
            share = 1 - abs(at - here) / total
        else:
            reach = here if at < here else total - here
            off = min(1.0, abs(at - here) / reach) if reach else 1.0
            share = 1 - off * off * (3 - 2 * off)
        made.append((px + share * dx, py + share * dy))
    made[number] = (x, y)
    return tuple(made)


def _lengths(points: Points) -> list[float]:
    """The way along the line to each of its points."""
    return list(accumulate((dist(start, end) for start, end in pairwise(points)), initial=0.0))
