"""Drawn pictures with a hole over an edge whose course is known exactly: cables, horizons, frames, stripes, circles."""

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

SIDE = 256
KINDS = ("cable", "horizon", "frame", "stripes", "circle")


@dataclass(frozen=True, eq=False)
class Drawn:
    """One picture."""

    kind: str
    colours: Floats  # (SIDE, SIDE, 3), 0..1, with the edges in the hole too
    hole: NDArray[np.bool_]
    edges: tuple[Floats, ...]  # (n, 2) x, y: what enters the hole and leaves it, inside the hole, 1 pixel apart
    width: float  # of a cable, pixels; 0 = an edge between two sides


def drawn(kind: str, seed: int) -> Drawn:
    """A picture of one kind with a round hole of 25 to 45 px radius near its middle."""
    rng = np.random.default_rng([KINDS.index(kind), seed])
    radius = rng.uniform(25, 45)
    centre = rng.uniform(-12, 12, 2) + SIDE / 2
    x, y = np.meshgrid(np.arange(SIDE), np.arange(SIDE))
    hole = np.hypot(x - centre[0], (y - centre[1]) / rng.uniform(0.8, 1.25)) < radius
    colours, courses, width = _PAINTERS[kind](rng, centre, radius)
    noise = rng.normal(0, rng.uniform(0.002, 0.012), colours.shape)
    colours = np.clip(colours + noise, 0, 1).astype(np.float32)
    edges = []
    for course in courses:
        at = np.rint(course).astype(int)
        inside = ((at >= 0) & (at < SIDE)).all(axis=1)
        inside[inside] = hole[at[inside, 1], at[inside, 0]]
        if inside.sum() >= 12:
            edges.append(course[inside].astype(np.float32))
    return Drawn(kind, colours, hole, tuple(edges), width)


def _two(rng: np.random.Generator) -> tuple[Floats, Floats]:
    """Colours that differ by .25 at least in one channel."""
    while True:
        one, other = rng.uniform(0.1, 0.9, (2, 3))
        if np.abs(one - other).max() > 0.25:
            return one, other


def _line(rng: np.random.Generator, centre: Floats, radius: float) -> tuple[Floats, Floats]:
    """A point of a straight line through the hole, and its direction."""
    angle = rng.uniform(0, np.pi)
    along = np.array([np.cos(angle), np.sin(angle)])
    across = np.array([-along[1], along[0]])
    return centre + rng.uniform(-0.5, 0.5) * radius * across, along


def _grid() -> tuple[Floats, Floats]:
    x, y = np.meshgrid(np.arange(SIDE, dtype=float), np.arange(SIDE, dtype=float))
    return x, y


def _step(distance: Floats) -> Floats:
    """0 to 1 over the pixel in which an edge lies."""
    return np.clip(distance + 0.5, 0, 1)[:, :, None]


def _straight(point: Floats, along: Floats) -> Floats:
    return point + np.arange(-SIDE, SIDE, dtype=float)[:, None] * along


def _cable(rng: np.random.Generator, centre: Floats, radius: float) -> tuple[Floats, list[Floats], float]:
    sky, cable = _two(rng)
    point, along = _line(rng, centre, radius)
    sag = rng.uniform(-0.001, 0.001)
    width = rng.uniform(2.0, 6.0)
    x, y = _grid()
    s = (x - point[0]) * along[0] + (y - point[1]) * along[1]
    d = -(x - point[0]) * along[1] + (y - point[1]) * along[0]
    shade = 1 + 0.1 * (y / SIDE - 0.5)[:, :, None]
    off = np.abs(d - sag * s**2) / np.hypot(1, 2 * sag * s)
    colours = sky * shade + (cable - sky * shade) * _step(width / 2 - off)
    t = np.arange(-SIDE, SIDE, dtype=float)
    course = point + t[:, None] * along + (sag * t**2)[:, None] * np.array([-along[1], along[0]])
    return colours, [course], width


def _horizon(rng: np.random.Generator, centre: Floats, radius: float) -> tuple[Floats, list[Floats], float]:
    one, other = _two(rng)
    point, along = _line(rng, centre, radius)
    x, y = _grid()
    d = -(x - point[0]) * along[1] + (y - point[1]) * along[0]
    return one + (other - one) * _step(d), [_straight(point, along)], 0.0


def _frame(rng: np.random.Generator, centre: Floats, radius: float) -> tuple[Floats, list[Floats], float]:
    wall, bar = _two(rng)
    point, along = _line(rng, centre, radius)
    width = rng.uniform(8, 16)
    across = np.array([-along[1], along[0]])
    x, y = _grid()
    d = -(x - point[0]) * along[1] + (y - point[1]) * along[0]
    colours = wall + (bar - wall) * _step(width / 2 - np.abs(d))
    return colours, [_straight(point + side * width / 2 * across, along) for side in (-1, 1)], 0.0


def _stripes(rng: np.random.Generator, centre: Floats, radius: float) -> tuple[Floats, list[Floats], float]:
    one, other = _two(rng)
    point, along = _line(rng, centre, radius)
    pitch = rng.uniform(16, 32)
    across = np.array([-along[1], along[0]])
    x, y = _grid()
    d = -(x - point[0]) * along[1] + (y - point[1]) * along[0]
    wave = np.abs(np.mod(d / pitch, 2) - 1) * pitch - pitch / 2
    numbers = np.arange(-8, 8)
    # An edge every pitch, half a pitch off the lines on which the wave turns.
    courses = [_straight(point + (n + 0.5) * pitch * across, along) for n in numbers]
    return one + (other - one) * _step(wave), courses, 0.0


def _circle(rng: np.random.Generator, centre: Floats, radius: float) -> tuple[Floats, list[Floats], float]:
    one, other = _two(rng)
    size = rng.uniform(1.6, 3.0) * radius
    angle = rng.uniform(0, 2 * np.pi)
    middle = centre + (size + rng.uniform(-0.4, 0.4) * radius) * np.array([np.cos(angle), np.sin(angle)])
    x, y = _grid()
    d = size - np.hypot(x - middle[0], y - middle[1])
    t = np.arange(0, 2 * np.pi, 1 / size)
    course = middle + size * np.stack([np.cos(t), np.sin(t)], axis=1)
    first = int(np.argmax(np.hypot(*(course - centre).T)))  # begin opposite the hole
    return one + (other - one) * _step(d), [np.roll(course, -first, axis=0)], 0.0


_PAINTERS: dict[str, Callable[..., tuple[Floats, list[Floats], float]]] = {
    "cable": _cable,
    "horizon": _horizon,
    "frame": _frame,
    "stripes": _stripes,
    "circle": _circle,
}
