"""What is saved by changing the file that was opened, what is not, and what a slice becomes as another kind."""

from pathlib import Path

import numpy as np
import pytest

from inpaint_studio.editing.adjustments import Tone
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.errors import SaveError
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import save_picture, saving_loss

from ..phantoms import body, covered, packaged, patch
from ..phantoms import dicom as phantom


def test_other_pictures_are_not_saved_as_dicom(tmp_path: Path) -> None:
    photograph = Picture(np.zeros((8, 8, 3), np.uint8), "a.png")
    palette = read_picture(packaged("OBXXXX1A_2frame.dcm"))
    path = tmp_path / "a.dcm"
    path.write_bytes(phantom(body()))
    slice_ = read_picture(path)
    for picture, adjustments, words in (
        (photograph, (), "comes from none"),
        (palette, (), "numbers of a table"),
        (slice_, (Tone("t", (0.1,), (0.9,)),), "adjustments would change every sample"),
    ):
        with pytest.raises(SaveError, match=words) as caught:
            save_picture(picture, (), tmp_path / "b.dcm", adjustments=adjustments)
        assert str(caught.value).endswith(".")
    with pytest.raises(SaveError, match="comes from none"):
        saving_loss(slice_, tmp_path / "b.nii")
    path.unlink()
    with pytest.raises(SaveError, match="changed or gone"):
        save_picture(slice_, (patch(slice_),), tmp_path / "b.dcm")
    assert sorted(one.name for one in tmp_path.iterdir()) == []


def test_as_another_kind_it_is_what_is_seen_or_numbers_and_that_is_said(tmp_path: Path) -> None:
    path = tmp_path / "a.dcm"
    path.write_bytes(phantom(body(), WindowCenter="1064", WindowWidth="400"))
    picture = read_picture(path)
    fill = patch(picture)
    assert picture.levels is not None
    assert "8 bits" in (saving_loss(picture, tmp_path / "a.png") or "")
    report = save_picture(picture, (fill,), tmp_path / "a.png")
    assert not report.exact
    seen, mask = picture.levels.shown(picture.pixels)[:, :, :1], covered(picture, fill)
    assert np.array_equal(read_picture(tmp_path / "a.png").pixels[~mask], seen[~mask])
    assert "numbers" in (saving_loss(picture, tmp_path / "a.tif") or "")
    save_picture(picture, (fill,), tmp_path / "a.tif")
    again = read_picture(tmp_path / "a.tif").pixels
    assert np.array_equal(again[~mask].astype(np.float64), picture.pixels[~mask].astype(np.float64))
    for suffix in (".jpg", ".webp", ".bmp"):
        save_picture(picture, (fill,), tmp_path / f"a{suffix}")
