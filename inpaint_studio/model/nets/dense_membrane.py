"""The membrane for a GPU: the same multigrid as `membrane`, over whole grids instead of lists of hole pixels.

Lists need their lengths on the CPU, some thirty reads of the GPU for every batch, and at each of them it runs dry.
Whole grids cost more arithmetic, which a GPU has, and no reads. The two agree up to rounding.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

_SWEEPS, _CYCLES = 3, 2  # as in `membrane`


@torch.no_grad()
def dense_membrane(picture: Tensor, mask: Tensor, cycles: int = _CYCLES) -> Tensor:
    """`membrane.membrane` without a read of the device: (B, C, H, W) float32."""
    hole = mask[:, :1] > 0
    known = picture.detach().float()
    levels = [_Level.of((~hole).float(), 0)]
    pyramid = [torch.where(hole, known.new_zeros(()), known)]
    while max(levels[-1].known.shape[2:]) > 1:
        pyramid.append(_coarser_values(pyramid[-1], levels[-1]))
        levels.append(levels[-1].coarser())
    pyramid[-1] = torch.where(levels[-1].hole, 0.5, pyramid[-1])  # only where a whole picture is hole

    for depth in range(len(levels) - 2, -1, -1):
        level = levels[depth]
        values = torch.where(level.hole, _interpolated(pyramid[depth + 1], level), pyramid[depth])
        pyramid[depth] = _smoothed(values, level, None, None, _SWEEPS)
    values = pyramid[0]
    for _ in range(cycles if len(levels) > 1 else 0):
        values = _cycle(values, None, levels, 0)
    return values.contiguous()


@dataclass(frozen=True, eq=False)
class _Level:
    """One grid of the pyramid; see `membrane._Level`, whose terms these are. All (B, 1, H, W)."""

    depth: int
    known: Tensor  # share of the picture's pixels under each
    hole: Tensor  # bool
    halves: tuple[Tensor, Tensor]  # red and black pixels of the hole
    damping: Tensor

    @classmethod
    def of(cls, known: Tensor, depth: int) -> "_Level":
        hole = known == 0
        rows, columns = (torch.arange(side, device=known.device) for side in known.shape[2:])
        red = (rows[:, None] + columns) % 2 == 0
        beside = F.pad(known, (1, 1, 1, 1), mode="replicate")
        share = 0.5 - 0.5 ** (depth + 1)
        sides = (beside[..., :-2, 1:-1], beside[..., 2:, 1:-1], beside[..., 1:-1, :-2], beside[..., 1:-1, 2:])
        distances = torch.stack([1 - side * share for side in sides])
        damping = 1 / (1 + ((1 - distances) / distances).sum(dim=0) / 4)
        return cls(depth, known, hole, (hole & red, hole & ~red), damping)

    def coarser(self) -> "_Level":
        return _Level.of(F.avg_pool2d(self.known, 2, ceil_mode=True), self.depth + 1)


def _coarser_values(values: Tensor, level: _Level) -> Tensor:
    """The mean of the known pixels under each coarse pixel; 0 where none is known. values: 0 in the hole."""
    return _sum_of_children(values) / _sum_of_children((~level.hole).float()).clamp(min=1)


def _sum_of_children(values: Tensor) -> Tensor:
    return F.avg_pool2d(values, 2, ceil_mode=True, divisor_override=1)


def _interpolated(coarse: Tensor, level: _Level) -> Tensor:
    """Bilinear, weights 9, 3, 3 and 1 of 16."""
    height, width = level.known.shape[2:]
    fine = F.interpolate(coarse, scale_factor=2.0, mode="bilinear", align_corners=False)
    return fine[..., :height, :width]


def _mean_of_neighbours(values: Tensor) -> Tensor:
    """At the picture's edge a pixel is its own neighbour: no flux."""
    beside = F.pad(values, (1, 1, 1, 1), mode="replicate")
    total = beside[..., :-2, 1:-1] + beside[..., 2:, 1:-1]
    return total.add_(beside[..., 1:-1, :-2]).add_(beside[..., 1:-1, 2:]).mul_(0.25)


def _smoothed(values: Tensor, level: _Level, right: Tensor | None, damping: Tensor | None, sweeps: int) -> Tensor:
    for _ in range(sweeps):
        for half in level.halves:
            new = _mean_of_neighbours(values)
            if right is not None:
                new += right
            if damping is not None:
                new *= damping
            values = torch.where(half, new, values)
    return values


def _cycle(values: Tensor, right: Tensor | None, levels: list[_Level], depth: int) -> Tensor:
    level = levels[depth]
    damping = level.damping if depth else None
    values = _smoothed(values, level, right, damping, 1)
    if depth + 2 < len(levels):
        residual = _mean_of_neighbours(values) - (values if damping is None else values / damping)
        if right is not None:
            residual += right
        total = _sum_of_children(torch.where(level.hole, residual, residual.new_zeros(())))
        error = _cycle(torch.zeros_like(total), total, levels, depth + 1)
        values = values + torch.where(level.hole, _interpolated(error, level), error.new_zeros(()))
    return _smoothed(values, level, right, damping, 1)
