"""The start page: in the middle, with thumbnails that were made before there at once, and those of projects too."""

import pytest

from inpaint_studio.editing.document import Document
from inpaint_studio.files.memory.project import save_project
from inpaint_studio.files.reading import read_picture
from inpaint_studio.ui.document.thumbnails import at_once, make


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


@pytest.mark.parametrize("width", [700, 900, 1600])
def test_what_is_on_the_start_page_is_in_the_middle(open_window, qapp, width):
    window = open_window()
    window.resize(width, 800)
    qapp.processEvents()
    cards = window.start_page.page.cards
    left = min(card.mapTo(window, card.rect().topLeft()).x() for card in cards)
    right = max(card.mapTo(window, card.rect().topRight()).x() for card in cards)
    assert abs(left - (window.width() - 1 - right)) <= 20  # the scroll bar
