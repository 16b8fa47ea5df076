"""Listing of photographs: picture files below folders and inside tar shards, sorted by name."""

import tarfile
from dataclasses import replace
from pathlib import Path, PurePath
from typing import NamedTuple

from inpaint_studio.files.kinds import formats
from inpaint_studio.files.pairing import is_hidden, without_masks
from inpaint_studio.model.photographs.crops import PhotographsError
from inpaint_studio.model.photographs.dataset import Skipped
from inpaint_studio.sentence import say

# Photographs that Pillow opens: no data pictures, and no HEIC.
_SUFFIXES = {suffix for one in formats.FORMATS if one.plugin and one.key != "heif" for suffix in one.suffixes} | {
    ".mpo"
}


class PictureFile(NamedTuple):
    """A file, or a member of a tar."""

    name: str
    path: Path
    offset: int  # within the tar at `path`; -1 = the whole file
    size: int  # bytes


def find_all(places: tuple[Path, ...], skipped: list[Skipped]) -> list[PictureFile]:
    if len(places) == 1:
        return find(places[0], skipped)
    files: list[PictureFile] = []
    for place in places:
        of_place: list[Skipped] = []
        files += [file._replace(name=f"{place.name}/{file.name}") for file in find(place, of_place)]
        skipped += [replace(one, name=f"{place.name}/{one.name}") for one in of_place]
    return sorted(files, key=lambda f: (f.name, str(f.path)))


def find(path: Path, skipped: list[Skipped]) -> list[PictureFile]:
    """Every picture file and tar member below `path`, sorted by name, in one order for tars and folders."""
    if not path.exists():
        raise PhotographsError(say("There is no file or folder {path}.", path=path))
    files: list[PictureFile] = []
    folder = path if path.is_dir() else path.parent
    for file in sorted(path.rglob("*")) if path.is_dir() else [path]:
        name = file.relative_to(folder).as_posix()
        if is_hidden(PurePath(name)) or not file.is_file():
            continue
        if file.suffix.lower() == ".tar":
            try:
                files.extend(_members(file))
            except (tarfile.TarError, OSError):
                skipped.append(Skipped(name, say("it is not a tar that can be read to its end")))
        elif file.suffix.lower() in _SUFFIXES:
            files.append(PictureFile(name, file, -1, file.stat().st_size))
    plain = set(without_masks([file.path for file in files if file.offset < 0]))
    skipped.extend(
        Skipped(file.name, say("it is the mask of another picture"))
        for file in files
        if file.offset < 0 and file.path not in plain
    )
    files = [file for file in files if file.offset >= 0 or file.path in plain]
    return sorted(files, key=lambda f: (f.name, str(f.path)))


def _members(path: Path) -> list[PictureFile]:
    with tarfile.open(path, "r:") as tar:
        return [
            PictureFile(member.name.removeprefix("./"), path, member.offset_data, member.size)
            for member in tar
            if member.isfile()
            and Path(member.name).suffix.lower() in _SUFFIXES
            and not is_hidden(PurePath(member.name))
        ]
