"""Adapts a plan's seconds, which are those of an idle reference machine, to this machine and its load."""

import math
import os
import time
from collections.abc import Callable

_MINUTE = 60.0  # seconds over which the system averages its load
_DOUBT = 0.1  # share of a plan after which measured and planned pace have equal weight


def machine_load() -> float:
    """Load average of the machine over the last minute, in threads; 0 where the system has none."""
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):  # Windows
        return 0.0


class Pace:
    """Ratio of actual to planned seconds on this machine: learnt from past fills, times the current load.

    load: see `machine_load`.  clock, used: wall seconds, and CPU seconds of this process.
    """

    def __init__(
        self,
        load: Callable[[], float] = machine_load,
        clock: Callable[[], float] = time.monotonic,
        used: Callable[[], float] = time.process_time,
        cores: int | None = None,
    ) -> None:
        self._load, self._clock, self._used = load, clock, used
        self._cores = cores or os.cpu_count() or 1
        self._learnt = 1.0
        self._own_load = 0.0  # this process's share of the load
        self._sample = clock(), used()

    def now(self, threads: int) -> float:
        """The ratio for a fill with so many threads, under the load of other processes."""
        before, self._sample = self._sample, (self._clock(), self._used())
        passed = max(self._sample[0] - before[0], 1e-6)
        decay = math.exp(-passed / _MINUTE)  # exponential average, as the system's
        self._own_load = decay * self._own_load + (1 - decay) * (self._sample[1] - before[1]) / passed
        others = max(0.0, self._load() - self._own_load)
        return self._learnt * max(1.0, (others + threads) / self._cores)

    def learn(self, planned: float, actual: float) -> None:
        """Learn from a fill: planned seconds, at the pace of then, and actual seconds."""
        self._learnt = min(max(self._learnt * (actual / planned) ** 0.5, 0.1), 20.0)


class Course:
    """Progress of a fill against its plan: extrapolates the remaining time from the pace so far.

    planned: seconds.  work: of the whole plan, in any unit.
    """

    def __init__(self, planned: float, work: float, clock: Callable[[], float]) -> None:
        self._planned, self.work, self._clock = planned, work, clock
        self._started = clock()
        self._paused = 0.0
        self._done = 0.0

    def did(self, work: float) -> None:
        self._done += work

    def paused(self, seconds: float) -> None:
        """Exclude seconds from the pace."""
        self._paused += seconds

    @property
    def seconds(self) -> float:
        """Estimated seconds of the whole fill."""
        share = min(self._done / self.work, 1.0) if self.work > 0 else 1.0
        passed = self._clock() - self._started - self._paused
        rate = (passed / self._planned + _DOUBT) / (share + _DOUBT) if self._planned > 0 else 1.0
        return passed + self._paused + (1 - share) * self._planned * rate
