"""The search for text in a picture: passes of the detector, lines, repeated patches, strokes."""

from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.finder import Progress
from inpaint_studio.finding.pyramid import Net
from inpaint_studio.finding.text import repeats
from inpaint_studio.finding.text.boxes import TextBox, overlap, without_repeats
from inpaint_studio.finding.text.detector import Colours, TextDetector
from inpaint_studio.finding.text.lines import Line, joined_lines
from inpaint_studio.finding.text.passes import Seen, count_of, is_large, look_at, passes_of, written_pass
from inpaint_studio.finding.text.strokes import strokes_in
from inpaint_studio.finding.text.writing import (
    REACH,
    WRITTEN,
    WritingNets,
    extent,
    lengthened,
    seen_in,
    writing_in,
    writing_of,
)

_RING = 0.5  # heights of background round a box that strokes are told from
_ENDS = 0.7  # heights that strokes are looked for past either end: the detector often leaves out a first letter or a ©
_PATCHES = 6  # lines that are looked for again,
_SURE = 0.7  # of at least that heat,
_LONG = 1.6  # and so many times as long as high: less is a letter or none
_MOST_LINES = 400
_ASKED, _WRITTEN = 8, 0.6  # places of what repeats that the net is asked about, and how far along them it sees writing


@dataclass(frozen=True, eq=False)
class FoundLine:
    """A line, and where its strokes are in the picture."""

    line: Line
    rect: Rect  # of the strokes' mask
    is_repeated: bool = False


def found_lines(
    detector: TextDetector, colours: Colours, look_harder: bool, nets: WritingNets | None = None
) -> Iterator[Progress | FoundLine]:
    """The lines of a picture, (H, W, 3) uint8 RGB, in no order. nets: of `writing.writing_nets`."""
    size = Size(colours.shape[1], colours.shape[0])
    done, total = 0, 2 * count_of(size, look_harder)
    seen: list[Seen] = []
    detail, scale, warm = None, 1.0, None
    for view in passes_of(colours, look_harder):
        for value in look_at(detector, view, size, warm):
            if isinstance(value, Seen):
                seen.append(value)
            else:
                done = min(done + 1, total // 2)
                yield Progress(done, total)
        if detail is not None:
            continue
        detail, scale = repeats.detail_of(view.colours), view.colours.shape[1] / size.width
        warm = seen[0].heat
        if nets is None or (is_large(size) and not look_harder):
            continue  # half a second a megapixel of the view
        for answer in _written_lines(
            detector, colours if colours.size < view.colours.size else view.colours, size, nets.views
        ):
            if answer is None:
                yield Progress(done, total)
            else:
                warm = np.maximum(warm, _like(answer[0], warm.shape))
                seen.append(answer[1])
    boxes = sorted((box for one in seen for box in one.boxes), key=lambda box: -box.score * box.length**0.5)
    lines = joined_lines(without_repeats(boxes)[:_MOST_LINES])
    lines.sort(key=lambda box: -box.score)
    assert detail is not None
    repeated = [places for places in _repeated(detail, scale, lines) if _are_written(colours, places, nets)]
    total = done + len(lines) + sum(len(places) for places in repeated)
    for places in repeated:
        lines = [box for box in lines if all(overlap(box, place) < 0.4 for place in places)]
    made: list[TextBox] = []
    for number, (box, is_repeated) in enumerate(
        [(place, True) for places in repeated for place in places] + [(box, False) for box in lines]
    ):
        yield Progress(min(done + number, total - 1), total)
        if not is_repeated and any(overlap(box, other) > 0.5 for other in made):
            continue  # of a line that was found to be longer
        line, rect = strokes_of(colours, box, nets)
        made.append(line.box)
        heats = sorted(one.heat_in(box) for one in seen if not one.is_turned)  # of the box as it was detected
        yield FoundLine(replace(line, other_heat=heats[-2] if len(heats) > 1 else 0.0), rect, is_repeated)


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


def _are_written(colours: Colours, places: list[TextBox], nets: WritingNets | None) -> bool:
    """Whether the net takes what repeats for writing: windows and columns repeat too."""
    if nets is None:
        return True
    whole, shares = Rect(0, 0, colours.shape[1], colours.shape[0]), []
    for box in places[:_ASKED]:
        rect = _round(box, whole)
        if not rect.is_empty:
            shares.append(extent(seen_in(colours, rect, box, nets.views), rect, box))
    return bool(shares) and sum(shares) > _WRITTEN * len(shares)


def _written_lines(
    detector: TextDetector, colours: Colours, size: Size, net: Net
) -> Iterator[tuple[NDArray[np.float32], Seen] | None]:
    """None between two steps; then where the net sees writing, in a view's pixels, and the lines that these make."""
    written: NDArray[np.float32] | None = None
    for step in writing_of(colours, net):
        written = step
        yield None
    assert written is not None
    sure = np.where(written > WRITTEN, written, np.float32(0))
    for value in look_at(detector, written_pass(written), size, sure):
        yield None if value is None else (sure, value)


def _like(written: NDArray[np.float32], shape: tuple[int, ...]) -> NDArray[np.float32]:
    """The nearest pixels of a view, in one of another size."""
    rows, columns = (np.arange(length) * few // length for length, few in zip(shape, written.shape, strict=True))
    answer: NDArray[np.float32] = written[rows][:, columns]
    return answer


def strokes_of(colours: Colours, box: TextBox, nets: WritingNets | None = None) -> tuple[Line, Rect]:
    """The line of a box in picture pixels, as long as it is written, with its strokes, and their mask's rectangle."""
    whole = Rect(0, 0, colours.shape[1], colours.shape[0])
    rect = _round(box, whole)
    if rect.is_empty:
        return Line(box, None), rect
    written, share, shown = None, None, 0.0
    if nets is not None:
        far = _round(box.grown(REACH * box.height, 0), whole)
        seen = writing_in(colours, far, box, nets.lines)
        share, shown = extent(seen, far, box), extent(seen_in(colours, rect, box, nets.views), rect, box)
        box = lengthened(box, seen, far)
        rect = _round(box, whole)
        written = seen[rect.inside(far).slices]
    wide = box.grown(box.height * _ENDS, 0.05 * box.height)
    region = colours[rect.slices].astype(np.float32) / np.float32(255)
    strokes = strokes_in(region, wide, wide.covers(rect), written)
    return Line(box, strokes, written=share, seen=shown), rect


def _round(box: TextBox, whole: Rect) -> Rect:
    """What is looked at for the strokes of a box: past its ends, and a ring of background."""
    wide = box.grown(box.height * _ENDS, 0.05 * box.height)
    return wide.bounds(whole).grow(round(box.height * _RING)).intersect(whole)
