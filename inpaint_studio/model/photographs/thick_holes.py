"""Thick holes: brush strokes, blobs and silhouettes, rectangles, and borders for outpainting."""

import math
from collections.abc import Callable

import numpy as np
from PIL import Image, ImageDraw

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.outlines import (
    Points,
    animal,
    anywhere,
    person,
    round_blob,
    tree,
    vehicle,
    vessel,
    wander,
)

# --- brush -----------------------------------------------------------------------------------------------------


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


# --- blobs and silhouettes -------------------------------------------------------------------------------------


def draw_blobs(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    character = rng.random()
    if character < 0.4:
        for _ in range(1 + int(rng.random() < 0.4) + int(rng.random() < 0.2)):
            centre = (size.width * float(rng.uniform(0.1, 0.9)), size.height * float(rng.uniform(0.1, 0.9)))
            _polygon(draw, round_blob(centre, min(size) * float(rng.uniform(0.1, 0.27)), rng))
    elif character < 0.6:
        _cloud(sheet, size, rng)
    else:
        _silhouette(draw, size, rng)


def _polygon(draw: ImageDraw.ImageDraw, points: Points) -> None:
    draw.polygon([(x, y) for x, y in points.tolist()], fill=255)


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


# --- rectangles and borders ------------------------------------------------------------------------------------


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
        _polygon(draw, np.add(corners, (x, y)))


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
