"""Guests: what other packages bring for our tables, each run in a helper process and believed no more than a file.

A guest that raises, crashes, hangs or answers nonsense is told of in a sentence, and the next request starts another
process. This guards against mistakes, not against malice: a package that a person has installed may do what they may.
A frozen program has no interpreter to start, and no guests.
"""

import atexit
import contextlib
import json
import os
import queue
import signal
import subprocess
import sys
import threading
import time
from collections.abc import Generator, Sequence
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

from numpy.typing import NDArray

from inpaint_studio import frames
from inpaint_studio.frames import Facts, Frame
from inpaint_studio.sentence import say

LEAST_SECONDS = 20.0  # of processor time that any request may take, and
SLACK = 20.0  # times as long as a guest foresees: what it was measured on may have been a faster machine
WALL_SECONDS, WALL_SLACK = 60.0, 4.0  # on the wall: so much, and so many times the processor time
LOADING_SECONDS, LOADING_WALL = 20.0, 30.0  # the same for importing a guest, which the table's first reader waits for
_LOOK_SECONDS = 0.05  # between two moments at which a request can be given up
_START = (
    "import json, sys; sys.path[:0] = [path for path in json.loads({paths!r}) if path not in sys.path]; "
    "from inpaint_studio.guest_process import serve; serve()"
)


class GuestError(Exception):
    """A guest failed. The message is a sentence; nothing was changed."""


@dataclass(frozen=True)
class Guest:
    """What an entry point of another package holds."""

    group: str
    name: str
    package: str
    version: str
    server: str  # the module of ours that knows this kind of guest, see `guest_process`

    @classmethod
    def of(cls, entry: EntryPoint, server: str) -> "Guest":
        package = entry.dist.name if entry.dist is not None else entry.module
        return cls(entry.group, entry.name, package, entry.dist.version if entry.dist is not None else "", server)

    def describe(self) -> Facts:
        """What the guest says of itself, unchecked. Raises GuestError."""
        for step in self._ask(None, (), LOADING_SECONDS, LOADING_WALL, 0):
            if step is not None:
                return step[0]
            if _is_leaving.is_set():
                raise self._hung()
        raise self.lied("nothing")

    def work(
        self, facts: Facts, arrays: Sequence[NDArray[Any]], foreseen: float, most_bytes: int
    ) -> Generator[Frame | None]:
        """What the guest answers, unchecked; None is a moment to be stopped at, and stopping ends its process.

        foreseen: seconds that it says it takes.  most_bytes: of arrays in one answer.  Raises GuestError.
        """
        seconds = LEAST_SECONDS + SLACK * foreseen
        return self._ask(facts, arrays, seconds, WALL_SECONDS + WALL_SLACK * seconds, most_bytes)

    def lied(self, why: str) -> GuestError:
        """For an answer that cannot be used."""
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
        if getattr(sys, "frozen", False):
            raise GuestError(say("Methods, finders and kinds of other packages need an installed Python."))
        request = {"group": self.group, "name": self.name, "server": self.server, "facts": facts, "seconds": seconds}
        process = _taken(self)
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
                    answer = answers.get(timeout=_LOOK_SECONDS)
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
            if not is_done:  # nobody wants what it is doing
                process.stop()
            exchange.join()
            _give_back(self, process)

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
            return self.lied(str(error))
        if process.returncode() == -getattr(signal, "SIGXCPU", 0):
            return self._hung()
        return GuestError(
            say(
                "{name}, of the package {package}, ended in the middle of its work.",
                name=self.name,
                package=self.package,
            )
        )


class _Process:
    """One request at a time."""

    def __init__(self) -> None:
        # -P: the current folder may be a stranger's, and no module is to be found there.
        self._process = subprocess.Popen(
            [sys.executable, "-P", "-c", _START.format(paths=json.dumps(_paths()))],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            stderr=subprocess.DEVNULL,
            env={**os.environ, "PYTHONWARNINGS": "ignore"},
        )

    @property
    def is_alive(self) -> bool:
        return self._process.poll() is None

    def exchange(self, request: Frame, most_bytes: int, answers: "queue.SimpleQueue[Frame | Exception]") -> None:
        """Send a request and hand on what comes, until it is all, or until the process is gone."""
        assert self._process.stdin is not None
        assert self._process.stdout is not None
        try:
            frames.write(self._process.stdin, *request)
            while True:
                answer = frames.read(self._process.stdout, most_bytes)
                answers.put(answer)
                if "answer" not in answer[0]:
                    return
        except Exception as error:  # raised again where the answer is waited for
            answers.put(error)

    def returncode(self) -> int | None:
        """Once its output has ended."""
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
    """Where this process finds packages, but not in its current folder."""
    root, here = str(Path(__file__).resolve().parents[1]), Path.cwd()
    return [root, *(path for path in sys.path if path and path != root and Path(path).resolve() != here)]


_idle: dict[tuple[int, str, str], _Process] = {}  # by the process that started them, group and name
_lock = threading.Lock()
_is_leaving = threading.Event()
atexit.register(lambda: close())


def _taken(guest: Guest) -> _Process:
    """A process for a guest, which nobody else talks to."""
    with _lock:
        process = _idle.pop((os.getpid(), guest.group, guest.name), None)
    if process is not None and process.is_alive:
        return process
    if process is not None:
        process.close_pipes()
    return _Process()


def _give_back(guest: Guest, process: _Process) -> None:
    """Keep it for the next request, where it lives and there is none yet."""
    key = (os.getpid(), guest.group, guest.name)
    with _lock:
        if process.is_alive and key not in _idle:
            _idle[key] = process
            return
    process.stop()
    process.close_pipes()


def give_up_loading(leaving: bool = True) -> None:
    """The program ends: whoever waits for a guest to load is not kept waiting. False: it goes on after all."""
    if leaving:
        _is_leaving.set()
    else:
        _is_leaving.clear()


def close() -> None:
    """End all processes that wait for requests; the next request starts another."""
    with _lock:
        own = [key for key in _idle if key[0] == os.getpid()]
        idle = [_idle.pop(key) for key in own]
    for process in idle:
        process.stop()
        process.close_pipes()
