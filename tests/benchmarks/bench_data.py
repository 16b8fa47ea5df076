"""Filling measured data: CT slices and satellite tiles, in their own units.

    python tests/benchmarks/bench_data.py slices [--slice NAME] [--seeds 0 1 2] [--methods auto ...]
    python tests/benchmarks/bench_data.py tiles [--photos FOLDER] [--tile FILE ...] [--seeds 0 1 2] [--methods auto ...]

slices: a CT of the package pydicom-data; holes inside the body: a band of 6 px, streaks of 2 px, text and blobs in soft
tissue. RMSE in the hole in HU, SSIM of the window 40 / 400 over the body and round the hole. Calibrate on
J2K_pixelrep_mismatch.dcm, report on 693_UNCR.dcm and on 693_UNCI.dcm, the same slice after lossy compression, whose
tissue has no noise. Budgets, of 693: band <= 42, streaks <= 28, text <= 16, blobs
<= 1.5 HU, SSIM >= .985 over the body, and no case more than a quarter worse than skimage's biharmonic fill.

tiles: seven bands of 16 bits, mixed from photographs as an instrument would see them, or tiles of one's own; an edge of
nodata; masks of small clouds, large clouds and stripes of a broken scan line corrector. RMSE over all bands, the angle
between spectra (SAM), the ratio of standard deviations, the share of spectra that occur in the picture, CPU seconds;
beside rasterio.fill.fillnodata, band by band. Budgets: `auto` not worse than fillnodata in RMSE and SAM on each mask;
`exemplar` a share of 1.
"""

import argparse
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from data_tiles import MASKS, Tile, mixed, of_file
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont
from scipy import ndimage

from inpaint_studio.editing.bands import Band, Levels
from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.mask import bounds
from inpaint_studio.editing.picture import Mask, Picture, Pixels
from inpaint_studio.evaluation.data_metrics import rmse, spectral_angle
from inpaint_studio.filling.engine import Engine
from inpaint_studio.filling.request import FillRequest, FillResult

_METHODS = ("membrane", "generator", "hybrid", "exemplar", "auto")
Fill = Callable[[Picture, Mask], Pixels]


def filled(engine: Engine, picture: Picture, mask: Mask, method: str, seed: int = 0) -> Pixels:
    rect = bounds(mask)
    request = FillRequest(picture, (), rect, mask[rect.slices].copy(), method, seed=seed)
    result = None
    for result in engine.fill(request):  # noqa: B007  # the last value is the result
        pass
    assert isinstance(result, FillResult)
    return composite(picture, result.fills, picture.rect)


# slices


@dataclass(frozen=True, eq=False)
class Slice:
    """A CT slice: the picture, and where the body is."""

    picture: Picture
    body: NDArray[np.bool_]

    @property
    def hu(self) -> NDArray[np.float64]:
        return values(self.picture, self.picture.pixels)[:, :, 0]


def values(picture: Picture, pixels: Pixels) -> NDArray[np.float64]:
    scale, offset = ([getattr(band, name) for band in picture.bands] for name in ("scale", "offset"))
    return np.asarray(pixels.astype(np.float64) * scale + offset)


def slice_of(name: str) -> Slice:
    import pydicom
    from pydicom.data import get_testdata_file

    dataset = pydicom.dcmread(str(get_testdata_file(name)))
    samples = dataset.pixel_array.astype(np.int16)
    padding = dataset.get("PixelPaddingValue")
    nodata = () if padding is None else (float(padding),)
    unknown = None if padding is None else (samples <= padding).astype(np.uint8) * 255
    band = Band("CT", "HU", float(dataset.RescaleSlope), float(dataset.RescaleIntercept), -1024, 3071, nodata)
    band = Band("CT", "HU", band.scale, band.offset, min(-1024, float(samples.min())), float(samples.max()), nodata)
    levels = Levels((0,), (band.sample(-160),), (band.sample(240),))
    picture = Picture(samples[:, :, None], name, bands=(band,), levels=levels, unknown=unknown)
    labels, _ = ndimage.label(values(picture, picture.pixels)[:, :, 0] > -400)
    largest = int(np.bincount(labels.ravel())[1:].argmax()) + 1
    body = ndimage.binary_erosion(ndimage.binary_fill_holes(labels == largest), iterations=8)
    return Slice(picture, body)


def band_hole(one: Slice, rng: np.random.Generator) -> Mask:
    return _lines(one, rng, 1, 6)


