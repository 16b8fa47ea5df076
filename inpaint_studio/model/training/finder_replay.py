"""Painted samples that a GPU trains on several times, since it learns faster than processors paint (experience replay,
Lin 1992): each time turned, mirrored and in other tones.
"""

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inpaint_studio.model.photographs.batched import uploaded
from inpaint_studio.model.training.finder_samples import FinderBatch, Labels, batch_of

_GAMMA = 0.15  # deviation of its logarithm
_GAIN = 0.08  # deviation, a channel 0.3 of it


class Replay:
    """The newest samples, in the memory of a device."""

    def __init__(self, capacity: int, side: int, device: torch.device, seed: int) -> None:
        """capacity: samples, of 5 * side * side bytes each."""
        self._pictures = torch.empty((capacity, side, side, 3), dtype=torch.uint8, device=device)
        self._labels = torch.empty((capacity, 2, side, side), dtype=torch.uint8, device=device)
        self._device = device
        self._rng = np.random.default_rng((seed, 17))
        self._painted = 0

    def __len__(self) -> int:
        return min(self._painted, len(self._pictures))

    def add(self, pictures: NDArray[np.uint8], labels: Labels) -> None:
        """Pictures (N, S, S, 3), labels (N, 2, S, S); they take the place of the oldest."""
        at = uploaded((self._painted + np.arange(len(pictures))) % len(self._pictures), self._device)
        self._pictures[at] = uploaded(pictures, self._device)
        self._labels[at] = uploaded(labels, self._device)
        self._painted += len(pictures)

    def draw(self, count: int) -> FinderBatch:
        """At random, all of them turned and mirrored in one of the eight ways, each in tones of its own."""
        at = uploaded(self._rng.integers(0, len(self), count), self._device)
        shown = self._pictures[at].permute(0, 3, 1, 2).float() / 255
        turns, is_mirrored = int(self._rng.integers(4)), bool(self._rng.random() < 0.5)
        shown, labels = (_turned(planes, turns, is_mirrored) for planes in (shown, self._labels[at]))
        gamma = uploaded(np.exp(self._rng.normal(0, _GAMMA, (count, 1, 1, 1))).astype(np.float32), self._device)
        gain = self._rng.normal(1, _GAIN, (count, 1, 1, 1)) + self._rng.normal(0, 0.3 * _GAIN, (count, 3, 1, 1))
        toned = (shown.clamp_min(1e-4) ** gamma * uploaded(gain.astype(np.float32), self._device)).clamp(0, 1)
        return batch_of(toned, labels)


def _turned(planes: Tensor, turns: int, is_mirrored: bool) -> Tensor:
    planes = torch.rot90(planes, turns, (2, 3))
    return (planes.flip(3) if is_mirrored else planes).contiguous()
