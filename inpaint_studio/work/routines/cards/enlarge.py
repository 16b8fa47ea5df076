"""The card that makes the repaired picture larger."""

from collections.abc import Iterator
from dataclasses import replace
from typing import Any

import numpy as np

from inpaint_studio.enlarging.request import Enlarged, EnlargeOptions
from inpaint_studio.sentence import joined, say
from inpaint_studio.work.routines.facts import facts_of, options_from_facts
from inpaint_studio.work.routines.piece import CardKind, Event, Piece, Tools


def _run(piece: Piece, card: EnlargeOptions, tools: Tools) -> Iterator[Event | Piece]:
    engine = tools.enlarger()
    engine.plan(piece.picture, card)  # refuses what cannot be, before the work
    for value in engine.enlarge(piece.picture, card, piece.fills):
        if not isinstance(value, Enlarged):
            yield value
            continue
        size = value.picture.size
        yield replace(
            piece,
            picture=value.picture,
            mask=np.zeros((size.height, size.width), np.uint8),
            fills=(),
            notes=(*piece.notes, *value.notes),
            facts={**piece.facts, "size": list(size)},
        )


def _describe(card: EnlargeOptions) -> str:
    share = round(100 * card.texture)
    if card.width or card.height:
        size = f"{card.width or ''}x{card.height or ''}"
        made = say("The result is enlarged to {size} pixels, with {texture} % of texture.", size=size, texture=share)
    else:
        made = say(
            "The result is enlarged {factor} times, with {texture} % of texture.", factor=card.factor, texture=share
        )
    if card.denoise <= 0:
        return made
    noise = say("Noise is reduced by {denoise} % before.", denoise=round(100 * card.denoise))
    return joined((made, noise), " ")


def _from_facts(facts: object) -> Any:
    return options_from_facts(EnlargeOptions, facts, "enlarge")


CARD = CardKind(
    "enlarge",
    say("Enlarge"),
    say("The result is made larger"),
    EnlargeOptions,
    _run,
    _describe,
    facts_of,
    _from_facts,
    order=50,
)
