"""A snapshot of a ledger: the short facts of each picture as one array, and how much of each file it holds.

one line of JSON: format, version, count, files and their bytes, lengths and checksum of what follows
keys, each ended by NUL; outputs, each ended by NUL; rows
"""

import json
import zlib
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.work.jobs import disk
from inpaint_studio.work.jobs.states import STATES

ROW = np.dtype(
    [
        ("state", "u1"),
        ("number", "<u4"),
        ("file", "<u4"),
        ("offset", "<u8"),
        ("size", "<i8"),
        ("changed", "<i8"),
        ("review", "<u4"),
        ("seconds", "<f4"),
        ("job", "S8"),
    ]
)
_FORMAT, _VERSION = "inpaint-studio ledger snapshot", 1
_NUMBERS = {state.key: state.number for state in STATES.values() if state.number}


class Row(NamedTuple):
    """The short facts of a line."""

    state: int
    number: int
    output: str
    size: int
    changed: int
    review: int
    seconds: float
    job: str
    time: float = 0.0  # of the line; not in snapshots


@dataclass(frozen=True)
class Texts:
    """Many short texts, each ended by NUL, taken apart when they are asked for."""

    content: bytes

    @classmethod
    def of(cls, texts: list[str]) -> "Texts":
        return cls("".join([f"{text}\0" for text in texts]).encode("utf-8", "surrogatepass"))

    def listed(self) -> list[str]:
        return self.content.decode("utf-8", "surrogatepass").split("\0")[:-1]


@dataclass(frozen=True, eq=False)
class Snapshot:
    """A whole ledger, but for what is long."""

    files: Mapping[str, int]  # in the order of their numbers in rows, with the bytes that were read
    keys: Texts
    outputs: Texts
    rows: NDArray[Any]


def row_of_line(line: bytes) -> tuple[str, Row]:
    """The key and the short facts of a line. Raises ValueError, KeyError or TypeError."""
    facts = json.loads(line)
    return facts["key"], Row(
        _NUMBERS[facts["state"]],
        facts.get("number", 0),
        facts.get("output", ""),
        facts.get("size", 0),
        facts.get("changed", 0),
        facts.get("to_review", 0),
        facts.get("seconds", 0.0),
        facts.get("job", "")[:8],
        float(facts.get("time", 0.0)),
    )


def save(path: Path, stored: Snapshot) -> None:
    """Raises OSError."""
    parts = [stored.keys.content, stored.outputs.content, stored.rows.tobytes()]
    head = {
        "format": _FORMAT,
        "version": _VERSION,
        "count": len(stored.rows),
        "files": dict(stored.files),
        "lengths": [len(part) for part in parts],
        "checksum": zlib.crc32(b"".join(parts)),
    }
    disk.put(path, b"".join((json.dumps(head).encode(), b"\n", *parts)))


def load(path: Path, folder: Path) -> Snapshot | None:
    """None where there is none, or it does not fit the files of the ledger, which then are read whole."""
    try:
        content = path.read_bytes()
        line, _, body = content.partition(b"\n")
        head = json.loads(line)
        if (head["format"], head["version"]) != (_FORMAT, _VERSION) or zlib.crc32(body) != head["checksum"]:
            return None
        first, second, _ = head["lengths"]
        keys, outputs = Texts(body[:first]), Texts(body[first : first + second])
        rows = np.frombuffer(body, ROW, offset=first + second).copy()
        files = {str(name): int(size) for name, size in head["files"].items()}
        if len(rows) != head["count"] or any((folder / name).stat().st_size < size for name, size in files.items()):
            return None
    except (OSError, ValueError, KeyError, TypeError, AttributeError):
        return None
    return Snapshot(files, keys, outputs, rows)
