"""A frame by hand: taking hold of it, dragging, turning and resizing it, never beyond the picture. Values only."""

import math
from collections.abc import Callable
from dataclasses import replace

from inpaint_studio.editing.adjustments import SMALLEST, Frame
from inpaint_studio.editing.geometry import Size

Point = tuple[float, float]  # picture pixels
Hold = tuple[int, int]  # side across and down: -1, 0, 1; (0, 0) is all of it

ALL: Hold = (0, 0)
HOLDS: tuple[Hold, ...] = ((-1, -1), (0, -1), (1, -1), (1, 0), (1, 1), (0, 1), (-1, 1), (-1, 0))  # clockwise
_SLACK = 0.01  # pixels that a corner may lie beyond the picture
_HALVINGS = 24  # of a drag, until a frame touches the edge that it may not cross
_ENDLESS = 1e7  # pixels: more than any picture has
_ROUNDED = 1.5  # pixels that whole pixels may take from a side


def whole_frame(id: str, size: Size) -> Frame:
    """Of all that a picture shows."""
    return Frame(id, size.width / 2, size.height / 2, float(size.width), float(size.height))


def is_inside(frame: Frame, size: Size) -> bool:
    return all(-_SLACK <= x <= size.width + _SLACK and -_SLACK <= y <= size.height + _SLACK for x, y in frame.corners)


def is_largest(frame: Frame, size: Size) -> bool:
    """Whether a picture has no room for a larger one of these proportions that is turned by as much."""
    largest = _largest(frame, size)
    return frame.width > largest.width - _ROUNDED and frame.height > largest.height - _ROUNDED


def hold_at(frame: Frame, at: Point, grip: float) -> Hold | None:
    """The corner or side within `grip` of a point, or all of the frame from inside; None outside."""
    across, down = frame.from_picture(*at)
    if abs(across) > frame.width / 2 + grip or abs(down) > frame.height / 2 + grip:
        return None
    # Of a small frame some inside is left to be moved by.
    reach_x, reach_y = min(grip, frame.width / 4), min(grip, frame.height / 4)
    side = 1 if across > frame.width / 2 - reach_x else -1 if across < reach_x - frame.width / 2 else 0
    level = 1 if down > frame.height / 2 - reach_y else -1 if down < reach_y - frame.height / 2 else 0
    return side, level


def place_of(frame: Frame, hold: Hold) -> Point:
    """The picture point at a corner, or at the middle of a side."""
    return frame.to_picture(hold[0] * frame.width / 2, hold[1] * frame.height / 2)


def dragged(frame: Frame, hold: Hold, start: Point, at: Point, size: Size, proportion: float | None = None) -> Frame:
    """The frame with a corner, a side or all of it dragged from `start` to `at`; it stops at the picture's edges.

    proportion: width / height that it keeps, None for none.
    """
    if hold == ALL:
        return replace(frame, x=frame.x + at[0] - start[0], y=frame.y + at[1] - start[1]).within(size)
    ends, begins = frame.from_picture(*at), frame.from_picture(*start)
    more_x, more_y = (ends[0] - begins[0]) * hold[0], (ends[1] - begins[1]) * hold[1]

    def made(share_x: float, share_y: float) -> Frame:
        width, height = frame.width + more_x * share_x, frame.height + more_y * share_y
        if proportion is not None:
            width = max(width, height * proportion) if all(hold) else width if hold[0] else height * proportion
            width = max(width, SMALLEST, SMALLEST * proportion)
            height = width / proportion
        width, height = max(width, SMALLEST), max(height, SMALLEST)
        x, y = frame.to_picture((width - frame.width) / 2 * hold[0], (height - frame.height) / 2 * hold[1])
        return replace(frame, x=x, y=y, width=width, height=height)

    return _reached(made, size, together=proportion is not None)


