"""The planes of a stack, as they were before our own saves replaced files of it."""

from collections.abc import Mapping
from pathlib import Path
from types import MappingProxyType

from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Axis, Planes
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks.kind import Opening
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.files.stacks.planes import FilePlanes
from inpaint_studio.files.video.reading import VideoPlanes, is_video, open_video
from inpaint_studio.sentence import say

_TRIES = 9  # planes that are decoded until one can be read


def files_of(planes: Planes) -> tuple[Path, ...]:
    """Every file that planes lie in, in the order of the planes."""
    if isinstance(planes, FilePlanes):
        return tuple(dict.fromkeys(source.path for source in planes.sources))
    return (Path(planes.path),)


def originals_of(planes: Planes) -> tuple[Path, ...]:
    """Where these files lie as they were opened: backups of those that our own saves have replaced."""
    if isinstance(planes, FilePlanes):
        return tuple(map(planes.original, files_of(planes)))
    return (planes.source.path if isinstance(planes, VideoPlanes) else Path(planes.path),)


def open_stack(path: Path, axis: Axis | None = None, replaced: Mapping[Path, Path] = MappingProxyType({})) -> Planes:
    """axis: as a person had it.  replaced: the backup by file, of the files that our own saves have replaced.

    Raises PictureError: a sentence, where it cannot be opened or is no stack.
    """
    if path in replaced and is_video(replaced[path]):
        film = open_video(replaced[path])
        film.path = path
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


def decoded_near(planes: Planes, plane: int) -> Picture:
    """This plane; another one where it cannot be read any more, so that the work on all of them is not lost with it.

    Raises PictureError.
    """
    failure: PictureError | None = None
    for near in sorted(range(len(planes.places)), key=lambda other: abs(other - plane))[:_TRIES]:
        try:
            return planes.picture(near)
        except PictureError as error:
            failure = failure or error
    assert failure is not None
    raise failure
