"""The card that has a person look at findings before anything is filled: always, when they are uncertain, or never."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated, Any

import numpy as np

from inpaint_studio.editing.findings import CERTAIN, Finding
from inpaint_studio.options import Option
from inpaint_studio.sentence import say
from inpaint_studio.work.routines.facts import facts_of, options_from_facts
from inpaint_studio.work.routines.piece import CardKind, Event, Piece, Tools


@dataclass(frozen=True)
class ReviewCard:
    """Which pictures wait for a person."""

    when: Annotated[
        str,
        Option(
            say("Review"),
            choices=(("always", say("Always")), ("uncertain", say("When uncertain")), ("never", say("Never"))),
        ),
    ] = "uncertain"
    threshold: Annotated[
        float,
        Option(say("Uncertain below"), 0, 1, " %", 100, say("A finding that is less certain than this is looked at")),
    ] = 0.7
    share: Annotated[
        float,
        Option(
            say("At most filled unseen"),
            0,
            1,
            " %",
            100,
            say("Of the picture. Where more is marked, it is looked at however certain it is."),
        ),
    ] = 0.1


def uncertain(piece: Piece, card: ReviewCard) -> tuple[Finding, ...]:
    """The findings that a person should look at."""
    proposed = piece.review.proposed()
    match card.when:
        case "never":
            return ()
        case "always":
            return proposed
    if proposed and np.count_nonzero(piece.mask) > card.share * piece.mask.size:
        return proposed
    return tuple(
        one
        for one in proposed
        if (one.confidence < card.threshold if piece.review.is_accepted(one) else one.confidence >= CERTAIN)
    )


def _run(piece: Piece, card: ReviewCard, tools: Tools) -> Iterator[Event | Piece]:
    count = 0 if piece.item.findings is not None else len(uncertain(piece, card))
    if not count:
        yield piece
        return
    message = say("{count} findings wait for a decision.", one="{count} finding waits for a decision.", count=count)
    yield replace(piece, end="to-review", message=message, to_review=count)


def _describe(card: ReviewCard) -> str:
    match card.when:
        case "always":
            return say("A person looks at every picture with findings before it is filled.")
        case "never":
            return say("Nobody looks at the findings before they are filled.")
    return say(
        "A person looks where a finding is less than {percent} % certain or may belong to the picture, and where more "
        "than {share} % of the picture is marked.",
        percent=round(100 * card.threshold),
        share=round(100 * card.share),
    )


def _from_facts(facts: object) -> Any:
    return options_from_facts(ReviewCard, facts, "review")


CARD = CardKind(
    "review",
    say("Review"),
    say("A person looks at the findings before they are filled"),
    ReviewCard,
    _run,
    _describe,
    facts_of,
    _from_facts,
    order=30,
)
