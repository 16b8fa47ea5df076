"""A lock on an open file itself, which the system gives up with the process, however it ends.

The file that is locked is the one that is written, so a lock file beside it, as `filelock` has, would be one more name
to sweep after a crash. Where a lock file is wanted, in a run's folder, `filelock` 4.3 does not serve either: on a disk
without locks it falls back to the file's existence, and so finds a lock file that stays there held for ever.
"""

import os
from contextlib import suppress
from typing import IO


def lock(file: IO[bytes], on_disk_without: bool = False) -> bool:
    """Lock an open file for this handle alone, until it is closed. True where that worked.

    on_disk_without: what to return on a disk that has no locks.
    """
    try:
        import fcntl
    except ImportError:
        import msvcrt  # Windows

        try:
            file.seek(_BEYOND)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        except OSError:
            return False
        finally:
            file.seek(0, os.SEEK_END)
        return True
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        return False
    except OSError:
        return on_disk_without
    return True


def unlock(file: IO[bytes]) -> None:
    """Give the lock up before the file is closed: a child that was forked meanwhile keeps its handle open."""
    try:
        import fcntl
    except ImportError:
        import msvcrt

        with suppress(OSError):
            file.seek(_BEYOND)
            msvcrt.locking(file.fileno(), msvcrt.LK_UNLCK, 1)  # type: ignore[attr-defined,unused-ignore]
        return
    with suppress(OSError):
        fcntl.flock(file.fileno(), fcntl.LOCK_UN)


_BEYOND = 1 << 60  # bytes: what Windows locks lies beyond what is written, which others may want to read
