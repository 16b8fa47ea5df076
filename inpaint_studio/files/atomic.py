"""Atomic saving: a file is either wholly the new one or still wholly the old one, whatever happens between.

Written beside, synced, checked, then put in place with one rename.
"""

import contextlib
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from inpaint_studio.files.errors import SaveError


def replace_file(path: Path, content: bytes, check: Callable[[Path], None] | None = None) -> None:
    """Put `content` at `path`, or leave what is there untouched.

    A symlink is followed, so the link stays one. Mode, owner where allowed, and extended attributes of the
    file that is replaced are kept. `check` reads the written file back and raises where it is not right.
    Raises SaveError with the path and what the system said.
    """
    target = Path(os.path.realpath(path))
    beside = target.with_name(f".{target.name[:80]}.{os.getpid()}-{secrets.token_hex(4)}.part")
    try:
        # 0o666 less the umask, as any new file; a file that is replaced hands its mode on below.
        descriptor = os.open(beside, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        with os.fdopen(descriptor, "wb") as file:
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
        _take_over_attributes(target, beside)
        if check is not None:
            check(beside)
        os.replace(beside, target)
        _sync_folder(target.parent)
    except OSError as error:
        raise SaveError(
            f"{path} could not be saved ({len(content):,} bytes): {error.strerror or error}. "
            "What was there before is unchanged; try another place."
        ) from error
    finally:
        with contextlib.suppress(OSError):
            beside.unlink()


def _take_over_attributes(target: Path, beside: Path) -> None:
    try:
        found = os.stat(target)
    except FileNotFoundError:
        return
    with contextlib.suppress(OSError, AttributeError):
        os.chown(beside, found.st_uid, found.st_gid)
    os.chmod(beside, stat.S_IMODE(found.st_mode))
    with contextlib.suppress(OSError, AttributeError):
        for name in os.listxattr(target):
            os.setxattr(beside, name, os.getxattr(target, name))


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system lets a folder be opened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
