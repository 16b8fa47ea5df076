"""Brush strokes, as of a person who marks what is to go."""

import math

import numpy as np
from PIL import Image, ImageDraw

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.hole_kind import HoleKind
from inpaint_studio.model.photographs.outlines import Points, anywhere, wander
from inpaint_studio.sentence import say


def draw_brush(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """Brush strokes: one radius per session, lines, arcs, scribbles back and forth, dabs."""
    short = min(size)
    radius = short * float(0.02 + 0.085 * rng.beta(1.3, 1.8))
    for _ in range(1 + int(rng.integers(0, 4))):
        character = rng.random()
        radius_here = radius * float(rng.uniform(0.8, 1.25))
        start = anywhere(size, rng)
        heading = float(rng.uniform(0, 2 * math.pi))
        if character < 0.55:  # a free line, gently bending
            count = int(rng.integers(6, 18))
            bend = rng.normal(0, 0.12, count) + np.cumsum(rng.normal(0, 0.07, count))
            path = wander(start, heading, short * float(rng.uniform(0.2, 0.9)) / count, bend)
        elif character < 0.85:  # scribbled over something: back and forth, moving on
            passes = int(rng.integers(3, 8))
            reach = short * float(rng.uniform(0.06, 0.22))
            steps = np.arange(passes * 2 + 1)
            sideways = np.where(steps % 2 == 0, -reach, reach) * rng.uniform(0.6, 1.1, len(steps))
            onwards = steps * radius_here * float(rng.uniform(0.5, 1.0))
            ux, uy = math.cos(heading), math.sin(heading)
            path = np.stack([start[0] + ux * onwards - uy * sideways, start[1] + uy * onwards + ux * sideways], 1)
        else:
            path = np.asarray([start, (start[0] + 0.5, start[1])])
        _stroke(draw, path, radius_here, rng)


def _stroke(draw: ImageDraw.ImageDraw, path: Points, radius: float, rng: np.random.Generator) -> None:
    """Round joins and caps; the radius varies slightly, as with a pen."""
    radii = radius * (1 + 0.12 * np.sin(np.arange(len(path)) * float(rng.uniform(0.4, 1.2))))
    xy = path.tolist()
    for (x0, y0), (x1, y1), r in zip(xy, xy[1:], radii[1:].tolist(), strict=False):
        draw.line((x0, y0, x1, y1), fill=255, width=max(1, round(2 * r)))
    for (x, y), r in zip(xy, radii.tolist(), strict=True):
        draw.ellipse((x - r, y - r, x + r, y + r), fill=255)


HOLE_KIND = HoleKind(
    "brush",
    say("brush strokes"),
    say("brush stroke"),
    draw_brush,
    family="thick",
    share=0.34,
    fractions=(0.02, 0.45),
    order=30,
    group="large",
)
