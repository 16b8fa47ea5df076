"""Guests: items of other packages for our tables, each run in a helper process, with its results validated.

A guest that raises, crashes, hangs or returns invalid data is reported in a sentence, and the next request starts
another process. This guards against bugs, not against malice: an installed package has the rights of its user.
A frozen program has no interpreter to start, and no guests.
"""

import atexit
import contextlib
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Callable, Generator, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any, TypeVar

from numpy.typing import NDArray

from inpaint_studio import children, frames
from inpaint_studio.frames import Facts, Frame
from inpaint_studio.installation import is_frozen
from inpaint_studio.sentence import say

T = TypeVar("T")

LEAST_SECONDS = 20.0  # of CPU time allowed for any request, plus
SLACK = 20.0  # times the guest's estimate, which may come from a faster machine
WALL_SECONDS, WALL_SLACK = 60.0, 4.0  # limit of wall time: base, and factor of the CPU time
LOADING_SECONDS, LOADING_WALL = (
    20.0,
    30.0,
)  # the same for importing a guest, during which the table's first reader waits
_POLL_SECONDS = 0.05  # between two points of cancellation


class GuestError(Exception):
    """A guest failed. The message is a sentence; nothing was changed."""


@dataclass(frozen=True)
class Guest:
    """An entry point of another package."""

    group: str
    name: str
    package: str
    version: str
    server: str  # our module for this kind of guest, see `guest_process`

    @classmethod
    def of(cls, entry: EntryPoint, server: str) -> "Guest":
        package = entry.dist.name if entry.dist is not None else entry.module
        return cls(entry.group, entry.name, package, entry.dist.version if entry.dist is not None else "", server)

    def describe(self) -> Facts:
        """The guest's description, not validated. Raises GuestError."""
        for step in self._ask(None, (), LOADING_SECONDS, LOADING_WALL, 0):
            if step is not None:
                return step[0]
            if _is_leaving.is_set():
                raise self._hung()
        raise self.invalid_answer("nothing")

    def work(
        self, facts: Facts, arrays: Sequence[NDArray[Any]], expected_seconds: float, most_bytes: int
    ) -> Generator[Frame | None]:
        """The guest's results, not validated; None is a point of cancellation, and cancelling ends its process.

        expected_seconds: its own estimate.  most_bytes: of arrays in one answer.  Raises GuestError.
        """
        seconds = LEAST_SECONDS + SLACK * expected_seconds
        return self._ask(facts, arrays, seconds, WALL_SECONDS + WALL_SLACK * seconds, most_bytes)

    def invalid_answer(self, why: str) -> GuestError:
        """The error for an invalid answer."""
        return GuestError(
            say(
                "{name}, of the package {package}, gave an answer that cannot be used ({reason}).",
                name=self.name,
                package=self.package,
                reason=why,
            )
        )

    def _ask(
        self, facts: Facts | None, arrays: Sequence[NDArray[Any]], seconds: float, wall: float, most_bytes: int
    ) -> Generator[Frame | None]:
        if is_frozen():
            raise GuestError(say("Methods, finders and kinds of other packages need an installed Python."))
        request = {"group": self.group, "name": self.name, "server": self.server, "facts": facts, "seconds": seconds}
        process = _acquire(self)
        answers: queue.SimpleQueue[Frame | Exception] = queue.SimpleQueue()
        exchange = threading.Thread(
            target=process.exchange, args=((request, list(arrays)), most_bytes, answers), name="guest", daemon=True
        )
        exchange.start()
        deadline = time.monotonic() + wall
        is_done = False
        try:
            while not is_done:
                try:
                    answer = answers.get(timeout=_POLL_SECONDS)
                except queue.Empty:
                    if time.monotonic() > deadline:
                        raise self._hung() from None
                    yield None
                    continue
                if isinstance(answer, Exception):
                    raise self._ended(process, answer) from answer
                is_done = "answer" not in answer[0]
                if "error" in answer[0]:
                    raise GuestError(
                        say(
                            "{name}, of the package {package}, failed: {reason}.",
                            name=self.name,
                            package=self.package,
                            reason=str(answer[0]["error"]),
                        )
                    )
                if not is_done:
                    yield answer[0]["answer"], answer[1]
        finally:
            if not is_done:  # cancelled or failed
                process.stop()
            exchange.join()
            _release(self, process)

    def _hung(self) -> GuestError:
        return GuestError(
            say(
                "{name}, of the package {package}, took far longer than it had foreseen and was ended.",
                name=self.name,
                package=self.package,
            )
        )

    def _ended(self, process: "_Process", error: Exception) -> GuestError:
        if not isinstance(error, (EOFError, OSError)):
            return self.invalid_answer(str(error))
        if process.returncode() == -getattr(signal, "SIGXCPU", 0):
            return self._hung()
        return GuestError(
            say(
                "{name}, of the package {package}, ended in the middle of its work.",
                name=self.name,
                package=self.package,
            )
        )


