"""Borders for outpainting: whole sides, and the wedges that straightening leaves."""

import math

import numpy as np
from PIL import Image, ImageDraw

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.hole_kind import HoleKind
from inpaint_studio.sentence import say


def draw_border(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """Outpainting: one side, two, or all four; sometimes the wedges left by straightening a picture."""
    character = rng.random()
    if character < 0.45:
        sides = [int(rng.integers(0, 4))]
    elif character < 0.65:
        sides = [[0, 1], [2, 3]][int(rng.integers(0, 2))]
    elif character < 0.85:
        sides = [0, 1, 2, 3]
    else:
        _straightened(draw, size, rng)
        return
    deepest = 0.4 if len(sides) == 1 else 0.22 if len(sides) == 2 else 0.13
    for side in sides:
        depth = float(rng.uniform(0.25, 1.0)) * deepest
        across, down = round(depth * size.width), round(depth * size.height)
        box = (
            (0, 0, across - 1, size.height),
            (size.width - across, 0, size.width, size.height),
            (0, 0, size.width, down - 1),
            (0, size.height - down, size.width, size.height),
        )[side]
        if across > 0 and down > 0:
            draw.rectangle(box, fill=255)


def _straightened(draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    turn = float(rng.uniform(0.06, 0.2)) * float(rng.choice([-1.0, 1.0]))
    draw.rectangle((0, 0, size.width, size.height), fill=255)
    shrink = float(rng.uniform(0.97, 1.08))
    half = np.asarray([(-1, -1), (1, -1), (1, 1), (-1, 1)]) * (size.width / 2, size.height / 2) * shrink
    cos, sin = math.cos(turn), math.sin(turn)
    corners = half @ np.asarray(((cos, sin), (-sin, cos))) + (size.width / 2, size.height / 2)
    draw.polygon([(x, y) for x, y in corners.tolist()], fill=0)


HOLE_KIND = HoleKind(
    "border",
    say("borders"),
    say("border"),
    draw_border,
    family="thick",
    share=0.07,
    fractions=(0.06, 0.55),
    order=60,
    at_edge=True,
)
