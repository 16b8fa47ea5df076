"""Thin holes: the generator's fill, the prediction from their surroundings, and copied texture, each where it is right.

What the surroundings determine, an outline or a smooth slope, is predicted better than it is copied: a copy there must
first find the same outline once more, at the same angle. What they leave open is texture, which is copied.
"""

import numpy as np
from numpy.typing import NDArray
from scipy import ndimage

from inpaint_studio.filling.blend import Colours, Hole
from inpaint_studio.filling.prediction import Prediction

_PREDICTED = 0.5  # share of the prediction at the border, falling as a Gaussian over
_PREDICTED_FADE = 5.0  # pixels into the hole
# Share of copied texture by doubt. In grain, which nothing determines, it is nearly all: of the sum of two independent
# grains little more than half is left. Grain added to the sum in its place is too much wherever the copy brings its
# own: LPIPS of 25 scratches and texts of validation pictures 60-72, 28 November 2026: .0515 against .0461.
_DOUBTS, _SHARES = (0.05, 0.3, 0.5, 0.75), (0.0, 0.6, 0.6, 0.9)
_OPEN = 0.175  # doubt above which more than half of what is open is copied
_SPREAD = 2.0  # pixels, sigma, over which doubts are averaged, so that no pixel is another's texture alone
_FAINT = 2 / 255  # standard deviation of what is left open, below which no texture would be seen
_FEW = 0.02  # share of the pixels in which it would have to be seen


def interpolated(generated: Colours, prediction: Prediction, hole: Hole) -> Colours:
    """The generator's fill, (H, W, 3), drawn to the prediction near the border."""
    depth = ndimage.distance_transform_edt(hole).astype(np.float32)
    near = np.exp(-((depth / np.float32(_PREDICTED_FADE)) ** 2))
    share = np.where(hole, np.float32(_PREDICTED) * near, np.float32(0))
    drawn: Colours = generated + share[:, :, None] * (prediction.colours - generated)
    return drawn.astype(np.float32)


def copied_share(prediction: Prediction, hole: Hole) -> NDArray[np.float32]:
    """(H, W) 0..1: how much of the fill is copied texture; 0 outside the hole."""
    inside = hole.astype(np.float32)
    doubt = ndimage.gaussian_filter(prediction.doubt * inside, _SPREAD, truncate=3.0)
    doubt /= np.maximum(ndimage.gaussian_filter(inside, _SPREAD, truncate=3.0), np.float32(1e-3))
    share: NDArray[np.float32] = (inside * np.interp(doubt, _DOUBTS, _SHARES)).astype(np.float32)
    return share


def lacks_texture(prediction: Prediction, hole: Hole) -> bool:
    """Whether the surroundings leave open so much of the hole that a fill without copied texture would show."""
    doubt, deviation = prediction.doubt[hole], prediction.deviation[hole]
    return bool(((doubt > _OPEN) & (np.sqrt(doubt) * deviation > _FAINT)).mean() > _FEW)


def joined(interpolated: Colours, copied: Colours, share: NDArray[np.float32]) -> Colours:
    """Both, (H, W, 3), by the share of what is copied."""
    both: Colours = interpolated + share[:, :, None] * (copied - interpolated)
    return both
