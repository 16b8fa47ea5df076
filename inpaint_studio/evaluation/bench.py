"""The evaluator: the same seeded holes for every method, side by side.

The protocol, which is fixed; a change of it raises PROTOCOL:

- Pictures: every picture file below a folder, in the order of the SHA-256 of its path below the folder, so that a
  limit of 60 is a fixed sample of the whole and a limit of 120 holds it. 8-bit RGB, upright. The middle 512 x 512
  pixels (or what there is of them) are used, never scaled; pictures with a side under 96 px are left out.
- Holes: one per picture and kind, `model.masks.sample_mask(kind, size, rng)` with rng seeded by the first eight bytes
  of SHA-256("path below the folder|kind|seed"). With a folder of masks: the mask with the picture's stem, cut likewise,
  anything above 0 is hole; the kind is then called "given".
- Methods get the picture with its hole blackened, and the mask; of what they return only the hole is used, rounded to
  8 bits.
- Measures: `judge.Judge`, the same that the window's test holes are measured by: `metrics` in the hole against the
  truth; LPIPS (AlexNet, v0.1; weights by path, or those that torchmetrics has) on the whole composite, its maps
  averaged over the hole ("lpips") and over the picture ("lpips_picture"); per kind the kernel distance between
  AlexNet's fifth activations averaged over the hole, over all pictures ("kernel_distance_alexnet"; never called FID,
  which has Inception's features).
- Seconds: CPU time of the process around the call, and by the wall clock, with `threads` threads (1 unless told
  otherwise), on whatever machine this is; compare within one table, and on a GPU by the wall clock. Peak memory: how
  far resident memory rose above its start during the call (Linux only; what the allocator had kept from earlier calls
  is given back first), and on CUDA the device's allocations likewise. All are of the run that made the fill, and are
  kept with it.
- Differences: for each of our methods against each other one, the mean over the pictures that both have filled of
  (ours - other), with a 95 % percentile bootstrap interval of 2000 resamples over pictures.

What was filled and measured once is kept in `cache` by the pixels of picture and hole and by the method's version, so
evaluating one more checkpoint costs that checkpoint alone.

    for step in evaluate(EvaluationConfig(pictures, output)): ...

`inpaint-studio evaluate` makes the config and walks the generator; see `EvaluationConfig` for what may be told.
"""

import ctypes
import json
import os
import platform
import re
import sys
import time
import zipfile
from collections.abc import Iterator, Mapping, Sequence
from contextlib import suppress
from dataclasses import asdict, dataclass, field, replace
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from inpaint_studio import __version__
from inpaint_studio.evaluation import metrics, rivals, sheet
from inpaint_studio.evaluation.holes import (
    GIVEN,
    LONGEST,
    Case,
    EvaluationError,
    Unusable,
    given_cases,
    picture_names,
    seeded_cases,
)
from inpaint_studio.evaluation.judge import MEASURES, Judge, Judged
from inpaint_studio.evaluation.table import Row, markdown, summarise
from inpaint_studio.files.saving import atomic
from inpaint_studio.model.photographs.masks import KINDS
from inpaint_studio.model.photographs.masks import VERSION as HOLES
from inpaint_studio.sentence import reason, say

PROTOCOL = 1


@dataclass(frozen=True)
class EvaluationConfig:
    """What to measure, on what."""

    pictures: Path  # a folder
    output: Path  # a folder; evaluation.json, evaluation.md and sheet-KIND.png are written there
    masks: Path | None = None  # a folder of masks by the pictures' stems, instead of seeded holes
    methods: tuple[str, ...] = ("membrane", "telea", "navier-stokes", "fsr-fast", "patchmatch")  # `rivals.find`
    checkpoints: tuple[Path, ...] = ()  # each one's generator alone
    names: tuple[str, ...] = ()  # what tables call the checkpoints, in their order; none = "generator" and the stem
    titles: Mapping[str, str] = field(default_factory=dict)  # and what they call methods, where not as `methods` does
    # Weights of LPIPS on AlexNet as safetensors, or Path("torchmetrics") for those of that package; None = left out.
    lpips: Path | None = None
    kinds: tuple[str, ...] = KINDS
    limit: int | None = None  # pictures at most
    seed: int = 0
    longest: int = LONGEST  # pixels
    cache: Path | None = None  # a folder; None = output/cache
    cache_bytes: int | None = None  # beyond it the least recently used fills are deleted at the end; None = never
    device: str = "cpu"  # for generators and the engine
    threads: int = 1
    # Fewer pictures for a slow method, on all kinds or on one: {"fsr-best": 4, "fsr-fast:blob": 12}.
    limits: Mapping[str, int] = field(default_factory=dict)
    sheet_pictures: int = 8  # rows of each contact sheet
    sheet_cell: int = 224  # pixels of a cell's side; shown at the picture's own scale

    def __post_init__(self) -> None:
        if self.names and len(self.names) != len(self.checkpoints):
            raise ValueError(
                say(
                    "{count} names were given for {checkpoints} checkpoints.",
                    count=len(self.names),
                    checkpoints=len(self.checkpoints),
                )
            )


