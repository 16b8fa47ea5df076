"""Rasters saved block by block: nothing but the filled samples is another, for GDAL as for us."""

import itertools
from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("rasterio")

from rasterio.control import GroundControlPoint
from rasterio.rpc import RPC

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.kinds import tiff
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import SaveReport, save_picture
from tests.files.saving.rasters import (
    HEIGHT,
    SOMEWHERE,
    WIDTH,
    covered,
    fill_of,
    is_cloud_optimised,
    said_by_gdal,
    samples,
    seen_by_gdal,
    write,
)

pytestmark = pytest.mark.filterwarnings(
    "ignore::PendingDeprecationWarning",
    "ignore::rasterio.errors.NotGeoreferencedWarning",
    "ignore::rasterio.errors.NodataShadowWarning",
)

TILES = {"tiled": True, "blockxsize": 16, "blockysize": 16}
STRIPS = {"tiled": False, "blockysize": 8}


def _blocks(path: Path) -> list[list[bytes]]:
    content = path.read_bytes()
    structure = tiff.Tiff(content)
    return [[content[at : at + n] for at, n in structure.places(page)] for page in structure.pages()]


def _filled(path: Path, rect: Rect = SOMEWHERE, **options: Any) -> tuple[Path, SaveReport]:
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


def _touched(path: Path, out: Path, rect: Rect = SOMEWHERE) -> None:
    """Of the picture itself: blocks that the fill does not touch are the same bytes."""
    content = path.read_bytes()
    structure = tiff.Tiff(content)
    page = structure.pages()[0]
    from inpaint_studio.files.kinds.tiff_strips import boxes

    layout = tiff.layout(structure, page)
    for box, old, new in zip(boxes(layout), _blocks(path)[0], _blocks(out)[0], strict=True):
        assert (old == new) or Rect(*box[:4]).intersects(rect)


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
    out, _ = _filled(path, **options)
    _touched(path, out)


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
    assert sum(not block for block in _blocks(path)[0])
    out, _ = _filled(path)
    _touched(path, out)
    rect = Rect(30, 20, 12, 12)  # most of it where nothing is stored
    out, _ = _filled(path, rect)
    assert sum(not block for block in _blocks(out)[0]) < sum(not block for block in _blocks(path)[0])


