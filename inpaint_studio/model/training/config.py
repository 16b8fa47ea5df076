"""Configuration of a training run. Imports no torch, so that dialogs and the command line can read it."""

from dataclasses import dataclass, fields
from pathlib import Path
from typing import Annotated, Any, Literal, get_args, get_type_hints

from inpaint_studio.model.nets.config import DENOISE, PRESETS, Config, EnlargeConfig
from inpaint_studio.sentence import say

Task = Literal["fill", "enlarge"]
TASKS: tuple[Task, ...] = get_args(Task)


class TrainingError(Exception):
    """A run that cannot start. The message is a sentence for the person."""


@dataclass(frozen=True)
class Means:
    """Documentation of a field, also for `inpaint-studio train --help`."""

    text: str
    metavar: str = ""


@dataclass(frozen=True)
class TrainingConfig:
    """One training run. The same config and the same photographs give the same result, however often it is resumed.

    Every field with `Means` is an option of `inpaint-studio train` (`training.options`).
    Raises ValueError, a sentence, for invalid values.
    """

    photographs: Path  # a folder, a tar shard, or a folder of tar shards
    run: Path  # the folder that holds state, snapshots, log and samples
    more_photographs: tuple[Path, ...] = ()  # further such places
    task: Annotated[str, Means("what is learnt: to fill holes, or to enlarge", "fill|enlarge")] = "fill"
    factor: Annotated[
        int, Means("how many times a run that enlarges does so: 2, 3 or 4; 1 = it only reduces noise", "TIMES")
    ] = 2
    texture: Annotated[
        bool, Means("learn to enlarge with texture, by discriminator and feature losses, instead of faithfully")
    ] = False
    degraded: Annotated[
        float, Means("share of the small pictures of such a run that get noise and JPEG blocks first", "SHARE")
    ] = 0.0
    preset: Annotated[str, Means("what kind of generator fills", "NAME")] = "standard"
    # Not steps, so that it does not depend on the batch. Several processes round the very last step up to a crop each.
    images: Annotated[int, Means("crops to see in all; learning rate and losses are paced over this length")] = 200_000
    minutes: Annotated[float | None, Means("stop cleanly after so long, to be resumed")] = None
    batch: Annotated[int, Means("crops per step, over all processes")] = 8
    crop: Annotated[int, Means("side of the crops at the start, a multiple of 32", "PIXELS")] = 128
    crop_later: Annotated[
        tuple[int, ...], Means("sides of the crops in later shares of the run; a batch keeps its pixels", "A,B")
    ] = (192, 256)
    seed: Annotated[int, Means("runs of the same seed, settings and photographs are the same run")] = 0
    resume: Annotated[
        bool, Means("go on from the state in the run's folder; without it a folder with a run is refused")
    ] = False
    device: Annotated[str, Means("what computes: auto, cpu, cuda, cuda:1, mps", "NAME")] = "auto"
    threads: Annotated[int, Means("CPU threads; 0 = as torch chooses")] = 0
    short_side: Annotated[
        int, Means("larger photographs are scaled down to this many pixels on their shorter side", "PIXELS")
    ] = 448

    learning_rate: Annotated[float, Means("of the generator, at its height", "RATE")] = 1.5e-4
    discriminator_rate: Annotated[
        float, Means("learning rate of the discriminator, in units of the generator's", "FACTOR")
    ] = 4.0
    warmup: Annotated[int, Means("images over which the learning rate rises from zero")] = 2_000
    cooldown: Annotated[
        float, Means("last share of the run, in which the learning rate falls along a cosine", "SHARE")
    ] = 0.3
    # Weights of losses in units of the membrane's error: 1 is the loss of an untrained fill.
    adversarial_from: Annotated[
        float, Means("share of the run after which the discriminator joins; 1 = never", "SHARE")
    ] = 0.55
    adversarial: Annotated[float, Means("weight of the adversarial loss; it doubles towards the end", "WEIGHT")] = 0.2
    # The features of a discriminator with spectral norm differ by some .004: at 1 the gradient was 1/200 of L1's.
    matching: Annotated[
        float, Means("weight of discriminator feature matching; it doubles towards the end", "WEIGHT")
    ] = 50.0
    perceptual: Annotated[float, Means("weight of the VGG16 feature loss, where its weights are given", "WEIGHT")] = 1.0
    perceptual_weights: Annotated[Path | None, Means("safetensors of VGG16 up to conv4_3, for that loss", "FILE")] = (
        None
    )
    perceptual_from: Annotated[float, Means("share of the run after which that loss joins", "SHARE")] = 0.2
    # On full pictures it costs 3 times the generator.
    perceptual_smaller: Annotated[int, Means("that loss compares pictures shrunk about so many times", "TIMES")] = 2
    r1: Annotated[float, Means("weight of the R1 penalty; it costs a second backward, so it is for a GPU", "GAMMA")] = (
        0.0
    )
    augment: Annotated[bool, Means("DiffAugment before the discriminator, for few photographs seen often")] = False
    thin: Annotated[float, Means("share of batches with scratches and text, which learn by L1 alone", "SHARE")] = 0.36
    average: Annotated[int, Means("images over which the shipped average of the generator forgets by half")] = 4_000
    bfloat16: Annotated[
        bool | None, Means("autocast to bfloat16; as measured for the machine where nothing is said")
    ] = None
    compile: Annotated[bool, Means("torch.compile; it pays on a GPU, not on a CPU")] = False

    start_from: Annotated[Path | None, Means("checkpoint of the same preset that a new run begins with", "FILE")] = None
    holes: Annotated[
        Path | None, Means("folder of masks as PNG: every second batch gets holes cut from them", "FOLDER")
    ] = None
    # For learning from one picture alone (Ulyanov et al. 2018 and Shocher et al. 2018 learn so from a single picture).
    damage: Annotated[
        Path | None,
        Means("mask of the one photograph given: nothing is learnt from, or judged on, what it covers", "FILE"),
    ] = None
    patience: Annotated[
        int,
        Means(
            "after so many scores in a row that are no better, put the best back and end; 0 = go on to the end",
            "SCORES",
        ),
    ] = 0

    validation: Annotated[Path | None, Means("held-out photographs; without them the last 2 % by name", "FOLDER")] = (
        None
    )
    validation_pictures: Annotated[int, Means("how many of them are scored")] = 32
    lpips_weights: Annotated[Path | None, Means("safetensors of LPIPS-AlexNet, to score and log LPIPS too", "FILE")] = (
        None
    )
    look_at: Annotated[
        Path | None, Means("folder with picture.png and mask.png: that hole too is filled at every score", "FOLDER")
    ] = None
    report_every: Annotated[float, Means("seconds between two reports", "SECONDS")] = 10.0
    sample_every: Annotated[int, Means("images between sample sheets and scores; the first come sooner")] = 8_000
    state_minutes: Annotated[float, Means("minutes between saved states", "MINUTES")] = 4.0
    keep: Annotated[int, Means("earlier snapshots kept, thinned out evenly, to look back through; 0 = none")] = 40
    compact: Annotated[bool, Means("a state small enough to travel: then resuming is close, not exact")] = False
    tensorboard: Annotated[bool, Means("write TensorBoard events as well, where that package is installed")] = False

    def __post_init__(self) -> None:
        if self.preset not in PRESETS:
            raise ValueError(
                say(
                    "There is no preset called {name}; there are {known}.",
                    name=f"{self.preset!r}",
                    known=", ".join(PRESETS),
                )
            )
        if self.task not in TASKS:
            raise ValueError(
                say(
                    "There is no task called {name}; there are {known}.",
                    name=f"{self.task!r}",
                    known=", ".join(TASKS),
                )
            )
        if self.task == "enlarge":
            EnlargeConfig.of(self.factor)
            if self.damage is not None or self.holes is not None or self.look_at is not None:
                raise ValueError(
                    say("A run that enlarges learns from whole photographs: holes and masks have no part.")
                )
            if self.factor == DENOISE and (self.texture or not self.degraded):
                raise ValueError(
                    say("A factor of 1 only reduces noise: it needs degraded pictures, and invents no texture.")
                )
        elif self.texture:
            raise ValueError(say("Texture is for runs that enlarge; one that fills always learns it."))
        elif self.degraded:
            raise ValueError(say("Degraded pictures are for runs that enlarge."))
        if self.images < 1 or self.batch < 1:
            raise ValueError(say("A run needs at least one image, and one image in a batch."))
        if self.minutes is not None and not self.minutes > 0:
            raise ValueError(say("The minutes of a run must be more than zero."))
        for crop in (self.crop, *self.crop_later):
            if crop < 32 or crop % 32:
                raise ValueError(
                    say("A crop of {crop} pixels cannot be trained on: it must be a multiple of 32.", crop=crop)
                )
        shares = (self.thin, self.adversarial_from, self.perceptual_from, self.cooldown, self.degraded)
        if not all(0 <= share <= 1 for share in shares):
            raise ValueError(say("A share of the run lies between 0 and 1."))
        weights = (self.adversarial, self.matching, self.perceptual, self.r1)
        if not all(0 <= weight < 1e6 for weight in weights):
            raise ValueError(say("The weight of a loss is a number from 0 upwards."))
        if self.keep and self.keep < 3:
            raise ValueError(say("Of the earlier snapshots none are kept, or at least three."))
        if not 0 < self.learning_rate < 1 or not 0 < self.discriminator_rate * self.learning_rate < 1:
            raise ValueError(say("The learning rate must lie between 0 and 1."))
        if self.validation_pictures < 1 or self.sample_every < 1 or self.state_minutes <= 0:
            raise ValueError(say("A run must look at its validation pictures and save its state now and then."))
        if min(self.threads, self.warmup, self.patience, self.average - 1, self.perceptual_smaller - 1) < 0:
            raise ValueError(
                say("Threads, warm-up, averaging, shrinking and patience are counted from zero or one upwards.")
            )
        if self.short_side < 96:
            raise ValueError(say("Photographs scaled down to less than 96 pixels have nothing to teach."))
        if self.damage is not None and (self.more_photographs or self.validation is not None):
            raise ValueError(say("A mask of damage goes with one photograph, and with no others held out."))

    @property
    def generator(self) -> Config:
        return EnlargeConfig.of(self.factor) if self.task == "enlarge" else PRESETS[self.preset]

    @property
    def places(self) -> tuple[Path, ...]:
        """All places of training photographs."""
        return (self.photographs, *self.more_photographs)

    def to_dict(self) -> dict[str, Any]:
        """Plain values for JSON."""
        return {f.name: _plain(getattr(self, f.name)) for f in fields(self)}

    @classmethod
    def from_dict(cls, values: dict[str, Any]) -> "TrainingConfig":
        """The config that `to_dict` wrote, of any version; unknown entries are ignored.

        Raises ValueError for invalid values.
        """
        hints = get_type_hints(cls)
        try:
            return cls(**{f.name: _typed(values[f.name], hints[f.name]) for f in fields(cls) if f.name in values})
        except TypeError as error:
            raise ValueError(say("These values describe no training run.")) from error


def _plain(value: Any) -> Any:
    if isinstance(value, tuple):
        return [_plain(one) for one in value]
    return str(value) if isinstance(value, Path) else value


def _typed(value: Any, hint: Any) -> Any:
    """A JSON value converted to the type of its field."""
    if value is None:
        return None
    if isinstance(value, list):
        return tuple(_typed(one, get_args(hint)[0]) for one in value)
    return Path(value) if hint in (Path, Path | None) else value
