"""The planes of a stack, as they were before our own saves replaced files of it."""

from collections.abc import Mapping
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path
from types import MappingProxyType

from inpaint_studio.editing.stack import Axis, Planes
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks.kind import Opening
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.files.stacks.planes import FilePlanes
from inpaint_studio.sentence import say


def files_of(planes: Planes) -> tuple[Path, ...]:
    """Every file that planes lie in, in the order of the planes."""
    if isinstance(planes, FilePlanes):
        return tuple(dict.fromkeys(source.path for source in planes.sources))
    return (planes.path,)


def originals_of(planes: Planes) -> tuple[Path, ...]:
    """Where these files lie as they were opened: backups of those that our own saves have replaced."""
    if isinstance(planes, FilePlanes):
        return tuple(map(planes.original, files_of(planes)))
    source = getattr(planes, "source", None)  # of a film
    return (planes.path if source is None else source.path,)


def open_stack(path: Path, axis: Axis | None = None, replaced: Mapping[Path, Path] = MappingProxyType({})) -> Planes:
    """axis: as a person had it.  replaced: the backup by file, of the files that our own saves have replaced.

    Raises PictureError: a sentence, where it cannot be opened or is no stack.
    """
    film = _film(path, replaced)
    if film is not None:
        return film
    planes = open_planes(path)
    if planes is not None and axis not in (None, planes.axis):
        planes = open_planes(path, Opening(axis=axis))
    if planes is None:
        raise PictureError(say("{path} is not the picture that was worked on.", path=path))
    if isinstance(planes, FilePlanes):
        for file, backup in replaced.items():
            planes.replaced(file, backup)
    return planes


def _film(path: Path, replaced: Mapping[Path, Path]) -> Planes | None:
    if find_spec("inpaint_studio.files.video") is None:
        return None
    reading = import_module("inpaint_studio.files.video.reading")
    file = replaced.get(path, path)
    if not reading.is_video(file):
        return None
    film: Planes = reading.open_video(file)
    film.path = path  # type: ignore[misc]
    return film
