"""Enter, Esc and the Fill menu: the nearest thing first, and a sentence where there is nothing to do."""

import pytest
from PySide6.QtCore import Qt
from PySide6.QtTest import QTest
from PySide6.QtWidgets import QPushButton

from inpaint_studio.ui.canvas.compare import Compare


@pytest.fixture
def window(open_window, picture_file):
    return open_window(picture_file)


@pytest.mark.parametrize("command", ["accept", "offer_candidates"])
def test_where_nothing_is_marked_a_sentence_says_what_to_do(window, settle, command):
    getattr(window.filling, command)()
    settle(window)
    assert window.messages.text.startswith("Nothing is marked yet.")
    assert window.session.document.fills == ()


def test_without_a_picture_enter_and_esc_do_nothing(open_window):
    window = open_window()
    window.filling.accept()
    window.filling.offer_candidates()
    window.filling.cancel()
    assert window.messages.text == ""


def test_esc_gives_up_one_thing_at_a_time_the_nearest_first(window):
    polygon = window.toolbox.tools["polygon"]
    window.messages.say("error", "Something.")
    window.set_tool("polygon")
    for x, y in ((50, 50), (90, 50)):
        QTest.mouseClick(window.canvas, Qt.MouseButton.LeftButton, pos=window.canvas.to_widget(x, y).toPoint())
    window.canvas.hold_before(True)
    window.amounts.ask_number("Grow", "By", 3, 1, 9, "", lambda _: None)

    def goes_on():
        held = window.canvas.compare is Compare.BEFORE
        return [window.amounts.isVisible(), bool(polygon._points), held, bool(window.messages.text)]

    for disabled in range(4):
        assert goes_on() == [False] * disabled + [True] * (4 - disabled)
        window.filling.cancel()
    assert not any(goes_on())


def test_texture_sources_are_taken_from_the_mask_and_given_up_again(window, drag, settle):
    window.actions_by_name["sources_from_mask"].trigger()
    settle(window)
    assert window.messages.text == "Mark first where texture may be taken from."
    drag(window, (60, 60), (100, 60))
    marked = window.session.document.mask.copy()
    window.actions_by_name["sources_from_mask"].trigger()
    settle(window)
    assert (window.session.filling.sources == marked).all()
    assert not window.session.document.mask.any()
    window.actions_by_name["sources_clear"].trigger()
    assert window.session.filling.sources is None


def test_hints_go_away_once_a_candidate_was_taken(window, drag, settle):
    window.hints.point_out()
    assert window.hints.isVisible()
    window.session.candidates.finished.emit()
    assert not window.hints.isVisible()


def test_esc_puts_the_card_of_hints_away_before_a_message(window, preferences):
    window.hints.point_out()
    window.session.tell("error", "The disk is full.", holds=lambda: True)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.hints.isVisible()
    assert not preferences.flag("hints/show", True), "as if Got it was pressed"
    assert window.messages.text == "The disk is full."
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert window.messages.text == ""


def test_hints_make_room_for_who_draws_by_keys_and_esc_closes_them_for_good(window, preferences):
    window.hints.point_out()
    window.canvas.setFocus()
    QTest.keyClick(window.canvas, Qt.Key.Key_Right)
    assert window.hints.isVisible()
    QTest.keyClick(window.canvas, Qt.Key.Key_O)
    assert not window.hints.isVisible()
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    window.hints.point_out()
    window.messages.say("info", "Something to be read.")
    preferences.set_flag("hints/show", True)
    QTest.keyClick(window.canvas, Qt.Key.Key_Escape)
    assert not window.hints.isVisible()
    assert not window.messages.isHidden()
    assert not preferences.flag("hints/show", True)


def test_a_fill_is_brought_into_view(window, drag, settle, qtbot):
    drag(window, (60, 40), (70, 40))
    with qtbot.waitSignal(window.session.filling.finished, timeout=10_000):
        window.filling.accept()
    settle(window)
    window.canvas.zoom_to(6.0)
    window.canvas.centre_on(250, 200)
    (fill,) = window.session.document.fills
    window.filling.go_to(fill.id)
    assert window.canvas.view.x == pytest.approx(fill.rect.x + fill.rect.width / 2)
    window.filling.go_to("no such fill")


def test_that_nothing_is_marked_is_no_longer_said_once_something_is(window, settle):
    canvas = window.canvas
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert window.messages.text.startswith("Nothing is marked yet.")
    QTest.keyClick(canvas, Qt.Key.Key_E)  # nothing is marked by the eraser
    place = canvas.to_widget(100, 100).toPoint()
    QTest.mouseClick(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert window.messages.text
    QTest.keyClick(canvas, Qt.Key.Key_B)
    QTest.mousePress(canvas, Qt.MouseButton.LeftButton, pos=place)
    assert window.messages.text == ""
    QTest.mouseRelease(canvas, Qt.MouseButton.LeftButton, pos=place)
    QTest.keyClick(window, Qt.Key.Key_Z, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(canvas, Qt.Key.Key_Return)
    assert window.messages.text.startswith("Nothing is marked yet.")
    window.actions_by_name["select_all"].trigger()
    settle(window)
    assert window.messages.text == ""


def _press(window, words):
    (button,) = (one for one in window.messages.findChildren(QPushButton) if one.text() == words)
    QTest.mouseClick(button, Qt.MouseButton.LeftButton)


@pytest.mark.parametrize("keys", [Qt.KeyboardModifier.NoModifier, Qt.KeyboardModifier.ControlModifier])
def test_a_picture_that_is_marked_as_a_whole_is_not_filled_but_asked_about(window, settle, keys):
    QTest.keyClick(window.canvas, Qt.Key.Key_A, Qt.KeyboardModifier.ControlModifier)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return, keys)
    settle(window)
    assert window.messages.text.startswith("Everything is marked")
    assert not window.session.is_filling
    _press(window, "Clear the mask")
    settle(window)
    assert not window.session.document.mask.any()
    assert window.session.document.fills == ()


@pytest.mark.parametrize("answer", ["Invert the mask", "Fill all the same"])
def test_nearly_everything_is_filled_only_where_that_is_meant(window, drag, settle, answer):
    window.settings.set(radius=20)
    drag(window, (60, 60), (100, 60))
    QTest.keyClick(window, Qt.Key.Key_I, Qt.KeyboardModifier.ControlModifier | Qt.KeyboardModifier.ShiftModifier)
    QTest.keyClick(window.canvas, Qt.Key.Key_Return)
    settle(window)
    assert "% of the picture is marked" in window.messages.text
    assert window.session.document.fills == ()
    _press(window, answer)
    settle(window)
    assert len(window.session.document.fills) == (answer == "Fill all the same")
    assert window.session.document.mask.any() == (answer == "Invert the mask")
