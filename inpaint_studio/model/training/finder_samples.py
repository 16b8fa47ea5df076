"""Batches for the finder's net, painted ahead of it by another process."""

import multiprocessing
import signal
from collections.abc import Iterator, Sequence
from concurrent.futures import Future, ProcessPoolExecutor
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np
import torch
from numpy.typing import NDArray
from torch import Tensor

from inpaint_studio.model.photographs.crops import Level
from inpaint_studio.model.photographs.damage.painting import (
    IGNORED,
    PAINTED,
    UNDAMAGED,
    Place,
    painted,
    random_place,
    window,
)
from inpaint_studio.model.photographs.damage.sources import Sources

_HARD = 0.3  # of all samples, once places are known where the net is wrong
_AHEAD = 6  # batches

Labels = NDArray[np.uint8]


@dataclass(frozen=True, eq=False)
class FinderBatch:
    pictures: Tensor  # (B, 3, S, S) float32, 0..1
    wanted: Tensor  # (B, 2, S, S) float32, 0 or 1
    judged: Tensor  # (B, 2, S, S) float32, 0 where it is not to be judged

    def to(self, device: torch.device) -> "FinderBatch":
        return FinderBatch(self.pictures.to(device), self.wanted.to(device), self.judged.to(device))


@dataclass(frozen=True)
class StoredPhotographs:
    """Decoded photographs in a file, as a cache of `reading` holds them: what another process can open."""

    path: Path
    places: tuple[Level, ...]

    def __len__(self) -> int:
        return len(self.places)

    def pixels(self, index: int) -> NDArray[np.uint8]:
        """(H, W, 3) RGB."""
        place = self.places[index]
        return np.memmap(self.path, np.uint8, "r", place.offset, (place.height, place.width, 3))

    def split(self, held_out: int) -> "tuple[StoredPhotographs, StoredPhotographs]":
        at = len(self.places) - held_out
        return StoredPhotographs(self.path, self.places[:at]), StoredPhotographs(self.path, self.places[at:])


@dataclass(frozen=True, eq=False)
class FinderSamples:
    """Sample number n depends on the seed and n alone, and on the hard places."""

    photographs: StoredPhotographs
    sources: Sources
    seed: int
    side: int
    hard: Sequence[Place] = field(default=())  # in undamaged photographs, where the net saw damage

    def batch(self, first: int, count: int) -> FinderBatch:
        """Samples number `first` .. `first + count`."""
        return tensors(*self.painted(first, count))

    def painted(self, first: int, count: int) -> tuple[NDArray[np.uint8], Labels]:
        """Pictures (count, S, S, 3) and labels (count, 2, S, S)."""
        samples = [self._sample(first + number) for number in range(count)]
        return np.stack([picture for picture, _ in samples]), np.stack([labels for _, labels in samples])

    def _sample(self, number: int) -> tuple[NDArray[np.uint8], Labels]:
        rng = np.random.default_rng((self.seed, 11, number))
        is_hard = bool(self.hard) and rng.random() < _HARD
        if is_hard:
            place = self.hard[int(rng.integers(len(self.hard)))]
            shift = rng.uniform(-0.4, 0.4, 2) * self.side / place.zoom
            zoom = place.zoom * float(np.exp(rng.uniform(-0.25, 0.25)))
            place = Place(place.photograph, place.x + float(shift[0]), place.y + float(shift[1]), zoom)
            pixels = self.photographs.pixels(place.photograph)
        else:
            index = int(rng.integers(len(self.photographs)))
            pixels = self.photographs.pixels(index)
            place = random_place(index, pixels, rng)
        crop = window(pixels, place, self.side, rng)
        # Beside hard places half the usual damage is painted, so that the net cannot learn the places themselves.
        sample = painted(crop, self.sources, rng, 0.75 if is_hard else UNDAMAGED)
        return sample.picture, sample.labels

    def ahead(self, first: int, batch: int, painters: int = 1) -> Iterator[tuple[NDArray[np.uint8], Labels]]:
        """`painted` batches from sample number `first` on, without end, by so many processes."""
        context = multiprocessing.get_context("spawn")
        with ProcessPoolExecutor(painters, context, _begin, (self,)) as pool:
            queue: list[Future[tuple[NDArray[np.uint8], Labels]]] = []
            try:
                while True:
                    while len(queue) < _AHEAD * painters:
                        queue.append(pool.submit(_painted, first, batch))
                        first += batch
                    yield queue.pop(0).result()
            finally:
                for future in queue:
                    future.cancel()


def tensors(pictures: NDArray[np.uint8], labels: Labels) -> FinderBatch:
    """A batch of `FinderSamples.painted`."""
    shown = torch.from_numpy(pictures).permute(0, 3, 1, 2).contiguous().float() / 255
    return batch_of(shown, torch.from_numpy(labels))


def batch_of(pictures: Tensor, labels: Tensor) -> FinderBatch:
    """Pictures (B, 3, S, S) in 0..1, labels (B, 2, S, S) uint8."""
    return FinderBatch(pictures, (labels == PAINTED).float(), (labels != IGNORED).float())


_samples: FinderSamples | None = None  # of the painting process, set once: they are larger than what a task sends


def _begin(samples: FinderSamples) -> None:
    global _samples
    _samples = samples
    signal.signal(signal.SIGINT, signal.SIG_IGN)  # Ctrl+C reaches all processes; the run ends this one itself


def _painted(first: int, count: int) -> tuple[NDArray[np.uint8], Labels]:
    assert _samples is not None, "the process has begun"
    return _samples.painted(first, count)
