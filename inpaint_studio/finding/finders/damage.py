"""Scratches, hairs, dust, cracks and folds of old photographs and scans."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from inpaint_studio.finding.finder import Finder, Finding, Progress, View
from inpaint_studio.options import Option
from inpaint_studio.sentence import joined as sentences
from inpaint_studio.sentence import reason, say


@dataclass(frozen=True)
class DamageOptions:
    """Options of the damage finder: what is wanted of a search. How certain and how wide, a review's filter says."""

    bright: Annotated[bool, Option(say("Light"), tip=say("Light scratches, creases and dust"))] = True
    dark: Annotated[bool, Option(say("Dark"), tip=say("Dark scratches, hairs and specks"))] = True


def _find(view: View, options: DamageOptions) -> Iterator[Progress | Finding]:
    """Down to the least certain finding, whatever the sensitivity: the filter of a review chooses among them."""
    from inpaint_studio.finding.finder_net import NoNetError, shipped_net  # scipy and, if the net is there, torch
    from inpaint_studio.finding.thin_damage import thin_damage

    try:
        net, judgement = shipped_net()
    except NoNetError as error:
        yield from _find_by_rules(view, options, sentences([reason(error), _BY_RULES]))
        return
    for value in thin_damage(view, net, judgement, "damage"):
        if isinstance(value, Progress) or _is_wanted(value, options):
            yield value


_BY_RULES = say("Damage was looked for by simple rules instead; they also mark eyes and lace.")


def _find_by_rules(view: View, options: DamageOptions, note: str) -> Iterator[Progress | Finding]:
    """Without the net. Dark pieces are not suggested: faces and clothes have many dark lines."""
    from inpaint_studio.finding.rule_damage import rule_findings

    total = 1
    for value in rule_findings(view, "damage", bright=options.bright, dark=options.dark):
        if isinstance(value, Progress):
            total = value.total
            yield value
        else:
            yield replace(value, is_suggested=value.polarity != "darker")
    yield Progress(total, total, note)


def _is_wanted(finding: Finding, options: DamageOptions) -> bool:
    sides = {"lighter": options.bright, "darker": options.dark}
    return sides.get(finding.polarity, options.bright or options.dark)


FINDER = Finder(
    "damage",
    say("Find damage"),
    _find,
    DamageOptions,
    progress=say("Looking for damage"),
    nothing=say("No damage was found. Try a higher sensitivity, or mark it by hand."),
    seconds_per_pixel=7e-7,
    order=10,
)
