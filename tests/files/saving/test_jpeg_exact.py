"""A JPEG changes in the blocks that were touched, and nowhere else."""

import io
import subprocess
from collections.abc import Callable
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.geometry import Rect
from inpaint_studio.files import sandbox
from inpaint_studio.files.errors import PictureError, WouldLose
from inpaint_studio.files.kinds import jpeg_coefficients
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving import jpeg_exact
from inpaint_studio.files.saving.writing import SaveOptions, save_picture, saving_loss

RECT = Rect(50, 41, 30, 20)


def _saved(folder: Path, pixels: np.ndarray, **parameters: object) -> Path:
    path = folder / "photo.jpg"
    image = Image.fromarray(pixels[:, :, 0] if pixels.shape[2] == 1 else pixels)
    image.save(path, **{"quality": 88, **parameters})  # type: ignore[arg-type]
    return path


@pytest.mark.parametrize("progressive", [False, True])
@pytest.mark.parametrize(
    ("channels", "subsampling", "mcu", "halo"), [(3, 0, 8, 0), (3, 1, 16, 4), (3, 2, 16, 4), (1, 0, 8, 0)]
)
def test_only_the_touched_blocks_change(
    tmp_path: Path,
    smooth: Callable,
    fill_of: Callable,
    progressive: bool,
    channels: int,
    subsampling: int,
    mcu: int,
    halo: int,
) -> None:
    path = _saved(tmp_path, smooth(channels, 121, 163), progressive=progressive, subsampling=subsampling)
    picture = read_picture(path)
    report = save_picture(picture, (fill_of(picture, RECT, 200),), tmp_path / "saved.jpg")
    again = read_picture(tmp_path / "saved.jpg")
    box = Rect.of_edges(
        *(edge // mcu * mcu for edge in RECT[:2]), -(-RECT.right // mcu) * mcu, -(-RECT.bottom // mcu) * mcu
    )
    outside = np.ones(picture.pixels.shape[:2], bool)
    outside[box.grow(halo).clip(picture.size).slices] = False
    assert report.exact
    assert np.array_equal(again.pixels[outside], picture.pixels[outside])
    inner = RECT.grow(-4)
    assert np.abs(again.pixels[inner.slices].astype(int) - 200).mean() < 4
    with Image.open(path) as old, Image.open(tmp_path / "saved.jpg") as new:
        assert new.quantization == old.quantization  # type: ignore[attr-defined]
        assert new.layer == old.layer  # type: ignore[attr-defined]
        assert bool(new.info.get("progressive")) == progressive


def test_twenty_generations_leave_the_rest_identical(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    path = _saved(tmp_path, smooth(3), subsampling=2)
    first = read_picture(path)
    for generation in range(20):
        picture = read_picture(path)
        save_picture(picture, (fill_of(picture, RECT, 10 * generation),), path, SaveOptions(keep_backup=False))
    last = read_picture(path)
    outside = np.ones(first.pixels.shape[:2], bool)
    outside[28:68, 44:84] = False
    assert np.array_equal(last.pixels[outside], first.pixels[outside])


def test_saving_twice_starts_from_the_original_each_time(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    path = _saved(tmp_path, smooth(3))
    original = path.read_bytes()
    picture = read_picture(path)
    save_picture(picture, (fill_of(picture, RECT),), path)
    assert path.read_bytes() != original
    save_picture(picture, (fill_of(picture, Rect(100, 80, 9, 9)),), path)
    again = read_picture(path)
    assert np.array_equal(again.pixels[:72, :90], picture.pixels[:72, :90])
    assert (tmp_path / "photo.jpg~").read_bytes() == original
    save_picture(picture, (), path)
    assert path.read_bytes() == original


def test_without_a_fill_the_file_is_the_same_bytes(tmp_path: Path, smooth: Callable) -> None:
    path = _saved(tmp_path, smooth(3), progressive=True)
    save_picture(read_picture(path), (), tmp_path / "copy.jpg")
    assert (tmp_path / "copy.jpg").read_bytes() == path.read_bytes()


def test_a_turned_jpeg_is_spliced_where_it_was_painted(tmp_path: Path, smooth: Callable, fill_of: Callable) -> None:
    exif = Image.Exif()
    exif[0x0112] = 6
    path = _saved(tmp_path, smooth(3), exif=exif, subsampling=0)
    picture = read_picture(path)
    save_picture(picture, (fill_of(picture, Rect(16, 100, 16, 16), 255),), tmp_path / "saved.jpg")
    again = read_picture(tmp_path / "saved.jpg")
    changed = (again.pixels != picture.pixels).any(axis=2)
    rows, columns = np.flatnonzero(changed.any(axis=1)), np.flatnonzero(changed.any(axis=0))
    assert (rows.min(), rows.max()) >= (96, 115)
    assert rows.max() < 120
    assert (columns.min(), columns.max()) == (16, 31)


def test_when_exact_is_impossible_it_is_said_before(
    tmp_path: Path, smooth: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _saved(tmp_path, smooth(3))
    picture = read_picture(path)
    assert saving_loss(picture, tmp_path / "saved.jpg") is None
    monkeypatch.setattr(jpeg_coefficients, "available", lambda: False)
    loss = saving_loss(picture, tmp_path / "saved.jpg")
    assert loss == (
        "Every pixel of the JPEG would change a little, because the jpeglib package is not installed; "
        "PNG or TIFF keeps them exactly."
    )


def test_with_loss_the_tables_and_subsampling_are_kept(
    tmp_path: Path, smooth: Callable, fill_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _saved(tmp_path, smooth(3), subsampling=1, quality=61, progressive=True)
    picture = read_picture(path)
    monkeypatch.setattr(jpeg_coefficients, "available", lambda: False)
    report = save_picture(picture, (fill_of(picture),), tmp_path / "saved.jpg")
    assert not report.exact
    with Image.open(path) as old, Image.open(tmp_path / "saved.jpg") as new:
        assert (new.quantization, new.layer) == (old.quantization, old.layer)  # type: ignore[attr-defined]
        assert new.info["progressive"]


def test_a_jpeg_whose_blocks_cannot_be_read_is_not_saved_with_loss_unasked(
    tmp_path: Path, smooth: Callable, fill_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _saved(tmp_path, smooth(3), progressive=True)
    picture = read_picture(path)

    def broken(_path: Path) -> None:
        raise PictureError("bare.jpg is damaged.")

    monkeypatch.setattr(sandbox, "coefficients_apart", broken)
    fills, target = (fill_of(picture),), tmp_path / "saved.jpg"
    assert saving_loss(picture, target) is None  # by its headers; reading all its blocks would hold up the dialog
    with pytest.raises(WouldLose, match=r"because its blocks could not be read; PNG or TIFF"):
        save_picture(picture, fills, target, SaveOptions(allow_loss=False))
    assert not target.exists()
    report = save_picture(picture, fills, target)
    assert not report.exact
    assert "Every pixel of the JPEG" in report.notes[-1]


def test_no_other_program_is_run_to_save_a_jpeg(
    tmp_path: Path, smooth: Callable, fill_of: Callable, monkeypatch: pytest.MonkeyPatch
) -> None:
    path = _saved(tmp_path, smooth(3))
    picture = read_picture(path)  # which starts the helper, a process of this very program
    ran: list[object] = []
    monkeypatch.setattr(subprocess, "Popen", lambda *arguments, **_more: ran.append(arguments))
    monkeypatch.setenv("PATH", "")
    assert save_picture(picture, (fill_of(picture),), tmp_path / "saved.jpg").exact
    assert ran == []


def test_cmyk_and_broken_files_are_not_promised_exactness() -> None:
    buffer = io.BytesIO()
    Image.new("CMYK", (16, 16)).save(buffer, "JPEG")
    assert jpeg_exact.why_not(buffer.getvalue()) == "its colours are not stored as YCbCr"
    assert jpeg_exact.why_not(buffer.getvalue()[:50]) == "its structure is unusual"
    assert jpeg_exact.why_not(None) == "its original has changed on the disk"
