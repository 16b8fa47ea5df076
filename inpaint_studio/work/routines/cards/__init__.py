"""The kinds of cards: one module each in this package, in the order in which a picture goes through them.

A new kind is one module here that defines `CARD`. None of them imports torch before it works.
"""

from typing import Any

from inpaint_studio.registry import Registry
from inpaint_studio.work.routines.piece import CardKind

CARDS: Registry[CardKind] = Registry()
CARDS.register_modules(__path__, __name__, "CARD")


def kind_of(card: Any) -> CardKind:
    """The row of a card. Raises KeyError for a value that is none."""
    for kind in CARDS.values():
        if type(card) is kind.options:
            return kind
    raise KeyError(type(card).__name__)
