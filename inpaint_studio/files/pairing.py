"""Which mask belongs to which picture, by their names alone: one rule for the command line, the window and the bench.

A mask is named as its picture is, in a folder of its own (`a.jpg` and `masks/a.png`), or has a mask suffix:
`a.mask.png`, `a_mask.png`, `a-mask.png`, `a_mask001.png`, and the same after the whole name (`a.jpg.mask.png`).
Letter case and the form of Unicode letters do not matter: a Mac writes "é" as two characters, others as one.
"""

import os
import re
import unicodedata
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path, PurePath
from typing import TypeVar

from inpaint_studio.files.kinds import formats
from inpaint_studio.files.kinds.formats import stem_of
from inpaint_studio.sentence import say

# A separator must stand before the word: "damask.jpg" and "Maskenball.png" are photographs.
_MARK = re.compile(r"[._-]masks?\d*$")

P = TypeVar("P", bound=PurePath)


@dataclass(frozen=True)
class Match:
    """The mask of a picture; or why there is none, as a sentence."""

    picture: Path
    mask: Path | None
    problem: str = ""


def folded(name: str) -> str:
    """A name normalised for comparison: NFC, case folded."""
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def is_mask_name(path: PurePath) -> bool:
    """Whether a name has the suffix of a mask."""
    return _without_mark(path) != folded(stem_of(path))


def is_mask_of(mask: PurePath, picture: PurePath) -> bool:
    """Whether `mask` is by its name the mask of `picture`: `a.mask.png` of `a.jpg`, not `b_mask.png`."""
    return is_mask_name(mask) and _without_mark(mask) in (folded(stem_of(picture)), folded(picture.name))


def is_hidden(path: PurePath) -> bool:
    """Whether a file is hidden or the system's: `._a.jpg` beside every `a.jpg` of a Mac, `.thumbnails`, `__MACOSX`."""
    return any((part.startswith(".") and part not in (".", "..")) or part == "__MACOSX" for part in path.parts)


def pictures_in(folder: Path) -> list[Path]:
    """The files in a folder that are pictures by their names, in order, hidden ones left out. Raises OSError."""
    return [
        path
        for path in sorted(folder.iterdir())
        if not is_hidden(PurePath(path.name)) and not path.is_dir() and _is_picture(path)
    ]


def _is_picture(path: Path) -> bool:
    return formats.of_path(path) is not None or formats.is_nameless_dicom(path)


def masks_in(folder: Path, pictures: Path) -> list[Path]:
    """The files in `folder` that may be masks: all pictures there, but where those of `pictures` lie in the same
    folder, only those named as masks. Raises OSError."""
    listed = pictures_in(folder)
    return [path for path in listed if is_mask_name(path)] if is_same(folder, pictures) else listed


def without_masks(paths: Sequence[P]) -> list[P]:
    """The files without those that are, by their names, the mask of another one in the same folder."""
    by_key = {(path.parent, key) for path in paths for key in (folded(stem_of(path)), folded(path.name))}
    return [path for path in paths if not is_mask_name(path) or (path.parent, _without_mark(path)) not in by_key]


def match(pictures: Iterable[Path], masks: Sequence[Path], where: Path) -> list[Match]:
    """For each picture its mask among `masks`, which lie in `where`, or a sentence that says why there is none.

    A file is never its own mask. A name with the suffix of a mask ranks before a bare name, and an exact name before
    one that differs in letter case; of two with the same rank neither is taken.
    """
    by_key: dict[str, list[Path]] = {}
    for mask in masks:
        for key in {folded(stem_of(mask)), _without_mark(mask)}:
            by_key.setdefault(key, []).append(mask)
    return [_match(picture, by_key, where) for picture in pictures]


def _match(picture: Path, by_key: dict[str, list[Path]], where: Path) -> Match:
    keys = dict.fromkeys((folded(stem_of(picture)), folded(picture.name)))
    ranked: dict[int, dict[Path, None]] = {}
    for mask in (mask for key in keys for mask in by_key.get(key, ())):
        rank = _rank(picture, mask)
        if rank is not None and not is_same(mask, picture):
            ranked.setdefault(rank, {})[mask] = None
    if not ranked:
        return Match(
            picture, None, say("There is no mask called {name} in {folder}.", name=stem_of(picture), folder=where)
        )
    best = list(ranked[min(ranked)])
    if len(best) > 1:
        problem = say(
            "Both {first} and {second} in {folder} could be its mask. Take one of them away.",
            first=best[0].name,
            second=best[1].name,
            folder=where,
        )
        return Match(picture, None, problem)
    return Match(picture, best[0])


def _rank(picture: Path, mask: Path) -> int | None:
    """Rank of the match, 0 the best; None where the names do not match."""
    marked = is_mask_name(mask)
    if marked and _without_mark(mask) in (folded(stem_of(picture)), folded(picture.name)):
        whole = _without_mark(mask) == folded(picture.name)
        exact = _composed(stem_of(mask)).startswith(_composed(stem_of(picture)))
        return (0 if whole else 1) if exact else 2
    if folded(stem_of(mask)) == folded(picture.name):
        return 3
    if folded(stem_of(mask)) != folded(stem_of(picture)):
        return None
    if _composed(stem_of(mask)) != _composed(stem_of(picture)):
        return 6
    return 4 if folded(mask.suffix) == folded(picture.suffix) else 5


def is_same(one: Path, other: Path) -> bool:
    """Whether two paths name the same file, existing or not."""
    try:
        return one.samefile(other)
    except OSError:
        return os.path.realpath(one) == os.path.realpath(other)


def _without_mark(path: PurePath) -> str:
    stem = folded(stem_of(path))
    return _MARK.sub("", stem) or stem


def _composed(name: str) -> str:
    return unicodedata.normalize("NFC", name)
