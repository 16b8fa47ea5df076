"""Saving a stack that lies in files of its own: only those that a fill touched are written anew, each atomically."""

from collections.abc import Iterator
from dataclasses import replace
from pathlib import Path

from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.pairing import is_same
from inpaint_studio.files.saving.targets import check_folder
from inpaint_studio.files.saving.writing import SaveOptions, save_picture
from inpaint_studio.files.stacks.planes import FilePlanes
from inpaint_studio.files.stacks.saving_steps import Fills, StackProgress, StackReport, copied, visible_fills
from inpaint_studio.sentence import say


def save_folder(
    planes: FilePlanes, fills: Fills, folder: Path | None, options: SaveOptions
) -> Iterator[StackProgress | StackReport]:
    """folder: another one, which gets files of the same names; None = in place, where each keeps its NAME~.

    Ended in between, each file is the old one or the new one, and saving once more finishes the rest.
    Raises SaveError, PictureError.
    """
    visible = visible_fills(fills)
    in_place = folder is None or is_same(folder, planes.sources[0].path.parent)
    target = planes.sources[0].path.parent if folder is None else folder
    check_folder(target)
    if not in_place:
        try:
            target.mkdir(parents=True, exist_ok=True)
        except OSError as error:
            raise SaveError(say("{path} could not be saved: {reason}.", path=target, reason=error)) from error
    restored = [plane for plane, one in enumerate(planes.sources) if planes.original(one.path) != one.path]
    work = sorted({*visible, *restored}) if in_place else range(len(planes.sources))
    # In place the original is always kept: without it, planes could not be what was opened any more.
    options = replace(options, keep_backup=True) if in_place else options
    files = written = beside = 0
    exact, format = True, ""
    notes: dict[str, None] = {}
    backups: list[Path] = []
    for done, plane in enumerate(work, start=1):
        source = planes.sources[plane].path
        if plane in visible:
            report = save_picture(planes.picture(plane), visible[plane], target / source.name, options)
            files, written, beside = files + 1, written + report.bytes_written, beside + report.differing_beside
            exact, format = exact and report.exact, report.format
            notes |= dict.fromkeys(report.notes)
            if report.backup is not None:
                backups.append(report.backup)
                if in_place:
                    planes.replaced(source, report.backup)
        else:
            size = copied(planes.original(source), target / source.name)
            files, written = files + bool(size), written + size
            if in_place:
                planes.replaced(source, planes.original(source))
        yield StackProgress(done, len(work), source.name)
    yield StackReport(
        target,
        format,
        len(planes.sources),
        len(visible),
        files,
        written,
        exact,
        tuple(notes),
        tuple(backups),
        beside,
    )
