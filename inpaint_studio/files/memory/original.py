"""The picture that a journal was written for: from its own pixels, its file, or the copy that a save has left."""

import errno
import mmap
import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np

from inpaint_studio.editing.picture import Picture
from inpaint_studio.editing.stack import Stack
from inpaint_studio.files.errors import PictureError, TemporaryFolderFull
from inpaint_studio.files.infrared import InfraredRule, rule_again
from inpaint_studio.files.memory.band_facts import picture_from
from inpaint_studio.files.memory.derived_facts import derived_from
from inpaint_studio.files.memory.records import Record
from inpaint_studio.files.memory.stack_opening import decoded_near
from inpaint_studio.files.memory.stack_source import planes_by_stamps
from inpaint_studio.files.origin import Source, Stamp, origin_of
from inpaint_studio.files.reading import read_picture
from inpaint_studio.sentence import reason, say


def original_stack(opened: Sequence[Record], journal: Path) -> tuple[Stack, Picture]:
    """The stack as it was opened, and the plane that was in view last: decoded, and standing for all others until then.

    opened: all records of the journal. Raises PictureError.
    """
    opening = opened[0]
    facts = opening.facts
    if "stack" not in facts:
        original = next((record.blobs[0] for record in opened if record.facts["is"] == "original"), None)
        picture = original_picture(opening, original, journal)
        return Stack(picture), picture
    path = Path(facts["path"])
    planes = planes_by_stamps(path, facts["stack"], opening.blobs[0])
    moves = (facts for facts in (record.facts for record in reversed(opened)) if facts["is"] in ("plane", "snapshot"))
    last = next((int(of["to"] if of["is"] == "plane" else of.get("plane", 0)) for of in moves), int(facts["plane"]))
    seen = decoded_near(planes, last)
    count, *shape = facts["shape"]
    if len(planes.places) != count or list(seen.pixels.shape) != shape or seen.pixels.dtype.name != facts["dtype"]:
        raise PictureError(say("{path} is not the picture that was worked on.", path=path))
    return Stack(replace(seen, plane=int(facts["plane"])), planes), seen


def original_picture(opening: Record, original: bytes | None, journal: Path) -> Picture:
    """original: content of the file before a save overwrote it, where the journal holds that. Raises PictureError."""
    facts = opening.facts
    if facts["path"] is None:
        pixels = np.frombuffer(opening.blobs[0], np.dtype(facts["dtype"])).reshape(facts["shape"])
        origin = derived_from(facts, opening.blobs[2:])
        return picture_from(pixels, facts["name"], opening.blobs[1] or None, origin, facts, opening.blobs[-1:])
    path = Path(facts["path"])
    rule = rule_again(facts.get("infrared", ""), path)
    if original is not None:
        picture = _picture_of_bytes(original, path, facts["page"], journal, rule)
    else:
        stamp = tuple(facts["stamp"]) if facts["stamp"] else None
        backup = path.with_name(f"{path.name}~")
        if _is_as_it_was(path, stamp):
            picture = read_picture(path, facts["page"], infrared=rule)
        elif stamp is not None and _is_as_it_was(backup, stamp):
            # Another window has saved over the file, and kept a backup; its result must not be overwritten silently.
            picture = _picture_of_bytes(backup.read_bytes(), path, facts["page"], journal, rule, Stamp(*stamp))
        else:
            if not path.exists():
                raise PictureError(
                    say("{path} is gone since the work on it was lost, so the work cannot be laid on it.", path=path)
                )
            raise PictureError(
                say(
                    "{path} was changed by another program since the work on it was lost, so the work cannot be "
                    "laid on it.",
                    path=path,
                )
            )
    if list(picture.pixels.shape) != list(facts["shape"]) or picture.pixels.dtype.name != facts["dtype"]:
        raise PictureError(say("{path} is not the picture that was worked on.", path=path))
    return picture


def content_of(source: Source) -> bytes | mmap.mmap | None:
    """What a journal keeps of a file before it is overwritten; None where it is another by now. Raises OSError."""
    try:
        return source.view()
    except TemporaryFolderFull as error:
        raise OSError(errno.ENOSPC, reason(error)) from error


def _is_as_it_was(path: Path, stamp: tuple[int, ...] | None) -> bool:
    """Whether the file matches this Stamp in size and time, so that copies do too."""
    try:
        return stamp is not None and Stamp.of(path)[:2] == stamp[:2]
    except OSError:
        return False


def _picture_of_bytes(
    content: bytes, path: Path, page: int, journal: Path, rule: InfraredRule, stamp: Stamp | None = None
) -> Picture:
    """The original that was overwritten by a save, opened as the picture at `path`.

    stamp: of the file that may be overwritten without asking; None: the present one.
    """
    beside = journal.with_name(f"{journal.stem}-{os.getpid()}{path.suffix}")
    try:
        beside.write_bytes(content)
        picture = read_picture(beside, page, infrared=rule)
    finally:
        beside.unlink(missing_ok=True)
    origin = origin_of(picture)
    assert origin is not None
    if stamp is None:
        stamp = Stamp.of(path) if path.exists() else Stamp(0, 0, 0)
    unknown = picture.unknown if picture.is_data else None  # of a photograph that is marked already
    origin = replace(origin, source=Source(path, stamp, content))
    return replace(picture, name=path.name, origin=origin, unknown=unknown)
