"""The discriminator as a judge: which of several fills of one hole looks most natural."""

import numpy as np
import torch
from torch.nn import functional as F

from inpaint_studio.filling.blend import Colours, Hole
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.nets.discriminator import Discriminator

_SIDE = 1024  # pixels; a larger crop is judged smaller, so that one look costs a bounded time and memory
TRUST = "judge"  # the entry of a description's scores that says how its discriminator did as a judge


def naturalness(discriminator: Discriminator, filled: Colours, hole: Hole) -> float:
    """How real the fill looks: the mean logit over what was hole, higher = more natural. Compare within one hole alone.

    filled: (H, W, 3) 0..1, the picture with the fill in it.  hole: (H, W), what was filled.
    """
    device = next(discriminator.parameters()).device
    picture = torch.from_numpy(np.ascontiguousarray(filled.transpose(2, 0, 1)))[None].clamp(0, 1)
    unknown = torch.from_numpy(hole.astype(np.float32))[None, None]
    step = max(hole.shape) / _SIDE
    if step > 1:
        size = (max(1, round(hole.shape[0] / step)), max(1, round(hole.shape[1] / step)))
        picture = F.interpolate(picture, size, mode="area")
        unknown = (F.interpolate(unknown, size, mode="area") > 0).float()
    with torch.inference_mode():
        return float(discriminator.naturalness(picture.to(device), unknown.to(device)))


def is_trusted(description: Description) -> bool:
    """Whether `auto` takes this checkpoint's judge at its word: its header says that on held-out holes it picked better
    than the best fixed method did, by more than chance. tests/benchmarks/bench_filling_judge.py measures and writes it.
    """
    found = description.scores.get(TRUST)
    return found is not None and found.get("high", 0.0) < 0 and found.get("holes", 0) >= 40
