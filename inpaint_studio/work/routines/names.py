"""Names of results by a rule such as "{folder}/{name}-repaired{suffix}", and their places, each given once.

A place is never that of an input, nor that of another result, on any file system: names that differ in letter case or
in the form of their letters are one name on a Mac and on Windows.
"""

import string
from collections.abc import Iterable
from pathlib import Path, PurePosixPath

from inpaint_studio.files.kinds import formats
from inpaint_studio.files.pairing import folded
from inpaint_studio.sentence import say
from inpaint_studio.work.routines.facts import RoutineError

FIELDS = ("folder", "name", "suffix")
_FORBIDDEN = set('\\:*?"<>|\0')  # in names of files, on one system or another


def check_rule(rule: str, beside: bool) -> None:
    """Raises RoutineError, a sentence, for a rule that cannot give names of files."""
    try:
        parts = list(string.Formatter().parse(rule))
    except ValueError as error:
        raise RoutineError(say("The name rule {rule} has a brace too many or too few.", rule=rule)) from error
    for _, name, spec, conversion in parts:
        if name is not None and (name not in FIELDS or spec or conversion):
            raise RoutineError(
                say(
                    "The name rule {rule} has no {name}; there are {known}.",
                    rule=rule,
                    name="{" + name + "}",
                    known=", ".join("{" + one + "}" for one in FIELDS),
                )
            )
    used = [name for _, name, _, _ in parts if name]
    if "name" not in used:
        raise RoutineError(say("The name rule {rule} lacks {{name}}: all results would have one name.", rule=rule))
    if beside and "folder" in used:
        raise RoutineError(
            say("The name rule {rule} has {{folder}}, but the results go beside their originals.", rule=rule)
        )
    if beside and rule.rpartition("/")[2] in ("{name}{suffix}", "{name}") and "/" not in rule:
        raise RoutineError(say("The name rule {rule} gives each result the name of its original.", rule=rule))
    literal = "".join(text for text, *_ in parts)
    wrong = sorted(_FORBIDDEN & set(literal))
    steps = PurePosixPath(rule).parts
    if wrong or rule.startswith("/") or ".." in steps or rule.endswith("/") or not literal.isprintable():
        raise RoutineError(
            say("The name rule {rule} must stay in its folder: no .., no / at an end and none of {signs}.",
                rule=rule, signs='\\ : * ? " < > |')
        )  # fmt: skip


def result_name(rule: str, picture: PurePosixPath, kind: str = "same") -> PurePosixPath:
    """The name of a result by a rule that was checked: relative to the output folder, or to the picture's own.

    picture: relative to the root of the inputs.  kind: a key of `formats`, or "same".
    """
    suffix = formats.writable_suffix(Path(picture)) if kind == "same" else formats.BY_KEY[kind].suffixes[0]
    folder = str(picture.parent)
    text = rule.format(folder=folder if folder != "." else "", name=picture.stem, suffix=suffix)
    path = PurePosixPath(text.lstrip("/"))
    return path if path.suffix.lower() == suffix.lower() else path.with_name(f"{path.name}{suffix}")


class Places:
    """The places that are taken, to give each result one of its own.

    taken: those of results and inputs, as they are compared.
    """

    def __init__(self, taken: Iterable[str] = ()) -> None:
        self._taken = {folded(one) for one in taken}

    def take(self, wanted: str) -> str:
        """`wanted`, or with a number where that is taken: "a (2).png"."""
        path, number = PurePosixPath(wanted), 1
        place = wanted
        while folded(place) in self._taken:
            number += 1
            place = str(path.with_name(f"{path.stem} ({number}){path.suffix}"))
        self._taken.add(folded(place))
        return place
