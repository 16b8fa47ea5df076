"""Pictures made from others: saved as new files, with the metadata of the one they were made from."""

from pathlib import Path

import numpy as np
import pytest
from PIL import Image, ImageCms

from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.origin import origin_of
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.derived import derivation_of, derived
from inpaint_studio.files.saving.writing import SaveOptions, save_picture

_WIDTH, _HEIGHT = 0xA002, 0xA003  # of the EXIF directory


@pytest.fixture
def photograph(tmp_path: Path) -> Path:
    """40 x 30 as stored, turned by a quarter, with EXIF, a thumbnail's place and a profile."""
    exif = Image.Exif()
    exif[0x010F] = "Camera"
    exif[0x0112] = 6
    exif[0x011A] = exif[0x011B] = 300.0
    exif.get_ifd(0x8769)[_WIDTH], exif.get_ifd(0x8769)[_HEIGHT] = 40, 30
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    rng = np.random.default_rng(0)
    path = tmp_path / "a.jpg"
    pixels = rng.integers(90, 160, (30, 40, 3), np.uint8)
    Image.fromarray(pixels).save(path, exif=exif, icc_profile=profile, quality=95)
    return path


def enlarged(path: Path):
    picture = read_picture(path)
    assert picture.size == (30, 40)
    return derived(picture, np.repeat(np.repeat(picture.pixels, 2, 0), 2, 1), "a x2.jpg", "enlarged x2 to 60x80")


@pytest.mark.parametrize("suffix", [".jpg", ".png", ".webp", ".tif"])
def test_metadata_go_along_with_sizes_corrected(photograph: Path, tmp_path: Path, suffix: str) -> None:
    picture = enlarged(photograph)
    photograph.unlink()  # it was read when the picture was made
    path = tmp_path / f"b{suffix}"
    report = save_picture(picture, (), path, SaveOptions(edit_note=True))
    assert not any("could not" in note for note in report.notes)
    saved = read_picture(path)
    assert saved.size == (60, 80)
    assert saved.profile == picture.profile
    if suffix != ".jpg":
        assert np.array_equal(saved.pixels[..., :3], picture.pixels)
    with Image.open(path) as image:
        exif = image.getexif()
        assert exif.get(0x0112, 1) == 1, "it is stored upright"
        assert exif[0x010F] == "Camera"
        inner = exif.get_ifd(0x8769)
        assert (inner[_WIDTH], inner[_HEIGHT]) == (60, 80)
    assert b"enlarged x2 to 60x80" in path.read_bytes()


def test_it_has_no_original_that_could_be_written_over(photograph: Path) -> None:
    picture = enlarged(photograph)
    before = photograph.read_bytes()
    assert origin_of(picture) is None
    save_picture(picture, (), photograph)  # as any picture may be saved over any file
    assert photograph.with_name("a.jpg~").read_bytes() == before


def test_what_was_done_before_is_in_the_note_too(photograph: Path) -> None:
    twice = derived(enlarged(photograph), np.zeros((160, 120, 3), np.uint8), "c.png", "enlarged x2 to 120x160")
    made = derivation_of(twice)
    assert made is not None
    assert made.note == "enlarged x2 to 60x80; enlarged x2 to 120x160"
    assert made.metadata.exif is not None


def test_a_picture_that_never_was_a_file_has_a_note_alone(tmp_path: Path) -> None:
    picture = derived(Picture(np.zeros((4, 4, 3), np.uint8)), np.zeros((8, 8, 3), np.uint8), "x.png", "enlarged x2")
    save_picture(picture, (), tmp_path / "x.png", SaveOptions(edit_note=True))
    assert b"enlarged x2" in (tmp_path / "x.png").read_bytes()
