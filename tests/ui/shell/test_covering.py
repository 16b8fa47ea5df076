"""Bars over and below the canvas: the picture keeps its place on screen as they come and go, and what they cover can
be reached."""

from operator import attrgetter

import numpy as np
import pytest
from PIL import Image
from PySide6.QtCore import QPoint, QPointF, Qt
from PySide6.QtGui import QMouseEvent
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QApplication

_CONTROL = Qt.KeyboardModifier.ControlModifier
_LEFT = Qt.MouseButton.LeftButton


@pytest.fixture(scope="module")
def tall_file(tmp_path_factory):
    """A picture that fills the canvas from its upper edge to its lower one. Nothing is saved over it here."""
    path = tmp_path_factory.mktemp("tall") / "tall.png"
    Image.fromarray(np.random.default_rng(3).integers(0, 255, (900, 500, 3), np.uint8)).save(path)
    return path


@pytest.fixture
def window(open_window, tall_file, drag, settle):
    made = open_window(tall_file)
    drag(made, (100, 100), (200, 130))
    settle(made)
    return made


def _top(window):
    """Where the picture's upper edge lies below the lowest bar, widget pixels."""
    bars = (window.amounts, window.option_bar, window.messages)
    lowest = max([bar.y() + bar.height() for bar in bars if not bar.isHidden()], default=0)
    return window.canvas.mapTo(window.stack, window.canvas.to_widget(0, 0).toPoint()).y() - lowest


def _is_whole(window):
    canvas = window.canvas
    edge = canvas.to_widget(0, 900).y()
    return _top(window) >= 0 and edge <= canvas.height()


@pytest.mark.parametrize("name", ["grow_mask", "feather_mask", "brightness_mask", "name_mask"])
def test_the_picture_keeps_its_place_when_a_bar_comes_and_fits_below_it_when_asked(window, settle, name):
    before = window.canvas.view
    window.actions_by_name[name].trigger()
    settle(window)
    assert not (window.option_bar.isHidden() and window.amounts.isHidden())
    assert window.canvas.view == before
    window.canvas.fit()
    assert _is_whole(window)
    assert window.canvas.view.scale < before.scale
    window.canvas.set_view(before)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    settle(window)
    assert window.option_bar.isHidden()
    assert window.amounts.isHidden()
    assert window.canvas.view == before


def test_with_rulers_a_bar_covers_less(window, settle):
    window.actions_by_name["rulers"].trigger()
    window.actions_by_name["grow_mask"].trigger()
    settle(window)
    window.canvas.fit()
    assert _is_whole(window)
    assert window.canvas.covered == window.option_bar.height() - window.ruled.top.height()


def test_a_view_that_was_chosen_stays_and_its_top_can_be_moved_into_sight(window, settle):
    canvas = window.canvas
    canvas.zoom_to(2.0)
    canvas.centre_on(250, canvas.height() / 4)
    before = canvas.view
    window.actions_by_name["grow_mask"].trigger()
    settle(window)
    assert canvas.view == before
    assert _top(window) < 0
    canvas.setFocus()
    QTest.keyPress(window, Qt.Key.Key_Space)
    start, end = QPoint(200, 300), QPoint(200, 480)
    QTest.mousePress(canvas, _LEFT, pos=start)
    move = QMouseEvent(
        QMouseEvent.Type.MouseMove,
        QPointF(end),
        canvas.mapToGlobal(QPointF(end)),
        Qt.MouseButton.NoButton,
        _LEFT,
        Qt.KeyboardModifier.NoModifier,
    )
    QApplication.sendEvent(canvas, move)
    QTest.mouseRelease(canvas, _LEFT, pos=end)
    QTest.keyRelease(window, Qt.Key.Key_Space)
    assert _top(window) > 0


def test_a_message_that_stays_moves_nothing(window, settle):
    before = window.canvas.view
    for level, buttons in (("warning", {}), ("done", {"Show it": print})):
        window.messages.say(level, "Something that stands.", buttons)
        settle(window)
        assert window.canvas.view == before
        window.messages.dismiss()
        settle(window)
        assert window.canvas.view == before


def _place_on_screen(window):
    """Where two corners of the picture lie in the window, device pixels to a tenth."""
    canvas = window.canvas
    ends = (canvas.to_widget(0, 0), canvas.to_widget(500, 900))
    return [round(one, 1) for end in ends for one in canvas.mapTo(window, end).toTuple()]


BARS = pytest.mark.parametrize("bar", ["candidates", "findings", "planes.bar", "pictures.strip"])


@BARS
def test_a_view_that_was_chosen_keeps_its_place_when_a_bar_below_it_comes_and_goes(window, qtbot, bar):
    window.canvas.zoom_to(1.7)
    before, height = _place_on_screen(window), window.canvas.height()
    shown = attrgetter(bar)(window)
    assert shown.isHidden()
    shown.show()
    qtbot.waitUntil(lambda: window.canvas.height() < height)
    assert _place_on_screen(window) == before
    shown.hide()
    qtbot.waitUntil(lambda: window.canvas.height() == height)
    assert _place_on_screen(window) == before
    assert not window.canvas.is_fitted


