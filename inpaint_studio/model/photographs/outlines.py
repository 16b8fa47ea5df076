"""Paths and outlines of synthetic holes: random walks, blobs, and silhouettes of typical objects."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import ImageDraw

from inpaint_studio.editing.geometry import Size

Points = NDArray[np.float64]  # (N, 2): x, y


def anywhere(size: Size, rng: np.random.Generator) -> tuple[float, float]:
    return float(rng.random() * size.width), float(rng.random() * size.height)


def wander(
    start: tuple[float, float], heading: float, step: float, turns: NDArray[np.float64], jitter: float = 0.0
) -> Points:
    """A walk of len(turns) steps from `start`, each turning by its angle."""
    headings = heading + np.cumsum(turns)
    points = np.empty((len(turns) + 1, 2))
    points[0] = start
    points[1:, 0] = start[0] + step * np.cumsum(np.cos(headings))
    points[1:, 1] = start[1] + step * np.cumsum(np.sin(headings))
    if jitter:
        points[1:] += jitter * np.sin(np.arange(1, len(points)) * 2.4)[:, None]
    return points


def fill_outline(draw: ImageDraw.ImageDraw, points: Points) -> None:
    draw.polygon([(x, y) for x, y in points.tolist()], fill=255)


def round_blob(centre: tuple[float, float], radius: float, rng: np.random.Generator) -> Points:
    """A closed curve: a circle with a few random harmonics, smooth and never crossing itself."""
    angles = np.linspace(0, 2 * math.pi, 48, endpoint=False)
    r = np.ones_like(angles)
    for harmonic in range(1, 7):
        r += rng.normal(0, 0.22 / harmonic) * np.cos(harmonic * angles + rng.uniform(0, 6.3))
    r = radius * np.clip(r, 0.35, 1.9)
    stretch = math.exp(float(rng.normal(0, 0.25)))
    turn = float(rng.uniform(0, math.pi))
    x, y = r * np.cos(angles) * stretch, r * np.sin(angles) / stretch
    cos, sin = math.cos(turn), math.sin(turn)
    return np.stack([centre[0] + cos * x - sin * y, centre[1] + sin * x + cos * y], 1)


def _oval(x: float, y: float, a: float, b: float) -> Points:
    angles = np.linspace(0, 2 * math.pi, 20, endpoint=False)
    return np.stack([x + a * np.cos(angles), y + b * np.sin(angles)], 1)


def _limb(x0: float, y0: float, x1: float, y1: float, w0: float, w1: float) -> Points:
    length = math.hypot(x1 - x0, y1 - y0) or 1.0
    nx, ny = -(y1 - y0) / length, (x1 - x0) / length
    return np.asarray(
        [
            (x0 + nx * w0, y0 + ny * w0),
            (x1 + nx * w1, y1 + ny * w1),
            (x1 - nx * w1, y1 - ny * w1),
            (x0 - nx * w0, y0 - ny * w0),
        ]
    )


def person(rng: np.random.Generator) -> list[Points]:
    """Polygons within -0.5 .. 0.5, as of the other silhouettes."""
    broad = float(rng.uniform(0.8, 1.35))
    stance, swing = float(rng.uniform(0.02, 0.11)), float(rng.uniform(0.06, 0.22))
    shoulder, hip = 0.1 * broad, 0.075 * broad
    parts = [
        _oval(float(rng.normal(0, 0.01)), -0.425, 0.06, 0.075),
        np.asarray([(-shoulder, -0.33), (0, -0.36), (shoulder, -0.33), (hip, 0.03), (-hip, 0.03)]),
    ]
    for side in (-1.0, 1.0):
        elbow = side * (shoulder + swing * 0.6), -0.16 + float(rng.normal(0, 0.02))
        hand = side * (shoulder + swing * float(rng.uniform(0, 1))), 0.0 + float(rng.normal(0, 0.05))
        parts.append(_limb(side * shoulder * 0.9, -0.31, *elbow, 0.034, 0.03))
        parts.append(_limb(*elbow, *hand, 0.03, 0.024))
        knee = side * (0.045 + stance * 0.5), 0.24
        parts.append(_limb(side * 0.04, 0.0, *knee, 0.055, 0.04))
        parts.append(_limb(*knee, side * (0.05 + stance), 0.49, 0.04, 0.03))
    if rng.random() < 0.3:  # a coat or a skirt
        parts.append(np.asarray([(-hip, -0.05), (hip, -0.05), (hip * 2, 0.28), (-hip * 2, 0.28)]))
    return parts


def animal(rng: np.random.Generator) -> list[Points]:
    long, neck = float(rng.uniform(0.28, 0.42)), float(rng.uniform(0.0, 0.2))
    leg = float(rng.uniform(0.12, 0.28))
    parts = [_oval(0, 0, long, 0.15), _oval(long + 0.06, -0.14 - neck, 0.1, 0.075)]
    parts.append(_limb(long * 0.75, -0.03, long + 0.05, -0.14 - neck, 0.09, 0.05))
    parts.append(_limb(-long * 0.95, -0.05, -long - 0.16, float(rng.uniform(-0.3, 0.15)), 0.03, 0.012))
    for x in (-0.75, -0.5, 0.45, 0.72):
        foot = x * long + float(rng.normal(0, 0.04))
        parts.append(_limb(x * long, 0.06, foot, 0.12 + leg, 0.045, 0.026))
    ear = long + 0.03
    parts.append(np.asarray([(ear - 0.03, -0.19 - neck), (ear, -0.29 - neck), (ear + 0.05, -0.2 - neck)]))
    return parts


def vehicle(rng: np.random.Generator) -> list[Points]:
    roof, front = float(rng.uniform(0.12, 0.3)), float(rng.uniform(0.12, 0.3))
    body = np.asarray([(-0.5, -0.02), (0.5, -0.02), (0.52, 0.14), (-0.52, 0.14)])
    cabin = np.asarray([(-0.42, 0.0), (-0.3, -roof), (0.42 - front, -roof), (0.42, 0.0)])
    wheel = float(rng.uniform(0.07, 0.1))
    return [body, cabin, _oval(-0.3, 0.14, wheel, wheel), _oval(0.3, 0.14, wheel, wheel)]


def vessel(rng: np.random.Generator) -> list[Points]:
    """A lamp, bottle, vase, sign: a turned profile, or anything else that stands and has two equal sides."""
    rows = np.linspace(-0.5, 0.5, 14)
    profile = 0.16 + 0.0 * rows
    for harmonic in range(1, 5):
        profile = profile + rng.normal(0, 0.09 / harmonic) * np.cos(harmonic * rows * 5 + rng.uniform(0, 6.3))
    profile = np.clip(profile, 0.03, 0.4)
    right = np.stack([profile, rows], 1)
    return [np.concatenate([right, right[::-1] * (-1.0, 1.0)])]


def tree(rng: np.random.Generator) -> list[Points]:
    parts = [_limb(0, 0.5, float(rng.normal(0, 0.03)), -0.1, 0.05, 0.03)]
    for _ in range(int(rng.integers(3, 6))):
        centre = (float(rng.normal(0, 0.14)), float(rng.uniform(-0.38, -0.05)))
        parts.append(round_blob(centre, float(rng.uniform(0.1, 0.19)), rng))
    return parts
