"""Checkpoints: weights that can be opened and used. Safetensors that describe themselves; opening one runs nothing.

PyTorch state dicts (.pt, .pth, .ckpt) are opened too, through `torch.load(weights_only=True)`, here and nowhere else.
"""

import json
import os
import warnings
import zipfile
from collections.abc import Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import Any, TypeVar

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from safetensors.torch import save as to_bytes
from torch import Tensor, nn

from inpaint_studio.model import archive, lama
from inpaint_studio.model.config import PRESETS, GeneratorConfig
from inpaint_studio.model.description import KEY, CheckpointError, Description, describe
from inpaint_studio.model.discriminator import Discriminator, plain_weights
from inpaint_studio.model.generator import Generator, build, count_parameters

__all__ = ["Checkpoint", "CheckpointError", "load", "save", "write_safetensors"]

_GENERATOR, _DISCRIMINATOR = "generator.", "discriminator."
_STATE_DICTS = (".pt", ".pth", ".ckpt")
_PREFIXES = ("module.", "_orig_mod.", _GENERATOR, "netG.", "ema.")


@dataclass(frozen=True, eq=False)
class Checkpoint:
    """Weights, ready to use: in evaluation mode, float32, without gradients."""

    generator: Generator
    discriminator: Discriminator | None
    description: Description


def load(path: Path, device: torch.device | str = "cpu") -> Checkpoint:
    """Open a checkpoint.

    Raises CheckpointError, a sentence, for a file that is none, whose net is not known, whose weights do not fit it,
    are not numbers, or are not truly in the file.
    """
    if path.suffix.lower() in _STATE_DICTS:
        tensors, description = _load_state_dict(path)
    else:
        description = describe(path)
        try:
            tensors = load_file(path)
        except (SafetensorError, OSError, ValueError) as error:
            raise CheckpointError(f"{path.name} is damaged and was not opened.") from error
    of_generator = {k.removeprefix(_GENERATOR): v for k, v in tensors.items() if k.startswith(_GENERATOR)}
    of_discriminator = {k.removeprefix(_DISCRIMINATOR): v for k, v in tensors.items() if k.startswith(_DISCRIMINATOR)}
    if len(of_generator) + len(of_discriminator) != len(tensors):
        raise CheckpointError(f"{path.name} holds weights that belong to no net of ours.")
    with torch.device("meta"):
        generator = build(description.config)
        discriminator = None
        if description.has_discriminator:
            if len(description.widths) != 4 or not all(1 <= width <= 4096 for width in description.widths):
                raise CheckpointError(f"{path.name} describes a discriminator that cannot be built.")
            discriminator = Discriminator(description.widths)
    _put(generator, of_generator, path.name)
    if discriminator is not None:
        _put(discriminator, of_discriminator, path.name)
        discriminator = _ready(discriminator, device)
    elif of_discriminator:
        raise CheckpointError(f"{path.name} holds a discriminator that its description does not know of.")
    description = replace(description, parameters=count_parameters(generator))
    return Checkpoint(_ready(generator, device), discriminator, description)