def streaks(one: Slice, rng: np.random.Generator) -> Mask:
    return _lines(one, rng, 6, 2)


def text(one: Slice, rng: np.random.Generator) -> Mask:
    drawn = Image.new("L", one.picture.size, 0)
    pen, font = ImageDraw.Draw(drawn), ImageFont.load_default(size=17)
    rect = bounds(one.body.astype(np.uint8))
    for number, words in enumerate(("KV 120  mA 200", "R  12.5 cm", "21 NOV 2026")):
        x = rect.x + rect.width * rng.uniform(0.2, 0.45)
        y = rect.y + rect.height * (0.25 + 0.22 * number + rng.uniform(-0.04, 0.04))
        pen.text((x, y), words, 255, font)
    return _inside(one, np.asarray(drawn) > 100)


def blobs(one: Slice, rng: np.random.Generator) -> Mask:
    """Round holes where fat or muscle is nearly even."""
    hu = one.hu
    mean = ndimage.uniform_filter(hu, 25)
    spread = np.sqrt(np.maximum(ndimage.uniform_filter(hu * hu, 25) - mean * mean, 0))
    even = one.body & (mean > -130) & (mean < 120)
    even &= (spread > 0.3) & (spread < 8)  # HU; where a compressed slice is all flat there is nothing to tell
    hole = np.zeros(hu.shape, bool)
    rows, columns = np.mgrid[: hu.shape[0], : hu.shape[1]]
    for at in rng.permutation(np.flatnonzero(even))[:400]:
        y, x = divmod(int(at), hu.shape[1])
        near = np.hypot((rows - y) / rng.uniform(5, 8), (columns - x) / rng.uniform(5, 8)) <= 1
        if not (ndimage.binary_dilation(near, iterations=4) & hole).any():
            hole |= near
        if ndimage.label(hole)[1] == 8:
            break
    return _inside(one, hole)


def _lines(one: Slice, rng: np.random.Generator, count: int, width: float) -> Mask:
    rows, columns = np.mgrid[: one.body.shape[0], : one.body.shape[1]]
    rect = bounds(one.body.astype(np.uint8))
    hole = np.zeros(one.body.shape, bool)
    for _ in range(count):
        angle = rng.uniform(0, np.pi)
        x, y = rect.x + rect.width * rng.uniform(0.35, 0.65), rect.y + rect.height * rng.uniform(0.35, 0.65)
        hole |= np.abs((columns - x) * np.sin(angle) - (rows - y) * np.cos(angle)) < width / 2
    return _inside(one, hole)


def _inside(one: Slice, hole: NDArray[np.bool_]) -> Mask:
    return (hole & one.body).astype(np.uint8) * 255


HOLES = {"band": band_hole, "streaks": streaks, "text": text, "blobs": blobs}
BUDGETS = {"band": 42.0, "streaks": 28.0, "text": 16.0, "blobs": 1.5}


def biharmonic(picture: Picture, mask: Mask) -> Pixels:
    from skimage.restoration import inpaint_biharmonic

    out = picture.pixels.copy()
    made = inpaint_biharmonic(picture.pixels[:, :, 0].astype(np.float64), mask > 0, split_into_regions=True)
    out[:, :, 0] = np.where(mask > 0, np.rint(made), picture.pixels[:, :, 0])
    return out


def windowed(hu: NDArray[np.float64]) -> NDArray[np.float64]:
    return np.clip((hu - (40 - 200)) / 400, 0, 1)


def slices(arguments: argparse.Namespace) -> None:
    from skimage.metrics import structural_similarity

    one, engine = slice_of(arguments.slice), Engine(device="cpu", threads=1)
    print(f"{arguments.slice}: RMSE in HU, SSIM 40/400 over the body / round the hole, CPU s; mean of the seeds")
    for kind in arguments.holes:
        draw = HOLES[kind]
        rows: dict[str, list[tuple[float, ...]]] = {}
        for seed in arguments.seeds:
            mask = draw(one, np.random.default_rng(seed))
            where, near = mask > 0, ndimage.binary_dilation(mask > 0, iterations=5) & one.body
            spoilt = one.picture.pixels.copy()
            spoilt[where] = 3000  # a burned-in mark
            picture = Picture(spoilt, bands=one.picture.bands, levels=one.picture.levels, unknown=one.picture.unknown)
            for name, fill in _fills(engine, arguments.methods, (("biharmonic", biharmonic),)):
                began = time.process_time()
                made = values(picture, fill(picture, mask))[:, :, 0]
                spent = time.process_time() - began
                _, similar = structural_similarity(
                    windowed(one.hu), windowed(made), data_range=1.0, gaussian_weights=True, full=True
                )
                error = rmse(one.hu[:, :, None], made[:, :, None], where)
                rows.setdefault(name, []).append((error, similar[one.body].mean(), similar[near].mean(), spent))
        for name, scores in rows.items():
            error, over, around, spent = np.mean(scores, axis=0)
            print(f"{kind:8} {name:12} {error:7.2f} of {BUDGETS[kind]:4.1f}  {over:.4f} / {around:.4f}  {spent:.2f}")


