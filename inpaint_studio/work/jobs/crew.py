"""Several workers of this machine, as processes: each with one thread of tensors; one that dies is replaced."""

import os
import subprocess
import time
from collections.abc import Callable, Generator
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

from inpaint_studio import children
from inpaint_studio.sentence import say
from inpaint_studio.work.jobs.claims import Claims
from inpaint_studio.work.jobs.crews import at_work
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.job import Job, JobError
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.listing import Added, Stillness
from inpaint_studio.work.jobs.memory import workers_for
from inpaint_studio.work.jobs.states import STATES
from inpaint_studio.work.jobs.worker import add_pictures
from inpaint_studio.work.jobs.workers import Worker

_LOOK = 0.3  # seconds between two looks at the ledger
_LISTED = 2.0  # between two looks into a hot folder
_PATIENCE = 3  # deaths in a row without any line in the ledger, for each worker, after which the crew gives up
_GRACE = 20.0  # seconds that a worker has to end
_OPEN = tuple(state.key for state in STATES.values() if state.is_open)
ONE_THREAD = dict.fromkeys(("OMP_NUM_THREADS", "NUMBA_NUM_THREADS", "OPENBLAS_NUM_THREADS", "MKL_NUM_THREADS"), "1")


@dataclass(frozen=True)
class Crewed:
    """So many workers have begun; fewer than were asked for where memory allows no more."""

    workers: int
    asked_for: int


@dataclass(frozen=True)
class Died:
    """A worker ended as none should; another one was started."""

    code: int


@dataclass(frozen=True)
class Counts:
    """Pictures by state, as the ledger has them now."""

    by_state: dict[str, int]
    is_paused: bool


def run_crew(
    job: Job, workers: int, *, watches: bool = False, start: Callable[[Job, bool], Any] | None = None
) -> Generator[Added | Crewed | Entry | Died | Counts, None, None]:
    """Work on a job with so many processes until nothing waits. Yields what they settle. Closing it ends them.

    watches: go on looking for pictures, for ever.  start: of a process; None = of this program.
    Raises JobError where workers die one after the other without doing anything, OSError for the job's folder.
    """
    me = Worker.here()
    begin = start or start_worker
    claims = Claims(job.claims, me)
    still = Stillness() if watches else None
    crew: list[Any] = []
    deaths = 0
    with at_work(job, me), Ledger(job.folder, me) as ledger:
        yield from add_pictures(job, ledger, claims, still)
        count = workers_for(ledger, workers)
        yield Crewed(count, workers)
        listed = time.monotonic()
        try:
            while True:
                for key in ledger.refresh():
                    if ledger.state(key) != "waiting":
                        deaths = 0
                        yield ledger.entry(key)
                yield Counts(ledger.counts(), job.is_paused)
                is_open = ledger.has(*_OPEN)
                for process in [one for one in crew if one.poll() is not None]:
                    crew.remove(process)
                    if process.returncode not in (0, None):
                        deaths += 1
                        yield Died(process.returncode)
                if deaths >= _PATIENCE * count + _PATIENCE:
                    raise JobError(say("The workers end before they do anything. Run one with --here to see why."))
                if is_open or watches:
                    crew += [begin(job, watches) for _ in range(count - len(crew))]
                elif not crew:
                    return
                time.sleep(_LOOK)
                if watches and time.monotonic() - listed >= _LISTED:
                    yield from add_pictures(job, ledger, claims, still)
                    listed = time.monotonic()
        finally:
            end_workers(crew)


def start_worker(job: Job, stays: bool = False) -> "subprocess.Popen[bytes]":
    """A process that works on the job in its folder. stays: also while nothing waits."""
    words = [*children.program(), "work", str(job.folder), "--here", "--no-listing", *(["--stay"] if stays else [])]
    return subprocess.Popen(
        words,
        env={**os.environ, **ONE_THREAD},
        stdin=subprocess.DEVNULL,
        stdout=subprocess.DEVNULL,
        stderr=subprocess.DEVNULL,
    )


def end_workers(crew: list[Any]) -> None:
    """Ask them to give back what they have in hand, and wait; whoever does not end is killed."""
    for process in crew:
        with suppress(OSError):
            process.terminate()
    until = time.monotonic() + _GRACE
    for process in crew:
        try:
            process.wait(max(0.1, until - time.monotonic()))
        except subprocess.TimeoutExpired:
            process.kill()
            process.wait()
