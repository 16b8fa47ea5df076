"""Overlaid text: watermarks, captions, dates, stamps."""

import math
import string
from functools import lru_cache
from typing import Any

import numpy as np
from PIL import Image, ImageDraw, ImageFont

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.hole_kind import HoleKind
from inpaint_studio.model.photographs.outlines import anywhere
from inpaint_studio.sentence import say

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


HOLE_KIND = HoleKind(
    "text",
    say("text"),
    say("text"),
    draw_text,
    family="thin",
    share=0.14,
    fractions=(0.008, 0.22),
    order=20,
    group="thin",
)
