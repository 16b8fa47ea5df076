"""Reading photographs: each is decoded once, and cached on disk if a cache folder is given."""

import hashlib
import json
import os
import time
import warnings
from collections.abc import Generator, Iterator, Sequence
from concurrent.futures import ThreadPoolExecutor
from dataclasses import asdict, dataclass, replace
from pathlib import Path
from typing import IO

import numpy as np
import torch
from numpy.typing import NDArray

from inpaint_studio.files import scratch
from inpaint_studio.files.errors import TemporaryFolderFull
from inpaint_studio.files.saving import atomic
from inpaint_studio.model.photographs.crops import LEVELS, Level, PhotographsError
from inpaint_studio.model.photographs.dataset import Photographs, Skipped
from inpaint_studio.model.photographs.decoding import VERSION, decode
from inpaint_studio.model.photographs.picture_files import PictureFile, find_all
from inpaint_studio.sentence import reason, say


@dataclass(frozen=True)
class ReadingPhotographs:
    """Progress: files examined."""

    done: int
    total: int


def read_photographs(
    path: Path | Sequence[Path], short_side: int = 448, cache: Path | None = None
) -> Iterator[ReadingPhotographs | Photographs]:
    """Decode every photograph below `path`; the last value is the Photographs.

    path: a folder (searched through all folders in it; tars in it are read in place), one uncompressed tar, or one
    picture file; or several such places, whose names then prefix those of the photographs.
    short_side: photographs are scaled down to this many pixels on their shorter side, never up; the
    longer side is cropped to four times that, centred.
    cache: a dedicated folder for the decoded pixels, 1.3 MB a photograph. They are memory-mapped
    from there, so that all processes of a run share one copy, which the system may evict; of
    several that start at once one decodes and the others wait. A cache of other photographs is replaced.
    Corrupt, tiny, transparent and blank files are skipped, each with its reason in `Photographs.skipped`.
    Raises PhotographsError where the path is missing or holds nothing usable, or the cache cannot be written.
    """
    skipped: list[Skipped] = []
    files = find_all((path,) if isinstance(path, Path) else tuple(path), skipped)
    if cache is None:
        try:
            with scratch.file() as pixels:
                index = yield from _decode_all(path, files, skipped, short_side, pixels)
                pixels.seek(0)
                # Read back into one array: thousands of separate ones would fragment memory to twice the size.
                flat = np.empty(index.nbytes, np.uint8)
                pixels.readinto(flat.data)  # type: ignore[attr-defined]  # a buffered file has it
        except TemporaryFolderFull as error:
            raise PhotographsError(reason(error)) from error
        yield index.photographs(flat)
        return
    try:
        yield from _read_by_cache(path, files, skipped, short_side, cache)
    except OSError as error:
        raise PhotographsError(
            say("The decoded photographs cannot be kept in {path}: {reason}.", path=cache, reason=error)
        ) from error


def read_all(path: Path | Sequence[Path], short_side: int = 448, cache: Path | None = None) -> Photographs:
    """The last value of `read_photographs`, without the progress."""
    for step in read_photographs(path, short_side, cache):
        if isinstance(step, Photographs):
            return step
    raise AssertionError("read_photographs ends with the photographs")


def _read_by_cache(
    path: Path | Sequence[Path], files: list[PictureFile], skipped: list[Skipped], short_side: int, cache: Path
) -> Iterator[ReadingPhotographs | Photographs]:
    key = _key(files, short_side)
    cache.mkdir(parents=True, exist_ok=True)
    with _DecodingLock(cache / "decoding") as lock:
        index = _Index.load(cache, key)
        while index is None and not lock.acquire():
            yield ReadingPhotographs(0, len(files))
            time.sleep(0.2)
            index = _Index.load(cache, key)
        if index is None:
            with atomic.new_file(cache / "pixels.bin") as stream:
                index = yield from _decode_all(path, files, skipped, short_side, stream, lock)
            index.save(cache, key)
    # Copy-on-write: nothing writes, but torch warns of read-only arrays.
    yield index.photographs(np.memmap(cache / "pixels.bin", np.uint8, "c"))


