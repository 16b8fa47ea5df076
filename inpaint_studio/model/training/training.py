"""Training: a run that can be stopped anywhere and gone on with, told as a stream of reports.

Every batch is drawn from (seed, images seen), so a run stopped and resumed is the run that was not. Two families of
batches alternate: thin holes (scratches, text) learn by L1 alone, because what was there is nearly known; thick ones
also learn from the discriminator and from features, because there a blurred mean is the wrong answer.
"""

import json
import math
import os
import shutil
import time
import warnings
from collections.abc import Generator, Iterator
from contextlib import AbstractContextManager, contextmanager, nullcontext
from datetime import UTC, datetime, timedelta
from importlib import metadata
from pathlib import Path
from typing import Any, Literal

import numpy as np
import torch
from PIL import Image
from torch import Tensor, nn
from torch import distributed as dist
from torch.nn.parallel import DistributedDataParallel

from inpaint_studio.files.saving import atomic
from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import CheckpointError, Description
from inpaint_studio.model.nets.config import TrainingConfig
from inpaint_studio.model.nets.discriminator import Discriminator, Judgement, normalised
from inpaint_studio.model.nets.generator import build, count_parameters
from inpaint_studio.model.nets.lpips import Lpips, LpipsError
from inpaint_studio.model.nets.membrane import membrane
from inpaint_studio.model.nets.perceptual import Vgg16, WeightsError
from inpaint_studio.model.nets.precision import has_fast_bfloat16
from inpaint_studio.model.photographs import masks, own_holes, undamaged
from inpaint_studio.model.photographs.dataset import (
    MaskBank,
    Photographs,
    PhotographsError,
    ReadingPhotographs,
    read_photographs,
)
from inpaint_studio.model.training import losses, running, state
from inpaint_studio.model.training.looking import Look, LookError
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
    to_json,
)
from inpaint_studio.model.training.running import Ask, RunBusyError
from inpaint_studio.model.training.state import StateError
from inpaint_studio.model.training.validation import ValidationHoles, gain
from inpaint_studio.sentence import joined, reason, say

THIN: tuple[masks.Kind, ...] = ("scratch", "text")
THICK: tuple[masks.Kind, ...] = ("brush", "blob", "rectangle", "border")

_OUTSIDE, _POOLED, _LATTICE = 0.5, 1.0, 5.0  # weights of those losses
_DENSEST = 0.35  # share of a crop
_COOLEST = 0.03  # share of the learning rate at the very end
_CLIP = 1.0  # longest gradient of the generator; without norm layers one bad batch could undo an hour
_R1_EVERY = 16  # steps, lazy regularisation as in StyleGAN2, section 3.1
_OWN_BANK = 512  # holes cut from a person's masks, each shown in 8 ways
_BANK = 8192  # ready-made holes of each family on a GPU
_LISTEN = 0.2  # seconds between two looks at what is asked from outside
_FIRST_SCORE = 250  # images; twice as many for each after it, until the usual step is reached
_AGREE = 8  # steps between two agreements of several processes
# For a process that neither answers nor ends; one that ends is missed at once. As long as the first one may take to
# judge, while the others wait for it.
_LONGEST_WAIT = timedelta(minutes=30)
_LOST = say("The run stopped because another of its processes has ended or does not answer.")
_LOST_BUT_SAVED = say(
    "The run stopped because another of its processes has ended or does not answer. All that is needed to go on "
    "was saved."
)


class TrainingError(Exception):
    """A run that cannot begin. The message is a sentence for the person."""


