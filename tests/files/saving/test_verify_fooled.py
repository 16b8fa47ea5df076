"""Trying to fool verify: whatever stands in for the result, the answer is the true one."""

import os
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from inpaint_studio.editing.adjustments import Frame, Tone
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import DamagedPicture, SameFile
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.verify import verify, verify_opened
from inpaint_studio.files.saving.writing import SaveOptions, save_picture

SPOT = Rect(40, 30, 21, 18)


def _mask_of(picture: Picture, rect: Rect = SPOT) -> np.ndarray:
    mask = np.zeros(picture.pixels.shape[:2], np.uint8)
    mask[rect.slices] = 255
    return mask


@pytest.fixture
def opened(tmp_path: Path, smooth: Callable) -> Picture:
    Image.fromarray(smooth(3)).save(tmp_path / "a.png")
    return read_picture(tmp_path / "a.png")


@pytest.mark.parametrize("kind", ["symbolic link", "hard link"])
def test_a_link_to_what_is_open_is_what_is_open(tmp_path: Path, opened: Picture, kind: str) -> None:
    link = tmp_path / "other.png"
    if kind == "symbolic link":
        link.symlink_to(tmp_path / "a.png")
    else:
        link.hardlink_to(tmp_path / "a.png")
    with pytest.raises(SameFile, match=r"nothing has been saved over it"):
        verify_opened(opened, link, _mask_of(opened))


def test_another_letter_case_is_another_file_where_the_disk_says_so(tmp_path: Path, opened: Picture) -> None:
    other = tmp_path / "A.PNG"
    if other.exists():  # a disk that does not tell them apart
        with pytest.raises(SameFile):
            verify(tmp_path / "a.png", other)
        return
    other.write_bytes((tmp_path / "a.png").read_bytes())
    assert verify(tmp_path / "a.png", other).untouched


def test_a_file_written_again_with_the_same_bytes_proves_nothing(tmp_path: Path, opened: Picture) -> None:
    content = (tmp_path / "a.png").read_bytes()
    (tmp_path / "a.png").unlink()
    (tmp_path / "a.png").write_bytes(content)
    os.utime(tmp_path / "a.png", (1, 1))
    with pytest.raises(SameFile, match=r"sample for sample"):
        verify_opened(opened, tmp_path / "a.png", _mask_of(opened))


@pytest.mark.parametrize("backup", [True, False])
@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg"])
def test_overwritten_with_or_without_a_backup_black_is_seen(
    tmp_path: Path, smooth: Callable, fill_of: Callable, backup: bool, suffix: str
) -> None:
    path = tmp_path / f"b{suffix}"
    Image.fromarray(smooth(3)).save(path)
    picture = read_picture(path)
    fill = fill_of(picture, SPOT, 255)
    save_picture(picture, (fill,), path, SaveOptions(keep_backup=backup))
    assert (tmp_path / f"b{suffix}~").exists() == backup
    assert verify_opened(picture, path, _mask_of(picture)).untouched
    black = read_picture(path).pixels.copy()
    black[:60] = 0
    Image.fromarray(black).save(path)
    report = verify_opened(picture, path, _mask_of(picture))
    assert not report.untouched
    assert report.differing_pixels_outside_blocks > 60 * 160 / 2
    if backup:
        assert not verify(f"{path}~", path, _mask_of(picture)).untouched


def test_a_jpeg_encoded_anew_is_not_the_original(tmp_path: Path, smooth: Callable) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "a.jpg", quality=85)
    with Image.open(tmp_path / "a.jpg") as image:
        image.save(tmp_path / "b.jpg", quality=80)
    picture = read_picture(tmp_path / "a.jpg")
    for mask in (None, _mask_of(picture)):
        assert not verify(tmp_path / "a.jpg", tmp_path / "b.jpg", mask).untouched


def test_the_same_samples_under_another_profile_are_said_to_be(tmp_path: Path, smooth: Callable) -> None:
    profiles = [ImageCms.ImageCmsProfile(ImageCms.createProfile(name)).tobytes() for name in ("sRGB", "LAB")]
    for name, profile in zip("ab", profiles, strict=True):
        Image.fromarray(smooth(3)).save(tmp_path / f"{name}.png", icc_profile=profile)
        Image.fromarray(smooth(3)).save(tmp_path / f"{name}.jpg", icc_profile=profile)
    for suffix in ("png", "jpg"):
        report = verify(tmp_path / f"a.{suffix}", tmp_path / f"b.{suffix}")
        assert report.untouched  # of the samples; what they mean has changed, and that stands below it
        assert any("iCCP" in one or "colour profile" in one for one in report.metadata_differences)
    assert any("colour profile" in one for one in verify(tmp_path / "a.jpg", tmp_path / "b.png").metadata_differences)


