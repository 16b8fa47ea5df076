"""The watched hole: one of the open picture, filled at every validation of a run."""

from dataclasses import dataclass
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from inpaint_studio.model.nets.generator import Generator
from inpaint_studio.model.nets.membrane import membrane
from inpaint_studio.sentence import say

PICTURE, MASK = "picture.png", "mask.png"  # in the folder of a watched hole
_LONGEST = 768  # pixels a side, to bound the time
_RED = (1.0, 0.25, 0.2)


class LookError(Exception):
    """The watched hole cannot be read. The message is a sentence for the person."""


@dataclass(frozen=True, eq=False)
class Look:
    """A picture with the watched hole."""

    picture: Tensor  # (1, 3, H, W) in 0..1
    hole: Tensor  # (1, 1, H, W), 1 = hole

    @classmethod
    def read(cls, folder: Path) -> "Look":
        """From `picture.png` and `mask.png` in a folder, downscaled where large. Raises LookError."""
        try:
            with Image.open(folder / PICTURE, formats=("PNG",)) as opened:
                picture = opened.convert("RGB")
            with Image.open(folder / MASK, formats=("PNG",)) as opened:
                mask = opened.convert("L")
        except (OSError, ValueError, Image.DecompressionBombError) as error:
            raise LookError(
                say(
                    "There are no {picture} and {mask} in {folder} that can be read.",
                    picture=PICTURE,
                    mask=MASK,
                    folder=folder,
                )
            ) from error
        if picture.size != mask.size:
            raise LookError(
                say(
                    "{picture} and {mask} in {folder} are not of the same size.",
                    picture=PICTURE,
                    mask=MASK,
                    folder=folder,
                )
            )
        smaller = -(-max(picture.size) // _LONGEST)
        picture, mask = picture.reduce(smaller), mask.reduce(smaller)
        hole = torch.from_numpy(np.asarray(mask) > 0)
        if not bool(hole.any()):
            raise LookError(say("There is no hole in {path}.", path=folder / MASK))
        pixels = torch.from_numpy(np.array(picture)).permute(2, 0, 1)
        return cls(pixels[None].float() / 255, hole[None, None].float())

    @torch.no_grad()
    def sheet(self, generator: Generator, device: torch.device | str) -> NDArray[np.uint8]:
        """(H, 2 W, 3): the picture with its hole, and with the hole filled."""
        picture, hole = self.picture.to(device), self.hole.to(device)
        filled = generator(picture, hole, membrane(picture, hole)).float()
        red = torch.tensor(_RED, device=picture.device)[None, :, None, None]
        shown = torch.cat([torch.where(hole > 0, red, picture), torch.where(hole > 0, filled, picture)], dim=3)
        pixels: NDArray[np.uint8] = shown[0].clamp(0, 1).mul(255).round().to(torch.uint8).permute(1, 2, 0).cpu().numpy()
        return pixels
