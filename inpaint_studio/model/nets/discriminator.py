"""The discriminator: classifies cells of a picture as real or filled."""

from typing import NamedTuple, cast

import torch
from torch import Tensor, nn
from torch.nn import functional as F
from torch.nn.utils import parametrizations, parametrize

from inpaint_studio.model.nets.generator import pad_to_multiple

WIDTHS = (48, 96, 192, 256)
_CELL = 8  # pixels a side of the cell of one logit


class Judgement(NamedTuple):
    logits: Tensor  # (B, 1, H/8, W/8): above 0 = looks real
    features: tuple[Tensor, ...]  # of each layer, for feature matching


class Discriminator(nn.Module):
    """A PatchGAN (Isola et al. 2017) conditioned on the masked picture.

    Called as `discriminator(picture, masked_picture)`: both (B, 3, H, W) in 0..1, the second 0 in the hole, any size
    (padded by reflection to a multiple of 8). Its receptive field is about 70 pixels around each cell.
    """

    def __init__(self, widths: tuple[int, ...] = WIDTHS) -> None:
        super().__init__()
        self.widths = widths
        a, b, c, d = widths
        self.layers = nn.ModuleList(
            [
                nn.Conv2d(6, a, 4, stride=2, padding=1),
                nn.Conv2d(a, b, 4, stride=2, padding=1),
                nn.Conv2d(b, c, 4, stride=2, padding=1),
                nn.Conv2d(c, d, 3, padding=1),
            ]
        )
        self.last = nn.Conv2d(d, 1, 3, padding=1)

    def forward(self, picture: Tensor, masked_picture: Tensor) -> Judgement:
        x = torch.cat([picture, masked_picture], dim=1) * 2 - 1
        x = pad_to_multiple(x, _CELL).contiguous(memory_format=torch.channels_last)
        features = []
        for layer in self.layers:
            x = F.leaky_relu(layer(x), 0.2)
            features.append(x)
        return Judgement(self.last(x).float(), tuple(features))

    @torch.no_grad()
    def naturalness(self, picture: Tensor, mask: Tensor) -> Tensor:
        """(B,) realism of the fill in each picture: the mean logit over cells with hole; 0 without a hole.

        picture: (B, 3, H, W) in 0..1, already filled. mask: (B, 1, H, W), above 0 = was hole.
        """
        hole = (mask > 0).to(picture.dtype)
        logits = self(picture, picture * (1 - hole)).logits
        cells = F.adaptive_max_pool2d(pad_to_multiple(hole, _CELL), logits.shape[2:])
        return cast(Tensor, (logits * cells).sum(dim=(1, 2, 3)) / cells.sum(dim=(1, 2, 3)).clamp(min=1))


def normalised(discriminator: Discriminator) -> Discriminator:
    """Add spectral normalisation (Miyato et al. 2018) to every layer, in place, for training."""
    for layer in (*discriminator.layers, discriminator.last):
        parametrizations.spectral_norm(layer)
    return discriminator


def plain_weights(discriminator: Discriminator) -> dict[str, Tensor]:
    """State dict with spectral normalisation folded in, for a `Discriminator` without it."""
    weights: dict[str, Tensor] = {}
    with torch.no_grad():
        training = discriminator.training
        discriminator.eval()  # in training mode reading a normalised weight advances its power iteration
        for name, module in discriminator.named_modules():
            if isinstance(module, nn.Conv2d):
                weights[f"{name}.weight"] = module.weight.detach().clone()
                if module.bias is not None:
                    weights[f"{name}.bias"] = module.bias.detach().clone()
        discriminator.train(training)
    return weights


def is_normalised(discriminator: Discriminator) -> bool:
    return parametrize.is_parametrized(discriminator.last)
