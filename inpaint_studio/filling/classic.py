"""Third-party fills without learning: PyPatchMatch, Telea and Navier-Stokes, for the editor and the evaluator alike."""

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.filling.blend import Colours, Hole, harmonic
from inpaint_studio.filling.request import FillError
from inpaint_studio.sentence import say

# Neighbourhood radius of both of OpenCV's methods, pixels. With 5 in place of 3, on validation pictures 40-79
# at 256 px, 28 November 2026, LPIPS of scratches / text / brush / blobs: Telea's +.0017 / +.0033 / +.0059 / +.0064,
# Navier-Stokes' +.0001 / +.0007 / +.0049 / +.0052; PSNR -.37 / -.26 / +.13 / +.14 and -.10 / .01 / .08 / .08 dB.
RADIUS = 3
_LEAST = 16  # pixels a side; in pictures less than 8 high or wide PyPatchMatch leaves pixels black
_DEEP = 65535.0  # scale of OpenCV's float values: Telea adds one or two to its results
_one_at_a_time = threading.Lock()  # PyPatchMatch has one seed and OpenMP pool for the process


def patchmatch(picture: Colours, hole: Hole, forbidden: Hole | None, seed: int) -> Colours:
    """PyPatchMatch's fill: multi-scale PatchMatch with voting, on 8-bit values.

    forbidden: (H, W) pixels that are no source.  Returns (H, W, 3), the picture outside the hole.
    A small picture is padded by reflection. Pixels that remain unfilled get the membrane.
    """
    import patchmatch as native  # loads a shared library, so on demand

    eight = _eight_bits(picture)
    holes = hole.astype(np.uint8) * 255
    barred = None if forbidden is None or not (forbidden & ~hole).any() else (forbidden & ~hole).astype(np.uint8) * 255
    with _one_at_a_time:
        native.set_random_seed(seed)
        filled = native.inpaint(
            _mirrored(eight),
            _mirrored(holes),
            global_mask=None if barred is None else _mirrored(barred),
            patch_size=3,
        )
    height, width = hole.shape
    answer = _inside(picture, filled[:height, :width], hole)
    # A pixel that no patch has voted for is black.
    unanswered = hole & ~answer.any(axis=2)
    if unanswered.any() and eight[~hole].any(axis=1).all():
        answer[unanswered] = harmonic(answer, unanswered)[unanswered]
    return answer


def _mirrored(plane: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(H, W) or (H, W, C), padded by reflection to 16 pixels a side; unchanged where it has as many."""
    short = [max(0, _LEAST - n) for n in plane.shape[:2]]
    if not any(short):
        return plane
    padding = [(0, short[0]), (0, short[1]), (0, 0)][: plane.ndim]
    return np.ascontiguousarray(np.pad(plane, padding, mode="symmetric"))


def telea(picture: Colours, hole: Hole, deep: bool = False) -> Colours:
    """OpenCV's Telea: (H, W, 3), the picture outside the hole.

    deep: compute in floats instead of 8 bits.  Raises FillError where OpenCV is not installed.
    """
    cv2 = _opencv("telea")
    return _inpaint(cv2, picture, hole, cv2.INPAINT_TELEA, deep)


def navier_stokes(picture: Colours, hole: Hole, deep: bool = False) -> Colours:
    """OpenCV's Navier-Stokes; otherwise as `telea`."""
    cv2 = _opencv("navier-stokes")
    return _inpaint(cv2, picture, hole, cv2.INPAINT_NS, deep)


def _opencv(method: str) -> Any:
    try:
        import cv2
    except ImportError as error:
        raise FillError(
            say(
                "The method {method} needs OpenCV, which is not installed (opencv-contrib-python-headless).",
                method=method,
            )
        ) from error
    return cv2


def _inpaint(cv2: Any, picture: Colours, hole: Hole, flag: int, deep: bool) -> Colours:
    unknown = hole.astype(np.uint8)
    if not deep:
        return _inside(picture, np.asarray(cv2.inpaint(_eight_bits(picture), unknown, RADIUS, flag)), hole)
    filled = picture.copy()
    for channel in range(picture.shape[2]):  # OpenCV takes floats one channel at a time
        plane = np.ascontiguousarray(np.where(hole, np.float32(0), picture[:, :, channel] * np.float32(_DEEP)))
        made = np.asarray(cv2.inpaint(plane, unknown, RADIUS, flag))
        filled[:, :, channel][hole] = np.nan_to_num(made[hole]) / np.float32(_DEEP)
    return filled


def _eight_bits(picture: Colours) -> NDArray[np.uint8]:
    return np.ascontiguousarray(np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8))


def _inside(picture: Colours, eight: Any, hole: Hole) -> Colours:
    filled = picture.copy()
    filled[hole] = eight[hole].astype(np.float32) / np.float32(255)
    return filled
