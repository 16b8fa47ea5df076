"""Samples for the net of strokes: writing drawn over photographs, and the line as the search would show it."""

import io
import math
from collections.abc import Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from inpaint_studio.editing.geometry import Rect, Size
from inpaint_studio.model.photographs.level_lines import LevelLine

WIDTH = 256  # pixels of a sample
_LETTERS = (8.0, 90.0)  # pixels of a letter's size, over which its logarithm is uniform
_LATIN = "ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyzabcdefghijklmnopqrstuvwxyz0123456789äöüßéñç&@©.,-:'/"
_WORDS = (
    "Sample", "Proof", "Preview", "Copyright", "© 2014", "Stock", "Photo", "Draft", "www.", ".com", "studio", "Holiday",
    "River", "Market 1952", "all rights", "reserved", "by", "John", "Maria", "Church", "School", "No. 12", "July",
)  # fmt: skip
_HANZI = (0x4E00, 0x9000)
_EMPTY = 0.2  # of the samples hold no writing
_FROM, _OVER = 0.15, 0.3  # of a stroke's coverage: from here on a pixel is partly one, and after so much more wholly
_DATE_INKS = ((255, 140, 40), (255, 80, 40), (255, 200, 60), (255, 60, 60))

Bytes = NDArray[np.uint8]
Plane = NDArray[np.float32]


@dataclass(frozen=True)
class StrokeFonts:
    """Fonts to write with. The weights that are shipped never saw those of the benchmark."""

    latin: tuple[Path, ...]
    chinese: tuple[Path, ...] = ()


@dataclass(frozen=True, eq=False)
class StrokeSample:
    picture: Plane  # (TALL, WIDTH, 3) 0..1
    strokes: Plane  # (TALL, WIDTH) 0..1


def stroke_sample(photo: Bytes, fonts: StrokeFonts, rng: np.random.Generator) -> StrokeSample:
    """photo: (H, W, 3) without writing of its own, of at least 64 pixels a side."""
    height, width = photo.shape[:2]
    letter = math.exp(rng.uniform(math.log(_LETTERS[0]), math.log(min(_LETTERS[1], 0.25 * min(height, width)))))
    turn = float(rng.choice((0.0, 0.0, 0.0, 90.0, float(rng.uniform(-60, 60))))) + float(rng.normal(0, 0.5))
    stamp = _stamp(fonts, letter, turn, rng)
    stamp.thumbnail((width - 4, height - 4))
    at = Rect(0, 0, *stamp.size).translate(
        *(int(rng.integers(0, max(1, side - of))) for side, of in zip((width, height), stamp.size, strict=True))
    )
    around = at.grow(round(1.5 * letter)).clip(Size(width, height))  # what lies further off is not seen
    photo, at = _in_other_tones(photo[around.slices], rng), at.inside(around)
    alpha = np.zeros(photo.shape[:2], np.float32)
    alpha[at.slices] = np.asarray(stamp, np.float32) / 255
    if rng.random() < _EMPTY:
        alpha[:] = 0
    pixels = _through_jpeg(_laid(photo, alpha, letter, rng), rng)
    # The detector's boxes are a little higher than the letters, now and then too short, and never quite level.
    box = letter * float(rng.uniform(0.95, 1.75))
    angle = math.radians(-turn + float(rng.normal(0, 1.5))) + (math.pi if rng.random() < 0.15 else 0)
    reach = 0.5 * max(0.0, math.hypot(*stamp.size) - letter)
    along, across = float(rng.uniform(-reach, reach)), float(rng.normal(0, 0.08)) * letter
    x = at.x + at.width / 2 + along * math.cos(angle) - across * math.sin(angle)
    y = at.y + at.height / 2 + along * math.sin(angle) + across * math.cos(angle)
    line = LevelLine(x, y, angle, box, WIDTH)
    coverage = line.take(np.rint(alpha * 255).astype(np.uint8)[..., None])[..., 0]
    return StrokeSample(line.take(pixels), np.clip((coverage - _FROM) / _OVER, 0, 1).astype(np.float32))


