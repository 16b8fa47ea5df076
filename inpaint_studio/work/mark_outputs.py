"""Where pictures without their mark are written: into a folder, beside the originals, or in their place."""

import os
from collections.abc import Sequence
from pathlib import Path
from typing import Literal, get_args

from inpaint_studio.files.kinds import formats
from inpaint_studio.files.pairing import folded, is_same
from inpaint_studio.files.saving.targets import check_folder
from inpaint_studio.sentence import say
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.pairing import outputs_in

Rule = Literal["folder", "beside", "over"]
RULES: tuple[Rule, ...] = get_args(Rule)
ADDED = "_unmarked"  # to the name of a file beside its original


def outputs_for(pictures: Sequence[Path], rule: Rule, folder: Path | None = None) -> list[Path]:
    """The file to be written for each picture. Only "over" gives files that there are.

    folder: for "folder". Raises WorkError, SaveError: a sentence, before anything is written.
    """
    match rule:
        case "folder":
            if folder is None:
                raise WorkError(say("Choose the folder that the pictures without their mark go into."))
            if any(is_same(folder, picture.parent) for picture in pictures):
                raise WorkError(
                    say(
                        "{folder} is the folder of the originals, which are not written over. Choose another folder.",
                        folder=folder,
                    )
                )
            check_folder(folder)
            outputs, _ = outputs_in(list(pictures), folder)
            return _free(outputs)
        case "beside":
            named = [
                picture.with_name(f"{picture.stem}{ADDED}{formats.writable_suffix(picture)}") for picture in pictures
            ]
            return _free(named)
        case "over":
            unwritable = [one.name for one in pictures if formats.writable_suffix(one) != one.suffix]
            if unwritable:
                raise WorkError(
                    say("{name} is of a kind that is not written. Choose another folder for it.", name=unwritable[0])
                )
            return list(pictures)


def _free(paths: list[Path]) -> list[Path]:
    """With a number where a file of that name is there, or is another picture's."""
    taken: set[tuple[Path, str]] = set()
    out = []
    for path in paths:
        name, number = path, 1
        while (name.parent, folded(name.name)) in taken or os.path.lexists(name):
            number += 1
            name = path.with_name(f"{path.stem} ({number}){path.suffix}")
        taken.add((name.parent, folded(name.name)))
        out.append(name)
    return out
