"""Traces: guide lines as the exemplar stage follows them.

On each level, every pixel near a line knows which line that is and how far beside it it lies, in the fourth value of
`features`: 8 (the line's number + 1) + the signed distance as a share of the line's reach, 0 where no line is near.
"""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Lines = tuple[tuple[tuple[float, float], ...], ...]
Numbers = tuple[int, ...]
Colours = NDArray[np.float32]
Places = NDArray[np.int32]

# A guide line: what it counts on itself, falling to nothing at its reach, which is ten pixels of a picture in which the
# hole is 80 across, and at least two of any level. Both measured with automatic lines, STRUCTURE of November 2026: 40
# blobs at 512 px and 8 photographs, LPIPS by reach of 6 / 10 / 12 / 24 such pixels: .1614 / .1606 / .1593 / .1633 and
# .1920 / .1927 / .1947 / .1984; by what it counts .03 / .1 / .3: .1641 / .1654 / .1671, F1 of edges .738 / .751 / .740.
_FOLLOW = 0.1
_LINE_REACH = 10.0
_LINE_HOLE = 80.0


@dataclass(frozen=True)
class Traces:
    """Guide lines, and how far beside them structure follows them."""

    lines: Lines
    numbers: Numbers
    reach: float  # picture pixels

    @classmethod
    def of(cls, lines: Lines, numbers: Numbers, radius: float) -> "Traces":
        """radius: the hole's inner radius, picture pixels.  numbers: which line each is a piece of; empty = its own."""
        reach = _LINE_REACH * math.ceil(2 * radius / _LINE_HOLE)
        return cls(lines, numbers or tuple(range(len(lines))), reach)

    def follow(self, features: Colours, scale: float, ty: Places, tx: Places) -> NDArray[np.float32]:
        """Set the fourth value of `features`, (H, W, 4), on a level of this scale. Returns its weight for each target.

        The sign of the distance tells a line's two sides apart, so that what lies above a horizon is not copied below
        it, and the number one line from another. Further away than its reach a line is not there for either side.
        """
        from inpaint_studio.filling import line_kernels

        if not self.lines:
            return np.zeros(len(ty), np.float32)
        reach = np.float32(max(2.0, self.reach / scale))
        near = np.full(features.shape[:2], reach, np.float32)
        for line, number in zip(self.lines, self.numbers, strict=True):
            points = np.array([(y, x) for x, y in line], np.float32) / np.float32(scale) - np.float32(0.5)
            line_kernels.beside_line(features, near, points, number, reach)
        return np.float32(_FOLLOW) * (1 - near[ty, tx] / reach)
