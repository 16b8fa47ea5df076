"""A scanner's infrared in a project: the plane itself, where the original in the project does not hold it."""

import zipfile
from dataclasses import replace
from typing import Any

import numpy as np

from inpaint_studio.editing.picture import DEPTHS, Picture
from inpaint_studio.files.origin import origin_of

MEMBER = "infrared"  # after the prefix of our members


def layout_of(picture: Picture) -> str:
    """Where the infrared lies in the picture's own file; "" where there is none."""
    origin = origin_of(picture)
    return origin.infrared if origin is not None else ""


def write(picture: Picture, archive: zipfile.ZipFile, name: str, has_original: bool) -> dict[str, Any]:
    """Store the plane under `name` where it is not in the original. Returns the facts that `read` needs."""
    layout = layout_of(picture)
    if picture.infrared is None:
        return {"infrared": layout}
    facts = {"infrared": layout, "infrared_dtype": picture.infrared.dtype.name}
    if not has_original or layout not in ("band", "alpha", "page"):
        archive.writestr(name, np.ascontiguousarray(picture.infrared).tobytes(), zipfile.ZIP_DEFLATED, 1)
    return facts


def read(picture: Picture, archive: zipfile.ZipFile, name: str, facts: dict[str, Any]) -> Picture:
    """The picture with the plane under `name`, where the project has one. Raises ValueError for one that cannot be."""
    if name not in archive.namelist():
        return picture
    dtype = np.dtype(str(facts["infrared_dtype"]))
    if dtype not in DEPTHS:
        raise ValueError("an infrared of another type")
    size = picture.size
    most = size.area * dtype.itemsize
    with archive.open(name) as member:
        content = member.read(most + 1)
    if len(content) != most:
        raise ValueError("an infrared of another size")
    plane = np.frombuffer(content, dtype).reshape(size.height, size.width)
    origin = origin_of(picture)
    if origin is not None:
        origin = replace(origin, infrared=str(facts["infrared"]))
    return replace(picture, infrared=plane, origin=origin)
