"""The batches of a run: crops of photographs with holes, determined by (seed, images seen)."""

from collections.abc import Sequence
from dataclasses import dataclass

import torch
from torch import Tensor

from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.photographs.dataset import Photographs
from inpaint_studio.model.photographs.hole_kinds import family
from inpaint_studio.model.photographs.mask_bank import MaskBank
from inpaint_studio.model.training.processes import Processes
from inpaint_studio.model.training.schedule import Schedule

_DENSEST = 0.35  # share of a crop
_OWN_BANK = 512  # holes cut from a person's masks, each used in 8 orientations
_BANK = 8192  # precomputed holes of each family on a GPU


@dataclass(frozen=True, eq=False)
class Batch:
    """This process's share of a batch."""

    real: Tensor  # (B, 3, crop, crop) float32 in 0..1
    mask: Tensor  # (B, 1, crop, crop) float32, 1 = hole
    is_thin: bool
    count: int  # crops over all processes


class Batches:
    """Draws batches, from cached banks of precomputed holes where available."""

    def __init__(
        self,
        photographs: Photographs,
        person_masks: Sequence[Mask],
        schedule: Schedule,
        processes: Processes,
        device: torch.device,
    ) -> None:
        """person_masks: every second batch gets holes cut from these, if there are any."""
        self.photographs = photographs.to(device) if device.type == "cuda" else photographs
        self._person_masks = person_masks
        self._schedule, self._processes, self._device = schedule, processes, device
        self._banks: dict[tuple[int, bool], MaskBank] = {}
        self._own_banks: dict[int, MaskBank] = {}

    def draw(self, images_seen: int) -> Batch:
        seed = self._schedule.config.seed
        thin = self._schedule.is_thin(images_seen)
        crop, count = self._schedule.crop_and_batch(images_seen, thin)
        share = count // self._processes.world
        first = images_seen + self._processes.rank * share
        real, mask = self.photographs.batch(
            seed,
            first,
            share,
            crop,
            kinds=family("thin" if thin else "thick"),
            bank=self._own_bank(images_seen, crop) or self._bank(crop, thin),
        )
        return Batch(real, denser(mask, first) if thin else mask, thin, count)

    def _own_bank(self, images_seen: int, crop: int) -> MaskBank | None:
        """Holes cut from the person's own masks, for every second batch."""
        if not self._person_masks or not self._schedule.has_own_holes(images_seen):
            return None
        if crop not in self._own_banks:
            self._own_banks[crop] = MaskBank(
                crop,
                _OWN_BANK,
                self._schedule.config.seed,
                device=self.photographs.device,
                person_masks=self._person_masks,
            )
        return self._own_banks[crop]

    def _bank(self, crop: int, thin: bool) -> MaskBank | None:
        if self._device.type != "cuda":
            return None
        key = (crop, thin)
        if key not in self._banks:
            kinds = family("thin" if thin else "thick")
            self._banks[key] = MaskBank(crop, _BANK, seed=self._schedule.config.seed, kinds=kinds, device=self._device)
        return self._banks[key]


def denser(mask: Tensor, first: int) -> Tensor:
    """Thin holes united with their mirror images, so that one crop holds up to four times as many hole pixels.

    mask: (B, 1, H, W), crops number `first` and on. Every fourth crop is unchanged, and so is one whose hole would
    exceed `_DENSEST`, since its holes would no longer be thin.
    """
    both = torch.maximum(mask, mask.flip(3))
    both = torch.maximum(both, both.flip(2))
    drawn = (torch.arange(len(mask), device=mask.device) + first) % 4 == 0
    keep = drawn[:, None, None, None] | (both.mean(dim=(1, 2, 3), keepdim=True) > _DENSEST)
    return torch.where(keep, mask, both)
