"""Captions, date stamps and repeated marks, as findings of their strokes."""

from collections.abc import Iterator
from dataclasses import dataclass
from typing import TYPE_CHECKING, Annotated

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Pixels
from inpaint_studio.finding.finder import Finder, Finding, Progress, View
from inpaint_studio.options import Option
from inpaint_studio.sentence import say

if TYPE_CHECKING:
    from inpaint_studio.finding.text.search import FoundLine

_LEAST = 0.05  # of confidence: below it nothing is proposed
_ROWS = 1 << 20  # samples converted at once


@dataclass(frozen=True)
class TextOptions:
    """Options of the text finder."""

    look_harder: Annotated[
        bool,
        Option(say("Look harder"), tip=say("Turned and faint text too; takes about three times as long")),
    ] = False
    whole_boxes: Annotated[
        bool,
        Option(say("Whole boxes"), tip=say("Mark the box of each line instead of its strokes")),
    ] = False


def _find(view: View, options: TextOptions) -> Iterator[Progress | Finding]:
    from inpaint_studio.finding.text.detector import text_detector
    from inpaint_studio.finding.text.search import FoundLine, found_lines
    from inpaint_studio.finding.text.writing import writing_nets

    detector = text_detector()
    findings: list[Finding] = []
    for value in found_lines(detector, screen_colours(view.pixels), options.look_harder, writing_nets()):
        if isinstance(value, FoundLine):
            finding = finding_of(value, view.size, whole_box=options.whole_boxes)
            if finding is not None:
                findings.append(finding)
        else:
            yield value
    yield from sorted(findings, key=lambda finding: -finding.confidence)
    yield Progress(1, 1)


def finding_of(matches: "FoundLine", size: Size, whole_box: bool = False) -> Finding | None:
    """A line as a finding with its class; None where it is hardly text. Its mask is one line's strokes."""
    from inpaint_studio.finding.text.judging import confidence, laid_over
    from inpaint_studio.finding.text.lines import is_date, measures

    box, strokes = matches.line.box, matches.line.strokes
    values, is_seen = measures(matches.line, size), matches.line.written is not None
    certain = confidence(values, is_seen)
    # Three places that show the same are no chance, however faint each is.
    sure = max(certain, 0.75) if matches.is_repeated else certain
    if sure < _LEAST:
        return None
    note = ""
    if strokes is None or whole_box:
        rect = box.bounds(Rect.of_size(size))
        mask = box.covers(rect)
        if strokes is None:
            note = say("Its strokes could not be told from what is behind them, so the whole box is marked.")
    else:
        rect, mask = _tight(matches.rect, strokes.mask)
    if rect.is_empty or not mask.any():
        return None
    kind, is_suggested = "caption", True
    is_of_scene = strokes is not None and laid_over(values, is_seen) < 0.5
    if matches.is_repeated and not (is_of_scene and certain >= 0.5):
        kind = "mark"  # signs of one shop are alike too: they are clear, and uneven as things of the scene are
    elif strokes is not None and is_date(box, strokes.colour, size):
        kind = "date"
    elif is_of_scene:
        kind, is_suggested = "scene-text", False
        note = say("It may be a sign, a plate or a shirt that belongs to the scene.")
    polarity = strokes.polarity if strokes is not None else "none"
    return Finding(rect, mask.astype(np.uint8) * np.uint8(255), kind, sure, "text", polarity, is_suggested, note)


def screen_colours(pixels: Pixels) -> NDArray[np.uint8]:
    """(H, W, 3) uint8 of a picture's samples; grey is repeated, alpha left out."""
    height, width, bands = pixels.shape
    colours = 3 if bands >= 3 else 1
    if pixels.dtype == np.uint8 and bands >= 3:
        return np.ascontiguousarray(pixels[..., :3])
    out = np.empty((height, width, 3), np.uint8)
    rows = max(1, _ROWS // max(1, width * bands))
    for top in range(0, height, rows):
        part = pixels[top : top + rows, :, :colours]
        if part.dtype.kind == "f":
            part = np.rint(np.clip(np.nan_to_num(part), 0, 1) * 255)
        elif part.dtype == np.uint16:
            part = part >> 8
        out[top : top + rows] = part
    return out


def _tight(rect: Rect, mask: NDArray[np.bool_]) -> tuple[Rect, NDArray[np.bool_]]:
    inner = bounds(mask.view(np.uint8))
    return (rect, mask) if inner.is_empty else (inner.translate(rect.x, rect.y), mask[inner.slices])


FINDER = Finder(
    "text",
    say("Find text"),
    _find,
    TextOptions,
    progress=say("Looking for text"),
    nothing=say("No text was found. Look harder, or mark it by hand."),
    seconds_per_pixel=2e-7,
    order=20,
)
