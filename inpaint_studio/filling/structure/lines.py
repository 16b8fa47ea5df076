"""Lines: what is found round a hole, as curves through it with their probabilities, in the picture's pixels."""

from dataclasses import dataclass

import numpy as np

from inpaint_studio.filling.structure.ends import Ends, ends_of
from inpaint_studio.filling.structure.field import Colours, Field, Floats, Hole, field_of
from inpaint_studio.filling.structure.pairing import accepted
from inpaint_studio.filling.structure.thresholds import ACCEPTED, OFFERED

_TRACE = 40  # work pixels of the edge outside the hole that belong to its line


@dataclass(frozen=True, eq=False)
class Line:
    """An edge that goes on through a hole. Points are (n, 2) float32 x, y of picture pixels."""

    before: Floats  # of the edge outside, towards the hole; its last point is the border's
    inside: Floats
    after: Floats  # outside again, away from the hole; empty where the line ends at another (a T)
    probability: float

    @property
    def points(self) -> Floats:
        """The whole of it, in the order of travel."""
        return np.concatenate([self.before, self.inside, self.after])


def find_lines(colours: Colours, hole: Hole, unknown: Hole | None = None, least: float = ACCEPTED) -> tuple[Line, ...]:
    """The lines of one hole, the most likely first.

    colours: (H, W, 3) 0..1; what lies in the hole is not read.  unknown: (H, W) other pixels that are not to be read.
    least: probability of the least likely one.
    """
    if not hole.any() or hole.all():
        return ()
    return lines_of(field_of(colours, hole, unknown), least)


def lines_of(field: Field, least: float = ACCEPTED) -> tuple[Line, ...]:
    """The lines of a field."""
    return _lines_between(field, ends_of(field), least)


def lines_and_offers(field: Field) -> tuple[tuple[Line, ...], tuple[Line, ...]]:
    """The lines of a field that are taken unasked, and others to be offered beside them.

    Not by their probability alone: a T at a line that is taken is taken too, whatever its own.
    """
    ends = ends_of(field)
    lines = _lines_between(field, ends, ACCEPTED)
    more = (line for line in _lines_between(field, ends, OFFERED) if line.probability >= OFFERED)
    return lines, tuple(one for one in more if not any(np.array_equal(one.inside, line.inside) for line in lines))


def _lines_between(field: Field, ends: Ends, least: float) -> tuple[Line, ...]:
    lines = []
    for curve in accepted(field, ends, least):
        before = ends.traces[curve.first][:_TRACE][::-1]
        after = ends.traces[curve.second][:_TRACE] if curve.second is not None else np.zeros((0, 2), np.float32)
        before, inside, after = (field.to_picture(part) for part in (before, curve.points, after))
        lines.append(Line(before, inside, after, curve.probability))
    return tuple(sorted(lines, key=lambda line: -line.probability))
