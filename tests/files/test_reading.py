"""From a path to a picture or a mask: what is opened, what is refused, and the sentence that says why."""

import io
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import DamagedPicture, PictureError, SaveError, UnsupportedPicture
from inpaint_studio.files.reading import read_mask, read_picture
from inpaint_studio.files.saving.writing import save_picture, write_mask


def test_a_mask_of_any_kind_becomes_eight_bit_grey(tmp_path: Path, samples: Callable) -> None:
    rows, columns = np.mgrid[0:90, 0:120]
    soft = np.clip(1.5 - np.hypot(rows - 40, columns - 60) / 25, 0, 1)
    wide = np.rint(soft * 65535).astype(np.uint16)
    save_picture(Picture(wide[:, :, None].copy()), (), tmp_path / "wide.png")
    size = read_picture(tmp_path / "wide.png").size
    assert np.abs(read_mask(tmp_path / "wide.png", size).mask - wide / 257).max() <= 0.5
    grey = np.rint(soft * 255).astype(np.uint8)
    Image.fromarray(np.dstack([grey] * 3)).save(tmp_path / "rgb.png")
    assert np.array_equal(read_mask(tmp_path / "rgb.png", size).mask, grey)
    Image.fromarray(grey > 99).save(tmp_path / "bits.png")
    assert np.array_equal(read_mask(tmp_path / "bits.png", size).mask, (grey > 99) * np.uint8(255))
    assert not any(read_mask(tmp_path / name, size).notes for name in ("wide.png", "rgb.png", "bits.png"))


def test_a_label_picture_with_a_palette_and_a_photograph_given_as_masks(tmp_path: Path, samples: Callable) -> None:
    marks = np.zeros((90, 120), np.uint8)
    marks[30:50, 40:90] = 1
    label = Image.fromarray(marks, "P")
    label.putpalette([0, 0, 0, 128, 0, 0] + [0] * 762)
    label.save(tmp_path / "label.png")
    reading = read_mask(tmp_path / "label.png", Size(120, 90))
    assert np.array_equal(reading.mask, marks * 255)
    assert "everything but black is filled" in reading.notes[0]
    Image.fromarray(samples(3)).save(tmp_path / "photo.png")
    with pytest.raises(PictureError, match="cannot be used as a mask: it "):
        read_mask(tmp_path / "photo.png", read_picture(tmp_path / "photo.png").size)


def test_a_mask_of_ours_is_read_as_it_is_however_faint_or_full(tmp_path: Path) -> None:
    for level in (1, 51, 255):
        mask = np.full((37, 53), level, np.uint8)
        mask[0, 0] = 0
        write_mask(mask, tmp_path / "mask.png")
        reading = read_mask(tmp_path / "mask.png", Size(53, 37))
        assert np.array_equal(reading.mask, mask)
        assert not reading.notes
        with Image.open(tmp_path / "mask.png") as image:  # and by others
            assert np.array_equal(np.asarray(image), mask)
    Image.fromarray(mask).save(tmp_path / "theirs.png")
    with pytest.raises(PictureError, match="marks 99 % of the picture"):
        read_mask(tmp_path / "theirs.png", Size(53, 37))


def test_a_mask_of_another_size_is_refused_with_both_sizes(tmp_path: Path, samples: Callable) -> None:
    write_mask(samples(1)[:, :, 0], tmp_path / "mask.png")
    with pytest.raises(PictureError, match="53 x 37 pixels and the picture is 10 x 10"):
        read_mask(tmp_path / "mask.png", Size(10, 10))


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b"hello, this is not a picture", "not a picture of a kind"),
        (b"%!PS-Adobe-3.0 EPSF-3.0\n", "PostScript"),
        (b"%PDF-1.7\n", "PDF"),
        (b'<?xml version="1.0"?><svg/>', "not a picture"),
        (b"\x89PNG\r\n\x1a\n\0\0\0\rIHDR", "damaged or incomplete"),
    ],
)
def test_what_is_no_picture_gives_one_sentence(tmp_path: Path, content: bytes, words: str) -> None:
    path = tmp_path / "thing.png"
    path.write_bytes(content)
    with pytest.raises(PictureError, match=words) as caught:
        read_picture(path)
    assert str(caught.value).endswith(".")
    assert "\n" not in str(caught.value)


def test_a_missing_file_and_a_folder_give_a_sentence(tmp_path: Path) -> None:
    with pytest.raises(PictureError, match="does not exist"):
        read_picture(tmp_path / "nothing.png")
    with pytest.raises(PictureError, match="is a folder"):
        read_picture(tmp_path)


def test_a_truncated_picture_is_refused_where_it_must_be_complete(tmp_path: Path, samples: Callable) -> None:
    path = tmp_path / "cut.jpg"
    Image.fromarray(samples(3, height=200, width=200)).save(path)
    path.write_bytes(path.read_bytes()[:4000])
    with pytest.raises(PictureError, match=r"cut\.jpg is damaged or incomplete"):
        read_picture(path, complete=True)


def test_a_picture_larger_than_the_budget_is_refused_with_its_size(tmp_path: Path) -> None:
    Image.new("L", (4000, 3000)).save(tmp_path / "large.png")
    with pytest.raises(PictureError, match=r"4,000 x 3,000 pixels \(.* It was not opened"):
        read_picture(tmp_path / "large.png", budget_bytes=1_000_000)


def test_unsupported_is_a_kind_of_picture_error() -> None:
    assert issubclass(UnsupportedPicture, PictureError)
    assert issubclass(SaveError, PictureError)


def _coded(pixels: np.ndarray, plugin: str, **parameters: object) -> bytes:
    buffer = io.BytesIO()
    Image.fromarray(pixels.squeeze()).save(buffer, plugin, **parameters)
    return buffer.getvalue()


@pytest.fixture
def jpeg(smooth: Callable) -> bytes:
    return _coded(smooth(3), "JPEG", quality=90)


def test_a_damaged_mask_is_refused(tmp_path: Path, jpeg: bytes) -> None:
    (tmp_path / "mask.jpg").write_bytes(jpeg[: len(jpeg) * 7 // 10])
    size = read_picture(tmp_path / "mask.jpg").size
    with pytest.raises(DamagedPicture, match=r"mask\.jpg"):
        read_mask(tmp_path / "mask.jpg", size)
