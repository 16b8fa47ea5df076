"""Rasters saved block by block: nothing but the filled samples is another, for GDAL as for us."""

import itertools
import tracemalloc
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("rasterio")

from rasterio.control import GroundControlPoint
from rasterio.rpc import RPC

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files import origin
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.journal import Journal, restore
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving import pieces
from inpaint_studio.files.saving.writing import save_picture
from tests.files.saving.rasters import (
    HEIGHT,
    STRIPS,
    TILES,
    WIDTH,
    blocks_of,
    fill_of,
    filled,
    only_touched,
    samples,
    seen_by_gdal,
    write,
)

pytestmark = pytest.mark.filterwarnings(
    "ignore::PendingDeprecationWarning",
    "ignore::rasterio.errors.NotGeoreferencedWarning",
    "ignore::rasterio.errors.NodataShadowWarning",
)

MATRIX = [
    (bands, dtype, layout, compression, interleave)
    for bands, dtype, layout, compression, interleave in itertools.product(
        (1, 3, 4, 7, 13),
        ("uint8", "uint16", "int16", "float32"),
        ("strip", "tile"),
        ("none", "lzw", "deflate", "zstd", "jpeg"),
        ("pixel", "band"),
    )
    if compression != "jpeg" or (dtype == "uint8" and (bands < 7 or interleave == "band"))
]
FEW = MATRIX[::23]


def _one_of_the_matrix(
    folder: Path, bands: int, dtype: str, layout: str, compression: str, interleave: str, predictor: int = 1
) -> None:
    options: dict[str, Any] = {"interleave": interleave, **(TILES if layout == "tile" else STRIPS)}
    if compression != "none":
        options["compress"] = compression
    if predictor > 1:
        options["predictor"] = predictor
    path = write(folder / "a.tif", samples(bands, dtype), nodata=0, **options)
    picture = read_picture(path)
    assert picture.is_data
    assert np.array_equal(picture.pixels, seen_by_gdal(path))
    out, _ = filled(path, **options)
    only_touched(path, out)


@pytest.mark.parametrize(("bands", "dtype", "layout", "compression", "interleave"), FEW)
def test_a_fill_changes_its_samples_alone(
    tmp_path: Path, bands: int, dtype: str, layout: str, compression: str, interleave: str
) -> None:
    _one_of_the_matrix(tmp_path, bands, dtype, layout, compression, interleave)


@pytest.mark.parametrize(
    ("dtype", "predictor"), [("uint8", 2), ("uint16", 2), ("int16", 2), ("float32", 2), ("float32", 3)]
)
@pytest.mark.parametrize("compression", ["lzw", "deflate", "zstd"])
def test_prediction_is_kept(tmp_path: Path, dtype: str, predictor: int, compression: str) -> None:
    _one_of_the_matrix(tmp_path, 4, dtype, "tile", compression, "pixel", predictor)


@pytest.mark.parametrize("dtype", ["uint16", "int16", "float32"])
def test_the_other_order_of_bytes_is_kept(tmp_path: Path, dtype: str) -> None:
    path = write(tmp_path / "a.tif", samples(3, dtype), ENDIANNESS="BIG", compress="deflate", predictor=2, **TILES)
    assert path.read_bytes()[:2] == b"MM"
    assert np.array_equal(read_picture(path).pixels, seen_by_gdal(path))
    out, _ = filled(path)
    only_touched(path, out)


@pytest.mark.drill
@pytest.mark.parametrize(("bands", "dtype", "layout", "compression", "interleave"), MATRIX)
def test_a_fill_changes_its_samples_alone_in_every_layout(
    tmp_path: Path, bands: int, dtype: str, layout: str, compression: str, interleave: str
) -> None:
    _one_of_the_matrix(tmp_path, bands, dtype, layout, compression, interleave)


@pytest.mark.parametrize("big", ["YES", "NO"])
def test_big_and_sparse_files_get_the_blocks_that_a_fill_needs(tmp_path: Path, big: str) -> None:
    path = tmp_path / "a.tif"
    pixels = samples(2, "uint16")
    pixels[:, 32:] = 0  # blocks of nothing but zeros are not stored
    write(path, pixels, BIGTIFF=big, SPARSE_OK=True, compress="deflate", interleave="band", **TILES)
    assert sum(not block for block in blocks_of(path)[0])
    out, _ = filled(path)
    only_touched(path, out)
    rect = Rect(30, 20, 12, 12)  # most of it where nothing is stored
    out, _ = filled(path, rect)
    assert sum(not block for block in blocks_of(out)[0]) < sum(not block for block in blocks_of(path)[0])


