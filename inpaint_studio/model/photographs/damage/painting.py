"""Samples for the finder's net: a crop of a photograph, what was painted over it, and where."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFilter

from inpaint_studio.model.photographs.damage.ageing import Floats, aged, copied
from inpaint_studio.model.photographs.damage.decoys import with_decoy
from inpaint_studio.model.photographs.damage.layers import flank, layer
from inpaint_studio.model.photographs.damage.overlays import overlay
from inpaint_studio.model.photographs.damage.sources import Sources

NONE, IGNORED, PAINTED = 0, 128, 255  # values of labels

UNDAMAGED = 0.42  # of all samples
ZOOMS = (0.45, 1.8)  # a large scan is softer than a small photograph, a reduced one sharper
_WRITTEN = 0.3
_SEEN = 0.3  # opacity from which a pixel counts as damaged,
_CHANGE = 0.045  # if its brightest or darkest channel changed by this much


@dataclass(frozen=True)
class Place:
    """A window of a photograph."""

    photograph: int
    x: float  # of its centre
    y: float
    zoom: float  # pixels of the sample per pixel of the photograph


@dataclass(frozen=True, eq=False)
class Sample:
    picture: NDArray[np.uint8]  # (S, S, 3)
    labels: NDArray[np.uint8]  # (2, S, S): damage, overlay; NONE, IGNORED or PAINTED


def random_place(
    photograph: int, pixels: NDArray[np.uint8], rng: np.random.Generator, zooms: tuple[float, float] = ZOOMS
) -> Place:
    """Anywhere in a photograph; zooms: from, to."""
    low, high = zooms
    zoom = float(np.exp(rng.uniform(np.log(low), np.log(high))))
    height, width = pixels.shape[:2]
    return Place(photograph, float(rng.random() * width), float(rng.random() * height), zoom)


def window(pixels: NDArray[np.uint8], place: Place, side: int, rng: np.random.Generator) -> NDArray[np.uint8]:
    """The crop at a place, shifted into the photograph and turned or mirrored at random: (side, side, 3)."""
    height, width = pixels.shape[:2]
    reach = min(side / place.zoom, width, height)
    left = min(max(place.x - reach / 2, 0.0), width - reach)
    top = min(max(place.y - reach / 2, 0.0), height - reach)
    x0, y0 = int(left), int(top)
    x1, y1 = min(width, int(left + reach) + 2), min(height, int(top + reach) + 2)
    part = Image.fromarray(pixels[y0:y1, x0:x1])
    box = (left - x0, top - y0, min(left - x0 + reach, part.width), min(top - y0 + reach, part.height))
    crop = np.asarray(part.resize((side, side), Image.Resampling.BICUBIC, box=box))
    if rng.random() < 0.5:
        crop = crop[:, ::-1]
    if rng.random() < 0.25:
        crop = np.rot90(crop, int(rng.integers(1, 4)))
    return np.ascontiguousarray(crop)


def painted(
    crop: NDArray[np.uint8], sources: Sources, rng: np.random.Generator, undamaged: float = UNDAMAGED
) -> Sample:
    """A sample from a crop of an undamaged photograph, (S, S, 3). undamaged: the chance that it stays so."""
    side = crop.shape[0]
    picture: Floats = crop.astype(np.float32) / np.float32(255)
    if rng.random() < 0.3:
        picture = with_decoy(picture, rng)
    picture = aged(picture, rng)
    damage = np.full((side, side), NONE, np.uint8)
    writing = np.full((side, side), NONE, np.uint8)
    is_written, written_first = rng.random() < _WRITTEN, rng.random() < 0.5
    if is_written and written_first:
        picture, writing = _written(picture, sources, rng)
    if rng.random() >= undamaged:
        picture, damage = _damaged(picture, sources, rng)
    if is_written and not written_first:
        picture, writing = _written(picture, sources, rng)
    return Sample(copied(picture, rng), np.stack([damage, writing]))


def _damaged(picture: Floats, sources: Sources, rng: np.random.Generator) -> tuple[Floats, NDArray[np.uint8]]:
    side = picture.shape[0]
    palette = _palette(rng)
    whole = np.zeros((side, side), np.float32)
    seen = np.zeros((side, side), bool)
    for _ in range(1 + int(rng.integers(0, 3))):
        if rng.random() < 0.08:
            alpha, shade = flank(side, rng)
            picture = np.clip(picture + shade[..., None], 0, 1).astype(np.float32)
        else:
            alpha = layer(side, sources, rng)
        colour = palette[int(rng.integers(len(palette)))]
        covered: Floats = picture + (colour - picture) * alpha[..., None]
        seen |= (alpha > _SEEN) & (np.abs(covered - picture).max(2) > _CHANGE)
        np.maximum(whole, alpha, out=whole)
        picture = covered
    return picture, _labels(seen, whole > 0.08)


def _palette(rng: np.random.Generator) -> Sequence[Floats]:
    """Colours of the damage of one picture: light or dark or, on colour film, that of an emulsion."""
    light = [np.full(3, rng.uniform(0.8, 1)) * (1, rng.uniform(0.93, 1), rng.uniform(0.82, 1)) for _ in range(2)]
    dark = [np.full(3, rng.uniform(0, 0.25)) * (1, rng.uniform(0.8, 1), rng.uniform(0.7, 1)) for _ in range(2)]
    emulsion = [
        rng.uniform(0.6, 1) * np.asarray(rgb) for rgb in ((0.1, 0.9, 1), (1, 0.2, 0.9), (1, 0.9, 0.2), (0.3, 1, 0.4))
    ]
    character = rng.random()
    chosen = (
        light if character < 0.5 else dark if character < 0.78 else [*light, *dark] if character < 0.92 else emulsion
    )
    return [colour.astype(np.float32) for colour in chosen]


def _written(picture: Floats, sources: Sources, rng: np.random.Generator) -> tuple[Floats, NDArray[np.uint8]]:
    laid = overlay(picture.shape[0], sources, rng)
    out = np.clip(laid.over(picture), 0, 1).astype(np.float32)
    changed = np.abs(out - picture).max(2)
    return out, _labels((laid.strokes > 0.35) & (changed > 0.025), (laid.strokes > 0.06) | (changed > 0.02))


def _labels(seen: NDArray[np.bool_], touched: NDArray[np.bool_]) -> NDArray[np.uint8]:
    """With a ring that is not judged: where something is painted too faintly, and a pixel beside."""
    image = Image.fromarray(seen.astype(np.uint8) * np.uint8(255))
    near = np.asarray(image.filter(ImageFilter.MaxFilter(3))) > 0
    return np.where(seen, np.uint8(PAINTED), np.where(near | touched, np.uint8(IGNORED), np.uint8(NONE)))


__all__ = ["IGNORED", "NONE", "PAINTED", "ZOOMS", "Place", "Sample", "painted", "random_place", "window"]
