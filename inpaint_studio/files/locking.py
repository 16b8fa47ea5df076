"""A lock on an open file itself, which the system gives up with the process, however it ends.

The file that is locked is the one that is written, so a lock file beside it, as `filelock` has, would be one more name
to sweep after a crash.
"""

import os
from typing import IO


def lock(file: IO[bytes]) -> bool:
    """Lock an open file for this handle alone, until it is closed. True where that worked."""
    try:
        import fcntl
    except ImportError:
        import msvcrt  # Windows

        try:
            file.seek(1 << 60)
            msvcrt.locking(file.fileno(), msvcrt.LK_NBLCK, 1)  # type: ignore[attr-defined]
        except OSError:
            return False
        finally:
            file.seek(0, os.SEEK_END)
        return True
    try:
        fcntl.flock(file.fileno(), fcntl.LOCK_EX | fcntl.LOCK_NB)
    except OSError:
        return False
    return True
