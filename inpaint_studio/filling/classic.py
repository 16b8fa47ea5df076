"""Fills without learning that others have written: PyPatchMatch, Telea and Navier-Stokes."""

import threading
from typing import Any

import numpy as np

from inpaint_studio.filling.blend import Colours, Hole
from inpaint_studio.filling.request import FillError

_one_at_a_time = threading.Lock()  # PyPatchMatch keeps its seed in a global


def patchmatch(picture: Colours, hole: Hole, forbidden: Hole | None, seed: int) -> Colours:
    """PyPatchMatch's fill: multi-scale PatchMatch with voting, on 8-bit values.

    forbidden: (H, W) pixels that are not taken as a source.  Returns (H, W, 3), the picture outside the hole.
    """
    import patchmatch as native  # loads a shared library: not before it is needed

    eight = np.ascontiguousarray(np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8))
    holes = hole.astype(np.uint8) * 255
    barred = None if forbidden is None or not (forbidden & ~hole).any() else (forbidden & ~hole).astype(np.uint8) * 255
    with _one_at_a_time:
        native.set_random_seed(seed)
        filled = native.inpaint(eight, holes, global_mask=barred, patch_size=3)
    return _inside(picture, filled, hole)


def telea(picture: Colours, hole: Hole) -> Colours:
    """OpenCV's Telea, radius 3. Raises FillError where OpenCV is not installed."""
    cv2 = _opencv("telea")
    return _opencv_inpaint(cv2, picture, hole, cv2.INPAINT_TELEA)


def navier_stokes(picture: Colours, hole: Hole) -> Colours:
    """OpenCV's Navier-Stokes, radius 3. Raises FillError where OpenCV is not installed."""
    cv2 = _opencv("navier-stokes")
    return _opencv_inpaint(cv2, picture, hole, cv2.INPAINT_NS)


def _opencv(method: str) -> Any:
    try:
        import cv2
    except ImportError as error:
        raise FillError(
            f"The method {method} needs OpenCV, which is not installed (opencv-contrib-python-headless)."
        ) from error
    return cv2


def _opencv_inpaint(cv2: Any, picture: Colours, hole: Hole, flag: int) -> Colours:
    eight = np.ascontiguousarray(np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8))
    return _inside(picture, cv2.inpaint(eight, hole.astype(np.uint8), 3, flag), hole)


def _inside(picture: Colours, eight: Any, hole: Hole) -> Colours:
    filled = picture.copy()
    filled[hole] = eight[hole].astype(np.float32) / np.float32(255)
    return filled
