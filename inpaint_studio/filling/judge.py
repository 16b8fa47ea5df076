"""Ranking fills of one hole by the discriminator."""

import numpy as np
import torch
from torch.nn import functional as F

from inpaint_studio.filling.blend import Colours, Hole
from inpaint_studio.model.checkpoints.description import Description
from inpaint_studio.model.nets.discriminator import Discriminator

_SIDE = 1024  # pixels; larger crops are downscaled, to bound time and memory
TRUST = "judge"  # key in a description's scores of the discriminator's results as a judge


def naturalness(discriminator: Discriminator, filled: Colours, hole: Hole) -> float:
    """Mean logit of the discriminator over the hole; higher = more natural. Comparable only within one hole.

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
    """Whether `auto` lets this checkpoint's discriminator choose: by its header it picked significantly better than the
    best fixed method on held-out holes. tests/benchmarks/bench_filling_judge.py measures and writes that.
    """
    score = description.scores.get(TRUST)
    return score is not None and score.get("high", 0.0) < 0 and score.get("holes", 0) >= 40
