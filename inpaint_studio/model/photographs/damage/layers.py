"""Layers of damage: how opaque scratches, cracks, dust, hairs and folds are at each pixel."""

import math
from collections.abc import Callable
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFilter

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.damage.sources import Sources
from inpaint_studio.model.photographs.hole_kinds.scratches import draw_scratches
from inpaint_studio.model.photographs.outlines import fill_outline, round_blob, wander

Alpha = NDArray[np.float32]  # (S, S), 0..1
Layer = Callable[[int, Sources, np.random.Generator], Image.Image | None]

LARGEST_BLOB = 45  # pixels: larger stains are a matter of tone, and white shirts are no damage
_LINES = ("hair", "hair-short", "scratches", "lint")
_BLOBS = ("dirt", "dots", "smut", "spots", "stain")
_SCATTERED = ("sprinkles",)


def layer(side: int, sources: Sources, rng: np.random.Generator) -> Alpha:
    """One layer of damage, of a random kind."""
    weights = np.asarray([weight for _, weight in _LAYERS])
    drawn: Image.Image | None = None
    while drawn is None:
        draw = _LAYERS[int(rng.choice(len(_LAYERS), p=weights / weights.sum()))][0]
        drawn = draw(side, sources, rng)
    if rng.random() < 0.6:
        drawn = drawn.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.2, 1.1))))
    alpha = np.asarray(drawn, np.float32) / np.float32(255) * np.float32(_opacity(rng))
    if rng.random() < 0.4:
        alpha = alpha * _patchy(side, rng)
    return alpha


def flank(side: int, rng: np.random.Generator) -> tuple[Alpha, Alpha]:
    """A fold across the picture: its broken core as opacity, and the shading beside it to be added to the picture."""
    y, x = np.mgrid[:side, :side].astype(np.float32)
    turn = float(rng.choice([0, math.pi / 2])) + float(rng.normal(0, 0.12)) if rng.random() < 0.6 else rng.uniform(0, 3)
    u = x * math.cos(turn) + y * math.sin(turn)
    along = y * math.cos(turn) - x * math.sin(turn)
    centre = math.cos(turn) * rng.uniform(0.2, 0.8) * side + math.sin(turn) * rng.uniform(0.2, 0.8) * side
    bend = rng.uniform(0, 3) * np.sin(along / rng.uniform(20, 80) + rng.uniform(0, 6)) + _ragged(along, rng)
    distance = (u - centre - bend).astype(np.float32)
    width = rng.uniform(0.5, 2.2)
    core = np.clip(width + 0.5 - np.abs(distance), 0, 1)
    breaks = _patchy(side, rng)
    core = core * (breaks > rng.uniform(0.35, 0.7)) if rng.random() < 0.7 else core
    reach = rng.uniform(3, 14)
    shade = np.exp(-np.abs(distance) / reach) * np.where(distance > 0, rng.uniform(-0.12, 0.12), rng.uniform(-0.1, 0.1))
    return core.astype(np.float32) * np.float32(_opacity(rng)), shade.astype(np.float32)


def _ragged(along: Alpha, rng: np.random.Generator) -> Alpha:
    steps = rng.normal(0, rng.uniform(0, 0.8), 512).astype(np.float32)
    index = np.clip((along + 256).astype(int), 0, 511)
    out: Alpha = steps[index]
    return out


def _opacity(rng: np.random.Generator) -> float:
    """0.3 .. 1; two in five opaque."""
    return 1.0 if rng.random() < 0.4 else float(rng.uniform(0.3, 1))


def _patchy(side: int, rng: np.random.Generator) -> Alpha:
    cells = int(rng.integers(6, 30))
    noise = Image.fromarray(rng.random((cells, cells), np.float32)).resize((side, side), Image.Resampling.BILINEAR)
    strength: Alpha = np.clip(np.asarray(noise, np.float32) * np.float32(1.2) + np.float32(rng.uniform(0, 0.5)), 0, 1)
    return strength


def _marks(side: int, sources: Sources, rng: np.random.Generator) -> Image.Image | None:
    """Cracks, film scratches, tears, dust and hairs as holes are drawn, at one to three times their size."""
    times = int(rng.choice([1, 2, 2, 3]))
    sheet = Image.new("L", (side * times, side * times))
    draw_scratches(sheet, ImageDraw.Draw(sheet), Size(side * times, side * times), rng)
    return sheet.reduce(times) if times > 1 else sheet


