"""Holes to learn from and to be measured on: scratches, text, brush strokes, blobs, rectangles and borders.

Only numpy and Pillow, so that a training machine needs nothing else. Everything is drawn from the generator that is
handed in, so a hole is fully determined by (kind, size, state of the generator, VERSION).
"""

import math
import string
from collections.abc import Callable, Mapping, Sequence
from functools import lru_cache
from types import MappingProxyType
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Mask

Kind = Literal["scratch", "text", "brush", "blob", "rectangle", "border"]
KINDS: tuple[Kind, ...] = get_args(Kind)

# What training sees of each kind; DESIGN 6.
PROPORTIONS: Mapping[Kind, float] = MappingProxyType(
    {"scratch": 0.22, "text": 0.14, "brush": 0.34, "blob": 0.15, "rectangle": 0.08, "border": 0.07}
)

# Share of the picture that a hole of the kind may take. A draw outside is thrown away and drawn again.
FRACTIONS: Mapping[Kind, tuple[float, float]] = MappingProxyType(
    {
        "scratch": (0.004, 0.16),
        "text": (0.008, 0.22),
        "brush": (0.02, 0.45),
        "blob": (0.02, 0.45),
        "rectangle": (0.02, 0.45),
        "border": (0.06, 0.55),
    }
)

VERSION = 1  # raise it whenever a hole changes: measurements made on other holes must not be mixed with new ones

Points = NDArray[np.float64]  # (N, 2): x, y

_ATTEMPTS = 8


def sample_mask(kind: Kind, size: Size, rng: np.random.Generator) -> Mask:
    """One hole of `kind`: (size.height, size.width) uint8, 0 = keep, 255 = fill, nothing between.

    The share of 255 lies within `FRACTIONS[kind]` for sides of 64 px and more; there is always at least one pixel
    of each value for sides of 16 px and more. Scratches and dust are 1-8 px wide whatever the size; brush, blob,
    rectangle and border scale with the shorter side. Raises ValueError for an unknown kind or a side under 16 px.
    """
    if kind not in KINDS:
        raise ValueError(f"{kind!r} is not a kind of hole; there are {', '.join(KINDS)}.")
    if min(size) < 16:
        raise ValueError(f"A hole needs a picture of at least 16 x 16 pixels, not {size.width} x {size.height}.")
    low, high = FRACTIONS[kind]
    best, best_miss = np.zeros((size.height, size.width), np.uint8), math.inf
    for _ in range(_ATTEMPTS):
        mask = _draw(kind, size, rng)
        share = float(np.count_nonzero(mask)) / mask.size
        if low <= share <= high:
            return mask
        miss = max(low - share, share - high)
        if 0 < share < 1 and miss < best_miss:
            best, best_miss = mask, miss
    if not best.any() or best_miss > 0.5 * low:  # rare: a plain disc or bar of the kind's size is better than none
        best = np.zeros((size.height, size.width), np.uint8)
        rows = max(1, round(size.height * (low + 0.25 * (high - low))))
        if kind == "border":
            best[:rows] = 255
        else:
            top = int(rng.integers(0, size.height - rows + 1))
            best[top : top + rows] = 255
    return best


def sample_mixed(size: Size, rng: np.random.Generator) -> Mask:
    """One hole of a kind drawn by `PROPORTIONS`; the same promises as `sample_mask`."""
    return sample_mask(sample_kind(rng), size, rng)


def sample_kind(rng: np.random.Generator, kinds: Sequence[Kind] | None = None) -> Kind:
    """A kind drawn by `PROPORTIONS`, out of `kinds` where they are given."""
    among = KINDS if kinds is None else tuple(kinds)
    at = rng.random() * sum(PROPORTIONS[kind] for kind in among)
    for kind in among:
        at -= PROPORTIONS[kind]
        if at < 0:
            return kind
    return among[-1]