@dataclass(frozen=True)
class _Index:
    """Metadata of decoded photographs."""

    names: list[str]
    sizes: list[list[list[int]]]  # of each photograph, for each of its levels: height, width
    skipped: list[Skipped]
    scaled_down: int
    greyscale: int

    @property
    def nbytes(self) -> int:
        return sum(height * width * 3 for shapes in self.sizes for height, width in shapes)

    def photographs(self, flat: NDArray[np.uint8]) -> Photographs:
        levels, offset = [], 0
        for shapes in self.sizes:
            of_one = []
            for height, width in shapes:
                of_one.append(Level(offset, height, width))
                offset += height * width * 3
            levels.append(tuple(of_one))
        counts = self.scaled_down, self.greyscale
        return Photographs(tuple(self.names), tuple(self.skipped), *counts, torch.from_numpy(flat), tuple(levels))

    def save(self, cache: Path, key: str) -> None:
        atomic.put(cache / "index.json", json.dumps({"key": key, **asdict(self)}).encode())

    @classmethod
    def load(cls, cache: Path, key: str) -> "_Index | None":
        """None where there is no cache, it is of other photographs, or incomplete."""
        try:
            values = json.loads((cache / "index.json").read_text(encoding="utf-8"))
            if values.pop("key") != key:
                return None
            index = cls(**{**values, "skipped": [Skipped(**skipped) for skipped in values["skipped"]]})
            return index if (cache / "pixels.bin").stat().st_size == index.nbytes else None
        except (OSError, ValueError, KeyError, TypeError):
            return None


class _DecodingLock:
    """A lock file for the decoding process, among several that start at once. Stale locks are removed."""

    _PATIENCE = 180.0  # seconds without a refresh until a lock is stale

    def __init__(self, path: Path) -> None:
        self._path = path
        self._is_held = False

    def __enter__(self) -> "_DecodingLock":
        return self

    def __exit__(self, *_: object) -> None:
        if self._is_held:
            self._path.unlink(missing_ok=True)

    def acquire(self) -> bool:
        """Try to take the lock. Returns whether that succeeded."""
        try:
            os.close(os.open(self._path, os.O_CREAT | os.O_EXCL))
        except FileExistsError:
            try:
                if time.time() - self._path.stat().st_mtime > self._PATIENCE:
                    self._path.unlink()
            except OSError:  # removed in between: the next attempt decides
                pass
            return False
        self._is_held = True
        return True

    def refresh(self) -> None:
        os.utime(self._path)


def _key(files: list[PictureFile], short_side: int) -> str:
    """Cache key: changes with anything that affects the decoded pixels."""
    stamps = [(f.name, f.path.name, f.offset, f.size, f.path.stat().st_mtime_ns) for f in files]
    return hashlib.sha256(repr((VERSION, LEVELS, short_side, stamps)).encode()).hexdigest()


def _decode_all(
    path: Path | Sequence[Path],
    files: list[PictureFile],
    skipped: list[Skipped],
    short_side: int,
    pixels: IO[bytes],
    lock: _DecodingLock | None = None,
) -> Generator[ReadingPhotographs, None, _Index]:
    """Write the levels of every usable photograph to `pixels`, one after the other."""
    index = _Index([], [], skipped, 0, 0)
    workers = min(8, len(os.sched_getaffinity(0)) if hasattr(os, "sched_getaffinity") else os.cpu_count() or 1)
    with ThreadPoolExecutor(workers) as pool:
        step = 32 * workers
        for start in range(0, len(files), step):
            some = files[start : start + step]
            # Pillow warns of odd metadata and large sizes; both are handled here, and warning filters are per process.
            with warnings.catch_warnings():
                warnings.simplefilter("ignore")
                decoded = list(pool.map(lambda file: decode(file, short_side), some))
            for file, result in zip(some, decoded, strict=True):
                if isinstance(result, str):
                    skipped.append(Skipped(file.name, result))
                    continue
                index.names.append(file.name)
                index.sizes.append([[level.shape[0], level.shape[1]] for level in result.levels])
                for level in result.levels:
                    pixels.write(np.ascontiguousarray(level).data)
                index = replace(
                    index,
                    scaled_down=index.scaled_down + result.scaled_down,
                    greyscale=index.greyscale + result.greyscale,
                )
            if lock is not None:
                lock.refresh()
            yield ReadingPhotographs(start + len(some), len(files))
    if not index.names:
        raise PhotographsError(_nothing_usable(path, skipped))
    return index


def _nothing_usable(path: Path | Sequence[Path], skipped: list[Skipped]) -> str:
    where = path if isinstance(path, Path) else " or ".join(map(str, path))
    if not skipped:
        return say("There are no photographs in {where}.", where=where)
    return say(
        "None of the {count} files in {where} can be used as a photograph: {name} was skipped because {why}.",
        count=len(skipped),
        where=where,
        name=skipped[0].name,
        why=skipped[0].reason,
    )
