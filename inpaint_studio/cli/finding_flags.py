"""Flags of a search: which finders, their options, and which of their findings become mask; of `find` and of `fill`."""

import argparse
from typing import TYPE_CHECKING, Any

from inpaint_studio.cli.command import WrongCall
from inpaint_studio.cli.option_flags import add_option_flags, parsed_option_sets

if TYPE_CHECKING:
    from inpaint_studio.editing.findings import ReviewFilter
    from inpaint_studio.finding.finder import Finder
    from inpaint_studio.work.searching import Search

_FILTER = ("sensitivity", "smallest", "margin", "side", "without")  # names of flags; a finder has none of these
_DESTINATIONS = (*(f"filter_{name}" for name in _FILTER), "everything")
_WIDEST_MARGIN = 100  # pixels


def add_filter_flags(parser: argparse.ArgumentParser) -> None:
    from inpaint_studio.editing.finding_classes import FINDING_CLASSES
    from inpaint_studio.editing.findings import ReviewFilter

    new = ReviewFilter()
    numbers = (
        ("sensitivity", "N", f"0 .. 100 %%, how unsure a finding may be; default: {new.sensitivity * 100:.0f}", float),
        ("smallest", "PIXELS", f"area of the smallest finding; default: {new.smallest}", int),
        ("margin", "PIXELS", f"how far the mask reaches past a finding; default: {new.margin}", int),
    )
    for name, metavar, help, kind in numbers:
        parser.add_argument(f"--{name}", dest=f"filter_{name}", metavar=metavar, type=kind, help=help)
    parser.add_argument(
        "--side",
        dest="filter_side",
        choices=("both", "lighter", "darker"),
        help="than its surroundings; default: both",
    )
    parser.add_argument(
        "--without",
        dest="filter_without",
        metavar="CLASS[,CLASS]",
        help=f"classes that are left out, of {', '.join(FINDING_CLASSES)}",
    )
    parser.add_argument(
        "--all",
        dest="everything",
        action="store_true",
        default=None,
        help="also what a finder does not suggest because it may belong to the picture, such as a sign",
    )


def add_finder_option_flags(parser: argparse.ArgumentParser) -> None:
    """The options of every finder that the filter does not answer."""
    from inpaint_studio.finding.finders import FINDERS

    add_option_flags(parser, ((finder.key, finder.options) for finder in FINDERS.values()), _FILTER)


def refuse_filter_flags(arguments: argparse.Namespace, flag: str) -> None:
    """Raises WrongCall for a flag of the filter where there is no search. flag: what would ask for one."""
    for destination in _DESTINATIONS:
        if getattr(arguments, destination) is not None:
            name = "all" if destination == "everything" else destination.removeprefix("filter_")
            raise WrongCall(f"--{name} says which findings become mask; give {flag} too.")


def parsed_finders(text: str) -> tuple["Finder", ...]:
    """The finders of a list of keys. Raises WrongCall, a sentence that names those there are."""
    from inpaint_studio.finding.finders import FINDERS

    keys = list(dict.fromkeys(key.strip() for key in text.split(",") if key.strip()))
    unknown = [key for key in keys if key not in FINDERS]
    if unknown or not keys:
        raise WrongCall(f"There is no finder {unknown[0] if unknown else text!r}; there are {', '.join(FINDERS)}.")
    return tuple(FINDERS[key] for key in keys)


def parsed_search(arguments: argparse.Namespace, finders: tuple["Finder", ...], *others: tuple[str, type]) -> "Search":
    """The search that a call asks for. others: what else of the call has options, by its key.

    Raises WrongCall for a value out of range, an unknown class or an option of another finder.
    """
    from inpaint_studio.work.searching import Search

    options = parsed_option_sets(arguments, [*((finder.key, finder.options) for finder in finders), *others])
    own = {finder.key: options[finder.key] for finder in finders}
    return Search(finders, own, _filter(arguments), bool(arguments.everything))


def _filter(arguments: argparse.Namespace) -> "ReviewFilter":
    from inpaint_studio.editing.finding_classes import FINDING_CLASSES
    from inpaint_studio.editing.findings import ReviewFilter

    values: dict[str, Any] = {}
    for name, least, most, unit in (
        ("sensitivity", 0, 100, " %"),
        ("smallest", 0, None, " pixels"),
        ("margin", 0, _WIDEST_MARGIN, " pixels"),
    ):
        value = getattr(arguments, f"filter_{name}")
        if value is None:
            continue
        if not (value >= least and (most is None or value <= most)):
            ends = f"between {least} and {most}{unit}" if most is not None else f"at {least}{unit} or more"
            raise WrongCall(f"--{name} is {value:g}; it lies {ends}.")
        values[name] = value / 100 if name == "sensitivity" else value
    if arguments.filter_side is not None:
        values["side"] = arguments.filter_side
    if arguments.filter_without is not None:
        kinds = frozenset(kind.strip() for kind in arguments.filter_without.split(",") if kind.strip())
        unknown = sorted(kind for kind in kinds if kind not in FINDING_CLASSES)
        if unknown:
            raise WrongCall(f"There is no class {unknown[0]} of findings; there are {', '.join(FINDING_CLASSES)}.")
        values["without"] = kinds
    return ReviewFilter(**values)