def save(
    path: Path,
    generator: Mapping[str, Tensor],
    description: Description,
    discriminator: Discriminator | None = None,
    dtype: torch.dtype = torch.float16,
) -> None:
    """Write weights beside `path`, sync, then put them in its place.

    generator: the state dict of the plain module (never of a compiled or distributed wrapper).
    Raises CheckpointError where a weight is not a number or too large for `dtype`, OSError where the disk says no.
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
        raise CheckpointError(f"The weights {broken[0]} are not all numbers, so {path.name} was not written.")
    parameters = sum(v.numel() for v in generator.values())
    text = json.dumps(replace(description, parameters=parameters).to_dict())
    write_safetensors(path, small, {KEY: text})


def write_safetensors(path: Path, tensors: Mapping[str, Tensor], metadata: Mapping[str, str]) -> None:
    """One file, whole or not at all: written beside, synced, and put in place."""
    beside = path.with_name(f".{path.name}.{os.getpid()}.new")
    try:
        with beside.open("wb") as file:
            file.write(to_bytes(dict(tensors), dict(metadata)))
            file.flush()
            os.fsync(file.fileno())
        os.replace(beside, path)
    finally:
        beside.unlink(missing_ok=True)


_Net = TypeVar("_Net", bound=nn.Module)


def _ready(net: _Net, device: torch.device | str) -> _Net:
    net.eval().requires_grad_(False)
    return net.to(device).to(memory_format=torch.channels_last)  # type: ignore[call-overload, no-any-return]


def _put(net: nn.Module, tensors: Mapping[str, Tensor], name: str) -> None:
    """Give a net on the meta device its weights, after checking what a loader cannot know."""
    wanted = net.state_dict()
    missing, strange = sorted(wanted.keys() - tensors.keys()), sorted(tensors.keys() - wanted.keys())
    if missing or strange:
        what = f"{missing[0]} is missing" if missing else f"{strange[0]} belongs to no part of it"
        raise CheckpointError(f"{name} does not fit the net it describes: {what}.")
    for key, tensor in tensors.items():
        if tensor.shape != wanted[key].shape:
            found, needed = tuple(tensor.shape), tuple(wanted[key].shape)
            raise CheckpointError(f"{name} does not fit the net it describes: {key} is {found} instead of {needed}.")
        if not tensor.is_floating_point() or tensor.layout != torch.strided:
            raise CheckpointError(f"{name} cannot be used: {key} holds no plain floating-point numbers.")
        if tensor.untyped_storage().nbytes() < tensor.numel() * tensor.element_size():
            raise CheckpointError(f"{name} cannot be used: {key} claims more numbers than it holds.")
        if not bool(torch.isfinite(tensor).all()):
            raise CheckpointError(f"{name} is broken: {key} holds values that are no numbers.")
    net.load_state_dict({k: v.float().clone() for k, v in tensors.items()}, strict=True, assign=True)


def _load_state_dict(path: Path) -> tuple[dict[str, Tensor], Description]:
    """Bare weights, recognised by their names and shapes: a preset of ours, or an architecture of others."""
    if not path.is_file():
        raise CheckpointError(f"There is no checkpoint {path}.")
    tensors = _plain_weights(path)
    theirs = lama.recognise(tensors)
    if theirs is not None:
        config, ours = theirs
        if _shapes(config) == {k: tuple(v.shape) for k, v in ours.items()}:
            note = f"LaMa with {len(config.middle)} residual blocks, trained elsewhere, from {path.name}."
            return {f"{_GENERATOR}{k}": v for k, v in ours.items()}, Description(config, note=note)
        raise CheckpointError(f"{path.name} looks like LaMa, but its parts are not shaped like any LaMa known here.")
    tensors = {_bare(k): v for k, v in tensors.items()}
    shapes = {k: tuple(v.shape) for k, v in tensors.items()}
    for preset, config in PRESETS.items():
        if _shapes(config) == shapes:
            description = Description(config, preset=preset, note=f"A PyTorch state dict, {path.name}.")
            return {f"{_GENERATOR}{k}": v for k, v in tensors.items()}, description
    raise CheckpointError(
        f"{path.name} holds {len(tensors)} weights that fit none of our generators ({', '.join(PRESETS)}) and no LaMa."
    )


def _plain_weights(path: Path) -> dict[str, Tensor]:
    """What a file of PyTorch's holds by name, read without running anything in it."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")
            loaded: Any = torch.load(path, map_location="cpu", weights_only=True)
    except Exception as error:  # torch raises a dozen kinds on broken or hostile files, and none may pass
        if not zipfile.is_zipfile(path):
            raise CheckpointError(
                f"{path.name} was not opened: it is damaged, or holds more than plain weights, which could run code."
            ) from error
        return archive.read(path)
    for key in ("state_dict", "params_ema", "params", "model", "generator"):
        if isinstance(loaded, dict) and isinstance(loaded.get(key), dict):
            loaded = loaded[key]
            break
    if not isinstance(loaded, dict) or not loaded or not all(isinstance(v, Tensor) for v in loaded.values()):
        raise CheckpointError(f"{path.name} holds no list of weights.")
    return {str(k): v for k, v in loaded.items()}


def _bare(key: str) -> str:
    for _ in range(4):
        for prefix in _PREFIXES:
            key = key.removeprefix(prefix)
    return key


def _shapes(config: GeneratorConfig) -> dict[str, tuple[int, ...]]:
    with torch.device("meta"):
        return {k: tuple(v.shape) for k, v in build(config).state_dict().items()}
