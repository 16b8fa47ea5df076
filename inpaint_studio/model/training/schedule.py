"""The schedule of a run: crop, batch, family of holes and learning rate, each a function of the images seen.

Nothing here depends on what was learnt or on the time, so a run stopped and resumed goes on as if it had not been.
"""

import math
from dataclasses import dataclass

import numpy as np

from inpaint_studio.model.training.config import TrainingConfig

_COOLEST = 0.03  # share of the learning rate at the very end
_FIRST_SCORE = 250  # images; twice as many for each after it, until the usual step is reached


@dataclass(frozen=True)
class Schedule:
    """Of one run, shared by so many processes."""

    config: TrainingConfig
    world: int = 1

    def progress(self, images_seen: int) -> float:
        """Share of the run that is done, 0..1."""
        return min(1.0, images_seen / self.config.images)

    def is_thin(self, images_seen: int) -> bool:
        """Which family the batch at `images_seen` belongs to."""
        rng = np.random.default_rng((self.config.seed, images_seen, 1))
        return bool(rng.random() < self.config.thin)

    def has_own_holes(self, images_seen: int) -> bool:
        """Whether the batch at `images_seen` gets holes cut from the person's own masks: every second one does."""
        return bool(np.random.default_rng((self.config.seed, images_seen, 2)).random() >= 0.5)

    def crop_and_batch(self, images_seen: int, thin: bool) -> tuple[int, int]:
        """Thin holes need no wide view; thick ones see larger crops later, in batches of about as many pixels."""
        config = self.config
        crops = (config.crop, *config.crop_later)
        crop = config.crop if thin else crops[min(int(self.progress(images_seen) * len(crops)), len(crops) - 1)]
        share = config.batch * config.crop**2 / crop**2
        batch = max(1, round(share / self.world)) * self.world
        # The very last step takes what is left, so that as many images are seen as were asked for.
        left = -(-(config.images - images_seen) // self.world) * self.world
        return crop, min(batch, left) if left > 0 else batch

    def learning_rate(self, images_seen: int) -> float:
        """Risen from zero, level, then down along a cosine. Level in between, so that more images can be asked for."""
        config = self.config
        rise = min(1.0, (images_seen + 1) / max(1, config.warmup))
        left = (1 - self.progress(images_seen)) / config.cooldown if config.cooldown else 1.0
        fall = 1.0 if left >= 1 else _COOLEST + (1 - _COOLEST) * 0.5 * (1 - math.cos(math.pi * left))
        return config.learning_rate * rise * fall

    def has_perceptual(self, images_seen: int) -> bool:
        """Whether the feature loss has joined."""
        return self.progress(images_seen) >= self.config.perceptual_from

    def has_adversarial(self, images_seen: int) -> bool:
        """Whether the discriminator has joined."""
        return self.progress(images_seen) >= self.config.adversarial_from

    def adversarial_weights(self, images_seen: int) -> tuple[float, float]:
        """Of the adversarial loss and of feature matching, once the discriminator has joined."""
        config = self.config
        progress = self.progress(images_seen)
        begun = max(0.0, (progress - config.adversarial_from) / max(1e-6, 1 - config.adversarial_from))
        # λ doubles until the end; in the first hundredth the discriminator finds its feet.
        adversarial = config.adversarial * (1 + begun) * min(1.0, begun / 0.01)
        matching = config.matching * (1 + begun) * min(1.0, begun / 0.01)
        return adversarial, matching

    def weight_of_average(self, images_seen: int, batch: int) -> float:
        """How far a step of `batch` images moves the average, which forgets by half in `average` images.

        images_seen: with that step. It forgets sooner while the run is young.
        """
        half_life = min(self.config.average, max(1.0, 0.1 * images_seen))
        return float(1 - 0.5 ** (batch / half_life))

    def next_score(self, images_seen: int) -> int:
        return next_score(images_seen, self.config.sample_every)


def next_score(images_seen: int, every: int) -> int:
    """At how many images a run is scored next: soon at first, so that a run of minutes has something to show as well.

    Counted in images and not in time, so that every process of a run agrees on it.
    """
    usual = (images_seen // every + 1) * every
    early = _FIRST_SCORE
    while early <= images_seen:
        early *= 2
    return min(early, usual) if images_seen < every else usual
