"""Dust that lets light through is divided out of the picture; what of the hole is left is for the ordinary fill.

The finder has measured how much light each piece takes. A layer of it is a mark of black, so that each fill is one that
took a mark off: editable, deleted and made again as those are.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from dataclasses import dataclass, replace
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.findings import Finding
from inpaint_studio.editing.geometry import NOWHERE, Rect
from inpaint_studio.editing.marks import TOP, Mark
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask
from inpaint_studio.filling.request import FillRequest
from inpaint_studio.filling.unblend.inversion import unblended

_FARTHEST = 12  # pixels: whoever marks more round a finding means something else than it
_TOGETHER = 512  # pixels a side of the cells whose small layers are one fill


@dataclass(frozen=True, eq=False)
class Divided:
    """What was taken off, and what is left to be filled."""

    fills: tuple[Fill, ...]
    request: FillRequest  # the same hole without what was taken off, over those fills
    count: int  # of findings that were taken off


def divided(request: FillRequest) -> Divided:
    """Take the layers of a request off the picture where they lie in its hole, and nothing but findings with them.

    Nothing outside the hole is changed. Where a layer has left too little of the picture, it stays in the hole.
    """
    pieces = list(_pieces(request)) if request.layers else []
    if not pieces:
        return Divided((), request, 0)
    left = request.mask.copy()
    fills: list[Fill] = []
    for group in _groups(pieces):
        fill, lost = _taken_off(request, group)
        fills.append(fill)
        for piece in group:
            common = piece.rect.intersect(fill.rect)
            stays = np.zeros((piece.rect.height, piece.rect.width), np.uint8)
            if not common.is_empty:
                stays[common.inside(piece.rect).slices] = lost[common.inside(fill.rect).slices]
            part = left[piece.rect.inside(request.rect).slices]
            np.copyto(part, np.minimum(part, stays), where=piece.zone)
    rect = bounds(left)
    if rect.is_empty:
        rect = Rect(0, 0, 1, 1)  # a hole of nothing
    mask = left[rect.slices].copy()
    where = rect.translate(request.rect.x, request.rect.y)
    rest = replace(request, fills=(*request.fills, *fills), rect=where, mask=mask, layers=())
    return Divided(tuple(fills), rest, sum(len(piece.findings) for piece in pieces))


class _Piece(NamedTuple):
    """A part of the hole that layers explain."""

    rect: Rect  # in the picture
    zone: NDArray[np.bool_]  # (rect.height, rect.width): pixels of the hole that are theirs
    findings: tuple[Finding, ...]


def _pieces(request: FillRequest) -> Iterator[_Piece]:
    """Connected parts of the hole in which layers lie, without what is nearer to a finding that has none."""
    labels, _ = ndimage.label(request.mask > 0, np.ones((3, 3), bool))
    boxes = ndimage.find_objects(labels)
    inside: dict[int, list[Finding]] = defaultdict(list)
    solid: dict[int, list[Finding]] = defaultdict(list)
    for finding in {one.identity: one for one in (*request.layers, *request.flaws)}.values():
        label = _label_of(finding, request, labels)
        if label:
            (solid if finding.layer is None else inside)[label].append(finding)
    for label, findings in inside.items():
        rows, columns = boxes[label - 1]
        box = Rect.of_edges(columns.start, rows.start, columns.stop, rows.stop)
        here = labels[box.slices] == label
        place = box.translate(request.rect.x, request.rect.y)
        layered = _covered(findings, place)
        others = _covered(solid[label], place)
        distance, nearest = ndimage.distance_transform_edt(~(layered | others), return_indices=True)
        if float(distance[here].max()) > _FARTHEST:
            continue
        zone = here & layered[tuple(nearest)] & ~others
        if zone.any():
            yield _Piece(place, zone, tuple(findings))


def _label_of(finding: Finding, request: FillRequest, labels: NDArray[np.signedinteger[Any]]) -> int:
    """Of the part of the hole that holds all of a finding; 0 where none does."""
    if not request.rect.contains(finding.rect):
        return 0
    part = labels[finding.rect.inside(request.rect).slices][finding.mask > 127]
    return int(part[0]) if part.size and part[0] and (part == part[0]).all() else 0


def _covered(findings: Iterable[Finding], rect: Rect) -> NDArray[np.bool_]:
    out = np.zeros((rect.height, rect.width), bool)
    for finding in findings:
        common = finding.rect.intersect(rect)
        if not common.is_empty:
            out[common.inside(rect).slices] |= finding.mask[common.inside(finding.rect).slices] > 127
    return out


def _groups(pieces: Iterable[_Piece]) -> Iterable[list[_Piece]]:
    """Small ones that lie near each other are one fill: there may be thousands."""
    cells: dict[tuple[int, ...], list[_Piece]] = defaultdict(list)
    for piece in pieces:
        rect = piece.rect
        is_large = max(rect.width, rect.height) > _TOGETHER
        middle = (rect.x + rect.width // 2) // _TOGETHER, (rect.y + rect.height // 2) // _TOGETHER
        cells[tuple(rect) if is_large else middle].append(piece)
    return cells.values()


def _taken_off(request: FillRequest, group: list[_Piece]) -> tuple[Fill, Mask]:
    """One fill, and what of it is not to be trusted."""
    rect = NOWHERE
    for piece in group:
        rect = rect.unite(piece.rect)
    opacity = np.zeros((rect.height, rect.width), np.uint8)
    for piece in group:
        zone = np.zeros((rect.height, rect.width), bool)
        zone[piece.rect.inside(rect).slices] = piece.zone
        for finding in piece.findings:
            layer = finding.layer
            assert layer is not None
            common = layer.rect.intersect(rect)
            if common.is_empty:
                continue
            here = common.inside(rect).slices
            into, over = opacity[here], layer.opacity[common.inside(layer.rect).slices]
            np.copyto(into, np.maximum(into, over), where=zone[here])
    samples = np.zeros((rect.height, rect.width, 4), np.uint16)
    samples[..., 3] = opacity.astype(np.uint16) * np.uint16(TOP // 255)
    mark = Mark(samples, rect, request.picture.size)
    fill, lost = unblended(request.picture, request.fills, mark, settings={"layer": "infrared"})
    hole = request.mask[rect.inside(request.rect).slices]
    return replace(fill, coverage=np.minimum(fill.coverage, hole)), lost
