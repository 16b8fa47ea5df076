"""Sources of copied pixels, summarised as a few pieces for display."""

import math
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect

Places = NDArray[np.int32]

_MOST = 64  # pieces; more arrows cannot be read
_LEAST = 9  # pixels of the smallest piece
_NEAR = 1  # pixels by which the shifts of neighbours may differ within one piece
_LOOKED_AT = 250_000  # hole pixels; larger holes are subsampled


@dataclass(frozen=True)
class Piece:
    """A connected part of a fill that was copied from one place. All in picture pixels."""

    target: Rect  # the tight box round it
    centre: tuple[float, float]  # x, y: the mean of its pixels
    shift: tuple[int, int]  # x, y from a pixel of it to where that was copied from, mean over the piece
    pixels: int

    @property
    def source(self) -> Rect:
        return self.target.translate(*self.shift)

    @property
    def source_centre(self) -> tuple[float, float]:
        return self.centre[0] + self.shift[0], self.centre[1] + self.shift[1]


def pieces_of(places: tuple[Places, Places], hole: NDArray[np.bool_], origin: Rect) -> tuple[Piece, ...]:
    """The pieces that a copied fill consists of, the largest first; tiny ones, and all beyond the 64th, are left out.

    places: (H, W) rows and columns that each pixel was copied from, as in `exemplar.Copied`.
    hole: (H, W) the pixels that were copied.  origin: where the arrays lie in the picture.
    Neighbours belong to one piece where their shifts differ by a pixel at most in each direction. In a hole of more
    than 250,000 pixels boxes and numbers of pixels come from a subsampled grid and are approximate.
    """
    from scipy.sparse import coo_matrix  # 0.4 s, deferred so that the window opens sooner
    from scipy.sparse.csgraph import connected_components

    step = max(1, math.ceil(math.sqrt(np.count_nonzero(hole) / _LOOKED_AT)))
    thinned = hole[::step, ::step]
    ys, xs = np.nonzero(thinned)
    if not len(ys):
        return ()
    index = np.full((thinned.shape[0] + 1, thinned.shape[1] + 1), -1, np.int32)
    index[ys, xs] = np.arange(len(ys), dtype=np.int32)
    down, right = places[0][ys * step, xs * step] - ys * step, places[1][ys * step, xs * step] - xs * step
    first, second = [], []
    for other in (index[ys, xs + 1], index[ys + 1, xs]):
        a = np.flatnonzero(other >= 0)
        b = other[a]
        joined = np.maximum(np.abs(down[a] - down[b]), np.abs(right[a] - right[b])) <= _NEAR * step
        first.append(a[joined])
        second.append(b[joined])
    ys, xs = ys * step, xs * step
    rows, columns = np.concatenate(first), np.concatenate(second)
    joins = coo_matrix((np.ones(len(rows), bool), (rows, columns)), (len(ys), len(ys)))
    count, labels = connected_components(joins, directed=False)
    sizes = np.bincount(labels, minlength=count)
    chosen = np.argsort(-sizes, kind="stable")[:_MOST]
    number = np.full(count, -1)
    number[chosen] = np.arange(len(chosen))
    of = number[labels]
    members = np.flatnonzero(of >= 0)
    members = members[np.argsort(of[members], kind="stable")]
    ends = np.cumsum(sizes[chosen])
    pieces: list[Piece] = []
    for part in np.split(members, ends[:-1]):
        if len(part) * step * step < _LEAST and pieces:
            break
        y, x = ys[part], xs[part]
        box = Rect.of_edges(int(x.min()), int(y.min()), int(x.max()) + step, int(y.max()) + step)
        middle = step / 2
        centre = (float(x.mean()) + middle + origin.x, float(y.mean()) + middle + origin.y)
        shift = (round(float(right[part].mean())), round(float(down[part].mean())))
        pieces.append(Piece(box.translate(origin.x, origin.y), centre, shift, len(part) * step * step))
    return tuple(pieces)
