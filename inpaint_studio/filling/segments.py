"""Segments: a long scene in pieces that are filled one after the other, each going on from where the last one ended.

A segment aligns and tries its planes by itself, and sees as many planes on either side as any. Two things it takes from
the plane before it: what is invented there is carried on, and whether a hole was filled from other planes. Both are
read off the fills of that plane, so that a job that was cut off, or another machine, goes on as if nothing had
happened. Imports no torch.
"""

from collections.abc import Sequence

import numpy as np

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.filling.carrying import Key
from inpaint_studio.filling.patches import Patch
from inpaint_studio.filling.plane_views import Views
from inpaint_studio.filling.stack_window import REACH, PlacedMask, PlaneFill, Window

LONGEST = 120  # planes with a hole


def segments(planes: Sequence[int]) -> list[tuple[int, ...]]:
    """Planes with a hole of one scene, ascending, divided where they are many and at gaps that no walk goes across."""
    out: list[list[int]] = []
    for plane in planes:
        if not out or len(out[-1]) >= LONGEST or plane - out[-1][-1] > REACH:
            out.append([])
        out[-1].append(plane)
    return [tuple(one) for one in out]


def goes_on(before: int, first: int) -> bool:
    """Whether a segment that begins at plane `first` goes on from one of its scene that ended at plane `before`."""
    return 0 < first - before <= REACH


def border_key(views: Views, number: int, plane: int, before: Sequence[PlaneFill]) -> Key:
    """The plane before a segment, with its fills, as something that is carried on along a patch.

    One that nothing was filled in is carried on as well: it shows what lies there further than planes are looked at.
    """
    view, rect = views.view(number, plane), views.rects[number]
    values, known = view.pixels.astype(np.float32), view.known.copy()
    for fill in before:
        common = rect.intersect(fill.rect)
        if common.is_empty:
            continue
        inside = fill.coverage[common.inside(fill.rect).slices] > 0
        values[common.inside(rect).slices][inside] = fill.pixels[common.inside(fill.rect).slices][inside]
        known[common.inside(rect).slices] |= inside
    return Key(plane, values, known)


def was_taken(window: Window, patch: Patch, before: Sequence[PlaneFill]) -> bool | None:
    """Whether a patch was filled from other planes in the plane before a segment. None = it was not there, or left to
    the plane's own method in part: then it is tried anew, which may only make it calmer."""
    plane = before[0].plane if before else -1
    placed = window.hole(plane) if plane in patch.blocks else None
    if placed is None:
        return None
    mine = patch.hole(placed, plane, window.size)
    there = [fill for fill in before if _overlap(fill, mine)]
    return True if there and all(fill.method == "neighbours" for fill in there) else None


def _overlap(fill: PlaneFill, hole: PlacedMask) -> bool:
    common: Rect = fill.rect.intersect(hole.rect)
    if common.is_empty:
        return False
    theirs = fill.coverage[common.inside(fill.rect).slices] > 0
    return bool((theirs & (hole.mask[common.inside(hole.rect).slices] > 0)).any())
