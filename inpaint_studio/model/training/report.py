"""Reports of a training run: small frozen values, without torch, to `match` on."""

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any, get_args, get_type_hints

import numpy as np
from numpy.typing import NDArray

from inpaint_studio import sentence
from inpaint_studio.sentence import Sentence


@dataclass(frozen=True)
class Reading:
    """Before the start: progress of reading photographs, in files."""

    done: int
    total: int


@dataclass(frozen=True)
class Started:
    """The photographs are read and the nets are built."""

    device: str  # as a person reads it: "CPU, 2 threads, bfloat16"
    parameters: int  # of the generator
    photographs: int  # usable pictures found
    skipped: int  # files that were no usable pictures
    images_seen: int  # 0, or the position of a resumed run
    images: int  # in all


@dataclass(frozen=True)
class StepDone:
    """Progress, every few seconds."""

    images_seen: int
    losses: Mapping[str, float]  # means since the last such report, by name: "l1", "pooled", "adversarial", ...
    images_per_second: float
    learning_rate: float
    crop: int  # pixels
    gpu_memory: float | None = None  # MiB, the most that was in use at once; None where it is not a GPU of CUDA


@dataclass(frozen=True, eq=False)
class Samples:
    """A sheet of fixed validation tasks: one picture a row, with the columns of `columns`."""

    images_seen: int
    sheet: NDArray[np.uint8]  # (H, W, 3)
    path: Path  # the sheet as PNG
    columns: tuple[str, ...] = ("with its hole", "membrane", "generator", "original")


@dataclass(frozen=True)
class Looked:
    """The watched hole, filled by the current average."""

    images_seen: int
    path: Path  # PNG: the picture with its hole, and filled, side by side


@dataclass(frozen=True)
class Validated:
    """Scores of the averaged generator on the fixed validation holes."""

    images_seen: int
    # By kind of hole ("scratch", ...): "psnr" in the hole in dB, "psnr_membrane", "l1", and "lpips", "lpips_membrane"
    # where its weights were given. By factor ("x2"), where a run enlarges: the same of the whole, on "bicubic".
    scores: Mapping[str, Mapping[str, float]]


@dataclass(frozen=True)
class CheckpointSaved:
    """A snapshot the editor can open."""

    images_seen: int
    path: Path
    is_best: bool  # the best on the validation holes so far


@dataclass(frozen=True)
class StateSaved:
    """The training state was written."""

    images_seen: int
    path: Path


@dataclass(frozen=True)
class Paused:
    """The run is paused, with its state saved, until the request is withdrawn."""

    images_seen: int


@dataclass(frozen=True)
class Warned:
    """A warning that does not stop the run."""

    message: str


@dataclass(frozen=True)
class Finished:
    """The last report. `why` is a sentence."""

    images_seen: int
    why: str
    seconds: float
    checkpoint: Path | None = None  # the newest snapshot
    failed: bool = False  # ended early: non-finite losses, a full disk


Report = (
    Reading
    | Started
    | StepDone
    | Samples
    | Looked
    | Validated
    | CheckpointSaved
    | StateSaved
    | Paused
    | Warned
    | Finished
)
_PARTS = "_parts"  # suffix of the key with the template and values of a message
_NAMED: dict[str, type[Report]] = {kind.__name__: kind for kind in get_args(Report)}


def to_json(report: Report) -> dict[str, Any]:
    """One JSON object for a log line; sheets are named by their path.

    Messages are plain text, for scripts; their template and values are added under separate keys, for the window.
    """
    values: dict[str, Any] = {"report": type(report).__name__}
    for name in report.__dataclass_fields__:
        value = getattr(report, name)
        if isinstance(value, np.ndarray):
            continue
        values[name] = _plain(value)
        if isinstance(value, Sentence):
            values[name + _PARTS] = sentence.to_json(value)
    return values


def from_json(values: Mapping[str, Any]) -> Report | None:
    """The inverse of `to_json`, with empty sheets; None for unknown reports."""
    kind = _NAMED.get(str(values.get("report")))
    if kind is None:
        return None
    hints = get_type_hints(kind)
    arguments: dict[str, Any] = {"sheet": np.zeros((0, 0, 3), np.uint8)} if kind is Samples else {}
    for name, hint in hints.items():
        value = values.get(name)
        if value is None:
            continue
        arguments[name] = (
            Path(value) if hint in (Path, Path | None) else tuple(value) if isinstance(value, list) else value
        )
    try:
        for name, hint in hints.items():
            if hint is str and name in arguments:
                arguments[name] = sentence.from_json(values.get(name + _PARTS, arguments[name]))
        return kind(**arguments)
    except (TypeError, ValueError):
        return None


def _plain(value: Any) -> Any:
    if isinstance(value, Path):
        return str(value)
    if isinstance(value, Mapping):
        return {k: _plain(v) for k, v in value.items()}
    if isinstance(value, float):
        return round(value, 6)
    return value
