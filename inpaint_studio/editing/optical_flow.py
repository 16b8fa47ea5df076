"""Dense flow by OpenCV's DIS, where the extra `video` is installed: for what moves by itself. Kroeger et al. 2016."""

import importlib.util
from functools import cache
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.installation import how_to_add
from inpaint_studio.sentence import say

Grey = NDArray[np.float32]  # (H, W), 0..1
Flow = NDArray[np.float32]  # (H, W, 2): x and y from a pixel of one plane to its place in the other

_LEAST_SIDE = 24  # pixels; DIS refuses smaller planes


@cache
def is_here() -> bool:
    return importlib.util.find_spec("cv2") is not None


def what_is_missing() -> str:
    """A sentence for the person where the package is not installed; else nothing."""
    if is_here():
        return ""
    return say(
        "Planes are aligned as a whole, since OpenCV is not installed: what moves by itself is followed better with "
        "it. {how}",
        how=how_to_add("video"),
    )


def flow(a: Grey, b: Grey) -> Flow | None:
    """From `a` to `b`. None where OpenCV is not installed, or the planes are too small."""
    if not is_here() or min(a.shape) < _LEAST_SIDE:
        return None
    import cv2 as opencv

    cv2: Any = opencv

    dis: Any = cv2.DISOpticalFlow_create(cv2.DISOPTICAL_FLOW_PRESET_FAST)
    before = cv2.getNumThreads()
    cv2.setNumThreads(1)  # its threads would wait busily beside torch's
    try:
        result: Flow = dis.calc(_bytes(a), _bytes(b), None)
    finally:
        cv2.setNumThreads(before)
    return result


def calmed(flow: Flow) -> Flow:
    """Flow without its outliers: small things that only one plane shows, such as dust, are matched with anything."""
    import cv2 as opencv

    cv2: Any = opencv

    half = np.ascontiguousarray(flow[::2, ::2])
    calm = np.stack([cv2.medianBlur(np.ascontiguousarray(half[:, :, axis]), 5) for axis in (0, 1)], axis=2)
    wide = calm.repeat(2, axis=0).repeat(2, axis=1)[: flow.shape[0], : flow.shape[1]]
    out: Flow = cv2.blur(wide, (3, 3), borderType=cv2.BORDER_REPLICATE)
    return out


def _bytes(grey: Grey) -> NDArray[np.uint8]:
    out: NDArray[np.uint8] = np.clip(np.rint(grey * np.float32(255)), 0, 255).astype(np.uint8)
    return out
