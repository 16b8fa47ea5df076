"""A bank of precomputed holes, for machines that train faster than one core can draw holes."""

from collections.abc import Sequence

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.photographs import own_holes
from inpaint_studio.model.photographs.batched import uploaded
from inpaint_studio.model.photographs.crops import bank_holes


class MaskBank:
    """Precomputed holes on the device, each used in its 8 rotations and reflections.

    A hole of 256 x 256 px takes 64 KiB.
    """

    def __init__(
        self,
        crop: int,
        count: int = 4096,
        seed: int = 0,
        kinds: Sequence[str] | None = None,
        device: torch.device | str = "cpu",
        person_masks: Sequence[Mask] = (),
        drawn: NDArray[np.uint8] | None = None,
    ) -> None:
        """person_masks: cut the holes from these masks instead of drawing them (`own_holes`).

        drawn: the holes, where they are drawn already (`crops.bank_holes`).
        """
        if drawn is None and person_masks:
            cut = [own_holes.cut(person_masks, crop, np.random.default_rng((seed, 7, i))) for i in range(count)]
            drawn = np.stack(cut)
        elif drawn is None:
            drawn = bank_holes(seed, 0, count, crop, kinds)
        self.crop = crop
        self._holes = torch.from_numpy(drawn).to(device)

    def __len__(self) -> int:
        return self._holes.shape[0]

    def take(self, numbers: Sequence[int] | NDArray[np.int64]) -> Tensor:
        """(len(numbers), 1, crop, crop) float32, 1 = hole. Numbers wrap around."""
        index = uploaded(np.asarray(numbers, np.int64), self._holes.device)
        holes = self._holes[index % len(self)]
        ways = ((index // len(self)) % 8)[:, None, None]
        holes = torch.where((ways & 1) > 0, holes.flip(2), holes)
        holes = torch.where((ways & 2) > 0, holes.flip(1), holes)
        holes = torch.where((ways & 4) > 0, holes.transpose(1, 2), holes)
        return holes[:, None].to(torch.float32).mul_(1 / 255)
