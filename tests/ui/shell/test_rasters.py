"""Rasters in the window: a tile is opened, painted on, filled and saved, and GDAL sees a change nowhere else."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest

pytest.importorskip("rasterio")

from inpaint_studio.files.origin import origin_of
from tests.files.saving.rasters import is_cloud_optimised, said_by_gdal, samples, seen_by_gdal, write

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")


def test_a_tile_is_filled_with_the_brush_and_saved_as_a_cloud_optimised_file(
    open_window, qtbot, drag, settle, tmp_path
):
    pixels = samples(4, "uint16", 240, 320)
    pixels[:40, :50] = 0
    path = write(
        tmp_path / "tile.tif", pixels, driver="COG", blocksize=128, compress="deflate", nodata=0,
        names=("B02", "B03", "B04", "B08"),
    )  # fmt: skip
    window = open_window(path)
    picture = window.session.document.picture
    assert picture.levels.bands == (2, 1, 0)
    assert not window.session.document.mask.any()  # what the file does not know is not marked by itself
    assert window.files.proposed_path().suffix == ".tif"
    window.settings.set(radius=10, hardness=1.0)
    canvas = window.canvas
    canvas.setFocus()
    drag(window, (150, 120), (210, 120))
    mask = window.session.document.mask > 0
    assert mask.any()
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    qtbot.waitUntil(lambda: len(window.session.document.fills) == 1, timeout=20_000)
    settle(window)
    target = tmp_path / "out.tif"
    with qtbot.waitSignal(window.session.saving.saved, timeout=20_000):
        window.files.save_to(target)
    settle(window)
    unlike = (seen_by_gdal(target) != pixels).any(axis=2)
    assert unlike.any()
    assert not (unlike & ~mask).any()
    assert said_by_gdal(path) == said_by_gdal(target)
    assert is_cloud_optimised(target) == []
    assert origin_of(picture).pages == 1
    assert np.array_equal(seen_by_gdal(path), pixels)