@dataclass(frozen=True)
class MethodSkipped:
    """A method that cannot be used here, and the sentence that says why."""

    name: str
    reason: str


@dataclass(frozen=True)
class PictureSkipped:
    """A picture that cannot be used, and the sentence that says why."""

    name: str
    reason: str


@dataclass(frozen=True)
class HoleMeasured:
    """One method filled one hole."""

    method: str
    picture: str
    kind: str
    done: int
    total: int
    from_cache: bool
    scores: Mapping[str, float]


@dataclass(frozen=True)
class Evaluated:
    """Last, always."""

    json: Path
    markdown: Path
    sheets: tuple[Path, ...]
    table: str  # the Markdown itself


Progress = MethodSkipped | PictureSkipped | HoleMeasured | Evaluated


def evaluate(config: EvaluationConfig) -> Iterator[Progress]:
    """Fill, measure, compare, write. Yields after every hole; the last value is `Evaluated`.

    A method whose package is missing, a method that fails, or a picture that cannot be read is told and left out.
    Raises EvaluationError where no picture or no method is left, `lpips` cannot be used, or nothing can be written.
    """
    methods = []
    for name in config.methods:
        try:
            found = rivals.find(name, config.device, config.threads)
            methods.append(replace(found, name=config.titles.get(name, found.name)))
        except rivals.MethodMissing as missing:
            yield MethodSkipped(name, str(missing))
    for number, path in enumerate(config.checkpoints):
        try:
            found = rivals.generator(path, config.device)
            methods.append(replace(found, name=config.names[number]) if config.names else found)
        except Exception as error:  # a broken checkpoint among several must not cost the others their table
            yield MethodSkipped(str(path), reason(error))
    methods = _with_own_names(methods)
    if not methods:
        raise EvaluationError(say("There is no method to evaluate."))
    names = picture_names(config.pictures)
    judge = _judge(config.lpips)
    try:
        config.output.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise EvaluationError(
            say("Nothing can be written to {path}: {reason}.", path=config.output, reason=error)
        ) from error
    cache = _Cache(config.cache or config.output / "cache", judge)

    limit = len(names) if config.limit is None else config.limit
    kinds = (GIVEN,) if config.masks else config.kinds
    total = min(limit, len(names)) * len(kinds) * len(methods)
    rows: list[Row] = []
    shown: dict[str, list[tuple[Case, dict[str, metrics.Picture8]]]] = {kind: [] for kind in kinds}
    used = done = 0
    for name in names:
        if used == limit:
            break
        try:
            holes = _cases(config, name)
        except Unusable as unusable:
            yield PictureSkipped(name, reason(unusable))
            continue
        for hole in holes:
            fills = {}
            for method in methods:
                done += 1
                if used >= config.limits.get(f"{method.name}:{hole.kind}", config.limits.get(method.name, limit)):
                    continue
                try:
                    row, filled, from_cache = _measure(method, hole, cache, judge, config.threads)
                except Exception as error:  # a method that gives up on one hole is told about, and judged on the rest
                    yield MethodSkipped(
                        method.name, say("{name}, {kind}: {reason}", name=name, kind=hole.kind, reason=error)
                    )
                    continue
                rows.append(row)
                fills[method.name] = filled
                yield HoleMeasured(method.name, name, hole.kind, done, total, from_cache, row.scores)
            if len(shown[hole.kind]) < config.sheet_pictures:
                shown[hole.kind].append((hole, fills))
        used += 1
    if not rows:
        raise EvaluationError(
            say("None of the pictures in {folder} could be filled by any method.", folder=config.pictures)
        )
    if config.cache_bytes is not None:
        cache.trim(config.cache_bytes)
    yield _write(config, methods, rows, shown, used)


