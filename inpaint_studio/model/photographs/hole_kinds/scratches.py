"""Scratches as of film and handling, dust, hairs and tears."""

import math

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.hole_kind import HoleKind
from inpaint_studio.model.photographs.outlines import Points, anywhere, wander
from inpaint_studio.sentence import say


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


HOLE_KIND = HoleKind(
    "scratch",
    say("scratches"),
    say("scratches"),
    draw_scratches,
    family="thin",
    share=0.22,
    fractions=(0.004, 0.16),
    order=10,
    group="thin",
)
