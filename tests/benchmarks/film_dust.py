"""Dirty clips whose truth is exact: those of `film_clips`, with film's grain, unsteady light and gate weave, and real
dust and hairs that lie on one frame each."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from film_clips import KINDS, SIZE, clip
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

from inpaint_studio.editing.geometry import Size
from inpaint_studio.model.photographs.damage.sources import Outlines, Sources, read_pieces

Bools = NDArray[np.bool_]
Frames = NDArray[np.uint8]  # (N, H, W, 3)

_BLOBS = ("dirt", "smut", "spots", "stain")
_LINES = ("hair", "hair-short", "lint")
_SEEN = 0.3, 0.045  # opacity, and change of full range, from which on a pixel counts as dirt: as for painted damage
_FAINT = 0.05  # opacity from which on it is neither dirt nor clean
DIRT = 16  # blotches of a frame, on the mean


@dataclass(frozen=True, eq=False)
class DirtyClip:
    name: str
    clean: Frames  # with grain, weave and flicker
    dirty: Frames
    dirt: Bools  # (N, H, W)
    ignored: Bools  # the soft edge of it, and what is too faint to be seen
    cuts: tuple[int, ...] = ()


def sources(pieces: Path, outlines: Sequence[Path], held_out: bool) -> Sources:
    """Two in five outlined frames and every fifth piece are held out."""
    frames = [Outlines.read(path) for number, path in enumerate(sorted(outlines)) if (number % 5 >= 3) == held_out]
    return Sources(read_pieces(pieces, held_out), frames)


def dirty_clips(
    photos: Sequence[Path], dirt: Sources, count: int = 12, size: Size = SIZE, seed: int = 0, rounds: int = 1
) -> Iterator[DirtyClip]:
    """One of each kind a round; photographs are taken in turn, two for each clip."""
    for number in range(rounds * len(KINDS)):
        rng = np.random.default_rng((seed, number))
        first, second = photos[(2 * number) % len(photos)], photos[(2 * number + 1) % len(photos)]
        made = clip(KINDS[number % len(KINDS)], first, second, count, size, rng)
        clean = _as_film(_with_things(made.frames, made.cuts, rng), rng)
        painted = [_dirtied(frame, dirt, rng) for frame in clean]
        dirty, mask, ignored = (np.stack(each) for each in zip(*painted, strict=True))
        yield DirtyClip(made.name, clean, dirty, mask, ignored, made.cuts)


def _with_things(frames: Frames, cuts: tuple[int, ...], rng: np.random.Generator) -> Frames:
    """Small things that fly through the picture, each in one scene: birds, balls, leaves. They are no dirt."""
    height, width = frames.shape[1:3]
    out = frames.astype(np.float32)
    rows, columns = np.mgrid[:height, :width].astype(np.float32)
    for first, last in zip((0, *cuts), (*cuts, len(frames)), strict=True):
        for _ in range(rng.integers(0, 4)):
            start = rng.uniform(0.1, 0.9, 2) * (width, height)
            turn, speed = rng.uniform(0, 2 * np.pi), rng.uniform(0.5, 14) * width / 432
            step = speed * np.array([np.cos(turn), np.sin(turn)])
            long, wide = rng.uniform(2, 12) * width / 432, rng.uniform(1.2, 5) * width / 432
            colour = rng.uniform(0, 255, 3).astype(np.float32)
            for number in range(first, last):
                x, y = start + step * (number - (first + last) / 2)
                heading = turn + 0.15 * (number - first) if rng.random() < 0.5 else turn
                u = (columns - x) * np.cos(heading) + (rows - y) * np.sin(heading)
                v = (rows - y) * np.cos(heading) - (columns - x) * np.sin(heading)
                # Motion of half the time between two frames blurs it along its way.
                inside = np.clip(1.5 - np.hypot(u / (long + speed / 4), v / wide), 0, 0.5) * 2
                out[number] += (colour - out[number]) * inside[:, :, None]
    return np.clip(np.rint(out), 0, 255).astype(np.uint8)


def _as_film(frames: Frames, rng: np.random.Generator) -> Frames:
    """With grain of more than a pixel, light that flickers and flashes, and a gate that weaves."""
    strength, flicker, weave = rng.uniform(2, 7), rng.uniform(0.002, 0.03), rng.uniform(0, 0.6)
    flash = int(rng.integers(len(frames))) if rng.random() < 0.5 else -1
    out = []
    for number, frame in enumerate(frames):
        moved = ndimage.shift(frame.astype(np.float32), (*rng.normal(0, weave, 2), 0), order=1, mode="nearest")
        moved *= np.float32(np.exp(rng.normal(0, flicker)))
        if number == flash:
            moved = 255 - (255 - moved) * np.float32(rng.uniform(0.6, 0.9))
        grain = ndimage.gaussian_filter(rng.standard_normal(frame.shape, np.float32), (0.6, 0.6, 0))
        grain = (0.7 * grain.mean(axis=2, keepdims=True) * 3**0.5 + 0.5 * grain) * np.float32(strength / 0.42)
        tone = np.clip(moved / 255, 0, 1)
        moved += grain * (0.4 + 2.4 * tone * (1 - tone))
        out.append(np.clip(np.rint(moved), 0, 255).astype(np.uint8))
    return np.stack(out)


def _dirtied(frame: Frames, dirt: Sources, rng: np.random.Generator) -> tuple[Frames, Bools, Bools]:
    height, width = frame.shape[:2]
    picture = frame.astype(np.float32) / 255
    clean, opacity = picture.copy(), np.zeros((height, width), np.float32)
    for _ in range(rng.poisson(DIRT * height * width / (432 * 240))):
        sheet = _piece(dirt, Size(width, height), rng)
        alpha = ndimage.gaussian_filter(np.asarray(sheet, np.float32) / 255, rng.uniform(0.3, 1.0))
        alpha = np.clip(alpha * np.float32(rng.uniform(0.6, 1.1)), 0, 1)
        tone = rng.uniform(0.82, 1) if rng.random() < 0.5 else rng.uniform(0, 0.2)
        colour = np.clip(tone + rng.normal(0, 0.02, 3), 0, 1).astype(np.float32)
        picture += (colour - picture) * alpha[:, :, None]
        np.maximum(opacity, alpha, out=opacity)
    picture += rng.normal(0, 0.006, (height, width, 1)) * (opacity[:, :, None] > 0)  # the print's own grain
    dirty = np.rint(np.clip(picture, 0, 1) * 255).astype(np.uint8)
    dirty = np.where(opacity[:, :, None] > 0, dirty, frame)
    change = np.abs(np.clip(picture, 0, 1) - clean).max(axis=2)
    mask = (opacity > _SEEN[0]) & (change > _SEEN[1])
    return dirty, mask, (opacity > _FAINT) & ~mask


def _piece(dirt: Sources, size: Size, rng: np.random.Generator) -> Image.Image:
    """(H, W) one blotch or hair, of a picture of a piece or of an outline of a real frame."""
    unit = size.width / 432
    sheet = Image.new("L", (size.width * 2, size.height * 2))
    at = rng.uniform(0, 1, 2) * (size.width * 2, size.height * 2)
    is_line = rng.random() < 0.3
    if rng.random() < 0.5 and dirt.frames:
        frame = dirt.frames[int(rng.integers(len(dirt.frames)))]
        shape = frame.shapes[int(rng.integers(len(frame.shapes)))]
        scale = rng.uniform(0.12, 0.4) * 2 * unit
        points = (shape - shape.mean(0)) * scale
        span = float(np.ptp(points, axis=0).max())
        points *= np.clip(span, 4 * unit, 120 * unit) / max(span, 1e-3)
        ImageDraw.Draw(sheet).polygon([(x, y) for x, y in (points + at).tolist()], fill=255)
    else:
        kinds = _LINES if is_line else _BLOBS
        listed = dirt.pieces[kinds[int(rng.integers(len(kinds)))]]
        piece = Image.fromarray(listed[int(rng.integers(len(listed)))])
        most = (rng.uniform(20, 80) if is_line else np.exp(rng.uniform(np.log(3), np.log(26)))) * 2 * unit
        times = most / max(piece.size)
        fresh = max(3, round(piece.width * times)), max(3, round(piece.height * times))
        piece = piece.resize(fresh, Image.Resampling.BILINEAR, reducing_gap=2.0)
        piece = piece.rotate(float(rng.uniform(0, 360)), Image.Resampling.BILINEAR, expand=True)
        sheet.paste(255, (int(at[0]) - piece.width // 2, int(at[1]) - piece.height // 2), piece)
    return sheet.reduce(2)
