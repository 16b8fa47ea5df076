"""What goes in comes out: every sample outside the fills, in every format that keeps them."""

import struct
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files import icc
from inpaint_studio.files.errors import ChangedOnDisk, SaveError
from inpaint_studio.files.reading import read_mask_exactly, read_picture, to_srgb8
from inpaint_studio.files.saving import writing
from inpaint_studio.files.saving.writing import SaveOptions, save_picture, saving_loss, write_mask


@pytest.mark.parametrize(
    ("suffix", "channels"),
    [
        *((suffix, channels) for suffix in (".png", ".tif", ".tga") for channels in (1, 3, 4)),
        *((suffix, channels) for suffix in (".webp", ".jp2") for channels in (3, 4)),
        *((".png", 2), (".tif", 2), (".bmp", 1), (".bmp", 3)),
    ],
)
def test_samples_outside_the_fill_are_the_same(
    tmp_path: Path, suffix: str, channels: int, samples: Callable, fill_of: Callable, outside: Callable
) -> None:
    pixels = samples(channels)
    path = tmp_path / f"picture{suffix}"
    Image.fromarray(pixels[:, :, 0] if channels == 1 else pixels).save(path, lossless=True, exact=True)
    picture = read_picture(path)
    assert np.array_equal(picture.pixels, pixels)
    fill = fill_of(picture)
    report = save_picture(picture, (fill,), tmp_path / f"saved{suffix}")
    again = read_picture(tmp_path / f"saved{suffix}")
    keep = outside(picture, fill)
    assert report.exact
    assert np.array_equal(again.pixels[keep], picture.pixels[keep])
    assert not np.array_equal(again.pixels, picture.pixels)


@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp", ".tga", ".jp2"])
@pytest.mark.parametrize("channels", [2, 4])
@pytest.mark.parametrize("alpha", [0, 255])
@pytest.mark.parametrize("size", [(1, 1), (1, 7), (17, 33)])
@pytest.mark.parametrize("profile", [None, icc.plain(False)])
def test_an_alpha_that_is_the_same_everywhere_is_kept(
    tmp_path: Path,
    suffix: str,
    channels: int,
    alpha: int,
    size: tuple[int, int],
    profile: bytes | None,
    samples: Callable,
) -> None:
    pixels = samples(channels, "uint8", *size)
    pixels[:, :, -1] = alpha
    picture = Picture(pixels, "made", profile)
    assert save_picture(picture, (), tmp_path / f"a{suffix}").exact
    again = read_picture(tmp_path / f"a{suffix}").pixels
    assert np.array_equal(again if again.shape[2] == channels else again[:, :, [0, 3]], pixels)


@pytest.mark.parametrize("orientation", range(1, 9))
@pytest.mark.parametrize("suffix", [".png", ".tif", ".webp", ".jpg"])
def test_turned_pictures_stand_upright_and_go_back(tmp_path: Path, orientation: int, suffix: str) -> None:
    stored = np.zeros((16, 32, 3), np.uint8)
    stored[:8, :16] = 255  # where the corner goes tells the orientation
    exif = Image.Exif()
    exif[0x0112] = orientation
    path = tmp_path / f"turned{suffix}"
    Image.fromarray(stored).save(path, exif=exif, lossless=True, quality=100)
    picture = read_picture(path)
    corner = {1: (0, 0), 2: (0, -1), 3: (-1, -1), 4: (-1, 0), 5: (0, 0), 6: (0, -1), 7: (-1, -1), 8: (-1, 0)}
    assert picture.size == (Size(16, 32) if orientation >= 5 else Size(32, 16))
    corners = {(y, x): picture.pixels[y, x, 0] > 128 for y in (0, -1) for x in (0, -1)}
    assert [at for at, white in corners.items() if white] == [corner[orientation]]
    save_picture(picture, (), tmp_path / f"saved{suffix}")
    assert read_picture(tmp_path / f"saved{suffix}").size == picture.size
    with Image.open(tmp_path / f"saved{suffix}") as saved:
        tags = saved.tag_v2 if suffix == ".tif" else saved.getexif()
        assert tags.get(0x0112, 1) == orientation


