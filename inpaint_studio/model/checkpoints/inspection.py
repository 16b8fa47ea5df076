"""What a chosen file is: a checkpoint of ours by its header, any other by its weights. No net is filled."""

from pathlib import Path

from inpaint_studio.model.checkpoints.description import Description, described_by_header


def describe(path: Path) -> Description:
    """What a checkpoint of any kind is. Raises CheckpointError, a sentence, for what this build cannot run.

    One that describes itself is read by its header alone. Any other is recognised by the names and shapes of its
    weights, for which torch is imported; they are not loaded into a net, nor looked through for broken numbers.
    """
    description = described_by_header(path)
    if description is not None:
        return description
    from inpaint_studio.model.checkpoints import checkpoint  # torch, and only for files that do not say what they are

    return checkpoint.identify(path)