def test_a_picture_turned_by_its_exif_is_compared_upright(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(smooth(3)).save(tmp_path / "a.png", exif=exif)
    picture = read_picture(tmp_path / "a.png")
    assert picture.pixels.shape[:2] == (160, 120)
    fill = fill_of(picture, Rect(10, 100, 21, 18), 255)
    save_picture(picture, (fill,), tmp_path / "b.png")
    save_picture(picture, (fill,), tmp_path / "c.tif")
    mask = _mask_of(picture, fill.rect)
    for name in ("b.png", "c.tif"):
        assert verify(tmp_path / "a.png", tmp_path / name, mask).untouched
    Image.fromarray(smooth(3)).save(tmp_path / "flat.png")  # the same bytes without the turn
    assert not verify(tmp_path / "a.png", tmp_path / "flat.png", mask).untouched
    exif[0x0112] = 8
    Image.fromarray(smooth(3)).save(tmp_path / "other way.png", exif=exif)
    assert not verify(tmp_path / "a.png", tmp_path / "other way.png", mask).untouched


def test_a_copy_proves_nothing_under_other_adjustments(tmp_path: Path, opened: Picture, fill_of: Callable) -> None:
    tone, frame = Tone("t", (0.1,) * 3, (0.9,) * 3), Frame("f", 80, 60, 100, 80)
    fill = fill_of(opened, SPOT, 255)
    save_picture(opened, (fill,), tmp_path / "b.png", adjustments=(tone, frame))
    mask = _mask_of(opened)
    assert verify(tmp_path / "a.png", tmp_path / "b.png", mask, adjustments=(tone, frame)).untouched
    for others in (
        (),
        (tone,),
        (frame,),
        (Tone("t", (0.1,) * 3, (0.91,) * 3), frame),
        (tone, Frame("f", 81, 60, 100, 80)),
    ):
        assert not verify(tmp_path / "a.png", tmp_path / "b.png", mask, adjustments=others).untouched
    copy = read_picture(tmp_path / "b.png").pixels.copy()
    copy[5, 5, 0] ^= 1
    Image.fromarray(copy).save(tmp_path / "c.png")
    assert not verify(tmp_path / "a.png", tmp_path / "c.png", mask, adjustments=(tone, frame)).untouched


def test_the_lowest_of_sixteen_bits_and_the_alpha_count(tmp_path: Path, samples: Callable) -> None:
    for channels in (3, 4):
        picture = Picture(samples(channels, "uint16"))
        save_picture(picture, (), tmp_path / "a.png")
        changed = picture.pixels.copy()
        changed[5, 7, channels - 1] ^= 1
        save_picture(Picture(changed), (), tmp_path / "b.png")
        report = verify(tmp_path / "a.png", tmp_path / "b.png")
        assert (report.untouched, report.differing_samples_outside) == (False, 1)
        save_picture(Picture((picture.pixels >> 8).astype(np.uint8)), (), tmp_path / "c.png")
        assert not verify(tmp_path / "a.png", tmp_path / "c.png").untouched  # eight bits are no sixteen


def test_colours_under_a_clear_alpha_count(tmp_path: Path, samples: Callable) -> None:
    pixels = samples(4)
    pixels[:, :, 3] = 255
    pixels[:20, :, 3] = 0
    save_picture(Picture(pixels), (), tmp_path / "a.png")
    pixels = pixels.copy()
    pixels[:20, :, :3] = 0
    save_picture(Picture(pixels), (), tmp_path / "b.png")
    assert not verify(tmp_path / "a.png", tmp_path / "b.png").untouched


def test_a_truncated_result_is_no_result(tmp_path: Path, opened: Picture) -> None:
    content = (tmp_path / "a.png").read_bytes()
    (tmp_path / "b.png").write_bytes(content[: len(content) // 2])
    with pytest.raises(DamagedPicture):
        verify_opened(opened, tmp_path / "b.png", _mask_of(opened))
