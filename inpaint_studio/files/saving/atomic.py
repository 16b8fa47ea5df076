"""Atomic saving: a file is either wholly the new one or still wholly the old one, whatever happens between.

Written beside, synced, checked, then put in place with one rename.
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
from inpaint_studio.sentence import say


def replace_file(
    path: Path,
    content: bytes,
    check: Callable[[Path], object] | None = None,
    before: Callable[[], None] | None = None,
) -> None:
    """Put `content` at `path`, or leave what is there untouched.

    A symlink is followed, so the link stays one. Mode, owner where allowed, and extended attributes of the
    file that is replaced are kept. `check` reads the written file back and raises where it is not right;
    `before` is called when all is well, just before the file is put in place.
    Raises SaveError with the path and what the system said; Unconfirmed where the file is in place all the same.
    """
    try:
        with new_file(path, check, before) as file:
            file.write(content)
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
        _sync_folder(Path(os.path.realpath(path)).parent)
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
    """A file to be written in parts, which takes the place of what is at `path` when all is well; as `replace_file`.

    For a program's own files, whose callers have their own words. Raises OSError; what was there is unchanged then.
    """
    target = Path(os.path.realpath(path))
    if target.is_symlink():  # where links end nowhere, `realpath` gives up at one of them
        raise OSError(errno.ELOOP, os.strerror(errno.ELOOP))
    if target.exists() and not target.is_file():  # a folder, a pipe, a device: not to be replaced by a file
        raise OSError(errno.EINVAL, say("It is not a file"))
    sweep(target)
    with _beside(target) as (file, readable, place):
        yield file
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
    """NAME~, its name cut where the file system would find it too long."""
    try:
        longest = os.pathconf(path.parent, "PC_NAME_MAX")
    except (OSError, ValueError, AttributeError):
        longest = 255
    name = path.name
    while len(os.fsencode(name)) >= longest:
        name = name[:-1]
    return path.with_name(name + "~")


def keep_as(path: Path, backup: Path) -> None:
    """Keep the file at `path`, with all that belongs to it, as `backup` too; what has that name gives way.

    It gets a second name, so that this takes no room and no time whatever its size; where the file system has no
    such names, it is copied. Raises SaveError.
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


# FAT has none, and every system says so in its own way; a file of somebody else may get none; a link may point to
# another disk.
_NO_SECOND_NAMES = frozenset(
    {errno.EPERM, errno.EACCES, errno.EOPNOTSUPP, errno.ENOTSUP, errno.ENOSYS, errno.EINVAL, errno.EXDEV, errno.EMLINK}
)


def _place(link: Path, target: Path) -> None:
    """Give the file at, or behind, `link` the name `target`, in place of what has it. Raises OSError."""
    try:
        placing.link_to(link, target)
    except FileExistsError:
        name = _name_beside(target)
        # Where it is not loaded no helper runs; and a machine that only trains has no decoders to load.
        sandbox = sys.modules.get("inpaint_studio.files.sandbox")
        if sandbox is None or not sandbox.link_over_apart(link, name, target):
            placing.link_over(link, name, target)


@contextlib.contextmanager
def _beside(target: Path) -> Iterator[tuple[IO[bytes], Path, Callable[[], None]]]:
    """A file in the target's folder: open for writing, where it can be read, and how it takes the target's place.

    On Linux it has no name until then, so a program that is killed leaves nothing behind. Taking the place of another
    file needs a name for the microseconds between two calls of the system: the helper process makes them, if there
    is one, because it outlives a kill of this one. `sweep` is for what is left all the same, as by a power cut.
    """
    nameless = placing.open_nameless(target.parent)
    if nameless is None:
        with _named(target) as beside:
            yield beside
        return
    link = Path(f"/proc/{os.getpid()}/fd/{nameless}")
    with os.fdopen(nameless, "wb") as file:
        locking.lock(file)  # so that nobody sweeps it while it has a name

        yield file, link, partial(_place, link, target)


@contextlib.contextmanager
def _named(target: Path) -> Iterator[tuple[IO[bytes], Path, Callable[[], None]]]:
    """`_beside` where files must have names: what a kill leaves stays until the next `sweep`."""
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
        # 0o666 less the umask, as any new file; a file that is replaced hands its mode on.
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
_LONGEST = 80  # bytes of the target's name that one beside it bears


def _name_beside(target: Path) -> Path:
    """A name that nothing has: `_LEFT` knows it again, and so does a person who finds it."""
    short = os.fsencode(target.name)[:_LONGEST].decode("utf-8", "ignore") or "_"
    return target.with_name(f".{short}.{os.getpid()}-{secrets.token_hex(4)}.part")


def sweep(target: Path) -> None:
    """Remove what saves whose process is gone left in the folder of this file. The file need not be there."""
    folder = Path(os.path.realpath(target)).parent
    with contextlib.suppress(OSError), os.scandir(folder) as entries:
        for left in [folder / entry.name for entry in entries if _LEFT.fullmatch(entry.name)]:
            # A lock, not a process number, says whether its process lives: it may run on another machine.
            with contextlib.suppress(OSError), open(left, "r+b") as file:
                if locking.lock(file):
                    if os.name == "nt":
                        file.close()  # an open file cannot be removed there
                    left.unlink()


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


# Not every system lets a folder be opened or synced, and its file systems say so in their own ways.
_NO_SYNC = frozenset({errno.EINVAL, errno.EBADF, errno.EACCES, errno.EPERM, errno.ENOTSUP, errno.EOPNOTSUPP})


def _sync_folder(folder: Path) -> None:
    """Make the names in `folder` outlive a power cut. Raises OSError where the disk failed at it."""
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
