"""What looks like damage and belongs to the photograph: borders of prints, wires, branches, lace, whiskers, eyes.

Drawn into the photograph before it is aged, and labelled as no damage.
"""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw, ImageFilter

from inpaint_studio.model.photographs.damage.ageing import Floats
from inpaint_studio.model.photographs.outlines import wander

_TIMES = 3  # shapes are drawn at this multiple and reduced
Decoy = Callable[[Floats, np.random.Generator], Floats]


def with_decoy(picture: Floats, rng: np.random.Generator) -> Floats:
    """The photograph with one of them."""
    return _DECOYS[int(rng.choice(len(_DECOYS), p=_WEIGHTS))](picture, rng)


def _laid(picture: Floats, sheet: Image.Image, colour: np.ndarray, rng: np.random.Generator) -> Floats:
    alpha = sheet.reduce(_TIMES) if sheet.width > picture.shape[1] else sheet
    if rng.random() < 0.6:
        alpha = alpha.filter(ImageFilter.GaussianBlur(float(rng.uniform(0.3, 1.0))))
    opacity = np.asarray(alpha, np.float32)[..., None] * np.float32(rng.uniform(0.7, 1) / 255)
    mixed: Floats = picture + (colour.astype(np.float32) - picture) * opacity
    return mixed


def _colour(picture: Floats, rng: np.random.Generator) -> np.ndarray:
    """A dark or light colour of the photograph itself."""
    flat = picture.reshape(-1, 3)
    order = np.argsort(flat[:: max(1, len(flat) // 500)].mean(1))
    sampled = flat[:: max(1, len(flat) // 500)]
    share = rng.uniform(0, 0.15) if rng.random() < 0.65 else rng.uniform(0.88, 1)
    return np.asarray(sampled[order[min(len(order) - 1, int(share * len(order)))]] * rng.uniform(0.75, 1.05))


def _sheet(picture: Floats) -> tuple[Image.Image, ImageDraw.ImageDraw, int]:
    side = picture.shape[0] * _TIMES
    sheet = Image.new("L", (side, side))
    return sheet, ImageDraw.Draw(sheet), side


def _border(picture: Floats, rng: np.random.Generator) -> Floats:
    """The edge of a print on one or two sides, straight or deckled, at times with a line inside it."""
    side = picture.shape[0]
    paper = np.asarray((1, 1, 1) if rng.random() < 0.4 else (0.97, 0.93, 0.84)) * rng.uniform(0.8, 1)
    if rng.random() < 0.25:
        paper = np.full(3, rng.uniform(0, 0.15))
    out = picture.copy()
    place = np.arange(side, dtype=np.float32)
    for _ in range(int(rng.integers(1, 3))):
        width = float(rng.uniform(3, side * 0.4))
        tilt = float(rng.normal(0, 0.012))
        edge = width + tilt * place
        deckled = rng.random() < 0.3
        if deckled:
            edge = edge + rng.uniform(0.5, 3) * np.sin(place * rng.uniform(0.2, 0.9)) + rng.normal(0, 0.4, side)
        inner = np.clip(edge[:, None] - place[None, :] + 0.5, 0, 1)[..., None].astype(np.float32)
        if rng.random() < 0.5:
            soft = np.clip((edge[:, None] - place[None, :]) / rng.uniform(1, 3) + 0.5, 0, 1)
            inner = soft[..., None].astype(np.float32)
        band = out + (paper.astype(np.float32) - out) * inner
        if rng.random() < 0.4:  # the scanner's lid beyond the print
            outer = edge - rng.uniform(2, width)
            if rng.random() < 0.6:
                outer = outer + rng.uniform(0.3, 2.5) * np.sin(place * rng.uniform(0.2, 0.9))
            beyond = np.clip(outer[:, None] - place[None, :] + 0.5, 0, 1)[..., None].astype(np.float32)
            ground = np.full(3, rng.uniform(0, 0.3) if rng.random() < 0.6 else rng.uniform(0.85, 1), np.float32)
            band = band + (ground - band) * beyond
        if rng.random() < 0.3:
            offset = edge + rng.uniform(1, 6)
            rule = np.clip(rng.uniform(0.5, 1.5) - np.abs(place[None, :] - offset[:, None]), 0, 1)
            line = np.full(3, rng.choice([0.05, 0.95]), np.float32)
            band = band + (line - band) * rule[..., None].astype(np.float32)
        out = np.rot90(band.astype(np.float32), int(rng.integers(4)))
    return np.ascontiguousarray(np.rot90(out, int(rng.integers(4))))


def _wires(picture: Floats, rng: np.random.Generator) -> Floats:
    """Cables, ropes and bars: long, smooth, often several side by side."""
    sheet, draw, side = _sheet(picture)
    heading = float(rng.uniform(0, 6.3))
    width = max(1, round(_TIMES * float(rng.uniform(0.5, 3))))
    begin = rng.random(2) * side
    bend = float(rng.normal(0, 0.008))
    for number in range(int(rng.integers(1, 7))):
        gap = number * rng.uniform(6, 60) * _TIMES / 3
        start = begin + gap * np.asarray((-math.sin(heading), math.cos(heading)))
        for way in (0.0, math.pi):
            path = wander((float(start[0]), float(start[1])), heading + way, side / 25, np.full(50, bend)).tolist()
            draw.line([(x, y) for x, y in path], fill=255, width=width, joint="curve")
    return _laid(picture, sheet, _colour(picture, rng), rng)


def _branches(picture: Floats, rng: np.random.Generator) -> Floats:
    sheet, draw, side = _sheet(picture)
    for _ in range(int(rng.integers(1, 4))):
        edge = rng.random() * side
        _branch(draw, rng, (float(edge), float(side)), float(rng.normal(-1.57, 0.5)), side * 0.35, 4.0 * _TIMES, 0)
    return _laid(picture, sheet, _colour(picture, rng), rng)


def _branch(
    draw: ImageDraw.ImageDraw,
    rng: np.random.Generator,
    start: tuple[float, float],
    heading: float,
    length: float,
    width: float,
    depth: int,
) -> None:
    path = wander(start, heading, length / 8, rng.normal(0, 0.12, 8)).tolist()
    draw.line([(x, y) for x, y in path], fill=255, width=max(1, round(width)), joint="curve")
    if depth < 4:
        for x, y in (path[-1], path[int(rng.integers(3, 8))]):
            turn = heading + float(rng.normal(0, 0.6))
            _branch(draw, rng, (x, y), turn, length * float(rng.uniform(0.5, 0.85)), width * 0.6, depth + 1)


def _lace(picture: Floats, rng: np.random.Generator) -> Floats:
    """A motif that repeats over a part of the picture: lace, embroidery, knitting, a fence, a printed fabric."""
    sheet, draw, side = _sheet(picture)
    pitch = float(rng.uniform(5, 26)) * _TIMES
    motif = rng.uniform(-0.55, 0.55, (int(rng.integers(2, 9)), 2)) * pitch
    closed = rng.random() < 0.4
    width = max(1, round(_TIMES * float(rng.uniform(0.5, 2))))
    left, top = rng.uniform(-0.3, 0.5, 2) * side
    across, down = rng.uniform(0.3, 1.2, 2) * side
    jitter = float(rng.uniform(0, 0.12)) * pitch
    y = top
    while y < min(side, top + down):
        x = left
        while x < min(side, left + across):
            points = [(px, py) for px, py in (motif + np.asarray((x, y)) + rng.normal(0, jitter, 2)).tolist()]
            draw.line([*points, points[0]] if closed else points, fill=255, width=width)
            x += pitch
        y += pitch
    return _laid(picture, sheet, _colour(picture, rng), rng)


def _fan(picture: Floats, rng: np.random.Generator) -> Floats:
    """Many thin curves side by side: grass, whiskers, hair of the head, pleats."""
    sheet, draw, side = _sheet(picture)
    centre = rng.random(2) * side
    heading, spread = float(rng.uniform(0, 6.3)), float(rng.uniform(0.05, 0.9))
    bend = float(rng.normal(0, 0.03))
    for _ in range(int(rng.integers(8, 70))):
        start = centre + rng.normal(0, 0.15, 2) * side
        turns = np.full(14, bend) + rng.normal(0, 0.02, 14)
        step = side * float(rng.uniform(0.1, 0.6)) / 14
        path = wander((float(start[0]), float(start[1])), heading + float(rng.normal(0, spread)), step, turns).tolist()
        level, width = int(rng.integers(110, 256)), max(1, round(_TIMES * float(rng.uniform(0.3, 1.2))))
        draw.line([(x, y) for x, y in path], fill=level, width=width)
    return _laid(picture, sheet, _colour(picture, rng), rng)


def _eyes(picture: Floats, rng: np.random.Generator) -> Floats:
    """Dark discs with a highlight: eyes, buttons, beads, lamps; and their rows."""
    sheet, draw, side = _sheet(picture)
    light = Image.new("L", sheet.size)
    spots = ImageDraw.Draw(light)
    radius = float(rng.uniform(2, 8)) * _TIMES
    x, y = (rng.random(2) * side).tolist()
    step = rng.uniform(-1, 1, 2) * radius * rng.uniform(2.5, 8)
    for number in range(int(rng.integers(1, 7))):
        cx, cy = x + number * step[0], y + number * step[1]
        flat = radius * float(rng.uniform(0.6, 1))
        draw.ellipse((cx - radius, cy - flat, cx + radius, cy + flat), fill=255)
        small = max(0.6 * _TIMES, radius * float(rng.uniform(0.12, 0.35)))
        ox, oy = cx - 0.25 * radius, cy - 0.25 * radius
        spots.ellipse((ox - small, oy - small, ox + small, oy + small), fill=255)
    dark = _laid(picture, sheet, picture.min((0, 1)) * rng.uniform(0.6, 1.2), rng)
    return _laid(dark, light, np.full(3, rng.uniform(0.75, 1)), rng)


_TABLE: tuple[tuple[Decoy, float], ...] = (
    (_border, 0.34),
    (_lace, 0.2),
    (_fan, 0.14),
    (_eyes, 0.12),
    (_branches, 0.1),
    (_wires, 0.1),
)
_DECOYS = tuple(decoy for decoy, _ in _TABLE)
_WEIGHTS = np.asarray([weight for _, weight in _TABLE])
