"""Two stacks compared plane by plane."""

import json

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.cli import main
from inpaint_studio.files.errors import PictureError, SameFile
from inpaint_studio.files.stacks.opening import open_planes
from inpaint_studio.files.stacks.saving import save_as_pages, save_stack
from inpaint_studio.files.stacks.verifying import PlaneCompared, verify_stacks


def _frames(count=4, height=20, width=24):
    return np.random.default_rng(count).integers(0, 256, (count, height, width, 3), np.uint8)


@pytest.fixture
def mask(tmp_path):
    mask = np.zeros((20, 24), np.uint8)
    mask[2:8, 3:12] = 255
    Image.fromarray(mask).save(tmp_path / "mask.png")
    return tmp_path / "mask.png"


@pytest.fixture(params=["folder", "pages"])
def saved(request, tmp_path, laid):
    """A stack, and its copy with fills on two planes."""
    original = request.getfixturevalue(request.param)(_frames())
    planes = open_planes(original)
    target = tmp_path / ("out" if original.is_dir() else "out.tif")
    list(save_stack(planes, {plane: laid(planes.picture(plane)) for plane in (1, 2)}, target))
    return original, target


def test_an_exact_save_is_proved(saved, mask):
    *steps, report = verify_stacks(*saved, mask)
    assert steps == [PlaneCompared(plane, 4, True) for plane in range(4)]
    assert report.untouched
    assert (report.planes, report.planes_changed, report.planes_in_mask, report.touched) == (4, 2, 4, ())
    assert 0 < report.differing_pixels_in_mask <= 2 * 54
    assert report.original_sha256 == report.result_sha256
    assert report.metadata_differences == ()
    assert report.to_text().startswith("YES: on all 4 planes every pixel outside the masks")
    assert json.loads(report.to_json())["untouched"]


def test_of_jpegs_everything_outside_the_touched_blocks_is_proved(tmp_path, mask, laid):
    there = tmp_path / "jpegs"
    there.mkdir()
    for number, frame in enumerate(_frames(2)):
        Image.fromarray(frame).save(there / f"frame_{number:04d}.jpg", quality=80)
    planes = open_planes(there)
    list(save_stack(planes, {1: laid(planes.picture(1))}, tmp_path / "out"))
    *_, report = verify_stacks(there, tmp_path / "out", mask)
    assert report.untouched
    assert report.jpeg_blocks
    assert report.differing_pixels_outside > report.differing_pixels_outside_blocks == 0
    text = report.to_text()
    assert text.startswith(
        "YES: on all 2 planes every pixel outside the masks and the JPEG blocks (8 x 8 samples) that they touch is "
        "the original's. In JPEGs the touched blocks are encoded anew."
    )
    assert (
        f"{report.differing_pixels_outside} pixels beside the masks differ inside the JPEG blocks they touch." in text
    )
    assert text.count("SHA-256 of the samples outside the masks and the JPEG blocks they touch: ") == 2
    assert json.loads(report.to_json())["jpeg_blocks"]


def test_what_was_touched_is_named(saved, tmp_path):
    *_, report = verify_stacks(*saved)
    assert not report.untouched
    assert report.touched == (1, 2)
    assert report.is_provable
    text = report.to_text()
    assert text.startswith("NO: on 2 planes something outside the masks differs: 2, 3.")
    assert "pixels that were not to be touched differ" in text


def test_a_folder_and_a_tiff_of_it_are_compared(folder, tmp_path):
    original = folder(_frames())
    planes = open_planes(original)
    list(save_as_pages(planes, {}, tmp_path / "out.tif"))
    *_, report = verify_stacks(original, tmp_path / "out.tif")
    assert report.untouched


def test_other_counts_prove_nothing(folder, pages):
    *steps, report = verify_stacks(folder(_frames()), pages(_frames(5)))
    assert steps == []
    assert not report.untouched
    assert report.to_text().startswith("NO: ")
    assert "has 4 planes and" in report.to_text()


def test_one_stack_with_itself_and_with_a_picture(folder, tmp_path):
    there = folder(_frames())
    with pytest.raises(SameFile):
        list(verify_stacks(there, there))
    Image.new("RGB", (24, 20)).save(tmp_path / "one.png")
    with pytest.raises(PictureError, match=r"one\.png holds a single picture"):
        list(verify_stacks(there, tmp_path / "one.png"))


def test_the_command_compares_stacks(saved, mask, tmp_path, capsys):
    original, target = saved
    assert main(["verify", str(original), str(target), "--mask", str(mask)]) == 0
    assert capsys.readouterr().out.startswith("YES: on all 4 planes")
    Image.new("L", (24, 20)).save(tmp_path / "empty.png")
    empty = np.zeros((20, 24), np.uint8)
    empty[0, 0] = 255
    Image.fromarray(empty).save(tmp_path / "other.png")
    assert main(["verify", str(original), str(target), "--mask", str(tmp_path / "other.png"), "--json"]) == 1
    assert json.loads(capsys.readouterr().out)["touched"] == [1, 2]


def test_the_command_describes_stacks(saved, capsys):
    original, _ = saved
    assert main(["describe", str(original)]) == 0
    assert capsys.readouterr().out.strip() in (
        "clip: numbered folder, 4 frames.",
        "pages.tif: TIFF of several pages, 4 pages.",
    )
    assert main(["describe", str(original), "--json"]) == 0
    assert json.loads(capsys.readouterr().out)["planes"] == 4


def test_the_command_says_that_a_film_is_damaged(tmp_path, capsys):
    pytest.importorskip("av")
    path = tmp_path / "trunc.mp4"
    path.write_bytes(b"\0\0\0\x18ftypisom\0\0\2\0isomiso2" + b"\0\0\1\0mdat" + bytes(120))  # no moov
    assert main(["describe", str(path)]) == 1
    words = capsys.readouterr().err
    assert "trunc.mp4 is damaged" in words
    assert "checkpoint" not in words
