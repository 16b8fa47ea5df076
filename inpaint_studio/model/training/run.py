"""One run between its steps: reporting, validation and saving."""

import math
import time
from collections.abc import Generator as Walk
from collections.abc import Iterator
from contextlib import ExitStack
from datetime import UTC, datetime
from importlib import metadata
from pathlib import Path
from typing import Literal

import torch

from inpaint_studio.editing.picture import Mask
from inpaint_studio.model.checkpoints.description import CheckpointError, Description
from inpaint_studio.model.nets import precision
from inpaint_studio.model.nets.config import DENOISE
from inpaint_studio.model.nets.generator import Generator, count_parameters
from inpaint_studio.model.nets.lpips import Lpips, LpipsError
from inpaint_studio.model.photographs import own_holes, undamaged
from inpaint_studio.model.photographs.crops import PhotographsError
from inpaint_studio.model.photographs.dataset import Photographs
from inpaint_studio.model.photographs.reading import ReadingPhotographs, read_all, read_photographs
from inpaint_studio.model.training import running
from inpaint_studio.model.training.batches import Batches
from inpaint_studio.model.training.clock import REQUEST_INTERVAL, RunClock
from inpaint_studio.model.training.config import TrainingConfig, TrainingError
from inpaint_studio.model.training.enlarging import EnlargeLearner
from inpaint_studio.model.training.learner import Learner
from inpaint_studio.model.training.looking import Look, LookError
from inpaint_studio.model.training.processes import Processes
from inpaint_studio.model.training.report import (
    CheckpointSaved,
    Finished,
    Looked,
    Paused,
    Reading,
    Report,
    Samples,
    Started,
    StateSaved,
    StepDone,
    Validated,
    Warned,
)
from inpaint_studio.model.training.run_files import RunFiles
from inpaint_studio.model.training.running import Request
from inpaint_studio.model.training.schedule import Schedule
from inpaint_studio.model.training.state import StateError
from inpaint_studio.model.training.validation import Validation, ValidationHoles, gain
from inpaint_studio.model.training.validation_enlarging import ValidationEnlargements
from inpaint_studio.sentence import reason, say

_AGREE = 8  # steps between two synchronisations of several processes
_FIRST_REPORT = 3.0  # seconds until the first report on a GPU: whoever rents one sees at once what it does

Interruption = Request | Literal["time"]
_INTERRUPTIONS: tuple[Interruption | None, ...] = (None, "pause", "stop", "time")


