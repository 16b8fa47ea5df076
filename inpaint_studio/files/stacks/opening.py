"""The door: from a file or a folder to the planes of a stack."""

from pathlib import Path

from inpaint_studio.files.decoding import identify
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks.kind import PLAIN, Opening, OpenPlanes
from inpaint_studio.files.stacks.kinds import KINDS
from inpaint_studio.files.video.reading import is_video
from inpaint_studio.sentence import say


def open_planes(path: str | Path, opening: Opening = PLAIN) -> OpenPlanes | None:
    """The planes of a stack; None for a file that holds a single picture, which `read_picture` opens.

    Reads headers and decodes nothing, so 10^5 files are opened in a second or two; for workers all the same. A plane
    that cannot be read, or is unlike the others, does not keep the rest from opening: `picture` raises a sentence for
    it, and `notes` names it where its header tells.
    The picture that is shown first is `planes.picture(0)`, not `read_picture(path)`: planes of animations share their
    channels, planes of measurements their levels.
    Raises PictureError: a sentence for what is missing, broken, or no stack though it is a folder.
    """
    path = Path(path)
    key = "video" if is_video(path) else "" if path.is_dir() else identify(path).key
    for kind in KINDS.values():
        if kind.takes(path, key):
            try:
                return kind.open(path, opening)
            except OSError as error:
                raise PictureError(say("{path} could not be read: {reason}.", path=path, reason=error)) from error
    return None
