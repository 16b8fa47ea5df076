"""Metrics of a filled clip: how it flickers, and the means of its frames.

true, filled: (N, H, W, 3) uint8, equal outside the holes.  holes: (N, H, W) bool.
"""

from collections.abc import Callable
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.evaluation import metrics

Clip8 = NDArray[np.uint8]
Holes = NDArray[np.bool_]
Flow = NDArray[np.float32]  # (H, W, 2), x and y

_OCCLUDED = 0.01, 0.5  # of squared flows, and pixels: Sundaram et al. 2010
_RIM = 2  # pixels that holes are grown by when pairs of frames are compared


def psnr(true: Clip8, filled: Clip8, holes: Holes) -> float:
    """Mean over the frames that have a hole of the in-hole PSNR, dB."""
    scores = [metrics.psnr(a, b, hole) for a, b, hole in zip(true, filled, holes, strict=True) if hole.any()]
    return float(np.mean(scores))


def flow_of(a: NDArray[np.uint8], b: NDArray[np.uint8]) -> Flow:
    """The flow from `a` to `b`, RGB, by DIS, medium. Needs OpenCV."""
    import cv2 as opencv

    cv2: Any = opencv

    dis: Any = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_MEDIUM)
    flow: Flow = dis.calc(cv2.cvtColor(a, cv2.COLOR_RGB2GRAY), cv2.cvtColor(b, cv2.COLOR_RGB2GRAY), None)
    return flow


def warping_error(
    true: Clip8,
    filled: Clip8,
    holes: Holes,
    cuts: tuple[int, ...] = (),
    flow: Callable[[NDArray[np.uint8], NDArray[np.uint8]], Flow] = flow_of,
) -> float:
    """E_warp (Lai et al. 2018): the mean squared difference, of 0..1, between a frame and the next one warped to it, in
    their holes, where the truth's flow is consistent both ways. 0 = no flicker beside what moves.

    Flows are the truth's, so that a fill that stands still while its surroundings move is not rewarded.
    """
    total = 0.0
    count = 0
    rows, columns = np.mgrid[: true.shape[1], : true.shape[2]].astype(np.float32)
    for number in range(len(true) - 1):
        if number + 1 in cuts or not (holes[number].any() or holes[number + 1].any()):
            continue
        there, back = flow(true[number], true[number + 1]), flow(true[number + 1], true[number])
        places = rows + there[:, :, 1], columns + there[:, :, 0]

        def at(values: NDArray[Any], places: tuple[Any, Any] = places) -> NDArray[np.float64]:
            return np.stack(
                [
                    ndimage.map_coordinates(values[:, :, n].astype(np.float64), places, order=1, mode="nearest")
                    for n in range(values.shape[2])
                ],
                axis=2,
            )

        returned = at(back)
        share, least = _OCCLUDED
        lengths = np.square(there).sum(axis=2) + np.square(returned).sum(axis=2)
        is_seen = np.square(there + returned).sum(axis=2) < share * lengths + least
        inside = (places[0] >= 0) & (places[0] <= true.shape[1] - 1)
        inside &= (places[1] >= 0) & (places[1] <= true.shape[2] - 1)
        near = holes[number] | (at(holes[number + 1][:, :, None].astype(np.float64))[:, :, 0] > 0.5)
        where = ndimage.binary_dilation(near, iterations=_RIM) & is_seen & inside
        difference = (filled[number] - at(filled[number + 1]))[where] / 255.0
        total += float(np.square(difference).sum())
        count += difference.size
    return total / count if count else 0.0
