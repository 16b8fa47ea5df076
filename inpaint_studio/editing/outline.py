"""The outline of a mask, as the line segments between pixels that marching ants walk along."""

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask

Segments = NDArray[np.int32]  # (N, 4): x0, y0, x1, y1 in picture pixels, between pixels: 0, 0 is the picture's corner
Flags = NDArray[np.bool_]

MIDDLE = 128  # a pixel that is at least half masked lies inside


def outline(mask: Mask, rect: Rect | None = None, step: int = 1, threshold: int = MIDDLE) -> Segments:
    """The contour of the mask at `threshold` inside `rect` (the whole mask where None).

    step: picture pixels a cell; below 100 % zoom, take about 1 / zoom, and the outline is that of cells of step x step
    pixels, each as high as its highest pixel, so that a scratch one pixel wide keeps its outline at any zoom.

    Returns horizontal and vertical segments, neighbours on one line joined, x0 <= x1 and y0 <= y1; the picture's own
    edge counts as outline where the mask reaches it. They do not follow each other: draw them with a pen whose brush
    is diagonal stripes and move the stripes, and the ants march in any order of segments.
    """
    size = Size(mask.shape[1], mask.shape[0])
    view = Rect.of_size(size) if rect is None else rect.clip(size)
    if view.is_empty:
        return np.zeros((0, 4), np.int32)
    grid = Size(-(-size.width // step), -(-size.height // step))
    cells = Rect.of_edges(view.x // step, view.y // step, (view.right - 1) // step + 1, (view.bottom - 1) // step + 1)
    wide = cells.grow(1).clip(grid)  # so that a region that continues beyond the view has no edge at the view's end
    inside = np.zeros((wide.height + 2, wide.width + 2), bool)
    inside[1:-1, 1:-1] = _highest(mask, wide, step) >= threshold
    x, y, along, across = wide.x, wide.y, wide.width, wide.height
    flat = _turns(inside, y, along, cells.y, cells.bottom)
    upright = _turns(np.ascontiguousarray(inside.T), x, across, cells.x, cells.right)
    horizontal = np.stack([flat[1] + x, flat[0], flat[2] + x, flat[0]], axis=1)
    vertical = np.stack([upright[0], upright[1] + y, upright[0], upright[2] + y], axis=1)
    segments = np.concatenate([horizontal, vertical]) * step
    np.minimum(segments, np.array([size.width, size.height] * 2), out=segments)
    return segments.astype(np.int32)


def _highest(mask: Mask, cells: Rect, step: int) -> Mask:
    """(cells.height, cells.width): the largest pixel of each step x step cell; cells at the picture's end are cut."""
    area = Rect(cells.x * step, cells.y * step, cells.width * step, cells.height * step)
    part = mask[area.clip(Size(mask.shape[1], mask.shape[0])).slices]
    for _ in range(2):  # rows first, where numpy is quick; then the same on what is left, turned
        if step > 1:
            reduced = np.zeros((-(-part.shape[0] // step), part.shape[1]), np.uint8)
            for offset in range(step):
                rows = part[offset::step]
                np.maximum(reduced[: len(rows)], rows, out=reduced[: len(rows)])
            part = reduced
        part = np.ascontiguousarray(part.T) if step > 1 else part
    return part


def _turns(
    inside: Flags, first: int, length: int, low: int, high: int
) -> tuple[NDArray[np.int64], NDArray[np.int64], NDArray[np.int64]]:
    """Stretches where one row of `inside` differs from the next: the line between them, from, to.

    inside: with one row and column of False around it. first: which line lies under its first row.
    Lines beyond `low` .. `high` are left out: they lie outside the view.
    """
    edge = (inside[1:] != inside[:-1]).reshape(-1)
    turns = np.flatnonzero(edge[1:] != edge[:-1]) + 1
    line, start = np.divmod(turns[0::2], length + 2)
    end = turns[1::2] - line * (length + 2)
    line += first
    visible = (line >= low) & (line <= high)
    return line[visible], start[visible] - 1, end[visible] - 1
