"""Where the planes of a stack come from, as JSON facts, and the planes again: for journals and projects.

Neither holds a film. A journal, which stays on this machine, trusts size and time of the files, as it does for a
picture; a project, which is copied about, trusts a fingerprint of their bytes.
"""

import hashlib
import json
import os
import zlib
from collections.abc import Iterator, Mapping, Sequence
from functools import lru_cache
from pathlib import Path
from typing import Any

from inpaint_studio.editing.stack import Planes
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.memory.stack_opening import files_of, open_stack, originals_of
from inpaint_studio.files.origin import Stamp
from inpaint_studio.files.saving.atomic import backup_of
from inpaint_studio.sentence import say

_WHOLE = 1 << 30  # bytes; larger stacks are hashed at `_PLACES` places: a film that differs there differs in size too
_PLACES = 1024
_PIECE = 1 << 16  # bytes of each
_MOST_FILES = 1 << 20


def stack_facts(planes: Planes) -> dict[str, Any]:
    return {"axis": planes.axis, "count": len(planes.places)}


def stamps_of(planes: Planes) -> bytes:
    """Size and time of every file, packed for a journal. For its thread: a folder may hold 10^5."""
    entries = [[os.path.relpath(path, planes.path), *_stamp(path)] for path in files_of(planes)]
    return zlib.compress(json.dumps(entries).encode(), 1)


def planes_by_stamps(path: Path, facts: dict[str, Any], packed: bytes) -> Planes:
    """The planes that a journal was written for. A file that a save has replaced is read from its backup.

    Raises PictureError: a sentence, where files are gone or changed, or are not what they were.
    """
    replaced = {}
    for name, *entry in json.loads(zlib.decompress(packed)):
        stamp = tuple(entry)
        file = Path(os.path.normpath(path / name))
        at = next((one for one in (file, backup_of(file)) if _stamp(one)[:2] == stamp[:2] and stamp[0] >= 0), None)
        if at is None:
            raise PictureError(_lost(file))
        if at != file:
            replaced[file] = at
    return _same_form(open_stack(path, facts["axis"], replaced), path, facts)


def _lost(file: Path) -> str:
    if not file.exists():
        return say("{path} is gone since the work on it was lost, so the work cannot be laid on it.", path=file)
    return say(
        "{path} was changed by another program since the work on it was lost, so the work cannot be laid on it.",
        path=file,
    )


def _stamp(path: Path) -> tuple[int, ...]:
    try:
        return Stamp.of(path)
    except OSError:
        return -1, -1, -1


def fingerprint_facts(planes: Planes) -> dict[str, Any]:
    """For a project. Reads up to a gibibyte, so it is for workers. Raises OSError where the files are not there."""
    return {
        **stack_facts(planes),
        "path": str(planes.path),
        "name": Path(planes.path).name,
        "fingerprint": _fingerprint(originals_of(planes)),
    }


def planes_by_fingerprint(facts: dict[str, Any], project: Path) -> Planes:
    """The planes that a project was made of: from beside it, or from where they were.

    Raises PictureError: a sentence, where they are not there or are others; ValueError and others for other content.
    """
    name, at, wanted = str(facts["name"]), Path(str(facts["path"])), str(facts["fingerprint"])
    beside = project.absolute().parent / Path(name).name
    places = [path for path in dict.fromkeys((beside, at)) if path.exists()]
    if not places:
        raise PictureError(
            say(
                "The project {name} belongs to {source}, which is neither beside it nor at {path}. Put {source} beside "
                "the project and open it again.",
                name=project.name,
                source=name,
                path=at,
            )
        )
    failure: PictureError | None = None
    for path in places:
        try:
            planes = open_stack(path, facts["axis"])
        except PictureError as error:
            failure = failure or error
            continue
        files = files_of(planes)
        for replaced in _forms(files):
            try:
                if _fingerprint([replaced.get(file, file) for file in files]) == wanted:
                    return _same_form(open_stack(path, facts["axis"], replaced) if replaced else planes, path, facts)
            except OSError:  # a file cannot be read
                continue
    if failure is not None:
        raise failure
    raise PictureError(
        say(
            "{source} is not what the project {name} was made of: it was changed, or is another of that name. Put the "
            "original beside the project and open it again.",
            source=name,
            name=project.name,
        )
    )


def _forms(files: Sequence[Path]) -> Iterator[Mapping[Path, Path]]:
    """The files themselves, and the backups that our own saves have left of them."""
    yield {}
    backups = {file: backup_of(file) for file in files if backup_of(file).exists()}
    if backups:
        yield backups


def _same_form(planes: Planes, path: Path, facts: dict[str, Any]) -> Planes:
    if len(planes.places) != facts["count"] or planes.axis != facts["axis"]:
        raise PictureError(say("{path} is not the picture that was worked on.", path=path))
    return planes


def _fingerprint(files: Sequence[Path]) -> str:
    if len(files) > _MOST_FILES:
        raise ValueError("more files than there can be")
    return _digest(tuple((str(file), Stamp.of(file)) for file in files))


@lru_cache(8)  # a project is saved again and again
def _digest(files: tuple[tuple[str, Stamp], ...]) -> str:
    total = sum(stamp.size for _, stamp in files)
    digest = hashlib.blake2b(json.dumps([stamp.size for _, stamp in files]).encode(), digest_size=32)
    step = 0 if total <= _WHOLE else (total - _PIECE) // (_PLACES - 1)
    begins = 0  # of the file, among the bytes of all
    for path, stamp in files:
        with open(path, "rb") as file:
            if not step:
                while piece := file.read(1 << 20):
                    digest.update(piece)
            else:
                at = -(-begins // step) * step
                while at < begins + stamp.size:
                    file.seek(at - begins)
                    digest.update(file.read(_PIECE))
                    at += step
        begins += stamp.size
    return digest.hexdigest()
