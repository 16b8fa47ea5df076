"""Shapes: rectangles, ellipses and polygons as mask pixels, and their combination with a mask."""

from collections.abc import Sequence
from math import ceil, floor, hypot
from typing import Literal, NamedTuple, assert_never

import numpy as np
from numpy.typing import ArrayLike, NDArray

from inpaint_studio.editing.geometry import NOWHERE, Rect, Size
from inpaint_studio.editing.mask import bounds, feather
from inpaint_studio.editing.picture import Mask

FillRule = Literal["nonzero", "evenodd"]
Combine = Literal["replace", "add", "subtract", "intersect"]

# 15 lines a pixel, each measured to a 17th of a pixel: their product is 255, so that the parts of a pixel that a
# shape covers sum to its mask value without any division, and sums may wrap around in uint8 on the way.
_LINES = 15
_ACROSS = 17


class Shape(NamedTuple):
    """A shape as mask pixels, where it lies in the picture."""

    rect: Rect  # clipped to the picture; empty where nothing of the shape lies in it
    coverage: Mask  # (rect.height, rect.width): how much of each pixel the shape covers, 255 = all


class Frame(NamedTuple):
    """A box that a shape is drawn into, in picture pixels, not rounded."""

    left: float
    top: float
    right: float
    bottom: float


def frame(
    anchor: tuple[float, float], pointer: tuple[float, float], *, square: bool = False, centred: bool = False
) -> Frame:
    """The box dragged from `anchor` to `pointer`: (x, y) picture pixels.

    square: equal sides, the longer one (Shift). centred: `anchor` is the middle (Alt).
    """
    dx, dy = pointer[0] - anchor[0], pointer[1] - anchor[1]
    if square:
        side = max(abs(dx), abs(dy))
        dx, dy = (side if dx >= 0 else -side), (side if dy >= 0 else -side)
    x, y = (anchor[0] - dx, anchor[1] - dy) if centred else anchor
    far_x, far_y = anchor[0] + dx, anchor[1] + dy
    return Frame(min(x, far_x), min(y, far_y), max(x, far_x), max(y, far_y))


def rectangle(box: Frame, size: Size) -> Shape:
    """Exact to the mask's own rounding: each edge pixel holds the share that the rectangle covers."""
    rect = _pixels_of(box, size)
    if rect.is_empty:
        return _nothing()
    across = _overlap(box.left, box.right, rect.x, rect.right)
    down = _overlap(box.top, box.bottom, rect.y, rect.bottom)
    coverage = np.empty((rect.height, rect.width), np.uint8)
    coverage[:] = np.rint(across * 255)  # every row but the first and the last is covered from top to bottom
    for row in (0, -1):
        coverage[row] = np.rint(across * down[row] * 255)
    return Shape(rect, coverage)


def ellipse(box: Frame, size: Size) -> Shape:
    """The ellipse that touches the box's four sides. Each pixel's share is within 12 grey levels of exact."""
    rect = _pixels_of(box, size)
    if rect.is_empty:
        return _nothing()
    middle_x, middle_y = (box.left + box.right) / 2, (box.top + box.bottom) / 2
    radius_x, radius_y = (box.right - box.left) / 2, (box.bottom - box.top) / 2
    line = np.arange(rect.y * _LINES, rect.bottom * _LINES)
    height = ((line + 0.5) / _LINES - middle_y) / radius_y
    line = line[np.abs(height) < 1]
    half = radius_x * np.sqrt(1 - height[np.abs(height) < 1] ** 2)
    return Shape(rect, _between(line, middle_x - half, middle_x + half, rect))


def polygon(points: Sequence[tuple[float, float]] | ArrayLike, size: Size, rule: FillRule = "nonzero") -> Shape:
    """The inside of the closed polygon through `points`, (N, 2) of picture x, y; also what a lasso encloses.

    rule: "nonzero" fills everything that the line winds around, however often it crosses itself (what a hand
    drawing a loop means); "evenodd" leaves out what is enclosed twice. Fewer than three points enclose nothing.
    Each pixel's share is within 12 grey levels of exact where the outline crosses it once.
    """
    corners = np.asarray(points, np.float64).reshape(-1, 2)
    if len(corners) < 3:
        return _nothing()
    low, high = corners.min(axis=0), corners.max(axis=0)
    rect = _pixels_of(Frame(low[0], low[1], high[0], high[1]), size)
    if rect.is_empty:
        return _nothing()
    return Shape(rect, _between(*_spans(corners, rect, rule), rect))


def combine(mask: Mask, shape: Shape, mode: Combine) -> tuple[Rect, Mask]:
    """Combine `shape` with `mask`, (H, W). Returns the rectangle that may change and its new pixels, for `mask_step`.

    "add" takes the larger of the two, "subtract" the smaller of the mask and the shape's inverse, "intersect" the
    smaller of the two, "replace" the shape alone. So each is idempotent, and after adding then
    subtracting a shape nothing of it is left. `mask` is not written to.
    """
    rect, coverage = shape
    match mode:
        case "add":
            return rect, np.maximum(mask[rect.slices], coverage)
        case "subtract":
            return rect, np.minimum(mask[rect.slices], ~coverage)
        case "replace" | "intersect":
            touched = bounds(mask).unite(rect)
            new = np.zeros((touched.height, touched.width), np.uint8)
            inside = new[rect.inside(touched).slices]
            inside[:] = coverage if mode == "replace" else np.minimum(mask[rect.slices], coverage)
            return touched, new
        case _:
            assert_never(mode)


