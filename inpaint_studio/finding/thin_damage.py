"""Thin damage by the finder's net: scratches, hairs, dust, cracks and folds, with their certainty."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.mask import brightness
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.finding.components import FEATURES, LOWEST, Pieces, kinds, pieces, polarity
from inpaint_studio.finding.finder import Progress, View
from inpaint_studio.finding.pyramid import Look, Net, Pyramid, looks_of
from inpaint_studio.sentence import say

Bools = NDArray[np.bool_]

_WRITTEN = 0.5  # mean probability of writing from which a piece is not suggested


_COUNT = len(FEATURES)


@dataclass(frozen=True)
class Judgement:
    """How certain a piece is: a logistic function of its features, .5 at the default threshold.

    A large scan has a function of its own. In halves and quarters texture is gone, so far less of it is mistaken for
    damage, and how crowded or slender a piece is says less: fitted on small photographs these took the recall of dust
    on film from .54 to .41.
    """

    weights: Sequence[float]  # of 1 and of each of FEATURES, where a picture is looked at in its own size
    reduced: Sequence[float] = ()  # and where it is looked at in smaller sizes alone; () = the same
    mean: Sequence[float] = (0.0,) * _COUNT  # of the features, and their deviation, where the weights were fitted
    deviation: Sequence[float] = (1.0,) * _COUNT

    @classmethod
    def of(cls, numbers: Sequence[float]) -> "Judgement":
        """From one row, as a file holds it: mean, deviation, weights and, where it was fitted, `reduced`.

        Raises ValueError for another number of them.
        """
        last = 3 * _COUNT + 1
        if len(numbers) not in (last, last + _COUNT + 1):
            raise ValueError(f"{len(numbers)} numbers are no judgement.")
        mean, deviation, weights = numbers[:_COUNT], numbers[_COUNT : 2 * _COUNT], numbers[2 * _COUNT : last]
        return cls(tuple(weights), tuple(numbers[last:]), tuple(mean), tuple(deviation))

    def at(self, looks: Sequence[Look]) -> "Judgement":
        """That of a picture in these looks."""
        if looks[0].scale == 1 or not self.reduced:
            return self
        return replace(self, weights=self.reduced)

    def certainty(self, measured: Pieces) -> NDArray[np.float32]:
        usual = (measured.features - np.asarray(self.mean)) / np.asarray(self.deviation)
        score = np.clip(self.weights[0] + usual @ np.asarray(self.weights[1:]), -30, 30)
        certain: NDArray[np.float32] = (1 / (1 + np.exp(-score))).astype(np.float32)
        return certain


# Until one is fitted: what the net is sure of, and that is no writing, is damage.
PLAIN = Judgement((-1.0, 1.0, 0.5, 0.0, 0.0, 0.0, -3.0, 0.0, 0.0))


def thin_damage(
    view: View, net: Net, judgement: Judgement, source: str, looks: Sequence[Look] = ()
) -> Iterator[Progress | Finding]:
    """Findings block by block, what is in view first, in each the most certain first; then those across blocks.

    A finding is whole: what reaches from one block into another comes last. Yields Progress several times a block.
    """
    pyramid = Pyramid(view.pixels, net, looks or looks_of(view.size))
    judgement = judgement.at(pyramid.looks)
    blocks = pyramid.blocks(view.first)
    whole = Rect.of_size(view.size)
    across = Across(view, judgement, source)
    total = len(blocks) * (len(pyramid.looks) + 1)
    for number, block in enumerate(blocks):
        shown: NDArray[np.uint8] | None = None
        for step, value in enumerate(pyramid.probabilities(block)):
            shown = value
            yield Progress(number * (len(pyramid.looks) + 1) + step, total)
        assert shown is not None
        inside = across.set_aside(block, whole, shown)
        yield from _findings(view.pixels, block, shown, inside, judgement, source)
        yield Progress((number + 1) * (len(pyramid.looks) + 1), total)
    for finding in across.findings():
        yield finding
        yield Progress(total, total)  # a point of cancellation
    yield Progress(total, total)


class Across:
    """What reaches from one block into another: kept until all blocks are searched."""

    def __init__(self, view: View, judgement: Judgement, source: str) -> None:
        self._view, self._judgement, self._source = view, judgement, source
        self._parts: list[tuple[Rect, NDArray[np.uint8]]] = []  # planes, 0 = not of the part
        self._sides: list[NDArray[np.int64]] = []  # (n, 3): x and y of pixels on sides of blocks, and their part

    def set_aside(self, block: Rect, whole: Rect, shown: NDArray[np.uint8]) -> Bools:
        """Keep what touches a side of the block that is none of the picture. Returns where other findings may be."""
        from scipy import ndimage

        low: Bools = shown[0] >= LOWEST
        labels, count = ndimage.label(low, np.ones((3, 3)))
        right, bottom = block.width - 1, block.height - 1
        columns, rows = np.arange(block.width), np.arange(block.height)
        sides = (
            (block.x > whole.x, np.zeros_like(rows), rows),
            (block.right < whole.right, np.full_like(rows, right), rows),
            (block.y > whole.y, columns, np.zeros_like(columns)),
            (block.bottom < whole.bottom, columns, np.full_like(columns, bottom)),
        )
        part_of = np.full(count + 1, -1, np.int64)
        boxes = ndimage.find_objects(labels)
        for is_inner, x, y in sides:
            number = labels[y, x]
            if not is_inner or not number.any():
                continue
            for one in np.unique(number[number > 0]).tolist():
                if part_of[one] < 0:
                    part_of[one] = len(self._parts)
                    down, across = boxes[one - 1]
                    rect = Rect.of_edges(across.start, down.start, across.stop, down.stop)
                    own = shown[:, down, across] * (labels[down, across] == one)
                    self._parts.append((rect.translate(block.x, block.y), own))
            on = number > 0
            self._sides.append(np.stack([x[on] + block.x, y[on] + block.y, part_of[number[on]]], 1))
        free: Bools = low & (part_of < 0)[labels]
        return free

    def findings(self) -> Iterator[Finding]:
        """Those across blocks."""
        for rect, shown in self._joined():
            yield from _findings(self._view.pixels, rect, shown, shown[0] > 0, self._judgement, self._source)

    def _joined(self) -> Iterator[tuple[Rect, NDArray[np.uint8]]]:
        """Parts of which pixels are neighbours, as one."""
        from scipy.sparse import coo_array
        from scipy.sparse.csgraph import connected_components

        if not self._parts:
            return
        x, y, part = np.concatenate(self._sides).T
        stride = self._view.size.width + 2
        order = np.argsort(place := y * stride + x, kind="stable")
        place, part = place[order], part[order]
        first, second = [], []
        for step in (0, 1, stride - 1, stride, stride + 1):
            at = np.minimum(np.searchsorted(place, place + step), len(place) - 1)
            meets = place[at] == place + step
            first.append(part[meets])
            second.append(part[at[meets]])
        ends = np.concatenate(first), np.concatenate(second)
        graph = coo_array((np.ones(len(ends[0]), np.int8), ends), (len(self._parts),) * 2)
        count, group = connected_components(graph, directed=False)
        members = np.argsort(group, kind="stable")
        for of_one in np.split(members, np.searchsorted(group[members], np.arange(1, count))):
            together = [self._parts[index] for index in of_one.tolist()]
            rect = together[0][0]
            for other, _ in together[1:]:
                rect = rect.unite(other)
            shown = np.zeros((len(together[0][1]), rect.height, rect.width), np.uint8)
            for own, values in together:
                into = shown[(slice(None), *own.inside(rect).slices)]
                np.maximum(into, values, out=into)
            yield rect, shown


def _findings(
    pixels: Pixels,
    rect: Rect,
    shown: NDArray[np.uint8],
    among: Bools,
    judgement: Judgement,
    source: str,
) -> Iterator[Finding]:
    if not among.any():
        return
    measured = pieces(shown, brightness(pixels[rect.slices]), among)
    if not len(measured):
        return
    certain = judgement.certainty(measured)
    shorter = min(pixels.shape[:2])
    classes = list(kinds(measured, shorter))
    made = [
        Finding(
            box.translate(rect.x, rect.y),
            mask,
            classes[number],
            float(certain[number]),
            source,
            polarity(float(measured.contrast[number])),
            bool(measured.overlay[number] < _WRITTEN),
            say("This may be writing.") if measured.overlay[number] >= _WRITTEN else "",
        )
        for number, box, mask in measured.masks()
    ]
    yield from sorted(made, key=lambda finding: -finding.confidence)
