"""The looks that augmentation gives to crops, drawn from random numbers alone.

Needs no torch, so that worker processes that draw them start in no time.
"""

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

NOISE_SIDE = 509  # of the tile of noise that grain is cut from; prime, so that it shares no period with crop sizes
_LUMA = np.asarray((0.299, 0.587, 0.114))  # ITU-R BT.601


class Appearance(NamedTuple):
    """The augmentation parameters of one crop."""

    matrix: NDArray[np.float32]  # (3, 4): RGB out = matrix[:, :3] @ RGB + matrix[:, 3]
    grain: float  # standard deviation in 0..1; 0 = none
    coloured: bool  # colour noise as of a sensor; else monochrome, as of film
    coarse: bool  # grain of more than a pixel
    shift: tuple[int, int]  # offset in the noise tile
    jpeg: int  # quality 1..100; 0 = not compressed


def sample_appearance(rng: np.random.Generator) -> Appearance:
    """Draw parameters: about half of all crops unchanged; an eighth like old photographs; few strongly compressed."""
    matrix = np.concatenate([np.eye(3), np.zeros((3, 1))], 1)
    old = rng.random() < 0.14
    if rng.random() < 0.5:  # mild: exposure and white balance
        saturation = float(rng.uniform(0.7, 1.25))
        contrast = float(rng.uniform(0.85, 1.15))
        gain = contrast * (1 + rng.normal(0, 0.03, 3))
        mix = saturation * np.eye(3) + (1 - saturation) * np.tile(_LUMA, (3, 1))
        matrix[:, :3] = gain[:, None] * mix
        matrix[:, 3] = 0.5 * (1 - contrast) + rng.normal(0, 0.04)
    if old:
        grey = np.tile(_LUMA, (3, 1))
        tone = np.ones(3)
        if rng.random() < 0.5:  # sepia, from faint to strong
            strength = float(rng.uniform(0.2, 1.0))
            tone = 1 + strength * (np.asarray((1.08, 0.96, 0.78)) - 1)
        black = float(rng.uniform(0.0, 0.12)) if rng.random() < 0.5 else 0.0  # faded: raised black
        matrix[:, :3] = (1 - black) * tone[:, None] * grey
        matrix[:, 3] = black * tone
    grain = float(rng.uniform(0.01, 0.05)) if rng.random() < (0.45 if old else 0.07) else 0.0
    jpeg = int(rng.integers(30, 90)) if rng.random() < 0.09 else 0
    shift = (int(rng.integers(NOISE_SIDE)), int(rng.integers(NOISE_SIDE)))
    coloured = not old and bool(rng.random() < 0.5)
    return Appearance(matrix.astype(np.float32), grain, coloured, bool(rng.random() < 0.5), shift, jpeg)


class Appearances(NamedTuple):
    """The parameters of the crops of a batch, as arrays: what crosses between processes and to a device."""

    matrix: NDArray[np.float32]  # (B, 3, 4)
    grain: NDArray[np.float64]  # (B,), and the same below
    coloured: NDArray[np.bool_]
    coarse: NDArray[np.bool_]
    shift: NDArray[np.int64]  # (B, 2)
    jpeg: NDArray[np.int64]

    @classmethod
    def of(cls, drawn: Sequence[Appearance]) -> "Appearances":
        return cls(
            np.stack([one.matrix for one in drawn]),
            np.asarray([one.grain for one in drawn]),
            np.asarray([one.coloured for one in drawn]),
            np.asarray([one.coarse for one in drawn]),
            np.asarray([one.shift for one in drawn]),
            np.asarray([one.jpeg for one in drawn]),
        )