def run(config: EvaluationConfig) -> Evaluated:
    """`evaluate` to its end."""
    for step in evaluate(config):
        if isinstance(step, Evaluated):
            return step
    raise AssertionError("evaluate ends with Evaluated")


def _cases(config: EvaluationConfig, name: str) -> list[Case]:
    if config.masks is not None:
        return given_cases(config.pictures, name, config.masks, config.longest)
    return seeded_cases(config.pictures, name, config.kinds, config.seed, config.longest)


def _with_own_names(methods: Sequence[rivals.Method]) -> list[rivals.Method]:
    """Two checkpoints called standard.safetensors become "... (2)"; a method given twice is kept once."""
    kept: dict[str, rivals.Method] = {}
    for method in methods:
        if any(method.key == other.key for other in kept.values()):
            continue
        name, number = method.name, 1
        while name in kept:
            number += 1
            name = f"{method.name} ({number})"
        kept[name] = replace(method, name=name)
    return list(kept.values())


# --- filling and measuring -------------------------------------------------------------------------------------


def _measure(
    method: rivals.Method, hole: Case, cache: "_Cache", judge: Judge, threads: int
) -> tuple[Row, metrics.Picture8, bool]:
    kept = cache.fill(method, hole)
    if kept is None:
        inside, spent = _fill(method, hole, threads)
        cache.keep_fill(method, hole, inside, spent)
    else:
        inside, spent = kept
    filled = hole.true.copy()
    filled[hole.hole] = inside
    measured = cache.scores(method, hole)
    if measured is None:
        measured = judge.judge(hole.true, filled, hole.hole)
        cache.keep_scores(method, hole, measured)
    scores = {**measured.scores, **spent}
    row = Row(method.name, hole.picture, hole.kind, scores, measured.features, measured.true_features)
    return row, filled, kept is not None


def _fill(method: rivals.Method, hole: Case, threads: int) -> tuple[NDArray[np.uint8], dict[str, float]]:
    """The hole's pixels, (N, 3), and what they cost."""
    import torch

    blackened = hole.true.copy()
    blackened[hole.hole] = 0
    before = torch.get_num_threads()
    torch.set_num_threads(threads)
    try:
        memory, device = _PeakMemory(), _DevicePeak()
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


class _PeakMemory:
    """How far resident memory rises from here on. None where the system does not tell."""

    def __init__(self) -> None:
        _give_back()
        try:
            Path("/proc/self/clear_refs").write_text("5")  # Linux: forget the high-water mark
            self._start = _status("VmRSS")
        except OSError:
            self._start = None

    def megabytes(self) -> float | None:
        if self._start is None:
            return None
        peak = _status("VmHWM")
        return None if peak is None else max(0.0, (peak - self._start) / 1024)


class _DevicePeak:
    """How far torch's allocations on the CUDA device rise from here on. None without one."""

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


def _give_back() -> None:
    """Let glibc return freed memory to the system, or a call would use it again without resident memory rising."""
    trim = getattr(ctypes.CDLL(None), "malloc_trim", None) if sys.platform == "linux" else None
    if trim is not None:
        trim(0)


def _status(name: str) -> int | None:
    """KiB."""
    try:
        found = re.search(rf"{name}:\s+(\d+) kB", Path("/proc/self/status").read_text())
    except OSError:
        return None
    return int(found[1]) if found else None


def _judge(lpips: Path | None) -> Judge:
    from inpaint_studio.model.nets.lpips import LpipsError

    try:
        return Judge(lpips)
    except LpipsError as error:
        raise EvaluationError(reason(error)) from error


