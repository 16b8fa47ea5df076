"""Any stack as a folder of pictures, or as a TIFF of pages."""

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.editing.fills import composite
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.stacks import saving_new
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.files.stacks.saving import save_as_folder, save_as_pages, save_stack

from ..phantoms import body
from ..phantoms import nifti as nifti_phantom


def _frames(count=4, height=20, width=24, channels=3, dtype="uint8"):
    return np.random.default_rng(count).integers(0, 255, (count, height, width, channels), np.dtype(dtype).type)


def _animation(path):
    images = [Image.fromarray(frame) for frame in _frames()]
    images[0].save(path, save_all=True, append_images=images[1:], duration=40, lossless=True)
    return open_planes(path)


def _expect(planes, fills, path):
    again = open_planes(path)
    assert len(again.places) == len(planes.places)
    for plane in range(len(planes.places)):
        picture = planes.picture(plane)
        expected = composite(picture, fills.get(plane, ()), picture.rect)
        np.testing.assert_array_equal(again.picture(plane).pixels, expected)


def test_an_animation_is_refused_and_offered_another_way(tmp_path, laid):
    planes = _animation(tmp_path / "a.webp")
    with pytest.raises(SaveError, match="Save its frames as a folder of pictures, or as a TIFF of several pages"):
        list(save_stack(planes, {1: laid(planes.picture(1))}))


@pytest.mark.parametrize("suffix", [".png", ".tif"])
def test_an_animation_becomes_a_folder(tmp_path, laid, suffix):
    planes = _animation(tmp_path / "a.webp")
    fills = {1: laid(planes.picture(1))}
    *steps, report = save_as_folder(planes, fills, tmp_path / "out", suffix)
    assert (len(steps), report.files, report.changed, report.exact) == (4, 4, 1, True)
    assert sorted(path.name for path in (tmp_path / "out").iterdir()) == [f"a_000{n}{suffix}" for n in (1, 2, 3, 4)]
    _expect(planes, fills, tmp_path / "out")
    *_, again = save_as_folder(planes, fills, tmp_path / "out", suffix)
    assert again.files == 0


def test_pages_become_single_pictures(pages, laid, tmp_path):
    planes = open_planes(pages(_frames(dtype="uint16", channels=1)))
    list(save_as_folder(planes, {}, tmp_path / "out", ".tif"))
    for path in (tmp_path / "out").iterdir():
        with tifffile.TiffFile(path) as file:
            assert len(file.pages) == 1
    _expect(planes, {}, tmp_path / "out")


def test_files_keep_their_names(folder, tmp_path):
    planes = open_planes(folder(_frames()))
    list(save_as_folder(planes, {}, tmp_path / "out", ".tif"))
    assert sorted(path.name for path in (tmp_path / "out").iterdir())[0] == "frame_0001.tif"
    with pytest.raises(SaveError, match="holds the stack itself"):
        list(save_as_folder(planes, {}, tmp_path / "clip", ".tif"))


@pytest.mark.parametrize(("channels", "dtype"), [(3, "uint8"), (1, "uint16"), (4, "uint8")])
def test_a_folder_becomes_a_tiff_of_pages(tmp_path, laid, channels, dtype):
    there = tmp_path / "clip"
    there.mkdir()
    for number, frame in enumerate(_frames(3, channels=channels, dtype=dtype)):
        Image.fromarray(frame if channels > 1 else frame[..., 0]).save(there / f"f{number}.png")
    planes = open_planes(there)
    fills = {2: laid(planes.picture(2))}
    *_, report = save_as_pages(planes, fills, tmp_path / "out.tif")
    assert (report.planes, report.changed, report.files) == (3, 1, 1)
    _expect(planes, fills, tmp_path / "out.tif")
    with tifffile.TiffFile(tmp_path / "out.tif") as file:
        picture = planes.picture(2)
        np.testing.assert_array_equal(
            file.pages[2].asarray().reshape(picture.pixels.shape), composite(picture, fills[2], picture.rect)
        )


def test_measurements_stay_measurements(tmp_path):
    path = tmp_path / "v.nii"
    path.write_bytes(nifti_phantom(np.stack([body(24, 20, seed).T for seed in range(3)], axis=2)))
    planes = open_planes(path)
    list(save_as_pages(planes, {}, tmp_path / "out.tif"))
    _expect(planes, {}, tmp_path / "out.tif")
    assert open_planes(tmp_path / "out.tif").picture(1).is_data
    list(save_as_folder(planes, {}, tmp_path / "out", ".tif"))
    _expect(planes, {}, tmp_path / "out")


def test_a_large_file_has_wide_offsets(folder, tmp_path, monkeypatch):
    monkeypatch.setattr(saving_new, "_BIG", 10)
    planes = open_planes(folder(_frames()))
    list(save_as_pages(planes, {}, tmp_path / "out.tif"))
    with tifffile.TiffFile(tmp_path / "out.tif") as file:
        assert file.is_bigtiff
    _expect(planes, {}, tmp_path / "out.tif")


def test_a_save_that_is_cancelled_leaves_what_was_there(folder, tmp_path):
    planes = open_planes(folder(_frames()))
    target = tmp_path / "out.tif"
    target.write_bytes(b"before")
    steps = save_as_pages(planes, {}, target)
    next(steps)
    next(steps)
    steps.close()
    assert target.read_bytes() == b"before"
    assert [path.name for path in tmp_path.iterdir() if path.is_file()] == ["out.tif"]


def test_one_name_must_say_tiff(folder, tmp_path):
    planes = open_planes(folder(_frames()))
    with pytest.raises(SaveError, match="cannot hold several pages"):
        list(save_as_pages(planes, {}, tmp_path / "out.png"))
