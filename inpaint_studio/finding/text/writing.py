"""What nets take for writing: a second opinion beside the detector's, and the strokes of its lines.

The finder's net looks at a whole view. The net of strokes went on from its weights, on lines laid level and at one
size, and is shown every line so.
"""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.pyramid import Net, enlarged
from inpaint_studio.finding.samples import colours_of
from inpaint_studio.finding.text.boxes import TextBox
from inpaint_studio.finding.text.detector import Colours, Heat, tiles_of
from inpaint_studio.model.photographs.level_lines import BOX, LevelLine

Floats = NDArray[np.float32]

WRITTEN = 0.5  # of probability: from here on a pixel is writing
REACH = 3.0  # heights past either end of a line, within which more of it is looked for
_USUAL = 90  # pixels of a line's height: up to about so many the finder's net sees it as it is
_ROUND = 32  # pixels round a line that it is shown, at its size
_FURTHER = 1.0  # heights past those that the net is shown
_GAP = 1.3  # heights between its words: dates have the widest
_OF_HEIGHT = 0.25  # of a line's height: a step along it
_LEAST = 3  # pixels of writing in a step
_SEEN = 0.6  # of a line's length: with writing along less of it, there is no more to look for
_STEP = 16  # pixels of a side that the nets take without more at its end


@dataclass(frozen=True)
class WritingNets:
    """Both nets; of what each answers the second plane is writing."""

    views: Net
    lines: Net


def writing_nets() -> WritingNets | None:
    """The shipped ones; None where one of them or torch is missing, and the search goes by the detector alone."""
    from inpaint_studio.finding.finder_net import NoNetError, shipped_net, stroke_net  # torch

    try:
        return WritingNets(shipped_net()[0], stroke_net())
    except NoNetError:
        return None


def writing_of(colours: Colours, net: Net) -> Iterator[Heat | None]:
    """None after each tile, then the probability of writing of each pixel of a view. net: `WritingNets.views`."""
    answer = np.zeros(colours.shape[:2], np.float32)
    for window, own in tiles_of(Size(colours.shape[1], colours.shape[0])):
        shown = net(colours[window.slices].astype(np.float32) / np.float32(255))[1]
        answer[own.slices] = shown[own.inside(window).slices]
        yield None
    yield answer


def writing_in(colours: Colours, rect: Rect, box: TextBox, net: Net) -> Floats:
    """(rect.height, rect.width): the probability of a stroke round a line in picture pixels, to a little more than
    `REACH` heights past its ends; 0 further off. net: `WritingNets.lines`."""
    length = box.length + 2 * (REACH + _FURTHER) * box.height
    line = LevelLine(box.x, box.y, box.angle, box.height, _STEP * math.ceil(length / box.height * BOX / _STEP))
    return line.back(net(line.take(colours))[1], rect)


def seen_in(colours: Colours, rect: Rect, box: TextBox, net: Net) -> Floats:
    """(rect.height, rect.width): the probability of writing round a line as the picture shows it, high letters
    reduced. net: `WritingNets.views`."""
    scale = max(1, round(box.height / _USUAL))
    wide = rect.grow(_ROUND * scale).clip(Size(colours.shape[1], colours.shape[0]))
    inner = rect.inside(wide)
    shown = net(colours_of(colours[wide.slices], scale))[1]
    return shown[inner.slices] if scale == 1 else enlarged(shown, scale, inner)


def extent(written: Floats, rect: Rect, box: TextBox) -> float:
    """0 .. 1: along how much of a line's length something in it is written. A stray stroke makes little of it.

    written: (rect.height, rect.width).
    """
    rows, columns = np.mgrid[rect.y : rect.bottom, rect.x : rect.right]
    along, across = box.coordinates(columns + 0.5, rows + 0.5)
    inside = (np.abs(along) < box.length / 2) & (np.abs(across) < box.height / 2)
    if not inside.any():
        return 0.0
    count = max(2, round(box.length / max(box.height / 2, 1)))
    place = np.clip((along[inside] / box.length + 0.5) * count, 0, count - 1).astype(int)
    most = np.zeros(count, np.float32)
    np.maximum.at(most, place, written[inside])
    return float(most.mean())


def lengthened(box: TextBox, written: Floats, rect: Rect) -> TextBox:
    """With what is written past either end on the same line: the detector leaves out single digits and faint words.

    written: (rect.height, rect.width), to `REACH` heights past the ends of the box or the border of the picture.
    """
    if extent(written, rect, box) < _SEEN:
        return box
    rows, columns = np.nonzero(written > WRITTEN)
    along, across = box.coordinates(columns + np.float64(rect.x + 0.5), rows + np.float64(rect.y + 0.5))
    on_line = np.abs(across) < box.height / 2
    step, half = max(2.0, _OF_HEIGHT * box.height), box.length / 2
    ends = []
    for way in (-1, 1):
        past = way * along[on_line] - half
        counts = np.bincount((past[(past > 0) & (past < REACH * box.height)] / step).astype(int))
        end = 0.0
        for place in np.flatnonzero(counts >= _LEAST).tolist():
            if place * step - end > _GAP * box.height:
                break
            end = min((place + 1) * step, REACH * box.height)
        ends.append(end)
    before, after = ends
    (cosine, sine), moved = box.along, (after - before) / 2
    return replace(box, x=box.x + moved * cosine, y=box.y + moved * sine, length=box.length + before + after)
