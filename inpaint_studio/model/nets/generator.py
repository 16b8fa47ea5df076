"""The generators: nets from a picture with a hole to a fill."""

import math
from typing import cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.model.nets.config import Config, GeneratorConfig
from inpaint_studio.model.nets.membrane import membrane

_SLOPE = 0.2  # of the leaky ReLU
_STRENGTH = 0.2  # scale of the last layer: Adam's step size is uniform, and here steps are picture values
_BRANCH = 0.3  # initial scale of residual branches relative to He initialisation


class Generator(nn.Module):
    """Interface of all generators: called as `generator(picture, mask)`.

    picture: (B, 3, H, W) float in 0..1, any size from 1 x 1; values in the hole are ignored.
    mask: (B, 1, H, W) in 0..1, anything above 0 is hole.
    base: (B, 3, H, W), the membrane of the same picture, if already computed.
    Returns (B, 3, H, W) float32: the raw fill, unclamped; the caller composites.
    """

    multiple_of = 32  # sizes are padded inside to a multiple of this, by reflection

    def __init__(self, config: Config) -> None:
        super().__init__()
        self.config = config

    def forward(self, picture: Tensor, mask: Tensor, base: Tensor | None = None) -> Tensor:
        hole = (mask > 0).to(torch.float32)
        if base is None:
            base = membrane(picture, hole)
        # where, not a product: the hole may contain NaN
        masked = torch.where(hole > 0, torch.zeros_like(base), picture.to(torch.float32) * 2 - 1)
        x = torch.cat([masked, hole, base * 2 - 1], dim=1)  # (B, 7, H, W)
        x = pad_to_multiple(x, self.multiple_of).contiguous(memory_format=torch.channels_last)
        return self.paint(x, base, hole)

    def paint(self, x: Tensor, base: Tensor, hole: Tensor) -> Tensor:
        """x: (B, 7, H', W') padded; base: (B, 3, H, W); hole: (B, 1, H, W) of 0 and 1.

        Returns the fill (B, 3, H, W) float32.
        """
        raise NotImplementedError


class GatedUNet(Generator):
    """The membrane plus a learnt residual: a U-Net of residual blocks with a wide receptive field in the middle.

    Thin holes are filled at 1/2 and 1/4, by plain residual blocks; large ones in the middle at 1/8, by
    dilated blocks and gates through 1/32. The last layer is initialised to zero, so an untrained net is the membrane.
    """

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__(config)
        half, quarter, eighth = config.channels
        self.stem = nn.Conv2d(28, half, 3, padding=1)
        self.down_half = nn.Sequential(*(Residual(half) for _ in range(config.down_blocks[0])))
        self.to_quarter = nn.Conv2d(half, quarter, 2, stride=2)
        self.down_quarter = nn.Sequential(*(Residual(quarter) for _ in range(config.down_blocks[1])))
        self.to_eighth = nn.Conv2d(quarter, eighth, 4, stride=2, padding=1)
        self.middle = nn.Sequential(
            *(
                Residual(eighth, d) if d else Gate(eighth, config.gate_channels, config.gate_blocks)
                for d in config.middle
            )
        )
        self.from_eighth = Upsample(eighth, quarter)
        self.join_quarter = nn.Conv2d(2 * quarter, quarter, 1)
        self.up_quarter = nn.Sequential(*(Residual(quarter) for _ in range(config.up_blocks[1])))
        self.from_quarter = Upsample(quarter, half)
        self.join_half = nn.Conv2d(2 * half, half, 1)
        self.up_half = nn.Sequential(*(Residual(half) for _ in range(config.up_blocks[0])))
        # A final pixel shuffle leaves a grid in large holes: hence ICNR, and a full-resolution layer after it.
        self.from_half = Upsample(half, 8, kernel=3)
        self.last = nn.Conv2d(8, 3, 3, padding=1)
        _initialise(self)
        nn.init.zeros_(self.last.weight)

    def paint(self, x: Tensor, base: Tensor, hole: Tensor) -> Tensor:
        height, width = base.shape[2:]
        x = F.pixel_unshuffle(x, 2)  # (B, 7, H, W) -> (B, 28, H/2, W/2)
        a = self.down_half(self.stem(x))
        b = self.down_quarter(self.to_quarter(a))  # (B, 64, H/4, W/4)
        x = self.middle(self.to_eighth(b))  # (B, 128, H/8, W/8)
        x = self.up_quarter(self.join_quarter(torch.cat([self.from_eighth(x), b], dim=1)))
        x = self.up_half(self.join_half(torch.cat([self.from_quarter(x), a], dim=1)))
        x = self.last(F.leaky_relu(self.from_half(x), _SLOPE))  # (B, 3, H, W)
        # Outside the hole the membrane equals the picture, so the residual is zero there.
        return base + hole * (_STRENGTH * x[:, :, :height, :width].float())


class Residual(nn.Module):
    """x + g · conv(lrelu(conv(lrelu(x)))), with g learnt per channel from 0.5 and no norm layer."""

    def __init__(self, channels: int, dilation: int = 1) -> None:
        super().__init__()
        self.first = nn.Conv2d(channels, channels, 3, padding=dilation, dilation=dilation)
        self.second = nn.Conv2d(channels, channels, 3, padding=1)
        self.gain = nn.Parameter(torch.full((1, channels, 1, 1), 0.5))

    def forward(self, x: Tensor) -> Tensor:
        y = self.second(F.leaky_relu(self.first(F.leaky_relu(x, _SLOPE)), _SLOPE, inplace=True))
        return torch.addcmul(x, y, self.gain.to(y.dtype))


