"""From deviations to components: hysteresis, confidence and polarity."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Mask
from inpaint_studio.finding.infrared.analysis import STEPS, Calibration, depths
from inpaint_studio.finding.infrared.filters import middle
from inpaint_studio.finding.samples import Samples, top_of

GROW, SEED = 2.75, 5.25  # deviations: what belongs to dust, and what its deepest pixel needs at the default threshold
LEAST_SEED = 4.0  # of the least certain proposal: some in a megapixel of pure noise
_OF_PEAK = 0.22  # of the deepest pixel near by: what is shallower is the blur of the infrared, not dust
_NEAR = 9  # pixels a side in which that is: a faint hair that touches a deep speck stays
_SPECK, _FEWER = 3, 0.7  # pixels: fewer are noise more often than dust, and count as so much less deep
_AT_ONCE = 256  # components between two points of cancellation
_RING = 4  # pixels round a component that it is compared with
_LARGEST = 0.02  # of the frame: what is larger and lies at the edge is a holder, not dust


@dataclass(frozen=True, eq=False)
class Dust:
    """One component."""

    rect: Rect
    mask: Mask  # (rect.height, rect.width), 255 or 0
    depth: float  # deviations, of its deepest pixel
    contrast: float  # of luminance against the ring round it, in shares of the range; below 0 = darker
    is_holder: bool  # may be the edge of the scanner's film holder

    @property
    def confidence(self) -> float:
        """.5 at `SEED`, and never quite 1."""
        return self.depth / (self.depth + SEED)


@dataclass(frozen=True)
class Analysed:
    """Progress: rows that were measured."""

    rows: int
    of: int


def detect(frame: Calibration, pixels: Samples, infrared: Samples) -> Iterator[Analysed | Dust]:
    """Every component, the most certain first, after the whole frame was measured."""
    from scipy import ndimage  # 0.4 s to import

    deviations = np.empty((frame.size.height, frame.size.width), np.uint16)
    for band in depths(frame, pixels, infrared):
        deviations[band.rect.slices] = band.deviations
        yield Analysed(band.rect.bottom, frame.size.height)
    labels, count = ndimage.label(deviations >= GROW * STEPS, np.ones((3, 3)))
    if not count:
        return
    peaks = _peaks(labels, deviations, count)
    boxes = ndimage.find_objects(labels)
    order = np.argsort(-peaks[1:].astype(np.int64), kind="stable") + 1
    listed: list[Dust] = []
    for number in order:
        peak = int(peaks[number])
        if peak < LEAST_SEED * STEPS:
            break
        rows, columns = boxes[number - 1]
        rect = Rect.of_edges(columns.start, rows.start, columns.stop, rows.stop)
        inside = labels[rect.slices] == number
        here = np.where(inside, deviations[rect.slices], 0)
        inside &= here >= _OF_PEAK * ndimage.maximum_filter(here, _NEAR)
        listed.append(_dust(rect, inside, peak / STEPS, pixels, frame))
        if not len(listed) % _AT_ONCE:
            yield Analysed(frame.size.height, frame.size.height)  # a point of cancellation
    yield from sorted(listed, key=lambda one: -one.depth)


def _peaks(labels: NDArray[Any], deviations: NDArray[np.uint16], count: int) -> NDArray[np.uint16]:
    """The deepest of each label, (count + 1,): in rows, so that what is marked alone is gathered."""
    peaks = np.zeros(count + 1, np.uint16)
    at = np.flatnonzero(labels)
    np.maximum.at(peaks, labels.ravel()[at], deviations.ravel()[at])
    return peaks


def _dust(rect: Rect, inside: NDArray[np.bool_], depth: float, pixels: Samples, frame: Calibration) -> Dust:
    rows, columns = np.flatnonzero(inside.any(axis=1)), np.flatnonzero(inside.any(axis=0))
    tight = Rect.of_edges(int(columns[0]), int(rows[0]), int(columns[-1]) + 1, int(rows[-1]) + 1)
    mask = np.where(inside[tight.slices], np.uint8(255), np.uint8(0))
    rect = tight.translate(rect.x, rect.y)
    whole = Rect.of_size(frame.size)
    if np.count_nonzero(mask) < _SPECK:
        depth *= _FEWER
    at_edge = rect.x == 0 or rect.y == 0 or rect.right == whole.right or rect.bottom == whole.bottom
    is_holder = at_edge and rect.area > _LARGEST * whole.area
    return Dust(rect, mask, depth, _contrast(rect, mask, pixels, frame), is_holder)


def _contrast(rect: Rect, mask: Mask, pixels: Samples, frame: Calibration) -> float:
    around = rect.grow(_RING).clip(frame.size)
    colours = 1 if pixels.shape[2] <= 2 else 3
    luminance = pixels[around.slices][:, :, :colours].astype(np.float32).mean(axis=2)
    inside = np.zeros(luminance.shape, bool)
    inside[rect.inside(around).slices] = mask > 0
    if inside.all():
        return 0.0
    return (middle(luminance[inside]) - middle(luminance[~inside])) / top_of(pixels.dtype)
