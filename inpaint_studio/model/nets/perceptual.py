"""A perceptual training loss on VGG16 features.

Its weights are not part of this project; a file of them can be given.
"""

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.sentence import say

_SHIFT = (-0.030, -0.088, -0.188)  # of pictures in -1..1, as LPIPS has it
_SCALE = (0.458, 0.448, 0.450)


class WeightsError(Exception):
    """The file does not hold these weights. The message is a sentence for the person."""


class Vgg16(nn.Module):
    """VGG16's convolutions up to conv4_3, frozen: features after conv1_2, conv2_2, conv3_3 and conv4_3."""

    shift: Tensor
    scale: Tensor
    _BLOCKS = (("conv1_1", "conv1_2"), ("conv2_1", "conv2_2"), ("conv3_1", "conv3_2", "conv3_3"))
    _LAST = ("conv4_1", "conv4_2", "conv4_3")

    def __init__(self, weights: Path, deep: bool = False) -> None:
        """weights: safetensors with `conv1_1.weight` (OIHW) and so on. deep: also the fourth block (1.5x cost).

        Raises WeightsError where the file holds other data.
        """
        super().__init__()
        loaded = _load(weights, "VGG16")
        self.blocks = self._BLOCKS + ((self._LAST,) if deep else ())
        self.convs = nn.ModuleDict()
        for name in (name for block in self.blocks for name in block):
            try:
                weight, bias = loaded[f"{name}.weight"].float(), loaded[f"{name}.bias"].float()
            except KeyError as error:
                raise WeightsError(
                    say("{name} does not hold the weights of VGG16: {key} is missing.", name=weights.name, key=name)
                ) from error
            self.convs[name] = _frozen_conv(weight, bias, 1, 1)
        self.register_buffer("shift", torch.tensor(_SHIFT)[None, :, None, None], persistent=False)
        self.register_buffer("scale", torch.tensor(_SCALE)[None, :, None, None], persistent=False)

    def forward(self, picture: Tensor) -> list[Tensor]:
        """picture: (B, 3, H, W) in 0..1. Features at 1/1, 1/2, 1/4 (and 1/8)."""
        x = ((picture * 2 - 1 - self.shift) / self.scale).contiguous(memory_format=torch.channels_last)
        features = []
        for i, block in enumerate(self.blocks):
            if i:
                x = _pooled(x)
            for name in block:
                x = F.relu(self.convs[name](x))
            features.append(x)
        return features

    def distance(self, fake: Tensor, real: Tensor, mask: Tensor, smaller: float = 1, multiple_of: int = 1) -> Tensor:
        """Mean squared distance in the hole between unit feature vectors (Zhang et al. 2018, eq. 1, w = 1).

        Unit vectors, so that the loss compares the kind of texture and not its exact contrast.
        fake, real: (B, 3, H, W) in 0..1, alike outside the hole. mask: (B, 1, H, W), 1 = hole. Summed over positions
        and divided by the hole's area, per picture; averaged over layers. smaller: downscaling factor, which reduces
        the cost quadratically and leaves the finest grain to the discriminator. multiple_of: rounding of its sides.
        """
        if smaller > 1:
            size = [max(8, round(side / smaller / multiple_of) * multiple_of) for side in fake.shape[2:]]
            fake, real, mask = (F.interpolate(x, size, mode="bilinear", antialias=True) for x in (fake, real, mask))
        share = mask.float().mean(dim=(1, 2, 3)).clamp(min=0.005)
        with torch.no_grad():
            target = self(real)
        total = fake.new_zeros((), dtype=torch.float32)
        for f, r in zip(self(fake), target, strict=True):
            difference = (_unit(f) - _unit(r)).square().sum(dim=1)
            total = total + (difference.mean(dim=(1, 2)) / share).mean()
        return total / len(target)


def _pooled(x: Tensor) -> Tensor:
    """Half the size by the root of the mean square over a [1 2 1] window (Ding et al. 2020, eq. 2), not by max pooling.

    Max pooling aliases: a fill can lower the loss by a pattern in phase with the pooling, which no photograph has. A
    generator trained with VGG's own pooling drew checks into every large hole.
    """
    # Padded beforehand: with channels last, avg_pool2d's own padding has wrong gradients on CUDA (pytorch #188344, seen
    # with 2.11: a generator trained with them diverged within 15,000 crops).
    padded = F.pad(x.square(), (1, 1, 1, 1))
    twice = F.avg_pool2d(F.avg_pool2d(padded, 2, stride=1), 2)  # two boxes give the [1 2 1] window
    return (twice + 1e-6).sqrt()


def _unit(features: Tensor) -> Tensor:
    x = features.float()
    return x / (x.square().sum(dim=1, keepdim=True) + 1e-10).sqrt()


def _frozen_conv(weight: Tensor, bias: Tensor, stride: int, padding: int) -> nn.Conv2d:
    conv = nn.Conv2d(weight.shape[1], weight.shape[0], weight.shape[2], stride=stride, padding=padding)
    conv.weight.data = weight.contiguous(memory_format=torch.channels_last)
    conv.bias = nn.Parameter(bias)
    return conv.requires_grad_(False)


def _load(path: Path, what: str) -> dict[str, Tensor]:
    try:
        return load_file(path)
    except FileNotFoundError as error:
        raise WeightsError(say("There is no file {path} with the weights of {what}.", path=path, what=what)) from error
    except (SafetensorError, OSError) as error:
        raise WeightsError(
            say("{name} is not a safetensors file with the weights of {what}.", name=path.name, what=what)
        ) from error
