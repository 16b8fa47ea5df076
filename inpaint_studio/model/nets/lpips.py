"""LPIPS on AlexNet (Zhang et al. 2018, v0.1): perceptual distance, with weights from a file.

The weights are optional and not shipped. Verified against the published distances of the authors' example
pictures when the weights were packed; the tests here check properties of the definition.
"""

from pathlib import Path

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor
from torch.nn import functional as F

from inpaint_studio.sentence import say

_SHIFT = (-0.030, -0.088, -0.188)  # of RGB in -1..1; the published scaling layer
_SCALE = (0.458, 0.448, 0.450)
_CONVS = (  # out, in, kernel, stride, padding, max-pooled before
    (64, 3, 11, 4, 2, False),
    (192, 64, 5, 1, 2, True),
    (384, 192, 3, 1, 1, True),
    (256, 384, 3, 1, 1, False),
    (256, 256, 3, 1, 1, False),
)
LEAST_SIDE = 35  # pixels; below that the third layer has no input left


class LpipsError(Exception):
    """The weights cannot be used. The message is a sentence for the person."""


class Lpips:
    """AlexNet's five activations and the five linear heads. Never trained; gradients flow to the pictures."""

    def __init__(self, weights: dict[str, Tensor]) -> None:
        """weights: features.conv1..5.weight (OIHW), .bias and linear1..5.weight, as `load` reads them."""
        self._weights = weights

    @classmethod
    def load(cls, path: Path, device: torch.device | str = "cpu") -> "Lpips":
        """Raises LpipsError where the file is missing or holds other weights."""
        try:
            tensors = load_file(path, device="cpu")
        except (OSError, SafetensorError) as error:
            raise LpipsError(
                say("The LPIPS weights {path} cannot be read: {reason}.", path=path, reason=error)
            ) from error
        for name, shape in _shapes().items():
            if name not in tensors or tuple(tensors[name].shape) != shape:
                what = (
                    say("{name} is missing", name=name)
                    if name not in tensors
                    else say(
                        "{name} is {shape}, not {wanted}", name=name, shape=tuple(tensors[name].shape), wanted=shape
                    )
                )
                raise LpipsError(say("{path} does not hold LPIPS weights on AlexNet: {what}.", path=path, what=what))
        return cls({name: tensors[name].float().to(device) for name in _shapes()})

    def features(self, pictures: Tensor) -> list[Tensor]:
        """The five activations after their ReLU. pictures: (B, 3, H, W) in 0..1, sides of at least 35 px."""
        if min(pictures.shape[2:]) < LEAST_SIDE:
            raise ValueError(
                say(
                    "LPIPS needs pictures of at least {side} pixels, not {size}.",
                    side=LEAST_SIDE,
                    size=tuple(pictures.shape[2:]),
                )
            )
        shift = pictures.new_tensor(_SHIFT)[:, None, None]
        scale = pictures.new_tensor(_SCALE)[:, None, None]
        x = (2 * pictures - 1 - shift) / scale
        out = []
        for i, (_, _, _, stride, padding, pooled) in enumerate(_CONVS, start=1):
            if pooled:
                x = F.max_pool2d(x, 3, 2)
            weight, bias = self._weights[f"features.conv{i}.weight"], self._weights[f"features.conv{i}.bias"]
            x = F.relu(F.conv2d(x, weight, bias, stride, padding))
            out.append(x)
        return out

    def maps(self, first: list[Tensor], second: list[Tensor]) -> list[Tensor]:
        """Distance maps of `features` of two batches, one per layer: five (B, 1, h, w) >= 0."""
        return [
            ((_unit(a) - _unit(b)).square() * self._weights[f"linear{i}.weight"][:, None, None]).sum(1, keepdim=True)
            for i, (a, b) in enumerate(zip(first, second, strict=True), start=1)
        ]

    def distance(self, fake: Tensor, real: Tensor) -> Tensor:
        """LPIPS as published: (B,), 0 = the same. Pictures (B, 3, H, W) in 0..1."""
        maps = self.maps(self.features(fake), self.features(real))
        return torch.stack([m.mean((1, 2, 3)) for m in maps]).sum(0)

    def distance_in(self, fake: Tensor, real: Tensor, mask: Tensor) -> Tensor:
        """LPIPS averaged over the hole: (B,). mask: (B, 1, H, W) in 0..1, 1 = hole."""
        return weighted(self.maps(self.features(fake), self.features(real)), mask)


def weighted(maps: list[Tensor], mask: Tensor) -> Tensor:
    """The sum over layers of the mean over the hole, each layer's map upsampled to the mask's size. (B,)"""
    area = mask.sum((1, 2, 3)).clamp(min=1)
    size = (mask.shape[2], mask.shape[3])
    large = [F.interpolate(m, size, mode="bilinear", align_corners=False) for m in maps]
    return torch.stack([(m * mask).sum((1, 2, 3)) / area for m in large]).sum(0)


def _unit(x: Tensor) -> Tensor:
    return x / (x.square().sum(1, keepdim=True).sqrt() + 1e-10)


def _shapes() -> dict[str, tuple[int, ...]]:
    shapes: dict[str, tuple[int, ...]] = {}
    for i, (out, into, kernel, *_) in enumerate(_CONVS, start=1):
        shapes[f"features.conv{i}.weight"] = (out, into, kernel, kernel)
        shapes[f"features.conv{i}.bias"] = (out,)
        shapes[f"linear{i}.weight"] = (out,)
    return shapes
