"""What a GeoTIFF says of its bands and its place: as GDAL wrote it, and as GDAL reads what is written here."""

import math
import struct
from pathlib import Path

import numpy as np
import pytest
import tifffile

pytest.importorskip("rasterio")

import rasterio
from rasterio.transform import Affine

from inpaint_studio.editing.bands import Band
from inpaint_studio.files.kinds import tiff, tiff_geo
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import save_picture
from tests.files.saving.rasters import samples, write

pytestmark = pytest.mark.filterwarnings(
    "ignore::PendingDeprecationWarning", "ignore::rasterio.errors.NotGeoreferencedWarning"
)


@pytest.mark.parametrize(
    ("transform", "crs", "unit"),
    [
        (Affine(10, 0, 500000, 0, -10, 5000000), "EPSG:32632", "m"),
        (Affine(0.25, 0, -3.5, 0, -0.25, 51), "EPSG:4326", "\u00b0"),
        (Affine(7, 3, 100, 2, -8, 900), "EPSG:3857", "m"),  # turned
        (Affine(30, 0, 0, 0, -30, 0), None, ""),
    ],
)
@pytest.mark.parametrize("point", [False, True])
def test_a_pixel_lies_where_gdal_says(
    tmp_path: Path, transform: Affine, crs: str | None, unit: str, point: bool
) -> None:
    tags = {"AREA_OR_POINT": "Point"} if point else {}
    path = write(tmp_path / "a.tif", samples(2, "int16"), transform=transform, crs=crs, tags=tags)
    grid = read_picture(path).grid
    assert grid is not None
    for column, row in ((0, 0), (75, 50), (12.5, 31.25)):
        assert np.allclose(grid.place(column, row), transform * (column, row))
    assert (grid.name, grid.unit) == (crs or "", unit)


@pytest.mark.parametrize(
    ("text", "dtype", "value"),
    [
        ("0", "uint8", 0), ("-9999", "int16", -9999), ("-9999", "uint16", None), ("0.5", "uint8", None),
        ("-3.4028234663852886e+38", "float32", float(np.float32(-3.4028234663852886e38))), ("junk", "uint8", None),
        ("1e999", "uint16", None), ("", "int16", None),
    ],
)  # fmt: skip
def test_nodata_is_a_sample_that_can_be(text: str, dtype: str, value: float | None) -> None:
    assert tiff_geo.nodata(*_page(text), dtype) == value


def test_nodata_may_be_no_number() -> None:
    value = tiff_geo.nodata(*_page("nan"), "float32")
    assert value is not None
    assert math.isnan(value)
    assert tiff_geo.nodata(*_page("nan"), "int16") is None
    assert tiff_geo.nodata_text(value) == b"nan\0"


def _page(text: str, metadata: str = "") -> tuple[tiff.Tiff, tiff.Page]:
    """A page of these tags alone."""
    entries = b""
    rest = b""
    at = 8 + 2 + 2 * 12 + 4
    for tag, value in ((42112, metadata.encode() + bytes(5)), (42113, text.encode() + bytes(5))):
        entries += struct.pack("<HHII", tag, 2, len(value), at + len(rest))
        rest += value
    structure = tiff.Tiff(b"II*\0\x08\0\0\0" + struct.pack("<H", 2) + entries + bytes(4) + rest)
    return structure, structure.pages()[0]


@pytest.mark.parametrize(
    "metadata",
    [
        "<GDALMetadata", "<!DOCTYPE a [<!ENTITY b 'c'>]><GDALMetadata/>", "", "<a><Item sample='-1'/></a>",
        "<a><Item name='SCALE' sample='0' role='scale'>nan</Item><Item sample='99999'/></a>", "\xff\xfe",
    ],
)  # fmt: skip
def test_metadata_that_make_no_sense_say_nothing(metadata: str) -> None:
    structure, page = _page("1", metadata)
    layout = tiff.Layout(1, 1, 2, (8, 8), 1, 1, 1, 1, False, (0,), 1, None, 1, 1)
    assert tiff_geo.bands(structure, page, layout, "uint8") == (Band(nodata=(1.0,)),) * 2


@pytest.mark.parametrize(
    ("names", "is_rgb", "seen"),
    [
        (("blue", "green", "red", "nir"), False, (2, 1, 0)),
        (("B02", "B03", "B04", "B08"), False, (2, 1, 0)),
        (("SR_B2", "SR_B3", "SR_B4"), False, (2, 1, 0)),
        (("Band 1 (Red)", "Band 2 (Green)", "Band 3 (Blue)"), False, (0, 1, 2)),
        (("", "", "", ""), True, (0, 1, 2)),
        (("", "", ""), False, (0,)),
        (("red", "red edge", "nir"), False, (0,)),
    ],
)
def test_natural_colours_are_those_the_file_names(names: tuple[str, ...], is_rgb: bool, seen: tuple[int, ...]) -> None:
    assert tiff_geo.natural_colours([Band(name) for name in names], is_rgb) == seen


def test_a_new_file_of_bands_says_for_gdal_what_the_picture_says(tmp_path: Path) -> None:
    path = write(
        tmp_path / "a.tif",
        samples(3, "int16"),
        nodata=-9999,
        names=("B1", "temperature & more", ""),
        scales=((1, 0.01, 1), (0, -273.15, 0), ("", "K", "")),
    )
    picture = read_picture(path)
    path.unlink()  # the original is gone, so nothing can be copied from it
    report = save_picture(picture, (), tmp_path / "b.tif")
    again = read_picture(tmp_path / "b.tif")
    assert np.array_equal(again.pixels, picture.pixels)
    assert (again.bands, again.grid) == (picture.bands, picture.grid)
    assert any("changed or gone" in note for note in report.notes)
    with rasterio.open(tmp_path / "b.tif") as data:
        assert data.nodata == -9999
        assert data.descriptions == ("B1", "temperature & more", None)
        assert data.scales == (1, 0.01, 1)
        assert data.crs.to_epsg() == 32632
        assert np.array_equal(np.moveaxis(data.read(), 0, 2), picture.pixels)


def test_bands_of_a_file_without_gdals_tags_have_numbers_alone(tmp_path: Path) -> None:
    tifffile.imwrite(tmp_path / "a.tif", samples(5, "uint16"), photometric="minisblack", planarconfig="contig")
    picture = read_picture(tmp_path / "a.tif")
    assert picture.bands == (Band(),) * 5
    assert picture.grid is None
