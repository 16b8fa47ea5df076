"""The batches of a run: crops of photographs with holes, determined by (seed, images seen)."""

from collections.abc import Sequence
from dataclasses import dataclass, replace

import torch
from torch import Tensor

from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.nets import precision
from inpaint_studio.model.photographs.dataset import Photographs
from inpaint_studio.model.photographs.hole_kinds import family
from inpaint_studio.model.photographs.mask_bank import MaskBank
from inpaint_studio.model.training.ahead import Ahead, BankKey, share
from inpaint_studio.model.training.processes import Processes
from inpaint_studio.model.training.schedule import Schedule

_DENSEST = 0.35  # share of a crop
_OWN_BANK = 512  # holes cut from a person's masks, each used in 8 orientations


@dataclass(frozen=True, eq=False)
class Batch:
    """This process's share of a batch."""

    real: Tensor  # (B, 3, crop, crop) float32 in 0..1
    mask: Tensor  # (B, 1, crop, crop) float32, 1 = hole; all of it where a run enlarges
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
        images_seen: int = 0,
    ) -> None:
        """person_masks: every second batch gets holes cut from these, if there are any.

        images_seen: where the run begins or goes on.
        """
        self._ahead: Ahead | None = None
        self._drawing = photographs.drawing()
        if schedule.config.task == "enlarge":
            self._drawing = replace(self._drawing, is_shrunk=True)
        if precision.runs_ahead(device):
            # First of all, so that workers draw while the photographs travel to the device.
            keys = [self._key(crop, thin) for crop, thin in schedule.families(images_seen)]
            self._ahead = Ahead(self._drawing, schedule, processes, images_seen, keys)
            photographs = photographs.to(device)
        self.photographs = photographs
        self._person_masks = person_masks
        self._schedule, self._processes, self._device = schedule, processes, device
        self._banks: dict[BankKey, MaskBank] = {}
        self._own_banks: dict[int, MaskBank] = {}

    def close(self) -> None:
        """End the processes that draw ahead."""
        if self._ahead is not None:
            self._ahead.close()

    def draw(self, images_seen: int) -> Batch:
        if self._schedule.config.task == "enlarge":
            return self._without_holes(images_seen)
        thin = self._schedule.is_thin(images_seen)
        first, count, crop = share(self._schedule, self._processes, images_seen)
        bank = self._own_bank(images_seen, crop)
        if self._ahead is not None:
            plan = self._ahead.plan(images_seen)
            real, mask = self.photographs.made(plan, bank or self._bank(self._ahead, self._key(crop, thin)))
        else:
            kinds = family("thin" if thin else "thick")
            real, mask = self.photographs.batch(self._schedule.config.seed, first, count, crop, kinds=kinds, bank=bank)
        return Batch(real, denser(mask, first) if thin else mask, thin, count * self._processes.world)

    def _without_holes(self, images_seen: int) -> Batch:
        first, count, crop = share(self._schedule, self._processes, images_seen)
        if self._ahead is not None:
            plan = self._ahead.plan(images_seen)
        else:
            plan = self._drawing.plan(self._schedule.config.seed, first, count, crop, banked=True)
        real = self.photographs.pictures(plan)
        if self._schedule.is_turned(images_seen):
            real = real.transpose(2, 3)
        return Batch(real, real.new_ones(1, 1, 1, 1).expand(count, 1, crop, crop), False, count * self._processes.world)

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

    def _bank(self, ahead: Ahead, key: BankKey) -> MaskBank:
        if key not in self._banks:
            self._banks[key] = MaskBank(key.crop, device=self._device, drawn=ahead.holes(key))
        return self._banks[key]

    @staticmethod
    def _key(crop: int, thin: bool) -> BankKey:
        return BankKey(crop, tuple(family("thin" if thin else "thick")))


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
