"""The dataset: photographs decoded in memory, and batches drawn from them.

Only torch, numpy and Pillow, so that a training machine needs nothing else.
"""

from collections import Counter
from collections.abc import Callable, Sequence
from dataclasses import dataclass, replace
from functools import lru_cache
from typing import NamedTuple

import numpy as np
import torch
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.photographs import augmentation, masks
from inpaint_studio.model.photographs.mask_bank import MaskBank
from inpaint_studio.sentence import say

LEVELS = (1.0, 0.7071, 0.5)  # scales of every photograph, so that drawing a crop never resamples


class PhotographsError(Exception):
    """There are no usable photographs. The message is a sentence for the person."""


@dataclass(frozen=True)
class Skipped:
    """A skipped file, and the reason as the end of a sentence: "it cannot be decoded"."""

    name: str
    reason: str


class Level(NamedTuple):
    """One photograph at one size within the flat buffer."""

    offset: int  # bytes
    height: int
    width: int


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

    def __len__(self) -> int:
        return len(self.names)

    @property
    def device(self) -> torch.device:
        return self._buffer.device

    @property
    def nbytes(self) -> int:
        return self._buffer.numel()

    def to(self, device: torch.device | str) -> "Photographs":
        """The same photographs with their pixels on `device`, where batches are then made."""
        return replace(self, _buffer=self._buffer.to(device))

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
        drawn = [self._draw(seed, images_seen + i, crop, kinds, augment, bank) for i in range(batch)]
        pixels = self._copy_out([d.place for d in drawn], crop)
        photographs = pixels.permute(0, 3, 1, 2).to(torch.float32).mul_(1 / 255)
        if augment:
            photographs = augmentation.augment(photographs, [d.appearance for d in drawn if d.appearance is not None])
        if bank is not None:
            return photographs, bank.take([d.hole for d in drawn])
        holes = torch.from_numpy(np.stack([d.mask for d in drawn if d.mask is not None])[:, None])
        return photographs, holes.to(self.device, torch.float32).mul_(1 / 255)

    def _draw(
        self,
        seed: int,
        number: int,
        crop: int,
        kinds: Sequence[str] | None,
        augment: bool,
        bank: MaskBank | None,
    ) -> "_Drawn":
        rng = np.random.default_rng((seed, number))
        index = _shuffled(seed, number, len(self))
        fitting = [level for level in self._levels[index] if min(level.height, level.width) >= crop]
        if not fitting:
            large = self._as_large_as(crop)
            fitting = [
                level
                for level in self._levels[int(large[int(rng.integers(len(large)))])]
                if min(level.height, level.width) >= crop
            ]
        if self._free is None:
            level = fitting[int(rng.integers(len(fitting)))]
            x, y = int(rng.integers(level.width - crop + 1)), int(rng.integers(level.height - crop + 1))
        else:
            corners = self._free(crop)
            roomy = [n for n, of_level in enumerate(corners) if len(of_level)]
            if not roomy:
                raise PhotographsError(
                    say("No crop of {crop} pixels in {name} is free of damage.", crop=crop, name=self.names[0])
                )
            at = roomy[int(rng.integers(len(roomy)))]
            level = self._levels[0][at]
            y, x = divmod(int(corners[at][int(rng.integers(len(corners[at])))]), level.width)
        place = _Place(
            level.offset,
            level.width,
            x,
            y,
            bool(rng.random() < 0.5),
            bool(rng.random() < 0.06),  # rarely: close-ups and textures have no upright
        )
        appearance = augmentation.sample_appearance(rng) if augment else None
        if bank is not None:
            return _Drawn(place, appearance, None, int(rng.integers(1 << 40)))
        kind = masks.sample_kind(rng, kinds)
        return _Drawn(place, appearance, masks.sample_mask(kind, Size(crop, crop), rng), 0)

    def _as_large_as(self, crop: int) -> NDArray[np.int64]:
        large = np.asarray([i for i, (full, *_) in enumerate(self._levels) if min(full.height, full.width) >= crop])
        if not len(large):
            raise PhotographsError(
                say(
                    "None of the {count} photographs is {crop} x {same} pixels or larger.",
                    count=len(self),
                    crop=crop,
                    same=crop,
                )
            )
        return large

    def _copy_out(self, places: "list[_Place]", crop: int) -> Tensor:
        """(B, crop, crop, 3) uint8."""
        return (_slice if self.device.type == "cpu" else _gather)(self._buffer, places, crop)


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


def _free_corners(damage: Mask, level: "Level", crop: int) -> NDArray[np.int64]:
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


class _Place(NamedTuple):
    """Source position of a crop."""

    offset: int
    width: int  # of the photograph
    x: int
    y: int
    mirrored: bool
    upside_down: bool


def _slice(buffer: Tensor, places: Sequence[_Place], crop: int) -> Tensor:
    """On the CPU: copying rows touches each byte once; gathering by index is twenty times slower here."""
    flat = buffer.numpy()
    out = np.empty((len(places), crop, crop, 3), np.uint8)
    for i, p in enumerate(places):
        start = p.offset + (p.y * p.width + p.x) * 3
        rows = np.lib.stride_tricks.as_strided(flat[start:], (crop, crop, 3), (p.width * 3, 3, 1))
        out[i] = rows[:: -1 if p.upside_down else 1, :: -1 if p.mirrored else 1]
    return torch.from_numpy(out)


def _gather(buffer: Tensor, places: Sequence[_Place], crop: int) -> Tensor:
    """On a GPU: the whole batch in one indexing; the same pixels as `_slice`."""
    numbers = torch.tensor([(p.offset, p.width, p.x, p.y, p.mirrored, p.upside_down) for p in places])
    offset, width, x, y, mirrored, upside_down = numbers.to(buffer.device, non_blocking=True).unbind(1)
    steps = torch.arange(crop, device=buffer.device)
    columns = x[:, None] + torch.where(mirrored[:, None] > 0, crop - 1 - steps, steps)  # (B, crop)
    rows = y[:, None] + torch.where(upside_down[:, None] > 0, crop - 1 - steps, steps)
    pixel = offset[:, None, None] + 3 * (rows[:, :, None] * width[:, None, None] + columns[:, None, :])
    return buffer[pixel[..., None] + torch.arange(3, device=buffer.device)]


class _Drawn(NamedTuple):
    place: _Place
    appearance: augmentation.Appearance | None
    mask: Mask | None
    hole: int  # index of a hole in a bank


def _shuffled(seed: int, number: int, count: int) -> int:
    """The photograph for crop `number`: each once per epoch, in another order every epoch.

    A Feistel network over the next power of four with cycle walking (Black and Rogaway 2002): a stateless random-access
    permutation.
    """
    turn, at = divmod(number, count)
    half = max(1, ((count - 1).bit_length() + 1) // 2)
    mask = (1 << half) - 1
    while True:
        left, right = at >> half, at & mask
        for stage in range(4):
            mixed = (right * 0x9E3779B1 + stage * 0x85EBCA6B + turn * 0xC2B2AE35 + seed * 0x27D4EB2F) & 0xFFFFFFFF
            mixed = ((mixed ^ (mixed >> 15)) * 0x2C1B3C6D) & 0xFFFFFFFF
            mixed = ((mixed ^ (mixed >> 12)) * 0x297A2D39) & 0xFFFFFFFF
            left, right = right, left ^ ((mixed ^ (mixed >> 15)) & mask)
        at = (left << half) | right
        if at < count:
            return at
