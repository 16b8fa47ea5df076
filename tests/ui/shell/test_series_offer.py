"""A file that is one of many: when its series is offered, and when a person is left alone."""

from types import SimpleNamespace

import pytest
from PIL import Image
from PySide6.QtWidgets import QPushButton

from inpaint_studio.ui.shell import series_offer
from inpaint_studio.ui.shell.series_offer import is_photograph_of_camera, numbered_beside

from ..clips import show_clip


def touch(folder, *names):
    for name in names:
        (folder / name).touch()
    return folder / names[0]


def test_files_that_follow_each_other_by_their_numbers_are_counted(tmp_path):
    first = touch(tmp_path, *(f"frame_{number:03}.png" for number in range(7, 15)))
    touch(tmp_path, "frame_008.txt", ".frame_015.png", "other_016.png", "frame_017.tif", "notes.png")
    assert numbered_beside(first, 8) == 8
    assert numbered_beside(first, 9) == 0  # too few to be offered
    assert numbered_beside(tmp_path / "notes.png", 1) == 0  # has no number


def test_numbers_with_a_gap_are_no_series(tmp_path):
    assert numbered_beside(touch(tmp_path, "a1.png", "a2.png", "a4.png"), 2) == 0
    assert numbered_beside(touch(tmp_path, "b8.png", "b9.png", "b10.png"), 2) == 3  # by number, not by letters


@pytest.mark.parametrize(("format", "is_camera"), [("jpeg", True), ("raw", True), ("png", False), ("dicom", False)])
def test_what_a_camera_took_is_numbered_anyway(monkeypatch, format, is_camera):
    monkeypatch.setattr(series_offer, "origin_of", lambda _: SimpleNamespace(format=format))
    assert is_photograph_of_camera(None) is is_camera
    monkeypatch.setattr(series_offer, "origin_of", lambda _: None)
    assert not is_photograph_of_camera(None)


@pytest.fixture
def numbered(tmp_path):
    """A folder of nine numbered pictures."""
    for number in range(1, 10):
        Image.new("RGB", (40, 30), (number, 0, 0)).save(tmp_path / f"frame_{number}.png")
    return tmp_path


def opened(window, qtbot, path):
    window.session.opening.open(path)
    qtbot.waitUntil(lambda: window.session.path == path and not len(window.session.workers), timeout=20_000)


def test_a_series_is_offered_once_a_folder(open_window, qtbot, numbered):
    window, folder = open_window(), numbered
    opened(window, qtbot, folder / "frame_4.png")
    qtbot.waitUntil(lambda: "frame_4.png is one of 9 numbered files" in window.messages.text)
    assert any(button.text() == "Open the series" for button in window.messages.findChildren(QPushButton))
    window.messages.dismiss()
    opened(window, qtbot, folder / "frame_5.png")
    assert "numbered files" not in window.messages.text


def test_photographs_of_a_camera_are_not_offered(open_window, qtbot, numbered, monkeypatch):
    monkeypatch.setattr(series_offer, "is_photograph_of_camera", lambda picture: True)
    window = open_window()
    opened(window, qtbot, numbered / "frame_4.png")
    assert not window.messages.isVisible()


def test_a_stack_is_part_of_no_series(open_window, qtbot):
    window = open_window()
    show_clip(window, qtbot)
    window.actions_by_name["open_series"].trigger()
    assert window.messages.text == "What is in view is no single file of a series."
