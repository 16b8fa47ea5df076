"""Passes of the detector over a picture: at three sizes, over what the finder's net takes for writing in it, and, to
look harder, turned and with its contrast evened out."""

import math
from collections.abc import Iterator
from dataclasses import dataclass, replace

import numpy as np
from PIL import Image
from scipy import ndimage

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.finding.text.boxes import TextBox, boxes_of
from inpaint_studio.finding.text.detector import Colours, Heat, TextDetector, resized, tiles_of

_MAIN = 736  # pixels of the shorter side
_FINE = 1440  # of large pictures, where something is warm
_COARSE, _MIDDLE = 480, 1088  # of small ones: one of eight stamps of .3 is seen in the larger alone, where it is warm
_LARGE = 1100  # pixels of the shorter side from which on a picture is a large one
_CELL, _WARM = 128, 0.1  # pixels of the larger view, and the heat of the smaller one from which they are looked at
_TURNS = (45, -45)  # degrees
_STRAIGHT = math.radians(12)  # of a turned pass only what is further from upright counts: the others saw the rest
_TALL = 0.4  # of the picture's shorter side: no line is higher
_SHARE = 0.06  # of the picture: an area from which on something nearly as high as long is no line, but an animal


@dataclass(frozen=True, eq=False)
class Pass:
    """One view of the picture that the detector looks at."""

    colours: Colours
    degrees: float = 0.0  # by which it is turned, counterclockwise
    is_fine: bool = False  # looked at only where the first pass or the net was warm


@dataclass(frozen=True, eq=False)
class Seen:
    """What one pass saw."""

    heat: Heat  # of the view
    boxes: tuple[TextBox, ...]  # in picture pixels
    size: Size  # of the picture
    is_turned: bool = False

    def heat_in(self, box: TextBox) -> float:
        """The mean heat of the middle of a box in picture pixels; 0 in a view that is turned."""
        if self.is_turned:
            return 0.0
        across, down = self.heat.shape[1] / self.size.width, self.heat.shape[0] / self.size.height
        small = box.scaled(across, down)
        small = replace(small, length=max(2.0, small.length * 0.6), height=max(2.0, small.height * 0.3))
        rect = small.bounds(Rect(0, 0, self.heat.shape[1], self.heat.shape[0]))
        inside = small.covers(rect)
        return float(self.heat[rect.slices][inside].mean()) if inside.any() else 0.0


def passes_of(colours: Colours, look_harder: bool) -> Iterator[Pass]:
    main = resized(colours, _MAIN)
    yield Pass(main)
    if is_large(Size(colours.shape[1], colours.shape[0])):
        yield Pass(resized(colours, _FINE), is_fine=True)
    else:
        yield Pass(resized(colours, _COARSE))
        middle = resized(colours, _MIDDLE)
        if middle.shape != main.shape:  # as of a narrow strip
            yield Pass(middle, is_fine=True)
    if look_harder:
        for degrees in _TURNS:
            yield Pass(_turned(main, degrees), degrees)
        yield Pass(_evened(main))


def is_large(size: Size) -> bool:
    """Whether a picture is looked at finely only where something is warm, and for what is written only on demand."""
    return min(size) >= _LARGE


def written_pass(written: Heat) -> Pass:
    """What the net takes for writing, (H, W), as a picture: light strokes on a dark ground, however faint they are."""
    grey = np.rint(written * 255).astype(np.uint8)
    return Pass(resized(np.repeat(grey[..., None], 3, axis=2), _MAIN), is_fine=True)


def count_of(size: Size, look_harder: bool) -> int:
    """How many tiles all passes have together, nearly: for progress."""
    fine = 4 if is_large(size) else 3
    return 1 + fine + (4 if look_harder else 0)


def look_at(detector: TextDetector, view: Pass, size: Size, warm: Heat | None = None) -> Iterator[Seen | None]:
    """Run a pass tile by tile, None after each; what it saw comes last. warm: where a fine pass looks; None = all."""
    height, width = view.colours.shape[:2]
    heat = np.zeros((height, width), np.float32)
    whole = Size(width, height)
    for window, own in warm_tiles(warm, whole) if view.is_fine and warm is not None else tiles_of(whole):
        part = detector.heat(view.colours[window.slices])
        heat[own.slices] = part[own.inside(window).slices]
        yield None
    if view.degrees:
        boxes = _turned_back(boxes_of(heat), heat, view.degrees, size)
    else:
        boxes = [box.scaled(size.width / width, size.height / height) for box in boxes_of(heat)]
    yield Seen(heat, tuple(box for box in boxes if is_line(box, size)), size, bool(view.degrees))


