"""Checks whether a path can be written, before the work on its content begins."""

import os
import tempfile
from pathlib import Path

from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.kinds.formats import Format
from inpaint_studio.sentence import say


def writable_format(path: Path) -> Format:
    """The format to save in by the suffix. Raises SaveError where it is unknown or read-only."""
    format = formats.of_path(path)
    if format is None and formats.is_nameless_dicom(path):
        return formats.BY_KEY["dicom"]
    if format is None:
        known = ", ".join(format.suffixes[0] for format in formats.FORMATS if format.writable)
        raise SaveError(
            say(
                "{name} does not say which format to save in. End its name in one of {known}.",
                name=path.name,
                known=known,
            )
        )
    if not format.writable:
        raise SaveError(
            say("{name} cannot be saved: {why} PNG keeps every pixel.", name=path.name, why=format.unwritable)
        )
    return format


def check_size(path: Path, format: Format, size: Size, dtype: str) -> None:
    """Raises SaveError where a picture of this size exceeds a limit of the format, or of its encoder."""
    longest = format.longest_deep if dtype != "uint8" and format.longest_deep else format.longest
    if longest is not None and max(size) > longest:
        raise SaveError(
            say(
                "{name} cannot be saved: {format} holds at most {most} pixels a side, and the picture is {width} "
                "x {height}. TIFF keeps it.",
                name=path.name,
                format=format.name,
                most=f"{longest:,}",
                width=f"{size.width:,}",
                height=f"{size.height:,}",
            )
        )


def check_place(path: Path) -> None:
    """Raises SaveError where no file can be put at `path`: no folder, a folder, no permission, too long a name."""
    target = Path(os.path.realpath(path))
    if os.path.isdir(target):
        raise SaveError(say("{path} is a folder. Give the file that is to be written.", path=path))
    if os.path.exists(target) and not os.path.isfile(target):
        raise SaveError(say("{path} could not be saved: {reason}.", path=path, reason=say("It is not a file")))
    if not os.path.isdir(target.parent):
        raise SaveError(
            say(
                "{path} could not be saved: {reason}.",
                path=path,
                reason=say("there is no folder {path}", path=path.parent),
            )
        )
    try:
        longest = os.pathconf(target.parent, "PC_NAME_MAX")
    except (OSError, ValueError, AttributeError):
        longest = 255
    if len(os.fsencode(target.name)) > longest:
        raise SaveError(say("{path} could not be saved: {reason}.", path=path, reason=say("File name too long")))
    _try(path, target.parent)


def check_folder(path: Path) -> None:
    """Raises SaveError where files cannot be put into the folder `path`, which need not exist yet."""
    nearest = Path(os.path.realpath(path))
    while not nearest.exists() and nearest != nearest.parent:
        nearest = nearest.parent
    if not nearest.is_dir():
        raise SaveError(say("{path} cannot be a folder: {name} is a file.", path=path, name=nearest))
    _try(path, nearest)


def _try(path: Path, folder: Path) -> None:
    """Permissions, quotas and read-only disks are tested by writing: every other test has false answers somewhere."""
    try:
        tempfile.TemporaryFile(dir=folder).close()
    except OSError as error:
        raise SaveError(say("{path} could not be saved: {reason}.", path=path, reason=error)) from error
