"""Noise, grain and JPEG blocks taken off a picture before it is enlarged: shrinkage in sliding windows' DCT.

Each window of 8 x 8 pixels is transformed, what is too small to be more than noise is dropped, and all windows that
cover a pixel are averaged (Yu and Sapiro 2011); the result then tells a second pass how much of each coefficient is
signal (Wiener's filter, as in BM3D, Dabov et al. 2007). The blocks of a JPEG go the same way, since windows lie across
their borders (Foi et al. 2007). Nothing is learnt and nothing invented; where there is no noise it takes fine detail.
"""

import math
from functools import lru_cache

import torch
from torch import Tensor
from torch.nn import functional as F

STRONGEST = 15 / 255  # standard deviation of the noise that is taken away at a share of 1
_SIDE, _STEP = (
    8,
    2,
)  # pixels of a window, and from one to the next: from every pixel on it gains .05 dB at 4 times the cost
REACH = 2 * _SIDE  # pixels: of two passes
_THRESHOLD = 2.7  # standard deviations
# Luma and two differences of colours, orthonormal, so that noise stays what it is. Those have less detail, more noise.
_AXES = (1.0, 1.0, 1.0), (1.0, 0.0, -1.0), (1.0, -2.0, 1.0)
_DEVIATIONS = 1.0, 1.5, 1.5


def denoised(colours: Tensor, share: float, x: int = 0, y: int = 0) -> Tensor:
    """(1, 3, H, W) in 0..1 without noise of a deviation of up to `share` times `STRONGEST`.

    x, y: where in the picture it lies, so that windows are the same whatever the tile. Depends on `REACH` pixels.
    """
    device = colours.device
    axes = F.normalize(torch.tensor(_AXES, device=device), dim=1)
    deviation = torch.tensor(_DEVIATIONS, device=device)[:, None, None] * (STRONGEST * share)
    planes = torch.einsum("ij,jhw->ihw", axes, colours[0])[:, None]  # (3, 1, H, W)
    border = _SIDE - 1
    left, top = (border + (at - border) % _STEP for at in (x, y))
    sides = left, border + _STEP, top, border + _STEP
    noisy = _windows(F.pad(planes, sides, mode="replicate"))  # (3, 64, L), the first coefficient that of the mean
    is_large = noisy.abs() > _THRESHOLD * deviation
    is_large[:, 0] = True
    pilot = _joined(noisy * is_large, 1 / is_large.sum(dim=1, keepdim=True), planes, sides)
    signal = _windows(F.pad(pilot, sides, mode="replicate")).square_()
    shares = signal / (signal + deviation.square() + 1e-12)
    shares[:, 0] = 1
    weight = 1 / shares.square().sum(dim=1, keepdim=True)
    clean = _joined(noisy.mul_(shares), weight, planes, sides)[:, 0]
    return torch.einsum("ji,jhw->ihw", axes, clean).clamp(0, 1)[None]


def _windows(padded: Tensor) -> Tensor:
    """The coefficients (N, 64, L) of the windows of (N, 1, H, W)."""
    return _basis(padded.device) @ F.unfold(padded, _SIDE, stride=_STEP)


def _joined(coefficients: Tensor, weight: Tensor, like: Tensor, sides: tuple[int, int, int, int]) -> Tensor:
    """The weighted mean of the windows over each pixel. Without the `sides` that were padded: as `like`."""
    left, right, top, bottom = sides
    height, width = like.shape[2:]
    size = height + top + bottom, width + left + right
    sums = F.fold(_basis(like.device).T @ (coefficients * weight), size, _SIDE, stride=_STEP)
    counts = [(side - _SIDE) // _STEP + 1 for side in size]
    ones = torch.ones((1, 1, _SIDE, _SIDE), device=like.device)
    weights = F.conv_transpose2d(weight.reshape(-1, 1, *counts).to(sums.dtype), ones, stride=_STEP)
    inner = slice(top, top + height), slice(left, left + width)
    return sums[:, :, *inner] / weights[:, :, *inner]


@lru_cache(maxsize=4)
def _basis(device: torch.device) -> Tensor:
    """(64, 64): the orthonormal DCT-II of a window, a row for each coefficient."""
    n = torch.arange(_SIDE, dtype=torch.float64)
    matrix = torch.cos(math.pi * (2 * n + 1) * n[:, None] / (2 * _SIDE)) * math.sqrt(2 / _SIDE)
    matrix[0] *= math.sqrt(0.5)
    return torch.einsum("ia,jb->ijab", matrix, matrix).reshape(_SIDE**2, _SIDE**2).float().to(device)
