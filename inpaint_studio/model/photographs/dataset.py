"""The dataset: photographs decoded in memory, and batches drawn from them.

Only torch, numpy and Pillow, so that a training machine needs nothing else.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.photographs import augmentation, batched
from inpaint_studio.model.photographs.batched import gathered, uploaded
from inpaint_studio.model.photographs.crops import CropDrawing, CropPlan, Level, Place
from inpaint_studio.model.photographs.mask_bank import MaskBank
from inpaint_studio.sentence import say


@dataclass(frozen=True)
class Skipped:
    """A skipped file, and the reason as the end of a sentence: "it cannot be decoded"."""

    name: str
    reason: str


@dataclass(frozen=True, eq=False)
class Photographs:
    """Photographs as uint8 RGB in one flat buffer, on the CPU or a device."""

    names: tuple[str, ...]  # sorted; path below the folder, or inside the tar
    skipped: tuple[Skipped, ...]
    scaled_down: int  # how many were larger than requested
    greyscale: int  # how many files had no colour
    _buffer: Tensor  # (bytes,) uint8
    _levels: tuple[tuple[Level, ...], ...]  # for each photograph, one per LEVELS
    # Of a damaged photograph: allowed top-left corners of crops by their side in pixels, for each level.
    _free: "Callable[[int], tuple[NDArray[np.int64], ...]] | None" = None
    _gathers: bool = False  # batches are made by indexing and in whole, as on a GPU

    def __len__(self) -> int:
        return len(self.names)

    @property
    def device(self) -> torch.device:
        return self._buffer.device

    @property
    def nbytes(self) -> int:
        return self._buffer.numel()

    def to(self, device: torch.device | str) -> "Photographs":
        """The same photographs with their pixels on a GPU, where whole batches are then made at once."""
        return replace(self, _buffer=self._buffer.to(device), _gathers=True)

    def without(self, damage: Mask) -> "Photographs":
        """The single photograph, with crops only where they do not touch `damage`.

        damage: (H, W) uint8 at the stored size of the photograph, above 0 = damaged.
        """
        if len(self) != 1:
            raise ValueError("Damage is known of one photograph alone.")
        levels = self._levels[0]

        @lru_cache(maxsize=8)
        def free(crop: int) -> tuple[NDArray[np.int64], ...]:
            return tuple(_free_corners(damage, level, crop) for level in levels)

        return replace(self, _free=free)

    def split(self, held_out: int) -> tuple["Photographs", "Photographs"]:
        """All but the last `held_out` photographs by name, and those. They share the buffer."""
        if not 0 < held_out < len(self):
            raise ValueError(say("{count} of {total} photographs cannot be held out.", count=held_out, total=len(self)))
        at = len(self) - held_out
        rest = replace(self, names=self.names[:at], _levels=self._levels[:at])
        return rest, Photographs(self.names[at:], (), 0, 0, self._buffer, self._levels[at:])

    def pixels(self, index: int) -> NDArray[np.uint8]:
        """One whole photograph at its stored size: (H, W, 3) uint8 RGB, a copy."""
        level = self._levels[index][0]
        size = level.height * level.width * 3
        flat = self._buffer[level.offset : level.offset + size].cpu().numpy().copy()
        return flat.reshape(level.height, level.width, 3)

    def places(self) -> tuple[Level, ...]:
        """Where each whole photograph lies in the flat buffer, which a cache of `reading` holds as a file."""
        return tuple(levels[0] for levels in self._levels)

    def report(self) -> str:
        """Numbers of photographs read and files skipped, in a few sentences."""
        text = f"{len(self):,} photographs"
        remarks = [
            f"{count:,} {what}"
            for count, what in ((self.greyscale, "greyscale"), (self.scaled_down, "scaled down"))
            if count
        ]
        text += f" ({', '.join(remarks)})." if remarks else "."
        if self.skipped:
            reasons = Counter(skipped.reason for skipped in self.skipped)
            reasons_text = ", ".join(f"{count} because {reason}" for reason, count in reasons.most_common())
            text += f" {len(self.skipped):,} files were skipped: {reasons_text}; the first was {self.skipped[0].name}."
        return text

    def batch(
        self,
        seed: int,
        images_seen: int,
        batch: int,
        crop: int,
        kinds: Sequence[str] | None = None,
        augment: bool = True,
        bank: MaskBank | None = None,
    ) -> tuple[Tensor, Tensor]:
        """Crops number `images_seen` .. `images_seen + batch` of a run with this seed, and their holes.

        Returns photographs (B, 3, crop, crop) float32 in 0..1, channels_last in memory, and masks
        (B, 1, crop, crop) float32, 1 = hole, both on this object's device. A crop depends on (seed, its number, crop,
        kinds, augment, bank) alone and not on batch boundaries, so that a resumed run is reproducible and n
        processes that take `images_seen + rank * share` see the same crops as one. Every photograph occurs once per
        epoch.

        kinds: kinds of hole to draw from, in their relative proportions; None = all.
        bank: precomputed holes on the device, instead of drawing each on the CPU (`MaskBank`); overrides kinds.
        Raises PhotographsError where no photograph is as large as the crop.
        """
        return self.made(self.drawing().plan(seed, images_seen, batch, crop, kinds, augment, bank is not None), bank)

    def drawing(self) -> CropDrawing:
        """What draws this object's crops, without any pixels."""
        return CropDrawing(self._levels, self.names[0], self._free)

    def made(self, plan: CropPlan, bank: MaskBank | None = None) -> tuple[Tensor, Tensor]:
        """The photographs and masks of a plan of `drawing`, as `batch` returns them."""
        photographs = self.pictures(plan)
        if bank is not None:
            return photographs, bank.take(plan.holes)
        assert plan.masks is not None, "a plan without a bank has masks"
        holes = uploaded(plan.masks[:, None], self.device).to(torch.float32).mul_(1 / 255)
        return photographs, holes

    def pictures(self, plan: CropPlan) -> Tensor:
        """The photographs of a plan alone: (B, 3, crop, crop) float32 in 0..1."""
        if self._gathers:
            photographs = gathered(self._buffer, uploaded(plan.places, self.device), plan.crop)
        else:
            photographs = _slice(self._buffer, [Place(*place) for place in plan.places.tolist()], plan.crop)
        photographs = photographs.permute(0, 3, 1, 2).to(torch.float32).mul_(1 / 255)
        if plan.appearances is not None:
            augment = batched.augment if self._gathers else augmentation.augment
            photographs = augment(photographs, plan.appearances)
        return photographs