class Run:
    """Combines the learner, its batches, the run's files and its clock."""

    def __init__(self, config: TrainingConfig, processes: Processes) -> None:
        """Raises TrainingError where the run cannot start."""
        self.config, self.processes = config, processes
        if config.batch % processes.world:
            raise TrainingError(
                say(
                    "A batch of {count} cannot be shared evenly by {processes} processes.",
                    count=config.batch,
                    processes=processes.world,
                )
            )
        if config.patience and not processes.is_alone:
            raise TrainingError(say("A run that puts its best back when it gets worse must be of one process."))
        if config.threads:
            torch.set_num_threads(config.threads)
        self.device = _device(config.device)
        self.files = RunFiles(config, processes.is_first)
        self.warnings: list[str] = []
        self.person_masks, self.look, self.lpips = self._read_extras()
        self.schedule = Schedule(config, processes.world)
        kind = EnlargeLearner if config.task == "enlarge" else Learner
        self.learner = kind(config, self.schedule, processes, self.device)
        self.seconds_before = 0.0  # of training, in earlier sessions
        self.best = -math.inf
        self.best_at = 0  # images seen
        self.stale = 0  # consecutive scores without improvement
        self.last_scores: dict[str, dict[str, float]] = {}
        self.newest: Path | None = None  # snapshot
        if config.resume:
            self._resume()
        self.reported_images = self.images_seen
        self.next_score = self.schedule.next_score(self.images_seen)
        self.holes: Validation | None = None
        self.clock = RunClock(config, _FIRST_REPORT if precision.runs_ahead(self.device) else None)
        self._opened = ExitStack()

    @property
    def images_seen(self) -> int:
        return self.learner.images_seen

    # --- beginning ---------------------------------------------------------------------------------------------

    def _read_extras(self) -> tuple[tuple[Mask, ...], Look | None, Lpips | None]:
        """The person's masks, the watched hole, and the LPIPS weights, where configured."""
        config = self.config
        try:
            person_masks = own_holes.read(config.holes) if config.holes is not None else ()
            look = Look.read(config.look_at) if config.look_at is not None and self.processes.is_first else None
            lpips = Lpips.load(config.lpips_weights, self.device) if config.lpips_weights is not None else None
        except (own_holes.OwnHolesError, LookError, LpipsError) as error:
            raise TrainingError(reason(error)) from error
        return person_masks, look, lpips

    def _resume(self) -> None:
        try:
            tensors, values = self.files.read_state()
            saved = values["config"]
            before = {"task": "fill", "factor": self.config.factor, "texture": False, "degraded": 0.0} | saved
            for name in ("task", "factor", "texture", "degraded", "preset", "seed", "batch"):
                if before[name] != getattr(self.config, name):
                    raise TrainingError(
                        say(
                            "The run in {folder} has {what}: it cannot go on with {other}.",
                            folder=self.files.folder,
                            what=f"{name} {before[name]}",
                            other=getattr(self.config, name),
                        )
                    )
            self.learner.restore(tensors, int(values["images_seen"]), int(values.get("steps", 0)))
            self.seconds_before = float(values["seconds"])
            self.best = float(values["best"]) if values["best"] is not None else -math.inf
            self.last_scores = values["scores"]
            self.stale = int(values.get("stale", 0))
        except StateError as error:
            raise TrainingError(reason(error)) from error
        except (KeyError, RuntimeError, TypeError, ValueError) as error:
            raise TrainingError(
                say("The state in {folder} does not fit this run and was left as it is.", folder=self.files.folder)
            ) from error

    def read(self) -> Iterator[Report]:
        """Read the photographs, with progress about once a second, and prepare the validation holes."""
        config = self.config
        reported = time.monotonic()
        photographs: Photographs | None = None
        try:
            for read in read_photographs(config.places, config.short_side, self.files.photographs):
                if isinstance(read, ReadingPhotographs):
                    if read.done in (0, read.total) or time.monotonic() - reported > 1:
                        reported = time.monotonic()
                        yield from self.tell([Reading(read.done, read.total)])
                else:
                    photographs = read
            assert photographs is not None, "read_photographs ends with the photographs"
            self.skipped = len(photographs.skipped)
            if photographs.skipped:
                self.warnings.append(photographs.report())
            squares = None
            if config.damage is not None:
                photographs, squares = undamaged.split(photographs, config.damage, config.crop, config.seed)
            elif config.validation is not None:
                held_out = read_all(config.validation)
            elif len(photographs) > 1:
                photographs, held_out = photographs.split(max(1, len(photographs) // 50))
            else:
                held_out = photographs
                self.warnings.append(say("There is only one photograph, so the run is judged on what it learns from."))
        except PhotographsError as error:
            raise TrainingError(reason(error)) from error
        self.batches = Batches(
            photographs, self.person_masks, self.schedule, self.processes, self.device, self.images_seen
        )
        self._opened.callback(self.batches.close)
        if self.processes.is_first:
            if config.task == "enlarge":
                self.holes = ValidationEnlargements.of(
                    held_out,
                    config.validation_pictures,
                    config.factor,
                    config.texture,
                    self.device,
                    self.lpips,
                    config.degraded > 0,
                )
            elif squares is None:
                self.holes = ValidationHoles.of(held_out, config.validation_pictures, self.device, self.lpips)
            else:
                self.holes = ValidationHoles.of_squares(squares, self.device, self.lpips)
            if config.tensorboard and (missing := self.files.open_board()):
                self.warnings.append(missing)
        self.clock.start()  # reading counts neither towards the minutes nor the speed

    def started(self) -> list[Report]:
        self.files.has_begun = True
        if not self.processes.is_first:
            return []
        self.files.write_config()
        kind = ", bfloat16" if self.learner.half else ""
        several = f", {self.processes.world} processes" if not self.processes.is_alone else ""
        self.hardware = f"{_device_name(self.device)}{kind}{several}"
        return [
            *(Warned(message) for message in self.warnings),
            Started(
                self.hardware,
                count_parameters(self.learner.generator),
                len(self.batches.photographs),
                self.skipped,
                self.images_seen,
                self.config.images,
            ),
        ]

    # --- between two steps -------------------------------------------------------------------------------------

    def step(self) -> None:
        compiled = self.learner.compiled
        before = compiled.seconds if compiled is not None else 0.0
        self.learner.step(self.batches.draw(self.images_seen))
        if compiled is not None:
            self.clock.leave_out_of_speed(compiled.seconds - before)

    def tell(self, reports: list[Report]) -> Iterator[Report]:
        """Log reports and yield them; silent in processes other than the first."""
        if not self.processes.is_first:
            return
        for report in reports:
            self.files.log(report)
            yield report

    def report_due(self) -> bool:
        return self.clock.report_due()

    def score_due(self) -> bool:
        return self.images_seen >= self.next_score

    def state_due(self) -> bool:
        return self.processes.is_first and self.clock.state_due()

    def step_done(self) -> list[Report]:
        speed = (self.images_seen - self.reported_images) / max(1e-9, self.clock.report())
        self.reported_images = self.images_seen
        crop, _ = self.schedule.crop_and_batch(self.images_seen, thin=False)
        learner = self.learner
        done = StepDone(
            self.images_seen, learner.mean_losses(), speed, learner.learning_rate(), crop, _memory(self.device)
        )
        learner.may_compile = True
        failure = learner.compiled.failure if learner.compiled is not None else None
        if failure is None or failure in self.warnings:
            return [done]
        self.warnings.append(failure)
        return [done, Warned(failure)]

    def interruption(self) -> Interruption | None:
        """Interruption by the limit of minutes or by a request. The same in all processes."""
        if self.processes.is_alone:
            return self._own_interruption()
        if self.learner.steps % _AGREE:
            return None
        return self._agreed(self._own_interruption() if self.processes.is_first else None)

    def _own_interruption(self) -> Interruption | None:
        if self.clock.minutes_are_over():
            return "time"
        return running.pending(self.files.folder) if self.clock.request_due() else None

    def _agreed(self, interruption: Interruption | None) -> Interruption | None:
        return self.processes.choice_of_first(interruption, _INTERRUPTIONS, self.device)

    def pause(self) -> Walk[Report, None, Interruption | None]:
        """Wait until the pause ends. Returns the next interruption, if any."""
        since = time.monotonic()
        yield from self.tell([*self.save_state(), Paused(self.images_seen)])
        interruption: Interruption | None = "pause"
        while interruption == "pause":
            time.sleep(REQUEST_INTERVAL)
            interruption = running.pending(self.files.folder) if self.processes.is_first else None
            if not self.processes.is_alone:
                interruption = self._agreed(interruption)
        self.clock.leave_out(time.monotonic() - since)
        return interruption

    def is_broken(self) -> bool:
        """Whether a loss is non-finite: checked at every step on a CPU, at reports on a GPU, where checks synchronise.

        Several processes decide together, after the same step: otherwise the rest would wait for the one that left.
        """
        learner = self.learner
        if not self.processes.is_alone:
            if self.device.type == "cpu" or learner.steps % _AGREE == 0:
                learner.broken = self.processes.first_text(learner.broken or learner.not_a_number(), self.device)
        elif learner.broken is None and (self.report_due() or self.score_due() or self.state_due()):
            learner.broken = learner.not_a_number()
        return learner.broken is not None

    def why_broken(self) -> str:
        snapshot_note = say(" The last good snapshot is {path}.", path=self.newest) if self.newest else ""
        return say(
            "The run stopped because its {loss} is no longer a number.{snapshot} A lower learning rate may help.",
            loss=self.learner.broken,
            snapshot=snapshot_note,
        )

    # --- judging -----------------------------------------------------------------------------------------------

    def judge(self) -> Iterator[Report]:
        """Score the average on the validation holes, draw the sheet, save a snapshot."""
        self.next_score = self.schedule.next_score(self.images_seen)
        if self.holes is None:
            return
        started = time.monotonic()
        average = self.learner.average
        average.eval()
        self.last_scores = self.holes.score(average)
        sheet = self.holes.sheet(average)
        path = self.files.save_sheet("samples", self.images_seen, sheet)
        samples = Samples(self.images_seen, sheet, path, self.holes.columns)
        yield from self.tell([Validated(self.images_seen, self.last_scores), samples])
        if self.look is not None:
            assert isinstance(average, Generator), "a run that enlarges watches no hole"
            path = self.files.save_sheet("looks", self.images_seen, self.look.sheet(average, self.device))
            yield from self.tell([Looked(self.images_seen, path)])
        score = gain(self.last_scores)
        self.stale = 0 if score > self.best else self.stale + 1
        yield from self.tell(self.save_snapshot(score))
        self.clock.leave_out_of_speed(time.monotonic() - started)

    def is_out_of_patience(self) -> bool:
        return 0 < self.config.patience <= self.stale

    def roll_back(self) -> list[Report]:
        """Restore the best generator of the run, as the newest snapshot and as the current weights."""
        best = self.files.put_best_back()
        self.learner.put_back(best.generator.state_dict())
        self.best_at = best.description.images_seen
        self.last_scores = {kind: dict(scores) for kind, scores in best.description.scores.items()}
        self.newest = self.files.latest
        return [*self.save_state(), CheckpointSaved(self.images_seen, self.newest, False)]

    def why_rolled_back(self) -> str:
        if self.best_at == 0:
            return say("Held-out scores only became worse, so what it began with was put back.")
        return say(
            "Held-out scores became worse again, so the best, after {count} images, was put back.",
            count=f"{self.best_at:,}",
        )

    # --- saving ------------------------------------------------------------------------------------------------

    def save_snapshot(self, score: float | None) -> list[Report]:
        """latest.safetensors, and best.safetensors where `score` is the best so far."""
        if not self.processes.is_first:
            return []
        snapshot = (self.learner.average.state_dict(), self._description(), self.learner.trained_discriminator)
        is_best = score is not None and score > self.best
        try:
            self.newest = self.files.latest
            self.files.save_snapshot(*snapshot)
            if is_best and score is not None:
                self.best = score
                self.files.save_best(*snapshot)
        except CheckpointError as error:
            return [Warned(reason(error))]
        return [CheckpointSaved(self.images_seen, self.newest, is_best)]

    def _description(self) -> Description:
        return Description(
            config=self.config.generator,
            preset=self._kind(),
            images_seen=self.images_seen,
            data=self._data(),
            losses=self.learner.loss_names(),
            scores=self.last_scores,
            date=datetime.now(UTC).isoformat("T", "seconds"),
            hours=round(self._seconds() / 3600, 3),
            hardware=self.hardware,
            version=_version(),
        )

    def _kind(self) -> str:
        """What the description calls the preset."""
        if self.config.task == "enlarge":
            return "denoise" if self.config.factor == DENOISE else "texture" if self.config.texture else "faithful"
        return self.config.preset

    def _data(self) -> str:
        if self.config.damage is not None:
            return f"the undamaged part of {self.config.photographs.name}"
        names = ", ".join(place.name for place in self.config.places)
        return f"{len(self.batches.photographs):,} photographs of {names}"

    def _seconds(self) -> float:
        """Seconds of training, earlier sessions included."""
        return self.seconds_before + self.clock.seconds

    def save_state(self) -> list[Report]:
        self.clock.note_state()
        if not self.processes.is_first:
            return []
        compact = self.config.compact
        values = {
            "config": self.config.to_dict(),
            "images_seen": self.images_seen,
            "steps": self.learner.steps,
            "seconds": self._seconds(),
            "best": self.best if math.isfinite(self.best) else None,
            "scores": self.last_scores,
            "stale": self.stale,
            "compact": compact,
        }
        return [StateSaved(self.images_seen, self.files.save_state(self.learner.tensors(compact), values))]

    def close(self) -> None:
        """End the processes that draw ahead, where there are any."""
        self._opened.close()

    def finished(self, began: float, why: str, failed: bool = False) -> list[Report]:
        return [Finished(self.images_seen, why, time.monotonic() - began, self.newest, failed)]


def _device(name: str) -> torch.device:
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise TrainingError(say("This machine has no device called {name}.", name=name)) from error
    return device


def _device_name(device: torch.device) -> str:
    if device.type == "cuda":
        return torch.cuda.get_device_name(device)
    if device.type == "mps":
        return "Apple GPU"
    threads = torch.get_num_threads()
    return f"CPU, {threads} thread{'s' * (threads > 1)}"


def _memory(device: torch.device) -> float | None:
    """MiB that were allocated on the device at most."""
    return torch.cuda.max_memory_allocated(device) / 2**20 if device.type == "cuda" else None


def _version() -> str:
    try:
        return metadata.version("inpaint-studio")
    except metadata.PackageNotFoundError:
        return ""
