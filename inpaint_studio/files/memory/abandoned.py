"""Abandoned journals: recoverable work that a program left which was killed or crashed."""

import contextlib
import os
from dataclasses import dataclass
from pathlib import Path

from inpaint_studio.files import locking
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.review_records import holds_decisions
from inpaint_studio.files.saving import atomic

SUFFIX = ".journal"


@dataclass(frozen=True)
class Abandoned:
    """An unlocked journal, left by a program that was killed or crashed."""

    path: Path
    picture: Path | None  # None for a picture that never was a file
    when: float  # seconds since the epoch, of the last write
    steps: int  # that can be recovered
    saved: Path | None = None  # the file it was saved to last; None where there is none
    name: str = ""  # of the picture
    is_review_only: bool = False  # no step was made: a person has decided about findings


def abandoned(folder: Path) -> list[Abandoned]:
    """Unlocked journals in `folder`, newest first; those without steps and decisions are removed, but for those of
    pictures that were in no file: the journal holds their only pixels.

    Temporary files that their programs left in the folders of saves are removed too.
    """
    journals = []
    for path in folder.glob(f"*{SUFFIX}") if folder.is_dir() else []:
        if records.is_in_use(path):
            continue
        try:
            contents = records.read(path)
            opening = contents.records[0].facts if contents.records else {}
        except (PictureError, OSError, ValueError):
            continue
        saves = [Path(record.facts["to"]) for record in contents.records if record.facts["is"] == "saving"]
        for target in saves:
            with contextlib.suppress(OSError):  # its disk may not be mounted
                atomic.sweep(target)
        steps = sum(1 for record in contents.records if record.facts["is"] in ("step", "snapshot"))
        is_review = not steps and any(map(holds_decisions, contents.records))
        picture = opening.get("path")
        is_in_no_file = bool(opening) and picture is None
        if not (steps or is_in_no_file or contents.lost_bytes or is_review):
            forget(path)
            continue
        saved = next((target for target in reversed(saves) if os.path.isfile(target)), None)  # one may have failed
        of, name = Path(picture) if picture else None, str(opening.get("name", ""))
        journals.append(Abandoned(path, of, path.stat().st_mtime, steps, saved, name, is_review))
    return sorted(journals, key=lambda journal: journal.when, reverse=True)


def forget(path: Path) -> bool:
    """Remove an abandoned journal. Returns False, without removing it, where another window has it open by now."""
    try:
        with open(path, "r+b") as file:
            if not locking.lock(file):
                return False
            if os.name == "nt":
                file.close()  # an open file cannot be removed there
            path.unlink(missing_ok=True)
    except FileNotFoundError:
        pass
    return True
