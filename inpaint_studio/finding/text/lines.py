"""Lines of text and what each is: pure functions of boxes and numbers."""

import colorsys
import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np

from inpaint_studio.editing.geometry import Size
from inpaint_studio.finding.text.boxes import TextBox, smallest_box
from inpaint_studio.finding.text.strokes import Strokes

_GAP = 1.2  # heights between two pieces of one line
_LAPPED = 0.6  # heights that pieces may overlap: more is the same text, seen twice
_OFF = 0.35  # heights that the middles of two pieces may lie beside one line
_TURN = math.radians(8)


@dataclass(frozen=True)
class Line:
    """A line of text with what was measured of it."""

    box: TextBox
    strokes: Strokes | None
    other_heat: float = 0.0  # the most heat of the other passes in its core
    written: float | None = None  # along how much of it a net sees writing, 0 .. 1; None without one
    seen: float = 0.0  # along how much of it the finder's net does


def joined_lines(boxes: Sequence[TextBox]) -> list[TextBox]:
    """Pieces of one line joined, again and again until none lies beside another."""
    lines = list(boxes)
    merged = True
    while merged:
        merged = False
        for index, one in enumerate(lines):
            for later in range(index + 1, len(lines)):
                if are_one_line(one, lines[later]):
                    lines[index] = _around(one, lines.pop(later))
                    merged = True
                    break
            if merged:
                break
    return lines


def are_one_line(one: TextBox, other: TextBox) -> bool:
    """Whether two boxes of about the same height and direction follow each other."""
    tall, short = max(one.height, other.height), min(one.height, other.height)
    if tall > 1.5 * short:
        return False
    turn = abs(one.angle - other.angle) % math.pi
    if min(turn, math.pi - turn) > _TURN and min(one.length / one.height, other.length / other.height) > 1.5:
        return False
    longer, shorter = (one, other) if one.length >= other.length else (other, one)
    along, across = longer.coordinates(np.array(shorter.x), np.array(shorter.y))
    gap = abs(float(along)) - (longer.length + shorter.length) / 2
    return abs(float(across)) < _OFF * short and -_LAPPED * short < gap < _GAP * short


def _around(one: TextBox, other: TextBox) -> TextBox:
    corners = np.concatenate([one.corners, other.corners])
    box = smallest_box(corners - 0.5)  # it takes pixels, which reach half a pixel to each side of a middle
    weights = one.area, other.area
    score = (one.score * weights[0] + other.score * weights[1]) / max(sum(weights), 1e-9)
    grown = 0.5  # what that reach added
    return replace(box.grown(-grown, -grown), score=score)


# Measures. Each is between about 0 and 1, so that weights can be compared.

MEASURES = (
    "heat",
    "other heat",
    "fit",
    "even",
    "pure",
    "straight",
    "long",
    "tall",
    "density",
    "opacity",
    "contrast",
    "written",
    "seen",
)


def measures(line: Line, size: Size) -> tuple[float, ...]:
    """What `judging` weighs, in the order of MEASURES."""
    box, strokes = line.box, line.strokes
    turned = math.degrees(box.angle) % 15  # marks are turned by 30 or 45 degrees, dates by none
    straight = math.exp(-((min(turned, 15 - turned) / 2.0) ** 2))
    long = min(1.0, math.log(max(box.length / max(box.height, 1e-6), 1)) / math.log(10))
    tall = box.height / min(size)
    opinions = line.written or 0.0, line.seen
    if strokes is None:
        return box.score, line.other_heat, 0, 0, 0, straight, long, min(tall * 4, 1), 0, 0, 0, *opinions
    colour = np.array(strokes.colour)
    pure = 1 - float(np.mean(np.minimum(colour, 1 - colour))) * 2
    even = math.exp(-6 * strokes.unevenness)
    density = min(1.0, float(strokes.mask.sum()) / max(box.area, 1))
    return (
        box.score,
        line.other_heat,
        strokes.fit,
        even,
        pure,
        straight,
        long,
        min(tall * 4, 1),
        density,
        strokes.opacity,
        min(1.0, abs(strokes.step) * 2),
        *opinions,
    )


def is_date(box: TextBox, colour: tuple[float, float, float], size: Size) -> bool:
    """Whether a line is where cameras printed dates, in their colours: orange, red or yellow in a bottom corner.

    Of a picture that stands on its side, too: the line's own direction says where the bottom is.
    """
    short = min(size)
    if not 2.2 <= box.length / max(box.height, 1e-6) <= 12 or not 0.012 * short <= box.height <= 0.12 * short:
        return False
    hue, saturation, value = colorsys.rgb_to_hsv(*colour)
    degrees = hue * 360
    if not (degrees < 62 or degrees > 345) or saturation < 0.4 or value < 0.45:
        return False
    turned = abs(math.degrees(box.angle))
    if min(turned, abs(turned - 90)) > 12:
        return False
    if turned < 45:
        return box.y > 0.78 * size.height and abs(box.x - size.width / 2) > 0.12 * size.width
    beside = min(box.x, size.width - box.x)
    return beside < 0.22 * size.width and abs(box.y - size.height / 2) > 0.12 * size.height
