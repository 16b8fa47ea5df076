"""The barriered membrane: the smooth fill of a hole that does not bleed across its lines.

The harmonic fill (minimum of the squared differences of neighbours), with the links that a line crosses cut: Orzan et
al. 2008 ("Diffusion curves") with the known border in place of colours given by hand.
"""

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray
from scipy import sparse
from scipy.sparse import linalg

from inpaint_studio.editing.coarse_membrane import enlarged_pixels
from inpaint_studio.editing.fills import copy_where
from inpaint_studio.editing.mask import bounds
from inpaint_studio.filling.structure.field import Colours, Field, Floats, Hole

_CUT = 1e-4  # weight of a link that a line crosses; not 0, so that no pocket is without a colour
_TRACE = 6  # work pixels outside the hole along which a line still cuts
_BESIDE = 4.0  # work pixels from the hole within which known pixels beside a cut link hold an edge's mixed colours


def cut_links(shape: tuple[int, int], lines: Iterable[Floats]) -> tuple[Hole, Hole]:
    """Links between neighbours that polylines cross: (H, W - 1) to the right, (H - 1, W) downwards. Work pixels."""
    height, width = shape
    right, down = np.zeros((height, width - 1), bool), np.zeros((height - 1, width), bool)
    for line in lines:
        for (x0, y0), (x1, y1) in zip(line[:-1].tolist(), line[1:].tolist(), strict=True):
            _crossings(right, y0, x0, y1, x1)  # a row between two of the line's points is crossed beside one column
            _crossings(down.T, x0, y0, x1, y1)
    return right, down


def _crossings(links: Hole, a0: float, b0: float, a1: float, b1: float) -> None:
    """links: (A, B), those between b and b + 1 at every a; the segment leads from (a0, b0) to (a1, b1)."""
    if a0 > a1:
        a0, b0, a1, b1 = a1, b1, a0, b0
    for a in range(int(np.ceil(a0)), int(np.ceil(a1))):  # half open, so that a point on a row counts once
        b = b0 + (b1 - b0) * (a - a0) / (a1 - a0)
        at = int(np.floor(b))
        if 0 <= a < links.shape[0] and 0 <= at < links.shape[1]:
            links[a, at] = True


def barriered_membrane(field: Field, lines: Iterable[Floats]) -> Colours:
    """(H, W, 3) of work pixels: `field.colours` with the hole filled smoothly on either side of the lines.

    lines: polylines of work pixels, outside the hole too, where they still cut the next few pixels.
    """
    right, down = cut_links(field.hole.shape, lines)
    near = field.distance <= _TRACE
    right &= near[:, :-1] & near[:, 1:]
    down &= near[:-1] & near[1:]
    unknown = field.hole.copy()
    mixed = np.zeros_like(unknown)
    mixed[:, :-1] |= right
    mixed[:, 1:] |= right
    mixed[:-1] |= down
    mixed[1:] |= down
    unknown |= mixed & (field.distance <= _BESIDE)
    unknown[[0, -1]] &= field.hole[[0, -1]]
    if unknown.all():
        return field.colours
    return solved(field.colours, unknown, np.where(right, _CUT, 1.0), np.where(down, _CUT, 1.0))


def solved(colours: Colours, unknown: Hole, right: NDArray[np.float64], down: NDArray[np.float64]) -> Colours:
    """The membrane of `unknown` with weighted links: (H, W - 1) to the right and (H - 1, W) downwards, all positive."""
    number = np.full(unknown.shape, -1, np.int32)
    count = int(np.count_nonzero(unknown))
    number[unknown] = np.arange(count)
    diagonal, known = np.zeros(count), np.zeros((count, 3))
    rows: list[NDArray[np.signedinteger]] = []
    columns: list[NDArray[np.signedinteger]] = []
    values: list[NDArray[np.float64]] = []
    for weight, one, other in (
        (right, np.s_[:, :-1], np.s_[:, 1:]),
        (down, np.s_[:-1], np.s_[1:]),
    ):
        for here, there in ((one, other), (other, one)):
            mine, next_ = number[here], number[there]
            inside = mine >= 0
            index, w = mine[inside], weight[inside]
            np.add.at(diagonal, index, w)
            linked = next_[inside] >= 0
            rows.append(index[linked])
            columns.append(next_[inside][linked])
            values.append(-w[linked])
            np.add.at(known, index[~linked], w[~linked, None] * colours[there][inside][~linked])
    rows.append(np.arange(count))
    columns.append(np.arange(count))
    values.append(diagonal)
    matrix = sparse.csc_matrix(
        (np.concatenate(values), (np.concatenate(rows), np.concatenate(columns))), shape=(count, count)
    )
    answer = linalg.splu(matrix, permc_spec="MMD_AT_PLUS_A", options={"SymmetricMode": True}).solve(known)
    filled = colours.copy()
    filled[unknown] = answer.astype(np.float32)
    return filled


def enlarged(field: Field, small: Floats, values: Floats, hole: Hole, offset: tuple[int, int] = (0, 0)) -> Floats:
    """`values`, (H, W, C) of picture pixels, with the hole taken from `small`, (h, w, C) of work pixels, bilinearly.

    offset: x, y of the values' first pixel in the picture pixels of the field.
    """
    filled = values.copy()
    if not hole.any():
        return filled
    box = bounds(hole.view(np.uint8))
    between = enlarged_pixels(small.transpose(2, 0, 1), box.translate(*offset), field.scale)
    copy_where(filled[box.slices], between, hole[box.slices])
    return filled
