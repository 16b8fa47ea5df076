"""The shipped nets: of damage and of what is laid over a photograph, and of the strokes of a line. Loaded once."""

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
    return _judged(*_shipped("SHIPPED"))


def stroke_net() -> Net:
    """The net of strokes, for lines laid level (`level_lines`). Raises NoNetError as `shipped_net` does."""
    return _shipped("STROKES")[0]


@lru_cache(maxsize=1)
def _judged(net: Net, judgement: tuple[float, ...], name: str) -> tuple[Net, Judgement]:
    try:
        return net, Judgement.of(judgement)
    except ValueError as error:
        raise NoNetError(say("{name} is of another version of the finder.", name=name)) from error


def _shipped(which: str) -> tuple[Net, tuple[float, ...], str]:
    """Net, judgement and file name of the resource that a constant of `checkpoints.finder` names."""
    try:
        from inpaint_studio.model.checkpoints import finder
        from inpaint_studio.model.checkpoints.description import CheckpointError
    except (ImportError, OSError) as error:  # a broken torch raises either
        raise NoNetError(say("The net cannot run: {reason}.", reason=error)) from error
    try:
        path = resource(getattr(finder, which))
        return *_loaded(path, path.stat().st_mtime_ns), path.name
    except FileNotFoundError as error:
        raise NoNetError(say("The finder's net is missing from this installation.")) from error
    except CheckpointError as error:
        raise NoNetError(reason(error)) from error


@lru_cache(maxsize=2)
def _loaded(path: Path, _changed: int) -> tuple[Net, tuple[float, ...]]:
    from inpaint_studio.model.checkpoints import finder

    opened = finder.load(path)
    return opened.probabilities, opened.judgement