def _draw(kind: Kind, size: Size, rng: np.random.Generator) -> Mask:
    sheet = Image.new("L", size, 0)
    draw: ImageDraw.ImageDraw = ImageDraw.Draw(sheet)
    _DRAWERS[kind](sheet, draw, size, rng)
    # Pillow's text is antialiased; a person's mask over text covers the soft edge as well, so anything counts.
    return ((np.asarray(sheet) > 40) * np.uint8(255)).astype(np.uint8)


# --- scratches -------------------------------------------------------------------------------------------------


def _draw_scratches(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """Cracks that branch, dust, hairs, film scratches and tears, 1-8 px wide."""
    scale = math.sqrt(size.area) / 256
    character = rng.random()
    if character < 0.62:  # cracked emulsion, scratches from handling
        for _ in range(1 + int(rng.integers(0, 3 + round(3 * scale)))):
            _crack(draw, size, rng, _anywhere(size, rng), _thin_width(rng), depth=0)
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
    """1-8 px, small ones more often."""
    return float(1 + 7 * rng.beta(1.1, 2.6))


def _anywhere(size: Size, rng: np.random.Generator) -> tuple[float, float]:
    return float(rng.random() * size.width), float(rng.random() * size.height)


def _wander(
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
    path = _wander(start, heading, step, rng.normal(0, turn, count))
    # Swells and thins along the way, ends pointed.
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
    """A polyline whose i-th piece is widths[i] px wide, with round joints where a gap would show."""
    xy = path.tolist()
    for (x0, y0), (x1, y1), width in zip(xy, xy[1:], np.rint(widths).astype(int).tolist(), strict=False):
        draw.line((x0, y0, x1, y1), fill=255, width=width)
        if width >= 3:
            half = (width - 1) / 2
            draw.ellipse((x1 - half, y1 - half, x1 + half, y1 + half), fill=255)


def _film_scratch(draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator, lean: float) -> None:
    reach = size.width + size.height
    x, y = _anywhere(size, rng)
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
    """From an edge inwards, widest at the edge, the two lips ragged and not quite parallel."""
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
    path = _wander(start, heading + float(rng.normal(0, 0.4)), step, rng.normal(0, 0.28, count))
    widest = float(rng.uniform(3.5, 8))
    _ribbon(draw, path, np.clip(np.linspace(widest, 1, count) + rng.normal(0, 0.8, count), 1, 8))


def _dust(draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    count = int(rng.integers(3, 10 + round(45 * size.area / 65536)))
    centres = rng.random((count, 2)) * (size.width, size.height)
    radii = np.minimum(0.5 + rng.exponential(0.9, (count, 2)), 3.8)
    for (x, y), (a, b) in zip(centres.tolist(), radii.tolist(), strict=True):
        draw.ellipse((x - a, y - b, x + a, y + b), fill=255)


def _hair(draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """A fibre on the scanner's glass: thin, evenly curled."""
    count = int(rng.integers(8, 24))
    bend = np.full(count, float(rng.normal(0, 0.16))) + rng.normal(0, 0.06, count)
    path = _wander(_anywhere(size, rng), float(rng.uniform(0, 6.3)), float(rng.uniform(2, 4)), bend)
    draw.line([(x, y) for x, y in path.tolist()], fill=255, width=int(rng.integers(1, 3)))


# --- text ------------------------------------------------------------------------------------------------------

_LETTERS = string.ascii_uppercase + string.ascii_lowercase
_WORDS = ("sample", "PROOF", "Preview", "COPY", "stock", "photo", "DRAFT", "do not copy", "© all rights reserved")
_SIGNS = "0123456789:/.-&@#%!?()"


@lru_cache(maxsize=256)
def _font(height: int) -> ImageFont.FreeTypeFont | ImageFont.ImageFont:
    return ImageFont.load_default(height)


def _draw_text(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """One big watermark, a tiled one, captions and dates, several lines, a stamp, or signs of no known script."""
    short = min(size)
    character = rng.random()
    if character < 0.28:  # one large word across the middle
        height = short * float(rng.uniform(0.12, 0.34))
        angle = float(rng.choice([0.0, 0.0, 30.0, 45.0, -30.0])) + float(rng.normal(0, 4))
        centre = (size.width * float(rng.uniform(0.35, 0.65)), size.height * float(rng.uniform(0.35, 0.65)))
        _lettering(sheet, rng, _phrase(rng, 1), centre, height, angle)
    elif character < 0.55:  # tiled over the whole picture
        _tiled_text(sheet, size, rng)
    elif character < 0.75:  # dates and captions, upright
        for _ in range(1 + int(rng.integers(0, 3))):
            height = float(np.clip(short * rng.uniform(0.045, 0.13), 8, 64))
            centre = (size.width * float(rng.uniform(0.15, 0.85)), size.height * float(rng.uniform(0.06, 0.94)))
            _lettering(sheet, rng, _phrase(rng, 1 + int(rng.integers(0, 3))), centre, height, float(rng.normal(0, 2)))
    elif character < 0.88:  # a paragraph
        height = float(np.clip(short * rng.uniform(0.05, 0.11), 8, 48))
        lines = int(rng.integers(2, 6))
        left, top = size.width * float(rng.uniform(0.3, 0.6)), short * float(rng.uniform(0.08, 0.5))
        angle = float(rng.normal(0, 3))
        for line in range(lines):
            _lettering(sheet, rng, _phrase(rng, 2), (left, top + line * height * 1.3), height, angle)
    else:
        _signs(draw, size, rng)
    if rng.random() < 0.15:  # a logo's ring, or a rule under the writing
        x, y = _anywhere(size, rng)
        radius, width = short * float(rng.uniform(0.06, 0.2)), int(rng.integers(1, 5))
        if rng.random() < 0.5:
            draw.ellipse((x - radius, y - radius, x + radius, y + radius), outline=255, width=width)
        else:
            draw.line((x - 2 * radius, y, x + 2 * radius, y), fill=255, width=width)


def _phrase(rng: np.random.Generator, words: int) -> str:
    parts = []
    for _ in range(words):
        character = rng.random()
        if character < 0.25:
            parts.append(_WORDS[int(rng.integers(0, len(_WORDS)))])
        elif character < 0.8:
            count = int(rng.integers(3, 10))
            word = "".join(_LETTERS[i] for i in rng.integers(0, len(_LETTERS), count).tolist())
            parts.append(word.upper() if rng.random() < 0.4 else word.capitalize())
        else:
            parts.append("".join(_SIGNS[i] for i in rng.integers(0, len(_SIGNS), int(rng.integers(4, 11))).tolist()))
    return " ".join(parts)


def _lettering(
    sheet: Image.Image,
    rng: np.random.Generator,
    text: str,
    centre: tuple[float, float],
    height: float,
    angle: float,
) -> None:
    """Write `text` round `centre`, letters about `height` px tall, turned by `angle` degrees."""
    font = _font(max(7, round(height)))
    outline = rng.random()
    margin = int(rng.integers(0, 2)) if height < 40 else int(rng.integers(0, 4))
    if outline < 0.12 and height > 28:  # only the contour of the letters was printed
        stamp = _text_stamp(text, font, 2)
        inner = _text_stamp(text, font, 0)
        stamp.paste(0, (2, 2), inner)
    else:
        stamp = _text_stamp(text, font, margin)
    if abs(angle) > 0.5:
        stamp = stamp.rotate(angle, Image.Resampling.BILINEAR, expand=True)
    sheet.paste(255, (round(centre[0] - stamp.width / 2), round(centre[1] - stamp.height / 2)), stamp)


def _text_stamp(text: str, font: Any, margin: int) -> Image.Image:
    left, top, right, bottom = font.getbbox(text, stroke_width=margin)
    stamp = Image.new("L", (max(1, math.ceil(right - left)), max(1, math.ceil(bottom - top))), 0)
    ImageDraw.Draw(stamp).text((-left, -top), text, fill=255, font=font, stroke_width=margin)
    return stamp


def _tiled_text(sheet: Image.Image, size: Size, rng: np.random.Generator) -> None:
    height = float(np.clip(min(size) * rng.uniform(0.06, 0.15), 9, 60))
    angle = float(rng.choice([0.0, 30.0, 45.0, -30.0, -45.0])) + float(rng.normal(0, 2))
    stamp = _text_stamp(_phrase(rng, 1), _font(round(height)), int(rng.integers(0, 2)))
    if abs(angle) > 0.5:
        stamp = stamp.rotate(angle, Image.Resampling.BILINEAR, expand=True)
    gap = float(rng.uniform(1.05, 1.7))
    across, down = max(12, round(stamp.width * gap)), max(12, round(stamp.height * gap))
    y = -int(rng.integers(0, down))
    row = 0
    while y < size.height:
        x = -int(rng.integers(0, across)) if row == 0 else -(across // 2) * (row % 2)
        while x < size.width:
            sheet.paste(255, (x, y), stamp)
            x += across
        y += down
        row += 1


def _signs(draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """Handwriting and scripts the font does not have: strokes and arcs in boxes along a line."""
    height = float(np.clip(min(size) * rng.uniform(0.07, 0.2), 10, 80))
    width = max(1, round(height * float(rng.uniform(0.06, 0.16))))
    lines = int(rng.integers(1, 4))
    y = size.height * float(rng.uniform(0.1, 0.6))
    slope = float(rng.normal(0, 0.08))
    for _ in range(lines):
        x = size.width * float(rng.uniform(0.02, 0.3))
        end = size.width * float(rng.uniform(0.6, 0.98))
        while x < end:
            box = height * float(rng.uniform(0.5, 1.0))
            top = y + slope * x
            for _ in range(int(rng.integers(2, 5))):
                ax, ay, bx, by = (rng.random(4) * (box, height, box, height) + (x, top, x, top)).tolist()
                if rng.random() < 0.5:
                    draw.line((ax, ay, bx, by), fill=255, width=width)
                else:
                    turn = float(rng.uniform(0, 360))
                    frame = (min(ax, bx), min(ay, by), max(ax, bx) + 3, max(ay, by) + 3)
                    draw.arc(frame, turn, turn + float(rng.uniform(90, 330)), fill=255, width=width)
            x += box + height * float(rng.uniform(0.1, 0.35))
        y += height * 1.35


# --- brush -----------------------------------------------------------------------------------------------------


def _draw_brush(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """A person's strokes: one radius per session, lines, arcs, scribbles back and forth, dabs."""
    short = min(size)
    radius = short * float(0.02 + 0.085 * rng.beta(1.3, 1.8))
    for _ in range(1 + int(rng.integers(0, 4))):
        character = rng.random()
        radius_here = radius * float(rng.uniform(0.8, 1.25))
        start = _anywhere(size, rng)
        heading = float(rng.uniform(0, 2 * math.pi))
        if character < 0.55:  # a free line, gently bending
            count = int(rng.integers(6, 18))
            bend = rng.normal(0, 0.12, count) + np.cumsum(rng.normal(0, 0.07, count))
            path = _wander(start, heading, short * float(rng.uniform(0.2, 0.9)) / count, bend)
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
    """Round joints and ends; the radius breathes a little, as under a pen."""
    radii = radius * (1 + 0.12 * np.sin(np.arange(len(path)) * float(rng.uniform(0.4, 1.2))))
    xy = path.tolist()
    for (x0, y0), (x1, y1), r in zip(xy, xy[1:], radii[1:].tolist(), strict=False):
        draw.line((x0, y0, x1, y1), fill=255, width=max(1, round(2 * r)))
    for (x, y), r in zip(xy, radii.tolist(), strict=True):
        draw.ellipse((x - r, y - r, x + r, y + r), fill=255)


# --- blobs and silhouettes -------------------------------------------------------------------------------------


def _draw_blobs(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    character = rng.random()
    if character < 0.4:
        for _ in range(1 + int(rng.random() < 0.4) + int(rng.random() < 0.2)):
            centre = (size.width * float(rng.uniform(0.1, 0.9)), size.height * float(rng.uniform(0.1, 0.9)))
            _polygon(draw, _round_blob(centre, min(size) * float(rng.uniform(0.1, 0.27)), rng))
    elif character < 0.6:
        _cloud(sheet, size, rng)
    else:
        _silhouette(draw, size, rng)


def _polygon(draw: ImageDraw.ImageDraw, points: Points) -> None:
    draw.polygon([(x, y) for x, y in points.tolist()], fill=255)


def _round_blob(centre: tuple[float, float], radius: float, rng: np.random.Generator) -> Points:
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


def _cloud(sheet: Image.Image, size: Size, rng: np.random.Generator) -> None:
    """Stains and mould: smooth noise over a threshold that leaves the wanted share."""
    cells = int(rng.integers(4, 9))
    aspect = size.width / size.height
    shape = (max(2, round(cells / max(1, aspect))), max(2, round(cells * min(1, aspect))))
    noise = Image.fromarray(rng.random(shape).astype(np.float32)).resize(size, Image.Resampling.BICUBIC)
    field = np.asarray(noise)
    threshold = np.quantile(field[::4, ::4], 1 - float(rng.uniform(0.05, 0.35)))
    sheet.paste(Image.fromarray(((field > threshold) * np.uint8(255)).astype(np.uint8)))


def _silhouette(draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """A person, an animal, a vehicle, a vessel or a tree, painted over a little generously."""
    shapes: tuple[Callable[[np.random.Generator], list[Points]], ...] = (_person, _animal, _vehicle, _vessel, _tree)
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


def _person(rng: np.random.Generator) -> list[Points]:
    """Within -0.5 .. 0.5 of its height, as are the others."""
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


def _animal(rng: np.random.Generator) -> list[Points]:
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


def _vehicle(rng: np.random.Generator) -> list[Points]:
    roof, front = float(rng.uniform(0.12, 0.3)), float(rng.uniform(0.12, 0.3))
    body = np.asarray([(-0.5, -0.02), (0.5, -0.02), (0.52, 0.14), (-0.52, 0.14)])
    cabin = np.asarray([(-0.42, 0.0), (-0.3, -roof), (0.42 - front, -roof), (0.42, 0.0)])
    wheel = float(rng.uniform(0.07, 0.1))
    return [body, cabin, _oval(-0.3, 0.14, wheel, wheel), _oval(0.3, 0.14, wheel, wheel)]


def _vessel(rng: np.random.Generator) -> list[Points]:
    """A lamp, bottle, vase, sign: a turned profile, or anything else that stands and has two equal sides."""
    rows = np.linspace(-0.5, 0.5, 14)
    profile = 0.16 + 0.0 * rows
    for harmonic in range(1, 5):
        profile = profile + rng.normal(0, 0.09 / harmonic) * np.cos(harmonic * rows * 5 + rng.uniform(0, 6.3))
    profile = np.clip(profile, 0.03, 0.4)
    right = np.stack([profile, rows], 1)
    return [np.concatenate([right, right[::-1] * (-1.0, 1.0)])]


def _tree(rng: np.random.Generator) -> list[Points]:
    parts = [_limb(0, 0.5, float(rng.normal(0, 0.03)), -0.1, 0.05, 0.03)]
    for _ in range(int(rng.integers(3, 6))):
        centre = (float(rng.normal(0, 0.14)), float(rng.uniform(-0.38, -0.05)))
        parts.append(_round_blob(centre, float(rng.uniform(0.1, 0.19)), rng))
    return parts


# --- rectangles and borders ------------------------------------------------------------------------------------


def _draw_rectangles(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
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


def _draw_border(sheet: Image.Image, draw: ImageDraw.ImageDraw, size: Size, rng: np.random.Generator) -> None:
    """Outpainting: one side, two, or all four; sometimes the slanted wedges that straightening a picture leaves."""
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


_DRAWERS: Mapping[Kind, Callable[[Image.Image, ImageDraw.ImageDraw, Size, np.random.Generator], None]] = (
    MappingProxyType(
        {
            "scratch": _draw_scratches,
            "text": _draw_text,
            "brush": _draw_brush,
            "blob": _draw_blobs,
            "rectangle": _draw_rectangles,
            "border": _draw_border,
        }
    )
)
