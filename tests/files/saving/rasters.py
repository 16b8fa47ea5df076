"""GeoTIFFs made by GDAL, fills for them, and what GDAL says of two of them. GDAL is the oracle, never the program's."""

import itertools
import struct
from pathlib import Path
from typing import Any

import numpy as np
import rasterio
from rasterio.transform import from_origin

from inpaint_studio.editing.fills import Fill, Recipe
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture, Pixels
from inpaint_studio.files.kinds import tiff
from inpaint_studio.files.kinds.tiff_strips import boxes
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import SaveReport, save_picture

WIDTH, HEIGHT = 75, 50
TILES = {"tiled": True, "blockxsize": 16, "blockysize": 16}
STRIPS = {"tiled": False, "blockysize": 8}
SOMEWHERE = Rect(20, 13, 14, 9)


def samples(bands: int, dtype: str, height: int = HEIGHT, width: int = WIDTH, seed: int = 0) -> Pixels:
    """(H, W, C) of something like land: waves and noise, above 0."""
    rng = np.random.default_rng(seed)
    y, x = np.mgrid[0:height, 0:width]
    high = {"uint8": 250, "int16": 9000, "uint16": 9000, "float32": 1.5}[dtype]
    waves = [(3 + np.sin(x / 9 + band) + np.cos(y / 7) + rng.normal(0, 0.05, x.shape)) / 6 for band in range(bands)]
    values = np.stack(waves, axis=2) * high
    if dtype == "float32":
        return values.astype(dtype)
    values = np.rint(values - 3000 if dtype == "int16" else np.maximum(values, 1))
    return values.astype(dtype)


def write(path: Path, pixels: Pixels, *, overviews: tuple[int, ...] = (), **options: Any) -> Path:
    """A GeoTIFF by GDAL. resampling, mask, tags, band_tags, gcps, rpcs: what is added after the samples."""
    added = {
        name: options.pop(name, None) for name in ("resampling", "mask", "tags", "names", "gcps", "rpcs", "scales")
    }
    place: dict[str, Any] = {"crs": "EPSG:32632", "transform": from_origin(500000, 5000000, 10, 10)}
    if added["gcps"]:
        place = {"gcps": added["gcps"], "crs": "EPSG:4326"}
    height, width, count = pixels.shape
    with (
        rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True),
        rasterio.open(
            path,
            "w",
            **{
                "driver": "GTiff",
                "width": width,
                "height": height,
                "count": count,
                "dtype": pixels.dtype.name,
                **place,
                **options,
            },
        ) as data,
    ):
        data.write(np.moveaxis(pixels, 2, 0))
        if added["names"]:
            data.descriptions = added["names"]
        if added["scales"]:
            data.scales, data.offsets, data.units = added["scales"]
        if added["tags"]:
            data.update_tags(**added["tags"])
        if added["rpcs"]:
            data.rpcs = added["rpcs"]
        if added["mask"] is not None:
            data.write_mask(added["mask"])
    if overviews:
        with rasterio.Env(GDAL_TIFF_INTERNAL_MASK=True), rasterio.open(path, "r+") as data:
            data.build_overviews(overviews, getattr(rasterio.enums.Resampling, added["resampling"] or "average"))
    return path


def fill_of(picture: Picture, rect: Rect = SOMEWHERE) -> Fill:
    """What is in `rect` turned round: samples of the picture."""
    coverage = np.full((rect.height, rect.width), 255, np.uint8)
    coverage[-1] = 0
    return Fill("a", rect, picture.pixels[rect.slices][::-1, ::-1].copy(), coverage, Recipe("membrane"))


def covered(fill: Fill, width: int, height: int) -> np.ndarray:
    plane = np.zeros((height, width), bool)
    plane[fill.rect.slices] = fill.coverage > 0
    return plane


def said_by_gdal(path: Path) -> dict[str, Any]:
    """Everything beside samples."""
    with rasterio.open(path) as data:
        gcps, crs = data.gcps
        return {
            "profile": {**data.profile, "nodata": str(data.nodata)},
            "tags": data.tags(),
            "structure": data.tags(ns="IMAGE_STRUCTURE"),
            "bands": [data.tags(band) for band in data.indexes],
            "names": data.descriptions,
            "units": data.units,
            "scales": (data.scales, data.offsets),
            "colours": [colour.name for colour in data.colorinterp],
            "nodata": str(data.nodata),
            "gcps": [(one.row, one.col, one.x, one.y) for one in gcps],
            "crs": (data.crs, crs),
            "rpcs": None if data.rpcs is None else data.rpcs.to_dict(),
            "overviews": [data.overviews(band) for band in data.indexes],
            "mask": data.dataset_mask().tobytes(),
            "flags": data.mask_flag_enums,
        }


