"""Conversion between TrainingConfig and command-line options: one option for each field with `Means`."""

import argparse
from collections.abc import Sequence
from dataclasses import fields
from pathlib import Path
from typing import Any, get_args, get_type_hints

from inpaint_studio.model.training.config import Means, TrainingConfig

_METAVARS: dict[Any, str] = {int: "N", float: "X", str: "WORD", Path: "PATH"}


def add_to(parser: argparse.ArgumentParser) -> None:
    """Add every option of a training run. Absent options are None in the namespace, to distinguish them."""
    parser.add_argument(
        "photographs",
        metavar="PHOTOS",
        nargs="*",
        type=Path,
        help="folders of photographs, or of tar shards of them; none are needed to resume",
    )
    parser.add_argument(
        "--run", required=True, type=Path, metavar="FOLDER", help="where state, snapshots, log and samples go"
    )
    plain = {field.name: field.default for field in fields(TrainingConfig)}
    for name, (kind, means) in _OPTIONS.items():
        meaning = means.text.replace("%", "%%")
        if kind is bool:
            action = "store_true" if name == "resume" else argparse.BooleanOptionalAction
            parser.add_argument(_option(name), action=action, default=None, help=meaning)
            continue
        if plain[name] is not None:
            meaning += f" ({_word(plain[name])})"
        metavar = means.metavar or _METAVARS[kind]
        parser.add_argument(
            _option(name), type=_numbers if kind is tuple else kind, metavar=metavar, default=None, help=meaning
        )


def config_of(arguments: argparse.Namespace, before: TrainingConfig | None = None) -> TrainingConfig:
    """The config of parsed arguments.

    before: the config of the run to resume, whose values are the defaults, except for `minutes`,
    which apply to one session.  Raises ValueError, a sentence, without photographs or for invalid values.
    """
    values = {} if before is None else before.to_dict() | {"minutes": None, "resume": True}
    named = {name: getattr(arguments, name) for name in _OPTIONS if getattr(arguments, name) is not None}
    if arguments.photographs:
        named |= {"photographs": arguments.photographs[0], "more_photographs": tuple(arguments.photographs[1:])}
    elif before is None:
        raise ValueError("Name a folder of photographs to learn from.")
    return TrainingConfig.from_dict({**values, "run": arguments.run, **named})


def words(config: TrainingConfig) -> list[str]:
    """The arguments of `inpaint-studio train` for this config."""
    arguments = [str(path) for path in config.places] + ["--run", str(config.run)]
    for name, (kind, _) in _OPTIONS.items():
        value = getattr(config, name)
        if name == "resume":
            arguments += ["--resume"] if value else []
        elif value is None:
            continue
        elif kind is bool:
            arguments.append(_option(name) if value else _option(name, "no-"))
        else:
            arguments.append(f"{_option(name)}={_word(value)}")
    return arguments


def _option(name: str, before: str = "") -> str:
    return f"--{before}{name.replace('_', '-')}"


def _word(value: Any) -> str:
    return ",".join(map(str, value)) if isinstance(value, tuple) else str(value)


def _numbers(text: str) -> tuple[int, ...]:
    try:
        return tuple(int(number) for number in text.split(",") if number.strip())
    except ValueError as error:
        raise argparse.ArgumentTypeError(f"{text!r} is not a list of whole numbers like 192,256") from error


def _kind(hint: Any) -> Any:
    """int of `int | None`, tuple of `tuple[int, ...]`."""
    some = [one for one in get_args(hint) if one is not type(None) and one is not Ellipsis]
    if hint in (int, float, str, bool, Path):
        return hint
    return tuple if getattr(hint, "__origin__", None) is tuple else some[0]


def _options() -> dict[str, tuple[Any, Means]]:
    options: dict[str, tuple[Any, Means]] = {}
    for name, hint in get_type_hints(TrainingConfig, include_extras=True).items():
        bare, *extras = get_args(hint) if hasattr(hint, "__metadata__") else (hint,)
        for extra in extras:
            if isinstance(extra, Means):
                options[name] = (_kind(bare), extra)
    return options


_OPTIONS = _options()

OPTIONS: Sequence[str] = tuple(_OPTIONS)
