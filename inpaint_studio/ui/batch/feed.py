"""The feed of the batch window: one thread reads a job's ledger again and again, and does what is asked of the job.

The window gets arrays: which pictures there are, and in which state each is. A ledger of 10^5 pictures is thus shown
and filtered without a look at each of them. Whatever touches the disk is done here.
"""

import queue
import time
from collections import deque
from collections.abc import Callable, Iterator, Mapping
from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.work.jobs.claims import Claims
from inpaint_studio.work.jobs.crews import crews
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.job import Job
from inpaint_studio.work.jobs.ledger import Ledger
from inpaint_studio.work.jobs.reporting import Status, status
from inpaint_studio.work.jobs.states import BY_NUMBER, STATES
from inpaint_studio.work.jobs.workers import Worker

LOOK = 0.4  # seconds between two looks at the ledger
_MOST_LOGGED = 200  # lines of one look that are read for the log: of more only the last ones
_PORTION = 10_000  # pictures that the window takes at once: about 3 ms
_MEASURED = 120.0  # seconds over which the rate is measured
CODES = {key: code for code, key in enumerate(STATES)}  # of states, in arrays
_CODE_OF_NUMBER = np.zeros(max(BY_NUMBER) + 1, np.uint8)
for _number, _state in BY_NUMBER.items():
    _CODE_OF_NUMBER[_number] = CODES[_state.key]
_SETTLED = ("done", "to-review", "skipped", "failed", "parked")


@dataclass(frozen=True, eq=False)
class Changed:
    """What is another than at the last look. Rows are numbers of pictures, in the order of the ledger."""

    keys: list[str]  # that are new, after those that were there
    rows: NDArray[np.intp]  # with another state or message, new ones included
    codes: NDArray[np.uint8]  # of these rows: see CODES
    reviews: NDArray[np.uint32]  # of these rows: findings that wait for a decision
    settled: tuple[Entry, ...] = ()  # for the log


@dataclass(frozen=True, eq=False)
class Condition:
    """How far the job is."""

    status: Status
    live: Mapping[str, tuple[str, float]]  # by key: state and share, of what workers have in hand
    crews: tuple[Worker, ...]
    rate: float | None  # pictures a second, as measured; None where nothing was measured yet

    @property
    def remaining(self) -> float | None:
        """Seconds; None where nothing was measured yet."""
        return None if not self.rate else self.status.left / self.rate


@dataclass(frozen=True, eq=False)
class Answer:
    """What came of a request."""

    request: "Request"
    value: Any


@dataclass(frozen=True, eq=False)
class Refused:
    """A request that could not be done."""

    request: "Request"
    error: Exception


@dataclass(frozen=True, eq=False)
class Request:
    """Something to be done with the ledger, on the feed's thread."""

    do: Callable[[Job, Ledger, Claims], Any]
    then: Callable[[Any], object] | None = None  # called by the window, with what it returned


Value = Changed | Condition | Answer | Refused


class Feed:
    """Reads one job until it is ended. `walk` is for a worker; the others are for the window's thread."""

    def __init__(self, job: Job) -> None:
        self.job = job
        self._requests: queue.SimpleQueue[Request | None] = queue.SimpleQueue()
        self._ended = False
        self._numbers = np.zeros(0, np.uint32)
        self._codes = np.zeros(0, np.uint8)
        self._is_first = True
        self._settled_at: deque[tuple[float, int]] = deque()

    def ask(self, request: Request) -> None:
        self._requests.put(request)

    def end(self) -> None:
        self._ended = True
        self._requests.put(None)

    def walk(self) -> Iterator[Value]:
        """Raises OSError where the job's folder cannot be read."""
        me = Worker.here()
        claims = Claims(self.job.claims, me)
        with Ledger(self.job.folder, me) as ledger:
            while not self._ended:
                yield from self._changed(ledger)
                yield self._condition(ledger, claims)
                if not self._ended:
                    yield from self._answers(ledger, claims)
                ledger.refresh()

    def _answers(self, ledger: Ledger, claims: Claims) -> Iterator[Value]:
        """What is asked meanwhile; a pause where nothing is."""
        with suppress(queue.Empty):
            request = self._requests.get(timeout=LOOK)
            while request is not None:
                try:
                    value = request.do(self.job, ledger, claims)
                except Exception as error:  # it is said to the person, and the job goes on
                    yield Refused(request, error)
                else:
                    yield Answer(request, value)
                request = self._requests.get_nowait()

    def _changed(self, ledger: Ledger) -> Iterator[Changed]:
        """In portions that the window takes within a frame."""
        numbers = ledger.column("number")
        codes = _CODE_OF_NUMBER[ledger.column("state")]
        reviews = ledger.column("review")
        before = len(self._numbers)
        count = len(numbers)
        rows = np.flatnonzero((numbers[:before] != self._numbers) | (codes[:before] != self._codes))
        settled = () if self._is_first else _entries(ledger, np.concatenate([rows, np.arange(before, count)]), codes)
        self._numbers, self._codes, self._is_first = numbers, codes, False
        if len(rows):
            yield Changed([], rows, codes[rows], reviews[rows], settled)
            settled = ()
        keys = ledger.since(before)
        for first in range(before, count, _PORTION):
            rows = np.arange(first, min(first + _PORTION, count))
            portion = keys[first - before : first - before + _PORTION]
            yield Changed(portion, rows, codes[rows], reviews[rows], settled)
            settled = ()

    def _condition(self, ledger: Ledger, claims: Claims) -> Condition:
        now = status(self.job, ledger, claims)
        live = {one.key: (one.stage, one.share) for one in now.running if one.key and one.stage in STATES}
        opening = {one.key: ("finding", 0.0) for one in now.running if one.key and one.stage not in STATES}
        return Condition(now, {**opening, **live}, crews(self.job), self._rate(now))

    def _rate(self, now: Status) -> float | None:
        """Of the last minutes; at first by the seconds that pictures took, which the ledger has."""
        moment = time.monotonic()
        settled = sum(now.counts.get(state, 0) for state in _SETTLED)
        if now.is_paused or not now.running:
            self._settled_at.clear()
        elif not self._settled_at or self._settled_at[-1][1] != settled:
            self._settled_at.append((moment, settled))
        while self._settled_at and moment - self._settled_at[0][0] > _MEASURED:
            self._settled_at.popleft()
        if len(self._settled_at) > 2:
            (first, least), (_, most) = self._settled_at[0], self._settled_at[-1]
            if most > least and moment > first:
                return (most - least) / (moment - first)
        done = now.counts.get("done", 0)
        return max(1, len(now.running)) * done / now.seconds if done and now.seconds else None


def _entries(ledger: Ledger, rows: NDArray[np.intp], codes: NDArray[np.uint8]) -> tuple[Entry, ...]:
    settled = [int(row) for row in rows if codes[row] not in (CODES["waiting"], CODES["decided"])][-_MOST_LOGGED:]
    keys = [ledger.key(row) for row in settled]
    with suppress(OSError, ValueError, KeyError):
        return tuple(ledger.entries(keys))
    return ()


def details(keys: list[str]) -> Callable[[Job, Ledger, Claims], dict[str, Entry]]:
    """A request for the lines of some pictures, for what is seen of them."""

    def read(job: Job, ledger: Ledger, claims: Claims) -> dict[str, Entry]:
        return {entry.key: entry for entry in ledger.entries([key for key in keys if key in ledger])}

    return read
