"""The learner: the nets of a run, their optimisers, and one step of them.

Two families of batches alternate: thin holes (scratches, text) learn by L1 alone, because their content is nearly
determined; thick ones also by adversarial and feature losses, because L1 alone gives a blurred mean there.
"""

from collections.abc import Mapping
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Any

import torch
from torch import Tensor, nn

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.model.nets import precision
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.dense_membrane import dense_membrane
from inpaint_studio.model.nets.discriminator import Discriminator, Judgement, normalised
from inpaint_studio.model.nets.membrane import membrane
from inpaint_studio.model.nets.perceptual import Vgg16, WeightsError
from inpaint_studio.model.nets.precision import has_fast_bfloat16
from inpaint_studio.model.training import losses, state
from inpaint_studio.model.training.batches import Batch
from inpaint_studio.model.training.compiling import CompiledGenerator
from inpaint_studio.model.training.config import TrainingConfig, TrainingError
from inpaint_studio.model.training.processes import Processes
from inpaint_studio.model.training.schedule import Schedule
from inpaint_studio.sentence import reason, say

_OUTSIDE, _POOLED, _LATTICE = 0.5, 1.0, 5.0  # weights of those losses
_CLIP = 1.0  # longest gradient of the generator; without norm layers one bad batch could undo an hour
_COMPILING = 0.2  # share of a session of limited minutes: each size of crop is compiled anew
_R1_EVERY = 16  # steps, lazy regularisation as in StyleGAN2, section 3.1