def feathered(shape: Shape, sigma: float, size: Size) -> Shape:
    """The shape with its edge blurred by a Gaussian of `sigma` pixels, in a rectangle as much larger as that reaches.

    The same, to a grey level, as blurring a mask of `size` that holds the shape alone.
    """
    if shape.rect.is_empty or sigma <= 0:
        return shape
    rect = shape.rect.grow(ceil(4 * sigma) + 1).clip(size)  # beyond, less than half a grey level is left
    coverage = np.zeros((rect.height, rect.width), np.uint8)
    coverage[shape.rect.inside(rect).slices] = shape.coverage
    return Shape(rect, feather(coverage, sigma))


def corner_at(points: Sequence[tuple[float, float]], x: float, y: float, reach: float) -> int | None:
    """Which of `points` lies nearest to (x, y) and within `reach` picture pixels: to close or to drag a polygon."""
    distances = [hypot(px - x, py - y) for px, py in points]
    nearest = min(range(len(points)), key=distances.__getitem__, default=None)
    return nearest if nearest is not None and distances[nearest] <= reach else None


def _nothing() -> Shape:
    return Shape(NOWHERE, np.zeros((0, 0), np.uint8))


def _pixels_of(box: Frame, size: Size) -> Rect:
    if not (box.right > box.left and box.bottom > box.top):  # also false for NaN
        return NOWHERE
    left, top = max(0.0, box.left), max(0.0, box.top)
    right, bottom = min(float(size.width), box.right), min(float(size.height), box.bottom)
    if right <= left or bottom <= top:
        return NOWHERE
    return Rect.of_edges(floor(left), floor(top), ceil(right), ceil(bottom))


def _overlap(start: float, end: float, first: int, last: int) -> NDArray[np.float64]:
    """How much of each pixel first .. last lies between `start` and `end`."""
    at = np.arange(first, last, dtype=np.float64)
    share: NDArray[np.float64] = np.clip(np.minimum(at + 1, end) - np.maximum(at, start), 0.0, 1.0)
    return share


def _spans(
    corners: NDArray[np.float64], rect: Rect, rule: FillRule
) -> tuple[NDArray[np.int64], NDArray[np.float64], NDArray[np.float64]]:
    """Where lines through `rect` run inside the polygon: line number (15 a pixel), x from, x to."""
    start, end = corners, np.roll(corners, -1, axis=0)
    downwards = end[:, 1] > start[:, 1]
    upper, lower = np.where(downwards[:, None], start, end), np.where(downwards[:, None], end, start)
    # A line crosses an edge where upper <= its height < lower, so that a corner is counted once.
    first = np.ceil(np.clip(upper[:, 1], rect.y, rect.bottom) * _LINES - 0.5).astype(np.int64)
    last = np.ceil(np.clip(lower[:, 1], rect.y, rect.bottom) * _LINES - 0.5).astype(np.int64)
    count = last - first
    edge = np.repeat(np.arange(len(corners)), count)
    line = np.arange(count.sum()) - np.repeat(np.cumsum(count) - count, count) + first[edge]
    above, below = upper[edge], lower[edge]
    share = ((line + 0.5) / _LINES - above[:, 1]) / (below[:, 1] - above[:, 1])  # 0 .. 1, so no flat edge overflows
    x = above[:, 0] + (below[:, 0] - above[:, 0]) * share
    order = np.lexsort((x, line))
    line, x = line[order], x[order]
    # Every line crosses the closed outline as often downwards as upwards, so its winding ends at 0 by itself.
    winding = np.cumsum(np.where(downwards[edge[order]], 1, -1))
    inside = winding != 0 if rule == "nonzero" else np.arange(1, len(x) + 1) % 2 == 1
    from_here = np.flatnonzero(inside)
    return line[from_here], x[from_here], x[from_here + 1]


def _between(line: NDArray[np.int64], left: NDArray[np.float64], right: NDArray[np.float64], rect: Rect) -> Mask:
    """Coverage in `rect` of the spans `left` .. `right` (picture x) on `line`s; spans of a line do not overlap."""
    width = rect.width + 1  # a column more, for spans that begin beyond the right edge
    change = np.zeros((rect.height, width), np.uint8)
    row = (line // _LINES - rect.y) * width
    # The 17ths of a pixel left of `x` are not covered; from the next pixel on everything is, until the span's end.
    for x, sign in ((left, 1), (right, -1)):
        at = np.rint((np.clip(x, rect.x, rect.right) - rect.x) * _ACROSS).astype(np.int64)
        pixel, part = np.divmod(at, _ACROSS)
        index = np.concatenate([row + pixel, row + np.minimum(pixel + 1, rect.width)])
        amount = np.concatenate([_ACROSS - part, part]) * sign
        np.add.at(change.reshape(-1), index, amount.astype(np.uint8))
    # Each row sums to nothing at its end, so one sum runs through all of them; it is the same between two changes.
    flat = change.reshape(-1)
    turns = np.flatnonzero(flat != 0)
    values = np.concatenate([np.zeros(1, np.uint8), np.cumsum(flat[turns], dtype=np.uint8)])
    coverage = np.repeat(values, np.diff(turns, prepend=0, append=flat.size))
    return coverage.reshape(rect.height, width)[:, :-1]
