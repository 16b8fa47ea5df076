"""Who holds a run's folder, and what is requested of the run from other processes. Needs no torch.

The holder keeps a lock that the system gives up with the process, however it ends; so a crash is seen at once, and a
number that another process was given since is never mistaken for the run. Requests are a file with one word in it.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import Literal

from inpaint_studio.files import locking
from inpaint_studio.files.saving import atomic
from inpaint_studio.sentence import say

LOCK = "running.lock"  # in the run folder; stays there, so that runs of programs that lock can be told from others
REQUEST = "asked"  # in the run folder, with one of these words in it; the name is a format, older programs read it
Request = Literal["pause", "stop"]
_ATTEMPTS = 20  # of taking the lock: whoever looks at it holds it for a moment
_BETWEEN = 0.05  # seconds


class RunBusyError(Exception):
    """Another process goes on with this run. The message is a sentence for the person."""


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Hold a run's folder, which exists, until the block is left. What was requested until then is withdrawn.

    Raises RunBusyError where another process holds it.
    """
    try:
        opened = (folder / LOCK).open("a+b")
    except OSError as error:
        raise RunBusyError(
            say("The folder {folder} cannot be written to: {reason}.", folder=folder, reason=error)
        ) from error
    with opened as file:
        for attempt in range(_ATTEMPTS):
            time.sleep(_BETWEEN * bool(attempt))
            # On a disk without locks nobody is kept out, as before there were any.
            if locking.lock(file, on_disk_without=True):
                break
        else:
            raise RunBusyError(say("The run in {folder} is going on in another process.", folder=folder))
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid()}).encode())
        file.flush()
        try:
            yield
        finally:
            withdraw(folder)
            locking.unlock(file)


def is_held(folder: Path) -> bool:
    """Whether a living process goes on with the run there."""
    try:
        with (folder / LOCK).open("r+b") as file:
            if not locking.lock(file, on_disk_without=True):
                return True
            locking.unlock(file)
    except OSError:
        pass
    return False


def has_lock(folder: Path) -> bool:
    """Whether the run there is of a program that locks, so that no lock means no process."""
    return (folder / LOCK).exists()


def request(folder: Path, what: Request) -> None:
    """Request that the run there pauses or stops; it looks several times a second. Raises OSError."""
    atomic.put(folder / REQUEST, what.encode())


def withdraw(folder: Path) -> None:
    """Withdraw what is requested: a paused run resumes."""
    with suppress(OSError):
        (folder / REQUEST).unlink()


def pending(folder: Path) -> Request | None:
    """What is requested of the run there."""
    try:
        word = (folder / REQUEST).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    return "pause" if word == "pause" else "stop" if word == "stop" else None
