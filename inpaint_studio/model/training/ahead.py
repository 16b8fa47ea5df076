"""Crops and banks of holes drawn ahead in worker processes, so that a GPU never waits for the CPU.

Drawn ahead or at once, a crop is the same: it depends on its number alone.
"""

import os
from collections import deque
from concurrent.futures import Future
from concurrent.futures.process import BrokenProcessPool
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.model.photographs import crop_workers
from inpaint_studio.model.photographs.crops import CropDrawing, CropPlan, bank_holes
from inpaint_studio.model.training.processes import Processes
from inpaint_studio.model.training.schedule import Schedule

BANK = 8192  # holes of each family and size, each used in 8 orientations
_PART = 256  # of them drawn by a worker at a time
_DEPTH = 4  # batches drawn ahead by each worker


class Share(NamedTuple):
    """This process's crops of one batch."""

    first: int  # number of the first one
    crops: int  # how many
    crop: int  # pixels a side


class BankKey(NamedTuple):
    crop: int  # pixels a side
    kinds: tuple[str, ...]


class Ahead:
    """Plans of banked batches in the order of the run, and its banks of holes.

    Two pools, so that no plan waits behind a bank: one for plans, and one for banks, which ends with the last of them.
    """

    def __init__(
        self,
        drawing: CropDrawing,
        schedule: Schedule,
        processes: Processes,
        images_seen: int,
        bank_keys: list[BankKey],
        bank_size: int | None = None,
        cores: int | None = None,
    ) -> None:
        """bank_keys: in the order in which they are needed."""
        cores = cores or max(1, usable_cores() // processes.world)
        bank_size = bank_size or BANK
        self._drawing, self._schedule, self._processes, self._size = drawing, schedule, processes, bank_size
        self._next = images_seen
        self._queue: deque[tuple[int, Future[CropPlan]]] = deque()
        workers = max(1, min(4, cores // 4))
        self._most = _DEPTH * workers
        # The allowed places of a damaged photograph are a function, which does not pass between processes.
        self._plans = None if drawing.free is not None else crop_workers.pool(workers, drawing)
        self._banks = crop_workers.pool(max(1, cores - workers - 1), None) if bank_keys else None
        seed = schedule.config.seed
        self._parts: dict[BankKey, list[Future[NDArray[np.uint8]]]] = {}
        if self._banks is not None:
            for key in bank_keys:
                self._parts[key] = [
                    self._banks.submit(bank_holes, seed, at, min(_PART, bank_size - at), *key)
                    for at in range(0, bank_size, _PART)
                ]
        self._top_up()

    def plan(self, images_seen: int) -> CropPlan:
        """The plan of the batch at `images_seen`. Quick where batches are requested in the order of the run."""
        if self._queue and self._queue[0][0] != images_seen:  # resumed elsewhere, put back
            self._drop()
        if not self._queue:
            self._next = images_seen
            self._top_up()
        if self._queue:
            _, future = self._queue.popleft()
            try:
                plan = future.result()
                self._top_up()
                return plan
            except BrokenProcessPool:
                self._end_plans()
        mine = share(self._schedule, self._processes, images_seen)
        return self._drawing.plan(self._schedule.config.seed, *mine, banked=True)

    def holes(self, key: BankKey) -> NDArray[np.uint8]:
        """All holes of a bank: (bank_size, crop, crop) uint8."""
        parts = self._parts.pop(key, None)
        try:
            if parts is not None:
                return np.concatenate([part.result() for part in parts])
        except BrokenProcessPool:
            self._parts = {}
        finally:
            if not self._parts:
                self._end_banks()
        return bank_holes(self._schedule.config.seed, 0, self._size, *key)

    @property
    def ready(self) -> int:
        """Number of plans that are drawn and not yet requested."""
        return sum(future.done() for _, future in self._queue)

    def close(self) -> None:
        """End all workers."""
        self._parts = {}
        self._end_plans()
        self._end_banks()

    def _top_up(self) -> None:
        if self._plans is None:
            return
        while len(self._queue) < self._most and self._next < self._schedule.config.images:
            mine = share(self._schedule, self._processes, self._next)
            try:
                future = self._plans.submit(crop_workers.planned, self._schedule.config.seed, *mine)
            except BrokenProcessPool:  # drawn in this process from then on
                self._end_plans()
                return
            self._queue.append((self._next, future))
            self._next += mine.crops * self._processes.world

    def _end_plans(self) -> None:
        self._drop()
        if self._plans is not None:
            self._plans.shutdown(cancel_futures=True)
            self._plans = None

    def _end_banks(self) -> None:
        if self._banks is not None:
            self._banks.shutdown(cancel_futures=True)
            self._banks = None

    def _drop(self) -> None:
        for _, future in self._queue:
            future.cancel()
        self._queue.clear()


def share(schedule: Schedule, processes: Processes, images_seen: int) -> Share:
    """This process's share of the batch at `images_seen`."""
    crop, count = schedule.crop_and_batch(images_seen, schedule.is_thin(images_seen))
    count //= processes.world
    return Share(images_seen + processes.rank * count, count, crop)


def usable_cores() -> int:
    return len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1
