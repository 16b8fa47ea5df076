"""Where each pixel of a plane lies in a plane beside it: a robust map of the whole, and flow beside it.

For whole planes, such as dust is looked for in; `motion` is for a hole and what lies round it.
"""

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.editing import optical_flow
from inpaint_studio.editing.lucas_kanade import Grey, moved
from inpaint_studio.editing.motion import Motion, align

Places = NDArray[np.float64]  # (H, W, 2): x, y
Flow = NDArray[np.float32]  # (H, W, 2): x, y

_SMOOTH = 0.8  # pixels: flow of grain is none
_LIGHT = 20.0  # pixels over which light may differ between two planes
_OUTLYING = 3.0  # deviations: larger differences are things rather than light


@dataclass(frozen=True, eq=False)
class Arrival:
    """How a plane beside another is brought to where that one shows the same."""

    motion: Motion  # of the whole
    places: Places
    flow: Flow | None  # beside the map, pixels of the first plane; None = OpenCV is not installed

    def brought(self, values: Grey) -> Grey:
        """(H, W) of the other plane, each pixel where the first has it. Bilinear."""
        return _warped(values, self.places)


def arrive(a: Grey, b: Grey, *, before: Arrival | None = None, start: Motion | None = None) -> Arrival:
    """From `a` to `b`, (H, W) 0..1.

    before: an earlier answer for the same two, whose map is believed, and flow is looked for anew: where `a` was mended
    since.  start: a guess, such as that of the planes before.
    """
    if before is None:
        everywhere, nowhere = np.ones(a.shape, bool), np.zeros(a.shape, bool)
        motion = align(a, b, everywhere, everywhere, nowhere, start, with_flow=False)
    else:
        motion = before.motion
    rows, columns = np.mgrid[: a.shape[0], : a.shape[1]]
    here = np.stack([columns, rows], axis=2).astype(np.float64)
    places = moved(motion.matrix, here.reshape(-1, 2)).reshape(here.shape)
    there = _warped(b, places)
    there += np.float32(np.median(a[::2, ::2] - there[::2, ::2]))
    smooth = (ndimage.gaussian_filter(one, _SMOOTH, truncate=3.0) for one in (a, there))
    flow = optical_flow.flow(*smooth)
    if flow is None:
        return Arrival(motion, places, None)
    flow = optical_flow.calmed(flow)
    return Arrival(motion, moved(motion.matrix, (here + flow).reshape(-1, 2)).reshape(here.shape), flow)


def in_light_of(values: Grey, other: Grey) -> Grey:
    """`values`, (H, W), in the light of another plane that shows the same there: brighter or darker over wide areas."""
    apart = other - values
    some = apart[::2, ::2]
    middle = np.float32(np.median(some))
    spread = np.float32(1.4826 * float(np.median(np.abs(some - middle))) + 1e-4)
    np.clip(apart, middle - _OUTLYING * spread, middle + _OUTLYING * spread, out=apart)
    out: Grey = values + ndimage.gaussian_filter(apart, _LIGHT, truncate=2.5)
    return out


def _warped(values: Grey, places: Places) -> Grey:
    out: Grey = ndimage.map_coordinates(values, (places[:, :, 1], places[:, :, 0]), np.float32, order=1, mode="nearest")
    return out
