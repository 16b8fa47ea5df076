"""Flags of annotated options: of a finder, of a method. One flag per name, in the units that the window shows."""

import argparse
from collections.abc import Iterable
from typing import Any

from inpaint_studio.cli.command import WrongCall
from inpaint_studio.options import OptionField, options_of


def add_option_flags(parser: argparse.ArgumentParser, kinds: Iterable[tuple[str, type]]) -> None:
    """Add a flag for each option. kinds: what has them, by its key on the command line, and its dataclass of options.

    Two kinds may share a name; its flag then serves both, and its help names each with its own range.
    """
    by_name: dict[str, list[str]] = {}
    for key, kind in kinds:
        for field in options_of(kind):
            default, least, most = field.shown
            text = f"{field.option.title} of {key}, {least} .. {most}{field.option.unit}; default: {default}"
            by_name.setdefault(field.name, []).append(text.replace("%", "%%"))
    for name, texts in by_name.items():
        flag = f"--{name.replace('_', '-')}"
        parser.add_argument(flag, type=float, metavar="N", dest=_destination(name), help="; ".join(texts))


def options_from(arguments: argparse.Namespace, key: str, kind: type) -> Any:
    """The options of one kind, `kind(...)`. Raises WrongCall for a number out of range or an option of another kind."""
    own = {field.name: field for field in options_of(kind)}
    values = {}
    for destination, number in vars(arguments).items():
        if not destination.startswith(_PREFIX) or number is None:
            continue
        name = destination.removeprefix(_PREFIX)
        if name not in own:
            raise WrongCall(f"{key} has no option --{name.replace('_', '-')}.")
        values[name] = _value(own[name], number)
    return kind(**values)


def _value(field: OptionField, number: float) -> float:
    _, least, most = field.shown
    if not least <= number <= most:
        flag = f"--{field.name.replace('_', '-')}"
        raise WrongCall(f"{flag} is {number:g}; it lies between {least} and {most}{field.option.unit}.")
    return number / field.option.factor


_PREFIX = "option_"


def _destination(name: str) -> str:
    return f"{_PREFIX}{name}"
