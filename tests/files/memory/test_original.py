"""The picture that a journal was written for is found again, or a sentence says why not."""

import errno
import os
from pathlib import Path

import numpy as np
import pytest
from PIL import Image

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.picture import Picture
from inpaint_studio.files import origin as origins
from inpaint_studio.files.errors import PictureError, TemporaryFolderFull
from inpaint_studio.files.memory import records
from inpaint_studio.files.memory.journal import Journal
from inpaint_studio.files.memory.original import content_of, original_picture, original_stack
from inpaint_studio.files.memory.records import Record
from inpaint_studio.files.origin import Source, Stamp, origin_of
from inpaint_studio.files.reading import read_picture


@pytest.fixture
def photo(tmp_path: Path) -> Path:
    path = tmp_path / "photo.png"
    Image.fromarray(np.random.default_rng(1).integers(0, 256, (30, 40, 3), np.uint8)).save(path)
    return path


def _opened(picture: Picture, folder: Path) -> tuple[tuple[Record, ...], Path]:
    journal = Journal.create(folder, Document(picture))
    journal.flush()
    journal.close()
    return records.read(journal.path).records, journal.path


def test_a_file_that_is_as_it_was_is_opened_again(photo: Path, tmp_path: Path) -> None:
    picture = read_picture(photo)
    opened, path = _opened(picture, tmp_path / "journals")
    stack, seen = original_stack(opened, path)
    assert len(stack) == 1
    assert seen is stack.shown
    assert np.array_equal(seen.pixels, picture.pixels)


def test_pixels_of_no_file_are_in_the_journal(tmp_path: Path) -> None:
    picture = Picture(np.full((5, 6, 4), 9, np.uint16), "pasted")
    opened, path = _opened(picture, tmp_path / "journals")
    again = original_picture(opened[0], None, path)
    assert np.array_equal(again.pixels, picture.pixels)
    assert again.name == "pasted"


def test_the_backup_of_another_window_stands_in_for_what_it_has_saved_over(photo: Path, tmp_path: Path) -> None:
    picture = read_picture(photo)
    opened, path = _opened(picture, tmp_path / "journals")
    os.replace(photo, photo.with_name("photo.png~"))
    Image.new("RGB", (40, 30)).save(photo)
    again = original_picture(opened[0], None, path)
    assert np.array_equal(again.pixels, picture.pixels)
    origin = origin_of(again)
    assert origin is not None
    assert origin.path == photo


def test_the_content_that_a_save_has_left_comes_before_the_file(photo: Path, tmp_path: Path) -> None:
    picture, content = read_picture(photo), photo.read_bytes()
    opened, path = _opened(picture, tmp_path / "journals")
    Image.new("RGB", (40, 30)).save(photo)
    assert np.array_equal(original_picture(opened[0], content, path).pixels, picture.pixels)


@pytest.mark.parametrize(
    ("harm", "words"),
    [(Path.unlink, "is gone"), (lambda path: Image.new("RGB", (40, 30)).save(path), "changed by another")],
)
def test_a_file_that_is_gone_or_another_is_refused_in_a_sentence(photo: Path, tmp_path: Path, harm, words) -> None:  # type: ignore[no-untyped-def]
    opened, path = _opened(read_picture(photo), tmp_path / "journals")
    harm(photo)
    with pytest.raises(PictureError, match=words):
        original_picture(opened[0], None, path)


def test_pixels_of_another_form_are_not_the_picture_that_was_worked_on(photo: Path, tmp_path: Path) -> None:
    opened, path = _opened(read_picture(photo), tmp_path / "journals")
    other = Record({**opened[0].facts, "shape": [30, 41, 3]}, opened[0].blobs)
    with pytest.raises(PictureError, match="not the picture"):
        original_picture(other, None, path)


def _source(path: Path) -> Source:
    path.write_bytes(b"original")
    return Source(path, Stamp.of(path))


@pytest.mark.parametrize("large", [0, 1 << 20], ids=["mapped", "in memory"])
def test_what_is_kept_is_the_file_as_it_was_opened_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(origins, "_LARGE", large)
    source = _source(tmp_path / "a.tif")
    content = content_of(source)
    assert content is not None
    assert content[:] == b"original"
    (tmp_path / "a.tif").write_bytes(b"of another program")
    assert content_of(source) is None
    (tmp_path / "a.tif").unlink()
    assert content_of(source) is None


def test_a_full_temporary_folder_is_an_error_of_the_disk_that_a_journal_tells(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fail(_: Source) -> bytes:
        raise TemporaryFolderFull("the folder for temporary files is full")

    source = _source(tmp_path / "a.tif")
    monkeypatch.setattr(Source, "view", fail)
    with pytest.raises(OSError, match="temporary files is full") as error:
        content_of(source)
    assert error.value.errno == errno.ENOSPC
