"""`inpaint-studio routine`: a shipped routine, changed card by card, as JSON; or what a routine does, in sentences."""

import argparse
import json
from typing import TYPE_CHECKING, Any

from inpaint_studio.cli.command import DONE, Command, WrongCall

if TYPE_CHECKING:
    from inpaint_studio.work.routines.routine import Routine


def _add_arguments(parser: argparse.ArgumentParser) -> None:
    from inpaint_studio.options import options_of
    from inpaint_studio.work.routines.cards import CARDS
    from inpaint_studio.work.routines.examples import example_names

    parser.add_argument(
        "action", nargs="?", choices=("check",), help="check: say what a routine does, or what is wrong"
    )
    parser.add_argument("file", nargs="?", metavar="ROUTINE", help="a file, or the name of an example")
    parser.add_argument(
        "--example", metavar="NAME|FILE", help=f"print this routine as JSON; shipped are {', '.join(example_names())}"
    )
    listed = "; ".join(
        f"{kind.key}: {', '.join(field.name for field in options_of(kind.options))}" for kind in CARDS.values()
    )
    parser.add_argument(
        "--set",
        dest="changes",
        action="append",
        default=[],
        metavar="CARD.OPTION=VALUE",
        help=f"change an option of a card, which is added where it is missing; {listed}. Options of finders and "
        "methods: find.finders.damage.dark=false, fill.settings.grain=0.5",
    )
    parser.add_argument("--without", action="append", default=[], metavar="CARD", help="leave a card out")


def _run(arguments: argparse.Namespace) -> int:
    from inpaint_studio.work.routines.examples import routine_named
    from inpaint_studio.work.routines.routine import to_json

    if arguments.action == "check":
        if arguments.file is None:
            raise WrongCall("Give the routine that is to be checked: a file, or the name of an example.")
        routine = _changed(routine_named(arguments.file), arguments.changes, arguments.without)
        routine.check()
        print("\n".join((*((routine.title,) if routine.title else ()), *routine.sentences())))
        return DONE
    if arguments.example is None:
        raise WrongCall("Give --example NAME, or `check ROUTINE`.")
    changed = _changed(routine_named(arguments.example), arguments.changes, arguments.without)
    changed.check()
    print(to_json(changed), end="")
    return DONE


def _changed(routine: "Routine", changes: list[str], without: list[str]) -> "Routine":
    """Raises WrongCall for a change that says nothing, RoutineError for one that is not allowed."""
    from inpaint_studio.work.routines.cards import CARDS
    from inpaint_studio.work.routines.routine import from_facts, to_facts

    facts = to_facts(routine)
    cards: dict[str, dict[str, Any]] = {card["card"]: card for card in facts["cards"] if card["card"] not in without}
    for change in changes:
        path, equals, text = change.partition("=")
        key, *names = path.strip().split(".")
        if not equals or not names or not all(names):
            raise WrongCall(f"--set {change} says nothing; write it as CARD.OPTION=VALUE.")
        at: Any = cards.setdefault(key, {"card": key})
        if path.strip() == "fill.method":
            at.pop("settings", None)  # of another method
        for name in names[:-1]:
            at = at.setdefault(name, {})
            if not isinstance(at, dict):
                raise WrongCall(f"--set {change}: {name} of {key} has no options.")
        at[names[-1]] = _value(text)
    ordered = [key for key in CARDS if key in cards]
    facts["cards"] = [cards[key] for key in (*ordered, *(key for key in cards if key not in ordered))]
    return from_facts(facts)


def _value(text: str) -> Any:
    try:
        return json.loads(text)
    except ValueError:
        return text


COMMAND = Command("routine", "print a routine for many pictures, or say what one does", _add_arguments, _run)
