"""What saving a stack yields, and what all its ways share."""

import filecmp
import os
import shutil
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import IO

from inpaint_studio.editing.fills import Fill, composite
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.saving.atomic import backup_of, keep_as, new_file
from inpaint_studio.sentence import say

Fills = Mapping[int, tuple[Fill, ...]]  # by plane, as `State.filled_planes` has them


@dataclass(frozen=True)
class StackProgress:
    """One more step of a save is done."""

    done: int
    total: int
    name: str  # of the file that was written, or the number of the plane


@dataclass(frozen=True)
class StackReport:
    """The result of a save, yielded last."""

    path: Path  # the file or the folder
    format: str  # key of its files' format
    planes: int  # of the stack
    changed: int  # planes with a visible fill
    files: int  # that were written; those that were right already are not
    bytes_written: int
    exact: bool  # every sample outside the fills is the original's (JPEG: outside the touched blocks)
    notes: tuple[str, ...] = ()
    backups: tuple[Path, ...] = ()
    differing_beside: int = 0  # as `SaveReport.differing_beside`, of all planes


def visible_fills(fills: Fills) -> dict[int, tuple[Fill, ...]]:
    """Planes that fills change, in order."""
    visible = {plane: tuple(one for one in laid if one.visible and one.strength > 0) for plane, laid in fills.items()}
    return {plane: visible[plane] for plane in sorted(visible) if visible[plane]}


def repaired(picture: Picture, fills: tuple[Fill, ...]) -> Pixels:
    """A whole plane with its fills."""
    return composite(picture, fills, picture.rect) if fills else picture.pixels


def copied(source: Path, target: Path) -> int:
    """Copy a file byte for byte, atomically; bytes written, 0 where it is there already.

    Another file at `target` is kept as NAME~. Raises SaveError.
    """
    try:
        if target.exists() and os.path.samefile(source, target):
            return 0
        if target.is_file() and filecmp.cmp(source, target, shallow=False):
            return 0

        def check(written: Path) -> None:
            if not filecmp.cmp(source, written, shallow=False):
                raise SaveError(
                    say("{path} could not be saved: what was written is not what was to be copied.", path=target)
                )

        def keep() -> None:
            if target.is_file():
                keep_as(target, backup_of(target))

        with open(source, "rb") as original, new_file(target, check, keep) as file:
            _copy(original, file)
        shutil.copystat(source, target)
        return target.stat().st_size
    except OSError as error:
        raise SaveError(say("{path} could not be saved: {reason}.", path=target, reason=error)) from error


def _copy(original: IO[bytes], file: IO[bytes]) -> None:
    shutil.copyfileobj(original, file, 8 << 20)
    file.flush()