class _Cache:
    """Fills and scores on disk: METHOD-KEY/HOLE-KEY.npz and .json. Safe to share between processes."""

    def __init__(self, folder: Path, judge: Judge) -> None:
        self._folder = folder
        self._version = judge.version

    def fill(self, method: rivals.Method, hole: Case) -> tuple[NDArray[np.uint8], dict[str, float]] | None:
        try:
            path = self._path(method, hole, ".npz")
            # Opened here, because np.load leaves the file open when it is no archive.
            with path.open("rb") as stream, np.load(stream) as kept:
                os.utime(path)  # used now: `trim` begins with those used longest ago
                return kept["inside"], json.loads(str(kept["spent"]))
        except (OSError, ValueError, KeyError, zipfile.BadZipFile):
            return None

    def keep_fill(
        self, method: rivals.Method, hole: Case, inside: NDArray[np.uint8], spent: Mapping[str, float]
    ) -> None:
        path = self._path(method, hole, ".npz")
        path.parent.mkdir(parents=True, exist_ok=True)
        with atomic.new_file(path) as file:
            np.savez_compressed(file, inside=inside, spent=np.asarray(json.dumps(spent)))

    def scores(self, method: rivals.Method, hole: Case) -> Judged | None:
        try:
            kept = json.loads(self._path(method, hole, ".json").read_text(encoding="utf-8"))
            if kept["version"] != self._version:
                return None
            features = [None if f is None else np.asarray(f, np.float64) for f in kept["features"]]
            return Judged(kept["scores"], *features)
        except (OSError, ValueError, KeyError):
            return None

    def keep_scores(self, method: rivals.Method, hole: Case, measured: Judged) -> None:
        features = (measured.features, measured.true_features)
        told = [None if f is None else [float(f"{v:.6g}") for v in f] for f in features]
        path = self._path(method, hole, ".json")
        values = {"version": self._version, "scores": measured.scores, "features": told}
        atomic.put(path, json.dumps(values).encode())

    def trim(self, most: int) -> None:
        """Delete the least recently used fills, with their scores, until `most` bytes or less are left."""
        fills: list[tuple[float, int, Path]] = []
        for path in self._folder.glob("*/*.npz"):
            with suppress(OSError):  # another process trims too
                found = path.stat()
                fills.append((found.st_mtime, found.st_size, path))
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


# --- the report ---------------------------------------------------------------------------------------------


def _write(
    config: EvaluationConfig,
    methods: Sequence[rivals.Method],
    rows: Sequence[Row],
    shown: Mapping[str, Sequence[tuple[Case, dict[str, metrics.Picture8]]]],
    used: int,
) -> Evaluated:
    ours = [m.name for m in methods if m.is_ours and any(row.method == m.name for row in rows)]
    ours = ours or [rows[0].method]
    summary = summarise(rows, ours)
    protocol = {
        "protocol": PROTOCOL,
        "holes": HOLES,
        "measures": MEASURES,
        "program": __version__,
        "machine": f"{platform.machine()}, {os.cpu_count()} CPUs, {config.threads} used",
        "pictures": used,
        "config": {k: _plain(v) for k, v in asdict(config).items()},
        "methods": {m.name: m.key for m in methods},
    }
    table = f"# Evaluation on {used} pictures\n\n" + _legend(config) + "\n\n" + markdown(summary, ours)
    as_json, as_markdown = config.output / "evaluation.json", config.output / "evaluation.md"
    told = [{"method": r.method, "picture": r.picture, "kind": r.kind, **_rounded(r.scores)} for r in rows]
    try:
        as_json.write_text(json.dumps({**protocol, **summary, "rows": told}, indent=1), encoding="utf-8")
        as_markdown.write_text(table, encoding="utf-8", errors="backslashreplace")
        sheets = []
        for kind, pairs in shown.items():
            if pairs:
                path = config.output / f"sheet-{kind}.png"
                rows_of = [(hole.true, hole.mask, fills) for hole, fills in pairs]
                sheet.contact_sheet(rows_of, [m.name for m in methods], config.sheet_cell).save(path)
                sheets.append(path)
    except OSError as error:
        raise EvaluationError(
            say("The evaluation could not be written to {path}: {reason}.", path=config.output, reason=error)
        ) from error
    return Evaluated(as_json, as_markdown, tuple(sheets), table)


def _legend(config: EvaluationConfig) -> str:
    return (
        "In the hole: PSNR (dB), L1 (8-bit levels), LPIPS (AlexNet; maps averaged over the hole), sharpness (mean "
        "|Laplacian| over the truth's), texture SWD (sliced Wasserstein of 7 x 7 patches without their mean, levels). "
        "Round it: SSIM, seam (step over the rim over the truth's). KD: kernel distance on AlexNet features, not FID. "
        f"CPU seconds with {config.threads} thread{'s' if config.threads > 1 else ''} per hole, s: "
        "the same by the wall clock; MB: highest rise of resident memory. Bold: best."
    )


def _rounded(scores: Mapping[str, float]) -> dict[str, float]:
    return {name: float(f"{value:.6g}") for name, value in scores.items()}


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return value.name  # no machine's paths in a file that travels
    if isinstance(value, tuple):
        return [_plain(v) for v in value]
    return value
