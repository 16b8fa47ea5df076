"""Validation during a run: fixed holes in held-out photographs.

Each photograph is cropped to its central square and gets one hole of every kind, from a fixed seed, so that scores of
different runs and times are comparable pixel for pixel.
"""

import math
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import Any, Protocol

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.checkpoints.description import base_of
from inpaint_studio.model.nets.generator import Generator
from inpaint_studio.model.nets.lpips import Lpips
from inpaint_studio.model.nets.membrane import membrane
from inpaint_studio.model.photographs import masks
from inpaint_studio.model.photographs.dataset import Photographs
from inpaint_studio.model.photographs.hole_kinds import HOLE_KINDS

SIDE = 256  # pixels
_SEED = 2011
_BATCH = 8

Scores = dict[str, dict[str, float]]  # by kind of hole, then by name of the score


class Validation(Protocol):
    """Fixed tasks on held-out photographs that a run is judged by."""

    @property
    def columns(self) -> tuple[str, ...]:
        """Of the sheet."""

    def score(self, generator: Any) -> Scores: ...

    def sheet(self, generator: Any) -> NDArray[np.uint8]: ...


@dataclass(frozen=True, eq=False)
class ValidationHoles:
    """Photographs with holes and their membranes, on the device of the run."""

    kinds: tuple[str, ...]
    photographs: Tensor  # (N, 3, SIDE, SIDE) uint8
    holes: Tensor  # (K, N, 1, SIDE, SIDE) bool, one for each kind
    bases: Tensor  # (K, N, 3, SIDE, SIDE) float16 membranes
    base_scores: Scores
    lpips: Lpips | None

    @property
    def columns(self) -> tuple[str, ...]:
        return "with its hole", "membrane", "generator", "original"

    @classmethod
    def of(
        cls, photographs: Photographs, count: int, device: torch.device | str, lpips: Lpips | None = None
    ) -> "ValidationHoles":
        """Of `count` photographs spread evenly over those that are large enough (all are padded where none is)."""
        squares = [square for i in range(len(photographs)) if (square := _middle(photographs.pixels(i))) is not None]
        if not squares:
            squares = [_padded(photographs.pixels(i)) for i in range(len(photographs))]
        chosen = [squares[i * len(squares) // count] for i in range(count)] if count < len(squares) else squares
        return cls.of_squares(chosen, device, lpips)

    @classmethod
    def of_squares(
        cls, chosen: Sequence[NDArray[np.uint8]], device: torch.device | str, lpips: Lpips | None = None
    ) -> "ValidationHoles":
        """Of pictures (S, S, 3) uint8, all of one size."""
        side = chosen[0].shape[0]
        pictures = torch.from_numpy(np.stack(chosen)).permute(0, 3, 1, 2).contiguous().to(device)
        kinds = tuple(HOLE_KINDS)
        holes = torch.from_numpy(
            np.stack(
                [
                    [
                        masks.sample_mask(kind, Size(side, side), np.random.default_rng((_SEED, k, i)))[None] > 0
                        for i in range(len(chosen))
                    ]
                    for k, kind in enumerate(kinds)
                ]
            )
        ).to(device)
        bases = torch.stack(
            [
                torch.cat(
                    [
                        membrane(_unit(pictures[i : i + _BATCH]), holes[k, i : i + _BATCH]).half()
                        for i in range(0, len(chosen), _BATCH)
                    ]
                )
                for k in range(len(kinds))
            ]
        )
        empty = cls(kinds, pictures, holes, bases, {}, lpips)
        scores: Scores = {kind: empty._score(k, None) for k, kind in enumerate(kinds)}
        return cls(kinds, pictures, holes, bases, scores, empty.lpips)

    def score(self, generator: Generator) -> Scores:
        """By kind: psnr (dB, mean over pictures), l1 and lpips, all in the hole; each also for the membrane."""
        out: Scores = {}
        for k, kind in enumerate(self.kinds):
            scores = self._score(k, generator)
            out[kind] = scores | {f"{name}_membrane": value for name, value in self.base_scores[kind].items()}
        return out

    def sheet(self, generator: Generator) -> NDArray[np.uint8]:
        """(kinds * SIDE, 4 * SIDE, 3): with its hole, membrane, generator, original; another picture for each kind."""
        rows = []
        for k in range(len(self.kinds)):
            i = k * len(self.photographs) // len(self.kinds)
            real, hole = _unit(self.photographs[i : i + 1]), self.holes[k, i : i + 1]
            base = torch.where(hole, self.bases[k, i : i + 1].float(), real)
            filled = self._fill(generator, real, hole, base)
            marked = torch.where(hole, torch.tensor([1.0, 0.25, 0.2], device=real.device)[None, :, None, None], real)
            rows.append(torch.cat([marked, base, filled, real], dim=3)[0])
        sheet = torch.cat(rows, dim=1).clamp(0, 1).mul(255).round().to(torch.uint8)
        return sheet.permute(1, 2, 0).cpu().numpy()

    def _score(self, k: int, generator: Generator | None) -> dict[str, float]:
        psnr, l1, lpips = [], [], []
        for i in range(0, len(self.photographs), _BATCH):
            real, hole = _unit(self.photographs[i : i + _BATCH]), self.holes[k, i : i + _BATCH]
            base = torch.where(hole, self.bases[k, i : i + _BATCH].float(), real)
            filled = base if generator is None else self._fill(generator, real, hole, base)
            filled = (filled.clamp(0, 1) * 255).round() / 255  # quantised as in a file
            area = hole.sum(dim=(1, 2, 3)) * 3
            squared = (filled - real).square().sum(dim=(1, 2, 3)) / area
            psnr.append(-10 * squared.clamp(min=1e-10).log10())
            l1.append((filled - real).abs().sum(dim=(1, 2, 3)) / area)
            if self.lpips is not None:
                with torch.no_grad():
                    lpips.append(self.lpips.distance_in(filled, real, hole.float()))
        scores = {"psnr": float(torch.cat(psnr).mean()), "l1": float(torch.cat(l1).mean())}
        if lpips:
            scores["lpips"] = float(torch.cat(lpips).mean())
        return scores

    @torch.no_grad()
    def _fill(self, generator: Generator, real: Tensor, hole: Tensor, base: Tensor) -> Tensor:
        return torch.where(hole, generator(real, hole.float(), base), real)


def gain(scores: Mapping[str, Mapping[str, float]]) -> float:
    """Improvement over the base (`base_of`) in dB, which defines "best" in a run: the mean over kinds of the PSNR gain
    and, with LPIPS, of -10 log10 of its ratio.
    """
    total = 0.0
    for score in scores.values():
        base = base_of(score)
        total += score["psnr"] - score[f"psnr_{base}"]
        if "lpips" in score:
            total -= 10 * math.log10(max(score["lpips"], 1e-6) / max(score[f"lpips_{base}"], 1e-6))
    return total / max(1, len(scores))


def _unit(pictures: Tensor) -> Tensor:
    return pictures.float() / 255


def _middle(pixels: NDArray[np.uint8]) -> NDArray[np.uint8] | None:
    height, width = pixels.shape[:2]
    if min(height, width) < SIDE:
        return None
    y, x = (height - SIDE) // 2, (width - SIDE) // 2
    return pixels[y : y + SIDE, x : x + SIDE]


def _padded(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The central crop, padded by reflection where smaller."""
    height, width = pixels.shape[:2]
    y, x = max(0, height - SIDE) // 2, max(0, width - SIDE) // 2
    cut = pixels[y : y + SIDE, x : x + SIDE]
    down, right = SIDE - cut.shape[0], SIDE - cut.shape[1]
    return np.pad(cut, ((down // 2, down - down // 2), (right // 2, right - right // 2), (0, 0)), mode="symmetric")
