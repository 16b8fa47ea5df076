"""What the finder's net takes for writing: a second opinion beside the detector's, and strokes inside its boxes.

The net knows strokes of a few pixels' width in letters of ten to sixty pixels, whatever their direction. So large
letters are shown to it reduced and small ones enlarged, and faint ones once more with their contrast raised.
"""

from collections.abc import Iterator
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray
from PIL import Image
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.pyramid import Net, enlarged, reduced
from inpaint_studio.finding.text.boxes import TextBox
from inpaint_studio.finding.text.detector import Colours, Heat, tiles_of

Floats = NDArray[np.float32]

WRITTEN = 0.5  # of probability: from here on a pixel is writing
_USUAL = 90  # pixels of a line's height: up to about so many it is shown as it is. At half its size less is seen
_SMALL = 24  # pixels of a line's height: less is enlarged as well
_ROUND = 32  # pixels round a line that the net is shown, at its size
_RAISED = 3.0  # times the contrast, of what is shown once more
REACH = 3.0  # heights past either end of a line, within which more of it is looked for
_GAP = 1.3  # heights between its words: dates have the widest
_OF_HEIGHT = 0.25  # of a line's height: a step along it
_LEAST = 3  # pixels of writing in a step
_CLEAR = 0.95  # of a line's length: with writing along as much of it, the net has seen it
_SEEN = 0.6  # of a line's length: with writing along less of it, there is no more to look for


def writing_net() -> Net | None:
    """The shipped net; None where it or torch is missing, and the search goes by the detector alone."""
    from inpaint_studio.finding.finder_net import NoNetError, shipped_net  # torch

    try:
        return shipped_net()[0]
    except NoNetError:
        return None


def writing_of(colours: Colours, net: Net) -> Iterator[Heat | None]:
    """None after each tile, then the probability of writing of each pixel of a view."""
    answer = np.zeros(colours.shape[:2], np.float32)
    for window, own in tiles_of(Size(colours.shape[1], colours.shape[0])):
        shown = net(colours[window.slices].astype(np.float32) / np.float32(255))[1]
        answer[own.slices] = shown[own.inside(window).slices]
        yield None
    yield answer


def writing_in(colours: Colours, rect: Rect, box: TextBox, net: Net) -> tuple[Floats, Floats]:
    """(rect.height, rect.width): the probability of writing round a line in picture pixels, as it is and at the most.

    Where the net sees too little of the line as it is, it is shown once more with its contrast raised and, if it is
    small, at twice its size; the most is that of all. Raised, texture beside a line looks like writing at times.
    """
    scale = max(1, round(box.height / _USUAL))
    wide = rect.grow(_ROUND * scale).clip(Size(colours.shape[1], colours.shape[0]))
    inner = rect.inside(wide)
    part = reduced(colours[wide.slices].astype(np.float32) / np.float32(255), scale)

    def seen(shown: Floats) -> Floats:
        return shown[inner.slices] if scale == 1 else enlarged(shown, scale, inner)

    plain = seen(net(part)[1])
    if extent(plain, rect, box) >= _CLEAR:
        return plain, plain
    answer = np.maximum(plain, seen(net(_raised(part, box.height / scale))[1]))
    if box.height < _SMALL:
        image = Image.fromarray(np.ascontiguousarray(colours[wide.slices]))
        twice = image.resize((2 * wide.width, 2 * wide.height), Image.Resampling.BICUBIC)
        shown = net(np.asarray(twice, np.float32) / np.float32(255))[1]
        cells = shown.reshape(wide.height, 2, wide.width, 2).max(axis=(1, 3))
        answer = np.maximum(answer, cells[inner.slices])
    return plain, answer


def _raised(part: Floats, height: float) -> Floats:
    """With more contrast against the means of its surroundings, so that faint strokes look like others."""
    side = 2 * round(height / 2) + 1
    mean = ndimage.uniform_filter(ndimage.uniform_filter(part, (side, side, 1)), (side, side, 1))
    return np.asarray(np.clip(mean + np.float32(_RAISED) * (part - mean), 0, 1), np.float32)


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
