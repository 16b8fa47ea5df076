"""Adjusted copies: toned, straightened, cropped; proven against what they should be, and never the original."""

from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
import tifffile
from PIL import Image

from inpaint_studio.editing.adjustments import Frame, Tone
from inpaint_studio.editing.document import Document
from inpaint_studio.editing.fills import composite
from inpaint_studio.editing.geometry import Rect
from inpaint_studio.editing.history import fills_step
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.adjusted import adjusted
from inpaint_studio.files.saving.verify import verify, verify_opened
from inpaint_studio.files.saving.writing import SaveOptions, save_picture

TONE = Tone("t", (0.1, 0.2, 0.1), (0.8, 0.9, 0.7), gamma=(0.8, 1.0, 1.4))
CROP = Frame("f", 80.0, 60.0, 100.0, 70.0)
TURNED = Frame("f", 80.0, 60.0, 100.0, 70.0, 1.4)


def _mask_of(picture: Picture, rect: Rect) -> np.ndarray:
    mask = np.zeros(picture.pixels.shape[:2], np.uint8)
    mask[rect.slices] = 255
    return mask


@pytest.mark.parametrize("dtype", ["uint8", "uint16", "float32"])
@pytest.mark.parametrize("adjustments", [(TONE,), (CROP,), (TURNED,), (TONE, TURNED)])
def test_a_copy_is_what_it_should_be_and_verify_proves_it(
    tmp_path: Path, samples: Callable, fill_of: Callable, dtype: str, adjustments: tuple
) -> None:
    suffix = ".tif" if dtype == "float32" else ".png"
    save_picture(Picture(samples(3, dtype, 120, 160)), (), tmp_path / f"a{suffix}")
    picture = read_picture(tmp_path / f"a{suffix}")
    fill = fill_of(picture, Rect(60, 50, 12, 9))
    report = save_picture(picture, (fill,), tmp_path / f"b{suffix}", SaveOptions(), adjustments)
    meant = adjusted(picture, composite(picture, (fill,), picture.rect), adjustments)
    copy = read_picture(tmp_path / f"b{suffix}")
    assert copy.pixels.tobytes() == meant.tobytes()
    assert not report.exact
    mask = _mask_of(picture, fill.rect)
    for report in (
        verify_opened(picture, tmp_path / f"b{suffix}", mask, adjustments),
        verify(tmp_path / f"a{suffix}", tmp_path / f"b{suffix}", mask, adjustments=adjustments),
    ):
        assert report.untouched
        assert report.differing_pixels_in_mask > 0
        assert "what the adjustments make of" in report.to_text()
    assert not verify_opened(picture, tmp_path / f"b{suffix}", mask).untouched
    changed = copy.pixels.copy()
    changed[-3, -3] = 1 - changed[-3, -3] if dtype == "float32" else changed[-3, -3] ^ 1
    save_picture(Picture(changed), (), tmp_path / f"c{suffix}")
    assert verify_opened(picture, tmp_path / f"c{suffix}", mask, adjustments).differing_pixels_outside == 1


