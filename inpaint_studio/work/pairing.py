"""Matching of pictures, masks and output files by name, before anything is opened."""

import os
from dataclasses import dataclass
from pathlib import Path

from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.infrared import without_infrared
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.pairing import (
    Match,
    folded,
    is_mask_name,
    is_same,
    masks_in,
    match,
    pictures_in,
    without_masks,
)
from inpaint_studio.files.saving.targets import writable_format
from inpaint_studio.sentence import reason, say
from inpaint_studio.work.errors import WorkError


class PairingError(WorkError):
    """Nothing can be paired."""


@dataclass(frozen=True)
class Pair:
    """One picture to fill."""

    picture: Path
    mask: Path | None  # None = what finders propose
    output: Path


@dataclass(frozen=True)
class Pairing:
    """All pictures of a call."""

    pairs: tuple[Pair, ...]
    problems: tuple[tuple[Path, str], ...] = ()  # pictures that cannot be filled, and the sentence that says why
    notes: tuple[tuple[Path, str], ...] = ()  # decisions by rules that a person may not expect
    many: bool = False  # whether the call names a folder


def pair(picture: Path, mask: Path | None, output: Path) -> Pairing:
    """Pair a picture with a mask, or a folder of pictures with a folder of masks (it may be the same) or with one mask.

    mask: None = no picture has one.
    All outputs are distinct files, on any file system, and none is a picture or a mask of the call.
    Raises PairingError.
    """
    for source in (picture, mask):
        if source is not None and not source.exists():
            raise PairingError(say("{path} does not exist.", path=source))
    if picture.is_dir():
        return _pair_folder(picture, mask, output)
    if mask is not None and mask.is_dir():
        raise PairingError(say("PICTURE is a file, so --mask must be a file too, and not a folder."), wrong_call=True)
    output = output / picture.name if output.is_dir() else output
    refuse_over(
        output, picture, say("{path} is the original and is not written over. Give --output another name.", path=output)
    )
    if mask is not None:
        refuse_over(
            output, mask, say("{path} is the mask and is not written over. Give --output another name.", path=output)
        )
    try:
        writable_format(output)
    except SaveError as error:
        raise PairingError(reason(error), wrong_call=True) from error
    return Pairing((Pair(picture, mask, output),))


def _pair_folder(folder: Path, mask: Path | None, output: Path) -> Pairing:
    if output.exists() and not output.is_dir():
        raise PairingError(
            say("PICTURE is a folder, so --output must be one too; {output} is a file.", output=output), wrong_call=True
        )
    refuse_over(
        output, folder, say("--output is the folder of the originals, which are not written over. Give another folder.")
    )
    if mask is not None:
        refuse_over(
            output, mask, say("--output is the folder of the masks, which are not written over. Give another folder.")
        )
    listed = [path for path in pictures_in_folder(folder) if mask is None or not is_same(path, mask)]
    if mask is not None and mask.is_dir():
        matches, notes = _matched(folder, listed, mask)
    else:
        matches, notes = [Match(path, mask) for path in without_masks(listed)], []
    if not matches:
        raise PairingError(say("There are no pictures in {folder}.", folder=folder))
    filled = [one for one in matches if one.mask is not None or mask is None]
    outputs, renamed = outputs_in([one.picture for one in filled], output)
    pairs = tuple(Pair(one.picture, one.mask, to) for one, to in zip(filled, outputs, strict=True))
    sources = {os.path.realpath(path) for one in pairs for path in (one.picture, one.mask) if path is not None}
    for over in (one.output for one in pairs if os.path.realpath(one.output) in sources):
        raise PairingError(
            say("{path} is read by this call and is not written over. Give another folder.", path=over), wrong_call=True
        )
    problems = tuple((one.picture, one.problem) for one in matches if one not in filled)
    return Pairing(pairs, problems, (*notes, *renamed, *_shared(pairs, mask)), many=True)


def _matched(folder: Path, listed: list[Path], masks: Path) -> tuple[list[Match], list[tuple[Path, str]]]:
    """The pictures of a folder with their masks, which may lie among them.

    A file named as the mask of another picture is no picture, unless it has a mask of its own ("death-mask").
    """
    offered = _masks_in(masks, folder)
    masked = {one.picture for one in match([path for path in listed if is_mask_name(path)], offered, masks) if one.mask}
    plain = set(without_masks(listed))
    pictures = [path for path in listed if path in plain or path in masked]
    notes: list[tuple[Path, str]] = []
    if is_same(folder, masks):  # among pictures, a file with a mask suffix is a mask, even where its picture is missing
        lonely = [path for path in pictures if is_mask_name(path) and path not in masked]
        notes = [
            (path, say("It is named as a mask, and there is no picture of that name beside it.")) for path in lonely
        ]
        pictures = [path for path in pictures if path not in lonely]
    return match(pictures, offered, masks), notes


def outputs_in(pictures: list[Path], folder: Path) -> tuple[list[Path], list[tuple[Path, str]]]:
    """The output of each picture. Of two that would share a name, the one whose name is unchanged gets it.

    Names that differ in letter case or the form of their letters are one name on a Mac and on Windows.
    """
    plain = {picture: f"{formats.stem_of(picture)}{formats.writable_suffix(picture)}" for picture in pictures}
    taken: dict[str, Path] = {}
    for picture in sorted(pictures, key=lambda one: plain[one] != one.name):
        taken.setdefault(folded(plain[picture]), picture)
    names: list[Path] = []
    notes: list[tuple[Path, str]] = []
    for picture in pictures:
        name, number = plain[picture], 1
        while taken.setdefault(folded(name), picture) is not picture:
            stem = picture.name if number == 1 else f"{formats.stem_of(picture)} ({number})"
            name = f"{stem}{formats.writable_suffix(picture)}"
            number += 1
        if name != plain[picture]:
            other = taken[folded(plain[picture])].name
            notes.append(
                (
                    picture,
                    say(
                        "Its result is {name}, because {plain} is that of {other}.",
                        name=name,
                        plain=plain[picture],
                        other=other,
                    ),
                )
            )
        names.append(folder / name)
    return names, notes


def _shared(pairs: tuple[Pair, ...], mask: Path | None) -> list[tuple[Path, str]]:
    """Notes on pictures of one name that share a mask, unless one mask is used for all."""
    if mask is None or not mask.is_dir():
        return []
    first: dict[Path, Path] = {}
    notes: list[tuple[Path, str]] = []
    for one in pairs:
        if one.mask is None:
            continue
        other = first.setdefault(one.mask, one.picture)
        if other is not one.picture:
            notes.append(
                (one.picture, say("Its mask {mask} is that of {other} too.", mask=one.mask.name, other=other.name))
            )
    return notes


def pictures_in_folder(folder: Path) -> list[Path]:
    """Without scanners' infrared beside their pictures. Raises PairingError where the folder cannot be read."""
    try:
        return without_infrared(pictures_in(folder))
    except OSError as error:
        raise PairingError(say("The folder {folder} cannot be read: {reason}.", folder=folder, reason=error)) from error


def _masks_in(folder: Path, pictures: Path) -> list[Path]:
    try:
        return masks_in(folder, pictures)
    except OSError as error:
        raise PairingError(say("The folder {folder} cannot be read: {reason}.", folder=folder, reason=error)) from error


def refuse_over(output: Path, source: Path, sentence: str) -> None:
    """Raises PairingError, a wrong call, where both are one file."""
    if is_same(output, source):
        raise PairingError(sentence, wrong_call=True)
