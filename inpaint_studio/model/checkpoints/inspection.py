"""Identification of files: our checkpoints by their header, others by their weights. No net is built."""

from pathlib import Path

from inpaint_studio.model.checkpoints.description import Description, described_by_header


def describe(path: Path) -> Description:
    """The description of any checkpoint. Raises CheckpointError, a sentence, for one that this version cannot run.

    A self-describing file is read by its header alone. Any other is recognised by the names and shapes of its
    weights, for which torch is imported; the values are neither loaded into a net nor checked.
    """
    description = described_by_header(path)
    if description is not None:
        return description
    from inpaint_studio.model.checkpoints import (
        checkpoint,
    )  # imports torch, needed only for files without a description

    return checkpoint.identify(path)
