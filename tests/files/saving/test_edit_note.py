"""Edit notes: what was done to a picture, in the XMP of its file."""

from collections.abc import Callable
from pathlib import Path

from inpaint_studio.editing.geometry import Size
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files.derived import Enlargement, enlarged_from
from inpaint_studio.files.reading import read_picture
from inpaint_studio.files.saving.edit_note import of_edits
from inpaint_studio.files.saving.writing import SaveOptions, save_picture

_RECIPE = Enlargement(Size(26, 18), Size(53, 37), 0.3, "ab" * 32, "cd" * 32, "0.3")
_WORDS = f"26x18 to 53x37 by enlarge, texture 0.30, checkpoint {'ab' * 32}, texture checkpoint {'cd' * 32}".encode()


def test_the_note_names_the_enlargement_and_then_the_fills(tmp_path: Path, samples: Callable, fill_of) -> None:
    small = Picture(samples(3, height=18, width=26), "a")
    big = Picture(samples(3), "a-2x", None, enlarged_from(small, _RECIPE))
    save_picture(big, (fill_of(big),), tmp_path / "b.png", SaveOptions(edit_note=True))
    content = (tmp_path / "b.png").read_bytes()
    assert content.index(_WORDS) < content.index(b"by membrane, seed 7")
    save_picture(big, (), tmp_path / "plain.png")
    assert b"inpaint-studio" not in (tmp_path / "plain.png").read_bytes()


def test_a_file_that_was_enlarged_once_says_so_after_later_fills(tmp_path: Path, samples: Callable, fill_of) -> None:
    big = Picture(samples(3), "a-2x", None, enlarged_from(Picture(samples(3), "a"), _RECIPE))
    save_picture(big, (), tmp_path / "b.png", SaveOptions(edit_note=True))
    again = read_picture(tmp_path / "b.png")
    save_picture(again, (fill_of(again),), tmp_path / "c.png", SaveOptions(edit_note=True))
    content = (tmp_path / "c.png").read_bytes()
    assert content.count(_WORDS) == 1
    assert content.count(b"<studio:fills>") == 1


def test_bicubic_alone_has_no_checkpoint() -> None:
    note = of_edits(None, (), "Inpaint Studio", (Enlargement(Size(2, 2), Size(4, 4)),))
    assert b"<rdf:li>2x2 to 4x4, bicubic</rdf:li>" in note
