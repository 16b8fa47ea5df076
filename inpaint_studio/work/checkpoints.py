"""Checkpoints by name: a file, or a shipped one."""

import contextlib
from pathlib import Path

from inpaint_studio.resources import resource
from inpaint_studio.sentence import say
from inpaint_studio.work.errors import WorkError


def checkpoint_path(name: str) -> Path:
    """The file of that name; where there is none, the shipped checkpoint of that name. Raises WorkError."""
    if Path(name).exists():
        return Path(name)
    with contextlib.suppress(FileNotFoundError, ValueError):
        return resource(f"checkpoints/{name}.safetensors")
    shipped = sorted(path.stem for path in resource("checkpoints").glob("*.safetensors"))
    if not shipped:
        raise WorkError(say("There is no checkpoint {name}: no file is called so, and none are shipped.", name=name))
    raise WorkError(
        say(
            "There is no checkpoint {name}: neither a file nor one of the shipped ones ({shipped}).",
            name=name,
            shipped=", ".join(shipped),
        )
    )
