"""Degradation of small pictures: the noise, grain and JPEG blocks that scans and pictures from the web have.

For learning to enlarge, and to clean, pictures that are not clean. Blur is not among it: what is out of focus is meant
to stay so.
"""

from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor
from torch.nn import functional as F

from inpaint_studio.model.photographs import augmentation
from inpaint_studio.model.photographs.appearance import NOISE_SIDE
from inpaint_studio.model.photographs.batched import compress, uploaded

_BLOCK = 16  # pixels a side of what JPEG of halved colours is coded in
_QUALITIES = 30, 96  # of JPEG, half open
_CONSTANT, _OF_LIGHT = 6 / 255, 8 / 255  # largest standard deviations: the same everywhere, and of white


class Degradations(NamedTuple):
    """The degradations of the crops of a batch."""

    constant: NDArray[np.float32]  # (B,) standard deviation of the noise in 0..1, and the same below
    of_light: NDArray[np.float32]  # that of white, of noise whose variance grows with the light
    coloured: NDArray[np.bool_]  # a sensor's; else the grain of film and paper
    coarse: NDArray[np.bool_]  # of more than a pixel
    shift: NDArray[np.int64]  # (B, 2) offset in the tile of noise
    quality: NDArray[np.int64]  # (B,) of JPEG, 1..100; 0 = not compressed
    phase: tuple[int, int]  # where the crops lie in the blocks, the same for a batch

    @classmethod
    def drawn(cls, seed: int, first: int, count: int, share: float) -> "Degradations":
        """Of crops number `first` .. `first + count`, of which a share is degraded: by noise, JPEG or both."""
        rows = []
        for number in range(first, first + count):
            rng = np.random.default_rng((seed, number, 4))
            is_clean, ways = rng.random() >= share, rng.random()
            noisy, coded = not is_clean and ways < 0.7, not is_clean and ways > 0.35
            levels = rng.random(2) * (_CONSTANT, _OF_LIGHT) * noisy
            rows.append(
                (
                    *levels,
                    rng.random() < 0.5,
                    rng.random() < 0.4,
                    *rng.integers(NOISE_SIDE, size=2),
                    int(rng.integers(*_QUALITIES)) * coded,
                )
            )
        table = np.asarray(rows, np.float64).reshape(count, 7)
        phase = np.random.default_rng((seed, first, 5)).integers(_BLOCK, size=2)
        return cls(
            table[:, 0].astype(np.float32),
            table[:, 1].astype(np.float32),
            table[:, 2] > 0,
            table[:, 3] > 0,
            table[:, 4:6].astype(np.int64),
            table[:, 6].astype(np.int64),
            (int(phase[0]), int(phase[1])),
        )


@torch.no_grad()
def degraded(small: Tensor, by: Degradations) -> Tensor:
    """(B, 3, H, W) in 0..1, of 8 bits, with its noise and blocks. Crops that have none are as they were."""
    out = small.clone()
    noisy = np.flatnonzero(by.constant + by.of_light > 0)
    if len(noisy):
        at = uploaded(noisy, small.device)
        out[at] = _with_noise(out[at], by, noisy)
    coded = np.flatnonzero(by.quality > 0)
    if len(coded):
        at = uploaded(coded, small.device)
        down, right = by.phase
        laid = F.pad(out[at], (right, 0, down, 0), mode="replicate")
        quality = uploaded(by.quality[coded], small.device)
        out[at] = compress(laid, quality, smooth_colours=True)[:, :, down:, right:]
    return (out * 255).round() / 255


def _with_noise(small: Tensor, by: Degradations, rows: NDArray[np.intp]) -> Tensor:
    """(N, 3, H, W): crops number `rows` of the batch."""
    _, _, height, width = small.shape
    device = small.device
    constant, of_light, coloured, coarse, shift = (
        uploaded(values[rows], device) for values in (by.constant, by.of_light, by.coloured, by.coarse, by.shift)
    )
    tiles = torch.stack([augmentation.noise_tile(is_coarse, device) for is_coarse in (False, True)])
    down = (torch.arange(height, device=device) + shift[:, :1]) % NOISE_SIDE  # (N, H)
    right = (torch.arange(width, device=device) + shift[:, 1:]) % NOISE_SIDE
    # Advanced indices on both sides of a slice: their dimensions come first, (N, H, W, 3).
    noise = tiles[coarse.long()[:, None, None], :, down[:, :, None], right[:, None, :]].permute(0, 3, 1, 2)
    noise = torch.where(coloured[:, None, None, None], noise, noise[:, :1])
    light = small.mean(1, keepdim=True)
    deviation = (constant.square()[:, None, None, None] + of_light.square()[:, None, None, None] * light).sqrt()
    return (small + deviation * noise).clamp(0, 1)
