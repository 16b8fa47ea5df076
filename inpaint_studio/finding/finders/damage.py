"""Scratches, creases and dust of old photographs."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import Annotated

import numpy as np

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Finder, Finding, Progress, View
from inpaint_studio.options import Option
from inpaint_studio.sentence import say


@dataclass(frozen=True)
class DamageOptions:
    """Options of the damage finder."""

    # 0 finds only obvious damage, 1 anything that may be damage.
    sensitivity: Annotated[float, Option(say("Sensitivity"), 0, 1, " %", 100)] = 0.5


def _find(view: View, options: DamageOptions) -> Iterator[Progress | Finding]:
    from scipy import ndimage  # 0.4 s to import

    from inpaint_studio.editing.detect import find_damage

    mask = None
    for step in find_damage(view.pixels, options.sensitivity):
        mask = step.mask
        yield Progress(step.done, step.total)
    if mask is None:
        return
    labels, _ = ndimage.label(mask, np.ones((3, 3)))
    for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
        rect = Rect.of_edges(columns.start, rows.start, columns.stop, rows.stop)
        component = np.where(labels[rows, columns] == number, mask[rows, columns], np.uint8(0))
        yield Finding(rect, component, "damage", source="damage")


FINDER = Finder(
    "damage",
    say("Find damage"),
    _find,
    DamageOptions,
    progress=say("Looking for damage"),
    nothing=say("No damage was found. Try a higher sensitivity, or mark it by hand."),
    order=10,
)
