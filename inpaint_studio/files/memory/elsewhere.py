"""Arrays that lie in a file instead of memory: what is open but not looked at costs next to nothing there.

The file has no name, so nothing of it is left once the last array is gone, whatever ends the program. What is read of
such an array comes through the system's cache, so every array still works like any other, only slower the first time.
"""

import ctypes
import mmap
import sys
import tempfile
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

_ALIGNED = 64  # bytes; more than any dtype asks for


def stored(arrays: Sequence[NDArray[Any]], folder: Path | None = None) -> list[NDArray[Any]]:
    """Write arrays to one file and return them as read-only arrays that look into it.

    folder: made where it is missing; None = the system's temporary folder, which on some systems is memory itself.
    Raises OSError where the disk does not take it; the arrays that were handed in are as they were.
    """
    if folder is not None:
        folder.mkdir(parents=True, exist_ok=True)
    starts: list[int] = []
    with tempfile.TemporaryFile(dir=folder) as file:
        for array in arrays:
            file.write(bytes(-file.tell() % _ALIGNED))
            starts.append(file.tell())
            file.write(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
        file.flush()
        if not file.tell():
            return [array.copy() for array in arrays]
        mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)  # keeps the file when it is closed here
    return [
        np.frombuffer(mapped, array.dtype, array.size, start).reshape(array.shape)
        for array, start in zip(arrays, starts, strict=True)
    ]


def in_memory(array: NDArray[Any]) -> NDArray[Any]:
    """A copy of a stored array. What was read of the file for it is not held besides."""
    copy = np.array(array)
    base: object = array
    while isinstance(base, np.ndarray):
        base = base.base
    base = base.obj if isinstance(base, memoryview) else base
    if isinstance(base, mmap.mmap) and hasattr(mmap, "MADV_DONTNEED"):
        base.madvise(mmap.MADV_DONTNEED)
    return copy


def trim_heap() -> None:
    """Return freed heap memory to the system (glibc), which keeps what lies between blocks that are in use.

    Some 20 ms, and a fifth of what is resident after ten pictures of 24 megapixels were worked on. For a worker.
    """
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)
