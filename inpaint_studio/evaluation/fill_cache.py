"""Disk cache of fills and scores, keyed by the pixels of picture and hole and the method's version."""

import json
import os
import zipfile
from collections.abc import Mapping
from contextlib import suppress
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.evaluation import rivals
from inpaint_studio.evaluation.holes import Case
from inpaint_studio.evaluation.judge import Judge, Judged
from inpaint_studio.files.saving import atomic


class FillCache:
    """Fills and scores on disk: METHOD-KEY/HOLE-KEY.npz and .json. Safe to share between processes."""

    def __init__(self, folder: Path, judge: Judge) -> None:
        self._folder = folder
        self._version = judge.version

    def fill(self, method: rivals.Method, hole: Case) -> tuple[NDArray[np.uint8], dict[str, float]] | None:
        try:
            path = self._path(method, hole, ".npz")
            # Opened here, because np.load leaks the file handle when it is no archive.
            with path.open("rb") as stream, np.load(stream) as archive:
                os.utime(path)  # for the least-recently-used order of `trim`
                return archive["inside"], json.loads(str(archive["spent"]))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return None

    def save_fill(
        self, method: rivals.Method, hole: Case, inside: NDArray[np.uint8], spent: Mapping[str, float]
    ) -> None:
        path = self._path(method, hole, ".npz")
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic.new_file(path) as file:
            np.savez_compressed(file, inside=inside, spent=np.asarray(json.dumps(spent)))

    def scores(self, method: rivals.Method, hole: Case) -> Judged | None:
        try:
            entry = json.loads(self._path(method, hole, ".json").read_text(encoding="utf-8"))
            if entry["version"] != self._version:
                return None
            features = [None if f is None else np.asarray(f, np.float64) for f in entry["features"]]
            return Judged(entry["scores"], *features)
        except (OSError, ValueError, KeyError):
            return None

    def save_scores(self, method: rivals.Method, hole: Case, measured: Judged) -> None:
        features = (measured.features, measured.true_features)
        rounded = [None if f is None else [float(f"{v:.6g}") for v in f] for f in features]
        path = self._path(method, hole, ".json")
        values = {"version": self._version, "scores": measured.scores, "features": rounded}
        atomic.put(path, json.dumps(values).encode())

    def trim(self, most: int) -> None:
        """Delete the least recently used fills, with their scores, until `most` bytes or less are left."""
        fills: list[tuple[float, int, Path]] = []
        for path in self._folder.glob("*/*.npz"):
            with suppress(OSError):  # another process trims too
                stat = path.stat()
                fills.append((stat.st_mtime, stat.st_size, path))
        left = sum(size for _, size, _ in fills)
        for _, size, path in sorted(fills):
            if left <= most:
                return
            for file in (path, path.with_suffix(".json")):
                with suppress(OSError):
                    file.unlink(missing_ok=True)
            left -= size
            with suppress(OSError):  # where it was the last one of its method
                path.parent.rmdir()

    def _path(self, method: rivals.Method, hole: Case, suffix: str) -> Path:
        return self._folder / method.key / f"{hole.key}{suffix}"
