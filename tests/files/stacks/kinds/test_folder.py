"""Numbered folders."""

from fractions import Fraction

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.stacks.opening import open_planes


def _frames(count=5, height=20, width=24):
    return np.random.default_rng(count).integers(0, 256, (count, height, width, 3), np.uint8)


def test_a_folder_of_numbered_pictures_is_a_stack(folder):
    samples = _frames(12)
    planes = open_planes(folder(samples, pattern="f{}.png"))
    assert planes is not None
    assert (planes.kind, planes.axis, planes.name, planes.notes) == ("folder", "frame", "clip", ())
    assert [place.name for place in planes.places][8:11] == ["f9.png", "f10.png", "f11.png"]
    for plane in (0, 9, 11):
        picture = planes.picture(plane)
        assert picture.plane == plane
        assert picture.name == f"f{plane + 1}.png"
        np.testing.assert_array_equal(picture.pixels, samples[plane])
    assert planes.picture(9) is planes.picture(9)
    with pytest.raises(IndexError):
        planes.picture(12)


def test_dates_are_days(folder):
    there = folder(_frames(2), pattern="x{}.png")
    (there / "x1.png").rename(there / "tile_20240205.png")
    (there / "x2.png").rename(there / "tile_20240131.png")
    planes = open_planes(there)
    assert planes.axis == "date"
    assert [place.at for place in planes.places] == [Fraction(19753), Fraction(19758)]


def test_gaps_and_other_pictures_are_named(folder):
    there = folder(_frames(9))
    (there / "frame_0004.png").unlink()
    (there / "frame_0007.png").rename(there / "cover.png")
    notes = open_planes(there).notes
    assert notes == (
        "Another picture in the folder is no part of the stack: cover.png.",
        "Files are missing between number 3 and number 5.",
        "Files are missing between number 6 and number 8.",
    )


def test_masks_beside_the_pictures_are_no_planes(folder):
    there = folder(_frames(3))
    Image.new("L", (24, 20)).save(there / "frame_0002_mask.png")
    assert len(open_planes(there).places) == 3


def test_a_picture_of_another_size_is_named_and_the_rest_opens(folder):
    there = folder(_frames(6))
    Image.new("RGB", (9, 9)).save(there / "frame_0003.png")
    planes = open_planes(there)
    assert "24 x 20" in planes.notes[0]
    assert "frame_0003.png" in planes.notes[0]
    assert planes.picture(5).size == (24, 20)
    with pytest.raises(PictureError, match=r"frame_0003\.png is 9 x 9 pixels of 3 channels, uint8, and the stack clip"):
        planes.picture(2)


def test_other_channels_are_named_when_they_are_decoded(folder):
    there = folder(_frames(3))
    Image.new("L", (24, 20)).save(there / "frame_0001.png")
    planes = open_planes(there)
    with pytest.raises(PictureError, match="1 channel"):
        planes.picture(0)
    assert planes.picture(1).pixels.shape == (20, 24, 3)


def test_an_unreadable_file_in_the_middle_opens_and_gives_a_sentence(folder):
    there = folder(_frames(5))
    (there / "frame_0003.png").write_bytes(b"\x89PNG\r\n\x1a\nnothing")
    planes = open_planes(there)
    assert planes.picture(1).plane == 1
    with pytest.raises(PictureError, match=r"frame_0003\.png"):
        planes.picture(2)


@pytest.mark.parametrize(
    ("names", "sizes", "sentence"),
    [
        ([], [], "holds no pictures"),
        (["a1.png"], [(8, 8)], "holds a single picture, a1.png. Open that file"),
        (["a.png", "b.png"], [(8, 8), (8, 8)], "do not differ by a number or a date"),
        (["a1.png", "a2.png"], [(8, 8), (9, 8)], "a1.png is 8 x 8 pixels and a2.png is 9 x 8"),
    ],
)
def test_what_is_no_stack_is_told_in_one_sentence(tmp_path, names, sizes, sentence):
    for name, size in zip(names, sizes, strict=True):
        Image.new("L", size).save(tmp_path / name)
    with pytest.raises(PictureError, match=sentence):
        open_planes(tmp_path)


def test_a_single_picture_is_no_stack(tmp_path):
    Image.new("L", (8, 8)).save(tmp_path / "a.png")
    assert open_planes(tmp_path / "a.png") is None


def test_a_person_may_say_what_the_planes_are(folder):
    from inpaint_studio.files.stacks.kind import Opening

    assert open_planes(folder(_frames(2)), Opening(axis="slice")).axis == "slice"


def test_opening_many_files_reads_few_of_them(tmp_path, monkeypatch):
    from inpaint_studio.files.stacks.kinds import folder as kind

    looked = []
    monkeypatch.setattr(kind, "_size", lambda path: looked.append(path) or (8, 8))
    for number in range(400):
        (tmp_path / f"f{number}.png").touch()
    planes = open_planes(tmp_path)
    assert len(planes.places) == 400
    assert len(looked) == 256
    assert {looked[0].name, looked[-1].name} == {"f0.png", "f399.png"}