def next_score(images_seen: int, every: int) -> int:
    """At how many images a run is scored next: soon at first, so that a run of minutes has something to show as well.

    Counted in images and not in time, so that every process of a run agrees on it.
    """
    usual = (images_seen // every + 1) * every
    early = _FIRST_SCORE
    while early <= images_seen:
        early *= 2
    return min(early, usual) if images_seen < every else usual


def train(config: TrainingConfig) -> Iterator[Report]:
    """Train a generator; the last report is Finished.

    Closing the iterator stops the run and saves its state and a snapshot; so does asking for it from another process
    (`running.ask`). Started by torchrun, every process walks this and only the first one reports and writes.
    Raises TrainingError, a sentence, where the run cannot begin: no photographs, no state to resume, a folder in use.
    Then no new folder is left behind.
    """
    began = time.monotonic()
    try:
        with _Processes() as (rank, world):
            yield from _train(config, rank, world, began)
    except RuntimeError as error:
        if not _is_of_another_process(error):
            raise
        raise TrainingError(_LOST) from error


def _train(config: TrainingConfig, rank: int, world: int, began: float) -> Iterator[Report]:
    if rank == 0 and not running.is_held(config.run):
        running.answer(config.run)  # a question that a run which crashed has left
    run = _Run(config, rank, world)
    with run.in_its_folder():
        yield from run.read()
        yield from run.tell(run.started())
        try:
            why = yield from _walk(run)
        except GeneratorExit:
            run.save_state()
            run.save_snapshot(None)
            raise
        except OSError as error:
            why = say("The run stopped because its folder cannot be written to: {reason}.", reason=error)
            yield from run.tell(run.finished(began, why, failed=True))
            return
        except RuntimeError as error:
            if rank or not _is_of_another_process(error):
                raise
            # All processes have the same nets, so what this one holds is the whole run as of its last step.
            yield from run.tell([*run.save_state(), *run.save_snapshot(None)])
            yield from run.tell(run.finished(began, _LOST_BUT_SAVED, failed=True))
            return
        yield from run.tell(run.finished(began, why, failed=run.broken is not None))


def _walk(run: "_Run") -> Generator[Report, None, str]:
    """Step until the run ends, with everything saved. Returns why it did, a sentence."""
    config = run.config
    if config.patience and not run.images_seen:
        yield from run.judge()  # what it must become better than
    while run.images_seen < config.images:
        run.step()
        if run.is_broken():
            return run.broken_sentence()
        if run.report_due():
            yield from run.tell(run.step_done())
        if run.score_due():
            yield from run.judge()
        if run.is_out_of_patience():
            yield from run.tell(run.roll_back())
            return run.patience_sentence()
        if run.state_due():
            yield from run.tell(run.save_state())
        said = run.said()
        if said == "pause":
            said = yield from run.stand_still()
        if said == "stop":
            yield from run.tell([*run.save_state(), *run.save_snapshot(None)])
            return say("The run was stopped, with all that is needed to go on saved.")
        if said == "time":
            why = say("The {count} minutes are over.", count=f"{config.minutes:g}")
            break
    else:
        why = say("All {count} images are seen.", count=f"{config.images:,}")
    yield from run.tell(run.save_state())
    yield from run.judge()
    if config.patience and run.stale:
        yield from run.tell(run.roll_back())
        why = joined([why, run.patience_sentence()])
    return why


class _Run:
    """One run, between its steps."""

    def __init__(self, config: TrainingConfig, rank: int, world: int) -> None:
        self.config, self.rank, self.world = config, rank, world
        if config.batch % world:
            raise TrainingError(
                say(
                    "A batch of {count} cannot be shared evenly by {processes} processes.",
                    count=config.batch,
                    processes=world,
                )
            )
        if config.patience and world > 1:
            raise TrainingError(say("A run that puts its best back when it gets worse must be of one process."))
        if config.threads:
            torch.set_num_threads(config.threads)
        self.device = _device(config.device)
        self.folder = config.run
        if config.resume and not state.exists(self.folder):
            raise TrainingError(say("There is no run in {folder} to go on with.", folder=self.folder))
        if not config.resume and state.exists(self.folder):
            raise TrainingError(
                say("There is a run in {folder} already: go on with it, or choose another folder.", folder=self.folder)
            )
        self.warnings: list[str] = []
        self._open_weights()
        self._build()
        self.images_seen = 0
        self.steps = 0
        self.seconds_before = 0.0
        self.best = -math.inf
        self.best_at = 0  # images seen
        self.stale = 0  # scores in a row that were no better than the best
        self.last_scores: dict[str, dict[str, float]] = {}
        self.newest: Path | None = None
        if config.resume:
            self._resume()
        self.first = self.images_seen
        self.sums: dict[str, Tensor] = {}
        self.counts: dict[str, int] = {}
        self.broken: str | None = None
        self.clock = self.stepping = self.heard_at = time.monotonic()
        self.reported_at = self.state_at = self.clock
        self.reported_images = self.images_seen
        self.next_score = next_score(self.images_seen, config.sample_every)
        self.banks: dict[tuple[int, bool], MaskBank] = {}
        self.own_banks: dict[int, MaskBank] = {}
        self.holes: ValidationHoles | None = None
        self.log = self.folder / "log.jsonl"
        self.board: Any = None

    # --- beginning ---------------------------------------------------------------------------------------------

    @contextmanager
    def in_its_folder(self) -> Iterator[None]:
        """Make the run's folder and hold it. Where the run cannot begin, what was put there for it is gone again."""
        self.has_begun = False
        before = set(self.folder.iterdir()) if self.folder.is_dir() else None
        try:
            self.folder.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise TrainingError(
                say("The folder {folder} cannot be made: {reason}.", folder=self.folder, reason=error)
            ) from error
        try:
            with nullcontext() if self.rank else running.held(self.folder):
                yield
        except RunBusyError as error:
            raise TrainingError(reason(error)) from error
        finally:
            if not self.has_begun and self.rank == 0:
                _take_away(self.folder, before)

    def read(self) -> Iterator[Report]:
        """Read the photographs, telling how far it is about once a second, and cut the holes to be judged by."""
        config = self.config
        told = time.monotonic()
        photographs: Photographs | None = None
        try:
            # From a file, so that all processes share one copy and a resumed run need not decode again.
            for read in read_photographs(config.places, config.short_side, self.folder / "photographs"):
                if isinstance(read, ReadingPhotographs):
                    if read.done in (0, read.total) or time.monotonic() - told > 1:
                        told = time.monotonic()
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
                held_out = Photographs.read(config.validation)
            elif len(photographs) > 1:
                photographs, held_out = photographs.split(max(1, len(photographs) // 50))
            else:
                held_out = photographs
                self.warnings.append(say("There is only one photograph, so the run is judged on what it learns from."))
        except PhotographsError as error:
            raise TrainingError(reason(error)) from error
        self.photographs = photographs.to(self.device) if self.device.type == "cuda" else photographs
        if self.rank == 0:
            if squares is None:
                self.holes = ValidationHoles.of(held_out, config.validation_pictures, self.device, self.lpips)
            else:
                self.holes = ValidationHoles.of_squares(squares, self.device, self.lpips)
            if config.tensorboard:
                self.board = _tensorboard(self.folder, self.warnings)
        now = time.monotonic()  # reading is counted neither in the minutes nor in the speed
        self.clock = self.stepping = self.reported_at = self.state_at = now

    def _open_weights(self) -> None:
        config = self.config
        try:
            self.own = own_holes.read(config.holes) if config.holes is not None else ()
        except own_holes.OwnHolesError as error:
            raise TrainingError(reason(error)) from error
        try:
            self.look = None if config.look_at is None or self.rank else Look.read(config.look_at)
        except LookError as error:
            raise TrainingError(reason(error)) from error
        try:
            self.lpips = None if config.lpips_weights is None else Lpips.load(config.lpips_weights, self.device)
            self.vgg: Vgg16 | None = None
            if config.perceptual_weights is not None:
                self.vgg = Vgg16(config.perceptual_weights).to(self.device)
        except (WeightsError, LpipsError) as error:
            raise TrainingError(reason(error)) from error

    def _build(self) -> None:
        config = self.config
        torch.manual_seed(config.seed)
        self.generator = build(config.generator).to(self.device)
        self.discriminator = normalised(Discriminator()).to(self.device)
        if config.start_from is not None and not config.resume:
            self._start_from(config.start_from)
        self.average = build(config.generator).to(self.device).requires_grad_(False)
        self.average.load_state_dict(self.generator.state_dict())
        fused = self.device.type in ("cpu", "cuda")
        self.generator_adam = torch.optim.Adam(
            self.generator.parameters(), lr=config.learning_rate, betas=(0.9, 0.99), fused=fused
        )
        self.discriminator_adam = torch.optim.Adam(
            self.discriminator.parameters(), lr=config.learning_rate, betas=(0.5, 0.99), fused=fused
        )
        self.generator_names = [name for name, _ in self.generator.named_parameters()]
        self.discriminator_names = [name for name, _ in self.discriminator.named_parameters()]
        called: nn.Module = torch.compile(self.generator) if config.compile else self.generator  # type: ignore[assignment]
        judged: nn.Module = self.discriminator
        if self.world > 1:
            # Buffers are spectral norm's power iteration, which sees only weights and so agrees everywhere by itself.
            with warnings.catch_warnings():  # torch 2.13 renames the argument, torch 2.11 has no other
                warnings.simplefilter("ignore", FutureWarning)
                called = DistributedDataParallel(called, broadcast_buffers=False)
                judged = DistributedDataParallel(judged, broadcast_buffers=False)
        self.called_generator, self.called_discriminator = called, judged
        self.half = has_fast_bfloat16(self.device) if config.bfloat16 is None else config.bfloat16

    def _start_from(self, path: Path) -> None:
        """Fine-tuning: begin with what another run has learnt. The discriminator begins anew."""
        try:
            given = checkpoint.load(path, device=str(self.device))
        except CheckpointError as error:
            raise TrainingError(reason(error)) from error
        if given.description.config != self.config.generator:
            raise TrainingError(
                say(
                    "{name} cannot be started from: its generator is not built like the preset {preset}.",
                    name=path.name,
                    preset=self.config.preset,
                )
            )
        self.generator.load_state_dict(given.generator.state_dict())

    def _resume(self) -> None:
        try:
            tensors, values = state.read(self.folder)
            saved = values["config"]
            for name in ("preset", "seed", "batch"):
                if saved[name] != getattr(self.config, name):
                    raise TrainingError(
                        say(
                            "The run in {folder} has {what}: it cannot go on with {other}.",
                            folder=self.folder,
                            what=f"{name} {saved[name]}",
                            other=getattr(self.config, name),
                        )
                    )
            for prefix, net in (("generator", self.generator), ("discriminator", self.discriminator)):
                net.load_state_dict(_part(tensors, prefix))
            average = _part(tensors, "average")
            self.average.load_state_dict({k: v.float() for k, v in average.items()})
            state.unpack_optimiser("generator_adam", self.generator_names, self.generator_adam, tensors)
            state.unpack_optimiser("discriminator_adam", self.discriminator_names, self.discriminator_adam, tensors)
            self.images_seen = int(values["images_seen"])
            self.steps = int(values.get("steps", 0))
            self.seconds_before = float(values["seconds"])
            self.best = float(values["best"]) if values["best"] is not None else -math.inf
            self.last_scores = values["scores"]
            self.stale = int(values.get("stale", 0))
        except StateError as error:
            raise TrainingError(reason(error)) from error
        except (KeyError, RuntimeError, TypeError, ValueError) as error:
            raise TrainingError(
                say("The state in {folder} does not fit this run and was left as it is.", folder=self.folder)
            ) from error

    def started(self) -> list[Report]:
        self.has_begun = True
        if self.rank:
            return []
        threads = torch.get_num_threads()
        name = f"CPU, {threads} thread{'s' * (threads > 1)}"
        if self.device.type == "cuda":
            name = torch.cuda.get_device_name(self.device)
        if self.device.type == "mps":
            name = "Apple GPU"
        # For those who look before the first state is saved.
        (self.folder / "config.json").write_text(json.dumps(self.config.to_dict()), encoding="utf-8")
        kind = ", bfloat16" if self.half else ""
        self.hardware = f"{name}{kind}" + (f", {self.world} processes" if self.world > 1 else "")
        return [
            *(Warned(message) for message in self.warnings),
            Started(
                self.hardware,
                count_parameters(self.generator),
                len(self.photographs),
                self.skipped,
                self.images_seen,
                self.config.images,
            ),
        ]

    # --- a step ------------------------------------------------------------------------------------------------

    @property
    def progress(self) -> float:
        """Share of the run that is done, 0..1."""
        return min(1.0, self.images_seen / self.config.images)

    def is_thin(self) -> bool:
        """Which family the batch at `images_seen` belongs to."""
        rng = np.random.default_rng((self.config.seed, self.images_seen, 1))
        return bool(rng.random() < self.config.thin)

    def crop_and_batch(self, thin: bool) -> tuple[int, int]:
        """Thin holes need no wide view; thick ones see larger crops later, in batches of about as many pixels."""
        config = self.config
        crops = (config.crop, *config.crop_later)
        crop = config.crop if thin else crops[min(int(self.progress * len(crops)), len(crops) - 1)]
        share = config.batch * config.crop**2 / crop**2
        batch = max(1, round(share / self.world)) * self.world
        # The very last step takes what is left, so that as many images are seen as were asked for.
        left = -(-(config.images - self.images_seen) // self.world) * self.world
        return crop, min(batch, left) if left > 0 else batch

    def learning_rate(self) -> float:
        """Risen from zero, level, then down along a cosine. Level in between, so that more images can be asked for."""
        config = self.config
        rise = min(1.0, (self.images_seen + 1) / max(1, config.warmup))
        left = (1 - self.progress) / config.cooldown if config.cooldown else 1.0
        fall = 1.0 if left >= 1 else _COOLEST + (1 - _COOLEST) * 0.5 * (1 - math.cos(math.pi * left))
        return config.learning_rate * rise * fall

    def step(self) -> None:
        config = self.config
        thin = self.is_thin()
        crop, batch = self.crop_and_batch(thin)
        share = batch // self.world
        real, mask = self.photographs.batch(
            config.seed,
            self.images_seen + self.rank * share,
            share,
            crop,
            kinds=THIN if thin else THICK,
            bank=self._own_bank(crop) or self._bank(crop, thin),
        )
        if thin:
            mask = denser(mask, self.images_seen + self.rank * share)
        base = membrane(real, mask)
        for optimiser, factor in ((self.generator_adam, 1.0), (self.discriminator_adam, config.discriminator_rate)):
            for group in optimiser.param_groups:
                group["lr"] = self.learning_rate() * factor
        with self._autocast():
            fake = self.called_generator(real, mask, base)
        unit = losses.units(base, real, mask)
        parts = {"l1": losses.masked_l1(fake, real, mask, unit)}
        loss = parts["l1"] + _OUTSIDE * losses.outside_l1(fake, real, mask)
        if not thin:
            parts["pooled"] = losses.pooled_l1(fake, real, mask, unit)
            loss = loss + _POOLED * parts["pooled"]
            if self.vgg is not None and self.progress >= config.perceptual_from:
                parts["perceptual"] = self._perceptual(fake, real, mask)
                parts["lattice"] = losses.lattice(fake, mask, unit)
                loss = loss + config.perceptual * parts["perceptual"] + _LATTICE * parts["lattice"]
            if self.progress >= config.adversarial_from:
                loss = loss + self._adversarial(real, fake, mask, parts)
        self.generator_adam.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self.generator.parameters(), _CLIP)
        self._count("l1 thin" if thin else "l1", parts.pop("l1"))
        for name, value in parts.items():
            self._count(name, value)
        self._count("gradient", norm)
        if self.device.type == "cpu" and not bool(torch.isfinite(norm)):
            self.broken = "gradient"
            return
        self.generator_adam.step()
        self.images_seen += batch
        self.steps += 1
        self._follow(batch)

    def _perceptual(self, fake: Tensor, real: Tensor, mask: Tensor) -> Tensor:
        # Every step from another corner and at another size, so that no place of the fill always meets the same place
        # of the pooling cells, and no pattern of any period pleases them twice. The golden ratio spreads the sizes.
        assert self.vgg is not None
        down, right = self.steps % 8, self.steps // 8 % 8
        smaller = self.config.perceptual_smaller * 2 ** (self.steps * 0.6180339887 % 1 - 0.5)
        fake, real, mask = (x[..., down:, right:] for x in (fake, real, mask))
        with self._autocast():
            return self.vgg.distance(fake, real, mask, max(1.0, smaller))

    def _adversarial(self, real: Tensor, fake: Tensor, mask: Tensor, parts: dict[str, Tensor]) -> Tensor:
        """Teach the discriminator one step, then ask it and the features about the fake."""
        config = self.config
        begun = max(0.0, (self.progress - config.adversarial_from) / max(1e-6, 1 - config.adversarial_from))
        # λ doubles until the end; in the first hundredth the discriminator finds its feet.
        strength = config.adversarial * (1 + begun) * min(1.0, begun / 0.01)
        matching = config.matching * (1 + begun) * min(1.0, begun / 0.01)
        composite = torch.where(mask > 0, fake, real)
        known = real * (1 - mask)
        self.discriminator.requires_grad_(True)
        seen_real, seen_fake = self._augmented(real, known), self._augmented(composite.detach(), known)
        with self._autocast():
            both: Judgement = self.called_discriminator(
                torch.cat([seen_real[0], seen_fake[0]]), torch.cat([seen_real[1], seen_fake[1]])
            )
        of_real, of_fake = both.logits.chunk(2)
        parts["discriminator"] = losses.adversarial_of_discriminator(of_real, of_fake, mask)
        self.discriminator_adam.zero_grad(set_to_none=True)
        parts["discriminator"].backward()  # type: ignore[no-untyped-call]
        if config.r1 and self.steps % _R1_EVERY == 0:
            wanted = real.detach().clone().requires_grad_(True)
            penalty = losses.r1_penalty(self.called_discriminator(wanted, known).logits, wanted)
            (penalty * (config.r1 * _R1_EVERY)).backward()  # type: ignore[no-untyped-call]
            parts["r1"] = penalty
        self.discriminator_adam.step()
        self.discriminator.requires_grad_(False)  # from here on it is only asked
        seen_fake = self._augmented(composite, known)
        with self._autocast():
            asked: Judgement = self.discriminator(*seen_fake)
            with torch.no_grad():
                wanted_features = self.discriminator(*self._augmented(real, known)).features
        parts["adversarial"] = losses.adversarial_of_generator(asked.logits, mask)
        parts["matching"] = losses.feature_matching(asked.features, wanted_features)
        loss = strength * parts["adversarial"] + matching * parts["matching"]
        return loss

    def _augmented(self, picture: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
        """DiffAugment, the same for both and for every call within a step."""
        if not self.config.augment:
            return picture, known
        numbers = torch.Generator().manual_seed(self.config.seed * 1_000_003 + self.images_seen * 64 + self.rank)
        first, second = losses.diff_augment(torch.cat([picture, known], dim=1), numbers).chunk(2, dim=1)
        return first, second

    def _follow(self, batch: int) -> None:
        """The average of the generator forgets by half in `average` images, sooner while the run is young."""
        half_life = min(self.config.average, max(1.0, 0.1 * self.images_seen))
        weight = 1 - 0.5 ** (batch / half_life)
        torch._foreach_lerp_(list(self.average.parameters()), list(self.generator.parameters()), weight)

    def _own_bank(self, crop: int) -> MaskBank | None:
        """Holes cut from the person's own masks, for every second batch."""
        if not self.own or np.random.default_rng((self.config.seed, self.images_seen, 2)).random() < 0.5:
            return None
        if crop not in self.own_banks:
            self.own_banks[crop] = MaskBank(
                crop, _OWN_BANK, self.config.seed, device=self.photographs.device, own=self.own
            )
        return self.own_banks[crop]

    def _bank(self, crop: int, thin: bool) -> MaskBank | None:
        if self.device.type != "cuda":
            return None
        key = (crop, thin)
        if key not in self.banks:
            kinds = THIN if thin else THICK
            self.banks[key] = MaskBank(crop, _BANK, seed=self.config.seed, kinds=kinds, device=self.device)
        return self.banks[key]

    def _autocast(self) -> AbstractContextManager[Any]:
        return torch.autocast(self.device.type, torch.bfloat16) if self.half else nullcontext()

    def _count(self, name: str, value: Tensor) -> None:
        value = value.detach().float()
        self.sums[name] = self.sums[name] + value if name in self.sums else value
        self.counts[name] = self.counts.get(name, 0) + 1

    # --- telling -----------------------------------------------------------------------------------------------

    def tell(self, reports: list[Report]) -> Iterator[Report]:
        """Log and pass on; processes other than the first say nothing."""
        if self.rank:
            return
        for report in reports:
            line = json.dumps(to_json(report) | {"at": datetime.now(UTC).isoformat("T", "seconds")})
            with self.log.open("a", encoding="utf-8") as log:  # for each line: a run may end in many ways
                log.write(line + "\n")
            self._board(report)
            yield report

    def _board(self, report: Report) -> None:
        if self.board is None:
            return
        match report:
            case StepDone():
                for name, value in report.losses.items():
                    self.board.add_scalar(f"loss/{name}", value, report.images_seen)
            case Validated():
                for kind, scores in report.scores.items():
                    for name, value in scores.items():
                        self.board.add_scalar(f"{name}/{kind}", value, report.images_seen)
            case Samples():
                self.board.add_image("samples", report.sheet, report.images_seen, dataformats="HWC")
            case Finished():
                self.board.close()
            case _:
                pass

    def report_due(self) -> bool:
        return time.monotonic() - self.reported_at >= self.config.report_every

    def score_due(self) -> bool:
        return self.images_seen >= self.next_score

    def state_due(self) -> bool:
        return self.rank == 0 and time.monotonic() - self.state_at >= 60 * self.config.state_minutes

    def said(self) -> Ask | Literal["time"] | None:
        """What ends or holds up the run from outside: its minutes, or somebody who asks. The same in all processes."""
        if self.world == 1:
            return self._heard()
        if self.steps % _AGREE:
            return None
        return self._agreed(self._heard() if self.rank == 0 else None)

    def _heard(self) -> Ask | Literal["time"] | None:
        now = time.monotonic()
        if self.config.minutes is not None and now - self.stepping >= 60 * self.config.minutes:
            return "time"
        if now - self.heard_at < _LISTEN:
            return None
        self.heard_at = now
        return running.asked(self.folder)

    def _agreed(self, said: Ask | Literal["time"] | None) -> Ask | Literal["time"] | None:
        """What the first process says."""
        words: tuple[Ask | Literal["time"] | None, ...] = (None, "pause", "stop", "time")
        number = torch.tensor([words.index(said)], device=self.device)
        dist.broadcast(number, src=0)
        return words[int(number.item())]

    def stand_still(self) -> Generator[Report, None, Ask | Literal["time"] | None]:
        """Until the pause is over. Returns what was asked instead, if anything. The time is counted nowhere."""
        since = time.monotonic()
        yield from self.tell([*self.save_state(), Paused(self.images_seen)])
        said: Ask | Literal["time"] | None = "pause"
        while said == "pause":
            time.sleep(_LISTEN)
            said = running.asked(self.folder) if self.rank == 0 else None
            if self.world > 1:
                said = self._agreed(said)
        stood = time.monotonic() - since
        self.clock += stood
        self.stepping += stood
        self.reported_at += stood
        self.state_at += stood
        return said

    def is_broken(self) -> bool:
        """Numbers that are no numbers: looked for at every step on a CPU, at reports on a GPU, where looking waits.

        Several processes decide it together, after the same step: one that left alone would be waited for by the rest.
        """
        if self.world > 1:
            if self.device.type == "cpu" or self.steps % _AGREE == 0:
                self.broken = self._first_of_all(self.broken or self._not_a_number())
        elif self.broken is None and (self.report_due() or self.score_due() or self.state_due()):
            self.broken = self._not_a_number()
        return self.broken is not None

    def _not_a_number(self) -> str | None:
        return next((name for name, value in self.sums.items() if not bool(torch.isfinite(value))), None)

    def _first_of_all(self, mine: str | None) -> str | None:
        """What the first process that has something to say says; the same in all of them."""
        first = torch.tensor(self.world if mine is None else self.rank, device=self.device)
        dist.all_reduce(first, dist.ReduceOp.MIN)
        if int(first) == self.world:
            return None
        said = [mine]
        dist.broadcast_object_list(said, src=int(first), device=self.device)
        return said[0]

    def broken_sentence(self) -> str:
        kept = say(" The last good snapshot is {path}.", path=self.newest) if self.newest else ""
        return say(
            "The run stopped because its {loss} is no longer a number.{kept} A lower learning rate may help.",
            loss=self.broken,
            kept=kept,
        )

    def step_done(self) -> list[Report]:
        now = time.monotonic()
        speed = (self.images_seen - self.reported_images) / max(1e-9, now - self.reported_at)
        means = {name: float(value) / self.counts[name] for name, value in self.sums.items()}
        self.sums, self.counts = {}, {}
        self.reported_at, self.reported_images = now, self.images_seen
        crop, _ = self.crop_and_batch(thin=False)
        return [StepDone(self.images_seen, means, speed, self.learning_rate(), crop)]

    def judge(self) -> Iterator[Report]:
        """Score the average on the validation holes, draw the sheet, save a snapshot."""
        self.next_score = next_score(self.images_seen, self.config.sample_every)
        if self.holes is None:
            return
        started = time.monotonic()
        self.average.eval()
        self.last_scores = self.holes.score(self.average)
        sheet = self.holes.sheet(self.average)
        folder = self.folder / "samples"
        folder.mkdir(exist_ok=True)
        path = folder / f"{self.images_seen:08}.png"
        Image.fromarray(sheet).save(path)
        yield from self.tell([Validated(self.images_seen, self.last_scores), Samples(self.images_seen, sheet, path)])
        if self.look is not None:
            folder = self.folder / "looks"
            folder.mkdir(exist_ok=True)
            path = folder / f"{self.images_seen:08}.png"
            Image.fromarray(self.look.sheet(self.average, self.device)).save(path)
            yield from self.tell([Looked(self.images_seen, path)])
        score = gain(self.last_scores)
        self.stale = 0 if score > self.best else self.stale + 1
        yield from self.tell(self.save_snapshot(score))
        self.reported_at += time.monotonic() - started  # the time of judging is no time of learning

    def is_out_of_patience(self) -> bool:
        return 0 < self.config.patience <= self.stale

    def roll_back(self) -> list[Report]:
        """Put the best generator of the run back: as the newest snapshot, and to go on from."""
        best = checkpoint.load(self.folder / "best.safetensors")
        for net in (self.average, self.generator):
            net.load_state_dict(best.generator.state_dict())
        self.best_at = best.description.images_seen
        self.last_scores = {kind: dict(scores) for kind, scores in best.description.scores.items()}
        best_path = self.folder / "best.safetensors"
        with best_path.open("rb") as source, atomic.new_file(self.folder / "latest.safetensors") as file:
            shutil.copyfileobj(source, file)
        self.newest = self.folder / "latest.safetensors"
        return [*self.save_state(), CheckpointSaved(self.images_seen, self.newest, False)]

    def patience_sentence(self) -> str:
        if self.best_at == 0:
            return say("Held-out scores only became worse, so what it began with was put back.")
        return say(
            "Held-out scores became worse again, so the best, after {count} images, was put back.",
            count=f"{self.best_at:,}",
        )

    def save_snapshot(self, score: float | None) -> list[Report]:
        """latest.safetensors, and best.safetensors where `score` is the best so far."""
        if self.rank:
            return []
        # Before the discriminator has learnt anything its opinion is worth nothing.
        discriminator = self.discriminator if self.discriminator_adam.state else None
        names = ["outside L1", "pooled L1", "masked L1"]
        if discriminator is not None:
            names += ["adversarial", "feature matching"]
        if self.vgg is not None and self.progress >= self.config.perceptual_from:
            names += ["VGG16 features", "lattice"]
        description = Description(
            config=self.config.generator,
            preset=self.config.preset,
            images_seen=self.images_seen,
            data=self._data(),
            losses=tuple(names),
            scores=self.last_scores,
            date=datetime.now(UTC).isoformat("T", "seconds"),
            hours=round((self.seconds_before + time.monotonic() - self.clock) / 3600, 3),
            hardware=self.hardware,
            version=_version(),
        )
        weights = self.average.state_dict()
        reports: list[Report] = []
        is_best = score is not None and score > self.best
        try:
            self.newest = self.folder / "latest.safetensors"
            checkpoint.save(self.newest, weights, description, discriminator)
            if self.config.keep:
                keep_snapshot(self.newest, self.folder / "snapshots", self.images_seen, self.config.keep)
            if is_best and score is not None:
                self.best = score
                checkpoint.save(self.folder / "best.safetensors", weights, description, discriminator)
        except CheckpointError as error:
            return [Warned(reason(error))]
        reports.append(CheckpointSaved(self.images_seen, self.newest, is_best))
        return reports

    def _data(self) -> str:
        if self.config.damage is not None:
            return f"the undamaged part of {self.config.photographs.name}"
        names = ", ".join(place.name for place in self.config.places)
        return f"{len(self.photographs):,} photographs of {names}"

    def save_state(self) -> list[Report]:
        self.state_at = time.monotonic()
        if self.rank:
            return []
        compact = self.config.compact
        average = {k: v.half() if compact else v for k, v in self.average.state_dict().items()}
        tensors = {
            **{f"generator.{k}": v for k, v in self.generator.state_dict().items()},
            **{f"discriminator.{k}": v for k, v in self.discriminator.state_dict().items()},
            **{f"average.{k}": v for k, v in average.items()},
            **state.pack_optimiser("generator_adam", self.generator_names, self.generator_adam, compact),
            **state.pack_optimiser("discriminator_adam", self.discriminator_names, self.discriminator_adam, compact),
        }
        values = {
            "config": self.config.to_dict(),
            "images_seen": self.images_seen,
            "steps": self.steps,
            "seconds": self.seconds_before + time.monotonic() - self.clock,
            "best": self.best if math.isfinite(self.best) else None,
            "scores": self.last_scores,
            "stale": self.stale,
            "compact": compact,
        }
        return [StateSaved(self.images_seen, state.write(self.folder, tensors, values))]

    def finished(self, began: float, why: str, failed: bool = False) -> list[Report]:
        return [Finished(self.images_seen, why, time.monotonic() - began, self.newest, failed)]


def _take_away(folder: Path, before: set[Path] | None) -> None:
    """All that came into a folder since; the folder itself where it was not there."""
    if before is None:
        shutil.rmtree(folder, ignore_errors=True)
        return
    for path in set(folder.iterdir()) - before:
        if path.is_dir():
            shutil.rmtree(path, ignore_errors=True)
        else:
            path.unlink(missing_ok=True)


def keep_snapshot(path: Path, folder: Path, images_seen: int, most: int) -> None:
    """Keep the checkpoint at `path` in `folder` under its images seen, costing no space while both are there.

    Of more than `most` (at least 3) the ones closest to their neighbours go; the first and the newest stay.
    """
    folder.mkdir(exist_ok=True)
    kept = folder / f"{images_seen:08}.safetensors"
    kept.unlink(missing_ok=True)
    try:
        os.link(path, kept)  # the original is only ever replaced, never written into
    except OSError:  # a disk without hard links
        shutil.copyfile(path, kept)
    found = sorted((int(p.stem), p) for p in folder.glob("*.safetensors") if p.stem.isdecimal())
    while len(found) > most:
        inner = min(range(1, len(found) - 1), key=lambda i: found[i + 1][0] - found[i - 1][0])
        found.pop(inner)[1].unlink()


def denser(mask: Tensor, first: int) -> Tensor:
    """Thin holes joined with their own mirror images, so that one crop teaches up to four times as much.

    mask: (B, 1, H, W), crops number `first` and on. Every fourth crop stays as it was drawn, and so does one that would
    become more hole than `_DENSEST`, because then its holes are thin no longer.
    """
    both = torch.maximum(mask, mask.flip(3))
    both = torch.maximum(both, both.flip(2))
    drawn = (torch.arange(len(mask), device=mask.device) + first) % 4 == 0
    keep = drawn[:, None, None, None] | (both.mean(dim=(1, 2, 3), keepdim=True) > _DENSEST)
    return torch.where(keep, mask, both)


def _part(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {k.removeprefix(f"{prefix}."): v for k, v in tensors.items() if k.startswith(f"{prefix}.")}


def _device(name: str) -> torch.device:
    if name == "auto":
        name = "cuda" if torch.cuda.is_available() else "mps" if torch.backends.mps.is_available() else "cpu"
    try:
        device = torch.device(name)
        torch.empty(1, device=device)
    except (RuntimeError, AssertionError) as error:
        raise TrainingError(say("This machine has no device called {name}.", name=name)) from error
    return device


class _Processes:
    """The process group that torchrun asks for by its environment variables, if it does."""

    def __enter__(self) -> tuple[int, int]:
        self.ours = "WORLD_SIZE" in os.environ and not dist.is_initialized() and int(os.environ["WORLD_SIZE"]) > 1
        if self.ours:
            if torch.cuda.is_available():
                torch.cuda.set_device(int(os.environ.get("LOCAL_RANK", "0")))
            backend = "nccl" if torch.cuda.is_available() else "gloo"
            dist.init_process_group(backend, timeout=_LONGEST_WAIT)
        return (dist.get_rank(), dist.get_world_size()) if dist.is_initialized() else (0, 1)

    def __exit__(self, *error: object) -> None:
        # NCCL would wait for those that are gone; the end of the process takes its group along.
        if self.ours and not (isinstance(error[1], Exception) and dist.get_backend() == "nccl"):
            dist.destroy_process_group()


def _is_of_another_process(error: RuntimeError) -> bool:
    """Whether an error says that another process of the run cannot be reached any more. Gloo says so in words."""
    return isinstance(error, dist.DistError) or "gloo" in str(error).lower()


def _tensorboard(folder: Path, warnings: list[str]) -> Any:
    try:
        from torch.utils.tensorboard import SummaryWriter
    except ImportError:
        warnings.append(say("TensorBoard is not installed, so its events are not written; log.jsonl has them all."))
        return None
    return SummaryWriter(str(folder / "tensorboard"))


def _version() -> str:
    try:
        return metadata.version("inpaint-studio")
    except metadata.PackageNotFoundError:
        return ""
