"""DICOM of several frames in one file: moments of a film, or slices of a volume."""

import struct
from collections.abc import Sequence
from fractions import Fraction
from pathlib import Path

from inpaint_studio.editing.stack import Axis, Place
from inpaint_studio.files.errors import DamagedPicture
from inpaint_studio.files.kinds import dicom_frames
from inpaint_studio.files.kinds.dicom import content_of
from inpaint_studio.files.kinds.dicom_elements import DicomError, DicomFile, parse
from inpaint_studio.files.kinds.dicom_frames import Layout
from inpaint_studio.files.origin import Stamp
from inpaint_studio.files.stacks.dicom_headers import frame_times, slice_places
from inpaint_studio.files.stacks.kind import Opening, StackKind
from inpaint_studio.files.stacks.planes import FilePlanes, PlaneSource
from inpaint_studio.sentence import say


def _takes(path: Path, format: str) -> bool:
    return format == "dicom" and _frames(path) > 1


def _frames(path: Path) -> int:
    try:
        file = parse(content_of(path), 1 << 28)
    except (OSError, ValueError, struct.error):
        return 1  # who opens the single picture says what is wrong
    return 1 if file.pixels is None else dicom_frames.frames_of(file)


def open_frames(path: Path, opening: Opening) -> FilePlanes | None:
    """None where the file does not say how its samples lie. Raises PictureError, OSError."""
    stamp = Stamp.of(path)
    file = parse(content_of(path), opening.budget_bytes)
    try:
        layout = dicom_frames.layout_of(file)
    except DicomError:
        return None
    frames = layout.frames
    if _held(file, layout) < frames:
        raise DamagedPicture(
            say(
                "{name} says it has {count} frames and does not hold them. It was not opened.",
                name=path.name,
                count=f"{frames:,}",
            )
        )
    slices = slice_places(file, frames)
    times = frame_times(file, frames) if slices is None else None
    axis: Axis = opening.axis or ("frame" if slices is None else "slice")
    at: Sequence[Fraction | None] = slices or times or [None] * frames
    return FilePlanes(
        path,
        STACK.key,
        axis,
        [PlaneSource(path, page) for page in range(frames)],
        [Place(place) for place in at],
        cuts=None if slices is None else (),
        opening=opening,
        stamp=stamp,
    )


def _held(file: DicomFile, layout: Layout) -> int:
    """Frames that there are samples of."""
    assert file.pixels is not None
    if not file.is_compressed:
        return (min(file.pixels.end, len(file.body)) - file.pixels.value) // max(1, layout.frame_bytes)
    try:
        return len(dicom_frames.encapsulated(file, layout.frames))
    except DicomError:
        return 0


STACK = StackKind("dicom-frames", say("DICOM of several frames"), 40, _takes, open_frames)
