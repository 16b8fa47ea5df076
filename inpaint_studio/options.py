"""Options of methods, finders and the like: frozen dataclasses with annotated fields.

    sensitivity: Annotated[float, Option(say("Sensitivity"), 0, 1, " %", 100)] = 0.5

Controls, flags and serialised settings are derived from these.
"""

from dataclasses import dataclass, fields
from typing import get_args, get_type_hints


@dataclass(frozen=True)
class Option:
    """Title, range and unit of a number, for its control."""

    title: str  # a message
    low: float
    high: float
    unit: str = ""  # suffix of the displayed number, which is
    factor: float = 1.0  # times the value


@dataclass(frozen=True)
class OptionField:
    """A field of a dataclass of options."""

    name: str
    default: float
    option: Option

    @property
    def shown(self) -> tuple[int, int, int]:
        """Default, minimum and maximum as displayed."""
        low, high = sorted((self.option.low, self.option.high))
        default, least, most = (round(value * self.option.factor) for value in (self.default, low, high))
        return default, least, most


def options_of(kind: type) -> tuple[OptionField, ...]:
    """The fields of a dataclass that are annotated with an Option, in their order."""
    hints = get_type_hints(kind, include_extras=True)
    options = []
    for field in fields(kind):
        option = next((note for note in get_args(hints[field.name])[1:] if isinstance(note, Option)), None)
        if option is not None and isinstance(field.default, int | float):
            options.append(OptionField(field.name, float(field.default), option))
    return tuple(options)