def _fills(engine: Engine, methods: list[str], others: tuple[tuple[str, Fill], ...]) -> Iterator[tuple[str, Fill]]:
    for method in methods:
        yield method, lambda picture, mask, method=method: filled(engine, picture, mask, method)
    yield from others


# tiles


def fillnodata(picture: Picture, mask: Mask) -> Pixels:
    """GDAL's, one call a band, its own defaults."""
    from rasterio.fill import fillnodata as fill

    known = mask == 0
    if picture.unknown is not None:
        known &= picture.unknown == 0
    out = picture.pixels.copy()
    for band in range(out.shape[2]):
        plane = np.ascontiguousarray(out[:, :, band]).astype(np.float32)
        made = np.rint(fill(plane, mask=known.astype(np.uint8), max_search_distance=100.0))
        out[:, :, band] = np.where(mask > 0, made, out[:, :, band])
    return out


def tiles(arguments: argparse.Namespace) -> None:
    engine = Engine(device="cpu", threads=1)
    cases: list[Tile] = [of_file(path, arguments.side) for path in arguments.tile]
    if arguments.photos is not None:
        photos = sorted(arguments.photos.iterdir())[arguments.first :][: arguments.count]
        cases += [mixed(path, number) for number, path in enumerate(photos)]
    print("mean over tiles and seeds: RMSE / SAM in degrees / ratio of deviations / share of real spectra / CPU s")
    for kind, draw in MASKS.items():
        rows: dict[str, list[tuple[float, ...]]] = {}
        for case in cases:
            for seed in arguments.seeds:
                rng = np.random.default_rng([seed, len(kind)])
                mask = draw(case.truth.shape[:2], rng)
                where = (mask > 0) & (case.unknown == 0)
                spoilt = case.spoilt(mask, rng, is_bright=kind != "stripes")
                picture = case.picture(spoilt)
                real = {row.tobytes() for row in case.truth[(mask == 0) & (case.unknown == 0)]}
                for name, fill in _fills(engine, arguments.methods, (("fillnodata", fillnodata),)):
                    began = time.process_time()
                    made = fill(picture, np.where(case.unknown > 0, np.uint8(0), mask))
                    spent = time.process_time() - began
                    share = float(np.mean([row.tobytes() in real for row in made[where]]))
                    deviation = float(np.mean(made[where].std(axis=0) / case.truth[where].std(axis=0)))
                    angle = spectral_angle(case.truth, made, where)
                    rows.setdefault(name, []).append((rmse(case.truth, made, where), angle, deviation, share, spent))
        for name, scores in rows.items():
            error, angle, deviation, share, spent = np.mean(scores, axis=0)
            print(f"{kind:12} {name:12} {error:8.1f} / {angle:5.2f} / {deviation:.2f} / {share:.3f} / {spent:.2f}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(required=True)
    for name, run in (("slices", slices), ("tiles", tiles)):
        command = commands.add_parser(name)
        command.set_defaults(run=run)
        command.add_argument("--seeds", type=int, nargs="+", default=[0, 1, 2])
        command.add_argument("--methods", nargs="+", default=list(_METHODS))
        if name == "slices":
            command.add_argument("--slice", default="693_UNCR.dcm")
            command.add_argument("--holes", nargs="+", choices=HOLES, default=list(HOLES))
        else:
            command.add_argument("--photos", type=Path, help="photographs that stand for ground")
            command.add_argument("--first", type=int, default=0, help="number of the first of them")
            command.add_argument("--count", type=int, default=3)
            command.add_argument("--tile", type=Path, nargs="+", default=[], help="files of one band or more, one tile")
            command.add_argument("--side", type=int, default=480, help="pixels of such a tile that are used")
    arguments = parser.parse_args()
    arguments.run(arguments)


if __name__ == "__main__":
    main()
