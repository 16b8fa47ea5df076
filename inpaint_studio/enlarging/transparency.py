"""Colours under transparent pixels, which nobody sees: they may not show in what is made of those round them."""

import torch
from torch import Tensor
from torch.nn import functional as F

REACH = 8  # pixels
_NEAR = 2  # pixels: whose alpha a pixel's is compared with
_DEVIATION = 2.0  # pixels, of the weights of those whose colours are taken


def without_hidden(colours: Tensor, alpha: Tensor) -> Tensor:
    """Colours (1, 3, H, W) whose hidden pixels have the colours of the visible ones round them.

    alpha: (1, 1, H, W) in 0..1. A pixel at least half as visible as those round it keeps its colour: soft edges
    have their own, and a picture that is half transparent throughout stays as it is. Depends on `REACH` pixels round
    each.
    """
    if bool((alpha >= 1).all()) or not bool((alpha > 0).any()):
        return colours
    near = F.max_pool2d(alpha, 2 * _NEAR + 1, stride=1, padding=_NEAR)
    share = torch.where(near > 0, 2 * alpha / near.clamp(min=1e-6), 0.0).clamp(max=1)
    visible = _blurred(alpha)
    spread = _blurred(colours * alpha) / visible.clamp(min=1e-12)
    return torch.where(visible > 1e-9, torch.lerp(spread, colours, share), colours)


def _blurred(planes: Tensor) -> Tensor:
    reach = REACH - _NEAR
    steps = torch.arange(-reach, reach + 1, device=planes.device)
    kernel = torch.exp(-(steps / _DEVIATION).square() / 2)
    channels = planes.shape[1]
    across = (kernel / kernel.sum()).expand(channels, 1, 1, -1)
    rows = F.conv2d(planes, across, padding=(0, reach), groups=channels)
    return F.conv2d(rows, across.transpose(2, 3), padding=(reach, 0), groups=channels)