def seen_by_gdal(path: Path, level: int | None = None) -> Pixels:
    with rasterio.open(path, **({} if level is None else {"overview_level": level})) as data:
        return np.moveaxis(data.read(), 0, 2)


def is_cloud_optimised(path: Path) -> list[str]:
    """What breaks the rules of a cloud-optimised GeoTIFF, as GDAL's validator and driver have them; [] = nothing.

    All directories and their values before all blocks; directories from the largest copy to the smallest, blocks of
    smaller ones first, row by row; every block with its size before it and its last four bytes behind it.
    """
    content = path.read_bytes()
    structure, wrong = tiff.Tiff(content), []
    pages = structure.pages()
    head = content[structure.first_at + 4 : structure.first_at + 4 + 400]
    if b"LAYOUT=IFDS_BEFORE_DATA" not in head or b"KNOWN_INCOMPATIBLE_EDITION=NO\n " not in head:
        wrong.append("it does not claim to be one")
    framed = b"BLOCK_LEADER=SIZE_AS_UINT4" in head
    blocks = [structure.places(page) for page in pages]
    first = min(at for places in blocks for at, length in places if length)
    for page in pages:
        for entry in page.entries.values():
            if not entry.inline and entry.values_at + tiff.TYPES[entry.type][0] * entry.count > first:
                wrong.append(f"values of tag {entry.tag} stand behind the data")
        if page.next_at + 4 > first:
            wrong.append("a directory stands behind the data")
    if [page.at for page in pages] != sorted(page.at for page in pages):
        wrong.append("directories are not in order")
    for places in blocks:
        stored = [at for at, length in places if length]
        if stored != sorted(stored):
            wrong.append("blocks are not row by row")
        for at, length in places:
            if framed and length and struct.unpack_from("<I", content, at - 4)[0] != length:
                wrong.append("the size before a block is wrong")
            if framed and length and content[at + length - 4 : at + length] != content[at + length : at + length + 4]:
                wrong.append("a block's end is not repeated")
    pictures = [number for number, page in enumerate(pages) if not structure.is_mask(page)]
    for large, small in itertools.pairwise(pictures):
        if max(blocks[small])[0] > min(place for place in blocks[large] if place[1])[0]:
            wrong.append("a larger copy's blocks stand before a smaller one's")
    return wrong


def blocks_of(path: Path) -> list[list[bytes]]:
    content = path.read_bytes()
    structure = tiff.Tiff(content)
    return [[content[at : at + n] for at, n in structure.places(page)] for page in structure.pages()]


def filled(path: Path, rect: Rect = SOMEWHERE, **options: Any) -> tuple[Path, SaveReport]:
    """The picture saved with a fill, after the comparisons that hold for every raster."""
    picture = read_picture(path)
    fill = fill_of(picture, rect)
    out = path.with_name("out.tif")
    report = save_picture(picture, (fill,), out)
    before, after = seen_by_gdal(path), seen_by_gdal(out)
    inside = covered(fill, picture.size.width, picture.size.height)
    unlike = (before.view(f"u{before.dtype.itemsize}") != after.view(f"u{after.dtype.itemsize}")).any(axis=2)
    if options.get("compress") == "jpeg":
        wide = 16 if options.get("photometric") == "ycbcr" else 8
        blocks = np.zeros((-(-inside.shape[0] // wide), -(-inside.shape[1] // wide)), bool)
        ys, xs = np.nonzero(inside)
        blocks[ys // wide, xs // wide] = True
        allowed = np.kron(blocks, np.ones((wide, wide), bool))[: inside.shape[0], : inside.shape[1]]
        if wide == 16:  # a decoder smooths subsampled colours over the edge of their blocks
            for _ in range(2):
                allowed[1:] |= allowed[:-1]
                allowed[:-1] |= allowed[1:]
                allowed[:, 1:] |= allowed[:, :-1]
                allowed[:, :-1] |= allowed[:, 1:]
        close = np.abs(
            after[inside].astype(float) - picture.pixels[rect.slices][::-1, ::-1][:-1].reshape(-1, after.shape[2])
        )
        assert close.mean() < 12
    else:
        allowed = inside
        assert np.array_equal(after[rect.slices][:-1], picture.pixels[rect.slices][::-1, ::-1][:-1])
    assert unlike.any()
    assert not (unlike & ~allowed).any()
    assert said_by_gdal(path) == said_by_gdal(out)
    assert report.exact
    return out, report


def only_touched(path: Path, out: Path, rect: Rect = SOMEWHERE) -> None:
    """Of the picture itself: blocks that the fill does not touch are the same bytes."""
    content = path.read_bytes()
    structure = tiff.Tiff(content)
    page = structure.pages()[0]
    layout = tiff.layout(structure, page)
    for box, old, new in zip(boxes(layout), blocks_of(path)[0], blocks_of(out)[0], strict=True):
        assert (old == new) or Rect(*box[:4]).intersects(rect)
