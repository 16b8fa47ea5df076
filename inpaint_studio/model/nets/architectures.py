"""The table of generator architectures: config, recognition of foreign files, and construction.

Imports no torch: nets are imported when one is built, so that `describe` and dialogs can use the table.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, overload

from inpaint_studio.model.nets.config import (
    Config,
    EnlargeConfig,
    FillerConfig,
    GeneratorConfig,
    LamaConfig,
    MiganConfig,
)
from inpaint_studio.model.nets.foreign import Recognition, Shapes, recognise_lama, recognise_migan
from inpaint_studio.sentence import say

if TYPE_CHECKING:
    from torch import Tensor

    from inpaint_studio.model.nets.enlarger import Enlarger
    from inpaint_studio.model.nets.generator import Generator


@dataclass(frozen=True)
class Expectation:
    """Input conventions of weights. Our generators share one interface and convert internally."""

    values: str  # the range of the picture's values
    mask: str  # its polarity
    sizes: str  # in words


@dataclass(frozen=True)
class Architecture:
    """One architecture of generators.

    from_dict: raises ValueError for invalid values.
    recognise: identifies a foreign file of this architecture by names and shapes; None where it is another.
    adopt: converts the weights of such a file to our names; raises ValueError, the end of a sentence.
    """

    name: str  # in the header of a checkpoint
    title: Callable[[Config], str]  # for a person
    paper: str
    expects: Callable[[Config], Expectation]
    from_dict: Callable[[Mapping[str, Any]], Config]
    build: Callable[[Any], "Generator | Enlarger"]
    recognise: Callable[[Shapes], Recognition | None] | None = None
    adopt: "Callable[[Recognition, Mapping[str, Tensor]], dict[str, Tensor]] | None" = None


def of(name: str) -> Architecture:
    """The architecture by its name in a header. Raises ValueError, a sentence, for an unknown one."""
    if name not in TABLE:
        raise ValueError(
            say(
                "There is no generator architecture called {name} in this version, which cannot run it.",
                name=f"{name!r}",
            )
        )
    return TABLE[name]


@overload
def build(config: FillerConfig) -> "Generator": ...
@overload
def build(config: EnlargeConfig) -> "Enlarger": ...
@overload
def build(config: Config) -> "Generator | Enlarger": ...
def build(config: Config) -> "Generator | Enlarger":
    """A generator, or a net that enlarges.

    Its weights are new, from torch's global random generator, on the current default device.
    """
    import torch

    generator = of(config.architecture).build(config)
    return generator.to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def config_from_dict(values: Any) -> Config:
    """The inverse of `to_dict`, also through JSON. Raises ValueError for anything else."""
    if not isinstance(values, Mapping):
        raise ValueError(say("These values describe no generator."))
    try:
        return of(str(values.get("architecture", "gated-unet"))).from_dict(values)
    except (TypeError, KeyError, IndexError) as error:
        raise ValueError(say("These values describe no generator.")) from error


def recognise(shapes: Shapes) -> tuple[Architecture, Recognition] | None:
    """The foreign architecture that matches the names and shapes of a file's weights, if any."""
    for architecture in TABLE.values():
        recognition = architecture.recognise(shapes) if architecture.recognise is not None else None
        if recognition is not None:
            return architecture, recognition
    return None


def _ours(_: Config) -> Expectation:
    return Expectation("0..1", "1 in the hole", "any size")


def _gated_unet(config: GeneratorConfig) -> "Generator":
    from inpaint_studio.model.nets.generator import GatedUNet

    return GatedUNet(config)


def _encoder_decoder(config: GeneratorConfig) -> "Generator":
    from inpaint_studio.model.nets.generator import EncoderDecoder

    return EncoderDecoder(config)


def _enlarger_title(config: Config) -> str:
    assert isinstance(config, EnlargeConfig)
    return f"Enlarger x{config.factor}"


def _enlarger(config: EnlargeConfig) -> "Enlarger":
    from inpaint_studio.model.nets.enlarger import Enlarger

    return Enlarger(config)


def _lama_title(config: Config) -> str:
    assert isinstance(config, LamaConfig)
    name = {9: "LaMa-Fourier", 18: "Big LaMa"}.get(config.blocks if config.channels == 64 else 0, "LaMa")
    return f"{name}, {config.blocks} residual block{'s' if config.blocks > 1 else ''}"


def _lama(config: LamaConfig) -> "Generator":
    from inpaint_studio.model.nets.lama import Lama

    return Lama(config)


def _by_name(recognition: Recognition, tensors: "Mapping[str, Tensor]") -> "dict[str, Tensor]":
    return {ours: tensors[names[0]] for ours, names in recognition.sources.items()}


def _migan_title(config: Config) -> str:
    assert isinstance(config, MiganConfig)
    return f"MI-GAN {config.resolution}"


def _migan_expects(config: Config) -> Expectation:
    assert isinstance(config, MiganConfig)
    return Expectation(
        "-1..1", "0.5 outside the hole and -0.5 in it", f"exactly {config.resolution} x {config.resolution} pixels"
    )


def _migan(config: MiganConfig) -> "Generator":
    from inpaint_studio.model.nets.migan import Migan

    return Migan(config)


def _adopt_migan(recognition: Recognition, tensors: "Mapping[str, Tensor]") -> "dict[str, Tensor]":
    from inpaint_studio.model.nets.migan import adopt

    return adopt(recognition, tensors)


TABLE: dict[str, Architecture] = {
    architecture.name: architecture
    for architecture in (
        Architecture(
            "gated-unet",
            lambda _: "Gated U-Net",
            "Inpaint Studio's own: the membrane plus a learnt residual",
            _ours,
            GeneratorConfig.from_dict,
            _gated_unet,
        ),
        Architecture(
            "encoder-decoder",
            lambda _: "Encoder-decoder",
            "the classic recipe: Pathak et al., Context Encoders, CVPR 2016",
            _ours,
            GeneratorConfig.from_dict,
            _encoder_decoder,
        ),
        Architecture(
            EnlargeConfig.architecture,
            _enlarger_title,
            "Inpaint Studio's own: bicubic interpolation plus a learnt residual",
            lambda _: Expectation("0..1", "absent: it fills no holes", "any size"),
            EnlargeConfig.from_dict,
            _enlarger,
        ),
        Architecture(
            "lama-fourier",
            _lama_title,
            "Suvorov et al., Resolution-robust Large Mask Inpainting with Fourier Convolutions, WACV 2022",
            lambda _: Expectation("0..1", "1 in the hole", "sizes in multiples of 8 pixels"),
            LamaConfig.from_dict,
            _lama,
            recognise_lama,
            _by_name,
        ),
        Architecture(
            "mi-gan",
            _migan_title,
            "Sargsyan et al., MI-GAN: A Simple Baseline for Image Inpainting on Mobile Devices, ICCV 2023",
            _migan_expects,
            MiganConfig.from_dict,
            _migan,
            recognise_migan,
            _adopt_migan,
        ),
    )
}
