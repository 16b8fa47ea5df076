"""The card that searches: which finders, and which of their findings are proposed and how wide."""

from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from typing import Annotated, Any

import numpy as np

from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.finding_classes import FINDING_CLASSES, finding_class
from inpaint_studio.editing.findings import Review, ReviewFilter, Side
from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.memory.finding_facts import open_findings
from inpaint_studio.finding.finder import Progress
from inpaint_studio.options import NoOptions, Option
from inpaint_studio.sentence import joined, say
from inpaint_studio.work.routines.facts import (
    RoutineError,
    checked_object,
    facts_of,
    options_from_facts,
    refuse_value,
    with_facts,
)
from inpaint_studio.work.routines.piece import CardKind, Event, Part, Piece, Tools
from inpaint_studio.work.searching import Search, mask_of, review_of, why_nothing

_NEW = ReviewFilter()
_OWNER = "find"
_SIDES: dict[str, Side] = {"both": "both", "lighter": "lighter", "darker": "darker"}


@dataclass(frozen=True)
class FinderChoice:
    """A finder with its options."""

    key: str
    options: Any = field(default_factory=NoOptions)  # of the finder's own kind


@dataclass(frozen=True)
class FindCard:
    """Which finders search, and which of their findings are proposed."""

    sensitivity: Annotated[float, Option(say("Sensitivity"), 0, 1, " %", 100, say("How unsure a finding may be"))] = (
        _NEW.sensitivity
    )
    smallest: Annotated[int, Option(say("Smallest"), 0, 1_000_000, " px", curve=3)] = _NEW.smallest
    margin: Annotated[
        int, Option(say("Margin"), 0, 100, " px", tip=say("How far the mask reaches past a finding"), curve=2)
    ] = _NEW.margin
    side: Annotated[
        str,
        Option(
            say("Side"),
            choices=(("both", say("Both")), ("lighter", say("Lighter")), ("darker", say("Darker"))),
            tip=say("Than its surroundings"),
        ),
    ] = _NEW.side
    reference: Annotated[
        int,
        Option(
            say("Sizes are for"),
            0,
            1_000_000,
            " px",
            tip=say(
                "Longer side of the picture that margin and smallest area are meant for: in other sizes they grow and "
                "shrink with it. 0: they are pixels of every picture."
            ),
        ),
    ] = 0
    everything: Annotated[
        bool,
        Option(say("Also what may belong to the picture"), tip=say("Such as a sign, which finders do not suggest")),
    ] = False
    infrared: Annotated[
        str,
        Option(
            say("Scanner's infrared"),
            choices=(("auto", say("What looks like it")), ("yes", say("Always")), ("no", say("Never"))),
        ),
    ] = "auto"
    finders: tuple[FinderChoice, ...] = ()
    without: frozenset[str] = frozenset()  # classes of findings that are left out

    @classmethod
    def of(cls, search: Search) -> "FindCard":
        """The card that searches so."""
        by, no_options = search.filter, NoOptions()
        choices = tuple(FinderChoice(one.key, search.options.get(one.key, no_options)) for one in search.finders)
        return cls(
            by.sensitivity,
            by.smallest,
            by.margin,
            by.side,
            everything=search.everything,
            finders=choices,
            without=by.without,
        )

    def filter_for(self, size: Size) -> ReviewFilter:
        """The filter for a picture of a size."""
        scale = max(size) / self.reference if self.reference else 1.0
        return ReviewFilter(
            self.sensitivity,
            round(self.smallest * scale**2),
            self.without,
            _SIDES[self.side],
            round(self.margin * scale),
        )


def _run(piece: Piece, card: FindCard, tools: Tools) -> Iterator[Event | Piece]:
    size = piece.picture.size
    unknown = [choice.key for choice in card.finders if choice.key not in tools.finders]
    if unknown:
        raise _unknown_finder(unknown[0])
    finders = tuple(tools.finders[choice.key] for choice in card.finders)
    review = Review()
    notes = piece.notes
    if piece.item.findings is not None:
        review = open_findings(piece.item.findings, size)
    else:
        options = {one.key: one.options for one in card.finders if type(one.options) is not NoOptions}
        search = Search(finders, options, card.filter_for(size), card.everything)
        shown = piece.picture
        if piece.fills:  # of a card before
            shown = replace(shown, pixels=composite(shown, piece.fills, shown.rect))
        for step in review_of(shown, search):
            if isinstance(step, Progress):
                notes += (step.note,) if step.note else ()
                yield step
            else:
                review = step
    yield replace(
        piece,
        review=review,
        mask=np.maximum(piece.mask, mask_of(review, size)),
        notes=notes,
        nothing=(*piece.nothing, *why_nothing(review, finders)),
        facts={
            **piece.facts,
            "finders": [finder.key for finder in finders],
            "findings": dict(Counter(finding.kind for finding in review.accepted())),
        },
    )


