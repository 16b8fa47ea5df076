"""The start page: in the middle, with thumbnails that were made before there at once, and those of projects too."""

import os
import zipfile

import numpy as np
import pytest
from PIL import Image
from PySide6.QtWidgets import QLabel

from inpaint_studio.editing.document import Document
from inpaint_studio.files.memory.project import save_project
from inpaint_studio.files.reading import read_picture
from inpaint_studio.ui.document import thumbnails
from inpaint_studio.ui.document.thumbnails import ThumbnailCache, at_once, make


@pytest.fixture
def cache(tmp_path):
    return ThumbnailCache(tmp_path / "cache")


def _filled(window):
    return [card.path for card in window.start_page.page.cards if card.is_filled]


def test_thumbnails_made_before_are_there_when_the_window_opens(open_window, preferences, picture_file, qtbot):
    preferences.remember_file(picture_file)
    first = open_window()
    assert _filled(first) == []
    first.start_page.load_thumbnails()
    cards = len(first.start_page.page.cards)
    qtbot.waitUntil(lambda: len(_filled(first)) == cards, timeout=20_000)
    qtbot.waitUntil(lambda: not first.session.is_busy)
    again = list(at_once([card.path for card in first.start_page.page.cards], first.start_page.cache, seconds=60))
    assert [one.path for one in again] == [card.path for card in first.start_page.page.cards]
    assert picture_file in _filled(open_window())


def test_a_file_that_has_changed_is_looked_at_anew(cache, picture_file):
    (made,) = make([picture_file], cache)
    assert cache.get(picture_file).size == made.size == (320, 240)
    Image.new("RGB", (64, 48), "red").save(picture_file)
    os.utime(picture_file, ns=(1, 1))
    assert cache.get(picture_file) is None
    (anew,) = make([picture_file], cache)
    assert anew.size == (64, 48)


def test_the_cache_is_bounded_and_what_is_unreadable_is_made_again(cache, tmp_path, monkeypatch):
    monkeypatch.setattr(thumbnails, "MOST_FILES", 3)
    paths = [tmp_path / f"{number}.png" for number in range(5)]
    for number, path in enumerate(paths):
        Image.new("RGB", (40, 30), (number, 0, 0)).save(path)
        list(make([path], cache))
        kept = cache.get(path)
        assert kept is not None
    assert len(list((tmp_path / "cache").iterdir())) == 3
    for entry in (tmp_path / "cache").iterdir():
        entry.write_bytes(b"no picture")
    assert cache.get(paths[-1]) is None
    assert len(list(make(paths, cache))) == 5
    cache.clear()
    assert list((tmp_path / "cache").iterdir()) == []


def test_forgetting_recent_files_forgets_what_they_look_like(open_window, preferences, picture_file):
    preferences.remember_file(picture_file)
    window = open_window()
    list(make([picture_file], window.start_page.cache))
    window.menus._recent_chosen(window.menus._recent.addAction("Forget these"))
    assert window.start_page.cache.get(picture_file) is None


def test_a_project_shows_the_look_it_carries(open_window, preferences, picture_file, tmp_path, qtbot):
    path = tmp_path / "work.ora"
    save_project(Document(read_picture(picture_file)), path)
    preferences.remember_file(path)
    window = open_window()
    with qtbot.waitSignal(window.session.workers.changed, timeout=20_000):
        window.start_page.load_thumbnails()
    qtbot.waitUntil(lambda: path in _filled(window), timeout=20_000)
    (card,) = (card for card in window.start_page.page.cards if card.path == path)
    assert "320 × 240" in card.toolTip()
    qtbot.waitUntil(lambda: not window.session.is_busy)


@pytest.mark.parametrize("members", [{}, {"Thumbnails/thumbnail.png": b"no picture"}, {"stack.xml": b"<image/>"}])
def test_a_project_without_a_usable_look_is_left_out(cache, tmp_path, members):
    path = tmp_path / "other.ora"
    with zipfile.ZipFile(path, "w") as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    assert list(make([path, tmp_path / "gone.ora"], cache)) == []


def test_a_picture_that_lies_on_its_side_is_shown_upright(cache, tmp_path):
    pixels = np.zeros((20, 60, 3), np.uint8)
    exif = Image.Exif()
    exif[0x0112] = 6
    Image.fromarray(pixels).save(tmp_path / "side.jpg", exif=exif)
    (made,) = make([tmp_path / "side.jpg"], cache)
    assert made.size == (20, 60)
    assert made.pixels.shape[:2] == (60, 20)


@pytest.mark.parametrize("width", [700, 900, 1600])
def test_what_is_on_the_start_page_is_in_the_middle(open_window, qapp, width):
    window = open_window()
    window.resize(width, 800)
    qapp.processEvents()
    cards = window.start_page.page.cards
    left = min(card.mapTo(window, card.rect().topLeft()).x() for card in cards)
    right = max(card.mapTo(window, card.rect().topRight()).x() for card in cards)
    assert abs(left - (window.width() - 1 - right)) <= 20  # the scroll bar


def test_what_old_photographs_need_is_named_with_its_keys(open_window, preferences, qtbot):
    window = open_window()

    def words() -> str:
        return " ".join(label.text() for label in window.start_page.page.findChildren(QLabel))

    assert "Ctrl+F finds scratches and dust, Ctrl+Shift+U corrects fading, C straightens and crops." in words()
    editor = window.dialogs.show_shortcut_editor()
    editor.preset.setCurrentIndex(editor.preset.findData("krita"))
    qtbot.waitUntil(lambda: "Shift+K straightens and crops." in words())
    preferences.set_own_shortcut("find_damage", [])
    assert "Find damage finds scratches and dust" in words()
    editor.close()
    window.dialogs.shut_down()


@pytest.mark.parametrize("size", [(900, 600), (1600, 1000)])
@pytest.mark.parametrize("language_name", ["en", "zh_CN"])
def test_no_words_of_the_start_page_are_cut(application, open_window, preferences, qapp, size, language_name):
    preferences.language = language_name
    application.change_language()
    try:
        window = open_window()
        window.resize(*size)
        for _ in range(3):
            qapp.processEvents()
        page = window.start_page.page
        labels = [label for label in page.findChildren(QLabel) if label.text()]
        assert labels
        for label in labels:
            needed = label.heightForWidth(label.width()) if label.wordWrap() else label.sizeHint().height()
            assert label.height() >= needed, label.text()
            assert label.wordWrap() or label.width() >= label.sizeHint().width(), label.text()
        assert page.open_button.width() >= page.open_button.sizeHint().width()
    finally:
        preferences.language = "en"
        application.change_language()
