"""Parts of a hole that many releases ask for: strokes near each other, small enough to land between two frames.

The hole of quick strokes all over a photograph has bounds as wide as the photograph. What is wide is worked out on a
worker, and worked out again for as long as somebody paints: nothing came before a pause.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.history import MaskStep, Step
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask

PART = 2**20  # pixels of a part's bounds


class Part(NamedTuple):
    """What is filled together."""

    rect: Rect
    mask: Mask  # (rect.height, rect.width)
    marks: tuple[Step, ...]  # the steps that marked it


class _Group:
    """Marks that are filled together."""

    def __init__(self, mark: Step, rect: Rect) -> None:
        self.marks, self.rects, self.bounds = [mark], [rect], rect

    def take(self, other: "_Group") -> None:
        self.marks += other.marks
        self.rects += other.rects
        self.bounds = self.bounds.unite(other.bounds)

    def touches(self, rect: Rect) -> bool:
        return any(one.intersects(rect) for one in self.rects)


def parts_of(rect: Rect, mask: Mask, marks: Sequence[Step], most: int = PART) -> list[Part]:
    """Split a hole by the marks that it consists of; the part of the newest mark comes last.

    rect, mask: the hole.  marks: in their order.  most: pixels that the bounds of a part may have; what overlaps stays
    together all the same. What none of the marks has marked is a part without marks.
    """
    whole = [Part(rect, mask, tuple(marks))]
    if rect.area <= most or not marks:
        return whole
    groups: list[_Group] = []
    for mark in marks:
        if not isinstance(mark, MaskStep):
            return whole  # it may be anywhere
        group = _Group(mark, mark.rect)
        overlapping = [one for one in groups if one.touches(mark.rect)]
        near = [] if overlapping else [one for one in groups if one.bounds.unite(mark.rect).area <= most][:1]
        for one in (*overlapping, *near):
            groups.remove(one)
            one.take(group)
            group = one
        groups.append(group)  # the newest last
    left = mask.copy()
    parts = []
    for group in groups:
        area = group.bounds.intersect(rect)
        part = np.zeros((area.height, area.width), np.uint8)
        for marked in group.rects:
            here = marked.intersect(rect)
            if not here.is_empty:
                part[here.inside(area).slices] = mask[here.inside(rect).slices]
                left[here.inside(rect).slices] = 0
        parts.append(_tight(area, part, tuple(group.marks)))
    parts.insert(0, _tight(rect, left, ()))
    return [part for part in parts if not part.rect.is_empty]


def _tight(rect: Rect, mask: Mask, marks: tuple[Step, ...]) -> Part:
    inner = bounds(mask) if mask.size else NOWHERE
    if inner.is_empty:
        return Part(NOWHERE, mask[:0, :0], marks)
    return Part(inner.translate(rect.x, rect.y), mask[inner.slices].copy(), marks)
