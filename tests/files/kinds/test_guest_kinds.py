"""A kind of file of another package is opened as ours are; a guest that goes wrong is told of and harms nothing."""

import numpy as np
import pytest
from PIL import Image

from inpaint_studio import guests
from inpaint_studio.cli import main
from inpaint_studio.files.decoded import Limits
from inpaint_studio.files.errors import PictureError
from inpaint_studio.files.kinds import formats, guest_kinds
from inpaint_studio.files.pairing import pictures_in
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.writing import saving_loss
from inpaint_studio.guests import Guest


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


GUEST = Guest(guest_kinds.GROUP, "odd", "odd-package", "2.0", guest_kinds.__name__)
FACTS = guest_kinds.describe(guest_kinds.GuestKind("odd", "Odd", (".odd",), (b"ODD1", b"ODD2"), lambda path: None))


@pytest.mark.parametrize(
    "change",
    [
        {"key": "Odd"},
        {"key": ""},
        {"name": ""},
        {"name": "two\nlines"},
        {"name": "x" * 41},
        {"suffixes": []},
        {"suffixes": [".ODD"]},
        {"suffixes": ["odd"]},
        {"suffixes": [".odd", "../odd"]},
        {"marks": []},
        {"marks": ["4f"]},  # one byte: too many files begin with it
        {"marks": ["4f" * 33]},
        {"marks": ["no hex"]},
        {"seconds_per_byte": -1},
        {"seconds_per_byte": float("nan")},
    ],
)
def test_a_description_that_cannot_be_believed_is_refused(change):
    kind = guest_kinds._adopted(GUEST, FACTS)
    assert (kind.key, kind.name, kind.suffixes, kind.marks) == ("odd", "Odd", (".odd",), (b"ODD1", b"ODD2"))
    with pytest.raises(ValueError, match=r"."):
        guest_kinds._adopted(GUEST, {**FACTS, **change})


def read(monkeypatch, path, *steps, page=0, most=1000):
    monkeypatch.setattr(Guest, "work", lambda self, *_, **__: (step for step in steps))
    return guest_kinds._adopted(GUEST, FACTS).reader.read(path, page, Limits(most), lambda: False)


def test_samples_of_a_guest_are_checked_before_they_are_a_picture(monkeypatch, grid):
    pixels = np.zeros((3, 4, 2), np.float32)
    assert read(monkeypatch, grid, None, ({}, [pixels])) is pixels
    for steps, message in (
        ((), "no samples"),
        ((({}, [pixels[:, :, 0]]),), r"samples of the shape \(3, 4\)"),
        ((({}, [pixels[:0]]),), r"samples of the shape \(0, 4, 2\)"),
        ((({}, [np.zeros((3, 4, 5), np.uint8)]),), r"samples of the shape \(3, 4, 5\)"),
        ((({}, [pixels.astype(np.float64)]),), "samples of the type float64"),
    ):
        with pytest.raises(PictureError, match=f"odd-package, gave an answer that cannot be used .{message}"):
            read(monkeypatch, grid, *steps)


def test_a_guests_picture_keeps_to_the_budget_and_has_one_page(monkeypatch, grid):
    pixels = np.zeros((3, 4, 2), np.float32)
    with pytest.raises(PictureError, match="4 x 3 pixels"):
        read(monkeypatch, grid, ({}, [pixels]), most=95)
    with pytest.raises(PictureError, match="has 1 page; there is no page 2"):
        read(monkeypatch, grid, ({}, [pixels]), page=1)


def test_in_the_helper_rows_of_any_order_in_memory_are_sent_as_they_read(tmp_path):
    samples = np.arange(24, dtype=np.uint16).reshape(4, 3, 2).transpose(1, 0, 2)
    kind = guest_kinds.GuestKind("odd", "Odd", (".odd",), (b"ODD1",), lambda path: samples)
    ((facts, (sent,)),) = guest_kinds.work(kind, {"path": str(tmp_path / "a.odd")}, [])
    assert facts == {}
    assert sent.flags.c_contiguous
    assert np.array_equal(sent, samples)
    with pytest.raises(TypeError, match="int is no inpaint_studio"):
        guest_kinds.describe(7)