class Gate(nn.Module):
    """Context from further away: residual blocks at a quarter of the size, upsampled and added."""

    def __init__(self, channels: int, inner: int, blocks: int) -> None:
        super().__init__()
        self.down = nn.Conv2d(channels, inner, 4, stride=4)
        self.blocks = nn.Sequential(*(Residual(inner) for _ in range(blocks)))
        self.up = nn.Conv2d(inner, channels, 1)

    def forward(self, x: Tensor) -> Tensor:
        y = self.up(self.blocks(self.down(x)))
        return x + F.interpolate(y, scale_factor=4.0, mode="bilinear", align_corners=False).to(x.dtype)


class Upsample(nn.Module):
    """2x upsampling by a convolution and a pixel shuffle."""

    def __init__(self, channels: int, out: int, kernel: int = 1) -> None:
        super().__init__()
        self.conv = nn.Conv2d(channels, 4 * out, kernel, padding=kernel // 2)

    def forward(self, x: Tensor) -> Tensor:
        return F.pixel_shuffle(self.conv(x), 2)


class EncoderDecoder(Generator):
    """The classic recipe (Context Encoders, Pathak et al. 2016): strided convolutions down to 1/16, and back up.

    Input: masked picture and mask, without the membrane; output: the whole picture. Batch norm
    is omitted, so that a fill does not depend on other pictures in its batch. A baseline for comparison.
    """

    def __init__(self, config: GeneratorConfig) -> None:
        super().__init__(config)
        a, b, c, d = *config.channels, config.gate_channels
        self.encoder = nn.ModuleList(
            nn.Conv2d(i, o, 4, stride=2, padding=1) for i, o in ((4, a), (a, b), (b, c), (c, d))
        )
        self.bottleneck = nn.Conv2d(d, d, 3, padding=1)
        self.decoder = nn.ModuleList(
            nn.ConvTranspose2d(i, o, 4, stride=2, padding=1) for i, o in ((d, c), (c, b), (b, a), (a, 3))
        )
        _initialise(self)

    def paint(self, x: Tensor, base: Tensor, hole: Tensor) -> Tensor:
        height, width = base.shape[2:]
        x = x[:, :4]
        for layer in self.encoder:
            x = F.leaky_relu(layer(x), _SLOPE)
        x = F.leaky_relu(self.bottleneck(x), _SLOPE)
        for layer in self.decoder[:-1]:
            x = F.relu(layer(x))
        x = torch.tanh(self.decoder[-1](x).float())
        return x[:, :, :height, :width] * 0.5 + 0.5


def count_parameters(module: nn.Module) -> int:
    return sum(p.numel() for p in module.parameters())


def pad_to_multiple(x: Tensor, multiple: int) -> Tensor:
    """Pad (B, C, H, W) on the right and bottom by reflection, repeatedly for very small pictures."""
    height, width = (math.ceil(side / multiple) * multiple for side in x.shape[2:])
    while x.shape[2:] != (height, width):
        # Reflection pads at most side - 1 pixels; a single row or column can only be replicated.
        down, right = height - x.shape[2], width - x.shape[3]
        if x.shape[2] == 1 or x.shape[3] == 1:
            x = F.pad(x, (0, right if x.shape[3] == 1 else 0, 0, down if x.shape[2] == 1 else 0), mode="replicate")
        else:
            x = F.pad(x, (0, min(right, x.shape[3] - 1), 0, min(down, x.shape[2] - 1)), mode="reflect")
    return x


def _initialise(net: nn.Module) -> None:
    """He et al. 2015, variance-preserving; upsampling as nearest neighbour (ICNR, Aitken et al. 2017).

    Residual branches start small, as in Fixup (Zhang et al. 2019): without norm layers their sum otherwise reached the
    last layer 30 times too large, which made its steps as many times too large.
    """
    if next(net.parameters()).is_meta:
        return  # weights will be loaded; and torch would import its compiler, seconds, for random numbers on meta
    for module in net.modules():
        if isinstance(module, nn.Conv2d | nn.ConvTranspose2d):
            nn.init.kaiming_normal_(module.weight, a=1.0)  # linear: most layers here follow no activation
            if module.bias is not None:
                nn.init.zeros_(module.bias)
    for module in net.modules():
        if isinstance(module, Residual):
            nn.init.kaiming_normal_(module.first.weight, a=_SLOPE)
            nn.init.kaiming_normal_(module.second.weight, a=_SLOPE)
            module.second.weight.data.mul_(_BRANCH)
        elif isinstance(module, Gate):
            module.up.weight.data.mul_(_BRANCH)
    for module in net.modules():
        if isinstance(module, Upsample):
            weight = module.conv.weight.data
            weight.copy_(weight[::4].repeat_interleave(4, dim=0))
    if isinstance(net, EncoderDecoder):
        for layer in (*net.encoder, net.bottleneck, *net.decoder[:-1]):
            nn.init.kaiming_normal_(cast(nn.Conv2d, layer).weight, a=_SLOPE)
