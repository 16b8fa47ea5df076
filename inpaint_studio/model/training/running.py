"""A run that goes on in a process of its own: who holds its folder, and what it is asked from outside. Needs no torch.

The holder keeps a lock that the system gives up with the process, however it ends; so a crash is seen at once, and a
number that another process was given since is never mistaken for the run.
"""

import json
import os
import time
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import IO, Literal

from inpaint_studio.files.saving import atomic
from inpaint_studio.sentence import say

LOCK = "running.lock"  # in the run folder; stays there, so that runs of programs that lock can be told from others
ASKED = "asked"  # in the run folder, with one of these words in it
Ask = Literal["pause", "stop"]
_ATTEMPTS = 20  # of taking the lock: whoever looks at it holds it for a moment


class RunBusyError(Exception):
    """Another process goes on with this run. The message is a sentence for the person."""


@contextmanager
def held(folder: Path) -> Iterator[None]:
    """Hold a run's folder, which exists, until the block is left. What was asked until then is forgotten there.

    Raises RunBusyError where another process holds it.
    """
    try:
        opened = (folder / LOCK).open("a+b")
    except OSError as error:
        raise RunBusyError(
            say("The folder {folder} cannot be written to: {reason}.", folder=folder, reason=error)
        ) from error
    with opened as file:
        if not any(_try_lock(file, wait=0.05 * bool(attempt)) for attempt in range(_ATTEMPTS)):
            raise RunBusyError(say("The run in {folder} is going on in another process.", folder=folder))
        file.truncate(0)
        file.write(json.dumps({"pid": os.getpid()}).encode())
        file.flush()
        try:
            yield
        finally:
            answer(folder)
            _unlock(file)


def is_held(folder: Path) -> bool:
    """Whether a living process goes on with the run there."""
    try:
        with (folder / LOCK).open("r+b") as file:
            if not _try_lock(file):
                return True
            _unlock(file)
    except OSError:
        pass
    return False


def knows_lock(folder: Path) -> bool:
    """Whether the run there is of a program that locks, so that no lock means no process."""
    return (folder / LOCK).exists()


def ask(folder: Path, what: Ask) -> None:
    """Ask the run there to stand still or to stop; it looks several times a second. Raises OSError."""
    atomic.put(folder / ASKED, what.encode())


def answer(folder: Path) -> None:
    """Nothing is asked any more: a run that stands still goes on."""
    with suppress(OSError):
        (folder / ASKED).unlink()


def asked(folder: Path) -> Ask | None:
    """What is asked of the run there."""
    try:
        said = (folder / ASKED).read_text(encoding="utf-8")
    except (OSError, ValueError):
        return None
    return "pause" if said == "pause" else "stop" if said == "stop" else None


def _try_lock(file: IO[bytes], wait: float = 0.0) -> bool:
    if wait:
        time.sleep(wait)
    try:
        import fcntl
    except ImportError:
        import msvcrt

        file.seek(2**30)  # beyond what is written, which others may want to read
        try:
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:  # a disk without locks: then nobody is kept out, as before there were any
        return True
    return True


def _unlock(file: IO[bytes]) -> None:
    try:
        import fcntl
    except ImportError:
        import msvcrt

        with suppress(OSError):
            file.seek(2**30)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        return
    with suppress(OSError):
        fcntl.flock(file, fcntl.LOCK_UN)
