"""Samples of large rasters lie in a file that is mapped: they are the same, and nothing of it is left."""

import tempfile
from pathlib import Path

import numpy as np
import pytest
import tifffile

from inpaint_studio.files import mapped
from inpaint_studio.files.mapped import Room
from inpaint_studio.files.reading import read_picture


@pytest.fixture
def folder(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> Path:
    """The temporary folder of this process."""
    there = tmp_path / "temporary"
    there.mkdir()
    monkeypatch.setattr(tempfile, "tempdir", str(there))
    return there


def test_samples_of_a_large_raster_are_mapped_and_the_file_is_gone(
    tmp_path: Path, folder: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    pixels = np.random.default_rng(0).integers(0, 60000, (90, 70, 6), np.uint16)
    tifffile.imwrite(tmp_path / "a.tif", pixels, photometric="minisblack", planarconfig="contig", metadata=None)
    usual = read_picture(tmp_path / "a.tif")
    monkeypatch.setattr(mapped, "LARGE", pixels.nbytes)
    picture = read_picture(tmp_path / "a.tif")
    assert np.array_equal(picture.pixels, pixels)
    assert np.array_equal(usual.pixels, pixels)
    assert picture.levels == usual.levels
    assert not picture.pixels.flags.writeable
    mapped.release(picture.pixels)
    mapped.release(picture.pixels[3:5, :, :2])
    assert np.array_equal(picture.pixels, pixels)
    assert list(folder.iterdir()) == []


def test_room_is_in_memory_where_samples_are_few_or_the_file_cannot_hold_them(tmp_path: Path) -> None:
    (tmp_path / "samples").touch()
    room = Room(str(tmp_path / "samples"), 1000)
    assert not room.holds(room((10, 10, 1), np.dtype(np.uint8)))
    much = room((10, 10, 10), np.dtype(np.int16))
    for top in (0, 4):
        rows = room.rows(much, top, min(top + 6, 10))
        rows[...] = 7
        room.put(much, top, rows)
    room.close()
    assert room.holds(much)
    assert (much == 7).all()
    assert (mapped.mapped(str(tmp_path / "samples"), (10, 10, 10), np.dtype(np.int16)) == 7).all()
    nowhere = Room(str(tmp_path / "missing"), 0)
    assert not nowhere.holds(nowhere((10, 10, 10), np.dtype(np.int16)))


def test_no_file_is_made_for_other_kinds_or_where_none_can_be(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    with mapped.room_for(tmp_path / "a.png") as room:
        assert room is None
    monkeypatch.setattr(tempfile, "tempdir", str(tmp_path / "missing"))
    with mapped.room_for(tmp_path / "a.tif") as room:
        assert room is None
