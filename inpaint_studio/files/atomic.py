"""Atomic saving: a file is either wholly the new one or still wholly the old one, whatever happens between.

Written beside, synced, checked, then put in place with one rename.
"""

import contextlib
import errno
import glob
import os
import secrets
import stat
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import IO

from inpaint_studio.files.errors import SaveError


def replace_file(
    path: Path,
    content: bytes,
    check: Callable[[Path], None] | None = None,
    before: Callable[[], None] | None = None,
) -> None:
    """Put `content` at `path`, or leave what is there untouched.

    A symlink is followed, so the link stays one. Mode, owner where allowed, and extended attributes of the
    file that is replaced are kept. `check` reads the written file back and raises where it is not right;
    `before` is called when all is well, just before the file is put in place.
    Raises SaveError with the path and what the system said.
    """
    target = Path(os.path.realpath(path))
    try:
        sweep(target)
        with _beside(target) as (file, readable, place):
            file.write(content)
            file.flush()
            os.fsync(file.fileno())
            _take_over_attributes(target, file.fileno())
            if check is not None:
                check(readable)
            if before is not None:
                before()
            place()
        _sync_folder(target.parent)
    except OSError as error:
        raise SaveError(
            f"{path} could not be saved ({len(content):,} bytes): {error.strerror or error}. "
            "What was there before is unchanged; try another place."
        ) from error


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[tuple[IO[bytes], Path, Callable[[], None]]]:
    """A file in the target's folder: open for writing, where it can be read, and how it takes the target's place.

    On Linux it has no name until then, so a program that is killed leaves nothing behind; a file that replaces
    another has one for the microseconds between two calls of the system, and `sweep` is for those who are killed then.
    """
    name = target.with_name(f".{target.name[:80]}.{os.getpid()}-{secrets.token_hex(4)}{_SUFFIX}")
    nameless = _open_nameless(target.parent)
    if nameless is not None:
        link = Path(f"/proc/{os.getpid()}/fd/{nameless}")

        def place_nameless() -> None:
            folder = os.open(target.parent, os.O_RDONLY)
            try:  # with a folder given, the link of /proc is followed to the file itself
                try:
                    os.link(link, target, src_dir_fd=folder, follow_symlinks=True)
                except FileExistsError:
                    os.link(link, name, src_dir_fd=folder, follow_symlinks=True)
                    os.replace(name, target)
            finally:
                os.close(folder)

        with os.fdopen(nameless, "wb") as file:
            try:
                yield file, link, place_nameless
            finally:
                with contextlib.suppress(OSError):
                    name.unlink()  # only there where the last step failed
        return

    def place() -> None:
        if os.name == "nt":
            file.close()  # an open file cannot be renamed there
        os.replace(name, target)

    # 0o666 less the umask, as any new file; a file that is replaced hands its mode on.
    descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    with os.fdopen(descriptor, "wb") as file:
        try:
            yield file, name, place
        finally:
            with contextlib.suppress(OSError):
                name.unlink()


def _open_nameless(folder: Path) -> int | None:
    flag = getattr(os, "O_TMPFILE", None)
    if flag is None or not os.path.isdir("/proc/self/fd"):
        return None
    try:
        return os.open(folder, os.O_RDWR | flag, 0o666)
    except OSError as error:
        if error.errno in (errno.EOPNOTSUPP, errno.EISDIR, errno.EINVAL):  # not every file system has them
            return None
        raise


_SUFFIX = ".part"


def sweep(target: Path) -> None:
    """Remove what a save of this file left behind when its process was killed. The file need not be there."""
    target = Path(os.path.realpath(target))
    for left in target.parent.glob(f".{glob.escape(target.name[:80])}.*{_SUFFIX}"):
        owner = left.name.rsplit(".", 2)[-2].partition("-")[0]
        if owner.isdigit() and not _is_alive(int(owner)):
            with contextlib.suppress(OSError):
                left.unlink()


def _is_alive(process: int) -> bool:
    if os.name == "nt":  # where signal 0 would end the process
        return True
    try:
        os.kill(process, 0)
    except ProcessLookupError:
        return False
    except OSError:
        return True
    return True


def _take_over_attributes(target: Path, descriptor: int) -> None:
    try:
        found = os.stat(target)
    except FileNotFoundError:
        return
    with contextlib.suppress(OSError, AttributeError):
        os.fchown(descriptor, found.st_uid, found.st_gid)
    with contextlib.suppress(AttributeError):
        os.fchmod(descriptor, stat.S_IMODE(found.st_mode))
    with contextlib.suppress(OSError, AttributeError):
        for name in os.listxattr(target):
            os.setxattr(descriptor, name, os.getxattr(target, name))


def _sync_folder(folder: Path) -> None:
    with contextlib.suppress(OSError):  # not every system lets a folder be opened
        descriptor = os.open(folder, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)
