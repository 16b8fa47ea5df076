"""verify says yes when only the mask was touched, and no when one sample beside it was."""

import json
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import PictureError, SameFile
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.verify import verify, verify_opened
from inpaint_studio.files.saving.writing import SaveOptions, save_picture, write_mask

from .. import phantoms


def _mask_of(picture: Picture, rect: Rect) -> np.ndarray:
    mask = np.zeros(picture.pixels.shape[:2], np.uint8)
    mask[rect.slices] = 255
    return mask


@pytest.mark.parametrize(
    ("suffix", "dtype"), [(".png", "uint8"), (".png", "uint16"), (".tif", "uint16"), (".webp", "uint8")]
)
def test_yes_when_only_the_mask_was_touched(
    tmp_path: Path, suffix: str, dtype: str, samples: Callable, fill_of: Callable
) -> None:
    save_picture(Picture(samples(3, dtype)), (), tmp_path / f"a{suffix}")
    picture = read_picture(tmp_path / f"a{suffix}")
    fill = fill_of(picture)
    save_picture(picture, (fill,), tmp_path / f"b{suffix}")
    write_mask(_mask_of(picture, fill.rect), tmp_path / "mask.png")
    report = verify(tmp_path / f"a{suffix}", tmp_path / f"b{suffix}", tmp_path / "mask.png")
    assert report.untouched
    assert report.differing_samples_outside == 0
    assert report.differing_pixels_in_mask == report.pixels_in_mask == fill.rect.area
    assert report.original_sha256 == report.result_sha256
    assert report.metadata_differences == ()
    assert report.to_text().startswith("YES: ")
    assert json.loads(report.to_json())["untouched"] is True


def test_no_when_one_sample_beside_the_mask_differs(tmp_path: Path, samples: Callable) -> None:
    pixels = samples(3)
    Image.fromarray(pixels).save(tmp_path / "a.png")
    pixels[30, 5, 1] ^= 4
    Image.fromarray(pixels).save(tmp_path / "b.png", dpi=(300, 300))
    report = verify(tmp_path / "a.png", tmp_path / "b.png", None)
    assert not report.untouched
    assert (report.differing_pixels_outside, report.differing_samples_outside) == (1, 1)
    assert report.largest_difference_outside == 4
    assert report.first_difference_outside == (5, 30)
    assert report.original_sha256 != report.result_sha256
    assert report.metadata_differences == ("The chunk pHYs is new in the result.",)
    assert report.to_text().startswith("NO: 1 pixels")


def test_a_jpeg_is_judged_by_the_blocks_the_mask_touches(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(smooth(3)).save(tmp_path / "a.jpg", quality=85, subsampling=2, exif=exif)
    picture = read_picture(tmp_path / "a.jpg")
    fill = fill_of(picture, Rect(40, 30, 21, 18), 255)
    mask = _mask_of(picture, fill.rect)
    save_picture(picture, (fill,), tmp_path / "b.jpg")
    report = verify(tmp_path / "a.jpg", tmp_path / "b.jpg", mask)
    assert report.jpeg_blocks
    assert report.untouched
    assert report.differing_pixels_outside > 0
    Image.open(tmp_path / "b.jpg").save(tmp_path / "c.jpg", quality=85, exif=exif)
    assert not verify(tmp_path / "a.jpg", tmp_path / "c.jpg", mask).untouched
    assert f"{report.differing_pixels_outside:,} pixels beside the mask" in report.to_text()
    no_mask = verify(tmp_path / "a.jpg", tmp_path / "c.jpg")
    assert no_mask.differing_pixels_outside > 0
    assert "beside the mask" not in no_mask.to_text()


def test_another_size_or_depth_is_no_proof(tmp_path: Path, samples: Callable) -> None:
    save_picture(Picture(samples(3)), (), tmp_path / "a.png")
    save_picture(Picture(samples(3, "uint16")), (), tmp_path / "b.png")
    save_picture(Picture(samples(3, height=36)), (), tmp_path / "c.png")
    for other in ("b.png", "c.png"):
        report = verify(tmp_path / "a.png", tmp_path / other)
        assert not report.untouched
        assert "nothing can be proven" in report.to_text()
    with pytest.raises(PictureError):
        verify(tmp_path / "a.png", tmp_path / "a.png", np.zeros((2, 2), np.uint8))


def test_from_jpeg_to_png_is_judged_sample_by_sample(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "a.jpg", quality=85)
    picture = read_picture(tmp_path / "a.jpg")
    fill = fill_of(picture)
    save_picture(picture, (fill,), tmp_path / "b.png", SaveOptions())
    report = verify(tmp_path / "a.jpg", tmp_path / "b.png", _mask_of(picture, fill.rect))
    assert report.untouched
    assert not report.jpeg_blocks


@pytest.mark.parametrize("kind", ["same name", "symbolic link", "hard link", "another way there"])
def test_a_file_is_not_compared_with_itself(tmp_path: Path, samples: Callable, kind: str) -> None:
    Image.fromarray(samples(3)).save(tmp_path / "a.png")
    other = tmp_path / "b.png"
    match kind:
        case "same name":
            other = tmp_path / "a.png"
        case "symbolic link":
            other.symlink_to("a.png")
        case "hard link":
            other.hardlink_to(tmp_path / "a.png")
        case "another way there":
            (tmp_path / "c").mkdir()
            other = tmp_path / "c" / ".." / "a.png"
    with pytest.raises(SameFile, match=r"are the same file"):
        verify(tmp_path / "a.png", other)


def test_a_copy_of_a_file_may_be_compared_with_it(tmp_path: Path, samples: Callable) -> None:
    Image.fromarray(samples(3)).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes())
    assert verify(tmp_path / "a.png", tmp_path / "b.png").untouched


