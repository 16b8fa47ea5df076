"""Validation of a run that enlarges: held-out photographs, shrunk, or degraded, and restored again."""

from dataclasses import dataclass

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from inpaint_studio.model.nets.config import DENOISE
from inpaint_studio.model.nets.enlarger import Enlarger, bicubic, corrected, shrunk
from inpaint_studio.model.nets.lpips import Lpips
from inpaint_studio.model.photographs.dataset import Photographs
from inpaint_studio.model.photographs.degradation import Degradations, degraded
from inpaint_studio.model.training.validation import Scores

SIDE = 192  # pixels, a multiple of every factor
_SHRUNK_FIRST = 1.5  # photographs are shrunk so far first, so that the blocks of their JPEGs are no truth
_BATCH = 8
_ROWS = 6  # of the sheet
_SEED = 1  # of the noise


@dataclass(frozen=True, eq=False)
class ValidationEnlargements:
    """Large pictures and what they are when shrunk, on the device of the run."""

    factor: int
    large: Tensor  # (N, 3, SIDE, SIDE) float32 in 0..1
    small: Tensor  # (N, 3, SIDE / factor, SIDE / factor), of 8 bits
    lpips: Lpips | None
    has_texture: bool = False  # results are made consistent with the small picture, as they are in use
    noisy: Tensor | None = None  # the small pictures with noise and JPEG blocks, where the run learns from such

    @classmethod
    def of(
        cls,
        photographs: Photographs,
        count: int,
        factor: int,
        has_texture: bool,
        device: torch.device | str,
        lpips: Lpips | None = None,
        is_degraded: bool = False,
    ) -> "ValidationEnlargements":
        """Of `count` photographs spread evenly over `photographs`."""
        total = len(photographs)
        chosen = [i * total // count for i in range(count)] if count < total else range(total)
        squares = np.stack([_square(photographs.pixels(i)) for i in chosen])
        large = torch.from_numpy(squares).permute(0, 3, 1, 2).contiguous().to(device).float() / 255
        small = quantised(shrunk(large, factor))
        noisy = degraded(small, Degradations.drawn(_SEED, 0, len(small), 1.0)) if is_degraded else None
        return cls(factor, large, small, lpips, has_texture, noisy)

    @property
    def columns(self) -> tuple[str, ...]:
        return self._base, "generator", "original"

    @property
    def _base(self) -> str:
        """What results are compared with: the degraded picture itself where the size stays."""
        return "degraded" if self.factor == DENOISE else "bicubic"

    @torch.no_grad()
    def score(self, generator: Enlarger) -> Scores:
        """By kind ("x2", and "degraded" where the run learns from such): psnr of luma (dB, mean over pictures), l1 and
        lpips of the whole, each also for bicubic interpolation, or for the degraded picture where the size stays.
        """
        kinds = {} if self.factor == DENOISE else {f"x{self.factor}": self.small}
        kinds |= {} if self.noisy is None else {"degraded": self.noisy}
        return {kind: self._score(generator, small) for kind, small in kinds.items()}

    def _score(self, generator: Enlarger, pictures: Tensor) -> dict[str, float]:
        scores: dict[str, float] = {}
        for suffix, of_base in (("", False), (f"_{self._base}", True)):
            psnr, l1, lpips = [], [], []
            for i in range(0, len(self.large), _BATCH):
                real, small = self.large[i : i + _BATCH], pictures[i : i + _BATCH]
                fake = quantised(bicubic(small, self.factor) if of_base else self._enlarged(generator, small))
                psnr.append(psnr_of_luma(fake, real, self.factor))
                l1.append((fake - real).abs().mean(dim=(1, 2, 3)))
                if self.lpips is not None:
                    lpips.append(self.lpips.distance(fake, real))
            scores |= {f"psnr{suffix}": _mean(psnr), f"l1{suffix}": _mean(l1)}
            if lpips:
                scores[f"lpips{suffix}"] = _mean(lpips)
        return scores

    @torch.no_grad()
    def sheet(self, generator: Enlarger) -> NDArray[np.uint8]:
        """(rows * SIDE, 3 * SIDE, 3): enlarged by bicubic interpolation and by the generator, and the original."""
        rows = []
        for i in range(0, len(self.large), max(1, len(self.large) // _ROWS)):
            small = (self.small if self.noisy is None else self.noisy)[i : i + 1]
            enlarged = quantised(torch.cat([bicubic(small, self.factor), self._enlarged(generator, small)], dim=3))
            rows.append(torch.cat([enlarged, self.large[i : i + 1]], dim=3)[0])
        sheet: NDArray[np.uint8] = (
            torch.cat(rows[:_ROWS], dim=1).mul(255).round().to(torch.uint8).permute(1, 2, 0).cpu().numpy()
        )
        return sheet

    def _enlarged(self, generator: Enlarger, small: Tensor) -> Tensor:
        large: Tensor = generator(small)
        if not self.has_texture:
            return large
        return corrected(large, small, self.factor)


def quantised(pictures: Tensor) -> Tensor:
    """As in a file of 8 bits."""
    return (pictures.clamp(0, 1) * 255).round() / 255


def psnr_of_luma(fake: Tensor, real: Tensor, border: int) -> Tensor:
    """(B,) in dB, as the literature on enlarging measures it: luma of ITU-R BT.601 in 16..235 of 255, no borders."""
    weights = fake.new_tensor([65.481, 128.553, 24.966]) / 255
    error = ((fake - real) * weights[:, None, None]).sum(dim=1)[:, border:-border, border:-border]
    return -10 * error.square().mean(dim=(1, 2)).clamp(min=1e-10).log10()


def _mean(parts: list[Tensor]) -> float:
    return float(torch.cat(parts).mean())


def _square(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The middle of the photograph, shrunk as far as its size allows; padded by reflection where it is smaller."""
    height, width = pixels.shape[:2]
    scale = max(min(1.0, SIDE / min(height, width)), 1 / _SHRUNK_FIRST)
    size = max(1, round(width * scale)), max(1, round(height * scale))
    picture = np.asarray(Image.fromarray(pixels).resize(size, Image.Resampling.BICUBIC))
    y, x = max(0, picture.shape[0] - SIDE) // 2, max(0, picture.shape[1] - SIDE) // 2
    cut = picture[y : y + SIDE, x : x + SIDE]
    return np.pad(cut, ((0, SIDE - cut.shape[0]), (0, SIDE - cut.shape[1]), (0, 0)), mode="symmetric")
