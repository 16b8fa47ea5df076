"""A kind of file of another package is opened as ours are; a guest that goes wrong is told of and harms nothing."""

import numpy as np
import pytest
from PIL import Image

from inpaint_studio import guests
from inpaint_studio.cli import main
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds import formats
from inpaint_studio.files.pairing import pictures_in
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import saving_loss


@pytest.fixture
def grid(tmp_path):
    path = tmp_path / "pictures" / "a.grid"
    path.parent.mkdir()
    path.write_text("GRID 2 3\n0 1 2\n300 400 65535\n")
    return path


def test_a_guests_file_is_opened_with_its_own_samples(install, grid):
    install("kinds", grid="GRID")
    picture = read_picture(grid)
    assert picture.pixels.dtype == np.uint16
    assert picture.pixels[:, :, 0].tolist() == [[0, 1, 2], [300, 400, 65535]]
    assert picture.origin.format == "grid"


def test_a_guests_kind_is_named_where_ours_are(install, grid, capsys):
    install("kinds", grid="GRID")
    assert ".grid" in formats.suffixes()
    assert pictures_in(grid.parent) == [grid]
    assert main(["formats"]) == 0
    assert "Grid\n    opened: by the package toy-guests\n" in capsys.readouterr().out


def test_a_guests_kind_is_not_written(install, grid, tmp_path):
    install("kinds", grid="GRID")
    assert formats.writable_suffix(grid) == ".png"
    with pytest.raises(Exception, match="Grid files can be opened but not written"):
        saving_loss(read_picture(grid), tmp_path / "b.grid")


def test_without_the_guest_its_files_are_refused(grid):
    assert formats.guests() == ()
    with pytest.raises(PictureError, match="is not a picture of a kind that can be opened"):
        read_picture(grid)


@pytest.mark.parametrize(
    ("kind", "message"),
    [
        ("BROKEN", "broken, of the package toy-guests, failed: ValueError: this is no grid."),
        ("FLAT", "samples of the shape (12,)"),
        ("SIGNED", "samples of the type int64"),
    ],
)
def test_a_guest_that_goes_wrong_is_told_of_and_other_files_open(install, grid, tmp_path, kind, message):
    install("kinds", **{kind.lower(): kind})
    with pytest.raises(PictureError) as failure:
        read_picture(grid)
    assert message in str(failure.value)
    Image.new("RGB", (4, 3)).save(tmp_path / "b.png")
    assert read_picture(tmp_path / "b.png").size == (4, 3)


def test_a_guest_that_hangs_is_ended(install, grid, monkeypatch):
    install("kinds", busy="BUSY")
    assert "busy" in formats.BY_KEY
    monkeypatch.setattr(guests, "LEAST_SECONDS", 0.5)
    with pytest.raises(PictureError, match="took far longer"):
        read_picture(grid)


def test_opening_a_guests_file_can_be_cancelled(install, grid):
    install("kinds", busy="BUSY")
    with pytest.raises(PictureError, match="was cancelled"):
        read_picture(grid, cancelled=lambda: True)


def test_a_kind_that_takes_every_file_for_its_own_is_left_out(install):
    install("kinds", all="UNMARKED")
    assert formats.guests() == ()
    assert "its marks" in str(formats.BY_KEY.failures["all"])
