"""The start page: in the middle, with thumbnails that were made before there at once, and those of projects too."""

import numpy as np
import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QLabel

from inpaint_studio.editing.document import Document
from inpaint_studio.editing.geometry import Size
from inpaint_studio.files.memory.project import save_project
from inpaint_studio.files.reading import read_picture
from inpaint_studio.resources import resource
from inpaint_studio.ui.document import thumbnails
from inpaint_studio.ui.document.thumbnails import Thumbnail, at_once, make
from inpaint_studio.ui.shell.welcome import _SAMPLES, WelcomePage, sample_pictures


@pytest.fixture(autouse=True)
def cache_of_its_own(tmp_path, monkeypatch):
    """Nothing is known of the samples yet."""
    monkeypatch.setattr(thumbnails, "cache_folder", lambda: tmp_path / "thumbnails")


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


@pytest.fixture
def page(qtbot, tmp_path):
    samples = [tmp_path / "samples" / f"{name}.png" for name in ("old-portrait", "some_other-sample")]
    recent = [tmp_path / f"scan-{number}.png" for number in range(11)]
    made = WelcomePage(samples, recent, str.upper)
    qtbot.addWidget(made)
    made.resize(1100, 800)
    made.show()
    return made


def test_eight_recent_pictures_and_the_samples_are_offered(page):
    assert [card.path.name for card in page.cards][:8] == [f"scan-{number}.png" for number in range(8)]
    assert [card.accessibleName() for card in page.cards][8:] == ["Scratched portrait", "Some other sample"]


def test_a_click_on_a_card_asks_for_its_picture_and_the_button_for_any(page, qtbot):
    with qtbot.waitSignal(page.path_chosen) as chosen:
        QTest.mouseClick(page.cards[3], Qt.MouseButton.LeftButton)
    assert chosen.args == [page.cards[3].path]
    with qtbot.waitSignal(page.open_requested):
        QTest.mouseClick(page.open_button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize(("width", "columns"), [(1400, 4), (800, 3), (560, 2), (330, 1)])
def test_cards_stand_in_as_many_columns_as_there_is_room_for(page, qapp, width, columns):
    page.resize(width, 800)
    for _ in range(4):
        qapp.processEvents()
    first_row = {card.y() for card in page.cards[:columns]}
    assert len(first_row) == 1
    assert page.cards[columns].y() > page.cards[0].y()


def test_a_thumbnail_fills_its_card_and_no_other(page):
    target = page.cards[2]
    page.show_thumbnail(Thumbnail(target.path, np.full((90, 160, 3), 50, np.uint8), Size(1600, 900)))
    assert [card.is_filled for card in page.cards[:4]] == [False, False, True, False]
    assert target.toolTip() == f"{target.path}\n1600 × 900"


def test_a_name_that_looks_like_markup_is_shown_as_it_is(qtbot, tmp_path):
    path = tmp_path / "<b>bold</b> & more.png"
    page = WelcomePage([], [path], str.upper)
    qtbot.addWidget(page)
    (card,) = page.cards
    assert "&&" in card.text(), "else Qt takes it for the mark of a key"
    page.show_thumbnail(Thumbnail(path, np.zeros((9, 9, 3), np.uint8), Size(9, 9)))
    assert "&lt;b&gt;" in card.toolTip()
    assert "9 × 9" in card.toolTip()


def test_only_pictures_that_are_no_masks_are_samples(tmp_path):
    for name in ("b.jpg", "a.PNG", "a.mask.png", "letter.txt", "c.webp"):
        (tmp_path / name).write_bytes(b"")
    assert [path.name for path in sample_pictures(tmp_path)] == ["a.PNG", "b.jpg", "c.webp"]
    assert sample_pictures(tmp_path / "gone") == []


def test_without_recent_pictures_there_is_no_heading_for_them(qtbot, tmp_path):
    page = WelcomePage([tmp_path / "old-couple.png"], [], str.upper)
    qtbot.addWidget(page)
    headings = [label.text() for label in page.findChildren(QLabel) if label.property("role") == "heading"]
    assert headings == ["Sample photographs"]


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


def test_the_keyboard_begins_at_opening_a_picture_whatever_is_offered_above(open_window, qapp):
    window = open_window()
    window.session.tell("warning", "Work was cut off.")
    window.activateWindow()
    qapp.processEvents()
    assert window.messages.isVisible()
    assert window.focusWidget() is window.start_page.page.open_button


@pytest.mark.parametrize("key", [Qt.Key.Key_Return, Qt.Key.Key_Enter, Qt.Key.Key_Space])
def test_a_key_opens_what_has_the_keyboard(open_window, preferences, picture_file, qtbot, key):
    preferences.remember_file(picture_file)
    window = open_window()
    window.activateWindow()
    card = window.start_page.page.cards[0]
    card.setFocus()
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        QTest.keyClick(card, key)
    assert window.session.path == picture_file


def test_enter_presses_a_button_of_what_is_offered_above_the_start_page(open_window, qapp):
    window = open_window()
    window.activateWindow()
    pressed = []
    window.messages.say("warning", "Work was cut off.", {"Bring it back": lambda: pressed.append(True)})
    qapp.processEvents()
    (button,) = window.messages._buttons
    button.setFocus()
    QTest.keyClick(button, Qt.Key.Key_Return)
    assert pressed == [True]


def test_every_sample_has_a_title_and_the_film_opens_as_a_stack(open_window, qtbot):
    samples = sample_pictures(resource("samples"))
    assert {path.stem for path in samples} == set(_SAMPLES)
    window = open_window()
    window.start_page.page.path_chosen.emit(resource("samples/stack.tif"))
    qtbot.waitUntil(lambda: window.session.document is not None, timeout=20_000)
    assert window.session.planes.count == 8
