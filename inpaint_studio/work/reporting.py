"""The report of a job as a file: its path is checked before the job, and written after it."""

import os
from collections.abc import Iterable
from pathlib import Path

from inpaint_studio.files.pairing import is_same
from inpaint_studio.files.saving.atomic import replace_file
from inpaint_studio.files.saving.targets import check_place
from inpaint_studio.sentence import say
from inpaint_studio.work.errors import WorkError


class ReportError(WorkError):
    """A report cannot be written to the requested path."""


def check_report(path: Path, used: Iterable[Path], new_folder: Path | None = None) -> None:
    """Check before a job whether its report can be written to `path`.

    used: files that the job reads or writes.  new_folder: one that the job will create.
    Raises ReportError, and SaveError where nothing may be written to the folder.
    """
    if any(is_same(path, other) for other in used):
        raise ReportError(
            say("--report {path} is a file that this call fills, reads or writes, and would be lost.", path=path),
            wrong_call=True,
        )
    if path.is_dir():
        raise ReportError(say("The report cannot be written to {path}, which is a folder.", path=path))
    folder = os.path.realpath(path.parent)
    if not os.path.isdir(folder) and not (new_folder and Path(os.path.realpath(new_folder)).is_relative_to(folder)):
        raise ReportError(
            say("The report cannot be written to {path}: there is no folder {folder}.", path=path, folder=path.parent)
        )
    if os.path.isdir(folder) and _is_replaceable(path):
        check_place(path)


def write_report(path: Path, content: bytes) -> None:
    """Raises ReportError, and SaveError."""
    if _is_replaceable(path):
        replace_file(path, content)
        return
    try:
        path.write_bytes(content)
    except OSError as error:
        raise ReportError(
            say("The report could not be written to {path}: {reason}.", path=path, reason=error)
        ) from error


def _is_replaceable(path: Path) -> bool:
    """False for /dev/stdout and the like, which are written to, not replaced."""
    return path.is_file() or not path.exists()
