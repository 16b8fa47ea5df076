"""The membrane: harmonic fill by multigrid. It is the preview of every fill and the base of the generator's residual.

Inside the hole it solves Laplace's equation with the rim as Dirichlet boundary (Neumann, no flux, at the picture's
edges), so every filled pixel is the mean of its four neighbours. Only hole pixels are visited: cost scales with them.
"""

from dataclasses import dataclass

import torch
from torch import Tensor
from torch.nn import functional as F

_SWEEPS = 3  # red-black Gauss-Seidel sweeps after interpolation to a level
_CYCLES = 2  # V-cycles on the finest level; each lowers the remaining error some tenfold


@torch.no_grad()
def membrane(picture: Tensor, mask: Tensor, cycles: int = _CYCLES) -> Tensor:
    """Fill the hole harmonically.

    picture: (B, C, H, W) float, any C, range and size; the hole is never read and may hold NaN.
    mask: (B, 1, H, W), anything above 0 is hole.
    Returns (B, C, H, W) float32. Exactly the picture where the mask is 0. A picture that is all hole becomes 0.5.
    """
    batch, channels, height, width = picture.shape
    hole = mask[:, 0] > 0
    known = picture.detach().float().permute(0, 2, 3, 1)
    values = torch.where(hole[..., None], known.new_zeros(()), known).reshape(-1, channels).contiguous()
    levels = [_Level.of((~hole).float(), 0)]
    pyramid = [values]
    while levels[-1].unknown.numel() and max(levels[-1].height, levels[-1].width) > 1:
        pyramid.append(_coarser_values(pyramid[-1], levels[-1]))
        levels.append(levels[-1].coarser())
    pyramid[-1][levels[-1].unknown] = 0.5  # the last level has a hole only where a whole picture is hole

    for depth in range(len(levels) - 2, -1, -1):
        level = levels[depth]
        pyramid[depth][level.unknown] = _interpolate(pyramid[depth + 1], level)
        _smooth(pyramid[depth], level, None, None, _SWEEPS)
    for _ in range(cycles if len(levels) > 1 else 0):
        _cycle(pyramid[0], None, levels, 0)
    return pyramid[0].reshape(batch, height, width, channels).permute(0, 3, 1, 2).contiguous()


@dataclass(frozen=True, eq=False)
class _Level:
    """One grid of the pyramid. Pixels are numbered b·H·W + y·W + x; `unknown` lists red ones first, then black."""

    depth: int  # 0 = the picture itself
    known: Tensor  # (B, H, W) known share of the picture's pixels under each
    hole: Tensor  # (B, H, W) bool: known == 0
    unknown: Tensor  # (N,) indices of hole pixels
    red: int  # number of red ones: y + x even
    neighbours: Tensor  # (4, N) indices; at the picture's edge a pixel is its own neighbour: no flux
    # (N, 1), for corrections, zero at the rim. The rim is closer than the next pixel's centre, so that pixel gets a
    # negative ghost value: without this the hole is too wide on coarse grids, and cycles converge slowly.
    damping: Tensor
    parents: Tensor  # (4, N) indices in the coarser level, nearest first
    coarse_height: int
    coarse_width: int

    @property
    def height(self) -> int:
        return self.hole.shape[1]

    @property
    def width(self) -> int:
        return self.hole.shape[2]

    @classmethod
    def of(cls, known: Tensor, depth: int) -> "_Level":
        hole = known == 0
        _, height, width = hole.shape
        b, y, x = hole.nonzero(as_tuple=True)
        is_red = (y + x) % 2 == 0
        order = torch.cat([is_red.nonzero()[:, 0], (~is_red).nonzero()[:, 0]])
        b, y, x = b[order], y[order], x[order]
        base = b * (height * width)
        unknown = base + y * width + x
        neighbours = torch.stack(
            [
                base + (y - 1).clamp(min=0) * width + x,
                base + (y + 1).clamp(max=height - 1) * width + x,
                base + y * width + (x - 1).clamp(min=0),
                base + y * width + (x + 1).clamp(max=width - 1),
            ]
        )
        # Distance of the rim: 1 for a hardly known neighbour and 1/2 (on the finest grid 1) for a fully known one;
        # a line through (0, x) with its zero there is -x (1 - d) / d at 1.
        distance = 1 - known.reshape(-1).index_select(0, neighbours.reshape(-1)).reshape(4, -1) * (
            0.5 - 0.5 ** (depth + 1)
        )
        damping = 1 / (1 + ((1 - distance) / distance).sum(dim=0) / 4)
        ch, cw = (height + 1) // 2, (width + 1) // 2
        y0, x0 = y // 2, x // 2
        y1 = (y0 + y % 2 * 2 - 1).clamp(0, ch - 1)
        x1 = (x0 + x % 2 * 2 - 1).clamp(0, cw - 1)
        coarse = b * (ch * cw)
        parents = torch.stack([coarse + v * cw + u for v, u in ((y0, x0), (y0, x1), (y1, x0), (y1, x1))])
        return cls(depth, known, hole, unknown, int(is_red.sum()), neighbours, damping[:, None], parents, ch, cw)

    def coarser(self) -> "_Level":
        return _Level.of(F.avg_pool2d(self.known[:, None], 2, ceil_mode=True)[:, 0], self.depth + 1)


