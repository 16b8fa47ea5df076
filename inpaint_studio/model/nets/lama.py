"""LaMa's generator (Suvorov et al. 2022), so that weights trained elsewhere can be used: fast Fourier convolutions.

Modules are named as in the published weights, so that those load without renaming. A feature map is a
pair: local channels, convolved as usual, and global ones, convolved in the Fourier domain with a global receptive
field.
"""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from inpaint_studio.model.nets.config import LamaConfig
from inpaint_studio.model.nets.generator import Generator, pad_to_multiple

SHARE = 0.75  # of global channels, in the residual blocks

Pair = tuple[Tensor, Tensor | None]  # local and global channels


class Lama(Generator):
    """The interface of `Generator`; it outputs the whole picture and ignores the membrane."""

    config: LamaConfig
    multiple_of = 8

    def __init__(self, config: LamaConfig) -> None:
        super().__init__(config)
        a, b, c, d = (config.channels * n for n in (1, 2, 4, 8))
        self.model = nn.Sequential(
            nn.ReflectionPad2d(3),
            Step(4, a, 7, padding=0),
            Step(a, b, 3, stride=2),
            Step(b, c, 3, stride=2),
            Step(c, d, 3, stride=2, share_out=SHARE),
            *(Block(d) for _ in range(config.blocks)),
            Join(),
            *_up(d, c),
            *_up(c, b),
            *_up(b, a),
            nn.ReflectionPad2d(3),
            nn.Conv2d(a, 3, 7),
            nn.Sigmoid(),
        )

    def forward(self, picture: Tensor, mask: Tensor, base: Tensor | None = None) -> Tensor:
        height, width = picture.shape[2:]
        hole = (mask > 0).to(torch.float32)
        masked = torch.where(hole > 0, torch.zeros_like(picture, dtype=torch.float32), picture.to(torch.float32))
        # Reflection padding by 3 needs 4 pixels, and after three halvings 2: so at least 16.
        x = pad_to_multiple(torch.cat([masked, hole], dim=1), 16 if min(height, width) < 16 else self.multiple_of)
        answer: Tensor = self.model(x)
        return answer[:, :, :height, :width].float()


class Step(nn.Module):
    """A Fourier convolution, norm and ReLU, on both parts of the pair."""

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel: int,
        stride: int = 1,
        padding: int = 1,
        share_in: float = 0.0,
        share_out: float = 0.0,
    ) -> None:
        super().__init__()
        self.ffc = FourierConvolution(channels_in, channels_out, kernel, stride, padding, share_in, share_out)
        globals_out = int(channels_out * share_out)
        self.bn_l = Norm(channels_out - globals_out)
        self.bn_g: nn.Module = Norm(globals_out) if globals_out else nn.Identity()

    def forward(self, x: Tensor | Pair) -> Pair:
        local, far = self.ffc(x if isinstance(x, tuple) else (x, None))
        return F.relu(self.bn_l(local)), F.relu(self.bn_g(far)) if far is not None else None


class FourierConvolution(nn.Module):
    """Fast Fourier convolution (Chi et al. 2020): four paths between local and global channels."""

    def __init__(
        self,
        channels_in: int,
        channels_out: int,
        kernel: int,
        stride: int,
        padding: int,
        share_in: float,
        share_out: float,
    ) -> None:
        super().__init__()
        globals_in, globals_out = int(channels_in * share_in), int(channels_out * share_out)
        locals_in, locals_out = channels_in - globals_in, channels_out - globals_out

        def convolution(inputs: int, outputs: int) -> nn.Module:
            if not inputs or not outputs:
                return nn.Identity()
            return nn.Conv2d(inputs, outputs, kernel, stride, padding, bias=False, padding_mode="reflect")

        self.has_globals = bool(globals_out)
        self.convl2l = convolution(locals_in, locals_out)
        self.convl2g = convolution(locals_in, globals_out)
        self.convg2l = convolution(globals_in, locals_out)
        self.convg2g = Spectral(globals_in, globals_out) if globals_in and globals_out else nn.Identity()

    def forward(self, x: Pair) -> Pair:
        local, far = x
        made_local = self.convl2l(local)
        made_far = self.convl2g(local) if self.has_globals else None
        if far is not None:
            made_local = made_local + self.convg2l(far)
            made_far = made_far + self.convg2g(far) if made_far is not None else None
        return made_local, made_far


class Spectral(nn.Module):
    """Spectral transform: to half the channels, plus a convolution of their spectrum, and back."""

    def __init__(self, channels_in: int, channels_out: int) -> None:
        super().__init__()
        half = channels_out // 2
        self.conv1 = nn.Sequential(nn.Conv2d(channels_in, half, 1, bias=False), Norm(half), nn.ReLU())
        self.fu = Fourier(half)
        self.conv2 = nn.Conv2d(half, channels_out, 1, bias=False)

    def forward(self, x: Tensor) -> Tensor:
        x = self.conv1(x)
        made: Tensor = self.conv2(x + self.fu(x))
        return made


class Fourier(nn.Module):
    """A 1x1 convolution over the real and imaginary parts of the two-dimensional spectrum."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv_layer = nn.Conv2d(2 * channels, 2 * channels, 1, bias=False)
        self.bn = Norm(2 * channels)

    def forward(self, x: Tensor) -> Tensor:
        batch, channels, height, width = x.shape
        spectrum = torch.fft.rfft2(x.float(), norm="ortho")  # (B, C, H, W/2 + 1) complex
        parts = torch.view_as_real(spectrum).permute(0, 1, 4, 2, 3)  # (B, C, 2, H, W/2 + 1)
        parts = parts.reshape(batch, 2 * channels, height, width // 2 + 1)
        parts = F.relu(self.bn(self.conv_layer(parts)))
        parts = parts.reshape(batch, channels, 2, height, width // 2 + 1).permute(0, 1, 3, 4, 2).contiguous()
        made: Tensor = torch.fft.irfft2(torch.view_as_complex(parts.float()), s=(height, width), norm="ortho")
        return made


class Block(nn.Module):
    """A residual block of two steps."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.conv1 = Step(channels, channels, 3, share_in=SHARE, share_out=SHARE)
        self.conv2 = Step(channels, channels, 3, share_in=SHARE, share_out=SHARE)

    def forward(self, x: Pair) -> Pair:
        local, far = self.conv2(self.conv1(x))
        return x[0] + local, x[1] + far if far is not None and x[1] is not None else None


class Join(nn.Module):
    """Concatenates the pair."""

    def forward(self, x: Pair) -> Tensor:
        return torch.cat([part for part in x if part is not None], dim=1)


class Norm(nn.Module):
    """Batch norm in inference mode: a scale and a shift for each channel."""

    def __init__(self, channels: int) -> None:
        super().__init__()
        self.weight = nn.Parameter(torch.ones(channels))
        self.bias = nn.Parameter(torch.zeros(channels))
        self.register_buffer("running_mean", torch.zeros(channels))
        self.register_buffer("running_var", torch.ones(channels))
        self.running_mean: Tensor
        self.running_var: Tensor

    def forward(self, x: Tensor) -> Tensor:
        return F.batch_norm(x, self.running_mean, self.running_var, self.weight, self.bias, training=False)


def _up(channels_in: int, channels_out: int) -> tuple[nn.Module, ...]:
    double = nn.ConvTranspose2d(channels_in, channels_out, 3, stride=2, padding=1, output_padding=1)
    return double, Norm(channels_out), nn.ReLU()
