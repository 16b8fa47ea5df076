"""Thumbnails: small looks at files of every kind, upright, and remembered for as long as the file stays as it is."""

import os
import zipfile

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.memory.project import save_project
from inpaint_studio.files.reading import read_picture
from inpaint_studio.ui.document import thumbnails
from inpaint_studio.ui.document.thumbnails import SIDE, ThumbnailCache, at_once, make


@pytest.fixture
def cache(tmp_path):
    return ThumbnailCache(tmp_path / "cache")


def test_a_file_that_has_changed_is_looked_at_anew(cache, picture_file):
    (made,) = make([picture_file], cache)
    assert cache.get(picture_file).size == made.size == (320, 240)
    Image.new("RGB", (64, 48), "red").save(picture_file)
    os.utime(picture_file, ns=(1, 1))
    assert cache.get(picture_file) is None
    (anew,) = make([picture_file], cache)
    assert anew.size == (64, 48)


def test_the_cache_is_bounded_and_what_is_unreadable_is_made_again(cache, tmp_path, monkeypatch):
    monkeypatch.setattr(thumbnails, "MOST_FILES", 3)
    paths = [tmp_path / f"{number}.png" for number in range(5)]
    for number, path in enumerate(paths):
        Image.new("RGB", (40, 30), (number, 0, 0)).save(path)
        list(make([path], cache))
        stored = cache.get(path)
        assert stored is not None
    assert len(list((tmp_path / "cache").iterdir())) == 3
    for entry in (tmp_path / "cache").iterdir():
        entry.write_bytes(b"no picture")
    assert cache.get(paths[-1]) is None
    assert len(list(make(paths, cache))) == 5
    cache.clear()
    assert list((tmp_path / "cache").iterdir()) == []


@pytest.mark.parametrize("members", [{}, {"Thumbnails/thumbnail.png": b"no picture"}, {"stack.xml": b"<image/>"}])
def test_a_project_without_a_usable_look_is_left_out(cache, tmp_path, members):
    path = tmp_path / "other.ora"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert list(make([path, tmp_path / "gone.ora"], cache)) == []


def test_a_picture_that_lies_on_its_side_is_shown_upright(cache, tmp_path):
    pixels = np.zeros((20, 60, 3), np.uint8)
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(pixels).save(tmp_path / "side.jpg", exif=exif)
    (made,) = make([tmp_path / "side.jpg"], cache)
    assert made.size == (20, 60)
    assert made.pixels.shape[:2] == (60, 20)


def _noise(path, width, height, mode="RGB", **more):
    channels = len(Image.new(mode, (1, 1)).getbands())
    pixels = np.random.default_rng(3).integers(0, 256, (height, width, channels), np.uint8)
    Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels, mode).save(path, **more)
    return path


@pytest.mark.parametrize("suffix", ["png", "jpg", "webp", "bmp", "tif"])
@pytest.mark.parametrize(("width", "height"), [(900, 540), (30, 40), (900, 3)])
def test_every_kind_of_file_is_as_small_as_it_is_shown_and_keeps_its_proportions(
    cache, tmp_path, suffix, width, height
):
    (made,) = make([_noise(tmp_path / f"a.{suffix}", width, height)], cache)
    assert made.size == Size(width, height)
    rows, columns, channels = made.pixels.shape
    assert channels == 3
    assert max(rows, columns) == (SIDE if max(width, height) > SIDE else max(width, height))
    share = max(rows, columns) / max(width, height)
    assert (columns, rows) == (pytest.approx(width * share, abs=1), pytest.approx(height * share, abs=1))


@pytest.mark.parametrize("mode", ["L", "LA", "RGBA"])
def test_grey_and_transparent_pictures_are_shown_in_three_channels(cache, tmp_path, mode):
    (made,) = make([_noise(tmp_path / "a.png", 60, 40, mode)], cache)
    assert made.pixels.shape == (40, 60, 3)


def test_samples_of_16_bits_are_shown(cache, tmp_path):
    samples = np.full((40, 60), 128 * 257, np.uint16)
    Image.fromarray(samples).save(tmp_path / "deep.tif")
    (made,) = make([tmp_path / "deep.tif"], cache)
    assert np.abs(made.pixels.astype(int) - 128).max() <= 1


