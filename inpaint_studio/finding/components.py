"""Pieces of a probability map: what hangs together, measured all at once, and which class each is of."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage
from scipy.sparse import csr_array
from scipy.sparse.csgraph import breadth_first_order

from inpaint_studio.editing.findings import Polarity
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask import with_neighbours
from inpaint_studio.editing.picture import Mask
from inpaint_studio.finding.pyramid import AGREED, DAMAGE, WRITING

Bytes = NDArray[np.uint8]
Floats = NDArray[np.float32]

# Hysteresis, of probabilities: a piece grows down to the first from a pixel of the second. First the certain ones; then
# the uncertain ones among what is left, so that they do not widen those.
_CERTAIN = (0.35, 0.6)
_UNCERTAIN = (0.15, 0.25)
LOWEST = round(_UNCERTAIN[0] * 255)

_BACKGROUND = 25  # pixels: window of what a piece stands out from
_RIM = 0.2  # of what it stands out by; what is nearer to the surroundings is its rim
_FAINT = 0.03  # brightness by which a piece must stand out for its rim to be known by that
_AROUND = 48  # pixels: window in which other candidates are counted
_STRIDE = 6  # pixels along a line between two of its headings
_JAGGED = 0.45  # radians: deviation of the turns of a crack, whatever its course
_NEIGHBOURS = np.ones((3, 3), bool)
FEATURES = ("strength", "peak", "area", "crowd", "contrast", "writing", "slender", "agreed")


@dataclass(frozen=True, eq=False)
class Pieces:
    """Pieces of one window: arrays of one value each."""

    labels: NDArray[np.int32]  # (H, W), 0 = none, number + 1
    area: Floats  # pixels
    length: Floats  # pixels along it, if it were a line
    width: Floats
    extent: Floats  # pixels from end to end, straight
    contrast: Floats  # brightness less that of its surroundings, in 0..1
    overlay: Floats  # mean probability that it is writing
    features: Floats  # (N, len(FEATURES)), what its certainty is judged by

    def __len__(self) -> int:
        return len(self.area)

    def masks(self) -> Iterator[tuple[int, Rect, Mask]]:
        for number, (rows, columns) in enumerate(ndimage.find_objects(self.labels)):
            own = self.labels[rows, columns] == number + 1
            yield number, Rect.of_edges(columns.start, rows.start, columns.stop, rows.stop), own * np.uint8(255)


def pieces(planes: Bytes, light: Floats, among: NDArray[np.bool_] | None = None) -> Pieces:
    """The pieces of a window. planes: of a `Pyramid`. light: brightness. among: where they may be."""
    damage = planes[DAMAGE]
    labels = _labelled(damage, among)
    count = int(labels.max())
    apart, noise = _apart(damage, light)
    shown = damage.astype(np.float32) / 255
    _trim(labels, count, shown, apart)
    at = np.flatnonzero(labels)
    of = labels.ravel()[at] - 1
    rows, columns = np.divmod(at, labels.shape[1])
    area = _sum(of, count)

    def mean(values: NDArray[Any]) -> Floats:
        return (_sum(of, count, values) / area).astype(np.float32)

    x, y = columns.astype(np.float64), rows.astype(np.float64)
    mx, my = _sum(of, count, x) / area, _sum(of, count, y) / area
    dx, dy = x - mx[of], y - my[of]
    xx, yy, xy = (
        _sum(of, count, value) / area + extra for value, extra in ((dx * dx, 1 / 12), (dy * dy, 1 / 12), (dx * dy, 0))
    )
    root = np.sqrt(((xx - yy) / 2) ** 2 + xy * xy)
    outline = _outline(labels, of, at, count)
    width = np.maximum(2 * area / np.maximum(outline - 2, 1), 1)
    length = np.maximum(area / width, 1)
    extent = np.sqrt(12 * ((xx + yy) / 2 + root))
    shown = shown.ravel()[at]
    peak, inner = _inner(of, count, shown)
    strength = _sum(of[inner], count, shown[inner]) / np.maximum(_sum(of[inner], count), 1)
    contrast = mean(apart.ravel()[at])
    crowd = ndimage.uniform_filter((damage >= LOWEST).astype(np.float32), _AROUND, mode="nearest")
    around = np.maximum(mean(crowd.ravel()[at]) - np.minimum(area / _AROUND**2, 0.2), 0)
    written = mean(planes[WRITING].ravel()[at]) / np.float32(255)
    features = np.stack(
        [
            _logit(strength),
            _logit(peak),
            np.log(area),
            np.log(around + 0.003),
            np.log((np.abs(contrast) + 0.01) / (mean(noise.ravel()[at]) + 0.02)),
            written,
            np.log(length / width),
            _logit(mean(planes[AGREED].ravel()[at]) / 255),
        ],
        1,
    ).astype(np.float32)
    return Pieces(
        labels,
        area.astype(np.float32),
        length.astype(np.float32),
        width.astype(np.float32),
        extent.astype(np.float32),
        contrast.astype(np.float32),
        written,
        features,
    )


def kinds(measured: Pieces, shorter_side: int) -> Iterator[str]:
    """The class of each piece, by its shape alone: a person filters the list by it, nothing more hangs on it."""
    boxes = ndimage.find_objects(measured.labels)
    for number in range(len(measured)):
        slender = float(measured.length[number] / measured.width[number])
        straight = float(measured.extent[number] / measured.length[number])
        if slender < 3 or (measured.area[number] <= 60 and slender < 5):
            yield "dust"
        elif straight > 0.8 and measured.extent[number] > 0.6 * shorter_side:
            yield "fold"
        elif straight > 0.85:
            yield "scratch"
        elif measured.length[number] < 24 or _is_smooth(
            measured.labels[boxes[number]] == number + 1, float(measured.width[number])
        ):
            yield "hair"
        else:
            yield "crack"


def polarity(contrast: float) -> Polarity:
    return "none" if abs(contrast) < 0.01 else "lighter" if contrast > 0 else "darker"


def _labelled(damage: Bytes, among: NDArray[np.bool_] | None) -> NDArray[np.int32]:
    out = np.zeros(damage.shape, np.int32)
    free = np.ones(damage.shape, bool) if among is None else among
    count = 0
    for low, high in (_CERTAIN, _UNCERTAIN):
        labels, last = ndimage.label((damage >= round(low * 255)) & free, _NEIGHBOURS)
        if not last:
            continue
        has_seed = np.zeros(last + 1, bool)
        has_seed[labels[damage >= round(high * 255)]] = True
        has_seed[0] = False
        number = np.zeros(last + 1, np.int32)
        number[has_seed] = count + 1 + np.arange(np.count_nonzero(has_seed))
        own = number[labels]
        out += own
        count += int(np.count_nonzero(has_seed))
        free = free & ~with_neighbours(own > 0)
    return out


def _sum(of: NDArray[np.int32], count: int, values: "NDArray[Any] | None" = None) -> NDArray[np.float64]:
    """Of each piece, the sum of the values of its pixels; without values their number."""
    return np.bincount(of, values, count).astype(np.float64)


def _logit(share: NDArray[np.floating]) -> NDArray[np.floating]:
    bounded = np.clip(share, 0.004, 0.996)
    out: NDArray[np.floating] = np.log(bounded / (1 - bounded))
    return out


def _outline(labels: NDArray[np.int32], of: NDArray[np.int32], at: NDArray[np.intp], count: int) -> NDArray[np.float64]:
    """Sides of pixels between each piece and what is not of it."""
    padded = np.pad(labels, 1)
    inner = padded[1:-1, 1:-1]
    sides = np.zeros(labels.shape, np.float32)
    for neighbour in (padded[:-2, 1:-1], padded[2:, 1:-1], padded[1:-1, :-2], padded[1:-1, 2:]):
        sides += neighbour != inner
    return _sum(of, count, sides.ravel()[at])


def _apart(damage: Bytes, light: Floats) -> tuple[Floats, Floats]:
    """How much lighter each pixel is than what is around it, candidates left out, and how much that varies."""
    known = (~with_neighbours(damage >= LOWEST)).astype(np.float32)
    weight = np.maximum(ndimage.uniform_filter(known, _BACKGROUND, mode="nearest"), 1e-3)
    centred = light - np.float32(light.mean())  # squares of small numbers: no digits are lost
    mean = ndimage.uniform_filter(centred * known, _BACKGROUND, mode="nearest") / weight
    square = ndimage.uniform_filter(centred * centred * known, _BACKGROUND, mode="nearest") / weight
    deviation = np.sqrt(np.maximum(square - mean * mean, 0))
    return (centred - mean).astype(np.float32), deviation.astype(np.float32)


def _trim(labels: NDArray[np.int32], count: int, shown: Floats, apart: Floats) -> None:
    """Leave out the rim of each piece that looks like its surroundings: at a smaller size pieces are wider."""
    at = np.flatnonzero(labels)
    of = labels.ravel()[at] - 1
    _, inner = _inner(of, count, shown.ravel()[at])
    away = np.abs(apart.ravel()[at])
    usual = _sum(of[inner], count, away[inner]) / np.maximum(_sum(of[inner], count), 1)
    looks_alike = (away < _RIM * usual[of]) & (usual[of] > _FAINT)
    labels.ravel()[at[looks_alike]] = 0


def _inner(of: NDArray[np.int32], count: int, shown: Floats) -> tuple[Floats, NDArray[np.bool_]]:
    """The largest probability of each piece, and which pixels are near it: edges are uncertain always."""
    peak = np.zeros(count, np.float32)
    np.maximum.at(peak, of, shown)
    return peak, shown >= 0.7 * peak[of]


def _is_smooth(mask: NDArray[np.bool_], width: float) -> bool:
    """Whether a line has no branches, most of its pixels lying between the two that are furthest from each other along
    it, and is bent as a hair is: everywhere alike."""
    rows, columns = np.nonzero(mask)
    index = np.full((mask.shape[0] + 2, mask.shape[1] + 2), -1, np.int32)
    index[rows + 1, columns + 1] = np.arange(len(rows))
    links = []
    for dy, dx in ((0, 1), (1, -1), (1, 0), (1, 1)):
        other = index[rows + 1 + dy, columns + 1 + dx]
        on = np.flatnonzero(other >= 0)
        links.append((on, other[on]))
    first, second = (np.concatenate(ends) for ends in zip(*links, strict=True))
    graph = csr_array((np.ones(len(first), np.int8), (first, second)), shape=(len(rows),) * 2)
    order, _ = breadth_first_order(graph, 0, directed=False)
    order, before = breadth_first_order(graph, order[-1], directed=False)
    way = []
    node = int(order[-1])
    while node >= 0:
        way.append(node)
        node = int(before[node])
    path = np.zeros(mask.shape, bool)
    path[rows[way], columns[way]] = True
    reach = 2 * round(width) + 1
    beside = ndimage.maximum_filter(path.view(np.uint8), reach, mode="constant") > 0
    if (beside & mask).sum() < 0.85 * len(rows):
        return False
    points = np.stack([columns[way], rows[way]], 1)[:: max(_STRIDE, round(2 * width))].astype(float)
    headings = np.arctan2(*np.diff(points, axis=0).T[::-1])
    turns = (np.diff(headings) + np.pi) % (2 * np.pi) - np.pi
    return len(turns) < 4 or float(turns.std()) < _JAGGED
