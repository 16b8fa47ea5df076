"""Writing, date stamps and logos laid over a photograph: how opaque each pixel's stroke is, and in what colour."""

import math
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from inpaint_studio.model.photographs.damage.sources import Sources

_LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyzäöüßéñçøДЖИЛФЯбгдиклмня"
_WORDS = ("SAMPLE", "proof", "Preview", "copyright", "© 2014", "stock", "photo", "DRAFT", "www.", ".com", "studio")


@dataclass(frozen=True, eq=False)
class Overlay:
    strokes: NDArray[np.float32]  # (S, S) coverage of strokes, 0..1
    shadow: NDArray[np.float32] | None  # (S, S) opacity of a shadow or an outline round them, and its colour
    shade: float
    colour: NDArray[np.float32]  # (3,)
    opacity: float

    def over(self, picture: NDArray[np.float32]) -> NDArray[np.float32]:
        if self.shadow is not None:
            picture = picture + (np.float32(self.shade) - picture) * self.shadow[..., None]
        out: NDArray[np.float32] = picture + (self.colour - picture) * (self.strokes[..., None] * self.opacity)
        return out


def overlay(side: int, sources: Sources, rng: np.random.Generator) -> Overlay:
    character = rng.random()
    opacity = 1.0 if rng.random() < 0.35 else float(rng.uniform(0.15, 1))
    colour = np.full(3, 1.0 if rng.random() < 0.6 else rng.uniform(0, 1))
    if rng.random() < 0.2:
        colour = rng.random(3)
    sheet = Image.new("L", (side, side))
    softness = 0.0
    if character < 0.22:
        _write(sheet, _date(rng), float(rng.uniform(8, 26)), 0.0, sources, rng)
        colour, opacity = np.asarray((1, rng.uniform(0.25, 0.85), rng.uniform(0, 0.25))), float(rng.uniform(0.7, 1))
        softness = float(rng.uniform(0, 0.9))
        if rng.random() < 0.15:
            colour = np.asarray((1.0, 0.15, 0.1))
    elif character < 0.42:
        for _ in range(int(rng.integers(1, 4))):
            _write(sheet, _phrase(rng, 3), float(rng.uniform(7, 26)), float(rng.normal(0, 2)), sources, rng)
    elif character < 0.6:
        turn = float(rng.choice([0, 0, 30, 45, -30, -45, 90])) + float(rng.normal(0, 3))
        _write(sheet, _phrase(rng, 1), float(rng.uniform(22, 90)), turn, sources, rng)
    elif character < 0.76:
        sheet = _tiled(side, sources, rng)
    elif character < 0.9:
        _logo(sheet, rng)
        if rng.random() < 0.6:
            _write(sheet, _phrase(rng, 1), float(rng.uniform(8, 30)), 0.0, sources, rng)
    else:
        _characters(sheet, rng)
    if softness > 0.2:
        sheet = sheet.filter(ImageFilter.GaussianBlur(softness))
    shadow: NDArray[np.float32] | None = None
    shade = 0.0 if float(colour.mean()) > 0.4 else 1.0
    if rng.random() < 0.3:
        wide = sheet.filter(ImageFilter.MaxFilter(3)).filter(ImageFilter.GaussianBlur(float(rng.uniform(0.4, 1.6))))
        shift = int(rng.integers(0, 3))
        shadow = np.roll(np.asarray(wide, np.float32) / np.float32(255), (shift, shift), (0, 1)) * np.float32(
            opacity * rng.uniform(0.3, 0.9)
        )
    strokes = np.asarray(sheet, np.float32) / np.float32(255)
    return Overlay(strokes, shadow, shade, colour.astype(np.float32), opacity)


