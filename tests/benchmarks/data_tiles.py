"""Tiles of several bands for `bench_data`, and the clouds and stripes that cover them."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from PIL import Image
from scipy import ndimage

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.picture import Mask, Picture, Pixels

_NAMES = ("coastal", "blue", "green", "red", "near infrared", "short-wave 1", "short-wave 2")
# Reflectance x 10,000 of each band for the darkest and brightest ground, and how each is made of a photograph's red,
# green and blue, an exponent, and how much of it is a green index of its own, as plants are bright in the infrared.
_GROUND = (
    (900, 1900, (0.1, 0.2, 0.7), 1.1, 0.0),
    (700, 2100, (0.1, 0.3, 0.6), 1.0, 0.0),
    (550, 2600, (0.2, 0.7, 0.1), 1.0, 0.05),
    (350, 3000, (0.8, 0.2, 0.0), 1.1, -0.05),
    (600, 4600, (0.2, 0.7, 0.1), 0.8, 0.55),
    (300, 4000, (0.6, 0.3, 0.1), 1.2, 0.15),
    (150, 3200, (0.7, 0.3, 0.0), 1.4, -0.1),
)
_NOISE = (18, 14, 12, 14, 26, 30, 28)  # standard deviation of each band's own
_NODATA = 0


@dataclass(frozen=True, eq=False)
class Tile:
    """What is under the clouds."""

    truth: Pixels  # (H, W, bands)
    unknown: Mask  # (H, W) 255 = nodata
    names: tuple[str, ...]

    def picture(self, pixels: Pixels) -> Picture:
        bands = tuple(Band(name, "", 1e-4, 0.0, 1, None, (float(_NODATA),)) for name in self.names)
        seen = (3, 2, 1) if len(bands) >= 4 else tuple(range(len(bands)))[:3]
        levels = Levels(seen, (0.0,) * len(seen), (3000.0,) * len(seen))
        return Picture(pixels, "tile", bands=bands, levels=levels, unknown=self.unknown)

    def spoilt(self, mask: Mask, rng: np.random.Generator, is_bright: bool) -> Pixels:
        """The tile with clouds, or with stripes of nodata that the mask marks."""
        out = self.truth.copy()
        value = rng.integers(5000, 9000, (1, out.shape[2])) if is_bright else _NODATA
        out[mask > 0] = np.clip(value, 0, np.iinfo(out.dtype).max)
        return out


def mixed(photograph: Path, seed: int) -> Tile:
    """Seven bands as different curves of different mixtures of a photograph, with noise of each band's own."""
    with Image.open(photograph) as opened:
        rgb = np.asarray(opened.convert("RGB"), np.float64) / 255
    rng = np.random.default_rng(seed)
    green = np.clip(2 * rgb[:, :, 1] - rgb[:, :, 0] - rgb[:, :, 2], -0.5, 0.5) + 0.5
    truth = np.empty((*rgb.shape[:2], len(_GROUND)), np.uint16)
    for number, ((dark, bright, weights, exponent, plants), noise) in enumerate(zip(_GROUND, _NOISE, strict=True)):
        share = np.clip((rgb @ weights) ** exponent + plants * (green - 0.5), 0, 1)
        band = dark + (bright - dark) * share + rng.normal(0, noise, share.shape)
        truth[:, :, number] = np.rint(np.clip(band, 1, 10_000))
    return Tile(_with_edge(truth, unknown := _edge(rgb.shape[:2])), unknown, _NAMES)


def of_file(path: Path, side: int) -> Tile:
    """The middle of a raster file; NAME_B2.TIF brings the other bands that lie beside it."""
    import rasterio

    beside = sorted(path.parent.glob(path.name.replace("_B2.", "_B[0-9].")))
    planes = []
    for one in beside or [path]:
        with rasterio.open(one) as opened:
            planes += list(opened.read())
    top, left = ((n - side) // 2 for n in planes[0].shape)
    truth = np.stack([plane[max(0, top) :, max(0, left) :][:side, :side] for plane in planes], axis=2)
    unknown = (truth == _NODATA).all(axis=2).astype(np.uint8) * 255
    return Tile(truth, unknown, tuple(f"B{n + 1}" for n in range(truth.shape[2])))


def _edge(shape: tuple[int, int]) -> Mask:
    """The slanting edge of a scene."""
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    return ((columns - 0.25 * rows) > 0.9 * shape[1]).astype(np.uint8) * 255


def _with_edge(truth: Pixels, unknown: Mask) -> Pixels:
    truth[unknown > 0] = _NODATA
    return truth


def clouds(shape: tuple[int, int], rng: np.random.Generator, share: float, size: float) -> Mask:
    noise = (
        ndimage.gaussian_filter(rng.standard_normal(shape), size)
        + 0.25 * ndimage.gaussian_filter(rng.standard_normal(shape), size / 4) * (size / 4) / size
    )
    return (noise > np.quantile(noise, 1 - share)).astype(np.uint8) * 255


def stripes(shape: tuple[int, int], rng: np.random.Generator) -> Mask:
    """Gaps of a broken scan line corrector, wider towards one side."""
    rows, columns = np.mgrid[: shape[0], : shape[1]]
    period, slope = 33, 0.17
    width = 1 + 5 * columns / shape[1]
    phase = (rows + slope * columns + rng.uniform(0, period)) % period
    return (phase < width).astype(np.uint8) * 255


MASKS: dict[str, Callable[[tuple[int, int], np.random.Generator], Mask]] = {
    "small clouds": lambda shape, rng: clouds(shape, rng, 0.021, 5),
    "large clouds": lambda shape, rng: clouds(shape, rng, 0.067, 22),
    "stripes": stripes,
}
