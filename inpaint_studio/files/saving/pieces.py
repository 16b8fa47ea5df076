"""A file's bytes with some of them replaced, without holding the whole of it: copied from the original when written."""

import os
from bisect import bisect_right
from collections.abc import Iterator
from dataclasses import dataclass, field
from itertools import accumulate
from pathlib import Path
from typing import IO

from inpaint_studio.files.mapped import release

_PART = 8 << 20  # bytes copied at a time


@dataclass(eq=False)
class Pieces:
    """The content of `original` with replaced spans, which may be longer or shorter, and what is appended."""

    original: memoryview
    _edits: dict[int, tuple[int, bytes]] = field(default_factory=dict)  # at -> bytes replaced, and by what
    _inserts: dict[int, list[bytes]] = field(default_factory=dict)  # before the byte that stands at a place
    _appended: list[bytes] = field(default_factory=list)
    _appended_bytes: int = 0

    def replace(self, at: int, length: int, content: bytes) -> None:
        """Raises ValueError where the span leaves the file, or something else was put at `at`."""
        if at < 0 or at + length > len(self.original) or at in self._edits:
            raise ValueError("the file's parts overlap")
        self._edits[at] = (length, content)

    def insert(self, at: int, content: bytes) -> int:
        """Put before the byte at `at`, behind what was put there already. Returns how many bytes of that there are."""
        there = self._inserts.setdefault(at, [])
        before = sum(map(len, there))
        there.append(content)
        return before

    def fill(self, at: int, start: int, content: bytes) -> None:
        """Write over a part of what was inserted before the byte at `at`, which has the same length."""
        there = self._inserts[at]
        for number, part in enumerate(there):
            if start == 0 and len(part) == len(content):
                there[number] = content
                return
            start -= len(part)
        raise ValueError("nothing of that length was inserted there")

    def append(self, content: bytes) -> int:
        """Put behind everything, on an even byte. Returns where; only for a file whose replacements move nothing."""
        at = len(self.original) + self._appended_bytes
        padded = bytes(at % 2) + content
        self._appended.append(padded)
        self._appended_bytes += len(padded)
        return at + at % 2

    def moves(self) -> "Moves":
        """How far replacements of another length move what stands behind them."""
        changes = [(2 * (at + length), len(content) - length) for at, (length, content) in self._edits.items()]
        changes += [(2 * at + 1, sum(map(len, there))) for at, there in self._inserts.items()]
        changes = sorted(change for change in changes if change[1])
        return Moves([end for end, _ in changes], [0, *accumulate(shift for _, shift in changes)])

    def __len__(self) -> int:
        grown = sum(len(new) - old for old, new in self._edits.values())
        inserted = sum(len(content) for there in self._inserts.values() for content in there)
        return len(self.original) + grown + inserted + self._appended_bytes

    def parts(self) -> Iterator[bytes | memoryview]:
        """The new file from its beginning to its end. Raises ValueError where replacements overlap."""
        done = 0
        for at in sorted({*self._edits, *self._inserts}):
            if at < done:
                raise ValueError("the file's parts overlap")
            yield from self._kept(done, at)
            yield from self._inserts.get(at, ())
            length, content = self._edits.get(at, (0, b""))
            yield content
            done = at + length
        yield from self._kept(done, len(self.original))
        yield from self._appended

    def write_to(self, file: IO[bytes]) -> None:
        for part in self.parts():
            file.write(part)
            release(self.original)  # where it is a mapped file

    def stand_in(self, path: Path) -> bool:
        """Whether a file holds just this. Raises OSError."""
        with open(path, "rb") as file:
            if os.fstat(file.fileno()).st_size != len(self):
                return False
            for part in self.parts():
                if file.read(len(part)) != part:
                    return False
                release(self.original)
        return True

    def _kept(self, start: int, end: int) -> Iterator[memoryview]:
        for at in range(start, end, _PART):
            yield self.original[at : min(at + _PART, end)]


@dataclass(frozen=True)
class Moves:
    """Where a byte of the original stands in the new file."""

    ends: list[int]  # twice where a replaced span ends, or one more than twice the place of an insertion
    shifts: list[int]  # one more than ends: what is moved behind each of them, and before the first

    def __call__(self, at: int) -> int:
        return at + self.shifts[bisect_right(self.ends, 2 * at + 1)]

    def inserted(self, at: int) -> int:
        """Where what was inserted before the byte at `at` begins."""
        return at + self.shifts[bisect_right(self.ends, 2 * at)]
