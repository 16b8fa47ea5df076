"""Jobs side by side, each by few threads, where one after the other by all of them leaves cores idle.

80 scratches on 24 megapixels, two cores (an EPYC without bfloat16), quiet and beside one and three busy processes,
28 November 2026, medians of three: one after the other 11.8, 14.9 and 30.9 s; in three lanes, of which one is always
ready for a core that comes free, 8.3, 10.7 and 16.7. One or two turns each: two lanes 7.2, 11.0 and 18.0, four 8.3,
11.4 and 19.9.
"""

import threading
from collections.abc import Callable, Iterator, Sequence
from typing import Generic, TypeVar

import torch

from inpaint_studio.filling.device import is_out_of_memory, use_threads
from inpaint_studio.filling.plan import LANES

_AHEAD = 12  # jobs that may begin before an earlier one is asked for: a long scratch is some 8 that need each other
_MOST_IN_A_ROW = 0.7  # of the jobs that may need each other: all the threads walk those in as much of the time
_TICK = 0.05  # seconds after which a wait is broken off, to be stopped at

_T = TypeVar("_T")
Job = Callable[[bool], Iterator[_T]]  # called with whether it has the machine for itself


def walked(
    jobs: Sequence[Job[_T]], needs: Sequence[Sequence[int]], light: Sequence[bool], threads: int
) -> Iterator[Iterator[_T | None]]:
    """The steps of each job in turn. Light jobs that follow each other are walked side by side, others alone.

    needs: for each job the numbers of those before it that must be done first.
    light: for each whether it gains little from a second thread.  threads: of the calling thread's tensors.
    A job's steps are to be walked to their end before the next job is asked for. None among them is a moment to be
    stopped at. Closing waits for the steps that are being made.
    A light job that runs out of memory begins anew, alone, as do those after it.
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
    """How many jobs there are, at most, of which each needs the one before."""
    lengths: list[int] = []
    for some in needs:
        lengths.append(1 + max((lengths[need] for need in some), default=0))
    return max(lengths)


class _Lanes(Generic[_T]):
    """The threads that walk light jobs, the first that can begin first."""

    def __init__(self, jobs: Sequence[Job[_T]], needs: Sequence[Sequence[int]], threads: int) -> None:
        self._jobs, self._needs = jobs, needs
        self._made: dict[int, list[_T]] = {}  # steps of jobs that are done
        self._done: set[int] = set()
        self._left = list(range(len(jobs)))  # not begun
        self._asked = 0
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
            torch.set_num_threads(threads)  # what a new thread begins with is what any has set last

    def close(self) -> None:
        with self._changed:
            self._stopped = True
            self._changed.notify_all()
        for thread in self._threads:
            thread.join()

    def steps(self, number: int) -> Iterator[_T | None]:
        while not self._is_done(number):
            yield None
        if number not in self._made:
            self.close()  # after which it may be there
        if number in self._made:
            yield from self._made.pop(number)
        elif self._error is not None and not is_out_of_memory(self._error):
            raise self._error
        else:
            yield from self._jobs[number](True)

    def _is_done(self, number: int) -> bool:
        """Whether no more is to be waited for; waits a moment for it."""
        with self._changed:
            self._asked = number
            self._changed.notify_all()
            return self._changed.wait_for(lambda: number in self._made or self._error is not None, _TICK)

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
                except BaseException as error:  # raised again where the job's steps are asked for
                    with self._changed:
                        self._error = self._error or error
                        self._changed.notify_all()
                    return
                with self._changed:
                    self._made[number] = steps
                    self._done.add(number)
                    self._changed.notify_all()

    def _next(self) -> int | None:
        """The first job that can begin, once there is one; None where none will any more."""
        with self._changed:
            self._changed.wait_for(lambda: self._is_over or self._ready() is not None)
            number = None if self._is_over else self._ready()
            if number is not None:
                self._left.remove(number)
            return number

    @property
    def _is_over(self) -> bool:
        return self._stopped or self._error is not None or not self._left

    def _ready(self) -> int | None:
        for number in self._left:
            if number > self._asked + _AHEAD:
                return None
            if self._done.issuperset(self._needs[number]):
                return number
        return None