def test_masks_names_control_points_and_rational_coefficients_stay(tmp_path: Path) -> None:
    mask = np.full((HEIGHT, WIDTH), 255, np.uint8)
    mask[:, :24] = 0
    rpc = RPC(
        height_off=1.0, height_scale=2.0, lat_off=3.0, lat_scale=4.0, line_off=5.0, line_scale=6.0, long_off=7.0,
        long_scale=8.0, samp_off=9.0, samp_scale=10.0, line_num_coeff=[0.5] * 20, line_den_coeff=[1.5] * 20,
        samp_num_coeff=[2.5] * 20, samp_den_coeff=[3.5] * 20, err_bias=None, err_rand=None,
    )  # fmt: skip
    path = write(
        tmp_path / "a.tif",
        samples(3, "uint16"),
        overviews=(2,),
        mask=mask,
        names=("B02", "B03", "B04"),
        scales=((0.1, 1, 1), (-3, 0, 0), ("K", "", "")),
        tags={"STATISTICS_MINIMUM": "1", "AREA_OR_POINT": "Point"},
        rpcs=rpc,
        photometric="minisblack",
        **TILES,
    )
    picture = read_picture(path)
    assert picture.unknown is not None
    assert np.array_equal(picture.unknown == 0, mask > 0)
    assert [band.name for band in picture.bands] == ["B02", "B03", "B04"]
    assert (picture.bands[0].scale, picture.bands[0].offset, picture.bands[0].unit) == (0.1, -3.0, "K")
    assert picture.levels is not None
    assert picture.levels.bands == (2, 1, 0)
    _, report = filled(path)
    assert any("mask was kept; it calls 32 of" in note for note in report.notes)
    assert any("statistics" in note for note in report.notes)

    points = [GroundControlPoint(r, c, c * 2.0, r * 3.0) for r, c in ((0, 0), (0, 70), (40, 0), (40, 70))]
    path = write(tmp_path / "b.tif", samples(1, "float32"), gcps=points, nodata=float("nan"))
    assert read_picture(path).grid is None
    filled(path)


def test_what_was_removed_is_nowhere_in_the_file(tmp_path: Path) -> None:
    pixels = samples(1, "uint16")
    secret = np.arange(40000, 40000 + 14, dtype=np.uint16)
    pixels[15, 20:34, 0] = secret
    for how in ({}, {"compress": "deflate", "zlevel": 1}):
        path = write(tmp_path / "a.tif", pixels, **STRIPS, **how)
        out, _ = filled(path)
        old = [block for block, new in zip(blocks_of(path)[0], blocks_of(out)[0], strict=True) if block != new]
        assert old
        assert not any(block in out.read_bytes() for block in old)


def test_saved_over_itself_and_again_every_save_starts_from_the_original(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", samples(2, "int16"), compress="zstd", **TILES)
    whole = path.read_bytes()
    picture = read_picture(path)
    save_picture(picture, (fill_of(picture),), path)
    first = path.read_bytes()
    assert first != whole
    save_picture(picture, (), path)
    assert path.read_bytes() == whole
    save_picture(picture, (fill_of(picture),), path)
    assert path.read_bytes() == first
    assert path.with_name("a.tif~").read_bytes() == whole


def test_a_large_file_is_saved_over_and_kept_for_a_crash_without_being_held(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(origin, "_LARGE", 0)
    for module in (origin, pieces, records):
        monkeypatch.setattr(module, "_PART", 1 << 14)
    path = write(tmp_path / "a.tif", samples(4, "uint16", 512, 512), **TILES)
    original = path.read_bytes()
    picture = read_picture(path)
    journal = Journal.create(tmp_path / "journals", Document(picture))
    tracemalloc.start()
    try:
        journal.keep_original(picture)
        journal.flush()
        save_picture(picture, (fill_of(picture),), path)
        save_picture(picture, (fill_of(picture),), path)  # which compares the backup with the original
        _, peak = tracemalloc.get_traced_memory()
    finally:
        tracemalloc.stop()
    journal.close()
    assert peak < len(original) / 2
    assert path.with_name("a.tif~").read_bytes() == original
    assert records.read(journal.path).records[-1].blobs == (original,)
    restored = restore(journal.path)
    assert np.array_equal(restored.document.picture.pixels, picture.pixels)
    restored.journal.discard()


def test_a_georeferenced_photograph_keeps_its_copies_and_blocks(tmp_path: Path) -> None:
    pixels = samples(3, "uint8", 101, 203)
    path = write(tmp_path / "a.tif", pixels, overviews=(2, 4), photometric="rgb", compress="deflate", **TILES)
    assert not read_picture(path).is_data
    out, report = filled(path, Rect(90, 40, 33, 25))
    only_touched(path, out, Rect(90, 40, 33, 25))
    assert report.notes == ()
