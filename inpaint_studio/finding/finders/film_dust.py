"""Dust, dirt and hairs that lie on one frame of a film: what the frames beside it do not show.

Upright scratches run through many frames and are none; `damage` looks for those.
"""

from collections.abc import Iterator
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.finding.finder import CannotSearch, Finder, Finding, Progress, View
from inpaint_studio.sentence import say

# How certain a spike is: a logistic function of its features, in the order of `spikes.FEATURES`, and of their squares.
# Mean and deviation of each where it was fitted, its weight and that of its square; by `bench_dust.py fit`.
_JUDGEMENT = np.array(
    (
        # mean, deviation, weight, weight of its square
        (1.584, 0.823, 2.059, -0.301),  # area
        (0.842, 0.352, 0.612, -0.263),  # spike
        (0.851, 0.482, 0.626, 0.038),  # rank
        (-3.102, 0.451, 0.833, -0.391),  # contrast
        (-1.235, 0.625, -0.648, 0.029),  # disagree
        (-1.052, 0.307, -0.495, 0.141),  # around
        (2.133, 2.252, -0.475, -0.183),  # own
        (0.033, 0.881, -0.264, 0.39),  # texture
        (-0.73, 0.435, 0.478, 0.0),  # compact
        (-0.622, 0.61, 1.135, -1.11),  # recurrent
        (-0.78, 1.086, -0.175, -0.162),  # bend
        (0.224, 0.143, 0.025, 0.025),  # edge
        (-0.007, 0.064, -1.268, -0.264),  # colour
        (-0.509, 0.586, -0.803, 0.094),  # scarce
    )
)
_CONSTANT = -3.911
_FAIR = 2.0  # added, so that .5 lies where three in four of what is proposed are dirt on the clips it was fitted to
_LEAST = 0.05  # certainty below which nothing is proposed
_FARTHEST = 4.0  # deviations that a feature is counted as at most
_LARGEST = 2048  # pixels of the longer side; larger planes are searched reduced: dust on them is larger, too
_HAIR = 12, 4.0  # pixels that a hair is long at least, and times as long as it is wide
_AT_ONCE = 100  # findings between two points of cancellation


def _find(view: View, options: Any) -> Iterator[Progress | Finding]:
    from inpaint_studio.finding.spikes import reduced_spikes  # scipy

    if view.beside is None:
        raise CannotSearch(
            say("Dust on film is told by the frames beside it, and there is one picture only. Look for damage instead.")
        )
    yield Progress(0, 4)
    beside = view.beside()
    yield Progress(1, 4)
    if len(beside) < 2:
        note = say("The scene has too few frames to tell dust from what moves.")
        yield Progress(4, 4, note)
        return
    pieces = reduced_spikes(view.pixels, beside, _LARGEST)
    yield Progress(3, 4)
    if not pieces:
        yield Progress(4, 4)
        return
    certain = certainty(np.array([one.features for one in pieces]))
    for number, (piece, sure) in enumerate(zip(pieces, certain.tolist(), strict=True)):
        if sure >= _LEAST:
            kind = "hair" if _is_hair(piece.mask > 0) else "dust"
            polarity = "lighter" if piece.is_brighter else "darker"
            yield Finding(piece.rect, piece.mask, kind, sure, "film-dust", polarity)  # type: ignore[arg-type]
        if number % _AT_ONCE == _AT_ONCE - 1:
            yield Progress(3, 4)
    yield Progress(4, 4)


def certainty(features: NDArray[np.float64]) -> NDArray[np.float64]:
    """(N,) 0..1, .5 at the default threshold, of (N, len(FEATURES))."""
    mean, deviation, weight, square = _JUDGEMENT.T
    usual = np.clip((features - mean) / deviation, -_FARTHEST, _FARTHEST)
    score = np.clip(usual @ weight + (usual * usual) @ square + _CONSTANT + _FAIR, -30, 30)
    out: NDArray[np.float64] = 1 / (1 + np.exp(-score))
    return out


def _is_hair(mask: NDArray[np.bool_]) -> bool:
    length = float(np.hypot(*mask.shape))
    width = np.count_nonzero(mask) / max(length, 1)
    return bool(length >= _HAIR[0] and length >= _HAIR[1] * width)


FINDER = Finder(
    "film-dust",
    say("Find dust on film"),
    _find,
    progress=say("Looking for dust on film"),
    nothing=say("No dust was found on this frame. Try a higher sensitivity, or mark it by hand."),
    seconds_per_pixel=4e-6,
    order=15,
    pictures="photographs",
    needs_planes=True,
)
