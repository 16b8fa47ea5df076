"""Flags of annotated options: of a finder, of a method. One flag per name, in the units that the window shows."""

import argparse
from collections.abc import Container, Iterable, Sequence
from typing import Any

from inpaint_studio.cli.command import WrongCall
from inpaint_studio.options import OptionField, options_of


def add_option_flags(
    parser: argparse.ArgumentParser, kinds: Iterable[tuple[str, type]], without: Container[str] = ()
) -> None:
    """Add a flag for each option. kinds: what has them, by its key on the command line, and its dataclass of options.

    Two kinds may share a name; its flag then serves both, and its help names each with its own range. without: names
    of options that have no flag of their own.
    """
    by_name: dict[str, list[tuple[str, OptionField]]] = {}
    for key, kind in kinds:
        for field in (field for field in options_of(kind) if field.name not in without):
            by_name.setdefault(field.name, []).append((f"{field.option.title} of {key}, {_help(field)}", field))
    for name, fields in by_name.items():
        parser.add_argument(
            _flag(name),
            dest=_destination(name),
            help="; ".join(text for text, _ in fields).replace("%", "%%"),
            **_LOOKS[fields[0][1].kind],
        )


def parsed_options(arguments: argparse.Namespace, key: str, kind: type) -> Any:
    """The options of one kind, `kind(...)`. Raises WrongCall for a value out of range or an option of another kind."""
    return parsed_option_sets(arguments, [(key, kind)])[key]


def parsed_option_sets(arguments: argparse.Namespace, kinds: Sequence[tuple[str, type]]) -> dict[str, Any]:
    """The options of several kinds, by their keys. An option that several have goes to each of them.

    Raises WrongCall for a value out of range, or an option that none of them has.
    """
    fields = {key: {field.name: field for field in options_of(kind)} for key, kind in kinds}
    values: dict[str, dict[str, Any]] = {key: {} for key, _ in kinds}
    for destination, value in vars(arguments).items():
        if not destination.startswith(_PREFIX) or value is None:
            continue
        name = destination.removeprefix(_PREFIX)
        owners = [key for key, own in fields.items() if name in own]
        if not owners:
            named = list(dict.fromkeys(key.split()[0] for key in fields))  # "auto of data" is auto
            raise WrongCall(f"{' and '.join(named)} {'has' if len(named) == 1 else 'have'} no option {_flag(name)}.")
        for key in owners:
            values[key][name] = _value(fields[key][name], value)
    return {key: kind(**values[key]) for key, kind in kinds}


def _help(field: OptionField) -> str:
    match field.kind:
        case "switch":
            return f"default: {'yes' if field.default else 'no'}"
        case "text":
            return f"default: {field.default or 'none'}"
        case "choice":
            return f"{', '.join(key for key, _ in field.option.choices)}; default: {field.default}"
    least, most = field.limits
    ends = field.default if field.kind == "range" else (field.default,)
    default = " ".join(str(round(end * field.option.factor)) for end in ends)
    return f"{least} .. {most}{field.option.unit}; default: {default}"


def _value(field: OptionField, value: Any) -> Any:
    match field.kind:
        case "switch" | "text":
            return value
        case "choice":
            keys = [key for key, _ in field.option.choices]
            if value not in keys:
                raise WrongCall(f"{_flag(field.name)} is {value}; it is one of {', '.join(keys)}.")
            return value
        case "range":
            low, high = (_number(field, end) for end in value)
            return min(low, high), max(low, high)
    number = _number(field, value)
    return round(number) if field.kind == "whole" else number


def _number(field: OptionField, number: float) -> float:
    least, most = field.limits
    if not least <= number <= most:
        raise WrongCall(f"{_flag(field.name)} is {number:g}; it lies between {least} and {most}{field.option.unit}.")
    return number / field.option.factor


_PREFIX = "option_"
_LOOKS: dict[str, dict[str, Any]] = {
    "number": {"type": float, "metavar": "N"},
    "whole": {"type": float, "metavar": "N"},
    "switch": {"action": argparse.BooleanOptionalAction},
    "choice": {"metavar": "NAME"},
    "text": {"metavar": "TEXT"},
    "range": {"type": float, "nargs": 2, "metavar": ("LOW", "HIGH")},
}


def _flag(name: str) -> str:
    return f"--{name.replace('_', '-')}"


def _destination(name: str) -> str:
    return f"{_PREFIX}{name}"
