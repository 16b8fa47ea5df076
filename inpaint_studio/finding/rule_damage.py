"""Damage by rules, piece by piece: every sensitivity at once, each piece with the one at which it appears.

The rules are thresholds, so a piece has no probability. Its confidence is the lowest sensitivity that shows it,
scaled so that .5 is the one at which the rules start (`START`): there the pieces are the mask of that sensitivity. More
sensitive ones add pieces and widen none, so that what a person has decided about stays what it was.
"""

from collections.abc import Iterator

import numpy as np

from inpaint_studio.editing.detect import measure_damage
from inpaint_studio.editing.findings import Finding, Polarity
from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.picture import Mask
from inpaint_studio.editing.possible_damage import PossibleDamage
from inpaint_studio.finding.finder import Progress, View

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
START = 0.2  # the sensitivity of a confidence of .5
_SURER = (0.0, 0.05, 0.1, 0.15)
_LESS_SURE = (0.3, 0.45, 0.65, 1.0)
_MANY = 5000  # pieces, from which on none that are less sure are added: textures are made of them


def rule_findings(view: View, source: str, *, bright: bool, dark: bool) -> Iterator[Progress | Finding]:
    """Progress while the picture is measured, then the pieces of both signs, the most certain first."""
    sides: list[tuple[Polarity, bool]] = [("lighter", True)] if bright else []
    sides += [("darker", False)] if dark else []
    findings: list[Finding] = []
    for number, (polarity, is_bright) in enumerate(sides):
        damage = PossibleDamage(view.size)
        for step in measure_damage(view.pixels, damage, bright=is_bright, dark=not is_bright, first=view.first):
            yield Progress(number * step.total + step.done, len(sides) * step.total)
        for finding in _pieces(damage, view.size, source, polarity):
            findings.append(finding)
            if not len(findings) % 256:
                yield Progress(number + 1, len(sides))  # a point of cancellation
    yield from sorted(findings, key=lambda finding: -finding.confidence)


def confidence_at(sensitivity: float) -> float:
    """0 .. 1, of what appears at a sensitivity of the rules."""
    return 1 - sensitivity / (2 * START) if sensitivity <= START else 0.5 * (1 - sensitivity) / (1 - START)


def _pieces(damage: PossibleDamage, size: Size, source: str, polarity: Polarity) -> Iterator[Finding]:
    whole = Rect.of_size(size)
    taken = damage.mask(whole, START, 0)
    sure = [(confidence_at(level), damage.mask(whole, level, 0)) for level in _SURER]
    count = 0
    for rect, mask in _components(taken):
        part = rect.slices
        confidence = next((one for one, level in sure if (level[part] & mask).any()), 0.5)
        yield Finding(rect, mask, "damage", confidence, source, polarity)
        count += 1
    for level in _LESS_SURE:
        if count > _MANY:
            return
        more = damage.mask(whole, level, 0)
        for rect, mask in _components(more):
            if not (taken[rect.slices] & mask).any():
                yield Finding(rect, mask, "damage", confidence_at(level), source, polarity)
                count += 1
                into = taken[rect.slices]
                np.maximum(into, mask, out=into)


def _components(mask: Mask) -> Iterator[tuple[Rect, Mask]]:
    """Pieces that hang together, corners included."""
    from scipy import ndimage

    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        rect = Rect.of_edges(columns.start, rows.start, columns.stop, rows.stop)
        yield rect, np.where(labels[rows, columns] == number, np.uint8(255), np.uint8(0))
