"""Atomic saving: a path holds either the complete new file or the complete old one, even after a crash.

Written to a temporary file beside it, synced, checked, then renamed over it.
"""

import contextlib
import errno
import os
import re
import secrets
import shutil
import stat
import sys
from collections.abc import Callable, Iterator
from functools import partial
from pathlib import Path
from typing import IO

from inpaint_studio.files import locking, placing
from inpaint_studio.files.errors import SaveError, Unconfirmed
from inpaint_studio.files.saving.pieces import Pieces
from inpaint_studio.sentence import say


def replace_file(
    path: Path,
    content: bytes | Pieces,
    check: Callable[[Path], object] | None = None,
    before: Callable[[], None] | None = None,
) -> None:
    """Write `content` to `path` atomically, or leave the existing file unchanged.

    A symlink is followed, so the link stays one. Mode, owner where allowed, and extended attributes of the
    replaced file are preserved. `check` reads the written file back and raises where it is wrong;
    `before` is called after that, just before the rename.
    Raises SaveError with the path and the system's reason; Unconfirmed where the file is in place nevertheless.
    """
    try:
        with new_file(path, check, before) as file:
            content.write_to(file) if isinstance(content, Pieces) else file.write(content)
    except OSError as error:
        raise SaveError(
            say(
                "{path} could not be saved ({bytes} bytes): {reason}. What was there before is unchanged; try "
                "another place.",
                path=path,
                bytes=f"{len(content):,}",
                reason=error,
            )
        ) from error
    try:
        sync_folder(Path(os.path.realpath(path)).parent)
    except OSError as error:
        raise Unconfirmed(
            say(
                "{path} was written, but the disk did not confirm it: {reason}. Save it once more, or in another "
                "place.",
                path=path,
                reason=error,
            )
        ) from error


@contextlib.contextmanager
def new_file(
    path: Path, check: Callable[[Path], object] | None = None, before: Callable[[], None] | None = None
) -> Iterator[IO[bytes]]:
    """A file to be written in parts, which replaces the one at `path` on a clean exit; as `replace_file`.

    For a program's own files, whose callers word their own errors. Raises OSError; the existing file is then unchanged.
    """
    with new_file_at(path, check, before) as (file, _):
        yield file


@contextlib.contextmanager
def new_file_at(
    path: Path, check: Callable[[Path], object] | None = None, before: Callable[[], None] | None = None
) -> Iterator[tuple[IO[bytes], Path]]:
    """`new_file` with a path by which another process reads and writes it meanwhile."""
    target = Path(os.path.realpath(path))
    if target.is_symlink():  # a broken or circular link, at which `realpath` stopped
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if target.exists() and not target.is_file():  # never replace a folder, a pipe or a device
        raise OSError(errno.EINVAL, say("It is not a file"))
    sweep(target)
    with _beside(target) as (file, readable, place):
        yield file, readable
        file.flush()
        os.fsync(file.fileno())
        _take_over_attributes(target, file.fileno())
        if check is not None:
            check(readable)
        if before is not None:
            before()
        place()


def put(path: Path, content: bytes) -> None:
    """`new_file` of these bytes. Raises OSError."""
    with new_file(path) as file:
        file.write(content)


def backup_of(path: Path) -> Path:
    """NAME~, truncated to the longest name of the file system."""
    try:
        longest = os.pathconf(path.parent, "PC_NAME_MAX")
    except (OSError, ValueError, AttributeError):
        longest = 255
    name = path.name
    while len(os.fsencode(name)) >= longest:
        name = name[:-1]
    return path.with_name(name + "~")


def keep_as(path: Path, backup: Path) -> None:
    """Hard-link the file at `path`, with its attributes, as `backup`; replaces an existing `backup`.

    A link needs no space and no time whatever the size; where the file system has no hard links, the file is copied.
    Raises SaveError.
    """
    source, target = Path(os.path.realpath(path)), Path(os.path.realpath(backup))
    try:
        _place(source, target)
    except OSError as error:
        if error.errno not in _NO_SECOND_NAMES:
            raise SaveError(say("{path} could not be saved: {reason}.", path=backup, reason=error)) from error
        replace_file(backup, source.read_bytes())
        with contextlib.suppress(OSError):
            shutil.copystat(source, target)


# FAT has no hard links, and systems report that differently; other owners' files may be protected; a link may cross
# devices.
_NO_SECOND_NAMES = frozenset(
    {errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.EMLINK}
)