@lru_cache(maxsize=512)
def _font(path: Path | None, height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(height) if path is None else ImageFont.truetype(path, height)


def _stamp(text: str, height: float, sources: Sources, rng: np.random.Generator) -> Image.Image:
    path = None if not sources.fonts or rng.random() < 0.15 else sources.fonts[int(rng.integers(len(sources.fonts)))]
    font = _font(path, max(6, 2 * round(height / 2)))
    thick = int(rng.integers(1, 3)) if height > 18 and rng.random() < 0.2 else 0
    left, top, right, bottom = font.getbbox(text, stroke_width=thick)
    stamp = Image.new("L", (max(1, math.ceil(right - left)), max(1, math.ceil(bottom - top))))
    ImageDraw.Draw(stamp).text((-left, -top), text, fill=255, font=font, stroke_width=thick)
    return stamp


def _write(
    sheet: Image.Image, text: str, height: float, turn: float, sources: Sources, rng: np.random.Generator
) -> None:
    stamp = _stamp(text, height, sources, rng)
    if abs(turn) > 0.7:
        stamp = stamp.rotate(turn, Image.Resampling.BILINEAR, expand=True)
    side = sheet.width
    x = int(rng.integers(min(-stamp.width // 2, side - stamp.width), side - min(stamp.width, side) // 2 + 1))
    y = int(rng.integers(min(-stamp.height // 3, side - stamp.height), side - min(stamp.height, side) // 2 + 1))
    sheet.paste(255, (x, y), stamp)


def _phrase(rng: np.random.Generator, words: int) -> str:
    out = []
    for _ in range(int(rng.integers(1, words + 1))):
        if rng.random() < 0.25:
            out.append(_WORDS[int(rng.integers(len(_WORDS)))])
        else:
            word = "".join(_LETTERS[i] for i in rng.integers(0, len(_LETTERS), int(rng.integers(2, 10))).tolist())
            out.append(word.upper() if rng.random() < 0.3 else word.capitalize() if rng.random() < 0.4 else word)
    return " ".join(out)


def _date(rng: np.random.Generator) -> str:
    day, month, year = int(rng.integers(1, 32)), int(rng.integers(1, 13)), int(rng.integers(70, 125))
    hour, minute = int(rng.integers(0, 24)), int(rng.integers(0, 60))
    forms = (
        f"{month} {day} '{year % 100:02}",
        f"'{year % 100:02} {month} {day}",
        f"{day:02}.{month:02}.{1900 + year}",
        f"{1900 + year}-{month:02}-{day:02} {hour:02}:{minute:02}",
        f"{1900 + year}/{month:02}/{day:02}",
        f"{day:02} {hour:02}:{minute:02}",
    )
    return forms[int(rng.integers(len(forms)))]


def _tiled(side: int, sources: Sources, rng: np.random.Generator) -> Image.Image:
    stamp = _stamp(_phrase(rng, 1), float(rng.uniform(9, 34)), sources, rng)
    turn = float(rng.choice([0, 30, 45, -30, -45])) + float(rng.normal(0, 2))
    if abs(turn) > 0.7:
        stamp = stamp.rotate(turn, Image.Resampling.BILINEAR, expand=True)
    gap = float(rng.uniform(1.05, 1.8))
    across, down = max(10, round(stamp.width * gap)), max(10, round(stamp.height * gap))
    sheet = Image.new("L", (side, side))
    for row, y in enumerate(range(-int(rng.integers(down)), side, down)):
        for x in range(-int(rng.integers(across)) - (across // 2) * (row % 2), side, across):
            sheet.paste(255, (x, y), stamp)
    return sheet


def _logo(sheet: Image.Image, rng: np.random.Generator) -> None:
    """Rings, frames, stars and crossed lines, as of a mark without letters."""
    times, side = 3, sheet.width
    large = Image.new("L", (side * times, side * times))
    draw = ImageDraw.Draw(large)
    x, y = (rng.random(2) * side * times).tolist()
    radius = float(rng.uniform(8, 45)) * times
    width = max(2, round(times * float(rng.uniform(1, 5))))
    for _ in range(int(rng.integers(1, 4))):
        form = rng.random()
        box = (x - radius, y - radius, x + radius, y + radius)
        if form < 0.35:
            draw.ellipse(box, outline=255, width=width)
        elif form < 0.55:
            draw.rectangle((box[0], y - radius * 0.6, box[2], y + radius * 0.6), outline=255, width=width)
        elif form < 0.8:
            points = int(rng.integers(3, 9))
            angles = np.arange(2 * points) * math.pi / points
            r = np.where(np.arange(2 * points) % 2 == 0, radius, radius * float(rng.uniform(0.3, 0.9)))
            outline = np.stack([x + r * np.sin(angles), y - r * np.cos(angles)], 1).tolist()
            if rng.random() < 0.4 and radius < 20 * times:
                draw.polygon([(a, b) for a, b in outline], fill=255)
            else:
                draw.line([(a, b) for a, b in [*outline, outline[0]]], fill=255, width=width)
        else:
            draw.line((box[0], box[1], box[2], box[3]), fill=255, width=width)
            draw.line((box[0], box[3], box[2], box[1]), fill=255, width=width)
        radius *= float(rng.uniform(0.4, 0.8))
    sheet.paste(255, (0, 0), large.reduce(times))


def _characters(sheet: Image.Image, rng: np.random.Generator) -> None:
    """A row of characters of a script that has no font here: strokes in square boxes."""
    times = 3
    height = float(rng.uniform(10, 38)) * times
    large = Image.new("L", (sheet.width * times, sheet.height * times))
    draw = ImageDraw.Draw(large)
    width = max(2, round(height * float(rng.uniform(0.06, 0.13))))
    left, top = (rng.uniform(-0.2, 0.7, 2) * large.width).tolist()
    upright = rng.random() < 0.15
    for number in range(int(rng.integers(1, 9))):
        x = left if upright else left + number * height * 1.08
        y = top + number * height * 1.08 if upright else top
        for _ in range(int(rng.integers(3, 10))):
            form = rng.random()
            a, b, c = (rng.random(3) * height).tolist()
            if form < 0.4:
                draw.line((x + min(a, b), y + c, x + max(a, b) + height * 0.1, y + c), fill=255, width=width)
            elif form < 0.75:
                draw.line((x + c, y + min(a, b), x + c, y + max(a, b) + height * 0.1), fill=255, width=width)
            elif form < 0.9:
                draw.line((x + a, y + b, x + c, y + rng.random() * height), fill=255, width=width)
            else:
                draw.rectangle(
                    (x + a / 2, y + b / 2, x + a / 2 + height * 0.4, y + b / 2 + height * 0.4), outline=255, width=width
                )
    sheet.paste(255, (0, 0), large.reduce(times))
