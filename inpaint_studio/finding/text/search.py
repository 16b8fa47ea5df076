"""The search for text in a picture: passes of the detector, lines, repeated patches, strokes."""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.text import repeats
from inpaint_studio.finding.text.boxes import TextBox, overlap, without_repeats
from inpaint_studio.finding.text.detector import Colours, TextDetector
from inpaint_studio.finding.text.lines import Line, joined_lines
from inpaint_studio.finding.text.passes import Seen, count_of, look_at, passes_of
from inpaint_studio.finding.text.strokes import Strokes, strokes_in

_RING = 0.5  # heights of background round a box that strokes are told from
_ENDS = 0.7  # heights that strokes are looked for past either end: the detector often leaves out a first letter or a ©
_PATCHES = 6  # lines that are looked for again,
_SURE = 0.7  # of at least that heat,
_LONG = 1.6  # and so many times as long as high: less is a letter or none
_MOST_LINES = 400


@dataclass(frozen=True, eq=False)
class FoundLine:
    """A line, and where its strokes are in the picture."""

    line: Line
    rect: Rect  # of the strokes' mask
    is_repeated: bool = False


def found_lines(detector: TextDetector, colours: Colours, look_harder: bool) -> Iterator[Progress | FoundLine]:
    """The lines of a picture, (H, W, 3) uint8 RGB, in no order."""
    size = Size(colours.shape[1], colours.shape[0])
    done, total = 0, 2 * count_of(size, look_harder)
    seen: list[Seen] = []
    detail, scale = None, 1.0
    for view in passes_of(colours, look_harder):
        if detail is None:
            detail, scale = repeats.detail_of(view.colours), view.colours.shape[1] / size.width
        for value in look_at(detector, view, size, seen[0] if seen else None):
            if isinstance(value, Seen):
                seen.append(value)
            else:
                done = min(done + 1, total // 2)
                yield Progress(done, total)
    boxes = sorted((box for one in seen for box in one.boxes), key=lambda box: -box.score * box.length**0.5)
    lines = joined_lines(without_repeats(boxes)[:_MOST_LINES])
    lines.sort(key=lambda box: -box.score)
    assert detail is not None
    repeated = _repeated(detail, scale, lines)
    total = done + len(lines) + sum(len(places) for places in repeated)
    for places in repeated:
        lines = [box for box in lines if all(overlap(box, place) < 0.4 for place in places)]
    for number, (box, is_repeated) in enumerate(
        [(place, True) for places in repeated for place in places] + [(box, False) for box in lines]
    ):
        yield Progress(min(done + number, total - 1), total)
        rect, strokes = strokes_of(colours, box)
        heats = sorted(one.heat_in(box) for one in seen if not one.is_turned)
        yield FoundLine(Line(box, strokes, heats[-2] if len(heats) > 1 else 0.0), rect, is_repeated)


def _repeated(detail: NDArray[np.float32], scale: float, lines: list[TextBox]) -> list[list[TextBox]]:
    """Groups of places that show the same, in picture pixels."""
    groups: list[list[TextBox]] = []
    for box in [box for box in lines if box.score > _SURE and box.length > _LONG * box.height][:_PATCHES]:
        if any(overlap(box, place) > 0.4 for places in groups for place in places):
            continue
        places = repeats.places_like(detail, box.scaled(scale, scale))
        if len(places) >= repeats.LEAST:
            groups.append([place.scaled(1 / scale, 1 / scale) for place in places])
    return groups


def strokes_of(colours: Colours, box: TextBox) -> tuple[Rect, Strokes | None]:
    """The strokes of a box in picture pixels and the rectangle of their mask.

    A learnt mask of what is laid over a photograph goes here, in place of the measured one where it is better.
    """
    whole = Rect(0, 0, colours.shape[1], colours.shape[0])
    box = box.grown(box.height * _ENDS, 0.05 * box.height)
    rect = box.bounds(whole).grow(round(box.height * _RING)).intersect(whole)
    if rect.is_empty:
        return rect, None
    return rect, strokes_in(colours[rect.slices].astype(np.float32) / np.float32(255), box, box.covers(rect))
