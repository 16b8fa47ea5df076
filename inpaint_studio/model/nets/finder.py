"""The finder's net: for each pixel, whether it is thin damage and whether it is something laid over the photograph.

A U-Net (Ronneberger et al. 2015) of residual blocks behind a pixel-unshuffle, so that the widest planes have half the
picture's resolution. Batch normalisation is folded into the convolutions for inference and in checkpoints.
"""

from collections.abc import Callable, Iterable

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor, nn

OUTPUTS = ("damage", "overlay")  # thin damage; writing, logos and date stamps over the photograph
WIDTHS = (16, 32, 64, 96)
MULTIPLE = 16  # of pixels a side: 2 of the unshuffle, times 8 of three halvings


class FinderNet(nn.Module):
    """(B, 3, H, W) in 0..1 with sides a multiple of `MULTIPLE` -> logits (B, 2, H, W), in the order of OUTPUTS."""

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.widths = widths
        self.begin = Unit(12, widths[0])
        self.down = nn.ModuleList()
        self.encode = nn.ModuleList()
        for level, width in enumerate(widths):
            if level:
                self.down.append(Unit(widths[level - 1], width, stride=2))
            self.encode.append(nn.Sequential(*(Residual(width) for _ in range(min(level, 2)))))
        self.up = nn.ModuleList()
        self.decode = nn.ModuleList()
        for fine, coarse in zip(widths[-2::-1], widths[:0:-1], strict=True):
            self.up.append(Unit(coarse, fine, kernel=1))
            self.decode.append(Residual(fine))
        self.end = nn.Conv2d(widths[0], 4 * len(OUTPUTS), 3, padding=1)
        nn.init.constant_(self.end.bias, -3.0)  # type: ignore[arg-type]  # one pixel in twenty at first

    def forward(self, pictures: Tensor) -> Tensor:
        planes = self.begin(nn.functional.pixel_unshuffle(pictures - 0.5, 2))
        skipped: list[Tensor] = []
        for level, encode in enumerate(self.encode):
            if level:
                skipped.append(planes)
                planes = self.down[level - 1](planes)
            planes = encode(planes)
        for up, decode in zip(self.up, self.decode, strict=True):
            coarse = nn.functional.interpolate(up(planes), scale_factor=2.0, mode="nearest")
            planes = decode(coarse + skipped.pop())
        logits: Tensor = nn.functional.pixel_shuffle(self.end(planes), 2)
        return logits


class Unit(nn.Module):
    """Convolution, batch normalisation and, where wanted, a rectifier."""

    def __init__(self, into: int, out: int, stride: int = 1, kernel: int = 3, rectify: bool = True) -> None:
        super().__init__()
        self.conv = nn.Conv2d(into, out, kernel, stride, kernel // 2, bias=False)
        self.norm: nn.Module = nn.BatchNorm2d(out, momentum=0.02)
        self.rectify = rectify

    def forward(self, planes: Tensor) -> Tensor:
        planes = self.norm(self.conv(planes))
        return nn.functional.relu(planes, inplace=True) if self.rectify else planes

    def fold(self) -> None:
        """Make the normalisation, of running statistics, part of the convolution."""
        norm, conv = self.norm, self.conv
        if not isinstance(norm, nn.BatchNorm2d):
            return
        assert norm.running_mean is not None
        assert norm.running_var is not None
        gain = norm.weight.detach() / (norm.running_var + norm.eps).sqrt()
        kernel, stride = conv.kernel_size[0], conv.stride[0]
        self.conv = nn.Conv2d(conv.in_channels, conv.out_channels, kernel, stride, kernel // 2)
        with torch.no_grad():
            self.conv.weight.copy_(conv.weight * gain[:, None, None, None])
            assert self.conv.bias is not None
            self.conv.bias.copy_(norm.bias - norm.running_mean * gain)
        self.norm = nn.Identity()


class Residual(nn.Module):
    def __init__(self, width: int) -> None:
        super().__init__()
        self.one, self.two = Unit(width, width), Unit(width, width, rectify=False)

    def forward(self, planes: Tensor) -> Tensor:
        return nn.functional.relu(planes + self.two(self.one(planes)), inplace=True)


def folded(net: FinderNet) -> FinderNet:
    """A copy for inference, without normalisation and in evaluation mode."""
    copy = FinderNet(net.widths)
    copy.load_state_dict(net.state_dict())
    return fold(copy)


def fold(net: FinderNet) -> FinderNet:
    for module in net.modules():
        if isinstance(module, Unit):
            module.fold()
    return net.eval().requires_grad_(False)


def unfolded(net: FinderNet, pictures: Iterable[Tensor]) -> FinderNet:
    """A net with normalisation again, for more training, which answers on `pictures` as the folded one does.

    Each normalisation gets the mean and the deviation of its convolution's output over all pictures as its running
    statistics, and as bias and gain, so that it changes nothing until it is trained. pictures: batches (B, 3, H, W).
    """
    units = {name: module for name, module in net.named_modules() if isinstance(module, Unit)}
    sums = {name: torch.zeros(3, module.conv.out_channels, dtype=torch.float64) for name, module in units.items()}

    def add(name: str) -> Callable[[nn.Module, tuple[Tensor, ...], Tensor], None]:
        def hook(_module: nn.Module, _into: tuple[Tensor, ...], out: Tensor) -> None:
            values = out.double().transpose(0, 1).flatten(1).cpu()
            sums[name] += torch.stack(
                [values.sum(1), values.square().sum(1), torch.full((len(values),), float(values.shape[1]))]
            )

        return hook

    hooks = [module.conv.register_forward_hook(add(name)) for name, module in units.items()]
    try:
        with torch.inference_mode():
            for batch in pictures:
                net(batch)
    finally:
        for hook in hooks:
            hook.remove()
    trained = FinderNet(net.widths)
    with torch.no_grad():
        trained.end.load_state_dict(net.end.state_dict())
        modules = dict(trained.named_modules())
        for name, folded_unit in units.items():
            total, squares, count = sums[name]
            mean = total / count
            variance = (squares / count - mean.square()).clamp_min(0)
            unit = modules[name]
            assert isinstance(unit, Unit)
            assert isinstance(unit.norm, nn.BatchNorm2d)
            assert folded_unit.conv.bias is not None
            bias = folded_unit.conv.bias.double()
            unit.conv.weight.copy_(folded_unit.conv.weight)
            unit.norm.running_mean.copy_(mean - bias)  # type: ignore[union-attr]  # of the output without its bias
            unit.norm.running_var.copy_(variance)  # type: ignore[union-attr]
            unit.norm.weight.copy_((variance + unit.norm.eps).sqrt())
            unit.norm.bias.copy_(mean)
    return trained


def probabilities(net: FinderNet, picture: NDArray[np.float32]) -> NDArray[np.float32]:
    """Of both outputs at every pixel, (2, H, W) of a picture (H, W, 3) in 0..1 of any size, by a folded net."""
    height, width = picture.shape[:2]
    padded = np.pad(picture, ((0, -height % MULTIPLE), (0, -width % MULTIPLE), (0, 0)), "symmetric")
    pixels = torch.from_numpy(np.ascontiguousarray(padded)).permute(2, 0, 1)[None]
    with torch.inference_mode():
        shown: NDArray[np.float32] = torch.sigmoid(net(pixels))[0, :, :height, :width].numpy()
    return shown
