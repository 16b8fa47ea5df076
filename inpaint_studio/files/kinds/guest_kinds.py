"""Kinds of file that other packages read: entry points of `inpaint_studio.kinds`, each holding a `GuestKind`.

A guest declares the first bytes of its files, so that detection runs none of its code, and reads them in a helper
process. Its result is validated. Guests write no files.
"""

import math
import re
from collections.abc import Callable, Iterator
from contextlib import closing
from dataclasses import dataclass
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.picture import Pixels
from inpaint_studio.files.decoded import Limits, check_size, no_page
from inpaint_studio.files.errors import PictureError
from inpaint_studio.frames import Facts, Frame
from inpaint_studio.guests import Guest, GuestError, adopted
from inpaint_studio.sentence import reason, say

GROUP = "inpaint_studio.kinds"
MOST_MARK = 32  # bytes of a mark
_NAME = re.compile(r"[a-z][a-z0-9-]{0,39}")
_SUFFIX = re.compile(r"\.[a-z0-9]{1,12}")
_TYPES = ("uint8", "uint16", "float32")


@dataclass(frozen=True)
class GuestKind:
    """A kind of file that a package reads."""

    key: str
    name: str  # for people
    suffixes: tuple[str, ...]  # lower case, with the dot
    marks: tuple[bytes, ...]  # signatures: every file of this kind begins with one of them
    read: Callable[[Path], NDArray[Any]]  # (H, W, C) uint8, uint16 or float32: grey, grey and alpha, RGB or RGBA
    seconds_per_byte: float = 1e-6


# In this process


@dataclass(frozen=True, eq=False)
class Reader:
    """Reads a file by a guest."""

    guest: Guest
    seconds_per_byte: float

    def read(self, path: Path, page: int, limits: Limits, cancelled: Callable[[], bool]) -> Pixels:
        """(H, W, C). Raises PictureError."""
        if page:
            raise no_page(path, page, 1)
        pixels: NDArray[Any] | None = None
        seconds = path.stat().st_size * self.seconds_per_byte
        try:
            with closing(self.guest.work({"path": str(path.absolute())}, [], seconds, limits.bytes)) as steps:
                for step in steps:
                    if cancelled():
                        raise PictureError(say("Opening {name} was cancelled.", name=path.name))
                    pixels = pixels if step is None else step[1][0]
            if pixels is None or pixels.ndim != 3 or not 1 <= pixels.shape[2] <= 4 or 0 in pixels.shape:
                raise self.guest.invalid_answer(
                    "no samples" if pixels is None else f"samples of the shape {pixels.shape}"
                )
        except GuestError as error:
            raise PictureError(reason(error)) from error
        if pixels.dtype.name not in _TYPES:
            raise PictureError(reason(self.guest.invalid_answer(f"samples of the type {pixels.dtype}")))
        height, width, channels = pixels.shape
        check_size(path.name, width, height, channels * pixels.dtype.itemsize, limits)
        return pixels


@dataclass(frozen=True)
class Adopted:
    """A guest's kind, validated."""

    key: str
    name: str
    suffixes: tuple[str, ...]
    marks: tuple[bytes, ...]
    reader: Reader


def adopt(entry: EntryPoint) -> Adopted:
    """The kind an entry point holds, read in a helper. Raises GuestError."""
    return adopted(entry, __name__, _adopted)


def _adopted(guest: Guest, facts: Facts) -> Adopted:
    key, name = str(facts["key"]), str(facts["name"])
    suffixes, marks = tuple(map(str, facts["suffixes"])), tuple(map(bytes.fromhex, facts["marks"]))
    pace = float(facts["seconds_per_byte"])
    if not _NAME.fullmatch(key) or not name.isprintable() or not 0 < len(name) <= 40:
        raise ValueError("its key or its name")
    if not suffixes or not all(_SUFFIX.fullmatch(suffix) for suffix in suffixes):
        raise ValueError("its suffixes")
    if not marks or not all(2 <= len(mark) <= MOST_MARK for mark in marks):
        raise ValueError("its marks")
    if not math.isfinite(pace) or pace < 0:
        raise ValueError("its pace")
    return Adopted(key, name, suffixes, marks, Reader(guest, pace))


# In the helper


def describe(item: object) -> Facts:
    if not isinstance(item, GuestKind):
        raise TypeError(f"{type(item).__name__} is no inpaint_studio.files.kinds.guest_kinds.GuestKind")
    return {
        "key": item.key,
        "name": item.name,
        "suffixes": item.suffixes,
        "marks": [mark.hex() for mark in item.marks],
        "seconds_per_byte": item.seconds_per_byte,
    }


def work(item: GuestKind, facts: Facts, _arrays: list[NDArray[Any]]) -> Iterator[Frame | None]:
    yield {}, [np.ascontiguousarray(item.read(Path(facts["path"])))]
