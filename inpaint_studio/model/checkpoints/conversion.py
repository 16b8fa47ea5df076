"""Conversion of any checkpoint to self-describing safetensors, or of its generator to an ONNX graph."""

from dataclasses import dataclass, replace
from datetime import UTC, datetime
from pathlib import Path

import torch

import inpaint_studio
from inpaint_studio.model.checkpoints import checkpoint
from inpaint_studio.model.checkpoints.description import CheckpointError, Description, sha256
from inpaint_studio.sentence import say

KINDS = (".safetensors", ".onnx")


@dataclass(frozen=True)
class Converted:
    """The result of a conversion, and its largest deviation from the source."""

    path: Path
    description: Description
    difference: float = 0.0  # the largest: of a weight after rounding, of a fill for ONNX
    compared: int = 0  # pictures filled by both, for ONNX
    opset: int = 0


def convert(source: Path, target: Path, half: bool = False, licence: str = "") -> Converted:
    """Write the checkpoint at `source`, of any kind, to `target`, in the format of its suffix: .safetensors or .onnx.

    half: round weights to 16 bits. Without it they are exact, in 16 bits where those suffice.
    licence: of the weights, recorded in the file.
    Overwrites `target`. Raises CheckpointError, a sentence, for a source that cannot be opened or a result that
    deviates too far; ValueError for another suffix; OSError from the disk.
    """
    if target.suffix.lower() not in KINDS:
        raise ValueError(
            say(
                "{name} is no name for a checkpoint: it must end in {kinds}.",
                name=target.name,
                kinds=" or ".join(KINDS),
            )
        )
    if not target.parent.is_dir():
        raise CheckpointError(
            say("{path} cannot be written: there is no folder {folder}.", path=target, folder=target.parent)
        )
    opened = checkpoint.load(source)
    description = opened.description
    description = replace(
        description,
        licence=licence or description.licence,
        source=f"{source.name} (sha256 {sha256(source)})" if description.source == source.name else description.source,
        date=description.date or datetime.now(UTC).isoformat("T", "seconds"),
        version=description.version or inpaint_studio.__version__,
    )
    if target.suffix.lower() == ".onnx":
        from inpaint_studio.model.checkpoints.export import OPSET, export

        exported = export(replace(opened, description=description), target)
        return Converted(target, description, exported.difference, exported.compared, OPSET)
    weights = opened.generator.state_dict()
    exact = all(torch.equal(v.half().float(), v) for v in weights.values())
    dtype = torch.float16 if half or exact else torch.float32
    checkpoint.save(target, weights, description, opened.discriminator, dtype)
    written = checkpoint.load(target)
    after = written.generator.state_dict()
    difference = max(float((after[k] - v).abs().max()) for k, v in weights.items() if v.numel())
    return Converted(target, written.description, difference)
