"""Where a file dialog begins."""

from pathlib import Path

import pytest
from PySide6.QtCore import QStandardPaths

from inpaint_studio.ui.kit.start_folder import start_folder


@pytest.fixture(autouse=True)
def places(monkeypatch, tmp_path):
    monkeypatch.setattr(QStandardPaths, "writableLocation", lambda _: str(tmp_path / "Pictures"))
    monkeypatch.setattr(Path, "home", lambda: tmp_path)


def test_it_is_the_first_folder_that_is_there(tmp_path):
    (tmp_path / "second").mkdir()
    assert start_folder(None, "", tmp_path / "first", tmp_path / "second", tmp_path) == tmp_path / "second"


def test_a_file_is_no_folder(tmp_path):
    (tmp_path / "Pictures").mkdir()
    (tmp_path / "file").touch()
    assert start_folder(tmp_path / "file") == tmp_path / "Pictures"


def test_without_pictures_it_is_home_and_never_the_working_folder(tmp_path):
    assert start_folder() == tmp_path
