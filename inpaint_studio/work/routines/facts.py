"""Annotated options as JSON values, read strictly: what is unknown or out of range is refused by one sentence."""

import math
from collections.abc import Iterable, Mapping
from dataclasses import fields
from typing import Any

from inpaint_studio.options import LONGEST_TEXT, OptionField, options_of
from inpaint_studio.sentence import say
from inpaint_studio.work.errors import WorkError


class RoutineError(WorkError):
    """A routine that cannot be read or carried out. The message is a sentence for the person."""


def facts_of(options: Any) -> dict[str, Any]:
    """The annotated options of a dataclass, and no other field of it."""
    values = {field.name: getattr(options, field.name) for field in options_of(type(options))}
    return {name: list(value) if isinstance(value, tuple) else value for name, value in values.items()}


def options_from_facts(kind: type, facts: object, owner: str) -> Any:
    """Options of a kind; those that `facts` leaves out have their defaults. owner: what has them, for messages.

    Raises RoutineError for an unknown option, or a value that is not allowed.
    """
    values = checked_object(facts, owner)
    known = {field.name: field for field in options_of(kind)}
    refuse_unknown(values, known, owner)
    return kind(**{name: _checked(known[name], value, owner) for name, value in values.items()})


def with_facts(options: Any, values: Mapping[str, object], owner: str) -> Any:
    """Options with some of them changed, its other fields as they are. Raises RoutineError as above."""
    known = {field.name: field for field in options_of(type(options))}
    refuse_unknown(values, known, owner)
    others = {field.name: getattr(options, field.name) for field in fields(options)}
    return type(options)(**{**others, **{name: _checked(known[name], value, owner) for name, value in values.items()}})


def checked_object(facts: object, owner: str) -> dict[str, Any]:
    """Raises RoutineError where it is no JSON object."""
    if not isinstance(facts, dict):
        raise RoutineError(say("{owner} is {value}; it must be a JSON object.", owner=owner, value=_short(facts)))
    return dict(facts)


def refuse_unknown(names: Iterable[str], known: Iterable[str], owner: str) -> None:
    """Raises RoutineError for the first name that is not among those known."""
    listed = list(known)
    for name in names:
        if name not in listed:
            raise RoutineError(
                say(
                    "{owner} has no option {name}; it has {known}.",
                    owner=owner,
                    name=_short(name),
                    known=", ".join(listed) or say("none"),
                )
            )


def refuse_value(owner: str, name: str, value: object, expected: str) -> RoutineError:
    """The error of a value that is not allowed."""
    return RoutineError(
        say(
            "{name} of {owner} is {value}; it must be {expected}.",
            name=name,
            owner=owner,
            value=_short(value),
            expected=expected,
        )
    )


def _checked(field: OptionField, value: object, owner: str) -> Any:
    low, high = sorted((field.option.low, field.option.high))
    match field.kind:
        case "switch":
            if not isinstance(value, bool):
                raise refuse_value(owner, field.name, value, say("true or false"))
            return value
        case "text":
            if not isinstance(value, str) or len(value) > LONGEST_TEXT or not value.isprintable():
                raise refuse_value(owner, field.name, value, say("a text of one line"))
            return value
        case "choice":
            keys = [key for key, _ in field.option.choices]
            if value not in keys:
                raise refuse_value(owner, field.name, value, say("one of {names}", names=", ".join(keys)))
            return value
        case "range":
            ends = value if isinstance(value, list | tuple) else ()
            if len(ends) != 2 or any(_number(end, low, high) is None for end in ends):
                raise refuse_value(
                    owner, field.name, value, say("two numbers from {low} to {high}", low=f"{low:g}", high=f"{high:g}")
                )
            return tuple(sorted(ends))
    is_whole = field.kind == "whole"
    number = _number(value, low, high)
    if number is None or (is_whole and number != int(number)):
        expected = (
            say("a whole number from {low} to {high}", low=f"{low:g}", high=f"{high:g}")
            if is_whole
            else say("a number from {low} to {high}", low=f"{low:g}", high=f"{high:g}")
        )
        raise refuse_value(owner, field.name, value, expected)
    return int(number) if is_whole else float(number)


def _number(value: object, low: float, high: float) -> float | None:
    """A number of JSON within its range; else None."""
    if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
        return None
    return value if low <= value <= high else None


def _short(value: object) -> str:
    text = str(value)
    return text if len(text) <= 60 else f"{text[:59]}…"
