"""Options of methods, finders, mask operations and the like: frozen dataclasses with annotated fields.

    sensitivity: Annotated[float, Option(say("Sensitivity"), 0, 1, " %", 100)] = 0.5
    passes: Annotated[int, Option(say("Passes"), 1, 9)] = 2
    dark: Annotated[bool, Option(say("Dark damage"))] = False
    order: Annotated[str, Option(say("Order"), choices=(("near", say("Nearest first")), ("far", say("Last"))))] = "near"
    levels: Annotated[tuple[float, float], Option(say("Brightness"), 0, 1, "", 255)] = (0.0, 1.0)
    name: Annotated[str, Option(say("Name"))] = "{name}-repaired"

Controls, flags and serialised settings are derived from these. The kind of value is that of the field's type.
"""

import math
from collections.abc import Mapping
from dataclasses import dataclass, fields
from typing import Any, Literal, get_args, get_origin, get_type_hints

Kind = Literal["number", "whole", "switch", "choice", "range", "text"]
LONGEST_TEXT = 1000  # characters
Value = float | int | bool | str | tuple[float, float]

_KINDS: Mapping[Any, Kind] = {float: "number", int: "whole", bool: "switch", str: "choice"}


@dataclass(frozen=True)
class Option:
    """Title, range or choices, and unit of a value, for its control."""

    title: str  # a message
    low: float = 0.0  # of a number, or of either end of a range
    high: float = 1.0
    unit: str = ""  # suffix of the displayed number, which is
    factor: float = 1.0  # times the value
    tip: str = ""  # a message: one sentence
    choices: tuple[tuple[str, str], ...] = ()  # value and title of each; a text without them is free
    curve: float = 1.0  # of its slider: 1 = even, 2 or 3 = finer at the low end


@dataclass(frozen=True)
class NoOptions:
    """The options of something without any."""


@dataclass(frozen=True)
class OptionField:
    """A field of a dataclass of options."""

    name: str
    default: Any  # a Value of its kind
    option: Option
    kind: Kind = "number"

    @property
    def shown(self) -> tuple[int, int, int]:
        """Default, minimum and maximum of a number as displayed."""
        return round(float(self.default) * self.option.factor), *self.limits

    @property
    def limits(self) -> tuple[int, int]:
        """Minimum and maximum of a number, or of either end of a range, as displayed."""
        low, high = sorted((self.option.low, self.option.high))
        return round(low * self.option.factor), round(high * self.option.factor)

    def valid(self, value: object) -> Any:
        """The nearest allowed value; the default where `value` is of another kind."""
        match self.kind:
            case "switch":
                return value if isinstance(value, bool) else self.default
            case "text":
                return value if isinstance(value, str) and len(value) <= LONGEST_TEXT else self.default
            case "choice":
                return (
                    value
                    if isinstance(value, str) and value in [key for key, _ in self.option.choices]
                    else self.default
                )
            case "range":
                ends = [self._within(end) for end in value] if isinstance(value, list | tuple) else []
                return (min(ends), max(ends)) if len(ends) == 2 and None not in ends else self.default
        number = self._within(value)
        if number is None:
            return self.default
        return round(number) if self.kind == "whole" else number

    def _within(self, value: object) -> Any:
        if isinstance(value, bool) or not isinstance(value, int | float) or not math.isfinite(value):
            return None
        low, high = sorted((self.option.low, self.option.high))
        return min(max(float(value), low), high)


def options_of(kind: type) -> tuple[OptionField, ...]:
    """The fields of a dataclass that are annotated with an Option and have a default, in their order."""
    hints = get_type_hints(kind, include_extras=True)
    options = []
    for field in fields(kind):
        type_of_value, *notes = get_args(hints[field.name]) or (None,)
        option = next((note for note in notes if isinstance(note, Option)), None)
        of_kind: Kind | None = "range" if get_origin(type_of_value) is tuple else _KINDS.get(type_of_value)
        if of_kind == "choice" and option is not None and not option.choices:
            of_kind = "text"
        if option is not None and of_kind is not None and isinstance(field.default, int | float | str | tuple):
            default = float(field.default) if of_kind == "number" else field.default  # type: ignore[arg-type]
            options.append(OptionField(field.name, default, option, of_kind))
    return tuple(options)


def options_from(kind: type, values: Mapping[str, object]) -> Any:
    """Options of a kind, with those of `values` that it has and that are allowed; its defaults for the others."""
    return kind(**{one.name: one.valid(values[one.name]) for one in options_of(kind) if one.name in values})
