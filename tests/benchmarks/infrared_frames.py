"""Synthetic scans with infrared: a photograph, real outlines of dust over it, and what a scanner makes of both."""

import json
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw
from scipy import ndimage

Floats = NDArray[np.float32]


@dataclass(frozen=True)
class Scanner:
    """Parameters of one scanner, from measurements that others published (issue 15, F5)."""

    name: str
    core: float  # share of infrared that passes opaque dust
    gamma: float  # ln of visible light that passes is so many times ln of infrared
    noise: float  # deviation of ln infrared, half of it from pixel to pixel and half as grain
    blur: float  # pixels, deviation


SCANNERS = (
    Scanner("Coolscan", 0.62, 1.25, 0.05, 1.0),
    Scanner("Plustek", 0.918, 6.6, 0.005, 1.0),
    Scanner("flatbed", 0.6, 1.1, 0.012, 2.0),
)


@dataclass(frozen=True, eq=False)
class Frame:
    """A synthetic scan and its truth."""

    clean: NDArray[np.uint16]  # (H, W, 3)
    pixels: NDArray[np.uint16]  # (H, W, 3)
    infrared: NDArray[np.uint16]  # (H, W)
    opacity: Floats  # (H, W), 0 .. 1


def dust(outlines: Path, height: int, width: int, left: int, top: int, rng: np.random.Generator) -> Floats:
    """Opacity of the outlines of a frame that lie in a window of it; each has its own, .35 to 1, and a soft edge."""
    opacity = np.zeros((height, width), np.float32)
    for _, points in json.loads(outlines.read_text()):
        at = np.asarray(points, np.float32) - (left, top)
        low, high = np.floor(at.min(axis=0)).astype(int) - 3, np.ceil(at.max(axis=0)).astype(int) + 4
        if (low < 0).any() or high[0] > width or high[1] > height or len(at) < 2:
            continue
        across, down = high - low
        image = Image.new("L", (int(across) * 4, int(down) * 4))
        draw = ImageDraw.Draw(image)
        shape = [tuple(map(float, (point - low + 0.5) * 4)) for point in at]
        draw.polygon(shape, fill=255) if len(shape) > 2 else draw.line(shape, fill=255, width=6)
        piece = np.asarray(image.resize((int(across), int(down)), Image.Resampling.BOX), np.float32) / 255
        piece = ndimage.gaussian_filter(piece, 0.7) * rng.uniform(0.35, 1)
        part = opacity[low[1] : high[1], low[0] : high[0]]
        np.maximum(part, piece, out=part)
    return opacity


def scanned(
    photo: NDArray[np.uint8],
    opacity: Floats,
    scanner: Scanner,
    crosstalk: float,
    shift: tuple[float, float],
    rng: np.random.Generator,
    of_film: bool = False,
) -> Frame:
    """photo: (H, W, 3). crosstalk: power of red that shows in infrared. shift: of the infrared, to the right and down.

    of_film: red is the film's, without the dust over it. Else it is the scan's, so that `core` is what the ratio of
    infrared to its prediction by red falls to: that is how the published numbers of scanners were measured.
    """
    height, width = photo.shape[:2]
    clean = ((photo.astype(np.float32) + rng.uniform(-0.5, 0.5, photo.shape).astype(np.float32)) / 255).clip(0, 1)
    through = opacity * np.float32(np.log(scanner.core))  # ln of infrared
    visible = clean * np.exp(through * scanner.gamma)[:, :, None]
    y, x = np.mgrid[0:height, 0:width].astype(np.float32)
    falloff = 0.9 - 0.25 * (((x / width - 0.45) ** 2) + ((y / height - 0.55) ** 2))
    infrared = 0.92 * falloff * np.exp(through)
    red, green = ((clean if of_film else visible)[:, :, band] for band in (0, 1))
    infrared *= np.maximum(red, 1 / 255) ** crosstalk * np.maximum(green, 1 / 255) ** 0.02
    infrared = ndimage.gaussian_filter(infrared, scanner.blur)
    infrared = ndimage.shift(infrared, (shift[1], shift[0]), order=3, mode="nearest")
    white = rng.normal(0, 1, infrared.shape).astype(np.float32)
    grain = ndimage.gaussian_filter(rng.normal(0, 1, infrared.shape).astype(np.float32), 0.8)
    infrared *= np.exp(scanner.noise * (0.7071 * white + 0.7071 * grain / max(float(grain.std()), 1e-6)))
    visible += rng.normal(0, 0.002, visible.shape).astype(np.float32)
    return Frame(_wide(clean), _wide(visible), _wide(infrared), opacity)


def _wide(shares: Floats) -> NDArray[np.uint16]:
    return np.rint(np.clip(shares, 0, 1) * 65535).astype(np.uint16)


def scores(proposed: NDArray[np.bool_], opacity: Floats, near: int = 2) -> tuple[float, float, float]:
    """Precision, recall and F1 of pixels, `near` pixels beside counting as right; truth: opacity above .3."""
    truth, touched = opacity > 0.3, opacity > 0.02
    square = np.ones((2 * near + 1, 2 * near + 1), bool)
    right = (proposed & ndimage.binary_dilation(touched, square)).sum()
    hit = (truth & ndimage.binary_dilation(proposed, square)).sum()
    precision, recall = right / max(proposed.sum(), 1), hit / max(truth.sum(), 1)
    return float(precision), float(recall), float(2 * precision * recall / max(precision + recall, 1e-9))
