"""The live wire: a lasso whose line clings to edges between the points that are clicked.

After E. N. Mortensen and W. A. Barrett, Intelligent Scissors for Image Composition (1995): the path of least cost
through a grid in which pixels on strong edges are cheap. Where nothing stands out from the noise there is no edge to
cling to, and the line is straight.
"""

from collections.abc import Callable
from itertools import pairwise
from math import ceil, hypot, sqrt

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Pixels

Floats = NDArray[np.float32]
Path = NDArray[np.float64]  # (N, 2): x, y in picture pixels, middles of pixels

_MOST_PIXELS = 128 * 128  # searched at once: 4 ms
_FLAT = 0.02  # cost of a pixel on the strongest edge; one far from any edge costs 1
_OVER_NOISE = 4.0  # times the median change in sight: what an edge exceeds, and pure noise does in 1 of 60,000 pixels
_SEEN = 1 / 255  # of black to white, a pixel: the blocks of a JPEG, whose steps are of two or three levels, change less
_SHORTEST = 4  # pixels of edge in a row that the line clings to; fewer are a speck
_GAUSSIAN = np.exp(-0.5 * np.arange(-4, 5, dtype=np.float32) ** 2)
_GAUSSIAN /= _GAUSSIAN.sum()
_PIECE = 80  # pixels: length of the pieces in which a coarse line is refined


class LiveWire:
    """Lines along the edges of one picture."""

    def __init__(self, size: Size, read: Callable[[Rect], Pixels]) -> None:
        """read: returns the picture's pixels in a rectangle inside it, (H, W, C) uint8, uint16 or float32, C 1 .. 4;
        alpha counts as a channel. Called on the thread that requests a line.

        Nothing is computed here, and later only around a line.
        """
        self._read = read
        self._size = size

    @classmethod
    def of(cls, pixels: Pixels) -> "LiveWire":
        """A live wire on an array."""
        return cls(Size(pixels.shape[1], pixels.shape[0]), lambda rect: pixels[rect.slices])

    def path(self, start: tuple[float, float], end: tuple[float, float], *, draft: bool = False) -> Path:
        """The line from `start` to `end`, both picture x, y: middles of pixels, each touching the next.

        Points more than some 100 pixels apart are joined on a coarser picture first, and piece by piece at full size
        along that. draft: stop at the coarse line, whose points then lie further apart: always quick enough to
        follow the pointer. Points outside the picture are moved to its edge.
        """
        first, last = self._pixel(start), self._pixel(end)
        window = self._window(first, last)
        step = ceil(sqrt(window.area / _MOST_PIXELS))
        if step == 1:
            return self._fine(first, last)
        coarse = self._coarse(first, last, window, step)
        if draft:
            return coarse
        pieces = max(2, round(step * len(coarse) / _PIECE))
        stops = np.linspace(0, len(coarse) - 1, pieces + 1).round().astype(int)[1:-1]
        points = [self._pixel(self.snap((coarse[stop, 0], coarse[stop, 1]), step)) for stop in stops]
        line = [np.array([[first[0] + 0.5, first[1] + 0.5]])]
        for here, there in pairwise([first, *points, last]):
            line.append(self._fine(here, there)[1:])
        return np.concatenate(line)

    def snap(self, point: tuple[float, float], reach: int) -> tuple[float, float]:
        """The middle of the pixel on the strongest edge within `reach` pixels of `point`, nearer ones preferred."""
        x, y = self._pixel(point)
        window = Rect(x - reach, y - reach, 2 * reach + 1, 2 * reach + 1).clip(self._size)
        around = window.grow(4).clip(self._size)
        pixels = self._read(around)
        cost = _edge_cost(pixels, _range(pixels))[window.inside(around).slices]
        rows, columns = np.mgrid[window.y : window.bottom, window.x : window.right]
        distance = np.hypot(columns - x, rows - y)
        far = np.where(distance <= reach, cost + 0.3 * distance / max(1, reach), np.inf)
        row, column = divmod(int(np.argmin(far)), window.width)
        return window.x + int(column) + 0.5, window.y + int(row) + 0.5

    def _pixel(self, point: tuple[float, float]) -> tuple[int, int]:
        return (
            min(max(int(point[0]), 0), self._size.width - 1),
            min(max(int(point[1]), 0), self._size.height - 1),
        )

    def _window(self, first: tuple[int, int], last: tuple[int, int]) -> Rect:
        """The search window of a line from `first` to `last`: their bounding box and a margin for detours."""
        box = Rect.of_edges(
            min(first[0], last[0]), min(first[1], last[1]), max(first[0], last[0]) + 1, max(first[1], last[1]) + 1
        )
        return box.grow(max(12, int(0.3 * hypot(box.width, box.height)))).clip(self._size)

    def _fine(self, first: tuple[int, int], last: tuple[int, int]) -> Path:
        window = self._window(first, last)
        pixels = self._read(window)
        ends = np.array([first, last], np.float64) - (window.x, window.y)
        way = _along_edges(_edge_cost(pixels, _range(pixels)), ends).round()
        way += np.array([window.x + 0.5, window.y + 0.5])
        return way

    def _coarse(self, first: tuple[int, int], last: tuple[int, int], window: Rect, step: int) -> Path:
        pixels = self._read(window)
        cost = _edge_cost(_reduced(pixels, step), _range(pixels))
        # In cells, whose middles are whole numbers; the ends lie within theirs, so that a straight line is straight.
        ends = (np.array([first, last]) + 0.5 - (window.x, window.y)) / step - 0.5
        way = _along_edges(cost, ends)
        way += 0.5
        way *= step
        way += np.array([window.x, window.y])
        way[0], way[-1] = np.array(first) + 0.5, np.array(last) + 0.5
        return way