def drawn(id: str, start: Point, at: Point, angle: float, size: Size, proportion: float | None = None) -> Frame:
    """A new frame from corner to corner, either of which may lie outside of the picture."""
    begin = min(max(start[0], 0.0), float(size.width)), min(max(start[1], 0.0), float(size.height))
    corner = Frame(id, *begin, 0.0, 0.0, angle)
    across, down = corner.from_picture(*at)
    side, level = math.copysign(1, across), math.copysign(1, down)

    def made(share_x: float, share_y: float) -> Frame:
        width, height = abs(across) * share_x, abs(down) * share_y
        if proportion is not None:
            width = max(width, height * proportion)
            height = width / proportion
        x, y = corner.to_picture(side * width / 2, level * height / 2)
        return replace(corner, x=x, y=y, width=width, height=height)

    return _reached(made, size, together=proportion is not None)


def turned(frame: Frame, angle: float, size: Size) -> Frame:
    """The frame turned; the whole picture's, which reached its edges, as large as it can then be."""
    upright = replace(whole_frame(frame.id, size), angle=frame.angle).within(size)
    is_whole = abs(frame.width - upright.width) < _ROUNDED and abs(frame.height - upright.height) < _ROUNDED
    if is_whole:
        frame = replace(whole_frame(frame.id, size), visible=frame.visible)
    return replace(frame, angle=round(angle, 2)).within(size)


def proportioned(frame: Frame, proportion: float, size: Size) -> Frame:
    """Of other proportions and of the same area round the same middle; the largest one stays the largest."""
    if is_largest(frame, size):
        return _largest(replace(frame, width=SMALLEST * proportion, height=SMALLEST), size)
    height = math.sqrt(frame.width * frame.height / proportion)
    return replace(frame, width=height * proportion, height=height).within(size)


def resized(frame: Frame, width: float, height: float, size: Size) -> Frame:
    """Of another width or height, or both, round the same middle; no larger than there is room for."""
    sine, cosine = abs(math.sin(math.radians(frame.angle))), math.cos(math.radians(frame.angle))

    def most(other: float) -> float:
        wide = (size.width - other * sine) / cosine
        return max(SMALLEST, min(wide, (size.height - other * cosine) / sine) if sine > 1e-9 else wide)

    def highest(other: float) -> float:
        high = (size.height - other * sine) / cosine
        return max(SMALLEST, min(high, (size.width - other * cosine) / sine) if sine > 1e-9 else high)

    if width != frame.width and height != frame.height:
        return replace(frame, width=width, height=height).within(size)
    if width != frame.width:
        width = min(width, most(height))
    else:
        height = min(height, highest(width))
    return replace(frame, width=width, height=height).within(size)


def angle_of(line: tuple[Point, Point]) -> float:
    """By how much the picture is to be turned clockwise, in degrees, so that a line lies level, or upright."""
    (x, y), (to_x, to_y) = line
    slope = math.degrees(math.atan2(to_y - y, to_x - x))
    return -(slope - 90 * round(slope / 90))


def turn_of(frame: Frame, start: Point, at: Point) -> float:
    """By how much the frame turns clockwise when it is dragged round its middle from `start` to `at`, in degrees."""
    begins, ends = (math.atan2(y - frame.y, x - frame.x) for x, y in (start, at))
    return (math.degrees(ends - begins) + 180) % 360 - 180


def _largest(frame: Frame, size: Size) -> Frame:
    times = _ENDLESS / max(frame.width, frame.height, 1.0)
    return replace(frame, width=frame.width * times, height=frame.height * times).within(size)


def _reached(made: Callable[[float, float], Frame], size: Size, together: bool) -> Frame:
    """The frame of the largest shares of a drag, across and down, that leave it inside the picture."""
    if is_inside(made(1.0, 1.0), size):
        return made(1.0, 1.0)
    if together:
        share = _most(lambda share: is_inside(made(share, share), size))
        return made(share, share)
    across = _most(lambda share: is_inside(made(share, 0.0), size))
    down = _most(lambda share: is_inside(made(across, share), size))
    return made(across, down)


def _most(fits: Callable[[float], bool]) -> float:
    """The largest share, 0 .. 1, of a drag that fits; nothing of it where none does."""
    if fits(1.0):
        return 1.0
    low, high = 0.0, 1.0
    for _ in range(_HALVINGS):
        middle = (low + high) / 2
        low, high = (middle, high) if fits(middle) else (low, middle)
    return low