def warm_tiles(heat: Heat, size: Size) -> list[tuple[Rect, Rect]]:
    """Tiles of a larger view where a smaller one has given any heat: writing that is too small for it gives some."""
    down, across = (-(-length // _CELL) for length in (size.height, size.width))
    rows, columns = (
        np.minimum(np.arange(count + 1) * _CELL * length / of, length)
        for count, length, of in ((down, heat.shape[0], size.height), (across, heat.shape[1], size.width))
    )
    warm = np.zeros((down, across), bool)
    for row in range(down):
        for column in range(across):
            part = heat[
                int(rows[row]) : int(np.ceil(rows[row + 1])), int(columns[column]) : int(np.ceil(columns[column + 1]))
            ]
            warm[row, column] = part.max(initial=0) > _WARM
    labels, _ = ndimage.label(warm, np.ones((3, 3)))
    tiles = []
    for matches in ndimage.find_objects(labels):
        box = Rect.of_edges(
            *(part.start * _CELL for part in matches[::-1]), *(part.stop * _CELL for part in matches[::-1])
        )
        tiles += tiles_of(size, box.clip(size))
    return tiles


def is_line(box: TextBox, size: Size) -> bool:
    """Not a whole animal or a dish, which the detector takes for one large letter or two."""
    if box.height > _TALL * min(size):
        return False
    return box.area < _SHARE * size.area or box.length > 2 * box.height


def _turned(colours: Colours, degrees: float) -> Colours:
    """Turned with its corners kept, on its mean colour: mirrored borders look like writing."""
    mean = tuple(int(value) for value in colours.reshape(-1, 3).mean(axis=0))
    image = Image.fromarray(colours).rotate(degrees, Image.Resampling.BILINEAR, expand=True, fillcolor=mean)
    return np.asarray(image)


def _turned_back(boxes: list[TextBox], heat: Heat, degrees: float, size: Size) -> list[TextBox]:
    """In picture pixels, without those on the border of the picture and those that upright passes see."""
    scale = _turned_scale(heat, degrees, size)
    angle = math.radians(degrees)
    cosine, sine = math.cos(angle), math.sin(angle)
    answer = []
    for box in boxes:
        dx, dy = box.x - heat.shape[1] / 2, box.y - heat.shape[0] / 2
        x, y = dx * cosine - dy * sine, dx * sine + dy * cosine
        turned = (box.angle + angle + math.pi / 2) % math.pi - math.pi / 2
        back = replace(
            box,
            x=x / scale + size.width / 2,
            y=y / scale + size.height / 2,
            length=box.length / scale,
            height=box.height / scale,
            angle=turned,
        )
        corners = back.corners
        inside = (corners > 0).all() and (corners < (size.width, size.height)).all()
        off = abs(turned) % (math.pi / 2)
        if inside and min(off, math.pi / 2 - off) > _STRAIGHT:
            answer.append(back)
    return answer


def _turned_scale(heat: Heat, degrees: float, size: Size) -> float:
    angle = math.radians(abs(degrees))
    return float(heat.shape[1]) / (size.width * math.cos(angle) + size.height * math.sin(angle))


def _evened(colours: Colours) -> Colours:
    """Of the same contrast everywhere, so that faint writing on an even background stands out."""
    values = colours.astype(np.float32)
    side = max(8, round(min(colours.shape[:2]) / 12))
    mean = ndimage.uniform_filter(values, (side, side, 1))
    variance = ndimage.uniform_filter(values**2, (side, side, 1)) - mean**2
    spread = np.sqrt(np.maximum(variance, 0).mean(axis=2, keepdims=True))
    return np.asarray(np.clip(128 + (values - mean) * (50 / np.maximum(spread, 10)), 0, 255).astype(np.uint8))
