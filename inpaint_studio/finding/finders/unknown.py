"""What the file of a data picture does not determine: nodata, padding, samples that are no number."""

from collections.abc import Iterator
from typing import Any

import numpy as np

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.finding.finder import Finder, Finding, Progress, View
from inpaint_studio.sentence import say

_AT_ONCE = 200  # findings between two points of cancellation


def _find(view: View, options: Any) -> Iterator[Progress | Finding]:
    from scipy import ndimage

    yield Progress(0, 2)
    unknown = view.data.unknown if view.data is not None else None
    if unknown is not None:
        labels, count = ndimage.label(unknown, np.ones((3, 3), bool))
        yield Progress(1, 2)
        for number, (rows, columns) in enumerate(ndimage.find_objects(labels), start=1):
            mask = (labels[rows, columns] == number).astype(np.uint8) * np.uint8(255)
            rect = Rect.of_edges(columns.start, rows.start, columns.stop, rows.stop)
            yield Finding(rect, mask, "unknown", 1.0, "unknown")
            if number % _AT_ONCE == 0:
                yield Progress(count + number, 2 * count)
    yield Progress(2, 2)


FINDER = Finder(
    "unknown",
    say("Mark what is unknown"),
    _find,
    progress=say("Looking for what is unknown"),
    nothing=say("Everything in this picture is known."),
    seconds_per_pixel=1e-8,
    order=50,
    pictures="data",
    finds_unknown=True,
)