def _coarser_values(values: Tensor, level: _Level) -> Tensor:
    """The mean of the known pixels under each coarse pixel; 0 where none is known."""
    batch, channels = level.hole.shape[0], values.shape[1]
    grid = values.reshape(batch, level.height, level.width, channels)  # zero in the hole
    known = (~level.hole)[..., None].to(values.dtype)
    pad = (0, 0, 0, level.width % 2, 0, level.height % 2)
    if level.width % 2 or level.height % 2:
        grid, known = F.pad(grid, pad), F.pad(known, pad)
    total = grid[:, 0::2, 0::2] + grid[:, 1::2, 0::2] + grid[:, 0::2, 1::2] + grid[:, 1::2, 1::2]
    count = known[:, 0::2, 0::2] + known[:, 1::2, 0::2] + known[:, 0::2, 1::2] + known[:, 1::2, 1::2]
    return (total / count.clamp(min=1)).reshape(-1, channels)


def _interpolate(coarse: Tensor, level: _Level) -> Tensor:
    """Bilinear values (N, C) of a coarse grid at the level's hole pixels: weights 9, 3, 3 and 1 of 16."""
    a, b, c, d = level.parents
    out = coarse.index_select(0, a).mul_(9 / 16)
    out.add_(coarse.index_select(0, b).add_(coarse.index_select(0, c)), alpha=3 / 16)
    return out.add_(coarse.index_select(0, d), alpha=1 / 16)


def _mean_of_neighbours(values: Tensor, neighbours: Tensor) -> Tensor:
    out = values.index_select(0, neighbours[0])
    for index in neighbours[1:]:
        out += values.index_select(0, index)
    return out.mul_(0.25)


def _smooth(values: Tensor, level: _Level, right: Tensor | None, damping: Tensor | None, sweeps: int) -> None:
    """Red-black Gauss-Seidel on x / damping - mean(x) = right, in place. right: (N, C), None = 0; damping None = 1."""
    halves = (slice(0, level.red), slice(level.red, None))
    for _ in range(sweeps):
        for half in halves:
            new = _mean_of_neighbours(values, level.neighbours[:, half])
            if right is not None:
                new += right[half]
            if damping is not None:
                new *= damping[half]
            values.index_copy_(0, level.unknown[half], new)


def _cycle(values: Tensor, right: Tensor | None, levels: list[_Level], depth: int) -> None:
    """One V-cycle of the correction scheme: the residual is solved on the coarser grid and the error added."""
    level = levels[depth]
    damping = level.damping if depth else None
    _smooth(values, level, right, damping, 1)
    coarser = levels[depth + 1]
    if coarser.unknown.numel() and depth + 2 < len(levels):
        values_here = values.index_select(0, level.unknown)
        residual = _mean_of_neighbours(values, level.neighbours) - (
            values_here if damping is None else values_here / damping
        )
        if right is not None:
            residual += right
        size = level.hole.shape[0] * level.coarse_height * level.coarse_width
        # Sum over four children = mean times 4: the operator scales by 4 at twice the spacing.
        total = values.new_zeros(size, values.shape[1]).index_add_(0, level.parents[0], residual)
        error = torch.zeros_like(total)
        _cycle(error, total.index_select(0, coarser.unknown), levels, depth + 1)
        values.index_add_(0, level.unknown, _interpolate(error, level))
    _smooth(values, level, right, damping, 1)