def _describe(card: FindCard) -> str:
    from inpaint_studio.finding.finders import FINDERS

    titles = [FINDERS[one.key].title if one.key in FINDERS else one.key for one in card.finders]
    parts: list[str] = [
        say(
            "{finders}: what is certain to {percent} % or more, with a margin of {margin} px.",
            finders=joined(titles, ", "),
            percent=round(100 * (1 - card.sensitivity)),
            margin=card.margin,
        )
    ]
    if card.smallest:
        parts.append(say("What is smaller than {smallest} px is left out.", smallest=card.smallest))
    if card.side != "both":
        sides = {"lighter": say("lighter than"), "darker": say("darker than")}
        parts.append(say("Only what is {side} its surroundings counts.", side=sides[card.side]))
    if card.without:
        names = [finding_class(key).titles for key in sorted(card.without)]
        parts.append(say("Left out: {classes}.", classes=joined(names, ", ")))
    if card.everything:
        parts.append(say("What may belong to the picture is proposed too."))
    if card.reference:
        parts.append(
            say("These sizes are for pictures of {side} px, and follow the size of others.", side=card.reference)
        )
    return joined(parts)


def _to_facts(card: FindCard) -> dict[str, Any]:
    finders = {one.key: facts_of(one.options) for one in card.finders}
    return {**facts_of(card), "finders": finders, "without": sorted(card.without)}


def _from_facts(facts: object) -> FindCard:
    from inpaint_studio.finding.finders import FINDERS

    values = checked_object(facts, _OWNER)
    finders, without = values.pop("finders", {}), values.pop("without", [])
    card: FindCard = with_facts(FindCard(), values, _OWNER)
    choices = []
    for key, options in checked_object(finders, "finders").items():
        if key not in FINDERS:
            raise _unknown_finder(key)
        choices.append(FinderChoice(key, options_from_facts(FINDERS[key].options, options, key)))
    if not isinstance(without, list) or not all(one in FINDING_CLASSES for one in without):
        raise refuse_value(_OWNER, "without", without, say("a list of {names}", names=", ".join(FINDING_CLASSES)))
    return replace(card, finders=tuple(choices), without=frozenset(without))


def _check(card: FindCard) -> None:
    from inpaint_studio.finding.finders import FINDERS

    if not card.finders:
        raise RoutineError(say("The card “find” names no finder; there are {names}.", names=", ".join(FINDERS)))
    for choice in card.finders:
        if choice.key not in FINDERS:
            raise _unknown_finder(choice.key)


def _finder_rows() -> dict[str, tuple[str, type]]:
    from inpaint_studio.finding.finders import FINDERS

    return {one.key: (one.title, one.options) for one in FINDERS.values()}


def _with_finders(card: FindCard, chosen: tuple[tuple[str, Any], ...]) -> FindCard:
    rows = _finder_rows()
    finders = tuple(FinderChoice(key, rows[key][1]() if options is None else options) for key, options in chosen)
    return replace(card, finders=finders)


def _class_rows() -> dict[str, tuple[str, type]]:
    return {one.key: (one.titles, NoOptions) for one in FINDING_CLASSES.values()}


def _unknown_finder(key: str) -> RoutineError:
    from inpaint_studio.finding.finders import FINDERS

    return RoutineError(say("There is no finder {name}; there are {known}.", name=key, known=", ".join(FINDERS)))


CARD = CardKind(
    "find",
    say("Find"),
    say("Finders propose what is to be filled"),
    FindCard,
    _run,
    _describe,
    _to_facts,
    _from_facts,
    _check,
    order=20,
    parts=(
        Part(
            say("Finders"),
            _finder_rows,
            lambda card: tuple((one.key, one.options) for one in card.finders),
            _with_finders,
            several=True,
        ),
        Part(
            say("Leave out"),
            _class_rows,
            lambda card: tuple((key, None) for key in FINDING_CLASSES if key in card.without),
            lambda card, chosen: replace(card, without=frozenset(key for key, _ in chosen)),
            several=True,
        ),
    ),
)
