"""Scratches, creases and dust of old photographs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.finding.finder import Evidence, Finder, Finding, Progress, View
from inpaint_studio.options import Option
from inpaint_studio.sentence import say

if TYPE_CHECKING:
    from inpaint_studio.editing.possible_damage import PossibleDamage


@dataclass(frozen=True)
class DamageOptions:
    """Options of the damage finder."""

    # 0 finds only obvious damage, 1 anything that may be damage. It starts low: a missed scratch is seen and added, a
    # filled eyelid is not. `bench_damage`, calibrated on: 98 photographs with painted damage and the torn couple; the
    # start is the highest within .015 of the best F that counts precision twice, their mean. Reported: 98 others.
    #          calibrated on: P   R   F, couple F     reported: P   R   F     marked in sound portraits (plain-g, -h)
    #   0.0              .65 .62 .65  .67                    .68 .61 .66             0.1 %   3.4 %
    #   0.1              .59 .69 .61  .72                    .62 .70 .64             0.3     6.0
    #   0.2              .54 .76 .57  .73                    .56 .77 .59             0.7     8.0
    #   0.3              .48 .82 .52  .76                    .50 .83 .55             1.4    10.2
    #   0.5              .37 .91 .42  .77                    .40 .91 .45             3.4    14.9
    #   0.7              .28 .95 .32  .74                    .30 .95 .35             7.3    21.1
    # The scratched portrait, which is judged by more than light scratches, goes from .48 (P .44, R .67) at 0.5 to .36
    # (P .36, R .35): there the slider has to be moved.
    sensitivity: Annotated[float, Option(say("Sensitivity"), 0, 1, " %", 100)] = 0.2
    margin: Annotated[
        int,
        Option(say("Margin"), 0, 20, say(" px"), tip=say("How far the mask reaches past the damage")),
    ] = 1
    bright: Annotated[bool, Option(say("Light"), tip=say("Light scratches, creases and dust"))] = True
    dark: Annotated[
        bool, Option(say("Dark"), tip=say("Dark scratches and specks; faces and clothes have many dark lines"))
    ] = False


class _Damage:
    """What was measured, as evidence."""

    def __init__(self, damage: "PossibleDamage") -> None:
        self._damage = damage

    def mask(self, rect: Rect, unit: int, options: DamageOptions) -> Mask:
        return self._damage.mask(rect, options.sensitivity, options.margin, unit)


def _measure(view: View, options: DamageOptions, first: Rect | None) -> Iterator[Progress | Evidence]:
    from inpaint_studio.editing.detect import measure_damage  # 0.4 s of scipy
    from inpaint_studio.editing.possible_damage import PossibleDamage

    damage = PossibleDamage(Size(view.pixels.shape[1], view.pixels.shape[0]))
    yield _Damage(damage)
    for step in measure_damage(view.pixels, damage, bright=options.bright, dark=options.dark, first=first):
        yield Progress(step.done, step.total)


def _find(view: View, options: DamageOptions) -> Iterator[Progress | Finding]:
    from inpaint_studio.finding.rule_damage import rule_findings  # 0.4 s of scipy

    yield from rule_findings(view, "damage", bright=options.bright, dark=options.dark)


FINDER = Finder(
    "damage",
    say("Find damage"),
    _find,
    DamageOptions,
    progress=say("Looking for damage"),
    nothing=say("No damage was found. Try a higher sensitivity, or mark it by hand."),
    order=10,
    measure=_measure,
    live=frozenset({"sensitivity", "margin"}),
)
