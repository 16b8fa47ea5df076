"""Measure one method on one hole: its fill, its cost and its scores."""

import re
import time
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.evaluation import metrics, rivals
from inpaint_studio.evaluation.fill_cache import FillCache
from inpaint_studio.evaluation.holes import Case
from inpaint_studio.evaluation.judge import Judge
from inpaint_studio.evaluation.table import Row
from inpaint_studio.files.memory.elsewhere import trim_heap


def measure(
    method: rivals.Method, hole: Case, cache: FillCache, judge: Judge, threads: int
) -> tuple[Row, metrics.Picture8, bool]:
    """Fill and score, using the cache. Returns the table row, the composite, and whether the fill was cached."""
    cached = cache.fill(method, hole)
    if cached is None:
        inside, spent = _fill(method, hole, threads)
        cache.save_fill(method, hole, inside, spent)
    else:
        inside, spent = cached
    filled = hole.true.copy()
    filled[hole.hole] = inside
    measured = cache.scores(method, hole)
    if measured is None:
        measured = judge.judge(hole.true, filled, hole.hole)
        cache.save_scores(method, hole, measured)
    scores = {**measured.scores, **spent}
    row = Row(method.name, hole.picture, hole.kind, scores, measured.features, measured.true_features)
    return row, filled, cached is not None


def _fill(method: rivals.Method, hole: Case, threads: int) -> tuple[NDArray[np.uint8], dict[str, float]]:
    """The hole's pixels, (N, 3), and the cost: seconds and megabytes."""
    import torch

    blackened = hole.true.copy()
    blackened[hole.hole] = 0
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        memory, device = PeakMemory(), DevicePeak()
        start, clock = time.process_time(), time.perf_counter()
        out = method.fill(blackened, hole.mask.copy())
        spent = {"cpu_seconds": time.process_time() - start, "seconds": time.perf_counter() - clock}
    finally:
        torch.set_num_threads(before)
    peaks = {"peak_megabytes": memory.megabytes(), "peak_device_megabytes": device.megabytes()}
    spent |= {name: peak for name, peak in peaks.items() if peak is not None}
    if out.shape != hole.true.shape or out.dtype != np.uint8:
        raise ValueError(f"{method.name} returned {out.shape} of {out.dtype} for {hole.true.shape} of uint8")
    return out[hole.hole], spent


class PeakMemory:
    """Peak rise of resident memory since construction. None where the system does not report it."""

    def __init__(self) -> None:
        trim_heap()
        try:
            Path("/proc/self/clear_refs").write_text("5")  # Linux: reset the high-water mark
            self._start = _status("VmRSS")
        except OSError:
            self._start = None

    def megabytes(self) -> float | None:
        if self._start is None:
            return None
        peak = _status("VmHWM")
        return None if peak is None else max(0.0, (peak - self._start) / 1024)


class DevicePeak:
    """Peak rise of torch's allocations on the CUDA device since construction. None without one."""

    def __init__(self) -> None:
        import torch

        self._cuda: Any = torch.cuda if torch.cuda.is_available() else None
        if self._cuda is not None:
            self._cuda.reset_peak_memory_stats()
            self._start = self._cuda.memory_allocated()

    def megabytes(self) -> float | None:
        if self._cuda is None:
            return None
        rise: float = (self._cuda.max_memory_allocated() - self._start) / 2**20
        return max(0.0, rise)


def _status(name: str) -> int | None:
    """A field of /proc/self/status, KiB; None where absent."""
    try:
        match = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    except OSError:
        return None
    return int(match[1]) if match else None
