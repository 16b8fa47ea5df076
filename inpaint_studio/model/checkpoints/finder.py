"""The finder's weights as safetensors: half precision, normalisation folded in. Opening one executes nothing."""

import json
import math
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
import torch
from numpy.typing import NDArray
from safetensors import SafetensorError, safe_open
from torch import nn

from inpaint_studio.model.checkpoints.checkpoint import write_safetensors
from inpaint_studio.model.checkpoints.description import CheckpointError
from inpaint_studio.model.nets.finder import OUTPUTS, FinderNet, fold, folded, probabilities
from inpaint_studio.sentence import say

SHIPPED = "damage/damage.safetensors"  # a resource
STROKES = "finders/strokes.safetensors"  # another, of the same net trained on for the strokes of lines of writing
_KEY = "inpaint-studio-finder"  # of the metadata
_MOST_BYTES = 8 * 2**20
_MOST_WIDTH = 512


@dataclass(frozen=True, eq=False)
class FinderWeights:
    """An opened file: what `finding` needs of it, without torch in any signature."""

    net: FinderNet  # folded, in evaluation mode, float32
    judgement: tuple[float, ...]  # how certain its pieces are, for `finding`; () = not fitted yet
    facts: Mapping[str, Any]

    def probabilities(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        """(outputs, H, W) of a picture (H, W, 3) in 0..1, in the order of `nets.finder.OUTPUTS`."""
        return probabilities(self.net, picture)


def save(path: Path, net: FinderNet, facts: Mapping[str, Any]) -> None:
    """Write a net, normalised or folded, atomically. Raises CheckpointError where a weight is not finite, OSError."""
    plain = folded(net) if any(isinstance(module, nn.BatchNorm2d) for module in net.modules()) else net
    tensors = {name: value.to(torch.float16).contiguous() for name, value in plain.state_dict().items()}
    if not all(bool(torch.isfinite(value).all()) for value in tensors.values()):
        raise CheckpointError(
            say("The weights of the finder are not all numbers, so {name} was not written.", name=path.name)
        )
    described = {"widths": net.widths, "outputs": OUTPUTS, **facts}
    write_safetensors(path, tensors, {_KEY: json.dumps(described)})


def load(path: Path) -> FinderWeights:
    """Raises CheckpointError, a sentence, for anything but a file of `save`."""
    try:
        if path.stat().st_size > _MOST_BYTES:
            raise ValueError("its size")
        with safe_open(path, "pt") as file:
            facts = json.loads((file.metadata() or {})[_KEY])
            tensors = {name: file.get_tensor(name) for name in file.keys()}  # noqa: SIM118
        widths = tuple(int(width) for width in facts["widths"])
        judgement = tuple(float(weight) for weight in facts.get("judgement", ()))
        if tuple(facts["outputs"]) != OUTPUTS or len(widths) != 4 or not all(0 < w <= _MOST_WIDTH for w in widths):
            raise ValueError("its description")
        if len(judgement) > 1024 or not all(map(math.isfinite, judgement)):
            raise ValueError("its judgement")
        if not all(value.dtype == torch.float16 and bool(torch.isfinite(value).all()) for value in tensors.values()):
            raise ValueError("its numbers")
        net = fold(FinderNet(widths))
        net.load_state_dict({name: value.float() for name, value in tensors.items()}, strict=True)
    except (SafetensorError, OSError, ValueError, KeyError, TypeError, AttributeError, RuntimeError) as error:
        message = say("{name} does not hold the finder's net, or is damaged.", name=path.name)
        raise CheckpointError(message) from error
    return FinderWeights(net.to(memory_format=torch.channels_last), judgement, facts)  # type: ignore[call-overload]
