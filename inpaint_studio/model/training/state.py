"""The training state: everything needed to resume exactly, in files small enough to transfer.

A state is a folder of safetensors parts of at most 16 MiB and a `state.json` that lists them. A new one is written
to a temporary folder and renamed, so a complete one always exists.
"""

import json
import os
import shutil
from collections.abc import Mapping
from pathlib import Path
from typing import Any

import torch
from safetensors import SafetensorError
from safetensors.torch import load_file
from torch import Tensor

from inpaint_studio.model.checkpoints.checkpoint import write_safetensors
from inpaint_studio.sentence import say

LARGEST_PART = 16 * 2**20  # bytes
_ROOM = 512 * 2**10  # of a part, for its header
FOLDER, NEW, OLD = "state", "state.new", "state.old"


class StateError(Exception):
    """A missing or unusable state. The message is a sentence for the person."""


def write(run: Path, tensors: Mapping[str, Tensor], values: Mapping[str, Any]) -> Path:
    """Write a state into the run's folder. Returns the state's folder. Raises OSError."""
    new, old, folder = run / NEW, run / OLD, run / FOLDER
    shutil.rmtree(new, ignore_errors=True)
    new.mkdir(parents=True)
    parts: list[dict[str, Tensor]] = [{}]
    size = 0
    for name, tensor in tensors.items():
        flat = tensor.detach().to("cpu").contiguous()
        nbytes = flat.numel() * flat.element_size()
        if size + nbytes > LARGEST_PART - _ROOM and parts[-1]:
            parts.append({})
            size = 0
        parts[-1][name] = flat
        size += nbytes
    names = [f"part-{i:02}.safetensors" for i in range(len(parts))]
    for name, part in zip(names, parts, strict=True):
        write_safetensors(new / name, part, {})
    with (new / "state.json").open("w", encoding="utf-8") as file:
        json.dump({**values, "parts": names}, file)
        file.flush()
        os.fsync(file.fileno())
    if folder.exists():  # where it is missing, `old` is the only complete state
        shutil.rmtree(old, ignore_errors=True)
        folder.rename(old)
    new.rename(folder)
    shutil.rmtree(old, ignore_errors=True)
    return folder


def exists(run: Path) -> bool:
    return any((run / name / "state.json").is_file() for name in (FOLDER, OLD))


def read(run: Path) -> tuple[dict[str, Tensor], dict[str, Any]]:
    """The newest complete state in a run's folder. Raises StateError."""
    # Between the two renames of `write` there is only the old one.
    folder = next((run / name for name in (FOLDER, OLD) if (run / name / "state.json").is_file()), None)
    if folder is None:
        raise StateError(say("There is no state in {folder} to go on from.", folder=run))
    try:
        values = json.loads((folder / "state.json").read_text(encoding="utf-8"))
        tensors: dict[str, Tensor] = {}
        for name in values["parts"]:
            if Path(name).name != name:
                raise ValueError(name)
            tensors |= load_file(folder / name)
    except (OSError, ValueError, KeyError, TypeError, SafetensorError) as error:
        raise StateError(say("The state in {folder} is damaged and cannot be gone on from.", folder=run)) from error
    return tensors, values


def pack_optimiser(prefix: str, names: list[str], optimiser: torch.optim.Adam, compact: bool) -> dict[str, Tensor]:
    """Adam's moments by parameter name. compact: the second one in bfloat16, without the first."""
    out: dict[str, Tensor] = {}
    for name, parameter in zip(names, optimiser.param_groups[0]["params"], strict=True):
        of_parameter = optimiser.state.get(parameter)
        if not of_parameter:
            continue
        out[f"{prefix}.step.{name}"] = of_parameter["step"].reshape(1)
        second = of_parameter["exp_avg_sq"]
        out[f"{prefix}.second.{name}"] = second.bfloat16() if compact else second
        if not compact:
            out[f"{prefix}.first.{name}"] = of_parameter["exp_avg"]
    return out


def unpack_optimiser(prefix: str, names: list[str], optimiser: torch.optim.Adam, tensors: Mapping[str, Tensor]) -> None:
    """The inverse of `pack_optimiser`; a missing first moment starts at zero."""
    for name, parameter in zip(names, optimiser.param_groups[0]["params"], strict=True):
        step = tensors.get(f"{prefix}.step.{name}")
        if step is None:
            continue
        second = tensors[f"{prefix}.second.{name}"]
        first = tensors.get(f"{prefix}.first.{name}", torch.zeros_like(second))
        on_device = bool(optimiser.param_groups[0].get("fused") or optimiser.param_groups[0].get("capturable"))
        optimiser.state[parameter] = {
            "step": step.reshape(()).to(parameter.device if on_device else "cpu").clone(),
            # In the memory format of the parameter: fused Adam treats all of them as flat arrays.
            "exp_avg": torch.empty_like(parameter).detach().copy_(first),
            "exp_avg_sq": torch.empty_like(parameter).detach().copy_(second),
        }