@BARS
def test_a_picture_that_is_shown_whole_stays_whole_when_a_bar_below_it_comes_and_goes(window, qtbot, bar):
    before, height, scale = _place_on_screen(window), window.canvas.height(), window.canvas.scale
    shown = attrgetter(bar)(window)
    shown.show()
    qtbot.waitUntil(lambda: window.canvas.height() < height)
    assert _is_whole(window)
    assert window.canvas.scale < scale
    shown.hide()
    qtbot.waitUntil(lambda: window.canvas.height() == height)
    assert _place_on_screen(window) == before
    assert window.canvas.is_fitted


def test_a_file_that_cannot_be_opened_leaves_the_picture_as_it_was(window, settle, qtbot, tmp_path):
    """The strip of pictures comes and goes, and a message lies over the picture meanwhile."""
    wrong, before, height = tmp_path / "wrong.png", _place_on_screen(window), window.canvas.height()
    wrong.write_bytes(b"no picture")
    window.open(wrong)
    qtbot.waitUntil(lambda: "wrong.png" in window.messages.text and not window.pictures.strip.isVisible())
    qtbot.waitUntil(lambda: window.canvas.height() == height)
    assert _place_on_screen(window) == before
    window.messages.dismiss()
    settle(window)
    assert _place_on_screen(window) == before


def test_a_picture_that_is_scrolled_stays_where_it_is(window, qtbot):
    window.canvas.pan(0, -40)
    before, height = _place_on_screen(window), window.canvas.height()
    window.candidates.show()
    qtbot.waitUntil(lambda: window.canvas.height() < height)
    assert _place_on_screen(window) == before


def test_a_bar_that_comes_in_the_middle_of_a_stroke_moves_the_picture_when_the_stroke_has_ended(window, qtbot):
    before, height = _place_on_screen(window), window.canvas.height()
    QTest.mousePress(window.canvas, _LEFT, pos=QPoint(300, 200))
    window.candidates.show()
    qtbot.waitUntil(lambda: window.canvas.height() < height)
    assert _place_on_screen(window) == before
    QTest.mouseRelease(window.canvas, _LEFT, pos=QPoint(300, 200))
    assert _is_whole(window)


def test_a_whole_picture_is_fitted_again_when_the_window_is_resized(window, settle):
    window.candidates.show()
    settle(window)
    before = window.canvas.scale
    window.resize(window.width(), window.height() - 80)
    settle(window)
    assert window.canvas.scale < before
    assert _is_whole(window)


def test_a_message_that_goes_by_itself_moves_nothing_and_fit_leaves_room_for_it(window, settle):
    before = window.canvas.view
    window.messages.say("info", "Something to be read.")
    assert window.canvas.view == before
    QTest.keyClick(window.canvas, Qt.Key.Key_0, _CONTROL)
    assert _is_whole(window)
    assert window.canvas.view != before
    window.messages.hide()
    QTest.keyClick(window.canvas, Qt.Key.Key_0, _CONTROL)
    assert window.canvas.view == before


def test_the_start_page_leaves_room_for_a_message(open_window, qtbot):
    window = open_window()
    window.resize(900, 420)  # the page is longer: it begins at the top, and is not centred

    def top() -> int:
        page = window.start_page.page
        qtbot.waitUntil(lambda: all(card.is_filled for card in page.cards), timeout=20_000)
        QApplication.processEvents()
        return page.open_button.mapTo(window, QPoint(0, 0)).y()

    before = top()
    window.messages.say("warning", "Work was cut off.", {"Bring it back": print})
    assert top() == before + window.messages.height()
    window.start_page.refresh()  # another page, below the same message
    assert top() == before + window.messages.height()
    window.messages.dismiss()
    qtbot.waitUntil(lambda: top() == before)


def test_a_message_comes_below_a_bar_that_stays(window, settle):
    window.actions_by_name["grow_mask"].trigger()
    settle(window)
    place = window.option_bar.geometry()
    window.messages.say("info", "Something to be read.")
    assert window.option_bar.geometry() == place
    assert window.messages.y() == place.height()


def test_the_fit_at_opening_leaves_room_for_what_is_said_of_the_picture(open_window, tmp_path):
    frames = [Image.fromarray(np.full((900, 500), value, np.uint8)) for value in (40, 90)]
    frames[0].save(tmp_path / "moving.gif", save_all=True, append_images=frames[1:])
    window = open_window(tmp_path / "moving.gif")
    assert not window.messages.isHidden()
    assert _is_whole(window)


def test_the_pointer_of_the_arrow_keys_stays_below_the_bar(window, settle):
    window.actions_by_name["grow_mask"].trigger()
    settle(window)
    canvas = window.canvas
    canvas.zoom_to(2.0)
    canvas.setFocus()
    for _ in range(60):
        QTest.keyClick(canvas, Qt.Key.Key_Up)
    assert canvas.pointer.place.y() >= window.option_bar.height()


def test_a_picture_that_was_whole_is_whole_again_after_another(window, open_window, settle, qtbot, tmp_path, tall_file):
    window.messages.say("warning", "Something to be read.")
    QTest.keyClick(window.canvas, Qt.Key.Key_0, _CONTROL)
    window.messages.hide()
    other = tmp_path / "other.png"
    other.write_bytes(tall_file.read_bytes())
    with qtbot.waitSignal(window.session.document_changed, timeout=20_000):
        window.open(other)
    settle(window)
    window.session.switching.step(1)
    qtbot.waitUntil(lambda: window.session.document is not None and window.session.path == tall_file)
    assert window.canvas.is_fitted
    assert _is_whole(window)
