"""How long a fill takes here and now: a plan's seconds are those of a quiet machine of one make."""

import math
import os
import time
from collections.abc import Callable

_MINUTE = 60.0  # seconds over which the system averages its load
_DOUBT = 0.1  # share of a plan that must be done before what came of it counts as much as what was planned


def machine_load() -> float:
    """How many threads of the whole machine want a core, over the last minute; 0 where the system does not count."""
    try:
        return os.getloadavg()[0]
    except (AttributeError, OSError):  # Windows
        return 0.0


class Pace:
    """How many times as long as planned fills take on this machine: as learnt from those made, and as it is busy now.

    load: see `machine_load`.  clock, used: seconds that have passed, and that this process has computed.
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
        self._own = 0.0  # of the load, what is this process's own
        self._seen = clock(), used()

    def now(self, threads: int) -> float:
        """For a fill by so many threads, beside all that other processes compute."""
        before, self._seen = self._seen, (self._clock(), self._used())
        passed = max(self._seen[0] - before[0], 1e-6)
        kept = math.exp(-passed / _MINUTE)  # averaged as the system does it
        self._own = kept * self._own + (1 - kept) * (self._seen[1] - before[1]) / passed
        others = max(0.0, self._load() - self._own)
        return self._learnt * max(1.0, (others + threads) / self._cores)

    def learn(self, planned: float, found: float) -> None:
        """A fill planned to take so long, at the pace of its time, took so long."""
        self._learnt = min(max(self._learnt * (found / planned) ** 0.5, 0.1), 20.0)


class Course:
    """How a fill gets on against its plan: what is still to be done takes as much longer as what is done took.

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
        """Seconds that have passed and tell nothing of the pace."""
        self._paused += seconds

    @property
    def seconds(self) -> float:
        """What the whole fill takes, as far as that is known by now."""
        share = min(self._done / self.work, 1.0) if self.work > 0 else 1.0
        passed = self._clock() - self._started - self._paused
        rate = (passed / self._planned + _DOUBT) / (share + _DOUBT) if self._planned > 0 else 1.0
        return passed + self._paused + (1 - share) * self._planned * rate
