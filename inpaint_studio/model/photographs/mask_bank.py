"""A bank of precomputed holes, for machines that train faster than one core can draw holes."""

from collections.abc import Sequence

import numpy as np
import torch
from torch import Tensor

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.photographs import masks, own_holes


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
    ) -> None:
        """person_masks: cut the holes from these masks instead of drawing them (`own_holes`)."""

        def draw(i: int) -> Mask:
            rng = np.random.default_rng((seed, 7, i))
            if person_masks:
                return own_holes.cut(person_masks, crop, rng)
            return masks.sample_mask(masks.sample_kind(rng, kinds), Size(crop, crop), rng)

        self.crop = crop
        self._holes = torch.from_numpy(np.stack([draw(i) for i in range(count)])).to(device)

    def __len__(self) -> int:
        return self._holes.shape[0]

    def take(self, numbers: Sequence[int]) -> Tensor:
        """(len(numbers), 1, crop, crop) float32, 1 = hole. Numbers wrap around."""
        index = torch.tensor(numbers)
        ways = (index // len(self)) % 8
        holes = self._holes[(index % len(self)).to(self._holes.device)]
        ways = ways.to(holes.device)[:, None, None]
        holes = torch.where((ways & 1) > 0, holes.flip(2), holes)
        holes = torch.where((ways & 2) > 0, holes.flip(1), holes)
        holes = torch.where((ways & 4) > 0, holes.transpose(1, 2), holes)
        return holes[:, None].to(torch.float32).mul_(1 / 255)
