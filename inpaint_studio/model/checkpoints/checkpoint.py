"""Checkpoints: self-describing safetensors with a generator's weights. Opening one executes nothing.

PyTorch state dicts (.pt, .pth, .ckpt) are opened too, through `torch.load(weights_only=True)`, here and nowhere else.
"""

import json
import warnings
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from safetensors.torch import save as to_bytes
from torch import Tensor, nn

from inpaint_studio.files.saving import atomic
from inpaint_studio.model.checkpoints import archive
from inpaint_studio.model.checkpoints.description import (
    KEY,
    CheckpointError,
    Description,
    described_by_header,
    file_kind,
    refuse_other_things,
)
from inpaint_studio.model.nets import architectures
from inpaint_studio.model.nets.architectures import build
from inpaint_studio.model.nets.config import PRESETS, Config
from inpaint_studio.model.nets.discriminator import Discriminator, plain_weights
from inpaint_studio.model.nets.enlarger import Enlarger
from inpaint_studio.model.nets.generator import Generator, count_parameters
from inpaint_studio.sentence import say

__all__ = [
    "AnyCheckpoint",
    "Checkpoint",
    "CheckpointError",
    "EnlargerCheckpoint",
    "identify",
    "load",
    "load_any",
    "load_enlarger",
    "save",
    "write_safetensors",
]