class Learner:
    """Nets, optimisers and counters: everything that changes with a step."""

    def __init__(self, config: TrainingConfig, schedule: Schedule, processes: Processes, device: torch.device) -> None:
        """Raises TrainingError for unusable weights."""
        self.config, self.schedule, self.processes, self.device = config, schedule, processes, device
        self.vgg = _perceptual_net(config, device)
        torch.manual_seed(config.seed)
        self.generator = build(config.generator).to(device)
        self.discriminator = normalised(Discriminator()).to(device)
        self._runs_ahead = precision.runs_ahead(device)
        self._membrane = dense_membrane if self._runs_ahead else membrane
        if config.start_from is not None and not config.resume:
            self._start_from(config.start_from)
        self.average = build(config.generator).to(device).requires_grad_(False)
        self.average.load_state_dict(self.generator.state_dict())
        if self._runs_ahead:  # the generator has it already
            self.discriminator.to(memory_format=torch.channels_last)  # type: ignore[call-overload]
        fused = device.type in ("cpu", "cuda")
        self.generator_adam = torch.optim.Adam(
            self.generator.parameters(), lr=config.learning_rate, betas=(0.9, 0.99), fused=fused
        )
        self.discriminator_adam = torch.optim.Adam(
            self.discriminator.parameters(), lr=config.learning_rate, betas=(0.5, 0.99), fused=fused
        )
        self._generator_names = [name for name, _ in self.generator.named_parameters()]
        self._discriminator_names = [name for name, _ in self.discriminator.named_parameters()]
        most = None if config.minutes is None else _COMPILING * 60 * config.minutes
        self.compiled = CompiledGenerator(self.generator, most) if config.compile else None
        self.may_compile = False  # later than the first report, so that it comes early
        self._called_generator = processes.distributed(self.compiled or self.generator)
        self._called_discriminator = processes.distributed(self.discriminator)
        self.half = has_fast_bfloat16(device) if config.bfloat16 is None else config.bfloat16
        self.images_seen = 0
        self.steps = 0
        self.broken: str | None = None  # name of the first non-finite quantity
        self.sums: dict[str, Tensor] = {}  # of each loss since the last report
        self._counts: dict[str, int] = {}

    def _start_from(self, path: Path) -> None:
        """Fine-tuning: start from the generator of another run, with a new discriminator."""
        try:
            begun = checkpoint.load_any(path, device=str(self.device))
        except CheckpointError as error:
            raise TrainingError(reason(error)) from error
        if begun.description.config != self.config.generator:
            raise TrainingError(
                say(
                    "{name} cannot be started from: its generator is not built like the preset {preset}.",
                    name=path.name,
                    preset=self.config.preset if self.config.task == "fill" else f"enlarge x{self.config.factor}",
                )
            )
        self.generator.load_state_dict(begun.generator.state_dict())

    # --- a step ------------------------------------------------------------------------------------------------

    def learning_rate(self) -> float:
        return self.schedule.learning_rate(self.images_seen)

    def step(self, batch: Batch) -> None:
        """One training step. For a non-finite gradient `broken` is set and the weights are unchanged."""
        config = self.config
        real, mask, thin = batch.real, batch.mask, batch.is_thin
        base = self._membrane(real, mask)
        fake = self._generated(real, mask, base)
        unit = losses.units(base, real, mask)
        parts = {"l1": losses.masked_l1(fake, real, mask, unit)}
        loss = parts["l1"] + _OUTSIDE * losses.outside_l1(fake, real, mask)
        if not thin:
            parts["pooled"] = losses.pooled_l1(fake, real, mask, unit)
            loss = loss + _POOLED * parts["pooled"]
            if self.vgg is not None and self.schedule.has_perceptual(self.images_seen):
                parts["perceptual"] = self._perceptual(self.vgg, fake, real, mask)
                parts["lattice"] = losses.lattice(fake, mask, unit)
                loss = loss + config.perceptual * parts["perceptual"] + _LATTICE * parts["lattice"]
            if self.schedule.has_adversarial(self.images_seen):
                composite = torch.where(mask > 0, fake, real)
                loss = loss + self._adversarial(real, composite, real * (1 - mask), mask, parts)
        self._learn(loss, parts, batch)

    def _generated(self, *inputs: Tensor) -> Tensor:
        """What the generator makes of its inputs, at the learning rate that is due."""
        factors = ((self.generator_adam, 1.0), (self.discriminator_adam, self.config.discriminator_rate))
        for optimiser, factor in factors:
            for group in optimiser.param_groups:
                group["lr"] = self.learning_rate() * factor
        if self.compiled is not None and self.may_compile:
            self.compiled.prepare(inputs, self._autocast)
        with self._autocast():
            fake: Tensor = self._called_generator(*inputs)
        return fake

    def _learn(self, loss: Tensor, parts: dict[str, Tensor], batch: Batch) -> None:
        """Take the step of the generator, and of its average."""
        self.generator_adam.zero_grad(set_to_none=True)
        loss.backward()  # type: ignore[no-untyped-call]
        norm = nn.utils.clip_grad_norm_(self.generator.parameters(), _CLIP)
        self._count("l1 thin" if batch.is_thin else "l1", parts.pop("l1"))
        for name, value in parts.items():
            self._count(name, value)
        self._count("gradient", norm)
        if not self._runs_ahead and not bool(torch.isfinite(norm)):
            self.broken = "gradient"
            return
        self.generator_adam.step()
        self.images_seen += batch.count
        self.steps += 1
        weight = self.schedule.weight_of_average(self.images_seen, batch.count)
        torch._foreach_lerp_(list(self.average.parameters()), list(self.generator.parameters()), weight)

    def _perceptual(self, vgg: Vgg16, fake: Tensor, real: Tensor, mask: Tensor) -> Tensor:
        # Offset and scale vary with every step, so that no pixel of the fill always falls on the same phase of the
        # pooling cells, and no periodic pattern lowers the loss twice. The golden ratio spreads the scales.
        down, right = self.steps % 8, self.steps // 8 % 8
        smaller = self.config.perceptual_smaller * 2 ** (self.steps * 0.6180339887 % 1 - 0.5)
        fake, real, mask = (x[..., down:, right:] for x in (fake, real, mask))
        with self._autocast():
            # cuDNN plans every new size anew, and there would be thousands.
            return vgg.distance(fake, real, mask, max(1.0, smaller), multiple_of=8 if self._runs_ahead else 1)

    def _adversarial(
        self, real: Tensor, composite: Tensor, known: Tensor, mask: Tensor, parts: dict[str, Tensor]
    ) -> Tensor:
        """One discriminator step, then the adversarial and feature-matching losses of the generator.

        known: what the discriminator is told of the picture in both cases.
        """
        config = self.config
        self.discriminator.requires_grad_(True)
        real_pair, fake_pair = self._augmented(real, known), self._augmented(composite.detach(), known)
        with self._autocast():
            both: Judgement = self._called_discriminator(
                torch.cat([real_pair[0], fake_pair[0]]), torch.cat([real_pair[1], fake_pair[1]])
            )
        of_real, of_fake = both.logits.chunk(2)
        parts["discriminator"] = losses.adversarial_of_discriminator(of_real, of_fake, mask)
        self.discriminator_adam.zero_grad(set_to_none=True)
        parts["discriminator"].backward()  # type: ignore[no-untyped-call]
        if config.r1 and self.steps % _R1_EVERY == 0:
            real_input = real.detach().clone().requires_grad_(True)
            penalty = losses.r1_penalty(self._called_discriminator(real_input, known).logits, real_input)
            (penalty * (config.r1 * _R1_EVERY)).backward()  # type: ignore[no-untyped-call]
            parts["r1"] = penalty
        self.discriminator_adam.step()
        self.discriminator.requires_grad_(False)  # frozen for the generator's losses
        fake_pair = self._augmented(composite, known)
        with self._autocast():
            judgement: Judgement = self.discriminator(*fake_pair)
            with torch.no_grad():
                real_features = self.discriminator(*self._augmented(real, known)).features
        parts["adversarial"] = losses.adversarial_of_generator(judgement.logits, mask)
        parts["matching"] = losses.feature_matching(judgement.features, real_features)
        adversarial, matching = self.schedule.adversarial_weights(self.images_seen)
        loss = adversarial * parts["adversarial"] + matching * parts["matching"]
        return loss

    def _augmented(self, picture: Tensor, known: Tensor) -> tuple[Tensor, Tensor]:
        """DiffAugment, identical for both and for every call within a step."""
        if not self.config.augment:
            return picture, known
        seed = self.config.seed * 1_000_003 + self.images_seen * 64 + self.processes.rank
        numbers = torch.Generator().manual_seed(seed)
        first, second = losses.diff_augment(torch.cat([picture, known], dim=1), numbers).chunk(2, dim=1)
        return first, second

    def _autocast(self) -> AbstractContextManager[Any]:
        return torch.autocast(self.device.type, torch.bfloat16) if self.half else nullcontext()

    # --- losses ------------------------------------------------------------------------------------------------

    def _count(self, name: str, value: Tensor) -> None:
        value = value.detach().float()
        self.sums[name] = self.sums[name] + value if name in self.sums else value
        self._counts[name] = self._counts.get(name, 0) + 1

    def mean_losses(self) -> dict[str, float]:
        """Mean losses of the steps since the last call."""
        means = {name: float(value) / self._counts[name] for name, value in self.sums.items()}
        self.sums, self._counts = {}, {}
        return means

    def not_a_number(self) -> str | None:
        """The first loss with a non-finite sum. On a GPU this synchronises with the device."""
        return next((name for name, value in self.sums.items() if not bool(torch.isfinite(value))), None)

    def loss_names(self) -> tuple[str, ...]:
        """Names of the losses in use, for the description of a checkpoint."""
        names = ["outside L1", "pooled L1", "masked L1"]
        if self.trained_discriminator is not None:
            names += ["adversarial", "feature matching"]
        if self.vgg is not None and self.schedule.has_perceptual(self.images_seen):
            names += ["VGG16 features", "lattice"]
        return tuple(names)

    @property
    def trained_discriminator(self) -> Discriminator | None:
        """None before its first training step."""
        return self.discriminator if self.discriminator_adam.state else None

    # --- as a training state -----------------------------------------------------------------------------------

    def tensors(self, compact: bool) -> dict[str, Tensor]:
        average = {k: v.half() if compact else v for k, v in self.average.state_dict().items()}
        return {
            **{f"generator.{k}": v for k, v in self.generator.state_dict().items()},
            **{f"discriminator.{k}": v for k, v in self.discriminator.state_dict().items()},
            **{f"average.{k}": v for k, v in average.items()},
            **state.pack_optimiser("generator_adam", self._generator_names, self.generator_adam, compact),
            **state.pack_optimiser("discriminator_adam", self._discriminator_names, self.discriminator_adam, compact),
        }

    def restore(self, tensors: Mapping[str, Tensor], images_seen: int, steps: int) -> None:
        """Restore from the result of `tensors`. Raises KeyError, RuntimeError or ValueError where it does not fit."""
        for prefix, net in (("generator", self.generator), ("discriminator", self.discriminator)):
            net.load_state_dict(_part(tensors, prefix))
        self.average.load_state_dict({k: v.float() for k, v in _part(tensors, "average").items()})
        state.unpack_optimiser("generator_adam", self._generator_names, self.generator_adam, tensors)
        state.unpack_optimiser("discriminator_adam", self._discriminator_names, self.discriminator_adam, tensors)
        self.images_seen, self.steps = images_seen, steps

    def put_back(self, weights: Mapping[str, Tensor]) -> None:
        """Replace the weights of the generator and its average."""
        for net in (self.average, self.generator):
            net.load_state_dict(weights)


def _part(tensors: Mapping[str, Tensor], prefix: str) -> dict[str, Tensor]:
    return {k.removeprefix(f"{prefix}."): v for k, v in tensors.items() if k.startswith(f"{prefix}.")}


def _perceptual_net(config: TrainingConfig, device: torch.device) -> Vgg16 | None:
    if config.perceptual_weights is None:
        return None
    try:
        return Vgg16(config.perceptual_weights).to(device)
    except WeightsError as error:
        raise TrainingError(reason(error)) from error
