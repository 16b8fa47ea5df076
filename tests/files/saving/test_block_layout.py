"""Where blocks go when some have grown: a cloud-optimised GeoTIFF stays one."""

from pathlib import Path
from typing import Any

import numpy as np
import pytest

pytest.importorskip("rasterio")

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files.kinds import tiff
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import save_picture
from tests.files.saving.rasters import (
    TILES,
    fill_of,
    filled,
    is_cloud_optimised,
    only_touched,
    said_by_gdal,
    samples,
    write,
)

pytestmark = pytest.mark.filterwarnings(
    "ignore::PendingDeprecationWarning",
    "ignore::rasterio.errors.NotGeoreferencedWarning",
    "ignore::rasterio.errors.NodataShadowWarning",
)


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
    out, report = filled(path, Rect(110, 90, 40, 60), **options)
    assert is_cloud_optimised(out) == []
    assert said_by_gdal(out)["structure"]["LAYOUT"] == "COG"
    assert report.notes == ()
    only_touched(path, out, Rect(110, 90, 40, 60))


def test_a_cloud_optimised_file_with_its_mask_between_stays_one(tmp_path: Path) -> None:
    mask = np.full((300, 400), 255, np.uint8)
    mask[:, 200:] = 0
    plain = write(tmp_path / "plain.tif", samples(3, "uint8", 300, 400), mask=mask, photometric="rgb", **TILES)
    path = tmp_path / "a.tif"
    import rasterio.shutil

    rasterio.shutil.copy(plain, path, driver="COG", blocksize=128, compress="jpeg")
    assert b"MASK_INTERLEAVED_WITH_IMAGERY=YES" in path.read_bytes()[:400]
    assert is_cloud_optimised(path) == []
    out, _ = filled(path, Rect(110, 90, 40, 60), compress="jpeg", photometric="ycbcr")
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
