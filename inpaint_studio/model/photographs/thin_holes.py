"""Thin holes: scratches as of film and handling, and overlaid text."""

import math
import string
from functools import lru_cache
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.outlines import Points, anywhere, wander

# --- scratches -------------------------------------------------------------------------------------------------


def draw_scratches(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """Cracks that branch, dust, hairs, film scratches and tears, 1-8 px wide."""
    scale = math.sqrt(size.area) / 256
    character = rng.random()
    if character < 0.62:  # cracked emulsion, scratches from handling
        for _ in range(1 + int(rng.integers(0, 3 + round(3 * scale)))):
            _crack(draw, size, rng, anywhere(size, rng), _thin_width(rng), depth=0)
    elif character < 0.78:  # film run through a dirty gate: long, nearly straight, often broken
        lean = rng.normal(0, 0.05) + (0.0 if rng.random() < 0.7 else math.pi / 2)
        for _ in range(1 + int(rng.integers(0, 3 + round(3 * scale)))):
            _film_scratch(draw, size, rng, lean)
    elif character < 0.90:
        for _ in range(1 + int(rng.integers(0, 2))):
            _tear(draw, size, rng)
    if character >= 0.90 or rng.random() < 0.45:
        _dust(draw, size, rng)
    if rng.random() < 0.25:
        for _ in range(int(rng.integers(1, 3 + round(3 * scale)))):
            _hair(draw, size, rng)


def _thin_width(rng: np.random.Generator) -> float:
    """1-8 px, skewed towards small ones."""
    return float(1 + 7 * rng.beta(1.1, 2.6))


def _crack(
    draw: ImageDraw.ImageDraw,
    size: Size,
    rng: np.random.Generator,
    start: tuple[float, float],
    width: float,
    depth: int,
    heading: float | None = None,
) -> None:
    length = min(size) * float(rng.uniform(0.25, 1.1)) * (0.5**depth)
    step = float(rng.uniform(4, 9))
    count = max(3, int(length / step))
    turn = float(rng.choice([0.08, 0.2, 0.45]))
    heading = float(rng.uniform(0, 2 * math.pi)) if heading is None else heading
    path = wander(start, heading, step, rng.normal(0, turn, count))
    # Varying width with pointed ends.
    along = np.linspace(0, 1, count)
    swell = 1 + 0.45 * np.sin(along * rng.uniform(4, 14) + rng.uniform(0, 6)) + rng.normal(0, 0.12, count)
    taper = np.minimum(1, 5 * (1.02 - along))
    _ribbon(draw, path, np.clip(width * swell * taper, 1, 8))
    if depth < 2 and rng.random() < 0.55:
        for _ in range(int(rng.integers(1, 4))):
            at = int(rng.integers(1, count))
            side = float(rng.choice([-1.0, 1.0])) * float(rng.uniform(0.4, 1.3))
            direction = math.atan2(path[at, 1] - path[at - 1, 1], path[at, 0] - path[at - 1, 0])
            branch = (float(path[at, 0]), float(path[at, 1]))
            _crack(draw, size, rng, branch, max(1, width * 0.6), depth + 1, direction + side)


def _ribbon(draw: ImageDraw.ImageDraw, path: Points, widths: NDArray[np.float64]) -> None:
    """A polyline whose i-th piece is widths[i] px wide, with round joins where gaps would show."""
    xy = path.tolist()
    for (x0, y0), (x1, y1), width in zip(xy, xy[1:], np.rint(widths).astype(int).tolist(), strict=False):
        draw.line((x0, y0, x1, y1), fill=255, width=width)
        if width >= 3:
            half = (width - 1) / 2
            draw.ellipse((x1 - half, y1 - half, x1 + half, y1 + half), fill=255)


def _film_scratch(draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator, lean: float) -> None:
    reach = size.width + size.height
    x, y = anywhere(size, rng)
    dx, dy = math.sin(lean), math.cos(lean)
    width = 1 + int(rng.integers(0, 3)) + (int(rng.integers(0, 4)) if rng.random() < 0.2 else 0)
    if rng.random() < 0.5:
        draw.line((x - dx * reach, y - dy * reach, x + dx * reach, y + dy * reach), fill=255, width=width)
        return
    at = -float(rng.random()) * reach * 0.5
    while at < reach:
        end = at + float(rng.exponential(0.25 * min(size))) + 3
        draw.line((x + dx * at, y + dy * at, x + dx * end, y + dy * end), fill=255, width=width)
        at = end + float(rng.exponential(0.15 * min(size))) + 2


def _tear(draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """From an edge inwards, widest at the edge, with ragged, slightly diverging edges."""
    along = float(rng.random())
    edge = int(rng.integers(0, 4))
    start, heading = (
        ((along * size.width, 0.0), math.pi / 2),
        ((along * size.width, float(size.height)), -math.pi / 2),
        ((0.0, along * size.height), 0.0),
        ((float(size.width), along * size.height), math.pi),
    )[edge]
    step = float(rng.uniform(3, 7))
    count = max(4, int(min(size) * float(rng.uniform(0.2, 0.9)) / step))
    path = wander(start, heading + float(rng.normal(0, 0.4)), step, rng.normal(0, 0.28, count))
    widest = float(rng.uniform(3.5, 8))
    _ribbon(draw, path, np.clip(np.linspace(widest, 1, count) + rng.normal(0, 0.8, count), 1, 8))


def _dust(draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    count = int(rng.integers(3, 10 + round(45 * size.area / 65536)))
    centres = rng.random((count, 2)) * (size.width, size.height)
    radii = np.minimum(0.5 + rng.exponential(0.9, (count, 2)), 3.8)
    for (x, y), (a, b) in zip(centres.tolist(), radii.tolist(), strict=True):
        draw.ellipse((x - a, y - b, x + a, y + b), fill=255)


def _hair(draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """A fibre on the scanner's glass: thin, of constant curvature."""
    count = int(rng.integers(8, 24))
    bend = np.full(count, float(rng.normal(0, 0.16))) + rng.normal(0, 0.06, count)
    path = wander(anywhere(size, rng), float(rng.uniform(0, 6.3)), float(rng.uniform(2, 4)), bend)
    draw.line([(x, y) for x, y in path.tolist()], fill=255, width=int(rng.integers(1, 3)))


# --- text ------------------------------------------------------------------------------------------------------

_LETTERS = string.ascii_uppercase + string.ascii_lowercase
_WORDS = ("sample", "PROOF", "Preview", "COPY", "stock", "photo", "DRAFT", "do not copy", "© all rights reserved")
_SIGNS = "0123456789:/.-&@#%!?()"


@lru_cache(maxsize=256)
def _font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(height)


def draw_text(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """One big watermark, a tiled one, captions and dates, several lines, a stamp, or signs of no known script."""
    short = min(size)
    character = rng.random()
    if character < 0.28:  # one large word across the middle
        height = short * float(rng.uniform(0.12, 0.34))
        angle = float(rng.choice([0.0, 0.0, 30.0, 45.0, -30.0])) + float(rng.normal(0, 4))
        centre = (size.width * float(rng.uniform(0.35, 0.65)), size.height * float(rng.uniform(0.35, 0.65)))
        _lettering(sheet, rng, _phrase(rng, 1), centre, height, angle)
    elif character < 0.55:  # tiled over the whole picture
        _tiled_text(sheet, size, rng)
    elif character < 0.75:  # dates and captions, upright
        for _ in range(1 + int(rng.integers(0, 3))):
            height = float(np.clip(short * rng.uniform(0.045, 0.13), 8, 64))
            centre = (size.width * float(rng.uniform(0.15, 0.85)), size.height * float(rng.uniform(0.06, 0.94)))
            _lettering(sheet, rng, _phrase(rng, 1 + int(rng.integers(0, 3))), centre, height, float(rng.normal(0, 2)))
    elif character < 0.88:  # a paragraph
        height = float(np.clip(short * rng.uniform(0.05, 0.11), 8, 48))
        lines = int(rng.integers(2, 6))
        left, top = size.width * float(rng.uniform(0.3, 0.6)), short * float(rng.uniform(0.08, 0.5))
        angle = float(rng.normal(0, 3))
        for line in range(lines):
            _lettering(sheet, rng, _phrase(rng, 2), (left, top + line * height * 1.3), height, angle)
    else:
        _signs(draw, size, rng)
    if rng.random() < 0.15:  # a logo's ring, or a rule under the writing
        x, y = anywhere(size, rng)
        radius, width = short * float(rng.uniform(0.06, 0.2)), int(rng.integers(1, 5))
        if rng.random() < 0.5:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=255, width=width)
        else:
            draw.line((x - 2 * radius, y, x + 2 * radius, y), fill=255, width=width)


def _phrase(rng: np.random.Generator, words: int) -> str:
    parts = []
    for _ in range(words):
        character = rng.random()
        if character < 0.25:
            parts.append(_WORDS[int(rng.integers(0, len(_WORDS)))])
        elif character < 0.8:
            count = int(rng.integers(3, 10))
            word = "".join(_LETTERS[i] for i in rng.integers(0, len(_LETTERS), count).tolist())
            parts.append(word.upper() if rng.random() < 0.4 else word.capitalize())
        else:
            parts.append("".join(_SIGNS[i] for i in rng.integers(0, len(_SIGNS), int(rng.integers(4, 11))).tolist()))
    return " ".join(parts)


def _lettering(
    sheet: Image.Image,
    rng: np.random.Generator,
    text: str,
    centre: tuple[float, float],
    height: float,
    angle: float,
) -> None:
    """Write `text` round `centre`, letters about `height` px tall, turned by `angle` degrees."""
    font = _font(max(7, round(height)))
    outline = rng.random()
    margin = int(rng.integers(0, 2)) if height < 40 else int(rng.integers(0, 4))
    if outline < 0.12 and height > 28:  # only the contour of the letters was printed
        stamp = _text_stamp(text, font, 2)
        inner = _text_stamp(text, font, 0)
        stamp.paste(0, (2, 2), inner)
    else:
        stamp = _text_stamp(text, font, margin)
    if abs(angle) > 0.5:
        stamp = stamp.rotate(angle, Image.Resampling.BILINEAR, expand=True)
    sheet.paste(255, (round(centre[0] - stamp.width / 2), round(centre[1] - stamp.height / 2)), stamp)


def _text_stamp(text: str, font: Any, margin: int) -> Image.Image:
    left, top, right, bottom = font.getbbox(text, stroke_width=margin)
    stamp = Image.new("L", (max(1, math.ceil(right - left)), max(1, math.ceil(bottom - top))), 0)
    ImageDraw.Draw(stamp).text((-left, -top), text, fill=255, font=font, stroke_width=margin)
    return stamp


def _tiled_text(sheet: Image.Image, size: Size, rng: np.random.Generator) -> None:
    height = float(np.clip(min(size) * rng.uniform(0.06, 0.15), 9, 60))
    angle = float(rng.choice([0.0, 30.0, 45.0, -30.0, -45.0])) + float(rng.normal(0, 2))
    stamp = _text_stamp(_phrase(rng, 1), _font(round(height)), int(rng.integers(0, 2)))
    if abs(angle) > 0.5:
        stamp = stamp.rotate(angle, Image.Resampling.BILINEAR, expand=True)
    gap = float(rng.uniform(1.05, 1.7))
    across, down = max(12, round(stamp.width * gap)), max(12, round(stamp.height * gap))
    y = -int(rng.integers(0, down))
    row = 0
    while y < size.height:
        x = -int(rng.integers(0, across)) if row == 0 else -(across // 2) * (row % 2)
        while x < size.width:
            sheet.paste(255, (x, y), stamp)
            x += across
        y += down
        row += 1


def _signs(draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """Pseudo-script for handwriting and scripts missing in the font: strokes and arcs in boxes along a line."""
    height = float(np.clip(min(size) * rng.uniform(0.07, 0.2), 10, 80))
    width = max(1, round(height * float(rng.uniform(0.06, 0.16))))
    lines = int(rng.integers(1, 4))
    y = size.height * float(rng.uniform(0.1, 0.6))
    slope = float(rng.normal(0, 0.08))
    for _ in range(lines):
        x = size.width * float(rng.uniform(0.02, 0.3))
        end = size.width * float(rng.uniform(0.6, 0.98))
        while x < end:
            box = height * float(rng.uniform(0.5, 1.0))
            top = y + slope * x
            for _ in range(int(rng.integers(2, 5))):
                ax, ay, bx, by = (rng.random(4) * (box, height, box, height) + (x, top, x, top)).tolist()
                if rng.random() < 0.5:
                    draw.line((ax, ay, bx, by), fill=255, width=width)
                else:
                    turn = float(rng.uniform(0, 360))
                    frame = (min(ax, bx), min(ay, by), max(ax, bx) + 3, max(ay, by) + 3)
                    draw.arc(frame, turn, turn + float(rng.uniform(90, 330)), fill=255, width=width)
            x += box + height * float(rng.uniform(0.1, 0.35))
        y += height * 1.35
