"""Where a picture came from: what the files room must remember to give it back as it was."""

import os
from dataclasses import dataclass
from pathlib import Path
from typing import NamedTuple

from inpaint_studio.editing.picture import Picture


class Stamp(NamedTuple):
    """How a file looked when it was read; a different one later means another program wrote it."""

    size: int
    modified_ns: int
    inode: int

    @classmethod
    def of(cls, path: Path) -> "Stamp":
        found = os.stat(path)
        return cls(found.st_size, found.st_mtime_ns, found.st_ino)


@dataclass(frozen=True)
class Origin:
    """One page of one file, as it was found."""

    path: Path
    format: str  # key in `formats.BY_KEY`
    page: int
    pages: int  # frames of an animation count as pages
    orientation: int  # EXIF 1..8: how the stored pixels were turned to stand upright
    mode: str  # the file's own sample layout, in the decoder's words: "RGB", "P", "CMYK", "uint16x3"
    converted: bool  # the pixels in memory are not the file's own samples; see the picture's notes
    stamp: Stamp


def origin_of(picture: Picture) -> Origin | None:
    """The record made when the picture was read; None for one that never was a file."""
    return picture.origin if isinstance(picture.origin, Origin) else None
