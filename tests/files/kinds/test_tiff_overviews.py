"""First looks at large rasters: they show what the whole picture shows, and where there is none nothing is raised."""

import numpy as np
import pytest

pytest.importorskip("rasterio")

from inpaint_studio.editing.geometry import Size
from inpaint_studio.files import mapped, reading, sandbox
from inpaint_studio.files.decoded import Limits
from inpaint_studio.files.kinds import tiff_overviews
from inpaint_studio.files.reading import read_picture
from tests.files.saving.rasters import STRIPS, TILES, samples, write

pytestmark = pytest.mark.filterwarnings("ignore::PendingDeprecationWarning")
_LIMITS = Limits(1 << 28)


@pytest.fixture(autouse=True)
def small_looks(monkeypatch):
    monkeypatch.setattr(tiff_overviews, "_SIDE", 20)


@pytest.mark.parametrize("layout", [TILES, STRIPS], ids=["tiles", "strips"])
@pytest.mark.parametrize("interleave", ["pixel", "band"])
@pytest.mark.parametrize("kind", ["uint16", "int16", "float32"])
def test_bare_samples_are_looked_at_in_every_so_many_rows_and_columns(tmp_path, layout, interleave, kind):
    pixels = samples(3, kind)
    path = write(tmp_path / "a.tif", pixels, interleave=interleave, **layout, endianness="BIG")
    look = tiff_overviews.first_look(path, 0, _LIMITS, 0)
    assert look.size == Size(75, 50)
    whole = read_picture(path)
    shown = whole.levels.shown(pixels[::3, ::3]).astype(int)
    assert look.pixels.shape == shown.shape
    assert np.abs(look.pixels - shown).mean() < 6  # the ends of its levels are those of fewer samples


def test_the_smallest_copy_that_is_large_enough_is_shown_and_nothing_else_is_decoded(tmp_path, monkeypatch):
    pixels = samples(4, "uint16", 160, 240)
    path = write(tmp_path / "a.tif", pixels, compress="deflate", overviews=(2, 4, 8, 16), **TILES)
    looks = tiff_overviews.first_look(path, 0, _LIMITS, 0)
    assert looks.pixels.shape == (20, 30, 3)
    assert looks.size == Size(240, 160)
    shrunk = read_picture(path).levels.shown(pixels.reshape(20, 8, 30, 8, 4).mean(axis=(1, 3)).astype(np.uint16))
    assert np.abs(looks.pixels.astype(int) - shrunk).mean() < 6
    monkeypatch.setattr(tiff_overviews, "_SIDE", 500)  # the largest copy is shown where all are small
    assert tiff_overviews.first_look(path, 0, _LIMITS, 0).pixels.shape == (80, 120, 3)


def test_what_is_unknown_does_not_bend_the_levels_of_a_look(tmp_path):
    pixels = samples(2, "int16", 160, 240)
    pixels[:, :100] = -9999
    path = write(tmp_path / "a.tif", pixels, nodata=-9999)
    look = tiff_overviews.first_look(path, 0, _LIMITS, 0)
    known = look.pixels[:, look.pixels.shape[1] // 2 :]
    assert known.std() > 30
    assert look.pixels[:, 0].max() == 0


def test_there_is_no_look_at_what_is_small_or_packed_without_a_copy_or_a_photograph(tmp_path):
    pixels = samples(4, "uint16")
    bare = write(tmp_path / "bare.tif", pixels)
    assert tiff_overviews.first_look(bare, 0, _LIMITS, pixels.nbytes) is not None
    assert tiff_overviews.first_look(bare, 0, _LIMITS, pixels.nbytes + 1) is None
    packed = write(tmp_path / "packed.tif", pixels, compress="lzw")
    assert tiff_overviews.first_look(packed, 0, _LIMITS, 0) is None
    photograph = write(tmp_path / "photo.tif", samples(3, "uint8"), photometric="rgb")
    assert tiff_overviews.first_look(photograph, 0, _LIMITS, 0) is None


def test_no_file_makes_a_look_raise(tmp_path, monkeypatch):
    monkeypatch.setattr(sandbox, "_LITTLE", 0)
    monkeypatch.setattr(mapped, "LARGE", 0)
    whole = write(tmp_path / "a.tif", samples(4, "uint16"), overviews=(2, 4)).read_bytes()
    rng = np.random.default_rng(0)
    path = tmp_path / "b.tif"
    for number in range(40):
        content = bytearray(whole)
        for at in rng.integers(0, 600, 6):
            content[at] = rng.integers(256)
        path.write_bytes(content if number % 2 else content[: rng.integers(1, len(content))])
        reading.first_look(path)
    path.write_bytes(whole)
    assert reading.first_look(path) is not None
    assert reading.first_look(path, 7) is None
    assert reading.first_look(tmp_path / "missing.tif") is None
    assert reading.first_look(tmp_path) is None
