"""Blending: linear interpolation of two checkpoints, which works well for nets with a common ancestor."""

from datetime import UTC, datetime
from pathlib import Path

import torch

from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import CheckpointError, Description
from inpaint_studio.sentence import say


def blend(first: Path, second: Path, share: float, target: Path) -> Description:
    """Write (1 - share) · first + share · second as a checkpoint of its own, without a discriminator.

    share: 0 = all of the first .. 1 = all of the second.
    Raises CheckpointError, a sentence, where one cannot be opened or their generators have different shapes;
    ValueError for a share outside 0..1.
    """
    if not 0 <= share <= 1:
        raise ValueError(f"A share of {share} is not between 0 and 1.")
    one, other = checkpoint.load(first), checkpoint.load(second)
    if one.description.config != other.description.config:
        raise CheckpointError(
            say(
                "{first} and {second} cannot be blended: their generators are built differently.",
                first=first.name,
                second=second.name,
            )
        )
    other_weights = other.generator.state_dict()
    weights = {name: weight.lerp(other_weights[name], share) for name, weight in one.generator.state_dict().items()}
    description = Description(
        config=one.description.config,
        preset=one.description.preset if one.description.preset == other.description.preset else "",
        parameters=one.description.parameters,
        images_seen=max(one.description.images_seen, other.description.images_seen),
        data="; ".join(dict.fromkeys(d for d in (one.description.data, other.description.data) if d)),
        losses=tuple(dict.fromkeys((*one.description.losses, *other.description.losses))),
        date=datetime.now(UTC).isoformat("T", "seconds"),
        licence="; ".join(dict.fromkeys(d.licence for d in (one.description, other.description) if d.licence)),
        note=f"Blended of {1 - share:.0%} {first.name} and {share:.0%} {second.name}.",
    )
    # Norm layers of foreign nets hold variances that may exceed 16 bits.
    checkpoint.save(target, weights, description, dtype=torch.float32 if description.is_foreign else torch.float16)
    return description
