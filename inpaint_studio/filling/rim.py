"""The rim of a hole: what is known round it, and how well it is found again in another plane, place by place.

Imports no torch.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing.lucas_kanade import sampled
from inpaint_studio.editing.motion import Points
from inpaint_studio.filling.plane_views import Floats, View
from inpaint_studio.filling.stack_window import Flags

WIDTH = 10  # pixels
_STEP = 2  # of the pixels that are compared, down and across
_SIGMA = 4.0  # pixels round a place whose differences tell of it
_FAINT = 0.02  # of the weight there: with less near by, the whole rim tells
_CAP = 0.15  # of full range: a larger difference counts as this
LEAST, MOST = 0.025, 0.06  # of full range: a mean difference at which a plane shows something else
_TIMES = 3.0  # of the rim's own error after alignment


@dataclass(frozen=True, eq=False)
class Rim:
    points: Points  # (M, 2) x, y
    grey: Floats  # (M,)
    shape: tuple[int, int]  # of the coarse plane that errors are smoothed on
    most: float  # error up to which a plane is believed to show the same, and no other is looked for
    worst: float = 0.09  # error from which on it is believed to show something else

    @classmethod
    def of(cls, view: View, hole: Flags, known: Flags, error: float) -> "Rim":
        """hole: (h, w), where a plane is wanted.  known: where it may be compared.  error: after alignment."""
        near = ndimage.maximum_filter(hole.view(np.uint8), 2 * WIDTH + 1, mode="constant") > 0
        part = (near & known & ~hole)[::_STEP, ::_STEP]
        rows, columns = np.nonzero(part)
        points = np.stack([columns, rows], axis=1).astype(np.float64) * _STEP
        grey = view.grey[rows * _STEP, columns * _STEP]
        return cls(points, grey, part.shape, min(MOST, max(LEAST, _TIMES * error)))

    def _differences(self, grey: Floats, known: Flags, places: Points) -> Floats:
        """(h, w) of the coarse plane: mean differences of the rim from where it lies in `grey`."""
        height, width = grey.shape
        column, row = np.rint(places[:, 0]).astype(np.int64), np.rint(places[:, 1]).astype(np.int64)
        inside = (column >= 0) & (row >= 0) & (column < width) & (row < height)
        column, row = np.clip(column, 0, width - 1), np.clip(row, 0, height - 1)
        there = inside & known[row, column]
        errors, weights = np.zeros(self.shape, np.float32), np.zeros(self.shape, np.float32)
        if not there.any():
            return errors
        difference = sampled(grey, places[there]) - self.grey[there]
        difference -= np.median(difference)
        difference = np.minimum(np.abs(difference), _CAP)
        at = (self.points[there] / _STEP).astype(np.int64)
        errors[at[:, 1], at[:, 0]] = difference
        weights[at[:, 1], at[:, 0]] = 1
        whole = float(difference.mean())
        smooth = ndimage.gaussian_filter(weights, _SIGMA / _STEP, truncate=3.0)
        errors = ndimage.gaussian_filter(errors, _SIGMA / _STEP, truncate=3.0) + np.float32(_FAINT * whole)
        out: Floats = errors / (smooth + np.float32(_FAINT))
        return out

    def error(self, view: View, places: Points, points: Points, grow: int) -> NDArray[np.float32]:
        """(N,): how much what lies round each of `points` differs from where it lies in another plane."""
        return self.error_of(view.grey, view.usable(grow), places, points)

    def error_of(self, grey: Floats, known: Flags, places: Points, points: Points) -> NDArray[np.float32]:
        errors = self._differences(grey, known, places)
        column = np.clip(np.rint(points[:, 0] / _STEP).astype(np.int64), 0, self.shape[1] - 1)
        row = np.clip(np.rint(points[:, 1] / _STEP).astype(np.int64), 0, self.shape[0] - 1)
        out: NDArray[np.float32] = errors[row, column]
        return out
