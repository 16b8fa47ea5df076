"""A film, frame by frame."""

from pathlib import Path

from inpaint_studio.files.stacks.kind import Opening, StackKind
from inpaint_studio.files.video.reading import VideoPlanes, open_video
from inpaint_studio.sentence import say


def _takes(path: Path, format: str) -> bool:
    return format == "video"


def _open(path: Path, opening: Opening) -> VideoPlanes:
    return open_video(path, opening.cancelled)


STACK = StackKind("video", say("video"), 5, _takes, _open)
