"""The few changes that a job makes to its folder. A crash between any two of them loses nothing and repeats nothing."""

import os
from contextlib import suppress
from pathlib import Path

from inpaint_studio.files.saving import atomic


def create(path: Path, content: bytes) -> bool:
    """Create a file, or return False where there is one: of many machines exactly one succeeds. Raises OSError."""
    try:
        descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL | getattr(os, "O_BINARY", 0), 0o666)
    except FileExistsError:
        return False
    try:
        os.write(descriptor, content)
    finally:
        os.close(descriptor)
    return True


def append(descriptor: int, content: bytes) -> None:
    """Append and sync. Raises OSError; then a part of it may stand there."""
    while content:
        content = content[os.write(descriptor, content) :]
    os.fsync(descriptor)


def put(path: Path, content: bytes) -> None:
    """Write a file whole and synced, or leave what is there. Raises OSError."""
    atomic.put(path, content)


def move(path: Path, target: Path) -> None:
    """Put a file in the place of another of the same folder, synced. Raises OSError."""
    os.replace(path, target)
    with suppress(OSError):  # not every system opens folders
        descriptor = os.open(target.parent, os.O_RDONLY)
        try:
            os.fsync(descriptor)
        finally:
            os.close(descriptor)


def remove(path: Path) -> None:
    """Remove a file, if it is there."""
    with suppress(OSError):
        path.unlink()