_GENERATOR, _DISCRIMINATOR = "generator.", "discriminator."


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Loaded nets that fill: in evaluation mode, float32, without gradients."""

    generator: Generator
    discriminator: Discriminator | None
    description: Description


@dataclass(frozen=True, eq=False)
class EnlargerCheckpoint:
    """Loaded nets that enlarge, likewise."""

    generator: Enlarger
    discriminator: Discriminator | None
    description: Description

    @property
    def factor(self) -> int:
        return self.generator.config.factor


AnyCheckpoint = Checkpoint | EnlargerCheckpoint


def load(path: Path, device: torch.device | str = "cpu") -> Checkpoint:
    """Open a checkpoint of a net that fills; see `load_any`. Raises CheckpointError also for one that enlarges."""
    opened = load_any(path, device)
    if isinstance(opened, EnlargerCheckpoint):
        raise CheckpointError(say("{name} enlarges pictures: it cannot fill holes.", name=path.name))
    return opened


def load_enlarger(path: Path, device: torch.device | str = "cpu") -> EnlargerCheckpoint:
    """Open a checkpoint of a net that enlarges; see `load_any`. Raises CheckpointError also for one that fills."""
    opened = load_any(path, device)
    if isinstance(opened, Checkpoint):
        raise CheckpointError(say("{name} fills holes: it cannot enlarge pictures.", name=path.name))
    return opened


def load_any(path: Path, device: torch.device | str = "cpu") -> AnyCheckpoint:
    """Open a checkpoint of either task.

    Raises CheckpointError, a sentence, for a file that is no checkpoint, of an unknown net, or with weights that do
    not fit it, are not finite, or are larger than the file.
    """
    description = described_by_header(path)
    if description is not None:
        tensors = _numbers(path)
    else:
        weights, description = _recognised(path)
        tensors = {f"{_GENERATOR}{k}": v for k, v in weights.items()}
    of_generator = {k.removeprefix(_GENERATOR): v for k, v in tensors.items() if k.startswith(_GENERATOR)}
    of_discriminator = {k.removeprefix(_DISCRIMINATOR): v for k, v in tensors.items() if k.startswith(_DISCRIMINATOR)}
    if len(of_generator) + len(of_discriminator) != len(tensors):
        raise CheckpointError(say("{name} holds weights that belong to no net of ours.", name=path.name))
    with torch.device("meta"):
        generator = build(description.config)
        discriminator = None
        if description.has_discriminator:
            if len(description.widths) != 4 or not all(1 <= width <= 4096 for width in description.widths):
                raise CheckpointError(say("{name} describes a discriminator that cannot be built.", name=path.name))
            discriminator = Discriminator(description.widths)
    _load_weights(generator, of_generator, path.name)
    if discriminator is not None:
        _load_weights(discriminator, of_discriminator, path.name)
        discriminator = _ready(discriminator, device)
    elif of_discriminator:
        raise CheckpointError(
            say("{name} holds a discriminator that its description does not know of.", name=path.name)
        )
    description = replace(description, parameters=count_parameters(generator))
    if isinstance(generator, Enlarger):
        return EnlargerCheckpoint(_ready(generator, device), discriminator, description)
    return Checkpoint(_ready(generator, device), discriminator, description)


def identify(path: Path) -> Description:
    """Identify a file without a description by the names and shapes of its weights. No net is built.

    Raises CheckpointError, a sentence, where it holds no generator that this version can run.
    """
    return _recognised(path)[1]


def save(
    path: Path,
    generator: Mapping[str, Tensor],
    description: Description,
    discriminator: Discriminator | None = None,
    dtype: torch.dtype = torch.float16,
) -> None:
    """Write a checkpoint atomically.

    generator: the state dict of the plain module (never of a compiled or distributed wrapper).
    Raises CheckpointError where a weight is not finite in `dtype`, OSError from the disk.
    """
    tensors = {f"{_GENERATOR}{k}": v for k, v in generator.items()}
    if discriminator is not None:
        tensors |= {f"{_DISCRIMINATOR}{k}": v for k, v in plain_weights(discriminator).items()}
        description = replace(description, has_discriminator=True, widths=discriminator.widths)
    else:
        description = replace(description, has_discriminator=False, widths=())
    small = {k: v.detach().to("cpu", dtype).contiguous() for k, v in tensors.items()}
    broken = [k for k, v in small.items() if not bool(torch.isfinite(v).all())]
    if broken:
        raise CheckpointError(
            say("The weights {key} are not all numbers, so {name} was not written.", key=broken[0], name=path.name)
        )
    text = json.dumps(replace(description, parameters=_count(description.config)).to_dict())
    write_safetensors(path, small, {KEY: text})


def write_safetensors(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> None:
    """Write one safetensors file atomically."""
    atomic.put(path, to_bytes(dict(tensors), dict(metadata)))


_Net = TypeVar("_Net", bound=nn.Module)


def _ready(net: _Net, device: torch.device | str) -> _Net:
    net.eval().requires_grad_(False)
    return net.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def _load_weights(net: nn.Module, tensors: Mapping[str, Tensor], name: str) -> None:
    """Assign weights to a net on the meta device, after checks that `load_state_dict` does not make."""
    expected = {k: tuple(v.shape) for k, v in net.state_dict().items()}
    wrong = _misfit(expected, {k: tuple(v.shape) for k, v in tensors.items()})
    if wrong:
        raise CheckpointError(say("{name} does not fit the net it describes: {wrong}.", name=name, wrong=wrong))
    for key, tensor in tensors.items():
        if not tensor.is_floating_point() or tensor.layout != torch.strided:
            raise CheckpointError(
                say("{name} cannot be used: {place} holds no plain floating-point numbers.", name=name, place=key)
            )
        if tensor.untyped_storage().nbytes() < tensor.numel() * tensor.element_size():
            raise CheckpointError(
                say("{name} cannot be used: {place} claims more numbers than it holds.", name=name, place=key)
            )
        if not bool(torch.isfinite(tensor).all()):
            raise CheckpointError(
                say("{name} is broken: {place} holds values that are no numbers.", name=name, place=key)
            )
    net.load_state_dict({k: v.float().clone() for k, v in tensors.items()}, strict=True, assign=True)


def _misfit(expected: Mapping[str, tuple[int, ...]], present: Mapping[str, tuple[int, ...]]) -> str:
    """The mismatch of names and shapes, as the end of a sentence; empty where they fit."""
    missing, strange = sorted(expected.keys() - present.keys()), sorted(present.keys() - expected.keys())
    if missing or strange:
        return (
            say("{key} is missing", key=missing[0])
            if missing
            else say("{key} belongs to no part of it", key=strange[0])
        )
    for key, shape in expected.items():
        if present[key] != shape:
            return say("{key} is {shape} instead of {wanted}", key=key, shape=present[key], wanted=shape)
    return ""


def _numbers(path: Path) -> dict[str, Tensor]:
    try:
        return load_file(path)
    except (SafetensorError, OSError, ValueError) as error:
        raise CheckpointError(say("{name} is damaged and was not opened.", name=path.name)) from error


def _recognised(path: Path) -> tuple[dict[str, Tensor], Description]:
    """The weights of a file without a description, by our names: of a foreign architecture, or a preset of ours.

    The tensors may share storage.
    """
    tensors = weights_in(path)
    shapes = {k: tuple(v.shape) for k, v in tensors.items()}
    match = architectures.recognise(shapes)
    if match is not None:
        architecture, recognition = match
        title = architecture.title(recognition.config)
        used = [tensors[n] for names in (*recognition.sources.values(), recognition.fixed) for n in names]
        _check_size(used, path)
        try:
            assert architecture.adopt is not None
            ours = architecture.adopt(recognition, tensors)
        except ValueError as error:
            raise CheckpointError(
                say("{name} looks like {title}, but {wrong}.", name=path.name, title=title, wrong=error)
            ) from error
        wrong = _misfit(_shapes(recognition.config), {k: tuple(v.shape) for k, v in ours.items()})
        if wrong:
            raise CheckpointError(
                say("{name} looks like {title}, but {wrong}.", name=path.name, title=title, wrong=wrong)
            )
        return ours, Description(recognition.config, parameters=_count(recognition.config), source=path.name)
    for preset, config in PRESETS.items():
        prefix = _prefix(_shapes(config), shapes)
        if prefix is not None:
            ours = {k.removeprefix(prefix): v for k, v in tensors.items() if k.startswith(prefix)}
            _check_size(list(ours.values()), path)
            return ours, Description(config, preset=preset, parameters=_count(config), source=path.name)
    known = ", ".join(a.name for a in architectures.TABLE.values() if a.recognise is not None)
    raise CheckpointError(
        say(
            "{name} holds {count} weights that fit none of our generators ({presets}) and none of the others "
            "known here ({known}).",
            name=path.name,
            count=len(tensors),
            presets=", ".join(PRESETS),
            known=known,
        )
    )


def weights_in(path: Path) -> dict[str, Tensor]:
    """All tensors of a file by name, of any net, read without executing anything in it. Raises CheckpointError."""
    refuse_other_things(path)
    match file_kind(path):
        case "safetensors":
            return _numbers(path)
        case "archive":
            return archive.read(path)
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loaded: Any = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises a dozen kinds on broken or hostile files
        raise CheckpointError(
            say(
                "{name} was not opened: it is damaged, or holds more than plain weights, which could run code. {how}",
                name=path.name,
                how=archive.HOW_TO_CONVERT,
            )
        ) from error
    tensors = archive.named_tensors(loaded)
    if not tensors:
        raise CheckpointError(say("{name} holds no weights.", name=path.name))
    return tensors


def _prefix(expected: Mapping[str, tuple[int, ...]], shapes: Mapping[str, tuple[int, ...]]) -> str | None:
    """The prefix under which a file holds exactly these names and shapes; an average (EMA) is preferred."""
    probe = max(expected, key=len)
    prefixes = sorted(name.removesuffix(probe) for name in shapes if name.endswith(probe))
    for prefix in sorted(prefixes, key=lambda p: not ("ema" in p or "average" in p)):
        if {k.removeprefix(prefix): v for k, v in shapes.items() if k.startswith(prefix)} == expected:
            return prefix
    return None


def _check_size(used: list[Tensor], path: Path) -> None:
    """Raises CheckpointError where expanded views make a small file claim a large net."""
    if sum(v.numel() * v.element_size() for v in used) > 2 * path.stat().st_size:  # twice: weights may be tied
        raise CheckpointError(
            say("{name} cannot be used: its weights claim more numbers than it holds.", name=path.name)
        )


def _shapes(config: Config) -> dict[str, tuple[int, ...]]:
    with torch.device("meta"):
        return {k: tuple(v.shape) for k, v in build(config).state_dict().items()}


def _count(config: Config) -> int:
    with torch.device("meta"):
        return count_parameters(build(config))
