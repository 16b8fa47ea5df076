"""Configs of generators, our own and foreign ones. Imports no torch, so that dialogs can read it."""

from collections.abc import Mapping
from dataclasses import asdict, dataclass, fields
from typing import Any, ClassVar, Literal, get_args

from inpaint_studio.sentence import say

Architecture = Literal["gated-unet", "encoder-decoder"]  # foreign ones have configs of their own
ARCHITECTURES: tuple[Architecture, ...] = get_args(Architecture)


@dataclass(frozen=True)
class GeneratorConfig:
    """Config of our generators. Nets of equal config have equal parameter names and shapes.

    Raises ValueError for invalid numbers.
    """

    architecture: Architecture = "gated-unet"
    channels: tuple[int, int, int] = (32, 64, 128)  # at 1/2, 1/4 and 1/8 of the picture
    down_blocks: tuple[int, int] = (1, 2)  # residual blocks of the encoder, at 1/2 and 1/4
    up_blocks: tuple[int, int] = (1, 2)  # and of the decoder, at 1/2 and 1/4
    # The middle, at 1/8: n is a residual block of dilation n, 0 is a gate through 1/32.
    middle: tuple[int, ...] = (1, 2, 0, 4, 8, 0, 1)
    gate_channels: int = 144  # at 1/32
    gate_blocks: int = 2

    def __post_init__(self) -> None:
        if self.architecture not in ARCHITECTURES:
            raise ValueError(say("There is no generator architecture called {name}.", name=f"{self.architecture!r}"))
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
            raise ValueError(say("These numbers describe no generator."))

    def to_dict(self) -> dict[str, Any]:
        """Plain values for a JSON header."""
        return asdict(self)

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "GeneratorConfig":
        """The inverse of `to_dict`, also through JSON. Raises ValueError for anything else."""
        known = {f.name for f in fields(cls)}
        if not isinstance(values, Mapping) or not set(values) <= known:
            raise ValueError(say("These values describe no generator."))
        try:
            plain: dict[str, Any] = {k: tuple(v) if isinstance(v, list) else v for k, v in values.items()}
            return cls(**plain)
        except TypeError as error:
            raise ValueError(say("These values describe no generator.")) from error


@dataclass(frozen=True)
class LamaConfig:
    """Config of LaMa's generator (Suvorov et al. 2022). Raises ValueError for invalid numbers."""

    architecture: ClassVar[str] = "lama-fourier"
    blocks: int = 18  # residual blocks: 9 are LaMa-Fourier, 18 are Big LaMa
    channels: int = 64  # at full size; twice as many at each halving, of which there are three

    def __post_init__(self) -> None:
        if not 1 <= self.blocks <= 64 or not 4 <= self.channels <= 512 or self.channels % 4:
            raise ValueError("These numbers describe no LaMa.")

    def to_dict(self) -> dict[str, Any]:
        return {"architecture": self.architecture, **asdict(self)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "LamaConfig":
        if "middle" in values:  # version 0.1 described LaMa by a config of our own nets
            return cls(len(values["middle"]), int(values["channels"][0]))
        return cls(**_numbers(values, "blocks", "channels"))


@dataclass(frozen=True)
class MiganConfig:
    """Config of MI-GAN's generator (Sargsyan et al. 2023). Raises ValueError for invalid numbers."""

    architecture: ClassVar[str] = "mi-gan"
    resolution: int = 512  # pixels a side of its input square: a power of two
    channels: int = 64  # at full size; doubled at each halving,
    most: int = 512  # up to this

    def __post_init__(self) -> None:
        side = self.resolution
        if not 8 <= side <= 2048 or side & (side - 1) or not 1 <= self.channels <= self.most <= 4096:
            raise ValueError("These numbers describe no MI-GAN.")

    @property
    def sides(self) -> tuple[int, ...]:
        """4, 8 and so on up to the resolution: sizes of the blocks, which are named by them."""
        return tuple(2**n for n in range(2, self.resolution.bit_length()))

    def width(self, side: int) -> int:
        """Number of channels of the block of that size."""
        return min(self.channels * (self.resolution // side), self.most)

    def to_dict(self) -> dict[str, Any]:
        return {"architecture": self.architecture, **asdict(self)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "MiganConfig":
        return cls(**_numbers(values, "resolution", "channels", "most"))


FACTORS = (2, 3, 4)
DENOISE = 1  # the "factor" of a net that takes noise and JPEG blocks off a picture and leaves its size
# (channels, blocks) for each factor: about 1.2 CPU seconds a megapixel of the result without AVX-512, whatever the
# factor. A larger factor has fewer pixels to work on for as many of the result, so its net may be larger.
_ENLARGERS = {DENOISE: (32, 5), 2: (32, 7), 3: (48, 7), 4: (48, 10)}


@dataclass(frozen=True)
class EnlargeConfig:
    """Config of a net that enlarges, or reduces noise. Raises ValueError for invalid numbers."""

    architecture: ClassVar[str] = "enlarge"
    factor: int = 2
    channels: int = 32
    blocks: int = 7  # residual blocks of two convolutions, all at the size of the small picture

    def __post_init__(self) -> None:
        if self.factor not in (DENOISE, *FACTORS):
            raise ValueError(
                say("Pictures are enlarged by 2, 3 or 4 times, not by {factor}.", factor=f"{self.factor!r}")
            )
        if not 4 <= self.channels <= 512 or self.channels % 4 or not 1 <= self.blocks <= 64:
            raise ValueError(say("These numbers describe no net that enlarges."))

    @property
    def reach(self) -> int:
        """Pixels of the small picture on each side that a pixel of the result depends on."""
        return 2 * self.blocks + 2

    @classmethod
    def of(cls, factor: int) -> "EnlargeConfig":
        """The config that is trained for this factor. Raises ValueError for other factors."""
        return cls(factor, *_ENLARGERS.get(factor, (32, 7)))

    def to_dict(self) -> dict[str, Any]:
        return {"architecture": self.architecture, **asdict(self)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> "EnlargeConfig":
        return cls(**_numbers(values, "factor", "channels", "blocks"))


def _numbers(values: Mapping[str, Any], *names: str) -> dict[str, int]:
    """These names with integer values. Raises ValueError for anything else."""
    numbers = {name: value for name, value in values.items() if name != "architecture"}
    if set(numbers) - set(names) or not all(type(value) is int for value in numbers.values()):
        raise ValueError(say("These values describe no generator."))
    return numbers


FillerConfig = GeneratorConfig | LamaConfig | MiganConfig  # of nets that fill holes
Config = FillerConfig | EnlargeConfig

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
