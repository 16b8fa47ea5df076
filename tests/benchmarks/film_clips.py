"""Clips whose truth is exact, made of photographs: a pan with parallax, a zoom, a still camera with a moving thing, and
a cut in the middle; and the holes on them: text, a box, a moving silhouette."""

from collections.abc import Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter, ImageFont

from inpaint_studio.editing.geometry import Size

Frames = NDArray[np.uint8]  # (N, H, W, 3)
Holes = NDArray[np.uint8]  # (N, H, W), 0 or 255

SIZE = Size(432, 240)
KINDS = ("pan", "zoom", "still", "cut")
HOLES = ("text", "box", "object")
NOISE = 1.5  # levels, of the sensor


@dataclass(frozen=True, eq=False)
class Clip:
    name: str
    frames: Frames
    cuts: tuple[int, ...] = ()


def photographs(folder: Path) -> list[Path]:
    return sorted(folder.glob("*.jpg"))


def clips(photos: list[Path], count: int = 16, size: Size = SIZE, seed: int = 0) -> Iterator[Clip]:
    """One of each kind; `photos` are taken in turn, two for each."""
    for number, kind in enumerate(KINDS):
        first, second = (photos[(number + step) % len(photos)] for step in (0, 1))
        yield clip(kind, first, second, count, size, np.random.default_rng((seed, number)))


def clip(kind: str, first: Path, second: Path, count: int, size: Size, rng: np.random.Generator) -> Clip:
    back, front = _photo(first, size), _photo(second, size)
    turn = rng.uniform(-0.5, 0.5) + rng.choice((0, np.pi))
    speed = rng.uniform(2.5, 5) * size.width / 432
    step = speed * np.array([np.cos(turn), np.sin(turn)])
    name = f"{kind}-{first.stem}"
    if kind == "pan":
        shapes = _silhouette(size, rng)
        frames = [
            _over(
                _view(back, size, step * at, 1.0),
                _view(front, size, step * 1.6 * at + 40, 1.0),
                shapes,
                step * -1.6 * at,
            )
            for at in _times(count)
        ]
    elif kind == "zoom":
        frames = [_view(back, size, 0.2 * step * at, 1.0 + 0.012 * at) for at in _times(count)]
    elif kind == "still":
        shapes = _silhouette(size, rng)
        frames = [
            _over(_view(back, size, 0 * step, 1.0), _view(front, size, -1.4 * step * at, 1.0), shapes, 1.4 * step * at)
            for at in _times(count)
        ]
    else:
        half = count // 2
        frames = [_view(back, size, step * at, 1.0) for at in _times(half)]
        frames += [_view(front, size, 0.3 * step * at, 1.0 - 0.008 * at) for at in _times(count - half)]
    noisy = [frame + rng.normal(0, NOISE, frame.shape) for frame in frames]
    return Clip(name, np.clip(np.rint(noisy), 0, 255).astype(np.uint8), (count // 2,) if kind == "cut" else ())


def holes(kind: str, count: int, size: Size, rng: np.random.Generator) -> Holes:
    """text and box stand still; object moves."""
    unit = size.width / 432
    if kind == "object":
        shape = _silhouette(size, rng)
        start, step = rng.uniform(-60, 60) * unit, rng.uniform(4, 9) * rng.choice((-1, 1)) * unit
        return np.stack(
            [
                (_moved(shape, np.array([start + step * at, 6 * unit * np.sin(at / 3)])) > 0.1).astype(np.uint8) * 255
                for at in _times(count)
            ]
        )
    drawn = Image.new("L", size, 0)
    pen = ImageDraw.Draw(drawn)
    x, y = rng.uniform(0.1, 0.3) * size.width, rng.uniform(0.15, 0.65) * size.height
    if kind == "text":
        pen.text((x, y), "SAMPLE 2026", 255, ImageFont.load_default(size=36 * unit))
        mask = np.asarray(Image.fromarray((np.asarray(drawn) > 60).astype(np.uint8) * 255))
        mask = np.asarray(Image.fromarray(mask).filter(ImageFilter.MaxFilter(3)))
    else:
        pen.rectangle((x, y, x + 110 * unit, y + 40 * unit), 255)
        mask = np.asarray(drawn)
    return np.repeat(mask[None], count, axis=0)


def _times(count: int) -> NDArray[np.float64]:
    return np.arange(count) - (count - 1) / 2


def _photo(path: Path, size: Size) -> Image.Image:
    """Twice as wide as the view: a pan needs room."""
    photo = Image.open(path).convert("RGB")
    scale = 2.0 * size.width / photo.width
    if photo.height * scale < 1.6 * size.height:
        scale = 1.6 * size.height / photo.height
    return photo.resize((round(photo.width * scale), round(photo.height * scale)), Image.Resampling.LANCZOS)


def _view(photo: Image.Image, size: Size, move: NDArray[np.float64], zoom: float) -> NDArray[np.float64]:
    """The photograph round its middle, moved by pixels of the view."""
    x, y = np.array([photo.width, photo.height]) / 2 + move
    scale = 1 / zoom
    left, top = x - size.width / 2 * scale, y - size.height / 2 * scale
    seen = photo.transform(size, Image.Transform.AFFINE, (scale, 0, left, 0, scale, top), Image.Resampling.BICUBIC)
    return np.asarray(seen, np.float64)


def _silhouette(size: Size, rng: np.random.Generator) -> NDArray[np.float64]:
    """(H, W), 0..1: a body and a head, soft by a pixel."""
    rows, columns = np.mgrid[: size.height, : size.width] / size.height
    x, y = rng.uniform(0.6, 1.2), rng.uniform(0.5, 0.65)
    wide, tall = rng.uniform(0.12, 0.17), rng.uniform(0.2, 0.28)
    body = np.hypot((columns - x) / wide, (rows - y) / tall)
    head = np.hypot((columns - x - 0.02) / 0.075, (rows - y + tall + 0.03) / 0.085)
    inside = 1 - np.minimum(body, head)
    return np.clip(inside * size.height * 0.1 + 0.5, 0, 1)


def _moved(shape: NDArray[np.float64], by: NDArray[np.float64]) -> NDArray[np.float64]:
    picture = Image.fromarray(shape.astype(np.float32))
    turned = picture.transform(
        picture.size, Image.Transform.AFFINE, (1, 0, -by[0], 0, 1, -by[1]), Image.Resampling.BILINEAR
    )
    return np.asarray(turned, np.float64)


def _over(
    back: NDArray[np.float64], front: NDArray[np.float64], shape: NDArray[np.float64], by: NDArray[np.float64]
) -> NDArray[np.float64]:
    alpha = _moved(shape, by)[:, :, None]
    return back * (1 - alpha) + front * alpha
