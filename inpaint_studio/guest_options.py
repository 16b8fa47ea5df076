"""The options of guests: described in their helper process, checked and made anew in this one."""

import math
import re
from collections.abc import Mapping, Sequence
from dataclasses import asdict, field, make_dataclass
from typing import Annotated, Any

from inpaint_studio.options import Option, OptionField, options_of

_NAME = re.compile(r"[a-z][a-z0-9_-]{0,39}")
_LONGEST_TEXT = 200  # characters
_MOST_OPTIONS = 16
_TYPES: Mapping[str, Any] = {
    "number": float,
    "whole": int,
    "switch": bool,
    "choice": str,
    "range": tuple[float, float],
    "text": str,
}


def described_options(kind: type) -> list[dict[str, Any]]:
    """The options of a dataclass as plain values."""
    return [
        {
            **asdict(one.option),
            "name": one.name,
            "kind": one.kind,
            "default": one.default,
            "title": str(one.option.title),
            "unit": str(one.option.unit),
            "tip": str(one.option.tip),
            "choices": [(key, str(title)) for key, title in one.option.choices],
        }
        for one in options_of(kind)
    ]


def adopted_options(facts: Sequence[Mapping[str, Any]]) -> type:
    """The dataclass that `described_options` described. Raises ValueError, KeyError or TypeError for other content."""
    options = []
    for entry in facts[:_MOST_OPTIONS]:
        low, high, factor, curve = (checked_number(entry[name]) for name in ("low", "high", "factor", "curve"))
        choices = tuple((checked_name(key), checked_text(title)) for key, title in entry["choices"][:_MOST_OPTIONS])
        option = Option(
            checked_text(entry["title"]),
            low,
            high,
            checked_text(entry["unit"]),
            factor,
            checked_text(entry["tip"]),
            choices,
            curve,
        )
        if low == high or factor <= 0 or curve <= 0 or entry["kind"] not in _TYPES:
            raise ValueError("an option that cannot be asked for")
        default = entry["default"]
        checked = OptionField("", tuple(default) if isinstance(default, list) else default, option, entry["kind"])
        if checked.valid(default) != checked.default:
            raise ValueError(f"the default {str(default)[:40]!r}")
        type_of_value = _TYPES[entry["kind"]]
        options.append((checked_name(entry["name"]), Annotated[type_of_value, option], field(default=checked.default)))
    return make_dataclass("GuestOptions", options, frozen=True)


def checked_name(value: object) -> str:
    """A name as in code. Raises ValueError."""
    if not isinstance(value, str) or not _NAME.fullmatch(value):
        raise ValueError(f"the name {str(value)[:40]!r}")
    return value


def checked_text(value: object) -> str:
    """A text that can be shown. Raises ValueError."""
    if not isinstance(value, str) or not value.isprintable() or len(value) > _LONGEST_TEXT:
        raise ValueError("a text that cannot be shown")
    return value


def checked_number(value: object) -> float:
    """A finite number. Raises ValueError."""
    if not isinstance(value, int | float) or not math.isfinite(value):
        raise ValueError("a number that is none")
    return float(value)
