"""Blobs, stains, and silhouettes of people and things."""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.hole_kind import HoleKind
from inpaint_studio.model.photographs.outlines import (
    Points,
    animal,
    fill_outline,
    person,
    round_blob,
    tree,
    vehicle,
    vessel,
)
from inpaint_studio.sentence import say


def draw_blobs(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    character = rng.random()
    if character < 0.4:
        for _ in range(1 + int(rng.random() < 0.4) + int(rng.random() < 0.2)):
            centre = (size.width * float(rng.uniform(0.1, 0.9)), size.height * float(rng.uniform(0.1, 0.9)))
            fill_outline(draw, round_blob(centre, min(size) * float(rng.uniform(0.1, 0.27)), rng))
    elif character < 0.6:
        _cloud(sheet, size, rng)
    else:
        _silhouette(draw, size, rng)


def _cloud(sheet: Image.Image, size: Size, rng: np.random.Generator) -> None:
    """Stains and mould: smooth noise, thresholded at a quantile for the chosen share."""
    cells = int(rng.integers(4, 9))
    aspect = size.width / size.height
    shape = (max(2, round(cells / max(1, aspect))), max(2, round(cells * min(1, aspect))))
    noise = Image.fromarray(rng.random(shape).astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
    field = np.asarray(noise)
    threshold = np.quantile(field[::4, ::4], 1 - float(rng.uniform(0.05, 0.35)))
    sheet.paste(Image.fromarray(((field > threshold) * np.uint8(255)).astype(np.uint8)))


def _silhouette(draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """A person, an animal, a vehicle, a vessel or a tree, dilated slightly, as by a brush."""
    shapes: tuple[Callable[[np.random.Generator], list[Points]], ...] = (person, animal, vehicle, vessel, tree)
    parts = shapes[int(rng.choice(5, p=[0.34, 0.22, 0.14, 0.18, 0.12]))](rng)
    height = min(size) * float(rng.uniform(0.38, 0.85))
    centre = (size.width * float(rng.uniform(0.25, 0.75)), size.height * float(rng.uniform(0.35, 0.65)))
    turn = float(rng.normal(0, 0.15))
    flip = float(rng.choice([-1.0, 1.0]))
    cos, sin = math.cos(turn), math.sin(turn)
    margin = max(1, round(min(size) * float(rng.uniform(0.0, 0.03)))) * 2
    for part in parts:
        x, y = part[:, 0] * height * flip, part[:, 1] * height
        outline = [
            (centre[0] + cos * a - sin * b, centre[1] + sin * a + cos * b)
            for a, b in zip(x.tolist(), y.tolist(), strict=True)
        ]
        draw.polygon(outline, fill=255)
        draw.line([*outline, outline[0]], fill=255, width=margin, joint="curve")


HOLE_KIND = HoleKind(
    "blob",
    say("blobs"),
    say("blob"),
    draw_blobs,
    family="thick",
    share=0.15,
    fractions=(0.02, 0.45),
    order=40,
    group="large",
)
