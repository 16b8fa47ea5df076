"""Where findings lie: those in a rectangle, and the one at a point."""

from collections.abc import Sequence
from math import ceil

import numpy as np

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect


class FindingPlaces:
    """Thousands of findings, searchable by place."""

    def __init__(self, findings: Sequence[Finding]) -> None:
        self.findings = tuple(findings)
        self._edges = np.array([one.rect for one in self.findings], np.int64).reshape(-1, 4)
        self._edges[:, 2:] += self._edges[:, :2]  # left, top, right, bottom

    def within(self, rect: Rect) -> tuple[Finding, ...]:
        """Those whose rectangle meets `rect`, in their order."""
        left, top, right, bottom = self._edges.T
        meets = (left < rect.right) & (right > rect.x) & (top < rect.bottom) & (bottom > rect.y)
        return tuple(self.findings[number] for number in np.flatnonzero(meets))

    def at(self, x: float, y: float, reach: float) -> Finding | None:
        """The smallest that has a pixel within `reach` picture pixels of a point; None where there is none."""
        around = Rect.of_edges(int(x - reach), int(y - reach), ceil(x + reach) + 1, ceil(y + reach) + 1)
        near = [one for one in self.within(around) if _is_near(one, x, y, around, reach)]
        return min(near, key=lambda one: one.area, default=None)


def _is_near(finding: Finding, x: float, y: float, around: Rect, reach: float) -> bool:
    part = finding.rect.intersect(around)
    rows, columns = np.nonzero(finding.mask[part.inside(finding.rect).slices])
    # To the nearest point of each pixel, not to its middle: a click on a pixel is at no distance from it.
    down = np.maximum(np.abs(rows + part.y + 0.5 - y) - 0.5, 0)
    along = np.maximum(np.abs(columns + part.x + 0.5 - x) - 0.5, 0)
    return bool((down * down + along * along <= reach * reach).any())
