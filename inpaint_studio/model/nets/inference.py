"""Inference with a generator."""

import torch
from torch import Tensor, nn

from inpaint_studio.model.nets.generator import GatedUNet
from inpaint_studio.model.nets.membrane import membrane
from inpaint_studio.model.nets.precision import has_fast_bfloat16


def paint(net: nn.Module, picture: Tensor, hole: Tensor, fine: bool = False) -> Tensor:
    """The raw fill for every pixel, (B, 3, H, W) float32: the caller composites and clamps.

    picture: (B, 3, H, W) float32 in 0..1; values in the hole are ignored.  hole: (B, 1, H, W) bool.
    Our own nets compute in bfloat16 on CPUs with hardware support, at twice the speed: they add a residual to a
    float32 membrane, so the rounding error is below one 8-bit level.
    fine: the picture has more than 8 bits and so little noise that this would be visible: compute in float32.
    """
    known = torch.where(hole, picture.new_zeros(()), picture).contiguous(memory_format=torch.channels_last)
    unknown = hole.to(picture.dtype)
    if fine or known.device.type != "cpu" or not isinstance(net, GatedUNet) or not has_fast_bfloat16(known.device):
        answer: Tensor = net(known, unknown)
        return answer.float()
    base = membrane(known, unknown)
    with torch.autocast("cpu", torch.bfloat16):
        answer = net(known, unknown, base)
    return answer.float()
