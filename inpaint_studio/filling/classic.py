"""Third-party fills without learning: PyPatchMatch, Telea and Navier-Stokes, for the editor and the evaluator alike."""

import threading
from typing import Any

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.filling.blend import Colours, Hole, harmonic
from inpaint_studio.filling.request import FillError
from inpaint_studio.sentence import say

# Neighbourhood radius of both of OpenCV's methods, pixels. With 5 in place of 3, on validation pictures 40-79
# at 256 px, 28 November 2026, LPIPS of scratches / text / brush / blobs: Telea's +.0017 / +.0033 / +.0059 / +.0064,
# Navier-Stokes' +.0001 / +.0007 / +.0049 / +.0052; PSNR -.37 / -.26 / +.13 / +.14 and -.10 / .01 / .08 / .08 dB.
RADIUS = 3
_LEAST = 16  # pixels a side; in pictures less than 8 high or wide PyPatchMatch leaves pixels black
_TOUCH = 3  # pixels of surroundings in a patch at a hole's border
_WIDER = (0, 24, 48, 96)  # pixels by which a hole without an answer is dilated, one after the other
_DEEP = 65535.0  # scale of OpenCV's float values: Telea adds one or two to its results
_one_at_a_time = threading.Lock()  # PyPatchMatch has one seed and OpenMP pool for the process


def patchmatch(picture: Colours, hole: Hole, forbidden: Hole | None, seed: int) -> Colours:
    """PyPatchMatch's fill: multi-scale PatchMatch with voting, on 8-bit values.

    forbidden: (H, W) pixels that are no source.  Returns (H, W, 3), the picture outside the hole.
    A small picture is padded by reflection. Pixels that remain unfilled get the membrane.
    """
    eight = _eight_bits(picture)
    height, width = hole.shape
    barred = hole & False if forbidden is None else forbidden & ~hole
    is_shut_off = not (ndimage.binary_dilation(hole, iterations=_TOUCH) & ~hole & ~barred).any()
    for reach in _WIDER:
        # A patch with forbidden pixels in it has no say: a hole with nothing else round it gets no answer. The middle
        # of a wider one does, and of the rest nothing is taken.
        wide = hole if not reach else hole | (barred & ndimage.binary_dilation(hole, iterations=reach))
        answer = _inside(picture, _native(eight, wide, barred & ~wide, seed)[:height, :width], hole)
        unanswered = hole & ~answer.any(axis=2)  # a pixel that no patch has voted for is black
        if not is_shut_off or not unanswered.any():
            break
    if unanswered.any() and eight[~hole].any(axis=1).all():
        answer[unanswered] = harmonic(answer, unanswered)[unanswered]
    return answer


def _native(eight: NDArray[np.uint8], hole: Hole, barred: Hole, seed: int) -> Any:
    import patchmatch as native  # loads a shared library: not before it is needed

    with _one_at_a_time:
        native.set_random_seed(seed)
        return native.inpaint(
            _mirrored(eight),
            _mirrored(hole.astype(np.uint8) * 255),
            global_mask=_mirrored(barred.astype(np.uint8) * 255) if barred.any() else None,
            patch_size=3,
        )


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
