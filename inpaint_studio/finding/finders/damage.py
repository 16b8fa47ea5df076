"""Scratches, hairs, dust, cracks and folds of old photographs and scans."""

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Annotated

from inpaint_studio.editing.findings import Review, ReviewFilter, joined
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.operations import reduced
from inpaint_studio.editing.picture import Mask
from inpaint_studio.finding.finder import Evidence, Finder, Finding, Progress, View
from inpaint_studio.options import Option
from inpaint_studio.sentence import joined as sentences
from inpaint_studio.sentence import reason, say


@dataclass(frozen=True)
class DamageOptions:
    """Options of the damage finder. All but the sides are those of the filter of a review, and search nothing anew."""

    sensitivity: Annotated[float, Option(say("Sensitivity"), 0, 1, " %", 100)] = 0.5
    margin: Annotated[
        int,
        Option(say("Margin"), 0, 20, say(" px"), tip=say("How far the mask reaches past the damage")),
    ] = 1
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


class _Damage:
    """The findings so far, as evidence: one thread adds to them while another reads."""

    def __init__(self, size: Size) -> None:
        self._size = size
        self._findings: list[Finding] = []

    def add(self, finding: Finding) -> None:
        self._findings.append(finding)

    def mask(self, rect: Rect, unit: int, options: DamageOptions) -> Mask:
        review = Review(tuple(self._findings), filter=ReviewFilter(options.sensitivity, margin=options.margin))
        wide = Rect(rect.x, rect.y, -(-rect.width // unit) * unit, -(-rect.height // unit) * unit)
        near = wide.grow(options.margin)
        inside = [one for one in review.accepted() if one.rect.intersects(near)]
        _, mask = joined(
            inside, Size(max(self._size.width, wide.right), max(self._size.height, wide.bottom)), options.margin, wide
        )
        return reduced(mask, unit, "most")


def _measure(view: View, options: DamageOptions, first: Rect | None) -> Iterator[Progress | Evidence]:
    damage = _Damage(view.size)
    yield damage
    for value in _find(replace(view, first=first), options):
        if isinstance(value, Progress):
            yield value
        else:
            damage.add(value)


FINDER = Finder(
    "damage",
    say("Find damage"),
    _find,
    DamageOptions,
    progress=say("Looking for damage"),
    nothing=say("No damage was found. Try a higher sensitivity, or mark it by hand."),
    seconds_per_pixel=7e-7,
    order=10,
    measure=_measure,
    live=frozenset({"sensitivity", "margin"}),
)
