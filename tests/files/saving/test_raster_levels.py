"""Smaller copies made anew: as GDAL makes them, and only where the fill is."""

from pathlib import Path

import numpy as np
import pytest

pytest.importorskip("rasterio")

from inpaint_studio.editing.geometry import Rect
from tests.files.saving.rasters import TILES, filled, samples, seen_by_gdal, write

pytestmark = pytest.mark.filterwarnings(
    "ignore::PendingDeprecationWarning",
    "ignore::rasterio.errors.NotGeoreferencedWarning",
    "ignore::rasterio.errors.NodataShadowWarning",
)


@pytest.mark.parametrize("resampling", ["average", "nearest"])
@pytest.mark.parametrize("dtype", ["uint8", "uint16", "int16", "float32"])
def test_smaller_copies_are_made_anew_where_the_fill_is(tmp_path: Path, resampling: str, dtype: str) -> None:
    pixels = samples(2, dtype, 101, 203)
    path = write(tmp_path / "a.tif", pixels, overviews=(2, 4, 8), resampling=resampling, compress="deflate", **TILES)
    rect = Rect(90, 40, 33, 25)
    out, _ = filled(path, rect)
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
