"""Replacing a named file by an unnamed one (O_TMPFILE): link under a temporary name, then rename over the target.

A module of its own, so that the helper process can do both: it survives a kill of the program and finishes.
"""

import contextlib
import errno
import os
from pathlib import Path


def open_nameless(folder: Path) -> int | None:
    """Open an unnamed file in `folder` (O_TMPFILE), which vanishes on close unless it was linked.

    None where the system or the file system does not support that. Raises OSError where the folder cannot be written.
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
    """Hard-link a file, or an unnamed one through its link in /proc, as `target`.

    Raises FileExistsError where `target` exists.
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
    """Link a file, or one behind a link in /proc, over `target`, through the temporary `name`.

    Raises OSError.
    """
    try:
        link_to(link, name)
        os.replace(name, target)
    finally:
        with contextlib.suppress(OSError):
            name.unlink()  # only there where the last step failed
