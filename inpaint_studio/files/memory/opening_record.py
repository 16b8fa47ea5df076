"""What a journal begins with: which picture or stack it is of, and the samples of one that is in no file."""

from collections.abc import Sequence
from functools import partial
from pathlib import Path
from typing import Any

from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Planes
from inpaint_studio.editing.state import State
from inpaint_studio.files.derived import derived_of
from inpaint_studio.files.memory.band_facts import band_facts
from inpaint_studio.files.memory.blobs import bytes_of
from inpaint_studio.files.memory.derived_facts import derived_facts
from inpaint_studio.files.memory.records import Blob
from inpaint_studio.files.memory.stack_opening import files_of
from inpaint_studio.files.memory.stack_source import stack_facts, stamps_of
from inpaint_studio.files.origin import Stamp, origin_of

OpeningRecord = tuple[dict[str, Any], Sequence[Blob]]


def opening_record(state: State) -> OpeningRecord:
    picture, planes = state.picture, state.stack.planes
    if planes is not None:
        return _of_stack(planes, picture)
    origin = origin_of(picture)
    facts: dict[str, Any] = {"is": "opening", "size": picture.size, "shape": picture.pixels.shape}
    facts |= {"dtype": picture.pixels.dtype.name, "name": picture.name}
    if origin is None:
        (made, blocks), (data, unknown) = derived_facts(derived_of(picture)), band_facts(picture)
        pixels, profile = bytes_of(picture.pixels), picture.profile or b""
        return {**facts, "path": None, **made, **data}, [pixels, profile, *blocks, *unknown]
    stamp = Stamp.of(origin.path) if origin.path.exists() else None
    return {**facts, "path": str(origin.path), "page": origin.page, "stamp": stamp, "infrared": origin.infrared}, ()


def _of_stack(planes: Planes, picture: Picture) -> OpeningRecord:
    """Four numbers in "shape" tell programs that know of no stacks that this is not the picture they can read."""
    facts: dict[str, Any] = {"is": "opening", "size": picture.size, "plane": picture.plane, "name": picture.name}
    facts |= {"shape": (len(planes.places), *picture.pixels.shape), "dtype": picture.pixels.dtype.name}
    facts |= {"path": str(Path(planes.path).absolute()), "stamp": None, "page": 0, "stack": stack_facts(planes)}
    stamps = partial(stamps_of, planes)
    return facts, [stamps() if len(files_of(planes)) == 1 else stamps]
