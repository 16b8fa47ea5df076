"""How a file that has no name yet takes the place of one that has: two calls of the system, with a name between them.

By itself, so that the helper process can make the two calls: it outlives a kill of the program and ends what it began.
"""

import contextlib
import errno
import os
from pathlib import Path


def open_nameless(folder: Path) -> int | None:
    """Open a file in `folder` that has no name, and that is gone when it is closed without one.

    None where the system or the file system has no such files. Raises OSError where the folder cannot be written.
    """
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not os.path.isdir("/proc/self/fd"):
        return None
    try:
        return os.open(folder, os.O_RDWR | flag, 0o666)
    except OSError as error:
        if error.errno in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):  # not every file system has them
            return None
        raise


def link_to(link: Path, target: Path) -> None:
    """Give a file, or the nameless one behind a link of /proc, one more name.

    Raises FileExistsError where something has that name.
    """
    if not hasattr(os, "O_DIRECTORY"):  # Windows
        os.link(link, target)
        return
    folder = os.open(target.parent, os.O_RDONLY)
    try:  # with a folder given, the link of /proc is followed to the file itself
        os.link(link, target, src_dir_fd=folder, follow_symlinks=True)
    finally:
        os.close(folder)


def link_over(link: Path, name: Path, target: Path) -> None:
    """Put a file, or the one behind a link of /proc, at `target` too, in place of what is there, by way of `name`.

    Raises OSError.
    """
    try:
        link_to(link, name)
        os.replace(name, target)
    finally:
        with contextlib.suppress(OSError):
            name.unlink()  # only there where the last step failed
