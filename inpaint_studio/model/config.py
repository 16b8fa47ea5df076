"""What a generator is made of, and what a training run is told. Imports no torch, so that dialogs can read it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from pathlib import Path
from typing import Any, Literal, get_args

Architecture = Literal["gated-unet", "encoder-decoder"]  # those of others have configs of their own, in foreign.py
ARCHITECTURES: tuple[Architecture, ...] = get_args(Architecture)


@dataclass(frozen=True)
class GeneratorConfig:
    """The shape of a generator of ours. Two nets of equal config have equal parameter names and shapes.

    Raises ValueError where the numbers describe no net.
    """

    architecture: Architecture = "gated-unet"
    channels: tuple[int, int, int] = (32, 64, 128)  # at 1/2, 1/4 and 1/8 of the picture
    down_blocks: tuple[int, int] = (1, 2)  # residual blocks on the way down, at 1/2 and 1/4
    up_blocks: tuple[int, int] = (1, 2)  # and on the way up, at 1/2 and 1/4
    # The middle, at 1/8: a number is a residual block of that dilation, 0 is a gate down to 1/32 and back.
    middle: tuple[int, ...] = (1, 2, 0, 4, 8, 0, 1)
    gate_channels: int = 144  # at 1/32
    gate_blocks: int = 2

    def __post_init__(self) -> None:
        if self.architecture not in ARCHITECTURES:
            raise ValueError(f"There is no generator architecture called {self.architecture!r}.")
        numbers = (*self.channels, *self.down_blocks, *self.up_blocks, *self.middle, self.gate_channels)
        if (
            len(self.channels) != 3
            or len(self.down_blocks) != 2
            or len(self.up_blocks) != 2
            or not all(isinstance(n, int) and 0 <= n <= 4096 for n in numbers)
            or not all(c >= 4 and c % 4 == 0 for c in (*self.channels, self.gate_channels))
            or not 0 <= self.gate_blocks <= 64
            or max(len(self.middle), *self.down_blocks, *self.up_blocks) > 64
        ):
            raise ValueError("These numbers describe no generator.")

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a JSON header."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "GeneratorConfig":
        """The config that `to_dict` wrote, possibly by way of JSON. Raises ValueError for anything else."""
        known = {f.name for f in fields(cls)}
        if not isinstance(values, Mapping) or not set(values) <= known:
            raise ValueError("These values describe no generator.")
        try:
            plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
            return cls(**plain)
        except TypeError as error:
            raise ValueError("These values describe no generator.") from error


PRESETS: dict[str, GeneratorConfig] = {
    "standard": GeneratorConfig(),
    "large": GeneratorConfig(
        channels=(48, 96, 192),
        down_blocks=(2, 2),
        up_blocks=(2, 3),
        middle=(1, 2, 4, 0, 8, 1, 0, 2),
        gate_channels=224,
    ),
    "baseline": GeneratorConfig(architecture="encoder-decoder", channels=(64, 128, 256), middle=(), gate_channels=512),
}


@dataclass(frozen=True)
class TrainingConfig:
    """One training run. The same config and the same photographs give the same run, however often it is resumed.

    Raises ValueError, a sentence, where a number makes no sense.
    """

    photographs: Path  # a folder, or a folder of tar shards
    run: Path  # the folder that holds state, snapshots, log and samples
    preset: str = "standard"  # a key of PRESETS
    images: int = 200_000  # how many crops to see in all, not steps: independent of batch size
    minutes: float | None = None  # stop cleanly after so long, to be resumed; None = when `images` are seen
    batch: int = 8  # crops per step over all processes
    crop: int = 128  # pixels at the start; a multiple of 32
    crop_later: tuple[int, ...] = (192, 256)  # crop sizes of the later shares of the run; the batch keeps its pixels
    seed: int = 0
    resume: bool = False  # go on from the state in `run`; a fresh run refuses a folder that holds one
    device: str = "auto"  # auto, cpu, cuda, cuda:1, mps
    threads: int = 0  # CPU threads; 0 = as torch chooses

    learning_rate: float = 1.5e-4
    warmup: int = 2_000  # images over which the learning rate rises from zero
    cooldown: float = 0.3  # last share of the run, in which the learning rate falls along a cosine
    # Weights below are of losses measured in the membrane's own error: 1 is what a fill without learning has.
    adversarial_from: float = 0.55  # share of the run after which the discriminator joins
    adversarial: float = 0.2  # λ of the adversarial loss
    matching: float = 1.0  # λ of discriminator feature matching
    perceptual: float = 1.0  # λ of the VGG16 feature loss, where `perceptual_weights` is given
    perceptual_weights: Path | None = None  # safetensors of VGG16 up to conv4_3
    perceptual_from: float = 0.2  # share of the run after which that loss joins
    perceptual_smaller: int = (
        2  # it compares pictures shrunk so many times: on full ones it costs 3 times the generator
    )
    r1: float = 0.0  # γ of the R1 penalty; it costs a second backward, so it is for a GPU
    augment: bool = False  # DiffAugment before the discriminator: for runs that see each photograph very often
    thin: float = 0.36  # share of batches with scratches and text, which learn by L1 alone
    average: int = 4_000  # images over which the shipped average of the generator forgets by half
    bfloat16: bool | None = None  # autocast; None = where the machine computes convolutions faster so
    compile: bool = False  # torch.compile; pays on a GPU, not on a CPU

    start_from: Path | None = None  # a checkpoint of this preset whose generator a new run begins with
    holes: Path | None = None  # a folder of masks as PNG: every second batch gets holes cut from them

    validation: Path | None = None  # held-out photographs; None = the last 2 % of `photographs`
    validation_pictures: int = 32
    lpips_weights: Path | None = None  # safetensors of LPIPS-AlexNet, to log LPIPS too
    report_every: float = 10.0  # seconds between StepDone reports
    sample_every: int = 8_000  # images between sample sheets and scores
    state_minutes: float = 4.0  # minutes between saved states
    keep: int = 40  # earlier snapshots kept in `run`/snapshots, thinned out evenly, to look back through; 0 = none
    compact: bool = False  # state small enough to travel: then resuming is close, not exact
    tensorboard: bool = False  # also write TensorBoard events, where that package is installed

    def __post_init__(self) -> None:
        if self.preset not in PRESETS:
            raise ValueError(f"There is no preset called {self.preset!r}; there are {', '.join(PRESETS)}.")
        if self.images < 1 or self.batch < 1:
            raise ValueError("A run needs at least one image, and one image in a batch.")
        if self.minutes is not None and not self.minutes > 0:
            raise ValueError("The minutes of a run must be more than zero.")
        for crop in (self.crop, *self.crop_later):
            if crop < 32 or crop % 32:
                raise ValueError(f"A crop of {crop} pixels cannot be trained on: it must be a multiple of 32.")
        if not 0 <= self.thin <= 1 or not 0 <= self.adversarial_from <= 1 or not 0 <= self.cooldown <= 1:
            raise ValueError("A share of the run lies between 0 and 1.")
        if self.keep and self.keep < 3:
            raise ValueError("Of the earlier snapshots none are kept, or at least three.")
        if not 0 < self.learning_rate < 1:
            raise ValueError("The learning rate must lie between 0 and 1.")
        if self.validation_pictures < 1 or self.sample_every < 1 or self.state_minutes <= 0:
            raise ValueError("A run must look at its validation pictures and save its state now and then.")

    @property
    def generator(self) -> GeneratorConfig:
        return PRESETS[self.preset]
