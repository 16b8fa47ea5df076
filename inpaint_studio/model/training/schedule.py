"""The schedule of a run: crop, batch, family of holes and learning rate, each a function of the images seen.

Independent of weights and time, so a resumed run continues as if uninterrupted.
"""

import math
from dataclasses import dataclass

import numpy as np

from inpaint_studio.model.training.config import TrainingConfig

_COOLEST = 0.03  # share of the learning rate at the very end
_FIRST_SCORE = 250  # images; doubled for each next one, up to the usual interval


@dataclass(frozen=True)
class Schedule:
    """The schedule of one run on `world` processes."""

    config: TrainingConfig
    world: int = 1

    def progress(self, images_seen: int) -> float:
        """Completed share of the run, 0..1."""
        return min(1.0, images_seen / self.config.images)

    def is_thin(self, images_seen: int) -> bool:
        """Whether the batch at `images_seen` has thin holes."""
        if self.config.task == "enlarge":
            return False
        rng = np.random.default_rng((self.config.seed, images_seen, 1))
        return bool(rng.random() < self.config.thin)

    def has_own_holes(self, images_seen: int) -> bool:
        """Whether the batch at `images_seen` gets holes cut from the person's masks: every second one on average."""
        return bool(np.random.default_rng((self.config.seed, images_seen, 2)).random() >= 0.5)

    def crop_and_batch(self, images_seen: int, thin: bool) -> tuple[int, int]:
        """Thin holes need little context; thick ones get larger crops later, in batches of about as many pixels."""
        config = self.config
        crops = (config.crop, *config.crop_later)
        crop = config.crop if thin else crops[min(int(self.progress(images_seen) * len(crops)), len(crops) - 1)]
        share = config.batch * config.crop**2 / crop**2
        batch = max(1, round(share / self.world)) * self.world
        # The last step is smaller, so that exactly the requested number of images is seen.
        remaining = -(-(config.images - images_seen) // self.world) * self.world
        return crop, min(batch, remaining) if remaining > 0 else batch

    def families(self, images_seen: int) -> list[tuple[int, bool]]:
        """(crop, whether holes are thin) of the batches from `images_seen` on, in the order they first come in.

        A run that enlarges has no holes.
        """
        config = self.config
        if config.task == "enlarge":
            return []
        crops = (config.crop, *config.crop_later)
        at = min(int(self.progress(images_seen) * len(crops)), len(crops) - 1)
        thin = [(config.crop, True)] if config.thin > 0 else []
        thick = [(crop, False) for crop in dict.fromkeys(crops[at:])] if config.thin < 1 else []
        return [*thick[:1], *thin, *thick[1:]]

    def is_turned(self, images_seen: int) -> bool:
        """Whether the batch at `images_seen` of a run that enlarges is turned by a quarter: every second one."""
        return bool(np.random.default_rng((self.config.seed, images_seen, 3)).random() >= 0.5)

    def learning_rate(self, images_seen: int) -> float:
        """Linear warm-up, constant, then cosine decay. Constant in between, so that runs can be extended."""
        config = self.config
        rise = min(1.0, (images_seen + 1) / max(1, config.warmup))
        remaining = (1 - self.progress(images_seen)) / config.cooldown if config.cooldown else 1.0
        fall = 1.0 if remaining >= 1 else _COOLEST + (1 - _COOLEST) * 0.5 * (1 - math.cos(math.pi * remaining))
        return config.learning_rate * rise * fall

    def has_perceptual(self, images_seen: int) -> bool:
        """Whether the feature loss is active."""
        return self.progress(images_seen) >= self.config.perceptual_from

    def has_adversarial(self, images_seen: int) -> bool:
        """Whether the discriminator is active."""
        return self.progress(images_seen) >= self.config.adversarial_from

    def adversarial_weights(self, images_seen: int) -> tuple[float, float]:
        """Weights of the adversarial and feature-matching losses, once the discriminator is active."""
        config = self.config
        progress = self.progress(images_seen)
        begun = max(0.0, (progress - config.adversarial_from) / max(1e-6, 1 - config.adversarial_from))
        # λ doubles until the end; warm-up of the discriminator in the first hundredth.
        adversarial = config.adversarial * (1 + begun) * min(1.0, begun / 0.01)
        matching = config.matching * (1 + begun) * min(1.0, begun / 0.01)
        return adversarial, matching

    def weight_of_average(self, images_seen: int, batch: int) -> float:
        """Weight of a step of `batch` images in the exponential moving average, whose half-life is `average` images.

        images_seen: including that step. The half-life is shorter early in a run.
        """
        half_life = min(self.config.average, max(1.0, 0.1 * images_seen))
        return float(1 - 0.5 ** (batch / half_life))

    def next_score(self, images_seen: int) -> int:
        return next_score(images_seen, self.config.sample_every)


def next_score(images_seen: int, every: int) -> int:
    """Images at the next validation: early ones are closer together, so that short runs have some too.

    Counted in images and not in time, so that all processes of a run agree.
    """
    usual = (images_seen // every + 1) * every
    early = _FIRST_SCORE
    while early <= images_seen:
        early *= 2
    return min(early, usual) if images_seen < every else usual