def _in_other_tones(photo: Bytes, rng: np.random.Generator) -> Bytes:
    character = rng.random()
    if character < 0.5:
        return photo
    values = photo.astype(np.float32)
    if character < 0.65:
        values = np.repeat(values.mean(axis=2, keepdims=True), 3, axis=2)
    values = 127 + (values - 127) * rng.uniform(0.5, 1.3) + rng.uniform(-40, 40)
    return np.clip(values, 0, 255).astype(np.uint8)


def _text(rng: np.random.Generator, is_chinese: bool) -> str:
    if is_chinese:
        return "".join(map(chr, rng.integers(*_HANZI, int(rng.integers(2, 9)))))
    character = rng.random()
    if character < 0.3:
        return f"{rng.integers(1, 13)}{rng.choice(list(' .-/'))}{rng.integers(1, 32):>2} '{rng.integers(0, 100):02}"
    if character < 0.65:
        return " ".join(rng.choice(_WORDS, int(rng.integers(1, 4))))
    words = ["".join(rng.choice(list(_LATIN), int(rng.integers(2, 9)))) for _ in range(int(rng.integers(1, 4)))]
    return " ".join(words)


@lru_cache(maxsize=256)
def _font(path: Path, size: int) -> ImageFont.FreeTypeFont:
    return ImageFont.truetype(str(path), size)


def _stamp(fonts: StrokeFonts, letter: float, turn: float, rng: np.random.Generator) -> Image.Image:
    is_chinese = bool(fonts.chinese) and rng.random() < 0.2
    choice: Sequence[Path] = fonts.chinese if is_chinese else fonts.latin
    font = _font(choice[int(rng.integers(len(choice)))], max(8, round(letter)))
    text, wide = _text(rng, is_chinese), int(rng.random() < 0.1)
    left, top, right, bottom = font.getbbox(text, stroke_width=wide)
    stamp = Image.new("L", (max(1, math.ceil(right - left)) + 2, max(1, math.ceil(bottom - top)) + 2))
    ImageDraw.Draw(stamp).text((1 - left, 1 - top), text, fill=255, font=font, stroke_width=wide)
    if rng.random() < 0.2:
        stamp = stamp.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.2, 0.8))))
    return stamp.rotate(turn, Image.Resampling.BICUBIC, expand=True) if abs(turn) > 0.1 else stamp


def _laid(photo: Bytes, alpha: Plane, letter: float, rng: np.random.Generator) -> Bytes:
    values: NDArray[np.floating[Any]] = photo.astype(np.float32)
    under = float(values[alpha > 0.3].mean()) if (alpha > 0.3).any() else 128.0
    ink = np.full(3, 255.0 if under < 140 else 0.0)
    character = rng.random()
    if character < 0.25:
        ink = np.asarray(_DATE_INKS[int(rng.integers(len(_DATE_INKS)))], np.float64)
    elif character < 0.4:
        ink = rng.uniform(0, 255, 3)
    low, high = ((0.15, 0.4), (0.4, 0.8), (0.8, 1.0), (1.0, 1.0))[int(rng.integers(4))]
    opacity = (
        float(rng.uniform(max(low, 0.6), max(high, 0.6))) if 0.25 <= character < 0.4 else float(rng.uniform(low, high))
    )
    if rng.random() < 0.15 and letter > 14:  # a shadow, which is no stroke
        shift = max(1, round(letter / 20))
        shade = np.roll(alpha, (shift, shift), (0, 1)) * np.float32(opacity * rng.uniform(0.3, 0.8))
        values = values + ((0.0 if ink.mean() > 100 else 255.0) - values) * shade[..., None]
    values = values + (ink - values) * (alpha * np.float32(opacity))[..., None]
    if rng.random() < 0.3:
        values = values + rng.normal(0, rng.uniform(1, 6), values.shape)
    return np.rint(np.clip(values, 0, 255)).astype(np.uint8)


def _through_jpeg(pixels: Bytes, rng: np.random.Generator) -> Bytes:
    if rng.random() < 0.15:
        return pixels
    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=int(rng.integers(70, 97)))
    return np.asarray(Image.open(file).convert("RGB"))
