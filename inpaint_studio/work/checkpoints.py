"""Checkpoints by name: a file, or a shipped one; and the list of those that can be chosen."""

import contextlib
from collections.abc import Iterable
from dataclasses import dataclass
from pathlib import Path

from inpaint_studio.resources import resource
from inpaint_studio.sentence import say
from inpaint_studio.work.errors import WorkError


def checkpoint_path(name: str) -> Path:
    """The file of that name; where there is none, the shipped checkpoint of that name. Raises WorkError."""
    if Path(name).exists():
        return Path(name)
    with contextlib.suppress(FileNotFoundError, ValueError):
        return resource(f"checkpoints/{name}.safetensors")
    shipped = sorted(path.stem for path in resource("checkpoints").glob("*.safetensors"))
    if not shipped:
        raise WorkError(say("There is no checkpoint {name}: no file is called so, and none are shipped.", name=name))
    raise WorkError(
        say(
            "There is no checkpoint {name}: neither a file nor one of the shipped ones ({shipped}).",
            name=name,
            shipped=", ".join(shipped),
        )
    )


def short_name(path: Path) -> str:
    """What a person calls it. "latest" says little: there the folder of the run is part of the name."""
    generic = path.stem in ("latest", "best", "generator", "model") or path.stem.isdecimal()
    folder = path.parent.parent if path.parent.name == "snapshots" else path.parent
    return f"{folder.name} · {path.stem.lstrip('0') or '0'}" if generic and folder.name else path.stem


def file_name(path: Path) -> str:
    """The name of its file; of one in a run's folder, whose name says little, `short_name`."""
    name = short_name(path)
    return path.name if name == path.stem else name


# As `model.training` lays a run folder out.
_LOG, _BEST, _NEWEST, _SNAPSHOTS = "log.jsonl", "best.safetensors", "latest.safetensors", "snapshots"


@dataclass(frozen=True)
class ListedRun:
    """A run folder, and the checkpoints in it."""

    folder: Path
    best: Path | None
    newest: Path | None
    snapshots: tuple[tuple[int, Path], ...]  # images seen, file; the newest first


@dataclass(frozen=True)
class CheckpointList:
    """What there is to choose from. Every file was there when the list was made."""

    shipped: tuple[Path, ...] = ()
    in_use: Path | None = None  # None = the shipped one
    runs: tuple[ListedRun, ...] = ()  # the one that was trained last first
    recent: tuple[Path, ...] = ()  # without those that are listed above


def list_checkpoints(in_use: Path | None, homes: Iterable[Path], recent: Iterable[Path]) -> CheckpointList:
    """homes: folders that runs lie in.  recent: files that were used before, the newest first."""
    shipped: tuple[Path, ...] = ()
    with contextlib.suppress(FileNotFoundError):
        shipped = tuple(sorted(resource("checkpoints").glob("*.safetensors")))
    runs = tuple(run for home in dict.fromkeys(homes) for run in _runs_in(home))
    used = in_use if in_use is not None and in_use.is_file() and in_use not in shipped else None
    listed = {*shipped, used}
    for run in runs:
        listed.update((run.best, run.newest, *(path for _, path in run.snapshots)))
    others = tuple(path for path in dict.fromkeys(recent) if path not in listed and path.is_file())
    return CheckpointList(shipped, used, runs, others)


def _runs_in(home: Path) -> list[ListedRun]:
    """The log says when a run was trained last; a run without a checkpoint yet is left out."""
    with contextlib.suppress(OSError):
        logs = [(log.stat().st_mtime, log.parent) for log in home.glob(f"*/{_LOG}")]
        runs = [_run(folder) for _, folder in sorted(logs, reverse=True)]
        return [run for run in runs if run.best or run.newest or run.snapshots]
    return []


def _run(folder: Path) -> ListedRun:
    best, newest = folder / _BEST, folder / _NEWEST
    numbered = [(int(p.stem), p) for p in (folder / _SNAPSHOTS).glob("*.safetensors") if p.stem.isdecimal()]
    return ListedRun(
        folder,
        best if best.is_file() else None,
        newest if newest.is_file() else None,
        tuple(sorted(numbered, reverse=True)),
    )
