"""The lock of a run's folder, and requests to the run from other processes. Needs no torch.

The lock is released by the system when the process ends, however it ends; so a crash is detected at once, and a
reused PID is never mistaken for the run. A request is a file with one word in it.
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

LOCK = "running.lock"  # in the run folder; never removed, to recognise runs of versions that lock
REQUEST = "asked"  # in the run folder, with one of these words in it; the name is a format, older programs read it
Request = Literal["pause", "stop"]
_ATTEMPTS = 20  # to take the lock, which `is_held` takes for a moment
_BETWEEN = 0.05  # seconds


class RunBusyError(Exception):
    """Another process is running this run. The message is a sentence for the person."""


@contextmanager
def hold(folder: Path) -> Iterator[None]:
    """Lock a run's existing folder for the block. Pending requests are withdrawn at its end.

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
            # On a disk without locks there is no exclusion.
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
    """Whether a live process is running the run there."""
    try:
        with (folder / LOCK).open("r+b") as file:
            if not locking.lock(file, on_disk_without=True):
                return True
            locking.unlock(file)
    except OSError:
        pass
    return False


def has_lock(folder: Path) -> bool:
    """Whether the run there uses a lock, so that an unlocked folder means no process."""
    return (folder / LOCK).exists()


def request(folder: Path, what: Request) -> None:
    """Request that the run there pauses or stops; it polls several times a second. Raises OSError."""
    atomic.put(folder / REQUEST, what.encode())


def withdraw(folder: Path) -> None:
    """Withdraw a pending request: a paused run resumes."""
    with suppress(OSError):
        (folder / REQUEST).unlink()


def pending(folder: Path) -> Request | None:
    """The pending request to the run there, if any."""
    try:
        word = (folder / REQUEST).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    return "pause" if word == "pause" else "stop" if word == "stop" else None
