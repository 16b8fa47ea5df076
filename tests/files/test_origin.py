"""The original of a picture stays what it was at opening, in memory or as a mapped copy."""

import mmap
import os
from pathlib import Path

import pytest

from inpaint_studio.files import origin
from inpaint_studio.files.origin import Source, Stamp


@pytest.mark.parametrize("large", [10, 10**9])
def test_a_view_stays_when_the_file_is_cut_short_or_saved_over(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int
) -> None:
    monkeypatch.setattr(origin, "_LARGE", large)
    path = tmp_path / "a.tif"
    path.write_bytes(b"0123456789abcdef")
    source = Source(path, Stamp.of(path))
    view = source.view()
    assert isinstance(view, mmap.mmap) == (large == 10)
    assert view is not None
    path.write_bytes(b"other")
    assert view[:] == b"0123456789abcdef"
    source.replaced_by_us(view)
    assert source.read() == b"0123456789abcdef"
    assert source.view() is view
    assert not source.is_on_disk()


@pytest.mark.parametrize("large", [10, 10**9])
def test_a_file_of_another_program_is_no_original(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, large: int) -> None:
    monkeypatch.setattr(origin, "_LARGE", large)
    path = tmp_path / "a.tif"
    path.write_bytes(b"0123456789abcdef")
    source = Source(path, Stamp.of(path))
    os.utime(path, ns=(1, 1))
    assert source.view() is None
    path.unlink()
    assert source.view() is None
    assert source.changed_on_disk()