def adopted(entry: EntryPoint, server: str, make: Callable[[Guest, Facts], T]) -> T:
    """The item of a table for what an entry point holds: `make` checks its description and builds it.

    server: the module of ours that knows this kind of guest.  make: raises KeyError, TypeError or ValueError for a
    description that cannot be used.  Raises GuestError.
    """
    guest = Guest.of(entry, server)
    facts = guest.describe()
    try:
        return make(guest, facts)
    except (KeyError, TypeError, ValueError) as error:
        raise guest.invalid_answer(str(error)) from error


class _Process:
    """One request at a time."""

    def __init__(self) -> None:
        self._process = subprocess.Popen(
            children.helper("guests", _paths()),
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def exchange(self, request: Frame, most_bytes: int, answers: "queue.SimpleQueue[Frame | Exception]") -> None:
        """Send a request and queue its answers, until the last one or the end of the process."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            frames.write(self._process.stdin, *request)
            while True:
                answer = frames.read(self._process.stdout, most_bytes)
                answers.put(answer)
                if "answer" not in answer[0]:
                    return
        except Exception as error:  # raised again by `_ask`
            answers.put(error)

    def returncode(self) -> int | None:
        """The exit code, once its output has ended."""
        with contextlib.suppress(subprocess.TimeoutExpired):
            self._process.wait(10.0)
        return self._process.returncode

    def stop(self) -> None:
        self._process.kill()
        self._process.wait()

    def close_pipes(self) -> None:
        for pipe in (self._process.stdin, self._process.stdout):
            if pipe is not None:
                with contextlib.suppress(OSError):  # unsent bytes for a process that is gone
                    pipe.close()


def _paths() -> list[str]:
    """The import path of this process without its current folder."""
    here = Path.cwd()
    return [path for path in sys.path if path and Path(path).resolve() != here]


_idle: dict[tuple[int, str, str], _Process] = {}  # by the process that started them, group and name
_lock = threading.Lock()
_is_leaving = threading.Event()
atexit.register(lambda: close())


def _acquire(guest: Guest) -> _Process:
    """A process for the exclusive use of one request."""
    with _lock:
        process = _idle.pop((os.getpid(), guest.group, guest.name), None)
    if process is not None and process.is_alive:
        return process
    if process is not None:
        process.close_pipes()
    return _Process()


def _release(guest: Guest, process: _Process) -> None:
    """Return a process to the pool of idle ones, which holds one for each guest; end it otherwise."""
    key = (os.getpid(), guest.group, guest.name)
    with _lock:
        if process.is_alive and key not in _idle:
            _idle[key] = process
            return
    process.stop()
    process.close_pipes()


def cancel_loading(leaving: bool = True) -> None:
    """The program ends: whoever waits for a guest to load is not kept waiting. False: it goes on after all."""
    if leaving:
        _is_leaving.set()
    else:
        _is_leaving.clear()


def close() -> None:
    """End all idle processes; the next request starts another."""
    with _lock:
        own = [key for key in _idle if key[0] == os.getpid()]
        idle = [_idle.pop(key) for key in own]
    for process in idle:
        process.stop()
        process.close_pipes()
