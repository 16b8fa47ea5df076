"""The system's temporary folder: a lack of space there is reported as such, not as a failure of the saved file."""

import contextlib
import errno
import shutil
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO

from inpaint_studio.files.errors import TemporaryFolderFull
from inpaint_studio.sentence import say

_NO_ROOM = frozenset({errno.ENOSPC, errno.EDQUOT, errno.EIO, errno.EROFS, errno.EFBIG})
_LITTLE = 1 << 16  # bytes; with less free space, an unexplained failure of a library is taken for a full disk


@contextlib.contextmanager
def folder() -> Iterator[Path]:
    """A temporary folder, removed on exit. Raises TemporaryFolderFull."""
    with _disk_errors(), tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as name:
        yield Path(name)


@contextlib.contextmanager
def file() -> Iterator[IO[bytes]]:
    """An unnamed temporary file. Raises TemporaryFolderFull."""
    with _disk_errors(), tempfile.TemporaryFile() as opened:
        yield opened


@contextlib.contextmanager
def _disk_errors() -> Iterator[None]:
    try:
        place = Path(tempfile.gettempdir())
    except OSError as error:  # none of the places that are tried can be written
        raise TemporaryFolderFull(
            say("No folder for temporary files can be written: {reason}.", reason=error)
        ) from error
    try:
        yield
    except (OSError, ValueError) as error:
        named = getattr(error, "filename", None)
        its_own = isinstance(error, OSError) and (
            _lies_in(named, place) if named else error.errno in _NO_ROOM or _is_full(place)
        )
        if its_own or (not isinstance(error, OSError) and _is_full(place)):
            why = error if getattr(error, "strerror", None) else say("it is full")
            raise TemporaryFolderFull(
                say(
                    "The folder for temporary files {folder} cannot be written: {reason}. Make room there, or "
                    "name another folder in the variable TMPDIR.",
                    folder=place,
                    reason=why,
                )
            ) from error
        raise


def _lies_in(name: object, place: Path) -> bool:
    return isinstance(name, str | bytes) and place in Path(name.decode() if isinstance(name, bytes) else name).parents


def _is_full(place: Path) -> bool:
    try:
        return shutil.disk_usage(place).free < _LITTLE
    except OSError:
        return False
