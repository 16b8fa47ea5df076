"""Lines: what is found round a hole, as curves through it with their probabilities, in the picture's pixels."""

from dataclasses import dataclass

import numpy as np

from inpaint_studio.filling.structure.ends import Ends, ends_of
from inpaint_studio.filling.structure.field import Field, Floats
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


def lines_of(field: Field, least: float = ACCEPTED) -> tuple[Line, ...]:
    """The lines of a field, the most likely first.  least: probability of the least likely one."""
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
