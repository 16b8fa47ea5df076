"""Masks that finders propose for one picture or for a folder of them."""

from collections import Counter
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field
from pathlib import Path
from types import MappingProxyType
from typing import Any

import numpy as np

from inpaint_studio.editing.findings import Finding, Review, ReviewFilter, joined
from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask, Picture
from inpaint_studio.files.infrared import AUTO, InfraredRule
from inpaint_studio.files.kinds.formats import stem_of
from inpaint_studio.files.memory.finding_facts import SUFFIX, save_findings
from inpaint_studio.files.pairing import without_masks
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import write_mask
from inpaint_studio.finding.finder import Finder, Progress, View
from inpaint_studio.finding.search import find
from inpaint_studio.finding.views import view_of
from inpaint_studio.sentence import explanation, say
from inpaint_studio.work.errors import WorkError
from inpaint_studio.work.pairing import pictures_in_folder, refuse_over


@dataclass(frozen=True, eq=False)
class Search:
    """Which finders search, and what of their findings becomes mask."""

    finders: tuple[Finder, ...]
    options: Mapping[str, Any] = field(default_factory=lambda: MappingProxyType({}))  # by a finder's key
    filter: ReviewFilter = field(default_factory=ReviewFilter)
    everything: bool = False  # also what a finder does not suggest, since it may belong to the picture


@dataclass(frozen=True)
class Target:
    """One picture to search, and where its mask goes."""

    picture: Path
    mask: Path

    @property
    def findings(self) -> Path:
        """Where its findings go as JSON: beside the mask."""
        return self.mask.with_name(f"{self.mask.stem.removesuffix('.mask')}{SUFFIX}")


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
    findings: int  # that became mask
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
        mask = output / f"{stem_of(pictures)}.mask.png" if output.is_dir() else output
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
    taken = Counter(name.casefold() for path in listed for name in {stem_of(path), path.name})
    names = [stem_of(path) if taken[stem_of(path).casefold()] == 1 else path.name for path in listed]
    return tuple(Target(path, output / f"{name}.mask.png") for path, name in zip(listed, names, strict=True))


def review_of(picture: Picture, search: Search) -> Iterator[Progress | Review]:
    """Search a picture; the review comes last, in which what becomes mask is accepted: as in the window.

    Raises GuestError where the finder of another package failed, ValueError for a finding outside the picture.
    """
    yield from review_in(view_of(picture), search)


def review_in(view: View, search: Search) -> Iterator[Progress | Review]:
    """The same of what finders look at, such as a plane of a stack. Raises CannotSearch, too."""
    findings: list[Finding] = []
    for value in find(view, search.finders, search.options):
        if isinstance(value, Finding):
            findings.append(value)
        else:
            yield value
    review = Review(filter=search.filter).with_findings(findings)
    if search.everything:
        review = review.decided([one for one in review.proposed() if not one.is_suggested], True)
    yield review


def why_nothing(review: Review, finders: Sequence[Finder]) -> tuple[str, ...]:
    """Sentences: why none of the findings becomes mask, where that is so."""
    count = len(review.proposed())
    if count:  # by whoever decided about them, or because they are not suggested
        return (say("None of {count} findings was accepted.", one="The one finding was not accepted.", count=count),)
    return tuple(finder.nothing for finder in finders if finder.nothing)


def mask_of(review: Review, size: Size) -> Mask:
    """(H, W): the accepted findings, grown by the margin of the filter."""
    rect, part = joined(review.accepted(), size, review.filter.margin)
    mask = np.zeros((size.height, size.width), np.uint8)
    if not rect.is_empty:
        mask[rect.slices] = part
    return mask


def search(
    listed: Sequence[Target],
    by: Search,
    *,
    replace: bool = False,
    as_json: bool = False,
    infrared: InfraredRule = AUTO,
) -> Iterator[Searching | Marked | Unsearched]:
    """Search each picture and write its mask, an 8-bit picture of its size.

    infrared: what is taken for a scanner's infrared.
    replace: write over a mask that is there; else its picture is left out with a sentence. as_json: write all
    findings beside the mask too, those that the filter leaves out included.
    """
    for number, target in enumerate(listed):
        places = (target.mask, *((target.findings,) if as_json else ()))
        there = next((path for path in places if path.exists()), None)
        if there is not None and not replace:
            message = say("{path} is there already. Give --replace to write over it.", path=there)
            yield Unsearched(number, target, message)
            continue
        try:
            picture = read_picture(target.picture, infrared=infrared)
            notes = list(picture.notes)
            for value in review_of(picture, by):
                if isinstance(value, Progress):
                    notes += [value.note] if value.note else []
                    yield Searching(number, value.done / max(value.total, 1))
                    continue
                mask = mask_of(value, picture.size)
                target.mask.parent.mkdir(exist_ok=True)
                write_mask(mask, target.mask)
                if as_json:
                    keys = [finder.key for finder in by.finders]
                    save_findings(target.findings, value, picture.size, picture.name, keys)
                share = float((mask > 0).mean())
                if not value.accepted():
                    notes += why_nothing(value, by.finders)
                yield Marked(number, target, len(value.accepted()), share, tuple(notes))
        except Exception as error:  # one bad file of a thousand must not end the others
            yield Unsearched(number, target, explanation(error))
