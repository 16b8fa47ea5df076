"""What a stack is, in sentences for the command line and for a tip."""

from datetime import date, timedelta
from fractions import Fraction

from inpaint_studio.editing.stack import Axis
from inpaint_studio.files.stacks.kind import OpenPlanes
from inpaint_studio.files.stacks.kinds import KINDS
from inpaint_studio.sentence import say

_EPOCH = date(1970, 1, 1)


def described(planes: OpenPlanes) -> tuple[str, ...]:
    """Kind, count and axis; spacing where it is known; and the notes of opening. Reads nothing."""
    sentences: list[str] = [
        say(
            "{name}: {kind}, {count} {axis}.",
            name=planes.name,
            kind=KINDS[planes.kind].title,
            count=f"{len(planes.places):,}",
            axis=_WORDS[planes.axis],
        )
    ]
    at = [place.at for place in planes.places]
    known = [place for place in at if place is not None]
    if len(known) == len(at) > 1:
        sentences.append(_spacing(known, planes.axis, planes.cuts or ()))
    return (*sentences, *planes.notes)


_WORDS: dict[Axis, str] = {"frame": say("frames"), "slice": say("slices"), "date": say("dates"), "page": say("pages")}


def spacing(planes: OpenPlanes) -> Fraction | None:
    """From plane to plane, where it is the same everywhere but at cuts: s, mm or days; None where it is not."""
    steps = _steps([place.at for place in planes.places], planes.cuts or ())
    return steps.pop() if len(steps) == 1 else None


def _steps(at: list[Fraction | None], cuts: tuple[int, ...]) -> set[Fraction]:
    steps = set()
    for plane in range(1, len(at)):
        before, here = at[plane - 1], at[plane]
        if before is None or here is None:
            return set()
        if plane not in cuts:
            steps.add(here - before)
    return steps


def _spacing(at: list[Fraction], axis: Axis, cuts: tuple[int, ...]) -> str:
    steps = sorted(_steps(list(at), cuts))
    least, most = (float(steps[0]), float(steps[-1])) if steps else (0.0, 0.0)
    even = most - least < 0.001 * max(abs(most), 1e-9)
    if axis == "date":
        first, last = ((_EPOCH + timedelta(days=int(day))).isoformat() for day in (at[0], at[-1]))
        return say("From {first} to {last}.", first=first, last=last)
    if axis == "slice":
        if even:
            return say("A slice every {step} mm.", step=f"{most:g}")
        return say("Slices {least} to {most} mm apart.", least=f"{least:g}", most=f"{most:g}")
    if even and most > 0:
        return say("{rate} frames a second.", rate=f"{1 / most:.4g}")
    return say("Frames {least} to {most} s apart.", least=f"{least:g}", most=f"{most:g}")
