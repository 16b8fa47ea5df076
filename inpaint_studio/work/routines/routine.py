"""A routine: what is done to one picture of many, as a frozen value, and its JSON.

    {"format": "inpaint-studio routine", "version": 1, "title": "Dust on scans",
     "cards": [{"card": "find", "finders": {"damage": {"dark": false}}, "margin": 2},
               {"card": "review", "when": "uncertain", "threshold": 0.8},
               {"card": "fill", "method": "auto", "seed": 0},
               {"card": "save", "where": "folder", "name": "{folder}/{name}{suffix}", "edit_note": true}]}

What a card leaves out is as by default; what it has too much is refused by one sentence.
"""

import hashlib
import json
from dataclasses import dataclass, replace
from functools import cached_property
from pathlib import Path
from typing import Any, TypeVar

from inpaint_studio.files.saving.atomic import put
from inpaint_studio.sentence import joined, say
from inpaint_studio.work.routines.cards import CARDS, kind_of
from inpaint_studio.work.routines.cards.find import FindCard
from inpaint_studio.work.routines.cards.review import ReviewCard
from inpaint_studio.work.routines.cards.save import SaveCard
from inpaint_studio.work.routines.facts import RoutineError, checked_object, refuse_unknown

FORMAT, VERSION = "inpaint-studio routine", 1
_LARGEST = 1 << 20  # bytes of JSON

C = TypeVar("C")


@dataclass(frozen=True)
class Routine:
    """Cards in the order of their table, each kind once. The last one saves.

    Raises RoutineError for cards that are none, or not in order; `check` also looks at what this installation has.
    """

    cards: tuple[Any, ...]
    title: str = ""

    def __post_init__(self) -> None:
        keys = [kind_of(card).key for card in self.cards]
        for key in keys:
            if keys.count(key) > 1:
                raise RoutineError(say("The card “{name}” is there more than once.", name=key))
        ordered = [key for key in CARDS if key in keys]
        if keys != ordered:
            raise RoutineError(say("The cards stand in another order; it is {names}.", names=", ".join(ordered)))
        if self.card(SaveCard) is None:
            raise RoutineError(say("The routine lacks the card “save”: nothing would come of it."))
        if self.card(ReviewCard) is not None and self.card(FindCard) is None:
            raise RoutineError(say("The card “review” needs a card “find”: there would be nothing to look at."))

    def card(self, kind: type[C]) -> C | None:
        """The card of a kind."""
        return next((card for card in self.cards if type(card) is kind), None)

    @property
    def save(self) -> SaveCard:
        card = self.card(SaveCard)
        assert card is not None, "checked above"
        return card

    def with_card(self, card: Any) -> "Routine":
        """With this card in place of the one of its kind, or besides the others."""
        others = [one for one in self.cards if type(one) is not type(card)]
        order = {kind.options: number for number, kind in enumerate(CARDS.values())}
        return replace(self, cards=tuple(sorted([*others, card], key=lambda one: order[type(one)])))

    def without_card(self, kind: type) -> "Routine":
        return replace(self, cards=tuple(one for one in self.cards if type(one) is not kind))

    @cached_property
    def hash(self) -> str:
        """SHA-256 of what it does, whatever it is called."""
        cards = to_facts(self)["cards"]
        return hashlib.sha256(json.dumps(cards, sort_keys=True, separators=(",", ":")).encode()).hexdigest()

    def check(self) -> None:
        """Raises RoutineError or WorkError where a finder, method or file that it names is not there."""
        for card in self.cards:
            kind_of(card).check(card)
        if len(self.cards) == 1:
            raise RoutineError(say("The routine only saves; give it a card that does something."))

    def sentences(self) -> tuple[str, ...]:
        """What it does, card by card."""
        rows = ((kind_of(card), card) for card in self.cards)
        return tuple(joined((kind.title, kind.describe(card)), ": ") for kind, card in rows)


def to_facts(routine: Routine) -> dict[str, Any]:
    """A routine as JSON values."""
    rows = ((kind_of(card), card) for card in routine.cards)
    cards = [{"card": kind.key, **kind.to_facts(card)} for kind, card in rows]
    return {"format": FORMAT, "version": VERSION, "title": routine.title, "cards": cards}


def from_facts(facts: object) -> Routine:
    """The inverse of `to_facts`. Raises RoutineError, a sentence, for anything that it does not know."""
    values = checked_object(facts, say("The routine"))
    if values.get("format") != FORMAT:
        raise RoutineError(say("This is no routine: its “format” is not “{format}”.", format=FORMAT))
    version = values.get("version")
    if not isinstance(version, int) or isinstance(version, bool) or version < 1:
        raise RoutineError(say("The routine does not say its version."))
    if version > VERSION:
        raise RoutineError(say("This routine was made by a newer version of this program."))
    refuse_unknown(values, ("format", "version", "title", "cards"), say("The routine"))
    title, listed = values.get("title", ""), values.get("cards")
    if not isinstance(title, str) or len(title) > 200 or not isinstance(listed, list):
        raise RoutineError(say("The routine needs “cards”, a list, and may have a “title”."))
    cards = []
    for facts_of_card in listed:
        own = checked_object(facts_of_card, say("A card"))
        key = own.pop("card", None)
        if not isinstance(key, str) or key not in CARDS:
            raise RoutineError(
                say("There is no card {name}; there are {known}.", name=str(key), known=", ".join(CARDS))
            )
        cards.append(CARDS[key].from_facts(own))
    return Routine(tuple(cards), title)


def to_json(routine: Routine) -> str:
    return json.dumps(to_facts(routine), indent=2, ensure_ascii=False) + "\n"


def from_json(text: str | bytes) -> Routine:
    """Raises RoutineError, a sentence."""
    try:
        facts = json.loads(text)
    except (ValueError, RecursionError) as error:
        raise RoutineError(say("This is no routine: it is not JSON ({reason}).", reason=error)) from error
    return from_facts(facts)


def read_routine(path: Path) -> Routine:
    """Raises RoutineError, a sentence that names the file."""
    try:
        with open(path, "rb") as file:
            content = file.read(_LARGEST + 1)
    except OSError as error:
        raise RoutineError(say("{path} could not be read: {reason}.", path=path, reason=error)) from error
    if len(content) > _LARGEST:
        raise RoutineError(say("{name} is too large to be a routine.", name=path.name))
    try:
        return from_json(content)
    except RoutineError as error:
        raise RoutineError(say("{name}: {reason}", name=path.name, reason=error)) from error


def write_routine(routine: Routine, path: Path) -> None:
    """Atomically. Raises OSError."""
    put(path, to_json(routine).encode())
