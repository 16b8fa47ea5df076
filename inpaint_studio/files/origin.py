"""Where a picture came from: everything the files room needs to save it back unchanged."""

import mmap
import os
import shutil
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files import scratch

_LARGE = 64 << 20  # bytes of a file beyond which it is not held in memory
_PART = 8 << 20  # bytes copied at a time


class Stamp(NamedTuple):
    """Size, time and inode of a file when it was read; a different stamp later means another program wrote it."""

    size: int
    modified_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> "Stamp":
        status = os.stat(path)
        return cls(status.st_size, status.st_mtime_ns, status.st_ino)


class Source:
    """The file's bytes as they were at opening, while they are available.

    Read from the disk on demand; only when our own save replaces the file are they
    held in memory, because the next save starts from the original again.
    """

    def __init__(self, path: Path, stamp: Stamp, content: bytes | mmap.mmap | None = None) -> None:
        """content: the original bytes, where the file at `path` is already something else."""
        self.path = path
        self._stamp = stamp  # of the file as it was last read or written by us
        self._content = content
        self._lock = threading.Lock()  # saving runs on a worker, perhaps on two

    @property
    def stamp(self) -> Stamp:
        """Of the file as it was last read or written by us."""
        return self._stamp

    def read(self) -> bytes | None:
        """The original bytes; None where another program has changed or removed the file meanwhile."""
        with self._lock:
            if self._content is not None:
                return self._content if isinstance(self._content, bytes) else self._content[:]
            try:
                content = self.path.read_bytes()
                return content if Stamp.of(self.path) == self._stamp else None
            except OSError:
                return None

    def view(self) -> bytes | mmap.mmap | None:
        """As `read`; a large file comes as a mapped copy of it in the temporary folder, so as not to be resident.

        A copy, because a mapped file that another program cuts short takes this one down. It goes with its last user.
        Raises TemporaryFolderFull.
        """
        with self._lock:
            if self._content is not None:
                return self._content
        try:
            if self.path.stat().st_size < _LARGE:
                return self.read()
            with open(self.path, "rb") as file, scratch.file() as copy:
                shutil.copyfileobj(file, copy, _PART)
                copy.flush()
                content = mmap.mmap(copy.fileno(), 0, access=mmap.ACCESS_READ)
            return content if Stamp.of(self.path) == self._stamp else None
        except (FileNotFoundError, PermissionError):
            return None

    def is_on_disk(self) -> bool:
        """Whether the file at `path` is the original: untouched by others, and not yet saved over by us."""
        with self._lock:
            return self._content is None and not self.changed_on_disk()

    def changed_on_disk(self) -> bool:
        """Whether another program has written or removed the file since it was opened, or since we saved it."""
        try:
            return Stamp.of(self.path) != self._stamp
        except OSError:
            return True

    def replaced_by_us(self, original: bytes | mmap.mmap | None) -> None:
        """Record that our own save replaced the file; `original` is its content at opening."""
        with self._lock:
            self._content = original if self._content is None else self._content
            self._stamp = Stamp.of(self.path)


@dataclass(frozen=True, eq=False)
class Origin:
    """One page of one file, as it was opened."""

    source: Source
    format: str  # key in `formats.BY_KEY`
    page: int
    pages: int  # frames of an animation count as pages
    orientation: int  # EXIF 1..8: how the stored pixels were turned to stand upright
    mode: str  # the file's own sample layout, by the decoder's name: "RGB", "P", "CMYK", "uint16x3"
    converted: bool  # the pixels in memory are not the file's own samples; see the picture's notes
    beside: Pixels | None = None  # (H, W, N) bands that are neither colour nor alpha, as stored; saved back unchanged
    infrared: str = ""  # where the picture's infrared lies: "band", "alpha", "page", "file"; "" = there is none
    infrared_is_guess: bool = False  # by its looks: neither the file nor a person says so
    scanner: str = ""  # make, model and software by the file's tags

    @property
    def path(self) -> Path:
        return self.source.path

    @property
    def is_animation(self) -> bool:
        return self.pages > 1 and self.format in ("png", "webp", "gif", "avif")


def origin_of(picture: Picture) -> Origin | None:
    """The record made when the picture was read; None for one that never was a file."""
    return picture.origin if isinstance(picture.origin, Origin) else None
