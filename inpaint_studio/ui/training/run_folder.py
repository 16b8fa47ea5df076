"""A run folder: what it holds, read without torch; whether a process is training the run in it."""

import json
import time
from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

from inpaint_studio.model.checkpoints.description import base_of
from inpaint_studio.model.training import running
from inpaint_studio.ui.training.curves import Curve

# As `model.training` lays a run folder out.
LOG, STATES, SNAPSHOTS, SAMPLES = "log.jsonl", ("state", "state.old"), "snapshots", "samples"
LOOKS, CONFIG = "looks", "config.json"
LATEST, BEST = "latest.safetensors", "best.safetensors"
NOTES = "notes.txt"  # of the person, written by RunNotes


@dataclass(frozen=True)
class RunFolder:
    """A run as its folder describes it, read without torch."""

    path: Path
    images_seen: int
    images: int  # in all; 0 where the folder does not say
    preset: str
    config: dict[str, Any] = field(compare=False)
    losses: dict[str, list[tuple[int, float]]] = field(compare=False)  # by name: (images seen, mean)
    # By kind of hole: images seen, and the numbers of that kind ("psnr", "psnr_membrane", ...).
    scores: dict[str, list[tuple[int, dict[str, float]]]] = field(compare=False)
    samples: tuple[tuple[int, Path], ...] = ()
    looks: tuple[tuple[int, Path], ...] = ()  # at the hole of the picture that was open
    snapshots: tuple[tuple[int, Path], ...] = ()  # images seen, file; oldest first
    newest: Path | None = None
    best: Path | None = None
    resumable_at: int | None = None  # images seen by the state; None where there is none to go on from

    @property
    def is_resumable(self) -> bool:
        return self.resumable_at is not None

    @property
    def gain(self) -> float | None:
        """Mean over the kinds of holes of the newest PSNR gained on the membrane, in dB."""
        gains = [gain for points in self.scores.values() if (gain := gain_of(points[-1][1])) is not None]
        return sum(gains) / len(gains) if gains else None

    def curve(self, key: str, name: str, *, dashed: bool = False) -> Curve:
        points = self.losses[key]
        return Curve(name, dashed, x=[float(x) for x, _ in points], y=[y for _, y in points])

    def gain_curve(self, kind: str, name: str, *, dashed: bool = False) -> Curve:
        points = [(x, gain) for x, scores in self.scores[kind] if (gain := gain_of(scores)) is not None]
        return Curve(name, dashed, x=[float(x) for x, _ in points], y=[y for _, y in points])


def gain_of(scores: Mapping[str, float]) -> float | None:
    """PSNR gained on the membrane in one kind of hole, or on bicubic interpolation by one factor, in dB."""
    base = f"psnr_{base_of(scores)}"
    if "psnr" not in scores or base not in scores:
        return None
    return scores["psnr"] - scores[base]


def read_run(folder: Path) -> RunFolder | None:
    """The run in a folder, or None where there is none. Half-written last lines are skipped."""
    log = folder / LOG
    state = next((values for name in STATES if (values := _json(folder / name / "state.json"))), None)
    if not log.is_file() and state is None:
        return None
    config = state.get("config") if state else _json(folder / CONFIG)
    config = config if isinstance(config, dict) else {}
    losses: dict[str, list[tuple[int, float]]] = {}
    scores: dict[str, list[tuple[int, dict[str, float]]]] = {}
    seen = images = 0
    for line in _lines(log):
        at = line.get("images_seen")
        if not isinstance(at, int):
            continue
        match line.get("report"):
            case "Started":
                images = int(line.get("images") or images)
                # A resumed run repeats what came after its state: the repetition replaces it.
                _cut(losses, at)
                _cut(scores, at)
            case "StepDone":
                for name, value in _numbers(line.get("losses")).items():
                    losses.setdefault(name, []).append((at, value))
            case "Validated":
                for kind, numbers in (line.get("scores") or {}).items():
                    scores.setdefault(kind, []).append((at, _numbers(numbers)))
        seen = at
    resumable = state.get("images_seen") if state else None
    return RunFolder(
        folder,
        max(seen, resumable or 0),
        int(config.get("images") or 0) or images,
        str(config.get("preset", "")),
        config,
        losses,
        scores,
        numbered(folder / SAMPLES, ".png"),
        numbered(folder / LOOKS, ".png"),
        numbered(folder / SNAPSHOTS, ".safetensors"),
        _file(folder / LATEST),
        _file(folder / BEST),
        resumable if isinstance(resumable, int) else None,
    )


ALIVE_SECONDS = 45.0  # a run without a lock that is alive writes to its log far more often


def goes_on(folder: Path) -> bool:
    """Whether a process is training the run: it holds the lock or, of a version without locks, writes to the log."""
    if running.has_lock(folder):
        return running.is_held(folder)
    try:
        return time.time() - (folder / LOG).stat().st_mtime < ALIVE_SECONDS and not _ends_finished(folder / LOG)
    except OSError:
        return False


def _ends_finished(log: Path) -> bool:
    with log.open("rb") as file:
        file.seek(max(0, log.stat().st_size - 4096))
        return b'"report": "Finished"' in file.read().rstrip().rsplit(b"\n", 1)[-1]


def runs_in(folder: Path) -> list[RunFolder]:
    """The runs that lie in a folder, the newest first."""
    if not folder.is_dir():
        return []
    try:
        logs = [log for path in folder.iterdir() if (log := path / LOG).is_file()]
    except OSError:
        return []
    logs.sort(key=lambda log: log.stat().st_mtime, reverse=True)
    return [run for log in logs if (run := read_run(log.parent)) is not None]


def _lines(log: Path) -> Iterator[dict[str, Any]]:
    try:
        with log.open(encoding="utf-8", errors="replace") as stream:
            for text in stream:
                try:
                    line = json.loads(text)
                except ValueError:
                    continue  # cut off by a crash, or being written just now
                if isinstance(line, dict):
                    yield line
    except OSError:
        return


def _numbers(values: Any) -> dict[str, float]:
    if not isinstance(values, dict):
        return {}
    return {str(k): float(v) for k, v in values.items() if isinstance(v, (int, float))}


def _cut(points: dict[str, list[tuple[int, Any]]], at: int) -> None:
    """Leave out what comes after so many images, of every named series."""
    for name, series in points.items():
        points[name] = [p for p in series if p[0] <= at]


def numbered(folder: Path, suffix: str) -> tuple[tuple[int, Path], ...]:
    """Files whose names are the images seen, in that order."""
    if not folder.is_dir():
        return ()
    return tuple(sorted((int(p.stem), p) for p in folder.glob(f"*{suffix}") if p.stem.isdecimal()))


def _file(path: Path) -> Path | None:
    return path if path.is_file() else None


def _json(path: Path) -> dict[str, Any] | None:
    try:
        loaded = json.loads(path.read_text(encoding="utf-8"))
    except (OSError, ValueError):
        return None
    return loaded if isinstance(loaded, dict) else None


def size_of(folder: Path) -> int:
    """Bytes of all files in a folder."""
    return sum(p.stat().st_size for p in folder.rglob("*") if p.is_file() and not p.is_symlink())
