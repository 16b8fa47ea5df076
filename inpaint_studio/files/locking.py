"""An advisory lock on an open file itself, which the system releases when the process ends, however it ends.

The locked file is the one that is written, so a lock file beside it, as `filelock` has, would be one more name
to sweep after a crash. Where a lock file is needed, in a run's folder, `filelock` 4.3 does not serve either: on a disk
without locks it falls back to the file's existence, and so a leftover lock file counts as locked for ever.
"""

import os
from contextlib import suppress
from typing import IO


def lock(file: IO[bytes], on_disk_without: bool = False) -> bool:
    """Lock an open file exclusively, until it is closed. Returns whether that worked, without waiting.

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
    """Release the lock before the file is closed: a forked child keeps its copy of the handle open."""
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


_BEYOND = (
    1 << 60
)  # bytes: Windows locks are mandatory, so the locked byte lies beyond the content, which others may read
