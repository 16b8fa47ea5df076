"""Learning to enlarge: photographs are shrunk, and the net learns to undo that.

Faithfully: by L1 alone, whose optimum is the most probable picture, as smooth as one must be who does not know.
With texture: also by feature losses and a discriminator, begun from a faithful net, and made consistent with the small
picture (`nets.enlarger.consistent`), so that only what it leaves open can be invented.
Small pictures with noise and JPEG blocks (`TrainingConfig.degraded`): to enlarge them without those, or, by a factor
of 1 (`DENOISE`), to take those away alone.
"""

from torch import Tensor

from inpaint_studio.model.nets.enlarger import bicubic, consistent, shrunk
from inpaint_studio.model.photographs.degradation import Degradations, degraded
from inpaint_studio.model.training import losses
from inpaint_studio.model.training.batches import Batch
from inpaint_studio.model.training.learner import Learner

_LEAST_UNIT = 0.004  # in 0..1: one level of 8 bits; batches that interpolation enlarges as well are no measure
_LUMA, _LATTICE = 1.0, 0.5  # weights of those losses
_LUMA_WEIGHTS = (0.299, 0.587, 0.114)


class EnlargeLearner(Learner):
    """A learner whose generator enlarges."""

    def step(self, batch: Batch) -> None:
        config = self.config
        factor = config.factor
        side = batch.real.shape[2] // factor * factor
        real, everywhere = batch.real[:, :, :side, :side], batch.mask[:, :, :side, :side]
        # As a file holds it: of 8 bits.
        small = (shrunk(real, factor).clamp(0, 1) * 255).round() / 255
        if config.degraded:
            first = self.images_seen + self.processes.rank * len(small)
            small = degraded(small, Degradations.drawn(config.seed, first, len(small), config.degraded))
        base = bicubic(small, factor)
        fake = self._generated(small)
        if config.texture:
            fake = consistent(fake, small, factor)
        error, unit = fake - real, (base - real).abs().mean().clamp(min=_LEAST_UNIT)
        parts = {"l1": error.abs().mean() / unit, "luma": _luma(error).abs().mean() / unit}
        loss = parts["l1"] + _LUMA * parts["luma"]
        if config.texture:
            if self.vgg is not None and self.schedule.has_perceptual(self.images_seen):
                parts["perceptual"] = self._perceptual(self.vgg, fake, real, everywhere)
                parts["lattice"] = losses.lattice(fake, everywhere, unit.expand(len(fake)), factor)
                loss = loss + config.perceptual * parts["perceptual"] + _LATTICE * parts["lattice"]
            if self.schedule.has_adversarial(self.images_seen):
                loss = loss + self._adversarial(real, fake, base, everywhere, parts)
        self._learn(loss, parts, batch)

    def loss_names(self) -> tuple[str, ...]:
        names = ["L1", "L1 of luma"]
        if self.trained_discriminator is not None:
            names += ["adversarial", "feature matching"]
        if self.config.texture and self.vgg is not None and self.schedule.has_perceptual(self.images_seen):
            names += ["VGG16 features", "lattice"]
        return tuple(names)


def _luma(picture: Tensor) -> Tensor:
    # Not by a tensor of weights: a copy to a GPU would wait for all work queued.
    red, green, blue = (channel * weight for channel, weight in zip(picture.unbind(1), _LUMA_WEIGHTS, strict=True))
    return red + green + blue
