"""The fills of a segment in two files: samples as they come, and facts once all are there.

A segment counts as done when its facts are. Samples are looked at through the system's cache: what all segments of a
film hold together is never in memory.
"""

import json
import mmap
import os
import secrets
from collections.abc import Iterable, Iterator, Mapping
from functools import lru_cache
from pathlib import Path
from typing import Any
from weakref import WeakSet

import numpy as np

from inpaint_studio.editing.fills import Fill
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.memory.fill_facts import fill_facts, fill_from
from inpaint_studio.work.jobs import disk

_ALIGNED = 64
_HELD = 4  # segments whose facts are in memory


class SegmentWriter:
    """Writes the fills of one segment. Without `finish` nothing of it counts. Raises OSError."""

    def __init__(self, folder: Path, name: str) -> None:
        self._folder, self._name = folder, name
        self._part = folder / f".{name}.{secrets.token_hex(4)}.samples"
        self._file = open(self._part, "wb")  # noqa: SIM115  closed by `close`
        self._planes: dict[int, list[dict[str, Any]]] = {}

    def put(self, plane: int, fills: tuple[Fill, ...]) -> None:
        entries = self._planes.setdefault(plane, [])
        for fill in fills:
            facts = {**fill_facts(fill), "dtype": fill.pixels.dtype.name, "channels": fill.pixels.shape[2]}
            for name, array in (("pixels", fill.pixels), ("coverage", fill.coverage)):
                self._file.write(bytes(-self._file.tell() % _ALIGNED))
                facts[f"{name}_at"] = self._file.tell()
                self._file.write(np.ascontiguousarray(array).reshape(-1).view(np.uint8).data)
            entries.append(facts)

    def finish(self) -> None:
        self._file.flush()
        os.fsync(self._file.fileno())
        self._file.close()
        disk.move(self._part, _samples(self._folder, self._name))
        disk.put(_facts(self._folder, self._name), json.dumps(self._planes).encode())

    def close(self) -> None:
        self._file.close()
        disk.remove(self._part)


def is_done(folder: Path, name: str) -> bool:
    return _facts(folder, name).exists()


def sweep(folder: Path, name: str) -> None:
    """Remove what a worker that died has left of a segment. For whoever has claimed it."""
    for part in folder.glob(f".{name}.*.samples"):
        disk.remove(part)


class Results(Mapping[int, tuple[Fill, ...]]):
    """The fills by plane, of all segments: read when they are asked for. Planes without any are absent."""

    def __init__(self, folder: Path, segments: Iterable[str]) -> None:
        """segments: by name, ascending, all of them done. Raises OSError, ValueError."""
        self._folder = folder
        self._segment = lru_cache(_HELD)(self._read)
        self._maps: WeakSet[mmap.mmap] = WeakSet()  # that somebody looks into
        self._names: dict[int, str] = {}
        for name in segments:
            self._names.update((plane, name) for plane, entries in self._facts(name).items() if entries)

    def __getitem__(self, plane: int) -> tuple[Fill, ...]:
        facts, samples = self._segment(self._names[plane])
        return tuple(_fill(entry, samples) for entry in facts[plane])

    def __iter__(self) -> Iterator[int]:
        return iter(self._names)

    def __len__(self) -> int:
        return len(self._names)

    def release_memory(self) -> None:
        """Let go of what was read of the files; who still looks at it has it read again."""
        if hasattr(mmap, "MADV_DONTNEED"):
            for mapped in self._maps:
                mapped.madvise(mmap.MADV_DONTNEED)

    def _read(self, name: str) -> tuple[dict[int, list[dict[str, Any]]], memoryview]:
        with open(_samples(self._folder, name), "rb") as file:
            mapped = mmap.mmap(file.fileno(), 0, access=mmap.ACCESS_READ)
        self._maps.add(mapped)
        return self._facts(name), memoryview(mapped)

    def _facts(self, name: str) -> dict[int, list[dict[str, Any]]]:
        facts = json.loads(_facts(self._folder, name).read_bytes())
        return {int(plane): entries for plane, entries in facts.items()}


def _fill(facts: dict[str, Any], samples: memoryview) -> Fill:
    _, _, width, height = rect = Rect(*facts["rect"])
    shape = height, width, int(facts["channels"])
    dtype = np.dtype(str(facts["dtype"]))
    pixels = np.frombuffer(samples, dtype, shape[0] * shape[1] * shape[2], facts["pixels_at"]).reshape(shape)
    coverage = np.frombuffer(samples, np.uint8, rect.area, facts["coverage_at"]).reshape(shape[:2])
    return fill_from(facts, pixels, coverage)


def _samples(folder: Path, name: str) -> Path:
    return folder / f"{name}.samples"


def _facts(folder: Path, name: str) -> Path:
    return folder / f"{name}.json"
