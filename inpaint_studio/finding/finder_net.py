"""The shipped net of the finder of damage and of strokes of writing, loaded once."""

from functools import lru_cache
from pathlib import Path

from inpaint_studio.finding.pyramid import Net
from inpaint_studio.finding.thin_damage import Judgement
from inpaint_studio.resources import resource
from inpaint_studio.sentence import reason, say


class NoNetError(Exception):
    """The net cannot be used. The message is a sentence for the person."""


def shipped_net() -> tuple[Net, Judgement]:
    """The net, and how certain its pieces are. Raises NoNetError where it is missing, damaged or cannot run."""
    try:
        from inpaint_studio.model.checkpoints import finder
        from inpaint_studio.model.checkpoints.description import CheckpointError
    except (ImportError, OSError) as error:  # a broken torch raises either
        raise NoNetError(say("The net cannot run: {reason}.", reason=error)) from error
    try:
        path = resource(finder.SHIPPED)
        return _loaded(path, path.stat().st_mtime_ns)
    except FileNotFoundError as error:
        raise NoNetError(say("The finder's net is missing from this installation.")) from error
    except CheckpointError as error:
        raise NoNetError(reason(error)) from error


@lru_cache(maxsize=1)
def _loaded(path: Path, _changed: int) -> tuple[Net, Judgement]:
    from inpaint_studio.model.checkpoints import finder

    opened = finder.load(path)
    try:
        return opened.probabilities, Judgement.of(opened.judgement)
    except ValueError as error:
        raise NoNetError(say("{name} is of another version of the finder.", name=path.name)) from error