def free_places(damage: NDArray[np.bool_], side: int) -> NDArray[np.bool_]:
    """Whether a square of `side` pixels is free of damage, by its top-left corner: (H - side + 1, W - side + 1).

    By the integral image (Crow 1984), with four additions per position for any side.
    """
    height, width = damage.shape
    if min(height, width) < side:
        return np.zeros((0, 0), np.bool_)
    sums = np.zeros((height + 1, width + 1), np.int32)
    np.cumsum(np.cumsum(damage, axis=0, dtype=np.int32), axis=1, out=sums[1:, 1:])
    inside = sums[side:, side:] - sums[:-side, side:] - sums[side:, :-side] + sums[:-side, :-side]
    return np.asarray(inside == 0)


def _free_corners(damage: Mask, level: Level, crop: int) -> NDArray[np.int64]:
    """y * width + x of every allowed top-left corner of a crop, at one level of the photograph."""
    hard = Image.fromarray(np.where(damage > 0, np.uint8(255), np.uint8(0)))
    # The photograph was resampled with a filter of some pixels' support, so pixels that it may have affected count too.
    scaled = np.asarray(hard.resize((level.width, level.height), Image.Resampling.BICUBIC)) > 0
    if level.width < damage.shape[1]:
        scaled = _grown(scaled)
    free = free_places(scaled, crop)
    rows, columns = np.nonzero(free)
    return rows * level.width + columns


def _grown(damage: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Dilate by two pixels."""
    padded = np.pad(damage, 2)
    windows = np.lib.stride_tricks.sliding_window_view(padded, (5, 5))
    return np.asarray(windows.any(axis=(2, 3)))


def _slice(buffer: Tensor, places: Sequence[Place], crop: int) -> Tensor:
    """On the CPU: copying rows touches each byte once; gathering by index is twenty times slower here."""
    flat = buffer.numpy()
    out = np.empty((len(places), crop, crop, 3), np.uint8)
    for i, p in enumerate(places):
        start = p.offset + (p.y * p.width + p.x) * 3
        rows = np.lib.stride_tricks.as_strided(flat[start:], (crop, crop, 3), (p.width * 3, 3, 1))
        out[i] = rows[:: -1 if p.upside_down else 1, :: -1 if p.mirrored else 1]
    return torch.from_numpy(out)
