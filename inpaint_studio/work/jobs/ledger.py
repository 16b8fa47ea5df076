"""The ledger of a job: what became of each picture, one line of JSON a time, appended and synced.

Each worker appends to a file of its own, `ledger-HOST-PID-NONCE.jsonl`: appends of several machines to one file are not
atomic on NFS, and SMB locks it. Reading merges them; of two lines about a picture the one of the higher number counts.
A line that a crash has torn is ignored. `ledger.snapshot` only makes opening fast: it can be deleted at any time.
"""

import os
from collections.abc import Iterable, Iterator
from contextlib import suppress
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.work.jobs import disk, snapshot
from inpaint_studio.work.jobs.entry import Entry
from inpaint_studio.work.jobs.states import BY_NUMBER, STATES
from inpaint_studio.work.jobs.workers import Worker

PREFIX, SUFFIX = "ledger-", ".jsonl"
SNAPSHOT = "ledger.snapshot"
_WORTH_A_SNAPSHOT = 5_000  # lines that were read from the files
_DAMAGE = (ValueError, KeyError, TypeError, AttributeError, RecursionError)


class Ledger:
    """All pictures of a job. A million of them take a second to open; what is long of a line stays on the disk.

    worker: that appends; None = for reading alone.
    """

    def __init__(self, folder: Path, worker: Worker | None = None) -> None:
        self._folder, self._worker = folder, worker
        self._descriptor: int | None = None
        self._is_torn = False  # our own last line
        self._files: list[str] = []  # by their numbers in rows
        self._numbers: dict[str, int] = {}
        self._read: dict[str, int] = {}  # bytes of each file that were read
        self._keys: list[str] = []
        self._stored_outputs: snapshot.Texts | None = None  # until the first is asked for
        self._known_outputs: list[str] = []
        self._rows = np.zeros(64, snapshot.ROW)
        self._index: dict[str, int] = {}
        self._new_lines = 0  # since the snapshot
        self.damaged = 0  # lines that are not whole
        stored = snapshot.load(folder / SNAPSHOT, folder)
        if stored is not None:
            self._files, self._read = list(stored.files), dict(stored.files)
            self._numbers = {name: number for number, name in enumerate(self._files)}
            self._keys, self._stored_outputs, self._rows = stored.keys.listed(), stored.outputs, stored.rows
            self._index = dict(zip(self._keys, range(len(self._keys)), strict=True))
        self._added: dict[str, float] | None = {} if stored is None else None  # when, while all is read for once
        self.refresh()
        self._put_in_order()
        if self._new_lines >= _WORTH_A_SNAPSHOT:
            self.save_snapshot()

    def __len__(self) -> int:
        return len(self._keys)

    def __contains__(self, key: object) -> bool:
        return key in self._index

    def __iter__(self) -> Iterator[str]:
        return iter(self._keys)

    def state(self, key: str) -> str:
        """Raises KeyError."""
        return BY_NUMBER[int(self._rows[self._index[key]]["state"])].key

    def output(self, key: str) -> str:
        return self._outputs[self._index[key]]

    def outputs(self) -> Iterable[str]:
        return self._outputs

    def facts(self, key: str) -> tuple[int, int, str]:
        """Bytes and time of change of the input, and the first letters of the job's hash, without reading a file."""
        row = self._rows[self._index[key]]
        return int(row["size"]), int(row["changed"]), bytes(row["job"]).decode()

    def number(self, key: str) -> int:
        """Of its last line; 0 where there is none."""
        at = self._index.get(key)
        return int(self._rows[at]["number"]) if at is not None else 0

    def keys_in(self, *states: str) -> list[str]:
        """In the order in which they were added."""
        column = self._column("state")
        wanted = np.isin(column, [STATES[state].number for state in states])
        return [self._keys[at] for at in np.flatnonzero(wanted)]

    def key(self, row: int) -> str:
        """Of the picture that was added as number `row`. Raises IndexError."""
        return self._keys[row]

    def since(self, count: int) -> list[str]:
        """The keys that were added after so many, in order."""
        return self._keys[count:]

    def column(self, name: str) -> NDArray[Any]:
        """A copy of one of the short facts (see `snapshot.ROW`) of all pictures, in the order of their keys."""
        return self._column(name).copy()

    def has(self, *states: str) -> bool:
        """Whether any picture is in one of these; a millisecond for a million."""
        column = self._column("state")
        return any(bool((column == STATES[state].number).any()) for state in states)

    def counts(self) -> dict[str, int]:
        """Pictures by state, without states that no picture has."""
        numbers = np.bincount(self._column("state"), minlength=max(BY_NUMBER) + 1)
        return {state.key: int(numbers[state.number]) for state in BY_NUMBER.values() if numbers[state.number]}

    def seconds(self) -> float:
        """That workers have worked, of the pictures that are done."""
        done = self._column("state") == STATES["done"].number
        return float(self._column("seconds")[done].sum())

    def to_review(self) -> int:
        """Findings that wait for a decision."""
        waiting = self._column("state") == STATES["to-review"].number
        return int(self._column("review")[waiting].sum())

    def entry(self, key: str) -> Entry:
        """The last line about a picture, from the disk. Raises KeyError, OSError, ValueError."""
        row = self._rows[self._index[key]]
        return self._entry(self._files[int(row["file"])], int(row["offset"]))

    def entries(self, keys: Iterable[str]) -> Iterator[Entry]:
        """Those of many pictures, each file opened once at a time."""
        opened: dict[str, Any] = {}
        try:
            for key in keys:
                row = self._rows[self._index[key]]
                name = self._files[int(row["file"])]
                if name not in opened:
                    opened[name] = open(self._folder / name, "rb")  # noqa: SIM115  closed below
                opened[name].seek(int(row["offset"]))
                yield Entry.from_line(opened[name].readline())
        finally:
            for file in opened.values():
                file.close()

    def refresh(self) -> list[str]:
        """Read what workers have appended meanwhile; the pictures that it is about. Raises OSError."""
        changed: dict[str, None] = {}
        for name in sorted(self._names()):
            begun = self._read.get(name, 0)
            # Opened anew each time: then NFS looks how long the file is.
            with suppress(FileNotFoundError), open(self._folder / name, "rb") as file:
                file.seek(begun)
                offset = begun
                for line in file:
                    if not line.endswith(b"\n"):
                        break  # it is being written, or was torn
                    key = self._take(name, offset, line) if line != b"\n" else None
                    if key is not None:
                        changed[key] = None
                    offset += len(line)
                self._read[name] = offset
        return list(changed)

    def append(self, *entries: Entry) -> None:
        """Append and sync, in one go. Raises OSError; then nothing counts as written."""
        assert self._worker is not None, "this ledger is for reading alone"
        name = f"{PREFIX}{self._worker.name}{SUFFIX}"
        if self._descriptor is None:
            flags = os.O_WRONLY | os.O_CREAT | os.O_APPEND | getattr(os, "O_BINARY", 0)
            self._descriptor = os.open(self._folder / name, flags, 0o666)
            self._read.setdefault(name, os.fstat(self._descriptor).st_size)
        lines = [entry.to_line() for entry in entries]
        before = b"\n" if self._is_torn else b""
        self._is_torn = True
        disk.append(self._descriptor, before + b"".join(lines))
        self._is_torn = False
        offset = os.fstat(self._descriptor).st_size - sum(map(len, lines))
        for line in lines:
            self._put(name, offset, *snapshot.row_of_line(line))
            offset += len(line)
        self._read[name] = offset
        self._new_lines += len(lines)

    def save_snapshot(self) -> None:
        """Make the next opening fast; a folder that cannot be written is none the worse."""
        files = {name: self._read.get(name, 0) for name in self._files}
        count = len(self._keys)
        with suppress(OSError):
            outputs = self._stored_outputs or snapshot.Texts.of(self._outputs)
            stored = snapshot.Snapshot(files, snapshot.Texts.of(self._keys), outputs, self._rows[:count])
            snapshot.save(self._folder / SNAPSHOT, stored)
            self._new_lines = 0

    def close(self) -> None:
        if self._new_lines >= _WORTH_A_SNAPSHOT:
            self.save_snapshot()
        if self._descriptor is not None:
            os.close(self._descriptor)
            self._descriptor = None

    def __enter__(self) -> "Ledger":
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    @property
    def _outputs(self) -> list[str]:
        if self._stored_outputs is not None:
            self._known_outputs, self._stored_outputs = self._stored_outputs.listed(), None
        return self._known_outputs

    def _names(self) -> list[str]:
        return [name for name in os.listdir(self._folder) if name.startswith(PREFIX) and name.endswith(SUFFIX)]

    def _put_in_order(self) -> None:
        """As they were added: files are read by their names, and that of a worker may come before that of the listing.

        By the clocks of machines, which is good enough for an order.
        """
        added, self._added = self._added or {}, None
        times = np.array([added.get(key, np.inf) for key in self._keys])
        order = np.argsort(times, kind="stable")
        if np.array_equal(order, np.arange(len(order))):
            return
        outputs = self._outputs
        self._keys, self._known_outputs = [self._keys[at] for at in order], [outputs[at] for at in order]
        self._rows[: len(order)] = self._rows[order]
        self._index = dict(zip(self._keys, range(len(self._keys)), strict=True))

    def _take(self, name: str, offset: int, line: bytes) -> str | None:
        try:
            row = snapshot.row_of_line(line)
        except _DAMAGE:
            self.damaged += 1
            return None
        self._new_lines += 1
        if self._added is not None and row[1].number <= 1:
            self._added.setdefault(row[0], row[1].time)
        return row[0] if self._put(name, offset, *row) else None

    def _put(self, name: str, offset: int, key: str, row: "snapshot.Row") -> bool:
        """Whether it counts: it does not where a later line is known."""
        at = self._index.get(key)
        if at is None:
            at = self._index[key] = len(self._keys)
            self._keys.append(key)
            self._outputs.append(row.output)
            if at >= len(self._rows):
                self._rows = np.concatenate([self._rows, np.zeros(len(self._rows), snapshot.ROW)])
        elif (row.number, row.state) <= (int(self._rows[at]["number"]), int(self._rows[at]["state"])):
            return False
        else:
            self._outputs[at] = row.output
        if name not in self._numbers:
            self._numbers[name] = len(self._files)
            self._files.append(name)
        self._rows[at] = (
            row.state,
            row.number,
            self._numbers[name],
            offset,
            row.size,
            row.changed,
            row.review,
            row.seconds,
            row.job,
        )
        return True

    def _column(self, name: str) -> NDArray[Any]:
        return self._rows[name][: len(self._keys)]

    def _entry(self, name: str, offset: int) -> Entry:
        with open(self._folder / name, "rb") as file:
            file.seek(offset)
            return Entry.from_line(file.readline())
