"""Masks that a finder proposes for one picture or for a folder of them."""

from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

from inpaint_studio.files.infrared import AUTO, InfraredRule
from inpaint_studio.files.pairing import without_masks
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import write_mask
from inpaint_studio.finding.finder import Finder, Progress, View
from inpaint_studio.finding.proposal import Proposal, propose
from inpaint_studio.sentence import explanation, say
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.pairing import pictures_in_folder, refuse_over


@dataclass(frozen=True)
class Target:
    """One picture to search, and where its mask goes."""

    picture: Path
    mask: Path


@dataclass(frozen=True)
class Searching:
    """How far the search of one picture is."""

    number: int  # of the target, from 0
    share: float  # 0 .. 1


@dataclass(frozen=True)
class Marked:
    """A mask was written."""

    number: int
    target: Target
    findings: int
    share: float  # of the picture that is marked, 0 .. 1
    notes: tuple[str, ...]  # of opening the picture, one sentence each


@dataclass(frozen=True)
class Unsearched:
    """A picture that could not be opened or searched, or a mask that could not be written; the others go on."""

    number: int
    target: Target
    message: str


def targets(pictures: Path, output: Path) -> tuple[Target, ...]:
    """Where the masks of a picture, or of all pictures of a folder, go. In a folder they are called NAME.mask.png.

    NAME is without the suffix where it is no other picture's name too: `a.png.mask.png` would be a mask of `a.png`.
    Existing masks in the folder are neither searched nor replaced. Raises WorkError.
    """
    if not pictures.exists():
        raise WorkError(say("{path} does not exist.", path=pictures))
    if not pictures.is_dir():
        mask = output / f"{pictures.stem}.mask.png" if output.is_dir() else output
        refuse_over(
            mask,
            pictures,
            say("{path} is the original and is not written over. Give --output another name.", path=mask),
        )
        return (Target(pictures, mask),)
    if output.exists() and not output.is_dir():
        message = say("PICTURE is a folder, so --output must be one too; {output} is a file.", output=output)
        raise WorkError(message, wrong_call=True)
    listed = without_masks(pictures_in_folder(pictures))
    if not listed:
        raise WorkError(say("There are no pictures in {folder}.", folder=pictures))
    taken = Counter(name.casefold() for path in listed for name in {path.stem, path.name})
    names = [path.stem if taken[path.stem.casefold()] == 1 else path.name for path in listed]
    return tuple(Target(path, output / f"{name}.mask.png") for path, name in zip(listed, names, strict=True))


def search(
    listed: Sequence[Target],
    finder: Finder,
    options: object,
    *,
    replace: bool = False,
    infrared: InfraredRule = AUTO,
) -> Iterator[Searching | Marked | Unsearched]:
    """Search each picture and write its mask, an 8-bit picture of its size.

    infrared: what is taken for a scanner's infrared.
    replace: write over a mask that is there; else its picture is left out with a sentence.
    """
    for number, target in enumerate(listed):
        if target.mask.exists() and not replace:
            message = say("{path} is there already. Give --replace to write over it.", path=target.mask)
            yield Unsearched(number, target, message)
            continue
        try:
            picture = read_picture(target.picture, infrared=infrared)
            for value in propose(finder, View(picture.pixels, infrared=picture.infrared), options):
                match value:
                    case Progress():
                        yield Searching(number, value.done / max(value.total, 1))
                    case Proposal():
                        target.mask.parent.mkdir(exist_ok=True)
                        write_mask(value.mask, target.mask)
                        share = float((value.mask > 0).mean())
                        yield Marked(number, target, value.count, share, tuple(picture.notes))
        except Exception as error:  # one bad file of a thousand must not end the others
            yield Unsearched(number, target, explanation(error))
