"""Samples of large rasters in a file of the temporary folder, mapped, so that only what is looked at is resident.

The helper process decodes into the file, and the window maps it: the samples are neither sent nor held twice. The
system keeps in memory what it has room for. On Windows, where a mapped file cannot be removed, memory is used.
"""

import contextlib
import mmap
import os
import tempfile
from collections.abc import Iterator
from pathlib import Path
from typing import IO, Any

import numpy as np

from inpaint_studio.editing.picture import Pixels

LARGE = 256 << 20  # bytes of samples beyond which they are put into a file
SUFFIXES = (".tif", ".tiff")  # of what may be a large raster
_MOST = 1 << 16  # bytes of one call: Linux makes as much resident at a time as was written at a time


@contextlib.contextmanager
def room_for(path: Path) -> Iterator[tuple[str, int] | None]:
    """The name of an empty file for the samples of a picture that may be a large raster, and from how many bytes on.

    The file is removed on exit. None where there is none: samples then come through memory.
    """
    if os.name == "nt" or path.suffix.lower() not in SUFFIXES:
        yield None
        return
    try:
        descriptor, name = tempfile.mkstemp(".samples")
    except OSError:
        yield None
        return
    os.close(descriptor)
    try:
        yield name, LARGE
    finally:
        with contextlib.suppress(OSError):
            os.unlink(name)  # what is mapped stays until nobody holds it


class Room:
    """Where the samples of a data picture are put, some rows at a time: in memory, or in a file."""

    def __init__(self, name: str | None = None, large: int = LARGE) -> None:
        """name: of a file for samples of `large` bytes or more; None: all are put in memory."""
        self._name, self._large = name, large
        self._file: IO[bytes] | None = None
        self._mapped: Pixels | None = None
        self._rows = np.empty(0, np.uint8)

    def __call__(self, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Pixels:
        """Room for samples: mapped where they are many and the disk has space, else in memory."""
        size = int(np.prod(shape, dtype=object)) * dtype.itemsize
        if self._name is None or size < self._large:
            return np.empty(shape, dtype)
        try:
            self._file = open(self._name, "r+b", buffering=0)  # noqa: SIM115  closed by `close`
            os.posix_fallocate(self._file.fileno(), 0, size)  # a full disk is noticed here, not by a signal later
            content = mmap.mmap(self._file.fileno(), size)
        except (OSError, AttributeError):
            self.close()
            return np.empty(shape, dtype)
        self._mapped = np.frombuffer(content, dtype).reshape(shape)
        return self._mapped

    def rows(self, out: Pixels, top: int, bottom: int) -> Pixels:
        """Where rows top .. bottom of `out` are to be written, before `put`; of any content."""
        if not self.holds(out):
            return out[top:bottom]
        shape = (bottom - top, *out.shape[1:])
        size = int(np.prod(shape)) * out.dtype.itemsize
        if self._rows.size < size:
            self._rows = np.empty(size, np.uint8)
        return self._rows[:size].view(out.dtype).reshape(shape)

    def put(self, out: Pixels, top: int, rows: Pixels) -> None:
        """Keep what was written into `rows`. Written, not mapped: a page at a time takes twice as long."""
        if self.holds(out) and self._file is not None:
            content, at = rows.reshape(-1).view(np.uint8).data, top * out[:1].nbytes
            while content:
                written = os.pwrite(self._file.fileno(), content[:_MOST], at)
                content, at = content[written:], at + written

    def holds(self, pixels: Pixels) -> bool:
        """Whether these samples are in the file."""
        return self._mapped is not None and pixels is self._mapped

    def close(self) -> None:
        """The file is complete. What is mapped stays."""
        if self._file is not None:
            self._file.close()
            self._file = None
        self._rows = np.empty(0, np.uint8)


MEMORY = Room()


def mapped(name: str, shape: tuple[int, ...], dtype: np.dtype[Any]) -> Pixels:
    """The samples that the helper has put into a file, read-only. Raises OSError, ValueError."""
    with open(name, "rb") as file:
        content = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
    return np.frombuffer(content, dtype).reshape(shape)


def release(held: object) -> None:
    """Give back the resident pages of a mapped file, or of an array that lies in one; what is in it stays."""
    while isinstance(held, np.ndarray | memoryview):
        held = held.base if isinstance(held, np.ndarray) else held.obj
    if isinstance(held, mmap.mmap) and hasattr(held, "madvise"):
        held.madvise(mmap.MADV_DONTNEED)