@pytest.mark.parametrize("resampling", ["average", "nearest"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32"])
def test_smaller_copies_are_made_anew_where_the_fill_is(tmp_path: Path, resampling: str, dtype: str) -> None:
    pixels = samples(2, dtype, 101, 203)
    path = write(tmp_path / "a.tif", pixels, overviews=(2, 4, 8), resampling=resampling, compress="deflate", **TILES)
    rect = Rect(90, 40, 33, 25)
    out, _ = _filled(path, rect)
    again = write(tmp_path / "b.tif", seen_by_gdal(out), overviews=(2, 4, 8), resampling=resampling, **TILES)
    for level, factor in enumerate((2, 4, 8)):
        old, new, gdal = (seen_by_gdal(one, level) for one in (path, out, again))
        near = Rect.of_edges(
            rect.x // factor - 1, rect.y // factor - 1, rect.right // factor + 2, rect.bottom // factor + 2
        )
        far = np.ones(old.shape[:2], bool)
        far[near.slices] = False
        assert np.array_equal(old[far], new[far])
        assert (old != new).any()
        if dtype == "float32":
            assert np.allclose(new, gdal, rtol=1e-6)
        else:
            assert np.abs(new.astype(int) - gdal).max() <= (1 if resampling == "average" else 0)


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
    _, report = _filled(path)
    assert any("mask was kept; it calls 32 of" in note for note in report.notes)
    assert any("statistics" in note for note in report.notes)

    points = [GroundControlPoint(r, c, c * 2.0, r * 3.0) for r, c in ((0, 0), (0, 70), (40, 0), (40, 70))]
    path = write(tmp_path / "b.tif", samples(1, "float32"), gcps=points, nodata=float("nan"))
    assert read_picture(path).grid is None
    _filled(path)


COGS: list[dict[str, Any]] = [
    {"compress": "deflate", "predictor": 2, "bands": 4, "dtype": "uint16"},
    {"compress": "lzw", "bands": 1, "dtype": "float32", "BIGTIFF": "YES"},
    {"compress": "none", "bands": 3, "dtype": "uint8"},
    {"compress": "jpeg", "bands": 3, "dtype": "uint8"},
    {"compress": "deflate", "bands": 2, "dtype": "uint8", "SPARSE_OK": True},
]


@pytest.mark.parametrize("how", COGS, ids=lambda how: f"{how['compress']}-{how['dtype']}")
def test_a_cloud_optimised_file_stays_one(tmp_path: Path, how: dict[str, Any]) -> None:
    how = dict(how)
    pixels = samples(how.pop("bands"), how.pop("dtype"), 300, 400)
    if "SPARSE_OK" in how:
        pixels[:, 128:] = 0
    path = write(tmp_path / "a.tif", pixels, driver="COG", blocksize=128, **how)
    assert is_cloud_optimised(path) == []
    options = {"compress": how["compress"], "photometric": "ycbcr"}
    out, report = _filled(path, Rect(110, 90, 40, 60), **options)
    assert is_cloud_optimised(out) == []
    assert said_by_gdal(out)["structure"]["LAYOUT"] == "COG"
    assert report.notes == ()
    _touched(path, out, Rect(110, 90, 40, 60))


def test_a_cloud_optimised_file_with_its_mask_between_stays_one(tmp_path: Path) -> None:
    mask = np.full((300, 400), 255, np.uint8)
    mask[:, 200:] = 0
    plain = write(tmp_path / "plain.tif", samples(3, "uint8", 300, 400), mask=mask, photometric="rgb", **TILES)
    path = tmp_path / "a.tif"
    import rasterio.shutil

    rasterio.shutil.copy(plain, path, driver="COG", blocksize=128, compress="jpeg")
    assert b"MASK_INTERLEAVED_WITH_IMAGERY=YES" in path.read_bytes()[:400]
    assert is_cloud_optimised(path) == []
    out, _ = _filled(path, Rect(110, 90, 40, 60), compress="jpeg", photometric="ycbcr")
    assert is_cloud_optimised(out) == []


def test_a_file_that_only_claims_its_order_claims_it_no_more(tmp_path: Path) -> None:
    path = write(tmp_path / "a.tif", samples(1, "uint16", 300, 400), driver="COG", blocksize=128, compress="deflate")
    content = bytearray(path.read_bytes())
    at = tiff.Tiff(bytes(content)).places(tiff.Tiff(bytes(content)).pages()[0])[2][0]
    content[at - 4] ^= 1  # the size before a block
    path.write_bytes(content)
    picture = read_picture(path)
    report = save_picture(picture, (fill_of(picture),), tmp_path / "out.tif")
    assert any("cloud-optimised" in note for note in report.notes)
    assert b"KNOWN_INCOMPATIBLE_EDITION=YES" in (tmp_path / "out.tif").read_bytes()[:400]


def test_what_was_removed_is_nowhere_in_the_file(tmp_path: Path) -> None:
    pixels = samples(1, "uint16")
    secret = np.arange(40000, 40000 + 14, dtype=np.uint16)
    pixels[15, 20:34, 0] = secret
    for how in ({}, {"compress": "deflate", "zlevel": 1}):
        path = write(tmp_path / "a.tif", pixels, **STRIPS, **how)
        out, _ = _filled(path)
        old = [block for block, new in zip(_blocks(path)[0], _blocks(out)[0], strict=True) if block != new]
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


def test_a_georeferenced_photograph_keeps_its_copies_and_blocks(tmp_path: Path) -> None:
    pixels = samples(3, "uint8", 101, 203)
    path = write(tmp_path / "a.tif", pixels, overviews=(2, 4), photometric="rgb", compress="deflate", **TILES)
    assert not read_picture(path).is_data
    out, report = _filled(path, Rect(90, 40, 33, 25))
    _touched(path, out, Rect(90, 40, 33, 25))
    assert report.notes == ()
