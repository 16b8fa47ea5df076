"""MI-GAN's generator (Sargsyan et al., ICCV 2023), so that weights trained elsewhere can be used.

A U-Net of depthwise-separable convolutions, down to 4 x 4 and back, made for mobile devices. Its
convolutions are trained as parallel branches and re-parameterised to their sum. The net has one fixed
square size; `Migan` adapts pictures of any size to it. Modules are named as in the published weights.
"""

import math
from collections.abc import Mapping

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.model.nets.config import MiganConfig
from inpaint_studio.model.nets.foreign import Recognition
from inpaint_studio.model.nets.generator import Generator, pad_to_multiple

_SLOPE, _LARGEST = 0.2, 256.0  # of its leaky ReLU, which scales by √2 and clips
_TAPS = (1.0, 3.0, 3.0, 1.0)  # its resampling filter, along rows and columns
_CELLS = 32  # across the square, to measure the thickness of holes
_THICK = 9  # cells across: holes this thick in pictures larger than the square need more context than the square


class Migan(Generator):
    """The interface of `Generator`: 0..1, mask 1 = hole, any size. It outputs the whole picture, without the membrane.

    The net itself takes -1..1, an inverted mask, and a square of `resolution` pixels.
    Smaller pictures are padded by reflection to the square. Larger ones with thin holes are filled in
    overlapping squares at native resolution; with a thick hole the picture is downscaled to the square, filled and
    upscaled, which loses sharpness but keeps the context.
    """

    config: MiganConfig
    multiple_of = 1

    def __init__(self, config: MiganConfig) -> None:
        super().__init__(config)
        sides = config.sides
        widths = {side: config.width(side) for side in sides}
        self.encoder = nn.ModuleDict(
            {
                f"b{side}": Down(widths[side], widths[max(4, side // 2)], 4 if side == sides[-1] else 0, side > 4)
                for side in reversed(sides)
            }
        )
        self.synthesis = nn.ModuleDict(
            {f"b{side}": Up(widths[max(4, side // 2)], widths[side], side) for side in sides}
        )

    def forward(self, picture: Tensor, mask: Tensor, base: Tensor | None = None) -> Tensor:
        hole = (mask > 0).to(torch.float32)
        masked = torch.where(
            hole > 0, torch.zeros_like(picture, dtype=torch.float32), picture.to(torch.float32) * 2 - 1
        )
        if max(picture.shape[2:]) <= self.config.resolution:
            answer = self._fitting(masked, hole)
        else:  # one by one: the resizing depends on each picture's own hole
            answer = torch.cat([self._large(masked[n : n + 1], hole[n : n + 1]) for n in range(len(hole))])
        return answer * 0.5 + 0.5

    def square(self, x: Tensor) -> Tensor:
        """The net on its square. x: (B, 4, S, S), S = resolution: known - 0.5 and the picture in -1..1, 0 in the hole.

        Returns (B, 3, S, S) in about -1..1.
        """
        skips: dict[str, Tensor] = {}
        deep = x
        for name, down in self.encoder.items():
            skips[name], deep = down(deep)
        painted: Tensor | None = None
        for name, up in self.synthesis.items():
            deep, painted = up(deep, skips[name], painted)
        assert painted is not None
        return painted.float()

    def _fitting(self, masked: Tensor, hole: Tensor) -> Tensor:
        height, width = masked.shape[2:]
        x = pad_to_multiple(torch.cat([0.5 - hole, masked], dim=1), self.config.resolution)
        return self.square(x)[:, :, :height, :width]

    def _large(self, masked: Tensor, hole: Tensor) -> Tensor:
        if not bool(hole.any()):
            return masked
        side = self.config.resolution
        cell = max(1, side // _CELLS)
        known = F.max_pool2d(1 - hole, cell, ceil_mode=True)  # cells with any known pixel
        thick = bool((F.max_pool2d(known, _THICK, stride=1, padding=_THICK // 2) == 0).any())
        return self._shrunk(masked, hole) if thick else self._tiled(masked, hole)

    def _shrunk(self, masked: Tensor, hole: Tensor) -> Tensor:
        height, width = masked.shape[2:]
        scale = self.config.resolution / max(height, width)
        size = max(1, round(height * scale)), max(1, round(width * scale))
        # The mean over known pixels only: the hole must not leak in.
        share = F.interpolate(1 - hole, size=size, mode="area")
        small = F.interpolate(masked, size=size, mode="area") / share.clamp(min=1e-6)
        small_hole = (share < 0.5).to(masked.dtype)
        answer = self._fitting(small * (1 - small_hole), small_hole)
        answer = torch.where(small_hole > 0, answer, small)
        return F.interpolate(answer, size=(height, width), mode="bicubic", align_corners=False)

    def _tiled(self, masked: Tensor, hole: Tensor) -> Tensor:
        side = self.config.resolution
        total, weight = torch.zeros_like(masked), torch.zeros_like(hole)
        for top in _starts(masked.shape[2], side):
            for left in _starts(masked.shape[3], side):
                part = (..., slice(top, top + side), slice(left, left + side))
                if not bool(hole[part].any()):
                    continue
                answer = self._fitting(masked[part], hole[part])
                height, width = answer.shape[2:]
                hat = _hat(height, answer.device)[:, None] * _hat(width, answer.device)[None, :]
                total[part] += answer * hat
                weight[part] += hat
        return torch.where(weight > 0, total / weight.clamp(min=1e-6), masked)


class Down(nn.Module):
    """A block of the encoder: returns the skip connection at this size, and the features at half of it."""

    def __init__(self, width: int, deeper: int, channels_in: int, halves: bool) -> None:
        super().__init__()
        self.fromrgb: nn.Module = nn.Conv2d(channels_in, width, 1) if channels_in else nn.Identity()
        self.conv1 = Separable(width, width)
        self.conv2 = Separable(width, deeper, halves=halves)

    def forward(self, x: Tensor) -> tuple[Tensor, Tensor]:
        if isinstance(self.fromrgb, nn.Conv2d):
            x = _activate(self.fromrgb(x))
        across = self.conv1(x)
        return across, self.conv2(across)


class Up(nn.Module):
    """A block of the decoder: upsamples (except the first), adds the skip connection, and outputs a picture."""

    def __init__(self, deeper: int, width: int, side: int) -> None:
        super().__init__()
        noise = side if side > 4 else 0
        self.conv1 = Separable(deeper, width, doubles=side > 4, noise=noise)
        self.conv2 = Separable(width, width, noise=noise)
        self.torgb = nn.Conv2d(width, 3, 1)

    def forward(self, x: Tensor, across: Tensor, painted: Tensor | None) -> tuple[Tensor, Tensor]:
        x = self.conv2(self.conv1(x) + across)
        here: Tensor = self.torgb(x)
        return x, here if painted is None else _double(painted) + here


class Separable(nn.Module):
    """A depthwise-separable convolution, with optional resampling and noise.

    The noise is a fixed pattern stored with the weights, at a learnt strength.
    """

    def __init__(
        self, channels_in: int, channels_out: int, halves: bool = False, doubles: bool = False, noise: int = 0
    ) -> None:
        super().__init__()
        self.halves, self.doubles = halves, doubles
        self.conv1 = nn.Conv2d(channels_in, channels_in, 3, padding=1, groups=channels_in)
        self.conv2 = nn.Conv2d(channels_in, channels_out, 1, bias=False)
        self.register_buffer("noise_const", torch.randn(noise, noise) if noise else None)
        self.noise_const: Tensor | None
        if noise:
            self.noise_strength = nn.Parameter(torch.zeros(()))

    def forward(self, x: Tensor) -> Tensor:
        x = _activate(self.conv1(x))
        x = self.conv2(_halve(x) if self.halves else x)
        x = _double(x) if self.doubles else x
        if self.noise_const is not None:
            x = x + (self.noise_const * self.noise_strength).to(x.dtype)
        return _activate(x)


def adopt(recognition: Recognition, tensors: Mapping[str, Tensor]) -> dict[str, Tensor]:
    """The weights by our names. Branches are summed and normalised as in training (paper, 3.2).

    Raises ValueError, the end of a sentence, where a resampling filter differs from the paper's.
    """
    taps = torch.tensor(_TAPS)
    square = torch.outer(taps, taps) / taps.sum() ** 2
    for name in recognition.fixed:
        values = tensors[name].float()
        if name.endswith(("insert_zeros.weight", "filter_const")):
            good = values.shape[-1] % 2 == 0 and values.shape[-2] % 2 == 0 and values.dim() == 4
            expected = torch.tensor([[1.0, 0.0], [0.0, 0.0]])
            good = good and bool((F.max_pool2d(values, 2) == 1).all()) and _equals(values[..., :2, :2], expected)
            good = good and float(values.sum()) * 4 == values.numel()
        else:
            good = _equals(values, square * (4 if "upsample" in name else 1))
        if not good:
            raise ValueError(f"{name} is not the filter that MI-GAN resamples by")
    ours = {}
    for name, names in recognition.sources.items():
        if len({tensors[n].shape for n in names}) > 1:
            raise ValueError(f"{name} has branches of different shapes")
        weight = tensors[names[0]]
        if len(names) > 1:
            weight = torch.stack([tensors[n].float() for n in names]).sum(dim=0) / math.sqrt(len(names))
        if recognition.as_trained and name.endswith(".weight") and weight.dim() == 4:
            weight = weight.float()
            weight = weight * (weight.square().sum(dim=(1, 2, 3), keepdim=True) + 1e-8).rsqrt()
        ours[name] = weight
    return ours


def _equals(values: Tensor, expected: Tensor) -> bool:
    return values.shape[-2:] == expected.shape and bool(((values - expected).abs() < 2e-3).all())


def _activate(x: Tensor) -> Tensor:
    return F.hardtanh(F.leaky_relu(x, _SLOPE) * math.sqrt(2), -_LARGEST, _LARGEST)


def _halve(x: Tensor) -> Tensor:
    channels = int(x.shape[1])
    square = [[[one * other / sum(_TAPS) ** 2 for one in _TAPS] for other in _TAPS]]
    return F.conv2d(x, x.new_tensor([square] * channels), stride=2, padding=1, groups=channels)


def _double(x: Tensor) -> Tensor:
    """Upsampling with the filter [1, 3, 3, 1] / 4, which is bilinear with zero padding."""
    height, width = 2 * x.shape[2], 2 * x.shape[3]
    x = F.interpolate(F.pad(x, (1, 1, 1, 1)), scale_factor=2.0, mode="bilinear", align_corners=False)
    return x[:, :, 2 : height + 2, 2 : width + 2]


def _starts(length: int, side: int) -> list[int]:
    """Start positions of squares that overlap by half and cover the whole length."""
    if length <= side:
        return [0]
    steps = math.ceil((length - side) / (side // 2))
    return [round(n * (length - side) / steps) for n in range(steps + 1)]


def _hat(length: int, device: torch.device) -> Tensor:
    """(length,) triangular weights, positive everywhere."""
    place = torch.arange(length, device=device, dtype=torch.float32) + 0.5
    return torch.minimum(place, length - place)