@pytest.mark.parametrize("suffix", [".png", ".tif", ".jpg"])
def test_an_overwritten_file_is_compared_with_what_was_opened(
    tmp_path: Path, smooth: Callable, fill_of: Callable, suffix: str
) -> None:
    path = tmp_path / f"a{suffix}"
    Image.fromarray(smooth(3)).save(path)
    picture = read_picture(path)
    fill = fill_of(picture, Rect(40, 30, 21, 18), 255)
    mask = _mask_of(picture, fill.rect)
    with pytest.raises(SameFile, match=r"nothing has been saved over it"):
        verify_opened(picture, path, mask)
    save_picture(picture, (fill,), path)
    report = verify_opened(picture, path, mask)
    assert report.untouched
    assert report.differing_pixels_in_mask > 0
    assert any("before it was saved over" in note for note in report.notes)
    assert report.metadata_differences == ()
    with Image.open(path) as image:
        black = np.array(image)
    black[: len(black) // 2] = 0
    Image.fromarray(black).save(path)
    assert not verify_opened(picture, path, mask).untouched
    assert not verify(f"{path}~", path, mask).untouched


def test_yes_for_a_jpeg_claims_no_more_than_its_blocks(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "a.jpg", quality=85)
    picture = read_picture(tmp_path / "a.jpg")
    fill = fill_of(picture, Rect(41, 33, 5, 4), 255)
    save_picture(picture, (fill,), tmp_path / "b.jpg")
    report = verify_opened(picture, tmp_path / "b.jpg", _mask_of(picture, fill.rect))
    assert report.differing_pixels_outside > 0
    assert report.to_text().startswith("YES: every pixel outside the JPEG blocks (8 x 8 samples) that the mask touches")


def test_a_file_in_which_nothing_differs_at_all_may_be_the_wrong_one(tmp_path: Path, samples: Callable) -> None:
    Image.fromarray(samples(3)).save(tmp_path / "a.png")
    (tmp_path / "b.png").write_bytes((tmp_path / "a.png").read_bytes())
    mask = _mask_of(read_picture(tmp_path / "a.png"), Rect(40, 30, 21, 18))
    assert "may not be the file that was meant" in verify(tmp_path / "a.png", tmp_path / "b.png", mask).to_text()
    assert "may not be" not in verify(tmp_path / "a.png", tmp_path / "b.png").to_text()


def test_a_saved_jpeg_counts_what_differs_beside_its_fills(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    pytest.importorskip("jpeglib")
    Image.fromarray(smooth(3)).save(tmp_path / "a.jpg", quality=85)
    picture = read_picture(tmp_path / "a.jpg")
    fill = fill_of(picture, Rect(41, 33, 5, 4), 255)
    saved = save_picture(picture, (fill,), tmp_path / "b.jpg")
    report = verify_opened(picture, tmp_path / "b.jpg", _mask_of(picture, fill.rect))
    assert saved.differing_beside == report.differing_pixels_outside > 0
    assert save_picture(picture, (fill,), tmp_path / "b.png").differing_beside == 0


def test_the_verdict_on_a_page_says_which_one_it_is_about(tmp_path: Path) -> None:
    rng = np.random.default_rng(0)
    pages = [Image.fromarray(rng.integers(0, 255, (20, 30, 3), np.uint8)) for _ in range(3)]
    pages[0].save(tmp_path / "a.tif", save_all=True, append_images=pages[1:])
    pages[0].save(tmp_path / "b.tif", save_all=True, append_images=[pages[1], pages[1]])
    sentences = [verify(tmp_path / "a.tif", tmp_path / "b.tif", page=page).sentences()[0] for page in range(3)]
    for number, sentence in enumerate(sentences[:2], 1):
        assert sentence == (
            f"YES: in page {number} of 3 every pixel outside the mask is the original's. The others were not compared."
        )
    assert sentences[2].startswith("NO:")


def test_the_verdict_on_a_frame_and_a_slice_says_so(tmp_path: Path) -> None:
    frames = np.stack([phantoms.body(seed=seed) for seed in range(3)])
    (tmp_path / "a.dcm").write_bytes(phantoms.dicom(frames))
    changed = frames.copy()
    changed[2, 5, 5] += 1
    (tmp_path / "b.dcm").write_bytes(phantoms.dicom(changed))
    report = verify(tmp_path / "a.dcm", tmp_path / "b.dcm", page=1)
    assert "in frame 2 of 3" in report.sentences()[0]
    assert "The rest of the frames differs." in report.sentences()
    assert not verify(tmp_path / "a.dcm", tmp_path / "b.dcm", page=2).untouched
