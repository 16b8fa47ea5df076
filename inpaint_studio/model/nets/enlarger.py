"""Enlarging: nets that add a learnt residual to bicubic interpolation, and the resampling that they rest on."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.model.nets.config import EnlargeConfig

_STRENGTH = 0.2  # scale of the last layer: Adam's step size is uniform, and here steps are picture values
_BRANCH = 0.3  # initial scale of residual branches relative to He initialisation
GRID_REACH = 4  # of `without_grid`
MOST_GRID = 2 / 255  # of a grid: more is detail
CORRECTIONS = 4  # of `consistent`: shrunk again the result differs from the picture by less than 8 bits can hold


def bicubic(picture: Tensor, factor: int) -> Tensor:
    """(B, C, H, W) enlarged by cubic convolution (Keys 1981, a = -1/2), as Pillow and MATLAB do it."""
    # torch has that kernel with `antialias` alone; without it a = -3/4.
    return F.interpolate(picture, scale_factor=float(factor), mode="bicubic", antialias=True)


def shrunk(picture: Tensor, factor: int) -> Tensor:
    """(B, C, factor H, factor W) shrunk by the same kernel, widened against aliasing, as Pillow and MATLAB do it.

    It defines what a small picture is: what nets learn to undo, and what their results are compared by.
    """
    size = picture.shape[2] // factor, picture.shape[3] // factor
    return F.interpolate(picture, size, mode="bicubic", antialias=True)


def consistent(large: Tensor, small: Tensor, factor: int, corrections: int = CORRECTIONS) -> Tensor:
    """`large` corrected so that it is `small` when shrunk again: back-projection (Irani and Peleg 1991).

    What is invented may then only be what the small picture leaves open. The corrections are gentle enough to be
    learnt through. Reaches `4 * corrections` pixels of the small picture.
    """
    for _ in range(corrections):
        large = large + bicubic(small - shrunk(large, factor), factor)
    return large


def without_grid(large: Tensor, base: Tensor, factor: int) -> Tensor:
    """`large` without what repeats with every pixel of the small picture: a grid, as a pixel shuffle may leave.

    base: bicubic interpolation. What was added to it is averaged over a neighbourhood, each position within a pixel of
    the small picture by itself: texture averages out, a grid does not. Reaches `GRID_REACH` pixels of the small one.
    What an edge adds is far stronger than a grid: unlimited, its mean drew parallel lines of 6 levels beside it.
    """
    detail = F.pixel_unshuffle(large - base, factor).clamp(-MOST_GRID, MOST_GRID)
    reach, side = GRID_REACH, 2 * GRID_REACH + 1
    rows = F.avg_pool2d(F.pad(detail, (0, 0, reach, reach), mode="replicate"), (side, 1), stride=1)
    repeated = F.avg_pool2d(F.pad(rows, (reach, reach, 0, 0), mode="replicate"), (1, side), stride=1)
    return large - F.pixel_shuffle(repeated, factor)


def corrected(large: Tensor, small: Tensor, factor: int) -> Tensor:
    """What a net of texture made of `small`, without the grid of its factor and consistent with it."""
    return consistent(without_grid(large, bicubic(small, factor), factor), small, factor)


class Enlarger(nn.Module):
    """Bicubic interpolation plus a residual learnt at the size of the small picture, unfolded by a pixel shuffle.

    Called as `enlarger(small)`: (B, 3, H, W) float32 in 0..1, any size from 1 x 1. Returns (B, 3, factor H, factor W)
    float32, unclamped. The last layer is initialised to zero, so an untrained net is bicubic interpolation.
    No norm layers: they shift contrast, and the result may not depend on how a picture is cut into tiles.
    """

    def __init__(self, config: EnlargeConfig) -> None:
        super().__init__()
        self.config = config
        self.first = nn.Conv2d(3, config.channels, 3, padding=1)
        self.blocks = nn.Sequential(*(Block(config.channels) for _ in range(config.blocks)))
        self.last = nn.Conv2d(config.channels, 3 * config.factor**2, 3, padding=1)
        if self.last.weight.is_meta:
            return
        nn.init.zeros_(self.last.weight)
        for bias in (self.first.bias, self.last.bias):
            assert bias is not None
            nn.init.zeros_(bias)

    def forward(self, small: Tensor) -> Tensor:
        small = small.to(torch.float32)
        x = self.first((small * 2 - 1).contiguous(memory_format=torch.channels_last))
        x = self.last(self.blocks(x) + x)
        return bicubic(small, self.config.factor) + _STRENGTH * F.pixel_shuffle(x, self.config.factor).float()


class Block(nn.Module):
    """x + conv(relu(conv(x))), whose branch starts small (Fixup, Zhang et al. 2019)."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.before = nn.Conv2d(channels, channels, 3, padding=1)
        self.after = nn.Conv2d(channels, channels, 3, padding=1)
        for conv, nonlinearity in ((self.before, "linear"), (self.after, "relu")):
            if conv.weight.is_meta:  # weights will be loaded
                continue
            nn.init.kaiming_normal_(conv.weight, nonlinearity=nonlinearity)  # type: ignore[arg-type]
            assert conv.bias is not None
            nn.init.zeros_(conv.bias)
        if not self.after.weight.is_meta:
            self.after.weight.data.mul_(_BRANCH)

    def forward(self, x: Tensor) -> Tensor:
        y: Tensor = self.after(F.relu(self.before(x), inplace=True))
        return x + y
