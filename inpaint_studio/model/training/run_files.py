"""The files of a run, as written by the run: log, state, snapshots, sample sheets, and the folder's lock.

In a run's folder: config.json, log.jsonl, state/, latest.safetensors, best.safetensors, snapshots/, samples/, looks/,
photographs/ (decoded, for next time), tensorboard/, and the lock and request of `running`.
"""

import json
import os
import shutil
from collections.abc import Iterator, Mapping
from contextlib import contextmanager, nullcontext
from datetime import UTC, datetime
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from torch import Tensor

from inpaint_studio.files.saving import atomic
from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.checkpoint import AnyCheckpoint
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.nets.discriminator import Discriminator
from inpaint_studio.model.training import running, state
from inpaint_studio.model.training.config import TrainingConfig, TrainingError
from inpaint_studio.model.training.report import Finished, Report, Samples, StepDone, Validated, to_json
from inpaint_studio.model.training.running import RunBusyError
from inpaint_studio.sentence import reason, say


class RunFiles:
    """The folder of one run. Only the first of several processes writes."""

    def __init__(self, config: TrainingConfig, is_first: bool) -> None:
        """Raises TrainingError where there is no run to resume, or one that would be overwritten."""
        self.folder, self._config, self._is_first = config.run, config, is_first
        if config.resume and not state.exists(self.folder):
            raise TrainingError(say("There is no run in {folder} to go on with.", folder=self.folder))
        if not config.resume and state.exists(self.folder):
            raise TrainingError(
                say("There is a run in {folder} already: go on with it, or choose another folder.", folder=self.folder)
            )
        self.has_begun = False  # from then on the folder is kept, however the run ends
        self._board: Any = None

    @property
    def photographs(self) -> Path:
        """The cache of decoded photographs, shared by all processes and by resumed runs."""
        return self.folder / "photographs"

    @property
    def latest(self) -> Path:
        return self.folder / "latest.safetensors"

    @property
    def best(self) -> Path:
        return self.folder / "best.safetensors"

    @contextmanager
    def open(self) -> Iterator[None]:
        """Create and lock the run's folder. If the run does not start, everything added is removed again."""
        before = set(self.folder.iterdir()) if self.folder.is_dir() else None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TrainingError(
                say("The folder {folder} cannot be made: {reason}.", folder=self.folder, reason=error)
            ) from error
        try:
            with running.hold(self.folder) if self._is_first else nullcontext():
                yield
        except RunBusyError as error:
            raise TrainingError(reason(error)) from error
        finally:
            if not self.has_begun and self._is_first:
                _remove_additions(self.folder, before)

    # --- log ---------------------------------------------------------------------------------------------------

    def write_config(self) -> None:
        """Write the config, for readers before the first state is saved."""
        (self.folder / "config.json").write_text(json.dumps(self._config.to_dict()), encoding="utf-8")

    def open_board(self) -> str | None:
        """Also write TensorBoard events from now on. Returns a sentence where that package is missing."""
        try:
            from torch.utils.tensorboard import SummaryWriter
        except ImportError:
            return say("TensorBoard is not installed, so its events are not written; log.jsonl has them all.")
        self._board = SummaryWriter(str(self.folder / "tensorboard"))
        return None

    def log(self, report: Report) -> None:
        line = json.dumps(to_json(report) | {"at": datetime.now(UTC).isoformat("T", "seconds")})
        with (self.folder / "log.jsonl").open(
            "a", encoding="utf-8"
        ) as log:  # reopened each time, so that every line is flushed
            log.write(line + "\n")
        if self._board is not None:
            _add_to_board(self._board, report)

    def save_sheet(self, kind: str, images_seen: int, sheet: NDArray[np.uint8]) -> Path:
        """kind: the subfolder, "samples" or "looks"."""
        folder = self.folder / kind
        folder.mkdir(exist_ok=True)
        path = folder / f"{images_seen:08}.png"
        Image.fromarray(sheet).save(path)
        return path

    # --- snapshots ---------------------------------------------------------------------------------------------

    def save_snapshot(
        self, weights: Mapping[str, Tensor], description: Description, discriminator: Discriminator | None
    ) -> None:
        """latest.safetensors, and a copy among the earlier ones. Raises CheckpointError, OSError."""
        checkpoint.save(self.latest, weights, description, discriminator)
        if self._config.keep:
            keep_snapshot(self.latest, self.folder / "snapshots", description.images_seen, self._config.keep)

    def save_best(
        self, weights: Mapping[str, Tensor], description: Description, discriminator: Discriminator | None
    ) -> None:
        """best.safetensors. Raises CheckpointError, OSError."""
        checkpoint.save(self.best, weights, description, discriminator)

    def put_best_back(self) -> AnyCheckpoint:
        """Copy the best snapshot over the latest one."""
        best = checkpoint.load_any(self.best)
        with self.best.open("rb") as source, atomic.new_file(self.latest) as file:
            shutil.copyfileobj(source, file)
        return best

    # --- state -------------------------------------------------------------------------------------------------

    def save_state(self, tensors: Mapping[str, Tensor], values: Mapping[str, Any]) -> Path:
        return state.write(self.folder, tensors, values)

    def read_state(self) -> tuple[dict[str, Tensor], dict[str, Any]]:
        """Raises StateError."""
        return state.read(self.folder)


def keep_snapshot(path: Path, folder: Path, images_seen: int, most: int) -> None:
    """Keep the checkpoint at `path` in `folder` under its images seen, as a hard link.

    Above `most` (at least 3) those closest to their neighbours are removed; the first and the newest stay.
    """
    folder.mkdir(exist_ok=True)
    snapshot = folder / f"{images_seen:08}.safetensors"
    snapshot.unlink(missing_ok=True)
    try:
        os.link(path, snapshot)  # the original is only replaced, never modified
    except OSError:  # a disk without hard links
        shutil.copyfile(path, snapshot)
    snapshots = sorted((int(p.stem), p) for p in folder.glob("*.safetensors") if p.stem.isdecimal())
    while len(snapshots) > most:
        inner = min(range(1, len(snapshots) - 1), key=lambda i: snapshots[i + 1][0] - snapshots[i - 1][0])
        snapshots.pop(inner)[1].unlink()


def _remove_additions(folder: Path, before: set[Path] | None) -> None:
    """Remove everything added to a folder; the folder itself where it did not exist."""
    if before is None:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in set(folder.iterdir()) - before:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def _add_to_board(board: Any, report: Report) -> None:
    match report:
        case StepDone():
            for name, value in report.losses.items():
                board.add_scalar(f"loss/{name}", value, report.images_seen)
        case Validated():
            for kind, scores in report.scores.items():
                for name, value in scores.items():
                    board.add_scalar(f"{name}/{kind}", value, report.images_seen)
        case Samples():
            board.add_image("samples", report.sheet, report.images_seen, dataformats="HWC")
        case Finished():
            board.close()
        case _:
            pass