def _pieces(side: int, sources: Sources, rng: np.random.Generator) -> Image.Image | None:
    """Textures of real dust, hairs and scratches."""
    if not sources.pieces:
        return None
    sheet = Image.new("L", (side, side))
    for _ in range(int(rng.integers(1, 6))):
        kinds = _LINES if rng.random() < 0.6 else _BLOBS if rng.random() < 0.6 else _SCATTERED
        kind = kinds[int(rng.integers(len(kinds)))]
        listed = sources.pieces.get(kind, ())
        if not len(listed):
            continue
        piece = Image.fromarray(listed[int(rng.integers(len(listed)))])
        times = float(np.exp(rng.uniform(np.log(0.15), np.log(0.9))))
        if kind in _BLOBS:
            times = min(times, LARGEST_BLOB / max(piece.size) * float(rng.uniform(0.1, 1)))
        size = max(2, round(piece.width * times)), max(2, round(piece.height * times))
        piece = piece.resize(size, Image.Resampling.BILINEAR, reducing_gap=2.0)
        if rng.random() < 0.8:
            piece = piece.rotate(float(rng.uniform(0, 360)), Image.Resampling.BILINEAR, expand=True)
        at = int(rng.integers(-piece.width // 2, side - piece.width // 2 + 1))
        sheet.paste(255, (at, int(rng.integers(-piece.height // 2, side - piece.height // 2 + 1))), piece)
    return sheet


def _outlines(side: int, sources: Sources, rng: np.random.Generator) -> Image.Image | None:
    """Real dust and hairs of a frame of film, where they lay, reduced or as they are."""
    if not sources.frames:
        return None
    frame = sources.frames[int(rng.integers(len(sources.frames)))]
    scale = float(np.exp(rng.uniform(np.log(0.12), np.log(0.7))))
    times = 4
    centre = frame.shapes[int(rng.integers(len(frame.shapes)))].mean(0)  # dust lies in clouds: begin at one of them
    reach = side / scale
    left, top = (centre - rng.uniform(0.1, 0.9, 2) * reach).tolist()
    sheet = Image.new("L", (side * times, side * times))
    draw = ImageDraw.Draw(sheet)
    level = int(rng.integers(140, 256))
    turned = bool(rng.random() < 0.5)
    for shape in frame.near(left, top, left + reach, top + reach):
        points = (shape - (left, top)) * (scale * times)
        points = points[:, ::-1] if turned else points
        if _thickness(points) < 0.4 * LARGEST_BLOB * times:
            draw.polygon([(x, y) for x, y in points.tolist()], fill=min(255, level + int(rng.integers(-60, 60))))
    return sheet.reduce(times)


def _thickness(points: NDArray[np.float32]) -> float:
    """Mean width of a long shape; half the side of a square."""
    following = np.roll(points, -1, 0)
    area = abs(float((points[:, 0] * following[:, 1] - points[:, 1] * following[:, 0]).sum())) / 2
    return 2 * area / max(1.0, float(np.hypot(*(following - points).T).sum()))


def _specks(side: int, sources: Sources, rng: np.random.Generator) -> Image.Image | None:
    """Single specks, from a fraction of a pixel to a few pixels, some ragged."""
    times = 3
    sheet = Image.new("L", (side * times, side * times))
    draw = ImageDraw.Draw(sheet)
    for _ in range(int(rng.integers(1, 26))):
        x, y = (rng.random(2) * side * times).tolist()
        radius = min(0.5 + float(rng.exponential(1.1)), 9.0) * times
        if radius > 2.5 * times:
            fill_outline(draw, round_blob((x, y), radius, rng))
        else:
            flat = radius * float(rng.uniform(0.5, 1))
            draw.ellipse((x - radius, y - flat, x + radius, y + flat), fill=int(rng.integers(150, 256)))
    return sheet.reduce(times)


def _line(side: int, sources: Sources, rng: np.random.Generator) -> Image.Image | None:
    """One to three long thin scratches, straight or slightly bent, at times of varying strength."""
    times = 3
    sheet = Image.new("L", (side * times, side * times))
    draw = ImageDraw.Draw(sheet)
    for _ in range(int(rng.integers(1, 4))):
        count = 40
        heading = float(rng.choice([0, math.pi / 2])) + float(rng.normal(0, 0.1)) if rng.random() < 0.5 else None
        heading = float(rng.uniform(0, 6.3)) if heading is None else heading
        length = side * times * float(rng.uniform(0.2, 1.8))
        begin = (rng.random(2) * side * times).tolist()
        turns = np.full(count, float(rng.normal(0, 0.015))) + rng.normal(0, float(rng.choice([0, 0.03])), count)
        path = wander((begin[0], begin[1]), heading, length / count, turns).tolist()
        width = max(1, round(times * float(rng.uniform(0.4, 2.6))))
        level = float(rng.uniform(150, 255))
        for (x0, y0), (x1, y1) in pairwise(path):
            level = float(np.clip(level + rng.normal(0, 14), 60, 255))
            draw.line((x0, y0, x1, y1), fill=round(level), width=width)
    return sheet.reduce(times)


def _tramlines(side: int, sources: Sources, rng: np.random.Generator) -> Image.Image | None:
    """Perfectly straight, even scratches along the film or across it: what a grain of sand in a camera's gate cuts.

    They run across the whole crop or end in it. Wires are as straight, but have a colour of the photograph.
    """
    times = 3
    sheet = Image.new("L", (side * times, side * times))
    draw = ImageDraw.Draw(sheet)
    upright = rng.random() < 0.7
    place = float(rng.random()) * side * times
    level, width = int(rng.integers(150, 256)), max(1, round(times * float(rng.uniform(0.5, 2.2))))
    lean = float(rng.normal(0, 0.01)) * side * times if rng.random() < 0.4 else 0.0
    for _ in range(int(rng.integers(1, 4))):
        begin, end = 0.0, float(side * times)
        if rng.random() < 0.4:
            begin, end = sorted((rng.random(2) * side * times).tolist())
        points = ((place, begin), (place + lean * (end - begin) / (side * times), end))
        draw.line(points if upright else tuple((y, x) for x, y in points), fill=level, width=width)
        place += float(rng.choice([-1, 1])) * float(rng.uniform(3, 0.4 * side)) * times
    return sheet.reduce(times)


_LAYERS: tuple[tuple[Layer, float], ...] = (
    (_marks, 0.3),
    (_pieces, 0.25),
    (_outlines, 0.2),
    (_specks, 0.13),
    (_line, 0.12),
    (_tramlines, 0.08),
)
