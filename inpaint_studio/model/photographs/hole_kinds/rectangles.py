"""Rectangles, upright and turned."""

import math

import numpy as np
from PIL import Image, ImageDraw

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.hole_kind import HoleKind
from inpaint_studio.model.photographs.outlines import fill_outline
from inpaint_studio.sentence import say


def draw_rectangles(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    count = 1 + int(rng.random() < 0.3) + int(rng.random() < 0.15)
    for _ in range(count):
        width = min(size) * float(rng.uniform(0.12, 0.62)) / math.sqrt(count)
        height = min(size) * float(rng.uniform(0.12, 0.62)) / math.sqrt(count)
        x, y = float(rng.uniform(0, size.width - width)), float(rng.uniform(0, size.height - height))
        corners = np.asarray([(0, 0), (width, 0), (width, height), (0, height)])
        if rng.random() < 0.35:
            turn = float(rng.normal(0, 0.35))
            cos, sin = math.cos(turn), math.sin(turn)
            middle = np.asarray((width / 2, height / 2))
            corners = (corners - middle) @ np.asarray(((cos, sin), (-sin, cos))) + middle
        fill_outline(draw, np.add(corners, (x, y)))


HOLE_KIND = HoleKind(
    "rectangle",
    say("rectangles"),
    say("rectangle"),
    draw_rectangles,
    family="thick",
    share=0.08,
    fractions=(0.02, 0.45),
    order=50,
)
