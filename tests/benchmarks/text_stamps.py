"""Writing drawn over photographs, for `bench_text`: what was laid, where its strokes are, and of which kind it is."""

import math
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

WORDS = (
    "Preview",
    "SAMPLE",
    "© Anna Berg",
    "Foto Studio",
    "DO NOT COPY",
    "www.example.org",
    "Harbour 1987",
    "Summer trip",
)
CHINESE = ("版权所有", "样张 请勿复制", "北京照相馆", "水印图片")
STROKE = 0.3  # of a stamp's own opacity: from here on a pixel belongs to a stroke
DATE_COLOURS = ((255, 140, 40), (255, 80, 40), (255, 200, 60))


@dataclass(frozen=True)
class StampKind:
    """How one kind is drawn."""

    key: str
    opacity: float = 1.0
    angle: float = 0.0  # degrees
    heights: tuple[float, float] = (0.05, 0.11)  # of the shorter side
    is_chinese: bool = False
    is_date: bool = False
    is_tiled: bool = False


KINDS = {
    kind.key: kind
    for kind in (
        StampKind("opaque"),
        StampKind("55 %", 0.55),
        StampKind("30 %", 0.3),
        StampKind("turned 30", angle=30),
        StampKind("turned 45", 0.8, 45),
        StampKind("turned 90", angle=90),
        StampKind("Chinese", is_chinese=True),
        StampKind("Chinese 30 %", 0.3, is_chinese=True),
        StampKind("tiny", heights=(0.022, 0.03)),
        StampKind("date", 0.9, heights=(0.03, 0.05), is_date=True),
        StampKind("tiled", 0.25, 30, (0.06, 0.08), is_tiled=True),
    )
}


@dataclass(frozen=True, eq=False)
class Stamped:
    """A photograph with one stamp over it."""

    pixels: NDArray[np.uint8]  # (H, W, 3)
    strokes: NDArray[np.bool_]  # (H, W)


def stamped(
    photo: Image.Image, kind: StampKind, rng: np.random.Generator, fonts: Sequence[Path], cjk: Path | None
) -> Stamped:
    """Draw one stamp of a kind, white or black by chance but never of its background's brightness; JPEG 92 over it."""
    short = min(photo.size)
    letter = max(8, round(short * float(rng.uniform(*kind.heights))))
    font = _font(kind, fonts, cjk, letter, rng)
    sheet = _sheet(photo.size, kind, font, letter, rng)
    alpha = np.asarray(sheet, np.float32) / 255
    pixels = np.asarray(photo, np.float32)
    strokes = alpha > STROKE
    background = float(pixels[strokes].mean()) if strokes.any() else 128.0
    if kind.is_date:
        colour = np.array(DATE_COLOURS[int(rng.integers(len(DATE_COLOURS)))], np.float32)
    else:
        is_light = background < 150 if kind.opacity < 1 or rng.random() < 0.7 else background < 90
        colour = np.full(3, 255.0 if is_light else 0.0, np.float32)
        if kind.opacity == 1 and rng.random() < 0.25:
            colour = np.array(((250, 230, 60), (220, 30, 30), (40, 90, 220))[int(rng.integers(3))], np.float32)
    laid = pixels + (colour - pixels) * (alpha * kind.opacity)[..., None]
    return Stamped(_through_jpeg(np.rint(np.clip(laid, 0, 255)).astype(np.uint8)), strokes)


def _font(kind: StampKind, fonts: Sequence[Path], cjk: Path | None, letter: int, rng: np.random.Generator) -> Any:
    if kind.is_chinese:
        if cjk is None:
            raise ValueError("A Chinese stamp needs --cjk FONT.")
        return ImageFont.truetype(str(cjk), letter)
    choice = int(rng.integers(len(fonts) + 1))
    return ImageFont.load_default(letter) if choice == len(fonts) else ImageFont.truetype(str(fonts[choice]), letter)


def _sheet(size: tuple[int, int], kind: StampKind, font: Any, letter: int, rng: np.random.Generator) -> Image.Image:
    width, height = size
    sheet = Image.new("L", size)
    if kind.is_date:
        text = f"{rng.integers(1, 13)} {rng.integers(1, 29):>2} '{rng.integers(80, 100)}"
        stamp = _drawn(text, font)
        sheet.paste(stamp, (round(width * 0.94) - stamp.width, round(height * 0.95) - stamp.height))
        return sheet
    words = CHINESE if kind.is_chinese else WORDS
    stamp = _drawn(words[int(rng.integers(len(words)))], font)
    if kind.angle:
        stamp = stamp.rotate(kind.angle, Image.Resampling.BICUBIC, expand=True)
    if kind.is_tiled:
        across, down = round(stamp.width * 1.3) + letter, round(stamp.height * 1.2) + letter
        for row, y in enumerate(range(-down // 2, height, down)):
            for x in range(-(row % 2) * across // 2, width, across):
                sheet.paste(stamp, (x, y), stamp)
        return sheet
    stamp.thumbnail((width - 8, height - 8))
    edge = 4
    x = int(rng.integers(edge, max(edge + 1, width - stamp.width - edge)))
    y = int(rng.integers(edge, max(edge + 1, height - stamp.height - edge)))
    sheet.paste(stamp, (x, y))
    return sheet


def _drawn(text: str, font: Any) -> Image.Image:
    left, top, right, bottom = font.getbbox(text)
    stamp = Image.new("L", (max(1, math.ceil(right - left)) + 2, max(1, math.ceil(bottom - top)) + 2))
    ImageDraw.Draw(stamp).text((1 - left, 1 - top), text, fill=255, font=font)
    return stamp


def _through_jpeg(pixels: NDArray[np.uint8]) -> NDArray[np.uint8]:
    import io

    file = io.BytesIO()
    Image.fromarray(pixels).save(file, "JPEG", quality=92)
    return np.asarray(Image.open(file).convert("RGB"))
