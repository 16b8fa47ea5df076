"""Flaws: what a review holds for damage outside the hole is continued where a fill touches it, but is no source."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.findings import joined
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.request import FillRequest

FEWEST = 2000  # pixels; where fewer sources would remain, flaws are sources too
_MARGIN = 2  # pixels: damage ends softly


def flaws_in(request: FillRequest, rect: Rect) -> NDArray[np.bool_] | None:
    """(rect.height, rect.width): the pixels of flaws in a rectangle of the picture; None where there are none."""
    if not request.flaws:
        return None
    near, boxes = rect.grow(_MARGIN), request.flaw_boxes  # of thousands of flaws, for hundreds of regions
    touches = (boxes[:, 0] < near.right) & (boxes[:, 1] < near.bottom) & (boxes[:, 2] > near.x) & (boxes[:, 3] > near.y)
    touching = [request.flaws[index] for index in np.flatnonzero(touches).tolist()]
    if not touching:
        return None
    _, mask = joined(touching, request.picture.size, _MARGIN, rect)
    flawed = mask > 0
    return flawed if flawed.any() else None


def bar_flaws(request: FillRequest, rect: Rect, barred: NDArray[np.bool_]) -> None:
    """Add them to what is no source of a rectangle, (rect.height, rect.width), unless nothing else would remain."""
    flawed = flaws_in(request, rect)
    if flawed is not None and not (barred | flawed).all():
        barred |= flawed
