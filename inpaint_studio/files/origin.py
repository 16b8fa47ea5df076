"""Where a picture came from: what the files room must remember to give it back as it was."""

import os
import threading
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from inpaint_studio.editing.picture import Picture, Pixels


class Stamp(NamedTuple):
    """How a file looked when it was read; a different one later means another program wrote it."""

    size: int
    modified_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> "Stamp":
        found = os.stat(path)
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


class Source:
    """The file's bytes as they were at opening, for as long as they can be had.

    They are read from the disk when they are needed; only where our own saving is about to replace the file
    are they taken into memory, because the next save starts from the original again.
    """

    def __init__(self, path: Path, stamp: Stamp, content: bytes | None = None) -> None:
        """content: the original bytes, where the file at `path` is already something else."""
        self.path = path
        self._stamp = stamp  # of the file as it was last read or written by us
        self._content = content
        self._lock = threading.Lock()  # saving runs on a worker, perhaps on two

    def read(self) -> bytes | None:
        """The original bytes; None where another program has changed or removed the file meanwhile."""
        with self._lock:
            if self._content is not None:
                return self._content
            try:
                content = self.path.read_bytes()
                return content if Stamp.of(self.path) == self._stamp else None
            except OSError:
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

    def replaced_by_us(self, original: bytes | None) -> None:
        """We have just put another file in its place; `original` is what stood there at opening."""
        with self._lock:
            self._content = original if self._content is None else self._content
            self._stamp = Stamp.of(self.path)


@dataclass(frozen=True, eq=False)
class Origin:
    """One page of one file, as it was found."""

    source: Source
    format: str  # key in `formats.BY_KEY`
    page: int
    pages: int  # frames of an animation count as pages
    orientation: int  # EXIF 1..8: how the stored pixels were turned to stand upright
    mode: str  # the file's own sample layout, in the decoder's words: "RGB", "P", "CMYK", "uint16x3"
    converted: bool  # the pixels in memory are not the file's own samples; see the picture's notes
    beside: Pixels | None = None  # (H, W, N) bands that are neither colour nor alpha, as stored; saved back unchanged

    @property
    def path(self) -> Path:
        return self.source.path

    @property
    def is_animation(self) -> bool:
        return self.pages > 1 and self.format in ("png", "webp", "gif", "avif")


def origin_of(picture: Picture) -> Origin | None:
    """The record made when the picture was read; None for one that never was a file."""
    return picture.origin if isinstance(picture.origin, Origin) else None