def test_a_mask_comes_back_as_it_was_written(tmp_path: Path, samples: Callable) -> None:
    mask = samples(1)[:, :, 0]
    write_mask(mask, tmp_path / "mask.png")
    assert np.array_equal(read_mask_exactly(tmp_path / "mask.png", Size(53, 37)), mask)


def test_saving_where_another_program_wrote_is_refused(tmp_path: Path, samples: Callable) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(samples(3)).save(path)
    picture = read_picture(path)
    Image.fromarray(samples(3, height=90)).save(path)
    before = path.read_bytes()
    with pytest.raises(ChangedOnDisk):
        save_picture(picture, (), path)
    assert path.read_bytes() == before
    save_picture(picture, (), path, SaveOptions(ignore_changes=True))


def test_overwriting_keeps_the_original_beside(tmp_path: Path, samples: Callable, fill_of: Callable) -> None:
    path = tmp_path / "a.png"
    Image.fromarray(samples(3)).save(path)
    before = path.read_bytes()
    picture = read_picture(path)
    report = save_picture(picture, (fill_of(picture),), path)
    assert report.backup == tmp_path / "a.png~"
    assert report.backup.read_bytes() == before
    assert sorted(p.name for p in tmp_path.iterdir()) == ["a.png", "a.png~"]


def test_a_symlink_stays_one_and_the_mode_is_kept(tmp_path: Path, samples: Callable) -> None:
    path, link = tmp_path / "a.png", tmp_path / "link.png"
    Image.fromarray(samples(3)).save(path)
    path.chmod(0o640)
    link.symlink_to(path)
    save_picture(read_picture(link), (), link)
    assert link.is_symlink()
    assert path.stat().st_mode & 0o777 == 0o640


def test_a_failed_save_leaves_everything_as_it_was(tmp_path: Path, samples: Callable) -> None:
    path = tmp_path / "gone" / "a.png"
    picture = Picture(samples(3))
    with pytest.raises(SaveError, match="could not be saved"):
        save_picture(picture, (), path)
    assert list(tmp_path.iterdir()) == []


def test_loss_is_said_before_saving(tmp_path: Path, samples: Callable) -> None:
    picture = Picture(samples(4))
    assert saving_loss(picture, tmp_path / "a.png") is None
    assert "transparency" in (saving_loss(picture, tmp_path / "a.jpg") or "")
    with pytest.raises(SaveError):
        save_picture(picture, (), tmp_path / "a.jpg", SaveOptions(allow_loss=False))
    with pytest.raises(SaveError, match="GIF"):
        saving_loss(picture, tmp_path / "a.gif")
    with pytest.raises(SaveError, match="End its name"):
        saving_loss(picture, tmp_path / "a.docx")


def test_the_profile_is_kept_byte_for_byte_and_used_on_screen(tmp_path: Path, samples: Callable) -> None:
    srgb = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    path = tmp_path / "a.png"
    Image.fromarray(samples(3)).save(path, icc_profile=srgb)
    picture = read_picture(path)
    assert picture.profile == srgb
    save_picture(picture, (), tmp_path / "b.tif")
    assert read_picture(tmp_path / "b.tif").profile == srgb
    assert np.array_equal(to_srgb8(picture), picture.pixels)


@pytest.mark.parametrize("error", [struct.error("ushort format"), TypeError("no buffer"), SyntaxError("not a TIFF")])
def test_whatever_a_coder_raises_is_a_sentence(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, error: Exception
) -> None:
    Image.new("RGB", (20, 10)).save(tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png")

    def fail(*_: object) -> None:
        raise error

    monkeypatch.setattr(writing, "_encode", fail)
    with pytest.raises(SaveError, match=r"could not be saved"):
        save_picture(picture, (), tmp_path / "b.png")
    assert not (tmp_path / "b.png").exists()