@pytest.mark.parametrize("turned", range(1, 9))
def test_whichever_way_a_picture_lies_its_corner_is_where_it_belongs(cache, tmp_path, turned):
    pixels = np.zeros((64, 96, 3), np.uint8)
    pixels[:20, :20] = 255  # of the stored rows, upper left
    exif = Image.Exif()
    exif[0x0112] = turned
    path = tmp_path / "turned.png"
    Image.fromarray(pixels).save(path, exif=exif)
    (made,) = make([path], cache)
    expected = read_picture(path)
    assert made.size == expected.size
    assert np.array_equal(made.pixels, expected.pixels)


def test_what_cannot_be_opened_is_left_out_and_the_others_come(cache, tmp_path):
    (tmp_path / "text.png").write_text("no picture")
    (tmp_path / "empty.jpg").touch()
    (tmp_path / "folder.png").mkdir()
    good = _noise(tmp_path / "good.png", 30, 20)
    paths = [tmp_path / "text.png", tmp_path / "empty.jpg", tmp_path / "folder.png", tmp_path / "gone.png", good]
    assert [one.path for one in make(paths, cache)] == [good]


def test_a_project_is_shown_with_its_size(cache, tmp_path):
    path = tmp_path / "work.ora"
    save_project(Document(read_picture(_noise(tmp_path / "a.png", 600, 300))), path)
    (made,) = make([path], cache)
    assert made.size == Size(600, 300)
    assert made.pixels.shape[1] == 2 * made.pixels.shape[0]


def test_a_smaller_look_is_made_of_the_one_that_is_kept(cache, tmp_path, monkeypatch):
    path = _noise(tmp_path / "a.png", 900, 600)
    list(make([path], cache))
    monkeypatch.setattr(thumbnails, "_made", lambda _: pytest.fail("It was made before."))
    (small,) = make([path], cache, 64)
    assert small.pixels.shape == (43, 64, 3)
    assert small.size == Size(900, 600)
    (whole,) = make([path], cache)
    assert max(whole.pixels.shape) == SIDE


def test_those_that_are_used_stay_when_others_have_to_go(cache, tmp_path, monkeypatch):
    monkeypatch.setattr(thumbnails, "MOST_FILES", 2)
    first, second, third = (_noise(tmp_path / f"{name}.png", 30, 20) for name in "abc")
    list(make([first, second], cache))
    for number, entry in enumerate(sorted((tmp_path / "cache").iterdir())):
        os.utime(entry, (number, number))
    assert cache.get(first) is not None  # now it is the one that was used last
    list(make([third], cache))
    assert cache.get(second) is None
    assert cache.get(first) is not None
    assert cache.get(third) is not None


def test_the_cache_is_bounded_in_bytes_as_well(cache, tmp_path, monkeypatch):
    paths = [_noise(tmp_path / f"{number}.png", 300, 200) for number in range(4)]
    list(make(paths[:1], cache))
    (entry,) = (tmp_path / "cache").iterdir()
    monkeypatch.setattr(thumbnails, "MOST_BYTES", int(entry.stat().st_size * 2.5))
    list(make(paths[1:], cache))
    assert len(list((tmp_path / "cache").iterdir())) == 2


def test_where_nothing_can_be_kept_thumbnails_are_made_all_the_same(tmp_path):
    blocked = tmp_path / "cache"
    blocked.write_text("a file, where the folder should be")
    cache = ThumbnailCache(blocked)
    path = _noise(tmp_path / "a.png", 30, 20)
    assert [one.size for one in make([path], cache)] == [Size(30, 20)]
    assert cache.get(path) is None
    cache.clear()


def test_only_what_is_ready_comes_at_once_and_only_as_long_as_a_frame_lasts(cache, tmp_path):
    paths = [_noise(tmp_path / f"{number}.png", 30, 20) for number in range(3)]
    list(make(paths[:2], cache))
    assert [one.path for one in at_once(paths, cache, seconds=60)] == paths[:2]
    assert list(at_once(paths, cache, seconds=-1)) == []


def test_clearing_takes_nothing_that_is_no_thumbnail(cache, tmp_path):
    list(make([_noise(tmp_path / "a.png", 30, 20)], cache))
    other = tmp_path / "cache" / "notes.jpg"
    other.write_text("of a person")
    cache.clear()
    assert list((tmp_path / "cache").iterdir()) == [other]