def _place(link: Path, target: Path) -> None:
    """Hard-link the file at, or behind, `link` as `target`, replacing an existing one. Raises OSError."""
    try:
        placing.link_to(link, target)
    except FileExistsError:
        name = _name_beside(target)
        # Not imported here: without it no helper runs, and a training machine may have no decoders installed.
        sandbox = sys.modules.get("inpaint_studio.files.sandbox")
        if sandbox is None or not sandbox.link_over_apart(link, name, target):
            placing.link_over(link, name, target)


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[tuple[IO[bytes], Path, Callable[[], None]]]:
    """A temporary file in the target's folder: its handle, a path to read it by, and a function that renames it.

    On Linux it is unnamed until then, so a killed program leaves nothing behind. Replacing an existing file needs a
    name for the microseconds between two system calls: the helper process makes them, if it runs, because
    it survives a kill of this one. `sweep` removes what remains nevertheless, as after a power cut.
    """
    nameless = placing.open_nameless(target.parent)
    if nameless is None:
        with _named(target) as beside:
            yield beside
        return
    link = Path(f"/proc/{os.getpid()}/fd/{nameless}")
    with os.fdopen(nameless, "wb") as file:
        locking.lock(file)  # so that no `sweep` removes it while it has a name

        yield file, link, partial(_place, link, target)


@contextlib.contextmanager
def _named(target: Path) -> Iterator[tuple[IO[bytes], Path, Callable[[], None]]]:
    """`_beside` without unnamed files: leftovers of a kill stay until the next `sweep`."""
    name, file = _create(target)

    def place() -> None:
        if os.name == "nt":
            file.close()  # an open file cannot be renamed there
        os.replace(name, target)

    with file:
        try:
            yield file, name, place
        finally:
            with contextlib.suppress(OSError):
                name.unlink()


def _create(target: Path) -> tuple[Path, IO[bytes]]:
    """A new file beside the target, locked against `sweep` where the file system has locks."""
    for _ in range(5):
        name = _name_beside(target)
        # 0o666 less the umask, as any new file; the mode of a replaced file is copied later.
        descriptor = os.open(name, os.O_RDWR | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
        file = os.fdopen(descriptor, "wb")
        if locking.lock(file) and (os.name == "nt" or os.fstat(descriptor).st_nlink):
            break
        with contextlib.suppress(OSError):  # swept before it was locked, or there are no locks
            name.unlink()
        file.close()
    else:
        name = _name_beside(target)
        file = open(name, "xb")  # noqa: SIM115  closed by `_named`
    return name, file


_LEFT = re.compile(r"\..+\.\d+-[0-9a-f]{8}\.part", re.DOTALL)
_LONGEST = 80  # bytes of the target's name in a temporary name


def _name_beside(target: Path) -> Path:
    """A new temporary name, recognised by `_LEFT`, and by a person who comes across it."""
    short = os.fsencode(target.name)[:_LONGEST].decode("utf-8", "ignore") or "_"
    return target.with_name(f".{short}.{os.getpid()}-{secrets.token_hex(4)}.part")


def sweep(target: Path) -> None:
    """Remove temporary files of dead processes from the folder of this file, which need not exist."""
    folder = Path(os.path.realpath(target)).parent
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for leftover in [folder / entry.name for entry in entries if _LEFT.fullmatch(entry.name)]:
            # A lock, not a PID, tells whether its process is alive: it may run on another machine.
            with contextlib.suppress(OSError), open(leftover, "r+b") as file:
                if locking.lock(file):
                    if os.name == "nt":
                        file.close()  # an open file cannot be removed there
                    leftover.unlink()


def _take_over_attributes(target: Path, descriptor: int) -> None:
    try:
        status = os.stat(target)
    except FileNotFoundError:
        return
    with contextlib.suppress(OSError, AttributeError):
        os.fchown(descriptor, status.st_uid, status.st_gid)
    with contextlib.suppress(AttributeError):
        os.fchmod(descriptor, stat.S_IMODE(status.st_mode))
    with contextlib.suppress(OSError, AttributeError):
        for name in os.listxattr(target):
            os.setxattr(descriptor, name, os.getxattr(target, name))


# Some systems and file systems cannot open or sync a folder, and report that differently.
_NO_SYNC = frozenset({errno.EINVAL, errno.EBADF, errno.EACCES, errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP})


def sync_folder(folder: Path) -> None:
    """Sync the directory entries of `folder`. Raises OSError where the disk failed."""
    try:
        descriptor = os.open(folder, os.O_RDONLY)
    except OSError:
        return
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in _NO_SYNC:
            raise
    finally:
        os.close(descriptor)
