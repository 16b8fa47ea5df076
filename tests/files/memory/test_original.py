"""The original that a journal keeps before a save overwrites it."""

import errno
from pathlib import Path

import pytest

from inpaint_studio.files import origin
from inpaint_studio.files.errors import TemporaryFolderFull
from inpaint_studio.files.memory.original import content_of
from inpaint_studio.files.origin import Source, Stamp


def _source(path: Path) -> Source:
    path.write_bytes(b"original")
    return Source(path, Stamp.of(path))


@pytest.mark.parametrize("large", [0, 1 << 20], ids=["mapped", "in memory"])
def test_what_is_kept_is_the_file_as_it_was_opened_or_nothing(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(origin, "_LARGE", large)
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