def _range(pixels: Pixels) -> float:
    """From black to white."""
    return float(np.iinfo(pixels.dtype).max) if pixels.dtype.kind == "u" else 1.0


def _edge_cost(pixels: Pixels | Floats, full: float) -> Floats:
    """(H, W) _FLAT .. 1: cheap on edges. The largest gradient of any channel, relative to their 98th percentile.

    full: from black to white.  1 is what does not stand out: noise, texture, the slow change of a sky.
    """
    strongest: Floats = np.zeros(pixels.shape[:2], np.float32)
    for channel in range(pixels.shape[2]):
        soft = np.pad(_smoothed(np.nan_to_num(pixels[..., channel].astype(np.float32))), 1, mode="edge")
        across, down = soft[1:-1, 2:] - soft[1:-1, :-2], soft[2:, 1:-1] - soft[:-2, 1:-1]
        np.maximum(strongest, np.hypot(across, down) / 2, out=strongest)
    sample = strongest[:: max(1, strongest.shape[0] // 64), :: max(1, strongest.shape[1] // 64)]
    faintest = max(_OVER_NOISE * float(np.median(sample)), _SEEN * full)
    strong = max(float(np.percentile(sample, 98)), 1.5 * faintest, 1e-12)
    away = np.clip(1 - strongest / np.float32(strong), 0, 1)
    away[strongest <= faintest] = 1
    cost: Floats = (_FLAT + (1 - _FLAT) * away * away).astype(np.float32)
    return cost


def _smoothed(plane: Floats) -> Floats:
    """A Gaussian of one pixel; past the edge the last pixel goes on.

    Without scipy, which takes 0.4 s to import: the first click of the lasso is answered on the UI thread.
    """
    for axis in (0, 1):
        reach, length = len(_GAUSSIAN) // 2, plane.shape[axis]
        wide = np.pad(plane, [(reach, reach) if one == axis else (0, 0) for one in (0, 1)], mode="edge")
        plane = np.zeros_like(plane)
        for at, weight in enumerate(_GAUSSIAN):
            plane += wide[at : at + length] * weight if axis == 0 else wide[:, at : at + length] * weight
    return plane


def _reduced(pixels: Pixels, step: int) -> Floats:
    """Means of up to 3 x 3 samples of every step x step pixels; incomplete cells are dropped."""
    height, width = pixels.shape[0] // step, pixels.shape[1] // step
    total = np.zeros((height, width, pixels.shape[2]), np.float32)
    offsets = sorted({0, step // 2, step - 1})
    for dy in offsets:
        for dx in offsets:
            total += pixels[dy : height * step : step, dx : width * step : step]
    total /= len(offsets) ** 2
    return total


def _along_edges(cost: Floats, ends: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 2) x, y of the cheapest way through the pixels of `cost`, straight where there is no edge.

    ends: (2, 2) x, y of both; whole numbers are middles of pixels. Where the way is straight it need not be whole.

    Of all the shortest ways through a flat part the search takes any: each first goes diagonally, or wanders.
    """
    (first_x, first_y), (last_x, last_y) = np.clip(ends.round(), 0, np.array(cost.shape)[::-1] - 1).astype(int).tolist()
    way = _cheapest(cost, (first_x, first_y), (last_x, last_y))
    is_edge = cost[way[:, 1].astype(int), way[:, 0].astype(int)] < 1
    turns = np.flatnonzero(np.diff(is_edge.astype(np.int8), prepend=0, append=0)).reshape(-1, 2)
    edges = [(begin, stop - 1) for begin, stop in turns.tolist() if stop - begin >= _SHORTEST]
    way[0], way[-1] = ends if len(way) > 1 else (ends[1], ends[1])
    # Points to go straight between: the ends, and where an edge begins and ends.
    pieces, here = [way[:1]], 0
    for begin, stop in (*edges, (len(way) - 1, len(way) - 1)):
        pieces += [_straight(way[here], way[begin])[1:], way[begin + 1 : stop + 1]]
        here = stop
    return np.concatenate(pieces)


def _straight(start: NDArray[np.float64], end: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N, 2) points a pixel apart along the longer side, both ends among them."""
    line: NDArray[np.float64] = np.linspace(start, end, int(np.abs(end - start).max().round()) + 1)
    return line


def _cheapest(cost: Floats, start: tuple[int, int], end: tuple[int, int]) -> NDArray[np.float64]:
    """(N, 2) x, y of the cheapest path between two pixels of `cost`, 8-connected (Dijkstra)."""
    from scipy.sparse import coo_matrix  # 0.4 s, deferred to the worker that looks for a line
    from scipy.sparse.csgraph import dijkstra

    height, width = cost.shape
    number = np.arange(height * width).reshape(height, width)
    froms, tos, weights = [], [], []
    for dy, dx in ((0, 1), (1, 0), (1, 1), (1, -1)):
        here = (slice(0, height - dy), slice(max(0, -dx), width - max(0, dx)))
        there = (slice(dy, height), slice(max(0, dx), width + min(0, dx)))
        froms.append(number[here].reshape(-1))
        tos.append(number[there].reshape(-1))
        weights.append(((cost[here] + cost[there]) * np.float32(hypot(dx, dy) / 2)).reshape(-1))
    graph = coo_matrix(
        (np.concatenate(weights), (np.concatenate(froms), np.concatenate(tos))), shape=(cost.size, cost.size)
    ).tocsr()
    source, target = int(number[start[1], start[0]]), int(number[end[1], end[0]])
    before = dijkstra(graph, directed=False, indices=np.array([source]), return_predecessors=True)[1][0]
    way = [target]
    while way[-1] != source:
        way.append(int(before[way[-1]]))
    rows, columns = np.divmod(np.array(way[::-1]), width)
    return np.stack([columns, rows], axis=1).astype(np.float64)
