"""Whole-mask operations: a mask in, a new mask out."""

import numpy as np

from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.picture import Mask


def bounds(mask: Mask) -> Rect:
    """The smallest rectangle that holds every pixel above 0; empty where there is none."""
    rows = np.flatnonzero(mask.any(axis=1))
    if not rows.size:
        return NOWHERE
    top, bottom = int(rows[0]), int(rows[-1]) + 1
    columns = np.flatnonzero(mask[top:bottom].any(axis=0))
    return Rect.of_edges(int(columns[0]), top, int(columns[-1]) + 1, bottom)


def invert(mask: Mask) -> Mask:
    return ~mask


def clear(mask: Mask) -> Mask:
    return np.zeros_like(mask)