def test_what_a_copy_has_been_through_is_said(tmp_path: Path, samples: Callable) -> None:
    Image.fromarray(samples(3, "uint8", 120, 160)).save(tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png")
    notes = save_picture(picture, (), tmp_path / "b.png", SaveOptions(), (TONE, TURNED)).notes
    assert notes[:2] == (
        "The tones of the whole picture were changed.",
        "The picture was turned by 1.4° clockwise and cropped to 100 x 70 pixels.",
    )
    hidden = Tone("t", TONE.low, TONE.high, visible=False)
    report = save_picture(picture, (), tmp_path / "c.png", SaveOptions(), (hidden,))
    assert report.exact
    assert (tmp_path / "c.png").read_bytes() == (tmp_path / "a.png").read_bytes()


def test_the_original_is_never_saved_over_with_adjustments(tmp_path: Path, samples: Callable) -> None:
    Image.fromarray(samples(3, "uint8", 120, 160)).save(tmp_path / "a.png")
    before = (tmp_path / "a.png").read_bytes()
    picture = read_picture(tmp_path / "a.png")
    (tmp_path / "b.png").symlink_to("a.png")
    for name in ("a.png", "b.png"):
        with pytest.raises(SaveError, match="every pixel of it would change"):
            save_picture(picture, (), tmp_path / name, SaveOptions(), (TONE,))
    assert (tmp_path / "a.png").read_bytes() == before


def test_an_adjusted_jpeg_keeps_metadata_and_profile_that_fit_it(tmp_path: Path, smooth: Callable) -> None:
    exif = Image.Exif()
    exif[0x0112], exif[0x010E] = 6, "a street"
    exif.get_ifd(0x8769)[0xA002], exif.get_ifd(0x8769)[0xA003] = 160, 120
    thumbnail = Image.fromarray(smooth(3)).resize((80, 60))
    from PIL import ImageCms

    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    Image.fromarray(smooth(3)).save(tmp_path / "a.jpg", quality=90, exif=exif, icc_profile=profile, dpi=(300, 300))
    assert thumbnail.size == (80, 60)
    picture = read_picture(tmp_path / "a.jpg")
    frame = Frame("f", 60.0, 80.0, 70.0, 100.0, -2.0)
    report = save_picture(picture, (), tmp_path / "b.jpg", SaveOptions(allow_loss=False), (TONE, frame))
    assert any("encoded anew" in note for note in report.notes)
    with Image.open(tmp_path / "b.jpg") as image:
        assert image.size == frame.size
        exif = image.getexif()
        assert exif.get(0x0112, 1) == 1
        assert exif[0x010E] == "a street"
        assert (exif.get_ifd(0x8769)[0xA002], exif.get_ifd(0x8769)[0xA003]) == frame.size
        assert image.info["icc_profile"] == profile
        assert image.info["dpi"] == pytest.approx((300, 300))
    reencoded = verify_opened(picture, tmp_path / "b.jpg", np.zeros((160, 120), np.uint8), (TONE, frame))
    assert not reencoded.untouched
    assert any("encoded anew" in note for note in reencoded.notes)
    assert not reencoded.is_provable


@pytest.mark.parametrize("suffix", [".jpg", ".avif"])
@pytest.mark.parametrize("adjustments", [(), (TONE, CROP), (TURNED,)])
def test_a_copy_with_loss_is_neither_proved_nor_refuted_unless_it_is_damaged(
    tmp_path: Path, smooth: Callable, fill_of: Callable, suffix: str, adjustments: tuple
) -> None:
    Image.fromarray(smooth(3)).save(tmp_path / "a.png")
    picture = read_picture(tmp_path / "a.png")
    fill = fill_of(picture, Rect(60, 50, 12, 9))
    mask = _mask_of(picture, fill.rect)
    for quality in (1, 95):
        save_picture(picture, (fill,), tmp_path / f"b{suffix}", SaveOptions(quality), adjustments)
        report = verify_opened(picture, tmp_path / f"b{suffix}", mask, adjustments)
        assert (report.untouched, report.is_provable) == (False, False)
        assert report.sentences()[0].startswith("CANNOT BE PROVED for a")
        assert "Save as PNG, TIFF or WebP" in report.sentences()[0]
    damaged = read_picture(tmp_path / f"b{suffix}").pixels.copy()
    brightest = damaged.reshape(*damaged.shape[:2], -1).mean(axis=2)
    left = brightest[:, : damaged.shape[1] // 2].mean() > brightest[:, damaged.shape[1] // 2 :].mean()
    half = slice(0, damaged.shape[1] // 2) if left else slice(damaged.shape[1] // 2, None)
    damaged[:, half] = 0
    Image.fromarray(damaged).save(tmp_path / f"c{suffix}", quality=95)
    report = verify_opened(picture, tmp_path / f"c{suffix}", mask, adjustments)
    assert (report.untouched, report.is_provable) == (False, True)
    assert report.blocks_beyond_encoding > 0
    assert report.sentences()[0].startswith("NO: ")


def test_a_page_of_several_is_copied_alone_and_that_is_said(tmp_path: Path, samples: Callable) -> None:
    with tifffile.TiffWriter(tmp_path / "a.tif") as file:
        for seed in (1, 2):
            file.write(samples(3, "uint16", 120, 160, seed), photometric="rgb")
    picture = read_picture(tmp_path / "a.tif", 1)
    report = save_picture(picture, (), tmp_path / "b.tif", SaveOptions(), (CROP,))
    assert any("this page alone, of 2" in note for note in report.notes)
    assert np.array_equal(read_picture(tmp_path / "b.tif").pixels, picture.pixels[CROP.rect.slices])


def test_a_turned_copy_is_in_its_place(tmp_path: Path) -> None:
    rows, columns = np.mgrid[0:300, 0:400].astype(np.float32)
    picture = Picture(np.stack([columns + 0.5, rows + 0.5, rows + columns], axis=2) / 1000)
    frame = Frame("f", 200, 150, 400, 300, 7.5).within(picture.size)
    copy = adjusted(picture, picture.pixels, (frame,))
    height, width = copy.shape[:2]
    for row, column in ((2, 3), (height // 2, width // 3), (height - 4, width - 3)):
        x, y = frame.to_picture(column + 0.5 - width / 2, row + 0.5 - height / 2)
        assert copy[row, column, :2] * 1000 == pytest.approx((x, y), abs=0.01)


@pytest.mark.parametrize("channels", [1, 2, 3, 4])
def test_alpha_weighs_colours_where_a_copy_is_turned(channels: int) -> None:
    pixels = np.full((60, 80, channels), 200, np.uint8)
    if channels in (2, 4):
        pixels[:, 40:, -1] = 0
        pixels[:, 40:, :-1] = 3  # must not bleed out
    picture = Picture(pixels)
    copy = adjusted(picture, pixels, (Frame("f", 40, 30, 80, 60, 10.0),))
    assert copy.shape[2] == channels
    seen = copy[:, :, -1] > 8 if channels in (2, 4) else np.ones(copy.shape[:2], bool)
    assert (np.abs(copy[seen][:, : picture.colours].astype(int) - 200) <= 1).all()


def test_a_project_brings_adjustments_and_their_history_back(tmp_path: Path, samples: Callable, capsys) -> None:
    from inpaint_studio.cli import main
    from inpaint_studio.editing.adjustments import AdjustmentStep
    from inpaint_studio.files.memory.project import open_project, save_project
    from inpaint_studio.files.saving.writing import write_mask

    Image.fromarray(samples(3, "uint8", 120, 160)).save(tmp_path / "a.png")
    document = Document(read_picture(tmp_path / "a.png"))
    document.commit(AdjustmentStep("Correct fading", (), (TONE,)))
    document.commit(AdjustmentStep("Straighten and crop", (TONE,), (TONE, TURNED)))
    save_project(document, tmp_path / "a.ora")
    opened = open_project(tmp_path / "a.ora")
    assert opened.adjustments == (TONE, TURNED)
    assert not opened.has_unsaved_fills
    opened.undo()
    assert opened.adjustments == (TONE,)
    assert opened.has_unsaved_fills
    save_picture(document.picture, (), tmp_path / "b.png", SaveOptions(), document.adjustments)
    write_mask(np.zeros((120, 160), np.uint8), tmp_path / "m.png")
    names = [str(tmp_path / name) for name in ("a.png", "b.png")]
    assert main(["verify", *names, "--mask", str(tmp_path / "m.png"), "--project", str(tmp_path / "a.ora")]) == 0
    assert "turned by 1.4" in capsys.readouterr().out
    assert main(["verify", *names, "--mask", str(tmp_path / "m.png")]) == 1


def test_a_journal_brings_adjustments_back(tmp_path: Path, samples: Callable, fill_of: Callable) -> None:
    from inpaint_studio.editing.adjustments import AdjustmentStep
    from inpaint_studio.files.memory.journal import Journal, restore

    Image.fromarray(samples(3, "uint8", 120, 160)).save(tmp_path / "a.png")
    document = Document(read_picture(tmp_path / "a.png"))
    journal = Journal.create(tmp_path / "journals", document)
    for step in (
        AdjustmentStep("Correct fading", (), (TONE,)),
        fills_step(document, (fill_of(document.picture),), "Fill"),
        AdjustmentStep("Straighten and crop", (TONE,), (TONE, TURNED)),
    ):
        document.commit(step)
        journal.follow(document)
    document.undo()
    journal.follow(document)
    journal.close()
    restored = restore(journal.path)
    assert restored.document.adjustments == (TONE,)
    assert [step.name for step in restored.document.history.steps] == ["Correct fading", "Fill", "Straighten and crop"]
    restored.document.redo()
    assert restored.document.adjustments == (TONE, TURNED)
    restored.journal.follow(restored.document)
    restored.journal.close()
