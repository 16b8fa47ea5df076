"""Parallel execution of jobs with few threads each, where running them serially on all threads leaves cores idle.

80 scratches on 24 megapixels, two cores (an EPYC without bfloat16), quiet and beside one and three busy processes,
28 November 2026, medians of three: serially 11.8, 14.9 and 30.9 s; in three lanes, of which one is always
ready for a free core, 8.3, 10.7 and 16.7. One or two turns each: two lanes 7.2, 11.0 and 18.0, four 8.3,
11.4 and 19.9.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

import torch

from inpaint_studio.filling.plan import LANES
from inpaint_studio.model.nets.device import is_out_of_memory, use_threads

_AHEAD = 12  # jobs that may start ahead of the consumer: a long scratch is some 8 dependent ones
_MOST_IN_A_ROW = 0.7  # largest share of jobs in one dependency chain; above it serial execution is as fast
_TICK = 0.05  # seconds of a wait between two points of cancellation

_T = TypeVar("_T")
Job = Callable[[bool], Iterator[_T]]  # argument: whether it runs alone


def walked(
    jobs: Sequence[Job[_T]], needs: Sequence[Sequence[int]], light: Sequence[bool], threads: int
) -> Iterator[Iterator[_T | None]]:
    """The steps of each job in turn. Consecutive light jobs run in parallel, others alone.

    needs: for each job the numbers of earlier jobs that it depends on.
    light: for each whether it gains little from a second thread.  threads: of the calling thread's tensors.
    A job's steps must be consumed before the next job is requested. None among them is a point of
    cancellation. Closing waits for steps in progress.
    A light job that runs out of memory is restarted, alone, as are those after it.
    """
    begin = 0
    while begin < len(jobs):
        end = begin + 1
        while light[begin] and end < len(jobs) and light[end]:
            end += 1
        within = [[need - begin for need in some if need >= begin] for some in needs[begin:end]]
        if threads < 2 or end - begin < 2 or _longest(within) > _MOST_IN_A_ROW * (end - begin):
            yield from (job(True) for job in jobs[begin:end])
        else:
            lanes = _Lanes(jobs[begin:end], within, threads)
            try:
                yield from (lanes.steps(number) for number in range(end - begin))
            finally:
                lanes.close()
        begin = end


def _longest(needs: Sequence[Sequence[int]]) -> int:
    """Length of the longest dependency chain."""
    lengths: list[int] = []
    for some in needs:
        lengths.append(1 + max((lengths[need] for need in some), default=0))
    return max(lengths)


class _Lanes(Generic[_T]):
    """The threads that run light jobs, in order of readiness."""

    def __init__(self, jobs: Sequence[Job[_T]], needs: Sequence[Sequence[int]], threads: int) -> None:
        self._jobs, self._needs = jobs, needs
        self._results: dict[int, list[_T]] = {}  # steps of jobs that are done
        self._done: set[int] = set()
        self._waiting = list(range(len(jobs)))  # not started
        self._requested = 0
        self._stopped = False
        self._error: BaseException | None = None
        self._changed = threading.Condition()
        self._threads: list[threading.Thread] = []
        try:
            for number in range(min(LANES, len(jobs))):
                ready = threading.Event()
                thread = threading.Thread(
                    target=self._walk, args=(ready, max(1, threads // LANES)), name=f"fill-{number}"
                )
                thread.start()
                self._threads.append(thread)
                ready.wait()
        except BaseException:
            self.close()
            raise
        finally:
            torch.set_num_threads(threads)  # new threads inherit the last value set by any thread

    def close(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def steps(self, number: int) -> Iterator[_T | None]:
        while not self._is_done(number):
            yield None
        if number not in self._results:
            self.close()  # which may complete it
        if number in self._results:
            yield from self._results.pop(number)
        elif self._error is not None and not is_out_of_memory(self._error):
            raise self._error
        else:
            yield from self._jobs[number](True)

    def _is_done(self, number: int) -> bool:
        """Whether a job is done or failed; waits up to _TICK."""
        with self._changed:
            self._requested = number
            self._changed.notify_all()
            return self._changed.wait_for(lambda: number in self._results or self._error is not None, _TICK)

    def _walk(self, ready: threading.Event, threads: int) -> None:
        try:
            use_threads(threads)
        finally:
            ready.set()
        with torch.inference_mode():
            while (number := self._next()) is not None:
                steps = []
                try:
                    for step in self._jobs[number](False):
                        steps.append(step)
                        if self._stopped and self._error is None:
                            return
                except BaseException as error:  # raised again by `steps`
                    with self._changed:
                        self._error = self._error or error
                        self._changed.notify_all()
                    return
                with self._changed:
                    self._results[number] = steps
                    self._done.add(number)
                    self._changed.notify_all()

    def _next(self) -> int | None:
        """The first job that is ready, blocking until there is one; None when all are started or stopped."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or self._ready() is not None)
            number = None if self._is_over else self._ready()
            if number is not None:
                self._waiting.remove(number)
            return number

    @property
    def _is_over(self) -> bool:
        return self._stopped or self._error is not None or not self._waiting

    def _ready(self) -> int | None:
        for number in self._waiting:
            if number > self._requested + _AHEAD:
                return None
            if self._done.issuperset(self._needs[number]):
                return number
        return None
